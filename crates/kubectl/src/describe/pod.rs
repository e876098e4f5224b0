//! Pods.

use api::{Value, meta};

use super::Ctx;
use super::common::{annotations, controlled_by, events, labels, plain, since, time, tolerations};
use super::containers::{Place, containers, requirements, seccomp, spread};
use super::out::Out;
use super::volumes::volumes;

pub fn describe(ctx: &Ctx<'_>, out: &mut Out) {
    let pod = ctx.object;
    let (spec, status) = (pod.get("spec"), pod.get("status"));
    out.row(0, "Name", meta::name(pod));
    out.row(0, "Namespace", meta::namespace(pod));
    if let Some(priority) = spec.int("priority") {
        out.row(0, "Priority", priority);
    }
    for (title, key) in [
        ("Priority Class Name", "priorityClassName"),
        ("Runtime Class Name", "runtimeClassName"),
        ("Service Account", "serviceAccountName"),
    ] {
        if !spec.str(key).is_empty() {
            out.row(0, title, spec.str(key));
        }
    }
    match spec.str("nodeName") {
        "" => out.row(0, "Node", "<none>"),
        node => out.row(0, "Node", format!("{node}/{}", status.str("hostIP"))),
    }
    if !status.get("startTime").is_null() {
        out.row(0, "Start Time", time(status.get("startTime")));
    }
    labels(out, "Labels", meta::labels(pod));
    annotations(out, "Annotations", meta::annotations(pod));
    phase(ctx, out);
    for (title, value) in [("Reason", status.str("reason")), ("Message", status.str("message"))] {
        if !value.is_empty() {
            out.row(0, title, value);
        }
    }
    seccomp(out, 0, spec);
    out.row(0, "IP", status.str("podIP"));
    if status.list("podIPs").is_empty() {
        out.put(0, "IPs:\t<none>\n");
    } else {
        out.put(0, "IPs:\n");
        for ip in status.list("podIPs") {
            out.row(1, "IP", ip.str("ip"));
        }
    }
    controlled_by(out, pod);
    if !status.str("nominatedNodeName").is_empty() {
        out.row(0, "NominatedNodeName", status.str("nominatedNodeName"));
    }
    if spec.has("resources") {
        out.put(0, "Resources:\n");
        requirements(out, 1, spec.get("resources"));
    }
    body(ctx, out);
    events(ctx, out);
}

fn phase(ctx: &Ctx<'_>, out: &mut Out) {
    let metadata = ctx.object.get("metadata");
    let phase = ctx.object.get("status").str("phase");
    if metadata.get("deletionTimestamp").is_null() || matches!(phase, "Failed" | "Succeeded") {
        out.row(0, "Status", phase);
        return;
    }
    out.row(0, "Status", format!("Terminating (lasts {})", since(metadata.get("deletionTimestamp"), ctx.now)));
    let grace = metadata.int("deletionGracePeriodSeconds").unwrap_or(0);
    out.row(0, "Termination Grace Period", format!("{grace}s"));
}

fn body(ctx: &Ctx<'_>, out: &mut Out) {
    let (spec, status) = (ctx.object.get("spec"), ctx.object.get("status"));
    let place = Place { pod: ctx.object, space: "" };
    if !spec.list("initContainers").is_empty() {
        containers(out, "Init Containers", spec.list("initContainers"), status.list("initContainerStatuses"), &place);
    }
    containers(out, "Containers", spec.list("containers"), status.list("containerStatuses"), &place);
    if !spec.list("ephemeralContainers").is_empty() {
        let statuses = status.list("ephemeralContainerStatuses");
        containers(out, "Ephemeral Containers", spec.list("ephemeralContainers"), statuses, &place);
    }
    let conditions = status.list("conditions");
    if !spec.list("readinessGates").is_empty() {
        out.put(0, "Readiness Gates:\n  Type\tStatus\n");
        for gate in spec.list("readinessGates") {
            let kind = gate.str("conditionType");
            let now = conditions.iter().find(|c| c.str("type") == kind).map_or("<none>", |c| c.str("status"));
            out.put(1, format!("{kind} \t{now} \n"));
        }
    }
    if !conditions.is_empty() {
        out.put(0, "Conditions:\n  Type\tStatus\n");
        for c in conditions {
            out.put(1, format!("{} \t{} \n", c.str("type"), c.str("status")));
        }
    }
    volumes(out, spec.list("volumes"), &place);
    let qos = status.str("qosClass");
    out.row(0, "QoS Class", if qos.is_empty() { "BestEffort" } else { qos });
    labels(out, "Node-Selectors", spec.map("nodeSelector"));
    tolerations(out, "Tolerations", spec.list("tolerations"));
    spread(out, spec.list("topologySpreadConstraints"), "");
}

/// Running, waiting, succeeded and failed pods, as workloads count them.
pub fn count(pods: &[&Value]) -> String {
    let n = |phase: &str| pods.iter().filter(|p| plain(p.at(&["status", "phase"])) == phase).count();
    format!(
        "{} Running / {} Waiting / {} Succeeded / {} Failed",
        n("Running"),
        n("Pending"),
        n("Succeeded"),
        n("Failed")
    )
}
