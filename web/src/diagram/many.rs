//! More pods than a document draws quickly: the same layout on a canvas, which `js/canvas.js` draws with zoom and levels of
//! detail. The table is its text form.

use protocol::{ObjectKey, View};
use wasm_bindgen::JsCast;
use yew::prelude::*;

use super::layout::{By, Scene};
use super::look;
use super::nodes::{NodesProps, arranged};
use super::pod::key_of;
use crate::effects;
use crate::text::Key;
use crate::wire::{self, Write};

/// A pod on the canvas: class and sign of its look, name, status, uid.
struct Square<'a>([&'a str; 5]);

impl Write for Square<'_> {
    fn write(&self, out: &mut String) {
        self.0.map(str::to_string).as_slice().write(out);
    }
}

/// A frame for the canvas: its title, whether it is well, and for each place the look, status and uid of the pod.
struct Frame<'a> {
    title: &'a str,
    ok: bool,
    places: Vec<Option<Square<'a>>>,
}

impl Write for Frame<'_> {
    fn write(&self, out: &mut String) {
        wire::write_object(out, &[("title", &self.title.to_string()), ("ok", &self.ok), ("places", &self.places)]);
    }
}

fn frames<'a>(view: &View, scene: &'a Scene) -> Vec<Frame<'a>> {
    let frame = |((name, _), places): (&'a (String, bool), &'a Vec<Option<std::rc::Rc<protocol::PodView>>>)| Frame {
        title: name,
        ok: view.nodes.get(name).is_none_or(|n| n.status.split(',').any(|s| s == "Ready")),
        places: places
            .iter()
            .map(|p| {
                let pod = p.as_ref()?;
                let look = look::of(pod);
                Some(Square([look.class, look.sign, &pod.name, &pod.status, &pod.uid]))
            })
            .collect(),
    };
    scene.frames().map(frame).collect()
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
    let pods = use_mut_ref(std::rc::Rc::<View>::default);
    let inner = &props.inner;
    pods.borrow_mut().clone_from(&inner.view);
    {
        let (canvas, by) = (canvas.clone(), props.by);
        use_effect_with(inner.view.clone(), move |view| {
            if let Some(element) = canvas.cast::<web_sys::Element>() {
                let scene = arranged(view, by, &kept);
                effects::canvas_draw(&element, &effects::to_js(&frames(view, &scene)));
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
