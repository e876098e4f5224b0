//! A Kubernetes REST call and its answer, as plain data: the only way into a cluster.

use crate::status::Status;
use crate::validation::ErrorList;
use crate::value::{Map, Text, Value};

/// What a call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// One object.
    Get,
    /// Many objects.
    List,
    /// Changes as they happen.
    Watch,
    /// A new object.
    Create,
    /// The whole object anew.
    Update,
    /// A part of the object.
    Patch(PatchType),
    /// One object away.
    Delete,
    /// Many objects away.
    DeleteCollection,
}

/// How the body of a patch is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatchType {
    /// RFC 6902.
    Json,
    /// RFC 7386.
    Merge,
    /// Kubernetes' strategic merge.
    Strategic,
    /// Server-side apply.
    Apply,
}

/// What happens to the dependents of a deleted object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Propagation {
    /// They stay.
    Orphan,
    /// They go after it.
    Background,
    /// They go before it.
    Foreground,
}

impl Propagation {
    /// `Orphan`, `Background`, `Foreground`.
    pub fn as_str(self) -> &'static str {
        match self {
            Propagation::Orphan => "Orphan",
            Propagation::Background => "Background",
            Propagation::Foreground => "Foreground",
        }
    }
}

/// What the server does with fields that it does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum FieldValidation {
    /// Refuse them.
    #[default]
    Strict,
    /// Warn and drop them.
    Warn,
    /// Drop them.
    Ignore,
}

/// Group, version and plural resource name; the group of the core API is empty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Gvr {
    /// API group.
    pub group: Text,
    /// API version.
    pub version: Text,
    /// Plural name in lower case.
    pub resource: Text,
}

impl Gvr {
    /// From its parts.
    pub fn new(group: impl Into<Text>, version: impl Into<Text>, resource: impl Into<Text>) -> Gvr {
        Gvr { group: group.into(), version: version.into(), resource: resource.into() }
    }
    /// `group/version`, or the version alone in the core group.
    pub fn api_version(&self) -> Text {
        if self.group.is_empty() {
            self.version.clone()
        } else {
            Text::from([&*self.group, "/", &*self.version].concat())
        }
    }
    /// Whether this is the version that an object names.
    pub fn has_api_version(&self, api_version: &str) -> bool {
        match api_version.split_once('/') {
            None => self.group.is_empty() && self.version == api_version,
            Some((group, version)) => !group.is_empty() && self.group == group && self.version == version,
        }
    }
    /// `resource.group`, or the resource alone in the core group: as messages name it.
    pub fn group_resource(&self) -> Text {
        if self.group.is_empty() {
            self.resource.clone()
        } else {
            Text::from([&*self.resource, ".", &*self.group].concat())
        }
    }
}

/// Who asks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct User {
    /// User name.
    pub name: Text,
    /// Groups.
    pub groups: Vec<Text>,
    /// The uid, of those who have one.
    pub uid: Text,
    /// What else is known: lists of texts by their keys.
    pub extra: Map,
}

impl User {
    /// Somebody of whom no more is known.
    pub fn new(name: impl Into<Text>, groups: Vec<Text>) -> User {
        User { name: name.into(), groups, ..User::default() }
    }
    /// The administrator of a kubeadm cluster: may do everything.
    pub fn admin() -> User {
        User::system("kubernetes-admin")
    }
    /// What the names of components begin with, which tells them from people.
    pub const COMPONENT: &str = "system:";
    /// A component of the control plane or a kubelet: `system:kube-scheduler`.
    pub fn component(name: &str) -> User {
        User::system([User::COMPONENT, name].concat())
    }
    /// Who may do everything.
    pub fn system(name: impl Into<Text>) -> User {
        User::new(name, vec!["system:masters".into(), "system:authenticated".into()])
    }
    /// Whoever is impersonated: without groups of its own it has those that its name gives it.
    pub fn impersonated(name: &str, mut groups: Vec<Text>) -> User {
        let anonymous = name == "system:anonymous";
        let account = name.strip_prefix("system:serviceaccount:").and_then(|rest| rest.split_once(':'));
        match account.filter(|_| groups.is_empty()) {
            Some((namespace, _)) => {
                groups = vec!["system:serviceaccounts".into(), format!("system:serviceaccounts:{namespace}").into()];
            }
            None if anonymous && groups.is_empty() => groups.push("system:unauthenticated".into()),
            None => {}
        }
        if !anonymous && !groups.iter().any(|g| g == "system:authenticated") {
            groups.push("system:authenticated".into());
        }
        User::new(Text::new(name), groups)
    }
}

/// The options of all verbs; each verb reads its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// Of lists, watches and deletecollection, as typed.
    pub label_selector: Text,
    /// Likewise.
    pub field_selector: Text,
    /// Watch from here; or the version a list must be at least.
    pub resource_version: Text,
    /// Of lists and watches: how the version is meant (`Exact`, `NotOlderThan`).
    pub resource_version_match: Text,
    /// Of a watch: after so many seconds it ends.
    pub timeout_seconds: Option<i64>,
    /// Of a watch: whether what is there already is told first.
    pub send_initial_events: Option<bool>,
    /// Of a watch: whether bookmarks are welcome.
    pub allow_watch_bookmarks: bool,
    /// Page size of a list; 0 is no limit.
    pub limit: u32,
    /// Where the next page begins.
    pub continue_token: Text,
    /// Check everything, store nothing.
    pub dry_run: bool,
    /// Who owns the fields that are set.
    pub field_manager: Text,
    /// What to do with unknown fields.
    pub field_validation: FieldValidation,
    /// Server-side apply: take fields from other managers.
    pub force: bool,
    /// Of a delete, in seconds.
    pub grace_period_seconds: Option<i64>,
    /// Of a delete.
    pub propagation: Option<Propagation>,
    /// Of a delete: the older word for orphaning the dependents or not.
    pub orphan_dependents: Option<bool>,
    /// Of a delete: only if the uid is this.
    pub precondition_uid: Text,
    /// Of a delete: only if the version is this.
    pub precondition_resource_version: Text,
    /// Values that are none of an option's words, as the server refuses them.
    pub unsupported: ErrorList,
    /// Answer lists and gets as a Table (server-side printing).
    pub as_table: bool,
    /// Subresources with options of their own (log, exec, attach, portforward).
    pub sub: SubOptions,
}

/// Options of the pod subresources log, exec, attach and portforward.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SubOptions {
    /// Container name; empty where the pod has only one.
    pub container: Text,
    /// Log: go on with new lines.
    pub follow: bool,
    /// Log: of the container before the last restart.
    pub previous: bool,
    /// Log: a time before each line.
    pub timestamps: bool,
    /// Log: only the last lines.
    pub tail_lines: Option<i64>,
    /// Log: only the last seconds.
    pub since_seconds: Option<i64>,
    /// Log: only since this RFC 3339 time.
    pub since_time: Text,
    /// Log: only so many bytes.
    pub limit_bytes: Option<i64>,
    /// Exec: what to run.
    pub command: Vec<Text>,
    /// Exec and attach: whether input is passed on.
    pub stdin: bool,
    /// Exec and attach: a terminal.
    pub tty: bool,
    /// Portforward: the pod's port.
    pub port: u16,
}

/// One call.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What to do.
    pub verb: Verb,
    /// With which resource.
    pub resource: Gvr,
    /// In which namespace; empty for cluster-scoped resources and for all namespaces.
    pub namespace: Text,
    /// The object; empty for collections.
    pub name: Text,
    /// `status`, `scale`, `log`, `exec`, `binding`, `eviction`, ...; empty for the object itself.
    pub subresource: Text,
    /// Options.
    pub options: Options,
    /// The object or patch.
    pub body: Value,
    /// Who asks.
    pub user: User,
    /// The path and query of a call that was made by its URL (`/version`, `/apis/apps/v1`,
    /// `/api/v1/namespaces/default/pods?limit=1`). Where there is no resource beside it, the server finds out what it means.
    pub path: Text,
}

impl Request {
    /// Gets a raw path: discovery, health and version, or any resource as the server writes it.
    pub fn raw(path: impl Into<Text>) -> Request {
        let mut request = Request::new(Verb::Get, Gvr::default(), Text::EMPTY, Text::EMPTY);
        request.path = path.into();
        request
    }
    /// A call without body and options, by the administrator.
    pub fn new(verb: Verb, resource: Gvr, namespace: impl Into<Text>, name: impl Into<Text>) -> Request {
        Request {
            verb,
            resource,
            namespace: namespace.into(),
            name: name.into(),
            subresource: Text::EMPTY,
            options: Options::default(),
            body: Value::Null,
            user: User::admin(),
            path: Text::EMPTY,
        }
    }
    /// The same call with a body.
    pub fn with_body(mut self, body: Value) -> Request {
        self.body = body;
        self
    }
    /// The same call on a subresource.
    pub fn on(mut self, subresource: impl Into<Text>) -> Request {
        self.subresource = subresource.into();
        self
    }
}

/// A watch or stream that the server keeps open for the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StreamId(pub u64);

/// A change, as a watch tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct WatchEvent {
    /// What happened.
    pub kind: WatchKind,
    /// The object after the change (before it, for a deletion); where a table was asked for, a `Table` object with
    /// one row, which [`Table::from_value`] reads.
    pub object: Value,
}

/// Kinds of watch events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchKind {
    /// New, or newly matching the selector.
    Added,
    /// Changed.
    Modified,
    /// Gone, or no longer matching the selector.
    Deleted,
    /// Nothing: so far the watcher knows everything.
    Bookmark,
    /// The watch is over; the object is the `Status` that says why.
    Error,
}

impl WatchKind {
    /// `ADDED`, `MODIFIED`, `DELETED`, `BOOKMARK`, `ERROR`.
    pub fn as_str(self) -> &'static str {
        match self {
            WatchKind::Added => "ADDED",
            WatchKind::Modified => "MODIFIED",
            WatchKind::Deleted => "DELETED",
            WatchKind::Bookmark => "BOOKMARK",
            WatchKind::Error => "ERROR",
        }
    }
}

/// A column of a Table answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Header, as in `Nominated Node`; kubectl prints it in capitals.
    pub name: Text,
    /// 0 is always shown, others with `-o wide`.
    pub priority: u8,
}

/// A row of a Table answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// One value a column.
    pub cells: Vec<Value>,
    /// The object of the row.
    pub object: Value,
}

/// What server-side printing answers.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Table {
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Row>,
    /// The list's version.
    pub resource_version: Text,
    /// Where the next page begins; empty at the end.
    pub continue_token: Text,
}

impl Table {
    /// As the object `Table` of meta.k8s.io/v1.
    pub fn to_value(&self) -> Value {
        let columns: Vec<Value> = self
            .columns
            .iter()
            .map(|c| {
                let mut v = Value::object();
                v.set("name", &c.name);
                v.set("type", "string");
                // Clients look for the column of names by its format.
                v.set("format", if c.name == "Name" { "name" } else { "" });
                v.set("description", "");
                v.set("priority", i64::from(c.priority));
                v
            })
            .collect();
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|r| {
                let mut v = Value::object();
                v.set("cells", r.cells.clone());
                v.set("object", r.object.clone());
                v
            })
            .collect();
        let mut metadata = Value::object();
        metadata.set("resourceVersion", &self.resource_version);
        if !self.continue_token.is_empty() {
            metadata.set("continue", &self.continue_token);
        }
        let mut v = Value::object();
        v.set("apiVersion", "meta.k8s.io/v1");
        v.set("kind", "Table");
        v.set("metadata", metadata);
        v.set("columnDefinitions", columns);
        v.set("rows", rows);
        v
    }
    /// From the object that [`Table::to_value`] makes.
    pub fn from_value(v: &Value) -> Table {
        let column =
            |c: &Value| Column { name: c.text("name"), priority: c.int("priority").unwrap_or(0).clamp(0, 255) as u8 };
        let row = |r: &Value| Row { cells: r.list("cells").to_vec(), object: r.get("object").clone() };
        Table {
            columns: v.list("columnDefinitions").iter().map(column).collect(),
            rows: v.list("rows").iter().map(row).collect(),
            resource_version: v.get("metadata").text("resourceVersion"),
            continue_token: v.get("metadata").text("continue"),
        }
    }
}

/// The body of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// An object, or a list object (`PodList`) with `items`.
    Object(Value),
    /// Server-side printing.
    Table(Table),
    /// A refusal, or a success without an object.
    Status(Status),
    /// Plain text (logs, raw paths).
    Text(String),
    /// A watch was opened: read its events from the server by this id.
    Watch(StreamId),
    /// A log follow, exec, attach or port-forward was opened.
    Stream(StreamId),
}

/// The answer to a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// HTTP status code.
    pub code: u16,
    /// What was answered.
    pub body: Body,
    /// `Warning:` headers.
    pub warnings: Vec<String>,
}

impl Response {
    /// 200 with an object.
    pub fn ok(object: Value) -> Response {
        Response { code: 200, body: Body::Object(object), warnings: Vec::new() }
    }
    /// 201 with the new object.
    pub fn created(object: Value) -> Response {
        Response { code: 201, body: Body::Object(object), warnings: Vec::new() }
    }
    /// The object, or the refusal.
    pub fn into_result(self) -> Result<Value, Status> {
        match self.body {
            Body::Object(v) => Ok(v),
            Body::Status(s) => Err(s),
            other => Err(Status::internal_error(format!("unexpected answer: {other:?}"))),
        }
    }
}

impl From<Status> for Response {
    fn from(status: Status) -> Response {
        Response { code: status.code, body: Body::Status(status), warnings: Vec::new() }
    }
}
