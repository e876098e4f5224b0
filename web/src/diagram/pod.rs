//! A pod as a capsule.

use std::rc::Rc;

use protocol::{ContainerView, ObjectKey, PodView};
use yew::prelude::*;

use super::look;
use crate::text::{Key, Lang};

#[derive(Properties, PartialEq)]
pub struct PodProps {
    pub pod: Rc<PodView>,
    /// Only where something counts down, so that time alone changes nothing.
    pub now: i64,
    pub lang: Lang,
    pub selected: bool,
    pub onselect: Callback<ObjectKey>,
}

/// How a pod is named for selection.
pub fn key_of(pod: &PodView) -> ObjectKey {
    ObjectKey { kind: "Pod".into(), namespace: pod.namespace.clone(), name: pod.name.clone() }
}

/// Whether a key names the pod.
pub fn is_selected(pod: &PodView, key: Option<&ObjectKey>) -> bool {
    key.is_some_and(|k| k.kind == "Pod" && k.name == pod.name && k.namespace == pod.namespace)
}

/// The wait of one of its containers that has not ended.
fn wait_of(pod: &PodView, now: i64) -> Option<(i64, i64)> {
    let waits = pod.containers.iter().filter_map(|c| c.since.zip(c.until));
    waits.into_iter().find(|(_, until)| *until > now)
}

/// Whether a wait is known of one of its containers, over or not.
fn waits(pod: &PodView) -> bool {
    pod.containers.iter().any(|c| c.until.is_some())
}

/// The moment, for a pod that shows one.
pub fn moment(pod: &PodView, now: i64) -> i64 {
    if pod.deleting_until.is_some() || waits(pod) { now } else { 0 }
}

/// The colour of a name: one of a few, always the same.
pub fn hue(name: &str) -> u32 {
    name.bytes().fold(5381_u32, |h, b| h.wrapping_mul(33) ^ u32::from(b)) % HUES
}
const HUES: u32 = 6;

#[component]
pub fn Pod(props: &PodProps) -> Html {
    let pod = &props.pod;
    let look = look::of(pod);
    let onclick = {
        let (onselect, pod) = (props.onselect.clone(), pod.clone());
        Callback::from(move |_: MouseEvent| onselect.emit(key_of(&pod)))
    };
    let owner = pod.owner.as_ref();
    let hues = [
        owner.map(|o| ["owned owner-", &hue(&o.uid).to_string()].concat()),
        (pod.namespace != "default").then(|| ["ns-", &hue(&pod.namespace).to_string()].concat()),
    ];
    let mut label =
        [props.lang.t(Key::Pod), " ", &pod.namespace, "/", &pod.name, " ", &pod.status, " ", &pod.ready].concat();
    if pod.restarts > 0 {
        label += &[" ", props.lang.t(Key::Restarts), " ", &pod.restarts.to_string()].concat();
    }
    html! {
        <button type="button" class={classes!("pod", look.class, props.selected.then_some("selected"), hues.into_iter().flatten().collect::<Vec<_>>())} {onclick}
            data-pod={pod.name.clone()} data-uid={pod.uid.clone()} data-status={pod.status.clone()} title={pod.message.clone()} aria-label={label}>
            <b><i aria-hidden="true">{ look.sign }</i><span>{ pod.name.clone() }</span></b>
            <small class="ns" hidden={pod.namespace == "default"}>{ pod.namespace.clone() }</small>
            <span class="status">{ pod.status.clone() }{ " " }{ pod.ready.clone() }</span>
            <span class="containers">
                { for pod.containers.iter().map(|c| html! {
                    <span key={c.name.clone()} class={classes!("container", c.role.clone(), mood(c))}>{ sign(c) }{ " " }{ c.name.clone() }{ restarts(c) }</span>
                }) }
            </span>
            { countdown(pod, props.now, props.lang) }
            { probes(pod, props.lang) }
        </button>
    }
}

/// What counts down: the grace period, a pull, a back-off.
pub fn countdown(pod: &PodView, now: i64, lang: Lang) -> Html {
    // What has ended waits for nothing: its kubelet is about to take it away.
    let ended = matches!(pod.phase.as_str(), "Succeeded" | "Failed");
    let grace = pod.deleting_until.filter(|_| !ended).map(|until| (pod.deleting_since.unwrap_or(until), until));
    let Some((since, until)) = grace.or_else(|| wait_of(pod, now)) else {
        // The kubelet tries again when it looks next, which may be some time after the wait.
        let soon = look::of(pod).class == "fail" && waits(pod);
        return html! { <small class="left" hidden={!soon}>{ lang.t(Key::TrySoon) }</small> };
    };
    let span = (until - since).max(1);
    let part = (now - since).clamp(0, span) * 100 / span;
    let seconds = ((until - now).max(0) + 999) / 1000;
    let pulling = grace.is_none() && look::of(pod).class != "fail" && pod.phase == "Pending";
    let word = lang.t(match (grace, pulling) {
        (Some(_), _) => Key::GraceLeft,
        (None, true) => Key::Pulling,
        (None, false) => Key::BackOff,
    });
    // A node that is silent cannot say so: the time is up, and the pod stays.
    if grace.is_some() && seconds == 0 {
        return html! { <small class="left">{ lang.t(Key::GraceOver) }</small> };
    }
    let left = if pulling { [&part.to_string(), "%"].concat() } else { [&seconds.to_string(), "s"].concat() };
    html! {
        <small class="left"><progress max="100" value={part.to_string()}></progress>{ word }{ " " }{ left }</small>
    }
}

/// Probes that are failing: how often in a row, of how many that count.
fn probes(pod: &PodView, lang: Lang) -> Html {
    let failing =
        pod.containers.iter().flat_map(|c| &c.probes).find(|p| p.failures > 0 && pod.deleting_until.is_none());
    let Some(p) = failing else { return html! { <small hidden=true /> } };
    html! {
        <small class="left probing">{ p.kind.clone() }{ " " }{ lang.t(Key::ProbeFails) }{ " " }{ p.failures.min(p.threshold) }{ "/" }{ p.threshold }</small>
    }
}

fn sign(c: &ContainerView) -> &'static str {
    match (c.state.as_str(), c.ready) {
        ("Running", true) => "✔",
        ("Running", false) => "○",
        ("Terminated", _) if c.exit_code == Some(0) => "✓",
        ("Terminated", _) => "✕",
        _ if c.restarts > 0 => "✕",
        _ => "⋯",
    }
}

fn mood(c: &ContainerView) -> Option<&'static str> {
    (sign(c) == "✕").then_some("broken")
}

fn restarts(c: &ContainerView) -> String {
    if c.restarts > 0 { [" ↻", &c.restarts.to_string()].concat() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_counts_down_knows_the_moment() {
        let mut pod = PodView::default();
        assert_eq!(moment(&pod, 7), 0);
        pod.containers.push(ContainerView { since: Some(1), until: Some(9), ..ContainerView::default() });
        assert_eq!(moment(&pod, 7), 7);
        pod.containers.clear();
        pod.deleting_until = Some(3);
        assert_eq!(moment(&pod, 10), 10);
    }
}
