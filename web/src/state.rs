//! All that the page knows, and the one function that changes it.

use protocol::Output;
use std::rc::Rc;
use yew::Reducible;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub engine: EngineState,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum EngineState {
    #[default]
    Starting,
    Ready {
        version: String,
    },
    /// The engine trapped; the words are those of its panic.
    Crashed {
        reason: String,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    Told(Vec<Output>),
    EngineCrashed(String),
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            Action::Told(outputs) => outputs.into_iter().for_each(|output| next.told(output)),
            Action::EngineCrashed(reason) => next.engine = EngineState::Crashed { reason },
        }
        Rc::new(next)
    }
}

impl State {
    fn told(&mut self, output: Output) {
        match output {
            Output::Ready { version, .. } => self.engine = EngineState::Ready { version },
            Output::Problem { key, detail } => {
                self.engine = EngineState::Crashed { reason: format!("{key}: {detail}") }
            }
            // The rest belongs to parts of the page that are not drawn yet.
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_is_ready_when_it_says_so() {
        let state = Rc::new(State::default());
        let ready = Output::Ready { version: "1".into(), scenario: String::new(), seed: 1, now: 0 };
        let state = state.reduce(Action::Told(vec![ready]));
        assert_eq!(state.engine, EngineState::Ready { version: "1".into() });
        let state = state.reduce(Action::EngineCrashed("unreachable".into()));
        assert_eq!(state.engine, EngineState::Crashed { reason: "unreachable".into() });
    }
}
