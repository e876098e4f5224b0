//! Addresses, files, frames and updates: see `js/share.js`, `js/saved.js`, `js/frame.js` and `js/offline.js`.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["kubenori", "share"], js_name = address)]
    fn address(journal: &str, query: &str, done: &JsValue);

    #[wasm_bindgen(js_namespace = ["kubenori", "share"], js_name = take)]
    fn take(done: &JsValue);

    #[wasm_bindgen(js_namespace = ["kubenori", "share"], js_name = copy)]
    fn copy_text(text: &str, done: &JsValue);

    /// Puts an address into the address bar.
    #[wasm_bindgen(js_namespace = ["kubenori", "share"], js_name = show)]
    pub fn show_address(address: &str);

    /// Opens an address in a window of its own; whether the browser let it.
    #[wasm_bindgen(js_namespace = ["kubenori", "share"], js_name = open)]
    pub fn open_window(address: &str) -> bool;

    #[wasm_bindgen(js_namespace = ["kubenori", "share"], js_name = qr)]
    fn qr(element: &web_sys::Element, text: &str, label: &str, done: &JsValue);

    /// Shows a dialog above everything else, and calls when it was closed.
    #[wasm_bindgen(js_namespace = ["kubenori", "share"], js_name = modal)]
    pub fn share_modal(element: &web_sys::Element, closed: &JsValue);

    #[wasm_bindgen(js_namespace = ["kubenori", "share"], js_name = close)]
    pub fn close_dialog(element: &web_sys::Element);

    /// Lets the reader save a text as a file.
    #[wasm_bindgen(js_namespace = ["kubenori", "saved"], js_name = save)]
    pub fn save_file(name: &str, text: &str);

    #[wasm_bindgen(js_namespace = ["kubenori", "saved"], js_name = choose)]
    fn choose(done: &JsValue);

    #[wasm_bindgen(js_namespace = ["kubenori", "frame"], js_name = listen)]
    fn frame_heard(heard: &JsValue);

    /// Tells the host that the page is there.
    #[wasm_bindgen(js_namespace = ["kubenori", "frame"], js_name = ready)]
    pub fn frame_ready();

    /// Tells the host the height that the page would like to have.
    #[wasm_bindgen(js_namespace = ["kubenori", "frame"], js_name = measure)]
    pub fn frame_measure(root: &web_sys::Element);

    #[wasm_bindgen(js_namespace = ["kubenori", "offline"], js_name = listen)]
    fn update_found(callback: &JsValue);

    /// Goes over to the newer version of the page.
    #[wasm_bindgen(js_namespace = ["kubenori", "offline"], js_name = update)]
    pub fn update_now();
}

/// What a session is to begin with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beginning {
    /// Names and texts.
    pub files: Vec<(String, String)>,
    /// Blocks to type.
    pub lines: Vec<String>,
}

crate::reads! { Beginning { files, lines } }

/// What the page's address holds beside its query.
#[derive(Clone, Debug, PartialEq)]
pub enum Held {
    Nothing,
    /// A journal.
    Session(String),
    Begin(Beginning),
    /// Something that cannot be read.
    Broken,
}

/// What the page was opened with.
pub fn held(done: impl FnOnce(Held) + 'static) {
    let told = move |kind: String, value: JsValue| {
        done(match kind.as_str() {
            "none" => Held::Nothing,
            "session" => value.as_string().map_or(Held::Broken, Held::Session),
            "begin" => super::from_js(&value).map_or(Held::Broken, Held::Begin),
            _ => Held::Broken,
        });
    };
    take(&Closure::once_into_js(told));
}

/// Makes the address of a session.
pub fn share_address(journal: &str, query: &str, done: impl FnOnce(String) + 'static) {
    address(journal, query, &Closure::once_into_js(done));
}

/// Puts a text on the clipboard; tells whether it took it.
pub fn copy(text: &str, done: impl FnOnce(bool) + 'static) {
    copy_text(text, &Closure::once_into_js(done));
}

/// Draws the code of an address; tells whether it fits into one.
pub fn draw_code(element: &web_sys::Element, text: &str, label: &str, done: impl FnOnce(bool) + 'static) {
    qr(element, text, label, &Closure::once_into_js(done));
}

/// Lets the reader choose a file: its text, empty where it cannot be read.
pub fn choose_file(done: impl FnOnce(String) + 'static) {
    choose(&Closure::once_into_js(done));
}

/// Calls for each message of the host: what kind, and its value.
pub fn frame_listen(heard: impl Fn(String, String) + 'static) {
    frame_heard(&Closure::<dyn Fn(String, String)>::new(heard).into_js_value());
}

/// Calls when a newer version of the page is ready.
pub fn on_update(callback: impl Fn() + 'static) {
    update_found(&Closure::<dyn Fn()>::new(callback).into_js_value());
}
