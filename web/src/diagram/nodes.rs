//! 노드: each node a box with its pods in it, and the lane of pods that have no node yet.

use std::rc::Rc;

use protocol::{Amount, Chaos, Input, NodeView, ObjectKey, PodView, View};
use yew::prelude::*;

use super::layout::{By, Scene, layout};
use super::pod::{Pod, is_selected, moment};
use super::scheduling::Reasons;
use crate::app::Page;
use crate::state::Action;
use crate::text::{Key, Lang};
use crate::wire;

#[derive(Properties, PartialEq)]
pub struct NodesProps {
    pub view: Rc<View>,
    pub now: i64,
    pub lang: Lang,
    pub selected: Option<ObjectKey>,
    pub onselect: Callback<ObjectKey>,
    /// Why pods that wait have no node.
    pub reasons: Reasons,
    /// Nobody has typed anything yet.
    pub untouched: bool,
}

#[component]
pub fn NodesView(props: &NodesProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let open = use_state(|| false);
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let view = &props.view;
    let scene = arranged(view, By::Node, &use_mut_ref(Scene::default));
    html! {
        <div class="nodes-view">
            { super::strip::strip(&page, view, props.lang) }
            { super::owners::owners(view, props.lang, &props.onselect) }
            // A narrow page shows no terminal beside the picture that could say how to begin.
            { crate::terminal::welcome(&page, props.untouched, props.lang) }
            <div class="nodes">
                { for view.nodes.values().map(|node| html! {
                    <div key={node.name.clone()} class="node-slot">{ node_box(props, node, &scene, *open, &toggle) }</div>
                }) }
            </div>
            // As long as nothing was heard there is no lane, so that it does not jump when the nodes come.
            { for (**view != View::default()).then(|| lane(&page, props, scene.places("", false))) }
        </div>
    }
}

/// The layout of a view that goes on from the one before.
pub fn arranged(view: &View, by: By, kept: &std::cell::RefCell<Scene>) -> Scene {
    let scene = layout(view, by, &kept.borrow());
    kept.borrow_mut().clone_from(&scene);
    scene
}

fn node_box(props: &NodesProps, node: &NodeView, scene: &Scene, open: bool, toggle: &Callback<MouseEvent>) -> Html {
    let lang = props.lang;
    let (own, system) = (scene.places(&node.name, false), scene.places(&node.name, true));
    let key = ObjectKey { kind: "Node".into(), namespace: String::new(), name: node.name.clone() };
    let chosen = props.selected.as_ref() == Some(&key);
    let select = {
        let onselect = props.onselect.clone();
        Callback::from(move |_: MouseEvent| onselect.emit(key.clone()))
    };
    let ready = node.status.split(',').any(|s| s == "Ready");
    let evicted = own.iter().flatten().any(|pod| pod.deleting_since.is_some());
    html! {
        <article class={classes!("node", (!ready).then_some("down"), (!node.running).then_some("off"), node.cut.then_some("cut"), chosen.then_some("selected"))} data-node={node.name.clone()} aria-label={node.name.clone()}>
            <header>
                <button type="button" class="name" onclick={select}><i aria-hidden="true">{ if ready { "●" } else { "○" } }</i>{ node.name.clone() }</button>
                <span class="facts"><span>{ node.status.clone() }</span>{ " " }<span class="address">{ node.address.clone() }</span></span>
                { switches(node, lang) }
            </header>
            <div class="tags">
                { for node.roles.iter().map(|role| html! { <span key={role.clone()} class="tag role">{ role.clone() }</span> }) }
                { for node.taints.iter().map(|taint| html! { <span key={taint.clone()} class="tag taint" title={taint.clone()}>{ short_taint(taint) }</span> }) }
                { for own_labels(node).map(|(k, v)| html! { <span key={k.clone()} class="tag label">{ k.clone() }{ "=" }{ v.clone() }</span> }) }
            </div>
            <div class="bars">
                { bar(lang.t(Key::CpuRequests), node.cpu, &cores) }
                { bar(lang.t(Key::MemoryRequests), node.memory, &mebibytes) }
                { bar(lang.t(Key::Pods), node.pods, &wire::number) }
            </div>
            { told(trouble(node, ready, evicted), lang) }
            <div class="pods">{ pods_of(props, own) }</div>
            <div class="system">
                <button type="button" class="fold" onclick={toggle.clone()} aria-expanded={open.to_string()}>
                    { lang.t(Key::SystemPods) }{ " " }{ system.iter().flatten().count() }
                </button>
                <div class="pods small" hidden={!open}>{ if open { pods_of(props, system) } else { html! { <span key="-" /> } } }</div>
            </div>
        </article>
    }
}

/// What turns something off and on.
const POWER: &str = "M8 1v6M4.5 3.5a6 6 0 1 0 7 0";

/// The sign of a switch.
pub fn power() -> Html {
    html! { <svg class="sign" viewBox="0 0 16 16" aria-hidden="true"><path d={POWER} /></svg> }
}

/// Its plug and its network cable.
fn switches(node: &NodeView, lang: Lang) -> Html {
    let switch = |class: &'static str, key: Key, path: &'static str, on: bool, what: Chaos| {
        let title = lang.t(key);
        html! {
            <button type="button" class={classes!("power", class)} onclick={Page::tells(Input::Chaos { what: what.clone() })} {title}
                aria-pressed={on.to_string()} aria-label={[&node.name, " ", title].concat()}>
                <svg class="sign" viewBox="0 0 16 16" aria-hidden="true"><path d={path} /></svg>
            </button>
        }
    };
    let (name, cut) = (node.name.clone(), node.cut);
    let power =
        if node.running { Chaos::StopNode { node: name.clone() } } else { Chaos::StartNode { node: name.clone() } };
    html! {
        <span class="switches">
            { switch("cable", if cut { Key::JoinNetwork } else { Key::CutNetwork }, "M2 6a9 9 0 0 1 12 0M4.5 9a5.5 5.5 0 0 1 7 0M8 12.5v.1", cut, Chaos::CutNetwork { node: name, cut: !cut }) }
            { switch("plug", if node.running { Key::StopNode } else { Key::StartNode }, POWER, !node.running, power) }
        </span>
    }
}

/// A sentence on what is wrong, if anything is.
pub fn told(key: Option<Key>, lang: Lang) -> Html {
    html! { <p class="trouble" hidden={key.is_none()}>{ key.map_or("", |key| lang.t(key)) }</p> }
}

/// What is wrong with a node; `evicted` says that pods on it are to go.
fn trouble(node: &NodeView, ready: bool, evicted: bool) -> Option<Key> {
    let broken = !node.running || node.cut || node.headless;
    Some(match (broken, ready) {
        (true, true) => Key::NodeSilent,
        (true, false) if evicted => Key::NodeEvicted,
        (true, false) => Key::NodeGone,
        (false, false) => Key::NodeReturning,
        (false, true) if node.status.contains("SchedulingDisabled") => Key::NodeCordoned,
        (false, true) => return None,
    })
}

/// Pods at their places; a free place stays free until somebody new takes it.
pub fn pods_of(props: &NodesProps, places: &[Option<Rc<PodView>>]) -> Html {
    html! {
        { for places.iter().enumerate().map(|(i, place)| match place {
            None => html! { <span key={i} class="hole" /> },
            Some(pod) => html! {
                <Pod key={pod.uid.clone()} pod={pod.clone()} now={moment(pod, props.now)} lang={props.lang}
                    selected={is_selected(pod, props.selected.as_ref())} onselect={props.onselect.clone()} />
            },
        }) }
    }
}

/// Labels that somebody has put on the node: those of Kubernetes itself are left out.
pub fn own_labels(node: &NodeView) -> impl Iterator<Item = (&String, &String)> {
    node.labels.iter().filter(|(k, _)| !k.contains("kubernetes.io/"))
}

fn short_taint(taint: &str) -> String {
    taint.rsplit('/').next().unwrap_or(taint).to_string()
}

pub fn bar(title: &str, amount: Amount, words: &dyn Fn(f64) -> String) -> Html {
    let part = if amount.total > 0.0 { (amount.used / amount.total * 100.0).min(100.0) } else { 0.0 };
    html! {
        <label class="bar-of"><span>{ title }</span><span>{ words(amount.used) }{ " / " }{ words(amount.total) }</span><meter min="0" max="100" high="90" value={wire::number(part.round())}></meter></label>
    }
}

/// Millicores in cores.
pub fn cores(m: f64) -> String {
    wire::number((m / 10.0).round() / 100.0)
}

/// Bytes in Mi or Gi.
pub fn mebibytes(b: f64) -> String {
    let mi = b / 1_048_576.0;
    if mi >= 1024.0 {
        [&wire::number((mi / 102.4).round() / 10.0), "Gi"].concat()
    } else {
        [&wire::number(mi.round()), "Mi"].concat()
    }
}

/// Pods that wait for a node, with the scheduler's reason.
fn lane(page: &Page, props: &NodesProps, places: &[Option<Rc<PodView>>]) -> Html {
    let lang = props.lang;
    let empty = places.iter().flatten().next().is_none();
    let stopped = props.view.components.get(super::words::SCHEDULER).is_some_and(|c| !c.works);
    html! {
        <section class={classes!("lane", empty.then_some("empty"))} aria-label={lang.t(Key::Waiting)}>
            <b>{ lang.t(Key::Waiting) }</b>
            <div class="waiting">
                { for places.iter().flatten().map(|pod| waiter(page, props, pod, stopped)) }
                <span key="-" class="none" hidden={!empty}>{ lang.t(Key::WaitingEmpty) }</span>
            </div>
        </section>
    }
}

/// A pod in the lane; `stopped` where there is no scheduler.
fn waiter(page: &Page, props: &NodesProps, pod: &Rc<PodView>, stopped: bool) -> Html {
    let lang = props.lang;
    let uid = pod.uid.clone();
    let gated = pod.status == "SchedulingGated";
    let plain = match props.reasons.get(&pod.uid) {
        _ if gated => lang.t(Key::Gated),
        Some(said) => said,
        None if pod.message.is_empty() && stopped => lang.t(Key::WithoutScheduler),
        None => "",
    };
    // What nobody has decided on has no verdicts to be looked at.
    let decided = !pod.message.is_empty() && !gated;
    html! {
        <div class="waiter" key={pod.uid.clone()}>
            <Pod pod={pod.clone()} now={moment(pod, props.now)} {lang} selected=false onselect={props.onselect.clone()} />
            <span class="why"><span class="plain" hidden={plain.is_empty()}>{ plain.to_string() }</span><span class="real">{ pod.message.clone() }</span></span>
            <button type="button" class="pill ask" hidden={!decided} onclick={page.on(Action::Decision(Some(uid.clone())))}>{ lang.t(Key::Why) }</button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_in_words() {
        assert_eq!((cores(1200.0), cores(4000.0), cores(0.0)), ("1.2".into(), "4".into(), "0".into()));
        assert_eq!((mebibytes(73_400_320.0), mebibytes(8.0 * 1_073_741_824.0)), ("70Mi".into(), "8Gi".into()));
    }

    #[test]
    fn a_broken_node_says_what_comes_next() {
        let node = |running, headless, status: &str| NodeView {
            running,
            headless,
            status: status.into(),
            ..NodeView::default()
        };
        assert_eq!(trouble(&node(true, false, "Ready"), true, false), None);
        assert_eq!(trouble(&node(false, false, "Ready"), true, false), Some(Key::NodeSilent));
        assert_eq!(trouble(&node(true, true, "NotReady"), false, false), Some(Key::NodeGone));
        assert_eq!(trouble(&node(true, true, "NotReady"), false, true), Some(Key::NodeEvicted));
        assert_eq!(trouble(&node(true, false, "NotReady"), false, true), Some(Key::NodeReturning));
    }
}
