//! A decision as a fact: for each node what the filters and scores said.

use api::Text;

use super::cycle::Outcome;
use super::node::NodeInfo;
use crate::facts::{Verdict, What};
use crate::scheduler::pod::PodInfo;

/// So many nodes are told of, at most; nobody looks at thousands.
const MAX_NODES: usize = 100;

/// The fact of a decision.
pub fn fact(pod: &PodInfo, list: &[std::rc::Rc<NodeInfo>], outcome: &Outcome, message: &str) -> What {
    let feasible = outcome.feasible.iter().map(|scored| Verdict {
        node: scored.node.name.clone(),
        rejected: None,
        scores: scored.scores.clone(),
        total: scored.total,
    });
    let rejected = list.iter().filter_map(|n| {
        let (plugin, rejection) = outcome.diagnosis.rejected.get(&n.name)?;
        let reasons = rejection.reasons.iter().map(Text::as_str).collect::<Vec<_>>().join(", ");
        Some(Verdict { node: n.name.clone(), rejected: Some((plugin, reasons.into())), scores: Vec::new(), total: 0 })
    });
    What::Scheduled {
        namespace: pod.namespace.clone(),
        name: pod.name.clone(),
        uid: pod.uid.clone(),
        node: outcome.node.clone(),
        filters: outcome.filters.iter().map(|p| p.name).collect(),
        nodes: feasible.chain(rejected).take(MAX_NODES).collect(),
        message: Text::new(message),
    }
}
