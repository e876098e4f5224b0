//! The nouns of Kubernetes: the object tree, the kinds, requests and refusals, and what is true of objects without
//! any cluster (YAML, schema, defaults, validation, selectors, quantities, patches).
//!
//! What it is not: it stores nothing, knows no time and no cluster.
//!
//! ```
//! use api::{meta, obj};
//! let pod = obj!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "default"}});
//! assert_eq!(meta::key(&pod), "default/web");
//! ```

pub mod base64;
pub mod cron;
pub mod defaults;
pub mod der;
pub mod descriptions;
pub mod digest;
pub mod duration;
pub mod explain;
pub mod go_order;
pub mod json;
pub mod kinds;
pub mod managed;
pub mod meta;
pub mod names;
pub mod patch;
pub mod quantity;
pub mod request;
pub mod rest;
pub mod schema;
pub mod selector;
pub mod status;
pub mod structural;
pub mod time;
pub mod validation;
pub mod value;
pub mod views;
pub mod yaml;
pub mod zone;

pub use digest::sha256;
pub use request::{Body, Gvr, Request, Response, Verb};
pub use status::Status;
pub use value::{Map, Text, Value};
