//! Commands and other words of the cluster in running text.

use yew::prelude::*;

/// A line that breaks between its words: an option or a name is not broken at its hyphens.
pub fn line(text: &str) -> Html {
    html! {
        <code class="unbroken">{ for text.split(' ').map(|word| html! {
            <>{ if word.contains('-') { html! { <span>{ word }</span> } } else { word.into() } }{ " " }</>
        }) }</code>
    }
}
