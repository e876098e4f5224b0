//! The verbs: what each does with the store, step by step.

mod apply;
pub(super) mod create;
pub(super) mod delete;
pub(super) mod list;
pub(super) mod options;
mod patch;
pub(super) mod update;

pub(super) use patch::read as read_patch;

use api::managed::Writer;
use api::request::{Request, Response, Verb, WatchKind};
use api::{Status, Value};

use super::managed::{Managed, Write, with_owners};
use super::store::Entry;
use super::{ApiServer, Env, Resource, discovery, strategy, versions};
use crate::component::Change;
use crate::facts::What;

/// A call while it is being answered.
pub(super) struct Call<'a> {
    /// What it is about.
    pub resource: &'a Resource,
    /// The call; its body has been taken out.
    pub request: &'a Request,
    /// `Warning:` headers of the answer.
    pub warnings: Vec<String>,
    /// The object as it was sent, before the server added to it: what its sender owns.
    pub sent: Value,
    /// The field owners after a server-side apply.
    pub owners: Option<Value>,
    /// Whether the apply changed them.
    pub owners_changed: bool,
}

impl<'a> Call<'a> {
    /// A call that begins.
    pub fn new(resource: &'a Resource, request: &'a Request) -> Call<'a> {
        let (sent, warnings) = (Value::Null, Vec::new());
        Call { resource, request, warnings, sent, owners: None, owners_changed: false }
    }
    pub fn not_found(&self) -> Status {
        Status::not_found(&self.request.resource, &self.request.name)
    }
    /// The object as the caller's version of the kind has it.
    pub fn shown(&self, object: &Value) -> Value {
        versions::from_storage(self.resource, object)
    }
}

pub(super) fn not_allowed() -> Status {
    Status::method_not_allowed("the server does not allow this method on the requested resource")
}

impl ApiServer {
    pub(super) fn answer(&mut self, call: &mut Call<'_>, body: Value, env: &mut Env<'_>) -> Result<Response, Status> {
        if !discovery::has_subresource(call.resource, &call.request.subresource) {
            // The server of definitions looks for an object of that name.
            return Err(match call.resource.custom {
                Some(_) => Status::not_found(&call.request.resource, &call.request.name),
                None => super::unknown_resource(),
            });
        }
        if !env.internal && !api::rest::is_connection(&call.request.subresource) {
            options::check(call)?;
        }
        if let Some(answer) = self.on_subresource(call, &body, env) {
            return answer;
        }
        match (call.request.verb, call.request.subresource.as_str()) {
            (Verb::Get, "" | "status" | "resize" | "ephemeralcontainers") => self.get(call, env),
            (Verb::List, "") => self.list(call, env),
            (Verb::Watch, "") => self.watch(call, env),
            (Verb::Create, "") => self.create(call, body, env),
            (Verb::Update, _) => self.update(call, body, env),
            (Verb::Patch(kind), _) => self.patch(call, kind, body, env),
            (Verb::Delete, "") => self.delete(call, env),
            (Verb::DeleteCollection, "") => self.delete_collection(call, env),
            _ => Err(not_allowed()),
        }
    }

    /// Stores what a call wrote and tells everybody; a dry run stores nothing, and only shows people who would own which field.
    pub(super) fn commit(&mut self, call: &Call<'_>, object: Value, old: Value, env: &mut Env<'_>) -> Value {
        let dry_run = call.request.options.dry_run;
        if dry_run && env.internal {
            return object;
        }
        let managed = match &call.owners {
            Some(owners) => Managed::settled(owners.clone()),
            None => {
                let manager = &call.request.options.field_manager;
                let by = Writer {
                    // Who names no manager is known by the start of its user agent; components always name one.
                    manager: if manager.is_empty() { "kubectl".into() } else { manager.clone() },
                    api_version: call.resource.api_version(),
                    subresource: call.request.subresource.clone(),
                    now: env.now,
                };
                let sent = if call.sent.is_null() { call.shown(&object) } else { call.sent.clone() };
                let (before, managed) = match old {
                    Value::Null => (old, Managed::default()),
                    old => (call.shown(&old), self.owners_of(call, &object)),
                };
                managed.after(Write { by, before, sent }, &self.resources)
            }
        };
        if dry_run {
            return with_owners(&object, managed.list(&self.resources));
        }
        self.put(call.resource, object, managed, env)
    }

    /// Stores what the server itself changes in an object (that it is going), and tells everybody.
    pub(super) fn commit_own(&mut self, call: &Call<'_>, object: Value, env: &mut Env<'_>) -> Value {
        if call.request.options.dry_run {
            return object;
        }
        let managed = self.owners_of(call, &object);
        self.put(call.resource, object, managed, env)
    }

    fn owners_of(&self, call: &Call<'_>, object: &Value) -> Managed {
        let stored = self.store.get(call.resource.table, api::meta::namespace(object), api::meta::name(object));
        stored.map(|e| e.managed.clone()).unwrap_or_default()
    }

    /// Stores an object with its field owners and tells everybody.
    pub(super) fn put(&mut self, resource: &Resource, object: Value, managed: Managed, env: &mut Env<'_>) -> Value {
        let stored = self.store.put(resource.table, versions::as_stored(resource, object), managed);
        self.stored(env);
        stored
    }

    /// Takes an object out and tells everybody.
    pub(super) fn take_out(&mut self, resource: &Resource, namespace: &str, name: &str, env: &mut Env<'_>) {
        if self.store.remove(resource.table, namespace, name).is_some() {
            self.stored(env);
        }
    }

    /// Tells watches, components and the eye of the store's last change.
    fn stored(&mut self, env: &mut Env<'_>) {
        let Some(entry) = self.store.log.last().cloned() else { return };
        let Some(resource) = self.resources.of_table(entry.table) else { return };
        let what = What::Stored {
            kind: resource.kind.clone(),
            namespace: entry.new.get("metadata").text("namespace"),
            name: entry.new.get("metadata").text("name"),
            uid: entry.new.get("metadata").text("uid"),
            change: entry.kind.as_str(),
            resource_version: entry.version,
        };
        let fact = env.facts.note(env.now, what);
        self.watches.tell(&entry, env.now);
        let change = Change {
            kind: resource.builtin,
            resource: resource.gvr.clone(),
            change: entry.kind,
            old: if entry.kind == WatchKind::Added { Value::Null } else { entry.old },
            new: entry.new,
            fact,
        };
        self.after_change(&change, env);
        self.changes.push(change);
    }
}

impl ApiServer {
    /// What the server itself does when something was stored.
    fn after_change(&mut self, change: &Change, env: &mut Env<'_>) {
        match (change.resource.group.as_str(), change.resource.resource.as_str()) {
            ("apiextensions.k8s.io", "customresourcedefinitions") => self.definition_changed(change, env),
            ("", "services") => self.addresses_changed(change, env),
            _ => {}
        }
    }

    /// Writes down which addresses services have.
    fn addresses_changed(&mut self, change: &Change, env: &mut Env<'_>) {
        let resources = self.resources.clone();
        let Some(addresses) = resources.find("networking.k8s.io", "", "ipaddresses") else { return };
        let (old, new) = (&change.old, &change.new);
        let deleted = change.change == WatchKind::Deleted;
        for ip in strategy::reserved(old) {
            if deleted || !strategy::reserved(new).any(|other| other == ip) {
                self.take_out(addresses, "", ip, env);
            }
        }
        for ip in strategy::reserved(new) {
            if !deleted && self.store.get(addresses.table, "", ip).is_none() {
                let mut object = strategy::address_object(new, ip);
                object.field_mut("metadata").set("uid", env.rng.uid());
                object.field_mut("metadata").set("creationTimestamp", env.now.rfc3339());
                self.put(addresses, object, Managed::default(), env);
            }
        }
    }

    /// The object of an entry as the caller's version has it, with its field owners.
    fn shown_entry(&self, call: &Call<'_>, entry: &Entry) -> Value {
        with_owners(&call.shown(&entry.object), entry.managed.list(&self.resources))
    }

    /// What a call stored, as it is answered: people get the field owners too, which those of a dry run bring along.
    fn shown_stored(&self, call: &Call<'_>, stored: &Value, env: &Env<'_>) -> Value {
        if env.internal || stored.get("metadata").has("managedFields") {
            return call.shown(stored);
        }
        with_owners(&call.shown(stored), self.owners_of(call, stored).list(&self.resources))
    }
}
