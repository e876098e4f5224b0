//! Definitions of custom resources: their names are accepted or refused, and their objects go before they do.

use std::time::Duration;

use api::kinds::KINDS;
use api::request::{Request, Verb};
use api::{Text, Value, meta};

use crate::apiserver::crd::{CLEANUP, set_condition};
use crate::component::{Component, Ctx, Event, Queue};
use crate::kinds;

#[derive(Clone)]
pub struct Definitions;

const TRY_AGAIN: Duration = Duration::from_millis(500);

impl Component for Definitions {
    fn name(&self) -> &'static str {
        "apiextensions"
    }
    fn process(&self) -> &'static str {
        "kube-apiserver"
    }
    fn on_event(&mut self, event: &Event<'_>, queue: &mut Queue<'_>) {
        if let Event::Changed(change) = event
            && change.is(kinds::CUSTOM_RESOURCE_DEFINITION)
        {
            queue.add(meta::name(&change.new).to_string());
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let Some(definition) = ctx.get(kinds::CUSTOM_RESOURCE_DEFINITION, "", key) else { return };
        if meta::deletion_timestamp(&definition).is_empty() {
            establish(definition, ctx);
        } else if meta::finalizers(&definition).iter().any(|f| f.as_str() == Some(CLEANUP)) {
            clean_up(key, definition, ctx);
        }
    }
    fn clone_box(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}

/// Accepts the names if nobody else in the group has them.
fn establish(definition: Value, ctx: &mut Ctx<'_>) {
    let taken = taken_name(&definition, ctx);
    let mut updated = definition.clone();
    match &taken {
        None => {
            let names = definition.get("spec").get("names").clone();
            updated.field_mut("status").set("acceptedNames", names);
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
        // A conflict means that another change is on its way, which brings us back.
        let _ = ctx.update_status(kinds::CUSTOM_RESOURCE_DEFINITION, updated);
    }
}

/// Which of the names somebody else has: reason and message.
fn taken_name(definition: &Value, ctx: &Ctx<'_>) -> Option<(&'static str, String)> {
    let spec = definition.get("spec");
    let (group, names) = (spec.str("group"), spec.get("names"));
    let mut resources: Vec<String> = Vec::new();
    let mut all_kinds: Vec<String> = Vec::new();
    for k in KINDS.iter().filter(|k| k.group == group) {
        resources.extend([k.plural, k.singular].map(String::from));
        resources.extend(k.short_names.iter().map(|s| s.to_string()));
        all_kinds.extend([k.kind.to_string(), format!("{}List", k.kind)]);
    }
    for other in ctx.api.read_all(kinds::CUSTOM_RESOURCE_DEFINITION, "") {
        if meta::name(other) == meta::name(definition) || other.get("spec").str("group") != group {
            continue;
        }
        let accepted = other.get("status").get("acceptedNames");
        resources.extend([accepted.str("plural"), accepted.str("singular")].map(String::from));
        resources.extend(accepted.list("shortNames").iter().filter_map(Value::as_str).map(String::from));
        all_kinds.extend([accepted.str("kind"), accepted.str("listKind")].map(String::from));
    }
    let in_use = |list: &[String], name: &str| !name.is_empty() && list.iter().any(|n| n == name);
    let message = |name: &str| format!("{name:?} is already in use");
    if in_use(&resources, names.str("plural")) {
        return Some(("PluralConflict", message(names.str("plural"))));
    }
    if in_use(&resources, names.str("singular")) {
        return Some(("SingularConflict", message(names.str("singular"))));
    }
    if let Some(short) = names.list("shortNames").iter().filter_map(Value::as_str).find(|s| in_use(&resources, s)) {
        return Some(("ShortNamesConflict", message(short)));
    }
    if in_use(&all_kinds, names.str("kind")) {
        return Some(("KindConflict", message(names.str("kind"))));
    }
    if in_use(&all_kinds, names.str("listKind")) {
        return Some(("ListKindConflict", message(names.str("listKind"))));
    }
    None
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
