//! The words of kubectl's columns, for the picture.

use api::Value;
use api::time::Time;

pub struct PodCells {
    pub status: String,
    pub ready: String,
    pub restarts: i64,
}

pub fn pod_cells(o: &Value, _now: Time) -> PodCells {
    let statuses = o.get("status").list("containerStatuses");
    let ready = statuses.iter().filter(|s| s.bool("ready")).count();
    let reason = statuses.iter().find_map(|s| s.at(&["state", "waiting", "reason"]).as_str());
    PodCells {
        status: reason.unwrap_or(o.get("status").str("phase")).to_string(),
        ready: format!("{ready}/{}", o.get("spec").list("containers").len()),
        restarts: statuses.iter().filter_map(|s| s.int("restartCount")).sum(),
    }
}

pub fn pod_requests(_o: &Value) -> (i64, i64) {
    (0, 0)
}

pub struct NodeCells {
    pub roles: Vec<String>,
    pub status: String,
}

pub fn node_cells(o: &Value) -> NodeCells {
    let labels = api::meta::labels(o).keys();
    let roles = labels.filter_map(|k| k.strip_prefix("node-role.kubernetes.io/")).map(str::to_string).collect();
    let ready =
        o.get("status").list("conditions").iter().any(|c| c.str("type") == "Ready" && c.str("status") == "True");
    NodeCells { roles, status: if ready { "Ready" } else { "NotReady" }.to_string() }
}
