//! 컨트롤 플레인: the parts of the control plane, and the way of one command through them, step by step.

use std::rc::Rc;

use protocol::facts::FactKind;
use protocol::{Chaos, FactView, Input, View};
use yew::prelude::*;

use crate::app::Page;
use crate::text::{Key, Lang};

#[derive(Properties, PartialEq)]
pub struct ControlPlaneProps {
    pub view: Rc<View>,
    pub facts: Rc<Vec<FactView>>,
    pub lang: Lang,
}

/// Steps of a trace that are shown.
const STEPS: usize = 60;

#[component]
pub fn ControlPlaneView(props: &ControlPlaneProps) -> Html {
    let lang = props.lang;
    let chosen = use_state(|| Option::<u64>::None);
    let commands: Vec<&FactView> =
        props.facts.iter().rev().filter(|f| matches!(f.what, FactKind::Command { .. })).take(8).collect();
    let shown = chosen.and_then(|id| commands.iter().find(|f| f.id == id)).or(commands.first()).map(|f| f.id);
    let trace = shown.map_or_else(Vec::new, |id| trace(&props.facts, id));
    let active: Vec<&str> = trace.iter().rev().take(1).map(|(place, _)| *place).collect();
    html! {
        <div class="control-plane">
            <div class="parts">
                { for props.view.components.values().map(|c| {
                    let (name, running) = (c.name.clone(), c.running);
                    let toggle = Page::tells(move || Input::Chaos { what: Chaos::Component { name: name.clone(), stop: running } });
                    html! {
                        <article key={c.name.clone()} class={classes!("part", (!running).then_some("off"), active.contains(&c.name.as_str()).then_some("active"))} data-component={c.name.clone()}>
                            <b>{ c.name.clone() }</b>
                            <span>{ if running { "" } else { lang.t(Key::Stopped) } }</span>
                            <button type="button" onclick={toggle}>{ lang.t(if running { Key::StopComponent } else { Key::StartComponent }) }</button>
                        </article>
                    }
                }) }
            </div>
            <h2>{ lang.t(Key::Trace) }</h2>
            <div class="choices">
                { for commands.iter().map(|f| {
                    let FactKind::Command { text, .. } = &f.what else { return html! { <span key={f.id} /> } };
                    let (id, set) = (f.id, chosen.clone());
                    html! { <button key={id} type="button" class="pill" aria-pressed={(shown == Some(id)).to_string()} onclick={Callback::from(move |_: MouseEvent| set.set(Some(id)))}><code>{ text.clone() }</code></button> }
                }) }
                <span key="-" class="none" hidden={!commands.is_empty()}>{ lang.t(Key::NoTrace) }</span>
            </div>
            <ol class="trace">
                { for trace.into_iter().enumerate().map(|(i, (place, text))| html! { <li key={i} data-place={place}><b>{ place }</b>{ " " }{ text }</li> }) }
            </ol>
        </div>
    }
}

/// All that came of a fact, in order: where it happened, and what.
pub fn trace(facts: &[FactView], root: u64) -> Vec<(&'static str, String)> {
    let mut followed = vec![root];
    let mut steps = Vec::new();
    for fact in facts.iter().filter(|f| f.id >= root) {
        let follows = fact.id == root || fact.cause.is_some_and(|c| followed.binary_search(&c).is_ok());
        if !follows {
            continue;
        }
        if fact.id != root {
            followed.push(fact.id);
        }
        steps.extend(step(&fact.what));
        if steps.len() >= STEPS {
            break;
        }
    }
    steps
}

fn step(what: &FactKind) -> Option<(&'static str, String)> {
    Some(match what {
        FactKind::Command { text, .. } => ("kubectl", text.clone()),
        FactKind::Request { verb, resource, name, user, code, .. }
            if verb != "get" && verb != "list" && verb != "watch" =>
        {
            let who = user.rsplit(':').next().unwrap_or(user);
            ("kube-apiserver", format!("{who}: {verb} {resource} {name} → {code}"))
        }
        FactKind::Stored { kind, name, change, .. } if kind != "Event" && kind != "Lease" => {
            ("etcd", format!("{change} {kind} {name}"))
        }
        FactKind::Reconciled { component, key } if component.contains("controller") => {
            ("kube-controller-manager", format!("{component}: {key}"))
        }
        FactKind::Scheduled { name, node, message, .. } => {
            let text = if node.is_empty() { format!("{name}: {message}") } else { format!("{name} → {node}") };
            ("kube-scheduler", text)
        }
        FactKind::ImagePull { node, image, .. } => ("kubelet", format!("{node}: pull {image}")),
        FactKind::Container { node, container, state, reason, .. } => {
            ("kubelet", format!("{node}: {container} {state} {reason}"))
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_follows_causes() {
        let fact = |id, cause, what| FactView { id, at: 0, cause, what };
        let stored = |name: &str| FactKind::Stored {
            kind: "Pod".into(),
            namespace: String::new(),
            name: name.into(),
            uid: String::new(),
            change: "ADDED".into(),
        };
        let facts = [
            fact(1, None, FactKind::Command { terminal: 0, text: "kubectl run a".into() }),
            fact(2, Some(1), stored("a")),
            fact(3, None, stored("other")),
            fact(
                4,
                Some(2),
                FactKind::Scheduled {
                    namespace: String::new(),
                    name: "a".into(),
                    uid: String::new(),
                    node: "w".into(),
                    verdicts: Vec::new(),
                    message: String::new(),
                },
            ),
        ];
        let words: Vec<String> = trace(&facts, 1).into_iter().map(|(p, t)| format!("{p}: {t}")).collect();
        assert_eq!(words, ["kubectl: kubectl run a", "etcd: ADDED Pod a", "kube-scheduler: a → w"]);
    }
}
