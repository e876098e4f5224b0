//! 스케줄링: for each node, what every filter said and what every score was worth, and a sentence that says why.

use sorted::SortedMap;
use std::rc::Rc;

use protocol::facts::FactKind;
use protocol::{FactView, PodView, Verdict, View};
use yew::prelude::*;

use crate::app::Page;
use crate::state::Action;
use crate::text::{Key, Lang};

#[derive(Properties, PartialEq)]
pub struct SchedulingProps {
    pub facts: Rc<Vec<Rc<FactView>>>,
    /// How many of them have happened at the moment that is shown.
    pub happened: usize,
    /// Uid of the pod whose decision is shown; the newest one where there is none.
    pub pod: Option<String>,
    pub lang: Lang,
}

/// Decisions that can be chosen.
const CHOICES: usize = 12;

/// A decision of the scheduler, borrowed from its fact.
struct Decision<'a> {
    uid: &'a str,
    name: &'a str,
    node: &'a str,
    verdicts: &'a [Verdict],
    message: &'a str,
}

fn decision(fact: &FactView) -> Option<Decision<'_>> {
    match &fact.what {
        FactKind::Scheduled { uid, name, node, verdicts, message, .. } => {
            Some(Decision { uid, name, node, verdicts, message })
        }
        _ => None,
    }
}

#[component]
pub fn SchedulingView(props: &SchedulingProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let lang = props.lang;
    // The newest decision on each pod.
    let mut decisions: Vec<Decision<'_>> = Vec::new();
    for d in props.facts[..props.happened].iter().rev().filter_map(|f| decision(f)) {
        if decisions.len() < CHOICES && !decisions.iter().any(|known| known.uid == d.uid) {
            decisions.push(d);
        }
    }
    let shown = decisions.iter().find(|d| props.pod.as_deref() == Some(d.uid)).or(decisions.first());
    html! {
        <div class="scheduling">
            <div class="choices" role="group" aria-label={lang.t(Key::Decisions)}>
                { for decisions.iter().map(|d| {
                    let uid = d.uid.to_string();
                    let on = shown.is_some_and(|s| s.uid == d.uid);
                    html! { <button key={uid.clone()} type="button" class="pill" aria-pressed={on.to_string()} onclick={page.on(Action::Decision(Some(uid.clone())))}>
                        { d.name.to_string() }{ " → " }{ if d.node.is_empty() { "✕" } else { d.node }.to_string() }</button> }
                }) }
                <span key="-" class="none" hidden={!decisions.is_empty()}>{ lang.t(Key::NoDecisions) }</span>
            </div>
            <div class="decision">{ for shown.map(|d| verdicts(d, lang)) }</div>
        </div>
    }
}

fn passed(v: &Verdict) -> bool {
    v.filters.iter().all(|f| f.1)
}

/// What a plugin looks at, and what it means that it refuses a node. One that only scores refuses none.
const PLUGINS: &[(&str, Key, Key)] = &[
    ("NodeUnschedulable", Key::LooksCordon, Key::NoCordon),
    ("NodeName", Key::LooksNodeName, Key::NoNodeName),
    ("TaintToleration", Key::LooksTaints, Key::NoTaints),
    ("NodeAffinity", Key::LooksAffinity, Key::NoAffinity),
    ("NodePorts", Key::LooksPorts, Key::NoPorts),
    ("NodeResourcesFit", Key::LooksRoom, Key::NoRoom),
    ("NodeResourcesBalancedAllocation", Key::LooksBalance, Key::LooksBalance),
    ("ImageLocality", Key::LooksImages, Key::LooksImages),
    ("PodTopologySpread", Key::LooksSpread, Key::NoSpread),
    ("InterPodAffinity", Key::LooksNeighbours, Key::NoNeighbours),
    ("DynamicResources", Key::LooksDevices, Key::NoDevices),
];

/// Its two meanings; nothing for a plugin that the page does not know.
fn meaning(plugin: &str) -> Option<(Key, Key)> {
    let row = PLUGINS.iter().find(|(name, ..)| *name == plugin);
    let volumes = plugin.contains("Volume").then_some((Key::LooksVolumes, Key::NoVolumes));
    row.map(|(_, looks, no)| (*looks, *no)).or(volumes)
}

fn looks_at(plugin: &str) -> Option<Key> {
    Some(meaning(plugin)?.0)
}

fn refuses(plugin: &str) -> Option<Key> {
    Some(meaning(plugin)?.1)
}

/// Why pods that wait have no node, in sentences by their uid.
pub type Reasons = Rc<SortedMap<String, String>>;

/// The newest decisions on the pods that wait.
pub fn reasons(view: &View, facts: &[Rc<FactView>], lang: Lang) -> Reasons {
    let waits = |p: &&Rc<PodView>| p.node.is_empty() && !p.message.is_empty();
    let mut left: Vec<&str> = view.pods.values().filter(waits).map(|p| p.uid.as_str()).collect();
    let mut said = SortedMap::new();
    let mut all = facts.iter().rev().filter_map(|f| decision(f));
    while let Some(d) = all.next().filter(|_| !left.is_empty()) {
        if let Some(at) = left.iter().position(|uid| *uid == d.uid) {
            left.swap_remove(at);
            let words = sentence(&d, lang);
            // In the lane it is seen that it waits.
            let words = words.strip_suffix(lang.t(Key::NoneLeft)).unwrap_or(&words);
            said.insert(d.uid.to_string(), words.trim().to_string());
        }
    }
    Rc::new(said)
}

/// `TaintToleration (테인트를 견디는가)`.
fn with_meaning(plugin: &str, lang: Lang) -> String {
    looks_at(plugin).map_or(plugin.to_string(), |key| [plugin, " (", lang.t(key), ")"].concat())
}

/// Nodes that are named before they are counted.
const NAMED: usize = 3;

/// Why this node, or why none.
fn sentence(d: &Decision<'_>, lang: Lang) -> String {
    if d.verdicts.is_empty() {
        return lang.t(Key::NotLooked).to_string();
    }
    let (fit, out): (Vec<&Verdict>, Vec<&Verdict>) = d.verdicts.iter().partition(|v| passed(v));
    let mut words = String::new();
    let mut refused: SortedMap<&str, Vec<&str>> = SortedMap::new();
    for v in &out {
        refused.entry(v.filters.iter().find(|f| !f.1).map_or("", |f| f.0.as_str())).or_default().push(&v.node);
    }
    if !out.is_empty() {
        words += lang.t(Key::FilteredOut);
        for (i, (plugin, nodes)) in refused.iter().enumerate() {
            let more = nodes.len().saturating_sub(NAMED);
            words += if i == 0 { " " } else { "; " };
            words += &nodes[..nodes.len() - more].join(", ");
            if more > 0 {
                words += &[" +", &more.to_string()].concat();
            }
            words += " — ";
            words += refuses(plugin).map_or(plugin, |key| lang.t(key));
        }
        words += ". ";
    }
    let Some(chosen) = fit.iter().find(|v| v.node == d.node) else { return words + lang.t(Key::NoneLeft) };
    let rivals = || fit.iter().filter(|v| v.node != d.node);
    let Some(best) = rivals().map(|v| v.total).max() else { return words + lang.t(Key::OnlyOne) };
    if best == chosen.total {
        return words + lang.t(Key::Equal);
    }
    words += lang.t(Key::HighestScore);
    words += &[" ", &chosen.total.to_string(), " : ", &best.to_string(), ". "].concat();
    // What the lead over the others comes from, most of all.
    let lead = |plugin: &str, score: i64, weight: i64| {
        let other = rivals().filter_map(|v| v.scores.iter().find(|s| s.0 == plugin)).map(|s| s.1 * s.2).max();
        score * weight - other.unwrap_or(0)
    };
    if let Some((plugin, ..)) =
        chosen.scores.iter().filter(|s| lead(&s.0, s.1, s.2) > 0).max_by_key(|s| lead(&s.0, s.1, s.2))
    {
        words += &[lang.t(Key::DecidedBy), " ", &with_meaning(plugin, lang)].concat();
    }
    words
}

/// Cards that are drawn with all filters and scores open.
const OPEN: usize = 8;

fn verdicts(d: &Decision<'_>, lang: Lang) -> Html {
    // A score that is the same everywhere decides nothing.
    let same = |plugin: &str| {
        let mut scores = d.verdicts.iter().filter_map(|v| v.scores.iter().find(|s| s.0 == plugin)).map(|s| s.1);
        let first = scores.next();
        scores.all(|s| Some(s) == first)
    };
    html! {
        <div class="verdicts" data-pod={d.name.to_string()}>
            <p class="because"><b>{ lang.t(if d.node.is_empty() { Key::WhyNone } else { Key::WhyThisNode }) }</b>{ " " }{ sentence(d, lang) }</p>
            <p class="message">{ d.message.to_string() }</p>
            <div class="nodes">
                { for d.verdicts.iter().map(|v| {
                    let chosen = v.node == d.node;
                    let ok = passed(v);
                    let word = lang.t(if !ok { Key::Refused } else if chosen { Key::Chosen } else { Key::Passed });
                    let points = if ok && v.total > 0 { [" · ", &v.total.to_string(), lang.t(Key::Points)].concat() } else { String::new() };
                    html! {
                        <article key={v.node.clone()} class={classes!("node", "verdict", chosen.then_some("chosen"), (!ok).then_some("refused"))} data-verdict={v.node.clone()} aria-label={v.node.clone()}>
                            <header><b>{ if chosen { "★\u{a0}" } else if ok { "" } else { "✕\u{a0}" } }{ v.node.clone() }</b><span class="facts">{ word }{ points }</span></header>
                            { for v.filters.iter().filter(|f| !f.1).map(|(plugin, _, reason)| html! {
                                <p key={plugin.clone()} class="no"><b>{ "✕ " }{ plugin.clone() }</b><span>{ refuses(plugin).map_or("", |key| lang.t(key)) }</span><code>{ reason.clone() }</code></p>
                            }) }
                            <ul>{ for v.scores.iter().filter(|s| !same(&s.0)).map(|s| score(s, "differs", lang)) }</ul>
                            <details open={d.verdicts.len() <= OPEN}>
                                <summary>{ lang.t(Key::Filters) }{ " ✔ " }{ v.filters.iter().filter(|f| f.1).count() }{ if ok { [" · ", lang.t(Key::SameScores)].concat() } else { String::new() } }</summary>
                                <p class="passed">{ for v.filters.iter().filter(|f| f.1).map(|(plugin, ..)| html! { <span key={plugin.clone()} class="ok" title={looks_at(plugin).map_or("", |key| lang.t(key))}>{ "✔\u{a0}" }{ plugin.clone() }{ " " }</span> }) }</p>
                                <ul>{ for v.scores.iter().filter(|s| same(&s.0)).map(|s| score(s, "", lang)) }</ul>
                            </details>
                        </article>
                    }
                }) }
            </div>
        </div>
    }
}

/// The name of a plugin, which may end its line after any of its words.
fn in_words(plugin: &str) -> String {
    plugin.chars().flat_map(|c| c.is_ascii_uppercase().then_some('\u{200b}').into_iter().chain([c])).collect()
}

fn score((plugin, score, weight): &(String, i64, i64), class: &'static str, lang: Lang) -> Html {
    let worth = if *weight == 1 { score.to_string() } else { [&score.to_string(), "×", &weight.to_string()].concat() };
    html! {
        <li key={plugin.clone()} class={classes!("score", class)} title={looks_at(plugin).map_or("", |key| lang.t(key))}><span>{ in_words(plugin) }</span><meter min="0" max="100" value={score.to_string()}></meter><span>{ worth }</span></li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(node: &str, no: Option<&str>, scores: &[(&str, i64, i64)]) -> Verdict {
        let filters = no.map(|p| (p.to_string(), false, String::new())).into_iter().collect();
        let scores: Vec<(String, i64, i64)> = scores.iter().map(|(p, s, w)| ((*p).to_string(), *s, *w)).collect();
        Verdict { node: node.into(), filters, total: scores.iter().map(|s| s.1 * s.2).sum(), scores }
    }
    fn said(node: &str, verdicts: &[Verdict]) -> String {
        sentence(&Decision { uid: "", name: "a", node, verdicts, message: "" }, Lang::En)
    }

    #[test]
    fn a_choice_is_explained_by_what_made_the_difference() {
        let all = [
            verdict("a", None, &[("Fit", 90, 1), ("Image", 10, 1)]),
            verdict("b", None, &[("Fit", 50, 1), ("Image", 20, 1)]),
            verdict("m", Some("TaintToleration"), &[]),
        ];
        let words = said("a", &all);
        assert!(
            words.contains("m — has a taint that the pod does not tolerate")
                && words.contains("100 : 70")
                && words.ends_with("Fit"),
            "{words}"
        );
    }

    #[test]
    fn one_node_equal_ones_and_none() {
        let one = [verdict("a", None, &[]), verdict("m", Some("NodeName"), &[])];
        assert!(said("a", &one).ends_with(Lang::En.t(Key::OnlyOne)));
        let equal = [verdict("a", None, &[("Fit", 5, 1)]), verdict("b", None, &[("Fit", 5, 1)])];
        assert_eq!(said("a", &equal), Lang::En.t(Key::Equal));
        let none = [verdict("a", Some("NodeAffinity"), &[]), verdict("b", Some("NodeAffinity"), &[])];
        let words = said("", &none);
        assert!(words.contains("a, b — lacks the labels") && words.ends_with(Lang::En.t(Key::NoneLeft)), "{words}");
        assert_eq!(said("", &[]), Lang::En.t(Key::NotLooked));
    }
}
