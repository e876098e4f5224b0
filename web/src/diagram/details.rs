//! The selected object: its YAML, description, events and logs, and the switches that break it.

use std::rc::Rc;

use protocol::{Chaos, ChunkKind, Details, Input, ObjectKey, View};
use yew::prelude::*;

use super::look;
use super::pod::is_selected;
use crate::app::Page;
use crate::notes::{self, Found, Notes, explained};
use crate::state::{Action, Tab};
use crate::text::{Key, Lang};

#[derive(Properties, PartialEq)]
pub struct DetailsProps {
    pub lang: Lang,
    pub view: Rc<View>,
    pub selected: Option<ObjectKey>,
    /// It is shown when it is there.
    pub awaited: bool,
    pub details: Option<Rc<Details>>,
    pub notes: Notes,
}

#[derive(Clone, Copy, PartialEq)]
enum Sheet {
    Events,
    Describe,
    Yaml,
    Logs,
    Break,
}

#[component]
pub fn DetailsPane(props: &DetailsProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let chosen = use_state(|| Option::<Sheet>::None);
    let lang = props.lang;
    let close = {
        let page = page.clone();
        Callback::from(move |_: MouseEvent| super::select(&page, None))
    };
    let kind = props.selected.as_ref().map_or("", |k| k.kind.as_str());
    let sheets = [
        (Sheet::Events, lang.t(Key::Events), true),
        (Sheet::Describe, "describe", true),
        (Sheet::Yaml, "YAML", true),
        (Sheet::Logs, lang.t(Key::Logs), kind == "Pod"),
        (Sheet::Break, lang.t(Key::BreakIt), matches!(kind, "Pod" | "Node")),
    ];
    let shown = chosen.filter(|sheet| sheets.iter().any(|s| s.0 == *sheet && s.2)).unwrap_or_else(|| first(props));
    let title = props.selected.as_ref().map_or(String::new(), |k| [&*k.kind, " ", &k.name].concat());
    let body = match (shown, &props.selected) {
        (Sheet::Break, Some(key)) => switches(&props.view, key, lang),
        _ => body(&page, props, shown),
    };
    html! {
        <aside class="details" hidden={props.selected.is_none() || props.awaited} aria-label={lang.t(Key::Details)}>
            <header>
                <b>{ title }</b>
                <button type="button" class="pill" hidden={kind != "Pod"} onclick={page.on(Action::Tab(Tab::Pod))}>{ lang.t(Key::LookInside) }</button>
                <button type="button" class="close" onclick={close} aria-label={lang.t(Key::Close)}>{ "✕" }</button>
            </header>
            <div class="sheets">
                { for sheets.into_iter().filter(|s| s.2).enumerate().map(|(i, (which, name, _))| {
                    let chosen = chosen.clone();
                    html! { <button key={i} type="button" class="pill" aria-pressed={(shown == which).to_string()} onclick={Callback::from(move |_: MouseEvent| chosen.set(Some(which)))}>{ name }</button> }
                }) }
            </div>
            { meaning(&page, props, lang) }
            <div class="leaf" tabindex="0">{ body }</div>
        </aside>
    }
}

/// What is shown where nobody has chosen: what happened to the object, or what it is where nothing did. Of a pod something
/// will be told in a moment.
fn first(props: &DetailsProps) -> Sheet {
    let is_pod = props.selected.as_ref().is_some_and(|key| key.kind == "Pod");
    let quiet = props.details.as_ref().is_some_and(|d| d.events.is_empty());
    if quiet && !is_pod { Sheet::Describe } else { Sheet::Events }
}

/// Notes that are shown beside an object.
const NOTES: usize = 2;
/// Log lines that may say why.
const LAST: usize = 8;

/// What the object's trouble means and what to try, where it has any that is known.
fn meaning(page: &Page, props: &DetailsProps, lang: Lang) -> Html {
    let words = || trouble(&props.view, props.selected.as_ref()?, props.details.as_deref()?);
    let found = words().map_or_else(Vec::new, |text| notes::find(&props.notes, ChunkKind::Out, &text));
    let about = about(props);
    html! {
        <div class="meaning" hidden={found.is_empty()} role="note">
            { for found.iter().take(NOTES).map(|Found { note, .. }| html! { <p key={note.key.clone()} data-note={note.key.clone()}>{ explained(page, note, &about, lang) }</p> }) }
        </div>
    }
}

/// How a command names the selected pod: of other objects a note may mean one of their pods.
fn about(props: &DetailsProps) -> String {
    let pod = props.selected.as_ref().filter(|key| key.kind == "Pod");
    pod.map_or_else(String::new, |key| notes::named(&key.namespace, &key.name))
}

/// What is said of an object that is not well, one thing on a line: the messages of its status, the last of its logs, and
/// its row in kubectl's table.
fn trouble(view: &View, key: &ObjectKey, d: &Details) -> Option<String> {
    if d.gone || d.key.as_ref() != Some(key) {
        return None;
    }
    let row = match &*key.kind {
        "Pod" => {
            let pod = view.pods.values().find(|p| is_selected(p, Some(key)))?;
            if look::of(pod) == look::RUNNING {
                return None;
            }
            ["NAME READY STATUS RESTARTS AGE\n", &pod.ready, " ", &pod.status, " ", &pod.restarts.to_string()].concat()
        }
        "Node" => [" ", &view.nodes.get(&key.name)?.status].concat(),
        _ => {
            let w = view
                .workloads
                .values()
                .find(|w| w.kind == key.kind && w.name == key.name && w.namespace == key.namespace)?;
            if w.ready >= w.desired {
                return None;
            }
            String::new()
        }
    };
    let said = messages(&d.yaml);
    let logs = d.logs.iter().flat_map(|(_, text)| text.lines().skip(text.lines().count().saturating_sub(LAST)));
    Some(said.lines().chain(logs).chain(row.lines()).collect::<Vec<_>>().join("\n"))
}

/// The messages in an object's YAML, each part on a line of its own: the scheduler counts the reasons of its nodes on one.
fn messages(yaml: &str) -> String {
    let mut out = String::new();
    // How far the key stands in, while its text goes on over several lines.
    let mut within: Option<usize> = None;
    for line in yaml.lines() {
        let text = line.trim_start().trim_start_matches("- ");
        let depth = line.len() - text.len();
        if let Some(first) = text.strip_prefix("message: ") {
            out += "\n";
            out += first;
            within = Some(depth);
        } else if within.is_some_and(|key| depth > key) {
            out += " ";
            out += text;
        } else {
            within = None;
        }
    }
    out.replace("''", "'").replace(", ", "\n")
}

/// What can be broken on an object, and mended.
fn switches(view: &View, key: &ObjectKey, lang: Lang) -> Html {
    let switch = |label: Key, on: bool, what: Chaos| {
        html! { <button key={label as usize} type="button" class="pill" aria-pressed={on.to_string()} onclick={Page::tells(Input::Chaos { what: what.clone() })}>{ lang.t(label) }</button> }
    };
    if let Some(node) = view.nodes.get(&key.name).filter(|_| key.kind == "Node") {
        let name = || node.name.clone();
        let power = if node.running { Chaos::StopNode { node: name() } } else { Chaos::StartNode { node: name() } };
        return html! {
            <section class="breaks">
                { switch(if node.running { Key::StopNode } else { Key::StartNode }, !node.running, power) }
                { switch(if node.cut { Key::JoinNetwork } else { Key::CutNetwork }, node.cut, Chaos::CutNetwork { node: name(), cut: !node.cut }) }
                { switch(if node.headless { Key::StartKubelet } else { Key::StopKubelet }, node.headless, Chaos::Kubelet { node: name(), stop: !node.headless }) }
                <p>{ lang.t(Key::BreakNodeHint) }</p>
            </section>
        };
    }
    let Some(pod) = view.pods.values().find(|p| is_selected(p, Some(key))) else {
        return html! { <p class="none gone">{ lang.t(Key::Gone) }</p> };
    };
    html! {
        <div>
            { for pod.containers.iter().map(|c| {
                let place = || (pod.namespace.clone(), pod.name.clone(), c.name.clone());
                let (namespace, name, container) = place();
                let kill = Chaos::KillContainer { namespace, pod: name, container };
                let (namespace, name, container) = place();
                let fill = Chaos::FillMemory { namespace, pod: name, container };
                let image = Chaos::FailImage { image: c.image.clone(), fail: !c.image_fails };
                html! {
                    <section key={c.name.clone()} class="breaks">
                        <h2>{ c.name.clone() }{ " · " }{ c.image.clone() }</h2>
                        { switch(Key::KillContainer, false, kill) }
                        { switch(Key::FillMemory, false, fill) }
                        { switch(if c.image_fails { Key::MendImage } else { Key::FailImage }, c.image_fails, image) }
                    </section>
                }
            }) }
            <p>{ lang.t(Key::BreakPodHint) }</p>
        </div>
    }
}

fn body(page: &Page, props: &DetailsProps, sheet: Sheet) -> Html {
    let lang = props.lang;
    let Some(d) = props.details.as_deref() else { return html! { <p class="none" /> } };
    if d.gone {
        return html! { <p class="none gone">{ lang.t(Key::Gone) }</p> };
    }
    match sheet {
        Sheet::Yaml => html! { <pre>{ d.yaml.clone() }</pre> },
        Sheet::Describe => html! { <pre>{ d.describe.clone() }</pre> },
        Sheet::Logs => html! {
            <div class="logs">
                { for d.logs.iter().map(|(name, text)| html! { <section key={name.clone()}><h2>{ name.clone() }</h2><pre>{ text.clone() }</pre></section> }) }
            </div>
        },
        _ if d.events.is_empty() => html! { <p class="none">{ lang.t(Key::NoEvents) }</p> },
        _ => html! {
            <ul class="events">
                { for d.events.iter().enumerate().map(|(i, (age, kind, reason, message))| html! {
                    <li key={i} class={kind.to_ascii_lowercase()}>
                        <span class="age">{ age.clone() }</span><b>{ reason.clone() }</b>{ " " }{ message.clone() }
                        { notes::of_event(&props.notes, reason).map_or_else(|| html! { <small hidden=true /> }, |note| html! { <small>{ explained(page, note, &about(props), lang) }</small> }) }
                    </li>
                }) }
            </ul>
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_unfolded_and_taken_apart() {
        let yaml = "status:\n  conditions:\n  - message: '0/4 nodes: 1 node(s) had\n      a taint, 3 node(s) didn''t\n      match.'\n    reason: A\n  - type: B\n    message: short\n";
        assert_eq!(messages(yaml), "\n'0/4 nodes: 1 node(s) had a taint\n3 node(s) didn't match.'\nshort");
    }
}
