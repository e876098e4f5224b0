//! What could stand at the cursor, as a list to walk through.

use protocol::Completion;
use yew::prelude::*;

use crate::effects;
use crate::text::{Key, Lang};

/// What could stand at the cursor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Menu {
    /// The line up to where the words begin, and what stands behind the cursor.
    pub before: String,
    pub after: String,
    pub items: Vec<Completion>,
    pub at: Option<usize>,
}

impl Menu {
    /// The next entry, or the one before.
    pub fn step(&self, forward: bool) -> usize {
        let count = self.items.len().max(1);
        match (self.at, forward) {
            (None, true) => 0,
            (None, false) => count - 1,
            (Some(at), true) => (at + 1) % count,
            (Some(at), false) => (at + count - 1) % count,
        }
    }
}

#[derive(Properties, PartialEq)]
pub struct SuggestionsProps {
    pub id: String,
    pub menu: Menu,
    pub choose: Callback<usize>,
    pub lang: Lang,
}

#[component]
pub fn Suggestions(props: &SuggestionsProps) -> Html {
    let chosen = use_node_ref();
    {
        let chosen = chosen.clone();
        use_effect_with(props.menu.at, move |_| {
            if let Some(element) = chosen.cast::<web_sys::Element>() {
                effects::scroll_near(&element);
            }
        });
    }
    html! {
        <ul id={props.id.clone()} class="suggestions" role="listbox" aria-label={props.lang.t(Key::Suggestions)} hidden={props.menu.items.is_empty()}>
            { for props.menu.items.iter().enumerate().map(|(i, item)| {
                let choose = props.choose.clone();
                let on = props.menu.at == Some(i);
                html! {
                    <li key={i} id={format!("{}-{i}", props.id)} role="option" aria-selected={on.to_string()} ref={if on { chosen.clone() } else { NodeRef::default() }}
                        class={classes!(on.then_some("on"))} onclick={Callback::from(move |_: MouseEvent| choose.emit(i))}>
                        <span>{ item.text.clone() }</span><small>{ item.detail.clone() }</small>
                    </li>
                }
            }) }
        </ul>
    }
}

#[cfg(test)]
mod tests {
    use super::Menu;
    use protocol::Completion;

    #[test]
    fn the_list_is_walked_round() {
        let item = Completion { text: String::new(), kind: String::new(), detail: String::new() };
        let mut menu = Menu { items: vec![item.clone(), item], ..Menu::default() };
        assert_eq!((menu.step(true), menu.step(false)), (0, 1));
        menu.at = Some(1);
        assert_eq!((menu.step(true), menu.step(false)), (0, 0));
    }
}
