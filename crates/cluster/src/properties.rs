//! What holds after any sequence of API calls. The sequences are drawn with a fixed seed, so that each run tries the same.

use sorted::{SortedMap, SortedSet};
use std::cell::Cell;
use std::time::Duration;

use api::kinds::Kind;
use api::quantity::Quantity;
use api::request::{PatchType, Propagation, Request, StreamId, Verb, WatchKind};
use api::time::Time;
use api::{Body, Response, Text, Value, meta, obj};
use proptest::prelude::*;
use proptest::test_runner::{Config as Cases, RngAlgorithm, TestRng, TestRunner};

use crate::amounts::{self, Amounts};
use crate::{Cluster, Config, NodeConfig, kinds, quota};

const NAMESPACES: [&str; 2] = ["default", "team"];
const NAMES: [&str; 3] = ["a", "b", "c"];
const CASES: u32 = 24;

/// Something that somebody does. Numbers choose among what there is.
#[derive(Clone, Debug)]
enum Deed {
    /// A deployment (or statefulset, or job) of so many pods that request so many thousandths of a processor.
    Create {
        kind: usize,
        namespace: usize,
        name: usize,
        replicas: i64,
        milli: i64,
    },
    Scale {
        namespace: usize,
        name: usize,
        replicas: i64,
    },
    Roll {
        namespace: usize,
        name: usize,
        image: usize,
    },
    DeleteWorkload {
        kind: usize,
        namespace: usize,
        name: usize,
        how: usize,
    },
    Pod {
        namespace: usize,
        name: usize,
        milli: i64,
    },
    DeletePod {
        which: usize,
        force: bool,
    },
    Evict {
        which: usize,
    },
    Relabel {
        which: usize,
    },
    Quota {
        namespace: usize,
        pods: i64,
        milli: i64,
    },
    DropQuota {
        namespace: usize,
    },
    Cordon {
        node: usize,
        on: bool,
    },
    Freeze {
        node: usize,
        on: bool,
    },
    /// A namespace goes with all that is in it, or comes again.
    Namespace {
        delete: bool,
    },
    Wait {
        seconds: u64,
    },
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let (ns, name) = (0..NAMESPACES.len(), 0..NAMES.len());
    let deed = prop_oneof![
        4 => (0..3usize, ns.clone(), name.clone(), 0..5i64, 0..4i64).prop_map(|(kind, namespace, name, replicas, n)| {
            Deed::Create { kind, namespace, name, replicas, milli: n * 700 }
        }),
        2 => (ns.clone(), name.clone(), 0..7i64)
            .prop_map(|(namespace, name, replicas)| Deed::Scale { namespace, name, replicas }),
        1 => (ns.clone(), name.clone(), 0..2usize)
            .prop_map(|(namespace, name, image)| Deed::Roll { namespace, name, image }),
        2 => (0..3usize, ns.clone(), name.clone(), 0..3usize)
            .prop_map(|(kind, namespace, name, how)| Deed::DeleteWorkload { kind, namespace, name, how }),
        2 => (ns.clone(), name.clone(), 0..3i64)
            .prop_map(|(namespace, name, n)| Deed::Pod { namespace, name, milli: n * 1500 }),
        2 => (0..50usize, any::<bool>()).prop_map(|(which, force)| Deed::DeletePod { which, force }),
        1 => (0..50usize).prop_map(|which| Deed::Evict { which }),
        1 => (0..50usize).prop_map(|which| Deed::Relabel { which }),
        1 => (ns.clone(), 0..6i64, 1..5i64)
            .prop_map(|(namespace, pods, n)| Deed::Quota { namespace, pods, milli: n * 900 }),
        1 => ns.prop_map(|namespace| Deed::DropQuota { namespace }),
        1 => (1..3usize, any::<bool>()).prop_map(|(node, on)| Deed::Cordon { node, on }),
        1 => (1..3usize, any::<bool>()).prop_map(|(node, on)| Deed::Freeze { node, on }),
        1 => any::<bool>().prop_map(|delete| Deed::Namespace { delete }),
        4 => (0..45u64).prop_map(|seconds| Deed::Wait { seconds }),
    ];
    proptest::collection::vec(deed, 4..16)
}

fn workload(kind: usize) -> &'static Kind {
    [kinds::DEPLOYMENT, kinds::STATEFUL_SET, kinds::JOB][kind]
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

/// A cluster with its observers: what a watch of pods has told, and the last version.
#[derive(Clone)]
struct Lab {
    c: Cluster,
    watch: StreamId,
    told: SortedMap<Text, Value>,
    version: u64,
}

impl Lab {
    fn new() -> Lab {
        let node = |(i, name): (usize, &&str)| NodeConfig {
            name: (*name).to_string(),
            address: format!("192.168.10.{}0", i + 1),
            control_plane: i == 0,
        };
        let nodes = ["master", "worker01", "worker02"].iter().enumerate().map(node).collect();
        let epoch = Time::from_seconds(1_795_228_142);
        let mut c = Cluster::new(Config { seed: 11, epoch, nodes, ..Config::default() });
        c.handle(Request::new(Verb::Create, kinds::NAMESPACE.gvr(), "", "").with_body(namespace()));
        let opened = c.handle(Request::new(Verb::Watch, kinds::POD.gvr(), "", ""));
        let Body::Watch(watch) = opened.body else { panic!("{opened:?}") };
        Lab { c, watch, told: SortedMap::new(), version: 0 }
    }

    fn call(&mut self, request: Request) -> Response {
        self.c.handle(request)
    }
    fn pods(&self) -> Vec<Value> {
        self.c.api().read_all(kinds::POD, "").cloned().collect()
    }
    /// A pod that somebody might touch: not one of the system's.
    fn choose(&self, which: usize) -> Option<(Text, Text)> {
        let pods: Vec<Value> = self.pods().into_iter().filter(|p| meta::namespace(p) != "kube-system").collect();
        let pod = pods.get(which.checked_rem(pods.len())?)?;
        Some((Text::new(meta::namespace(pod)), Text::new(meta::name(pod))))
    }

    fn act(&mut self, deed: &Deed) {
        let create = |kind: &Kind, ns: &'static str, object: Value| {
            Request::new(Verb::Create, kind.gvr(), ns, "").with_body(object)
        };
        let merge = |kind: &Kind, ns: &'static str, name: &'static str, patch: Value| {
            Request::new(Verb::Patch(PatchType::Merge), kind.gvr(), ns, name).with_body(patch)
        };
        match *deed {
            Deed::Create { kind, namespace, name, replicas, milli } => {
                let (ns, name) = (NAMESPACES[namespace], NAMES[name]);
                let object = new_workload(kind, name, replicas, milli);
                self.call(create(workload(kind), ns, object));
            }
            Deed::Scale { namespace, name, replicas } => {
                let patch = obj!({"spec": {"replicas": replicas}});
                self.call(merge(kinds::DEPLOYMENT, NAMESPACES[namespace], NAMES[name], patch));
            }
            Deed::Roll { namespace, name, image } => {
                let image = ["nginx:1.26", "nginx:nosuch"][image];
                let patch = obj!({"spec": {"template": {"spec": {"containers": [{"name": "c", "image": image}]}}}});
                self.call(merge(kinds::DEPLOYMENT, NAMESPACES[namespace], NAMES[name], patch));
            }
            Deed::DeleteWorkload { kind, namespace, name, how } => {
                let mut request = Request::new(Verb::Delete, workload(kind).gvr(), NAMESPACES[namespace], NAMES[name]);
                let all = [Propagation::Background, Propagation::Foreground, Propagation::Orphan];
                request.options.propagation = Some(all[how]);
                self.call(request);
            }
            Deed::Pod { namespace, name, milli } => {
                let mut pod = template(NAMES[name], milli, "Always");
                pod.set("apiVersion", "v1");
                pod.set("kind", "Pod");
                pod.field_mut("metadata").set("name", format!("pod-{}", NAMES[name]));
                self.call(create(kinds::POD, NAMESPACES[namespace], pod));
            }
            Deed::DeletePod { which, force } => {
                let Some((ns, name)) = self.choose(which) else { return };
                let mut request = Request::new(Verb::Delete, kinds::POD.gvr(), ns, name);
                request.options.grace_period_seconds = force.then_some(0);
                self.call(request);
            }
            Deed::Evict { which } => {
                let Some((ns, name)) = self.choose(which) else { return };
                let body = obj!({"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": (name.clone())}});
                self.call(Request::new(Verb::Create, kinds::POD.gvr(), ns, name).on("eviction").with_body(body));
            }
            Deed::Relabel { which } => {
                let Some((ns, name)) = self.choose(which) else { return };
                let patch = obj!({"metadata": {"labels": {"app": "elsewhere"}}});
                let request = Request::new(Verb::Patch(PatchType::Merge), kinds::POD.gvr(), ns, name);
                self.call(request.with_body(patch));
            }
            Deed::Quota { namespace, pods, milli } => {
                let object = obj!({
                    "apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"},
                    "spec": {"hard": {
                        "pods": (pods.to_string()), "requests.cpu": (format!("{milli}m")), "count/deployments.apps": "2",
                    }},
                });
                self.call(create(kinds::RESOURCE_QUOTA, NAMESPACES[namespace], object));
            }
            Deed::DropQuota { namespace } => {
                self.call(Request::new(Verb::Delete, kinds::RESOURCE_QUOTA.gvr(), NAMESPACES[namespace], "q"));
            }
            Deed::Cordon { node, on } => {
                let name = ["master", "worker01", "worker02"][node];
                self.call(merge(kinds::NODE, "", name, obj!({"spec": {"unschedulable": on}})));
            }
            Deed::Freeze { node, on } => self.c.world().freeze(["master", "worker01", "worker02"][node], on),
            Deed::Namespace { delete: true } => {
                self.call(Request::new(Verb::Delete, kinds::NAMESPACE.gvr(), "", "team"));
            }
            Deed::Namespace { delete: false } => {
                self.call(create(kinds::NAMESPACE, "", namespace()));
            }
            Deed::Wait { seconds } => self.c.advance_to(self.c.now() + Duration::from_secs(seconds)),
        }
        self.c.advance_to(self.c.now() + Duration::from_millis(5));
    }

    /// What holds at any moment.
    fn check(&mut self) -> Result<(), TestCaseError> {
        let version = self.c.api().version();
        prop_assert!(version >= self.version, "the store's version went back");
        self.version = version;
        let pods = self.pods();
        let versions: SortedSet<&str> = pods.iter().map(meta::resource_version).collect();
        prop_assert_eq!(versions.len(), pods.len(), "two pods of one version");
        prop_assert!(versions.iter().all(|v| v.parse::<u64>().is_ok_and(|v| v <= version)));
        self.watch_replays(&pods)?;
        addresses_differ(&pods)?;
        self.nodes_hold(&pods)
    }

    /// A watch replays to what a list says.
    fn watch_replays(&mut self, pods: &[Value]) -> Result<(), TestCaseError> {
        for event in self.c.watch_events(self.watch) {
            let key = Text::from(meta::key(&event.object));
            let known = self.told.contains_key(&key);
            match event.kind {
                WatchKind::Added => prop_assert!(!known, "{key} was added twice"),
                _ => prop_assert!(known, "{key} was never added"),
            }
            if event.kind == WatchKind::Deleted {
                self.told.remove(&key);
            } else {
                self.told.insert(key, event.object);
            }
        }
        let listed: SortedMap<Text, Value> = pods.iter().map(|p| (Text::from(meta::key(p)), p.clone())).collect();
        prop_assert_eq!(&self.told, &listed);
        Ok(())
    }

    /// No node is given more than it has.
    fn nodes_hold(&self, pods: &[Value]) -> Result<(), TestCaseError> {
        for node in self.c.api().read_all(kinds::NODE, "") {
            let mut sum = Amounts::new();
            let on = |p: &&Value| p.get("spec").str("nodeName") == meta::name(node) && !is_finished(p);
            pods.iter().filter(on).for_each(|p| amounts::add(&mut sum, &amounts::pod_requests(p)));
            for (name, q) in sum {
                let has = Quantity::of_valid(node.at(&["status", "allocatable"]).get(&name));
                prop_assert!(q <= has, "{} has {} of {name} and gave {}", meta::name(node), has.text(), q.text());
            }
        }
        Ok(())
    }

    /// What holds once everything has come to rest.
    fn check_at_rest(&mut self) -> Result<(), TestCaseError> {
        for node in ["worker01", "worker02"] {
            self.c.world().freeze(node, false);
        }
        self.c.advance_to(self.c.now() + Duration::from_secs(400));
        self.check()?;
        let pods = self.pods();
        for pod in &pods {
            let Some(owner) = meta::controller_of(pod) else { continue };
            let kind =
                api::kinds::KINDS.iter().find(|k| k.kind == owner.str("kind")).expect("owners are of known kinds");
            let namespace = if kind.namespaced { meta::namespace(pod) } else { "" };
            let alive = self.c.api().peek(kind, namespace, owner.str("name"));
            let alive = alive.is_some_and(|o| meta::uid(o) == owner.str("uid"));
            prop_assert!(alive, "{} outlived its {}", meta::key(pod), kind.kind);
        }
        for q in self.c.api().read_all(kinds::RESOURCE_QUOTA, "") {
            self.quota_adds_up(q)?;
        }
        Ok(())
    }

    fn quota_adds_up(&self, q: &Value) -> Result<(), TestCaseError> {
        let namespace = meta::namespace(q);
        let mut sum = Amounts::new();
        for kind in [kinds::POD, kinds::DEPLOYMENT] {
            for object in self.c.api().read_all(kind, namespace).filter(|o| quota::matches(q, &kind.gvr(), o)) {
                amounts::add(&mut sum, &quota::usage(&kind.gvr(), object, self.c.now()));
            }
        }
        for (name, used) in amounts::of(q.get("status").get("used")) {
            let counted = sum.get(&name).cloned().unwrap_or_default();
            prop_assert_eq!(used.text(), counted.text(), "{} of quota in {}", name, namespace);
        }
        Ok(())
    }
}

fn namespace() -> Value {
    obj!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "team"}})
}

fn new_workload(kind: usize, name: &'static str, replicas: i64, milli: i64) -> Value {
    let mut object = obj!({"metadata": {"name": name}, "spec": {}});
    let restart = if kind == 2 { "Never" } else { "Always" };
    object.set("apiVersion", if kind == 2 { "batch/v1" } else { "apps/v1" });
    object.set("kind", workload(kind).kind);
    let spec = object.field_mut("spec");
    if kind == 2 {
        spec.set("parallelism", replicas);
        spec.set("completions", replicas + 1);
    } else {
        spec.set("replicas", replicas);
        spec.set("selector", obj!({"matchLabels": {"app": name}}));
    }
    if kind == 1 {
        spec.set("serviceName", name);
    }
    spec.set("template", template(name, milli, restart));
    object
}

fn is_finished(pod: &Value) -> bool {
    matches!(pod.get("status").str("phase"), "Succeeded" | "Failed")
}

/// No two pods that run share an address.
fn addresses_differ(pods: &[Value]) -> Result<(), TestCaseError> {
    let mut seen: SortedMap<&str, String> = SortedMap::new();
    for pod in pods.iter().filter(|p| !p.get("spec").bool("hostNetwork") && !is_finished(p)) {
        let ip = pod.get("status").str("podIP");
        if let Some(other) = seen.insert(ip, meta::key(pod)).filter(|_| !ip.is_empty()) {
            return Err(TestCaseError::fail(format!("{other} and {} both have {ip}", meta::key(pod))));
        }
    }
    Ok(())
}

fn runner() -> TestRunner {
    let cases = Cases { cases: CASES, failure_persistence: None, max_shrink_iters: 200, ..Cases::default() };
    TestRunner::new_with_rng(cases, TestRng::from_seed(RngAlgorithm::ChaCha, &[36; 32]))
}

#[test]
fn any_sequence_of_calls_keeps_the_invariants() {
    let fresh = Lab::new();
    let (system, seen) = (fresh.pods().len(), Cell::new(0));
    let outcome = runner().run(&deeds(), |deeds| {
        let mut lab = fresh.clone();
        for deed in &deeds {
            lab.act(deed);
            lab.check()?;
            seen.set(seen.get() + lab.told.len() - system.min(lab.told.len()));
        }
        lab.check_at_rest()
    });
    outcome.unwrap_or_else(|e| panic!("{e}"));
    assert!(seen.get() > CASES as usize * 10, "the sequences hardly made a pod: {}", seen.get());
}

#[test]
fn the_same_calls_give_the_same_state_and_a_clone_goes_its_own_way() {
    let fresh = Lab::new();
    let outcome = runner().run(&deeds(), |deeds| {
        let play = || {
            let mut lab = fresh.clone();
            deeds.iter().for_each(|d| lab.act(d));
            lab
        };
        let (first, mut second) = (play(), play());
        prop_assert_eq!(first.c.state_hash(), second.c.state_hash());
        let hash = first.c.state_hash();
        second.c.advance_to(second.c.now() + Duration::from_secs(90));
        prop_assert_eq!(first.c.state_hash(), hash, "a clone is not touched by what the other one does");
        Ok(())
    });
    outcome.unwrap_or_else(|e| panic!("{e}"));
}
