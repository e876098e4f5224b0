//! Kustomizations: what `kubectl kustomize DIR` prints and `-k DIR` sends.
//!
//! A kustomization names resources, generators and changes; a directory among its resources is a kustomization of its own.
//! What it is not: no plugins, charts or variables; a kustomization with such fields says so.

mod generate;
mod labels;
mod names;
mod patches;
mod replacements;
mod shape;
mod transform;

#[cfg(test)]
mod tests;

use std::pin::Pin;

use api::{Value, meta};

use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::host::{Fetched, FileKind};
use crate::run::unreachable;

/// A resource on its way, and what it was called before.
#[derive(Clone, Debug)]
struct Res {
    object: Value,
    /// Its names, the first one first.
    names: Vec<String>,
    /// Whether its name ends in a hash of what it holds.
    hashed: bool,
}

impl Res {
    fn new(object: Value) -> Res {
        let names = vec![meta::name(&object).to_string()];
        Res { object, names, hashed: false }
    }
    fn kind(&self) -> &str {
        self.object.str("kind")
    }
    fn rename(&mut self, name: String) {
        if self.names.last() != Some(&name) {
            self.names.push(name.clone());
        }
        self.object.set_at(&["metadata", "name"], name);
    }
    /// `Deployment.v1.apps/web.[noNs]`.
    fn id(&self) -> String {
        id(&self.object)
    }
    fn clashes(&self, other: &Res) -> bool {
        self.id() == other.id()
    }
}

/// What kustomize calls an object.
fn id(object: &Value) -> String {
    let or = |text: &str, other: &str| if text.is_empty() { other.to_string() } else { text.to_string() };
    let (group, version) = group_version(object.str("apiVersion"));
    format!(
        "{}.{version}.{}/{}.{}",
        object.str("kind"),
        or(group, "[noGrp]"),
        meta::name(object),
        or(meta::namespace(object), "[noNs]")
    )
}

/// The group and version of an `apiVersion`.
fn group_version(api_version: &str) -> (&str, &str) {
    api_version.split_once('/').unwrap_or(("", api_version))
}

/// Fields that are old, and what has come in their place.
const OLD: &[(&str, &str)] = &[
    ("bases", "resources"),
    ("commonLabels", "labels"),
    ("patchesJson6902", "patches"),
    ("patchesStrategicMerge", "patches"),
];

/// Fields that real kustomize has and this one has not.
const NOT_SIMULATED: &[&str] = &[
    "configurations",
    "crds",
    "generators",
    "helmChartInflationGenerator",
    "helmCharts",
    "helmGlobals",
    "openapi",
    "transformers",
    "validators",
    "vars",
];

/// The objects that a kustomization makes, in the order of its resources or in one that it asks for; and whether it asks.
pub(crate) async fn build(client: &Client, directory: &str) -> Result<(Vec<Value>, bool)> {
    let mut all = Vec::new();
    let dir = directory.trim_end_matches('/');
    let dir = if dir.is_empty() && directory.starts_with('/') { "/" } else { dir };
    find(client, dir, dir).await?;
    let top = load(client, dir).await?;
    let sort = top.get("sortOptions");
    check_order(sort)?;
    accumulate(client, dir.to_string(), &mut all, Vec::new()).await?;
    names::append_hashes(&mut all);
    names::follow(&mut all);
    let mut objects: Vec<Value> = all.into_iter().map(|res| res.object).collect();
    if top.list("buildMetadata").iter().any(|what| what.as_str() == Some("managedByLabel")) {
        for object in &mut objects {
            object.at_mut(&["metadata", "labels"]).set("app.kubernetes.io/managed-by", "kustomize-v5.8.1");
        }
    }
    if sort.str("order") == "legacy" {
        in_order(&mut objects, sort.get("legacySortOptions"));
    }
    Ok((objects, !sort.is_null()))
}

/// Refuses orders that there are not.
fn check_order(sort: &Value) -> Result<()> {
    match sort.str("order") {
        _ if sort.is_null() => Ok(()),
        "fifo" if !sort.get("legacySortOptions").is_null() => Err(plain(
            "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'",
        )),
        "fifo" | "legacy" => Ok(()),
        _ => Err(plain("the field 'sortOptions.order' must be one of [fifo, legacy]")),
    }
}

/// The order of `kubectl kustomize`: what others need comes first.
pub(crate) fn in_legacy_order(objects: &mut [Value]) {
    in_order(objects, Value::NULL);
}

/// By kind: some first, some last, which the options may say; those between by group, version and kind.
fn in_order(objects: &mut [Value], options: &Value) {
    const FIRST: &[&str] = &[
        "Namespace",
        "ResourceQuota",
        "StorageClass",
        "CustomResourceDefinition",
        "ServiceAccount",
        "PodSecurityPolicy",
        "Role",
        "ClusterRole",
        "RoleBinding",
        "ClusterRoleBinding",
        "ConfigMap",
        "Secret",
        "Endpoints",
        "Service",
        "LimitRange",
        "PriorityClass",
        "PersistentVolume",
        "PersistentVolumeClaim",
        "Deployment",
        "StatefulSet",
        "CronJob",
        "PodDisruptionBudget",
    ];
    const LAST: [&str; 2] = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];
    let told = |field: &str, own: &[&'static str]| -> Vec<String> {
        match options {
            Value::Null => own.iter().map(|k| k.to_string()).collect(),
            options => options.list(field).iter().filter_map(Value::as_str).map(str::to_string).collect(),
        }
    };
    let (first, last) = (told("orderFirst", FIRST), told("orderLast", &LAST));
    let rank = |object: &Value| {
        let kind = object.str("kind");
        let at = |list: &[String]| list.iter().position(|k| k == kind);
        at(&first).or(at(&last).map(|n| first.len() + 1 + n)).unwrap_or(first.len())
    };
    let key = |object: &Value| {
        let (group, version) = group_version(object.str("apiVersion"));
        // What has no group comes behind all that have.
        let group = if group.is_empty() { "~G" } else { group };
        let text =
            format!("{group}_{version}_{}|{}|{}", object.str("kind"), meta::namespace(object), meta::name(object));
        (rank(object), text)
    };
    use sorted::InOrder;
    objects.order_by_key(key);
}

/// The absolute form of a path, for messages.
pub(crate) async fn absolute(client: &Client, path: &str) -> String {
    let pwd = client.io.env("PWD").await.unwrap_or_default();
    clean(&if path.starts_with('/') { path.to_string() } else { format!("{pwd}/{path}") })
}

/// Without `.` and `..`.
fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|p| *p != "..") => drop(parts.pop()),
            ".." if path.starts_with('/') => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if path.starts_with('/') { format!("/{joined}") } else { joined }
}

/// A path below a kustomization's directory.
fn beside(dir: &str, path: &str) -> String {
    let joined = if path.starts_with('/') || dir.is_empty() { path.to_string() } else { format!("{dir}/{path}") };
    let cleaned = clean(&joined);
    if cleaned.is_empty() { ".".into() } else { cleaned }
}

async fn kind_of(client: &Client, path: &str) -> Option<FileKind> {
    let at = path.to_string();
    client.io.ask(move |h| h.file_kind(&at)).await
}

async fn read(client: &Client, path: &str) -> Option<String> {
    let at = path.to_string();
    let bytes = client.io.ask(move |h| h.read_file(&at)).await.ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// What is said of a path that is not there.
async fn missing(client: &Client, shown: &str, path: &str) -> String {
    let full = absolute(client, path).await;
    format!("evalsymlink failure on '{shown}' : lstat {full}: no such file or directory")
}

/// The file of a kustomization; `shown` is how messages call the directory.
async fn find(client: &Client, dir: &str, shown: &str) -> Result<String> {
    match kind_of(client, dir).await {
        Some(FileKind::Directory) => {}
        Some(_) => {
            let full = absolute(client, dir).await;
            return Err(plain(format!("must build at directory: '{full}': file is not directory")));
        }
        None => {
            let why = missing(client, shown, dir).await;
            return Err(plain(format!("must build at directory: not a valid directory: {why}")));
        }
    }
    for name in ["kustomization.yaml", "kustomization.yml", "Kustomization"] {
        let path = beside(dir, name);
        if kind_of(client, &path).await == Some(FileKind::File) {
            return Ok(path);
        }
    }
    let full = absolute(client, dir).await;
    let names = "'kustomization.yaml', 'kustomization.yml' or 'Kustomization'";
    Err(plain(format!("unable to find one of {names} in directory '{full}'")))
}

/// Reads a kustomization and refuses what is wrong with it.
async fn load(client: &Client, dir: &str) -> Result<Value> {
    let path = find(client, dir, &absolute(client, dir).await).await?;
    let text = read(client, &path).await.unwrap_or_default();
    let mut parsed = api::yaml::parse(&text).map_err(|e| {
        let why = e.to_string();
        plain(format!("invalid Kustomization: {}", why.trim_start_matches("error converting YAML to JSON: ")))
    })?;
    if parsed.as_list().is_some() {
        parsed = Value::object();
    }
    if let Some(what) =
        parsed.list("buildMetadata").iter().filter_map(Value::as_str).find(|w| w.ends_with("Annotations"))
    {
        return Err(plain(format!("the build metadata {what:?} of a kustomization is not simulated here")));
    }
    shape::check(&parsed, NOT_SIMULATED).map_err(|why| plain(format!("invalid Kustomization: {why}")))?;
    let fields = parsed.as_map().into_iter().flat_map(api::Map::iter);
    let told: Vec<&str> = fields.filter(|(_, v)| !v.is_null()).map(|(field, _)| field.as_str()).collect();
    if told.iter().all(|field| ["apiVersion", "kind"].contains(field)) {
        return Err(plain("kustomization.yaml is empty"));
    }
    for field in told {
        if NOT_SIMULATED.contains(&field) {
            return Err(plain(format!("the field {field:?} of a kustomization is not simulated here")));
        }
        if let Some((old, new)) = OLD.iter().find(|(old, _)| *old == field) {
            client.io.eprint(format!(
                "# Warning: '{old}' is deprecated. Please use '{new}' instead. Run 'kustomize edit fix' to update your \
                 Kustomization automatically.\n"
            ));
        }
    }
    let wrong = match (parsed.str("kind"), parsed.str("apiVersion")) {
        ("Component", "" | "kustomize.config.k8s.io/v1alpha1") => return Ok(parsed),
        ("Component", _) => "apiVersion for Component should be kustomize.config.k8s.io/v1alpha1",
        ("" | "Kustomization", "" | "kustomize.config.k8s.io/v1beta1") => return Ok(parsed),
        ("" | "Kustomization", _) => "apiVersion for Kustomization should be kustomize.config.k8s.io/v1beta1",
        _ => "kind should be Kustomization or Component",
    };
    let full = absolute(client, dir).await;
    Err(plain(format!("Failed to read kustomization file under {full}:\n{wrong}")))
}

type Later<'a> = Pin<Box<dyn Future<Output = Result<()>> + 'a>>;

/// Adds what a directory's kustomization makes, and changes all of it as it says.
/// `visited` are the directories that led here: to be one of them, or above one, would never end.
fn accumulate<'a>(client: &'a Client, dir: String, all: &'a mut Vec<Res>, mut visited: Vec<String>) -> Later<'a> {
    Box::pin(async move {
        let root = absolute(client, &dir).await;
        let above = |path: &String| *path == root || path.starts_with(&format!("{}/", root.trim_end_matches('/')));
        if let Some(path) = visited.iter().rev().find(|path| above(path)) {
            return Err(plain(format!("cycle detected: candidate root '{root}' contains visited root '{path}'")));
        }
        visited.push(root);
        let kustomization = load(client, &dir).await?;
        let component = kustomization.str("kind") == "Component";
        // A component changes what is there already; any other kustomization only its own.
        let mut own = if component { std::mem::take(all) } else { Vec::new() };
        for field in ["resources", "bases"] {
            for entry in kustomization.list(field) {
                add_resource(client, &dir, entry.as_str().unwrap_or(""), &mut own, &visited).await?;
            }
        }
        generate::all(client, &dir, &kustomization, &mut own).await?;
        for entry in kustomization.list("components") {
            let below = beside(&dir, entry.as_str().unwrap_or(""));
            add_component(client, below, &mut own, &visited)
                .await
                .map_err(|why| plain(format!("accumulating components: {why}")))?;
        }
        patches::all(client, &dir, &kustomization, &mut own).await?;
        transform::all(&kustomization, &mut own)?;
        replacements::all(client, &dir, &kustomization, &mut own).await?;
        for res in own {
            add(all, res)?;
        }
        Ok(())
    })
}

/// A kustomization that changes what is there already.
async fn add_component(client: &Client, dir: String, all: &mut Vec<Res>, visited: &[String]) -> Result<(), String> {
    use crate::cli::go::quote;
    let full = absolute(client, &dir).await;
    let wrong = |why: String| format!("accumulateDirectory: {}", quote(&why));
    match kind_of(client, &dir).await {
        Some(FileKind::Directory) => {}
        _ => {
            let why = find(client, &dir, &full).await.err().map_or(String::new(), |e| e.message());
            return Err(format!("loader.New {}", quote(&why)));
        }
    }
    let loaded = load(client, &dir).await;
    let loaded = loaded.map_err(|e| wrong(format!("couldn't make target for path '{full}': {}", e.message())))?;
    if loaded.str("kind") != "Component" {
        return Err(wrong(format!("expected kind 'Component' for path '{full}' but got 'Kustomization'")));
    }
    let made = accumulate(client, dir, all, visited.to_vec()).await;
    made.map_err(|e| wrong(format!("recursed accumulation of path '{full}': {}", e.message())))
}

/// Whether a path leads out of a kustomization's directory, where it is kept to that.
async fn outside(client: &Client, dir: &str, path: &str) -> Option<String> {
    let p = client.flags();
    if p.has("load-restrictor") && p.str("load-restrictor") == "LoadRestrictionsNone" {
        return None;
    }
    let (root, full) = (absolute(client, dir).await, absolute(client, path).await);
    let inside = full.starts_with(&format!("{}/", root.trim_end_matches('/')));
    (!inside).then(|| format!("security; file '{full}' is not in or below '{root}'"))
}

fn add(all: &mut Vec<Res>, res: Res) -> Result<()> {
    if all.iter().any(|other| other.clashes(&res)) {
        return Err(plain(format!("may not add resource with an already registered id: {}", res.id())));
    }
    all.push(res);
    Ok(())
}

/// A file, an address, or the directory of another kustomization.
async fn add_resource(client: &Client, dir: &str, entry: &str, all: &mut Vec<Res>, visited: &[String]) -> Result<()> {
    let path = beside(dir, entry);
    let head = format!("accumulating resources: accumulation err='accumulating resources from '{entry}'");
    let (text, place) = if entry.starts_with("https://") || entry.starts_with("http://") {
        let url = entry.to_string();
        match client.io.ask(move |h| h.fetch(&url)).await {
            Fetched::Text(text) => (text, format!("'{entry}'")),
            Fetched::NotSimulated => {
                return Err(plain(format!("{head}: this page of the internet is not simulated here'")));
            }
            Fetched::NoHost => {
                let why = format!("Get \"{entry}\": {}", unreachable(entry).0);
                return Err(plain(format!("{head}: {why}'")));
            }
        }
    } else {
        let full = absolute(client, &path).await;
        match kind_of(client, &path).await {
            Some(FileKind::Directory) => {
                let head = format!("{head}: '{full}' must resolve to a file'");
                let mut nested = Vec::new();
                if entry.is_empty() {
                    return Err(plain(format!("{head}: new root cannot be empty")));
                }
                if load(client, &path).await.is_ok_and(|k| k.str("kind") == "Component") {
                    return Err(plain(format!("{head}: expected kind != 'Component' for path '{full}'")));
                }
                if let Err(e) = accumulate(client, path.clone(), &mut nested, visited.to_vec()).await {
                    // What is wrong with its file is told apart from what is wrong with what that names.
                    let what = match e.message() {
                        why if why.starts_with("cycle detected") => why,
                        why if why.contains("accumulating resources") => {
                            format!("recursed accumulation of path '{full}': {why}")
                        }
                        why => format!("couldn't make target for path '{full}': {why}"),
                    };
                    return Err(plain(format!("{head}: {what}")));
                }
                for res in nested {
                    let merging = |e: Error| format!("{head}: recursed merging from path '{full}': {}", e.message());
                    add(all, res).map_err(|e| plain(merging(e)))?;
                }
                return Ok(());
            }
            Some(_) => match outside(client, dir, &path).await {
                Some(why) => {
                    return Err(plain(format!(
                        "{head}: {why}': must build at directory: '{full}': file is not directory"
                    )));
                }
                None => (read(client, &path).await.unwrap_or_default(), format!("'{full}'")),
            },
            None => {
                let why = missing(client, &full, &path).await;
                return Err(plain(format!("{head}: {why}': must build at directory: not a valid directory: {why}")));
            }
        }
    };
    let refuse =
        |why: String| plain(format!("{head}: {why}': must build at directory: {place}: file is not directory"));
    let mut own = Vec::new();
    for object in api::yaml::decode_stream(&text) {
        let object = object.map_err(|e| {
            let why = e.to_string();
            let why = why.trim_start_matches("error converting YAML to JSON: ");
            plain(format!(
                "accumulating resources: accumulating resources from '{entry}': MalformedYAMLError: {why} in File: {entry}"
            ))
        })?;
        if object.is_null() {
            continue;
        }
        let items: Vec<Value> = if object.str("kind") == "List" { object.list("items").to_vec() } else { vec![object] };
        for object in items {
            let nothing = object.str("kind").is_empty() && object.str("apiVersion").is_empty();
            if object.as_map().is_none() || object.get("metadata").as_map().is_none() && nothing {
                return Err(refuse("missing Resource metadata".into()));
            }
            let missing = [("kind", object.str("kind")), ("metadata.name", meta::name(&object))];
            if let Some((field, _)) = missing.iter().find(|(_, value)| value.is_empty()) {
                return Err(refuse(format!("missing {field} in object {}", go_meta(&object))));
            }
            add(&mut own, Res::new(object)).map_err(|e| refuse(e.message()))?;
        }
    }
    for res in own {
        add(all, res).map_err(|e| {
            let why = e.message();
            plain(format!("accumulating resources: accumulation err='merging resources from '{entry}': {why}': must build at directory: {place}: file is not directory"))
        })?;
    }
    Ok(())
}

/// What Go prints of an object's type and metadata.
fn go_meta(object: &Value) -> String {
    let map = |field: &str| {
        let pairs = object.get("metadata").map(field).iter();
        let words: Vec<String> = pairs.map(|(k, v)| format!("{}:{}", k.as_str(), v.as_str().unwrap_or(""))).collect();
        format!("map[{}]", words.join(" "))
    };
    format!(
        "{{{{{} {}}} {{{{{} {}}} {} {}}}}}",
        object.str("apiVersion"),
        object.str("kind"),
        meta::name(object),
        meta::namespace(object),
        map("labels"),
        map("annotations")
    )
}
