//! The page as a module of its own; `boot.js` loads it.

fn main() {
    if let Some(root) = gloo::utils::document().get_element_by_id("page") {
        yew::Renderer::<web::app::App>::with_root(root).render();
    }
}
