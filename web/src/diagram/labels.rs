//! 레이블: type a selector, and what it matches lights up.

use std::rc::Rc;

use protocol::{Input, ObjectKey, View};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::effects;
use crate::state::Matches;
use crate::text::{Key, Lang};

#[derive(Properties, PartialEq)]
pub struct LabelsProps {
    pub view: Rc<View>,
    pub matches: Rc<Matches>,
    pub lang: Lang,
    pub onselect: Callback<ObjectKey>,
}

#[component]
pub fn LabelsView(props: &LabelsProps) -> Html {
    let lang = props.lang;
    let ticket = use_mut_ref(|| 0_u32);
    let oninput = Callback::from(move |e: InputEvent| {
        if let Some(field) = e.target_dyn_into::<HtmlInputElement>() {
            *ticket.borrow_mut() += 1;
            effects::send(&Input::Match { selector: field.value(), ticket: *ticket.borrow() });
        }
    });
    let found = &props.matches;
    let pods = super::nodes::sorted(props.view.pods.values().filter(|p| p.namespace != "kube-system"));
    let asked = found.ticket > 0;
    let count = pods.iter().filter(|p| found.uids.contains(&p.uid)).count();
    html! {
        <div class="labels">
            <label class="selector">{ lang.t(Key::Selector) }
                <input type="text" spellcheck="false" autocapitalize="off" placeholder={lang.t(Key::SelectorHint)} {oninput} />
            </label>
            <p class="answer" aria-live="polite">{ found.error.clone().unwrap_or_else(|| if asked { format!("{count} {}", lang.t(Key::Matching)) } else { String::new() }) }</p>
            <div class="cards">
                { for pods.into_iter().map(|pod| {
                    let lit = found.uids.contains(&pod.uid);
                    let key = ObjectKey { kind: "Pod".into(), namespace: pod.namespace.clone(), name: pod.name.clone() };
                    let onselect = props.onselect.clone();
                    html! {
                        <button key={pod.uid.clone()} type="button" class={classes!("card", (asked && lit).then_some("lit"), (asked && !lit).then_some("dim"))}
                            onclick={Callback::from(move |_: MouseEvent| onselect.emit(key.clone()))}>
                            <b>{ pod.name.clone() }</b>
                            { for pod.labels.iter().map(|(k, v)| html! { <span key={k.clone()} class="tag label">{ format!("{k}={v}") }</span> }) }
                        </button>
                    }
                }) }
            </div>
        </div>
    }
}
