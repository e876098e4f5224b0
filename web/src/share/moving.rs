//! The way to a real cluster: two files, and what will be different there.

use yew::prelude::*;

use crate::effects;
use crate::text::{Key, Lang};

/// What a real cluster shows otherwise.
const DIFFERENCES: &[Key] =
    &[Key::DifferNames, Key::DifferTimes, Key::DifferImages, Key::DifferNodes, Key::DifferBroken, Key::DifferSize];

/// `files` are manifests, and the configuration for kind.
pub fn moving_part(files: Option<&(String, String)>, lang: Lang) -> Html {
    let (manifests, kind) = files.cloned().unwrap_or_default();
    let empty = manifests.is_empty();
    let no_kind = kind.is_empty();
    let save = |name: &'static str, text: String| Callback::from(move |_: MouseEvent| effects::save_file(name, &text));
    let (save_kind, save_manifests) = (save("kind.yaml", kind), save("manifests.yaml", manifests));
    html! {
        <section class="sheet-part">
            <h3>{ lang.t(Key::MoveOn) }</h3>
            <p>{ lang.t(Key::MoveOnHow) }</p>
            <div class="row">
                <button type="button" class="pill" disabled={no_kind} onclick={save_kind}>{ "kind.yaml" }</button>
                <button type="button" class="pill" disabled={empty} onclick={save_manifests}>{ "manifests.yaml" }</button>
                <span class="none" hidden={!empty}>{ lang.t(Key::NothingMade) }</span>
            </div>
            <pre class="commands"><code>{ "kind create cluster --config kind.yaml\nkubectl apply -f manifests.yaml" }</code></pre>
            <details class="fixed">
                <summary>{ lang.t(Key::Differences) }</summary>
                <ul>{ for DIFFERENCES.iter().map(|key| html! { <li key={*key as usize}>{ lang.t(*key) }</li> }) }</ul>
            </details>
        </section>
    }
}
