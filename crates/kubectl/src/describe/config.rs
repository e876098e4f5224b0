//! Config maps, secrets, service accounts, roles and bindings, volumes and classes.

use api::{Value, meta};

use super::Ctx;
use super::common::{annotations, events, head, labels, or_none, plain};
use super::containers::volume;
use super::out::Out;

pub fn config_map(ctx: &Ctx<'_>, out: &mut Out) {
    head(ctx, out);
    out.put(0, "\nData\n====\n");
    for (k, v) in ctx.object.map("data").iter() {
        out.put(0, format!("{k}:\n----\n{}\n\n", plain(v)));
    }
    out.put(0, "\nBinaryData\n====\n");
    for (k, v) in ctx.object.map("binaryData").iter() {
        out.put(0, format!("{k}: {} bytes\n", size(v)));
    }
    if !ctx.object.get("immutable").is_null() {
        out.put(0, format!("\nImmutable: {}\n", ctx.object.bool("immutable")));
    }
    out.put(0, "\n");
    events(ctx, out);
}

/// Bytes behind base64 text.
fn size(v: &Value) -> usize {
    let text = v.as_str().unwrap_or("").trim_end_matches('=');
    text.len() * 3 / 4
}

pub fn secret(ctx: &Ctx<'_>, out: &mut Out) {
    head(ctx, out);
    out.put(0, format!("\nType:\t{}\n", ctx.object.str("type")));
    out.put(0, "\nData\n====\n");
    let token = ctx.object.str("type") == "kubernetes.io/service-account-token";
    for (k, v) in ctx.object.map("data").iter() {
        let text = match (k.as_str(), token) {
            ("token", true) => api::base64::decode(v.as_str().unwrap_or(""))
                .map_or_else(String::new, |b| String::from_utf8_lossy(&b).into_owned()),
            _ => format!("{} bytes", size(v)),
        };
        out.row(0, k, text);
    }
}

pub fn service_account(ctx: &Ctx<'_>, out: &mut Out) {
    let s = ctx.object;
    head(ctx, out);
    let names = |key: &str| s.list(key).iter().map(|r| r.str("name").to_string()).collect::<Vec<_>>();
    let tokens: Vec<String> = Vec::new();
    for (title, list) in
        [("Image pull secrets", names("imagePullSecrets")), ("Mountable secrets", names("secrets")), ("Tokens", tokens)]
    {
        let lines = if list.is_empty() { vec!["<none>".to_string()] } else { list };
        for (i, line) in lines.iter().enumerate() {
            let lead = if i == 0 { format!("{title}:") } else { String::new() };
            out.put(0, format!("{lead}\t{line}\n"));
        }
    }
    events(ctx, out);
}

fn words(list: &[Value]) -> String {
    format!("[{}]", list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "))
}

/// Roles and cluster roles.
pub fn role(ctx: &Ctx<'_>, out: &mut Out) {
    out.row(0, "Name", meta::name(ctx.object));
    labels(out, "Labels", meta::labels(ctx.object));
    annotations(out, "Annotations", meta::annotations(ctx.object));
    out.put(0, "PolicyRule:\n");
    out.put(1, "Resources\tNon-Resource URLs\tResource Names\tVerbs\n");
    out.put(1, "---------\t-----------------\t--------------\t-----\n");
    for row in crate::printers::rules::rows(ctx.object.list("rules")) {
        out.put(1, row.join("\t") + "\n");
    }
}

/// Role bindings and cluster role bindings.
pub fn binding(ctx: &Ctx<'_>, out: &mut Out) {
    out.row(0, "Name", meta::name(ctx.object));
    labels(out, "Labels", meta::labels(ctx.object));
    annotations(out, "Annotations", meta::annotations(ctx.object));
    let role = ctx.object.get("roleRef");
    out.put(0, "Role:\n");
    out.row(1, "Kind", role.str("kind"));
    out.row(1, "Name", role.str("name"));
    out.put(0, "Subjects:\n  Kind\tName\tNamespace\n  ----\t----\t---------\n");
    for s in ctx.object.list("subjects") {
        out.put(1, format!("{}\t{}\t{}\n", s.str("kind"), s.str("name"), s.str("namespace")));
    }
}

fn modes(list: &[Value]) -> String {
    let short = |m: &Value| match m.as_str().unwrap_or("") {
        "ReadWriteOnce" => "RWO",
        "ReadOnlyMany" => "ROX",
        "ReadWriteMany" => "RWX",
        _ => "RWOP",
    };
    list.iter().map(short).collect::<Vec<_>>().join(",")
}

pub fn claim(ctx: &Ctx<'_>, out: &mut Out) {
    let c = ctx.object;
    let (spec, status) = (c.get("spec"), c.get("status"));
    out.row(0, "Name", meta::name(c));
    out.row(0, "Namespace", meta::namespace(c));
    out.row(0, "StorageClass", spec.str("storageClassName"));
    let phase = status.str("phase");
    let lost = !c.at(&["metadata", "deletionTimestamp"]).is_null();
    if lost {
        let ago = super::common::since(c.at(&["metadata", "deletionTimestamp"]), ctx.now);
        out.row(0, "Status", format!("Terminating (lasts {ago})"));
    } else {
        out.row(0, "Status", phase);
    }
    out.row(0, "Volume", spec.str("volumeName"));
    labels(out, "Labels", meta::labels(c));
    annotations(out, "Annotations", meta::annotations(c));
    out.row(0, "Finalizers", words(meta::finalizers(c)));
    let bound = !spec.str("volumeName").is_empty();
    out.row(0, "Capacity", if bound { plain(status.get("capacity").get("storage")) } else { String::new() });
    out.row(0, "Access Modes", if bound { modes(status.list("accessModes")) } else { String::new() });
    out.row(0, "VolumeMode", spec.str("volumeMode"));
    let uses = |p: &&Value| {
        let volumes = p.get("spec").list("volumes");
        volumes.iter().any(|v| v.at(&["persistentVolumeClaim", "claimName"]).as_str() == Some(meta::name(c)))
    };
    let users: Vec<&str> = ctx.related.pods.iter().filter(uses).map(meta::name).collect();
    out.put(0, format!("Used By:\t{}\n", or_none(users.first().copied().unwrap_or(""))));
    for name in users.iter().skip(1) {
        out.put(0, format!("\t{name}\n"));
    }
    events(ctx, out);
}

pub fn persistent_volume(ctx: &Ctx<'_>, out: &mut Out) {
    let v = ctx.object;
    let (spec, status) = (v.get("spec"), v.get("status"));
    out.row(0, "Name", meta::name(v));
    labels(out, "Labels", meta::labels(v));
    annotations(out, "Annotations", meta::annotations(v));
    out.row(0, "Finalizers", words(meta::finalizers(v)));
    out.row(0, "StorageClass", spec.str("storageClassName"));
    out.row(0, "Status", status.str("phase"));
    let claim = spec.get("claimRef");
    let text =
        if claim.is_null() { String::new() } else { format!("{}/{}", claim.str("namespace"), claim.str("name")) };
    out.row(0, "Claim", text);
    out.row(0, "Reclaim Policy", spec.str("persistentVolumeReclaimPolicy"));
    out.row(0, "Access Modes", modes(spec.list("accessModes")));
    out.row(0, "VolumeMode", spec.str("volumeMode"));
    out.row(0, "Capacity", plain(spec.get("capacity").get("storage")));
    node_affinity(out, spec.at(&["nodeAffinity", "required"]));
    out.row(0, "Message", status.str("message"));
    out.put(0, "Source:\n");
    const SOURCES: [&str; 4] = ["hostPath", "local", "nfs", "csi"];
    let mut source = Value::object();
    for key in SOURCES.into_iter().filter(|k| spec.has(k)) {
        source.set(key, spec.get(key));
    }
    volume(out, &source);
    events(ctx, out);
}

fn node_affinity(out: &mut Out, required: &Value) {
    if required.is_null() {
        out.put(0, "Node Affinity:\t<none>\n");
        return;
    }
    out.put(0, "Node Affinity:\n  Required Terms:\n");
    for (i, term) in required.list("nodeSelectorTerms").iter().enumerate() {
        let one = |e: &Value| {
            let values: Vec<&str> = e.list("values").iter().filter_map(Value::as_str).collect();
            format!("{} {} [{}]", e.str("key"), e.str("operator").to_lowercase(), values.join(", "))
        };
        for (j, e) in term.list("matchExpressions").iter().enumerate() {
            let lead = if j == 0 { format!("Term {i}:") } else { String::new() };
            out.put(2, format!("{lead}\t{}\n", one(e)));
        }
    }
}

pub fn storage_class(ctx: &Ctx<'_>, out: &mut Out) {
    let s = ctx.object;
    out.row(0, "Name", meta::name(s));
    let default = meta::annotations(s).get("storageclass.kubernetes.io/is-default-class").and_then(Value::as_str);
    out.row(
        0,
        "IsDefaultClass",
        super::common::word(default == Some("true")).replace("True", "Yes").replace("False", "No"),
    );
    let list: Vec<String> = meta::annotations(s).iter().map(|(k, v)| format!("{k}={}", plain(v))).collect();
    let text = list.join(",");
    out.row(0, "Annotations", or_none(&text));
    out.row(0, "Provisioner", s.str("provisioner"));
    let parameters: Vec<String> = s.map("parameters").iter().map(|(k, v)| format!("{k}={}", plain(v))).collect();
    let text = parameters.join(",");
    out.row(0, "Parameters", or_none(&text));
    let expands = s.get("allowVolumeExpansion");
    out.row(
        0,
        "AllowVolumeExpansion",
        if expands.is_null() { "<unset>" } else { super::common::word(s.bool("allowVolumeExpansion")) },
    );
    let options = s.list("mountOptions");
    if options.is_empty() {
        out.put(0, "MountOptions:\t<none>\n");
    } else {
        out.put(0, "MountOptions:\n");
        for o in options {
            out.put(1, format!("{}\n", o.as_str().unwrap_or("")));
        }
    }
    out.row(0, "ReclaimPolicy", s.str("reclaimPolicy"));
    out.row(0, "VolumeBindingMode", s.str("volumeBindingMode"));
    events(ctx, out);
}
