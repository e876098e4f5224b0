//! The garbage collector: what becomes of dependents when their owners go.
//!
//! Background: dependents go once all their owners are gone. Foreground: an owner with the finalizer
//! `foregroundDeletion` waits for the dependents that block it. Orphan: an owner with the finalizer `orphan` waits
//! until its dependents have forgotten it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::Duration;

use api::kinds::{self, Kind};
use api::request::{PatchType, Propagation, WatchKind};
use api::{Status, Text, Value, meta, obj};

use super::support::retry::Retry;
use crate::component::{Change, Component, Ctx, Event, Queue};

const FOREGROUND: &str = "foregroundDeletion";
const ORPHAN: &str = "orphan";

/// Names an object: kind, namespace, name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Id {
    group: &'static str,
    kind: &'static str,
    namespace: Text,
    name: Text,
}

impl Id {
    fn of(kind: &'static Kind, object: &Value) -> Id {
        let m = object.get("metadata");
        Id { group: kind.group, kind: kind.kind, namespace: m.text("namespace"), name: m.text("name") }
    }
    /// The owner that `reference` of an object in `namespace` names, if its kind is known.
    fn of_owner(reference: &Value, namespace: &str) -> Option<Id> {
        let group = reference.str("apiVersion").split_once('/').map_or("", |(group, _)| group);
        let kind = kinds::by_kind(group, reference.str("kind"))?;
        let namespace = if kind.namespaced { Text::new(namespace) } else { Text::EMPTY };
        Some(Id { group: kind.group, kind: kind.kind, namespace, name: reference.text("name") })
    }
    fn row(&self) -> &'static Kind {
        kinds::by_kind(self.group, self.kind).expect("only rows of the table become ids")
    }
    fn key(&self) -> Text {
        Text::from(format!("{}|{}|{}|{}", self.group, self.kind, self.namespace, self.name))
    }
    fn parse(key: &str) -> Option<Id> {
        let mut parts = key.split('|');
        let row = kinds::by_kind(parts.next()?, parts.next()?)?;
        let (namespace, name) = (parts.next()?, parts.next()?);
        Some(Id { group: row.group, kind: row.kind, namespace: Text::new(namespace), name: Text::new(name) })
    }
    fn read(&self, ctx: &Ctx<'_>) -> Option<Value> {
        ctx.get(self.row(), &self.namespace, &self.name)
    }
}

/// The garbage collector.
#[derive(Clone, Default)]
pub struct GarbageCollector {
    /// Dependents by their owners' uids.
    dependents: Rc<BTreeMap<Text, Rc<BTreeSet<Id>>>>,
    retry: Retry,
}

fn is_going(object: &Value) -> bool {
    !meta::deletion_timestamp(object).is_empty()
}

fn has_finalizer(object: &Value, finalizer: &str) -> bool {
    meta::finalizers(object).iter().any(|f| f.as_str() == Some(finalizer))
}

/// Owners of a dependent, by what is known of them.
#[derive(Default)]
struct Owners {
    solid: usize,
    dangling: Vec<Text>,
    waiting: Vec<Text>,
}

impl GarbageCollector {
    fn dependents_of(&self, uid: &str) -> Vec<Id> {
        self.dependents.get(uid).map(|d| d.iter().cloned().collect()).unwrap_or_default()
    }

    fn link(&mut self, change: &Change, id: &Id) -> bool {
        let (old, new) = (meta::owner_references(&change.old), meta::owner_references(&change.new));
        if old == new && !change.deleted() {
            return false;
        }
        let mut unknown = false;
        let map = Rc::make_mut(&mut self.dependents);
        for r in old.iter().chain(new.iter().filter(|_| change.deleted())) {
            if let Some(set) = map.get_mut(r.str("uid")) {
                Rc::make_mut(set).remove(id);
                if set.is_empty() {
                    map.remove(r.str("uid"));
                }
            }
        }
        for r in new.iter().filter(|_| !change.deleted()) {
            let set = map.entry(r.text("uid")).or_default();
            unknown |= set.is_empty();
            Rc::make_mut(set).insert(id.clone());
        }
        // A first dependent, or one whose owners changed, may name owners that do not exist.
        unknown || (change.change == WatchKind::Modified && !new.is_empty())
    }

    fn owners_of(&self, object: &Value, ctx: &Ctx<'_>) -> Owners {
        let mut owners = Owners::default();
        for r in meta::owner_references(object) {
            let Some(id) = Id::of_owner(r, meta::namespace(object)) else {
                owners.solid += 1;
                continue;
            };
            match id.read(ctx).filter(|o| meta::uid(o) == r.str("uid")) {
                None => owners.dangling.push(r.text("uid")),
                Some(o) if is_going(&o) && has_finalizer(&o, FOREGROUND) => owners.waiting.push(r.text("uid")),
                Some(_) => owners.solid += 1,
            }
        }
        owners
    }

    /// Deletes the object if nobody owns it any longer.
    fn attempt_to_delete(&self, id: &Id, object: &Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        if is_going(object) || meta::owner_references(object).is_empty() {
            return Ok(());
        }
        let owners = self.owners_of(object, ctx);
        let gone: Vec<Text> = owners.dangling.iter().chain(&owners.waiting).cloned().collect();
        if owners.solid > 0 {
            return if gone.is_empty() { Ok(()) } else { forget_owners(id, object, &gone, ctx) };
        }
        let foreground = !owners.waiting.is_empty() && self.dependents.contains_key(meta::uid(object));
        let propagation = if foreground || has_finalizer(object, FOREGROUND) {
            Propagation::Foreground
        } else if has_finalizer(object, ORPHAN) {
            Propagation::Orphan
        } else {
            Propagation::Background
        };
        let answer = ctx.delete(id.row(), &id.namespace, &id.name, meta::uid(object), (None, Some(propagation)));
        match answer {
            Err(s) if s.code != 404 && s.code != 409 => Err(s),
            _ => Ok(()),
        }
    }

    /// An owner that waits: for the dependents that block it, or until they have forgotten it.
    fn process_owner(&self, id: &Id, owner: &Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let dependents = self.dependents_of(meta::uid(owner));
        if has_finalizer(owner, ORPHAN) {
            let uid = [owner.get("metadata").text("uid")];
            for d in dependents {
                if let Some(object) = d.read(ctx) {
                    forget_owners(&d, &object, &uid, ctx)?;
                }
            }
            return remove_finalizer(id, owner, ORPHAN, ctx);
        }
        if !has_finalizer(owner, FOREGROUND) {
            return Ok(());
        }
        let mut blocked = false;
        for d in dependents {
            let Some(object) = d.read(ctx) else { continue };
            let blocks = |r: &Value| r.str("uid") == meta::uid(owner) && r.bool("blockOwnerDeletion");
            if meta::owner_references(&object).iter().any(blocks) {
                blocked = true;
                ctx.requeue(d.key(), Duration::ZERO);
            }
        }
        if blocked { Ok(()) } else { remove_finalizer(id, owner, FOREGROUND, ctx) }
    }

    fn sync(&self, id: &Id, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let Some(object) = id.read(ctx) else { return Ok(()) };
        if is_going(&object) { self.process_owner(id, &object, ctx) } else { self.attempt_to_delete(id, &object, ctx) }
    }
}

fn forget_owners(id: &Id, object: &Value, uids: &[Text], ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let left: Vec<Value> = meta::owner_references(object)
        .iter()
        .filter(|r| !uids.iter().any(|u| r.str("uid") == u.as_str()))
        .cloned()
        .collect();
    let left = if left.is_empty() { Value::Null } else { Value::from(left) };
    let uid = object.get("metadata").text("uid");
    let patch = obj!({"metadata": {"uid": uid, "ownerReferences": left}});
    match ctx.patch(id.row(), &id.namespace, &id.name, "", (PatchType::Merge, patch)) {
        Err(s) if s.code != 404 => Err(s),
        _ => Ok(()),
    }
}

fn remove_finalizer(id: &Id, object: &Value, finalizer: &str, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let left: Vec<Value> = meta::finalizers(object).iter().filter(|f| f.as_str() != Some(finalizer)).cloned().collect();
    let left = if left.is_empty() { Value::Null } else { Value::from(left) };
    let version = Text::new(meta::resource_version(object));
    let patch = obj!({"metadata": {"resourceVersion": version, "finalizers": left}});
    match ctx.patch(id.row(), &id.namespace, &id.name, "", (PatchType::Merge, patch)) {
        Err(s) if s.code != 404 => Err(s),
        _ => Ok(()),
    }
}

impl Component for GarbageCollector {
    fn name(&self) -> &'static str {
        "generic-garbage-collector"
    }
    fn process(&self) -> &'static str {
        super::PROCESS
    }
    fn on_event(&mut self, event: &Event<'_>, queue: &mut Queue<'_>) {
        let Event::Changed(change) = event else { return };
        let Some(kind) = change.kind.filter(|k| k.kind != "Event") else { return };
        let id = Id::of(kind, &change.new);
        if self.link(change, &id) {
            queue.add(id.key());
        }
        if change.deleted() {
            for d in self.dependents_of(meta::uid(&change.new)) {
                queue.add(d.key());
            }
        }
        let waits = |o: &Value| is_going(o) && (has_finalizer(o, FOREGROUND) || has_finalizer(o, ORPHAN));
        if !change.deleted() && waits(&change.new) && !waits(&change.old) {
            queue.add(id.key());
        }
        // An owner that waits for this one may be free now.
        if change.deleted() || meta::owner_references(&change.old) != meta::owner_references(&change.new) {
            let before = if change.deleted() { &change.new } else { &change.old };
            for r in meta::owner_references(before).iter().filter(|r| r.bool("blockOwnerDeletion")) {
                if let Some(owner) = Id::of_owner(r, meta::namespace(before)) {
                    queue.add(owner.key());
                }
            }
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let Some(id) = Id::parse(key) else { return };
        match self.sync(&id, ctx) {
            Ok(()) => self.retry.forget(key),
            Err(_) => ctx.requeue(key.clone(), self.retry.again(key)),
        }
    }
    fn clone_box(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}
