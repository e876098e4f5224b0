//! Changes that a kustomization makes to everything it has: namespace, names, labels, annotations, images, replicas.

use api::{Value, kinds, meta};

use super::{Res, group_version, labels};
use crate::error::{Result, plain};

/// All changes, in kustomize's order.
pub(super) fn all(kustomization: &Value, all: &mut [Res]) -> Result<()> {
    if !kustomization.str("namespace").is_empty() {
        namespace(kustomization.str("namespace"), all);
    }
    rename(kustomization, all);
    for res in all.iter_mut() {
        if kustomization.has("commonLabels") {
            labels::add(res, kustomization.map("commonLabels"), true, true);
        }
        for row in kustomization.list("labels") {
            labels::add(res, row.map("pairs"), row.bool("includeSelectors"), row.bool("includeTemplates"));
        }
        if kustomization.has("commonAnnotations") {
            annotate(res, kustomization.map("commonAnnotations"));
        }
    }
    for row in kustomization.list("replicas") {
        let scaled = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"];
        let name = row.str("name");
        let mut found = false;
        for res in all.iter_mut().filter(|r| scaled.contains(&r.kind()) && r.names.iter().any(|n| n == name)) {
            res.object.set_at(&["spec", "replicas"], row.get("count").clone());
            found = true;
        }
        if !found {
            let kinds = scaled.map(|kind| format!("{kind}.[noVer].[noGrp]")).join(" ");
            return Err(plain(format!(
                "resource with name {name} does not match a config with the following GVK [{kinds}]"
            )));
        }
    }
    for row in kustomization.list("images") {
        all.iter_mut().for_each(|res| image(&mut res.object, row));
    }
    Ok(())
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
fn namespaced(object: &Value) -> bool {
    let (group, _) = group_version(object.str("apiVersion"));
    let known = kinds::KINDS.iter().find(|k| k.group == group && k.kind == object.str("kind"));
    known.is_none_or(|k| k.namespaced)
}

fn namespace(namespace: &str, all: &mut [Res]) {
    let accounts: Vec<String> =
        all.iter().filter(|r| r.kind() == "ServiceAccount").flat_map(|r| r.names.clone()).collect();
    for res in all.iter_mut() {
        match res.kind() {
            "Namespace" => res.rename(namespace.to_string()),
            "RoleBinding" | "ClusterRoleBinding" if res.object.get("subjects").as_list().is_some() => {
                for subject in res.object.field_mut("subjects").list_mut() {
                    let name = subject.str("name");
                    let ours = name == "default" || accounts.iter().any(|a| a == name);
                    if subject.str("kind") == "ServiceAccount" && ours {
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

fn rename(kustomization: &Value, all: &mut [Res]) {
    let (prefix, suffix) = (kustomization.str("namePrefix"), kustomization.str("nameSuffix"));
    if prefix.is_empty() && suffix.is_empty() {
        return;
    }
    for res in all.iter_mut() {
        if !["CustomResourceDefinition", "Namespace", "APIService"].contains(&res.kind()) {
            res.rename(format!("{prefix}{}{suffix}", meta::name(&res.object)));
        }
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
