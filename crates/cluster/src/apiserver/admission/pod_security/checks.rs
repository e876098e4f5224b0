//! The single checks of the Pod Security Standards, in the order in which their messages are joined.

use api::Value;
use sorted::InOrder;

use super::Level;

/// What a pod does that a level forbids; each text is a reason with its detail in brackets.
pub(super) fn violations(pod: &Value, level: Level) -> Vec<String> {
    let mut all: Vec<Option<String>> = Vec::new();
    if level >= Level::Baseline {
        let restricted = level == Level::Restricted;
        all.extend([
            app_armor(pod),
            restricted.then(|| escalation(pod)).flatten(),
            if restricted { all_capabilities_dropped(pod) } else { capabilities(pod) },
            host_namespaces(pod),
            host_path(pod),
            host_ports(pod),
            privileged(pod),
            proc_mount(pod),
        ]);
        if restricted {
            all.extend([volume_types(pod), run_as_non_root(pod), run_as_user(pod)]);
        }
        all.extend([if restricted { seccomp_restricted(pod) } else { seccomp(pod) }, selinux(pod), sysctls(pod)]);
    }
    let mut texts: Vec<String> = all.into_iter().flatten().collect();
    texts.dedup();
    texts
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

fn app_armor(pod: &Value) -> Option<String> {
    let wrong = |of: &Value| security(of).get("appArmorProfile").str("type") == "Unconfined";
    let names = bad(pod, wrong);
    if wrong(pod.get("spec")) || !names.is_empty() {
        let who = if names.is_empty() { "pod".to_string() } else { named("container", &names) };
        return Some(format!(
            "forbidden AppArmor profile ({who} must not set AppArmor profile type to \"Unconfined\")"
        ));
    }
    None
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
        let mut all: Vec<i64> = containers(pod).flat_map(ports).collect();
        all.order();
        all.dedup();
        let word = if all.len() == 1 { "hostPort" } else { "hostPorts" };
        let texts: Vec<String> = all.iter().map(i64::to_string).collect();
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
    let whole = security(pod.get("spec")).get("runAsNonRoot").as_bool();
    let explicit = bad(pod, |c| security(c).get("runAsNonRoot").as_bool() == Some(false));
    let implicit = bad(pod, |c| security(c).get("runAsNonRoot").is_null());
    let text = |who: String| format!("runAsNonRoot != true ({who})");
    if whole == Some(false) || !explicit.is_empty() {
        let mut who = Vec::new();
        if whole == Some(false) {
            who.push("pod must not set securityContext.runAsNonRoot=false".to_string());
        }
        if !explicit.is_empty() {
            who.push(format!("{} must not set securityContext.runAsNonRoot=false", named("container", &explicit)));
        }
        return Some(text(who.join(", ")));
    }
    if whole.is_none() && !implicit.is_empty() {
        return Some(text(format!(
            "pod or {} must set securityContext.runAsNonRoot=true",
            named("container", &implicit)
        )));
    }
    None
}

fn run_as_user(pod: &Value) -> Option<String> {
    let mut who = Vec::new();
    if security(pod.get("spec")).int("runAsUser") == Some(0) {
        who.push("pod".to_string());
    }
    let names = bad(pod, |c| security(c).int("runAsUser") == Some(0));
    if !names.is_empty() {
        who.push(named("container", &names));
    }
    (!who.is_empty()).then(|| format!("runAsUser=0 ({} must not set runAsUser=0)", who.join(" and ")))
}

fn seccomp_type(of: &Value) -> &str {
    security(of).get("seccompProfile").str("type")
}

fn seccomp(pod: &Value) -> Option<String> {
    let mut who = Vec::new();
    if seccomp_type(pod.get("spec")) == "Unconfined" {
        who.push("pod".to_string());
    }
    let names = bad(pod, |c| seccomp_type(c) == "Unconfined");
    if !names.is_empty() {
        who.push(named("container", &names));
    }
    (!who.is_empty()).then(|| {
        format!(
            "seccompProfile ({} must not set securityContext.seccompProfile.type to \"Unconfined\")",
            who.join(" and ")
        )
    })
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
    let mut who = Vec::new();
    if odd(pod.get("spec")) {
        who.push("pod".to_string());
    }
    let names = bad(pod, odd);
    if !names.is_empty() {
        who.push(named("container", &names));
    }
    if who.is_empty() {
        return None;
    }
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
    Some(format!(
        "seLinuxOptions ({} set forbidden securityContext.seLinuxOptions: {})",
        who.join(" and "),
        details.join("; ")
    ))
}

const SAFE_SYSCTLS: [&str; 10] = [
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_syncookies",
];

fn sysctls(pod: &Value) -> Option<String> {
    let set = security(pod.get("spec")).list("sysctls").iter().map(|s| s.str("name"));
    let odd: Vec<&str> = set.filter(|s| !SAFE_SYSCTLS.contains(s)).collect();
    (!odd.is_empty()).then(|| format!("forbidden sysctls ({})", odd.join(", ")))
}
