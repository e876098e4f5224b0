//! Keys that the keyboards of phones lack.

use yew::prelude::*;

use super::keys::Desk;
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

pub fn key_row(desk: &Desk, lang: Lang) -> Html {
    // The line keeps the focus, or the phone's keyboard would go away.
    let stay = Callback::from(|e: PointerEvent| e.prevent_default());
    html! {
        <div class="key-row" role="group" aria-label={lang.t(Key::KeyRow)}>
            { for KEYS.iter().map(|(key, name)| {
                let (desk, key) = (desk.clone(), *key);
                html! {
                    <button {key} type="button" tabindex="-1" aria-label={name.map(|n| lang.t(n))} onpointerdown={stay.clone()}
                        onclick={Callback::from(move |_: MouseEvent| desk.press(key))}>{ key }</button>
                }
            }) }
        </div>
    }
}
