//! Containers of all three kinds: regular, init and ephemeral.

use super::at::At;
use super::podspec::Pod;
use super::{env, mounts, probe, resources, security};
use crate::names;
use crate::value::Value;

pub(super) const PROTOCOLS: [&str; 3] = ["SCTP", "TCP", "UDP"];

pub(super) fn regular(spec: At<'_>, pod: &Pod<'_>) {
    let list = spec.at("containers");
    if list.list().is_empty() {
        list.required("");
        return;
    }
    let mut names: Vec<&str> = Vec::new();
    for c in list.items() {
        common(c, pod);
        let name = c.v.str("name");
        if names.contains(&name) {
            c.at("name").duplicate();
        } else {
            names.push(name);
        }
        lifecycle_and_probes(c, pod);
        restart_policy(c);
    }
    host_ports(list, list.list());
}

pub(super) fn init(spec: At<'_>, pod: &Pod<'_>) {
    let list = spec.at("initContainers");
    let mut names: Vec<&str> = spec.v.list("containers").iter().map(|c| c.str("name")).collect();
    for (i, c) in list.items().enumerate() {
        common(c, pod);
        restart_policy(c);
        let name = c.v.str("name");
        if names.contains(&name) {
            c.at("name").duplicate();
        } else if !name.is_empty() {
            names.push(name);
        }
        host_ports(list, &list.list()[i..=i]);
        if c.v.str("restartPolicy") == "Always" {
            lifecycle_and_probes(c, pod);
        } else {
            for field in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] {
                if c.has(field) {
                    c.at(field).forbidden("may not be set for init containers without restartPolicy=Always");
                }
            }
            for policy in c.at("resizePolicy").items().map(|p| p.at("restartPolicy")) {
                if policy.str() == "RestartContainer" {
                    policy.invalid("must not be set to 'RestartContainer' for non-sidecar initContainers");
                }
            }
        }
    }
}

/// What may not be set for an ephemeral container, in the order of the type's fields.
const NOT_EPHEMERAL: [&str; 9] = [
    "ports",
    "resources",
    "resizePolicy",
    "restartPolicy",
    "restartPolicyRules",
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
    "lifecycle",
];

pub(super) fn ephemeral(spec: At<'_>, pod: &Pod<'_>) {
    let named = |field: &str| spec.v.list(field).iter().map(|c| c.str("name")).collect::<Vec<_>>();
    let mut others = named("containers");
    others.extend(named("initContainers"));
    let mut names = others.clone();
    for c in spec.at("ephemeralContainers").items() {
        common(c, pod);
        padded_image(c);
        let name = c.v.str("name");
        if names.contains(&name) {
            c.at("name").duplicate();
        } else {
            names.push(name);
        }
        let target = c.at("targetContainerName");
        if !target.is_empty() && !others.contains(&target.str()) {
            target.not_found("");
        }
        for field in NOT_EPHEMERAL.iter().filter(|f| !c.at(f).is_empty()) {
            c.at(field).forbidden("cannot be set for an Ephemeral Container");
        }
        for mount in c.at("volumeMounts").items() {
            for field in ["subPath", "subPathExpr"] {
                if !mount.at(field).is_empty() {
                    mount.at(field).forbidden("cannot be set for an Ephemeral Container");
                }
            }
        }
    }
}

fn common(c: At<'_>, pod: &Pod<'_>) {
    let name = c.at("name");
    if name.is_empty() {
        name.required("");
    } else {
        name.messages(names::dns1123_label(name.str()));
    }
    if c.v.str("image").is_empty() {
        c.at("image").required("");
    }
    c.at("terminationMessagePolicy").one_of(&["File", "FallbackToLogsOnError"]);
    ports(c.at("ports"));
    env::vars(c.at("env"));
    env::from(c.at("envFrom"));
    mounts::mounts(c, pod);
    mounts::devices(c, pod);
    c.at("imagePullPolicy").one_of(&["Always", "IfNotPresent", "Never"]);
    resources::requirements(c.at("resources"), &pod.claims);
    resize_policy(c.at("resizePolicy"), pod);
    security::of_container(c.at("securityContext"), pod);
}

/// A pod's images must not be padded; a template's may be.
pub(super) fn padded_image(c: At<'_>) {
    let image = c.at("image");
    if image.str().trim() != image.str() {
        image.invalid("must not have leading or trailing whitespace");
    }
}

fn ports(list: At<'_>) {
    let mut names: Vec<&str> = Vec::new();
    for port in list.items() {
        let name = port.at("name");
        if !name.is_empty() {
            let wrong = names::port_name(name.str());
            if !wrong.is_empty() {
                name.messages(wrong);
            } else if names.contains(&name.str()) {
                name.duplicate();
            } else {
                names.push(name.str());
            }
        }
        let number = port.at("containerPort");
        if number.int() == 0 {
            number.required("");
        } else {
            number.messages(names::port_number(number.int()));
        }
        let host = port.at("hostPort");
        if host.int() != 0 {
            host.messages(names::port_number(host.int()));
        }
        port.at("protocol").one_of(&PROTOCOLS);
    }
}

/// No two ports of these containers may want the same port of the node.
fn host_ports(list: At<'_>, containers: &[Value]) {
    let mut seen: Vec<String> = Vec::new();
    for (ci, c) in containers.iter().enumerate() {
        for (pi, port) in c.list("ports").iter().enumerate() {
            let number = port.int("hostPort").unwrap_or(0);
            if number == 0 {
                continue;
            }
            let key = format!("{}/{}/{number}", port.str("protocol"), port.str("hostIP"));
            if seen.contains(&key) {
                list.index(ci).at("ports").index(pi).at("hostPort").duplicate_as(key, "");
            } else {
                seen.push(key);
            }
        }
    }
}

fn lifecycle_and_probes(c: At<'_>, pod: &Pod<'_>) {
    probe::lifecycle(c.at("lifecycle"), pod);
    probe::liveness(c.at("livenessProbe"));
    probe::readiness(c.at("readinessProbe"));
    probe::liveness(c.at("startupProbe"));
}

fn restart_policy(c: At<'_>) {
    let (policy, rules) = (c.at("restartPolicy"), c.at("restartPolicyRules"));
    if !policy.is_set() && !rules.is_empty() {
        policy.required("must specify restartPolicy when restart rules are used");
    }
    policy.optional_one_of(&["Always", "Never", "OnFailure"]);
    if rules.list().len() > 20 {
        rules.too_many(rules.list().len(), 20);
    }
    for rule in rules.items() {
        rule.at("action").known(&["Restart", "RestartAllContainers"]);
        let codes = rule.at("exitCodes");
        if !codes.is_set() {
            codes.required("must be specified");
            continue;
        }
        codes.at("operator").known(&["In", "NotIn"]);
        let values = codes.at("values");
        if values.list().len() > 255 {
            values.too_many(values.list().len(), 255);
        }
    }
}

fn resize_policy(list: At<'_>, pod: &Pod<'_>) {
    let mut seen: Vec<&str> = Vec::new();
    for (i, p) in list.items().enumerate() {
        let resource = p.v.str("resourceName");
        if seen.contains(&resource) {
            list.index(i).duplicate_as(p.v.text("resourceName"), "");
        }
        seen.push(resource);
        list.with(p.v.get("resourceName")).one_of(&["cpu", "memory"]);
        let policy = list.with(p.v.get("restartPolicy"));
        policy.one_of(&["NotRequired", "RestartContainer"]);
        if pod.restart_policy == "Never" && policy.str() != "NotRequired" {
            policy.invalid_as(policy.str().to_string(), "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
        }
    }
}
