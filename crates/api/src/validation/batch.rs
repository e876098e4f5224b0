//! Jobs and cron jobs.

use super::at::At;
use super::error::go_quote;
use super::meta::{self, Scope, subdomain};
use super::podspec::{self, Owner};
use super::selector::{self, label_selector, matches_template};
use super::{cron, internal};
use crate::names;
use crate::selector::LabelSelector;
use crate::value::{Map, Value};

pub(super) fn job(job: At<'_>) {
    meta::create(job.at("metadata"), Scope::Namespaced, subdomain);
    generated_selector(job);
    let spec = job.at("spec");
    spec_with_selector(spec);
    let completions = spec.v.int("completions").unwrap_or(0);
    if spec.v.str("completionMode") == "Indexed" && completions > 0 {
        let name = job.down(&["metadata", "name"]);
        let hostname = format!("{}-{}", name.str(), completions - 1);
        if !names::dns1123_label(&hostname).is_empty() {
            name.invalid(format!("will not able to create pod with invalid DNS label: {hostname}"));
        }
    }
}

/// The selector that the server made for a job must fit its template, whose labels may stand in the way.
fn generated_selector(job: At<'_>) {
    let selector = job.down(&["spec", "selector"]);
    if job.v.get("spec").bool("manualSelector") || !selector.is_set() {
        return;
    }
    let (uid, name) = (job.v.get("metadata").text("uid"), job.v.get("metadata").text("name"));
    if uid.is_empty() {
        job.down(&["metadata", "uid"]).required("");
    }
    let labels = job.down(&["spec", "template", "metadata", "labels"]);
    let mut expected = Map::new();
    for (key, value) in [
        ("controller-uid", &uid),
        ("job-name", &name),
        ("batch.kubernetes.io/controller-uid", &uid),
        ("batch.kubernetes.io/job-name", &name),
    ] {
        let label = labels.key(&key.into());
        let why = format!("must be '{value}'");
        if !label.is_set() {
            label.required(&why);
        }
        if label.str() != value.as_str() {
            label.invalid_as(labels.v, why);
        }
        expected.insert(key, value.clone());
    }
    if LabelSelector::from_value(selector.v).is_ok_and(|s| !s.matches(&expected)) {
        selector::wrong(selector, "`selector` not auto-generated");
    }
}

fn spec_with_selector(spec: At<'_>) {
    job_spec(spec);
    let selector = spec.at("selector");
    if selector.is_set() {
        label_selector(selector);
    } else {
        selector.required("");
    }
    if let Ok(s) = LabelSelector::from_value(selector.v) {
        matches_template(&s, spec.at("template"));
    }
}

fn job_spec(spec: At<'_>) {
    for field in [
        "parallelism",
        "completions",
        "activeDeadlineSeconds",
        "backoffLimit",
        "ttlSecondsAfterFinished",
        "backoffLimitPerIndex",
    ] {
        spec.at(field).non_negative();
    }
    let failed = spec.at("maxFailedIndexes");
    if failed.is_set() {
        failed.non_negative();
        if !spec.has("backoffLimitPerIndex") {
            spec.at("backoffLimitPerIndex").required("when maxFailedIndexes is specified");
        }
    }
    managed_by(spec.at("managedBy"));
    completion_mode(spec);
    if spec.has("podFailurePolicy") {
        failure_policy(spec);
    }
    if spec.has("successPolicy") {
        success_policy(spec);
    }
    let replacement = spec.at("podReplacementPolicy");
    if replacement.is_set() {
        let values: &[&str] =
            if spec.has("podFailurePolicy") { &["Failed"] } else { &["Failed", "TerminatingOrFailed"] };
        if !values.contains(&replacement.str()) {
            replacement.not_supported(values);
        }
    }
    podspec::template(spec.at("template"), Owner::Template);
    let policy = spec.down(&["template", "spec", "restartPolicy"]);
    match policy.str() {
        "" | "Always" => policy.required("valid values: \"OnFailure\", \"Never\""),
        "OnFailure" if spec.has("podFailurePolicy") => {
            policy.invalid("only \"Never\" is supported when podFailurePolicy is specified");
        }
        "OnFailure" | "Never" => {}
        _ => policy.not_supported(&["OnFailure", "Never"]),
    }
}

fn managed_by(at: At<'_>) {
    if at.is_set() {
        meta::domain_prefixed_path(at);
        if at.str().len() > 63 {
            at.too_long(63);
        }
    }
}

const INDEXED_LIMIT: i64 = 100_000;

fn completion_mode(spec: At<'_>) {
    let mode = spec.at("completionMode");
    mode.optional_one_of(&["NonIndexed", "Indexed"]);
    let (completions, parallelism) = (spec.at("completions"), spec.at("parallelism"));
    let (failed, per_index) = (spec.at("maxFailedIndexes"), spec.at("backoffLimitPerIndex"));
    if mode.str() != "Indexed" {
        for at in [per_index, failed].into_iter().filter(|a| a.is_set()) {
            at.invalid("requires indexed completion mode");
        }
        return;
    }
    if !completions.is_set() {
        completions.required("when completion mode is Indexed");
    }
    if parallelism.int() > INDEXED_LIMIT {
        parallelism.invalid(format!("must be less than or equal to {INDEXED_LIMIT} when completion mode is Indexed"));
    }
    if completions.is_set() && failed.is_set() && failed.int() > completions.int() {
        failed.invalid("must be less than or equal to completions");
    }
    if failed.int() > INDEXED_LIMIT {
        failed.invalid(format!("must be less than or equal to {INDEXED_LIMIT}"));
    }
    if completions.int() > INDEXED_LIMIT && per_index.is_set() {
        if !failed.is_set() {
            failed.required(&format!("must be specified when completions is above {INDEXED_LIMIT}"));
        }
        for at in [parallelism, failed].into_iter().filter(|a| a.int() > 10_000) {
            at.invalid(format!(
                "must be less than or equal to 10000 when completions are above {INDEXED_LIMIT} and used with backoff \
                 limit per index"
            ));
        }
    }
}

fn failure_policy(spec: At<'_>) {
    let rules = spec.down(&["podFailurePolicy", "rules"]);
    if rules.list().len() > 20 {
        rules.too_many(rules.list().len(), 20);
    }
    let containers: Vec<&str> = ["containers", "initContainers"]
        .iter()
        .flat_map(|l| spec.v.at(&["template", "spec"]).list(l))
        .map(|c| c.str("name"))
        .collect();
    for rule in rules.items() {
        let action = rule.at("action");
        match action.str() {
            "" => action.required("valid values: [\"Count\" \"FailIndex\" \"FailJob\" \"Ignore\"]"),
            "FailIndex" if !spec.has("backoffLimitPerIndex") => {
                action.invalid("requires the backoffLimitPerIndex to be set");
            }
            "Count" | "FailIndex" | "FailJob" | "Ignore" => {}
            _ => action.not_supported(&["Count", "FailIndex", "FailJob", "Ignore"]),
        }
        let (codes, conditions) = (rule.at("onExitCodes"), rule.at("onPodConditions"));
        if codes.is_set() {
            exit_codes(codes, &containers);
        }
        pod_conditions(conditions);
        let set = (codes.is_set(), !conditions.is_empty());
        if set == (true, true) {
            rule.invalid_unshown("specifying both OnExitCodes and OnPodConditions is not supported");
        } else if set == (false, false) {
            rule.invalid_unshown("specifying one of OnExitCodes and OnPodConditions is required");
        }
    }
}

fn pod_conditions(list: At<'_>) {
    if list.list().len() > 20 {
        list.too_many(list.list().len(), 20);
    }
    for c in list.items() {
        let (kind, status) = (c.at("type"), c.at("status"));
        kind.messages(names::qualified_name(kind.str()));
        match status.str() {
            "" => status.required("valid values: [\"False\" \"True\" \"Unknown\"]"),
            "False" | "True" | "Unknown" => {}
            _ => status.not_supported(&["False", "True", "Unknown"]),
        }
    }
}

fn exit_codes(at: At<'_>, containers: &[&str]) {
    let operator = at.at("operator");
    match operator.str() {
        "" => operator.required("valid values: [\"In\" \"NotIn\"]"),
        "In" | "NotIn" => {}
        _ => operator.not_supported(&["In", "NotIn"]),
    }
    let name = at.at("containerName");
    if name.is_set() && !containers.contains(&name.str()) {
        name.invalid("must be one of the container or initContainer names in the pod template");
    }
    let values = at.at("values");
    if values.is_empty() {
        values.invalid("at least one value is required");
    } else if values.list().len() > 255 {
        values.too_many(values.list().len(), 255);
    }
    for (i, v) in values.items().enumerate() {
        if operator.str() == "In" && v.int() == 0 {
            v.invalid("must not be 0 for the In operator");
        }
        if values.list()[..i].contains(v.v) {
            v.duplicate_as(v.int(), "");
        }
    }
    if !values.list().is_sorted_by_key(|v| v.as_i64()) {
        values.invalid("must be ordered");
    }
}

fn success_policy(spec: At<'_>) {
    let at = spec.at("successPolicy");
    if spec.v.str("completionMode") != "Indexed" {
        at.invalid_raw(internal::json("SuccessPolicy", at.v), "requires indexed completion mode");
        return;
    }
    let rules = at.at("rules");
    if rules.is_empty() {
        rules.required("at least one rules must be specified when the successPolicy is specified");
    }
    if rules.list().len() > 20 {
        rules.too_many(rules.list().len(), 20);
    }
    for rule in rules.items() {
        if !rule.has("succeededCount") && !rule.has("succeededIndexes") {
            rule.required("at least one of succeededCount or succeededIndexes must be specified");
        }
        let completions = spec.v.int("completions").unwrap_or(0);
        let (count, indexes) = (rule.at("succeededCount"), rule.at("succeededIndexes"));
        let mut listed = 0;
        if indexes.is_set() {
            if indexes.str().len() > 64 * 1024 {
                indexes.too_long(64 * 1024);
            }
            match index_list(indexes.str(), completions) {
                Ok(n) => listed = n,
                Err(why) => indexes.invalid(format!("error parsing succeededIndexes: {why}")),
            }
        }
        count.non_negative();
        if count.int() > completions {
            count.invalid(format!("must be less than or equal to {completions} (the number of specified completions)"));
        }
        if indexes.is_set() && count.int() > listed {
            count.invalid(format!(
                "must be less than or equal to {listed} (the number of indexes in the specified succeededIndexes field)"
            ));
        }
    }
}

/// How many indexes a list like `1,3-5,7` names, or why it is none.
pub(super) fn index_list(text: &str, completions: i64) -> Result<i64, String> {
    let (mut total, mut last) = (0, None);
    for interval in text.split(',').filter(|_| !text.is_empty()) {
        let (first, end) = index_interval(interval, completions)?;
        if let Some(last) = last.filter(|l| *l >= first) {
            return Err(format!("non-increasing order, previous: {last}, current: {first}"));
        }
        total += end - first + 1;
        last = Some(end);
    }
    Ok(total)
}

pub(super) fn index_interval(text: &str, completions: i64) -> Result<(i64, i64), String> {
    let number = |text: &str| match text.parse::<i64>() {
        Ok(n) if n < completions => Ok(n),
        Ok(_) => Err(format!("too large index: {}", go_quote(text))),
        Err(_) => Err(format!("cannot convert string to integer for index: {}", go_quote(text))),
    };
    let ends: Vec<&str> = text.split('-').collect();
    match ends[..] {
        [one] => number(one).map(|n| (n, n)),
        [first, end] => match (number(first)?, number(end)?) {
            (first, end) if first >= end => Err(format!("non-increasing order, previous: {first}, current: {end}")),
            interval => Ok(interval),
        },
        _ => Err(format!(
            "the fragment {} violates the requirement that an index interval can have at most two parts separated by '-'",
            go_quote(text)
        )),
    }
}

pub(super) fn job_update(job: At<'_>, old: &Value) {
    let (spec, old_spec) = (job.at("spec"), old.get("spec"));
    spec_with_selector(spec);
    completions_update(spec, old_spec);
    spec.at("selector").immutable_as("LabelSelector", old_spec.get("selector"));
    template_update(job, old);
    for field in ["completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"] {
        match field {
            "podFailurePolicy" => spec.at(field).immutable_as("PodFailurePolicy", old_spec.get(field)),
            "successPolicy" => spec.at(field).immutable_as("SuccessPolicy", old_spec.get(field)),
            _ => spec.at(field).immutable(old_spec.get(field)),
        }
    }
}

fn completions_update(spec: At<'_>, old: &Value) {
    let completions = spec.at("completions");
    if spec.v.str("completionMode") != "Indexed" {
        completions.immutable(old.get("completions"));
        return;
    }
    let (new, parallelism) = (completions.v, spec.v.get("parallelism"));
    if new != old.get("completions") && !new.is_null() && !parallelism.is_null() && new != parallelism {
        completions.invalid("can only be modified in tandem with spec.parallelism");
    }
}

/// The template is fixed, but a suspended job that has not run may still be told where to run.
fn template_update(job: At<'_>, old: &Value) {
    let template = job.down(&["spec", "template"]);
    let mut before = old.at(&["spec", "template"]).clone();
    let stopped = old.get("status").list("conditions").iter();
    let stopped = stopped.clone().any(|c| c.str("type") == "Suspended" && c.str("status") == "True");
    let suspended = old.get("spec").bool("suspend");
    if suspended && (stopped || old.get("status").get("startTime").is_null()) && template.v != &before {
        let (spec, old_spec) = (template.v.get("spec"), before.field_mut("spec"));
        node_affinity_of(spec, old_spec);
        for field in ["nodeSelector", "tolerations", "schedulingGates"] {
            copy_field(old_spec, spec, field);
        }
        for field in ["annotations", "labels"] {
            copy_field(before.field_mut("metadata"), template.v.get("metadata"), field);
        }
    }
    if suspended && stopped {
        let (spec, mut before) = (template.at("spec"), before.get("spec").clone());
        resources_of(spec.v, &mut before);
        if *spec.v != before {
            let shown = internal::json("PodSpec", &internal::pod_spec(spec.v));
            template.at("spec").invalid_raw(shown, "field is immutable");
        }
        return;
    }
    if *template.v != before {
        let mut shown = template.v.clone();
        shown.set("spec", internal::pod_spec(template.v.get("spec")));
        template.invalid_raw(internal::json("PodTemplate", &shown), "field is immutable");
    }
}

fn copy_field(to: &mut Value, from: &Value, field: &'static str) {
    if from.has(field) {
        to.set(field, from.get(field));
    } else {
        to.remove(field);
    }
}

/// Gives the old containers what the new ones of the same names ask for.
fn resources_of(new: &Value, old: &mut Value) {
    for list in ["containers", "initContainers"] {
        if new.list(list).is_empty() || new.list(list).len() != old.list(list).len() {
            continue;
        }
        for (old, new) in old.field_mut(list).list_mut().iter_mut().zip(new.list(list)) {
            if old.str("name") == new.str("name") {
                copy_field(old, new, "resources");
            }
        }
    }
}

/// Gives the old spec the node affinity of the new one; no affinity at all is the same as an empty one.
fn node_affinity_of(new: &Value, old: &mut Value) {
    if !new.has("affinity") && !old.has("affinity") {
        return;
    }
    if !old.has("affinity") {
        old.set("affinity", Value::object());
    }
    copy_field(old.field_mut("affinity"), new.get("affinity"), "nodeAffinity");
    if !new.has("affinity") && old.map("affinity").is_empty() {
        old.remove("affinity");
    }
}

pub(super) fn cron_job(cj: At<'_>) {
    meta::create(cj.at("metadata"), Scope::Namespaced, subdomain);
    cron_spec(cj.at("spec"), None);
    let name = cj.down(&["metadata", "name"]);
    if name.str().len() > 52 {
        name.invalid("must be no more than 52 characters");
    }
}

pub(super) fn cron_job_update(cj: At<'_>, old: &Value) {
    cron_spec(cj.at("spec"), Some(old.get("spec")));
}

fn time_zone(zone: At<'_>) {
    if zone.is_empty() {
        zone.invalid("timeZone must be nil or non-empty string");
    } else if zone.str().eq_ignore_ascii_case("Local") {
        zone.invalid("timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        if zone.str() != "Local" {
            zone.invalid(format!("unknown time zone {}", zone.str()));
        }
    } else if !cron::is_zone(zone.str()) {
        zone.invalid(format!("unknown time zone {}", zone.str()));
    }
}

fn cron_spec(spec: At<'_>, old: Option<&Value>) {
    let (schedule, zone) = (spec.at("schedule"), spec.at("timeZone"));
    let zone_in_schedule = old.is_some_and(|o| o.str("schedule").contains("TZ"));
    if schedule.is_empty() {
        schedule.required("");
    } else {
        if let Err(why) = cron::check(schedule.str()) {
            schedule.invalid(why);
        }
        if schedule.str().contains("TZ") && !zone_in_schedule {
            schedule.invalid("cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        } else if schedule.str().contains("TZ") && zone.is_set() {
            schedule.invalid("cannot use both timeZone field and TZ or CRON_TZ in schedule");
        }
    }
    spec.at("startingDeadlineSeconds").non_negative();
    if zone.is_set() && old.is_none_or(|o| o.get("timeZone") != zone.v) {
        time_zone(zone);
    }
    spec.at("concurrencyPolicy").one_of(&["Allow", "Forbid", "Replace"]);
    let job = spec.down(&["jobTemplate", "spec"]);
    job_spec(job);
    if job.has("selector") {
        selector::wrong(job.at("selector"), "`selector` will be auto-generated");
    }
    if job.v.bool("manualSelector") {
        job.at("manualSelector").not_supported(&["nil", "false"]);
    }
    spec.at("successfulJobsHistoryLimit").non_negative();
    spec.at("failedJobsHistoryLimit").non_negative();
}
