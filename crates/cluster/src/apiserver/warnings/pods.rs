//! Warnings about pods and templates of pods.

use api::{Value, meta, names};

use super::{addresses, fraction, paths, whole_bytes};

/// Node labels that are out of use: since when, and what is used now.
const OLD_LABELS: &[(&str, &str, &str)] = &[
    ("beta.kubernetes.io/arch", "1.14", "\"kubernetes.io/arch\""),
    ("beta.kubernetes.io/os", "1.14", "\"kubernetes.io/os\""),
    ("failure-domain.beta.kubernetes.io/region", "1.17", "\"topology.kubernetes.io/region\""),
    ("failure-domain.beta.kubernetes.io/zone", "1.17", "\"topology.kubernetes.io/zone\""),
    ("beta.kubernetes.io/instance-type", "1.17", "\"node.kubernetes.io/instance-type\""),
    ("app.kubernetes.io/created-by", "1.9", ""),
    ("scheduler.alpha.kubernetes.io/preferAvoidPods", "1.22", "Taints and Tolerations"),
    ("node-role.kubernetes.io/master", "", "\"node-role.kubernetes.io/control-plane\""),
];

/// Kinds of volumes that are on their way out, or gone.
pub(super) const OLD_VOLUMES: &[(&str, &str)] = &[
    ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
    ("gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
    ("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
    ("flocker", "deprecated in v1.22, non-functional in v1.25+"),
    ("storageos", "deprecated in v1.22, non-functional in v1.25+"),
    ("quobyte", "deprecated in v1.22, non-functional in v1.25+"),
    ("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
    ("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
    ("rbd", "deprecated in v1.28, non-functional in v1.31+"),
];

const OLD_ANNOTATIONS: &[(&str, &str)] = &[
    ("scheduler.alpha.kubernetes.io/critical-pod", "v1.16+; use the \"priorityClassName\" field instead"),
    ("security.alpha.kubernetes.io/sysctls", "v1.11+; use the \"sysctls\" field instead"),
    ("security.alpha.kubernetes.io/unsafe-sysctls", "v1.11+; use the \"sysctls\" field instead"),
];

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

pub(super) fn deprecated(label: &str) -> Option<String> {
    let (_, since, new) = OLD_LABELS.iter().find(|(old, _, _)| *old == label)?;
    Some(match (*since, *new) {
        ("", new) => format!("use {new} instead"),
        (since, "") => format!("deprecated since v{since}"),
        (since, new) => format!("deprecated since v{since}; use {new} instead"),
    })
}

/// The labels that terms of a node selector look at; `inner` is the way from an item of the list to its term.
pub(super) fn node_terms<'a>(terms: impl Iterator<Item = &'a Value>, at: &str, inner: &str, all: &mut Vec<String>) {
    for (i, term) in terms.enumerate() {
        for (j, e) in term.list("matchExpressions").iter().enumerate() {
            if let Some(why) = deprecated(e.str("key")) {
                all.push(format!("{at}[{i}]{inner}.matchExpressions[{j}].key: {} is {why}", e.str("key")));
            }
            // A term that must hold is refused for such a value; one that is preferred is not.
            for (k, value) in e.list("values").iter().enumerate().filter(|_| !inner.is_empty()) {
                let value = value.as_str().unwrap_or("");
                let here = format!("{at}[{i}]{inner}.matchExpressions[{j}].values[{k}]");
                all.extend(names::label_value(value).iter().map(|why| format!("{here}: {value} is invalid, {why}")));
            }
        }
    }
}

/// All that is to be said of a pod or a template; `at` is the way to it with a dot at its end.
pub(super) fn of_template(template: &Value, at: &str, all: &mut Vec<String>) {
    let (spec, annotations) = (template.get("spec"), meta::annotations(template));
    let noted = |key: String, text: &str| {
        annotations.contains_key(&key).then(|| format!("{at}metadata.annotations[{key}]: {text} field instead"))
    };
    let confined = |c: &Value| {
        let confined = [spec, c].iter().any(|o| o.get("securityContext").has("appArmorProfile"));
        let key = format!("container.apparmor.security.beta.kubernetes.io/{}", c.str("name"));
        if confined { None } else { noted(key, "deprecated since v1.30; use the \"appArmorProfile\"") }
    };
    const SECCOMP: &str = "non-functional in v1.27+; use the \"seccompProfile\"";
    let filtered = |owner: &Value| owner.get("securityContext").has("seccompProfile");
    placement(spec, at, all);
    for (key, text) in OLD_ANNOTATIONS.iter().filter(|(key, _)| annotations.contains_key(key)) {
        all.push(format!("{at}metadata.annotations[{key}]: non-functional in {text}"));
    }
    volumes(spec, at, all);
    paths::overlapping(spec, all);
    twice(spec.list("hostAliases"), "ip", &format!("{at}spec.hostAliases"), all);
    let secrets = spec.list("imagePullSecrets");
    twice(secrets, "name", &format!("{at}spec.imagePullSecrets"), all);
    for (i, _) in secrets.iter().enumerate().filter(|(_, s)| s.str("name").is_empty()) {
        all.push(format!("{at}spec.imagePullSecrets[{i}].name: invalid empty name \"\""));
    }
    for resource in ["memory", "ephemeral-storage"] {
        fraction(spec.get("overhead"), &format!("{at}spec.overhead"), resource, all);
    }
    if !filtered(spec) {
        all.extend(noted("seccomp.security.alpha.kubernetes.io/pod".into(), SECCOMP));
    }
    let mut ports = Vec::new();
    for list in ["initContainers", "containers", "ephemeralContainers"] {
        for (i, c) in spec.list(list).iter().enumerate() {
            let here = format!("{at}spec.{list}[{i}]");
            if !filtered(c) {
                let key = format!("container.seccomp.security.alpha.kubernetes.io/{}", c.str("name"));
                all.extend(noted(key, SECCOMP));
            }
            // A pod's own annotation becomes a field, which is told there.
            all.extend(confined(c).filter(|_| !at.is_empty()));
            of_container(c, &here, all);
            ports.extend(c.list("ports").iter().enumerate().map(|(j, p)| (format!("{here}.ports[{j}]"), p)));
        }
    }
    same_ports(&ports, all);
    same_names(&ports, all);
    if spec.int("terminationGracePeriodSeconds").is_some_and(|s| s < 0) {
        all.push(format!(
            "{at}spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1"
        ));
    }
    const NO_POD: &str = "labelSelector: a null labelSelector results in matching no pod";
    for kind in ["podAffinity", "podAntiAffinity"] {
        let affinity = spec.at(&["affinity", kind]);
        for (list, inner) in [(REQUIRED, ""), (PREFERRED, "podAffinityTerm.")] {
            for (i, term) in affinity.list(list).iter().enumerate() {
                let term = if inner.is_empty() { term } else { term.get("podAffinityTerm") };
                if !term.has("labelSelector") {
                    all.push(format!("{at}spec.affinity.{kind}.{list}[{i}].{inner}{NO_POD}"));
                }
            }
        }
    }
    for (field, items, end) in [
        ("dnsConfig.nameservers", spec.get("dnsConfig").list("nameservers"), ""),
        ("hostAliases", spec.list("hostAliases"), ".ip"),
    ] {
        addresses::each(addresses::address, items, &format!("{at}spec.{field}"), end, all);
    }
}

fn placement(spec: &Value, at: &str, all: &mut Vec<String>) {
    for key in spec.map("nodeSelector").keys() {
        all.extend(deprecated(key).map(|why| format!("{at}spec.nodeSelector[{key}]: {why}")));
    }
    let node = spec.at(&["affinity", "nodeAffinity"]);
    let here = format!("{at}spec.affinity.nodeAffinity.");
    let terms = node.get(REQUIRED).list("nodeSelectorTerms");
    node_terms(terms.iter(), &format!("{here}{REQUIRED}.nodeSelectorTerms"), "", all);
    let preferred = node.list(PREFERRED).iter().map(|t| t.get("preference"));
    node_terms(preferred, &format!("{here}{PREFERRED}"), ".preference", all);
    for (i, c) in spec.list("topologySpreadConstraints").iter().enumerate() {
        let here = format!("{at}spec.topologySpreadConstraints[{i}]");
        if let Some(why) = deprecated(c.str("topologyKey")) {
            all.push(format!("{here}.topologyKey: {} is {why}", c.str("topologyKey")));
        }
        if !c.has("labelSelector") {
            all.push(format!("{here}.labelSelector: a null labelSelector results in matching no pod"));
        }
    }
}

fn volumes(spec: &Value, at: &str, all: &mut Vec<String>) {
    for (i, v) in spec.list("volumes").iter().enumerate() {
        let here = format!("{at}spec.volumes[{i}]");
        for (field, text) in OLD_VOLUMES.iter().filter(|(field, _)| v.has(field)) {
            let field = if *field == "storageos" { "storageOS" } else { field };
            all.push(format!("{here}.{field}: {text}"));
        }
        let claim = v.at(&["ephemeral", "volumeClaimTemplate", "spec"]);
        whole_bytes(claim, &format!("{here}.ephemeral.volumeClaimTemplate.spec"), "storage", all);
    }
}

fn twice(list: &[Value], field: &str, at: &str, all: &mut Vec<String>) {
    for (i, item) in list.iter().enumerate() {
        if list[..i].iter().any(|other| other.get(field) == item.get(field)) {
            all.push(format!("{at}[{i}].{field}: duplicate {field} {:?}", item.str(field)));
        }
    }
}

fn of_container(c: &Value, here: &str, all: &mut Vec<String>) {
    for resource in ["memory", "ephemeral-storage"] {
        for kind in ["limits", "requests"] {
            fraction(c.at(&["resources", kind]), &format!("{here}.resources.{kind}"), resource, all);
        }
    }
    let env = c.list("env");
    for (i, e) in env.iter().enumerate() {
        let name = e.str("name");
        let itself = format!("$({name})");
        let hides = e.has("valueFrom") || e.str("value") == itself || !e.str("value").contains(&itself);
        if hides && env[..i].iter().any(|other| other.str("name") == name) {
            all.push(format!(
                "{here}.env[{i}]: hides previous definition of {name:?}, which may be dropped when using apply"
            ));
        }
    }
}

/// Ports of the whole pod that stand in each other's way.
fn same_ports(ports: &[(String, &Value)], all: &mut Vec<String>) {
    let host = |p: &Value| p.int("hostPort").unwrap_or(0);
    for (i, (at, p)) in ports.iter().enumerate() {
        let (number, ip) = (p.int("containerPort").unwrap_or(0), p.str("hostIP"));
        if !ip.is_empty() && host(p) == 0 {
            all.push(format!(
                "{at}: hostIP set without hostPort: {{Name:{} HostPort:0 ContainerPort:{number} Protocol:{} HostIP:{ip}}}",
                p.str("name"),
                p.str("protocol")
            ));
        }
        let same =
            |o: &Value| o.get("containerPort") == p.get("containerPort") && o.get("protocol") == p.get("protocol");
        for (other_at, other) in ports[..i].iter().filter(|(_, o)| same(o)) {
            let other_ip = other.str("hostIP");
            let what = if ip == other_ip && host(p) == host(other) {
                "duplicate"
            } else if host(p) == 0 || host(other) == 0 {
                "overlapping"
            } else if host(p) == host(other) && ip.is_empty() != other_ip.is_empty() {
                "dangerously ambiguous"
            } else {
                continue;
            };
            all.push(format!("{at}: {what} port definition with {other_at}"));
        }
    }
}

/// Names of ports mean one port of the whole pod: the first.
fn same_names(ports: &[(String, &Value)], all: &mut Vec<String>) {
    for (i, (at, p)) in ports.iter().enumerate() {
        let name = p.str("name");
        let first = ports[..i].iter().find(|(_, o)| !name.is_empty() && o.str("name") == name);
        if let Some((first, _)) = first {
            all.push(format!(
                "{at}: duplicate port name {name:?} with {first}, services and probes that select ports by name will use \
                 {first}"
            ));
        }
    }
}
