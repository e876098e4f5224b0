//! What the commands that change objects share: dry runs, printing what was done, saved configurations.

use std::cell::Cell;

use api::request::{FieldValidation, Options, PatchType, Propagation};
use api::{Value, Verb, go_order};

use crate::cli::{Parsed, go};
use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::printers::format::{Format, OBJECT_FORMATS, name_of};
use crate::printers::kyaml;
use crate::resources::Resource;
use crate::resources::builder::{Info, KUBECTL_SCHEME, Query};

/// Where a change stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DryRun {
    None,
    Client,
    Server,
}

impl DryRun {
    /// Of the flag `--dry-run`.
    pub(crate) async fn of(client: &Client, p: &Parsed) -> Result<DryRun> {
        match p.str("dry-run") {
            "none" => Ok(DryRun::None),
            "" if !p.changed("dry-run") => Ok(DryRun::None),
            "client" => Ok(DryRun::Client),
            "server" => Ok(DryRun::Server),
            "unchanged" => {
                let text = "--dry-run is deprecated and can be replaced with --dry-run=client.";
                klog(client, 'W', "helpers.go:719", text).await;
                Ok(DryRun::Client)
            }
            other => match go::parse_bool(other) {
                Ok(on) => {
                    let instead = if on { "client" } else { "none" };
                    let text = format!(
                        "--dry-run={other} is deprecated (boolean value) and can be replaced with --dry-run={instead}."
                    );
                    klog(client, 'W', if on { "helpers.go:733" } else { "helpers.go:736" }, &text).await;
                    Ok(if on { DryRun::Client } else { DryRun::None })
                }
                Err(_) => {
                    Err(plain(format!("Invalid dry-run value ({other}). Must be \"none\", \"server\", or \"client\".")))
                }
            },
        }
    }
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            DryRun::None => "",
            DryRun::Client => " (dry run)",
            DryRun::Server => " (server dry run)",
        }
    }
}

/// A line of kubectl's own log: severity, place in the source, text.
pub(crate) async fn klog(client: &Client, severity: char, place: &str, text: &str) {
    let now = client.io.now().await;
    let c = now.civil();
    let micros = now.0.rem_euclid(1_000_000);
    client.io.eprint(format!(
        "{severity}{:02}{:02} {:02}:{:02}:{:02}.{micros:06}   12345 {place}] {text}\n",
        c.month, c.day, c.hour, c.minute, c.second
    ));
}

/// What `--validate` says.
pub(crate) fn field_validation(p: &Parsed) -> Result<FieldValidation> {
    match p.str("validate") {
        "true" | "strict" => Ok(FieldValidation::Strict),
        "" if !p.changed("validate") => Ok(FieldValidation::Strict),
        "warn" => Ok(FieldValidation::Warn),
        "false" | "ignore" => Ok(FieldValidation::Ignore),
        other => match go::parse_bool(other) {
            Ok(true) => Ok(FieldValidation::Strict),
            Ok(false) => Ok(FieldValidation::Ignore),
            Err(_) => Err(plain(format!(
                "invalid - validate option {}; must be one of: strict (or true), warn, ignore (or false)",
                go::quote(other)
            ))),
        },
    }
}

/// What `--cascade` says.
pub(crate) fn cascade(client: &Client, p: &Parsed) -> Result<Propagation> {
    match p.str("cascade") {
        "background" => Ok(Propagation::Background),
        "foreground" => Ok(Propagation::Foreground),
        "orphan" => Ok(Propagation::Orphan),
        other => match go::parse_bool(other) {
            Ok(on) => {
                let (instead, meant) =
                    if on { ("background", Propagation::Background) } else { ("orphan", Propagation::Orphan) };
                let text = format!(
                    "--cascade={other} is deprecated (boolean value) and can be replaced with --cascade={instead}."
                );
                client.io.eprint(format!("warning: {text}\n"));
                Ok(meant)
            }
            Err(_) => Err(plain(format!(
                "invalid cascade value ({other}). Must be \"background\", \"foreground\", or \"orphan\""
            ))),
        },
    }
}

/// Before an object is sent to be checked, kubectl reads what the server knows of its group.
pub(crate) async fn read_schema(client: &Client, p: &Parsed, r: &Resource) -> Result<()> {
    match field_validation(p)? {
        FieldValidation::Ignore => Ok(()),
        _ => client.read_schema(&schema_path(r)).await,
    }
}

/// Before an object is patched by its schema, that is read, too. A kind of one's own has none that patches know.
pub(crate) async fn read_merge_keys(client: &Client, r: &Resource) -> Result<()> {
    client.read_schema(&schema_path(r)).await?;
    if r.built_in || client.verbosity() < 6 {
        return Ok(());
    }
    let (group, version, kind) = (&r.group, &r.version, &r.kind);
    let text = format!(
        "warning: OpenAPI V3 path does not support strategic merge patch - group: {group}, version {version}, kind {kind}"
    );
    klog(client, 'I', "patcher.go:155", &text).await;
    client.read_schema("/openapi/v2").await
}

/// The document of the API that has a resource.
pub(crate) fn schema_path(r: &Resource) -> String {
    format!("/openapi/v3/{}/{}", if r.group.is_empty() { "api" } else { "apis" }, r.api_version())
}

/// Options of a call that writes.
pub(crate) fn write_options(p: &Parsed, dry_run: DryRun) -> Options {
    Options {
        dry_run: dry_run == DryRun::Server,
        // What the server does by itself; create, apply, replace and edit say what they want.
        field_validation: FieldValidation::Warn,
        field_manager: if p.has("field-manager") {
            p.str("field-manager").to_string().into()
        } else {
            Default::default()
        },
        ..Options::default()
    }
}

/// Tells what was done: `pod/web created`, or the object where `-o` asks for it.
pub(crate) struct Teller {
    format: Option<Format>,
    managed: bool,
    dry_run: DryRun,
    first: Cell<bool>,
    apart: bool,
}

impl Teller {
    pub(crate) async fn new(client: &Client, p: &Parsed, dry_run: DryRun) -> Result<Teller> {
        Ok(Teller {
            format: Format::of(client, p, OBJECT_FORMATS).await?,
            managed: p.has("show-managed-fields") && p.bool("show-managed-fields"),
            dry_run,
            first: Cell::new(true),
            apart: false,
        })
    }
    /// One of the commands that make a printer for each object: no `---` stands between two of them.
    pub(crate) fn apart(self) -> Teller {
        Teller { apart: true, ..self }
    }
    /// One that tells in words, whatever `-o` says.
    pub(crate) fn plain(dry_run: DryRun) -> Teller {
        Teller { format: None, managed: false, dry_run, first: Cell::new(true), apart: false }
    }
    /// Whether objects are shown, rather than told of.
    pub(crate) fn shows_objects(&self) -> bool {
        self.format.as_ref().is_some_and(|f| *f != Format::Name)
    }
    /// Tells of an object that kubectl has a Go type for: its JSON comes in the order of the type's fields, and with
    /// the fields that are always written.
    pub(crate) fn tell_typed(&self, client: &Client, object: &Value, done: &str) {
        let mut object = typed(object);
        let print: fn(&Value) -> String = match &self.format {
            Some(Format::Json) => |object| go_order::pretty(object) + "\n",
            Some(Format::Kyaml) => kyaml::typed,
            _ => return self.tell(client, &object, done),
        };
        if !self.managed {
            object.remove_at(&["metadata", "managedFields"]);
        }
        client.io.print(print(&object));
    }
    /// Shows several objects as one list. Its own fields come in the order of its Go type, those of the items do not.
    pub(crate) fn tell_list(&self, client: &Client, mut items: Vec<Value>) {
        if self.format != Some(Format::Json) {
            return self.tell(
                client,
                &api::obj!({"apiVersion": "v1", "items": items, "kind": "List", "metadata": {}}),
                "",
            );
        }
        for item in items.iter_mut().filter(|_| !self.managed) {
            item.remove_at(&["metadata", "managedFields"]);
        }
        let items = api::json::to_string_pretty(&Value::from(items)).replace('\n', "\n    ");
        client.io.print(format!(
            "{{\n    \"kind\": \"List\",\n    \"apiVersion\": \"v1\",\n    \"metadata\": {{}},\n    \"items\": {items}\n}}\n"
        ));
    }
    /// Tells of an object.
    pub(crate) fn tell(&self, client: &Client, object: &Value, done: &str) {
        let text = match &self.format {
            None => format!("{} {done}{}\n", name_of(object), self.dry_run.suffix()),
            Some(format) => match format.print(object, self.managed, self.first.replace(self.apart)) {
                Ok(text) => text,
                Err(e) => return client.io.eprint(e.text()),
            },
        };
        client.io.print(text);
    }
}

/// The annotation of `--record`.
pub(crate) const CHANGE_CAUSE: &str = "kubernetes.io/change-cause";

/// The object with the command in its annotation, where `--record` asks for it.
pub(crate) fn recorded(p: &Parsed, mut object: Value) -> Value {
    if let Some(cause) = p.change_cause() {
        object.at_mut(&["metadata", "annotations"]).set(CHANGE_CAUSE, cause);
    }
    object
}

/// Notes the command down in an object that has been changed already.
pub(crate) async fn record(client: &Client, p: &Parsed, info: &Info) -> Result<()> {
    let Some(cause) = p.change_cause() else { return Ok(()) };
    let mut annotations = Value::object();
    annotations.set(CHANGE_CAUSE, cause);
    let change = api::obj!({"metadata": {"annotations": annotations}});
    patch(client, info, (change, PatchType::Merge), Options::default()).await.map(|_| ())
}

/// An object as its Go type would write it.
pub(crate) fn typed(object: &Value) -> Value {
    let api_version = object.str("apiVersion");
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    let of = api::schema::of(group, version, object.str("kind"));
    of.and_then(|of| api::schema::decode::decode(object, of).ok()).map_or_else(|| object.clone(), |d| d.object)
}

/// `cpu=1,memory=1Gi` as a list of resources.
pub(crate) fn quantities(text: &str) -> Result<Value> {
    let mut list = Value::object();
    for part in text.split(',') {
        let (name, amount) = match part.split('=').collect::<Vec<_>>()[..] {
            [name, amount] => (name, amount),
            _ => return Err(plain(format!("Invalid argument syntax {part}, expected <resource>=<value>"))),
        };
        let amount = api::quantity::Quantity::parse(amount).map_err(plain)?;
        list.set(name.to_string(), amount.text());
    }
    Ok(list)
}

/// A selector that was typed, as an object selects by it.
pub(crate) fn label_selector(text: &str) -> Result<Value> {
    use api::selector::Operator;
    let parsed = api::selector::LabelSelector::parse(text)
        .map_err(|why| plain(format!("couldn't parse the selector string \"{text}\": {}", why.0)))?;
    let (mut selector, mut expressions) = (Value::object(), Vec::new());
    for requirement in parsed.requirements {
        let operator = match requirement.operator {
            Operator::Equals | Operator::DoubleEquals => {
                let value = requirement.values.into_iter().next().unwrap_or_default();
                selector.field_mut("matchLabels").set(requirement.key, value);
                continue;
            }
            Operator::In => "In",
            Operator::NotIn => "NotIn",
            Operator::Exists => "Exists",
            Operator::DoesNotExist => "DoesNotExist",
            Operator::NotEquals => return Err(plain("\"!=\" is not a valid label selector operator")),
            Operator::GreaterThan => return Err(plain("\"gt\" isn't supported in label selectors")),
            Operator::LessThan => return Err(plain("\"lt\" isn't supported in label selectors")),
        };
        let mut expression = api::obj!({"key": (requirement.key), "operator": operator});
        if !requirement.values.is_empty() {
            expression.set("values", requirement.values.into_iter().map(Value::from).collect::<Vec<_>>());
        }
        expressions.push(expression);
    }
    if !expressions.is_empty() {
        selector.set("matchExpressions", expressions);
    }
    Ok(selector)
}

/// The patch from one state of an object to another, with its kind: strategic where the kind is built in.
pub(crate) fn two_way(r: &Resource, before: &Value, after: &Value) -> Result<(Value, PatchType)> {
    match api::schema::of(&r.group, &r.version, &r.kind).filter(|_| r.built_in) {
        Some(of) => {
            let change = api::patch::strategic_two_way(before, after, of).map_err(|e| plain(e.message()))?;
            Ok((change, PatchType::Strategic))
        }
        None => Ok((api::patch::merge_two_way(before, after), PatchType::Merge)),
    }
}

/// Whether a patch changes nothing.
pub(crate) fn is_empty(change: &Value) -> bool {
    change.as_map().is_none_or(|m| m.is_empty())
}

/// Sends a patch for an object.
pub(crate) async fn patch(
    client: &Client,
    info: &Info,
    (change, kind): (Value, PatchType),
    options: Options,
) -> Result<Value> {
    let mut request = info.resource.request(Verb::Patch(kind), &info.namespace, &info.name)?.with_body(change);
    request.options = options;
    client.object(request).await
}

/// What a query found, with the objects of files as they are on the server.
pub(crate) async fn live(client: &Client, query: &Query) -> Result<(Vec<Info>, Vec<Error>)> {
    let query = Query { latest: true, ..query.clone() };
    let found = query.find(client).await?;
    let (all, mut unread) = found.apart();
    let (mut infos, mut errors) = (Vec::new(), Vec::new());
    for (at, info) in all.into_iter().enumerate() {
        errors.extend(unread.before(at));
        // What has no name in its file is nowhere else.
        if info.source.is_empty() || info.name.is_empty() {
            infos.push(info);
            continue;
        }
        if info.resource.namespaced && info.namespace.is_empty() {
            let what = info.resource.go_gvr();
            errors.push(plain(format!("no namespace set on resource {what} {}", go::quote(&info.name))));
            continue;
        }
        match client.get_or_namespace(&info.resource, &info.namespace, &info.name).await {
            Ok(object) => infos.push(info.refreshed(object)),
            Err(e) => errors.push(e),
        }
    }
    query.keep(&mut infos)?;
    errors.extend(unread.left());
    Ok((infos, errors))
}

/// The annotation in which client-side apply keeps what was applied.
pub(crate) const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// The text of that annotation: the object without it, as JSON with a line feed.
pub(crate) fn last_applied_of(object: &Value) -> String {
    let mut object = object.clone();
    // Go marshals the annotations that it has just emptied as `{}`.
    object.at_mut(&["metadata", "annotations"]).map_mut().remove(LAST_APPLIED);
    api::json::to_string(&object) + "\n"
}

/// The object with that annotation.
pub(crate) fn with_last_applied(object: &Value) -> Value {
    let text = last_applied_of(object);
    let mut object = object.clone();
    object.at_mut(&["metadata", "annotations"]).set(LAST_APPLIED, text);
    object
}

/// An object of a file as it is sent: `--save-config` writes that annotation, and one that is there is written anew.
pub(crate) fn saved(p: &Parsed, object: &Value) -> Value {
    let keep = p.bool("save-config") || api::meta::annotations(object).contains_key(LAST_APPLIED);
    if keep { with_last_applied(object) } else { object.clone() }
}

/// The same of an object that kubectl holds as a Go struct: its fields stand in the order of the struct.
pub(crate) fn with_typed_config(object: &Value) -> Value {
    let text = go_order::compact(&typed(object)) + "\n";
    let mut object = object.clone();
    object.at_mut(&["metadata", "annotations"]).set(LAST_APPLIED, text);
    object
}

/// The object in the namespace that `-n` names, where it names one: so it is shown where nothing is sent.
pub(crate) async fn placed(client: &Client, mut object: Value) -> Result<Value> {
    let settings = client.settings().await?;
    if settings.namespace_given {
        object.set_at(&["metadata", "namespace"], settings.namespace.clone());
    }
    Ok(object)
}

/// The object with `--overrides` in it.
pub(crate) fn overridden(p: &Parsed, object: Value, kind: &'static str) -> Result<Value> {
    let text = p.str("overrides");
    if text.is_empty() {
        return Ok(object);
    }
    let how = p.str("override-type");
    if !["json", "merge", "strategic"].contains(&how) {
        return Err(plain(format!("invalid override type: {how}")));
    }
    let patch = api::json::parse(text);
    let of = api::schema::of("", "v1", kind).expect("what is generated is in the schema");
    let made = match (how, patch) {
        ("json", Err(e)) => Err(plain(e.message)),
        ("strategic", Err(_)) => Err(plain("invalid JSON document")),
        (_, Err(_)) | ("merge", Ok(Value::Str(_) | Value::Int(_) | Value::Float(_) | Value::Bool(_) | Value::Null)) => {
            Err(plain("Invalid JSON Patch"))
        }
        ("merge", Ok(patch)) => Ok(api::patch::merge_patch(&object, &patch)),
        ("json", Ok(patch)) => api::patch::json_patch(&object, &patch).map_err(|e| plain(e.message())),
        (_, Ok(patch)) => api::patch::strategic(&object, &patch, of).map_err(|e| plain(e.message())),
    }?;
    let (version, made_kind) = (made.str("apiVersion"), made.str("kind"));
    let group = version.split_once('/').map_or("", |(group, _)| group);
    if api::kinds::by_kind(group, made_kind).is_none_or(|k| k.gvr().api_version() != version) {
        return Err(plain(format!(
            "no kind {made_kind:?} is registered for version {version:?} in scheme {KUBECTL_SCHEME:?}"
        )));
    }
    if made_kind != kind {
        return Ok(made);
    }
    // It becomes a Go struct again, which has no room for fields that are not known.
    api::schema::decode::decode(&made, of).map(|decoded| decoded.object).map_err(plain)
}

/// Says which file an error is about: `error when creating "a.yaml": `.
pub(crate) fn source_error(verb: &str, source: &str, error: Error) -> Error {
    if source.is_empty() { error } else { error.doing(&format!("error when {verb} {}: ", go::quote(source))) }
}

/// All that went wrong: with objects, then with files that could not be read. Of those, several are one error of several.
pub(crate) fn behind(mut errors: Vec<Error>, mut unread: Vec<Error>) -> Vec<Error> {
    match errors.len() {
        0 => unread,
        _ if unread.len() < 2 => {
            errors.append(&mut unread);
            errors
        }
        _ => {
            errors.push(Error::Many(unread));
            errors
        }
    }
}

/// The same the other way round: what could not be found first.
pub(crate) fn ahead(unread: Vec<Error>, mut errors: Vec<Error>) -> Vec<Error> {
    let mut all = match (errors.is_empty(), unread.len()) {
        (true, _) => return alone(unread),
        (false, 0 | 1) => unread,
        _ => vec![Error::Many(unread)],
    };
    all.append(&mut errors);
    all
}

/// An error of files alone, where a command collects what went wrong once more than others: nothing stands before it.
pub(crate) fn alone(errors: Vec<Error>) -> Vec<Error> {
    match <[Error; 1]>::try_from(errors) {
        Ok([Error::Plain(text)]) => vec![Error::Verbatim(text)],
        Ok([other]) => vec![other],
        Err(errors) => errors,
    }
}

/// No errors are fine; one is itself; several are told in a row.
pub(crate) fn finish(mut errors: Vec<Error>) -> Result<()> {
    match errors.len() {
        0 => Ok(()),
        1 => Err(errors.swap_remove(0)),
        _ => Err(Error::Many(errors)),
    }
}
