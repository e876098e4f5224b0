//! What `kubectl get ... -o yaml` printed on another cluster, as a session of its own: the same nodes, and the objects
//! that somebody made there. What controllers, kubelets and the API server made is left out, as they make it again.

use api::kinds::{KINDS, Kind};
use api::yaml::{decode_stream, to_string};
use api::{Map, Value, meta};
use cluster::NodeConfig;
use protocol::Input;
use sorted::InOrder;

use crate::desk::HOME;
use crate::scenario::{EPOCH, Plan, SCENARIOS};
use crate::session::journal::{Entry, Journal};

/// The file that the objects are created from.
const FILE: &str = "cluster.yaml";

/// Kinds in the order in which they are created: what others need comes first, limits last, as what is there has been
/// let in already. All other kinds come between.
const FIRST: &[&str] = &[
    "CustomResourceDefinition",
    "Namespace",
    "PriorityClass",
    "StorageClass",
    "ServiceAccount",
    "Secret",
    "ConfigMap",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "ClusterRole",
    "Role",
    "ClusterRoleBinding",
    "RoleBinding",
    "Service",
];
const LAST: &[&str] = &["HorizontalPodAutoscaler", "PodDisruptionBudget", "LimitRange", "ResourceQuota"];

/// Kinds that others make, or that only tell of what there is.
const MADE: &[&str] =
    &["Event", "Endpoints", "EndpointSlice", "Lease", "ControllerRevision", "ComponentStatus", "CSINode", "Node"];

/// The journal of a session that begins with what the text holds; nothing where it holds no object.
pub fn journal(text: &str) -> Option<Journal> {
    let mut objects = Vec::new();
    for document in decode_stream(text) {
        flatten(document.ok()?, &mut objects);
    }
    if objects.is_empty() {
        return None;
    }
    let (nodes, mut commands) = machines(&objects);
    let scenario = if nodes.is_empty() { SCENARIOS[0].name.to_string() } else { Plan::name_of(&nodes) };
    Plan::named(&scenario)?;
    let mut kept: Vec<(usize, Value)> = objects.iter().filter_map(wanted).collect();
    kept.order_by_key(|(rank, _)| *rank);
    let mut inputs = Vec::new();
    if !kept.is_empty() {
        let documents: Vec<String> = kept.iter().map(|(_, object)| to_string(object)).collect();
        inputs.push(Input::WriteFile { path: format!("{HOME}/{FILE}"), text: documents.join("---\n") });
        commands.push(format!("kubectl create -f {FILE}"));
    }
    inputs.extend(commands.into_iter().map(|text| Input::Line { terminal: 0, text }));
    let entries = inputs.into_iter().map(|input| Entry { at: EPOCH, input }).collect();
    Some(Journal { scenario, seed: 1, entries, end: EPOCH, branches: Vec::new() })
}

/// The objects of a document: itself, or the items of a list.
fn flatten(document: Value, objects: &mut Vec<Value>) {
    let kind = document.str("kind");
    if kind.ends_with("List") && document.get("items").as_list().is_some() {
        for item in document.list("items") {
            flatten(item.clone(), objects);
        }
    } else if !kind.is_empty() && !document.str("apiVersion").is_empty() {
        objects.push(document);
    }
}

/// The nodes of a dump, and the commands that give them their labels, taints and cordons.
fn machines(objects: &[Value]) -> (Vec<NodeConfig>, Vec<String>) {
    let nodes: Vec<&Value> = objects.iter().filter(|o| o.str("kind") == "Node").collect();
    let roles = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"];
    let mut configs: Vec<NodeConfig> = Vec::new();
    let mut commands = Vec::new();
    for (i, node) in nodes.iter().enumerate() {
        let name = meta::name(node).to_string();
        let addresses = node.get("status").list("addresses").iter();
        let own = addresses.filter(|a| a.str("type") == "InternalIP").map(|a| a.str("address").to_string()).next();
        let address = own.filter(|a| a.parse::<std::net::Ipv4Addr>().is_ok());
        let address = address.unwrap_or_else(|| format!("192.168.10.{}", 101 + i));
        let control_plane = roles.iter().any(|role| meta::labels(node).contains_key(role));
        let own_label = |key: &str| !key.contains("kubernetes.io/") && !key.contains("k8s.io/");
        for (key, value) in meta::labels(node).iter().filter(|(key, _)| own_label(key)) {
            commands.push(format!("kubectl label node {name} {key}={}", value.as_str().unwrap_or("")));
        }
        for taint in node.get("spec").list("taints").iter().filter(|t| own_label(t.str("key"))) {
            let (key, value, effect) = (taint.str("key"), taint.str("value"), taint.str("effect"));
            commands.push(format!("kubectl taint node {name} {key}={value}:{effect}"));
        }
        if node.get("spec").bool("unschedulable") {
            commands.push(format!("kubectl cordon {name}"));
        }
        configs.push(NodeConfig { name, address, control_plane });
    }
    // Managed clusters do not show their control plane; it has to run somewhere here.
    if !configs.is_empty() && !configs.iter().any(|n| n.control_plane) {
        let free = ["master", "control-plane"].iter().find(|name| !configs.iter().any(|n| n.name == **name));
        let name = (*free.unwrap_or(&"kubenori-master")).to_string();
        configs.insert(0, NodeConfig { name, address: "192.168.10.100".into(), control_plane: true });
    }
    (configs, commands)
}

/// An object as its maker wrote it, with its place in the order; nothing for those that make themselves.
fn wanted(object: &Value) -> Option<(usize, Value)> {
    let (kind, name, namespace) = (object.str("kind"), meta::name(object), meta::namespace(object));
    let known = |k: &&Kind| k.kind == kind && k.api_version() == object.str("apiVersion");
    let row = KINDS.iter().find(known);
    let system = |name: &str| name.starts_with("kube-") || name == "local-path-storage";
    let own = match kind {
        _ if MADE.contains(&kind) || system(namespace) || meta::controller_of(object).is_some() => false,
        "Namespace" => name != "default" && !system(name),
        "ConfigMap" => name != "kube-root-ca.crt",
        "ServiceAccount" => name != "default",
        "Secret" => object.str("type") != "kubernetes.io/service-account-token",
        "Service" => (namespace, name) != ("default", "kubernetes"),
        "PriorityClass" => !name.starts_with("system-"),
        "ClusterRole" | "ClusterRoleBinding" | "Role" | "RoleBinding" => {
            !name.starts_with("system:") && !meta::labels(object).contains_key("kubernetes.io/bootstrapping")
        }
        // What this cluster does not have, `kubectl create` says itself.
        _ => row.is_none_or(|row| row.verbs.contains(&"create")),
    };
    if !own {
        return None;
    }
    let rank = FIRST.iter().position(|k| *k == kind);
    let late = LAST.iter().position(|k| *k == kind).map(|i| FIRST.len() + 1 + i);
    Some((rank.or(late).unwrap_or(FIRST.len()), written(object, kind)))
}

/// Without what the API server, the scheduler and controllers filled in.
fn written(object: &Value, kind: &str) -> Value {
    let mut own = object.clone();
    own.remove("status");
    let kept = ["name", "namespace", "labels", "annotations"];
    own.field_mut("metadata").map_mut().retain(|key, _| kept.contains(&key.as_str()));
    let foreign = |key: &str| key.starts_with("deployment.kubernetes.io/") || key.starts_with("pv.kubernetes.io/");
    if own.get("metadata").has("annotations") {
        own.at_mut(&["metadata", "annotations"]).map_mut().retain(|key, _| !foreign(key));
        if own.at(&["metadata", "annotations"]).as_map().is_some_and(Map::is_empty) {
            own.remove_at(&["metadata", "annotations"]);
        }
    }
    match kind {
        "Service" if own.get("spec").str("clusterIP") != "None" => {
            own.remove_at(&["spec", "clusterIP"]);
            own.remove_at(&["spec", "clusterIPs"]);
        }
        "PersistentVolumeClaim" => drop(own.remove_at(&["spec", "volumeName"])),
        "PersistentVolume" => drop(own.remove_at(&["spec", "claimRef"])),
        "Namespace" => drop(own.remove("spec")),
        "Job" if !own.get("spec").bool("manualSelector") => {
            own.remove_at(&["spec", "selector"]);
            let tied = |key: &str| key.contains("controller-uid") || key.contains("job-name");
            if own.at(&["spec", "template", "metadata"]).has("labels") {
                own.at_mut(&["spec", "template", "metadata", "labels"]).map_mut().retain(|key, _| !tied(key));
            }
        }
        "Pod" => placed_anew(own.field_mut("spec")),
        _ => {}
    }
    own
}

/// A pod's spec without its node and the token that the API server mounted into it.
fn placed_anew(spec: &mut Value) {
    spec.remove("nodeName");
    let token = |v: &Value| v.str("name").starts_with("kube-api-access-");
    if spec.has("volumes") {
        spec.field_mut("volumes").list_mut().retain(|v| !token(v));
    }
    for list in ["containers", "initContainers"] {
        if !spec.has(list) {
            continue;
        }
        for container in spec.field_mut(list).list_mut().iter_mut().filter(|c| c.has("volumeMounts")) {
            container.field_mut("volumeMounts").list_mut().retain(|m| !token(m));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUMP: &str = "\
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Node, metadata: {name: n1, labels: {disk: ssd, kubernetes.io/os: linux}}, spec: {unschedulable: true}}
- {apiVersion: v1, kind: Pod, metadata: {name: bare, namespace: team, uid: u, resourceVersion: '7'}, spec: {nodeName: n1, containers: [{name: a, image: nginx}]}, status: {phase: Running}}
- {apiVersion: v1, kind: Pod, metadata: {name: owned, namespace: team, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: r, uid: x, controller: true}]}}
- {apiVersion: v1, kind: Namespace, metadata: {name: team}}
- {apiVersion: v1, kind: Service, metadata: {name: web, namespace: team}, spec: {clusterIP: 10.1.1.1, ports: [{port: 80}]}}
- {apiVersion: v1, kind: ConfigMap, metadata: {name: kube-root-ca.crt, namespace: team}}
";

    #[test]
    fn a_dump_becomes_nodes_and_what_people_made() {
        let journal = journal(DUMP).unwrap();
        assert_eq!(journal.scenario, "nodes:master@192.168.10.100*,n1@192.168.10.101");
        let inputs: Vec<&Input> = journal.entries.iter().map(|e| &e.input).collect();
        let Input::WriteFile { text, .. } = inputs[0] else { panic!("{inputs:?}") };
        let names: Vec<&str> = text.lines().filter(|l| l.starts_with("kind:") || l.contains("nodeName")).collect();
        assert_eq!(names, ["kind: Namespace", "kind: Service", "kind: Pod"]);
        assert!(!text.contains("10.1.1.1") && !text.contains("uid") && !text.contains("status"), "{text}");
        let line = |text: &str| Input::Line { terminal: 0, text: text.into() };
        assert_eq!(inputs[1], &line("kubectl label node n1 disk=ssd"));
        assert_eq!(inputs[2], &line("kubectl cordon n1"));
        assert_eq!(inputs[3], &line("kubectl create -f cluster.yaml"));
    }

    #[test]
    fn json_is_as_good() {
        let journal = journal(
            "{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n        {\n            \"apiVersion\": \"v1\",\n            \"kind\": \"Namespace\",\n            \"metadata\": {\n                \"name\": \"told\",\n                \"uid\": \"4\"\n            }\n        }\n    ],\n    \"kind\": \"List\"\n}\n",
        );
        let Input::WriteFile { text, .. } = &journal.as_ref().unwrap().entries[0].input else { panic!("{journal:?}") };
        assert!(text.contains("name: told") && !text.contains("uid"), "{text}");
    }

    #[test]
    fn a_kind_that_is_not_here_is_left_to_be_told() {
        let journal = journal(
            "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: argoproj.io/v1alpha1, kind: Application, metadata: {name: x, uid: u}}\n- {apiVersion: events.k8s.io/v1, kind: Event, metadata: {name: e}}\n",
        );
        let journal = journal.unwrap();
        let Input::WriteFile { text, .. } = &journal.entries[0].input else { panic!("{journal:?}") };
        assert!(text.contains("kind: Application") && !text.contains("Event"), "{text}");
    }

    #[test]
    fn what_is_no_dump_is_refused() {
        for text in ["", "hello", "a: 1", "kind: [", "kubenori 2\tx"] {
            assert!(journal(text).is_none(), "{text}");
        }
    }
}
