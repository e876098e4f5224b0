//! The selected object: its YAML, description, events and logs.

use std::rc::Rc;

use protocol::{Details, ObjectKey};
use yew::prelude::*;

use crate::app::Page;
use crate::text::{Key, Lang};

#[derive(Properties, PartialEq)]
pub struct DetailsProps {
    pub lang: Lang,
    pub selected: Option<ObjectKey>,
    pub details: Option<Rc<Details>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Sheet {
    Events,
    Describe,
    Yaml,
    Logs,
}

#[component]
pub fn DetailsPane(props: &DetailsProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let sheet = use_state(|| Sheet::Events);
    let lang = props.lang;
    let close = {
        let page = page.clone();
        Callback::from(move |_: MouseEvent| super::select(&page, None))
    };
    let sheets = [
        (Sheet::Events, lang.t(Key::Events)),
        (Sheet::Describe, "describe"),
        (Sheet::Yaml, "YAML"),
        (Sheet::Logs, lang.t(Key::Logs)),
    ];
    let title = props.selected.as_ref().map_or(String::new(), |k| format!("{} {}", k.kind, k.name));
    html! {
        <aside class="details" hidden={props.selected.is_none()} aria-label={lang.t(Key::Details)}>
            <header>
                <b>{ title }</b>
                <button type="button" class="close" onclick={close} aria-label={lang.t(Key::Close)}>{ "✕" }</button>
            </header>
            <div class="sheets">
                { for sheets.into_iter().enumerate().map(|(i, (which, name))| {
                    let sheet = sheet.clone();
                    html! { <button key={i} type="button" class="pill" aria-pressed={(*sheet == which).to_string()} onclick={Callback::from(move |_: MouseEvent| sheet.set(which))}>{ name }</button> }
                }) }
            </div>
            <div class="sheet">{ body(props.details.as_deref(), *sheet, lang) }</div>
        </aside>
    }
}

fn body(details: Option<&Details>, sheet: Sheet, lang: Lang) -> Html {
    let Some(d) = details else { return html! { <p class="none" /> } };
    if d.gone {
        return html! { <p class="none">{ lang.t(Key::Gone) }</p> };
    }
    match sheet {
        Sheet::Yaml => html! { <pre tabindex="0">{ d.yaml.clone() }</pre> },
        Sheet::Describe => html! { <pre tabindex="0">{ d.describe.clone() }</pre> },
        Sheet::Logs => html! {
            <div class="logs">
                { for d.logs.iter().map(|(name, text)| html! { <section key={name.clone()}><h2>{ name.clone() }</h2><pre tabindex="0">{ text.clone() }</pre></section> }) }
            </div>
        },
        Sheet::Events if d.events.is_empty() => html! { <p class="none">{ lang.t(Key::NoEvents) }</p> },
        Sheet::Events => html! {
            <ul class="events">
                { for d.events.iter().enumerate().map(|(i, (age, kind, reason, message))| html! {
                    <li key={i} class={kind.to_lowercase()}><span class="age">{ age.clone() }</span><b>{ reason.clone() }</b>{ " " }{ message.clone() }</li>
                }) }
            </ul>
        },
    }
}
