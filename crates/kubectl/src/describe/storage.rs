//! Claims, persistent volumes, and the classes and drivers of storage.

use api::{Value, meta};
use sorted::InOrder;

use super::Ctx;
use super::common::{annotations, events, head, labels, plain, plain_selector, since, terms, time, word};
use super::out::Out;
use super::volumes::persistent;

fn words(list: &[Value]) -> String {
    format!("[{}]", list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "))
}

/// Access modes, each once and always in this order.
fn modes(list: &[Value]) -> String {
    const SHORT: [(&str, &str); 4] =
        [("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP")];
    let has = |mode: &str| list.iter().any(|m| m.as_str() == Some(mode));
    SHORT.iter().filter(|(mode, _)| has(mode)).map(|(_, short)| *short).collect::<Vec<_>>().join(",")
}

/// The class of a claim or volume; the old annotation outranks the field.
pub fn class(object: &Value) -> String {
    match meta::annotations(object).get("volume.beta.kubernetes.io/storage-class") {
        Some(old) => plain(old),
        None => object.get("spec").str("storageClassName").to_string(),
    }
}

fn phase(ctx: &Ctx<'_>, object: &Value) -> String {
    match object.at(&["metadata", "deletionTimestamp"]) {
        Value::Null => object.get("status").str("phase").to_string(),
        at => format!("Terminating (lasts {})", since(at, ctx.now)),
    }
}

/// What claims and their templates have in common; a template has no context.
pub fn claim_rows(out: &mut Out, c: &Value, whole: Option<&Ctx<'_>>) {
    let (spec, status) = (c.get("spec"), c.get("status"));
    if whole.is_some() {
        out.row(0, "Name", meta::name(c));
        out.row(0, "Namespace", meta::namespace(c));
    }
    out.row(0, "StorageClass", class(c));
    if let Some(ctx) = whole {
        out.row(0, "Status", phase(ctx, c));
    }
    out.row(0, "Volume", spec.str("volumeName"));
    labels(out, "Labels", meta::labels(c));
    annotations(out, "Annotations", meta::annotations(c));
    if whole.is_some() {
        out.row(0, "Finalizers", words(meta::finalizers(c)));
    }
    let bound = !spec.str("volumeName").is_empty();
    let capacity = status.get("capacity").get("storage");
    let amount = if capacity.is_null() { "0".to_string() } else { plain(capacity) };
    out.row(0, "Capacity", if bound { amount } else { String::new() });
    out.row(0, "Access Modes", if bound { modes(status.list("accessModes")) } else { String::new() });
    if spec.has("volumeMode") {
        out.row(0, "VolumeMode", spec.str("volumeMode"));
    }
    let source = spec.get("dataSource");
    if !source.is_null() {
        out.put(0, "DataSource:\n");
        for (title, key) in [("APIGroup", "apiGroup"), ("Kind", "kind"), ("Name", "name")] {
            if !source.get(key).is_null() {
                out.row(1, title, source.str(key));
            }
        }
    }
}

pub fn claim(ctx: &Ctx<'_>, out: &mut Out) {
    let c = ctx.object;
    claim_rows(out, c, Some(ctx));
    let owns =
        |p: &Value| meta::owner_references(c).iter().any(|o| o.str("kind") == "Pod" && o.str("uid") == meta::uid(p));
    let mounts = |p: &Value| {
        let volumes = p.get("spec").list("volumes");
        volumes.iter().any(|v| v.at(&["persistentVolumeClaim", "claimName"]).as_str() == Some(meta::name(c)))
    };
    let users = ctx.related.pods.iter().flatten().filter(|p| mounts(p) || owns(p));
    let mut users: Vec<String> = users.map(|p| meta::name(p).to_string()).collect();
    users.order();
    terms(out, 0, "Used By", &users);
    let conditions = c.get("status").list("conditions");
    if !conditions.is_empty() {
        out.put(0, "Conditions:\n  Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage\n");
        out.put(1, "----\t------\t-----------------\t------------------\t------\t-------\n");
        for c in conditions {
            let (probe, change) = (time(c.get("lastProbeTime")), time(c.get("lastTransitionTime")));
            let (kind, status, reason) = (c.str("type"), c.str("status"), c.str("reason"));
            out.put(1, format!("{kind} \t{status} \t{probe} \t{change} \t{reason} \t{}\n", c.str("message")));
        }
    }
    events(ctx, out);
}

pub fn volume(ctx: &Ctx<'_>, out: &mut Out) {
    let v = ctx.object;
    let spec = v.get("spec");
    out.row(0, "Name", meta::name(v));
    labels(out, "Labels", meta::labels(v));
    annotations(out, "Annotations", meta::annotations(v));
    out.row(0, "Finalizers", words(meta::finalizers(v)));
    out.row(0, "StorageClass", class(v));
    out.row(0, "Status", phase(ctx, v));
    let claim = spec.get("claimRef");
    let text =
        if claim.is_null() { String::new() } else { format!("{}/{}", claim.str("namespace"), claim.str("name")) };
    out.row(0, "Claim", text);
    out.row(0, "Reclaim Policy", spec.str("persistentVolumeReclaimPolicy"));
    out.row(0, "Access Modes", modes(spec.list("accessModes")));
    if spec.has("volumeMode") {
        out.row(0, "VolumeMode", spec.str("volumeMode"));
    }
    out.row(0, "Capacity", plain(spec.get("capacity").get("storage")));
    node_affinity(out, spec.at(&["nodeAffinity", "required"]));
    out.row(0, "Message", v.get("status").str("message"));
    out.put(0, "Source:\n");
    persistent(out, spec);
    events(ctx, out);
}

fn node_affinity(out: &mut Out, required: &Value) {
    if required.is_null() {
        out.put(0, "Node Affinity:\t<none>\n");
        return;
    }
    out.put(0, "Node Affinity:\t\n");
    let list = required.list("nodeSelectorTerms");
    out.put(1, if list.is_empty() { "Required Terms:\t<none>\n" } else { "Required Terms:\t\n" });
    for (i, term) in list.iter().enumerate() {
        let rows = term.list("matchExpressions").iter();
        let rows = rows.map(|e| requirement(e, &e.str("operator").to_lowercase())).collect::<Vec<_>>();
        terms(out, 2, &format!("Term {i}"), &rows);
    }
}

/// `zone in [a, b]`.
fn requirement(e: &Value, operator: &str) -> String {
    let values: Vec<&str> = e.list("values").iter().filter_map(Value::as_str).collect();
    let list = if values.is_empty() { String::new() } else { format!(" [{}]", values.join(", ")) };
    format!("{} {operator}{list}", e.str("key"))
}

pub fn class_object(ctx: &Ctx<'_>, out: &mut Out) {
    let s = ctx.object;
    let notes = meta::annotations(s);
    out.row(0, "Name", meta::name(s));
    let keys = ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"];
    let default = keys.iter().any(|k| notes.get(k).and_then(Value::as_str) == Some("true"));
    out.row(0, "IsDefaultClass", if default { "Yes" } else { "No" });
    out.row(0, "Annotations", plain_selector(notes));
    out.row(0, "Provisioner", s.str("provisioner"));
    out.row(0, "Parameters", plain_selector(s.map("parameters")));
    let expands = s.get("allowVolumeExpansion").as_bool();
    out.row(0, "AllowVolumeExpansion", expands.map_or("<unset>", word));
    let options = s.list("mountOptions");
    out.put(0, if options.is_empty() { "MountOptions:\t<none>\n" } else { "MountOptions:\n" });
    for o in options {
        out.put(1, format!("{}\n", o.as_str().unwrap_or("")));
    }
    for (title, key) in [("ReclaimPolicy", "reclaimPolicy"), ("VolumeBindingMode", "volumeBindingMode")] {
        if s.has(key) {
            out.row(0, title, s.str(key));
        }
    }
    if s.has("allowedTopologies") {
        let list = s.list("allowedTopologies");
        out.put(0, if list.is_empty() { "AllowedTopologies:\t<none>\n" } else { "AllowedTopologies:\t\n" });
        for (i, term) in list.iter().enumerate() {
            let rows = term.list("matchLabelExpressions").iter().map(|e| requirement(e, "in")).collect::<Vec<_>>();
            terms(out, 1, &format!("Term {i}"), &rows);
        }
    }
    events(ctx, out);
}

pub fn attributes_class(ctx: &Ctx<'_>, out: &mut Out) {
    out.row(0, "Name", meta::name(ctx.object));
    out.row(0, "Annotations", plain_selector(meta::annotations(ctx.object)));
    out.row(0, "DriverName", ctx.object.str("driverName"));
    out.row(0, "Parameters", plain_selector(ctx.object.map("parameters")));
    events(ctx, out);
}

pub fn driver_node(ctx: &Ctx<'_>, out: &mut Out) {
    head(ctx, out);
    out.row(0, "CreationTimestamp", time(ctx.object.at(&["metadata", "creationTimestamp"])));
    out.put(0, "Spec:\n");
    let spec = ctx.object.get("spec");
    if !spec.list("drivers").is_empty() {
        out.put(1, "Drivers:\n");
    }
    for driver in spec.list("drivers") {
        out.put(2, format!("{}:\n", driver.str("name")));
        out.row(3, "Node ID", driver.str("nodeID"));
        if let Some(count) = driver.get("allocatable").int("count") {
            out.put(3, "Allocatables:\n");
            out.row(4, "Count", count);
        }
        if !driver.list("topologyKeys").is_empty() {
            out.row(3, "Topology Keys", words(driver.list("topologyKeys")));
        }
    }
    events(ctx, out);
}
