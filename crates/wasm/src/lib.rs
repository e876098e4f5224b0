//! The engine as JavaScript sees it: messages in, messages out. It is not the place for behaviour: that is in the
//! crates below. `web/js/host.js` runs it, in a worker or, where workers are refused, beside the page.
//!
//! ```js
//! const engine = new Engine();
//! const outputs = engine.receive({ start: { scenario: "four-nodes", seed: 1, journal: null } });
//! ```
//!
//! The package for npm (`npm/`) drives the same engine without a page: `run`, `advance` and `objects` are for it.

use playground::Session;
use playground::check::Descriptions;
use protocol::{Input, Output};
use serde::Serialize;
use std::time::Duration;
use wasm_bindgen::prelude::*;

/// How long one message may take, in milliseconds of real time; what is left is done by the next tick.
const SLICE_MS: f64 = 12.0;
/// An engine that is alone on its thread takes so much of the time that a tick stands for, but not longer than this:
/// others want to be heard.
const SHARE: f64 = 0.8;
const LONGEST_SLICE_MS: f64 = 100.0;

/// One session of the playground; there is none before `start`.
#[wasm_bindgen]
#[derive(Default)]
pub struct Engine {
    session: Option<Session>,
    texts: Descriptions,
    alone: bool,
}

#[wasm_bindgen]
impl Engine {
    #[wasm_bindgen(constructor)]
    pub fn new() -> Engine {
        Engine::default()
    }

    /// Nobody else lives on this thread, as in a worker: nothing stands still while a message takes longer.
    pub fn alone(&mut self) {
        self.alone = true;
    }

    /// Takes one message and answers with the array of those that follow from it.
    pub fn receive(&mut self, message: JsValue) -> JsValue {
        let outputs = match serde_wasm_bindgen::from_value(message) {
            Ok(input) => self.handle(input),
            Err(error) => vec![problem("message.unreadable", error.to_string())],
        };
        to_js(&outputs)
    }

    /// Types a command and lets virtual time go by until it has ended: its exit code, and the messages that follow.
    pub fn run(&mut self, command: &str) -> JsValue {
        to_js(&self.session.as_mut().map(|session| session.run(command)))
    }

    /// Lets virtual time go by, however long that takes: the messages that follow.
    pub fn advance(&mut self, milliseconds: f64) -> JsValue {
        let span = Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or_default();
        to_js(&self.session.as_mut().map(|session| session.advance(span)))
    }

    /// The stored objects of a kind, in one namespace or (if that is empty) in all, as a JSON list.
    pub fn objects(&self, kind: &str, namespace: &str) -> String {
        self.session.as_ref().map_or("[]".into(), |session| session.objects_json(kind, namespace))
    }

    /// Takes the prose of API fields, which `kubectl explain` prints.
    pub fn describe(&mut self, texts: &str) {
        self.texts = Descriptions::new(texts);
        if let Some(session) = &mut self.session {
            session.describe(self.texts.clone());
        }
    }
}

/// Plain data of known shape always serialises; an empty answer is better than a trap if it ever does not.
fn to_js<T: Serialize>(value: &T) -> JsValue {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

impl Engine {
    fn handle(&mut self, input: Input) -> Vec<Output> {
        if self.session.is_none() {
            let Input::Start { scenario, seed, .. } = &input else {
                return vec![problem("engine.noSession", format!("{input:?}"))];
            };
            let mut session = Session::new(scenario, *seed);
            session.describe(self.texts.clone());
            self.session = Some(session);
        }
        let slice = match &input {
            Input::Tick { elapsed } if self.alone => (elapsed * SHARE).clamp(SLICE_MS, LONGEST_SLICE_MS),
            _ => SLICE_MS,
        };
        let end = js_sys::Date::now() + slice;
        match &mut self.session {
            Some(session) => session.receive(input, &mut || js_sys::Date::now() > end),
            None => Vec::new(),
        }
    }
}

fn problem(key: &str, detail: String) -> Output {
    Output::Problem { key: key.into(), detail }
}
