//! A cluster for tests of components: nodes and kubelets are played by the test itself.

use sorted::InOrder;
use std::time::Duration;

use api::kinds::Kind;
use api::request::{PatchType, Request, Verb};
use api::time::Time;
use api::{Status, Text, Value, meta, obj};

use crate::{Cluster, Config, kinds};

/// The cluster, and how its pods fare.
pub struct Lab {
    pub c: Cluster,
    /// What a pod that has a node and is `Pending` becomes.
    pub fate: fn(&Value) -> &'static str,
    /// Pods that do not stop when they are deleted.
    pub stubborn: bool,
    /// A node whose kubelet is not heard of; `*` is all.
    pub silent: &'static str,
}

impl Lab {
    /// A cluster with nodes `node1` and so on: 4 processors, 8 GiB, 110 pods.
    pub fn new(nodes: usize) -> Lab {
        let config = Config { seed: 7, epoch: Time::from_seconds(1_795_228_142), ..Config::default() };
        let mut lab = Lab { c: Cluster::new(config), fate: |_| "Running", stubborn: false, silent: "" };
        for i in 1..=nodes {
            lab.add_node(&format!("node{i}"), Value::object());
        }
        lab
    }
    pub fn add_node(&mut self, name: &str, labels: Value) {
        let mut labels = labels;
        labels.set("kubernetes.io/hostname", name.to_string());
        let now = self.c.now().rfc3339();
        let amounts = obj!({"cpu": "4", "memory": "8Gi", "ephemeral-storage": "100Gi", "pods": "110"});
        let mut node = obj!({
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": (name.to_string()), "labels": labels},
        });
        let status = obj!({
            "allocatable": (amounts.clone()),
            "capacity": amounts,
            "conditions": [{
                "type": "Ready", "status": "True", "reason": "KubeletReady", "message": "kubelet is posting ready status",
                "lastHeartbeatTime": (now.clone()), "lastTransitionTime": now,
            }],
        });
        self.create(node.clone());
        node = self.get(kinds::NODE, "", name);
        node.set("status", status);
        self.put(kinds::NODE, "status", node).expect("a node's status can be written");
    }
    fn request(&mut self, verb: Verb, kind: &Kind, object: &Value) -> Request {
        let ns = if kind.namespaced { meta::namespace(object) } else { "" };
        let ns = if kind.namespaced && ns.is_empty() { "default" } else { ns };
        Request::new(verb, kind.gvr(), Text::new(ns), Text::new(meta::name(object))).with_body(object.clone())
    }
    pub fn try_create(&mut self, object: Value) -> Result<Value, Status> {
        let (group, _) = object.str("apiVersion").split_once('/').unwrap_or(("", ""));
        let kind = api::kinds::by_kind(group, object.str("kind")).expect("a known kind");
        let mut request = self.request(Verb::Create, kind, &object);
        request.name = Text::EMPTY;
        self.c.handle(request).into_result()
    }
    pub fn create(&mut self, object: Value) -> Value {
        self.try_create(object).unwrap_or_else(|s| panic!("{}", s.message))
    }
    pub fn put(&mut self, kind: &Kind, subresource: &'static str, object: Value) -> Result<Value, Status> {
        let request = self.request(Verb::Update, kind, &object).on(subresource);
        self.c.handle(request).into_result()
    }
    pub fn patch(&mut self, kind: &Kind, name: &str, patch: Value) -> Value {
        let ns = if kind.namespaced { "default" } else { "" };
        let request = Request::new(Verb::Patch(PatchType::Merge), kind.gvr(), ns, Text::new(name)).with_body(patch);
        self.c.handle(request).into_result().unwrap_or_else(|s| panic!("{}", s.message))
    }
    pub fn delete(&mut self, kind: &Kind, name: &str) {
        let ns = if kind.namespaced { "default" } else { "" };
        let answer = self.c.handle(Request::new(Verb::Delete, kind.gvr(), ns, Text::new(name)));
        assert!(answer.code < 300, "{answer:?}");
    }
    pub fn find(&mut self, kind: &Kind, namespace: &str, name: &str) -> Option<Value> {
        self.c.api().read(kind, namespace, name)
    }
    pub fn get(&mut self, kind: &Kind, namespace: &str, name: &str) -> Value {
        self.find(kind, namespace, name).unwrap_or_else(|| panic!("no {} {namespace}/{name}", kind.kind))
    }
    /// The objects of a kind in `default` (or cluster-wide).
    pub fn list(&mut self, kind: &Kind) -> Vec<Value> {
        let ns = if kind.namespaced { "default" } else { "" };
        self.c.api().read_all(kind, ns).cloned().collect()
    }
    pub fn pods(&mut self) -> Vec<Value> {
        self.list(kinds::POD)
    }
    /// Lets time go by; pods start and stop as the lab wants it.
    pub fn run(&mut self, seconds: u64) {
        for i in 0..seconds * 10 {
            if i % 100 == 0 {
                self.renew_leases();
            }
            self.c.advance_to(self.c.now() + Duration::from_millis(100));
            self.play_kubelets();
        }
        self.c.advance_to(self.c.now() + Duration::from_millis(50));
    }
    fn renew_leases(&mut self) {
        let now = self.c.now().rfc3339_micro();
        let names: Vec<String> = self.list(kinds::NODE).iter().map(|n| meta::name(n).to_string()).collect();
        let silent = self.silent;
        for name in names.iter().filter(|n| *n != silent && silent != "*") {
            if let Some(mut lease) = self.find(kinds::LEASE, "kube-node-lease", name) {
                lease.field_mut("spec").set("renewTime", now.clone());
                self.put(kinds::LEASE, "", lease).expect("a lease can be renewed");
                continue;
            }
            self.create(obj!({
                "apiVersion": "coordination.k8s.io/v1",
                "kind": "Lease",
                "metadata": {"name": (name.clone()), "namespace": "kube-node-lease"},
                "spec": {"holderIdentity": (name.clone()), "leaseDurationSeconds": 40, "renewTime": (now.clone())},
            }));
        }
    }
    fn play_kubelets(&mut self) {
        let now = self.c.now().rfc3339();
        let pods: Vec<Value> = self.c.api().read_all(kinds::POD, "").cloned().collect();
        for (i, mut pod) in pods.into_iter().enumerate().filter(|(_, p)| !p.get("spec").str("nodeName").is_empty()) {
            if !meta::deletion_timestamp(&pod).is_empty() {
                let finalizers = !meta::finalizers(&pod).is_empty();
                if !self.stubborn && !finalizers {
                    let mut request = self.request(Verb::Delete, kinds::POD, &pod).with_body(Value::Null);
                    request.options.grace_period_seconds = Some(0);
                    self.c.handle(request);
                }
                continue;
            }
            if !matches!(pod.get("status").str("phase"), "" | "Pending") {
                continue;
            }
            let fate = (self.fate)(&pod);
            let ready = if fate == "Running" { "True" } else { "False" };
            let status = pod.field_mut("status");
            status.set("phase", fate);
            status.set("startTime", now.clone());
            status.set("podIP", format!("10.244.9.{}", i + 1));
            status.set("podIPs", vec![obj!({"ip": (format!("10.244.9.{}", i + 1))})]);
            let list = status.field_mut("conditions").list_mut();
            list.retain(|c| c.str("type") != "Ready");
            list.push(obj!({"type": "Ready", "status": ready, "lastTransitionTime": (now.clone())}));
            self.put(kinds::POD, "status", pod).expect("a pod's status can be written");
        }
    }
    /// `Reason: message` of the events about an object, the oldest first.
    pub fn events(&mut self, kind: &str, name: &str) -> Vec<String> {
        let events = api::kinds::by_kind("", "Event").expect("events are a kind");
        let about = |e: &&Value| {
            let o = e.get("involvedObject");
            o.str("kind") == kind && o.str("name") == name
        };
        let mut found: Vec<Value> = self.c.api().read_all(events, "").filter(about).cloned().collect();
        found.order_by_key(version);
        found.iter().map(|e| format!("{}: {}", e.str("reason"), e.str("message"))).collect()
    }
}

fn version(object: &Value) -> u64 {
    meta::resource_version(object).parse().unwrap_or(0)
}

/// A pod of one container.
pub fn pod(name: &'static str, spec: Value) -> Value {
    let mut pod = obj!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": {"app": name}},
        "spec": {"containers": [{"name": "c", "image": "nginx"}]},
    });
    for (key, value) in spec.as_map().expect("a spec is a map").iter() {
        pod.field_mut("spec").set(key, value);
    }
    pod
}

/// A deployment of nginx.
pub fn deployment(name: &'static str, replicas: i64) -> Value {
    obj!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "labels": {"app": name}},
        "spec": {
            "replicas": replicas,
            "progressDeadlineSeconds": 600,
            "selector": {"matchLabels": {"app": name}},
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}},
            "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {
                    "containers": [{"name": "nginx", "image": "nginx:1.14"}],
                    "terminationGracePeriodSeconds": 30,
                },
            },
        },
    })
}
