//! The outermost component: owns the state and connects it with the engine.

use crate::effects;
use crate::state::{EngineState, State};
use protocol::Input;
use yew::prelude::*;

#[component]
pub fn App() -> Html {
    let state = use_reducer(State::default);
    let dispatcher = state.dispatcher();
    use_effect_with((), move |()| {
        effects::listen(Callback::from(move |action| dispatcher.dispatch(action)));
        effects::send(&Input::Start { scenario: String::new(), seed: 1, journal: None });
    });
    html! {
        <main class="page">
            <h1>{ "쿠버네티스 놀이터" }</h1>
            <EngineStatus state={state.engine.clone()} />
        </main>
    }
}

#[derive(Properties, PartialEq)]
pub struct EngineStatusProps {
    pub state: EngineState,
}

/// Says whether the engine is there.
#[component]
pub fn EngineStatus(props: &EngineStatusProps) -> Html {
    let (kind, text) = match &props.state {
        EngineState::Starting => ("starting", "클러스터를 켜는 중…".to_owned()),
        EngineState::Ready { version } => ("ready", format!("엔진 {version} 준비됨")),
        EngineState::Crashed { reason } => ("crashed", format!("엔진이 멈췄습니다: {reason}")),
    };
    html! { <p class="engine" role="status" data-engine={kind}>{ text }</p> }
}
