//! 컨트롤 플레인: its parts with the lines between them, what stops working when one of them does, and the way of one
//! command or event through them, step by step.

use std::rc::Rc;

use gloo::timers::callback::Interval;
use protocol::facts::FactKind;
use protocol::{Chaos, FactView, Input, View};
use yew::prelude::*;

use super::nodes::power;
use super::words::{self, API, CONTROLLERS, ETCD, KUBECTL, KUBELET, SCHEDULER, Step};
use crate::app::Page;
use crate::code;
use crate::effects;
use crate::state::Action;
use crate::text::{Key, Lang};
use crate::wire;

#[derive(Properties, PartialEq)]
pub struct ControlPlaneProps {
    pub view: Rc<View>,
    pub facts: Rc<Vec<Rc<FactView>>>,
    /// How many of them have happened at the moment that is shown.
    pub happened: usize,
    /// The fact that is followed; a command of late where there is none.
    pub root: Option<u64>,
    pub lang: Lang,
}

/// How long a step is shown when the way is played.
const STEP_MS: u32 = 1_100;
/// Commands that can be chosen.
const CHOICES: usize = 6;

/// The parts, what each does, and what stops without it; in the order of the picture.
const PARTS: &[(&str, Key, Key)] = &[
    (KUBECTL, Key::DoesKubectl, Key::DoesKubectl),
    (API, Key::DoesApi, Key::WithoutApi),
    (ETCD, Key::DoesEtcd, Key::WithoutEtcd),
    (CONTROLLERS, Key::DoesControllers, Key::WithoutControllers),
    (SCHEDULER, Key::DoesScheduler, Key::WithoutScheduler),
    (KUBELET, Key::DoesKubelet, Key::WithoutKubelet),
];

#[component]
pub fn ControlPlaneView(props: &ControlPlaneProps) -> Html {
    let (lang, facts) = (props.lang, &props.facts[..props.happened]);
    let page = use_context::<Page>().expect("inside the page");
    let at = use_state(|| Option::<usize>::None);
    let playing = use_state(|| false);
    let followed =
        use_memo((props.facts.clone(), props.happened), |(all, happened)| words::followed(&all[..*happened]));
    let root = props.root.or(*followed);
    let steps = {
        // Which facts there are says which pods there are; the pods have the names.
        let (all, pods) = (props.facts.clone(), &props.view.pods);
        use_memo((all, props.happened, root), |(all, happened, root)| {
            root.map_or_else(Vec::new, |id| words::trace(&all[..*happened], id, pods))
        })
    };
    let last = steps.len().saturating_sub(1);
    // Where nobody has chosen a step the newest is shown.
    let shown = at.map_or(last, |i| i.min(last));
    {
        let at = at.clone();
        use_effect_with(root, move |_| at.set(None));
    }
    {
        let (at, playing) = (at.clone(), playing.clone());
        use_effect_with((*playing, shown, last), move |(on, shown, last)| {
            let (on, shown, last) = (*on, *shown, *last);
            let timer = on.then(|| {
                Interval::new(STEP_MS, move || if shown < last { at.set(Some(shown + 1)) } else { playing.set(false) })
            });
            move || drop(timer)
        });
    }
    let go = |to: usize| {
        let (at, playing) = (at.clone(), playing.clone());
        Callback::from(move |_: MouseEvent| {
            playing.set(false);
            at.set(Some(to));
        })
    };
    let play = {
        let (at, playing) = (at.clone(), playing.clone());
        Callback::from(move |_: MouseEvent| {
            if shown >= last {
                at.set(Some(0));
            }
            playing.set(!*playing);
        })
    };
    // The step that was gone to is seen in its list.
    let list_ref = use_node_ref();
    {
        let list_ref = list_ref.clone();
        use_effect_with(*at, move |at| {
            let list =
                list_ref.cast::<web_sys::Element>().filter(|l| at.is_some() && l.scroll_height() > l.client_height());
            if let Some(step) = list.and_then(|list| list.query_selector("li.now").ok().flatten()) {
                effects::scroll_near(&step);
            }
        });
    }
    let now = steps.get(shown);
    let roots = facts.iter().rev().filter_map(|f| root_words(&f.what, lang).map(|words| (f.id, words))).take(CHOICES);
    let chosen = |id: u64| root == Some(id);
    // What was asked for by its mark may be older than what can be chosen.
    let older = root.filter(|id| !roots.clone().any(|(newer, _)| newer == *id));
    let older = older.and_then(|id| facts.iter().find(|f| f.id == id)).and_then(|f| root_words(&f.what, lang));
    html! {
        <div class={classes!("control-plane", playing.then_some("playing"))}>
            <div class={classes!("parts", now.is_some_and(Step::fails).then_some("fails"))} data-active={now.map(|s| s.place)}>
                { lines(now.map(|s| s.place)) }
                { for PARTS.iter().map(|row| part(&props.view, row, now, lang)) }
            </div>
            <div class="player">
                <button type="button" class="pill" disabled={steps.is_empty()} onclick={play}>
                    { if *playing { "❚❚ " } else { "▶ " } }{ lang.t(if *playing { Key::Pause } else { Key::Replay }) }
                </button>
                <button type="button" class="pill" disabled={shown == 0} onclick={go(shown.saturating_sub(1))} aria-label={lang.t(Key::StepBack)}>{ "◀" }</button>
                <output>{ if steps.is_empty() { 0 } else { shown + 1 } }{ " / " }{ steps.len() }</output>
                <button type="button" class="pill" disabled={shown >= last} onclick={go(shown + 1)} aria-label={lang.t(Key::StepOn)}>{ "▶" }</button>
                <p class="now" role="status">
                    { for now.map(|s| html! { <><b>{ s.place }</b>{ " " }{ lang.t(s.say) }{ code::line(&s.raw) }</> }) }
                </p>
            </div>
            <h2>{ lang.t(Key::Trace) }</h2>
            <div class="choices">
                { for older.map(|words| html! { <button key="older" type="button" class="pill" aria-pressed="true">{ code::line(&words) }</button> }) }
                { for roots.map(|(id, words)| html! {
                    <button key={id} type="button" class="pill" aria-pressed={chosen(id).to_string()} onclick={page.on(Action::Trace(Some(id)))} title={words.clone()}>{ code::line(&words) }</button>
                }) }
                <span key="-" class="none" hidden={!steps.is_empty()}>{ lang.t(if root.is_some() { Key::TooLongAgo } else { Key::NoTrace }) }</span>
            </div>
            <div class="way" ref={list_ref}>
                { list(&steps, Some(shown), lang, &|i| go(i)) }
            </div>
        </div>
    }
}

/// What can be followed from its beginning: a command, and what was broken or mended by hand.
fn root_words(what: &FactKind, lang: Lang) -> Option<String> {
    match what {
        FactKind::Command { text, .. } => Some(text.clone()),
        FactKind::Switch { what, state } => Some(words::switched_words(what, state, lang)),
        _ => None,
    }
}

/// How long after the first step, in words: `+1.2s`.
fn later(ms: i64) -> String {
    if ms < 60_000 {
        return ["+", &wire::number((ms as f64 / 100.0).round() / 10.0), "s"].concat();
    }
    let s = ms / 1000;
    ["+", &(s / 60).to_string(), "m", &(s % 60).to_string(), "s"].concat()
}

/// Steps as a list in words.
pub fn list(steps: &[Step], shown: Option<usize>, lang: Lang, go: &dyn Fn(usize) -> Callback<MouseEvent>) -> Html {
    html! {
        <ol class="trace">
            { for steps.iter().enumerate().map(|(i, s)| html! {
                <li key={i} data-place={s.place} class={classes!((shown == Some(i)).then_some("now"), (s.count > 1).then_some("alike"), s.fails().then_some("fails"))} aria-current={(shown == Some(i)).then_some("step")}>
                    <button type="button" onclick={go(i)}>
                        <b>{ if s.count > 1 { "⋯" } else { s.place } }<small>{ later(s.at - steps[0].at) }</small><small class="count" hidden={s.count < 2}>{ "×" }{ s.count }</small></b>{ code::line(&s.raw) }<span>{ lang.t(s.say) }</span>
                    </button>
                </li>
            }) }
        </ol>
    }
}

fn part(view: &View, &(name, does, without): &(&'static str, Key, Key), now: Option<&Step>, lang: Lang) -> Html {
    let active = now.is_some_and(|s| s.place == name);
    let c = view.components.get(name);
    let works = c.map_or(name != KUBELET || !view.nodes.values().any(|n| n.headless), |c| c.works);
    let running = c.is_none_or(|c| c.running);
    let toggle = Page::tells(Input::Chaos { what: Chaos::Component { name: name.to_string(), stop: running } });
    let switch = if running { Key::StopComponent } else { Key::StartComponent };
    html! {
        <article key={name} class={classes!("part", (!works).then_some("off"), active.then_some("active"))} data-component={name} data-part={name} aria-label={name}>
            <header>
                <b>{ name }</b>
                <span class="count" hidden={c.is_none_or(|c| c.total < 2)}>{ for c.map(|c| html! { <>{ c.up }{ "/" }{ c.total }</> }) }</span>
                <button type="button" class="power" hidden={c.is_none()} onclick={toggle} aria-pressed={(!running).to_string()}
                    title={lang.t(switch)} aria-label={[name, " ", lang.t(switch)].concat()}>{ power() }</button>
            </header>
            <p>{ lang.t(if works { does } else { without }) }</p>
            <div class="heads">
                { for view.nodes.values().filter(|_| name == KUBELET).map(|node| {
                    let (on, node_name) = (node.headless, node.name.clone());
                    let toggle = Page::tells(Input::Chaos { what: Chaos::Kubelet { node: node_name.clone(), stop: !on } });
                    let here = now.is_some_and(|s| s.node == node.name);
                    let off = node.headless || !node.running || node.cut;
                    let title = lang.t(if on { Key::StartKubelet } else { Key::StopKubelet });
                    html! {
                        <button key={node.name.clone()} type="button" class={classes!("head", off.then_some("off"), here.then_some("here"))} onclick={toggle} data-kubelet={node.name.clone()}
                            {title} aria-label={[&node.name, " ", title].concat()}>{ if off { "○ " } else { "● " } }{ node.name.clone() }{ power() }</button>
                    }
                }) }
            </div>
        </article>
    }
}

/// Where the parts stand, in a box of 300 by 200: every line goes through the API server.
const ENDS: &[(&str, &str)] = &[
    (KUBECTL, "M50 50L150 50"),
    (ETCD, "M250 50L150 50"),
    (CONTROLLERS, "M50 150L150 50"),
    (SCHEDULER, "M150 150L150 50"),
    (KUBELET, "M250 150L150 50"),
];

fn lines(active: Option<&'static str>) -> Html {
    html! {
        <svg class="lines" viewBox="0 0 300 200" preserveAspectRatio="none" aria-hidden="true">
            { for ENDS.iter().map(|(part, d)| html! { <path key={*part} d={*d} class={(active == Some(*part)).then_some("on")} /> }) }
        </svg>
    }
}
