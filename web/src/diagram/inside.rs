//! 파드 속: one pod from within: what its containers share and what each has for itself.

use std::rc::Rc;

use protocol::{ContainerView, ObjectKey, PodView, View};
use yew::prelude::*;

use crate::text::{Key, Lang};

#[derive(Properties, PartialEq)]
pub struct InsideProps {
    pub view: Rc<View>,
    pub selected: Option<ObjectKey>,
    pub lang: Lang,
    pub onselect: Callback<ObjectKey>,
}

#[component]
pub fn InsideView(props: &InsideProps) -> Html {
    let named = |k: &ObjectKey| {
        props.view.pods.values().find(|p| k.kind == "Pod" && p.name == k.name && p.namespace == k.namespace)
    };
    let newest = || props.view.pods.values().filter(|p| p.namespace != "kube-system").max_by_key(|p| p.created);
    let pod = props.selected.as_ref().and_then(named).or_else(newest);
    let choices = super::nodes::sorted(props.view.pods.values().filter(|p| p.namespace != "kube-system"));
    let body = match pod {
        Some(pod) => pod_inside(pod, props.lang),
        None => html! { <p class="none">{ props.lang.t(Key::PickPod) }</p> },
    };
    html! {
        <div class="inside">
            <div class="choices">
                { for choices.into_iter().map(|p| {
                    let key = ObjectKey { kind: "Pod".into(), namespace: p.namespace.clone(), name: p.name.clone() };
                    let onselect = props.onselect.clone();
                    let on = pod.is_some_and(|shown| shown.uid == p.uid);
                    html! { <button key={p.uid.clone()} type="button" class="pill" aria-pressed={on.to_string()}
                        onclick={Callback::from(move |_: MouseEvent| onselect.emit(key.clone()))}>{ p.name.clone() }</button> }
                }) }
            </div>
            <div class="inside-body">{ body }</div>
        </div>
    }
}

fn pod_inside(pod: &PodView, lang: Lang) -> Html {
    let mut shared = vec![
        ("net", format!("IP {}", if pod.ip.is_empty() { "–" } else { &pod.ip })),
        ("ipc", "shm, semaphore".to_string()),
        ("uts", format!("hostname {}", pod.name)),
    ];
    if pod.share_process_namespace {
        shared.push(("pid", "shareProcessNamespace: true".to_string()));
    }
    html! {
        <article class="big-pod" data-pod={pod.name.clone()}>
            <header><b>{ pod.name.clone() }</b><span>{ format!("{} {} · {} · {}", pod.status, pod.ready, pod.node, pod.qos) }</span></header>
            <div class="boxes">
                { for pod.containers.iter().map(|c| html! { <div key={c.name.clone()} class="box-slot">{ container(c, pod, lang) }</div> }) }
            </div>
            <section class="shared">
                <h2>{ lang.t(Key::SharedInPod) }</h2>
                <div class="namespaces-of">
                    { for shared.into_iter().map(|(name, text)| html! { <span key={name} class="ns-tag"><b>{ name }</b>{ " " }{ text }</span> }) }
                    <span key="pause" class="ns-tag pause"><b>{ "pause" }</b></span>
                </div>
            </section>
            <section class="volumes">
                <h2>{ lang.t(Key::Volumes) }</h2>
                { for pod.volumes.iter().map(|(name, kind)| html! { <span key={name.clone()} class="ns-tag">{ format!("{name} ({kind})") }</span> }) }
            </section>
            <section class="conditions">
                <h2>{ lang.t(Key::Conditions) }</h2>
                { for pod.conditions.iter().map(|(kind, status, reason)| html! {
                    <span key={kind.clone()} class={classes!("ns-tag", (status == "True").then_some("yes"))} title={reason.clone()}>{ format!("{kind} {status}") }</span>
                }) }
            </section>
        </article>
    }
}

fn container(c: &ContainerView, pod: &PodView, lang: Lang) -> Html {
    let clash = |port: u16| {
        pod.containers.iter().filter(|o| o.role != "init" && o.ports.iter().any(|p| p.0 == port)).count() > 1
    };
    let own: &[&str] = if pod.share_process_namespace { &["mnt"] } else { &["mnt", "pid"] };
    html! {
        <div class={classes!("box", c.role.clone(), c.state.to_lowercase())}>
            <b>{ c.name.clone() }</b>
            <code>{ c.image.clone() }</code>
            <span class="status">{ format!("{} {}", c.state, c.reason) }</span>
            <span>{ format!("{} {}", lang.t(Key::Restarts), c.restarts) }</span>
            <div class="ports">
                { for c.ports.iter().map(|(port, protocol)| html! {
                    <span key={*port} class={classes!("port", clash(*port).then_some("clash"))}>{ format!(":{port}/{protocol}") }</span>
                }) }
            </div>
            <div class="mounts">
                { for c.mounts.iter().map(|(volume, path)| html! { <span key={path.clone()} class="mount">{ format!("{path} ← {volume}") }</span> }) }
            </div>
            <div class="probes">
                { for c.probes.iter().map(|p| html! { <span key={p.clone()} class="probe">{ p.clone() }</span> }) }
            </div>
            <small>{ lang.t(Key::OwnOfContainer) }{ ": " }{ own.join(", ") }</small>
        </div>
    }
}
