//! What may be asked of each verb: its options, before anything else is looked at.

use api::request::{PatchType, Verb};
use api::validation::{BadValue, ErrorKind, ErrorList, FieldError};
use api::{Status, Text, Value};

use super::Call;

/// The longest name of a field manager, in bytes.
const LONGEST_MANAGER: usize = 128;
const NOT_OLDER_THAN: &str = "NotOlderThan";
const EXACT: &str = "Exact";

/// Refuses options that cannot be.
pub(in super::super) fn check(call: &Call<'_>) -> Result<(), Status> {
    let o = &call.request.options;
    let (kind, errors) = match call.request.verb {
        Verb::Get => return Ok(()),
        Verb::List => ("ListOptions", of_list(call)),
        Verb::Watch => ("ListOptions", of_watch(call)),
        Verb::Create => ("CreateOptions", of_manager(&o.field_manager)),
        Verb::Update => ("UpdateOptions", of_manager(&o.field_manager)),
        Verb::Patch(patch) => ("PatchOptions", of_patch(call, patch)),
        Verb::Delete => ("DeleteOptions", of_delete(call)),
        Verb::DeleteCollection => {
            refuse("ListOptions", of_list(call))?;
            ("DeleteOptions", of_delete(call))
        }
    };
    let unsupported = o.unsupported.iter().cloned();
    refuse(kind, errors.into_iter().chain(unsupported).collect())
}

fn refuse(kind: &str, errors: ErrorList) -> Result<(), Status> {
    if errors.is_empty() { Ok(()) } else { Err(Status::invalid("meta.k8s.io", kind, "", &errors)) }
}

fn error(kind: ErrorKind, field: &str, value: Value, detail: String) -> FieldError {
    FieldError { kind, field: field.to_string(), value: BadValue::Value(value), detail }
}

fn forbidden(field: &str, why: &str) -> FieldError {
    error(ErrorKind::Forbidden, field, Value::Null, why.to_string())
}

fn unknown_match(word: &str, words: &str) -> FieldError {
    error(ErrorKind::NotSupported, "resourceVersionMatch", Text::new(word).into(), format!("supported values: {words}"))
}

fn of_list(call: &Call<'_>) -> ErrorList {
    let o = &call.request.options;
    let (field, matched) = ("resourceVersionMatch", o.resource_version_match.as_str());
    let mut errors = ErrorList::new();
    if !matched.is_empty() {
        if o.resource_version.is_empty() {
            errors.push(forbidden(field, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
        }
        if !o.continue_token.is_empty() {
            errors.push(forbidden(field, "resourceVersionMatch is forbidden when continue is provided"));
        }
        if matched != EXACT && matched != NOT_OLDER_THAN {
            errors.push(unknown_match(matched, "\"Exact\", \"NotOlderThan\", \"\""));
        }
        if matched == EXACT && o.resource_version == "0" {
            errors.push(forbidden(field, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
        }
    }
    if o.send_initial_events.is_some() {
        errors.push(forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
    }
    errors
}

fn of_watch(call: &Call<'_>) -> ErrorList {
    let o = &call.request.options;
    let (field, matched) = ("resourceVersionMatch", o.resource_version_match.as_str());
    let mut errors = ErrorList::new();
    if o.send_initial_events.is_some() && matched != NOT_OLDER_THAN {
        errors.push(forbidden(field, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
    }
    if !matched.is_empty() {
        if o.send_initial_events.is_none() {
            let why = "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided";
            errors.push(forbidden(field, why));
        }
        if matched != NOT_OLDER_THAN {
            errors.push(unknown_match(matched, "\"NotOlderThan\""));
        }
        if !o.continue_token.is_empty() {
            errors.push(forbidden(field, "resourceVersionMatch is forbidden when continue is provided"));
        }
    }
    errors
}

fn of_patch(call: &Call<'_>, patch: PatchType) -> ErrorList {
    let o = &call.request.options;
    let mut errors = ErrorList::new();
    if patch != PatchType::Apply {
        if o.force {
            errors.push(forbidden("force", "may not be specified for non-apply patch"));
        }
    } else if o.field_manager.is_empty() {
        let why = "is required for apply patch".to_string();
        errors.push(error(ErrorKind::Required, "fieldManager", Value::Null, why));
    }
    errors.extend(of_manager(&o.field_manager));
    errors
}

/// Who writes has a name that is not too long, of characters that can be seen.
fn of_manager(manager: &str) -> ErrorList {
    let mut errors = ErrorList::new();
    if manager.len() > LONGEST_MANAGER {
        let why = format!("may not be more than {LONGEST_MANAGER} bytes");
        errors.push(error(ErrorKind::TooLong, "fieldManager", Value::Null, why));
    }
    for (at, c) in manager.char_indices().filter(|(_, c)| !api::validation::is_print(*c)) {
        let why = format!("invalid character U+{:04X} (at position {at})", u32::from(c));
        errors.push(error(ErrorKind::Invalid, "fieldManager", Text::new(manager).into(), why));
    }
    errors
}

fn of_delete(call: &Call<'_>) -> ErrorList {
    let o = &call.request.options;
    let policy = match o.propagation {
        Some(policy) => policy.as_str(),
        None => o.unsupported.iter().find(|e| e.field == "propagationPolicy").map_or("", |e| match &e.value {
            BadValue::Value(word) => word.as_str().unwrap_or(""),
            _ => "",
        }),
    };
    if o.orphan_dependents.is_none() || policy.is_empty() {
        return ErrorList::new();
    }
    let why = "orphanDependents and deletionPropagation cannot be both set".to_string();
    vec![error(ErrorKind::Invalid, "propagationPolicy", Text::new(policy).into(), why)]
}
