//! Pieces of output: text, names in it that light their object, states in their colour, and folded notes under known
//! mistakes.

use sorted::SortedMap;
use std::rc::Rc;

use protocol::{Chunk, ChunkKind, ObjectKey, View};
use yew::prelude::*;

use crate::app::Page;
use crate::diagram::select;
use crate::notes::{Found, explained};
use crate::text::{Key, Lang};

/// Objects by name, as far as they can be pointed at: what to select, and by what the picture knows them.
pub type Names = Rc<SortedMap<String, (ObjectKey, String)>>;

/// Names that stand for themselves in any text: those of pods, nodes and workloads.
pub fn names(view: &View) -> SortedMap<String, (ObjectKey, String)> {
    let key = |kind: &str, namespace: &str, name: &str, known_by: &str| {
        let key = ObjectKey { kind: kind.into(), namespace: namespace.into(), name: name.into() };
        (name.to_string(), (key, known_by.to_string()))
    };
    let workloads = view.workloads.iter().map(|(uid, w)| key(&w.kind, &w.namespace, &w.name, uid));
    let nodes = view.nodes.keys().map(|n| key("Node", "", n, n));
    let pods = view.pods.iter().map(|(uid, p)| key("Pod", &p.namespace, &p.name, uid));
    workloads.chain(nodes).chain(pods).collect()
}

#[derive(Properties, PartialEq)]
pub struct PieceProps {
    pub chunk: Rc<Chunk>,
    pub notes: Vec<Rc<Found>>,
    pub names: Names,
    pub lang: Lang,
}

#[component]
pub fn Piece(props: &PieceProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let class = match props.chunk.kind {
        ChunkKind::Echo => "echo",
        ChunkKind::Out if is_table(&props.chunk.text) => "out table",
        ChunkKind::Out => "out",
        ChunkKind::Err => "err",
    };
    let words = spans(&props.chunk.text, &props.names, props.chunk.kind == ChunkKind::Out);
    html! {
        <span class="piece">
            <span {class}>
                { for words.into_iter().enumerate().map(|(i, span)| match span.means {
                    Means::Object((key, known_by)) => {
                        let (page, key) = (page.clone(), key.clone());
                        let light = Callback::from(move |_: MouseEvent| select(&page, Some(key.clone())));
                        html! { <span key={i} class="named" data-ref={known_by.clone()} onclick={light}>{ span.text.to_string() }</span> }
                    }
                    Means::State(tone) => html! { <span key={i} class={tone}>{ span.text.to_string() }</span> },
                    Means::Nothing => html! { <span key={i}>{ span.text.to_string() }</span> },
                }) }
            </span>
            { for props.notes.iter().map(|note| note_under(&page, note, props.lang)) }
        </span>
    }
}

/// Whether a text is rows of columns, which are read down: these scroll to the side where others wrap.
fn is_table(text: &str) -> bool {
    let mut rows = text.lines().filter(|row| !row.is_empty()).peekable();
    rows.peek().is_some() && rows.all(|row| !row.starts_with(' ') && row.trim_end().contains("   "))
}

struct Span<'a, 'n> {
    text: &'a str,
    means: Means<'n>,
}

enum Means<'n> {
    Object(&'n (ObjectKey, String)),
    State(&'static str),
    Nothing,
}

/// Cuts a text at the names and states in it.
fn spans<'a, 'n>(text: &'a str, names: &'n SortedMap<String, (ObjectKey, String)>, states: bool) -> Vec<Span<'a, 'n>> {
    let mut out = Vec::new();
    let mut plain = 0;
    let mut at = 0;
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    while at < text.len() && !names.is_empty() {
        let rest = &text[at..];
        let begin = rest.find(part).map_or(text.len(), |i| at + i);
        let end = text[begin..].find(|c| !part(c)).map_or(text.len(), |i| begin + i);
        let word = &text[begin..end];
        let means = match (names.get(word), states.then(|| tone(word)).flatten()) {
            (Some(object), _) => Means::Object(object),
            (None, Some(tone)) => Means::State(tone),
            (None, None) => Means::Nothing,
        };
        if !matches!(means, Means::Nothing) {
            if plain < begin {
                out.push(Span { text: &text[plain..begin], means: Means::Nothing });
            }
            out.push(Span { text: word, means });
            plain = end;
        }
        at = end.max(begin + 1);
    }
    if plain < text.len() {
        out.push(Span { text: &text[plain..], means: Means::Nothing });
    }
    out
}

/// The tone of a word of the STATUS column.
fn tone(word: &str) -> Option<&'static str> {
    Some(match word {
        "Running" | "Ready" | "Active" | "Bound" | "Available" | "Succeeded" | "Complete" | "Completed" => "good",
        "Pending" | "ContainerCreating" | "PodInitializing" | "Terminating" | "SchedulingDisabled" | "Warning" => {
            "wait"
        }
        "NotReady" | "Unknown" | "Failed" | "Error" | "Evicted" | "OOMKilled" | "Lost" => "bad",
        _ if word.len() > 7 && (word.ends_with("BackOff") || word.ends_with("Error")) => "bad",
        "ErrImagePull" | "ErrImageNeverPull" | "InvalidImageName" | "DeadlineExceeded" => "bad",
        _ => return None,
    })
}

/// What a mistake means, folded until asked. The commands in it are typed by a click, not run.
fn note_under(page: &Page, found: &Found, lang: Lang) -> Html {
    let key = &found.note.key;
    html! {
        <details class="note" data-note={key.clone()} key={key.clone()}>
            <summary>{ lang.t(Key::Meaning) }<b>{ found.word.clone() }</b></summary>
            <p>{ explained(page, &found.note, &found.about, lang) }</p>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view() -> View {
        View {
            pods: [("u".to_string(), protocol::PodView { name: "web-1".into(), ..Default::default() }.into())].into(),
            ..View::default()
        }
    }

    #[test]
    fn names_in_a_text_are_found() {
        let names = names(&view());
        let cut = |text| -> Vec<(String, bool)> {
            let all = spans(text, &names, true).into_iter();
            all.map(|s| (s.text.to_string(), matches!(s.means, Means::Object(_)))).collect()
        };
        let found = cut("pod/web-1 created\nweb-10");
        let expected = [("pod/", false), ("web-1", true), (" created\nweb-10", false)];
        assert_eq!(found, expected.map(|(t, k)| (t.to_string(), k)));
        assert_eq!(cut("한글").len(), 1);
    }

    #[test]
    fn rows_of_columns_are_told_from_prose() {
        let table = "NAME    READY   STATUS\nweb-1   1/1     Running\n\nNAME    TYPE\nweb     ClusterIP\n";
        assert!(is_table(table) && is_table("web-1   1/1     Running   0          5s\n"));
        for prose in [
            "",
            "\n",
            "pod/web created\n",
            "Name:    web\nLabels:\n",
            "a: 1\nb:   2\n",
            "  Type    Reason\n  ----    ------\n",
        ] {
            assert!(!is_table(prose), "{prose:?}");
        }
    }

    #[test]
    fn states_have_a_tone() {
        let names = names(&view());
        let tones = |text, states| -> Vec<(String, &str)> {
            let all = spans(text, &names, states).into_iter();
            let told =
                all.filter_map(|s| if let Means::State(t) = s.means { Some((s.text.to_string(), t)) } else { None });
            told.collect()
        };
        let found =
            tones("a 0/1 Init:CrashLoopBackOff 3\nb 1/1 Running 0\nn NotReady,SchedulingDisabled\nBackOff", true);
        let expected =
            [("CrashLoopBackOff", "bad"), ("Running", "good"), ("NotReady", "bad"), ("SchedulingDisabled", "wait")];
        assert_eq!(found, expected.map(|(t, k)| (t.to_string(), k)));
        assert!(tones("Running", false).is_empty());
    }
}
