//! 스케줄링: for each node, what every filter said and what every score was worth.

use std::rc::Rc;

use protocol::facts::FactKind;
use protocol::{FactView, Verdict};
use yew::prelude::*;

use crate::text::{Key, Lang};

#[derive(Properties, PartialEq)]
pub struct SchedulingProps {
    pub facts: Rc<Vec<FactView>>,
    pub lang: Lang,
}

/// Decisions that can be chosen.
const CHOICES: usize = 12;

#[component]
pub fn SchedulingView(props: &SchedulingProps) -> Html {
    let chosen = use_state(|| Option::<u64>::None);
    let decisions: Vec<&FactView> =
        props.facts.iter().rev().filter(|f| matches!(f.what, FactKind::Scheduled { .. })).take(CHOICES).collect();
    let shown = chosen.and_then(|id| decisions.iter().find(|f| f.id == id)).or(decisions.first());
    let body = match shown.map(|f| &f.what) {
        Some(FactKind::Scheduled { name, node, verdicts, message, .. }) => {
            decision(name, node, verdicts, message, props.lang)
        }
        _ => html! { <p class="none">{ props.lang.t(Key::NoDecisions) }</p> },
    };
    html! {
        <div class="scheduling">
            <div class="choices" aria-label={props.lang.t(Key::Decisions)}>
                { for decisions.iter().map(|f| {
                    let FactKind::Scheduled { name, node, .. } = &f.what else { return html! { <span key={f.id} /> } };
                    let (id, set) = (f.id, chosen.clone());
                    let on = shown.is_some_and(|s| s.id == id);
                    html! { <button key={id} type="button" class="pill" aria-pressed={on.to_string()} onclick={Callback::from(move |_: MouseEvent| set.set(Some(id)))}>
                        { format!("{name} → {}", if node.is_empty() { "–" } else { node }) }</button> }
                }) }
            </div>
            <div class="decision">{ body }</div>
        </div>
    }
}

fn decision(name: &str, node: &str, verdicts: &[Verdict], message: &str, lang: Lang) -> Html {
    html! {
        <div class="verdicts" data-pod={name.to_string()}>
            <p class="message">{ message.to_string() }</p>
            <div class="nodes">
                { for verdicts.iter().map(|v| {
                    let chosen = v.node == node;
                    let passed = v.filters.iter().all(|f| f.1);
                    html! {
                        <article key={v.node.clone()} class={classes!("node", "verdict", chosen.then_some("chosen"), (!passed).then_some("refused"))}>
                            <header><b>{ v.node.clone() }</b><span class="facts">{ if chosen { lang.t(Key::Chosen).to_string() } else if passed { v.total.to_string() } else { "✕".into() } }</span></header>
                            <ul>
                                { for v.filters.iter().map(|(plugin, ok, reason)| html! {
                                    <li key={format!("f{plugin}")} class={if *ok { "ok" } else { "no" }}>{ format!("{} {plugin} {reason}", if *ok { "✔" } else { "✕" }) }</li>
                                }) }
                                { for v.scores.iter().map(|(plugin, score, weight)| html! {
                                    <li key={format!("s{plugin}")} class="score"><span>{ plugin.clone() }</span><meter min="0" max="100" value={score.to_string()}></meter><span>{ format!("{score}×{weight}") }</span></li>
                                }) }
                            </ul>
                        </article>
                    }
                }) }
            </div>
        </div>
    }
}
