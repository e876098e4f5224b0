//! Pods: new ones, and what may change in one that is there.

use super::at::At;
use super::difference::unified;
use super::meta::{self, Scope};
use super::podspec::{self, Owner};
use super::{container, internal, scheduling, security};
use crate::names;
use crate::quantity::Quantity;
use crate::value::{Map, Text, Value};

pub(super) fn create(pod: At<'_>) {
    metadata_and_spec(pod);
    let spec = pod.at("spec");
    if !spec.v.list("ephemeralContainers").is_empty() {
        spec.at("ephemeralContainers").forbidden("cannot be set on create");
    }
    if !spec.v.str("nodeName").is_empty() && !spec.v.list("schedulingGates").is_empty() {
        spec.at("nodeName").forbidden("cannot be set until all schedulingGates have been cleared");
    }
    security::said_twice(pod.down(&["metadata", "annotations"]), spec);
}

pub(super) fn metadata_and_spec(pod: At<'_>) {
    let (metadata, spec) = (pod.at("metadata"), pod.at("spec"));
    meta::create(metadata, Scope::Namespaced, meta::subdomain);
    podspec::annotations_of_pods(metadata.at("annotations"), spec.v);
    podspec::spec(spec, Owner::Pod(metadata.v.str("name")));
    if spec.v.str("serviceAccountName").is_empty() {
        for volume in spec.at("volumes").items() {
            for source in volume.down(&["projected", "sources"]).items() {
                let token = source.at("serviceAccountToken");
                if token.is_set() {
                    token.forbidden("must not be specified when serviceAccountName is not set");
                }
            }
        }
    }
    for list in ["containers", "initContainers"] {
        spec.at(list).items().for_each(container::padded_image);
    }
}

const UPDATABLE: &str = "pod updates may not change fields other than `spec.containers[*].image`,\
    `spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing \
    tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

pub(super) fn update(pod: At<'_>, old: &Value) {
    metadata_and_spec(pod);
    annotations_update(pod.down(&["metadata", "annotations"]), old.at(&["metadata"]).map("annotations"));
    let (spec, old_spec) = (pod.at("spec"), old.get("spec"));
    for list in ["containers", "initContainers"] {
        if !containers_update(spec.at(list), old_spec.list(list)) {
            return;
        }
    }
    if !deadline_update(spec.at("activeDeadlineSeconds"), old_spec.get("activeDeadlineSeconds")) {
        return;
    }
    tolerations_update(spec.at("tolerations"), old_spec.list("tolerations"));
    gates_update(spec.at("schedulingGates"), old_spec.list("schedulingGates"));
    if spec.v == old_spec {
        return;
    }
    if qos(spec.v) != qos(old_spec) {
        pod.at("metadata").invalid_as(pod.v.get("status").text("qosClass"), "Pod QoS is immutable");
    }
    let munged = munged(spec, old_spec);
    if munged != *old_spec {
        let difference = unified(
            &internal::pretty("PodSpec", &internal::pod_spec(old_spec)),
            &internal::pretty("PodSpec", &internal::pod_spec(&munged)),
        );
        spec.forbidden(format!("{UPDATABLE}\n{difference}"));
    }
}

/// What an update of the status may not do.
pub(super) fn update_status(pod: At<'_>, old: &Value) {
    annotations_update(pod.down(&["metadata", "annotations"]), old.get("metadata").map("annotations"));
    let status = pod.at("status");
    for condition in status.at("conditions").items() {
        let generation = condition.at("observedGeneration");
        if generation.int() < 0 {
            generation.invalid("must be a non-negative integer");
        }
        if !["PodScheduled", "Ready", "Initialized"].contains(&condition.v.str("type")) {
            let kind = condition.at("Type").with(condition.v.get("type"));
            kind.messages(names::qualified_name(kind.str()));
        }
    }
    if pod.v.get("spec").get("nodeName") != old.get("spec").get("nodeName") {
        status.at("nodeName").forbidden("may not be changed directly");
    }
    let nominated = status.at("nominatedNodeName");
    if !nominated.is_empty() && nominated.v != old.get("status").get("nominatedNodeName") {
        nominated.messages(names::dns1123_subdomain(nominated.str()));
        if !old.get("spec").str("nodeName").is_empty() {
            nominated.forbidden("may not be set on pods that are already bound to a node");
        }
    }
    let generation = status.at("observedGeneration");
    if generation.int() < 0 {
        generation.invalid("must be a non-negative integer");
    }
    status.at("qosClass").immutable(old.get("status").get("qosClass"));
    let claims = pod.v.get("spec").list("resourceClaims");
    let told = status.at("resourceClaimStatuses");
    for (i, claim) in told.items().enumerate() {
        let name = claim.at("name");
        if !claims.iter().any(|c| c.get("name") == name.v) {
            name.invalid("must match the name of an entry in `spec.resourceClaims`");
        }
        if told.list()[..i].iter().any(|other| other.get("name") == name.v) {
            name.duplicate();
        }
    }
    addresses(status.at("podIPs"), old.get("status").list("podIPs"));
    let hosts = status.at("hostIPs");
    if !hosts.is_empty() && hosts.list()[0].get("ip") != status.v.get("hostIP") {
        hosts.index(0).at("ip").invalid("must be equal to `hostIP`");
    }
    addresses(hosts, old.get("status").list("hostIPs"));
    let policy = old.get("spec").str("restartPolicy");
    for (field, policy) in [("containerStatuses", policy), ("ephemeralContainerStatuses", "Never")] {
        if policy == "Always" {
            continue;
        }
        for (i, before) in old.get("status").list(field).iter().enumerate() {
            let ended = before.at(&["state", "terminated"]);
            if ended.is_null() || policy == "OnFailure" && ended.int("exitCode") != Some(0) {
                continue;
            }
            let after = status.v.list(field).iter().find(|s| s.str("name") == before.str("name"));
            if after.is_some_and(|s| s.at(&["state", "terminated"]).is_null()) {
                let why = "may not be transitioned to non-terminated state";
                status.at(field).index(i).at("state").forbidden(why);
            }
        }
    }
}

/// Addresses of a pod or of its node: one of each family, and those that are new are well written.
fn addresses(list: At<'_>, old: &[Value]) {
    for (place, entry) in list.items().zip(list.list()).filter(|(_, entry)| !old.contains(entry)) {
        place.with(entry.get("ip")).messages(names::ip(entry.str("ip")));
    }
    let of_v6 = list.list().iter().filter(|entry| entry.str("ip").contains(':')).count();
    if list.list().len() > 2 || list.list().len() == 2 && of_v6 != 1 {
        let shown = internal::json_list("PodAddress", list.v);
        list.invalid_raw(shown, "may specify no more than one IP for each IP family");
    }
}

/// What an update through the `ephemeralcontainers` subresource may not do.
pub(super) fn update_ephemeral(pod: At<'_>, old: &Value) {
    if old.get("metadata").map("annotations").contains_key(MIRROR) {
        pod.at("").forbidden("static pods do not support ephemeral containers");
        return;
    }
    metadata_and_spec(pod);
    let list = pod.down(&["spec", "ephemeralContainers"]);
    for before in old.get("spec").list("ephemeralContainers") {
        let name = super::error::go_quote(before.str("name"));
        match list.list().iter().find(|c| c.str("name") == before.str("name")) {
            None => list.forbidden(format!("existing ephemeral containers {name} may not be removed\n")),
            Some(after) if after != before => {
                let difference = unified(
                    &internal::pretty("EphemeralContainer", before),
                    &internal::pretty("EphemeralContainer", after),
                );
                list.forbidden(format!("existing ephemeral containers {name} may not be changed\n{difference}"));
            }
            Some(_) => {}
        }
    }
}

/// Annotations that stay what they were when the pod was made.
const FROZEN: [(&str, &str); 2] = [(security::ARMOR, "AppArmor annotations"), (MIRROR, "mirror pod annotation")];
const MIRROR: &str = "kubernetes.io/config.mirror";

fn annotations_update(annotations: At<'_>, old: &Map) {
    let new = annotations.map();
    let frozen = |key: &Text| FROZEN.iter().find(|(start, _)| key.starts_with(start)).map(|(_, what)| *what);
    for (key, before) in old.iter() {
        if let Some(what) = frozen(key).filter(|_| new.get(key) != Some(before)) {
            annotations.key(key).forbidden(format!("may not remove or update {what}"));
        }
    }
    for key in new.keys().filter(|key| !old.contains_key(key)) {
        if let Some(what) = frozen(key) {
            annotations.key(key).forbidden(format!("may not add {what}"));
        }
    }
}

/// False where nothing more can be said.
fn containers_update(list: At<'_>, old: &[Value]) -> bool {
    if list.list().len() != old.len() {
        list.forbidden("pod updates may not add or remove containers");
        return false;
    }
    for c in list.items() {
        if c.v.str("image").is_empty() {
            c.at("image").required("");
        }
        container::padded_image(c);
    }
    true
}

fn deadline_update(at: At<'_>, old: &Value) -> bool {
    match (at.v.as_i64(), old.as_i64()) {
        (Some(new), _) if !(0..=i64::from(i32::MAX)).contains(&new) => {
            at.invalid(names::between(0, i32::MAX.into()));
            return false;
        }
        (Some(new), Some(old)) if old < new => {
            at.invalid("must be less than or equal to previous value");
            return false;
        }
        (None, Some(_)) => at.invalid("must not update from a positive integer to nil value"),
        _ => {}
    }
    true
}

fn tolerations_update(list: At<'_>, old: &[Value]) {
    let timeless = |t: &Value| {
        let mut t = t.clone();
        t.remove("tolerationSeconds");
        t
    };
    let kept = |before: &Value| list.list().iter().any(|t| timeless(t) == timeless(before));
    if !old.iter().all(kept) {
        list.forbidden("existing toleration can not be modified except its tolerationSeconds");
        return;
    }
    scheduling::tolerations(list);
}

fn gates_update(list: At<'_>, old: &[Value]) {
    for gate in list.items().filter(|g| !old.iter().any(|o| o.str("name") == g.v.str("name"))) {
        let name = gate.v.str("name");
        gate.at("name").forbidden(format!("only deletion is allowed, but found new scheduling gate '{name}'"));
    }
}

/// The new spec with everything put back that may change: what then still differs may not.
fn munged(spec: At<'_>, old: &Value) -> Value {
    let mut out = spec.v.clone();
    for list in ["containers", "initContainers"] {
        if out.list(list).is_empty() {
            continue;
        }
        for (c, before) in out.field_mut(list).list_mut().iter_mut().zip(old.list(list)) {
            c.set("image", before.get("image"));
        }
    }
    for field in ["activeDeadlineSeconds", "schedulingGates", "tolerations"] {
        put_back(&mut out, old, field);
    }
    let grace = "terminationGracePeriodSeconds";
    if old.int(grace).is_some_and(|g| g < 0) && out.int(grace) == Some(1) {
        put_back(&mut out, old, grace);
    }
    if !old.list("schedulingGates").is_empty() {
        gated(spec, old, &mut out);
    }
    out
}

fn put_back(out: &mut Value, old: &Value, field: &'static str) {
    if old.has(field) {
        out.set(field, old.get(field));
    } else {
        out.remove(field);
    }
}

/// A pod that waits for its gates may still be narrowed down to fewer nodes.
fn gated(spec: At<'_>, old: &Value, out: &mut Value) {
    let selector = spec.at("nodeSelector");
    if selector.v != old.get("nodeSelector") {
        let kept = old.map("nodeSelector").iter().all(|(k, v)| selector.map().get(k) == Some(v));
        if !kept {
            selector.invalid("only additions to spec.nodeSelector are allowed (no mutations or deletions)");
        }
        put_back(out, old, "nodeSelector");
    }
    let (new, before) = (spec.down(&["affinity", "nodeAffinity"]), old.at(&["affinity", "nodeAffinity"]));
    if new.v == before {
        return;
    }
    const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
    let terms = new.down(&[REQUIRED, "nodeSelectorTerms"]);
    let old_terms = before.get(REQUIRED).list("nodeSelectorTerms");
    if !old_terms.is_empty() && old_terms.len() != terms.list().len() {
        let shown = internal::json_list("NodeSelectorTerm", terms.v);
        terms.invalid_raw(shown, "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
    } else {
        for (term, before) in terms.items().zip(old_terms) {
            let only_adds =
                ["matchExpressions", "matchFields"].iter().all(|f| term.v.list(f).starts_with(before.list(f)));
            let was_empty = before.list("matchExpressions").is_empty() && before.list("matchFields").is_empty();
            let is_empty = term.v.list("matchExpressions").is_empty() && term.v.list("matchFields").is_empty();
            if !only_adds || was_empty && !is_empty {
                let shown = internal::json("NodeSelectorTerm", term.v);
                term.invalid_raw(shown, "only additions are allowed (no mutations or deletions)");
            }
        }
    }
    let others_set = ["podAffinity", "podAntiAffinity"].iter().any(|f| !spec.v.at(&["affinity", f]).is_null());
    if before.is_null() {
        out.field_mut("affinity").remove("nodeAffinity");
        if old.get("affinity").is_null() && !others_set {
            out.remove("affinity");
        }
    } else {
        out.set_at(&["affinity", "nodeAffinity"], before);
    }
}

/// Quality of service: by what the containers ask for.
pub fn qos(spec: &Value) -> &'static str {
    let mut any = false;
    let mut guaranteed = true;
    let whole = spec.get("resources");
    let pod_level = ["requests", "limits"].iter().any(|f| !whole.map(f).is_empty());
    let containers = spec.list("containers").iter().chain(spec.list("initContainers")).map(|c| c.get("resources"));
    let all: Vec<&Value> = if pod_level { vec![whole] } else { containers.collect() };
    for resources in all {
        for resource in ["cpu", "memory"] {
            let amount = |list: &str| Quantity::of_valid(resources.at(&[list, resource]));
            let (request, limit) = (amount("requests"), amount("limits"));
            any |= !request.is_zero() || !limit.is_zero();
            guaranteed &= !limit.is_zero() && (request.is_zero() || request == limit);
        }
    }
    match (any, guaranteed) {
        (false, _) => "BestEffort",
        (true, true) => "Guaranteed",
        (true, false) => "Burstable",
    }
}

/// A binding of a pod to a node.
pub(super) fn binding(binding: At<'_>) {
    let (kind, name) = (binding.down(&["target", "kind"]), binding.down(&["target", "name"]));
    if !kind.is_empty() && kind.str() != "Node" {
        kind.not_supported(&["Node", "<empty>"]);
    }
    if name.is_empty() {
        name.required("");
    }
}
