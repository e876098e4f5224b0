//! Pods, their containers and probes. What holds only for pods, and not for templates of pods, is in [`pod`].

use super::core::fill;
use super::{default_pull_policy, or, within};
use crate::quantity::Quantity;
use crate::value::{Map, Value};

/// Of pods, but not of pod templates.
pub(super) fn pod(pod: &mut Value) {
    within(pod, "spec", |spec| {
        let host_network = spec.bool("hostNetwork");
        for list in ["containers", "initContainers"] {
            each(spec, list, |container| {
                within(container, "resources", requests_from_limits);
                if host_network {
                    each(container, "ports", host_port);
                }
            });
        }
        pod_resources(spec);
        or(spec, "enableServiceLinks", true);
    });
}

/// Changes the objects of a list that is there.
fn each(object: &mut Value, key: &'static str, change: impl Fn(&mut Value)) {
    for i in 0..object.list(key).len() {
        let old = &object.list(key)[i];
        let mut new = old.clone();
        change(&mut new);
        if !new.same(old) {
            object.field_mut(key).list_mut()[i] = new;
        }
    }
}

fn requests_from_limits(resources: &mut Value) {
    let mut requests = resources.map("requests").clone();
    fill(&mut requests, resources.map("limits"));
    if requests.len() != resources.map("requests").len() {
        resources.set("requests", requests);
    }
}

fn host_port(port: &mut Value) {
    if port.int("hostPort").unwrap_or(0) == 0 {
        let number = port.int("containerPort").unwrap_or(0);
        if number != 0 {
            port.set("hostPort", number);
        }
    }
}

/// Of a pod with resources of its own: limits of huge pages and requests come from its containers, requests else from
/// its limits.
fn pod_resources(spec: &mut Value) {
    let resources = spec.get("resources");
    let (mut limits, mut requests) = (resources.map("limits").clone(), resources.map("requests").clone());
    if limits.is_empty() && requests.is_empty() {
        return;
    }
    let huge = |name: &str| name.starts_with("hugepages-");
    let supported = |name: &str| matches!(name, "cpu" | "memory") || huge(name);
    for (name, sum) in aggregate(spec, "limits").iter() {
        if huge(name) && !requests.contains_key(name) && !limits.contains_key(name) {
            limits.insert(name, sum);
        }
    }
    if !limits.is_empty() {
        for (name, sum) in aggregate(spec, "requests").iter() {
            if supported(name) && !huge(name) && !requests.contains_key(name) {
                requests.insert(name, sum);
            }
        }
        for (name, limit) in limits.iter() {
            if supported(name) && !requests.contains_key(name) {
                requests.insert(name, limit);
            }
        }
    }
    within(spec, "resources", |resources| {
        for (key, map) in [("limits", limits), ("requests", requests)] {
            if map.len() != resources.map(key).len() {
                resources.set(key, map);
            }
        }
    });
}

/// What the containers need together: all main ones and sidecars at once, or the greatest need while one starts up.
fn aggregate(spec: &Value, what: &str) -> Map {
    let amounts = |c: &Value| -> Vec<(crate::Text, Quantity)> {
        c.get("resources").map(what).iter().map(|(k, v)| (k.clone(), Quantity::of_valid(v))).collect()
    };
    let (mut sum, mut sidecars, mut start) = (Vec::new(), Vec::new(), Vec::new());
    for c in spec.list("containers") {
        add(&mut sum, &amounts(c));
    }
    for c in spec.list("initContainers") {
        let mut need = amounts(c);
        if c.str("restartPolicy") == "Always" {
            add(&mut sum, &need);
            add(&mut sidecars, &need);
            need.clone_from(&sidecars);
        } else {
            add(&mut need, &sidecars);
        }
        greatest(&mut start, &need);
    }
    greatest(&mut sum, &start);
    sum.iter().map(|(name, amount)| (name.clone(), Value::from(amount))).collect()
}

type Amounts = Vec<(crate::Text, Quantity)>;

fn add(to: &mut Amounts, more: &Amounts) {
    for (name, amount) in more {
        match to.iter_mut().find(|(n, _)| n == name) {
            Some((_, sum)) => sum.add(amount),
            None => to.push((name.clone(), amount.clone())),
        }
    }
}

fn greatest(of: &mut Amounts, other: &Amounts) {
    for (name, amount) in other {
        match of.iter_mut().find(|(n, _)| n == name) {
            Some((_, most)) if *most < *amount => *most = amount.clone(),
            Some(_) => {}
            None => of.push((name.clone(), amount.clone())),
        }
    }
}

pub(super) fn pod_spec(spec: &mut Value) {
    or(spec, "dnsPolicy", "ClusterFirst");
    or(spec, "restartPolicy", "Always");
    or(spec, "securityContext", Value::object());
    or(spec, "terminationGracePeriodSeconds", 30);
    or(spec, "schedulerName", "default-scheduler");
    // The field has an old name, which is written beside the new one; where both are given the new one counts.
    let (account, old) = (spec.text("serviceAccountName"), spec.text("serviceAccount"));
    if !account.is_empty() && account != old {
        spec.set("serviceAccount", account);
    } else if account.is_empty() && !old.is_empty() {
        spec.set("serviceAccountName", old);
    }
}

pub(super) fn container(container: &mut Value) {
    let policy = default_pull_policy(container.str("image"));
    or(container, "imagePullPolicy", policy);
    or(container, "terminationMessagePath", "/dev/termination-log");
    or(container, "terminationMessagePolicy", "File");
}

pub(super) fn probe(probe: &mut Value) {
    or(probe, "timeoutSeconds", 1);
    or(probe, "periodSeconds", 10);
    or(probe, "successThreshold", 1);
    or(probe, "failureThreshold", 3);
}

pub(super) fn http_get(action: &mut Value) {
    or(action, "path", "/");
    or(action, "scheme", "HTTP");
}

pub(super) fn grpc(action: &mut Value) {
    or(action, "service", "");
}

pub(super) fn field_selector(selector: &mut Value) {
    or(selector, "apiVersion", "v1");
}
