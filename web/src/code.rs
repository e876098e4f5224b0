//! Words of commands and of the cluster in running text.

use yew::prelude::*;

/// Text that breaks between its words: an option or a name is not broken at its hyphens.
pub fn unbroken(text: &str) -> Html {
    html! {
        { for text.split(' ').enumerate().map(|(i, word)| html! {
            <>{ if i > 0 { " " } else { "" } }{ if word.contains('-') { html! { <span class="unbroken">{ word }</span> } } else { word.into() } }</>
        }) }
    }
}

/// A command, or what a part of the cluster said.
pub fn line(text: &str) -> Html {
    html! { <code>{ unbroken(text) }</code> }
}
