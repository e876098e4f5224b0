//! A pod as it is drawn.

use api::Value;
use api::time::Time;
use api::views::core::{Container, ContainerState, ContainerStatus, Pod, Volume};
use cluster::Cluster;
use protocol::{ContainerView, PodView, ProbeView};

use super::{beginnings, conditions, millis, owner_view, strings, tables};

/// Draws a pod.
pub fn pod_view(cluster: &Cluster, object: &Value, now: Time) -> PodView {
    let pod = Pod::of(object);
    let (spec, status) = (pod.spec(), pod.status());
    let cells = tables::pod_cells(cluster, object, now);
    let scheduled = status.conditions().find(|c| c.type_() == "PodScheduled");
    let waiting = scheduled.filter(|c| c.status() == "False").map(|c| c.message());
    let deleting_until = pod.metadata().deletion_timestamp().map(millis);
    let grace = object.get("metadata").int("deletionGracePeriodSeconds").unwrap_or(0);
    let (cpu, memory) = tables::pod_requests(object);
    let mut containers = Vec::new();
    for c in spec.init_containers() {
        let role = if c.restart_policy() == Some("Always") { "sidecar" } else { "init" };
        containers.push(container_view(
            cluster,
            object,
            (c, role),
            status.init_container_statuses().find(|s| s.name() == c.name()),
        ));
    }
    for c in spec.containers() {
        containers.push(container_view(
            cluster,
            object,
            (c, "app"),
            status.container_statuses().find(|s| s.name() == c.name()),
        ));
    }
    for c in spec.ephemeral_containers() {
        let found = status.ephemeral_container_statuses().find(|s| s.name() == c.name());
        containers.push(container_view(cluster, object, (Container(c.0), "ephemeral"), found));
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
        annotations: beginnings(pod.metadata().annotations()),
        created: pod.metadata().creation_timestamp().map_or(0, millis),
        deleting_until,
        deleting_since: deleting_until.map(|until| until - grace * 1000),
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

fn container_view(
    cluster: &Cluster,
    pod: &Value,
    (c, role): (Container<'_>, &str),
    status: Option<ContainerStatus<'_>>,
) -> ContainerView {
    let uid = api::meta::uid(pod);
    let (state, reason, code) = status.map_or(("Waiting", "", None), |s| state_of(s.state()));
    let last = status.and_then(|s| s.last_state().terminated()).map(|t| t.exit_code());
    let probes = ["liveness", "readiness", "startup"].into_iter().filter_map(|kind| {
        let probe = c.0.get(match kind {
            "liveness" => "livenessProbe",
            "readiness" => "readinessProbe",
            _ => "startupProbe",
        });
        let number = |key, or| probe.int(key).map_or(or, |n| n as u32);
        (!probe.is_null()).then(|| ProbeView {
            kind: kind.to_string(),
            action: action(probe),
            period: number("periodSeconds", 10),
            threshold: number("failureThreshold", 3),
            failures: cluster.facts().failures(uid, c.name(), kind),
        })
    });
    // What runs waits for nothing; a wait that was noted before is over.
    let wait = cluster.facts().wait(uid, c.name()).filter(|_| state != "Running");
    ContainerView {
        name: c.name().to_string(),
        role: role.to_string(),
        image: c.image().to_string(),
        state: state.to_string(),
        reason: reason.to_string(),
        ready: status.is_some_and(|s| s.ready()),
        restarts: status.map_or(0, |s| s.restart_count() as u32),
        exit_code: code.or(last).map(|n| n as i32),
        until: wait.map(|w| millis(w.until)),
        since: wait.map(|w| millis(w.since)),
        image_fails: cluster.outside().fails_image(c.image()),
        ports: c.ports().map(|p| (p.container_port() as u16, p.protocol().to_string())).collect(),
        probes: probes.collect(),
        mounts: c.volume_mounts().map(|m| (m.name().to_string(), m.mount_path().to_string())).collect(),
    }
}

/// What a probe does, in the words of `kubectl describe` without its numbers.
fn action(probe: &Value) -> String {
    let words = |v: &Value| match v {
        Value::Int(i) => i.to_string(),
        v => v.as_str().unwrap_or("").to_string(),
    };
    let (http, tcp, grpc) = (probe.get("httpGet"), probe.get("tcpSocket"), probe.get("grpc"));
    if !http.is_null() {
        let scheme = http.str("scheme").to_lowercase();
        let scheme = if scheme.is_empty() { "http" } else { &scheme };
        format!("http-get {scheme}://{}:{}{}", http.str("host"), words(http.get("port")), http.str("path"))
    } else if !tcp.is_null() {
        format!("tcp-socket {}:{}", tcp.str("host"), words(tcp.get("port")))
    } else if !grpc.is_null() {
        format!("grpc <pod>:{} {}", words(grpc.get("port")), grpc.str("service"))
    } else {
        let command: Vec<&str> = probe.get("exec").list("command").iter().filter_map(Value::as_str).collect();
        format!("exec [{}]", command.join(" "))
    }
}
