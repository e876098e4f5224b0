//! The engine as JavaScript sees it: messages in, messages out. It is not the place for behaviour: that is in the
//! crates below. `web/js/host.js` runs it, in a worker or, where workers are refused, beside the page.
//!
//! ```js
//! const engine = new Engine();
//! const outputs = engine.receive({ start: { scenario: "", seed: 1, journal: null } });
//! ```

use protocol::{Input, Output};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// One session of the playground.
#[wasm_bindgen]
#[derive(Default)]
pub struct Engine {}

#[wasm_bindgen]
impl Engine {
    #[wasm_bindgen(constructor)]
    pub fn new() -> Engine {
        Engine::default()
    }

    /// Takes one message and answers with the array of those that follow from it.
    pub fn receive(&mut self, message: JsValue) -> JsValue {
        let outputs = match serde_wasm_bindgen::from_value(message) {
            Ok(input) => self.handle(input),
            Err(error) => vec![problem("message.unreadable", error.to_string())],
        };
        // Plain data of known shape always serialises; an empty answer is better than a trap if it ever does not.
        outputs.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or(JsValue::NULL)
    }
}

impl Engine {
    fn handle(&mut self, input: Input) -> Vec<Output> {
        match input {
            Input::Start { scenario, seed, .. } => {
                vec![Output::Ready { version: env!("CARGO_PKG_VERSION").into(), scenario, seed, now: 0 }]
            }
            other => vec![problem("engine.noSession", format!("{other:?}"))],
        }
    }
}

fn problem(key: &str, detail: String) -> Output {
    Output::Problem { key: key.into(), detail }
}
