//! Replication controllers, replica sets, deployments, stateful sets and daemon sets.

use super::at::At;
use super::meta::{self, Scope, subdomain};
use super::podspec::{self, Owner};
use super::selector::{self, label_selector, matches_template};
use super::{internal, storage};
use crate::names;
use crate::selector::LabelSelector;
use crate::value::Value;

pub(super) fn replication_controller(rc: At<'_>) {
    meta::create(rc.at("metadata"), Scope::Namespaced, subdomain);
    rc_spec(rc.at("spec"));
}

pub(super) fn replication_controller_update(rc: At<'_>, _old: &Value) {
    rc_spec(rc.at("spec"));
}

fn rc_spec(spec: At<'_>) {
    spec.at("minReadySeconds").non_negative();
    if spec.at("selector").map().is_empty() {
        spec.at("selector").required("");
    }
    spec.at("replicas").non_negative();
    let template = spec.at("template");
    if !template.is_set() {
        template.required("");
        return;
    }
    matches_template(&LabelSelector::from_map(spec.v.map("selector")), template);
    podspec::template(template, Owner::Template);
    restarts_always(template, "ReplicationController");
}

/// Pods that are replaced when they end have to be restarted while they are there.
fn restarts_always(template: At<'_>, kind: &str) {
    let policy = template.down(&["spec", "restartPolicy"]);
    if policy.str() != "Always" {
        policy.not_supported(&["Always"]);
    }
    let deadline = template.down(&["spec", "activeDeadlineSeconds"]);
    if deadline.is_set() {
        deadline.forbidden(format!("activeDeadlineSeconds in {kind} is not Supported"));
    }
}

fn replicated_template(spec: At<'_>, selector: Option<LabelSelector>) {
    let template = spec.at("template");
    if let Some(selector) = selector {
        matches_template(&selector, template);
        podspec::template(template, Owner::Template);
        restarts_always(template, "ReplicaSet");
    }
}

pub(super) fn replica_set(rs: At<'_>) {
    meta::create(rs.at("metadata"), Scope::Namespaced, subdomain);
    replica_set_spec(rs.at("spec"));
}

fn replica_set_spec(spec: At<'_>) {
    spec.at("replicas").non_negative();
    spec.at("minReadySeconds").non_negative();
    let selector = selector::of_workload(spec, "deployment");
    replicated_template(spec, selector);
}

pub(super) fn replica_set_update(rs: At<'_>, old: &Value) {
    replica_set_spec(rs.at("spec"));
    rs.down(&["spec", "selector"]).immutable_as("LabelSelector", old.at(&["spec", "selector"]));
}

pub(super) fn deployment(d: At<'_>) {
    meta::create(d.at("metadata"), Scope::Namespaced, subdomain);
    deployment_spec(d.at("spec"));
}

fn deployment_spec(spec: At<'_>) {
    spec.at("replicas").non_negative();
    let selector = selector::of_workload(spec, "deployment");
    replicated_template(spec, selector);
    deployment_strategy(spec.at("strategy"));
    spec.at("minReadySeconds").non_negative();
    spec.at("revisionHistoryLimit").non_negative();
    let deadline = spec.at("progressDeadlineSeconds");
    if deadline.is_set() {
        deadline.non_negative();
        if deadline.int() <= spec.v.int("minReadySeconds").unwrap_or(0) {
            deadline.invalid("must be greater than minReadySeconds");
        }
    }
}

fn deployment_strategy(strategy: At<'_>) {
    let rolling = strategy.at("rollingUpdate");
    match strategy.v.str("type") {
        "Recreate" => {
            if rolling.is_set() {
                rolling.forbidden("may not be specified when strategy `type` is 'Recreate'");
            }
        }
        "RollingUpdate" if !rolling.is_set() => rolling.required("this should be defaulted and never be nil"),
        "RollingUpdate" => {
            let (unavailable, surge) = (rolling.at("maxUnavailable"), rolling.at("maxSurge"));
            count_or_percent(unavailable);
            count_or_percent(surge);
            if is_nothing(unavailable.v) && is_nothing(surge.v) {
                unavailable.invalid("may not be 0 when `maxSurge` is 0");
            }
            at_most_all(unavailable);
        }
        _ => {
            strategy.not_supported_raw(internal::json("DeploymentStrategy", strategy.v), &["Recreate", "RollingUpdate"])
        }
    }
}

/// A number, or a share of all.
pub(super) fn count_or_percent(at: At<'_>) {
    match at.v {
        Value::Str(s) => at.messages(names::percent(s)),
        _ => at.non_negative(),
    }
}

pub(super) fn percent(v: &Value) -> Option<i64> {
    v.as_str()?.strip_suffix('%')?.parse().ok()
}

pub(super) fn at_most_all(at: At<'_>) {
    if percent(at.v).is_some_and(|p| p > 100) {
        at.invalid("must not be greater than 100%");
    }
}

fn is_nothing(v: &Value) -> bool {
    percent(v).or(v.as_i64()).unwrap_or(0) == 0
}

pub(super) fn deployment_update(d: At<'_>, old: &Value) {
    deployment_spec(d.at("spec"));
    d.down(&["spec", "selector"]).immutable_as("LabelSelector", old.at(&["spec", "selector"]));
}

pub(super) fn stateful_set(sts: At<'_>) {
    meta::create(sts.at("metadata"), Scope::Namespaced, names::dns1123_label);
    stateful_set_spec(sts.at("spec"), Born::Now);
}

/// Whether an object is new: what cannot change any more is not looked at again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Born {
    Now,
    Before,
}

fn stateful_set_spec(spec: At<'_>, born: Born) {
    let policy = spec.at("podManagementPolicy");
    match policy.str() {
        "" => policy.required(""),
        "OrderedReady" | "Parallel" => {}
        _ => policy.invalid("must be 'OrderedReady' or 'Parallel'"),
    }
    stateful_set_strategy(spec.at("updateStrategy"));
    let retention = spec.at("persistentVolumeClaimRetentionPolicy");
    for field in ["whenDeleted", "whenScaled"].into_iter().filter(|_| retention.is_set()) {
        let at = retention.at(field);
        if !["Delete", "Retain"].contains(&at.str()) {
            at.not_supported(&["Retain", "Delete"]);
        }
    }
    if born == Born::Now {
        spec.at("volumeClaimTemplates").items().for_each(|claim| storage::claim_spec(claim.at("spec")));
    }
    spec.at("replicas").non_negative();
    spec.at("minReadySeconds").non_negative();
    let start = spec.v.at(&["ordinals", "start"]);
    if start.as_i64().is_some_and(|n| n < 0) {
        spec.at("ordinals.start").with(start).non_negative();
    }
    let name = spec.at("serviceName");
    if born == Born::Now && !name.is_empty() {
        name.messages(names::dns1123_label(name.str()));
    }
    let selector = selector::of_workload(spec, "statefulset");
    let template = spec.at("template");
    if let Some(selector) = selector {
        let made = template_of_pods(template.v, spec.v.list("volumeClaimTemplates"));
        matches_template(&selector, template);
        podspec::template(template.with(&made), Owner::Template);
    }
    restarts_always(template, "StatefulSet");
}

/// The template with what its pods will have: names of their own, and the claims as volumes.
fn template_of_pods(template: &Value, claims: &[Value]) -> Value {
    let mut made = template.clone();
    let spec = made.field_mut("spec");
    spec.remove("subdomain");
    spec.remove("hostname");
    if claims.is_empty() {
        return made;
    }
    let name = |v: &Value| v.get("metadata").text("name");
    let mut volumes: Vec<Value> = Vec::new();
    for claim in claims.iter().filter(|c| !c.get("metadata").is_null()) {
        volumes.retain(|v| v.text("name") != name(claim));
        let volume = crate::obj!({"name": (name(claim)), "persistentVolumeClaim": {"claimName": (name(claim))}});
        volumes.push(volume);
    }
    let others = spec.list("volumes").iter().filter(|v| !claims.iter().any(|c| name(c) == v.text("name")));
    volumes.extend(others.cloned());
    spec.set("volumes", volumes);
    made
}

fn stateful_set_strategy(strategy: At<'_>) {
    let rolling = strategy.at("rollingUpdate");
    match strategy.v.str("type") {
        "" => strategy.required(""),
        "OnDelete" => {
            if rolling.is_set() {
                let shown = internal::json("StatefulSetRollingUpdate", rolling.v);
                rolling.invalid_raw(shown, "only allowed for updateStrategy 'RollingUpdate'");
            }
        }
        "RollingUpdate" => {
            rolling.at("partition").non_negative();
            let unavailable = rolling.at("maxUnavailable");
            if unavailable.is_set() {
                count_or_percent(unavailable);
                if is_nothing(unavailable.v) {
                    unavailable.invalid("cannot be 0");
                }
                at_most_all(unavailable);
            }
        }
        _ => strategy
            .invalid_raw(internal::json("StatefulSetStrategy", strategy.v), "must be 'RollingUpdate' or 'OnDelete'"),
    }
}

pub(super) fn stateful_set_update(sts: At<'_>, old: &Value) {
    stateful_set_spec(sts.at("spec"), Born::Before);
    const MAY_CHANGE: [&str; 7] = [
        "replicas",
        "template",
        "updateStrategy",
        "minReadySeconds",
        "persistentVolumeClaimRetentionPolicy",
        "ordinals",
        "revisionHistoryLimit",
    ];
    let rest = |v: &Value| {
        let mut spec = v.get("spec").clone();
        for field in MAY_CHANGE {
            spec.remove(field);
        }
        spec
    };
    if rest(sts.v) != rest(old) {
        sts.at("spec").forbidden(
            "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', \
             'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
        );
    }
}

pub(super) fn daemon_set(ds: At<'_>) {
    meta::create(ds.at("metadata"), Scope::Namespaced, subdomain);
    daemon_set_spec(ds.at("spec"));
}

fn daemon_set_spec(spec: At<'_>) {
    let (selector, template) = (spec.at("selector"), spec.at("template"));
    label_selector(selector);
    if let Ok(s) = LabelSelector::from_value(selector.v)
        && !s.matches(template.v.at(&["metadata"]).map("labels"))
    {
        template.down(&["metadata", "labels"]).invalid("`selector` does not match template `labels`");
    }
    if selector.is_set() && selector::is_empty(selector.v) {
        selector::wrong(selector, "empty selector is invalid for daemonset");
    }
    podspec::template(template, Owner::Template);
    restarts_always(template, "DaemonSet");
    spec.at("minReadySeconds").non_negative();
    daemon_set_strategy(spec.at("updateStrategy"));
    spec.at("revisionHistoryLimit").non_negative();
}

fn daemon_set_strategy(strategy: At<'_>) {
    let rolling = strategy.at("rollingUpdate");
    match strategy.v.str("type") {
        "OnDelete" => {}
        "RollingUpdate" if !rolling.is_set() => rolling.required(""),
        "RollingUpdate" => {
            let (unavailable, surge) = (rolling.at("maxUnavailable"), rolling.at("maxSurge"));
            count_or_percent(unavailable);
            count_or_percent(surge);
            at_most_all(unavailable);
            at_most_all(surge);
            match (is_nothing(unavailable.v), is_nothing(surge.v)) {
                (false, false) => surge.invalid("may not be set when maxUnavailable is non-zero"),
                (true, true) => unavailable.required("cannot be 0 when maxSurge is 0"),
                _ => {}
            }
        }
        _ => {
            strategy.not_supported_raw(internal::json("DeploymentStrategy", strategy.v), &["RollingUpdate", "OnDelete"])
        }
    }
}

pub(super) fn daemon_set_update(ds: At<'_>, old: &Value) {
    daemon_set_spec(ds.at("spec"));
    ds.down(&["spec", "selector"]).immutable_as("LabelSelector", old.at(&["spec", "selector"]));
}

pub(super) fn pod_template(t: At<'_>) {
    meta::create(t.at("metadata"), Scope::Namespaced, subdomain);
    podspec::template(t.at("template"), Owner::Template);
}

pub(super) fn controller_revision(cr: At<'_>) {
    meta::create(cr.at("metadata"), Scope::Namespaced, subdomain);
    cr.at("revision").non_negative();
    if !cr.has("data") {
        cr.at("data").required("data is mandatory");
    } else if cr.v.get("data").as_map().is_none() {
        cr.at("data").required("data must be a valid JSON object");
    }
}

pub(super) fn controller_revision_update(cr: At<'_>, old: &Value) {
    cr.at("revision").non_negative();
    cr.at("data").immutable(old.get("data"));
}
