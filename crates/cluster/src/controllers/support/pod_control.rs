//! Making pods of templates and deleting them, with the events about it.

use api::{Status, Text, Value, meta};

use crate::component::Ctx;
use crate::events::{self, NORMAL, Source, WARNING};
use crate::kinds;

/// A pod as `template` of `owner` describes it; its name is still to be generated.
pub fn from_template(template: &Value, owner: &Value) -> Value {
    let mut metadata = Value::object();
    for key in ["labels", "annotations", "finalizers"] {
        let value = template.get("metadata").get(key);
        if !value.is_null() {
            metadata.set(key, value.clone());
        }
    }
    metadata.set("generateName", format!("{}-", meta::name(owner)));
    metadata.set("namespace", owner.get("metadata").text("namespace"));
    metadata.set("ownerReferences", vec![meta::controller_reference(owner)]);
    let mut pod = Value::object();
    pod.set("apiVersion", "v1");
    pod.set("kind", "Pod");
    pod.set("metadata", metadata);
    pod.set("spec", template.get("spec").clone());
    pod
}

/// Whether a creation was refused because the namespace is going.
pub fn namespace_terminates(status: &Status) -> bool {
    status.causes.iter().any(|c| c.reason == "NamespaceTerminating")
}

/// Creates `pod` for `owner` and tells of it.
pub fn create(ctx: &mut Ctx<'_>, pod: Value, owner: &Value, source: &Source) -> Result<Value, Status> {
    let made = ctx.create(kinds::POD, pod);
    tell_of_creation(ctx, &made, owner, source);
    made
}

/// The same for a pod that is as [`from_template`] made it.
pub fn create_as_made(ctx: &mut Ctx<'_>, pod: Value, owner: &Value, source: &Source) -> Result<Value, Status> {
    let made = ctx.create_of_kept_parts(kinds::POD, pod);
    tell_of_creation(ctx, &made, owner, source);
    made
}

fn tell_of_creation(ctx: &mut Ctx<'_>, made: &Result<Value, Status>, owner: &Value, source: &Source) {
    match made {
        Ok(pod) => {
            let message = format!("Created pod: {}", meta::name(pod));
            events::record(ctx, &events::reference(owner), NORMAL, "SuccessfulCreate", message, source);
        }
        Err(s) if namespace_terminates(s) => {}
        Err(s) => {
            let message = format!("Error creating: {}", s.message);
            events::record(ctx, &events::reference(owner), WARNING, "FailedCreate", message, source);
        }
    }
}

/// Deletes a pod of `owner` and tells of it. A pod that is gone already is fine.
pub fn delete(ctx: &mut Ctx<'_>, namespace: &str, name: &str, owner: &Value, source: &Source) -> Result<(), Status> {
    match ctx.delete(kinds::POD, namespace, name, "", (None, None)) {
        Ok(_) => {
            let message = format!("Deleted pod: {name}");
            events::record(ctx, &events::reference(owner), NORMAL, "SuccessfulDelete", message, source);
            Ok(())
        }
        Err(s) if s.code == 404 => Ok(()),
        Err(s) => {
            let message = format!("Error deleting: {}", s.message);
            events::record(ctx, &events::reference(owner), WARNING, "FailedDelete", message, source);
            Err(s)
        }
    }
}

/// Sets a count in a status; a field that is 0 is left out.
pub fn set_count(status: &mut Value, key: &'static str, n: i64) {
    if n == 0 {
        status.remove(key);
    } else {
        status.set(key, n);
    }
}

/// Splits `namespace/name`.
pub fn split(key: &str) -> (&str, &str) {
    key.split_once('/').unwrap_or(("", key))
}

/// `namespace/name` of an owner's key.
pub fn owner_key(namespace: &str, name: &str) -> Text {
    Text::from([namespace, "/", name].concat())
}

/// Calls `f` up to `count` times in batches of 1, 2, 4, ...; after a batch with a failure no other is tried.
pub fn slow_start(count: usize, mut f: impl FnMut() -> Result<(), Status>) -> Result<(), Status> {
    let (mut left, mut batch) = (count, 1);
    while left > 0 {
        let mut answer = Ok(());
        for _ in 0..batch.min(left) {
            answer = answer.and(f());
        }
        answer?;
        left -= batch.min(left);
        batch *= 2;
    }
    Ok(())
}
