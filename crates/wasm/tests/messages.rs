//! The engine's face, asked from JavaScript's side in a real browser.
#![cfg(target_arch = "wasm32")]

use protocol::{Input, Output};
use serde::Serialize;
use wasm::Engine;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn receive(message: &JsValue) -> Vec<Output> {
    serde_wasm_bindgen::from_value(Engine::new().receive(message.clone())).unwrap()
}

#[wasm_bindgen_test]
fn start_is_answered_with_the_version() {
    let start = Input::Start { scenario: String::new(), seed: 7, journal: None };
    let message = start.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap();
    let outputs = receive(&message);
    let ready = outputs.iter().find_map(|output| match output {
        Output::Ready { version, seed, .. } => Some((version.as_str(), *seed)),
        _ => None,
    });
    assert_eq!(ready, Some((env!("CARGO_PKG_VERSION"), 7)));
}

#[wasm_bindgen_test]
fn what_is_no_message_is_refused() {
    for nonsense in [JsValue::NULL, JsValue::from_str("start"), JsValue::from_f64(1.0)] {
        assert!(matches!(receive(&nonsense).as_slice(), [Output::Problem { key, .. }] if key == "message.unreadable"));
    }
}
