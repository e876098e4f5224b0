//! 네임스페이스: each one a frame around what is in it, with its quotas as bars.

use protocol::{NamespaceView, ObjectKey};
use yew::prelude::*;

use super::layout::{By, Scene};
use super::nodes::{NodesProps, arranged, pods_of, told};
use super::pod::hue;
use crate::text::Key;
use crate::wire;

#[component]
pub fn NamespacesView(props: &NodesProps) -> Html {
    let scene = arranged(&props.view, By::Namespace, &use_mut_ref(Scene::default));
    let open = use_state(|| false);
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    // One's own stand first, and have the room.
    let (system, own): (Vec<_>, Vec<_>) = props.view.namespaces.values().partition(|ns| of_system(&ns.name));
    let slots = |all: Vec<&NamespaceView>| {
        html! { { for all.into_iter().map(|ns| html! { <div key={ns.name.clone()} class="ns-slot">{ frame(props, ns, &scene, *open, &toggle) }</div> }) } }
    };
    html! {
        <div class="namespaces">
            <div class="ns-own">{ slots(own) }</div>
            <div class="ns-system">{ slots(system) }</div>
        </div>
    }
}

/// Those that a cluster has for itself.
fn of_system(name: &str) -> bool {
    name.starts_with("kube-")
}

fn frame(props: &NodesProps, ns: &NamespaceView, scene: &Scene, open: bool, toggle: &Callback<MouseEvent>) -> Html {
    let (view, lang) = (&props.view, props.lang);
    let select = |kind: &str, namespace: &str, name: &str| {
        let key = ObjectKey { kind: kind.into(), namespace: namespace.into(), name: name.into() };
        let onselect = props.onselect.clone();
        Callback::from(move |_: MouseEvent| onselect.emit(key.clone()))
    };
    let workloads = view.workloads.values().filter(|w| w.namespace == ns.name && w.owner.is_none());
    let services = view.services.values().filter(|s| s.namespace == ns.name);
    let ending = ns.phase != "Active";
    let places = scene.places(&ns.name, false);
    let system = of_system(&ns.name);
    let folds = system && !places.is_empty();
    let own = (!system && ns.name != "default").then(|| ["ns-", &hue(&ns.name).to_string()].concat());
    let full = ns.quotas.iter().any(|q| q.rows.iter().any(|r| r.ratio >= 1.0));
    html! {
        <article class={classes!("namespace", ending.then_some("ending"), system.then_some("of-system"), own)} data-namespace={ns.name.clone()} aria-label={ns.name.clone()}>
            <header>
                <button type="button" class="name" onclick={select("Namespace", "", &ns.name)}>{ ns.name.clone() }</button>
                <span class="facts">{ ns.phase.clone() }{ " · " }{ lang.t(Key::Pods) }{ " " }{ places.iter().flatten().count() }</span>
            </header>
            { told(ending.then_some(Key::NamespaceEnding), lang) }
            <div class="tags">
                { for ns.labels.iter().filter(|(k, _)| *k != "kubernetes.io/metadata.name").map(|(k, v)| html! {
                    <span key={k.clone()} class="tag label">{ k.clone() }{ "=" }{ v.clone() }</span>
                }) }
                <span key="-" class="tag" hidden={!ns.limits}>{ "LimitRange" }</span>
            </div>
            <div class="quotas">
                { for ns.quotas.iter().flat_map(|q| q.rows.iter().map(move |row| (q, row))).map(|(q, row)| html! {
                    <label key={[&*q.name, &row.resource].concat()} class={classes!("bar-of", (row.ratio >= 1.0).then_some("full"))}>
                        <span>{ lang.t(Key::Quota) }{ " " }{ row.resource.clone() }</span>
                        <span>{ row.used.clone() }{ " / " }{ row.hard.clone() }</span>
                        <meter min="0" max="100" high="90" value={wire::number((row.ratio * 100.0).min(100.0).round())}></meter>
                    </label>
                }) }
            </div>
            { told((full && !ending).then_some(Key::QuotaFull), lang) }
            <ul class="things">
                { for workloads.map(|w| html! {
                    <li key={w.uid.clone()}><button type="button" class={(w.ready < w.desired).then_some("short")} onclick={select(&w.kind, &w.namespace, &w.name)}><small>{ w.kind.clone() }</small>{ w.name.clone() }{ " " }<b>{ w.ready }{ "/" }{ w.desired }</b></button></li>
                }) }
                { for services.map(|s| html! {
                    <li key={s.uid.clone()}><button type="button" onclick={select("Service", &s.namespace, &s.name)}><small>{ "Service" }</small>{ s.name.clone() }{ " " }{ s.ip.clone() }{ " " }{ s.ports.clone() }</button></li>
                }) }
            </ul>
            <button type="button" class="fold" hidden={!folds} onclick={toggle.clone()} aria-expanded={open.to_string()}>{ lang.t(Key::SystemPods) }{ " " }{ places.iter().flatten().count() }</button>
            <div class="pods" hidden={folds && !open}>{ if folds && !open { html! { <span key="-" /> } } else { pods_of(props, places) } }</div>
        </article>
    }
}
