//! 레이블: type a selector, and what it matches lights up.

use sorted::{InOrder, SortedMap};
use std::rc::Rc;

use protocol::{Input, ObjectKey, View};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::layout::SYSTEM;
use super::look;
use crate::effects;
use crate::state::Matches;
use crate::text::{Key, Lang};

#[derive(Properties, PartialEq)]
pub struct LabelsProps {
    pub view: Rc<View>,
    pub matches: Rc<Matches>,
    pub lang: Lang,
    pub onselect: Callback<ObjectKey>,
}

/// What a selector can look like; a press types it.
const FORMS: &[&str] = &["app=web", "env!=prod", "env in (dev,test)", "env notin (prod)", "app", "!app"];

/// An object with labels.
struct Card<'a> {
    uid: &'a str,
    kind: &'a str,
    namespace: &'a str,
    name: &'a str,
    /// What it selects by itself, in words.
    selector: &'a str,
    sign: &'static str,
    labels: &'a SortedMap<String, String>,
    /// Of pods: what no selector finds.
    annotations: Option<&'a SortedMap<String, String>>,
}

/// Pods first, then who looks for them by labels, then nodes.
fn cards(view: &View) -> Vec<Card<'_>> {
    let own = |namespace: &str| !SYSTEM.contains(&namespace);
    let mut pods: Vec<_> = view.pods.values().filter(|p| own(&p.namespace)).collect();
    pods.order_by(|a, b| (a.created, &a.name).cmp(&(b.created, &b.name)));
    let pods = pods.into_iter().map(|p| Card {
        uid: &p.uid,
        kind: "Pod",
        namespace: &p.namespace,
        name: &p.name,
        selector: "",
        sign: look::of(p).sign,
        labels: &p.labels,
        annotations: Some(&p.annotations),
    });
    let workloads = view.workloads.values().filter(|w| own(&w.namespace)).map(|w| Card {
        uid: &w.uid,
        kind: &w.kind,
        namespace: &w.namespace,
        name: &w.name,
        selector: &w.selector,
        sign: "",
        labels: &w.labels,
        annotations: None,
    });
    let services = view.services.values().filter(|s| own(&s.namespace)).map(|s| Card {
        uid: &s.uid,
        kind: "Service",
        namespace: &s.namespace,
        name: &s.name,
        selector: &s.selector,
        sign: "",
        labels: &s.labels,
        annotations: None,
    });
    let nodes = view.nodes.values().map(|n| Card {
        uid: &n.uid,
        kind: "Node",
        namespace: "",
        name: &n.name,
        selector: "",
        sign: "",
        labels: &n.labels,
        annotations: None,
    });
    pods.chain(workloads).chain(services).chain(nodes).collect()
}

/// The labels that Kubernetes itself puts on a node, one on a line: many, and the same on all.
fn own_of_kubernetes(card: &Card<'_>) -> Option<String> {
    let pairs = card.labels.iter().filter(|(k, _)| card.kind == "Node" && k.contains("kubernetes.io/"));
    let lines: Vec<String> = pairs.map(|(k, v)| [k, "=", v].concat()).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

#[component]
pub fn LabelsView(props: &LabelsProps) -> Html {
    let lang = props.lang;
    let ticket = use_mut_ref(|| 0_u32);
    let typed = use_state(String::new);
    let ask = {
        let typed = typed.clone();
        Callback::from(move |selector: String| {
            *ticket.borrow_mut() += 1;
            effects::send(&Input::Match { selector: selector.clone(), ticket: *ticket.borrow() });
            typed.set(selector);
        })
    };
    let oninput = {
        let ask = ask.clone();
        Callback::from(move |e: InputEvent| {
            if let Some(field) = e.target_dyn_into::<HtmlInputElement>() {
                ask.emit(field.value());
            }
        })
    };
    let found = &props.matches;
    let cards = cards(&props.view);
    let asked = found.ticket > 0 && !typed.is_empty();
    let lit = |card: &Card<'_>| asked && found.uids.iter().any(|u| u == card.uid);
    let count = cards.iter().filter(|c| lit(c)).count();
    html! {
        <div class="labels">
            <label class="selector">{ lang.t(Key::Selector) }
                <input type="text" spellcheck="false" autocapitalize="off" placeholder={lang.t(Key::SelectorHint)} value={(*typed).clone()} {oninput} />
            </label>
            <p class="none forms">{ lang.t(Key::SelectorForms) }{ " " }{ for FORMS.iter().map(|form| {
                let ask = ask.clone();
                html! { <button key={*form} type="button" class="tag label" onclick={Callback::from(move |_: MouseEvent| ask.emit((*form).to_string()))}>{ *form }</button> }
            }) }</p>
            <p class={classes!("answer", found.error.is_some().then_some("wrong"))} aria-live="polite">{ for found.error.clone().filter(|_| asked).map(|e| html! { <>{ lang.t(Key::SelectorBroken) }{ " " }<code>{ e }</code></> }) }
                { for (asked && found.error.is_none()).then(|| html! { <>{ count }{ lang.t(Key::Matching) }</> }) }</p>
            <div class="cards">
                { for cards.iter().map(|card| {
                    let key = ObjectKey { kind: card.kind.into(), namespace: card.namespace.into(), name: card.name.into() };
                    let onselect = props.onselect.clone();
                    let look_for = card.selector.to_string();
                    let ask = ask.clone();
                    html! {
                        <article key={card.uid.to_string()} class={classes!("card", lit(card).then_some("lit"), (asked && !lit(card)).then_some("dim"))} data-card={card.name.to_string()} aria-label={[card.kind, " ", card.name].concat()}>
                            <button type="button" onclick={Callback::from(move |_: MouseEvent| onselect.emit(key.clone()))}><small>{ card.kind.to_string() }</small><b>{ card.sign }{ " " }{ card.name.to_string() }</b></button>
                            { for card.labels.iter().filter(|(k, _)| card.kind != "Node" || !k.contains("kubernetes.io/")).map(|(k, v)| {
                                let (pair, ask) = ([k, "=", v].concat(), ask.clone());
                                html! { <button key={k.clone()} type="button" class="tag label" onclick={{ let pair = pair.clone(); Callback::from(move |_: MouseEvent| ask.emit(pair.clone())) }}>{ pair.clone() }</button> }
                            }) }
                            { for own_of_kubernetes(card).map(|all| html! { <span key="-" class="tag" title={all.clone()}>{ "kubernetes.io/… " }{ all.lines().count() }</span> }) }
                            { for card.annotations.into_iter().flatten().map(|(k, v)| html! {
                                <span key={["@", k].concat()} class="tag annotation" title={lang.t(Key::Annotation)}>{ [k, ": ", v].concat() }</span>
                            }) }
                            <button type="button" class="tag looks" hidden={look_for.is_empty()} onclick={Callback::from(move |_: MouseEvent| ask.emit(look_for.clone()))}>{ lang.t(Key::SelectsWith) }{ " " }{ card.selector.to_string() }</button>
                        </article>
                    }
                }) }
            </div>
        </div>
    }
}
