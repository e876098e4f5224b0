//! What the page says when the engine has stopped, drawn by a real browser.
#![cfg(target_arch = "wasm32")]

use gloo::utils::document;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web::app::Page;
use web::notices::crash;
use web::state::{EngineState, State};
use web::text::Lang;
use yew::prelude::*;

wasm_bindgen_test_configure!(run_in_browser);

#[component]
fn Stopped() -> Html {
    let state = use_reducer(State::default);
    let engine = EngineState::Crashed { reason: "unreachable".into() };
    crash(&Page { dispatch: state.dispatcher() }, &engine, Lang::Ko)
}

#[wasm_bindgen_test]
async fn says_that_the_engine_has_stopped_and_why() {
    let root = document().create_element("div").unwrap();
    document().body().unwrap().append_child(&root).unwrap();
    yew::Renderer::<Stopped>::with_root(root.clone()).render();
    yew::platform::time::sleep(std::time::Duration::ZERO).await;
    let said = root.query_selector("[role=alert]").unwrap().unwrap().text_content().unwrap();
    assert!(said.contains("엔진이 멈췄어요") && said.contains("unreachable"), "{said}");
    assert!(said.contains("되살리기") && said.contains("처음부터"), "{said}");
}
