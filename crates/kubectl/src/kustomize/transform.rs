//! Changes that a kustomization makes to everything it has: namespace, names, labels, annotations, images, replicas.

use api::{Value, kinds, meta};

use super::{Res, changed, group_version, labels, places};
use crate::error::{Error, Result, plain};

/// Where names stand.
pub(super) const NAME: &str = "metadata/name";

/// The changes before operations of the old form, in kustomize's order.
pub(super) fn first(kustomization: &Value, config: &Value, all: &mut [Res], file: &str) {
    if !kustomization.str("namespace").is_empty() {
        namespace(kustomization.str("namespace"), all);
        for place in places::all(config, "namespace") {
            for res in all.iter_mut() {
                place.each(&mut res.object, &mut |value| *value = kustomization.get("namespace").clone());
            }
        }
        changed(all, file, "NamespaceTransformer", "");
    }
    for (field, transformer) in [("namePrefix", "PrefixTransformer"), ("nameSuffix", "SuffixTransformer")] {
        let affix = kustomization.str(field);
        if affix.is_empty() {
            continue;
        }
        let own = places::all(config, field);
        let named: Vec<&places::Place> = own.iter().filter(|place| place.path == NAME).collect();
        let around =
            |name: &str| if field == "namePrefix" { format!("{affix}{name}") } else { format!("{name}{affix}") };
        for res in all.iter_mut() {
            // Who says whose names change says it of all.
            if named.is_empty() || named.iter().any(|place| place.fits(&res.object)) {
                rename(res, affix, &around);
            }
            for place in own.iter().filter(|place| place.path != NAME) {
                place.each(&mut res.object, &mut |value| affixed(value, &around));
            }
        }
        changed(all, file, transformer, "");
    }
    let rows = kustomization.list("labels");
    for row in rows {
        let (pairs, selectors, templates) =
            (row.map("pairs"), row.bool("includeSelectors"), row.bool("includeTemplates"));
        let mut more = places::all(row, "fields");
        more.extend(places::all(config, if selectors { "commonLabels" } else { "labels" }));
        more.extend(places::all(config, "templateLabels").into_iter().filter(|_| templates));
        for res in all.iter_mut() {
            labels::add(res, pairs, selectors, templates);
            more.iter().for_each(|place| place.put(&mut res.object, pairs));
        }
        changed(all, file, "LabelTransformer", "");
    }
    if !rows.is_empty() || kustomization.has("commonLabels") {
        let pairs = kustomization.map("commonLabels");
        let more = places::all(config, "commonLabels");
        for res in all.iter_mut().filter(|_| !pairs.is_empty()) {
            labels::add(res, pairs, true, true);
            more.iter().for_each(|place| place.put(&mut res.object, pairs));
        }
        changed(all, file, "LabelTransformer", "");
    }
    if kustomization.has("commonAnnotations") {
        let (pairs, more) = (kustomization.map("commonAnnotations"), places::all(config, "commonAnnotations"));
        for res in all.iter_mut() {
            annotate(res, pairs);
            more.iter().for_each(|place| place.put(&mut res.object, pairs));
        }
        changed(all, file, "AnnotationsTransformer", "");
    }
}

/// The changes after them.
pub(super) fn second(kustomization: &Value, config: &Value, all: &mut [Res], file: &str) -> Result<()> {
    for row in kustomization.list("replicas") {
        let scaled = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"];
        let name = row.str("name");
        let mut found = false;
        for res in all.iter_mut().filter(|r| scaled.contains(&r.kind()) && r.names.iter().any(|n| n == name)) {
            res.object.set_at(&["spec", "replicas"], row.int("count").unwrap_or(0));
            found = true;
        }
        for place in places::all(config, "replicas") {
            for res in all.iter_mut().filter(|r| place.fits(&r.object) && r.names.iter().any(|n| n == name)) {
                place.each(&mut res.object, &mut |value| *value = row.int("count").unwrap_or(0).into());
                found = true;
            }
        }
        if !found {
            let mut kinds = scaled.map(|kind| format!("{kind}.[noVer].[noGrp]")).to_vec();
            kinds.extend(kinds_of(config.list("replicas")));
            return Err(no_replicas(name, kinds));
        }
        changed(all, file, "ReplicaCountTransformer", "");
    }
    for row in kustomization.list("images") {
        images(row, &places::all(config, "images"), &IN_PODS, all);
        changed(all, file, "ImageTagTransformer", "");
    }
    Ok(())
}

/// The kinds of places, as kustomize writes them.
pub(super) fn kinds_of(specs: &[Value]) -> Vec<String> {
    let or = |text: &str, none: &str| if text.is_empty() { none.to_string() } else { text.to_string() };
    let kind = |spec: &Value| {
        let (version, group) = (or(spec.str("version"), "[noVer]"), or(spec.str("group"), "[noGrp]"));
        format!("{}.{version}.{group}", or(spec.str("kind"), "[noKind]"))
    };
    specs.iter().map(kind).collect()
}

/// What is said of a name that nothing that can be scaled has.
pub(super) fn no_replicas(name: &str, kinds: Vec<String>) -> Error {
    let kinds = kinds.join(" ");
    plain(format!("resource with name {name} does not match a config with the following GVK [{kinds}]"))
}

/// Where images stand in pods.
const IN_PODS: [&str; 3] = ["containers/image", "initContainers/image", "volumes/image/reference"];

/// Changes the images of all containers and volumes, and those at other places.
pub(super) fn images(row: &Value, more: &[places::Place], in_pods: &[&str], all: &mut [Res]) {
    for res in all {
        image(&mut res.object, row);
        // Those of pods are found a second time, which only a suffix shows.
        for path in in_pods {
            for pod in [&["spec"][..], &["spec", "template", "spec"]] {
                let parts: Vec<&str> = pod.iter().copied().chain(path.split('/')).collect();
                places::walk(&mut res.object, &parts, false, &mut |value| at_image(value, row));
            }
        }
        more.iter().for_each(|place| place.each(&mut res.object, &mut |value| at_image(value, row)));
    }
}

fn at_image(value: &mut Value, row: &Value) {
    if let Some(changed) = value.as_str().and_then(|image| renamed(image, row)) {
        *value = changed.into();
    }
}

/// Puts something around a text.
pub(super) fn affixed(value: &mut Value, around: &dyn Fn(&str) -> String) {
    if let Some(text) = value.as_str() {
        *value = around(text).into();
    }
}

/// Does something with the pod templates of an object, and with the job template around one.
pub(super) fn templates(object: &mut Value, kind: &str, change: &mut dyn FnMut(&mut Value)) {
    match kind {
        "Deployment" | "ReplicaSet" | "DaemonSet" | "StatefulSet" | "ReplicationController" | "Job" => {
            change(object.at_mut(&["spec", "template"]));
        }
        "CronJob" => {
            change(object.at_mut(&["spec", "jobTemplate"]));
            change(object.at_mut(&["spec", "jobTemplate", "spec", "template"]));
        }
        _ => {}
    }
}

fn annotate(res: &mut Res, pairs: &api::Map) {
    let kind = res.kind().to_string();
    labels::put(res.object.field_mut("metadata").field_mut("annotations"), pairs);
    templates(&mut res.object, &kind, &mut |template| {
        labels::put(template.field_mut("metadata").field_mut("annotations"), pairs);
    });
}

/// Whether objects like this one live in a namespace; unknown kinds do.
pub(super) fn namespaced(object: &Value) -> bool {
    let (group, _) = group_version(object.str("apiVersion"));
    let known = kinds::KINDS.iter().find(|k| k.group == group && k.kind == object.str("kind"));
    known.is_none_or(|k| k.namespaced)
}

/// Where namespaces stand besides an object's own: whose they are, where, and whether they are made.
const NAMESPACES: &[(&str, &str, bool)] = &[
    ("APIService", "spec/service/namespace", true),
    ("CustomResourceDefinition", "spec/conversion/webhook/clientConfig/service/namespace", false),
];

fn namespace(namespace: &str, all: &mut [Res]) {
    for res in all.iter_mut() {
        let own = res.kind().to_string();
        for (_, path, create) in NAMESPACES.iter().filter(|(kind, ..)| *kind == own) {
            let parts: Vec<&str> = path.split('/').collect();
            places::walk(&mut res.object, &parts, *create, &mut |value| *value = namespace.to_string().into());
        }
        match res.kind() {
            "Namespace" => res.rename(namespace.to_string()),
            // That of other accounts follows those.
            "RoleBinding" | "ClusterRoleBinding" if res.object.get("subjects").as_list().is_some() => {
                for subject in res.object.field_mut("subjects").list_mut() {
                    if subject.str("name") == "default" && subject.str("kind") == "ServiceAccount" {
                        subject.set("namespace", namespace.to_string());
                    }
                }
            }
            _ => {}
        }
        if namespaced(&res.object) {
            res.object.set_at(&["metadata", "namespace"], namespace.to_string());
        }
    }
}

pub(super) fn rename(res: &mut Res, affix: &str, around: &dyn Fn(&str) -> String) {
    res.affixes.push(affix.to_string());
    if !["CustomResourceDefinition", "Namespace", "APIService"].contains(&res.kind()) {
        res.rename(around(meta::name(&res.object)));
    }
}

/// Changes every image of a name, wherever containers are.
fn image(value: &mut Value, row: &Value) {
    match value {
        Value::Map(_) => {
            for (key, value) in value.map_mut().iter_mut() {
                if ["containers", "initContainers"].contains(&key.as_str()) && value.as_list().is_some() {
                    for container in value.list_mut() {
                        if let Some(changed) = renamed(container.str("image"), row) {
                            container.set("image", changed);
                        }
                    }
                } else {
                    image(value, row);
                }
            }
        }
        Value::List(_) => value.list_mut().iter_mut().for_each(|value| image(value, row)),
        _ => {}
    }
}

fn renamed(image: &str, row: &Value) -> Option<String> {
    let (rest, digest) = image.split_once('@').map_or((image, None), |(rest, digest)| (rest, Some(digest)));
    let slash = rest.rfind('/').map_or(0, |at| at + 1);
    let (name, tag) = match rest[slash..].find(':') {
        Some(colon) => (&rest[..slash + colon], Some(&rest[slash + colon + 1..])),
        None => (rest, None),
    };
    // The name is a pattern.
    if !super::patches::pattern(row.str("name"), name) {
        return None;
    }
    let new_name = if row.str("newName").is_empty() { name } else { row.str("newName") };
    let new_tag = match row.get("newTag") {
        Value::Null => String::new(),
        tag => tag.as_str().map_or_else(|| api::json::to_string(tag), str::to_string),
    };
    let new_digest = row.str("digest");
    let suffix = row.str("tagSuffix");
    let new_tag = match &*new_tag {
        _ if suffix.is_empty() => new_tag,
        "" => format!("{}{suffix}", tag.unwrap_or("")),
        tag => format!("{tag}{suffix}"),
    };
    let end = match (new_tag.as_str(), new_digest) {
        ("", "") => format!(
            "{}{}",
            tag.map_or(String::new(), |t| format!(":{t}")),
            digest.map_or(String::new(), |d| format!("@{d}"))
        ),
        ("", digest) => format!("@{digest}"),
        (tag, "") => format!(":{tag}"),
        (tag, digest) => format!(":{tag}@{digest}"),
    };
    Some(format!("{new_name}{end}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_keep_what_is_not_said() {
        let row = |json: &str| api::json::parse(json).unwrap();
        let tag = row(r#"{"name":"nginx","newTag":"1.9"}"#);
        assert_eq!(renamed("nginx", &tag).as_deref(), Some("nginx:1.9"));
        assert_eq!(renamed("nginx:1.2", &tag).as_deref(), Some("nginx:1.9"));
        assert_eq!(renamed("my/nginx:1.2", &tag), None);
        let name = row(r#"{"name":"reg:5000/a","newName":"b"}"#);
        assert_eq!(renamed("reg:5000/a:v1", &name).as_deref(), Some("b:v1"));
        let digest = row(r#"{"name":"a","digest":"sha256:12"}"#);
        assert_eq!(renamed("a:v1", &digest).as_deref(), Some("a@sha256:12"));
    }
}
