//! The address of a session, with what a teacher wants fixed in it, and the same as a code to photograph.

use yew::prelude::*;

use crate::app::Page;
use crate::effects;
use crate::state::Action;
use crate::text::{Key, Lang};

/// What the address fixes beside the session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The lesson and step that are open.
    pub lesson: bool,
    /// The speed of time: none leaves it to the reader.
    pub speed: Option<&'static str>,
    /// Panes that are left out.
    pub without: Vec<&'static str>,
}

const PANES: &[(&str, Key)] =
    &[("lesson", Key::Lesson), ("diagram", Key::Diagram), ("editor", Key::Editor), ("terminal", Key::Terminal)];
const SPEEDS: &[(Option<&str>, Key)] = &[
    (None, Key::SpeedFree),
    (Some("0"), Key::SpeedPaused),
    (Some("1"), Key::SpeedReal),
    (Some("5"), Key::SpeedFive),
    (Some("60"), Key::SpeedSixty),
];

/// The query of an address.
pub fn query(choice: &Choice, lesson: Option<&str>, step: usize) -> String {
    let mut parts = Vec::new();
    if let Some(lesson) = lesson.filter(|_| choice.lesson) {
        parts.push(format!("lesson={lesson}&step={}", step + 1));
    }
    if let Some(speed) = choice.speed {
        parts.push(format!("speed={speed}"));
    }
    if !choice.without.is_empty() {
        let panes = PANES.iter().map(|(name, _)| *name).filter(|name| !choice.without.contains(name));
        parts.push(format!("panes={}", panes.collect::<Vec<_>>().join(",")));
    }
    parts.join("&")
}

#[derive(Properties, PartialEq, Eq)]
pub struct LinkProps {
    pub journal: String,
    pub lesson: Option<String>,
    pub step: usize,
    pub lang: Lang,
}

#[component]
pub fn LinkPart(props: &LinkProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let lang = props.lang;
    let choice = use_state(|| Choice { lesson: true, ..Choice::default() });
    let address = use_state(String::new);
    let first = use_mut_ref(|| true);
    {
        let (address, page) = (address.clone(), page.clone());
        let query = query(&choice, props.lesson.as_deref(), props.step);
        use_effect_with((props.journal.clone(), query), move |(journal, query)| {
            effects::share_address(journal, query, move |made| {
                effects::show_address(&made);
                if first.replace(false) {
                    copy(&page, &made);
                }
                address.set(made);
            });
        });
    }
    let again = {
        let (page, address) = (page.clone(), address.clone());
        Callback::from(move |_: MouseEvent| copy(&page, &address))
    };
    html! {
        <section class="sheet-part">
            <h3>{ lang.t(Key::AsLink) }</h3>
            <div class="row">
                <input class="address" type="text" readonly=true aria-label={lang.t(Key::AsLink)} value={(*address).clone()} />
                <button type="button" class="pill" onclick={again}>{ lang.t(Key::Copy) }</button>
            </div>
            { choices(&choice, props.lesson.is_some(), lang) }
            <Code address={(*address).clone()} {lang} />
        </section>
    }
}

fn copy(page: &Page, address: &str) {
    let page = page.clone();
    effects::copy(address, move |copied| {
        page.act(Action::Toast(Some(if copied { Key::Shared } else { Key::ShareFailed })));
    });
}

/// What a teacher fixes: the lesson, the speed, the panes.
fn choices(choice: &UseStateHandle<Choice>, lesson: bool, lang: Lang) -> Html {
    let speed = |speed: Option<&'static str>| {
        let choice = choice.clone();
        Callback::from(move |_: MouseEvent| choice.set(Choice { speed, ..(*choice).clone() }))
    };
    html! {
        <details class="fixed">
            <summary>{ lang.t(Key::FixInLink) }</summary>
            <label hidden={!lesson}><input type="checkbox" checked={choice.lesson} onchange={change(choice, |c| c.lesson = !c.lesson)} />{ lang.t(Key::FixLesson) }</label>
            <div class="row" role="group" aria-label={lang.t(Key::FixPanes)}>
                { for PANES.iter().copied().map(|(name, key)| html! {
                    <label key={name}><input type="checkbox" checked={!choice.without.contains(&name)} onchange={change(choice, move |c| toggle(c, name))} />{ lang.t(key) }</label>
                }) }
            </div>
            <div class="row" role="group" aria-label={lang.t(Key::FixSpeed)}>
                { for SPEEDS.iter().map(|(value, key)| html! {
                    <button key={*key as usize} type="button" class="pill" aria-pressed={(choice.speed == *value).to_string()} onclick={speed(*value)}>{ lang.t(*key) }</button>
                }) }
            </div>
        </details>
    }
}

fn change(choice: &UseStateHandle<Choice>, edit: impl Fn(&mut Choice) + 'static) -> Callback<Event> {
    let choice = choice.clone();
    Callback::from(move |_: Event| {
        let mut next = (*choice).clone();
        edit(&mut next);
        choice.set(next);
    })
}

/// Leaves a pane out, or takes it in again; one always stays.
fn toggle(choice: &mut Choice, pane: &'static str) {
    if choice.without.contains(&pane) {
        choice.without.retain(|other| *other != pane);
    } else if choice.without.len() + 1 < PANES.len() {
        choice.without.push(pane);
    }
}

#[derive(Properties, PartialEq, Eq)]
struct CodeProps {
    address: String,
    lang: Lang,
}

/// The address as a code, drawn when it is asked for.
#[component]
fn Code(props: &CodeProps) -> Html {
    let (shown, fits) = (use_state(|| false), use_state(|| true));
    let (place, lang) = (use_node_ref(), props.lang);
    {
        let (place, fits) = (place.clone(), fits.clone());
        use_effect_with((props.address.clone(), *shown, lang), move |(address, shown, lang)| {
            if let Some(element) = place.cast::<web_sys::Element>().filter(|_| *shown) {
                effects::draw_code(&element, address, lang.t(Key::AsCode), move |drawn| fits.set(drawn));
            }
        });
    }
    let toggle = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(!*shown))
    };
    html! {
        <div class="code-part">
            <button type="button" class="pill" aria-expanded={shown.to_string()} onclick={toggle}>{ lang.t(Key::AsCode) }</button>
            <div class="qr" ref={place} hidden={!*shown} />
            <p class="none" hidden={*fits || !*shown}>{ lang.t(Key::CodeTooLong) }</p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_holds_what_is_fixed() {
        let all = Choice { lesson: true, speed: Some("5"), without: vec!["editor"] };
        assert_eq!(
            query(&all, Some("03-first-pod"), 1),
            "lesson=03-first-pod&step=2&speed=5&panes=lesson,diagram,terminal"
        );
        assert_eq!(query(&Choice::default(), Some("03-first-pod"), 1), "");
        assert_eq!(query(&Choice { lesson: true, ..Choice::default() }, None, 0), "");
    }
}
