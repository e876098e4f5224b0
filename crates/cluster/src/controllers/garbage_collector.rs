//! The garbage collector: what becomes of dependents when their owners go.
//!
//! Background: dependents go once all their owners are gone. Foreground: an owner with the finalizer
//! `foregroundDeletion` waits for the dependents that block it. Orphan: an owner with the finalizer `orphan` waits
//! until its dependents have forgotten it.

use sorted::SortedSet;
use std::rc::Rc;
use std::time::Duration;

use api::request::{PatchType, Propagation, Request};
use api::{Gvr, Status, Text, Value, Verb, meta, obj};

use super::support::retry::Retry;
use crate::component::{Change, Component, Ctx, Queue};
use crate::events::{self, Source, WARNING};

const NAME: &str = "garbage-collector-controller";
const FOREGROUND: &str = "foregroundDeletion";
const ORPHAN: &str = "orphan";

/// The garbage collector.
#[derive(Clone, Default)]
pub struct GarbageCollector {
    /// Owners that were seen to exist, with their namespaces: further dependents of them there need no look.
    known: Rc<SortedSet<Text>>,
    retry: Retry,
}

/// An object of any kind with what is needed to call for it.
struct Item {
    gvr: Gvr,
    object: Value,
}

impl Item {
    fn key(&self) -> Text {
        key(self.object.str("apiVersion"), self.object.str("kind"), &self.object)
    }
    fn request(&self, verb: Verb) -> Request {
        let m = self.object.get("metadata");
        Request::new(verb, self.gvr.clone(), m.text("namespace"), m.text("name"))
    }
}

fn key(api_version: &str, kind: &str, object: &Value) -> Text {
    Text::from([api_version, kind, meta::namespace(object), meta::name(object)].join("|"))
}

/// What an owner is known by to the objects of a namespace: whoever names it otherwise is looked at.
fn place(namespace: &str, reference: &Value) -> Text {
    let [version, kind, name, uid] = ["apiVersion", "kind", "name", "uid"].map(|key| reference.str(key));
    Text::from([namespace, version, kind, name, uid].join("|"))
}

/// What an owner is known by where it lives itself.
fn own_place(owner: &Value) -> Text {
    let [version, kind] = ["apiVersion", "kind"].map(|key| owner.str(key));
    Text::from([meta::namespace(owner), version, kind, meta::name(owner), meta::uid(owner)].join("|"))
}

/// Finds the object of a kind by name.
fn find(ctx: &Ctx<'_>, api_version: &str, kind: &str, namespace: &str, name: &str) -> Found {
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    let Some(resource) = ctx.api.resource_of(group, version, kind).or_else(|| ctx.api.resource_of(group, "", kind))
    else {
        return Found::UnknownKind;
    };
    let namespace = if resource.namespaced { namespace } else { "" };
    match ctx.api.read_any(resource, namespace, name) {
        Some(object) => Found::Item(Item { gvr: resource.gvr.clone(), object }),
        None => Found::Nothing,
    }
}

enum Found {
    Item(Item),
    Nothing,
    UnknownKind,
}

fn is_going(object: &Value) -> bool {
    !meta::deletion_timestamp(object).is_empty()
}

fn has_finalizer(object: &Value, finalizer: &str) -> bool {
    meta::finalizers(object).iter().any(|f| f.as_str() == Some(finalizer))
}

fn waits_for_dependents(object: &Value) -> bool {
    is_going(object) && (has_finalizer(object, FOREGROUND) || has_finalizer(object, ORPHAN))
}

/// Owners of a dependent, by what is known of them.
#[derive(Default)]
struct Owners {
    solid: usize,
    dangling: Vec<Text>,
    waiting: Vec<Text>,
}

fn dependents_of(owner: &Value, ctx: &Ctx<'_>) -> Vec<Item> {
    let all = ctx.api.dependents_of(meta::uid(owner));
    all.map(|(resource, object)| Item { gvr: resource.gvr.clone(), object: object.clone() }).collect()
}

impl GarbageCollector {
    fn owners_of(&mut self, object: &Value, ctx: &mut Ctx<'_>) -> Owners {
        let mut owners = Owners::default();
        for r in meta::owner_references(object) {
            match find(ctx, r.str("apiVersion"), r.str("kind"), meta::namespace(object), r.str("name")) {
                Found::Item(o) if meta::uid(&o.object) == r.str("uid") => {
                    if is_going(&o.object) && has_finalizer(&o.object, FOREGROUND) {
                        owners.waiting.push(r.text("uid"));
                    } else {
                        Rc::make_mut(&mut self.known).insert(own_place(&o.object));
                        owners.solid += 1;
                    }
                }
                // A kind that nobody serves may be served again.
                Found::UnknownKind => owners.solid += 1,
                _ => {
                    let (namespaced, elsewhere) = in_another_namespace(r, object, ctx);
                    if elsewhere {
                        warn_of_namespace(r, object, ctx);
                    }
                    if namespaced && meta::namespace(object).is_empty() {
                        // Nothing in a namespace can own it, so that it is never known to be gone.
                        owners.solid += 1;
                    } else {
                        owners.dangling.push(r.text("uid"));
                    }
                }
            }
        }
        owners
    }

    /// Deletes the object if nobody owns it any longer.
    fn attempt_to_delete(&mut self, item: &Item, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let object = &item.object;
        if is_going(object) || meta::owner_references(object).is_empty() {
            return Ok(());
        }
        let owners = self.owners_of(object, ctx);
        let gone: Vec<Text> = owners.dangling.iter().chain(&owners.waiting).cloned().collect();
        if owners.solid > 0 {
            return if gone.is_empty() { Ok(()) } else { forget_owners(item, &gone, ctx) };
        }
        let has_dependents = ctx.api.dependents_of(meta::uid(object)).next().is_some();
        let foreground = !owners.waiting.is_empty() && has_dependents;
        let propagation = if foreground || has_finalizer(object, FOREGROUND) {
            Propagation::Foreground
        } else if has_finalizer(object, ORPHAN) {
            Propagation::Orphan
        } else {
            Propagation::Background
        };
        let mut request = item.request(Verb::Delete);
        request.options.propagation = Some(propagation);
        request.options.precondition_uid = Text::new(meta::uid(object));
        match ctx.call(request) {
            Err(s) if s.code != 404 && s.code != 409 => Err(s),
            _ => Ok(()),
        }
    }

    fn sync(&mut self, key: &str, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let mut parts = key.split('|');
        let mut next = || parts.next().unwrap_or("");
        let Found::Item(item) = find(ctx, next(), next(), next(), next()) else { return Ok(()) };
        if is_going(&item.object) { process_owner(&item, ctx) } else { self.attempt_to_delete(&item, ctx) }
    }
}

/// An owner that waits: for the dependents that block it, or until they have forgotten it.
fn process_owner(owner: &Item, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let uid = Text::new(meta::uid(&owner.object));
    if has_finalizer(&owner.object, ORPHAN) {
        for dependent in dependents_of(&owner.object, ctx) {
            forget_owners(&dependent, std::slice::from_ref(&uid), ctx)?;
        }
        return remove_finalizer(owner, ORPHAN, ctx);
    }
    if !has_finalizer(&owner.object, FOREGROUND) {
        return Ok(());
    }
    let blocks = |r: &Value| r.str("uid") == uid.as_str() && r.bool("blockOwnerDeletion");
    let dependents = dependents_of(&owner.object, ctx);
    let blocking: Vec<&Item> =
        dependents.iter().filter(|d| meta::owner_references(&d.object).iter().any(blocks)).collect();
    if blocking.is_empty() {
        return remove_finalizer(owner, FOREGROUND, ctx);
    }
    for dependent in blocking.iter().filter(|d| !is_going(&d.object)) {
        ctx.requeue(dependent.key(), Duration::ZERO);
    }
    Ok(())
}

/// Whether owners of that kind live in namespaces, and whether the owner itself lives in one that is not the object's.
fn in_another_namespace(reference: &Value, object: &Value, ctx: &Ctx<'_>) -> (bool, bool) {
    let (group, version) = reference.str("apiVersion").split_once('/').unwrap_or(("", reference.str("apiVersion")));
    let resource = ctx.api.resource_of(group, version, reference.str("kind")).filter(|r| r.namespaced);
    let Some(resource) = resource else { return (false, false) };
    let there = |o: &Value| meta::uid(o) == reference.str("uid") && meta::namespace(o) != meta::namespace(object);
    (true, ctx.api.read_all_any(resource, "").any(there))
}

fn warn_of_namespace(reference: &Value, object: &Value, ctx: &mut Ctx<'_>) {
    let message = format!(
        "ownerRef [{}/{}, namespace: {}, name: {}, uid: {}] does not exist in namespace {:?}",
        reference.str("apiVersion"),
        reference.str("kind"),
        meta::namespace(object),
        reference.str("name"),
        reference.str("uid"),
        meta::namespace(object)
    );
    let source = Source::component(NAME);
    events::record(ctx, &events::reference(object), WARNING, "OwnerRefInvalidNamespace", message, &source);
}

fn forget_owners(item: &Item, uids: &[Text], ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let left: Vec<Value> = meta::owner_references(&item.object)
        .iter()
        .filter(|r| !uids.iter().any(|u| r.str("uid") == u.as_str()))
        .cloned()
        .collect();
    let left = if left.is_empty() { Value::Null } else { Value::from(left) };
    let uid = item.object.get("metadata").text("uid");
    patch(item, obj!({"metadata": {"uid": uid, "ownerReferences": left}}), ctx)
}

fn remove_finalizer(item: &Item, finalizer: &str, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let left: Vec<Value> =
        meta::finalizers(&item.object).iter().filter(|f| f.as_str() != Some(finalizer)).cloned().collect();
    let left = if left.is_empty() { Value::Null } else { Value::from(left) };
    let version = Text::new(meta::resource_version(&item.object));
    patch(item, obj!({"metadata": {"resourceVersion": version, "finalizers": left}}), ctx)
}

fn patch(item: &Item, patch: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    match ctx.call(item.request(Verb::Patch(PatchType::Merge)).with_body(patch)) {
        Err(s) if s.code != 404 => Err(s),
        _ => Ok(()),
    }
}

impl GarbageCollector {
    /// Whether an owner is there for an object: in its namespace, or in none.
    fn knows(&self, object: &Value, reference: &Value) -> bool {
        [meta::namespace(object), ""].iter().any(|namespace| self.known.contains(&place(namespace, reference)))
    }

    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        let (old, new) = (&change.old, &change.new);
        let own_key = || key(new.str("apiVersion"), new.str("kind"), new);
        let references = meta::owner_references(new);
        if change.deleted() {
            let place = own_place(new);
            if self.known.contains(&place) {
                Rc::make_mut(&mut self.known).remove(&place);
            }
            // Dependents are found by its uid, which is all that is left of it.
            queue.add(Text::from(format!("gone/{}", meta::uid(new))));
        } else if meta::owner_references(old) != references && references.iter().any(|r| !self.knows(new, r)) {
            queue.add(own_key());
        }
        if !change.deleted() && waits_for_dependents(new) && !waits_for_dependents(old) {
            queue.add(own_key());
        }
        // An owner that waits for this one may be free now.
        let before = if change.deleted() { new } else { old };
        if change.deleted() || meta::owner_references(old) != references {
            for r in meta::owner_references(before).iter().filter(|r| r.bool("blockOwnerDeletion")) {
                queue.add(Text::from(format!(
                    "{}|{}|{}|{}",
                    r.str("apiVersion"),
                    r.str("kind"),
                    meta::namespace(before),
                    r.str("name")
                )));
            }
        }
    }
}

impl Component for GarbageCollector {
    fn name(&self) -> &'static str {
        NAME
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.resource.resource != "events" && change.resource.resource != "leases" {
            self.on_change(change, queue);
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        if let Some(uid) = key.strip_prefix("gone/") {
            let dependents: Vec<Text> =
                ctx.api.dependents_of(uid).map(|(_, o)| self::key(o.str("apiVersion"), o.str("kind"), o)).collect();
            return dependents.into_iter().for_each(|d| ctx.requeue(d, Duration::ZERO));
        }
        let outcome = self.sync(key, ctx);
        self.retry.settle(key, outcome, ctx);
    }
}
