//! The single checks of the Pod Security Standards, in the order in which their messages are joined.

use api::Value;
use sorted::InOrder;

use super::{Level, Policy};

type Check = fn(&Value, u32) -> Option<String>;

/// What baseline and restricted both forbid, in the order of the checks' names, with the first version that does.
const BASELINE: &[(u32, Check)] = &[
    (0, |pod, _| app_armor(pod)),
    (0, |pod, _| host_namespaces(pod)),
    (0, |pod, _| host_ports(pod)),
    (34, |pod, _| probe_hosts(pod)),
    (0, |pod, _| privileged(pod)),
    (0, |pod, _| proc_mount(pod)),
    (0, |pod, _| selinux(pod)),
    (0, sysctls),
    (0, |pod, _| host_process(pod)),
];

/// What a pod does that a policy forbids; each text is a reason with its detail in brackets. The checks of baseline
/// come first, but for those that restricted has a stricter one for.
pub(super) fn violations(pod: &Value, policy: Policy) -> Vec<String> {
    let Policy { level, minor } = policy;
    if level == Level::Privileged {
        return Vec::new();
    }
    let restricted = level == Level::Restricted;
    let mut all: Vec<Option<String>> = Vec::new();
    for (i, (since, check)) in BASELINE.iter().enumerate() {
        if !restricted {
            all.push(match i {
                1 => capabilities(pod),
                2 => host_path(pod),
                7 => seccomp(pod),
                _ => None,
            });
        }
        all.push(if *since <= minor { check(pod, minor) } else { None });
    }
    if restricted {
        // Windows has no such things, which versions before 1.25 did not know.
        let linux = minor < 25 || pod.get("spec").get("os").str("name") != "windows";
        all.extend([
            linux.then(|| escalation(pod)).flatten(),
            linux.then(|| all_capabilities_dropped(pod)).flatten(),
            volume_types(pod),
            run_as_non_root(pod),
            (minor >= 23).then(|| run_as_user(pod)).flatten(),
            linux.then(|| seccomp_restricted(pod)).flatten(),
        ]);
    }
    all.into_iter().flatten().collect()
}

/// A pod of its own users is nobody on the node, whoever it is inside.
fn has_own_users(pod: &Value) -> bool {
    pod.get("spec").get("hostUsers").as_bool() == Some(false)
}

fn containers(pod: &Value) -> impl Iterator<Item = &Value> {
    let spec = pod.get("spec");
    ["initContainers", "containers", "ephemeralContainers"].into_iter().flat_map(move |list| spec.list(list))
}

/// `container "a"` or `containers "a", "b"`.
fn named(word: &str, names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|n| format!("{n:?}")).collect();
    format!("{word}{} {}", if names.len() == 1 { "" } else { "s" }, quoted.join(", "))
}

fn bad(pod: &Value, test: impl Fn(&Value) -> bool) -> Vec<String> {
    containers(pod).filter(|c| test(c)).map(|c| c.str("name").to_string()).collect()
}

fn quoted_set(mut values: Vec<String>) -> String {
    values.order();
    values.dedup();
    values.iter().map(|v| format!("{v:?}")).collect::<Vec<_>>().join(", ")
}

fn security(c: &Value) -> &Value {
    c.get("securityContext")
}

/// The pod and those of its containers of which something is true: `pod and container "a"`.
fn setters(pod: &Value, test: impl Fn(&Value) -> bool) -> Option<String> {
    let names = bad(pod, &test);
    let mut who = Vec::new();
    if test(pod.get("spec")) {
        who.push("pod".to_string());
    }
    if !names.is_empty() {
        who.push(named("container", &names));
    }
    (!who.is_empty()).then(|| who.join(" and "))
}

fn app_armor(pod: &Value) -> Option<String> {
    let who = setters(pod, |of| security(of).get("appArmorProfile").str("type") == "Unconfined")?;
    Some(format!("forbidden AppArmor profile ({who} must not set AppArmor profile type to \"Unconfined\")"))
}

fn host_process(pod: &Value) -> Option<String> {
    let who = setters(pod, |of| security(of).get("windowsOptions").bool("hostProcess"))?;
    Some(format!("hostProcess ({who} must not set securityContext.windowsOptions.hostProcess=true)"))
}

/// Probes and hooks that go to another host than the pod.
fn probe_hosts(pod: &Value) -> Option<String> {
    let hosts = |c: &Value| -> Vec<String> {
        let probes = ["livenessProbe", "readinessProbe", "startupProbe"].map(|p| c.get(p));
        let hooks = ["postStart", "preStop"].map(|h| c.get("lifecycle").get(h));
        let handlers = probes.into_iter().chain(hooks);
        let all = handlers.flat_map(|h| ["httpGet", "tcpSocket"].map(|kind| h.get(kind).str("host").to_string()));
        all.filter(|host| !host.is_empty()).collect()
    };
    let mut names = bad(pod, |c| !hosts(c).is_empty());
    names.order();
    if names.is_empty() {
        return None;
    }
    let mut all: Vec<String> = containers(pod).flat_map(hosts).collect();
    all.order();
    all.dedup();
    let uses = if names.len() == 1 { "uses" } else { "use" };
    let what = named("probe or lifecycle host", &all);
    Some(format!("probe or lifecycle host ({} {uses} {what})", named("container", &names)))
}

fn escalation(pod: &Value) -> Option<String> {
    let names = bad(pod, |c| security(c).get("allowPrivilegeEscalation").as_bool() != Some(false));
    (!names.is_empty()).then(|| {
        let who = named("container", &names);
        format!("allowPrivilegeEscalation != false ({who} must set securityContext.allowPrivilegeEscalation=false)")
    })
}

const BASELINE_CAPABILITIES: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

fn added<'a>(c: &'a Value, allowed: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    let all = security(c).get("capabilities").list("add").iter().filter_map(Value::as_str);
    all.filter(|cap| !allowed.contains(cap))
}

fn capabilities(pod: &Value) -> Option<String> {
    let names = bad(pod, |c| added(c, &BASELINE_CAPABILITIES).next().is_some());
    (!names.is_empty()).then(|| {
        let caps = containers(pod).flat_map(|c| added(c, &BASELINE_CAPABILITIES)).map(str::to_string).collect();
        let who = named("container", &names);
        format!(
            "non-default capabilities ({who} must not include {} in securityContext.capabilities.add)",
            quoted_set(caps)
        )
    })
}

fn all_capabilities_dropped(pod: &Value) -> Option<String> {
    const ALLOWED: [&str; 1] = ["NET_BIND_SERVICE"];
    let drops = |c: &Value| security(c).get("capabilities").list("drop").iter().any(|d| d.as_str() == Some("ALL"));
    let missing = bad(pod, |c| !drops(c));
    let adding = bad(pod, |c| added(c, &ALLOWED).next().is_some());
    let mut details = Vec::new();
    if !missing.is_empty() {
        details.push(format!("{} must set securityContext.capabilities.drop=[\"ALL\"]", named("container", &missing)));
    }
    if !adding.is_empty() {
        let caps = containers(pod).flat_map(|c| added(c, &ALLOWED)).map(str::to_string).collect();
        let who = named("container", &adding);
        details.push(format!("{who} must not include {} in securityContext.capabilities.add", quoted_set(caps)));
    }
    (!details.is_empty()).then(|| format!("unrestricted capabilities ({})", details.join("; ")))
}

fn host_namespaces(pod: &Value) -> Option<String> {
    let set: Vec<&str> =
        ["hostNetwork", "hostPID", "hostIPC"].into_iter().filter(|k| pod.get("spec").bool(k)).collect();
    let texts: Vec<String> = set.iter().map(|k| format!("{k}=true")).collect();
    (!set.is_empty()).then(|| format!("host namespaces ({})", texts.join(", ")))
}

fn volumes(pod: &Value, test: impl Fn(&Value) -> bool) -> Vec<String> {
    pod.get("spec").list("volumes").iter().filter(|v| test(v)).map(|v| v.str("name").to_string()).collect()
}

fn host_path(pod: &Value) -> Option<String> {
    let names = volumes(pod, |v| v.has("hostPath"));
    (!names.is_empty()).then(|| format!("hostPath volumes ({})", named("volume", &names)))
}

fn host_ports(pod: &Value) -> Option<String> {
    let ports = |c: &Value| -> Vec<i64> {
        c.list("ports").iter().filter_map(|p| p.int("hostPort")).filter(|p| *p != 0).collect()
    };
    let names = bad(pod, |c| !ports(c).is_empty());
    (!names.is_empty()).then(|| {
        let mut texts: Vec<String> = containers(pod).flat_map(ports).map(|n| n.to_string()).collect();
        texts.order();
        texts.dedup();
        let word = if texts.len() == 1 { "hostPort" } else { "hostPorts" };
        let uses = if names.len() == 1 { "uses" } else { "use" };
        format!("hostPort ({} {uses} {word} {})", named("container", &names), texts.join(", "))
    })
}

fn privileged(pod: &Value) -> Option<String> {
    let names = bad(pod, |c| security(c).bool("privileged"));
    (!names.is_empty())
        .then(|| format!("privileged ({} must not set securityContext.privileged=true)", named("container", &names)))
}

fn proc_mount(pod: &Value) -> Option<String> {
    if has_own_users(pod) {
        return None;
    }
    let mount = |c: &Value| security(c).str("procMount").to_string();
    let names = bad(pod, |c| !matches!(mount(c).as_str(), "" | "Default"));
    (!names.is_empty()).then(|| {
        let set = containers(pod).map(mount).filter(|m| !matches!(m.as_str(), "" | "Default")).collect();
        format!(
            "procMount ({} must not set securityContext.procMount to {})",
            named("container", &names),
            quoted_set(set)
        )
    })
}

const PLAIN_VOLUMES: [&str; 8] =
    ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

fn volume_types(pod: &Value) -> Option<String> {
    let kind = |v: &Value| {
        let keys = v.as_map().into_iter().flat_map(api::Map::keys).map(|k| k.to_string());
        keys.into_iter().find(|k| k != "name").unwrap_or_default()
    };
    let odd = |v: &Value| !matches!(kind(v).as_str(), "" | "image") && !PLAIN_VOLUMES.contains(&kind(v).as_str());
    let names = volumes(pod, odd);
    (!names.is_empty()).then(|| {
        let kinds = pod.get("spec").list("volumes").iter().filter(|v| odd(v)).map(kind).collect();
        let (who, uses) = (named("volume", &names), if names.len() == 1 { "uses" } else { "use" });
        let list: Vec<String> = {
            let mut kinds: Vec<String> = kinds;
            kinds.order();
            kinds.dedup();
            kinds.iter().map(|k| format!("{k:?}")).collect()
        };
        let word = if list.len() == 1 { "type" } else { "types" };
        format!("restricted volume types ({who} {uses} restricted volume {word} {})", list.join(", "))
    })
}

fn run_as_non_root(pod: &Value) -> Option<String> {
    if has_own_users(pod) {
        return None;
    }
    let says = |of: &Value| security(of).get("runAsNonRoot").as_bool();
    let text = |who: &str| Some(format!("runAsNonRoot != true ({who})"));
    if let Some(who) = setters(pod, |of| says(of) == Some(false)) {
        return text(&format!("{who} must not set securityContext.runAsNonRoot=false"));
    }
    let implicit = bad(pod, |c| says(c).is_none());
    if says(pod.get("spec")).is_some() || implicit.is_empty() {
        return None;
    }
    text(&format!("pod or {} must set securityContext.runAsNonRoot=true", named("container", &implicit)))
}

fn run_as_user(pod: &Value) -> Option<String> {
    if has_own_users(pod) {
        return None;
    }
    let who = setters(pod, |of| security(of).int("runAsUser") == Some(0))?;
    Some(format!("runAsUser=0 ({who} must not set runAsUser=0)"))
}

fn seccomp_type(of: &Value) -> &str {
    security(of).get("seccompProfile").str("type")
}

fn seccomp(pod: &Value) -> Option<String> {
    let who = setters(pod, |of| seccomp_type(of) == "Unconfined")?;
    Some(format!("seccompProfile ({who} must not set securityContext.seccompProfile.type to \"Unconfined\")"))
}

fn seccomp_restricted(pod: &Value) -> Option<String> {
    if let Some(text) = seccomp(pod) {
        return Some(text);
    }
    if !seccomp_type(pod.get("spec")).is_empty() {
        return None;
    }
    let names = bad(pod, |c| seccomp_type(c).is_empty());
    (!names.is_empty()).then(|| {
        let who = named("container", &names);
        format!("seccompProfile (pod or {who} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")")
    })
}

const SELINUX_TYPES: [&str; 5] = ["", "container_engine_t", "container_init_t", "container_kvm_t", "container_t"];

fn selinux(pod: &Value) -> Option<String> {
    let options = |of: &Value| security(of).get("seLinuxOptions").clone();
    let odd_type = |of: &Value| !SELINUX_TYPES.contains(&options(of).str("type"));
    let odd_user = |of: &Value| !options(of).str("user").is_empty();
    let odd_role = |of: &Value| !options(of).str("role").is_empty();
    let odd = |of: &Value| odd_type(of) || odd_user(of) || odd_role(of);
    let who = setters(pod, odd)?;
    let all = || std::iter::once(pod.get("spec")).chain(containers(pod));
    let mut details = Vec::new();
    let types: Vec<String> = all().filter(|o| odd_type(o)).map(|o| options(o).str("type").to_string()).collect();
    if !types.is_empty() {
        let word = if types.len() == 1 { "type" } else { "types" };
        details.push(format!("{word} {}", quoted_set(types)));
    }
    if all().any(odd_user) {
        details.push("user may not be set".to_string());
    }
    if all().any(odd_role) {
        details.push("role may not be set".to_string());
    }
    Some(format!("seLinuxOptions ({} set forbidden securityContext.seLinuxOptions: {})", who, details.join("; ")))
}

/// The settings that do not reach out of a pod, with the version since when they are known not to.
const SAFE_SYSCTLS: [(u32, &str); 12] = [
    (0, "kernel.shm_rmid_forced"),
    (0, "net.ipv4.ip_local_port_range"),
    (0, "net.ipv4.ip_unprivileged_port_start"),
    (0, "net.ipv4.ping_group_range"),
    (0, "net.ipv4.tcp_syncookies"),
    (27, "net.ipv4.ip_local_reserved_ports"),
    (29, "net.ipv4.tcp_fin_timeout"),
    (29, "net.ipv4.tcp_keepalive_intvl"),
    (29, "net.ipv4.tcp_keepalive_probes"),
    (29, "net.ipv4.tcp_keepalive_time"),
    (32, "net.ipv4.tcp_rmem"),
    (32, "net.ipv4.tcp_wmem"),
];

fn sysctls(pod: &Value, minor: u32) -> Option<String> {
    let set = security(pod.get("spec")).list("sysctls").iter().map(|s| s.str("name"));
    let is_safe = |name: &&str| SAFE_SYSCTLS.iter().any(|(since, safe)| safe == name && *since <= minor);
    let odd: Vec<&str> = set.filter(|s| !is_safe(s)).collect();
    (!odd.is_empty()).then(|| format!("forbidden sysctls ({})", odd.join(", ")))
}
