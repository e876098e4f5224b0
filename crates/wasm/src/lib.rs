//! The engine as JavaScript sees it: messages in, messages out. It is not the place for behaviour: that is in the
//! crates below. `web/js/host.js` runs it, in a worker or, where workers are refused, beside the page.
//!
//! ```js
//! const engine = new Engine();
//! const outputs = engine.receive({ start: { scenario: "four-nodes", seed: 1, journal: null } });
//! ```

use playground::Session;
use protocol::{Input, Output};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// How long one message may take, in milliseconds of real time; what is left is done by the next tick.
const SLICE_MS: f64 = 12.0;

/// One session of the playground; there is none before `start`.
#[wasm_bindgen]
#[derive(Default)]
pub struct Engine {
    session: Option<Session>,
}

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
        if self.session.is_none() {
            let Input::Start { scenario, seed, .. } = &input else {
                return vec![problem("engine.noSession", format!("{input:?}"))];
            };
            self.session = Some(Session::new(scenario, *seed));
        }
        let end = js_sys::Date::now() + SLICE_MS;
        match &mut self.session {
            Some(session) => session.receive(input, &mut || js_sys::Date::now() > end),
            None => Vec::new(),
        }
    }
}

fn problem(key: &str, detail: String) -> Output {
    Output::Problem { key: key.into(), detail }
}
