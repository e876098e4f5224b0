//! Nodes with what runs on them added up, kept up to date by events so that a cycle counts nothing anew.

use sorted::SortedMap;
use std::rc::Rc;

use api::selector::LabelSelector;
use api::{Map, Text, Value, meta};

use super::pod::PodInfo;
use super::resources::Resources;
use crate::matching::Taint;

const NONE: &Map = &Map::new();

/// A node and its pods.
#[derive(Clone, Debug, Default)]
pub struct NodeInfo {
    /// Its name.
    pub name: Text,
    /// The node object; null while only pods of it are known.
    pub object: Value,
    labels: Value,
    /// Whether it is cordoned.
    pub unschedulable: bool,
    /// Its taints.
    pub taints: Vec<Taint>,
    /// What it has to give.
    pub allocatable: Resources,
    /// What its pods asked for.
    pub requested: Resources,
    /// What its pods are taken to use.
    pub assumed: Resources,
    /// Its pods by key.
    pub pods: SortedMap<Text, Rc<PodInfo>>,
    /// How many of them say anything about other pods.
    pub with_affinity: usize,
    /// How many of them keep others away.
    pub with_anti_affinity: usize,
    /// How many of them use ports of the host.
    pub with_ports: usize,
    /// Images on it, by name, with their sizes.
    pub images: SortedMap<Text, i64>,
    /// Its pods that are not going, by namespace and labels: pods of one owner are one row.
    alike: Vec<Alike>,
}

/// Pods of one namespace with the same labels.
#[derive(Clone, Debug)]
struct Alike {
    namespace: Text,
    labels: Value,
    count: usize,
}

impl NodeInfo {
    /// Its labels.
    pub fn labels(&self) -> &Map {
        self.labels.as_map().unwrap_or(NONE)
    }
    /// The value of a label.
    pub fn label(&self, key: &str) -> Option<&Text> {
        self.labels().get(key).and_then(Value::as_text)
    }
    fn set_object(&mut self, object: &Value) {
        self.name = object.get("metadata").text("name");
        self.labels = object.get("metadata").get("labels").clone();
        self.unschedulable = object.get("spec").bool("unschedulable");
        self.taints = Taint::all_of(object);
        self.allocatable = Resources::of(object.get("status").map("allocatable"));
        self.images.clear();
        for image in object.get("status").list("images") {
            for name in image.list("names").iter().filter_map(Value::as_text) {
                self.images.insert(name.clone(), image.int("sizeBytes").unwrap_or(0));
            }
        }
        self.object = object.clone();
    }
    /// Adds a pod.
    pub fn add(&mut self, pod: &Rc<PodInfo>) {
        self.remove(&pod.key);
        self.count(pod, 1);
        self.pods.insert(pod.key.clone(), pod.clone());
    }
    /// Takes a pod off.
    pub fn remove(&mut self, key: &str) -> Option<Rc<PodInfo>> {
        let pod = self.pods.remove(key)?;
        self.count(&pod, -1);
        Some(pod)
    }
    fn count(&mut self, pod: &PodInfo, sign: i64) {
        self.requested.add(&pod.requests, sign);
        self.assumed.add(&pod.assumed, sign);
        let step = |n: &mut usize, yes: bool| *n = (*n as i64 + if yes { sign } else { 0 }) as usize;
        step(&mut self.with_affinity, pod.affinity.is_set());
        step(&mut self.with_anti_affinity, !pod.affinity.required_anti.is_empty());
        step(&mut self.with_ports, !pod.host_ports.is_empty());
        if !pod.terminating {
            self.count_alike(pod, sign);
        }
    }
    fn count_alike(&mut self, pod: &PodInfo, sign: i64) {
        let labels = pod.object.get("metadata").get("labels");
        let same = |a: &Alike| a.namespace == pod.namespace && (a.labels.same(labels) || a.labels == *labels);
        let row = self.alike.iter().position(same).unwrap_or_else(|| {
            self.alike.push(Alike { namespace: pod.namespace.clone(), labels: labels.clone(), count: 0 });
            self.alike.len() - 1
        });
        self.alike[row].count = (self.alike[row].count as i64 + sign).max(0) as usize;
        if self.alike[row].count == 0 {
            self.alike.swap_remove(row);
        }
    }
    /// How many of its pods, but for those that are going, a selector selects in a namespace.
    pub fn selected(&self, namespace: &str, selector: &LabelSelector) -> usize {
        let of = |a: &&Alike| a.namespace == namespace && selector.matches(a.labels.as_map().unwrap_or(NONE));
        self.alike.iter().filter(of).map(|a| a.count).sum()
    }
}

/// All nodes, and the labels of namespaces.
#[derive(Clone, Debug, Default)]
pub struct Nodes {
    /// Those whose objects are there, as a cycle looks at them; behind them those of which only pods are known.
    all: Vec<Rc<NodeInfo>>,
    /// How many of them have their objects.
    present: usize,
    /// Where each is.
    places: SortedMap<Text, usize>,
    /// Whether nodes have come, gone or moved since they were put in order.
    stale: bool,
    /// How many pods on nodes say anything about other pods.
    with_affinity: usize,
    namespaces: SortedMap<Text, Value>,
    /// Pods that wait for room on a node, by node.
    nominated: SortedMap<Text, SortedMap<Text, Rc<PodInfo>>>,
}

impl Nodes {
    fn info(&mut self, name: Text) -> &mut NodeInfo {
        let all = &mut self.all;
        let place = *self.places.entry(name.clone()).or_insert_with(|| {
            all.push(NodeInfo { name, ..NodeInfo::default() }.into());
            all.len() - 1
        });
        Rc::make_mut(&mut all[place])
    }
    fn known(&self, name: &str) -> Option<&Rc<NodeInfo>> {
        self.places.get(name).map(|place| &self.all[*place])
    }
    /// Takes in a node's new state.
    pub fn set(&mut self, object: &Value) {
        let node = self.info(object.get("metadata").text("name"));
        let moved = node.object.is_null() || zone(&node.object) != zone(object);
        node.set_object(object);
        self.stale |= moved;
    }
    /// Forgets a node; pods that are still bound to it keep counting.
    pub fn remove(&mut self, name: &str) {
        if let Some(place) = self.places.get(name) {
            let node = Rc::make_mut(&mut self.all[*place]);
            (node.object, node.labels, node.unschedulable) = (Value::Null, Value::Null, false);
            self.stale = true;
        }
    }
    /// Adds a pod to its node.
    pub fn add_pod(&mut self, pod: &Rc<PodInfo>) {
        let node = self.info(pod.node.clone());
        let before = node.with_affinity;
        node.add(pod);
        let after = node.with_affinity;
        self.with_affinity = self.with_affinity + after - before;
    }
    /// Takes a pod off its node; whether it was there.
    pub fn remove_pod(&mut self, pod: &PodInfo) -> bool {
        let Some(place) = self.places.get(&pod.node) else { return false };
        let node = Rc::make_mut(&mut self.all[*place]);
        let gone = node.remove(&pod.key);
        self.with_affinity -= usize::from(gone.as_ref().is_some_and(|pod| pod.affinity.is_set()));
        gone.is_some()
    }
    /// Whether any pod on a node may say something about other pods.
    pub fn have_affinity(&self) -> bool {
        self.with_affinity > 0
    }
    /// Puts the nodes in the order in which a cycle looks at them: zone after zone in turns.
    pub fn settle(&mut self) {
        if !std::mem::take(&mut self.stale) {
            return;
        }
        let mut zones: SortedMap<(&str, &str), Vec<&Rc<NodeInfo>>> = SortedMap::new();
        let mut bare = Vec::new();
        for node in self.places.values().map(|place| &self.all[*place]) {
            if !node.object.is_null() {
                zones.entry(zone(&node.object)).or_default().push(node);
            } else if !node.pods.is_empty() {
                bare.push(node);
            }
        }
        let longest = zones.values().map(Vec::len).max().unwrap_or(0);
        let in_turns = (0..longest).flat_map(|i| zones.values().filter_map(move |z| z.get(i)));
        let all: Vec<Rc<NodeInfo>> = in_turns.chain(&bare).map(|n| (*n).clone()).collect();
        self.present = all.len() - bare.len();
        self.places = all.iter().enumerate().map(|(place, n)| (n.name.clone(), place)).collect();
        self.all = all;
    }
    /// All nodes, as they were settled.
    pub fn list(&self) -> &[Rc<NodeInfo>] {
        &self.all[..self.present]
    }
    /// The node of a name, if the node object is there.
    pub fn get(&self, name: &str) -> Option<&Rc<NodeInfo>> {
        self.known(name).filter(|n| !n.object.is_null())
    }
    /// Takes in the labels of a namespace.
    pub fn set_namespace(&mut self, namespace: &Value) {
        let labels = namespace.get("metadata").get("labels").clone();
        self.namespaces.insert(namespace.get("metadata").text("name"), labels);
    }
    /// The labels of a namespace.
    pub fn namespace_labels(&self, name: &str) -> &Map {
        const NONE: &Map = &Map::new();
        self.namespaces.get(name).and_then(Value::as_map).unwrap_or(NONE)
    }
    /// Notes, or forgets, that a pod waits for room on a node.
    pub fn nominate(&mut self, pod: &Rc<PodInfo>, node: &str) {
        self.forget_nomination(&pod.key);
        if !node.is_empty() {
            self.nominated.entry(Text::new(node)).or_default().insert(pod.key.clone(), pod.clone());
        }
    }
    /// Forgets that a pod waits for room.
    pub fn forget_nomination(&mut self, key: &str) {
        self.nominated.retain(|_, pods| {
            pods.remove(key);
            !pods.is_empty()
        });
    }
    /// The pods that wait for room on a node.
    pub fn nominated(&self, node: &str) -> impl Iterator<Item = &Rc<PodInfo>> {
        self.nominated.get(node).into_iter().flat_map(|pods| pods.values())
    }
}

/// Region and zone of a node.
fn zone(node: &Value) -> (&str, &str) {
    let label = |key| meta::labels(node).get(key).and_then(Value::as_str).unwrap_or("");
    (label("topology.kubernetes.io/region"), label("topology.kubernetes.io/zone"))
}
