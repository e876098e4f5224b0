//! What holds after any sequence of API calls. The sequences are drawn with a fixed seed, so that each run tries the same.

mod deeds;

use sorted::{SortedMap, SortedSet};
use std::cell::Cell;
use std::time::Duration;

use api::kinds::Kind;
use api::quantity::Quantity;
use api::request::{Request, StreamId, Verb, WatchKind};
use api::time::Time;
use api::{Body, Response, Text, Value, meta};
use proptest::prelude::*;
use proptest::test_runner::{Config as Cases, RngAlgorithm, TestRng, TestRunner};

use crate::amounts::{self, Amounts};
use crate::{Cluster, Config, NodeConfig, kinds, quota};
use deeds::{NODES, deeds, namespace};

const CASES: u32 = 32;
/// Kinds that somebody watches: what people make, and what comes of it.
const WATCHED: [&Kind; 6] =
    [kinds::POD, kinds::DEPLOYMENT, kinds::REPLICA_SET, kinds::JOB, kinds::NODE, kinds::RESOURCE_QUOTA];

/// Somebody who watches a kind, and what they were told.
#[derive(Clone)]
struct Watcher {
    kind: &'static Kind,
    watch: StreamId,
    told: SortedMap<Text, Value>,
    /// The version of the last event.
    version: u64,
}

impl Watcher {
    fn open(kind: &'static Kind, version: &str, c: &mut Cluster) -> StreamId {
        let mut request = Request::new(Verb::Watch, kind.gvr(), "", "");
        request.options.resource_version = Text::new(version);
        let opened = c.handle(request);
        let Body::Watch(watch) = opened.body else { panic!("{opened:?}") };
        watch
    }
    fn new(kind: &'static Kind, c: &mut Cluster) -> Watcher {
        Watcher { kind, watch: Watcher::open(kind, "", c), told: SortedMap::new(), version: 0 }
    }
    /// What a watch tells leads to what a list says, step by step.
    fn check(&mut self, c: &mut Cluster) -> Result<(), TestCaseError> {
        for event in c.watch_events(self.watch) {
            let key = Text::from(meta::key(&event.object));
            let known = self.told.contains_key(&key);
            match event.kind {
                WatchKind::Added => prop_assert!(!known, "{key} was added twice"),
                _ => prop_assert!(known, "{key} was never added"),
            }
            let version: u64 = meta::resource_version(&event.object).parse().unwrap_or(0);
            let before = self.told.get(&key).map_or(0, |o| meta::resource_version(o).parse().unwrap_or(0));
            prop_assert!(version > before, "{key} went from version {before} to {version}");
            // What was there when the watch began comes in the order of names.
            prop_assert!(version > self.version || event.kind == WatchKind::Added, "{key} came out of turn");
            self.version = self.version.max(version);
            if event.kind == WatchKind::Deleted {
                self.told.remove(&key);
            } else {
                self.told.insert(key, event.object);
            }
        }
        let listed = c.api().read_all(self.kind, "");
        let listed: SortedMap<Text, Value> = listed.map(|p| (Text::from(meta::key(p)), p.clone())).collect();
        prop_assert_eq!(&self.told, &listed);
        Ok(())
    }
}

/// A cluster with its observers, and the last version.
#[derive(Clone)]
struct Lab {
    c: Cluster,
    watchers: Vec<Watcher>,
    version: u64,
}

impl Lab {
    fn new() -> Lab {
        let node = |(i, name): (usize, &&str)| NodeConfig {
            name: (*name).to_string(),
            address: format!("192.168.10.{}0", i + 1),
            control_plane: i == 0,
        };
        let nodes = NODES.iter().enumerate().map(node).collect();
        let epoch = Time::from_seconds(1_795_228_142);
        let mut c = Cluster::new(Config { seed: 11, epoch, nodes, ..Config::default() });
        c.handle(Request::new(Verb::Create, kinds::NAMESPACE.gvr(), "", "").with_body(namespace()));
        let watchers = WATCHED.map(|kind| Watcher::new(kind, &mut c)).to_vec();
        Lab { c, watchers, version: 0 }
    }

    /// All watches are closed, and begin again after the last version that they know of: what happened in between is told.
    fn watch_again(&mut self) {
        let pods: Vec<Request> = self
            .pods()
            .iter()
            .take(1)
            .map(|p| {
                Request::new(
                    Verb::Delete,
                    kinds::POD.gvr(),
                    p.get("metadata").text("namespace"),
                    p.get("metadata").text("name"),
                )
            })
            .collect();
        let version = self.version.max(1).to_string();
        for watcher in &self.watchers {
            self.c.close_watch(watcher.watch);
        }
        pods.into_iter().for_each(|r| drop(self.c.handle(r)));
        for watcher in &mut self.watchers {
            watcher.watch = Watcher::open(watcher.kind, &version, &mut self.c);
        }
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

    /// What holds at any moment.
    fn check(&mut self) -> Result<(), TestCaseError> {
        let version = self.c.api().version();
        prop_assert!(version >= self.version, "the store's version went back");
        self.version = version;
        let pods = self.pods();
        let versions: SortedSet<&str> = pods.iter().map(meta::resource_version).collect();
        prop_assert_eq!(versions.len(), pods.len(), "two pods of one version");
        prop_assert!(versions.iter().all(|v| v.parse::<u64>().is_ok_and(|v| v <= version)));
        for watcher in &mut self.watchers {
            watcher.check(&mut self.c)?;
        }
        addresses_differ(&pods)?;
        self.nodes_hold(&pods)
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
        for node in NODES {
            self.c.world().freeze(node, false);
            self.c.world().cut(node, false);
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
            let told = lab.watchers[0].told.len();
            seen.set(seen.get() + told - system.min(told));
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
