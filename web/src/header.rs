//! The top of the page: brand, lessons, language and theme; time is in `time.rs`.

use std::rc::Rc;

use protocol::Input;
use yew::prelude::*;

use crate::app::Page;
use crate::effects;
use crate::embed::embed_bar;
use crate::lesson::{self, LessonEntry};
use crate::state::{Action, State};
use crate::text::{Key, Lang};
use crate::time::Time;

/// Other clusters to play with, by address.
const SCENARIOS: &[(&str, Key)] = &[("?scenario=ha", Key::ScenarioHa), ("?scenario=one-node", Key::ScenarioOne)];

pub fn header(page: &Page, state: &State) -> Html {
    let (ui, clock) = (&state.ui, &state.clock);
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
    let share = crate::share::ask(page);
    html! {
        <header class="top">
            <div class={classes!("bar", ui.unfolded.then_some("unfolded"))}>
                <h1 class="brand">{ t(Key::BrandKube) }<i>{ t(Key::BrandNori) }</i></h1>
                <Picker lessons={state.lessons.clone()} open={ui.lesson.clone()} {lang} />
                <span class="gap" />
                <button type="button" class="pill" data-undo="z" disabled={!clock.can_undo} onclick={Page::tells(Input::Undo)}>{ t(Key::Undo) }</button>
                <button type="button" class="pill" data-undo="y" disabled={!clock.can_redo} onclick={Page::tells(Input::Redo)}>{ t(Key::Redo) }</button>
                <button type="button" class="pill more" aria-expanded={ui.unfolded.to_string()} onclick={page.on(Action::Unfold(!ui.unfolded))} aria-label={t(Key::More)} title={t(Key::More)}>{ "⋯" }</button>
                <span class="rest">
                    <Reset ask={clock.can_undo} {lang} />
                    <button type="button" class="pill" onclick={share}>{ t(Key::Share) }</button>
                    <button type="button" class="pill" onclick={switch_lang}>{ t(Key::Language) }</button>
                    <button type="button" class="pill" onclick={switch_theme}>{ t(if dark { Key::ThemeLight } else { Key::ThemeDark }) }</button>
                    <a class="pill help" href="./docs/" target="_blank" rel="noopener">{ t(Key::Docs) }</a>
                </span>
            </div>
            { embed_bar(page, lang, clock.can_undo) }
            <Time clock={clock.clone()} marks={state.marks.clone()} branches={state.branches.clone()} {lang} />
        </header>
    }
}

#[derive(Properties, PartialEq)]
struct ResetProps {
    /// Whether there is something to lose.
    ask: bool,
    lang: Lang,
}

/// How long a first press is remembered, in milliseconds.
const SURE_MS: u32 = 4_000;

/// Begins anew; asks once where that takes something away.
#[component]
fn Reset(props: &ResetProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let asked = use_state(|| false);
    {
        let asked = asked.clone();
        use_effect_with(*asked, move |on| {
            let timer = on.then(|| gloo::timers::callback::Timeout::new(SURE_MS, move || asked.set(false)));
            move || drop(timer)
        });
    }
    let (ask, sure) = (props.ask, *asked);
    let press = Callback::from(move |_: MouseEvent| {
        asked.set(ask && !sure);
        if sure || !ask {
            crate::session::reset(&page);
        }
    });
    html! {
        <button type="button" class={classes!("pill", sure.then_some("sure"))} onclick={press}>{ props.lang.t(if sure { Key::ResetSure } else { Key::Reset }) }</button>
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
            crate::session::begin(&page, crate::session::own_session());
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
                { for SCENARIOS.iter().map(|(address, key)| html! { <a key={*address} href={*address}>{ lang.t(*key) }</a> }) }
                <div key="lessons">{ if *shown { entries(&page, &props.lessons, props.open.as_ref(), lang, &Callback::from({ let shown = shown.clone(); move |()| shown.set(false) })) } else { html! { <span /> } } }</div>
                <button key="make" type="button" onclick={make}>{ lang.t(Key::MakeLesson) }</button>
                <a key="text" href="lessons/index.html">{ lang.t(Key::AsText) }</a>
                <p key="none" class="none" hidden={!props.lessons.is_empty()}>{ lang.t(Key::NoLessons) }</p>
            </div>
        </div>
    }
}

/// Lessons to choose from; `chosen` is called besides.
pub fn entries(page: &Page, lessons: &[LessonEntry], open: Option<&String>, lang: Lang, chosen: &Callback<()>) -> Html {
    let entry = |entry: &LessonEntry| {
        let (page, chosen, id) = (page.clone(), chosen.clone(), entry.id.clone());
        let go = Callback::from(move |_: MouseEvent| {
            chosen.emit(());
            let step = effects::stored(&format!("step:{id}")).and_then(|s| s.parse().ok()).unwrap_or(0);
            // Steps build on what was made in those before.
            let kept = (step > 0).then(|| effects::stored(&crate::session::lesson_key(&id))).flatten();
            lesson::open(&page, &id, step, kept);
        });
        let (done, all) = (lesson::solved(&entry.id).len().min(entry.steps), entry.steps);
        let far = if done == all { "✔".to_string() } else { format!("{done}/{all}") };
        let current = (open == Some(&entry.id)).then_some("true");
        html! {
            <button key={entry.id.clone()} type="button" class="entry" onclick={go} aria-current={current}>
                <b>{ title_of(entry, lang) }</b><span class="far">{ format!("{far} · {}{}", entry.minutes, lang.t(Key::Minutes)) }</span>
                <small>{ entry.summary.clone() }</small>
            </button>
        }
    };
    html! { <div class="entries">{ for lessons.iter().map(entry) }</div> }
}

fn title_of(entry: &LessonEntry, lang: Lang) -> String {
    if lang == Lang::En && !entry.title_en.is_empty() { entry.title_en.clone() } else { entry.title.clone() }
}
