//! A pod as it is drawn.

use api::Value;
use api::time::Time;
use api::views::core::{Container, ContainerState, ContainerStatus, Pod, Volume};
use cluster::Cluster;
use protocol::{ContainerView, PodView};

use super::{conditions, millis, owner_view, strings, tables};

/// Draws a pod.
pub fn pod_view(cluster: &Cluster, object: &Value, now: Time) -> PodView {
    let pod = Pod::of(object);
    let (spec, status) = (pod.spec(), pod.status());
    let cells = tables::pod_cells(cluster, object, now);
    let scheduled = status.conditions().find(|c| c.type_() == "PodScheduled");
    let waiting = scheduled.filter(|c| c.status() == "False").map(|c| c.message());
    let deleting_until = pod.metadata().deletion_timestamp().map(millis);
    let (cpu, memory) = tables::pod_requests(object);
    let mut containers = Vec::new();
    for c in spec.init_containers() {
        let role = if c.restart_policy() == Some("Always") { "sidecar" } else { "init" };
        containers.push(container_view(c, role, status.init_container_statuses().find(|s| s.name() == c.name())));
    }
    for c in spec.containers() {
        containers.push(container_view(c, "app", status.container_statuses().find(|s| s.name() == c.name())));
    }
    for c in spec.ephemeral_containers() {
        let found = status.ephemeral_container_statuses().find(|s| s.name() == c.name());
        containers.push(container_view(Container(c.0), "ephemeral", found));
    }
    PodView {
        uid: pod.metadata().uid().to_string(),
        name: pod.metadata().name().to_string(),
        namespace: pod.metadata().namespace().to_string(),
        node: spec.node_name().to_string(),
        status: cells.status,
        ready: cells.ready,
        restarts: cells.restarts,
        phase: status.phase().to_string(),
        message: waiting.unwrap_or(status.message()).to_string(),
        is_ready: status.conditions().any(|c| c.type_() == "Ready" && c.status() == "True"),
        ip: status.pod_ip().to_string(),
        owner: owner_view(object),
        labels: strings(pod.metadata().labels()),
        created: pod.metadata().creation_timestamp().map_or(0, millis),
        deleting_until,
        containers,
        conditions: conditions(object.get("status").list("conditions")),
        qos: status.qos_class().to_string(),
        volumes: spec.volumes().map(|v| (v.name().to_string(), volume_type(v).to_string())).collect(),
        share_process_namespace: spec.share_process_namespace() == Some(true),
        host_network: spec.host_network(),
        cpu,
        memory,
    }
}

/// The field of a volume that says what it is.
fn volume_type<'a>(volume: Volume<'a>) -> &'a str {
    volume.0.as_map().and_then(|m| m.keys().find(|k| *k != "name")).map_or("", |k| k.as_str())
}

fn state_of<'a>(state: ContainerState<'a>) -> (&'static str, &'a str, Option<i64>) {
    if state.running().is_some() || state.0.has("running") {
        return ("Running", "", None);
    }
    if let Some(t) = state.terminated() {
        return ("Terminated", t.reason(), Some(t.exit_code()));
    }
    ("Waiting", state.waiting().map_or("", |w| w.reason()), None)
}

fn container_view(c: Container<'_>, role: &str, status: Option<ContainerStatus<'_>>) -> ContainerView {
    let (state, reason, code) = status.map_or(("Waiting", "", None), |s| state_of(s.state()));
    let last = status.and_then(|s| s.last_state().terminated()).map(|t| t.exit_code());
    let probes = [
        ("liveness", c.liveness_probe().is_some()),
        ("readiness", c.readiness_probe().is_some()),
        ("startup", c.startup_probe().is_some()),
    ];
    ContainerView {
        name: c.name().to_string(),
        role: role.to_string(),
        image: c.image().to_string(),
        state: state.to_string(),
        reason: reason.to_string(),
        ready: status.is_some_and(|s| s.ready()),
        restarts: status.map_or(0, |s| s.restart_count() as u32),
        exit_code: code.or(last).map(|n| n as i32),
        until: None,
        since: None,
        ports: c.ports().map(|p| (p.container_port() as u16, p.protocol().to_string())).collect(),
        probes: probes.iter().filter(|p| p.1).map(|p| p.0.to_string()).collect(),
        mounts: c.volume_mounts().map(|m| (m.name().to_string(), m.mount_path().to_string())).collect(),
    }
}
