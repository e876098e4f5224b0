//! Variables: `$(NAME)` in certain fields becomes a value of another object.

use api::{Value, json, meta};
use sorted::{InOrder, SortedMap};

use super::{Res, group_version, places};
use crate::client::Client;
use crate::error::{Result, plain};

/// Where variables stand in a pod.
const IN_PODS: &[&str] = &[
    "containers/args",
    "containers/command",
    "containers/env/value",
    "containers/volumeMounts/mountPath",
    "initContainers/args",
    "initContainers/command",
    "initContainers/env/value",
    "initContainers/volumeMounts/mountPath",
    "volumes/nfs/server",
];
/// And in other objects, by kind.
const ELSEWHERE: &[(&str, &str)] = &[
    ("Deployment", "spec/template/metadata/annotations"),
    ("Ingress", "spec/rules/host"),
    ("Ingress", "spec/tls/hosts"),
    ("Ingress", "spec/tls/secretName"),
    ("Service", "spec/ports/port"),
    ("Service", "spec/ports/targetPort"),
    ("StatefulSet", "spec/volumeClaimTemplates/spec/nfs/server"),
    ("PersistentVolume", "spec/nfs/server"),
    ("", "metadata/labels"),
    ("", "metadata/annotations"),
];

/// `{SVC Service.v1.[noGrp] {metadata.name}}`.
fn title(var: &Value, parsed: bool) -> String {
    let of = var.get("objref");
    let (group, version) = if parsed { group_version(of.str("apiVersion")) } else { ("", "") };
    let or = |text: &str, none: &str| if text.is_empty() { none.to_string() } else { text.to_string() };
    let kind = format!("{}.{}.{}", or(of.str("kind"), "[noKind]"), or(version, "[noVer]"), or(group, "[noGrp]"));
    let path = var.get("fieldref").str("fieldpath");
    let path = if parsed { or(path, "metadata.name") } else { path.to_string() };
    format!("{{{} {kind} {{{path}}}}}", var.str("name"))
}

/// Takes the variables of a kustomization to those that are known already.
pub(super) fn merge(own: &[Value], all: &mut Vec<Value>) -> Result<()> {
    for var in own {
        if all.iter().any(|other| other.str("name") == var.str("name")) {
            let titles: Vec<String> = own.iter().map(|var| title(var, false)).collect();
            let name = var.str("name");
            return Err(plain(format!("merging vars [{}]: var '{name}' already encountered", titles.join(" "))));
        }
        all.push(var.clone());
    }
    Ok(())
}

/// Puts the values in.
pub(super) async fn resolve(client: &Client, vars: &[Value], config: &Value, all: &mut [Res]) -> Result<()> {
    let mut values = SortedMap::default();
    let mut sorted: Vec<&Value> = vars.iter().collect();
    sorted.order_by(|a, b| a.str("name").cmp(b.str("name")));
    for var in sorted {
        values.insert(var.str("name").to_string(), value_of(var, all).map_err(plain)?);
    }
    let mut used: Vec<String> = Vec::new();
    let more = places::all(config, "varReference");
    for res in all.iter_mut() {
        let mut change = |value: &mut Value| replace(value, &values, &mut used);
        let pods = match res.kind() {
            kind @ ("Pod" | "CronJob" | "DaemonSet" | "Deployment" | "Job" | "ReplicaSet" | "StatefulSet") => {
                places::pod_in(kind)
            }
            _ => "",
        };
        let kind = res.kind().to_string();
        let inside = IN_PODS.iter().filter(|_| !pods.is_empty()).map(|path| format!("{pods}/{path}"));
        let other = ELSEWHERE.iter().filter(|(of, _)| of.is_empty() || *of == kind).map(|(_, path)| path.to_string());
        for path in inside.chain(other) {
            places::walk(&mut res.object, &path.split('/').collect::<Vec<_>>(), false, &mut change);
        }
        more.iter().for_each(|place| place.each(&mut res.object, &mut change));
    }
    let unused: Vec<&str> = values.keys().map(String::as_str).filter(|name| !used.iter().any(|u| u == name)).collect();
    if !unused.is_empty() {
        let text = format!("well-defined vars that were never replaced: {}", unused.join(","));
        crate::commands::klog(client, 'I', "log.go:244", &text).await;
    }
    Ok(())
}

fn value_of(var: &Value, all: &[Res]) -> Result<Value, String> {
    let of = var.get("objref");
    let (group, version) = group_version(of.str("apiVersion"));
    let meant = |res: &&Res| {
        let own = group_version(res.object.str("apiVersion"));
        res.kind() == of.str("kind")
            && own.0 == group
            && (version.is_empty() || own.1 == version)
            && res.names.iter().any(|name| name == of.str("name"))
            && (of.str("namespace").is_empty() || of.str("namespace") == meta::namespace(&res.object))
    };
    let Some(res) = all.iter().find(meant) else {
        return Err(format!("var '{}' cannot be mapped to a field in the set of known resources", title(var, true)));
    };
    let path = var.get("fieldref").str("fieldpath");
    let path = if path.is_empty() { "metadata.name" } else { path };
    let parts = path.replace('[', ".").replace(']', "");
    let found = parts.split('.').try_fold(&res.object, |value, part| match part.parse::<usize>() {
        Ok(at) if value.as_list().is_some() => value.as_list()?.get(at),
        _ => value.as_map()?.get(part),
    });
    found
        .cloned()
        .ok_or_else(|| format!("field specified in var '{}' not found in corresponding resource", title(var, true)))
}

fn replace(value: &mut Value, values: &SortedMap<String, Value>, used: &mut Vec<String>) {
    match value {
        Value::List(_) => value.list_mut().iter_mut().for_each(|item| replace(item, values, used)),
        Value::Map(_) => value.map_mut().iter_mut().for_each(|(_, item)| replace(item, values, used)),
        Value::Str(text) if text.contains("$(") => *value = expanded(text, values, used),
        _ => {}
    }
}

/// A text with its variables replaced. One that is nothing but a variable takes the value as it is.
fn expanded(text: &str, values: &SortedMap<String, Value>, used: &mut Vec<String>) -> Value {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(more) = rest.strip_prefix('$') {
            // Two of them are one that means nothing.
            out.push('$');
            rest = more;
            continue;
        }
        let name = rest.strip_prefix('(').and_then(|inner| inner.split_once(')'));
        match name.and_then(|(name, behind)| Some((name, behind, values.get(name)?))) {
            Some((name, behind, found)) => {
                used.push(name.to_string());
                if out.is_empty() && behind.is_empty() && text.len() == name.len() + 3 {
                    return found.clone();
                }
                match found.as_str() {
                    Some(found) => out.push_str(found),
                    None => out.push_str(&json::to_string(found)),
                }
                rest = behind;
            }
            None => out.push('$'),
        }
    }
    Value::from(out + rest)
}
