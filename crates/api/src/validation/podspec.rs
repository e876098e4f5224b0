//! The spec of a pod, in pods and in templates.

use super::at::At;
use super::{container, meta, resources, scheduling, security, volume};
use crate::names;
use crate::value::{Text, Value};
use sorted::InOrder;

/// What the checks of containers must know of their pod.
pub(super) struct Pod<'a> {
    /// Volumes that are all right.
    pub volumes: Vec<(&'a str, &'a Value)>,
    /// Names of resource claims.
    pub claims: Vec<&'a str>,
    pub grace_period: Option<i64>,
    pub restart_policy: &'a str,
    pub host_users: bool,
}

/// Whose spec it is.
#[derive(Clone, Copy)]
pub(super) enum Owner<'a> {
    /// A pod's, with its name.
    Pod(&'a str),
    Template,
}

pub(super) fn spec(spec: At<'_>, owner: Owner<'_>) {
    if !spec.has("terminationGracePeriodSeconds") {
        spec.at("terminationGracePeriodSeconds").required("");
    }
    let pod_name = if let Owner::Pod(name) = owner { name } else { "" };
    let volumes = volume::volumes(spec.at("volumes"), pod_name);
    let pod = Pod {
        volumes,
        claims: spec.v.list("resourceClaims").iter().map(|c| c.str("name")).filter(|n| !n.is_empty()).collect(),
        grace_period: spec.v.int("terminationGracePeriodSeconds"),
        restart_policy: spec.v.str("restartPolicy"),
        host_users: spec.v.get("hostUsers").as_bool() != Some(false),
    };
    resource_claims(spec.at("resourceClaims"));
    container::regular(spec, &pod);
    container::init(spec, &pod);
    container::ephemeral(spec, &pod);
    resources::of_pod(spec);
    host_network(spec, owner);
    spec.at("restartPolicy").one_of(&["Always", "OnFailure", "Never"]);
    spec.at("dnsPolicy").one_of(&["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"]);
    scheduling::node_labels(spec.at("nodeSelector"));
    security::of_pod(spec.at("securityContext"), spec);
    scheduling::affinity(spec.at("affinity"));
    dns(spec);
    scheduling::gates(spec);
    scheduling::topology_spread(spec.at("topologySpreadConstraints"));
    security::host_processes(spec);
    host_users(spec, &pod);
    hostname_override(spec);
    identity(spec);
    let tolerations = spec.at("tolerations");
    scheduling::tolerations(tolerations);
    host_aliases(spec.at("hostAliases"));
    priority_and_class(spec);
    os(spec);
    files_of_variables(spec);
}

/// Variables that are read from files come out of an empty volume that the pod has.
fn files_of_variables(spec: At<'_>) {
    for c in containers(spec) {
        for var in c.at("env").items().filter(|v| v.v.get("valueFrom").has("fileKeyRef")) {
            let name = var.down(&["valueFrom", "fileKeyRef", "volumeName"]);
            match spec.v.list("volumes").iter().rfind(|v| v.str("name") == name.str()) {
                None => name.not_found(""),
                Some(volume) if !volume.has("emptyDir") => {
                    name.invalid("referenced volume must be of type emptyDir");
                }
                Some(_) => {}
            }
        }
    }
}

fn identity(spec: At<'_>) {
    for field in ["serviceAccountName", "nodeName"] {
        let name = spec.at(field);
        if !name.is_empty() {
            name.messages(names::dns1123_subdomain(name.str()));
        }
    }
    let deadline = spec.at("activeDeadlineSeconds");
    if deadline.is_set() && !(1..=i64::from(i32::MAX)).contains(&deadline.int()) {
        deadline.invalid(names::between(1, i32::MAX.into()));
    }
    for field in ["hostname", "subdomain"] {
        let name = spec.at(field);
        if !name.is_empty() {
            name.messages(names::dns1123_label(name.str()));
        }
    }
}

fn hostname_override(spec: At<'_>) {
    let hostname = spec.at("hostnameOverride");
    if !hostname.is_set() {
        return;
    }
    for field in ["setHostnameAsFQDN", "hostNetwork"] {
        if spec.v.bool(field) {
            hostname.forbidden(format!("may not be specified when {field} is true"));
        }
    }
    if hostname.str().len() > 64 {
        hostname.too_long(64);
    }
    hostname.messages(names::dns1123_subdomain(hostname.str()));
}

fn priority_and_class(spec: At<'_>) {
    let (priority, runtime) = (spec.at("priorityClassName"), spec.at("runtimeClassName"));
    for class in [priority, runtime].into_iter().filter(|c| c.is_set()) {
        class.messages(names::dns1123_subdomain(class.str()));
    }
    let preemption = spec.at("preemptionPolicy");
    if preemption.is_set() {
        preemption.one_of(&["PreemptLowerPriority", "Never"]);
    }
    resources::overhead(spec.at("overhead"));
}

fn resource_claims(list: At<'_>) {
    let mut seen: Vec<&str> = Vec::new();
    for claim in list.items() {
        let name = claim.at("name");
        if name.is_empty() {
            name.required("");
        } else if seen.contains(&name.str()) {
            name.duplicate();
        } else {
            name.messages(names::dns1123_label(name.str()));
            seen.push(name.str());
        }
        let (direct, template) = (claim.at("resourceClaimName"), claim.at("resourceClaimTemplateName"));
        let shown = || super::internal::json("PodResourceClaim", claim.v);
        match (direct.is_set(), template.is_set()) {
            (true, true) => claim.invalid_raw(
                shown(),
                "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified",
            ),
            (false, false) => {
                claim.invalid_raw(shown(), "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
            }
            _ => {}
        }
        for field in [direct, template].into_iter().filter(|f| f.is_set()) {
            field.messages(names::dns1123_subdomain(field.str()));
        }
    }
}

fn host_network(spec: At<'_>, owner: Owner<'_>) {
    if !spec.v.bool("hostNetwork") {
        return;
    }
    for c in spec.at("containers").items() {
        for port in c.at("ports").items() {
            let (host, own) = (port.at("hostPort"), port.v.int("containerPort").unwrap_or(0));
            if (matches!(owner, Owner::Pod(_)) || host.int() != 0) && host.int() != own {
                host.invalid_as(host.int(), "must match `containerPort` when `hostNetwork` is true");
            }
        }
    }
}

fn dns(spec: At<'_>) {
    let config = spec.at("dnsConfig");
    let servers = config.at("nameservers");
    if spec.v.str("dnsPolicy") == "None" {
        if !config.is_set() {
            config.required("must provide `dnsConfig` when `dnsPolicy` is None");
            return;
        }
        if servers.is_empty() {
            servers.required("must provide at least one DNS nameserver when `dnsPolicy` is None");
            return;
        }
    }
    if servers.list().len() > 3 {
        servers.invalid("must not have more than 3 nameservers");
    }
    servers.items().for_each(|s| s.messages(names::ip(s.str())));
    let searches = config.at("searches");
    if searches.list().len() > 32 {
        searches.invalid("must not have more than 32 search paths");
    }
    let length: usize = searches.list().iter().map(|s| s.as_str().unwrap_or("").len() + 1).sum();
    if length.saturating_sub(1) > 2048 {
        searches.invalid("must not have more than 2048 characters (including spaces) in the search list");
    }
    for search in searches.items().filter(|s| s.str() != ".") {
        let name = search.str().strip_suffix('.').unwrap_or(search.str());
        search.messages_as(name, names::dns1123_subdomain_with_underscore(name));
    }
    for option in config.at("options").items() {
        if option.v.str("name").is_empty() {
            option.required("must not be empty");
        }
    }
}

fn host_users(spec: At<'_>, pod: &Pod<'_>) {
    if pod.host_users {
        return;
    }
    for (field, named) in [("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC")] {
        if spec.v.bool(field) {
            spec.at(named).forbidden("when `hostUsers` is false");
        }
    }
    for c in containers(spec).filter(|c| !c.at("volumeDevices").is_empty()) {
        c.at("volumeDevices").forbidden("when `hostUsers` is false");
    }
}

fn host_aliases(list: At<'_>) {
    for alias in list.items() {
        alias.at("ip").messages(names::ip(alias.v.str("ip")));
        alias.at("hostnames").items().for_each(|h| h.messages(names::dns1123_subdomain(h.str())));
    }
}

fn os(spec: At<'_>) {
    let os = spec.at("os");
    if !os.is_set() {
        return;
    }
    let name = os.v.str("name");
    match name {
        "" => os.at("name").required(""),
        "linux" => not_on_linux(spec),
        "windows" => not_on_windows(spec),
        _ => os.not_supported_as(os.v.text("name"), &["linux", "windows"]),
    }
}

pub(super) fn containers(spec: At<'_>) -> impl Iterator<Item = At<'_>> {
    spec.at("initContainers").items().chain(spec.at("containers").items()).chain(spec.at("ephemeralContainers").items())
}

fn not_on_linux(spec: At<'_>) {
    for owner in std::iter::once(spec).chain(containers(spec)) {
        let options = owner.down(&["securityContext", "windowsOptions"]);
        if options.is_set() {
            options.forbidden("windows options cannot be set for a linux pod");
        }
    }
}

fn not_on_windows(spec: At<'_>) {
    const WHY: &str = "cannot be set for a windows pod";
    let context = spec.at("securityContext");
    let forbid = |at: At<'_>| {
        if at.is_set() && at.v.as_bool() != Some(false) {
            at.forbidden(WHY);
        }
    };
    for field in ["appArmorProfile", "seLinuxOptions"] {
        forbid(context.at(field));
    }
    if spec.has("hostUsers") {
        spec.at("hostUsers").forbidden(WHY);
    }
    for field in ["hostPID", "hostIPC"] {
        forbid(spec.at(field));
    }
    for field in ["seccompProfile", "fsGroup", "fsGroupChangePolicy", "sysctls"] {
        forbid(context.at(field));
    }
    if spec.has("shareProcessNamespace") {
        spec.at("shareProcessNamespace").forbidden(WHY);
    }
    for field in ["runAsUser", "runAsGroup", "supplementalGroups", "supplementalGroupsPolicy", "seLinuxChangePolicy"] {
        forbid(context.at(field));
    }
    for c in containers(spec) {
        for field in [
            "appArmorProfile",
            "seLinuxOptions",
            "seccompProfile",
            "capabilities",
            "readOnlyRootFilesystem",
            "privileged",
            "allowPrivilegeEscalation",
            "procMount",
            "runAsUser",
            "runAsGroup",
        ] {
            let at = c.at("securityContext").at(field);
            if at.is_set() {
                at.forbidden(WHY);
            }
        }
    }
}

/// A pod template: labels, annotations and the spec.
pub(super) fn template(template: At<'_>, owner: Owner<'_>) {
    meta::labels(template.at("labels").with(template.v.at(&["metadata", "labels"])));
    let annotations = template.at("annotations").with(template.v.at(&["metadata", "annotations"]));
    meta::annotations(annotations);
    annotations_of_pods(annotations, template.v.get("spec"));
    spec(template.at("spec"), owner);
    security::said_twice(annotations, template.at("spec"));
    if !template.v.get("spec").list("ephemeralContainers").is_empty() {
        template.down(&["spec", "ephemeralContainers"]).forbidden("ephemeral containers not allowed in pod template");
    }
}

/// Annotations of old that ask for profiles of seccomp and AppArmor.
fn profiles(annotations: At<'_>, spec: &Value) {
    const OF_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
    let filters = |key: &Text| key.starts_with(security::SECCOMP) || key.as_str() == OF_POD;
    let mut filtered: Vec<(&Text, At<'_>)> = annotations.entries().filter(|(key, _)| filters(key)).collect();
    filtered.order_by_cached_key(|(key, _)| key.as_str() != OF_POD);
    for (key, entry) in filtered {
        let at = annotations.name(key).with(entry.v);
        if let Some(path) = entry.str().strip_prefix("localhost/") {
            volume::relative_path(at.with(&path.to_string().into()));
        } else if !["runtime/default", "docker/default", "unconfined"].contains(&entry.str()) {
            at.invalid("must be a valid seccomp profile");
        }
    }
    for (key, entry) in annotations.entries() {
        let Some(container) = key.strip_prefix(security::ARMOR) else { continue };
        let lists = ["initContainers", "containers", "ephemeralContainers"];
        if !lists.iter().any(|l| spec.list(l).iter().any(|c| c.str("name") == container)) {
            entry.invalid_as(container.to_string(), "container not found");
        }
        let profile = entry.str();
        if !["", "runtime/default", "unconfined"].contains(&profile) && !profile.starts_with("localhost/") {
            entry.invalid(format!("invalid AppArmor profile name: {}", super::error::go_quote(profile)));
        }
    }
}

/// Annotations that mean something for pods.
pub(super) fn annotations_of_pods(annotations: At<'_>, spec: &Value) {
    if annotations.map().contains_key("kubernetes.io/config.mirror") && spec.str("nodeName").is_empty() {
        annotations
            .key(&"kubernetes.io/config.mirror".into())
            .invalid("must set spec.nodeName if mirror pod annotation is set");
    }
    let cost = annotations.v.get("controller.kubernetes.io/pod-deletion-cost");
    let is_number = |s: &str| {
        !s.is_empty()
            && !s.starts_with('+')
            && (s == "0" || !s.trim_start_matches('-').starts_with('0'))
            && s.parse::<i32>().is_ok()
    };
    if cost.as_str().is_some_and(|c| !is_number(c)) {
        annotations.key(&"controller.kubernetes.io/pod-deletion-cost".into()).invalid("must be a 32bit integer");
    }
    profiles(annotations, spec);
}
