//! Every call into the browser that is not drawing. The engine's port is made by `js/boot.js` before this module is
//! even loaded, so that both modules start at the same time.

mod sharing;

pub use sharing::*;

use crate::state::Action;
use crate::wire::{self, Read, Write};
use protocol::Input;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use yew::Callback;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["kubenori", "engine"], js_name = post)]
    fn engine_post(message: &JsValue);

    #[wasm_bindgen(js_namespace = ["kubenori", "engine"], js_name = listen)]
    fn engine_listen(outputs: JsValue, crashed: JsValue);

    #[wasm_bindgen(js_namespace = ["kubenori", "engine"], js_name = restart)]
    pub fn engine_restart();

    /// Restarts with the session as it was before it went wrong.
    #[wasm_bindgen(js_namespace = ["kubenori", "engine"], js_name = revive)]
    pub fn engine_revive();

    /// Whether the session has changed since this was asked last.
    #[wasm_bindgen(js_namespace = ["kubenori", "engine"], js_name = takeChanged)]
    pub fn take_changed() -> bool;

    /// The debug drawer: see `js/debug.js`.
    #[wasm_bindgen(js_namespace = kubenori, js_name = debug)]
    pub fn toggle_debug();

    #[wasm_bindgen(js_namespace = kubenori, js_name = report)]
    fn report_js(done: &JsValue);

    /// CodeMirror, loaded when it is first needed: see `js/editor-host.js`.
    #[wasm_bindgen(js_namespace = ["kubenori", "editor"], js_name = mount)]
    pub fn editor_mount(parent: &web_sys::Element, page: &JsValue);

    #[wasm_bindgen(js_namespace = ["kubenori", "editor"], js_name = show)]
    pub fn editor_show(parent: &web_sys::Element, path: &str, text: &str);

    #[wasm_bindgen(js_namespace = ["kubenori", "editor"], js_name = diagnose)]
    pub fn editor_diagnose(parent: &web_sys::Element, items: &JsValue);

    #[wasm_bindgen(js_namespace = ["kubenori", "editor"], js_name = focus)]
    pub fn editor_focus(parent: &web_sys::Element);
}

#[wasm_bindgen]
extern "C" {
    /// Movement in the picture: see `js/motion.js`.
    #[wasm_bindgen(js_namespace = ["kubenori", "motion"], js_name = settle)]
    pub fn motion_settle(scene: &web_sys::Element);

    #[wasm_bindgen(js_namespace = ["kubenori", "motion"], js_name = pulse)]
    fn motion_pulse(scene: &web_sys::Element, steps: &JsValue);

    #[wasm_bindgen(js_namespace = ["kubenori", "motion"], js_name = packet)]
    pub fn motion_packet(scene: &web_sys::Element, from: &str, service: &str, to: &str, ok: bool);

    /// Thousands of pods: see `js/canvas.js`.
    #[wasm_bindgen(js_namespace = ["kubenori", "canvas"], js_name = draw)]
    pub fn canvas_draw(canvas: &web_sys::Element, frames: &JsValue);

    /// Buttons on the blocks of a lesson: see `js/lesson.js`.
    #[wasm_bindgen(js_namespace = ["kubenori", "lesson"], js_name = decorate)]
    pub fn lesson_decorate(root: &web_sys::Element, run_label: &str, open_label: &str, run: &JsValue, open: &JsValue);

    /// The step's own address.
    #[wasm_bindgen(js_namespace = ["kubenori", "lesson"], js_name = address)]
    pub fn lesson_address(id: &str, step: usize);

    /// The lesson builder: see `js/builder.js`.
    #[wasm_bindgen(js_namespace = ["kubenori", "lesson"], js_name = build)]
    pub fn lesson_build(lang: &str);

    #[wasm_bindgen(js_namespace = kubenori, js_name = load)]
    fn load_json(file: &str, done: &JsValue);
}

/// Lights parts of the control plane one after the other.
pub fn pulse(scene: &web_sys::Element, steps: &[String]) {
    motion_pulse(scene, &to_js(steps));
}

/// Puts on the clipboard what somebody needs to see the same: version, seed and journal.
pub fn report(done: impl FnOnce(bool) + 'static) {
    report_js(&Closure::once_into_js(done));
}

/// An object for JavaScript whose members are called back.
pub fn callbacks<const N: usize>(members: [(&str, JsValue); N]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, function) in members {
        // Setting a member of a fresh object always succeeds.
        let _ = js_sys::Reflect::set(&object, &name.into(), &function);
    }
    object.into()
}

/// Loads one of the page's own files; nothing if it does not come.
pub fn load<T: Read>(file: &str, done: impl FnOnce(Option<T>) + 'static) {
    load_json(file, &Closure::once_into_js(move |value: JsValue| done(from_js(&value))));
}

thread_local! {
    /// Whether the reader knows that nothing is kept.
    static REFUSED: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
    /// What parts of the page say before the session is begun waits here.
    static STARTED: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
    static BEFORE_LINE: std::cell::RefCell<Option<Input>> = const { std::cell::RefCell::new(None) };
    static UNSENT: std::cell::RefCell<Vec<Input>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// Calls again and again, as long as the page lives.
pub fn every(ms: u32, what: impl FnMut() + 'static) {
    gloo::timers::callback::Interval::new(ms, what).forget();
}

/// What the session has to know before the next line is typed.
pub fn before_line(input: Option<Input>) {
    BEFORE_LINE.set(input);
}

/// Sends one message to the engine.
pub fn send(input: &Input) {
    // Where a file is written there are files, and nothing is to be put beside or over them.
    let before = match input {
        Input::Line { .. } | Input::WriteFile { .. } => BEFORE_LINE.take(),
        _ => None,
    };
    if let Some(before) = before.filter(|_| matches!(input, Input::Line { .. })) {
        send(&before);
    }
    if !STARTED.get() {
        if matches!(input, Input::Tick { .. }) {
            // Time does not go by before there is any.
            return;
        }
        if !matches!(input, Input::Start { .. }) {
            UNSENT.with_borrow_mut(|unsent| unsent.push(input.clone()));
            return;
        }
        STARTED.set(true);
        post(input);
        UNSENT.take().iter().for_each(post);
        return;
    }
    post(input);
}

fn post(input: &Input) {
    engine_post(&to_js(input));
}

/// A value for JavaScript.
pub fn to_js<T: Write + ?Sized>(value: &T) -> JsValue {
    js_sys::JSON::parse(&wire::text(value)).unwrap_or(JsValue::NULL)
}

/// A value of JavaScript; nothing where it is null.
pub fn from_js<T: Read>(value: &JsValue) -> Option<T> {
    wire::read(&json_of(value))
}

fn json_of(value: &JsValue) -> String {
    js_sys::JSON::stringify(value).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// Hands all that the engine tells to `dispatch`, as long as the page lives.
pub fn listen(dispatch: Callback<Action>) {
    let on_crash = dispatch.clone();
    let outputs = Closure::<dyn Fn(JsValue)>::new(move |outputs: JsValue| {
        dispatch.emit(Action::Told(Rc::new(wire::outputs(&json_of(&outputs)))));
    });
    let crashed = Closure::<dyn Fn(String)>::new(move |reason| on_crash.emit(Action::EngineCrashed(reason)));
    engine_listen(outputs.into_js_value(), crashed.into_js_value());
}

/// How often virtual time is moved on, in milliseconds.
const TICK_MS: u32 = 50;
/// The longest real time that one tick stands for: a page that was asleep does not jump ahead.
const LONGEST_TICK_MS: f64 = 250.0;

/// Moves virtual time on while the page is visible.
pub fn start_clock() {
    let mut last = js_sys::Date::now();
    let tick = gloo::timers::callback::Interval::new(TICK_MS, move || {
        let now = js_sys::Date::now();
        let elapsed = (now - last).clamp(0.0, LONGEST_TICK_MS);
        last = now;
        if !document().hidden() {
            send(&Input::Tick { elapsed });
        }
    });
    tick.forget();
}

pub fn document() -> web_sys::Document {
    gloo::utils::document()
}

/// A value that this browser keeps for the page; nothing where storage is refused.
pub fn stored(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Keeps a value; whether storage took it. It may be full or forbidden.
pub fn store(key: &str, value: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

/// A value that outlives a reload of this tab; nothing where there is none.
pub fn stored_here(key: &str) -> Option<String> {
    storage_here()?.get_item(key).ok()?
}

/// Keeps a value for this tab besides: of two tabs at the same time each goes on with its own.
pub fn store_here(key: &str, value: &str) {
    if let Some(storage) = storage_here() {
        let _ = storage.set_item(key, value);
    }
}

fn storage_here() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// Whether this is the first time that storage is said to refuse.
pub fn first_refusal() -> bool {
    !REFUSED.replace(true)
}

/// Forgets a value.
pub fn forget(key: &str) {
    for storage in [storage(), storage_here()].into_iter().flatten() {
        let _ = storage.remove_item(key);
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Sets language and theme on the document.
pub fn set_document(lang: &str, dark: bool) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("lang", lang);
        let _ = root.set_attribute("data-theme", if dark { "dark" } else { "light" });
    }
}

/// Whether the reader's system prefers a dark page.
pub fn prefers_dark() -> bool {
    let window = web_sys::window();
    window.and_then(|w| w.match_media("(prefers-color-scheme: dark)").ok().flatten()).is_some_and(|m| m.matches())
}

/// A parameter of the page's address.
pub fn parameter(name: &str) -> Option<String> {
    let search = web_sys::window()?.location().search().ok()?;
    web_sys::UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

/// The query and the hash of the page's address: which link it was opened by.
pub fn link() -> String {
    let Some(location) = web_sys::window().map(|w| w.location()) else { return String::new() };
    location.search().unwrap_or_default() + &location.hash().unwrap_or_default()
}

/// Scrolls as little as is needed to see an element in its list.
pub fn scroll_near(element: &web_sys::Element) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Scrolls an element to its end.
pub fn scroll_to_end(element: &web_sys::Element) {
    element.set_scroll_top(element.scroll_height());
}

/// Gives an element the focus, without moving the page.
pub fn focus(element: &web_sys::Element) {
    if let Some(element) = element.dyn_ref::<web_sys::HtmlElement>() {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}
