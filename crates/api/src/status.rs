//! Refusals as values: the `Status` object that the API server answers with.

use crate::request::Gvr;
use crate::value::{Map, Text, Value};
use std::ops::{Deref, DerefMut};

/// One of several causes of a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// `FieldValueInvalid`, `FieldValueRequired`, ...
    pub reason: Text,
    /// What is wrong, without the field.
    pub message: String,
    /// Path of the field.
    pub field: String,
}

/// The answer to a call that was refused (or to a deletion that went through). It is a pointer, as thousands of `?` hand
/// it on and each would move a hundred bytes otherwise; its fields are read and written as if they were its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status(Box<Refusal>);

/// What a [`Status`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status code.
    pub code: u16,
    /// `NotFound`, `AlreadyExists`, `Invalid`, ...; empty for a success.
    pub reason: Text,
    /// For people.
    pub message: String,
    /// Name of the object.
    pub name: Text,
    /// Group of the object.
    pub group: Text,
    /// Resource (or kind, where validation refused it).
    pub kind: Text,
    /// Uid of the object, where it is known.
    pub uid: Text,
    /// After how many seconds to try again; 0 for no advice.
    pub retry_after_seconds: u32,
    /// Single causes.
    pub causes: Vec<Cause>,
    /// Where a list that cannot go on as it began can go on all the same; empty otherwise.
    pub continue_token: Text,
}

impl Deref for Status {
    type Target = Refusal;

    fn deref(&self) -> &Refusal {
        &self.0
    }
}

impl DerefMut for Status {
    fn deref_mut(&mut self) -> &mut Refusal {
        &mut self.0
    }
}

impl Status {
    /// A refusal without details.
    pub fn new(code: u16, reason: impl Into<Text>, message: impl Into<String>) -> Status {
        Status(Box::new(Refusal {
            code,
            reason: reason.into(),
            message: message.into(),
            name: Text::EMPTY,
            group: Text::EMPTY,
            kind: Text::EMPTY,
            uid: Text::EMPTY,
            retry_after_seconds: 0,
            causes: Vec::new(),
            continue_token: Text::EMPTY,
        }))
    }
    fn about(mut self, gvr: &Gvr, name: &str) -> Status {
        let refusal = &mut *self;
        (refusal.name, refusal.group, refusal.kind) = (Text::new(name), gvr.group.clone(), gvr.resource.clone());
        self
    }
    /// 404: `pods "x" not found`.
    pub fn not_found(gvr: &Gvr, name: &str) -> Status {
        Status::new(404, "NotFound", format!("{} {name:?} not found", gvr.group_resource())).about(gvr, name)
    }
    /// 409: `pods "x" already exists`.
    pub fn already_exists(gvr: &Gvr, name: &str) -> Status {
        Status::new(409, "AlreadyExists", format!("{} {name:?} already exists", gvr.group_resource())).about(gvr, name)
    }
    /// 409: somebody else was quicker.
    pub fn conflict(gvr: &Gvr, name: &str, why: &str) -> Status {
        let message = format!("Operation cannot be fulfilled on {} {name:?}: {why}", gvr.group_resource());
        Status::new(409, "Conflict", message).about(gvr, name)
    }
    /// 403: `pods "x" is forbidden: why`.
    pub fn forbidden(gvr: &Gvr, name: &str, why: &str) -> Status {
        let what = gvr.group_resource();
        let message = if name.is_empty() {
            format!("{what} is forbidden: {why}")
        } else {
            format!("{what} {name:?} is forbidden: {why}")
        };
        Status::new(403, "Forbidden", message).about(gvr, name)
    }
    /// 400.
    pub fn bad_request(message: impl Into<String>) -> Status {
        Status::new(400, "BadRequest", message)
    }
    /// 405.
    pub fn method_not_allowed(message: impl Into<String>) -> Status {
        Status::new(405, "MethodNotAllowed", message)
    }
    /// 500.
    pub fn internal_error(message: impl Into<String>) -> Status {
        Status::new(500, "InternalError", format!("Internal error occurred: {}", message.into()))
    }
    /// What a runtime said of a stream, as it comes through kubelet and API server.
    pub fn stream_failed(why: &str) -> Status {
        const PREFIX: &str = "Internal error occurred: ";
        let why = why.trim_start_matches(PREFIX);
        // A stream that the kubelet refuses to open never reaches the runtime: only the API server wraps the error.
        let refused = why.starts_with("unable to upgrade connection");
        Status::internal_error(format!("{}{why}", if refused { "" } else { PREFIX }))
    }
    /// As the API object.
    pub fn to_value(&self) -> Value {
        let mut details = Map::new();
        let texts = [("name", &self.name), ("group", &self.group), ("kind", &self.kind), ("uid", &self.uid)];
        for (key, text) in texts {
            if !text.is_empty() {
                details.insert(key, text);
            }
        }
        if self.retry_after_seconds > 0 {
            details.insert("retryAfterSeconds", self.retry_after_seconds);
        }
        if !self.causes.is_empty() {
            let causes: Vec<Value> = self
                .causes
                .iter()
                .map(|c| {
                    let mut m = Map::new();
                    m.insert("reason", &c.reason);
                    m.insert("message", c.message.clone());
                    m.insert("field", c.field.clone());
                    m.into()
                })
                .collect();
            details.insert("causes", causes);
        }
        let mut v = Value::object();
        v.set("apiVersion", "v1");
        v.set("kind", "Status");
        v.set("metadata", Value::object());
        if !self.continue_token.is_empty() {
            v.field_mut("metadata").set("continue", &self.continue_token);
        }
        v.set("status", if self.code < 400 { "Success" } else { "Failure" });
        if !self.message.is_empty() {
            v.set("message", self.message.clone());
        }
        if !self.reason.is_empty() {
            v.set("reason", &self.reason);
        }
        // Who is refused gets them even where they say nothing.
        if !details.is_empty() || self.reason == "Forbidden" {
            v.set("details", details);
        }
        v.set("code", i64::from(self.code));
        v
    }
}
