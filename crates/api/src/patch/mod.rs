//! Patches: JSON patch, merge patch and Kubernetes' strategic merge, how to apply and how to compute them.
//!
//! What may be patched by whom, and what the result must satisfy, is the API server's business.
//!
//! ```
//! use api::{obj, patch, schema};
//! let pod = obj!({"spec": {"containers": [{"name": "web", "image": "nginx:1.14"}]}});
//! let change = obj!({"spec": {"containers": [{"name": "web", "image": "nginx:1.16"}]}});
//! let done = patch::strategic(&pod, &change, schema::of("", "v1", "Pod").unwrap()).unwrap();
//! assert_eq!(done.at(&["spec"]).list("containers")[0].str("image"), "nginx:1.16");
//! ```

mod body;
mod conflict;
mod diff;
mod json_patch;
mod merge;
mod order;
mod strategic;

pub use body::read;
pub use conflict::conflict;
pub use diff::{strategic_three_way, strategic_two_way};
pub use json_patch::json_patch;
pub use merge::{merge_patch, merge_three_way, merge_two_way};
pub use strategic::{strategic, strategic_in_front};

use crate::json;
use crate::status::Status;
use crate::value::Value;

/// Why a patch cannot be applied or computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatchError {
    /// The patch is no patch.
    BadRequest(String),
    /// It does not fit the object. The API server keeps the reason to itself.
    Unprocessable(String),
    /// Too many operations.
    TooLarge(String),
    /// What the server did not expect.
    Internal(String),
}

impl PatchError {
    /// The reason.
    pub fn message(&self) -> &str {
        match self {
            PatchError::BadRequest(m)
            | PatchError::Unprocessable(m)
            | PatchError::TooLarge(m)
            | PatchError::Internal(m) => m,
        }
    }
}

impl From<PatchError> for Status {
    fn from(e: PatchError) -> Status {
        match e {
            PatchError::BadRequest(m) => Status::bad_request(m),
            PatchError::Unprocessable(_) => {
                Status::new(422, "Invalid", "the server rejected our request due to an error in our request")
            }
            PatchError::TooLarge(m) => Status::new(413, "RequestEntityTooLarge", m),
            PatchError::Internal(m) => Status::new(500, "", m),
        }
    }
}

/// A tree as Go's `%v` prints it: `map[spec:map[replicas:x]]`.
pub fn go_text(v: &Value) -> String {
    match v {
        Value::Null => "<nil>".into(),
        Value::Str(s) => s.to_string(),
        Value::List(l) => format!("[{}]", l.iter().map(go_text).collect::<Vec<_>>().join(" ")),
        Value::Map(m) => {
            let entries: Vec<String> = m.iter().map(|(k, v)| format!("{k}:{}", go_text(v))).collect();
            format!("map[{}]", entries.join(" "))
        }
        other => json::to_string(other),
    }
}

#[cfg(test)]
mod tests;
