//! Config maps, secrets, service accounts, roles and bindings.

use api::{Value, meta};

use super::Ctx;
use super::common::{annotations, events, head, labels, plain};
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
    head(ctx, out);
    let names: Vec<String> = ctx.object.list("imagePullSecrets").iter().map(|r| r.str("name").to_string()).collect();
    super::common::terms(out, 0, "Image pull secrets", &names);
    events(ctx, out);
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
