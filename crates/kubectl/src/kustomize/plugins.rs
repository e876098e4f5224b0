//! Transformers, generators and validators that stand in files of their own: kustomize's builtin ones.
//!
//! What it is not: programs and containers as plugins; kubectl does not run them either. Charts want helm.

use api::{Value, meta};

use super::files::{absolute, beside, missing, read};
use super::{Res, Shared, changed, generate as maps, id, names, patches, places, replacements, transform as all_over};
use crate::client::Client;
use crate::error::{Error, Result, plain};

/// What a kustomization with charts is told.
pub(super) fn no_charts(client: &Client, chart: &Value) -> Error {
    let mut shown = chart.clone();
    if let Some(name) = chart.get("chartName").as_text().cloned() {
        shown.remove("chartName");
        shown.set("name", name);
    }
    let p = client.flags();
    let why = match p.has("enable-helm") && p.bool("enable-helm") {
        true => "exec: \"helm\": executable file not found in $PATH",
        false => "must specify --enable-helm",
    };
    let config = api::yaml::to_string(&shown);
    plain(format!("trouble configuring builtin HelmChartInflationGenerator with config: `\n{config}`: {why}"))
}

/// The plugins that a field names: texts, files or directories.
async fn load(client: &Client, dir: &str, entries: &[Value], visited: &[String]) -> Result<Vec<Res>> {
    let mut found = Vec::new();
    for entry in entries.iter().filter_map(Value::as_str) {
        let inline: Vec<Value> = api::yaml::decode_words(entry).into_iter().filter_map(Result::ok).collect();
        if !inline.is_empty() && inline.iter().all(|object| !object.str("kind").is_empty()) {
            found.extend(inline.into_iter().map(Res::new));
            continue;
        }
        let mut shared = Shared::default();
        let added = super::resources::add(client, dir, entry, &mut found, visited, &mut shared).await;
        added.map_err(|e| plain(e.message().trim_start_matches("accumulating resources: ")))?;
    }
    Ok(found)
}

/// `PrefixTransformer.builtin.[noGrp]/t.[noNs]` cannot do with what it was told.
fn fails(plugin: &Value, why: &str) -> Error {
    plain(format!("plugin {} fails configuration: {why}", id(plugin)))
}

fn unknown(plugin: &Value) -> Error {
    let kind = plugin.str("kind");
    plain(match plugin.str("apiVersion") {
        "builtin" => format!("unable to load builtin {kind}.builtin.[noGrp]"),
        _ => format!("external plugins disabled; unable to load external plugin '{kind}'"),
    })
}

/// The file in which a plugin stands, as annotations tell it.
fn place_of(plugin: &Res) -> String {
    plugin.origin.trim_start_matches("path: ").trim_end().to_string()
}

pub(super) async fn generate(
    client: &Client,
    dir: &str,
    kustomization: &Value,
    all: &mut Vec<Res>,
    visited: &[String],
) -> Result<()> {
    let plugins = load(client, dir, kustomization.list("generators"), visited).await;
    for plugin in plugins.map_err(|e| plain(format!("loading generator plugins: {}", e.message())))? {
        let args = &with_name(&plugin.object);
        let loading = |e: Error| plain(format!("loading generator plugins: failed to load generator: {}", e.message()));
        match (plugin.object.str("apiVersion"), plugin.kind()) {
            ("builtin", "ConfigMapGenerator") => maps::add(client, dir, "ConfigMap", args, Value::NULL, all).await?,
            ("builtin", "SecretGenerator") => maps::add(client, dir, "Secret", args, Value::NULL, all).await?,
            ("builtin", "HelmChartInflationGenerator") => {
                return Err(loading(fails(&plugin.object, "must specify --enable-helm")));
            }
            _ => return Err(loading(unknown(&plugin.object))),
        }
        for res in all.iter_mut().filter(|res| res.origin.is_empty()) {
            res.origin = super::by(&place_of(&plugin), plugin.kind(), meta::name(&plugin.object));
        }
    }
    Ok(())
}

/// The arguments of a generator: it is called as what it makes, unless it says otherwise.
fn with_name(plugin: &Value) -> Value {
    let mut args = plugin.clone();
    for field in ["name", "namespace"] {
        if args.str(field).is_empty() {
            let own = plugin.get("metadata").get(field).clone();
            args.set(field, own);
        }
    }
    args
}

pub(super) async fn transform(
    client: &Client,
    dir: &str,
    kustomization: &Value,
    all: &mut Vec<Res>,
    visited: &[String],
) -> Result<()> {
    for plugin in load(client, dir, kustomization.list("transformers"), visited).await? {
        one(client, dir, &plugin.object, all).await?;
        changed(all, &place_of(&plugin), plugin.kind(), meta::name(&plugin.object));
    }
    for plugin in load(client, dir, kustomization.list("validators"), visited).await? {
        let before: Vec<Value> = all.iter().map(|res| res.object.clone()).collect();
        one(client, dir, &plugin.object, all).await?;
        for (before, after) in before.iter().zip(all.iter()) {
            let was = id(before);
            if was != after.id() {
                return Err(plain(format!(
                    "validator shouldn't modify the resource map: id in self missing from other; id: {was}"
                )));
            }
            if *before != after.object {
                let (before, after) = (api::json::to_string(before), api::json::to_string(&after.object));
                let why = format!("nodes unequal: \n -- {before},\n -- {after}\n\n--\n");
                return Err(plain(format!("validator shouldn't modify the resource map: {why}")));
            }
        }
    }
    Ok(())
}

async fn one(client: &Client, dir: &str, plugin: &Value, all: &mut Vec<Res>) -> Result<()> {
    if plugin.str("apiVersion") != "builtin" {
        return Err(unknown(plugin));
    }
    let specs = places::all(plugin, "fieldSpecs");
    match plugin.str("kind") {
        "PrefixTransformer" | "SuffixTransformer" | "PrefixSuffixTransformer" if !plugin.has("fieldSpecs") => {
            return Err(fails(plugin, "fieldSpecs is not expected to be nil"));
        }
        kind @ ("PrefixTransformer" | "SuffixTransformer") => {
            let affix = if kind == "PrefixTransformer" { plugin.str("prefix") } else { plugin.str("suffix") };
            let around = |name: &str| {
                if kind == "PrefixTransformer" { format!("{affix}{name}") } else { format!("{name}{affix}") }
            };
            for res in all {
                for spec in &specs {
                    match &*spec.path {
                        all_over::NAME if !spec.fits(&res.object) => {}
                        all_over::NAME => all_over::rename(res, affix, &around),
                        _ => spec.each(&mut res.object, &mut |value| all_over::affixed(value, &around)),
                    }
                }
            }
        }
        "NamespaceTransformer" => namespace(plugin, &specs, all),
        "LabelTransformer" => all.iter_mut().for_each(|res| {
            specs.iter().for_each(|spec| spec.put(&mut res.object, plugin.map("labels")));
        }),
        "AnnotationsTransformer" => all.iter_mut().for_each(|res| {
            specs.iter().for_each(|spec| spec.put(&mut res.object, plugin.map("annotations")));
        }),
        "ImageTagTransformer" => all_over::images(plugin.get("imageTag"), &specs, &[], all),
        "ReplicaCountTransformer" => {
            let (name, count) = (plugin.get("replica").str("name"), plugin.get("replica").int("count").unwrap_or(0));
            let mut found = false;
            for res in all.iter_mut().filter(|res| res.names.iter().any(|n| n == name)) {
                for spec in specs.iter().filter(|spec| spec.fits(&res.object)).collect::<Vec<_>>() {
                    spec.each(&mut res.object, &mut |value| *value = count.into());
                    found = true;
                }
            }
            if !found {
                return Err(all_over::no_replicas(name, all_over::kinds_of(plugin.list("fieldSpecs"))));
            }
        }
        "PatchTransformer" => patches::one(client, dir, plugin, all, &|why| fails(plugin, why)).await?,
        "PatchJson6902Transformer" => {
            let mut row = plugin.clone();
            row.set("patch", plugin.get("jsonOp").clone());
            patches::check_operations(plugin.str("jsonOp")).map_err(|why| fails(plugin, &why))?;
            patches::one(client, dir, &row, all, &|why| fails(plugin, why)).await?;
        }
        "PatchStrategicMergeTransformer" => {
            let text = plugin.str("patches");
            if !text.is_empty() {
                patches::merge_each(text, Value::NULL, None, all)?;
            }
            for path in plugin.list("paths").iter().filter_map(Value::as_str) {
                let path = beside(dir, path);
                let Some(text) = read(client, &path).await else {
                    return Err(fails(plugin, &missing(client, &absolute(client, &path).await, &path).await));
                };
                patches::merge_each(&text, Value::NULL, None, all)?;
            }
        }
        "ReplacementTransformer" => {
            plugin.list("replacements").iter().try_for_each(|row| replacements::one(row, all).map_err(plain))?;
        }
        "ValueAddTransformer" => {
            for target in plugin.list("targets") {
                let path: Vec<&str> = target.str("fieldPath").split('/').collect();
                for res in all.iter_mut().filter(|res| patches::selected(res, target.get("selector"))) {
                    places::walk(&mut res.object, &path, true, &mut |value| *value = plugin.get("value").clone());
                }
            }
        }
        "HashTransformer" => names::append_hashes(all),
        _ => return Err(unknown(plugin)),
    }
    Ok(())
}

/// Sets the namespace where the plugin says, and in the subjects that it means.
fn namespace(plugin: &Value, specs: &[places::Place], all: &mut [Res]) {
    let namespace = meta::namespace(plugin);
    if namespace.is_empty() {
        return;
    }
    let unset = plugin.bool("unsetOnly");
    let subjects = plugin.str("setRoleBindingSubjects");
    for res in all {
        let kind = res.kind().to_string();
        if all_over::namespaced(&res.object) {
            let before = meta::namespace(&res.object).to_string();
            if !unset || before.is_empty() {
                res.object.set_at(&["metadata", "namespace"], api::Text::new(namespace));
            }
        }
        for spec in specs.iter().filter(|spec| spec.path != "metadata/namespace") {
            spec.each(&mut res.object, &mut |value| {
                if !unset || value.as_str().is_none_or(str::is_empty) {
                    *value = api::Text::new(namespace).into();
                }
            });
        }
        if kind.ends_with("RoleBinding") && subjects != "none" && res.object.get("subjects").as_list().is_some() {
            for subject in res.object.field_mut("subjects").list_mut() {
                let ours = subjects == "allServiceAccounts" || subject.str("name") == "default";
                if subject.str("kind") == "ServiceAccount" && ours && !(unset && subject.has("namespace")) {
                    subject.set("namespace", api::Text::new(namespace));
                }
            }
        }
    }
}
