//! The picture: one view at a time of what the session tells.

mod control_plane;
mod details;
mod inside;
mod labels;
mod layout;
mod legend;
mod look;
mod many;
mod namespaces;
mod nodes;
mod owners;
mod pod;
mod scheduling;
mod strip;
mod table;
mod why;
pub mod words;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

use std::rc::Rc;

use protocol::ObjectKey;
use yew::prelude::*;

use crate::app::Page;
use crate::effects;
use crate::state::{Action, State, Tab};
use crate::text::Key;
use details::DetailsPane;
use layout::{By, MANY};
use nodes::NodesProps;

#[derive(Properties, PartialEq)]
pub struct DiagramProps {
    pub state: State,
}

const TABS: &[(Tab, Key)] = &[
    (Tab::Nodes, Key::ViewNodes),
    (Tab::Namespaces, Key::ViewNamespaces),
    (Tab::ControlPlane, Key::ViewControlPlane),
    (Tab::Pod, Key::ViewPod),
    (Tab::Labels, Key::ViewLabels),
    (Tab::Scheduling, Key::ViewScheduling),
];

/// Packets that travel at the same time.
const PACKETS: usize = 20;
/// Countdowns are drawn this often, in milliseconds.
const COUNT_MS: i64 = 250;

#[component]
pub fn Diagram(props: &DiagramProps) -> Html {
    let page = use_context::<Page>().expect("inside the page");
    let (state, ui) = (&props.state, &props.state.ui);
    let lang = ui.lang;
    let table = ui.table;
    let select = {
        let page = page.clone();
        Callback::from(move |key: ObjectKey| select(&page, Some(key)))
    };
    let scene = use_node_ref();
    {
        let (scene, place) = (scene.clone(), (ui.tab as usize, table));
        use_effect_with((state.view.clone(), place), move |_| {
            if let Some(element) = scene.cast::<web_sys::Element>() {
                effects::motion_settle(&element);
            }
        });
    }
    {
        let (scene, seen) = (scene.clone(), use_mut_ref(|| 0_u64));
        use_effect_with(state.facts.clone(), move |facts| {
            if let Some(element) = scene.cast::<web_sys::Element>() {
                move_facts(&element, facts, &mut seen.borrow_mut());
            }
        });
    }
    {
        // What was chosen is in sight, also when the details beside it take its room, or it goes elsewhere.
        let chosen = state.selected.clone();
        let place = state.view.pods.values().find(|p| pod::is_selected(p, chosen.as_ref())).map(|p| p.node.clone());
        let (scene, shown) = (scene.clone(), state.details.as_ref().is_some_and(|d| !d.gone));
        use_effect_with((chosen, place, shown), move |_| {
            let near = scene.cast::<web_sys::Element>().and_then(|s| s.query_selector(".selected").ok().flatten());
            if let Some(pod) = near {
                effects::scroll_near(&pod);
            }
        });
    }
    let view = if table {
        let reasons = scheduling::reasons(&state.view, &state.facts[..state.happened()], lang);
        html! { <table::TableView view={state.view.clone()} {lang} onselect={select.clone()} {reasons} /> }
    } else {
        view_of(state, &select)
    };
    let zoom = |by: &'static str, sign: &'static str, key: Key| {
        html! { <button type="button" class="pill" data-zoom={by} aria-label={lang.t(key)} title={lang.t(key)}>{ sign }</button> }
    };
    html! {
        <section class="pane diagram" data-pane="diagram" aria-label={lang.t(Key::Diagram)}>
            <div class="views">
                { for TABS.iter().map(|(tab, key)| html! {
                    <button key={*key as usize} type="button" class="pill" aria-pressed={(!table && ui.tab == *tab).to_string()}
                        onclick={page.on(Action::Tab(*tab))}>{ lang.t(*key) }</button>
                }) }
                <span class="gap" />
                <span class="zoom" role="group" aria-label={lang.t(Key::Zoom)}>
                    { zoom("out", "−", Key::ZoomOut) }{ zoom("fit", "⤢", Key::ZoomFit) }{ zoom("in", "+", Key::ZoomIn) }
                </span>
                { legend::legend(lang) }
                <button type="button" class="pill" aria-pressed={table.to_string()} onclick={page.on(Action::Table(!table))}>
                    { lang.t(if table { Key::AsPicture } else { Key::AsTable }) }
                </button>
            </div>
            <div class={classes!("stage", state.clock.past.then_some("past-shown"))}>
                <div class="scene" key={scene_key(ui.tab, table)} ref={scene}>{ view }</div>
                { match ui.why {
                    Some(fact) => why::why(&page, &state.view, &state.facts, fact, lang),
                    None => html! { <DetailsPane {lang} view={state.view.clone()} selected={state.selected.clone()} awaited={ui.awaited} details={state.details.clone()} notes={state.notes.clone()} /> },
                } }
            </div>
        </section>
    }
}

fn scene_key(tab: Tab, table: bool) -> usize {
    tab as usize * 2 + usize::from(table)
}

fn view_of(state: &State, select: &Callback<ObjectKey>) -> Html {
    let (view, lang, happened) = (state.view.clone(), state.ui.lang, state.happened());
    let by_place = |by: By| {
        let now = state.clock.now / COUNT_MS * COUNT_MS;
        let reasons = scheduling::reasons(&view, &state.facts[..happened], lang);
        let (selected, onselect) = (state.selected.clone(), select.clone());
        let untouched = state.terminal(0).is_untouched();
        let inner = NodesProps { view: view.clone(), now, lang, selected, onselect, reasons, untouched };
        match by {
            _ if view.pods.len() > MANY => html! { <many::ManyView {inner} {by} /> },
            By::Node => html! { <nodes::NodesView ..inner /> },
            By::Namespace => html! { <namespaces::NamespacesView ..inner /> },
        }
    };
    match state.ui.tab {
        Tab::Nodes => by_place(By::Node),
        Tab::Namespaces => by_place(By::Namespace),
        Tab::ControlPlane => html! {
            <control_plane::ControlPlaneView {view} facts={state.facts.clone()} {happened} root={state.ui.trace} {lang} />
        },
        Tab::Pod => {
            let now = state.clock.now / COUNT_MS * COUNT_MS;
            let reasons = scheduling::reasons(&view, &state.facts[..happened], lang);
            html! { <inside::InsideView {view} {now} selected={state.selected.clone()} {lang} onselect={select.clone()} {reasons} /> }
        }
        Tab::Labels => {
            html! { <labels::LabelsView {view} matches={state.matches.clone()} {lang} onselect={select.clone()} /> }
        }
        Tab::Scheduling => html! {
            <scheduling::SchedulingView facts={state.facts.clone()} {happened} pod={state.ui.decision.clone()} {lang} />
        },
    }
}

/// Shows what happened since the fact `seen`: parts light up, packets travel.
fn move_facts(scene: &web_sys::Element, facts: &[Rc<protocol::FactView>], seen: &mut u64) {
    // After a step back the numbers begin anew: what is told then has been seen.
    let newest = facts.last().map_or(0, |f| f.id);
    let new = &facts[facts.partition_point(|f| f.id <= *seen)..];
    let back = newest < *seen;
    *seen = newest;
    if back {
        return;
    }
    let parts = strip::passed(new);
    if !parts.is_empty() {
        effects::pulse(scene, &parts);
    }
    for fact in new.iter().rev().take(PACKETS) {
        if let protocol::facts::FactKind::Packet { from, service, to, ok, .. } = &fact.what {
            effects::motion_packet(scene, from, service, to, *ok);
        }
    }
}

/// Selects an object here and in the session.
pub fn select(page: &Page, key: Option<ObjectKey>) {
    effects::send(&protocol::Input::Select { key: key.clone() });
    page.act(Action::Select(key));
}
