//! The page: what the learner sees and touches. It draws what the engine tells it and sends what the learner does.
//! It knows no rule of Kubernetes, and talks to the browser only through `effects`.
//!
//! ```text
//! effects::listen -> Action -> State::reduce -> components -> effects::send
//! ```

pub mod app;
pub mod effects;
pub mod state;
