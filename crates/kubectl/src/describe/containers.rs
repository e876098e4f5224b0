//! Containers, in a pod or in a template.

use api::{Value, meta};
use sorted::InOrder;

use super::common::{labels, or_none, plain, resources, time, tolerations, word};
use super::out::Out;
use super::volumes::volumes;

/// Where containers stand: in a pod (with their statuses), or in a template (indented).
pub struct Place<'a> {
    /// The pod, for the values of environment variables; null in a template.
    pub pod: &'a Value,
    /// Indentation of the titles.
    pub space: &'static str,
}

impl Place<'_> {
    pub fn name_indent(&self) -> &'static str {
        if self.space.is_empty() { "" } else { " " }
    }
}

/// A list of containers under a title.
pub fn containers(out: &mut Out, title: &str, list: &[Value], statuses: &[Value], place: &Place<'_>) {
    let none = if list.is_empty() { " <none>" } else { "" };
    out.put(0, format!("{}{title}:{none}\n", place.space));
    for c in list {
        let status = statuses.iter().find(|s| s.str("name") == c.str("name"));
        container(out, c, status, place);
    }
}

fn container(out: &mut Out, c: &Value, status: Option<&Value>, place: &Place<'_>) {
    out.put(1, format!("{}{}:\n", place.name_indent(), c.str("name")));
    if let Some(s) = status {
        out.row(2, "Container ID", s.str("containerID"));
    }
    out.row(2, "Image", c.str("image"));
    if let Some(s) = status {
        out.row(2, "Image ID", s.str("imageID"));
    }
    ports(out, c);
    seccomp(out, 2, c);
    words(out, "Command", c.list("command"));
    words(out, "Args", c.list("args"));
    if let Some(s) = status {
        state(out, "State", s.get("state"));
        if !s.at(&["lastState", "terminated"]).is_null() {
            state(out, "Last State", s.get("lastState"));
        }
        out.row(2, "Ready", word(s.bool("ready")));
        out.row(2, "Restart Count", s.int("restartCount").unwrap_or(0));
    }
    requirements(out, 2, c.get("resources"));
    for (title, key) in [("Liveness", "livenessProbe"), ("Readiness", "readinessProbe"), ("Startup", "startupProbe")] {
        if !c.get(key).is_null() {
            out.row(2, title, probe(c.get(key)));
        }
    }
    env_from(out, c.list("envFrom"));
    env(out, c, place.pod);
    mounts(out, c);
}

/// Limits and requests.
pub fn requirements(out: &mut Out, level: usize, of: &Value) {
    for (title, key) in [("Limits", "limits"), ("Requests", "requests")] {
        let map = of.map(key);
        if !map.is_empty() {
            out.put(level, format!("{title}:\n"));
            resources(out, level + 1, map);
        }
    }
}

/// The seccomp profile of a pod or container; a container's local one is indented.
pub fn seccomp(out: &mut Out, level: usize, of: &Value) {
    let profile = of.at(&["securityContext", "seccompProfile"]);
    if profile.is_null() {
        return;
    }
    out.row(level, "SeccompProfile", profile.str("type"));
    if profile.str("type") == "Localhost" {
        out.row(level + usize::from(level > 0), "LocalhostProfile", profile.str("localhostProfile"));
    }
}

fn ports(out: &mut Out, c: &Value) {
    for (title, key) in [("Port", "containerPort"), ("Host Port", "hostPort")] {
        let one = |p: &Value| {
            let name = if p.str("name").is_empty() { String::new() } else { format!(" ({})", p.str("name")) };
            format!("{}/{}{name}", p.int(key).unwrap_or(0), p.str("protocol"))
        };
        let text = c.list("ports").iter().map(one).collect::<Vec<_>>().join(", ");
        let title = if text.contains(',') { format!("{title}s") } else { title.to_string() };
        out.row(2, &title, or_none(&text));
    }
}

fn words(out: &mut Out, title: &str, list: &[Value]) {
    if list.is_empty() {
        return;
    }
    out.put(2, format!("{title}:\n"));
    for line in list.iter().flat_map(|w| w.as_str().unwrap_or("").split('\n')) {
        out.put(3, format!("{line}\n"));
    }
}

fn state(out: &mut Out, title: &str, state: &Value) {
    if state.has("running") {
        out.row(2, title, "Running");
        out.row(3, "Started", time(state.at(&["running", "startedAt"])));
        return;
    }
    let ended = state.get("terminated");
    if ended.is_null() {
        out.row(2, title, "Waiting");
        let reason = state.at(&["waiting", "reason"]);
        if !reason.is_null() {
            out.row(3, "Reason", plain(reason));
        }
        return;
    }
    out.row(2, title, "Terminated");
    for (title, key) in [("Reason", "reason"), ("Message", "message")] {
        if !ended.str(key).is_empty() {
            out.row(3, title, ended.str(key));
        }
    }
    out.row(3, "Exit Code", ended.int("exitCode").unwrap_or(0));
    if let Some(signal) = ended.int("signal").filter(|s| *s > 0) {
        out.row(3, "Signal", signal);
    }
    out.row(3, "Started", time(ended.get("startedAt")));
    out.row(3, "Finished", time(ended.get("finishedAt")));
}

/// `http-get http://:80/ delay=0s timeout=1s period=10s #success=1 #failure=3`.
pub fn probe(p: &Value) -> String {
    let n = |key: &str| p.int(key).unwrap_or(0);
    let attributes = format!(
        "delay={}s timeout={}s period={}s #success={} #failure={}",
        n("initialDelaySeconds"),
        n("timeoutSeconds"),
        n("periodSeconds"),
        n("successThreshold"),
        n("failureThreshold")
    );
    format!("{} {attributes}", handler(p))
}

/// Host and port; a host with colons stands in brackets.
pub fn address(host: &str, port: &str) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

/// A path as it stands in a URL.
fn escaped(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~$&+,/:;=@".contains(&b);
    path.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// What a probe or hook does.
fn handler(p: &Value) -> String {
    if !p.get("exec").is_null() {
        let words: Vec<&str> = p.get("exec").list("command").iter().filter_map(Value::as_str).collect();
        return format!("exec [{}]", words.join(" "));
    }
    let http = p.get("httpGet");
    if !http.is_null() {
        let path = http.str("path");
        let slash = if path.starts_with('/') || path.is_empty() { "" } else { "/" };
        let scheme = http.str("scheme").to_lowercase();
        let lead = if scheme.is_empty() { String::new() } else { scheme + ":" };
        let host = address(http.str("host"), &plain(http.get("port")));
        return format!("http-get {lead}//{host}{slash}{}", escaped(path));
    }
    let tcp = p.get("tcpSocket");
    if !tcp.is_null() {
        return format!("tcp-socket {}:{}", tcp.str("host"), plain(tcp.get("port")));
    }
    let grpc = p.get("grpc");
    if !grpc.is_null() {
        return format!("grpc <pod>:{} {}", plain(grpc.get("port")), grpc.str("service"));
    }
    "unknown".into()
}

fn env_from(out: &mut Out, list: &[Value]) {
    if list.is_empty() {
        return;
    }
    out.put(2, "Environment Variables from:\n");
    for e in list {
        let (kind, source) =
            if e.has("configMapRef") { ("ConfigMap", e.get("configMapRef")) } else { ("Secret", e.get("secretRef")) };
        let prefix =
            if e.str("prefix").is_empty() { String::new() } else { format!(" with prefix '{}'", e.str("prefix")) };
        out.put(3, format!("{}\t{kind}{prefix}\tOptional: {}\n", source.str("name"), source.bool("optional")));
    }
}

fn env(out: &mut Out, c: &Value, pod: &Value) {
    let list = c.list("env");
    out.put(2, format!("Environment:{}\n", if list.is_empty() { "\t<none>" } else { "" }));
    for e in list {
        let name = e.str("name");
        let from = e.get("valueFrom");
        if from.is_null() {
            for (i, line) in e.str("value").split('\n').enumerate() {
                let lead = if i == 0 { format!("{name}:") } else { String::new() };
                out.put(3, format!("{lead}\t{line}\n"));
            }
            continue;
        }
        let (field, resource) = (from.get("fieldRef"), from.get("resourceFieldRef"));
        let (secret, map) = (from.get("secretKeyRef"), from.get("configMapKeyRef"));
        let text = if !field.is_null() {
            let value = field_value(pod, field.str("fieldPath"));
            format!("{value} ({}:{})", field.str("apiVersion"), field.str("fieldPath"))
        } else if !resource.is_null() {
            let (value, what) = (resource_value(c, resource), resource.str("resource"));
            let unlimited = value == "0" && matches!(what, "limits.cpu" | "limits.memory");
            format!("{} ({what})", if unlimited { "node allocatable" } else { &value })
        } else if !secret.is_null() {
            let (key, name) = (secret.str("key"), secret.str("name"));
            format!("<set to the key '{key}' in secret '{name}'>\tOptional: {}", secret.bool("optional"))
        } else if map.is_null() {
            // Of other sources kubectl says nothing.
            continue;
        } else {
            let (key, name) = (map.str("key"), map.str("name"));
            format!("<set to the key '{key}' of config map '{name}'>\tOptional: {}", map.bool("optional"))
        };
        out.put(3, format!("{name}:\t{text}\n"));
    }
}

/// The value of a downward API field, as far as kubectl works it out.
fn field_value<'a>(pod: &'a Value, path: &str) -> &'a str {
    match path {
        "metadata.name" => meta::name(pod),
        "metadata.namespace" => meta::namespace(pod),
        _ => "",
    }
}

/// The value of a container's resource, in units of its divisor.
fn resource_value(c: &Value, source: &Value) -> String {
    let (kind, name) = source.str("resource").split_once('.').unwrap_or(("", ""));
    let amount = api::quantity::Quantity::of_valid(c.get("resources").get(kind).get(name));
    let divisor = api::quantity::Quantity::of_valid(source.get("divisor"));
    let divisor = if divisor.is_zero() { 1_000_000_000 } else { divisor.nanos() };
    let units = (amount.nanos() + divisor - 1) / divisor;
    units.to_string()
}

fn mounts(out: &mut Out, c: &Value) {
    let mut list: Vec<&Value> = c.list("volumeMounts").iter().collect();
    list.order_by_key(|m| m.str("mountPath").to_string());
    out.put(2, format!("Mounts:{}\n", if list.is_empty() { "\t<none>" } else { "" }));
    for m in list {
        let mut flags = vec![if m.bool("readOnly") { "ro".to_string() } else { "rw".to_string() }];
        if !m.str("subPath").is_empty() {
            flags.push(format!("path={:?}", m.str("subPath")));
        }
        out.put(3, format!("{} from {} ({})\n", m.str("mountPath"), m.str("name"), flags.join(",")));
    }
    let mut devices: Vec<&Value> = c.list("volumeDevices").iter().collect();
    if devices.is_empty() {
        return;
    }
    devices.order_by_key(|d| d.str("devicePath").to_string());
    // kubectl asks here whether there are mounts, not devices.
    out.put(2, format!("Devices:{}\n", if c.list("volumeMounts").is_empty() { "\t<none>" } else { "" }));
    for d in devices {
        out.put(3, format!("{} from {}\n", d.str("devicePath"), d.str("name")));
    }
}

/// The template of a workload.
pub fn template(out: &mut Out, template: &Value) {
    out.put(0, "Pod Template:\n");
    let place = Place { pod: Value::NULL, space: "  " };
    let (metadata, spec) = (template.get("metadata"), template.get("spec"));
    labels(out, "  Labels", metadata.map("labels"));
    if !metadata.map("annotations").is_empty() {
        super::common::annotations(out, "  Annotations", metadata.map("annotations"));
    }
    if !spec.str("serviceAccountName").is_empty() {
        out.row(0, "  Service Account", spec.str("serviceAccountName"));
    }
    if !spec.list("initContainers").is_empty() {
        containers(out, "Init Containers", spec.list("initContainers"), &[], &place);
    }
    containers(out, "Containers", spec.list("containers"), &[], &place);
    volumes(out, spec.list("volumes"), &place);
    spread(out, spec.list("topologySpreadConstraints"), "  ");
    if !spec.str("priorityClassName").is_empty() {
        out.row(0, "  Priority Class Name", spec.str("priorityClassName"));
    }
    labels(out, "  Node-Selectors", spec.map("nodeSelector"));
    tolerations(out, "  Tolerations", spec.list("tolerations"));
}

/// Topology spread constraints, if there are any.
pub fn spread(out: &mut Out, list: &[Value], space: &str) {
    if list.is_empty() {
        return;
    }
    out.put(0, format!("{space}Topology Spread Constraints:\t"));
    let mut list: Vec<&Value> = list.iter().collect();
    list.order_by_key(|c| c.str("topologyKey").to_string());
    for (i, c) in list.into_iter().enumerate() {
        let lead = if i > 0 { format!("{space}\t") } else { String::new() };
        let mut text = format!(
            "{}:{} when max skew {} is exceeded",
            c.str("topologyKey"),
            c.str("whenUnsatisfiable"),
            c.int("maxSkew").unwrap_or(0)
        );
        if !c.get("labelSelector").is_null() {
            text += &format!(" for selector {}", super::common::selector(c.get("labelSelector")));
        }
        out.put(0, format!("{lead}{text}\n"));
    }
}
