//! The engine's facts in the protocol's shape.

use api::Text;
use cluster::facts::{self, Fact, What};
use protocol::FactView;
use protocol::facts::{FactKind, Verdict};

use super::millis;

fn s(t: &Text) -> String {
    t.to_string()
}

/// A fact for the page, where it draws it.
pub fn fact_view(fact: &Fact) -> Option<FactView> {
    let what = match &fact.what {
        What::Command { terminal, text } => FactKind::Command { terminal: *terminal, text: s(text) },
        What::Request { verb, resource, namespace, name, user, code, refusal, .. } => FactKind::Request {
            verb: (*verb).to_string(),
            resource: s(resource),
            namespace: s(namespace),
            name: s(name),
            user: s(user),
            code: *code,
            refusal: s(refusal),
        },
        What::Stored { kind, namespace, name, uid, change, .. } => FactKind::Stored {
            kind: s(kind),
            namespace: s(namespace),
            name: s(name),
            uid: s(uid),
            change: (*change).to_string(),
        },
        What::Reconciled { component, key } => {
            FactKind::Reconciled { component: (*component).to_string(), key: s(key) }
        }
        What::Scheduled { namespace, name, uid, node, filters, nodes, message } => FactKind::Scheduled {
            namespace: s(namespace),
            name: s(name),
            uid: s(uid),
            node: s(node),
            verdicts: nodes.iter().map(|found| verdict(found, filters)).collect(),
            message: s(message),
        },
        What::ImagePull { node, pod, container, image, until, fails } => FactKind::ImagePull {
            node: s(node),
            pod: s(pod),
            container: s(container),
            image: s(image),
            until: millis(*until),
            fails: *fails,
        },
        What::Container { node, pod, container, state, reason, exit_code, until } => FactKind::Container {
            node: s(node),
            pod: s(pod),
            container: s(container),
            state: (*state).to_string(),
            reason: s(reason),
            exit_code: *exit_code,
            until: until.map(millis),
        },
        What::Probe { pod, container, probe, ok } => {
            FactKind::Probe { pod: s(pod), container: s(container), probe: (*probe).to_string(), ok: *ok }
        }
        What::Packet { from, service, to, port, ok, reason } => {
            FactKind::Packet { from: s(from), service: s(service), to: s(to), port: *port, ok: *ok, reason: s(reason) }
        }
        What::Stream { .. } => return None,
        What::Node { node, state } => FactKind::Node { node: s(node), state: s(state) },
        What::Switch { what, state } => FactKind::Switch { what: s(what), state: (*state).to_string() },
    };
    Some(FactView { id: fact.id, at: millis(fact.at), cause: fact.cause, what })
}

fn verdict(found: &facts::Verdict, asked: &[&str]) -> Verdict {
    let stop = found.rejected.as_ref().map(|(plugin, _)| *plugin);
    let passed =
        asked.iter().take_while(|name| Some(**name) != stop).map(|name| ((*name).to_string(), true, String::new()));
    let rejected = found.rejected.iter().map(|(plugin, why)| ((*plugin).to_string(), false, why.to_string()));
    Verdict {
        node: found.node.to_string(),
        filters: passed.chain(rejected).collect(),
        scores: found.scores.iter().map(|(plugin, score, weight)| ((*plugin).to_string(), *score, *weight)).collect(),
        total: found.total,
    }
}
