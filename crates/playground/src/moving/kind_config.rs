//! A configuration for kind (Kubernetes in Docker) with the same nodes: roles and labels. What its configuration cannot
//! say (taints, cordons, labels that a kubelet may not give itself) is written below as commands, in comments.

use std::fmt::Write;

use api::{Value, meta, yaml};
use cluster::Cluster;
use sorted::InOrder;

use crate::kind;

const NAME: &str = "kubenori";
const CONTROL_PLANE: &str = "node-role.kubernetes.io/control-plane";

/// The file.
pub fn kind_config(cluster: &Cluster) -> String {
    let mut nodes: Vec<&Value> = cluster.api().read_all(kind("", "Node"), "").collect();
    // kind numbers the nodes of a role in the order of the file; the control plane comes first.
    nodes.order_by_key(|node| !is_control_plane(node));
    let alone = nodes.len() == 1;
    let (mut file, mut commands) = (String::new(), String::new());
    let (mut planes, mut workers) = (0, 0);
    for node in nodes {
        let plane = is_control_plane(node);
        let (role, count) = if plane { ("control-plane", &mut planes) } else { ("worker", &mut workers) };
        *count += 1;
        let number = if *count == 1 { String::new() } else { count.to_string() };
        let name = format!("{NAME}-{role}{number}");
        let _ = writeln!(file, "# {} is called {name} there", meta::name(node));
        let mut entry = Value::object();
        entry.set("role", role);
        let own = |key: &str| !key.contains("kubernetes.io/") && !key.contains("k8s.io/");
        let mut labels = Value::object();
        for (key, value) in meta::labels(node).iter().filter(|(key, _)| own(key)) {
            labels.set(key.clone(), value.clone());
        }
        if labels.as_map().is_some_and(|labels| !labels.is_empty()) {
            entry.set("labels", labels);
        }
        file.push_str(&yaml::to_string(&Value::from(vec![entry])));
        commands.push_str(&commands_for(node, &name, plane, alone));
    }
    let rest = if commands.is_empty() { String::new() } else { format!("\n# And after it is created:\n{commands}") };
    format!(
        "# kind create cluster --config kind.yaml\n# kubectl apply -f manifests.yaml\nkind: Cluster\n\
         apiVersion: kind.x-k8s.io/v1alpha4\nname: {NAME}\nnodes:\n{file}{rest}"
    )
}

fn is_control_plane(node: &Value) -> bool {
    meta::labels(node).contains_key(CONTROL_PLANE)
}

fn commands_for(node: &Value, name: &str, plane: bool, alone: bool) -> String {
    let mut out = String::new();
    for (key, value) in meta::labels(node).iter() {
        let given = key.starts_with("node-role.kubernetes.io/") && **key != *CONTROL_PLANE;
        if given {
            let _ = writeln!(out, "# kubectl label node {name} {key}={}", value.as_str().unwrap_or(""));
        }
    }
    let taints = node.get("spec").list("taints");
    // The cluster sets and takes these away by itself.
    let by_itself = |taint: &Value| taint.str("key").starts_with("node.kubernetes.io/");
    for taint in taints.iter().filter(|taint| !by_itself(taint)) {
        // kind taints the control plane as kubeadm does, unless it is the only node.
        if taint.str("key") == CONTROL_PLANE && !alone {
            continue;
        }
        let value = if taint.str("value").is_empty() { String::new() } else { format!("={}", taint.str("value")) };
        let _ = writeln!(out, "# kubectl taint node {name} {}{value}:{}", taint.str("key"), taint.str("effect"));
    }
    if plane && !alone && !taints.iter().any(|taint| taint.str("key") == CONTROL_PLANE) {
        let _ = writeln!(out, "# kubectl taint node {name} {CONTROL_PLANE}-");
    }
    if node.get("spec").bool("unschedulable") {
        let _ = writeln!(out, "# kubectl cordon {name}");
    }
    out
}
