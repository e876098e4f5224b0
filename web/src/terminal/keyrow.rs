//! Keys that the keyboards of phones lack.

use yew::prelude::*;

use crate::text::{Key, Lang};

/// A key of the row, by what stands on it.
pub const KEYS: &[(&str, Option<Key>)] = &[
    ("Tab", None),
    ("↑", Some(Key::EarlierCommand)),
    ("↓", Some(Key::LaterCommand)),
    ("Ctrl-C", None),
    ("-", None),
    ("/", None),
    ("|", None),
    ("'", None),
    ("=", None),
];

#[derive(Properties, PartialEq)]
pub struct KeyRowProps {
    pub lang: Lang,
    pub press: Callback<&'static str>,
}

#[component]
pub fn KeyRow(props: &KeyRowProps) -> Html {
    // The line keeps the focus, or the phone's keyboard would go away.
    let stay = Callback::from(|e: PointerEvent| e.prevent_default());
    html! {
        <div class="key-row" role="group" aria-label={props.lang.t(Key::KeyRow)}>
            { for KEYS.iter().map(|(key, name)| {
                let (press, key) = (props.press.clone(), *key);
                html! {
                    <button {key} type="button" tabindex="-1" aria-label={name.map(|n| props.lang.t(n))} onpointerdown={stay.clone()}
                        onclick={Callback::from(move |_: MouseEvent| press.emit(key))}>{ key }</button>
                }
            }) }
        </div>
    }
}
