//! The roles and bindings that every cluster begins with, from a compact list.

use api::{Value, obj};

const LIST: &str = include_str!("roles.txt");
const GROUP: &str = "rbac.authorization.k8s.io";
const WRITE: &str = "create,delete,deletecollection,patch,update";

/// Roles before bindings, as the list has them; each controller's role is bound to its service account.
pub(super) fn objects() -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    let mut bindings = Vec::new();
    for line in LIST.lines().filter(|l| !l.starts_with('#')) {
        if let Some(rule) = line.strip_prefix("  ") {
            if let Some(role) = all.last_mut() {
                role.field_mut("rules").list_mut().push(self::rule(rule));
            }
            continue;
        }
        let words: Vec<&str> = line.split(' ').collect();
        let (place, words) = match words.as_slice() {
            ["in", namespace, words @ ..] => (*namespace, words),
            words => ("", words),
        };
        let (roles, bound) = (all.len(), bindings.len());
        match words {
            ["role", name, labels @ ..] => {
                all.push(role(name, true, labels));
                if let Some(controller) = name.strip_prefix("system:controller:") {
                    bindings.push(binding(name, true, name, &[&format!("s:{controller}")]));
                }
            }
            ["aggregated", name, selector, labels @ ..] => all.push(aggregated(role(name, true, labels), selector)),
            ["kubeadm", name] => all.push(role(name, false, &[])),
            ["bind", name, role, subjects @ ..] => bindings.push(binding(name, true, role, subjects)),
            ["kubeadm-bind", name, role, subjects @ ..] => bindings.push(binding(name, false, role, subjects)),
            _ => debug_assert!(line.is_empty(), "a line of the list of roles: {line}"),
        }
        if !place.is_empty() {
            all[roles..].iter_mut().chain(&mut bindings[bound..]).for_each(|object| move_into(object, place));
        }
    }
    all.extend(bindings);
    all
}

/// Makes a cluster role or binding one of a namespace, which is bound to a role of that namespace.
fn move_into(object: &mut Value, namespace: &str) {
    let bare = object.str("kind").trim_start_matches("Cluster").to_string();
    object.set("kind", bare);
    object.set_at(&["metadata", "namespace"], namespace.to_string());
    if object.has("roleRef") {
        object.set_at(&["roleRef", "kind"], "Role");
    }
}

fn texts(list: &str) -> Vec<Value> {
    list.split(',').map(|s| Value::from(if s == "-" { String::new() } else { s.to_string() })).collect()
}

/// Metadata of what the server keeps up to date by itself; kubeadm's objects are plain.
fn metadata(name: &str, own: bool) -> Value {
    let mut metadata = obj!({"name": (name.to_string())});
    if own {
        metadata.set("annotations", obj!({"rbac.authorization.kubernetes.io/autoupdate": "true"}));
        metadata.set("labels", obj!({"kubernetes.io/bootstrapping": "rbac-defaults"}));
    }
    metadata
}

fn role(name: &str, own: bool, labels: &[&str]) -> Value {
    let mut role = obj!({
        "apiVersion": (format!("{GROUP}/v1")),
        "kind": "ClusterRole",
        "metadata": (metadata(name, own)),
    });
    for label in labels {
        let labels = role.field_mut("metadata").field_mut("labels");
        labels.set(format!("rbac.authorization.k8s.io/{label}"), "true");
    }
    role
}

fn aggregated(mut role: Value, selector: &str) -> Value {
    let mut labels = Value::object();
    labels.set(format!("rbac.authorization.k8s.io/{selector}"), "true");
    role.set("aggregationRule", obj!({"clusterRoleSelectors": [{"matchLabels": labels}]}));
    role
}

fn rule(line: &str) -> Value {
    let words: Vec<&str> = line.split(' ').collect();
    let verbs = |list: &str| if list == "+" { texts(WRITE) } else { texts(list) };
    match words.as_slice() {
        [list, "/*"] => obj!({"nonResourceURLs": ["*"], "verbs": (verbs(list))}),
        [list, paths] => obj!({"nonResourceURLs": (texts(paths)), "verbs": (verbs(list))}),
        [list, groups, resources, names @ ..] => {
            let mut rule =
                obj!({"apiGroups": (texts(groups)), "resources": (texts(resources)), "verbs": (verbs(list))});
            if let [names] = names {
                rule.set("resourceNames", texts(names));
            }
            rule
        }
        _ => Value::object(),
    }
}

fn binding(name: &str, own: bool, role: &str, subjects: &[&str]) -> Value {
    let subject = |s: &&str| {
        let (kind, name) = s.split_once(':').unwrap_or(("u", s));
        match kind {
            "s" => obj!({"kind": "ServiceAccount", "name": (name.to_string()), "namespace": "kube-system"}),
            kind => {
                let kind = if kind == "g" { "Group" } else { "User" };
                obj!({"apiGroup": GROUP, "kind": kind, "name": (name.to_string())})
            }
        }
    };
    let mut binding = obj!({
        "apiVersion": (format!("{GROUP}/v1")),
        "kind": "ClusterRoleBinding",
        "metadata": (metadata(name, own)),
        "roleRef": {"apiGroup": GROUP, "kind": "ClusterRole", "name": (role.to_string())},
    });
    if !subjects.is_empty() {
        binding.set("subjects", subjects.iter().map(subject).collect::<Vec<_>>());
    }
    binding
}
