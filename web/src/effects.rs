//! Every call into the browser that is not drawing. The engine's port is made by `js/boot.js` before this module is
//! even loaded, so that both modules start at the same time.

use crate::state::Action;
use protocol::{Input, Output};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use yew::Callback;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["kubenori", "engine"], js_name = post)]
    fn engine_post(message: &JsValue);

    #[wasm_bindgen(js_namespace = ["kubenori", "engine"], js_name = listen)]
    fn engine_listen(outputs: JsValue, crashed: JsValue);
}

/// Sends one message to the engine.
pub fn send(input: &Input) {
    if let Ok(message) = input.serialize(&serde_wasm_bindgen::Serializer::json_compatible()) {
        engine_post(&message);
    }
}

/// Hands all that the engine tells to `dispatch`, as long as the page lives.
pub fn listen(dispatch: Callback<Action>) {
    let on_crash = dispatch.clone();
    let outputs = Closure::<dyn Fn(JsValue)>::new(move |outputs: JsValue| {
        let action = match serde_wasm_bindgen::from_value::<Vec<Output>>(outputs) {
            Ok(outputs) => Action::Told(outputs),
            Err(error) => Action::EngineCrashed(error.to_string()),
        };
        dispatch.emit(action);
    });
    let crashed = Closure::<dyn Fn(String)>::new(move |reason| on_crash.emit(Action::EngineCrashed(reason)));
    engine_listen(outputs.into_js_value(), crashed.into_js_value());
}
