//! Kustomizations: what `kubectl kustomize DIR` prints and `-k DIR` sends.
//!
//! A kustomization names resources, generators and changes; a directory among its resources is a kustomization of its own.
//! What it is not: no charts, schemas or plugins but those built in; a kustomization with such fields says so.

mod files;
mod generate;
mod labels;
mod names;
mod order;
mod patches;
mod places;
mod plugins;
mod replacements;
mod resources;
mod shape;
mod transform;
mod vars;

#[cfg(test)]
mod tests;

pub(crate) use files::absolute;
pub(crate) use patches::bad_pattern;

use std::pin::Pin;

use api::{Value, meta};

use crate::client::Client;
use crate::error::{Error, Result, plain};
use files::{NO_GIT, beside, find, is_repository, kind_of, missing, read, relative};
use order::{check_order, in_order};

/// A resource on its way, and what it was called before.
#[derive(Clone, Debug)]
struct Res {
    object: Value,
    /// Its names, the first one first.
    names: Vec<String>,
    /// Its first namespace.
    was: String,
    /// Whether its name ends in a hash of what it holds.
    hashed: bool,
    /// What stands around its name.
    affixes: Vec<String>,
    /// Where it comes from, and what changed it on its way, as annotations tell it.
    origin: String,
    changes: String,
}

/// What a kustomization and all below it have in common.
#[derive(Default)]
struct Shared {
    /// Where names, labels and the like stand in objects of one's own kinds.
    config: Value,
    vars: Vec<Value>,
}

impl Res {
    fn new(object: Value) -> Res {
        let names = vec![meta::name(&object).to_string()];
        let was = meta::namespace(&object).to_string();
        Res { object, names, was, hashed: false, affixes: Vec::new(), origin: String::new(), changes: String::new() }
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
    /// Annotations are texts, and gone where there are none.
    fn settle_annotations(&mut self) {
        if self.object.get("metadata").map("annotations").is_empty() {
            self.object.remove_at(&["metadata", "annotations"]);
        }
        replacements::annotations_are_texts(&mut self.object);
    }
    fn twice(&self) -> Error {
        plain(format!("may not add resource with an already registered id: {}", self.id()))
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
        "{}.{}.{}/{}.{}",
        object.str("kind"),
        or(version, "[noVer]"),
        or(group, "[noGrp]"),
        meta::name(object),
        or(meta::namespace(object), "[noNs]")
    )
}

/// What kustomize takes for the namespace of who has none.
fn or_default(namespace: &str) -> &str {
    if namespace.is_empty() { "default" } else { namespace }
}

/// The group and version of an `apiVersion`.
fn group_version(api_version: &str) -> (&str, &str) {
    api_version.split_once('/').unwrap_or(("", api_version))
}

/// What `images` was called once.
const OLD_IMAGES: &str = "imageTags";

/// Fields that are old, and what has come in their place.
const OLD: &[(&str, &str)] = &[
    ("bases", "'resources'"),
    ("commonLabels", "'labels'"),
    ("patchesJson6902", "'patches'"),
    ("patchesStrategicMerge", "'patches'"),
    (OLD_IMAGES, "'images'"),
    ("vars", "'replacements'"),
];

/// Fields that real kustomize has and this one has not.
const NOT_SIMULATED: &[&str] = &["crds", "helmChartInflationGenerator", "helmCharts", "helmGlobals", "openapi"];

/// How the objects of a kustomization stand that asks for no order itself.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Reorder {
    /// As its resources do.
    None,
    /// What others need comes first.
    Legacy,
    /// The same, but nobody has asked for it.
    Unsaid,
}

/// The objects that a kustomization makes.
pub(crate) async fn build(client: &Client, directory: &str, reorder: Reorder) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    if is_repository(directory) {
        return Err(plain(NO_GIT));
    }
    if directory.is_empty() {
        return Err(plain("must build at directory: directory path cannot be empty"));
    }
    let dir = directory.trim_end_matches('/');
    let dir = if dir.is_empty() && directory.starts_with('/') { "/" } else { dir };
    find(client, dir, dir).await?;
    let top = load(client, dir).await?;
    let sort = top.get("sortOptions");
    check_order(sort)?;
    let mut shared = Shared::default();
    accumulate(client, dir.to_string(), &mut all, Vec::new(), &mut shared).await?;
    names::append_hashes(&mut all);
    names::follow(&shared.config, &mut all);
    if !shared.vars.is_empty() {
        vars::resolve(client, &shared.vars, &shared.config, &mut all).await?;
    }
    let told = |what: &str| top.list("buildMetadata").iter().any(|told| told.as_str() == Some(what));
    for (what, name) in [
        ("originAnnotations", "config.kubernetes.io/origin"),
        ("transformerAnnotations", "alpha.config.kubernetes.io/transformations"),
    ] {
        for res in all.iter_mut().filter(|_| told(what)) {
            let text = if what == "originAnnotations" { &res.origin } else { &res.changes };
            if !text.is_empty() {
                res.object.at_mut(&["metadata", "annotations"]).set(name, text.clone());
            }
        }
    }
    let mut objects: Vec<Value> = all.into_iter().map(|res| res.object).collect();
    let p = client.flags();
    if told("managedByLabel") || p.has("enable-managedby-label") && p.bool("enable-managedby-label") {
        for object in &mut objects {
            object.at_mut(&["metadata", "labels"]).set("app.kubernetes.io/managed-by", "kustomize-v5.8.1");
        }
    }
    if !sort.is_null() && reorder != Reorder::Unsaid {
        let text = "Warning: Sorting order is set both in 'kustomization.yaml' ('sortOptions') and in a CLI flag ('--reorder'). Using the kustomization file over the CLI flag.";
        crate::commands::klog(client, 'I', "log.go:244", text).await;
    }
    if sort.str("order") == "legacy" || sort.is_null() && reorder != Reorder::None {
        in_order(&mut objects, sort.get("legacySortOptions"));
    }
    Ok(objects)
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
    let old_images = parsed.has(OLD_IMAGES);
    // Go takes a field in whatever case.
    for name in parsed.as_map().into_iter().flat_map(api::Map::keys).map(|k| k.to_string()).collect::<Vec<_>>() {
        let known = if name == OLD_IMAGES { Some("images") } else { shape::named(&name) };
        if let Some(known) = known.filter(|known| *known != name) {
            let value = parsed.get(&name).clone();
            parsed.remove(&name);
            parsed.set(known, value);
        }
    }
    shape::check(&parsed, NOT_SIMULATED).map_err(|why| plain(format!("invalid Kustomization: {why}")))?;
    let fields = parsed.as_map().into_iter().flat_map(api::Map::iter);
    let told: Vec<&str> = fields.filter(|(_, v)| !v.is_null()).map(|(field, _)| field.as_str()).collect();
    if told.iter().all(|field| ["apiVersion", "kind"].contains(field)) {
        return Err(plain("kustomization.yaml is empty"));
    }
    for field in told {
        if field == "crds" && !parsed.list(field).is_empty() || field == "openapi" && parsed.get(field).has("path") {
            check_schemas(client, dir, parsed.get(field)).await?;
            return Err(plain(format!("the field {field:?} of a kustomization is not simulated here")));
        }
        if field == "openapi" && !["", "v1.21.2"].contains(&parsed.get(field).str("version")) {
            return Err(plain("the specified OpenAPI version is not built in"));
        }
    }
    if old_images {
        parsed.set(OLD_IMAGES, Value::Null);
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

/// Schemas stand in files that have to be there.
async fn check_schemas(client: &Client, dir: &str, told: &Value) -> Result<()> {
    let crds = told.as_list().is_some();
    let files = told.as_list().unwrap_or_default().iter().chain(Some(told.get("path")));
    for file in files.filter_map(Value::as_str) {
        let path = beside(dir, file);
        if kind_of(client, &path).await.is_none() {
            let why = missing(client, &absolute(client, &path).await, &path).await;
            let head = if crds { format!("loading CRDs {}: ", crate::cli::go::list(&[file])) } else { String::new() };
            return Err(plain(format!("{head}{why}")));
        }
    }
    Ok(())
}

fn deprecated(client: &Client, field: &str) {
    if let Some((old, new)) = OLD.iter().find(|(old, _)| *old == field) {
        let trial = if *old == "vars" { " [EXPERIMENTAL]" } else { "" };
        client.io.eprint(format!(
            "# Warning: '{old}' is deprecated. Please use {new} instead.{trial} Run 'kustomize edit fix' to update your \
             Kustomization automatically.\n"
        ));
    }
}

/// What changed or made an object, as annotations tell it.
fn by(file: &str, kind: &str, name: &str) -> String {
    let name = if name.is_empty() { String::new() } else { format!("  name: {name}\n") };
    format!("configuredIn: {file}\nconfiguredBy:\n  apiVersion: builtin\n  kind: {kind}\n{name}")
}

/// Notes down what changed all that there is.
fn changed(all: &mut [Res], file: &str, kind: &str, name: &str) {
    let lines = by(file, kind, name).replace('\n', "\n  ");
    for res in all {
        res.changes += &format!("- {}", lines.trim_end_matches(' '));
    }
}

type Later<'a> = Pin<Box<dyn Future<Output = Result<()>> + 'a>>;

/// Adds what a directory's kustomization makes, and changes all of it as it says.
/// `visited` are the directories that led here: to be one of them, or above one, would never end.
fn accumulate<'a>(
    client: &'a Client,
    dir: String,
    all: &'a mut Vec<Res>,
    mut visited: Vec<String>,
    shared: &'a mut Shared,
) -> Later<'a> {
    Box::pin(async move {
        let root = absolute(client, &dir).await;
        let above = |path: &String| *path == root || path.starts_with(&format!("{}/", root.trim_end_matches('/')));
        if let Some(path) = visited.iter().rev().find(|path| above(path)) {
            return Err(plain(format!("cycle detected: candidate root '{root}' contains visited root '{path}'")));
        }
        visited.push(root.clone());
        let kustomization = load(client, &dir).await?;
        let fields = kustomization.as_map().into_iter().flat_map(api::Map::iter);
        fields
            .filter(|(field, v)| field.as_str() == OLD_IMAGES || !v.is_null())
            .for_each(|(f, _)| deprecated(client, f));
        let top = visited.first().cloned().unwrap_or_default();
        let file = find(client, &dir, &root).await?;
        let file = relative(&top, &absolute(client, &file).await);
        let component = kustomization.str("kind") == "Component";
        // A component changes what is there already; any other kustomization only its own.
        let mut own = if component { std::mem::take(all) } else { Vec::new() };
        for field in ["resources", "bases"] {
            for entry in kustomization.list(field) {
                resources::add(client, &dir, entry.as_str().unwrap_or(""), &mut own, &visited, shared).await?;
            }
        }
        configure(client, &dir, &kustomization, shared).await?;
        generate::all(client, &dir, &kustomization, &mut own).await?;
        if let Some(chart) =
            kustomization.list("helmCharts").iter().chain(kustomization.list("helmChartInflationGenerator")).next()
        {
            return Err(plugins::no_charts(client, chart));
        }
        for res in own.iter_mut().filter(|res| res.origin.is_empty()) {
            res.origin = by(&file, &format!("{}Generator", res.kind()), "");
        }
        plugins::generate(client, &dir, &kustomization, &mut own, &visited).await?;
        for entry in kustomization.list("components") {
            let below = beside(&dir, entry.as_str().unwrap_or(""));
            resources::component(client, below, &mut own, &visited, shared)
                .await
                .map_err(|why| plain(format!("accumulating components: {why}")))?;
        }
        patches::all(client, &dir, &kustomization, &mut own, &file).await?;
        transform::first(&kustomization, &shared.config, &mut own, &file);
        patches::operations_of_old(client, &dir, &kustomization, &mut own, &file).await?;
        transform::second(&kustomization, &shared.config, &mut own, &file)?;
        if !kustomization.list("replacements").is_empty() {
            replacements::all(client, &dir, &kustomization, &mut own).await?;
            changed(&mut own, &file, "ReplacementTransformer", "");
        }
        plugins::transform(client, &dir, &kustomization, &mut own, &visited).await?;
        vars::merge(kustomization.list("vars"), &mut shared.vars)?;
        for res in own {
            add(all, res)?;
        }
        Ok(())
    })
}

/// Reads the configurations of a kustomization.
async fn configure(client: &Client, dir: &str, kustomization: &Value, shared: &mut Shared) -> Result<()> {
    const KNOWN: &[&str] = &[
        "namePrefix",
        "nameSuffix",
        "namespace",
        "labels",
        "templateLabels",
        "commonLabels",
        "commonAnnotations",
        "nameReference",
        "varReference",
        "images",
        "replicas",
    ];
    for file in kustomization.list("configurations").iter().filter_map(Value::as_str) {
        let path = beside(dir, file);
        let Some(text) = read(client, &path).await else {
            return Err(plain(missing(client, &absolute(client, &path).await, &path).await));
        };
        let config = api::yaml::parse(&text).map_err(|e| plain(e.to_string()))?;
        let odd = config.as_map().into_iter().flat_map(api::Map::keys).find(|field| !KNOWN.contains(&field.as_str()));
        if let Some(odd) = odd {
            let why = format!("json: unknown field {:?}", odd.as_str());
            return Err(plain(format!("error unmarshaling JSON: while decoding JSON: {why}")));
        }
        join(&mut shared.config, &config);
    }
    Ok(())
}

/// Takes the places of one configuration to those of another.
fn join(into: &mut Value, more: &Value) {
    for (field, places) in more.as_map().into_iter().flat_map(api::Map::iter) {
        let mut all = into.list(field).to_vec();
        all.extend(places.as_list().unwrap_or_default().iter().cloned());
        into.set(field.clone(), all);
    }
}

fn add(all: &mut Vec<Res>, res: Res) -> Result<()> {
    if all.iter().any(|other| other.clashes(&res)) {
        return Err(res.twice());
    }
    all.push(res);
    Ok(())
}
