//! Who keeps pods running, and who sends requests to them: a row of chips between the control plane and the nodes. The
//! colour of a ReplicaSet is that of the bracket of its pods.

use protocol::{ObjectKey, View, WorkloadView};
use yew::prelude::*;

use super::layout::SYSTEM;
use super::pod::hue;
use crate::text::{Key, Lang};

/// Chips that are shown.
const MOST: usize = 24;

pub fn owners(view: &View, lang: Lang, onselect: &Callback<ObjectKey>) -> Html {
    let own = |namespace: &str| !SYSTEM.contains(&namespace);
    let tops = view.workloads.values().filter(|w| w.owner.is_none() && own(&w.namespace));
    let services = view.services.values().filter(|s| own(&s.namespace) && s.name != "kubernetes");
    let select = |kind: &str, namespace: &str, name: &str| {
        let key = ObjectKey { kind: kind.into(), namespace: namespace.into(), name: name.into() };
        let onselect = onselect.clone();
        Callback::from(move |_: MouseEvent| onselect.emit(key.clone()))
    };
    let empty = tops.clone().next().is_none() && services.clone().next().is_none();
    html! {
        <div class="owners" hidden={empty} aria-label={lang.t(Key::Owners)} role="group">
            { for tops.take(MOST).map(|w| html! {
                <span key={w.uid.clone()} class="owner-group">
                    <button type="button" class={bracket(w)} onclick={select(&w.kind, &w.namespace, &w.name)}><small>{ w.kind.clone() }</small>{ w.name.clone() }{ " " }<b>{ w.ready }{ "/" }{ w.desired }</b></button>
                    { for view.workloads.values().filter(|r| r.current > 0 && r.owner.as_ref().is_some_and(|o| o.uid == w.uid)).map(|r| html! {
                        <button key={r.uid.clone()} type="button" class={bracket(r)} onclick={select(&r.kind, &r.namespace, &r.name)}>{ short(r, w) }{ " " }<b>{ r.ready }{ "/" }{ r.desired }</b></button>
                    }) }
                </span>
            }) }
            { for services.take(MOST).map(|s| html! {
                <button key={s.uid.clone()} type="button" class="owner-chip service" data-service={[&s.namespace, "/", &s.name].concat()} onclick={select("Service", &s.namespace, &s.name)}>
                    <small>{ "Service" }</small>{ s.name.clone() }{ " → " }<b>{ s.endpoints.len() }</b></button>
            }) }
        </div>
    }
}

fn bracket(w: &WorkloadView) -> String {
    let short = if w.ready < w.desired { " short" } else { "" };
    ["owner-chip owner-", &hue(&w.uid).to_string(), short].concat()
}

/// What a ReplicaSet's name adds to its Deployment's.
fn short(w: &WorkloadView, owner: &WorkloadView) -> String {
    w.name.strip_prefix(owner.name.as_str()).unwrap_or(&w.name).to_string()
}
