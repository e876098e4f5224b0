//! ComponentStatuses: nothing is stored, each look asks the parts of the control plane how they are.

use api::{Value, obj};

use super::Env;

/// The parts, their processes, and what they say when they are well.
const PARTS: [(&str, &str, u16); 3] = [
    ("scheduler", "kube-scheduler", 10259),
    ("controller-manager", "kube-controller-manager", 10257),
    ("etcd-0", "", 0),
];

/// All statuses, in the order in which the server asks.
pub(super) fn all(env: &Env<'_>) -> Vec<Value> {
    PARTS.iter().map(|(name, process, port)| one(name, process, *port, env)).collect()
}

fn one(name: &'static str, process: &str, port: u16, env: &Env<'_>) -> Value {
    let condition = if !process.is_empty() && env.world.stopped.contains(process) {
        let error =
            format!("Get \"https://127.0.0.1:{port}/healthz\": dial tcp 127.0.0.1:{port}: connect: connection refused");
        obj!({"type": "Healthy", "status": "False", "message": error, "error": ""})
    } else {
        obj!({"type": "Healthy", "status": "True", "message": "ok"})
    };
    obj!({
        "apiVersion": "v1",
        "kind": "ComponentStatus",
        "metadata": {"name": name},
        "conditions": [condition],
    })
}
