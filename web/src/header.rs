//! The top of the page: brand, lessons, time, language and theme.

use std::rc::Rc;

use protocol::{Input, Mark};
use yew::prelude::*;

use crate::app::Page;
use crate::effects;
use crate::lesson::{self, LessonEntry};
use crate::state::{Action, State};
use crate::text::{Key, Lang};

#[derive(Properties, PartialEq)]
pub struct HeaderProps {
    pub state: State,
}

const SPEEDS: &[f64] = &[1.0, 5.0, 60.0, 600.0];

#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let (ui, clock) = (&props.state.ui, &props.state.clock);
    let lang = ui.lang;
    let t = |key| lang.t(key);
    let (dark, other) = (ui.dark, if lang == Lang::Ko { Lang::En } else { Lang::Ko });
    let switch_lang = {
        let page = page.clone();
        Callback::from(move |_: MouseEvent| {
            effects::store("lang", other.code());
            page.act(Action::Lang(other));
        })
    };
    let switch_theme = {
        let page = page.clone();
        Callback::from(move |_: MouseEvent| {
            effects::store("theme", if dark { "light" } else { "dark" });
            page.act(Action::Dark(!dark));
        })
    };
    let share = {
        let page = page.clone();
        Callback::from(move |_: MouseEvent| {
            page.act(Action::Share);
            effects::send(&Input::Export);
        })
    };
    let reset = {
        let page = page.clone();
        Callback::from(move |_: MouseEvent| crate::app::begin(&page, None))
    };
    html! {
        <header class="top">
            <div class="bar">
                <h1 class="brand">{ "쿠버" }<i>{ "노리" }</i></h1>
                <Picker lessons={props.state.lessons.clone()} open={ui.lesson.clone()} {lang} />
                <span class="gap" />
                <button type="button" class="pill" disabled={!clock.can_undo} onclick={Page::tells(|| Input::Undo)}>{ t(Key::Undo) }</button>
                <button type="button" class="pill" disabled={!clock.can_redo} onclick={Page::tells(|| Input::Redo)}>{ t(Key::Redo) }</button>
                <button type="button" class="pill" onclick={reset}>{ t(Key::Reset) }</button>
                <button type="button" class="pill" onclick={share}>{ t(Key::Share) }</button>
                <button type="button" class="pill" onclick={switch_lang}>{ t(Key::Language) }</button>
                <button type="button" class="pill" onclick={switch_theme}>{ t(if dark { Key::ThemeLight } else { Key::ThemeDark }) }</button>
            </div>
            <Time clock={clock.clone()} marks={props.state.marks.clone()} {lang} />
        </header>
    }
}

#[derive(Properties, PartialEq)]
struct PickerProps {
    lessons: Rc<Vec<LessonEntry>>,
    open: Option<String>,
    lang: Lang,
}

/// The list of lessons, and the way back to the playground.
#[component]
fn Picker(props: &PickerProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let lang = props.lang;
    let shown = use_state(|| false);
    let toggle = {
        let (shown, page, empty) = (shown.clone(), page.clone(), props.lessons.is_empty());
        Callback::from(move |_: MouseEvent| {
            if empty {
                lesson::list(&page);
            }
            shown.set(!*shown);
        })
    };
    let free = {
        let (page, shown) = (page.clone(), shown.clone());
        Callback::from(move |_: MouseEvent| {
            shown.set(false);
            page.act(Action::Lesson(None, 0));
            effects::lesson_address("", 0);
            crate::app::begin(&page, effects::stored("journal"));
        })
    };
    let make = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| {
            shown.set(false);
            effects::lesson_build(lang.code());
        })
    };
    let title = match &props.open {
        Some(id) => props.lessons.iter().find(|l| l.id == *id).map_or(id.clone(), |l| title_of(l, lang)),
        None => lang.t(Key::Lessons).to_string(),
    };
    html! {
        <div class="picker">
            <button type="button" class="pill" aria-expanded={shown.to_string()} onclick={toggle}>{ format!("{title} ▾") }</button>
            <div class="menu" hidden={!*shown}>
                <button key="-" type="button" onclick={free}>{ lang.t(Key::Playground) }</button>
                { for props.lessons.iter().filter(|_| *shown).map(|entry| {
                    let (page, shown, id) = (page.clone(), shown.clone(), entry.id.clone());
                    let open = Callback::from(move |_: MouseEvent| {
                        shown.set(false);
                        let step = effects::stored(&format!("step:{id}")).and_then(|s| s.parse().ok()).unwrap_or(0);
                        lesson::open(&page, &id, step);
                    });
                    let (done, all) = (lesson::solved(&entry.id).len().min(entry.steps), entry.steps);
                    let far = if done == all { "✔".to_string() } else { format!("{done}/{all}") };
                    let current = (props.open.as_ref() == Some(&entry.id)).then_some("true");
                    html! {
                        <button key={entry.id.clone()} type="button" class="entry" onclick={open} aria-current={current}>
                            <b>{ title_of(entry, lang) }</b><span class="far">{ format!("{far} · {}{}", entry.minutes, lang.t(Key::Minutes)) }</span>
                            <small>{ entry.summary.clone() }</small>
                        </button>
                    }
                }) }
                <button key="make" type="button" onclick={make}>{ lang.t(Key::MakeLesson) }</button>
                <a key="text" href="lessons/index.html">{ lang.t(Key::AsText) }</a>
                <p key="none" class="none" hidden={!props.lessons.is_empty()}>{ lang.t(Key::NoLessons) }</p>
            </div>
        </div>
    }
}

fn title_of(entry: &LessonEntry, lang: Lang) -> String {
    if lang == Lang::En && !entry.title_en.is_empty() { entry.title_en.clone() } else { entry.title.clone() }
}

#[derive(Properties, PartialEq)]
struct TimeProps {
    clock: std::rc::Rc<protocol::Clock>,
    marks: std::rc::Rc<Vec<Mark>>,
    lang: Lang,
}

/// Pause, speed, the next happening, and the line of time with its marks.
#[component]
fn Time(props: &TimeProps) -> Html {
    let (clock, lang) = (&props.clock, props.lang);
    let paused = clock.speed == 0.0;
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
    let scrub = Callback::from(|e: InputEvent| {
        if let Some(to) = e.target_dyn_into::<web_sys::HtmlInputElement>().and_then(|i| i.value().parse::<f64>().ok()) {
            effects::send(&Input::Scrub { to: to as i64 });
        }
    });
    let span = (clock.end - clock.start).max(1) as f64;
    let place = |at: i64| format!("{:.2}", ((at - clock.start) as f64 / span * 100.0).clamp(0.0, 100.0));
    html! {
        <div class="time" role="group" aria-label={lang.t(Key::Timeline)}>
            <button type="button" class="pill" aria-pressed={paused.to_string()} onclick={toggle}>
                { if paused { format!("▶ {}", lang.t(Key::Play)) } else { format!("❚❚ {}", lang.t(Key::Pause)) } }
            </button>
            <button type="button" class="pill" onclick={Page::tells(|| Input::StepNext)}>{ format!("{} ▸❘", lang.t(Key::NextHappening)) }</button>
            { for SPEEDS.iter().map(|speed| html! {
                <button key={*speed as u32} type="button" class={classes!("pill", "speed", format!("speed-{speed}"))} aria-pressed={(clock.speed == *speed).to_string()}
                    onclick={Page::tells(|| Input::Speed { factor: *speed })}>{ format!("×{speed}") }</button>
            }) }
            <output class="elapsed">{ elapsed(clock.now - clock.start) }</output>
            <div class="track">
                <svg class="marks" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                    { for props.marks.iter().enumerate().map(|(i, mark)| html! {
                        <line key={i} class={format!("mark {}", mark.kind)} x1={place(mark.at)} x2={place(mark.at)} y1="1" y2="9"><title>{ mark.text.clone() }</title></line>
                    }) }
                </svg>
                <input type="range" aria-label={lang.t(Key::Timeline)} min={clock.start.to_string()} max={clock.end.to_string()}
                    step="100" value={clock.now.to_string()} oninput={scrub} />
            </div>
            <PastControls past={clock.past} {lang} />
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct PastProps {
    past: bool,
    lang: Lang,
}

#[component]
fn PastControls(props: &PastProps) -> Html {
    let lang = props.lang;
    if !props.past {
        return html! { <span class="past">{ lang.t(Key::Now) }</span> };
    }
    html! {
        <span class="past on" role="status">
            { lang.t(Key::PastShown) }
            <button type="button" class="pill" onclick={Page::tells(|| Input::Scrub { to: i64::MAX / 2000 })}>{ lang.t(Key::BackToNow) }</button>
            <button type="button" class="pill" onclick={Page::tells(|| Input::Branch)}>{ lang.t(Key::BranchHere) }</button>
        </span>
    }
}

/// `00:01:42`.
fn elapsed(ms: i64) -> String {
    let s = ms.max(0) / 1000;
    format!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
}

#[cfg(test)]
mod tests {
    #[test]
    fn time_in_words() {
        assert_eq!(super::elapsed(3_723_900), "01:02:03");
    }
}
