//! The API server: the one door. Calls in, answers out; nothing else touches the store.
//!
//! A call goes the way of the real server: who asks and may they, which resource, decode, defaults, mutating
//! admission, the kind's strategy, validation, validating admission, store. Each step is a module of its own.
//!
//! What it is not: it acts on nothing by itself. Consequences are drawn by the components, who hear of each change.

mod admission;
mod components;
pub mod controllers;
mod crd;
mod discovery;
mod health;
mod introspect;
mod jsonpath;
mod managed;
mod metrics;
mod pipeline;
mod rbac;
mod resources;
mod selection;
mod store;
mod strategy;
mod subresources;
mod tables;
mod verbs;
mod versions;
mod warnings;
mod watch;

use std::rc::Rc;

use api::kinds::Kind;
use api::request::{Body, Request, Response, StreamId, WatchEvent};
use api::time::Time;
use api::{Gvr, Status, Text, Value, Verb};

use crate::component::Change;
use crate::facts::{Facts, What};
use crate::rng::Rng;
use crate::world::World;
use pipeline::invalid;
pub use resources::Resource;
use resources::Resources;
use store::{Store, Table, TableId};
pub(crate) use subresources::{STORED_ISSUER, sealed};
use verbs::Call;
use watch::Watches;

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
    /// Whether a component of the cluster calls: it may do everything, and its objects are well-formed.
    pub internal: bool,
    /// Whether the object was made of parts that are as the server keeps them: nothing below its own fields needs decoding.
    pub of_kept_parts: bool,
}

/// The API server with its store.
#[derive(Clone, Debug, Default)]
pub struct ApiServer {
    resources: Rc<Resources>,
    store: Store,
    watches: Watches,
    /// What the later pages of lists come from: version, table, and the table as it was.
    pages: Vec<(u64, TableId, Table)>,
    changes: Vec<Change>,
    /// Hash of the administrator's certificate.
    credential_id: Text,
    /// What the volume with a pod's token holds: all pods share it.
    token_sources: Value,
}

impl ApiServer {
    /// An empty store, with the certificate of its administrator.
    pub fn new(rng: &mut Rng) -> ApiServer {
        let token_sources = admission::token_sources();
        ApiServer { credential_id: rng.hex(64).into(), token_sources, ..ApiServer::default() }
    }
    /// The stored object, if it is there.
    pub fn read(&self, kind: &Kind, namespace: &str, name: &str) -> Option<Value> {
        self.peek(kind, namespace, name).cloned()
    }
    /// The stored object, if it is there, to look at.
    pub fn peek(&self, kind: &Kind, namespace: &str, name: &str) -> Option<&Value> {
        let table = self.resources.find(kind.group, "", kind.plural)?.table;
        self.store.get(table, namespace, name).map(|e| &e.object)
    }
    /// All stored objects of a kind, in one namespace or (if that is empty) in all, in key order.
    pub fn read_all<'a>(&'a self, kind: &Kind, namespace: &'a str) -> impl Iterator<Item = &'a Value> {
        let table = self.resources.find(kind.group, "", kind.plural).map(|r| r.table);
        table.into_iter().flat_map(move |t| self.store.list(t, namespace)).map(|e| &e.object)
    }
    /// The same of any resource, custom ones too.
    pub fn read_all_of<'a>(&'a self, gvr: &Gvr, namespace: &'a str) -> impl Iterator<Item = &'a Value> + use<'a> {
        let table = self.resources.find(&gvr.group, &gvr.version, &gvr.resource).map(|r| r.table);
        table.into_iter().flat_map(move |t| self.store.list(t, namespace)).map(|e| &e.object)
    }
    /// The pods that are bound to a node, in key order.
    pub fn pods_on<'a>(&'a self, node: &str) -> impl Iterator<Item = &'a Value> {
        self.store.on_node(node).filter_map(|(t, k)| self.store.get(*t, &k.namespace, &k.name)).map(|e| &e.object)
    }
    /// The objects of any kind that name `uid` in their `ownerReferences`, each with its resource.
    pub fn dependents_of<'a>(&'a self, uid: &str) -> impl Iterator<Item = (&'a Resource, &'a Value)> {
        self.store.of_owner(uid).filter_map(|(t, k)| {
            let entry = self.store.get(*t, &k.namespace, &k.name)?;
            Some((self.resources.of_table(*t)?, &entry.object))
        })
    }
    /// The objects of one kind that name `uid` in their `ownerReferences`, in key order.
    pub fn owned_by<'a>(&'a self, kind: &Kind, uid: &str) -> impl Iterator<Item = &'a Value> {
        let table = self.resources.find(kind.group, "", kind.plural).map(|r| r.table);
        self.store
            .of_owner(uid)
            .filter(move |(t, _)| Some(*t) == table)
            .filter_map(|(t, k)| self.store.get(*t, &k.namespace, &k.name))
            .map(|e| &e.object)
    }
    /// How many objects have been gone through in lists so far.
    pub fn objects_listed(&self) -> u64 {
        self.store.listed()
    }
    /// All served resources, custom ones too, in the order of discovery.
    pub fn resources(&self) -> impl Iterator<Item = &Resource> {
        self.resources.iter()
    }
    /// The resource of a kind name in a group, custom ones too; in its preferred version where that is empty.
    pub fn resource_of(&self, group: &str, version: &str, kind: &str) -> Option<&Resource> {
        self.resources.by_kind(group, version, kind)
    }
    /// The stored object of any resource, custom ones too.
    pub fn read_any(&self, resource: &Resource, namespace: &str, name: &str) -> Option<Value> {
        self.store.get(resource.table, namespace, name).map(|e| e.object.clone())
    }
    /// All stored objects of any resource, in one namespace or (if that is empty) in all.
    pub fn read_all_any<'a>(
        &'a self,
        resource: &Resource,
        namespace: &'a str,
    ) -> impl Iterator<Item = &'a Value> + use<'a> {
        self.store.list(resource.table, namespace).map(|e| &e.object)
    }
    /// Changes since the last call, for the components.
    pub(crate) fn take_changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changes)
    }
    /// Events of an open watch since the last call; none if it was closed.
    pub fn watch_events(&mut self, watch: StreamId) -> Vec<WatchEvent> {
        self.watches.take(watch)
    }
    /// Whether a watch has told everything and is over.
    pub fn watch_ended(&self, watch: StreamId, now: Time) -> bool {
        self.watches.ended(watch, now)
    }
    /// Closes a watch.
    pub fn close_watch(&mut self, watch: StreamId) {
        self.watches.close(watch);
    }

    /// Answers a call.
    pub fn handle(&mut self, request: Request, env: &mut Env<'_>) -> Response {
        let noted = env.facts.begin(env.now, asked(&request));
        let response = self.dispatch(request, env).unwrap_or_else(Response::from);
        let why = if let Body::Status(status) = &response.body { &*status.message } else { "" };
        env.facts.answered(noted, response.code, why);
        response
    }

    fn dispatch(&mut self, mut request: Request, env: &mut Env<'_>) -> Result<Response, Status> {
        if !request.path.is_empty() && request.resource.resource.is_empty() {
            let by_path = api::rest::call("GET", &request.path, "", b"")?;
            request = Request { user: request.user, ..by_path };
        }
        if !env.internal {
            request.user.groups = rbac::groups(&request.user);
        }
        self.authorize(&request, env)?;
        if request.resource.resource.is_empty() {
            return self.raw(&request);
        }
        let resources = self.resources.clone();
        let gvr = &request.resource;
        let Some(resource) = resources.find(&gvr.group, &gvr.version, &gvr.resource) else {
            if self.is_for_metrics(&gvr.group, &gvr.version) {
                return self.metrics(&request, env);
            }
            return Err(unserved(&request));
        };
        let body = std::mem::take(&mut request.body);
        if !env.internal && weight(&body) > LARGEST_BODY {
            let why = format!("Request entity too large: limit is {LARGEST_BODY}");
            return Err(Status::new(413, "RequestEntityTooLarge", why));
        }
        let mut call = Call::new(resource, &request);
        if !env.internal {
            call.warnings.extend(warnings::of_resource(resource).map(String::from));
        }
        // A refusal, too, comes with the warnings that were found before it.
        let mut response = self.answer(&mut call, body, env).unwrap_or_else(Response::from);
        response.warnings.splice(0..0, call.warnings);
        if !request.path.is_empty() && request.verb == Verb::List && resource.builtin.is_some() {
            as_written(&mut response.body);
        }
        Ok(response)
    }
}

/// Items of a list carry no kind of their own where the list is written down.
fn as_written(body: &mut Body) {
    if let Body::Object(list) = body {
        for item in list.field_mut("items").list_mut() {
            item.remove("kind");
            item.remove("apiVersion");
        }
    }
}

/// The server reads no longer bodies than this many bytes.
const LARGEST_BODY: usize = 3 << 20;

/// How many bytes a tree takes as JSON, but for what has to be escaped.
fn weight(v: &Value) -> usize {
    match v {
        Value::Str(s) => s.len() + 2,
        Value::List(l) => 2 + l.iter().map(|v| weight(v) + 1).sum::<usize>(),
        Value::Map(m) => 2 + m.iter().map(|(k, v)| k.len() + 4 + weight(v)).sum::<usize>(),
        _ => 4,
    }
}

/// 404 for a path that leads nowhere.
pub(super) fn unknown_resource() -> Status {
    Status::new(404, "NotFound", "the server could not find the requested resource")
}

/// 404 for a resource that is not served, as clients tell of it.
fn unserved(r: &Request) -> Status {
    let method = match r.verb {
        Verb::Get | Verb::List | Verb::Watch => "get",
        Verb::Create => "post",
        Verb::Update => "put",
        Verb::Patch(_) => "patch",
        Verb::Delete | Verb::DeleteCollection => "delete",
    };
    let mut status = unknown_resource();
    let name = if r.name.is_empty() { String::new() } else { format!(" {}", r.name) };
    status.message.push_str(&format!(" ({method} {}{name})", r.resource.group_resource()));
    status
}

/// The word for a verb in RBAC rules and facts.
pub(super) fn verb_name(verb: Verb) -> &'static str {
    match verb {
        Verb::Get => "get",
        Verb::List => "list",
        Verb::Watch => "watch",
        Verb::Create => "create",
        Verb::Update => "update",
        Verb::Patch(_) => "patch",
        Verb::Delete => "delete",
        Verb::DeleteCollection => "deletecollection",
    }
}

pub(super) fn asked(r: &Request) -> What {
    let resource = match r.subresource.as_str() {
        "" => r.resource.group_resource(),
        sub => Text::from([&*r.resource.group_resource(), "/", sub].concat()),
    };
    What::Request {
        verb: verb_name(r.verb),
        resource,
        namespace: r.namespace.clone(),
        name: r.name.clone(),
        user: r.user.name.clone(),
        code: 0,
        refusal: Text::default(),
        selector: r.options.label_selector.clone(),
    }
}

#[cfg(test)]
mod tests;
