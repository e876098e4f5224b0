//! Server-side printing: the columns of each kind, as `kubectl get` shows them.
//!
//! A column is one value: name, priority (0 is always shown, others with `-o wide`) and the cell of an object.

mod batch;
mod cells;
mod core;
mod custom;
mod events;
mod network;
mod pods;
mod policy;
mod storage;
mod workloads;

use api::request::{Column, Row, Table};
use api::time::Time;
use api::{Text, Value, meta};

use sorted::InOrder;

use super::Resource;
use super::versions::to_storage;
use cells::{age, name};

type Cell = fn(&Value, Time) -> Value;

/// One column of a kind.
struct Col {
    name: &'static str,
    priority: u8,
    cell: Cell,
}

/// A column that is always shown.
const fn col(name: &'static str, cell: Cell) -> Col {
    Col { name, priority: 0, cell }
}
/// A column that `-o wide` shows.
const fn wide(name: &'static str, cell: Cell) -> Col {
    Col { name, priority: 1, cell }
}

const NAME: Col = col("Name", name);
const AGE: Col = col("Age", age);
const CREATED: Col = col("Created At", |o, _| o.at(&["metadata", "creationTimestamp"]).clone());
const DEFAULT: &[Col] = &[NAME, AGE];
const NAME_CREATED: &[Col] = &[NAME, CREATED];

const RBAC: &str = "rbac.authorization.k8s.io";
const REGISTRATION: &str = "admissionregistration.k8s.io";
const FLOW: &str = "flowcontrol.apiserver.k8s.io";

/// Kinds with columns of their own.
const TABLES: &[(&str, &str, &[Col])] = &[
    ("", "pods", pods::PODS),
    ("", "podtemplates", pods::TEMPLATES),
    ("", "replicationcontrollers", workloads::REPLICATION_CONTROLLERS),
    ("apps", "replicasets", workloads::REPLICA_SETS),
    ("apps", "deployments", workloads::DEPLOYMENTS),
    ("apps", "statefulsets", workloads::STATEFUL_SETS),
    ("apps", "daemonsets", workloads::DAEMON_SETS),
    ("apps", "controllerrevisions", workloads::CONTROLLER_REVISIONS),
    ("batch", "jobs", batch::JOBS),
    ("batch", "cronjobs", batch::CRON_JOBS),
    ("autoscaling", "horizontalpodautoscalers", batch::AUTOSCALERS),
    ("", "services", network::SERVICES),
    ("", "endpoints", network::ENDPOINTS),
    ("discovery.k8s.io", "endpointslices", network::ENDPOINT_SLICES),
    ("networking.k8s.io", "ingresses", network::INGRESSES),
    ("networking.k8s.io", "ingressclasses", network::INGRESS_CLASSES),
    ("networking.k8s.io", "networkpolicies", network::NETWORK_POLICIES),
    ("networking.k8s.io", "ipaddresses", network::ADDRESSES),
    ("networking.k8s.io", "servicecidrs", network::SERVICE_CIDRS),
    ("", "nodes", core::NODES),
    ("", "namespaces", core::NAMESPACES),
    ("", "secrets", core::SECRETS),
    ("", "configmaps", core::CONFIG_MAPS),
    ("", "resourcequotas", core::QUOTAS),
    ("", "limitranges", NAME_CREATED),
    ("", "componentstatuses", core::COMPONENTS),
    ("coordination.k8s.io", "leases", core::LEASES),
    ("", "events", events::EVENTS),
    ("events.k8s.io", "events", events::EVENTS),
    ("", "persistentvolumes", storage::VOLUMES),
    ("", "persistentvolumeclaims", storage::CLAIMS),
    ("storage.k8s.io", "storageclasses", storage::CLASSES),
    ("storage.k8s.io", "volumeattachments", storage::ATTACHMENTS),
    ("storage.k8s.io", "volumeattributesclasses", storage::ATTRIBUTES_CLASSES),
    ("storage.k8s.io", "csidrivers", storage::DRIVERS),
    ("storage.k8s.io", "csinodes", storage::DRIVER_NODES),
    ("storage.k8s.io", "csistoragecapacities", storage::CAPACITIES),
    ("policy", "poddisruptionbudgets", policy::BUDGETS),
    ("scheduling.k8s.io", "priorityclasses", policy::PRIORITY_CLASSES),
    ("node.k8s.io", "runtimeclasses", policy::RUNTIME_CLASSES),
    (RBAC, "roles", NAME_CREATED),
    (RBAC, "clusterroles", NAME_CREATED),
    (RBAC, "rolebindings", policy::ROLE_BINDINGS),
    (RBAC, "clusterrolebindings", policy::ROLE_BINDINGS),
    ("certificates.k8s.io", "certificatesigningrequests", policy::SIGNING_REQUESTS),
    (REGISTRATION, "mutatingwebhookconfigurations", policy::WEBHOOKS),
    (REGISTRATION, "validatingwebhookconfigurations", policy::WEBHOOKS),
    (REGISTRATION, "validatingadmissionpolicies", policy::VALIDATING_POLICIES),
    (REGISTRATION, "mutatingadmissionpolicies", policy::MUTATING_POLICIES),
    (REGISTRATION, "validatingadmissionpolicybindings", policy::POLICY_BINDINGS),
    (REGISTRATION, "mutatingadmissionpolicybindings", policy::POLICY_BINDINGS),
    (FLOW, "flowschemas", policy::FLOW_SCHEMAS),
    (FLOW, "prioritylevelconfigurations", policy::PRIORITY_LEVELS),
    ("apiextensions.k8s.io", "customresourcedefinitions", NAME_CREATED),
    ("apiregistration.k8s.io", "apiservices", policy::API_SERVICES),
    ("resource.k8s.io", "resourceclaims", policy::CLAIMS),
    ("resource.k8s.io", "resourceslices", policy::SLICES),
];

fn columns(resource: &Resource) -> &'static [Col] {
    TABLES.iter().find(|(g, p, _)| resource.is(g, p)).map_or(DEFAULT, |(_, _, columns)| columns)
}

/// The table of a scale.
pub(super) fn scale(scale: &Value, now: Time) -> Table {
    let count = |part: &str| Value::from(scale.get(part).int("replicas").unwrap_or(0));
    let cells = vec![name(scale, now), count("spec"), count("status"), age(scale, now)];
    let columns = ["Name", "Desired", "Available", "Age"].map(|name| Column { name: name.into(), priority: 0 });
    Table {
        columns: columns.to_vec(),
        rows: vec![Row { cells, object: scale.clone() }],
        resource_version: Text::new(meta::resource_version(scale)),
        continue_token: Text::EMPTY,
    }
}

/// The table of some objects of a resource. Flow schemas stand in the order in which they are tried.
pub(super) fn table(resource: &Resource, objects: &[Value], now: Time) -> Table {
    let ordered: Vec<Value>;
    let objects = if resource.is(FLOW, "flowschemas") {
        let precedence = |f: &Value| f.get("spec").int("matchingPrecedence").unwrap_or(0);
        let mut all = objects.to_vec();
        all.order_by(|a, b| precedence(a).cmp(&precedence(b)));
        ordered = all;
        &ordered
    } else {
        objects
    };
    let version = objects.last().map(|o| Text::new(meta::resource_version(o))).unwrap_or_default();
    let (head, cells): (Vec<Column>, Vec<Vec<Value>>) = match &resource.custom {
        Some(custom) => custom::cells(custom, objects, now),
        None => {
            let columns = columns(resource);
            // Columns know the version in which objects are kept.
            let row = |o: &Value| {
                let kept = to_storage(resource, o.clone());
                columns.iter().map(|c| (c.cell)(&kept, now)).collect()
            };
            let head = columns.iter().map(|c| Column { name: c.name.into(), priority: c.priority });
            (head.collect(), objects.iter().map(row).collect())
        }
    };
    Table {
        columns: head,
        rows: objects.iter().zip(cells).map(|(o, cells)| Row { cells, object: o.clone() }).collect(),
        resource_version: version,
        continue_token: Text::EMPTY,
    }
}
