//! What somebody may do to a cluster, and how it is drawn.

use std::time::Duration;

use api::kinds::Kind;
use api::request::{PatchType, Propagation, Request, Verb};
use api::{Text, Value, meta, obj};
use proptest::prelude::*;

use super::Lab;
use crate::kinds;

pub const NAMESPACES: [&str; 2] = ["default", "team"];
const NAMES: [&str; 3] = ["a", "b", "c"];
pub const NODES: [&str; 3] = ["master", "worker01", "worker02"];
const WORKLOADS: [&Kind; 6] =
    [kinds::DEPLOYMENT, kinds::STATEFUL_SET, kinds::JOB, kinds::DAEMON_SET, kinds::REPLICA_SET, kinds::CRON_JOB];
const HOW: [Propagation; 3] = [Propagation::Background, Propagation::Foreground, Propagation::Orphan];

/// Who is meant: a namespace and a name.
type Whom = (&'static str, &'static str);

/// Something that somebody does. Numbers choose among what there is.
#[derive(Clone, Debug)]
pub enum Deed {
    /// A workload of so many pods that request so many thousandths of a processor.
    Create {
        kind: usize,
        whom: Whom,
        replicas: i64,
        milli: i64,
    },
    /// The same deployment, server-side applied by somebody.
    Apply {
        whom: Whom,
        replicas: i64,
        manager: &'static str,
        force: bool,
    },
    /// By the field, or by the subresource.
    Scale {
        whom: Whom,
        replicas: i64,
        subresource: bool,
    },
    Roll {
        whom: Whom,
        image: &'static str,
    },
    Delete {
        kind: usize,
        whom: Whom,
        how: usize,
    },
    /// All of a kind in a namespace.
    DeleteAll {
        kind: usize,
        namespace: &'static str,
        how: usize,
    },
    Pod {
        whom: Whom,
        milli: i64,
    },
    DeletePod {
        which: usize,
        force: bool,
    },
    Evict {
        which: usize,
    },
    /// A pod leaves its owner.
    Relabel {
        which: usize,
    },
    /// A finalizer holds a pod, or no longer.
    Hold {
        which: usize,
        on: bool,
    },
    Budget {
        whom: Whom,
        least: i64,
    },
    Quota {
        namespace: &'static str,
        pods: i64,
        milli: i64,
    },
    /// A budget or a quota goes.
    Drop {
        kind: &'static Kind,
        whom: Whom,
    },
    Cordon {
        node: usize,
        on: bool,
    },
    /// Nobody schedules to the node any more, and all of its pods are evicted.
    Drain {
        node: usize,
    },
    /// Pods that do not tolerate it are driven away.
    Taint {
        node: usize,
        on: bool,
    },
    Freeze {
        node: usize,
        on: bool,
    },
    Cut {
        node: usize,
        on: bool,
    },
    /// A node is taken out of the cluster; its kubelet goes on.
    Lose {
        node: usize,
    },
    /// A namespace goes with all that is in it, or comes again.
    Namespace {
        delete: bool,
    },
    /// Whoever watches begins again from where they were.
    Rewatch,
    Wait {
        seconds: u64,
    },
}

pub fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let whom =
        || (0..NAMESPACES.len(), 0..NAMES.len()).prop_map(|(namespace, name)| (NAMESPACES[namespace], NAMES[name]));
    let (kind, how, which, node) = (0..WORKLOADS.len(), 0..HOW.len(), 0..50usize, 1..NODES.len());
    let on = any::<bool>();
    let work = prop_oneof![
        6 => (kind.clone(), whom(), 0..5i64, 0..4i64)
            .prop_map(|(kind, whom, replicas, n)| Deed::Create { kind, whom, replicas, milli: n * 700 }),
        2 => (whom(), 0..5i64, on, on).prop_map(|(whom, replicas, other, force)| {
            Deed::Apply { whom, replicas, manager: if other { "bob" } else { "alice" }, force }
        }),
        2 => (whom(), 0..7i64, on)
            .prop_map(|(whom, replicas, subresource)| Deed::Scale { whom, replicas, subresource }),
        1 => (whom(), on).prop_map(|(whom, bad)| {
            Deed::Roll { whom, image: if bad { "nginx:nosuch" } else { "nginx:1.26" } }
        }),
        3 => (kind.clone(), whom(), how.clone()).prop_map(|(kind, whom, how)| Deed::Delete { kind, whom, how }),
        1 => (kind, whom(), how).prop_map(|(kind, (namespace, _), how)| Deed::DeleteAll { kind, namespace, how }),
        2 => (whom(), 0..3i64).prop_map(|(whom, n)| Deed::Pod { whom, milli: n * 1500 }),
    ];
    let pods = prop_oneof![
        2 => (which.clone(), on).prop_map(|(which, force)| Deed::DeletePod { which, force }),
        2 => which.clone().prop_map(|which| Deed::Evict { which }),
        1 => which.clone().prop_map(|which| Deed::Relabel { which }),
        1 => (which, on).prop_map(|(which, on)| Deed::Hold { which, on }),
    ];
    let rules = prop_oneof![
        1 => (whom(), 0..3i64).prop_map(|(whom, least)| Deed::Budget { whom, least }),
        2 => (whom(), 0..6i64, 1..5i64)
            .prop_map(|((namespace, _), pods, n)| Deed::Quota { namespace, pods, milli: n * 900 }),
        1 => (whom(), on).prop_map(|((namespace, name), quota)| match quota {
            true => Deed::Drop { kind: kinds::RESOURCE_QUOTA, whom: (namespace, "q") },
            false => Deed::Drop { kind: kinds::POD_DISRUPTION_BUDGET, whom: (namespace, name) },
        }),
        1 => any::<bool>().prop_map(|delete| Deed::Namespace { delete }),
    ];
    let nodes = prop_oneof![
        1 => (node.clone(), on).prop_map(|(node, on)| Deed::Cordon { node, on }),
        1 => node.clone().prop_map(|node| Deed::Drain { node }),
        1 => (node.clone(), on).prop_map(|(node, on)| Deed::Taint { node, on }),
        1 => (node.clone(), on).prop_map(|(node, on)| Deed::Freeze { node, on }),
        1 => (node.clone(), on).prop_map(|(node, on)| Deed::Cut { node, on }),
        1 => node.prop_map(|node| Deed::Lose { node }),
    ];
    let time = prop_oneof![
        8 => (0..45u64).prop_map(|seconds| Deed::Wait { seconds }),
        1 => (60..4000u64).prop_map(|seconds| Deed::Wait { seconds }),
        1 => Just(Deed::Rewatch),
    ];
    proptest::collection::vec(prop_oneof![6 => work, 3 => pods, 2 => rules, 2 => nodes, 3 => time], 4..18)
}

fn create(kind: &Kind, namespace: &'static str, object: Value) -> Request {
    Request::new(Verb::Create, kind.gvr(), namespace, "").with_body(object)
}

fn merge(kind: &Kind, (namespace, name): Whom, patch: Value) -> Request {
    Request::new(Verb::Patch(PatchType::Merge), kind.gvr(), namespace, name).with_body(patch)
}

impl Lab {
    /// Does it.
    pub fn act(&mut self, deed: &Deed) {
        match *deed {
            Deed::Create { kind, whom: (namespace, name), replicas, milli } => {
                let object = workload(WORKLOADS[kind], name, replicas, milli);
                self.call(create(WORKLOADS[kind], namespace, object));
            }
            Deed::Apply { whom: (namespace, name), replicas, manager, force } => {
                let object = workload(kinds::DEPLOYMENT, name, replicas, 0);
                let verb = Verb::Patch(PatchType::Apply);
                let mut request = Request::new(verb, kinds::DEPLOYMENT.gvr(), namespace, name).with_body(object);
                (request.options.field_manager, request.options.force) = (manager.into(), force);
                self.call(request);
            }
            Deed::Scale { whom, replicas, subresource } => {
                let request = merge(kinds::DEPLOYMENT, whom, obj!({"spec": {"replicas": replicas}}));
                self.call(if subresource { request.on("scale") } else { request });
            }
            Deed::Roll { whom, image } => {
                let patch = obj!({"spec": {"template": {"spec": {"containers": [{"name": "c", "image": image}]}}}});
                self.call(merge(kinds::DEPLOYMENT, whom, patch));
            }
            Deed::Delete { kind, whom: (namespace, name), how } => {
                let mut request = Request::new(Verb::Delete, WORKLOADS[kind].gvr(), namespace, name);
                request.options.propagation = Some(HOW[how]);
                self.call(request);
            }
            Deed::DeleteAll { kind, namespace, how } => {
                let mut request = Request::new(Verb::DeleteCollection, WORKLOADS[kind].gvr(), namespace, "");
                request.options.propagation = Some(HOW[how]);
                self.call(request);
            }
            Deed::Pod { whom: (namespace, name), milli } => {
                let mut pod = template(name, milli, "Always");
                pod.set("apiVersion", "v1");
                pod.set("kind", "Pod");
                pod.field_mut("metadata").set("name", format!("pod-{name}"));
                self.call(create(kinds::POD, namespace, pod));
            }
            Deed::DeletePod { which, force } => {
                let Some((ns, name)) = self.choose(which) else { return };
                let mut request = Request::new(Verb::Delete, kinds::POD.gvr(), ns, name);
                request.options.grace_period_seconds = force.then_some(0);
                self.call(request);
            }
            Deed::Evict { which } => {
                let Some((ns, name)) = self.choose(which) else { return };
                self.evict(ns, name);
            }
            Deed::Relabel { which } => self.patch_pod(which, obj!({"metadata": {"labels": {"app": "elsewhere"}}})),
            Deed::Hold { which, on } => {
                let finalizers = if on { obj!(["a.io/hold"]) } else { obj!([]) };
                self.patch_pod(which, obj!({"metadata": {"finalizers": finalizers}}));
            }
            Deed::Budget { whom: (namespace, name), least } => {
                let object = obj!({
                    "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": name},
                    "spec": {"minAvailable": least, "selector": {"matchLabels": {"app": name}}},
                });
                self.call(create(kinds::POD_DISRUPTION_BUDGET, namespace, object));
            }
            Deed::Quota { namespace, pods, milli } => {
                let object = obj!({
                    "apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"},
                    "spec": {"hard": {
                        "pods": (pods.to_string()), "requests.cpu": (format!("{milli}m")), "count/deployments.apps": "2",
                    }},
                });
                self.call(create(kinds::RESOURCE_QUOTA, namespace, object));
            }
            Deed::Drop { kind, whom: (namespace, name) } => {
                self.call(Request::new(Verb::Delete, kind.gvr(), namespace, name));
            }
            Deed::Cordon { node, on } => {
                self.call(merge(kinds::NODE, ("", NODES[node]), obj!({"spec": {"unschedulable": on}})));
            }
            Deed::Drain { node } => {
                self.act(&Deed::Cordon { node, on: true });
                let there = |p: &&Value| p.get("spec").str("nodeName") == NODES[node];
                let own = self.pods();
                let own = own.iter().filter(there).filter(|p| meta::namespace(p) != "kube-system");
                let names: Vec<(Text, Text)> =
                    own.map(|p| (p.get("metadata").text("namespace"), p.get("metadata").text("name"))).collect();
                names.into_iter().for_each(|(ns, name)| self.evict(ns, name));
            }
            Deed::Taint { node, on } => {
                let taints = if on { obj!([{"key": "a.io/away", "effect": "NoExecute"}]) } else { obj!([]) };
                self.call(merge(kinds::NODE, ("", NODES[node]), obj!({"spec": {"taints": taints}})));
            }
            Deed::Freeze { node, on } => self.c.world().freeze(NODES[node], on),
            Deed::Cut { node, on } => self.c.world().cut(NODES[node], on),
            Deed::Lose { node } => {
                self.call(Request::new(Verb::Delete, kinds::NODE.gvr(), "", NODES[node]));
            }
            Deed::Namespace { delete: true } => {
                self.call(Request::new(Verb::Delete, kinds::NAMESPACE.gvr(), "", "team"));
            }
            Deed::Namespace { delete: false } => {
                self.call(create(kinds::NAMESPACE, "", namespace()));
            }
            Deed::Rewatch => self.watch_again(),
            Deed::Wait { seconds } => self.c.advance_to(self.c.now() + Duration::from_secs(seconds)),
        }
        self.c.advance_to(self.c.now() + Duration::from_millis(5));
    }

    fn evict(&mut self, namespace: Text, name: Text) {
        let body = obj!({"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": (name.clone())}});
        self.call(Request::new(Verb::Create, kinds::POD.gvr(), namespace, name).on("eviction").with_body(body));
    }

    fn patch_pod(&mut self, which: usize, patch: Value) {
        let Some((ns, name)) = self.choose(which) else { return };
        self.call(Request::new(Verb::Patch(PatchType::Merge), kinds::POD.gvr(), ns, name).with_body(patch));
    }
}

fn template(name: &str, milli: i64, restart: &'static str) -> Value {
    let mut container = obj!({"name": "c", "image": "nginx:1.27"});
    if milli > 0 {
        container.set_at(&["resources", "requests", "cpu"], format!("{milli}m"));
    }
    obj!({
        "metadata": {"labels": {"app": (Text::new(name))}},
        "spec": {"restartPolicy": restart, "terminationGracePeriodSeconds": 3, "containers": [container]},
    })
}

pub fn namespace() -> Value {
    obj!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "team"}})
}

fn workload(kind: &Kind, name: &'static str, replicas: i64, milli: i64) -> Value {
    let (version, selector) = (kind.api_version(), obj!({"matchLabels": {"app": name}}));
    let once = || {
        obj!({
            "parallelism": replicas, "completions": (replicas + 1), "template": (template(name, milli, "Never")),
        })
    };
    let always = || template(name, milli, "Always");
    let spec = match kind.kind {
        "Job" => once(),
        "CronJob" => obj!({"schedule": "*/7 * * * *", "jobTemplate": {"spec": (once())}}),
        "DaemonSet" => obj!({"selector": selector, "template": (always())}),
        "StatefulSet" => {
            obj!({"serviceName": name, "replicas": replicas, "selector": selector, "template": (always())})
        }
        _ => obj!({"replicas": replicas, "selector": selector, "template": (always())}),
    };
    obj!({"apiVersion": version, "kind": (kind.kind), "metadata": {"name": name}, "spec": spec})
}
