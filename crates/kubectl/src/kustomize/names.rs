//! Names that changed, followed into every object that says them; and hashes at the end of names.

use api::{Value, meta};

use super::{Res, group_version, or_default, places, transform};
use crate::commands::hash;

/// Generated objects get a hash of what they hold.
pub(super) fn append_hashes(all: &mut [Res]) {
    for res in all.iter_mut().filter(|res| res.hashed) {
        let name = format!("{}-{}", meta::name(&res.object), hash::of(&res.object, ""));
        res.rename(name);
    }
}

/// Kinds with pods whose config maps and secrets are followed, and those whose accounts, claims and priorities are.
const MAPS: &str = "Pod PodTemplate Deployment ReplicaSet DaemonSet StatefulSet Job CronJob";
const OTHERS: &str = "Pod StatefulSet Deployment ReplicationController Job DaemonSet CronJob";
const RBAC: &str = "rbac.authorization.k8s.io";
const HOOKS: &str = "ValidatingWebhookConfiguration MutatingWebhookConfiguration";

/// Fields that name objects of a kind: its group and kind, whose fields they are, and where they stand: behind a dot in a
/// pod, else in the object itself.
const REFERENCES: &[(&str, &str, &str, &[&str])] = &[
    ("apps", "Deployment", "HorizontalPodAutoscaler", &["spec/scaleTargetRef/name"]),
    ("", "ReplicationController", "HorizontalPodAutoscaler", &["spec/scaleTargetRef/name"]),
    ("apps", "ReplicaSet", "HorizontalPodAutoscaler", &["spec/scaleTargetRef/name"]),
    ("apps", "StatefulSet", "HorizontalPodAutoscaler", &["spec/scaleTargetRef/name"]),
    (
        "",
        "ConfigMap",
        MAPS,
        &[
            "./volumes/configMap/name",
            "./containers/env/valueFrom/configMapKeyRef/name",
            "./initContainers/env/valueFrom/configMapKeyRef/name",
            "./containers/envFrom/configMapRef/name",
            "./initContainers/envFrom/configMapRef/name",
            "./volumes/projected/sources/configMap/name",
        ],
    ),
    ("", "ConfigMap", "Node", &["spec/configSource/configMap"]),
    ("", "ConfigMap", "Role ClusterRole", &["rules/resourceNames"]),
    ("", "ConfigMap", "Ingress", &["metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap"]),
    (
        "",
        "Secret",
        MAPS,
        &[
            "./volumes/secret/secretName",
            "./containers/env/valueFrom/secretKeyRef/name",
            "./initContainers/env/valueFrom/secretKeyRef/name",
            "./containers/envFrom/secretRef/name",
            "./initContainers/envFrom/secretRef/name",
            "./imagePullSecrets/name",
            "./volumes/projected/sources/secret/name",
        ],
    ),
    (
        "",
        "Secret",
        "Ingress",
        &[
            "spec/tls/secretName",
            "metadata/annotations/ingress.kubernetes.io\\/auth-secret",
            "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret",
            "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret",
        ],
    ),
    ("", "Secret", "ServiceAccount", &["imagePullSecrets/name"]),
    (
        "",
        "Secret",
        "StorageClass",
        &["parameters/secretName", "parameters/adminSecretName", "parameters/userSecretName", "parameters/secretRef"],
    ),
    ("", "Secret", "Role ClusterRole", &["rules/resourceNames"]),
    ("", "Secret", "PersistentVolume", &["spec/azureFile/secretName"]),
    ("", "Service", "StatefulSet", &["spec/serviceName"]),
    (
        "",
        "Service",
        "Ingress",
        &[
            "spec/rules/http/paths/backend/serviceName",
            "spec/backend/serviceName",
            "spec/rules/http/paths/backend/service/name",
            "spec/defaultBackend/service/name",
        ],
    ),
    ("", "Service", "APIService", &["spec/service/name"]),
    ("", "Service", HOOKS, &["webhooks/clientConfig/service"]),
    (RBAC, "Role", "RoleBinding", &[ROLE]),
    (RBAC, "ClusterRole", "RoleBinding ClusterRoleBinding", &[ROLE]),
    ("", "ServiceAccount", "RoleBinding ClusterRoleBinding", &["subjects"]),
    ("", "ServiceAccount", OTHERS, &["./serviceAccountName"]),
    ("", "PersistentVolumeClaim", OTHERS, &["./volumes/persistentVolumeClaim/claimName"]),
    ("", "PersistentVolume", "PersistentVolumeClaim", &["spec/volumeName"]),
    ("", "PersistentVolume", "ClusterRole", &["rules/resourceNames"]),
    ("storage.k8s.io", "StorageClass", "PersistentVolume PersistentVolumeClaim", &["spec/storageClassName"]),
    ("storage.k8s.io", "StorageClass", "StatefulSet", &["spec/volumeClaimTemplates/spec/storageClassName"]),
    ("scheduling.k8s.io", "PriorityClass", OTHERS, &["./priorityClassName"]),
    (
        "admissionregistration.k8s.io",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        &["spec/policyName"],
    ),
];

/// Where the name of a role stands.
const ROLE: &str = "roleRef/name";

/// Every reference to an object of these gets its last name.
pub(super) fn follow(config: &Value, all: &mut [Res]) {
    // Only who was something else before is followed.
    let known: Vec<Known> = all
        .iter()
        .map(|res| Known {
            group: group_version(res.object.str("apiVersion")).0.to_string(),
            kind: res.kind().to_string(),
            names: res.names.clone(),
            was: res.was.clone(),
            namespace: meta::namespace(&res.object).to_string(),
            changed: res.names.len() > 1 || res.was != meta::namespace(&res.object),
            everywhere: !transform::namespaced(&res.object),
            affixes: res.affixes.clone(),
        })
        .collect();
    if known.iter().all(|k| !k.changed) {
        return;
    }
    for res in all.iter_mut() {
        let mut place = Place {
            namespace: meta::namespace(&res.object).to_string(),
            everywhere: !transform::namespaced(&res.object),
            subjects: res.object.list("subjects").iter().map(|s| s.str("namespace").to_string()).collect(),
            affixes: res.affixes.clone(),
            role: None,
        };
        let (own, role) = (res.kind().to_string(), res.object.get("roleRef").text("kind"));
        for (group, kind, of, paths) in REFERENCES {
            if !of.split(' ').any(|of| of == own) {
                continue;
            }
            for path in *paths {
                place.role = Some(role.to_string()).filter(|_| *path == ROLE);
                let path = match path.strip_prefix("./") {
                    Some(path) => format!("{}/{path}", places::pod_in(&own)),
                    None => path.to_string(),
                };
                let parts = places::split(&path);
                let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
                let mut change = |value: &mut Value| rename(value, (Some(group), kind), &known, &place);
                places::walk(&mut res.object, &parts, false, &mut change);
            }
        }
        place.role = None;
        for row in config.list("nameReference") {
            let group = Some(row.str("group")).filter(|group| !group.is_empty());
            for spec in places::all(row, "fieldSpecs") {
                spec.each(&mut res.object, &mut |value| rename(value, (group, row.str("kind")), &known, &place));
            }
        }
    }
}

/// An object that others may name.
struct Known {
    /// Whether it once had another name or namespace.
    changed: bool,
    group: String,
    kind: String,
    names: Vec<String>,
    /// Its namespace before.
    was: String,
    namespace: String,
    /// Whether objects of other namespaces may name it.
    everywhere: bool,
    affixes: Vec<String>,
}

/// Where an object that names others lives, and what stands around its own name.
struct Place {
    namespace: String,
    everywhere: bool,
    /// Namespaces of accounts that it names.
    subjects: Vec<String>,
    affixes: Vec<String>,
    /// Of a name of a role: the kind that is said beside it.
    role: Option<String>,
}

/// The object that once had the name; of several the one that went the same way as who names it.
fn known_as<'a>(
    known: &[&'a Known],
    (group, kind): (Option<&str>, &str),
    name: &str,
    place: &Place,
) -> Option<&'a Known> {
    let meant = |k: &&&Known| {
        k.changed
            && k.kind == kind
            && group.is_none_or(|group| k.group == group)
            && k.names[..k.names.len().max(2) - 1].iter().any(|n| n == name)
            && place.role.as_ref().is_none_or(|role| *role == k.kind)
            && (place.everywhere
                || k.everywhere
                || or_default(&k.namespace) == or_default(&place.namespace)
                || place.subjects.contains(&k.namespace))
    };
    let found: Vec<&Known> = known.iter().filter(meant).copied().collect();
    match found[..] {
        [one] => Some(one),
        _ => found.into_iter().find(|k| k.affixes == place.affixes),
    }
}

/// A name that stands for itself, one with a namespace beside it, or several of them.
fn rename(value: &mut Value, of: (Option<&str>, &str), known: &[Known], place: &Place) {
    match value {
        Value::List(_) => value.list_mut().iter_mut().for_each(|item| rename(item, of, known, place)),
        Value::Map(_) => {
            let said = value.get("namespace").as_str().map(str::to_string);
            let mut near: Vec<&Known> = known.iter().collect();
            if let Some(said) = said {
                let before = known.iter().any(|k| or_default(&k.was) == said);
                near.retain(|k| or_default(if before { &k.was } else { &k.namespace }) == said);
            }
            let Some(found) = known_as(&near, of, value.str("name"), place) else { return };
            if let Some(last) = found.names.last() {
                value.set("name", last.clone());
            }
            if !found.namespace.is_empty() {
                value.set("namespace", found.namespace.clone());
            }
        }
        _ => {
            let near: Vec<&Known> = known.iter().collect();
            let found = value.as_str().and_then(|name| known_as(&near, of, name, place));
            if let Some(last) = found.and_then(|k| k.names.last()) {
                *value = last.clone().into();
            }
        }
    }
}
