//! Lessons: goals that are checked on the state of a cluster, and the format that lessons are written in.
//!
//! What it is not: it knows no session and no page. A goal is data; whoever has a cluster shows it through [`State`].
//!
//! ```
//! use api::{Value, obj};
//! use lessons::{Asked, Goal, State, check};
//!
//! struct OnePod;
//! impl State for OnePod {
//!     fn list(&self, _kind: &str, _namespace: &str) -> Vec<Value> {
//!         vec![obj!({"metadata": {"name": "web", "namespace": "default"}, "status": {"phase": "Running"}})]
//!     }
//!     fn status(&self, _pod: &Value) -> String {
//!         "Running".into()
//!     }
//!     fn asked(&self) -> &[Asked] {
//!         &[]
//!     }
//! }
//!
//! let goal = obj!({"text": "web이 실행 중이에요", "kind": "Pod", "name": "web", "status": "Running"});
//! assert!(check(&[Goal::from_value(&goal).unwrap()], &OnePod)[0].done);
//! ```

#[cfg(feature = "author")]
pub mod author;
mod goal;
mod words;

pub use goal::{Asked, Goal, GoalState, State, check};
