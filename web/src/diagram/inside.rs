//! 파드 속: one pod from within: what its containers share and what each has for itself.

use sorted::InOrder;
use std::rc::Rc;

use protocol::{ContainerView, ObjectKey, PodView, ProbeView, View};
use yew::prelude::*;

use super::layout::SYSTEM;
use super::look;
use super::nodes::told;
use super::pod::{countdown, is_selected, key_of};
use super::scheduling::Reasons;
use crate::text::{Key, Lang};

#[derive(Properties, PartialEq)]
pub struct InsideProps {
    pub view: Rc<View>,
    pub now: i64,
    pub selected: Option<ObjectKey>,
    pub lang: Lang,
    pub onselect: Callback<ObjectKey>,
    /// Why pods that wait have no node, in plain words.
    pub reasons: Reasons,
}

#[component]
pub fn InsideView(props: &InsideProps) -> Html {
    let pods = || props.view.pods.values();
    let mut choices: Vec<_> = pods().filter(|p| !SYSTEM.contains(&p.namespace.as_str())).collect();
    choices.order_by(|a, b| (a.created, &a.name).cmp(&(b.created, &b.name)));
    let pod = pods().find(|p| is_selected(p, props.selected.as_ref())).or(choices.last().copied());
    let body = match pod {
        Some(pod) => pod_inside(pod, props.reasons.get(&pod.uid), props.now, props.lang),
        None => html! { <p class="none">{ props.lang.t(Key::PickPod) }</p> },
    };
    html! {
        <div class="inside">
            <div class="choices">
                { for choices.iter().map(|p| {
                    let (onselect, chosen) = (props.onselect.clone(), (*p).clone());
                    let on = pod.is_some_and(|shown| shown.uid == p.uid);
                    html! { <button key={p.uid.clone()} type="button" class="pill" aria-pressed={on.to_string()}
                        onclick={Callback::from(move |_: MouseEvent| onselect.emit(key_of(&chosen)))}>{ called(p) }</button> }
                }) }
            </div>
            <div class="inside-body">{ body }</div>
        </div>
    }
}

/// Its name, with the namespace where that is not the usual one.
fn called(pod: &PodView) -> String {
    if pod.namespace == "default" { pod.name.clone() } else { [&pod.namespace, "/", &pod.name].concat() }
}

fn tag(name: &str, text: String) -> Html {
    html! { <span key={name.to_string()} class="ns-tag"><b>{ name.to_string() }</b>{ " " }{ text }</span> }
}

fn pod_inside(pod: &PodView, reason: Option<&String>, now: i64, lang: Lang) -> Html {
    let look = look::of(pod);
    let own: &[(&str, Key)] = &[("mnt", Key::OwnMnt), ("pid", Key::OwnPid)];
    let own = if pod.share_process_namespace { &own[..1] } else { own };
    let ip = if pod.ip.is_empty() { "–" } else { &pod.ip };
    let host = if pod.host_network { [ip, " (hostNetwork)"].concat() } else { ip.to_string() };
    html! {
        <article class={classes!("big-pod", look.class)} data-inside={pod.name.clone()} aria-label={pod.name.clone()}>
            <header>
                <b><i aria-hidden="true">{ look.sign }</i>{ " " }{ pod.name.clone() }</b>
                <span class="status">{ pod.status.clone() }{ " " }{ pod.ready.clone() }</span>
                <span>{ if pod.node.is_empty() { "–".to_string() } else { pod.node.clone() } }</span>
                <span class="tag">{ "QoS " }{ pod.qos.clone() }</span>
                { countdown(pod, now, lang) }
            </header>
            <p class="message">{ for reason.map(|said| html! { <b>{ said.clone() }{ " " }</b> }) }{ pod.message.clone() }</p>
            <div class="boxes">
                { for pod.containers.iter().map(|c| html! { <div key={c.name.clone()} class="box-slot">{ container(c, pod, own, lang) }</div> }) }
            </div>
            <div class="side">
            <section class="shared">
                <h2>{ lang.t(Key::SharedInPod) }</h2>
                <div class="namespaces-of">
                    { tag("net", ["IP ", &host].concat()) }
                    { tag("ipc", lang.t(Key::SharedIpc).to_string()) }
                    { tag("uts", ["hostname ", &pod.name].concat()) }
                    { if pod.share_process_namespace { tag("pid", "shareProcessNamespace: true".to_string()) } else { html! { <span key="-" /> } } }
                    <span key="pause" class="ns-tag pause"><b>{ "pause" }</b>{ " " }{ lang.t(Key::PauseHolds) }</span>
                </div>
            </section>
            <section class="volumes">
                <h2>{ lang.t(Key::Volumes) }</h2>
                { for pod.volumes.iter().map(|(name, kind)| tag(name, kind.clone())) }
            </section>
            <section class="conditions">
                <h2>{ lang.t(Key::Conditions) }</h2>
                { for pod.conditions.iter().map(|(kind, status, reason)| html! {
                    <span key={kind.clone()} class={classes!("ns-tag", if status == "True" { "yes" } else { "no" })}>{ if status == "True" { "✔ " } else { "✕ " } }{ kind.clone() }{ " " }{ reason.clone() }</span>
                }) }
            </section>
            </div>
        </article>
    }
}

fn container(c: &ContainerView, pod: &PodView, own: &[(&str, Key)], lang: Lang) -> Html {
    let others = || pod.containers.iter().filter(|o| o.role != "init" && o.name != c.name);
    let clashes = |port: u16| c.role != "init" && others().any(|o| o.ports.iter().any(|p| p.0 == port));
    let clash = c.ports.iter().any(|p| clashes(p.0));
    let exit = c
        .exit_code
        .filter(|_| c.state != "Running")
        .map_or(String::new(), |code| [" exit ", &code.to_string()].concat());
    html! {
        <div class={classes!("box", c.role.clone(), c.state.to_ascii_lowercase(), (c.exit_code.unwrap_or(0) != 0 && c.state != "Running").then_some("broken"))}>
            <header><b>{ c.name.clone() }</b><span class="tag" hidden={c.role == "app"}>{ c.role.clone() }</span></header>
            <code>{ c.image.clone() }</code>
            <span class="status">{ if c.ready { "✔ " } else { "○ " } }{ c.state.clone() }{ " " }{ c.reason.clone() }{ exit }</span>
            <span>{ lang.t(Key::Restarts) }{ " " }{ c.restarts }</span>
            <div class="ports">
                { for c.ports.iter().map(|(port, protocol)| html! {
                    <span key={*port} class={classes!("port", clashes(*port).then_some("clash"))}>{ ":" }{ *port }{ "/" }{ protocol.clone() }</span>
                }) }
            </div>
            { told(clash.then_some(Key::PortClash), lang) }
            <div class="mounts">
                { for c.mounts.iter().map(|(volume, path)| html! { <span key={path.clone()} class="mount">{ path.clone() }{ " ← " }{ volume.clone() }</span> }) }
            </div>
            <div class="probes">{ for c.probes.iter().map(|p| probe(p, lang)) }</div>
            <small>{ lang.t(Key::OwnOfContainer) }</small>
            <div class="namespaces-of">{ for own.iter().map(|(name, what)| tag(name, lang.t(*what).to_string())) }</div>
        </div>
    }
}

/// A probe, with its failures in a row as filled marks.
fn probe(p: &ProbeView, lang: Lang) -> Html {
    let failed = p.failures.min(p.threshold) as usize;
    let left = (p.threshold as usize - failed).min(12);
    let marks = ["✕".repeat(failed), "·".repeat(left)].concat();
    html! {
        <span key={p.kind.clone()} class={classes!("probe", (failed > 0).then_some("failing"))} title={[lang.t(Key::ProbeFails), " ", &failed.to_string(), "/", &p.threshold.to_string()].concat()}>
            <b>{ p.kind.clone() }</b>{ " " }{ p.action.clone() }{ " " }{ p.period }{ "s " }<i>{ marks }</i>
        </span>
    }
}
