//! What a kubelet refuses to run although it was assigned: no room, another node's pod, a port that is taken.

use sorted::SortedMap;

use api::quantity::Quantity;
use api::views::core::PodSpec;
use api::{Text, Value, obj};

use super::node::Node;
use super::worker::Worker;
use super::{events, status};
use crate::amounts::{self, Amounts};
use crate::component::Ctx;
use crate::events::WARNING;
use crate::kinds::NODE;
use crate::matching::{NodeAffinity, Taint, Toleration, first_untolerated};

/// What the pods of a node were given.
#[derive(Clone, Debug, Default)]
pub(super) struct Admitted {
    pods: SortedMap<Text, (Amounts, Vec<HostPort>)>,
    total: Amounts,
    /// Something was given back since this was last looked at.
    pub freed: bool,
}

/// A port of the node that a pod has: address, number, protocol.
type HostPort = (Text, i64, Text);

impl Admitted {
    /// The pod is gone: its part is free again.
    pub fn forget(&mut self, uid: &str) {
        if let Some((given, _)) = self.pods.remove(uid) {
            amounts::sub(&mut self.total, &given);
            self.freed = true;
        }
    }
    /// A pod that is there already gets other amounts.
    pub fn change(&mut self, uid: &str, given: Amounts) {
        if let Some((before, _)) = self.pods.get_mut(uid) {
            amounts::sub(&mut self.total, before);
            amounts::add(&mut self.total, &given);
            *before = given;
            self.freed = true;
        }
    }
    /// What a pod was given.
    pub fn of(&self, uid: &str) -> Option<&Amounts> {
        self.pods.get(uid).map(|(given, _)| given)
    }
    fn take(&mut self, uid: Text, given: Amounts, ports: Vec<HostPort>) {
        amounts::add(&mut self.total, &given);
        self.pods.insert(uid, (given, ports));
    }
}

/// What a node makes of a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    In,
    Out,
    /// Others must go first.
    Waits,
}

/// Whether the pod is let in. Where it is refused, its status says why.
pub(super) fn judge(worker: &mut Worker, node: &mut Node, ctx: &mut Ctx<'_>) -> Verdict {
    let known = node.admitted.pods.contains_key(&worker.uid);
    // A pod that runs already, or has been refused, is not asked for again.
    if known || worker.synced.is_some() || !worker.pod.get("status").str("reason").is_empty() {
        let out = !known && worker.pod.get("status").str("phase") == "Failed";
        return if out { Verdict::Out } else { Verdict::In };
    }
    let (given, ports) = (amounts::pod_requests(&worker.pod), host_ports(&worker.pod));
    let stored = ctx.get(NODE, "", &node.name).unwrap_or_default();
    let objection = objection(worker, node, &stored, &given, &ports);
    let short = matches!(&objection, Some((reason, _)) if reason.starts_with("OutOf"));
    let objection = match worker.room.take() {
        // Nobody can make the room that it needs.
        Some(Room::Nowhere(why)) if short => Some(("UnexpectedAdmissionError".into(), why)),
        _ if short && is_critical(&worker.pod) => {
            worker.room = Some(Room::Wanted(shortages(node, &worker.uid, &given, &stored).collect()));
            (node.crowded, node.deferred) = (true, true);
            return Verdict::Waits;
        }
        _ => objection,
    };
    let Some((reason, message)) = objection else {
        node.admitted.take(worker.uid.clone(), given, ports);
        return Verdict::In;
    };
    events::pod(ctx, &worker.pod, (WARNING, reason.clone()), message.clone());
    worker.evicted = Some((reason.clone(), format!("Pod was rejected: {message}")));
    let refusal = obj!({
        "phase": "Failed",
        "reason": reason,
        "message": (format!("Pod was rejected: {message}")),
        "startTime": (ctx.now.rfc3339()),
    });
    status::refuse(worker, refusal, ctx);
    Verdict::Out
}

fn objection(
    worker: &Worker,
    node: &Node,
    stored: &Value,
    given: &Amounts,
    ports: &[HostPort],
) -> Option<(Text, String)> {
    let static_pod = api::meta::annotations(&worker.pod).contains_key("kubernetes.io/config.source");
    if static_pod {
        return None;
    }
    let (spec, critical) = (worker.pod.get("spec"), is_critical(&worker.pod));
    // A node that is short of memory takes no more pods that ask for nothing, unless they put up with that.
    let modest = || super::status::qos(&worker.pod) == "BestEffort" && !tolerates_pressure(&worker.pod);
    if node.is_pressed() && !critical && modest() {
        return Some(("Evicted".into(), "The node had condition: [MemoryPressure]. ".into()));
    }
    if let Some(name) = unsafe_sysctl(&worker.pod) {
        return Some(("SysctlForbidden".into(), format!("forbidden sysctl: {name:?} not allowlisted")));
    }
    if api::meta::labels(&worker.pod).get("kubernetes.io/os").and_then(Value::as_str).is_some_and(|os| os != "linux") {
        let message = "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label";
        return Some(("PodOSSelectorNodeLabelDoesNotMatch".into(), message.into()));
    }
    if !matches!(spec.get("os").str("name"), "" | "linux") {
        let message = "Failed to admit pod as the OS field doesn't match node OS";
        return Some(("PodOSNotSupported".into(), message.into()));
    }
    // containerd 1.6 merges the groups of the image in, whatever it is told.
    if spec.get("securityContext").str("supplementalGroupsPolicy") == "Strict" {
        let message = "SupplementalGroupsPolicy=Strict is not supported in this node";
        return Some(("SupplementalGroupsPolicyNotSupported".into(), message.into()));
    }
    let short = || shortage(node, &worker.uid, given, stored);
    let failed = || predicate(&worker.pod, node, stored, ports);
    let named = |(name, why): (&'static str, &str)| (name.into(), format!("Predicate {name} failed: {why}"));
    // What a critical pod lacks counts for less than what no room would mend.
    if critical { failed().map(named).or_else(short) } else { short().or_else(|| failed().map(named)) }
}

/// Whether the node must do without other pods rather than without this one.
pub(super) fn is_critical(pod: &Value) -> bool {
    pod.get("spec").int("priority").unwrap_or(0) >= CRITICAL
}

/// Pods of this priority and above are never put out of a node for want of room.
const CRITICAL: i64 = 2_000_000_000;

/// The first rule of the scheduler that the node looks at itself and that the pod breaks: its name, and why.
fn predicate(pod: &Value, node: &Node, stored: &Value, ports: &[HostPort]) -> Option<(&'static str, &'static str)> {
    if !NodeAffinity::of(PodSpec::of(pod.get("spec"))).allows(stored) {
        return Some(("NodeAffinity", "node(s) didn't match Pod's node affinity/selector"));
    }
    if node.admitted.pods.values().flat_map(|(_, ports)| ports).any(|p| ports.iter().any(|q| clash(p, q))) {
        return Some(("NodePorts", "node(s) didn't have free ports for the requested pod ports"));
    }
    let expels = |t: &Taint| t.effect == "NoExecute";
    first_untolerated(&Taint::all_of(stored), &Toleration::all_of(pod), expels)
        .map(|_| ("TaintToleration", "node(s) had taints that the pod didn't tolerate"))
}

/// The room that a pod waits for which the node cannot do without.
#[derive(Clone, Debug)]
pub(super) enum Room {
    Wanted(Vec<Short>),
    Nowhere(String),
}

/// A resource of which the node has too little for a pod.
#[derive(Clone, Debug)]
pub(super) struct Short {
    pub name: Text,
    asked: Quantity,
    used: Quantity,
    most: Quantity,
}

impl Short {
    /// In the units in which the kubelet counts.
    fn count(&self, q: &Quantity) -> i64 {
        if self.name == "cpu" { q.milli_value() } else { q.value() }
    }
    /// How much is missing.
    pub fn missing(&self) -> i64 {
        self.count(&self.asked) - (self.count(&self.most) - self.count(&self.used))
    }
    /// So much of it a pod asks for.
    pub fn part_of(&self, given: &Amounts) -> i64 {
        if self.name == "pods" { 1 } else { given.get(&self.name).map_or(0, |q| self.count(q)) }
    }
    fn message(&self) -> String {
        let [asked, used, most] = [&self.asked, &self.used, &self.most].map(|q| self.count(q));
        let name = &self.name;
        format!("Node didn't have enough resource: {name}, requested: {asked}, used: {used}, capacity: {most}")
    }
}

/// What the node lacks first for a pod that asks for so much, whatever it has given that pod before.
pub(super) fn shortage(node: &Node, uid: &str, asked: &Amounts, stored: &Value) -> Option<(Text, String)> {
    let short = shortages(node, uid, asked, stored).next()?;
    Some((Text::from(["OutOf", &short.name].concat()), short.message()))
}

/// The order in which resources are looked at; others come behind these.
const FIRST: &[&str] = &["cpu", "memory", "ephemeral-storage"];

fn shortages<'a>(
    node: &'a Node,
    uid: &'a str,
    asked: &'a Amounts,
    stored: &'a Value,
) -> impl Iterator<Item = Short> + 'a {
    let allocatable = stored.get("status").map("allocatable");
    let limit = |name: &str| allocatable.get(name).map(Quantity::of_valid);
    let own = node.admitted.pods.get(uid).map(|(given, _)| given);
    let count = node.admitted.pods.len() as i64 - i64::from(own.is_some());
    let whole = |n: i64| Quantity::of_valid(&n.to_string().into());
    let pods = limit("pods").map(|most| Short { name: "pods".into(), asked: whole(1), used: whole(count), most });
    // What the node has never heard of is somebody else's to give.
    let known = move |name: &str| allocatable.contains_key(name) || !api::validation::is_extended(name);
    let named = FIRST.iter().filter_map(|name| asked.get_key_value(*name));
    let others = asked.iter().filter(|(name, _)| !FIRST.contains(&name.as_str()));
    let amounts = named.chain(others).filter(move |(name, q)| !q.is_zero() && known(name));
    let rest = amounts.map(move |(name, wanted)| {
        let mut used = node.admitted.total.get(name).cloned().unwrap_or(Quantity::ZERO);
        if let Some(own) = own.and_then(|own| own.get(name)) {
            used.sub(own);
        }
        let most = limit(name).unwrap_or(Quantity::ZERO);
        Short { name: name.clone(), asked: wanted.clone(), used, most }
    });
    pods.into_iter().chain(rest).filter(|short| {
        let mut all = short.used.clone();
        all.add(&short.asked);
        all.nanos() > short.most.nanos()
    })
}

/// Parameters of the kernel that each pod has for itself: others a kubelet must be told to let pods set.
const SAFE_SYSCTLS: &[&str] = &[
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_wmem",
];

/// The first parameter of the kernel that the pod may not set.
fn unsafe_sysctl(pod: &Value) -> Option<&str> {
    let asked = pod.get("spec").get("securityContext").list("sysctls").iter().map(|s| s.str("name"));
    asked.into_iter().find(|name| !SAFE_SYSCTLS.contains(&name.replace('/', ".").as_str()))
}

fn tolerates_pressure(pod: &Value) -> bool {
    let all = pod.get("spec").list("tolerations").iter();
    let mut fits = all.filter(|t| {
        let exists = t.str("operator") == "Exists" || t.str("value").is_empty();
        let key = t.str("key");
        exists && (key == "node.kubernetes.io/memory-pressure" || key.is_empty())
    });
    fits.any(|t| matches!(t.str("effect"), "" | "NoSchedule"))
}

fn clash(a: &HostPort, b: &HostPort) -> bool {
    let any = |ip: &str| ip.is_empty() || ip == "0.0.0.0";
    a.1 == b.1 && a.2 == b.2 && (a.0 == b.0 || any(&a.0) || any(&b.0))
}

fn host_ports(pod: &Value) -> Vec<HostPort> {
    let spec = pod.get("spec");
    let all = spec.list("containers").iter().flat_map(|c| c.list("ports"));
    let wanted = all.filter(|p| p.int("hostPort").is_some_and(|n| n > 0));
    wanted.map(|p| (p.text("hostIP"), p.int("hostPort").unwrap_or(0), p.text("protocol"))).collect()
}
