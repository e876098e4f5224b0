//! 노드: each node a box with its pods in it, and the lane of pods that have no node yet.

use sorted::InOrder;
use std::rc::Rc;

use protocol::{Amount, Input, NodeView, ObjectKey, PodView, View};
use yew::prelude::*;

use super::pod::{Pod, Waits, wait_of};
use crate::app::Page;
use crate::text::{Key, Lang};

#[derive(Properties, PartialEq)]
pub struct NodesProps {
    pub view: Rc<View>,
    pub waits: Waits,
    pub now: i64,
    pub lang: Lang,
    pub selected: Option<ObjectKey>,
    pub onselect: Callback<ObjectKey>,
}

/// Namespaces whose pods are folded until asked for.
const SYSTEM: &[&str] = &["kube-system"];

#[component]
pub fn NodesView(props: &NodesProps) -> Html {
    let open = use_state(|| false);
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let view = &props.view;
    let waiting: Vec<&PodView> = sorted(view.pods.values().filter(|p| p.node.is_empty()));
    html! {
        <div class="nodes-view">
            <super::strip::Strip view={view.clone()} lang={props.lang} />
            <div class="nodes">
                { for view.nodes.values().map(|node| {
                    let pods = sorted(view.pods.values().filter(|p| p.node == node.name));
                    html! { <div key={node.name.clone()} class="node-slot">{ node_box(props, node, &pods, *open, &toggle) }</div> }
                }) }
            </div>
            <Lane pods={waiting.into_iter().cloned().collect::<Vec<_>>()} now={props.now} lang={props.lang} onselect={props.onselect.clone()} />
        </div>
    }
}

/// By creation, then by name: what is there does not move when others come.
pub fn sorted<'a>(pods: impl Iterator<Item = &'a PodView>) -> Vec<&'a PodView> {
    let mut pods: Vec<&PodView> = pods.collect();
    pods.order_by(|a, b| (a.created, &a.name).cmp(&(b.created, &b.name)));
    pods
}

fn node_box(props: &NodesProps, node: &NodeView, pods: &[&PodView], open: bool, toggle: &Callback<MouseEvent>) -> Html {
    let lang = props.lang;
    let (system, own): (Vec<&PodView>, Vec<&PodView>) =
        pods.iter().partition(|p| SYSTEM.contains(&p.namespace.as_str()));
    let key = ObjectKey { kind: "Node".into(), namespace: String::new(), name: node.name.clone() };
    let select = {
        let (onselect, key) = (props.onselect.clone(), key);
        Callback::from(move |_: MouseEvent| onselect.emit(key.clone()))
    };
    let (name, running) = (node.name.clone(), node.running);
    let power = Page::tells(move || {
        let node = name.clone();
        let what = if running { protocol::Chaos::StopNode { node } } else { protocol::Chaos::StartNode { node } };
        Input::Chaos { what }
    });
    let ready = node.status.split(',').any(|s| s == "Ready");
    html! {
        <article class={classes!("node", (!ready).then_some("down"), (!running).then_some("off"))} data-node={node.name.clone()}>
            <header>
                <button type="button" class="name" onclick={select}><i aria-hidden="true">{ if ready { "●" } else { "○" } }</i>{ node.name.clone() }</button>
                <span class="facts">{ format!("{} · {}", node.status, node.address) }</span>
                <button type="button" class="power" onclick={power} title={lang.t(if running { Key::StopNode } else { Key::StartNode })}
                    aria-label={format!("{} {}", node.name, lang.t(if running { Key::StopNode } else { Key::StartNode }))}>
                    <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 1v6M4.5 3.5a6 6 0 1 0 7 0" /></svg>
                </button>
            </header>
            <div class="tags">
                { for node.roles.iter().map(|role| html! { <span key={format!("r{role}")} class="tag role">{ role.clone() }</span> }) }
                { for node.taints.iter().map(|taint| html! { <span key={format!("t{taint}")} class="tag taint" title={taint.clone()}>{ short_taint(taint) }</span> }) }
                { for own_labels(node).map(|(k, v)| html! { <span key={format!("l{k}")} class="tag label">{ format!("{k}={v}") }</span> }) }
            </div>
            <div class="bars">
                { bar(lang.t(Key::CpuRequests), node.cpu, &cores) }
                { bar(lang.t(Key::MemoryRequests), node.memory, &mebibytes) }
            </div>
            <div class="pods">
                { for own.iter().map(|pod| pod_of(props, pod)) }
            </div>
            <div class="system">
                <button type="button" class="fold" onclick={toggle.clone()} aria-expanded={open.to_string()}>
                    { format!("{} {}", lang.t(Key::SystemPods), system.len()) }
                </button>
                <div class="pods small" hidden={!open}>
                    { for system.iter().filter(|_| open).map(|pod| pod_of(props, pod)) }
                </div>
            </div>
        </article>
    }
}

fn pod_of(props: &NodesProps, pod: &PodView) -> Html {
    let wait = wait_of(pod, &props.waits, props.now);
    let moving = wait.is_some() || pod.deleting_until.is_some();
    let selected =
        props.selected.as_ref().is_some_and(|k| k.kind == "Pod" && k.name == pod.name && k.namespace == pod.namespace);
    html! {
        <Pod key={pod.uid.clone()} pod={pod.clone()} {wait} now={if moving { props.now } else { 0 }} lang={props.lang}
            {selected} onselect={props.onselect.clone()} />
    }
}

/// Labels that somebody has put on the node: those of Kubernetes itself are left out.
fn own_labels(node: &NodeView) -> impl Iterator<Item = (&String, &String)> {
    node.labels.iter().filter(|(k, _)| !k.contains("kubernetes.io/"))
}

fn short_taint(taint: &str) -> String {
    taint.rsplit('/').next().unwrap_or(taint).to_string()
}

fn bar(title: &str, amount: Amount, words: &dyn Fn(f64) -> String) -> Html {
    let part = if amount.total > 0.0 { (amount.used / amount.total * 100.0).min(100.0) } else { 0.0 };
    let text = format!("{} / {}", words(amount.used), words(amount.total));
    html! {
        <label class="bar-of"><span>{ title }</span><span>{ text }</span><meter min="0" max="100" value={format!("{part:.1}")}></meter></label>
    }
}

/// Millicores in cores.
pub fn cores(m: f64) -> String {
    let text = format!("{:.2}", m / 1000.0);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// Bytes in Mi or Gi.
pub fn mebibytes(b: f64) -> String {
    let mi = b / 1_048_576.0;
    if mi >= 1024.0 { format!("{:.1}Gi", mi / 1024.0) } else { format!("{mi:.0}Mi") }
}

#[derive(Properties, PartialEq)]
struct LaneProps {
    pods: Vec<PodView>,
    now: i64,
    lang: Lang,
    onselect: Callback<ObjectKey>,
}

/// Pods that wait for a node, with the scheduler's reason.
#[component]
fn Lane(props: &LaneProps) -> Html {
    let lang = props.lang;
    html! {
        <section class={classes!("lane", props.pods.is_empty().then_some("empty"))} aria-label={lang.t(Key::Waiting)}>
            <b>{ lang.t(Key::Waiting) }</b>
            <div class="waiting">
                { for props.pods.iter().map(|pod| html! {
                    <div key={pod.uid.clone()} class="waiter">
                        <Pod pod={pod.clone()} wait={None} now={if pod.deleting_until.is_some() { props.now } else { 0 }} {lang} selected=false onselect={props.onselect.clone()} />
                        <span class="why">{ pod.message.clone() }</span>
                    </div>
                }) }
                <span key="-" class="none" hidden={!props.pods.is_empty()}>{ lang.t(Key::WaitingEmpty) }</span>
            </div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_in_words() {
        assert_eq!((cores(1200.0), cores(4000.0), cores(0.0)), ("1.2".into(), "4".into(), "0".into()));
        assert_eq!((mebibytes(73_400_320.0), mebibytes(8.0 * 1_073_741_824.0)), ("70Mi".into(), "8.0Gi".into()));
    }
}
