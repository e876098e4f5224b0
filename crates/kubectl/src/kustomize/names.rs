//! Names that changed, followed into every object that says them; and hashes at the end of names.

use api::{Value, meta};

use super::{Res, group_version};
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
pub(super) fn follow(all: &mut [Res]) {
    let known: Vec<(String, Vec<String>, String)> = all
        .iter()
        .filter(|res| res.names.len() > 1)
        .map(|res| (res.kind().to_string(), res.names.clone(), meta::namespace(&res.object).to_string()))
        .collect();
    if known.is_empty() {
        return;
    }
    for res in all.iter_mut() {
        let namespace = meta::namespace(&res.object).to_string();
        // Of kinds that are not built in nobody knows which fields are names.
        let (group, _) = group_version(res.object.str("apiVersion"));
        if api::kinds::by_kind(group, res.kind()).is_none() {
            continue;
        }
        walk(&mut res.object, "", &known, &namespace);
    }
}

fn walk(value: &mut Value, above: &str, known: &[(String, Vec<String>, String)], namespace: &str) {
    match value {
        Value::List(_) => value.list_mut().iter_mut().for_each(|value| walk(value, above, known, namespace)),
        Value::Map(_) => {
            let said = value.text("kind");
            for (parent, key, kind) in REFERENCES {
                if *parent != above || value.get(key).as_str().is_none() {
                    continue;
                }
                let kind = if kind.is_empty() { said.as_str() } else { kind };
                let name = value.str(key);
                let found = known.iter().find(|(k, names, ns)| {
                    k == kind
                        && names.iter().any(|n| n == name)
                        && (ns.is_empty() || namespace.is_empty() || ns == namespace || above == "subjects")
                });
                let Some((_, names, ns)) = found else { continue };
                if let Some(last) = names.last() {
                    value.set(*key, last.clone());
                }
                if above == "subjects" && !ns.is_empty() {
                    value.set("namespace", ns.clone());
                }
            }
            for (key, value) in value.map_mut().iter_mut() {
                if !["metadata", "data", "stringData"].contains(&key.as_str()) {
                    walk(value, key, known, namespace);
                }
            }
        }
        _ => {}
    }
}
