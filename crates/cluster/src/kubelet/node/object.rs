//! The Node object of a kubelet: labels, capacity, conditions, what runs on it.

use api::time::Time;
use api::{Text, Value, obj};

use super::Node;
use crate::kubelet::clock::fnv;

/// The conditions that a healthy kubelet reports: type, status, reason, message.
type Row = (&'static str, &'static str, &'static str, &'static str);
const CONDITIONS: &[Row] = &[
    ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
];

/// The first row of a node that is short of memory.
const PRESSED: Row =
    ("MemoryPressure", "True", "KubeletHasInsufficientMemory", "kubelet has insufficient memory available");

fn rows(pressed: bool) -> impl Iterator<Item = &'static Row> {
    CONDITIONS.iter().map(move |row| if pressed && row.0 == PRESSED.0 { &PRESSED } else { row })
}

/// What kubelet v1.36 lets pods use beyond what every version does.
const FEATURES: &[&str] = &[
    "ExtendWebSocketsToKubelet",
    "InPlacePodLevelResourcesVerticalScaling",
    "InPlacePodVerticalScalingInitContainers",
    "RestartAllContainersOnContainerExits",
];

/// The object with which a kubelet registers.
pub(super) fn new(node: &Node, now: Time) -> Value {
    let mut labels = obj!({
        "beta.kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": (&node.name),
        "kubernetes.io/os": "linux",
    });
    let mut spec = Value::object();
    if node.control_plane {
        labels.set("node-role.kubernetes.io/control-plane", "");
        labels.set("node.kubernetes.io/exclude-from-external-load-balancers", "");
    }
    if node.tainted {
        spec.set("taints", obj!([{"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}]));
    }
    let mut object = obj!({
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": (&node.name),
            "labels": labels,
            "annotations": {"volumes.kubernetes.io/controller-managed-attach-detach": "true"},
        },
        "spec": spec,
    });
    object.set("status", status(node, &Value::Null, now));
    object
}

/// What the kubelet says of the drivers of storage on its node: there are none, and all older ways to storage that drivers
/// took over are theirs.
pub(super) fn storage(name: &Text, owner: Value) -> Value {
    obj!({
        "apiVersion": "storage.k8s.io/v1",
        "kind": "CSINode",
        "metadata": {
            "name": (name),
            "annotations": {"storage.alpha.kubernetes.io/migrated-plugins": MIGRATED},
            "ownerReferences": [owner],
        },
        "spec": {"drivers": []},
    })
}

const MIGRATED: &str = "kubernetes.io/aws-ebs,kubernetes.io/azure-disk,kubernetes.io/azure-file,kubernetes.io/cinder,\
    kubernetes.io/gce-pd,kubernetes.io/portworx-volume,kubernetes.io/vsphere-volume";

/// Whether somebody has given the node up since the last report.
pub(super) fn lost(stored: &Value, pressed: bool) -> bool {
    let conditions = stored.get("status").list("conditions");
    rows(pressed)
        .any(|(kind, status, ..)| !conditions.iter().any(|c| c.str("type") == *kind && c.str("status") == *status))
}

/// What the kubelet says of a condition that is well again.
pub(super) const WELL: &[(&str, &str)] = &[
    ("MemoryPressure", "NodeHasSufficientMemory"),
    ("DiskPressure", "NodeHasNoDiskPressure"),
    ("PIDPressure", "NodeHasSufficientPID"),
    ("Ready", "NodeReady"),
];

/// The conditions that are unknown to others because the kubelet was not heard of, with what it says when it is back.
pub(super) fn given_up(stored: &Value) -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    let unknown = |kind: &str| {
        let conditions = stored.get("status").list("conditions");
        conditions.iter().any(|c| c.str("type") == kind && c.str("status") == "Unknown")
    };
    WELL.iter().filter(move |(kind, _)| unknown(kind))
}

/// The whole status; transition times stay where a condition is what it was in `stored`.
pub(super) fn status(node: &Node, stored: &Value, now: Time) -> Value {
    let mut status = stored.get("status").clone();
    status.set(
        "addresses",
        obj!([
            {"type": "InternalIP", "address": (&node.address)},
            {"type": "Hostname", "address": (&node.name)},
        ]),
    );
    status.set("capacity", resources(stored, "8Gi"));
    status.set("allocatable", resources(stored, "8092Mi"));
    status.set("conditions", conditions(stored, node.pressed_until.is_some(), now));
    status.set("daemonEndpoints", obj!({"kubeletEndpoint": {"Port": 10250}}));
    status.set("declaredFeatures", FEATURES.iter().map(|f| Value::from(*f)).collect::<Vec<_>>());
    status.set("nodeInfo", info(node));
    let images = node.image_list();
    if !images.is_empty() {
        status.set("images", images);
    }
    status
}

/// What the machine has, and what others say in the capacity that it has besides (`example.com/dongle`): the kubelet
/// lets pods have all of that.
fn resources(stored: &Value, memory: &'static str) -> Value {
    let mut all = stored.at(&["status", "capacity"]).clone();
    for (name, quantity) in RESOURCES {
        all.set(*name, *quantity);
    }
    all.set("memory", memory);
    all
}

const RESOURCES: &[(&str, &str)] = &[
    ("cpu", "4"),
    ("ephemeral-storage", "264212084Ki"),
    ("hugepages-1Gi", "0"),
    ("hugepages-2Mi", "0"),
    ("pods", "110"),
];

/// Whether somebody has written into the capacity or what pods may have of it since the last report.
pub(super) fn resized(stored: &Value) -> bool {
    let differs = |what: &str, memory| *stored.get("status").get(what) != resources(stored, memory);
    differs("capacity", "8Gi") || differs("allocatable", "8092Mi")
}

fn conditions(stored: &Value, pressed: bool, now: Time) -> Value {
    let old = stored.get("status").list("conditions");
    let mut list: Vec<Value> = rows(pressed)
        .map(|(kind, status, reason, message)| {
            let before = old.iter().find(|c| c.str("type") == *kind && c.str("status") == *status);
            let since = before.map(|c| c.get("lastTransitionTime").clone()).unwrap_or_else(|| now.rfc3339().into());
            obj!({
                "type": (*kind),
                "status": (*status),
                "lastHeartbeatTime": (now.rfc3339()),
                "lastTransitionTime": since,
                "reason": (*reason),
                "message": (*message),
            })
        })
        .collect();
    // Conditions of others (a network plugin's NetworkUnavailable) stay.
    list.extend(old.iter().filter(|c| !CONDITIONS.iter().any(|(kind, ..)| c.str("type") == *kind)).cloned());
    list.into()
}

fn info(node: &Node) -> Value {
    let machine = hex(&[&node.name, "machine"], 32);
    obj!({
        "architecture": "amd64",
        "bootID": (boot_id(node)),
        "containerRuntimeVersion": "containerd://1.6.20",
        "kernelVersion": "6.18.44-fc-v595",
        "kubeProxyVersion": "",
        "kubeletVersion": "v1.36.2",
        "machineID": (machine.clone()),
        "operatingSystem": "linux",
        "osImage": "Debian GNU/Linux 12 (bookworm)",
        "systemUUID": machine,
    })
}

/// Every start of the machine has another one; those that came up with the cluster share their first.
pub(super) fn boot_id(node: &Node) -> String {
    let boot = match node.boots {
        0 => hex(&["boot"], 32),
        n => hex(&["boot", &node.name, &n.to_string()], 32),
    };
    format!("{}-{}-4{}-a{}-{}", &boot[..8], &boot[8..12], &boot[13..16], &boot[17..20], &boot[20..32])
}

/// `n` hexadecimal digits that follow from a name.
fn hex(of: &[&str], n: usize) -> String {
    let seed = of.join("/");
    let words = (0..n.div_ceil(16))
        .map(|i| format!("{:016x}", fnv(&format!("{seed}/{i}")).wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    words.collect::<String>()[..n].to_string()
}
