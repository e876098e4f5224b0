//! The status line, drawn by a real browser.
#![cfg(target_arch = "wasm32")]

use gloo::utils::document;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web::app::{EngineStatus, EngineStatusProps};
use web::state::EngineState;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn says_what_the_engine_does() {
    let root = document().create_element("div").unwrap();
    document().body().unwrap().append_child(&root).unwrap();
    let state = EngineState::Crashed { reason: "unreachable".into() };
    yew::Renderer::<EngineStatus>::with_root_and_props(root.clone(), EngineStatusProps { state }).render();
    yew::platform::time::sleep(std::time::Duration::ZERO).await;
    let line = root.query_selector("[role=status]").unwrap().unwrap();
    assert_eq!(line.get_attribute("data-engine").as_deref(), Some("crashed"));
    assert_eq!(line.text_content().as_deref(), Some("엔진이 멈췄습니다: unreachable"));
}
