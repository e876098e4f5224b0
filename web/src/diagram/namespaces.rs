//! 네임스페이스: each one a frame around what is in it, with its quotas as bars.

use std::rc::Rc;

use protocol::{NamespaceView, ObjectKey, View};
use yew::prelude::*;

use super::nodes::sorted;
use super::pod::{Pod, Waits, wait_of};
use crate::text::{Key, Lang};

#[derive(Properties, PartialEq)]
pub struct NamespacesProps {
    pub view: Rc<View>,
    pub waits: Waits,
    pub now: i64,
    pub lang: Lang,
    pub selected: Option<ObjectKey>,
    pub onselect: Callback<ObjectKey>,
}

#[component]
pub fn NamespacesView(props: &NamespacesProps) -> Html {
    html! {
        <div class="namespaces">
            { for props.view.namespaces.values().map(|ns| html! { <div key={ns.name.clone()} class="ns-slot">{ frame(props, ns) }</div> }) }
        </div>
    }
}

fn frame(props: &NamespacesProps, ns: &NamespaceView) -> Html {
    let view = &props.view;
    let pods = sorted(view.pods.values().filter(|p| p.namespace == ns.name));
    let key = ObjectKey { kind: "Namespace".into(), namespace: String::new(), name: ns.name.clone() };
    let onselect = props.onselect.clone();
    let select = Callback::from(move |_: MouseEvent| onselect.emit(key.clone()));
    let workloads = view.workloads.values().filter(|w| w.namespace == ns.name && w.kind != "ReplicaSet");
    let services = view.services.values().filter(|s| s.namespace == ns.name);
    let ending = ns.phase != "Active";
    html! {
        <article class={classes!("namespace", ending.then_some("ending"))} data-namespace={ns.name.clone()}>
            <header>
                <button type="button" class="name" onclick={select}>{ ns.name.clone() }</button>
                <span class="facts">{ ns.phase.clone() }</span>
            </header>
            <div class="tags">
                { for ns.labels.iter().filter(|(k, _)| *k != "kubernetes.io/metadata.name").map(|(k, v)| html! {
                    <span key={k.clone()} class="tag label">{ format!("{k}={v}") }</span>
                }) }
            </div>
            <div class="quotas">
                { for ns.quotas.iter().flat_map(|q| q.rows.iter().map(move |row| (q, row))).map(|(q, row)| html! {
                    <label key={format!("{}{}", q.name, row.resource)} class="bar-of">
                        <span>{ format!("{} {}", props.lang.t(Key::Quota), row.resource) }</span>
                        <span>{ format!("{} / {}", row.used, row.hard) }</span>
                        <meter min="0" max="100" high="90" value={format!("{:.0}", (row.ratio * 100.0).min(100.0))}></meter>
                    </label>
                }) }
            </div>
            <ul class="things">
                { for workloads.map(|w| html! { <li key={w.uid.clone()}>{ format!("{} {} {}/{}", w.kind, w.name, w.ready, w.desired) }</li> }) }
                { for services.map(|s| html! { <li key={s.uid.clone()}>{ format!("Service {} {} {}", s.name, s.ip, s.ports) }</li> }) }
            </ul>
            <div class="pods">
                { for pods.iter().map(|pod| {
                    let wait = wait_of(pod, &props.waits, props.now);
                    let moving = wait.is_some() || pod.deleting_until.is_some();
                    let selected = props.selected.as_ref().is_some_and(|k| k.kind == "Pod" && k.name == pod.name && k.namespace == pod.namespace);
                    html! { <Pod key={pod.uid.clone()} pod={(*pod).clone()} {wait} now={if moving { props.now } else { 0 }} lang={props.lang} {selected} onselect={props.onselect.clone()} /> }
                }) }
            </div>
        </article>
    }
}
