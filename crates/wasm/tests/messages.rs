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
fn hello_is_answered_with_the_version() {
    let hello = Input::Hello.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap();
    assert_eq!(receive(&hello), [Output::Ready { version: env!("CARGO_PKG_VERSION").into() }]);
}

#[wasm_bindgen_test]
fn what_is_no_message_is_refused() {
    for nonsense in [JsValue::NULL, JsValue::from_str("hello"), JsValue::from_f64(1.0)] {
        assert!(matches!(receive(&nonsense).as_slice(), [Output::Refused { .. }]));
    }
}
