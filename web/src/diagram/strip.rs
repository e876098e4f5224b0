//! The way of a command, as a row of small parts above the nodes: each lights up when something passes through it.

use std::rc::Rc;

use protocol::facts::FactKind;
use protocol::{FactView, View};
use yew::prelude::*;

use crate::app::Page;
use crate::state::{Action, Tab};
use crate::text::{Key, Lang};

/// The parts in the order in which a command passes them, and how they are called here.
const PARTS: &[(&str, &str)] = &[
    ("kubectl", "kubectl"),
    ("kube-apiserver", "API server"),
    ("etcd", "etcd"),
    ("kube-controller-manager", "controller-manager"),
    ("kube-scheduler", "scheduler"),
    ("kubelet", "kubelet"),
];
/// The most parts that light up for one message.
const MOST: usize = 12;

pub fn strip(page: &Page, view: &View, lang: Lang) -> Html {
    html! {
        <button type="button" class="strip" aria-label={lang.t(Key::WayOfCommand)} title={lang.t(Key::WayOfCommand)} onclick={page.on(Action::Tab(Tab::ControlPlane))}>
            { for PARTS.iter().map(|(part, name)| {
                let off = view.components.get(*part).is_some_and(|c| !c.works);
                html! { <span key={*part} class={classes!("stop", off.then_some("off"))} data-part={*part}>{ *name }</span> }
            }) }
        </button>
    }
}

/// The parts that new facts passed through, in order, each once in a row; a kubelet with its node behind.
pub fn passed(facts: &[Rc<FactView>]) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for fact in facts {
        let mut on = "";
        let part = match &fact.what {
            FactKind::Command { .. } => "kubectl",
            FactKind::Request { verb, resource, user, .. } => {
                let background = matches!(resource.as_str(), "leases" | "events");
                let reads = matches!(verb.as_str(), "get" | "list" | "watch") && user.starts_with("system:");
                if background || reads {
                    continue;
                }
                "kube-apiserver"
            }
            FactKind::Stored { kind, .. } if kind != "Event" && kind != "Lease" => "etcd",
            FactKind::Reconciled { component, .. } if component.contains("controller") => "kube-controller-manager",
            FactKind::Scheduled { .. } => "kube-scheduler",
            FactKind::ImagePull { node, .. } | FactKind::Container { node, .. } => {
                on = node;
                "kubelet"
            }
            _ => continue,
        };
        if parts.last().is_none_or(|last| last != part)
            && parts.last().is_none_or(|last| last != on)
            && parts.len() < MOST
        {
            parts.push(part.to_string());
        }
        if !on.is_empty() && parts.last().is_some_and(|last| last == part) && parts.len() < MOST {
            parts.push(on.to_string());
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_light_up_in_the_order_of_the_facts() {
        let fact = |what| Rc::new(FactView { id: 1, at: 0, cause: None, what });
        let stored = |kind: &str| FactKind::Stored {
            kind: kind.into(),
            namespace: String::new(),
            name: String::new(),
            uid: String::new(),
            change: "ADDED".into(),
        };
        let facts = [
            fact(FactKind::Command { terminal: 0, text: "kubectl run a".into() }),
            fact(stored("Pod")),
            fact(stored("Pod")),
            fact(stored("Lease")),
            fact(FactKind::Reconciled { component: "replicaset-controller".into(), key: "a/b".into() }),
        ];
        assert_eq!(passed(&facts), ["kubectl", "etcd", "kube-controller-manager"]);
        let started = FactKind::Container {
            node: "worker01".into(),
            pod: String::new(),
            container: String::new(),
            state: "Running".into(),
            reason: String::new(),
            exit_code: None,
            until: None,
        };
        assert_eq!(passed(&[fact(started.clone()), fact(started)]), ["kubelet", "worker01"]);
    }
}
