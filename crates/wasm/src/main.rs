//! The engine as a module of its own, for the worker. All that it exports is in the library.

use wasm as _;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(message: &str);
}

/// Runs once when the module is loaded. A panic aborts the module; its words are the only trace that is left of it.
fn main() {
    std::panic::set_hook(Box::new(|panic| console_error(&panic.to_string())));
}
