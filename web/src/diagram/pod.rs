//! A pod as a capsule.

use sorted::SortedMap;
use std::rc::Rc;

use protocol::{ContainerView, ObjectKey, PodView};
use yew::prelude::*;

use super::look;
use crate::state::Wait;
use crate::text::{Key, Lang};

pub type Waits = Rc<SortedMap<(String, String), Wait>>;

#[derive(Properties, PartialEq)]
pub struct PodProps {
    pub pod: PodView,
    /// The wait of one of its containers, if there is any.
    pub wait: Option<Wait>,
    /// Only where something counts down.
    pub now: i64,
    pub lang: Lang,
    pub selected: bool,
    pub onselect: Callback<ObjectKey>,
}

/// Draws a pod; `None` for a pod without waits, so that time alone changes nothing.
pub fn wait_of(pod: &PodView, waits: &Waits, now: i64) -> Option<Wait> {
    let of = |c: &ContainerView| waits.get(&(pod.uid.clone(), c.name.clone())).copied();
    pod.containers.iter().filter(|c| c.state != "Running").filter_map(of).find(|w| w.until > now)
}

#[component]
pub fn Pod(props: &PodProps) -> Html {
    let pod = &props.pod;
    let look = look::of(pod);
    let key = ObjectKey { kind: "Pod".into(), namespace: pod.namespace.clone(), name: pod.name.clone() };
    let onclick = {
        let (onselect, key) = (props.onselect.clone(), key.clone());
        Callback::from(move |_: MouseEvent| onselect.emit(key.clone()))
    };
    let seconds = |until: i64| ((until - props.now).max(0) + 999) / 1000;
    let line = match (pod.deleting_until, props.wait) {
        (Some(until), _) => {
            html! { <small class="left">{ format!("{} {}s", props.lang.t(Key::GraceLeft), seconds(until)) }</small> }
        }
        (None, Some(wait)) => countdown(props, wait, seconds(wait.until)),
        _ => html! { <small class="left" hidden=true /> },
    };
    html! {
        <button type="button" class={classes!("pod", look.class, props.selected.then_some("selected"))} {onclick}
            data-pod={pod.name.clone()} data-uid={pod.uid.clone()} data-status={pod.status.clone()} title={pod.message.clone()}
            aria-label={format!("{} {}/{} {} {}", props.lang.t(Key::Pod), pod.namespace, pod.name, pod.status, pod.ready)}>
            <b><i aria-hidden="true">{ look.sign }</i><span>{ pod.name.clone() }</span></b>
            <small class="ns" hidden={pod.namespace == "default"}>{ pod.namespace.clone() }</small>
            <span class="status">{ format!("{} {}", pod.status, pod.ready) }</span>
            <span class="containers">
                { for pod.containers.iter().map(|c| html! {
                    <span key={c.name.clone()} class={classes!("container", c.role.clone())}>{ format!("{} {}", sign(c), c.name) }{ restarts(c) }</span>
                }) }
            </span>
            { line }
        </button>
    }
}

fn countdown(props: &PodProps, wait: Wait, seconds: i64) -> Html {
    let pulling = !props.pod.status.contains("BackOff") && props.pod.phase == "Pending";
    let word = props.lang.t(if pulling { Key::Pulling } else { Key::BackOff });
    let span = (wait.until - wait.since).max(1);
    let part = ((props.now - wait.since).clamp(0, span) * 100 / span).to_string();
    html! {
        <small class="left">
            <progress max="100" value={part}></progress>
            { format!("{word} {seconds}s") }
        </small>
    }
}

fn sign(c: &ContainerView) -> &'static str {
    match (c.state.as_str(), c.ready) {
        ("Running", true) => "✔",
        ("Running", false) => "○",
        ("Terminated", _) if c.exit_code == Some(0) => "✓",
        ("Terminated", _) => "✕",
        _ => "⋯",
    }
}

fn restarts(c: &ContainerView) -> String {
    if c.restarts > 0 { format!(" ·{}", c.restarts) } else { String::new() }
}
