//! Definitions of custom resources: their names are accepted or refused, and their objects go before they do.

use std::time::Duration;

use api::kinds::KINDS;
use api::request::{Request, Verb};
use api::{Text, Value, meta};

use crate::apiserver::crd::{CLEANUP, set_condition};
use crate::component::{Change, Component, Ctx, Queue};
use crate::kinds;

#[derive(Clone)]
pub struct Definitions;

const TRY_AGAIN: Duration = Duration::from_millis(500);

impl Component for Definitions {
    fn name(&self) -> &'static str {
        "apiextensions"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::CUSTOM_RESOURCE_DEFINITION) {
            queue.add(meta::name(&change.new).to_string());
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let Some(definition) = ctx.get(kinds::CUSTOM_RESOURCE_DEFINITION, "", key) else { return look_again(key, ctx) };
        if meta::deletion_timestamp(&definition).is_empty() {
            establish(definition, ctx);
        } else if meta::finalizers(&definition).iter().any(|f| f.as_str() == Some(CLEANUP)) {
            clean_up(key, definition, ctx);
        }
    }
}

/// Accepts each name that nobody else in the group has.
fn establish(definition: Value, ctx: &mut Ctx<'_>) {
    let (accepted, conflict) = accepted_names(&definition, ctx);
    let mut updated = definition.clone();
    updated.field_mut("status").set("acceptedNames", accepted);
    match &conflict {
        None => {
            set_condition(&mut updated, ("NamesAccepted", "True", "NoConflicts", "no conflicts found"), ctx.now);
            let message = "the initial names have been accepted";
            set_condition(&mut updated, ("Established", "True", "InitialNamesAccepted", message), ctx.now);
        }
        Some((reason, message)) => {
            set_condition(&mut updated, ("NamesAccepted", "False", reason, message), ctx.now);
            let established = definition.get("status").list("conditions").iter();
            if !established.into_iter().any(|c| c.str("type") == "Established" && c.str("status") == "True") {
                let message = "not all names are accepted";
                set_condition(&mut updated, ("Established", "False", "NotAccepted", message), ctx.now);
            }
        }
    }
    if updated != definition {
        let names = |d: &Value| d.get("status").get("acceptedNames").clone();
        if names(&updated) != names(&definition) {
            look_again(meta::name(&definition), ctx);
        }
        // A conflict means that another change is on its way, which brings us back.
        let _ = ctx.update_status(kinds::CUSTOM_RESOURCE_DEFINITION, updated);
    }
}

/// The names of a definition are others or free: those of its group may now have what they were refused.
fn look_again(name: &str, ctx: &mut Ctx<'_>) {
    let group = name.split_once('.').map_or("", |(_, group)| group);
    let all = ctx.api.read_all(kinds::CUSTOM_RESOURCE_DEFINITION, "");
    let of_group = all.filter(|d| d.get("spec").str("group") == group).map(|d| d.get("metadata").text("name"));
    let others: Vec<Text> = of_group.filter(|other| *other != name).collect();
    others.into_iter().for_each(|other| ctx.requeue(other, Duration::ZERO));
}

/// The names that a definition has from now on, and the last one that somebody else has: reason and message.
fn accepted_names(definition: &Value, ctx: &Ctx<'_>) -> (Value, Option<(&'static str, String)>) {
    let spec = definition.get("spec");
    let (group, names) = (spec.str("group"), spec.get("names"));
    let mut resources: Vec<Text> = Vec::new();
    let mut all_kinds: Vec<Text> = Vec::new();
    for k in KINDS.iter().filter(|k| k.group == group) {
        resources.extend([k.plural, k.singular].iter().chain(k.short_names).map(|n| Text::from(*n)));
        all_kinds.extend([Text::from(k.kind), Text::from([k.kind, "List"].concat())]);
    }
    for other in ctx.api.read_all(kinds::CUSTOM_RESOURCE_DEFINITION, "") {
        if other.get("spec").str("group") == group && meta::name(other) != meta::name(definition) {
            let taken = other.get("status").get("acceptedNames");
            resources.extend([taken.text("plural"), taken.text("singular")]);
            resources.extend(taken.list("shortNames").iter().filter_map(Value::as_text).cloned());
            all_kinds.extend([taken.text("kind"), taken.text("listKind")]);
        }
    }
    let mut accepted = definition.get("status").get("acceptedNames").clone();
    let mut conflict = None;
    for (key, used, reason) in [
        ("plural", &resources, "PluralConflict"),
        ("singular", &resources, "SingularConflict"),
        ("shortNames", &resources, "ShortNamesConflict"),
        ("kind", &all_kinds, "KindConflict"),
        ("listKind", &all_kinds, "ListKindConflict"),
        ("categories", &Vec::new(), ""),
    ] {
        let asked = names.get(key);
        let all = if let Value::List(list) = asked { list } else { std::slice::from_ref(asked) };
        let own = |name: &Value| name == accepted.get(key) || accepted.list(key).contains(name);
        let taken = all.iter().filter(|n| !own(n)).filter_map(Value::as_text).filter(|n| used.contains(n));
        let texts: Vec<String> = taken.map(|n| format!("{:?} is already in use", n.as_str())).collect();
        match texts.as_slice() {
            [] if asked.is_null() => drop(accepted.remove(key)),
            [] => accepted.set(key, asked),
            [one] => conflict = Some((reason, one.clone())),
            many => conflict = Some((reason, format!("[{}]", many.join(", ")))),
        }
    }
    (accepted, conflict)
}

/// Deletes the objects of a definition, then lets it go.
fn clean_up(key: &Text, definition: Value, ctx: &mut Ctx<'_>) {
    let served = ctx.api.resources().find(|r| r.custom.as_ref().is_some_and(|c| c.definition == *key)).cloned();
    let objects: Vec<Value> = served.iter().flat_map(|r| ctx.api.read_all_any(r, "")).cloned().collect();
    let mut updated = definition.clone();
    if objects.is_empty() {
        let message = "removed all instances";
        set_condition(&mut updated, ("Terminating", "False", "InstanceDeletionCompleted", message), ctx.now);
        let rest: Vec<Value> =
            meta::finalizers(&definition).iter().filter(|f| f.as_str() != Some(CLEANUP)).cloned().collect();
        if rest.is_empty() {
            updated.field_mut("metadata").remove("finalizers");
        } else {
            updated.field_mut("metadata").set("finalizers", rest);
        }
        let _ = ctx.update(kinds::CUSTOM_RESOURCE_DEFINITION, updated);
        return;
    }
    let message = "CustomResource deletion is in progress";
    set_condition(&mut updated, ("Terminating", "True", "InstanceDeletionInProgress", message), ctx.now);
    if updated != definition {
        let _ = ctx.update_status(kinds::CUSTOM_RESOURCE_DEFINITION, updated);
    }
    for object in objects.iter().filter(|o| meta::deletion_timestamp(o).is_empty()) {
        let Some(resource) = &served else { break };
        let namespace = Text::new(meta::namespace(object));
        // One that is gone already needs no deletion.
        let _ = ctx.call(Request::new(Verb::Delete, resource.gvr.clone(), namespace, Text::new(meta::name(object))));
    }
    ctx.requeue(key.clone(), TRY_AGAIN);
}
