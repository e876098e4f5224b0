//! The line of time: pause, speed, the next happening, marks with their "왜?", the past, and other ways it has gone.

use std::rc::Rc;

use protocol::{BranchView, Clock, Input, Mark};
use yew::prelude::*;

use crate::app::Page;
use crate::code;
use crate::diagram::words::switched_words;
use crate::effects;
use crate::state::Action;
use crate::text::{Key, Lang};
use crate::wire;

const SPEEDS: &[u32] = &[1, 5, 60, 600];
/// Marks closer than this, in pixels, are drawn as one: they would cover each other.
const CLOSE: f64 = 10.0;
/// How wide the line is taken to be before it has been drawn.
const WIDTH: i32 = 640;
/// Rows of the list of marks, newest first.
const ROWS: usize = 120;
/// Later than any moment: the newest one.
const NEWEST: i64 = i64::MAX / 2000;

#[derive(Properties, PartialEq)]
pub struct TimeProps {
    pub clock: Rc<Clock>,
    pub marks: Rc<Vec<Mark>>,
    pub branches: Rc<Vec<BranchView>>,
    pub lang: Lang,
}

#[component]
pub fn Time(props: &TimeProps) -> Html {
    let (clock, lang) = (&props.clock, props.lang);
    // As long as nothing was heard of the clock it goes, as it will: the bar does not move when the first news come.
    let paused = clock.speed == 0.0 && clock.now > 0;
    let last = use_mut_ref(|| 1.0);
    if !paused {
        *last.borrow_mut() = clock.speed;
    }
    let toggle = {
        let last = last.clone();
        Callback::from(move |_: MouseEvent| {
            let factor = if paused { *last.borrow() } else { 0.0 };
            effects::send(&Input::Speed { factor });
        })
    };
    html! {
        <div class="time" role="group" aria-label={lang.t(Key::Timeline)}>
            <button type="button" class="pill" aria-pressed={paused.to_string()} onclick={toggle}>
                { if paused { "▶ " } else { "❚❚ " } }{ lang.t(if paused { Key::Play } else { Key::Pause }) }
            </button>
            <button type="button" class="pill" onclick={Page::tells(Input::StepNext)}>{ lang.t(Key::NextHappening) }{ " ▸❘" }</button>
            { for SPEEDS.iter().map(|speed| html! {
                <button key={*speed} type="button" class={classes!("pill", "speed", ["speed-", &speed.to_string()].concat())} aria-pressed={(clock.speed == f64::from(*speed)).to_string()}
                    onclick={Page::tells(Input::Speed { factor: f64::from(*speed) })}>{ "×" }{ *speed }</button>
            }) }
            <output class="elapsed" aria-live="off">{ elapsed(clock.now - clock.start) }</output>
            <Track ..props.clone() />
            { past_controls(clock.past, lang) }
            <Record ..props.clone() />
        </div>
    }
}

impl Clone for TimeProps {
    fn clone(&self) -> TimeProps {
        TimeProps {
            clock: self.clock.clone(),
            marks: self.marks.clone(),
            branches: self.branches.clone(),
            lang: self.lang,
        }
    }
}

/// The line itself: a slider, with the marks above it.
#[component]
fn Track(props: &TimeProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let (clock, lang) = (&props.clock, props.lang);
    // One moment at a time is asked for; the newest wish is asked for when the one before has come.
    let asked = use_mut_ref(|| (false, Option::<i64>::None));
    {
        let asked = asked.clone();
        use_effect_with(clock.clone(), move |_| {
            let wish = asked.borrow_mut().1.take();
            asked.borrow_mut().0 = wish.is_some();
            if let Some(to) = wish {
                effects::send(&Input::Scrub { to });
            }
        });
    }
    // Where nothing came of it (it is the newest moment already), letting go ends the wait.
    let settle = {
        let asked = asked.clone();
        Callback::from(move |_: Event| {
            let (waiting, wish) = &mut *asked.borrow_mut();
            *waiting = false;
            if let Some(to) = wish.take() {
                effects::send(&Input::Scrub { to });
            }
        })
    };
    let scrub = Callback::from(move |e: InputEvent| {
        let field = e.target_dyn_into::<web_sys::HtmlInputElement>();
        let Some(to) = field.map(|i| i.value_as_number()) else { return };
        let (waiting, wish) = &mut *asked.borrow_mut();
        if *waiting {
            *wish = Some(to as i64);
        } else {
            *waiting = true;
            effects::send(&Input::Scrub { to: to as i64 });
        }
    });
    let span = (clock.end - clock.start).max(1) as f64;
    let place = |at: i64| ((at - clock.start) as f64 / span * 1000.0).clamp(0.0, 1000.0).round() / 10.0;
    let line = use_node_ref();
    // Asked for behind the drawing: in its middle the whole page would be laid out once more.
    let width = use_state_eq(|| WIDTH);
    {
        let (line, width) = (line.clone(), width.clone());
        use_effect_with(props.marks.len(), move |_| {
            if let Some(line) = line.cast::<web_sys::Element>() {
                width.set(line.client_width().max(1));
            }
        });
    }
    let close = CLOSE * 100.0 / f64::from(*width);
    let percent = |at: i64| [&wire::number(place(at)), "%"].concat();
    html! {
        <div class="track" ref={line}>
            <input type="range" aria-label={lang.t(Key::Timeline)} min={clock.start.to_string()} max={clock.end.to_string()} step="100"
                value={clock.now.to_string()} aria-valuetext={elapsed(clock.now - clock.start)} oninput={scrub} onchange={settle} />
            <svg class="marks" aria-hidden="true">
                { for props.branches.iter().enumerate().map(|(i, b)| html! {
                    <svg key={["b", &i.to_string()].concat()} x={percent(b.fork)} y="12" overflow="visible"><g class="mark" onclick={Page::tells(Input::Switch { branch: i })}>{ shape("branch") }<title>{ b.text.clone() }</title></g></svg>
                }) }
                { for gather(&props.marks, &place, close).into_iter().map(|(mark, count)| {
                    let (fact, at) = (mark.fact, mark.at);
                    let mut words = said(mark, lang);
                    if count > 1 {
                        words += &[" +", &(count - 1).to_string()].concat();
                    }
                    html! {
                        <svg key={fact.unwrap_or(0).to_string()} x={percent(at)} y="12" overflow="visible"><g class="mark" onclick={page.on(Action::Why(fact))}>{ shape(&mark.kind) }<title>{ words }</title></g></svg>
                    }
                }) }
            </svg>
        </div>
    }
}

/// A mark in words. What was broken by hand is told in those of the page, all else as Kubernetes tells it.
fn said(mark: &Mark, lang: Lang) -> String {
    match mark.text.rsplit_once(": ") {
        Some((what, state)) if mark.kind == "chaos" => switched_words(what, state, lang),
        _ => mark.text.clone(),
    }
}

/// Marks that would cover each other become one: that which matters most, and how many it stands for.
fn gather<'a>(marks: &'a [Mark], place: &dyn Fn(i64) -> f64, close: f64) -> Vec<(&'a Mark, usize)> {
    let mut shown: Vec<(&Mark, usize)> = Vec::new();
    for mark in marks {
        match shown.last_mut() {
            Some((last, count)) if place(mark.at) - place(last.at) < close => {
                *count += 1;
                if weight(&mark.kind) > weight(&last.kind) {
                    *last = mark;
                }
            }
            _ => shown.push((mark, 1)),
        }
    }
    shown
}

fn weight(kind: &str) -> u8 {
    match kind {
        "chaos" => 4,
        "failure" => 3,
        "command" => 2,
        _ => 1,
    }
}

/// The shape of a kind of mark, around the middle of its place.
pub fn shape(kind: &str) -> Html {
    match kind {
        "command" => html! { <circle class="command" r="4.5" /> },
        "failure" => html! { <rect class="failure" x="-4.5" y="-4.5" width="9" height="9" rx="1.5" /> },
        "chaos" => html! { <path class="chaos" d="M0 -6.5L6 5H-6Z" /> },
        "branch" => html! { <path class="branch" d="M0 8V1M0 1L-5 -6M0 1L5 -6" /> },
        _ => html! { <circle class="event" r="2.5" /> },
    }
}

fn past_controls(past: bool, lang: Lang) -> Html {
    if !past {
        return html! { <span class="past">{ lang.t(Key::Now) }</span> };
    }
    html! {
        <span class="past on" role="status">
            { lang.t(Key::PastShown) }
            <button type="button" class="pill" onclick={Page::tells(Input::Scrub { to: NEWEST })}>{ lang.t(Key::BackToNow) }</button>
            <button type="button" class="pill" onclick={Page::tells(Input::Branch)}>{ lang.t(Key::BranchHere) }</button>
        </span>
    }
}

/// All marks in words, and the other ways that the session has gone.
#[component]
fn Record(props: &TimeProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let open = use_state(|| false);
    let lang = props.lang;
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let rows = props.marks.iter().rev().take(if *open { ROWS } else { 0 });
    html! {
        <div class="record">
            <button type="button" class="pill" aria-expanded={open.to_string()} onclick={toggle}>{ lang.t(Key::Record) }{ " ▾" }</button>
            <div class="menu" hidden={!*open}>
                <h2 hidden={props.branches.is_empty()}>{ lang.t(Key::Branches) }</h2>
                { for props.branches.iter().enumerate().map(|(i, b)| html! {
                    <p key={["b", &i.to_string()].concat()} class="row branch-row">
                        <time>{ elapsed(b.fork - props.clock.start) }</time>{ code::line(&b.text) }
                        <button type="button" class="pill" onclick={Page::tells(Input::Switch { branch: i })}>{ lang.t(Key::GoThere) }</button>
                    </p>
                }) }
                <h2>{ lang.t(Key::Record) }</h2>
                { for rows.enumerate().map(|(i, mark)| {
                    let (fact, at) = (mark.fact, mark.at);
                    html! {
                        <p key={i} class="row">
                            <svg class="marks" viewBox="-8 -8 16 16" aria-hidden="true">{ shape(&mark.kind) }</svg>
                            <time>{ elapsed(at - props.clock.start) }</time>{ code::line(&said(mark, lang)) }
                            <button type="button" class="pill" onclick={Page::tells(Input::Scrub { to: at + 1 })}>{ lang.t(Key::Show) }</button>
                            <button type="button" class="pill" onclick={page.on(Action::Why(fact))}>{ lang.t(Key::Why) }</button>
                        </p>
                    }
                }) }
                <p class="none" hidden={!props.marks.is_empty()}>{ lang.t(Key::NoRecord) }</p>
            </div>
        </div>
    }
}

/// `00:01:42`.
fn elapsed(ms: i64) -> String {
    let s = ms.max(0) / 1000;
    let two = |n: i64| [if n < 10 { "0" } else { "" }, &n.to_string()].concat();
    [&*two(s / 3600), ":", &two(s / 60 % 60), ":", &two(s % 60)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_in_words() {
        assert_eq!((elapsed(3_723_900), elapsed(0)), ("01:02:03".into(), "00:00:00".into()));
    }

    #[test]
    fn marks_speak_the_language_of_the_page() {
        let said = |kind: &str, text: &str, lang| {
            super::said(&Mark { at: 0, kind: kind.into(), text: text.into(), fact: None }, lang)
        };
        assert_eq!(said("chaos", "node/worker01: stopped", Lang::Ko), "worker01: 꺼짐");
        assert_eq!(
            said("chaos", "container/default/web/nginx: hungry", Lang::En),
            "default/web/nginx: fills its memory"
        );
        assert_eq!(said("failure", "worker01: NotReady", Lang::Ko), "worker01: NotReady");
    }

    #[test]
    fn marks_that_would_cover_each_other_are_one() {
        let mark = |at, kind: &str| Mark { at, kind: kind.into(), text: kind.into(), fact: None };
        let marks = [mark(0, "command"), mark(1, "event"), mark(2, "failure"), mark(50, "event")];
        let shown: Vec<(&str, usize)> =
            gather(&marks, &|at| at as f64 / 10.0, 0.9).into_iter().map(|(m, n)| (&*m.kind, n)).collect();
        assert_eq!(shown, [("failure", 3), ("event", 1)]);
    }
}
