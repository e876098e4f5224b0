//! Nodes with what runs on them added up, kept up to date by events so that a cycle counts nothing anew.

use sorted::SortedMap;
use std::rc::Rc;

use api::selector::LabelSelector;
use api::{Map, Text, Value, meta};

use super::pod::PodInfo;
use super::resources::Resources;
use crate::matching::Taint;

/// A node and its pods.
#[derive(Clone, Debug, Default)]
pub struct NodeInfo {
    /// Its name.
    pub name: Text,
    /// The node object; null while only pods of it are known.
    pub object: Value,
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
        meta::labels(&self.object)
    }
    /// The value of a label.
    pub fn label(&self, key: &str) -> Option<&Text> {
        self.labels().get(key).and_then(Value::as_text)
    }
    /// Whether it is cordoned.
    pub fn is_unschedulable(&self) -> bool {
        self.object.get("spec").bool("unschedulable")
    }
    fn set_object(&mut self, object: &Value) {
        self.name = object.get("metadata").text("name");
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
        const NONE: &Map = &Map::new();
        let of = |a: &&Alike| a.namespace == namespace && selector.matches(a.labels.as_map().unwrap_or(NONE));
        self.alike.iter().filter(of).map(|a| a.count).sum()
    }
}

/// All nodes, and the labels of namespaces.
#[derive(Clone, Debug, Default)]
pub struct Nodes {
    by_name: SortedMap<Text, Rc<NodeInfo>>,
    namespaces: SortedMap<Text, Value>,
    /// Pods that wait for room on a node, by node.
    nominated: SortedMap<Text, SortedMap<Text, Rc<PodInfo>>>,
}

impl Nodes {
    /// Takes in a node's new state.
    pub fn set(&mut self, object: &Value) {
        let node = self.by_name.entry(object.get("metadata").text("name")).or_default();
        Rc::make_mut(node).set_object(object);
    }
    /// Forgets a node; pods that are still bound to it keep counting.
    pub fn remove(&mut self, name: &str) {
        if let Some(node) = self.by_name.get_mut(name) {
            if node.pods.is_empty() {
                self.by_name.remove(name);
            } else {
                Rc::make_mut(node).object = Value::Null;
            }
        }
    }
    /// Adds a pod to its node.
    pub fn add_pod(&mut self, pod: &Rc<PodInfo>) {
        Rc::make_mut(self.by_name.entry(pod.node.clone()).or_default()).add(pod);
    }
    /// Takes a pod off its node; whether it was there.
    pub fn remove_pod(&mut self, pod: &PodInfo) -> bool {
        let Some(node) = self.by_name.get_mut(&pod.node) else { return false };
        let gone = Rc::make_mut(node).remove(&pod.key);
        if node.pods.is_empty() && node.object.is_null() {
            self.by_name.remove(&pod.node);
        }
        gone.is_some()
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
    /// The node of a name, if the node object is there.
    pub fn get(&self, name: &str) -> Option<&Rc<NodeInfo>> {
        self.by_name.get(name).filter(|n| !n.object.is_null())
    }
    /// All nodes, zone after zone in turns, as a cycle looks at them.
    pub fn list(&self) -> Vec<Rc<NodeInfo>> {
        let all = self.by_name.values().filter(|n| !n.object.is_null());
        let mut zones: SortedMap<(&str, &str), Vec<&Rc<NodeInfo>>> = SortedMap::new();
        for node in all {
            let label = |key| node.label(key).map_or("", |t| t.as_str());
            zones
                .entry((label("topology.kubernetes.io/region"), label("topology.kubernetes.io/zone")))
                .or_default()
                .push(node);
        }
        let longest = zones.values().map(Vec::len).max().unwrap_or(0);
        (0..longest).flat_map(|i| zones.values().filter_map(move |z| z.get(i))).map(|n| (*n).clone()).collect()
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
