//! Pieces of output: text, names in it that light their object, and folded notes under known mistakes.

use sorted::SortedMap;
use std::rc::Rc;

use protocol::{Chunk, ChunkKind, ObjectKey, View};
use yew::prelude::*;

use crate::app::Page;
use crate::diagram::select;
use crate::notes;
use crate::text::{Key, Lang};

/// Objects by name, as far as they can be pointed at.
pub type Names = Rc<SortedMap<String, ObjectKey>>;

/// Names that stand for themselves in any text: those of pods, nodes and workloads.
pub fn names(view: &View) -> SortedMap<String, ObjectKey> {
    let key = |kind: &str, namespace: &str, name: &str| {
        let key = ObjectKey { kind: kind.into(), namespace: namespace.into(), name: name.into() };
        (name.to_string(), key)
    };
    let workloads = view.workloads.values().map(|w| key(&w.kind, &w.namespace, &w.name));
    let nodes = view.nodes.keys().map(|n| key("Node", "", n));
    let pods = view.pods.values().map(|p| key("Pod", &p.namespace, &p.name));
    workloads.chain(nodes).chain(pods).collect()
}

#[derive(Properties, PartialEq)]
pub struct PieceProps {
    pub chunk: Rc<Chunk>,
    pub note: Option<&'static str>,
    pub names: Names,
    pub lang: Lang,
}

#[component]
pub fn Piece(props: &PieceProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let class = match props.chunk.kind {
        ChunkKind::Echo => "echo",
        ChunkKind::Out => "out",
        ChunkKind::Err => "err",
    };
    let words = spans(&props.chunk.text, &props.names);
    html! {
        <span class="piece">
            <span {class}>
                { for words.into_iter().enumerate().map(|(i, (text, key))| match key.cloned() {
                    Some(key) => {
                        let page = page.clone();
                        let light = Callback::from(move |_: MouseEvent| select(&page, Some(key.clone())));
                        html! { <span key={i} class="named" onclick={light}>{ text.to_string() }</span> }
                    }
                    None => html! { <span key={i}>{ text.to_string() }</span> },
                }) }
            </span>
            <NoteUnder note={props.note} lang={props.lang} />
        </span>
    }
}

/// Cuts a text at the names in it.
fn spans<'a, 'n>(text: &'a str, names: &'n SortedMap<String, ObjectKey>) -> Vec<(&'a str, Option<&'n ObjectKey>)> {
    let mut out = Vec::new();
    let mut plain = 0;
    let mut at = 0;
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    while at < text.len() && !names.is_empty() {
        let rest = &text[at..];
        let begin = rest.find(part).map_or(text.len(), |i| at + i);
        let end = text[begin..].find(|c| !part(c)).map_or(text.len(), |i| begin + i);
        if let Some(key) = names.get(&text[begin..end]) {
            if plain < begin {
                out.push((&text[plain..begin], None));
            }
            out.push((&text[begin..end], Some(key)));
            plain = end;
        }
        at = end.max(at + 1);
    }
    if plain < text.len() {
        out.push((&text[plain..], None));
    }
    out
}

#[derive(Properties, PartialEq)]
struct NoteProps {
    note: Option<&'static str>,
    lang: Lang,
}

/// What a mistake means, folded until asked.
#[component]
fn NoteUnder(props: &NoteProps) -> Html {
    match props.note.and_then(notes::named) {
        Some(note) => html! {
            <details class="note">
                <summary>{ props.lang.t(Key::Meaning) }</summary>
                <p>{ note.text(props.lang) }</p>
            </details>
        },
        None => html! { <span hidden=true /> },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_a_text_are_found() {
        let view = View {
            pods: [("u".to_string(), protocol::PodView { name: "web-1".into(), ..Default::default() }.into())].into(),
            ..View::default()
        };
        let names = names(&view);
        let found: Vec<(&str, bool)> =
            spans("pod/web-1 created\nweb-10", &names).into_iter().map(|(t, k)| (t, k.is_some())).collect();
        assert_eq!(found, [("pod/", false), ("web-1", true), (" created\nweb-10", false)]);
        assert_eq!(spans("한글", &names).len(), 1);
    }
}
