//! Priority and fairness as the API server sets it up for itself: which requests belong together, and how many of them
//! are served at once. The server keeps these objects as they are while their annotation says so.

use api::{Value, obj};

/// The objects that say `true` here are put back to what the server wants of them.
pub const AUTO_UPDATE: &str = "apf.kubernetes.io/autoupdate-spec";

/// Name, shares, the percentage that others may borrow, queues, queues of one flow. Without queues, what comes too much
/// is refused.
const LEVELS: [(&str, i64, i64, i64, i64); 7] = [
    ("catch-all", 5, 0, 0, 0),
    ("global-default", 20, 50, 128, 6),
    ("leader-election", 10, 0, 16, 4),
    ("node-high", 40, 25, 64, 6),
    ("system", 30, 33, 64, 6),
    ("workload-high", 40, 50, 128, 6),
    ("workload-low", 100, 90, 128, 6),
];
const QUEUE_LENGTH: i64 = 50;

const USER: &str = "ByUser";
const NAMESPACE: &str = "ByNamespace";
const EVERYBODY: &[&str] = &["g:system:unauthenticated", "g:system:authenticated"];
/// Whatever the request asks for.
const ALL: &[[&str; 4]] = &[["*", "*", "*", "cluster"], ["*", "/*", "", ""]];
const LEASES: [&str; 4] = ["get,create,update", "coordination.k8s.io", "leases", ""];

/// Name, level, precedence, what makes a flow, subjects (`u:` a user, `g:` a group, `s:` a service account of
/// kube-system), rules (verbs, group, resources, whether of the cluster too; or verbs, paths).
type Schema = (&'static str, &'static str, i64, &'static str, &'static [&'static str], &'static [[&'static str; 4]]);

const MANAGER: &str = "u:system:kube-controller-manager";
const SCHEDULER: &str = "u:system:kube-scheduler";

const SCHEMAS: [Schema; 13] = [
    ("catch-all", "catch-all", 10_000, USER, EVERYBODY, ALL),
    (
        "endpoint-controller",
        "workload-high",
        150,
        USER,
        &[MANAGER, "s:endpoint-controller", "s:endpointslicemirroring-controller"],
        &[["get,create,update", "", "endpoints", ""]],
    ),
    ("exempt", "exempt", 1, "", &["g:system:masters"], ALL),
    ("global-default", "global-default", 9900, USER, EVERYBODY, ALL),
    ("kube-controller-manager", "workload-high", 800, NAMESPACE, &[MANAGER], ALL),
    ("kube-scheduler", "workload-high", 800, NAMESPACE, &[SCHEDULER], ALL),
    ("kube-system-service-accounts", "workload-high", 900, NAMESPACE, &["s:*"], ALL),
    ("probes", "exempt", 2, "", EVERYBODY, &[["get", "/healthz,/readyz,/livez", "", ""]]),
    ("service-accounts", "workload-low", 9000, USER, &["g:system:serviceaccounts"], ALL),
    ("system-leader-election", "leader-election", 100, USER, &[MANAGER, SCHEDULER, "s:*"], &[LEASES]),
    (
        "system-node-high",
        "node-high",
        400,
        USER,
        &["g:system:nodes"],
        &[["*", "", "nodes,nodes/status", "cluster"], ["*", "coordination.k8s.io", "leases", ""]],
    ),
    ("system-nodes", "system", 500, USER, &["g:system:nodes"], ALL),
    ("workload-leader-election", "leader-election", 200, USER, &["s:*"], &[LEASES]),
];

/// Levels before the schemas that name them.
pub fn objects() -> Vec<Value> {
    let mut all = vec![object(
        "PriorityLevelConfiguration",
        "exempt",
        obj!({"type": "Exempt", "exempt": {"nominalConcurrencyShares": 0, "lendablePercent": 0}}),
    )];
    all.extend(LEVELS.map(level));
    all.extend(SCHEMAS.map(schema));
    all
}

fn object(kind: &'static str, name: &'static str, spec: Value) -> Value {
    let mut annotations = Value::object();
    annotations.set(AUTO_UPDATE, "true");
    obj!({
        "apiVersion": "flowcontrol.apiserver.k8s.io/v1",
        "kind": kind,
        "metadata": {"name": name, "annotations": annotations},
        "spec": spec,
    })
}

fn level((name, shares, lendable, queues, hand): (&'static str, i64, i64, i64, i64)) -> Value {
    let response = if queues == 0 {
        obj!({"type": "Reject"})
    } else {
        let queuing = obj!({"queues": queues, "handSize": hand, "queueLengthLimit": QUEUE_LENGTH});
        obj!({"type": "Queue", "queuing": queuing})
    };
    let limited = obj!({"nominalConcurrencyShares": shares, "lendablePercent": lendable, "limitResponse": response});
    object("PriorityLevelConfiguration", name, obj!({"type": "Limited", "limited": limited}))
}

fn schema((name, level, precedence, method, subjects, rules): Schema) -> Value {
    let mut of = obj!({"subjects": (subjects.iter().map(|s| subject(s)).collect::<Vec<_>>())});
    for [verbs, group, resources, scope] in rules {
        if resources.is_empty() {
            let paths = if *group == "/*" { "*" } else { group };
            let rule = obj!({"verbs": (words(verbs)), "nonResourceURLs": (words(paths))});
            of.field_mut("nonResourceRules").list_mut().push(rule);
            continue;
        }
        let mut rule = obj!({
            "verbs": (words(verbs)),
            "apiGroups": (words(group)),
            "resources": (words(resources)),
            "namespaces": ["*"],
        });
        if !scope.is_empty() {
            rule.set("clusterScope", true);
        }
        of.field_mut("resourceRules").list_mut().push(rule);
    }
    let mut spec = obj!({
        "priorityLevelConfiguration": {"name": level},
        "matchingPrecedence": precedence,
        "rules": [of],
    });
    if !method.is_empty() {
        spec.set("distinguisherMethod", obj!({"type": method}));
    }
    object("FlowSchema", name, spec)
}

fn words(list: &'static str) -> Vec<Value> {
    list.split(',').map(Value::from).collect()
}

fn subject(subject: &'static str) -> Value {
    match subject.split_at(2) {
        ("u:", name) => obj!({"kind": "User", "user": {"name": name}}),
        ("g:", name) => obj!({"kind": "Group", "group": {"name": name}}),
        (_, name) => {
            obj!({"kind": "ServiceAccount", "serviceAccount": {"name": name, "namespace": "kube-system"}})
        }
    }
}
