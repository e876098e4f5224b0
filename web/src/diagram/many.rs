//! More pods than a document draws quickly: the same layout on a canvas, which `js/canvas.js` draws with zoom and levels of
//! detail. The table is its text form.

use std::rc::Rc;

use protocol::{ObjectKey, PodView, View};
use wasm_bindgen::JsCast;
use yew::prelude::*;

use super::layout::{By, Scene};
use super::look;
use super::nodes::{NodesProps, arranged};
use super::pod::key_of;
use crate::effects;
use crate::text::{Key, Lang};
use crate::wire::{self, Write};

/// A pod on the canvas: class and sign of its look, name, status, uid.
struct Square<'a>([&'a str; 5]);

impl Write for Square<'_> {
    fn write(&self, out: &mut String) {
        self.0.map(str::to_string).as_slice().write(out);
    }
}

/// A frame for the canvas: its title, whether it is well, whether it is the lane of those that wait, and for each place
/// the look, status and uid of the pod.
struct Frame<'a> {
    title: String,
    ok: bool,
    lane: bool,
    places: Vec<Option<Square<'a>>>,
}

impl Write for Frame<'_> {
    fn write(&self, out: &mut String) {
        let Frame { title, ok, lane, places } = self;
        wire::write_object(out, &[("title", title), ("ok", ok), ("lane", lane), ("places", places)]);
    }
}

/// The frames in their order. A node has one: the system's pods come first in it, as they stay. The lane comes last, so
/// that nothing moves when it is empty.
fn frames<'a>(view: &View, scene: &'a Scene, lang: Lang) -> Vec<Frame<'a>> {
    let square = |place: &'a Option<Rc<PodView>>| {
        let pod = place.as_ref()?;
        let look = look::of(pod);
        Some(Square([look.class, look.sign, &pod.name, &pod.status, &pod.uid]))
    };
    let mut frames: Vec<Frame<'a>> = Vec::new();
    for ((name, system), places) in scene.frames() {
        let squares = places.iter().map(square);
        let lane = name.is_empty();
        match frames.last_mut().filter(|_| *system) {
            Some(last) if last.title == *name => drop(last.places.splice(..0, squares)),
            _ => frames.push(Frame {
                title: if lane { lang.t(Key::Waiting).to_string() } else { name.clone() },
                ok: view.nodes.get(name).is_none_or(|n| n.status.split(',').any(|s| s == "Ready")),
                lane,
                places: squares.collect(),
            }),
        }
    }
    // Nobody waits: then there is no lane.
    let lane = frames.iter().position(|frame| frame.lane).map(|at| frames.remove(at));
    frames.extend(lane.filter(|lane| lane.places.iter().any(Option::is_some)));
    frames
}

/// Draws by node or by namespace.
#[derive(Properties, PartialEq)]
pub struct ManyProps {
    pub inner: NodesProps,
    pub by: By,
}

#[component]
pub fn ManyView(props: &ManyProps) -> Html {
    let canvas = use_node_ref();
    let kept = use_mut_ref(Scene::default);
    let pods = use_mut_ref(Rc::<View>::default);
    let inner = &props.inner;
    pods.borrow_mut().clone_from(&inner.view);
    {
        let (canvas, by) = (canvas.clone(), props.by);
        use_effect_with((inner.view.clone(), inner.lang), move |(view, lang)| {
            if let Some(element) = canvas.cast::<web_sys::Element>() {
                let scene = arranged(view, by, &kept);
                effects::canvas_draw(&element, &effects::to_js(&frames(view, &scene, *lang)));
            }
        });
    }
    // The canvas tells which pod was clicked by an event of its own.
    let onclick = {
        let onselect: Callback<ObjectKey> = inner.onselect.clone();
        Callback::from(move |e: MouseEvent| {
            let uid =
                e.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()).and_then(|t| t.get_attribute("data-at"));
            if let Some(pod) = uid.and_then(|uid| pods.borrow().pods.get(&uid).cloned()) {
                onselect.emit(key_of(&pod));
            }
        })
    };
    let label = [inner.lang.t(Key::ManyPods), " ", &inner.view.pods.len().to_string()].concat();
    html! {
        <div class="many">
            <p class="none">{ label.clone() }</p>
            <canvas ref={canvas} tabindex="0" role="img" aria-label={label} {onclick}></canvas>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::layout::layout;

    #[test]
    fn frames_are_told_apart_by_their_titles() {
        let pod = |name: &str, namespace: &str, node: &str| {
            let pod =
                PodView { uid: name.into(), namespace: namespace.into(), node: node.into(), ..PodView::default() };
            (name.to_string(), Rc::new(pod))
        };
        let mut view = View {
            pods: [pod("a", "default", "w1"), pod("proxy", "kube-system", "w1")].into(),
            nodes: [("w1".to_string(), protocol::NodeView::default())].into(),
            ..View::default()
        };
        let titles = |view: &View| -> Vec<String> {
            let scene = layout(view, By::Node, &Scene::default());
            frames(view, &scene, Lang::Ko).into_iter().map(|frame| frame.title).collect()
        };
        assert_eq!(titles(&view), ["w1"]);
        view.pods.extend([pod("b", "default", "")]);
        assert_eq!(titles(&view), ["w1", "대기 줄"]);
    }
}
