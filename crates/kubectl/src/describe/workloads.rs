//! Deployments, replica sets, stateful sets, daemon sets, jobs and their relatives.

use api::{Value, meta};
use sorted::InOrder;

use super::Ctx;
use super::common::{annotations, controlled_by, events, labels, plain_selector, selector, time, word};
use super::containers::template;
use super::out::Out;
use super::pod::count;

fn own_pods<'a>(ctx: &Ctx<'a>) -> Vec<&'a Value> {
    let uid = meta::uid(ctx.object);
    ctx.related.pods.iter().flatten().filter(|p| meta::controller_of(p).is_some_and(|o| o.str("uid") == uid)).collect()
}

fn number(v: &Value, key: &str) -> i64 {
    v.int(key).unwrap_or(0)
}

pub fn deployment(ctx: &Ctx<'_>, out: &mut Out) {
    let d = ctx.object;
    let (spec, status) = (d.get("spec"), d.get("status"));
    out.row(0, "Name", meta::name(d));
    out.row(0, "Namespace", meta::namespace(d));
    out.row(0, "CreationTimestamp", time(d.at(&["metadata", "creationTimestamp"])));
    labels(out, "Labels", meta::labels(d));
    annotations(out, "Annotations", meta::annotations(d));
    out.row(0, "Selector", selector(spec.get("selector")));
    out.row(
        0,
        "Replicas",
        format!(
            "{} desired | {} updated | {} total | {} available | {} unavailable",
            number(spec, "replicas"),
            number(status, "updatedReplicas"),
            number(status, "replicas"),
            number(status, "availableReplicas"),
            number(status, "unavailableReplicas")
        ),
    );
    let strategy = spec.get("strategy");
    out.row(0, "StrategyType", strategy.str("type"));
    out.row(0, "MinReadySeconds", number(spec, "minReadySeconds"));
    let rolling = strategy.get("rollingUpdate");
    if !rolling.is_null() {
        let amount = |key: &str| super::common::plain(rolling.get(key));
        let text = format!("{} max unavailable, {} max surge", amount("maxUnavailable"), amount("maxSurge"));
        out.row(0, "RollingUpdateStrategy", text);
    }
    template(out, spec.get("template"));
    let conditions = status.list("conditions");
    if !conditions.is_empty() {
        out.put(0, "Conditions:\n  Type\tStatus\tReason\n  ----\t------\t------\n");
        for c in conditions {
            out.put(1, format!("{} \t{}\t{}\n", c.str("type"), c.str("status"), c.str("reason")));
        }
    }
    let (old, new) = replica_sets(ctx);
    let words = |sets: &[&Value]| {
        let one = |rs: &&Value| {
            let (made, wanted) = (number(rs.get("status"), "replicas"), number(rs.get("spec"), "replicas"));
            format!("{} ({made}/{wanted} replicas created)", meta::name(rs))
        };
        let text = sets.iter().map(one).collect::<Vec<_>>().join(", ");
        if text.is_empty() { "<none>".to_string() } else { text }
    };
    if !old.is_empty() || !new.is_empty() {
        out.row(0, "OldReplicaSets", words(&old));
        out.row(0, "NewReplicaSet", words(new.as_slice()));
    }
    events(ctx, out);
}

/// The replica sets of old templates, and that of the present one.
fn replica_sets<'a>(ctx: &Ctx<'a>) -> (Vec<&'a Value>, Vec<&'a Value>) {
    let uid = meta::uid(ctx.object);
    let owned = |rs: &&Value| meta::controller_of(rs).is_some_and(|o| o.str("uid") == uid);
    let mut sets: Vec<&Value> = ctx.related.replica_sets.iter().filter(owned).collect();
    sets.order_by_key(|rs| {
        (rs.at(&["metadata", "creationTimestamp"]).as_str().unwrap_or("").to_string(), meta::name(rs))
    });
    let wanted = ctx.object.at(&["spec", "template"]);
    let same = |rs: &&Value| {
        let mut have = rs.at(&["spec", "template"]).clone();
        have.remove_at(&["metadata", "labels", "pod-template-hash"]);
        let mut want = wanted.clone();
        want.remove_at(&["metadata", "labels", "pod-template-hash"]);
        have == want
    };
    let new: Vec<&Value> = sets.iter().copied().find(|rs| same(rs)).into_iter().collect();
    let old = sets.into_iter().filter(|rs| new.first().is_none_or(|n| !n.same(rs))).collect();
    (old, new)
}

/// Replica sets and replication controllers.
pub fn replica_set(ctx: &Ctx<'_>, out: &mut Out) {
    let rs = ctx.object;
    let (spec, status) = (rs.get("spec"), rs.get("status"));
    out.row(0, "Name", meta::name(rs));
    out.row(0, "Namespace", meta::namespace(rs));
    let of = spec.get("selector");
    let grouped = rs.str("kind") == "ReplicaSet";
    out.row(0, "Selector", if grouped { selector(of) } else { plain_selector(spec.map("selector")) });
    labels(out, "Labels", meta::labels(rs));
    annotations(out, "Annotations", meta::annotations(rs));
    if grouped {
        controlled_by(out, rs);
    }
    out.row(0, "Replicas", format!("{} current / {} desired", number(status, "replicas"), number(spec, "replicas")));
    out.row(0, "Pods Status", count(&own_pods(ctx)));
    template(out, spec.get("template"));
    let conditions = status.list("conditions");
    if !conditions.is_empty() {
        out.put(0, "Conditions:\n  Type\tStatus\tReason\n  ----\t------\t------\n");
        for c in conditions {
            out.put(1, format!("{} \t{}\t{}\n", c.str("type"), c.str("status"), c.str("reason")));
        }
    }
    events(ctx, out);
}

pub fn stateful_set(ctx: &Ctx<'_>, out: &mut Out) {
    let s = ctx.object;
    let (spec, status) = (s.get("spec"), s.get("status"));
    out.row(0, "Name", meta::name(s));
    out.row(0, "Namespace", meta::namespace(s));
    out.row(0, "CreationTimestamp", time(s.at(&["metadata", "creationTimestamp"])));
    out.row(0, "Selector", selector(spec.get("selector")));
    labels(out, "Labels", meta::labels(s));
    annotations(out, "Annotations", meta::annotations(s));
    out.row(0, "Replicas", format!("{} desired | {} total", number(spec, "replicas"), number(status, "replicas")));
    let strategy = spec.get("updateStrategy");
    out.row(0, "Update Strategy", strategy.str("type"));
    let rolling = strategy.get("rollingUpdate");
    if let Some(partition) = rolling.int("partition") {
        out.row(1, "Partition", partition);
        if !rolling.get("maxUnavailable").is_null() {
            out.row(1, "MaxUnavailable", super::common::plain(rolling.get("maxUnavailable")));
        }
    }
    out.row(0, "Pods Status", count(&own_pods(ctx)));
    template(out, spec.get("template"));
    claims(out, spec.list("volumeClaimTemplates"));
    events(ctx, out);
}

fn claims(out: &mut Out, list: &[Value]) {
    if list.is_empty() {
        out.put(0, "Volume Claims:\t<none>\n");
        return;
    }
    out.put(0, "Volume Claims:\n");
    for c in list {
        let spec = c.get("spec");
        out.row(1, "Name", meta::name(c));
        out.row(1, "StorageClass", super::storage::class(c));
        labels(out, "  Labels", meta::labels(c));
        labels(out, "  Annotations", meta::annotations(c));
        let capacity = spec.at(&["resources", "requests", "storage"]);
        let shown = if capacity.is_null() { "<default>".to_string() } else { super::common::plain(capacity) };
        out.row(1, "Capacity", shown);
        let modes: Vec<&str> = spec.list("accessModes").iter().filter_map(Value::as_str).collect();
        out.put(1, format!("Access Modes:\t[{}]\n", modes.join(" ")));
    }
}

pub fn daemon_set(ctx: &Ctx<'_>, out: &mut Out) {
    let d = ctx.object;
    let (spec, status) = (d.get("spec"), d.get("status"));
    out.row(0, "Name", meta::name(d));
    out.row(0, "Namespace", meta::namespace(d));
    out.row(0, "Selector", selector(spec.get("selector")));
    out.row(0, "Node-Selector", plain_selector(spec.at(&["template", "spec"]).map("nodeSelector")));
    labels(out, "Labels", meta::labels(d));
    annotations(out, "Annotations", meta::annotations(d));
    for (title, key) in [
        ("Desired Number of Nodes Scheduled", "desiredNumberScheduled"),
        ("Current Number of Nodes Scheduled", "currentNumberScheduled"),
        ("Number of Nodes Scheduled with Up-to-date Pods", "updatedNumberScheduled"),
        ("Number of Nodes Scheduled with Available Pods", "numberAvailable"),
        ("Number of Nodes Misscheduled", "numberMisscheduled"),
    ] {
        out.put(0, format!("{title}: {}\n", number(status, key)));
    }
    out.row(0, "Pods Status", count(&own_pods(ctx)));
    template(out, spec.get("template"));
    events(ctx, out);
}

pub fn job(ctx: &Ctx<'_>, out: &mut Out) {
    let j = ctx.object;
    let (spec, status) = (j.get("spec"), j.get("status"));
    out.row(0, "Name", meta::name(j));
    out.row(0, "Namespace", meta::namespace(j));
    out.row(0, "Selector", selector(spec.get("selector")));
    labels(out, "Labels", meta::labels(j));
    annotations(out, "Annotations", meta::annotations(j));
    controlled_by(out, j);
    if let Some(n) = spec.int("parallelism") {
        out.row(0, "Parallelism", n);
    }
    out.row(0, "Completions", spec.int("completions").map_or("<unset>".into(), |n| n.to_string()));
    if !spec.str("completionMode").is_empty() {
        out.row(0, "Completion Mode", spec.str("completionMode"));
    }
    if !spec.get("suspend").is_null() {
        out.row(0, "Suspend", spec.bool("suspend"));
    }
    if let Some(n) = spec.int("backoffLimit") {
        out.row(0, "Backoff Limit", n);
    }
    if let Some(n) = spec.int("ttlSecondsAfterFinished") {
        out.row(0, "TTL Seconds After Finished", n);
    }
    let parse = |key: &str| status.get(key).as_str().and_then(api::time::Time::parse);
    if parse("startTime").is_some() {
        out.row(0, "Start Time", time(status.get("startTime")));
    }
    if let Some(end) = parse("completionTime") {
        out.row(0, "Completed At", time(status.get("completionTime")));
        if let Some(start) = parse("startTime") {
            out.row(0, "Duration", api::duration::human(end.since(start)));
        }
    }
    if let Some(n) = spec.int("activeDeadlineSeconds") {
        out.row(0, "Active Deadline Seconds", format!("{n}s"));
    }
    let n = |key: &str| number(status, key);
    let ready = status.int("ready").map_or(String::new(), |r| format!(" ({r} Ready)"));
    let text = format!("{} Active{ready} / {} Succeeded / {} Failed", n("active"), n("succeeded"), n("failed"));
    out.row(0, "Pods Statuses", text);
    if spec.str("completionMode") == "Indexed" {
        out.row(0, "Completed Indexes", indexes(status.str("completedIndexes")));
    }
    template(out, spec.get("template"));
    events(ctx, out);
}

/// Completed indexes; a long list ends behind the next comma.
fn indexes(all: &str) -> String {
    const ENOUGH: usize = 50;
    match all.get(ENOUGH..).and_then(|rest| rest.find(',')) {
        Some(comma) => format!("{}...", &all[..=ENOUGH + comma]),
        None => super::common::or_none(all).to_string(),
    }
}

pub fn cron_job(ctx: &Ctx<'_>, out: &mut Out) {
    let c = ctx.object;
    let (spec, status) = (c.get("spec"), c.get("status"));
    let unset = |v: &Value| if v.is_null() { "<unset>".to_string() } else { super::common::plain(v) };
    super::common::head(ctx, out);
    out.row(0, "Schedule", spec.str("schedule"));
    out.row(0, "Concurrency Policy", spec.str("concurrencyPolicy"));
    out.row(0, "Suspend", if spec.get("suspend").is_null() { "False" } else { word(spec.bool("suspend")) });
    out.row(0, "Time Zone", unset(spec.get("timeZone")));
    out.row(0, "Successful Job History Limit", unset(spec.get("successfulJobsHistoryLimit")));
    out.row(0, "Failed Job History Limit", unset(spec.get("failedJobsHistoryLimit")));
    let deadline = spec.int("startingDeadlineSeconds").map_or("<unset>".to_string(), |n| format!("{n}s"));
    out.row(0, "Starting Deadline Seconds", deadline);
    let job = spec.at(&["jobTemplate", "spec"]);
    let of = job.get("selector");
    out.row(0, "Selector", if of.is_null() { "<unset>".into() } else { selector(of) });
    out.row(0, "Parallelism", unset(job.get("parallelism")));
    out.row(0, "Completions", unset(job.get("completions")));
    if let Some(n) = job.int("activeDeadlineSeconds") {
        out.row(0, "Active Deadline Seconds", format!("{n}s"));
    }
    template(out, job.get("template"));
    let last = status.get("lastScheduleTime");
    out.row(0, "Last Schedule Time", if last.is_null() { "<unset>".into() } else { time(last) });
    let active: Vec<&str> = status.list("active").iter().map(|j| j.str("name")).collect();
    out.row(0, "Active Jobs", if active.is_empty() { "<none>".into() } else { active.join(", ") });
    events(ctx, out);
}

pub fn autoscaler(ctx: &Ctx<'_>, out: &mut Out) {
    let h = ctx.object;
    let (spec, status) = (h.get("spec"), h.get("status"));
    super::common::head(ctx, out);
    out.row(0, "CreationTimestamp", time(h.at(&["metadata", "creationTimestamp"])));
    let target = spec.get("scaleTargetRef");
    out.row(0, "Reference", format!("{}/{}", target.str("kind"), target.str("name")));
    out.put(0, "Metrics:\t( current / target )\n");
    for (i, metric) in spec.list("metrics").iter().enumerate() {
        metric_line(out, metric, status.list("currentMetrics").get(i).unwrap_or(Value::NULL));
    }
    out.row(0, "Min replicas", spec.int("minReplicas").map_or("<unset>".into(), |n| n.to_string()));
    out.row(0, "Max replicas", number(spec, "maxReplicas"));
    let behavior = spec.get("behavior");
    if !behavior.is_null() {
        out.put(0, "Behavior:\n");
        scaling_rules(out, "Scale Up", behavior.get("scaleUp"));
        scaling_rules(out, "Scale Down", behavior.get("scaleDown"));
    }
    let (current, desired) = (number(status, "currentReplicas"), number(status, "desiredReplicas"));
    out.row(0, &format!("{} pods", target.str("kind")), format!("{current} current / {desired} desired"));
    let conditions = status.list("conditions");
    if !conditions.is_empty() {
        out.put(0, "Conditions:\n");
        out.put(1, "Type\tStatus\tReason\tMessage\n");
        out.put(1, "----\t------\t------\t-------\n");
        for c in conditions {
            let text = format!("{}\t{}\t{}\t{}\n", c.str("type"), c.str("status"), c.str("reason"), c.str("message"));
            out.put(1, text);
        }
    }
    events(ctx, out);
}

/// The parts of a metric that its line is made of: title, where the current figures are, and the target.
fn metric_parts<'a>(metric: &'a Value, current: &'a Value) -> Option<(String, &'a Value, &'a Value)> {
    let key = match metric.str("type") {
        "External" => "external",
        "Pods" => "pods",
        "Object" => "object",
        "Resource" => "resource",
        "ContainerResource" => "containerResource",
        _ => return None,
    };
    let source = metric.get(key);
    let (name, target) = (source.get("metric").str("name"), source.get("target"));
    let average = match key {
        "object" => target.str("type") == "AverageValue",
        _ => target.has("averageValue"),
    };
    let kind = if average { "(target average value)" } else { "(target value)" };
    let title = match key {
        "external" => format!("{name:?} {kind}"),
        "pods" => format!("{name:?} on pods"),
        "object" => {
            let of = source.get("describedObject");
            format!("{name:?} on {}/{} {kind}", of.str("kind"), of.str("name"))
        }
        "resource" => format!("resource {} on pods", source.str("name")),
        _ => format!("resource {} of container {:?} on pods", source.str("name"), source.str("container")),
    };
    Some((title, current.get(key).get("current"), target))
}

fn metric_line(out: &mut Out, metric: &Value, current: &Value) {
    let Some((title, now, target)) = metric_parts(metric, current) else {
        out.put(1, format!("<unknown metric type {:?}>\n", metric.str("type")));
        return;
    };
    let shown = |v: &Value| if v.is_null() { "<unknown>".to_string() } else { super::common::plain(v) };
    let of_requests = matches!(metric.str("type"), "Resource" | "ContainerResource") && !target.has("averageValue");
    if of_requests {
        let used = match now.int("averageUtilization") {
            Some(percent) => format!("{percent}% ({})", shown(now.get("averageValue"))),
            None => "<unknown>".into(),
        };
        let wanted = target.int("averageUtilization").map_or("<auto>".into(), |n| format!("{n}%"));
        out.put(1, format!("{title}  (as a percentage of request):\t{used} / {wanted}\n"));
    } else {
        let key = if target.has("averageValue") { "averageValue" } else { "value" };
        out.put(1, format!("{title}:\t{} / {}\n", shown(now.get(key)), super::common::plain(target.get(key))));
    }
}

/// How fast an autoscaler may scale in one direction.
fn scaling_rules(out: &mut Out, direction: &str, rules: &Value) {
    if rules.is_null() {
        return;
    }
    out.put(1, format!("{direction}:\n"));
    if let Some(seconds) = rules.int("stabilizationWindowSeconds") {
        out.put(2, format!("Stabilization Window: {seconds} seconds\n"));
    }
    let policies = rules.list("policies");
    if policies.is_empty() {
        return;
    }
    let select = rules.get("selectPolicy").as_str().unwrap_or("Max");
    out.put(2, format!("Select Policy: {select}\n"));
    out.put(2, "Policies:\n");
    for p in policies {
        let (value, period) = (number(p, "value"), number(p, "periodSeconds"));
        out.put(3, format!("- Type: {}\tValue: {value}\tPeriod: {period} seconds\n", p.str("type")));
    }
}

pub fn budget(ctx: &Ctx<'_>, out: &mut Out) {
    let b = ctx.object;
    let (spec, status) = (b.get("spec"), b.get("status"));
    out.row(0, "Name", meta::name(b));
    out.row(0, "Namespace", meta::namespace(b));
    let bounds = [("Min available", "minAvailable"), ("Max unavailable", "maxUnavailable")];
    if let Some((title, key)) = bounds.into_iter().find(|(_, key)| spec.has(key)) {
        out.row(0, title, super::common::plain(spec.get(key)));
    }
    let of = spec.get("selector");
    out.row(0, "Selector", if of.is_null() { "<unset>".into() } else { selector(of) });
    out.put(0, "Status:\n");
    for (title, key) in [
        ("Allowed disruptions", "disruptionsAllowed"),
        ("Current", "currentHealthy"),
        ("Desired", "desiredHealthy"),
        ("Total", "expectedPods"),
    ] {
        out.row(2, title, number(status, key));
    }
    events(ctx, out);
}

pub fn priority_class(ctx: &Ctx<'_>, out: &mut Out) {
    let p = ctx.object;
    out.row(0, "Name", meta::name(p));
    out.row(0, "Value", number(p, "value"));
    out.row(0, "GlobalDefault", p.bool("globalDefault"));
    out.row(0, "PreemptionPolicy", p.str("preemptionPolicy"));
    out.row(0, "Description", p.str("description"));
    out.row(0, "Annotations", plain_selector(meta::annotations(p)));
    events(ctx, out);
}
