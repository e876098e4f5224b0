//! The API server: the one door. Calls in, answers out; nothing else touches the store.

mod introspect;
mod store;

use api::kinds::{self, Kind};
use api::request::{Request, Response, StreamId, WatchEvent, WatchKind};
use api::time::Time;
use api::{Gvr, Status, Text, Value, Verb, meta};

use crate::component::Change;
use crate::facts::{Facts, What};
use crate::rng::Rng;
use crate::world::World;
use store::Store;

/// What a call needs from around the server.
pub struct Env<'a> {
    /// Now, in virtual time.
    pub now: Time,
    /// The seeded generator.
    pub rng: &'a mut Rng,
    /// For the eye.
    pub facts: &'a mut Facts,
    /// Streams (logs, exec) go to the kubelets through here.
    pub world: &'a mut World,
}

/// The API server with its store.
#[derive(Clone, Debug, Default)]
pub struct ApiServer {
    store: Store,
    changes: Vec<Change>,
}

impl ApiServer {
    /// The stored object, if it is there.
    pub fn read(&self, kind: &Kind, namespace: &str, name: &str) -> Option<Value> {
        self.store.get(kind.group, kind.plural, namespace, name).cloned()
    }
    /// All stored objects of a kind, in one namespace or (if that is empty) in all, in key order.
    pub fn read_all<'a>(&'a self, kind: &Kind, namespace: &'a str) -> impl Iterator<Item = &'a Value> {
        self.store.list(kind.group, kind.plural, namespace)
    }
    /// Changes since the last call, for the components.
    pub(crate) fn take_changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changes)
    }
    /// Events of an open watch since the last call; none if it was closed.
    pub fn watch_events(&mut self, _watch: StreamId) -> Vec<WatchEvent> {
        Vec::new()
    }

    /// Answers a call.
    pub fn handle(&mut self, request: Request, env: &mut Env<'_>) -> Response {
        let fact = What::Request {
            verb: match request.verb {
                Verb::Get => "get",
                Verb::List => "list",
                Verb::Watch => "watch",
                Verb::Create => "create",
                Verb::Update => "update",
                Verb::Patch(_) => "patch",
                Verb::Delete => "delete",
                Verb::DeleteCollection => "deletecollection",
            },
            resource: request.resource.group_resource().into(),
            namespace: request.namespace.clone(),
            name: request.name.clone(),
            user: request.user.name.clone(),
            code: 200,
        };
        env.facts.note(env.now, fact);
        match self.dispatch(request, env) {
            Ok(response) => response,
            Err(status) => status.into(),
        }
    }

    fn dispatch(&mut self, r: Request, env: &mut Env<'_>) -> Result<Response, Status> {
        let Some(kind) = kinds::by_plural(&r.resource.group, &r.resource.resource) else {
            return Err(Status::new(404, "NotFound", "the server could not find the requested resource"));
        };
        match r.verb {
            Verb::Get => {
                let found = self.read(kind, &r.namespace, &r.name);
                Ok(Response::ok(found.ok_or_else(|| Status::not_found(&r.resource, &r.name))?))
            }
            Verb::List => {
                let items: Vec<Value> = self.read_all(kind, &r.namespace).cloned().collect();
                let mut list = Value::object();
                list.set("apiVersion", kind.api_version());
                list.set("kind", format!("{}List", kind.kind));
                list.set("items", items);
                Ok(Response::ok(list))
            }
            Verb::Create => self.create(kind, r, env),
            Verb::Update => {
                let old = self.read(kind, &r.namespace, &r.name);
                let old = old.ok_or_else(|| Status::not_found(&r.resource, &r.name))?;
                Ok(Response::ok(self.put(kind, r.body, old, env)))
            }
            Verb::Delete => {
                let old = self.store.remove(kind.group, kind.plural, &r.namespace, &r.name);
                let old = old.ok_or_else(|| Status::not_found(&r.resource, &r.name))?;
                self.stored(kind, WatchKind::Deleted, Value::Null, old.clone(), env);
                Ok(Response::ok(old))
            }
            _ => Err(Status::method_not_allowed("the server does not allow this method on the requested resource")),
        }
    }

    fn create(&mut self, kind: &'static Kind, r: Request, env: &mut Env<'_>) -> Result<Response, Status> {
        let mut object = r.body;
        if meta::name(&object).is_empty() {
            let name =
                format!("{}{}", object.at(&["metadata", "generateName"]).as_str().unwrap_or(""), env.rng.suffix());
            object.set_at(&["metadata", "name"], name);
        }
        if kind.namespaced {
            object.set_at(&["metadata", "namespace"], &r.namespace);
        }
        if self.read(kind, &r.namespace, meta::name(&object)).is_some() {
            return Err(Status::already_exists(&Gvr::new(kind.group, kind.version, kind.plural), meta::name(&object)));
        }
        object.set_at(&["metadata", "uid"], env.rng.uid());
        object.set_at(&["metadata", "creationTimestamp"], env.now.rfc3339());
        Ok(Response::created(self.put(kind, object, Value::Null, env)))
    }

    fn put(&mut self, kind: &'static Kind, mut object: Value, old: Value, env: &mut Env<'_>) -> Value {
        let version = self.store.next_version();
        object.set_at(&["metadata", "resourceVersion"], version.to_string());
        self.store.insert(kind.group, kind.plural, object.clone());
        let change = if old.is_null() { WatchKind::Added } else { WatchKind::Modified };
        self.stored(kind, change, old, object.clone(), env);
        object
    }

    fn stored(&mut self, kind: &'static Kind, change: WatchKind, old: Value, new: Value, env: &mut Env<'_>) {
        let what = What::Stored {
            kind: kind.kind.into(),
            namespace: Text::new(meta::namespace(&new)),
            name: Text::new(meta::name(&new)),
            change: change.as_str(),
            resource_version: self.store.version(),
        };
        env.facts.note(env.now, what);
        self.changes.push(Change { kind: Some(kind), change, old, new });
    }
}
