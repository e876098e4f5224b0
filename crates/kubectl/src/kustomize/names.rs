//! Names that changed, followed into every object that says them; and hashes at the end of names.

use api::{Value, meta};

use super::{Res, group_version, places};
use crate::commands::hash;

/// Generated objects get a hash of what they hold.
pub(super) fn append_hashes(all: &mut [Res]) {
    for res in all.iter_mut().filter(|res| res.hashed) {
        let name = format!("{}-{}", meta::name(&res.object), hash::of(&res.object, ""));
        res.rename(name);
    }
}

/// A field that names an object of a kind: where it stands (the key, and the key above it) and the kind.
const REFERENCES: &[(&str, &str, &str)] = &[
    ("configMapRef", "name", "ConfigMap"),
    ("configMapKeyRef", "name", "ConfigMap"),
    ("configMap", "name", "ConfigMap"),
    ("secretRef", "name", "Secret"),
    ("secretKeyRef", "name", "Secret"),
    ("secret", "secretName", "Secret"),
    ("secret", "name", "Secret"),
    ("imagePullSecrets", "name", "Secret"),
    ("secrets", "name", "Secret"),
    ("tls", "secretName", "Secret"),
    ("persistentVolumeClaim", "claimName", "PersistentVolumeClaim"),
    ("spec", "serviceAccountName", "ServiceAccount"),
    ("spec", "serviceAccount", "ServiceAccount"),
    ("spec", "serviceName", "Service"),
    ("spec", "volumeName", "PersistentVolume"),
    ("spec", "storageClassName", "StorageClass"),
    ("spec", "priorityClassName", "PriorityClass"),
    ("spec", "ingressClassName", "IngressClass"),
    ("service", "name", "Service"),
    ("scaleTargetRef", "name", ""),
    ("roleRef", "name", ""),
    // Of subjects the kind is not looked at.
    ("subjects", "name", "ServiceAccount"),
];

/// Every reference to an object of these gets its last name.
pub(super) fn follow(config: &Value, all: &mut [Res]) {
    let known: Vec<Known> = all
        .iter()
        .filter(|res| res.names.len() > 1 || res.kind() == "ServiceAccount")
        .map(|res| Known {
            kind: res.kind().to_string(),
            names: res.names.clone(),
            namespace: meta::namespace(&res.object).to_string(),
            affixes: res.affixes.clone(),
        })
        .collect();
    if known.is_empty() {
        return;
    }
    for res in all.iter_mut() {
        let place = (meta::namespace(&res.object).to_string(), res.affixes.clone());
        for row in config.list("nameReference") {
            for spec in places::all(row, "fieldSpecs") {
                spec.each(&mut res.object, &mut |value| rename(value, row.str("kind"), &known, &place));
            }
        }
        // Of kinds that are not built in nobody knows which fields are names.
        let (group, _) = group_version(res.object.str("apiVersion"));
        if api::kinds::by_kind(group, res.kind()).is_none() {
            continue;
        }
        walk(&mut res.object, "", &known, &place);
    }
}

/// An object whose name changed.
struct Known {
    kind: String,
    names: Vec<String>,
    namespace: String,
    affixes: Vec<String>,
}

/// Where an object that names others lives, and what stands around its own name.
type Place = (String, Vec<String>);

/// Of several objects that once had the name, the one that went the same way as who names it.
fn known_as<'a>(known: &'a [Known], kind: &str, name: &str, place: &Place, anywhere: bool) -> Option<&'a Known> {
    let near = |k: &&Known| anywhere || k.namespace.is_empty() || place.0.is_empty() || k.namespace == place.0;
    let found: Vec<&Known> =
        known.iter().filter(|k| k.kind == kind && k.names.iter().any(|n| n == name)).filter(near).collect();
    let nearest = |k: &&&Known| (k.namespace == place.0, k.affixes == place.1);
    let best = found.iter().map(|k| nearest(&k)).max()?;
    found.iter().find(|k| nearest(k) == best).copied()
}

/// A name that stands for itself, or several of them.
fn rename(value: &mut Value, kind: &str, known: &[Known], place: &Place) {
    if value.as_list().is_some() {
        return value.list_mut().iter_mut().for_each(|item| rename(item, kind, known, place));
    }
    let found = value.as_str().and_then(|name| known_as(known, kind, name, place, false));
    if let Some(last) = found.and_then(|k| k.names.last()) {
        *value = last.clone().into();
    }
}

fn walk(value: &mut Value, above: &str, known: &[Known], place: &Place) {
    match value {
        Value::List(_) => value.list_mut().iter_mut().for_each(|value| walk(value, above, known, place)),
        Value::Map(_) => {
            let said = value.text("kind");
            for (parent, key, kind) in REFERENCES {
                if *parent != above || value.get(key).as_str().is_none() {
                    continue;
                }
                let kind = if kind.is_empty() { said.as_str() } else { kind };
                let name = value.str(key);
                let Some(found) = known_as(known, kind, name, place, above == "subjects") else { continue };
                if let Some(last) = found.names.last() {
                    value.set(*key, last.clone());
                }
                if above == "subjects" && !found.namespace.is_empty() {
                    value.set("namespace", found.namespace.clone());
                }
            }
            if above == "rules" && value.has("resourceNames") {
                for kind in ["ConfigMap", "Secret"] {
                    rename(value.field_mut("resourceNames"), kind, known, place);
                }
            }
            for (key, value) in value.map_mut().iter_mut() {
                if !["metadata", "data", "stringData"].contains(&key.as_str()) {
                    walk(value, key, known, place);
                }
            }
        }
        _ => {}
    }
}
