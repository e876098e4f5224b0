//! The kinds of the core group that need a little code.

use api::{Status, Text, Value, base64, meta};

use super::{Graceful, PLAIN, Prepare, Strategy, copy_field};

pub(super) const NAMESPACES: Strategy = Strategy {
    plural: "namespaces",
    subresources: &["status", "finalize"],
    graceful: Graceful::Namespace,
    on_create: create_namespace,
    on_update: update_namespace,
    gone: |ns| ns.get("spec").list("finalizers").is_empty(),
    ..PLAIN
};
pub(super) const NODES: Strategy = Strategy {
    plural: "nodes",
    subresources: super::STATUS,
    born_with_status: true,
    on_create: |node, _| {
        one_range(node);
        Ok(())
    },
    on_update: |node, _, _| {
        one_range(node);
        Ok(())
    },
    ..PLAIN
};
pub(super) const CONFIG_MAPS: Strategy = Strategy { plural: "configmaps", ..PLAIN };
pub(super) const SECRETS: Strategy =
    Strategy { plural: "secrets", on_create: create_secret, on_update: update_secret, ..PLAIN };
pub(super) const SERVICE_ACCOUNTS: Strategy = Strategy { plural: "serviceaccounts", returns_deleted: true, ..PLAIN };
pub(super) const VOLUMES: Strategy = Strategy {
    plural: "persistentvolumes",
    subresources: super::STATUS,
    returns_deleted: true,
    on_create: create_volume,
    on_update: update_volume,
    ..PLAIN
};
pub(super) const CLAIMS: Strategy = Strategy {
    plural: "persistentvolumeclaims",
    subresources: super::STATUS,
    returns_deleted: true,
    on_create: create_claim,
    ..PLAIN
};
pub(super) const SIGNING_REQUESTS: Strategy = Strategy {
    group: "certificates.k8s.io",
    plural: "certificatesigningrequests",
    subresources: &["status", "approval"],
    on_create: create_signing_request,
    on_update: update_signing_request,
    ..PLAIN
};

fn create_namespace(ns: &mut Value, _: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    let finalizers = ns.get("spec").list("finalizers");
    if !finalizers.iter().any(|f| f.as_str() == Some("kubernetes")) {
        let mut finalizers = finalizers.to_vec();
        finalizers.push(Value::from("kubernetes"));
        ns.field_mut("spec").set("finalizers", finalizers);
    }
    ns.field_mut("status").set("phase", "Active");
    label_namespace(ns);
    Ok(())
}

fn update_namespace(ns: &mut Value, old: &Value, p: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    match p.call.request.subresource.as_str() {
        // Only the finalizers of the spec go away, and only by this door.
        "finalize" => copy_field(ns, old, "status"),
        _ => {
            let before = old.get("spec").get("finalizers").clone();
            if *ns.get("spec").get("finalizers") != before {
                if before.is_null() {
                    ns.field_mut("spec").remove("finalizers");
                } else {
                    ns.field_mut("spec").set("finalizers", before);
                }
            }
        }
    }
    label_namespace(ns);
    Ok(())
}

/// Every namespace carries its name as a label.
fn label_namespace(ns: &mut Value) {
    const LABEL: &str = "kubernetes.io/metadata.name";
    let name = Text::new(meta::name(ns));
    if !name.is_empty() && meta::labels(ns).get(LABEL).and_then(Value::as_text) != Some(&name) {
        ns.field_mut("metadata").field_mut("labels").set(LABEL, name);
    }
}

/// A node's first range of addresses stands twice; where the two differ, the older field is meant.
fn one_range(node: &mut Value) {
    let spec = node.get("spec");
    let (one, first) = (spec.get("podCIDR"), spec.list("podCIDRs").first().unwrap_or(Value::NULL));
    if one == first {
        return;
    }
    if one.as_str().is_none_or(str::is_empty) {
        let first = first.clone();
        node.field_mut("spec").set("podCIDR", first);
    } else {
        let list = vec![one.clone()];
        node.field_mut("spec").set("podCIDRs", list);
    }
}

fn create_secret(secret: &mut Value, _: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    write_string_data(secret);
    Ok(())
}

fn update_secret(secret: &mut Value, _: &Value, _: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    write_string_data(secret);
    Ok(())
}

/// `stringData` is a way to write only: it goes into `data`.
fn write_string_data(secret: &mut Value) {
    if let Some(Value::Map(plain)) = secret.remove("stringData") {
        for (key, value) in plain.iter() {
            let encoded = base64::encode(value.as_str().unwrap_or("").as_bytes());
            secret.field_mut("data").set(key, encoded);
        }
    }
}

fn create_volume(volume: &mut Value, p: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    let status = volume.field_mut("status");
    status.set("phase", "Pending");
    status.set("lastPhaseTransitionTime", p.env.now.rfc3339());
    Ok(())
}

fn update_volume(volume: &mut Value, old: &Value, p: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    if volume.get("status").str("phase") != old.get("status").str("phase") {
        volume.field_mut("status").set("lastPhaseTransitionTime", p.env.now.rfc3339());
    }
    Ok(())
}

fn create_claim(claim: &mut Value, _: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    claim.field_mut("status").set("phase", "Pending");
    let spec = claim.field_mut("spec");
    let source = spec.get("dataSource");
    // Clients of old could name anything as a source; what never worked is left out without a word.
    let works = match source.str("apiGroup") {
        "" => source.str("kind") == "PersistentVolumeClaim",
        group => group == "snapshot.storage.k8s.io" && source.str("kind") == "VolumeSnapshot",
    };
    if !works {
        spec.remove("dataSource");
    }
    let (source, typed) = (spec.get("dataSource").clone(), spec.get("dataSourceRef").clone());
    if typed.is_null() && !source.is_null() {
        spec.set("dataSourceRef", source);
    } else if source.is_null() && !typed.is_null() && typed.str("namespace").is_empty() {
        spec.set("dataSource", typed);
    }
    Ok(())
}

fn create_signing_request(request: &mut Value, p: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    let user = p.server.user_info(&p.call.request.user);
    let spec = request.field_mut("spec");
    for field in ["username", "groups", "uid", "extra"] {
        match user.get(field) {
            Value::Null => drop(spec.remove(field)),
            value => spec.set(field, value),
        }
    }
    Ok(())
}

fn update_signing_request(request: &mut Value, old: &Value, p: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    match p.call.request.subresource.as_str() {
        "approval" => {
            let conditions = request.get("status").get("conditions").clone();
            let metadata = request.get("metadata").clone();
            *request = old.clone();
            request.set("metadata", metadata);
            request.field_mut("status").set("conditions", conditions);
        }
        _ => copy_field(request, old, "spec"),
    }
    // A condition that says no times has come now, or stands since it came.
    let (now, before) = (p.env.now.rfc3339(), old.get("status").list("conditions"));
    if !request.get("status").list("conditions").is_empty() {
        for c in request.field_mut("status").field_mut("conditions").list_mut() {
            let same = before.iter().find(|b| ["type", "status"].iter().all(|k| b.str(k) == c.str(k)));
            let since = same.map_or(now.clone().into(), |b| b.get("lastTransitionTime").clone());
            for (key, time) in [("lastUpdateTime", now.clone().into()), ("lastTransitionTime", since)] {
                if c.get(key).is_null() {
                    c.set(key, time);
                }
            }
        }
    }
    Ok(())
}
