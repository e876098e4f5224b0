//! A pod as the scheduler sees it: parsed once, when the watch tells of it.

use std::ops::Deref;
use std::rc::Rc;

use api::selector::{LabelSelector, Operator, Requirement};
use api::views::core::{Pod, PodAffinityTerm, PodSpec};
use api::{Map, Text, Value, meta};

use super::resources::{Missing, Resizing, Resources, requests};
use crate::matching::{NodeAffinity, Toleration};

/// A port of the host that a pod asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HostPort {
    /// `TCP`, `UDP`, `SCTP`.
    pub protocol: Text,
    /// Port.
    pub port: i64,
    /// Address; `0.0.0.0` is all.
    pub ip: Text,
}

impl HostPort {
    /// Whether both cannot be given at once.
    pub fn clashes(&self, other: &HostPort) -> bool {
        let any = |ip: &Text| ip == "0.0.0.0";
        self.port == other.port
            && self.protocol == other.protocol
            && (any(&self.ip) || any(&other.ip) || self.ip == other.ip)
    }
}

/// A term of pod affinity or anti-affinity.
#[derive(Clone, Debug)]
pub struct AffinityTerm {
    selector: LabelSelector,
    namespaces: Vec<Text>,
    namespace_selector: LabelSelector,
    /// The node label whose values are the places.
    pub topology_key: Text,
}

impl AffinityTerm {
    fn of(term: PodAffinityTerm<'_>, pod: &Value) -> AffinityTerm {
        let parse = |v: &Value| LabelSelector::from_value(v).unwrap_or_else(|_| LabelSelector::nothing());
        let mut namespaces: Vec<Text> = term.namespaces().map(Text::new).collect();
        if namespaces.is_empty() && term.namespace_selector().is_none() {
            namespaces.push(Text::new(meta::namespace(pod)));
        }
        let mut selector = parse(term.0.get("labelSelector"));
        for (keys, operator) in [(term.match_label_keys(), Operator::In), (term.mismatch_label_keys(), Operator::NotIn)]
        {
            add_label_keys(&mut selector, keys, meta::labels(pod), operator);
        }
        AffinityTerm {
            selector,
            namespaces,
            namespace_selector: parse(term.0.get("namespaceSelector")),
            topology_key: Text::new(term.topology_key()),
        }
    }
    /// Whether it means a pod, in a namespace with these labels.
    pub fn matches(&self, pod: &PodInfo, namespace_labels: &Map) -> bool {
        (self.namespaces.contains(&pod.namespace) || self.namespace_selector.matches(namespace_labels))
            && self.selector.matches(pod.labels())
    }
}

fn add_label_keys<'a>(
    selector: &mut LabelSelector,
    keys: impl Iterator<Item = &'a str>,
    labels: &Map,
    operator: Operator,
) {
    for key in keys {
        if let Some(value) = labels.get(key).and_then(Value::as_text) {
            selector.requirements.push(Requirement { key: Text::new(key), operator, values: vec![value.clone()] });
        }
    }
}

/// A constraint on how pods spread.
#[derive(Clone, Debug)]
pub struct SpreadConstraint {
    /// How much fuller than the emptiest a place may be.
    pub max_skew: i64,
    /// The node label whose values are the places.
    pub topology_key: Text,
    /// Whether the pod rather waits than breaks it.
    pub hard: bool,
    /// The pods that count.
    pub selector: LabelSelector,
    /// So many places must count, else the emptiest is taken to have none.
    pub min_domains: i64,
    /// Whether only nodes count that the pod's node affinity allows.
    pub honor_affinity: bool,
    /// Whether only nodes count whose taints the pod tolerates.
    pub honor_taints: bool,
}

fn spread_constraints(spec: PodSpec<'_>, labels: &Map) -> Vec<SpreadConstraint> {
    spec.topology_spread_constraints()
        .map(|c| {
            let selector = c.0.get("labelSelector");
            let mut selector = LabelSelector::from_value(selector).unwrap_or_else(|_| LabelSelector::nothing());
            add_label_keys(&mut selector, c.match_label_keys(), labels, Operator::In);
            SpreadConstraint {
                max_skew: c.max_skew(),
                topology_key: Text::new(c.topology_key()),
                hard: c.when_unsatisfiable() == "DoNotSchedule",
                selector,
                min_domains: c.min_domains().unwrap_or(1),
                honor_affinity: c.node_affinity_policy() != Some("Ignore"),
                honor_taints: c.node_taints_policy() == Some("Honor"),
            }
        })
        .collect()
}

/// Affinity to pods, and anti-affinity.
#[derive(Clone, Debug, Default)]
pub struct PodAffinity {
    /// Must be near these.
    pub required: Vec<AffinityTerm>,
    /// Must be far from these.
    pub required_anti: Vec<AffinityTerm>,
    /// Would like to be near these (negative weights: far).
    pub preferred: Vec<(i64, AffinityTerm)>,
}

impl PodAffinity {
    fn of(spec: PodSpec<'_>, pod: &Value) -> PodAffinity {
        let mut a = PodAffinity::default();
        let Some(affinity) = spec.affinity() else { return a };
        if let Some(near) = affinity.pod_affinity() {
            let required = near.required_during_scheduling_ignored_during_execution();
            a.required = required.map(|t| AffinityTerm::of(t, pod)).collect();
            for w in near.preferred_during_scheduling_ignored_during_execution() {
                a.preferred.push((w.weight(), AffinityTerm::of(w.pod_affinity_term(), pod)));
            }
        }
        if let Some(far) = affinity.pod_anti_affinity() {
            let required = far.required_during_scheduling_ignored_during_execution();
            a.required_anti = required.map(|t| AffinityTerm::of(t, pod)).collect();
            for w in far.preferred_during_scheduling_ignored_during_execution() {
                a.preferred.push((-w.weight(), AffinityTerm::of(w.pod_affinity_term(), pod)));
            }
        }
        a
    }
    /// Whether the pod says anything about other pods.
    pub fn is_set(&self) -> bool {
        !self.required.is_empty() || !self.required_anti.is_empty() || !self.preferred.is_empty()
    }
}

/// A pod, parsed.
#[derive(Clone, Debug)]
pub struct PodInfo {
    /// The pod.
    pub object: Value,
    /// The node it runs on; empty while it has none.
    pub node: Text,
    /// The node that preemption made room on.
    pub nominated: Text,
    /// Whether it is being deleted.
    pub terminating: bool,
    /// What stays as it is while the pod comes to its node and runs there.
    pub parsed: Rc<Parsed>,
}

impl Deref for PodInfo {
    type Target = Parsed;
    fn deref(&self) -> &Parsed {
        &self.parsed
    }
}

/// What a pod is and wants.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// `namespace/name`.
    pub key: Text,
    /// Namespace.
    pub namespace: Text,
    /// Name.
    pub name: Text,
    /// uid.
    pub uid: Text,
    /// Priority.
    pub priority: i64,
    /// Whether it may push others out.
    pub never_preempts: bool,
    /// What it asks for.
    pub requests: Resources,
    /// What it is taken to use: with defaults where it does not say.
    pub assumed: Resources,
    /// Ports of the host.
    pub host_ports: Vec<HostPort>,
    /// What it bears.
    pub tolerations: Vec<Toleration>,
    /// Nodes it may go to and likes.
    pub node_affinity: NodeAffinity,
    /// Pods it wants near and far.
    pub affinity: PodAffinity,
    /// How it wants to spread.
    pub spread: Vec<SpreadConstraint>,
    /// What must be taken off before it is scheduled.
    pub gated: bool,
    /// Names of the claims that its volumes use.
    pub claims: Vec<Text>,
    /// Images of its containers, and how many containers.
    pub images: Vec<Text>,
}

impl PodInfo {
    /// Parses a pod.
    pub fn of(object: &Value) -> Rc<PodInfo> {
        let pod = Pod::of(object);
        let (m, spec) = (object.get("metadata"), pod.spec());
        let containers = || spec.containers().chain(spec.init_containers());
        let volume_claim = |v: &Value, name: &str| {
            let claim = v.get("persistentVolumeClaim").text("claimName");
            match v.has("ephemeral") {
                true => Some(Text::from(format!("{name}-{}", v.str("name")))),
                false => Some(claim).filter(|c| !c.is_empty()),
            }
        };
        let parsed = Rc::new(Parsed {
            key: Text::from(meta::key(object)),
            namespace: m.text("namespace"),
            name: m.text("name"),
            uid: m.text("uid"),
            priority: spec.priority().unwrap_or(0),
            never_preempts: spec.preemption_policy() == Some("Never"),
            requests: requests(object, Missing::Zero),
            assumed: requests(object, Missing::Default),
            host_ports: host_ports(spec),
            tolerations: Toleration::all_of(object),
            node_affinity: NodeAffinity::of(spec),
            affinity: PodAffinity::of(spec, object),
            spread: spread_constraints(spec, meta::labels(object)),
            gated: !spec.scheduling_gates().is_empty(),
            claims: spec.0.list("volumes").iter().filter_map(|v| volume_claim(v, meta::name(object))).collect(),
            images: containers().map(|c| normalized_image(c.image())).collect(),
        });
        Rc::new(PodInfo::made(object, parsed))
    }
    fn made(object: &Value, parsed: Rc<Parsed>) -> PodInfo {
        PodInfo {
            node: object.get("spec").text("nodeName"),
            nominated: object.get("status").text("nominatedNodeName"),
            terminating: object.get("metadata").has("deletionTimestamp"),
            object: object.clone(),
            parsed,
        }
    }
    /// The same pod where only its node, its status and what it does not say here have changed: most of it is known then.
    pub fn with(&self, object: &Value) -> Option<Rc<PodInfo>> {
        let m = object.get("metadata");
        let known = self.uid == *m.str("uid")
            && wants_the_same(self.object.get("spec"), object.get("spec"))
            && self.object.get("metadata").get("labels") == m.get("labels")
            && Resizing::of(&self.object).is_none()
            && Resizing::of(object).is_none();
        known.then(|| Rc::new(PodInfo::made(object, self.parsed.clone())))
    }
    /// Whether it is a claim of the pod.
    pub fn claims_it(&self, claim: &Value) -> bool {
        *self.namespace == *meta::namespace(claim) && self.claims.iter().any(|c| *c == meta::name(claim))
    }
    /// Whether it brings a claim along, for a volume that goes with it.
    pub fn brings(&self, claim: &str) -> bool {
        let own = |v: &Value| {
            v.has("ephemeral")
                && claim.strip_prefix(&*self.name).and_then(|c| c.strip_prefix('-')) == Some(v.str("name"))
        };
        self.object.get("spec").list("volumes").iter().any(own)
    }
    /// Its labels.
    pub fn labels(&self) -> &Map {
        meta::labels(&self.object)
    }
    /// Ended, one way or the other.
    pub fn is_finished(&self) -> bool {
        matches!(self.object.get("status").str("phase"), "Succeeded" | "Failed")
    }
    /// When it was started on its node (RFC 3339).
    pub fn started(&self) -> &str {
        self.object.get("status").str("startTime")
    }
}

/// Whether two specs are equal but for the node.
fn wants_the_same(a: &Value, b: &Value) -> bool {
    fn rest(spec: &Value) -> impl Iterator<Item = (&Text, &Value)> {
        spec.as_map().into_iter().flat_map(Map::iter).filter(|(field, _)| *field != "nodeName")
    }
    a.same(b) || rest(a).eq(rest(b))
}

fn host_ports(spec: PodSpec<'_>) -> Vec<HostPort> {
    let sidecars = spec.init_containers().filter(|c| c.restart_policy() == Some("Always"));
    let ports = spec.containers().chain(sidecars).flat_map(|c| c.ports());
    ports
        .filter(|p| p.host_port() > 0)
        .map(|p| HostPort {
            protocol: if p.protocol().is_empty() { "TCP".into() } else { Text::new(p.protocol()) },
            port: p.host_port(),
            ip: if p.host_ip().is_empty() { "0.0.0.0".into() } else { Text::new(p.host_ip()) },
        })
        .collect()
}

/// An image name as nodes list it: with a tag.
fn normalized_image(image: &str) -> Text {
    let last = image.rsplit('/').next().unwrap_or(image);
    if last.contains(':') || last.contains('@') { Text::new(image) } else { Text::from(format!("{image}:latest")) }
}
