//! The picture: one view at a time of what the session tells.

mod control_plane;
mod details;
mod inside;
mod labels;
mod look;
mod namespaces;
mod nodes;
mod pod;
mod scheduling;
mod strip;
mod table;

use protocol::ObjectKey;
use yew::prelude::*;

use crate::app::Page;
use crate::state::{Action, State, Tab};
use crate::text::Key;
use details::DetailsPane;

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
                crate::effects::motion_settle(&element);
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
    let view = if table {
        html! { <table::TableView view={state.view.clone()} {lang} onselect={select.clone()} /> }
    } else {
        match ui.tab {
            Tab::Nodes => html! {
                <nodes::NodesView view={state.view.clone()} waits={state.pulls.clone()} now={state.clock.now / 250 * 250} {lang}
                    selected={state.selected.clone()} onselect={select.clone()} />
            },
            Tab::Namespaces => html! {
                <namespaces::NamespacesView view={state.view.clone()} waits={state.pulls.clone()} now={state.clock.now / 250 * 250} {lang}
                    selected={state.selected.clone()} onselect={select.clone()} />
            },
            Tab::ControlPlane => {
                html! { <control_plane::ControlPlaneView view={state.view.clone()} facts={state.facts.clone()} {lang} /> }
            }
            Tab::Pod => {
                html! { <inside::InsideView view={state.view.clone()} selected={state.selected.clone()} {lang} onselect={select.clone()} /> }
            }
            Tab::Labels => {
                html! { <labels::LabelsView view={state.view.clone()} matches={state.matches.clone()} {lang} onselect={select.clone()} /> }
            }
            Tab::Scheduling => html! { <scheduling::SchedulingView facts={state.facts.clone()} {lang} /> },
        }
    };
    html! {
        <section class="pane diagram" data-pane="diagram" aria-label={lang.t(Key::Diagram)}>
            <div class="views">
                { for TABS.iter().map(|(tab, key)| html! {
                    <button key={*key as usize} type="button" class="pill" aria-pressed={(!table && ui.tab == *tab).to_string()}
                        onclick={page.on(move || Action::Tab(*tab))}>{ lang.t(*key) }</button>
                }) }
                <span class="gap" />
                <button type="button" class="pill" aria-pressed={table.to_string()} onclick={page.on(move || Action::Table(!table))}>
                    { lang.t(if table { Key::AsPicture } else { Key::AsTable }) }
                </button>
            </div>
            <div class="stage">
                <div class="scene" key={format!("{:?}{table}", ui.tab)} ref={scene}>{ view }</div>
                <DetailsPane {lang} selected={state.selected.clone()} details={state.details.clone()} />
            </div>
        </section>
    }
}

/// Shows what happened since the fact `seen`: parts light up, packets travel.
fn move_facts(scene: &web_sys::Element, facts: &[protocol::FactView], seen: &mut u64) {
    let new = &facts[facts.partition_point(|f| f.id <= *seen)..];
    *seen = new.last().map_or(*seen, |f| f.id);
    let parts = strip::passed(new);
    if !parts.is_empty() {
        crate::effects::pulse(scene, &parts);
    }
    for fact in new.iter().rev().take(PACKETS) {
        if let protocol::facts::FactKind::Packet { from, to, ok, .. } = &fact.what {
            crate::effects::motion_packet(scene, from, to, *ok);
        }
    }
}

/// Selects an object here and in the session.
pub fn select(page: &Page, key: Option<ObjectKey>) {
    crate::effects::send(&protocol::Input::Select { key: key.clone() });
    page.act(Action::Select(key));
}
