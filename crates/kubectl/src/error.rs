//! How a command fails, and how kubectl tells it: one place for `error: ...`, `Error from server (...)` and `The Pod "x" is invalid: ...`.

use api::Status;
use api::status::Cause;

/// Why a command ends before its time.
#[derive(Clone, Debug)]
pub(crate) enum Error {
    /// Printed as `error: ...`, unless it begins so itself.
    Plain(String),
    /// Printed as it is.
    Verbatim(String),
    /// A refusal by the server.
    Status(Status),
    /// A refusal by the server, with what kubectl was doing: `error when creating "a.yaml": `.
    Doing(String, Status),
    /// The kubeconfig is no good.
    Configuration(String),
    /// Several at once, each told as if it were alone; the exit code is one.
    Many(Vec<Error>),
    /// A command in a container ended with this code.
    Remote(i32),
    /// Printed as it is, with an exit code of its own.
    Coded(i32, String),
    /// An error with what goes to standard output before it.
    Told(String, String),
    /// Everything has been said: only the exit code is left.
    Exit(i32),
}

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

impl From<Status> for Error {
    fn from(status: Status) -> Error {
        Error::Status(status)
    }
}

/// An error that kubectl found itself.
pub(crate) fn plain(text: impl Into<String>) -> Error {
    Error::Plain(text.into())
}

/// No resource of this name: what a mapper says where nothing catches it, without `error: ` in front.
pub(crate) fn no_resource(name: &str, group: &str) -> Error {
    let place = if group.is_empty() { String::new() } else { format!(" in group {group:?}") };
    Error::Verbatim(format!("the server doesn't have a resource type {name:?}{place}"))
}

/// An error about the way a command was called.
pub(crate) fn usage(command: &str, text: impl std::fmt::Display) -> Error {
    Error::Plain(format!("{text}\nSee '{command} -h' for help and examples"))
}

impl Error {
    /// What was being done when the server refused. Errors that are not the server's keep `what` in front.
    pub(crate) fn doing(self, what: &str) -> Error {
        match self {
            Error::Status(s) => Error::Doing(what.to_string(), s),
            Error::Doing(inner, s) => Error::Doing(format!("{what}{inner}"), s),
            Error::Plain(text) => Error::Plain(format!("{what}{text}")),
            other => other,
        }
    }
    /// The bare message, as Go's `err.Error()` gives it.
    pub(crate) fn message(&self) -> String {
        match self {
            Error::Plain(text) | Error::Verbatim(text) | Error::Configuration(text) | Error::Told(_, text) => {
                text.clone()
            }
            Error::Status(s) => s.message.clone(),
            Error::Doing(what, s) => format!("{what}{}", s.message),
            Error::Many(all) => aggregate(all),
            Error::Remote(code) => format!("command terminated with exit code {code}"),
            Error::Coded(_, text) => text.clone(),
            Error::Exit(code) => format!("exit status {code}"),
        }
    }
    /// The server's refusal inside, if it is one.
    pub(crate) fn status(&self) -> Option<&Status> {
        match self {
            Error::Status(s) | Error::Doing(_, s) => Some(s),
            _ => None,
        }
    }
    /// The refusals of the server that are shown whole where somebody wants to know; one `Invalid` alone is told
    /// in full anyway.
    pub(crate) fn refusals(&self) -> Vec<api::Value> {
        let whole = |what: &str, s: &Status| {
            let mut value = s.to_value();
            value.set("message", format!("{what}{}", s.message));
            value
        };
        match self {
            Error::Many(all) if all.len() > 1 => {
                let each = all.iter().filter_map(|e| match e {
                    Error::Status(s) => Some(whole("", s)),
                    Error::Doing(what, s) => Some(whole(what, s)),
                    _ => None,
                });
                each.collect()
            }
            Error::Many(all) => all.first().map_or_else(Vec::new, Error::refusals),
            Error::Status(s) if s.reason != "Invalid" => vec![whole("", s)],
            Error::Doing(what, s) if s.reason != "Invalid" => vec![whole(what, s)],
            _ => Vec::new(),
        }
    }
    /// Whether the server said so: `NotFound`, `Conflict`, ...
    pub(crate) fn is(&self, reason: &str) -> bool {
        self.status().is_some_and(|s| s.reason == reason)
    }
    /// What goes to standard output before the error.
    pub(crate) fn output(&self) -> &str {
        match self {
            Error::Told(output, _) => output,
            _ => "",
        }
    }
    pub(crate) fn exit_code(&self) -> i32 {
        match self {
            Error::Exit(code) | Error::Remote(code) | Error::Coded(code, _) => *code,
            _ => 1,
        }
    }
    /// One of several: kubectl leaves out `error: ` there, and does not take an `Invalid` apart.
    fn in_a_row(&self) -> String {
        match self {
            Error::Status(s) => server_text("", s),
            Error::Doing(what, s) => server_text(what, s),
            Error::Configuration(_) => self.text(),
            other => other.message(),
        }
    }
    /// What goes to standard error.
    pub(crate) fn text(&self) -> String {
        let mut text = match self {
            Error::Plain(text) if text.starts_with("error: ") => text.clone(),
            Error::Plain(text) | Error::Told(_, text) => format!("error: {text}"),
            Error::Verbatim(text) => text.clone(),
            Error::Configuration(text) => format!("Error in configuration: {text}"),
            Error::Status(s) => status_text("", s),
            Error::Doing(what, s) => status_text(what, s),
            Error::Many(all) if all.len() == 1 => return all[0].text(),
            Error::Many(all) => all.iter().map(|e| e.in_a_row() + "\n").collect(),
            Error::Remote(_) | Error::Coded(..) => self.message(),
            Error::Exit(_) => String::new(),
        };
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text
    }
}

/// Several errors as one line: `[a, b]`, each once.
fn aggregate(all: &[Error]) -> String {
    let mut messages: Vec<String> = Vec::new();
    for m in all.iter().map(Error::message) {
        if !messages.contains(&m) {
            messages.push(m);
        }
    }
    if messages.len() == 1 { messages.swap_remove(0) } else { format!("[{}]", messages.join(", ")) }
}

fn status_text(what: &str, s: &Status) -> String {
    match &*s.reason {
        "Invalid" => {
            let head = if s.kind.is_empty() && s.name.is_empty() {
                "The request is invalid".to_string()
            } else {
                format!("The {} {:?} is invalid", s.kind, &*s.name)
            };
            match (s.causes.is_empty(), s.kind.is_empty() && s.name.is_empty()) {
                // A refusal without causes (a JSON patch that does not apply) tells its message.
                (true, true) => format!("{head}: {}", s.message),
                (true, false) => head,
                _ => invalid(&head, &s.causes),
            }
        }
        _ => server_text(what, s),
    }
}

fn server_text(what: &str, s: &Status) -> String {
    match &*s.reason {
        "Unauthorized" => format!("error: You must be logged in to the server ({what}{})", s.message),
        "" => format!("Error from server: {what}{}", s.message),
        reason => format!("Error from server ({reason}): {what}{}", s.message),
    }
}

fn invalid(head: &str, causes: &[Cause]) -> String {
    let line = |c: &Cause| {
        if c.field.is_empty() { c.message.clone() } else { format!("{}: {}", c.field, c.message) }
    };
    let mut lines: Vec<String> = Vec::new();
    for text in causes.iter().map(line) {
        if !lines.contains(&text) {
            lines.push(text);
        }
    }
    // A line that ends in a difference has an end of its own already, and gets another one.
    match &lines[..] {
        [only] => format!("{head}: {only}\n"),
        _ => lines.iter().fold(format!("{head}: \n"), |text, line| format!("{text}* {line}\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::Gvr;

    #[test]
    fn as_kubectl_prints_them() {
        let pods = Gvr::new("", "v1", "pods");
        let not_found = Error::from(Status::not_found(&pods, "x"));
        assert_eq!(not_found.text(), "Error from server (NotFound): pods \"x\" not found\n");
        let doing = not_found.doing("error when creating \"a.yaml\": ");
        assert_eq!(
            doing.text(),
            "Error from server (NotFound): error when creating \"a.yaml\": pods \"x\" not found\n"
        );
        assert_eq!(plain("bad").text(), "error: bad\n");
        let cause =
            |field: &str| Cause { reason: "FieldValueInvalid".into(), message: "no".into(), field: field.into() };
        let mut s = Status::new(422, "Invalid", "...");
        (s.kind, s.name) = ("Pod".into(), "x".into());
        s.causes = vec![cause("a"), cause("b"), cause("a")];
        assert_eq!(Error::from(s).text(), "The Pod \"x\" is invalid: \n* a: no\n* b: no\n");
    }
}
