//! What a scheduler, controller, kubelet or network is: it watches, keeps a queue of keys, and reconciles one key at
//! a time through the API server's verbs. Components never call each other.

use std::time::Duration;

use api::kinds::Kind;
use api::request::{Options, PatchType, Propagation, Request, Response, StreamId, User, WatchKind};
use api::time::Time;
use api::{Body, Gvr, Status, Text, Value, Verb};

use crate::agenda::{Agenda, ComponentId};
use crate::apiserver::{ApiServer, Env};
use crate::facts::{FactId, Facts, What};
use crate::rng::Rng;
use crate::world::World;

/// A stored change, as components see it.
#[derive(Clone, Debug)]
pub struct Change {
    /// The row of the kinds table; custom resources have none.
    pub kind: Option<&'static Kind>,
    /// Group, version and plural name: custom resources have them too.
    pub resource: Gvr,
    /// Added, modified or deleted.
    pub change: WatchKind,
    /// The object before; null for a new one.
    pub old: Value,
    /// The object after; the last state for a deleted one.
    pub new: Value,
    /// The fact that it was stored: what wakes whoever hears of it.
    pub fact: FactId,
}

impl Change {
    /// Whether this is about an object of `kind`.
    pub fn is(&self, kind: &Kind) -> bool {
        self.kind.is_some_and(|k| k.kind == kind.kind && k.group == kind.group)
    }
    /// Whether the object is gone.
    pub fn deleted(&self) -> bool {
        self.change == WatchKind::Deleted
    }
}

/// What a component hears of.
#[derive(Clone, Debug)]
pub enum Event<'a> {
    /// An object was stored.
    Changed(&'a Change),
    /// A log follow, exec, attach or port-forward was opened, written to or closed (for the kubelets).
    Stream(StreamId),
    /// Something in the [`World`] outside the API changed: a name that `World::poke` was called with.
    World(&'a str),
}

/// A part of the control plane or of the nodes.
pub trait Component: CloneComponent {
    /// Its name, as in events' `source.component` or user agents: `deployment-controller`.
    fn name(&self) -> &'static str;
    /// Begins: asks for the keys that nothing in the API would lead to (a node's registration, a periodic look).
    fn start(&mut self, _queue: &mut Queue<'_>) {}
    /// Hears of an event: works out which keys must be looked at. Changes nothing else but its own caches.
    fn on_event(&mut self, event: &Event<'_>, queue: &mut Queue<'_>) {
        if let Event::Changed(change) = event {
            self.on_change(change, queue);
        }
    }
    /// The same for those who hear of nothing but stored changes.
    fn on_change(&mut self, _change: &Change, _queue: &mut Queue<'_>) {}
    /// Looks at a key: compares wanted with actual, acts through `ctx`, and asks to come back with `ctx.requeue`.
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>);
}

/// Copies a component behind its box, for snapshots: what can be cloned has it.
pub trait CloneComponent {
    fn clone_box(&self) -> Box<dyn Component>;
}

impl<C: Component + Clone + 'static> CloneComponent for C {
    fn clone_box(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}

impl Clone for Box<dyn Component> {
    fn clone(&self) -> Self {
        (**self).clone_box()
    }
}

/// Where a component asks for keys to be looked at.
pub struct Queue<'a> {
    pub(crate) agenda: &'a mut Agenda,
    pub(crate) component: ComponentId,
    pub(crate) now: Time,
    pub(crate) cause: Option<u64>,
}

/// How long a change takes until a component hears of it.
pub const WATCH_LATENCY: Duration = Duration::from_millis(2);
/// How long a controller takes to have something stored. Until all is, it does not look at the same key again; so what
/// others make of the first of it is seen together with the rest, as in the recordings of rolling updates.
pub const WRITE_TIME: Duration = Duration::from_millis(8);
/// How long it takes from a change to the first thing that is stored because of it.
const REACTION: Duration = Duration::from_millis(10);

impl Queue<'_> {
    /// Now, in virtual time.
    pub fn now(&self) -> Time {
        self.now
    }
    /// Looks at `key` soon: when what comes of it is stored.
    pub fn add(&mut self, key: impl Into<Text>) {
        self.add_after(key, REACTION);
    }
    /// Looks at `key` as soon as the change is heard of.
    pub fn hear(&mut self, key: impl Into<Text>) {
        self.add_after(key, WATCH_LATENCY);
    }
    /// Looks at `key` after a while.
    pub fn add_after(&mut self, key: impl Into<Text>, delay: Duration) {
        self.agenda.add(self.component, key.into(), self.now + delay, self.cause);
    }
}

/// All that a component may touch while it reconciles.
pub struct Ctx<'a> {
    /// Now, in virtual time.
    pub now: Time,
    /// The seeded generator.
    pub rng: &'a mut Rng,
    /// The API server: reading is free, writing goes through the verbs below.
    pub api: &'a mut ApiServer,
    /// What is outside the API: images, network, streams, switches of the scenario.
    pub world: &'a mut World,
    /// For the eye.
    pub facts: &'a mut Facts,
    pub(crate) agenda: &'a mut Agenda,
    pub(crate) component: ComponentId,
    pub(crate) user: &'a User,
    /// The process that the component is part of: who owns the fields that it sets.
    pub(crate) manager: &'static str,
    /// Calls made so far in this reconcile.
    pub(crate) calls: u32,
}

impl Ctx<'_> {
    /// Comes back to `key` after `delay`.
    pub fn requeue(&mut self, key: impl Into<Text>, delay: Duration) {
        self.agenda.add(self.component, key.into(), self.now + delay, self.facts.cause);
    }
    /// Comes back to `key` at `at` (now, if that is past).
    pub fn requeue_at(&mut self, key: impl Into<Text>, at: Time) {
        self.agenda.add(self.component, key.into(), at.max(self.now), self.facts.cause);
    }
    /// Comes to all objects of a kind in a namespace.
    pub fn requeue_all(&mut self, kind: &Kind, namespace: &str) {
        let keys: Vec<Text> = self.api.read_all(kind, namespace).map(|o| Text::from(api::meta::key(o))).collect();
        keys.into_iter().for_each(|key| self.requeue(key, Duration::ZERO));
    }
    /// Notes a fact.
    pub fn note(&mut self, what: What) {
        self.facts.note(self.now, what);
    }
    /// The stored object, if it is there. A pointer copy.
    pub fn get(&self, kind: &Kind, namespace: &str, name: &str) -> Option<Value> {
        self.api.read(kind, namespace, name)
    }
    /// Any call, as this component.
    pub fn call(&mut self, request: Request) -> Result<Value, Status> {
        self.send(request, false)
    }
    fn send(&mut self, mut request: Request, of_kept_parts: bool) -> Result<Value, Status> {
        if !self.world.lost_accounts.is_empty() {
            let user = self.user.name.clone();
            crate::accounts::restore(user.strip_prefix(User::COMPONENT).unwrap_or(&user), self);
        }
        request.user = self.user.clone();
        if request.options.field_manager.is_empty() {
            request.options.field_manager = self.manager.into();
        }
        // Events are sent on the side.
        self.calls += u32::from(request.resource.resource != "events");
        let mut env =
            Env { now: self.now, rng: self.rng, facts: self.facts, world: self.world, internal: true, of_kept_parts };
        let response = self.api.handle(request, &mut env);
        match response.body {
            Body::Object(v) => Ok(v),
            Body::Status(s) if s.code < 400 => Ok(s.to_value()),
            Body::Status(s) => Err(s),
            other => Err(Status::internal_error(format!("unexpected answer: {other:?}"))),
        }
    }
    /// Answers a call of somebody who is no component, and may do what its user may.
    pub fn serve(&mut self, request: Request) -> Response {
        let mut env = Env {
            now: self.now,
            rng: self.rng,
            facts: self.facts,
            world: self.world,
            internal: false,
            of_kept_parts: false,
        };
        self.api.handle(request, &mut env)
    }
    fn request(verb: Verb, kind: &Kind, object: Value) -> Request {
        let m = object.get("metadata");
        Request::new(verb, kind.gvr(), m.text("namespace"), m.text("name")).with_body(object)
    }
    /// Creates `object` (its namespace and name are in its metadata).
    pub fn create(&mut self, kind: &Kind, object: Value) -> Result<Value, Status> {
        let request = Self::request(Verb::Create, kind, object);
        self.call(Request { name: Text::EMPTY, ..request })
    }
    /// Creates an `object` whose parts are as the server keeps them: a component wrote them so, or has them from the server.
    pub fn create_of_kept_parts(&mut self, kind: &Kind, object: Value) -> Result<Value, Status> {
        let request = Self::request(Verb::Create, kind, object);
        self.send(Request { name: Text::EMPTY, ..request }, true)
    }
    /// Replaces `object`; a conflict if its resourceVersion is not the stored one.
    pub fn update(&mut self, kind: &Kind, object: Value) -> Result<Value, Status> {
        self.call(Self::request(Verb::Update, kind, object))
    }
    /// Replaces the status of `object`.
    pub fn update_status(&mut self, kind: &Kind, object: Value) -> Result<Value, Status> {
        self.call(Self::request(Verb::Update, kind, object).on("status"))
    }
    /// The same where all parts of `object` are as the server keeps them.
    pub fn update_status_of_kept_parts(&mut self, kind: &Kind, object: Value) -> Result<Value, Status> {
        self.send(Self::request(Verb::Update, kind, object).on("status"), true)
    }
    /// Patches an object (or a subresource of it; empty for the object itself).
    pub fn patch(
        &mut self,
        kind: &Kind,
        namespace: &str,
        name: &str,
        subresource: &'static str,
        patch: (PatchType, Value),
    ) -> Result<Value, Status> {
        let request = Request::new(Verb::Patch(patch.0), kind.gvr(), Text::new(namespace), Text::new(name));
        self.call(request.on(subresource).with_body(patch.1))
    }
    /// Deletes an object; only if it still has `uid`, where that is not empty.
    pub fn delete(
        &mut self,
        kind: &Kind,
        namespace: &str,
        name: &str,
        uid: &str,
        (grace_period_seconds, propagation): (Option<i64>, Option<Propagation>),
    ) -> Result<Value, Status> {
        let mut request = Request::new(Verb::Delete, kind.gvr(), Text::new(namespace), Text::new(name));
        request.options =
            Options { grace_period_seconds, propagation, precondition_uid: Text::new(uid), ..Options::default() };
        self.call(request)
    }
}
