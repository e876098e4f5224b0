//! Namespaces with their quotas and limits.

use api::quantity::Quantity;
use api::{Map, Value, meta};
use sorted::InOrder;

use super::Ctx;
use super::common::{annotations, labels, plain};
use super::out::Out;

pub fn describe(ctx: &Ctx<'_>, out: &mut Out) {
    out.row(0, "Name", meta::name(ctx.object));
    labels(out, "Labels", meta::labels(ctx.object));
    annotations(out, "Annotations", meta::annotations(ctx.object));
    out.row(0, "Status", ctx.object.at(&["status", "phase"]).as_str().unwrap_or(""));
    let conditions = ctx.object.at(&["status", "conditions"]).as_list().unwrap_or(&[]);
    if !conditions.is_empty() {
        super::common::conditions(out, conditions);
    }
    let quotas = &ctx.related.quotas;
    if quotas.is_empty() {
        out.put(0, "\nNo resource quota.\n");
    } else {
        out.put(0, "\nResource Quotas\n");
        for q in quotas {
            out.row(1, "Name", meta::name(q));
            scopes(out, 1, q);
            out.put(1, "Resource\tUsed\tHard\n  --------\t---\t---\n");
            rows(out, 1, q);
        }
    }
    limits_of_namespace(ctx, out);
}

fn limits_of_namespace(ctx: &Ctx<'_>, out: &mut Out) {
    if ctx.related.limits.is_empty() {
        out.put(0, "\nNo LimitRange resource.\n");
        return;
    }
    out.put(
        0,
        "\nResource Limits\n Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio\n",
    );
    out.put(0, " ----\t--------\t---\t---\t---------------\t-------------\t-----------------------\n");
    for range in &ctx.related.limits {
        limit_rows(out, " ", range);
    }
}

fn scopes(out: &mut Out, level: usize, quota: &Value) {
    let mut list: Vec<&str> = quota.get("spec").list("scopes").iter().filter_map(Value::as_str).collect();
    list.order();
    if list.is_empty() {
        return;
    }
    out.row(level, "Scopes", list.join(", "));
    for scope in list {
        let help = match scope {
            "Terminating" => {
                "Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system."
            }
            "NotTerminating" => {
                "Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate."
            }
            "BestEffort" => {
                "Matches all pods that do not have resource requirements set. These pods have a best effort quality of service."
            }
            "NotBestEffort" => {
                "Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service."
            }
            _ => continue,
        };
        // A quota on its own has a blank more than one in its namespace.
        out.put(level, format!("{}* {help}\n", if level == 0 { " " } else { "" }));
    }
}

fn rows(out: &mut Out, level: usize, quota: &Value) {
    let (hard, used) = (quota.get("status").map("hard"), quota.get("status").map("used"));
    for (name, amount) in hard.iter() {
        let (most, mut now) = (Quantity::of_valid(amount), used.get(name).map_or(Quantity::ZERO, Quantity::of_valid));
        // A quota on its own shows what is used in the units of the limit.
        if level == 0 && now.format() != most.format() {
            now = Quantity::new(now.value(), most.format());
        }
        out.put(level, format!("{name}\t{}\t{}\n", now.text(), most.text()));
    }
}

pub fn quota(ctx: &Ctx<'_>, out: &mut Out) {
    out.row(0, "Name", meta::name(ctx.object));
    out.row(0, "Namespace", meta::namespace(ctx.object));
    scopes(out, 0, ctx.object);
    out.put(0, "Resource\tUsed\tHard\n--------\t----\t----\n");
    rows(out, 0, ctx.object);
}

pub fn limit_range(ctx: &Ctx<'_>, out: &mut Out) {
    out.row(0, "Name", meta::name(ctx.object));
    out.row(0, "Namespace", meta::namespace(ctx.object));
    out.put(0, "Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio\n");
    out.put(0, "----\t--------\t---\t---\t---------------\t-------------\t-----------------------\n");
    limit_rows(out, "", ctx.object);
}

fn limit_rows(out: &mut Out, lead: &str, range: &Value) {
    const COLUMNS: [&str; 5] = ["min", "max", "defaultRequest", "default", "maxLimitRequestRatio"];
    for item in range.get("spec").list("limits") {
        let mut names: Vec<&str> = COLUMNS.iter().flat_map(|c| item.map(c).keys().map(|k| k.as_str())).collect();
        names.order();
        names.dedup();
        for name in names {
            let cell = |map: &Map| map.get(name).map_or("-".to_string(), plain);
            let cells = COLUMNS.map(|c| cell(item.map(c))).join("\t");
            out.put(0, format!("{lead}{}\t{name}\t{cells}\n", item.str("type")));
        }
    }
}
