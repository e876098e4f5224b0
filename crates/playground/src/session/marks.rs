//! What deserves a mark on the timeline.

use api::meta;
use api::request::User;
use cluster::Cluster;
use cluster::facts::{Fact, What};
use protocol::Mark;

use crate::kind;
use crate::view::millis;

/// The most marks that are kept; what merely went well goes first.
const MOST: usize = 500;

/// Adds the marks of new facts.
pub(super) fn add(marks: &mut Vec<Mark>, facts: &[Fact], cluster: &Cluster) {
    for fact in facts {
        let Some((kind, text)) = mark(&fact.what, cluster) else { continue };
        if marks.len() >= MOST {
            let plain = marks.iter().position(|m| m.kind == "event").unwrap_or(0);
            marks.remove(plain);
        }
        marks.push(Mark { at: millis(fact.at), kind: kind.to_string(), text, fact: Some(fact.id) });
    }
}

fn mark(what: &What, cluster: &Cluster) -> Option<(&'static str, String)> {
    Some(match what {
        What::Command { text, .. } => ("command", text.to_string()),
        // A name that is not there is a question with an answer; the rest was refused. Of controllers only what they
        // may not do is told: that they were too early happens all the time.
        What::Request { verb, resource, user, code, refusal, .. }
            if *code >= 400 && *code != 404 && (*code == 403 || !user.starts_with(User::COMPONENT)) =>
        {
            ("failure", format!("{verb} {resource}: {code} {refusal}"))
        }
        What::Scheduled { node, name, message, .. } if node.is_empty() => ("failure", format!("{name}: {message}")),
        What::Container { pod, container, state: "Terminated", reason, exit_code: Some(code), .. } if *code != 0 => {
            ("failure", format!("{}: {reason} ({code})", pod_name(cluster, pod).unwrap_or(container.to_string())))
        }
        What::Container { pod, container, state: "Running", .. } => {
            ("event", format!("{}: Running", pod_name(cluster, pod).unwrap_or(container.to_string())))
        }
        What::ImagePull { image, fails: true, .. } => ("failure", format!("ErrImagePull: {image}")),
        What::Node { node, state } if *state == "Ready" => ("event", format!("{node}: {state}")),
        What::Node { node, state } => ("failure", format!("{node}: {state}")),
        // What kind of thing it is, the name says by itself.
        What::Switch { what, state } => {
            ("chaos", format!("{}: {state}", what.split_once('/').map_or(what.as_str(), |(_, name)| name)))
        }
        _ => return None,
    })
}

fn pod_name(cluster: &Cluster, uid: &str) -> Option<String> {
    let mut pods = cluster.api().read_all(kind("", "Pod"), "");
    pods.find(|p| meta::uid(p) == uid).map(|p| meta::name(p).to_string())
}
