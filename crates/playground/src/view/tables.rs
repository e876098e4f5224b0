//! The words of kubectl's columns, for the picture: the server's own table says them.

use api::quantity::Quantity;
use api::time::Time;
use api::{Text, Value};
use cluster::Cluster;

use crate::kind;

/// What kubectl's columns say of a pod.
pub struct PodCells {
    pub status: String,
    pub ready: String,
    pub restarts: u32,
}

fn cell(cells: &[(Text, Value)], column: &str) -> String {
    let found = cells.iter().find(|(name, _)| name == column).map(|(_, value)| value);
    match found {
        Some(Value::Str(s)) => s.to_string(),
        Some(Value::Int(i)) => i.to_string(),
        _ => String::new(),
    }
}

/// STATUS, READY and RESTARTS of a pod.
pub fn pod_cells(cluster: &Cluster, pod: &Value, now: Time) -> PodCells {
    let cells = cluster.api().cells(kind("", "Pod"), pod, now);
    let restarts = cell(&cells, "Restarts");
    PodCells {
        status: cell(&cells, "Status"),
        ready: cell(&cells, "Ready"),
        restarts: restarts.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0),
    }
}

/// ROLES and STATUS of a node.
pub fn node_cells(cluster: &Cluster, node: &Value) -> (Vec<String>, String) {
    let cells = cluster.api().cells(kind("", "Node"), node, cluster.now());
    let roles = cell(&cells, "Roles");
    let roles = roles.split(',').filter(|r| !r.is_empty() && *r != "<none>").map(str::to_string).collect();
    (roles, cell(&cells, "Status"))
}

/// Requested cpu (millicores) and memory (bytes) of a pod's containers and sidecars; an init container counts where it
/// alone asks for more.
pub fn pod_requests(pod: &Value) -> (f64, f64) {
    let amount = |c: &Value, name: &str| Quantity::of_valid(c.get("resources").get("requests").get(name));
    let spec = pod.get("spec");
    let one = |name: &str, unit: &dyn Fn(&Quantity) -> i64| {
        let mut sum: i64 = spec.list("containers").iter().map(|c| unit(&amount(c, name))).sum();
        let mut most = 0;
        for c in spec.list("initContainers") {
            if c.str("restartPolicy") == "Always" {
                sum += unit(&amount(c, name));
            } else {
                most = most.max(unit(&amount(c, name)));
            }
        }
        sum.max(most) as f64
    };
    (one("cpu", &|q| q.milli_value()), one("memory", &|q| q.value()))
}
