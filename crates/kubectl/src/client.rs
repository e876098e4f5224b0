//! The client side of a call: settings from flags and kubeconfig, warnings, refusals, request logging.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use api::request::{FieldValidation, Options, Propagation, SubOptions, Table, User};
use api::time::Time;
use api::{Body, Gvr, Request, Response, Status, Text, Value, Verb};

use crate::cli::{Parsed, go};
use crate::config::{self, Settings};
use crate::error::{Error, Result, plain};
use crate::resources::{Discovery, Resource};
use crate::run::{Session, Wait};
use crate::wire;

/// The API group of what a user is besides a name and groups.
const AUTHENTICATION: &str = "authentication.k8s.io";
/// How long etcd tries to agree with its members before it gives up on a request.
const STORE_TIMEOUT: Duration = Duration::from_secs(7);

/// How long a server needs to answer what it knows.
const READ_TIME: Duration = Duration::from_millis(2);
/// How long a server and its store need until an object is written.
const WRITE_TIME: Duration = Duration::from_millis(8);

/// What kubectl's client can do, and does by default.
const FEATURES: [(&str, bool); 10] = [
    ("AtomicFIFO", true),
    ("ClientsAllowCARotation", true),
    ("ClientsAllowCBOR", false),
    ("ClientsAllowTLSCacheGC", true),
    ("ClientsPreferCBOR", false),
    ("InOrderInformers", true),
    ("InOrderInformersBatchProcess", true),
    ("InformerResourceVersion", true),
    ("UnlockWhileProcessingFIFO", true),
    ("WatchListClient", true),
];

/// What a command works with. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Client {
    /// The way to the host.
    pub io: Session,
    shared: Rc<Shared>,
}

struct Shared {
    flags: Parsed,
    settings: OnceCell<Settings>,
    discovery: RefCell<Option<Discovery>>,
    warned: RefCell<Vec<String>>,
    noted: RefCell<Vec<String>>,
    /// The documents of the API that were read.
    read: RefCell<Vec<String>>,
    /// Whether it has called anybody: later calls go the same way.
    connected: Cell<bool>,
    /// Whether it has written something: what it asks then takes its time, and finds the cluster as it is by then.
    written: Cell<bool>,
}

impl Client {
    /// For a command with these flags.
    pub(crate) fn new(io: Session, flags: Parsed) -> Client {
        let shared = Shared {
            flags,
            settings: OnceCell::new(),
            discovery: RefCell::new(None),
            warned: RefCell::new(Vec::new()),
            noted: RefCell::new(Vec::new()),
            read: RefCell::default(),
            connected: Cell::new(false),
            written: Cell::new(false),
        };
        Client { io, shared: Rc::new(shared) }
    }
    /// The flags of the command.
    pub(crate) fn flags(&self) -> &Parsed {
        &self.shared.flags
    }
    /// Server, user and namespace.
    pub(crate) async fn settings(&self) -> Result<&Settings> {
        if self.shared.settings.get().is_none() {
            let settings = config::settings(&self.io, self.flags()).await?;
            if self.verbosity() >= 6 {
                let path = config::path(&self.io, self.flags()).await;
                let text = format!("Config loaded from file:  {path}");
                crate::commands::klog(self, 'I', "loader.go:407", &text).await;
            }
            if self.verbosity() >= 1 {
                for (feature, on) in FEATURES {
                    let text = format!("\"Feature gate default state\" feature=\"{feature}\" enabled={on}");
                    crate::commands::klog(self, 'I', "envvar.go:195", &text).await;
                }
            }
            // Only this task sets it, so nobody was quicker.
            self.shared.settings.set(settings).ok();
        }
        Ok(self.shared.settings.get().expect("set above"))
    }
    /// The namespace of the command.
    pub(crate) async fn namespace(&self) -> Result<String> {
        Ok(self.settings().await?.namespace.clone())
    }
    /// The namespace of a command that has talked to the server before.
    pub(crate) fn known_namespace(&self) -> String {
        self.shared.settings.get().map(|s| s.namespace.clone()).unwrap_or_default()
    }
    /// The verbosity of `-v`.
    pub(crate) fn verbosity(&self) -> i64 {
        self.flags().int("v")
    }

    /// A call. Warnings are printed, refusals become errors.
    pub(crate) async fn call(&self, request: Request) -> Result<Response> {
        let response = self.send(request).await?;
        for warning in &response.warnings {
            self.warn(warning);
        }
        match response.body {
            Body::Status(s) if s.code >= 400 => Err(Error::Status(s)),
            _ => Ok(response),
        }
    }
    /// A call that answers an object.
    pub(crate) async fn object(&self, request: Request) -> Result<Value> {
        let sub = request.subresource.clone();
        match self.call(request).await?.body {
            Body::Object(v) => Ok(v),
            Body::Status(s) => Ok(s.to_value()),
            other @ (Body::Text(_) | Body::Stream(_)) => Err(self.no_object(&sub, other)),
            other => Err(Status::internal_error(format!("unexpected answer: {other:?}")).into()),
        }
    }
    /// A call that answers a table; an empty one where it answers something else that is an object.
    pub(crate) async fn table(&self, request: Request) -> Result<Table> {
        let sub = request.subresource.clone();
        match self.call(request).await?.body {
            Body::Table(table) => Ok(table),
            other @ (Body::Text(_) | Body::Stream(_)) => Err(self.no_object(&sub, other)),
            _ => Ok(Table::default()),
        }
    }
    /// Why an answer cannot be read as an object.
    fn no_object(&self, subresource: &str, body: Body) -> Error {
        if let Body::Stream(id) = body {
            self.io.tell(move |h| h.close_stream(id));
        }
        match subresource {
            "exec" | "attach" | "portforward" => Status::bad_request("Upgrade request required").into(),
            _ => plain("serializer for text/plain doesn't exist"),
        }
    }
    async fn send(&self, mut request: Request) -> Result<Response> {
        let settings = self.settings().await?;
        let server = settings.server.clone();
        self.reach(&server).await?;
        let Some(user) = settings.user.clone() else {
            return Err(Status::new(401, "Unauthorized", "Unauthorized").into());
        };
        if let Some(other) = &settings.impersonate {
            if !user.groups.iter().any(|g| g == "system:masters") {
                self.may_impersonate(user, other).await?;
            }
            request.user = other.clone();
        } else {
            request.user = user;
        }
        if request.path.is_empty() && !request.resource.group.starts_with("auth") {
            self.wait_for_store(&request).await?;
        }
        let writes = !matches!(request.verb, Verb::Get | Verb::List | Verb::Watch) && !request.options.dry_run;
        if self.shared.written.get() {
            self.under_way(if writes { WRITE_TIME } else { READ_TIME }).await;
        }
        self.shared.written.set(self.shared.written.get() || writes);
        let logged = (self.verbosity() >= 6).then(|| request.clone());
        let before = self.io.now().await;
        let response = self.io.ask(move |h| h.request(request)).await;
        if let Some(mut request) = logged {
            // The server warns by itself: only who was told to asks for it.
            let asks = !request.options.field_manager.is_empty();
            let told =
                asks && (self.flags().has("validate") || request.options.field_validation != FieldValidation::Warn);
            request.options.field_validation =
                if told { request.options.field_validation } else { FieldValidation::Warn };
            self.log(&server, &request, &response, before, told).await;
        }
        Ok(response)
    }
    async fn log(&self, server: &str, request: &Request, answer: &Response, before: Time, validates: bool) {
        let now = self.io.now().await;
        let connects = !self.shared.connected.replace(true);
        let timeout = config::request_timeout(self.flags()).unwrap_or_default();
        let call = wire::Call { server, request, answer, timeout, connects, validates };
        self.io.eprint(wire::log(&call, self.verbosity(), now, now.since(before)));
    }
    /// The schema that kubectl reads before it checks or patches an object, each document once. It is known here, so
    /// nothing is asked: the calls only stand in the log, without their bodies.
    pub(crate) async fn read_schema(&self, path: &str) -> Result<()> {
        if self.verbosity() < 6 {
            return Ok(());
        }
        let server = self.settings().await?.server.clone();
        for path in ["/openapi/v3", path] {
            if self.shared.read.borrow().iter().any(|known| known == path) {
                continue;
            }
            self.shared.read.borrow_mut().push(path.to_string());
            let request = Request::raw(format!("{path}?timeout=32s"));
            let answer = Response { code: 200, body: Body::Stream(api::request::StreamId(0)), warnings: Vec::new() };
            let now = self.io.now().await;
            self.log(&server, &request, &answer, now, false).await;
        }
        Ok(())
    }
    /// From `-v=4` on, what a server refused with is shown whole.
    pub(crate) async fn show_refusals(&self, error: &Error) {
        if self.verbosity() < 4 {
            return;
        }
        for refusal in error.refusals() {
            let text = format!("server response object: %s[{}]", api::go_order::indented(&refusal));
            crate::commands::klog(self, 'I', "helpers.go:246", &text).await;
        }
    }
    /// Waits as long as a request takes.
    async fn under_way(&self, takes: Duration) {
        let until = self.io.now().await + takes;
        while self.io.now().await < until && !self.io.interrupted() {
            self.io.wait(Wait { until: Some(until), request: true, ..Wait::default() }).await;
        }
    }
    /// The address of a server that nobody answers at, and what Go says of it.
    pub(crate) async fn lost(&self) -> Option<(String, String)> {
        let server = self.settings().await.ok()?.server.clone();
        if self.reach(&server).await.is_ok() {
            return None;
        }
        let server = if server.is_empty() { "localhost:8080".to_string() } else { server };
        let scheme = if server.contains("://") { "" } else { "http://" };
        Some((format!("{scheme}{server}"), crate::run::unreachable(&server).0))
    }
    /// Whether anything answers at the server's address.
    pub(crate) async fn reach(&self, server: &str) -> Result<()> {
        self.io.reach(server).await
    }
    /// A server whose store does not answer waits for it as long as the store would for its own members.
    async fn wait_for_store(&self, request: &Request) -> Result<()> {
        if self.io.ask(|h| h.store_answers()).await {
            return Ok(());
        }
        let until = self.io.now().await + STORE_TIMEOUT;
        while self.io.now().await < until && !self.io.interrupted() {
            self.io.wait(Wait { until: Some(until), ..Wait::default() }).await;
        }
        match self.io.ask(|h| h.store_answers()).await {
            true => Ok(()),
            false => {
                let request = request.clone();
                Err(self.io.ask(move |h| h.unanswered(&request)).await.into())
            }
        }
    }
    /// Asks for everything that the user wants to be: the other user, each of the groups that were named, and the rest.
    async fn may_impersonate(&self, user: User, other: &User) -> Result<()> {
        let account = other.name.strip_prefix("system:serviceaccount:").and_then(|rest| rest.split_once(':'));
        let whom = match account {
            Some((namespace, name)) => ("serviceaccounts", namespace, name),
            None => ("users", "", &*other.name),
        };
        let mut wanted = vec![("", whom.0, "", whom.1, whom.2)];
        let groups = self.flags().list("as-group");
        wanted.extend(groups.iter().map(|group| ("", "groups", "", "", group.as_str())));
        for (key, values) in other.extra.iter() {
            let values = values.as_list().unwrap_or(&[]).iter().filter_map(Value::as_str);
            wanted.extend(values.map(|value| (AUTHENTICATION, "userextras", key.as_str(), "", value)));
        }
        if !other.uid.is_empty() {
            wanted.push((AUTHENTICATION, "uids", "", "", other.uid.as_str()));
        }
        for (group, resource, subresource, namespace, name) in wanted {
            let attributes = api::obj!({
                "verb": "impersonate", "group": (Text::new(group)), "resource": (Text::new(resource)),
                "subresource": (Text::new(subresource)), "namespace": (Text::new(namespace)), "name": (Text::new(name)),
            });
            let body = api::obj!({
                "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
                "spec": {"resourceAttributes": attributes}
            });
            let gvr = Gvr::new("authorization.k8s.io", "v1", "selfsubjectaccessreviews");
            let mut request = Request::new(Verb::Create, gvr, "", "").with_body(body);
            request.user = user.clone();
            let review = self.io.ask(move |h| h.request(request)).await.into_result()?;
            if review.get("status").bool("allowed") {
                continue;
            }
            let place = match namespace {
                "" => "at the cluster scope".to_string(),
                namespace => format!("in the namespace {namespace:?}"),
            };
            let what = if subresource.is_empty() { resource.to_string() } else { format!("{resource}/{subresource}") };
            let why =
                format!("User {:?} cannot impersonate resource {what:?} in API group {group:?} {place}", &*user.name);
            return Err(Status::forbidden(&Gvr::new(Text::new(group), "v1", Text::new(resource)), name, &why).into());
        }
        Ok(())
    }
    /// Prints a warning of the server, each text once.
    pub(crate) fn warn(&self, text: &str) {
        let mut warned = self.shared.warned.borrow_mut();
        if !warned.iter().any(|w| w == text) {
            warned.push(text.to_string());
            self.io.eprint(format!("Warning: {text}\n"));
        }
    }
    /// Prints a warning of kubectl's own, each text once; it does not count as one of the server's.
    pub(crate) fn note(&self, text: &str) {
        let mut noted = self.shared.noted.borrow_mut();
        if !noted.iter().any(|n| n == text) {
            noted.push(text.to_string());
            self.io.eprint(format!("Warning: {text}\n"));
        }
    }
    /// How many different warnings came.
    pub(crate) fn warnings(&self) -> usize {
        self.shared.warned.borrow().len()
    }

    /// What the server serves.
    pub(crate) async fn discovery(&self) -> Result<Discovery> {
        if let Some(known) = self.shared.discovery.borrow().clone() {
            return Ok(known);
        }
        let found = match self.flags().is_local() && self.lost().await.is_some() {
            true => Discovery::built_in(),
            false => Discovery::cached(self).await?,
        };
        *self.shared.discovery.borrow_mut() = Some(found.clone());
        Ok(found)
    }
    /// What the server serves now, past any cache.
    pub(crate) async fn rediscover(&self) -> Result<Discovery> {
        let found = Discovery::fresh(self).await?;
        *self.shared.discovery.borrow_mut() = Some(found.clone());
        Ok(found)
    }

    /// One object.
    pub(crate) async fn get(&self, r: &Resource, namespace: &str, name: &str) -> Result<Value> {
        self.object(r.request(Verb::Get, namespace, name)?).await
    }
    /// One object, as the commands look it up that take names: where the object is missing because its namespace is,
    /// that is what they say.
    pub(crate) async fn get_or_namespace(&self, r: &Resource, namespace: &str, name: &str) -> Result<Value> {
        let found = self.get(r, namespace, name).await;
        let Err(error) = found else { return found };
        if !error.is("NotFound") || matches!(namespace, "" | "default") {
            return Err(error);
        }
        let at = Request::new(Verb::Get, Gvr::new("", "v1", "namespaces"), Text::EMPTY, Text::new(namespace));
        match self.call(at).await {
            Err(missing) if missing.is("NotFound") => Err(missing),
            _ => Err(error),
        }
    }
    /// The items of a list, page by page.
    pub(crate) async fn list(&self, r: &Resource, namespace: &str, options: &Options) -> Result<Vec<Value>> {
        let mut request = r.request(Verb::List, namespace, "")?;
        request.options = options.clone();
        let (mut items, mut request) = (Vec::new(), request);
        loop {
            let list = self.object(request.clone()).await?;
            for item in list.list("items") {
                let mut item = item.clone();
                // Items of a typed list leave out what the list says of all of them.
                if item.str("kind").is_empty() {
                    item.set("apiVersion", r.api_version());
                    item.set("kind", &r.kind);
                }
                items.push(item);
            }
            request.options.continue_token = list.get("metadata").text("continue");
            if request.options.continue_token.is_empty() {
                return Ok(items);
            }
        }
    }
    /// A delete call.
    pub(crate) async fn delete(
        &self,
        r: &Resource,
        namespace: &str,
        name: &str,
        grace: Option<i64>,
        propagation: Option<Propagation>,
        dry_run: bool,
    ) -> Result<Value> {
        let mut request = r.request(Verb::Delete, namespace, name)?;
        request.options = Options { grace_period_seconds: grace, propagation, dry_run, ..Options::default() };
        self.object(request).await
    }
}

impl Resource {
    /// A call on this resource. The API has no empty names.
    pub(crate) fn request(&self, verb: Verb, namespace: &str, name: &str) -> Result<Request> {
        let wants_name = matches!(verb, Verb::Get | Verb::Update | Verb::Patch(_) | Verb::Delete);
        if wants_name && name.is_empty() {
            return Err(plain("resource name may not be empty"));
        }
        let namespace = if self.namespaced { Text::new(namespace) } else { Text::EMPTY };
        segment("namespace", &namespace)?;
        if wants_name {
            segment("resource name", name)?;
        }
        Ok(Request::new(verb, self.gvr(), namespace, Text::new(name)))
    }
}

/// Whether a name can be a part of a URL's path: otherwise nothing is sent at all.
fn segment(what: &str, name: &str) -> Result<()> {
    let wrong = match name {
        "." | ".." => format!("may not be '{name}'"),
        _ => {
            let found = ['/', '%'].into_iter().filter(|c| name.contains(*c));
            found.map(|c| format!("may not contain '{c}'")).collect::<Vec<_>>().join(" ")
        }
    };
    if wrong.is_empty() { Ok(()) } else { Err(plain(format!("invalid {what} {}: [{wrong}]", go::quote(name)))) }
}

/// Options of a call on a pod's subresource.
pub(crate) fn sub(options: SubOptions) -> Options {
    Options { sub: options, ..Options::default() }
}
