//! A decision as a fact: for each node what the filters and scores said.

use api::{Map, Text, Value};

use super::cycle::Outcome;
use super::node::NodeInfo;
use crate::facts::What;
use crate::scheduler::pod::PodInfo;

/// So many nodes are told of, at most; nobody looks at thousands.
const MAX_NODES: usize = 100;

/// The fact of a decision.
pub fn fact(pod: &PodInfo, list: &[std::rc::Rc<NodeInfo>], outcome: &Outcome, message: &str) -> What {
    let passed: Value = outcome.filters.iter().map(|p| verdict(p.name, None)).collect::<Vec<_>>().into();
    let mut nodes: Vec<Value> = Vec::new();
    for scored in outcome.feasible.iter().take(MAX_NODES) {
        let scores: Vec<Value> = scored
            .scores
            .iter()
            .map(|(plugin, score, weight)| {
                let mut m = Map::new();
                m.insert("plugin", *plugin);
                m.insert("score", *score);
                m.insert("weight", *weight);
                m.into()
            })
            .collect();
        nodes.push(node(&scored.node.name, passed.clone(), scores.into(), scored.total));
    }
    for n in list {
        if nodes.len() >= MAX_NODES {
            break;
        }
        let Some((plugin, rejection)) = outcome.diagnosis.rejected.get(&n.name) else { continue };
        let until = outcome.filters.iter().take_while(|p| p.name != *plugin);
        let mut filters: Vec<Value> = until.map(|p| verdict(p.name, None)).collect();
        filters.push(verdict(plugin, Some(&rejection.reasons)));
        nodes.push(node(&n.name, filters.into(), Value::from(Vec::new()), 0));
    }
    What::Scheduled {
        namespace: pod.namespace.clone(),
        name: pod.name.clone(),
        uid: pod.uid.clone(),
        node: outcome.node.clone(),
        nodes: nodes.into(),
        message: Text::new(message),
    }
}

fn verdict(plugin: &'static str, reasons: Option<&Vec<Text>>) -> Value {
    let mut m = Map::new();
    m.insert("plugin", plugin);
    m.insert("ok", reasons.is_none());
    if let Some(reasons) = reasons {
        m.insert("reason", reasons.iter().map(Text::as_str).collect::<Vec<_>>().join(", "));
    }
    m.into()
}

fn node(name: &Text, filters: Value, scores: Value, total: i64) -> Value {
    let mut m = Map::new();
    m.insert("node", name);
    m.insert("filters", filters);
    m.insert("scores", scores);
    m.insert("total", total);
    m.into()
}
