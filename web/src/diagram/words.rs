//! A fact in words: where it happened, what it was as the machine would write it, and one sentence for people.

use sorted::SortedMap;
use std::rc::Rc;

use protocol::facts::FactKind;
use protocol::{FactView, PodView};

use crate::text::Key;

/// A step of a way through the cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub id: u64,
    pub at: i64,
    /// The part in which it happened.
    pub place: &'static str,
    /// The node, where it happened on one.
    pub node: String,
    /// In the machine's words.
    pub raw: String,
    /// In a sentence.
    pub say: Key,
}

/// Steps of a trace that are shown.
pub const STEPS: usize = 80;
/// Steps of an explanation, and of them those at its beginning.
const CHAIN: usize = 24;
const FIRST: usize = 6;
/// Facts that are looked at for one.
const FAR: usize = 2_000;

pub const KUBECTL: &str = "kubectl";
pub const API: &str = "kube-apiserver";
pub const ETCD: &str = "etcd";
pub const CONTROLLERS: &str = "kube-controller-manager";
pub const SCHEDULER: &str = "kube-scheduler";
pub const KUBELET: &str = "kubelet";

type Pods = SortedMap<String, Rc<PodView>>;

/// The step that a fact is, if it is worth one.
pub fn step(fact: &FactView, pods: &Pods) -> Option<Step> {
    let name_of = |uid: &str| pods.get(uid).map_or("", |p| p.name.as_str()).to_string();
    let mut node = String::new();
    let (place, raw, say) = match &fact.what {
        FactKind::Command { text, .. } => (KUBECTL, text.clone(), Key::SayCommand),
        FactKind::Request { verb, resource, name, user, code, refusal, .. } => {
            let say = asked(verb, resource, user, *code)?;
            let who = user.rsplit(':').next().unwrap_or(user);
            // What is created has no name in the address yet, and a list has none at all.
            let slash = if name.is_empty() { "" } else { "/" };
            let why = if refusal.is_empty() { "" } else { " " };
            (API, [who, ": ", verb, " ", resource, slash, name, " → ", &code.to_string(), why, refusal].concat(), say)
        }
        FactKind::Stored { kind, name, change, .. } => {
            let say = stored(kind, change)?;
            (ETCD, [change, " ", kind, "/", name].concat(), say)
        }
        FactKind::Reconciled { component, key } if component.contains("controller") => {
            (CONTROLLERS, [component, ": ", key].concat(), Key::SayReconciled)
        }
        FactKind::Scheduled { name, node: to, .. } if !to.is_empty() => {
            node.clone_from(to);
            (SCHEDULER, [name, " → ", to].concat(), Key::SayScheduled)
        }
        FactKind::Scheduled { name, message, .. } => (SCHEDULER, [name, ": ", message].concat(), Key::SayUnschedulable),
        FactKind::ImagePull { node: on, pod, image, .. } => {
            node.clone_from(on);
            (KUBELET, [&name_of(pod), " ← ", image].concat(), Key::SayPull)
        }
        FactKind::Container { node: on, pod, container, state, reason, exit_code, .. } => {
            node.clone_from(on);
            let code = exit_code.map_or(String::new(), |c| [" exit ", &c.to_string()].concat());
            let say = match (state.as_str(), exit_code) {
                ("Running", _) => Key::SayRunning,
                ("Terminated", Some(0)) => Key::SayCompleted,
                ("Terminated", _) => Key::SayFailed,
                _ if reason.ends_with("BackOff") => Key::SayBackOff,
                _ => Key::SayWaiting,
            };
            (KUBELET, [&name_of(pod), "/", container, ": ", state, " ", reason, &code].concat(), say)
        }
        FactKind::Probe { pod, container, probe, ok: false } => {
            (KUBELET, [&name_of(pod), "/", container, ": ", probe, " ✕"].concat(), Key::SayProbe)
        }
        FactKind::Node { node: on, state } => {
            node.clone_from(on);
            let say = if state == "Ready" { Key::SayNodeReady } else { Key::SayNodeLost };
            (if state == "Ready" { KUBELET } else { CONTROLLERS }, [on, ": ", state].concat(), say)
        }
        FactKind::Switch { what, state } => {
            (KUBELET, [what, ": ", state].concat(), if state == "started" { Key::SayMended } else { Key::SayBroken })
        }
        _ => return None,
    };
    Some(Step { id: fact.id, at: fact.at, place, node, raw, say })
}

/// What a call means; `None` for the many that only look, and for heartbeats.
fn asked(verb: &str, resource: &str, user: &str, code: u16) -> Option<Key> {
    let background = matches!(resource, "events" | "leases.coordination.k8s.io" | "leases")
        || resource.starts_with("endpointslices")
        || resource.starts_with("endpoints");
    let looks = matches!(verb, "get" | "list" | "watch");
    let own = !user.starts_with("system:");
    Some(match verb {
        // Which kinds there are is asked for before every command.
        _ if resource.is_empty() => return None,
        _ if background || (looks && !own) => return None,
        _ if code >= 500 && own => Key::SayNoStore,
        _ if code == 404 && own => Key::SayNotFound,
        // What a controller may not do is told; that it was too early is not.
        _ if code >= 400 && (own || code == 403) => Key::SayRefused,
        _ if code >= 400 => return None,
        _ if looks => Key::SayRead,
        _ if resource == "pods/binding" => Key::SayBind,
        "create" => Key::SayCreate,
        "delete" | "deletecollection" => Key::SayDelete,
        _ if resource.ends_with("/status") => Key::SayStatus,
        _ => Key::SayChange,
    })
}

fn stored(kind: &str, change: &str) -> Option<Key> {
    if matches!(kind, "Event" | "Lease" | "EndpointSlice" | "Endpoints") {
        return None;
    }
    match change {
        "ADDED" => Some(Key::SayAdded),
        "DELETED" => Some(Key::SayDeleted),
        // What is changed was asked for a step before.
        _ => None,
    }
}

impl Step {
    /// Whether it is one at which something did not go on as it was asked for.
    pub fn fails(&self) -> bool {
        matches!(
            self.say,
            Key::SayRefused
                | Key::SayNoStore
                | Key::SayUnschedulable
                | Key::SayFailed
                | Key::SayProbe
                | Key::SayNodeLost
        )
    }
}

/// All that came of a fact, in order. Equal steps in a row are one.
pub fn trace(facts: &[FactView], root: u64, pods: &Pods) -> Vec<Step> {
    let mut followed = vec![root];
    let mut steps: Vec<Step> = Vec::new();
    let known = |id: Option<u64>, followed: &[u64]| id.is_some_and(|id| followed.binary_search(&id).is_ok());
    for fact in &facts[facts.partition_point(|f| f.id < root)..] {
        let follows =
            fact.id == root || known(fact.cause, &followed) || known(silenced(facts, fact).map(|f| f.id), &followed);
        if !follows {
            continue;
        }
        if fact.id != root {
            followed.push(fact.id);
        }
        let Some(step) = step(fact, pods) else { continue };
        if steps.last().is_none_or(|last| (last.place, &last.raw) != (step.place, &step.raw)) {
            steps.push(step);
        }
        if steps.len() >= STEPS {
            break;
        }
    }
    steps
}

/// What led to a fact, from the first cause to itself.
pub fn chain(facts: &[FactView], id: u64, pods: &Pods) -> Vec<Step> {
    let find = |id: u64| facts.binary_search_by_key(&id, |f| f.id).ok().map(|i| &facts[i]);
    let mut steps = Vec::new();
    let mut next = find(id);
    let mut looked = 0;
    while let Some(fact) = next.filter(|_| looked < FAR) {
        looked += 1;
        steps.extend(step(fact, pods));
        steps.extend(decided(facts, fact).and_then(|fact| step(fact, pods)));
        next = fact.cause.and_then(find).or_else(|| silenced(facts, fact));
    }
    steps.reverse();
    steps.dedup_by(|a, b| (a.place, &a.raw) == (b.place, &b.raw));
    // Of a long way the beginning and the end are told.
    if steps.len() > CHAIN {
        steps.drain(FIRST..steps.len() - (CHAIN - FIRST));
    }
    steps
}

/// The decision behind a binding: both come of the same look of the scheduler.
fn decided<'a>(facts: &'a [FactView], binding: &FactView) -> Option<&'a FactView> {
    let FactKind::Request { resource, name, .. } = &binding.what else { return None };
    if resource != "pods/binding" {
        return None;
    }
    let of = |f: &&FactView| {
        f.cause == binding.cause && matches!(&f.what, FactKind::Scheduled { name: pod, .. } if pod == name)
    };
    facts[..facts.partition_point(|f| f.id < binding.id)].iter().rev().find(of)
}

/// What made a node fall silent: nothing follows from silence by itself, so it is looked for.
fn silenced<'a>(facts: &'a [FactView], lost: &FactView) -> Option<&'a FactView> {
    let FactKind::Node { node, state } = &lost.what else { return None };
    let by_hand = |f: &&FactView| {
        f.id < lost.id
            && matches!(&f.what, FactKind::Switch { what, .. } if what.strip_prefix("node/") == Some(node.as_str()))
    };
    facts.iter().rev().filter(|_| state != "Ready").find(by_hand)
}

/// The first cause of a fact.
pub fn root(facts: &[FactView], id: u64) -> u64 {
    let mut at = id;
    while let Ok(i) = facts.binary_search_by_key(&at, |f| f.id) {
        match facts[i].cause {
            Some(cause) if cause < at && facts.binary_search_by_key(&cause, |f| f.id).is_ok() => at = cause,
            _ => break,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(id: u64, cause: Option<u64>, what: FactKind) -> FactView {
        FactView { id, at: 0, cause, what }
    }
    fn stored(kind: &str, name: &str) -> FactKind {
        let (namespace, uid) = (String::new(), String::new());
        FactKind::Stored { kind: kind.into(), namespace, name: name.into(), uid, change: "ADDED".into() }
    }
    fn scheduled(node: &str) -> FactKind {
        FactKind::Scheduled {
            namespace: String::new(),
            name: "a".into(),
            uid: String::new(),
            node: node.into(),
            verdicts: Vec::new(),
            message: String::new(),
        }
    }
    fn words(steps: &[Step]) -> Vec<String> {
        steps.iter().map(|s| format!("{}: {}", s.place, s.raw)).collect()
    }

    #[test]
    fn a_trace_follows_causes() {
        let command = FactKind::Command { terminal: 0, text: "kubectl run a".into() };
        let facts = [
            fact(1, None, command),
            fact(2, Some(1), stored("Pod", "a")),
            fact(3, None, stored("Pod", "other")),
            fact(4, Some(2), stored("Event", "a.1")),
            fact(5, Some(2), scheduled("w")),
        ];
        let expected = ["kubectl: kubectl run a", "etcd: ADDED Pod/a", "kube-scheduler: a → w"];
        assert_eq!(words(&trace(&facts, 1, &Pods::new())), expected);
        assert_eq!(words(&chain(&facts, 5, &Pods::new())), expected);
        assert_eq!(root(&facts, 5), 1);
        assert_eq!(root(&facts, 3), 3);
    }

    #[test]
    fn a_call_is_named_by_what_it_asked_for() {
        let call = |verb: &str, name: &str| FactKind::Request {
            verb: verb.into(),
            resource: "pods".into(),
            namespace: String::new(),
            name: name.into(),
            user: "system:node:w1".into(),
            code: 201,
            refusal: String::new(),
        };
        let said = |what| step(&fact(1, None, what), &Pods::new()).unwrap().raw;
        assert_eq!(said(call("create", "")), "w1: create pods → 201");
        assert_eq!(said(call("delete", "a")), "w1: delete pods/a → 201");
    }

    #[test]
    fn a_binding_is_explained_by_the_decision_behind_it() {
        let binding = FactKind::Request {
            verb: "create".into(),
            resource: "pods/binding".into(),
            namespace: String::new(),
            name: "a".into(),
            user: "system:kube-scheduler".into(),
            code: 201,
            refusal: String::new(),
        };
        let cycle = FactKind::Reconciled { component: "default-scheduler".into(), key: "cycle".into() };
        let facts = [
            fact(1, None, stored("Pod", "a")),
            fact(2, Some(1), cycle),
            fact(3, Some(2), scheduled("w")),
            fact(4, Some(2), binding),
        ];
        let said = words(&chain(&facts, 4, &Pods::new()));
        assert_eq!(said[..2], ["etcd: ADDED Pod/a", "kube-scheduler: a → w"]);
        assert!(said[2].contains("pods/binding/a"), "{said:?}");
    }

    #[test]
    fn a_long_way_is_told_from_both_ends() {
        let facts: Vec<FactView> =
            (1..=60).map(|i| fact(i, (i > 1).then(|| i - 1), stored("Pod", &i.to_string()))).collect();
        let said = words(&chain(&facts, 60, &Pods::new()));
        assert_eq!((said.len(), said[0].as_str()), (CHAIN, "etcd: ADDED Pod/1"));
        assert_eq!(said[CHAIN - 1], "etcd: ADDED Pod/60");
    }

    #[test]
    fn a_chain_ends_where_its_cause_is_no_longer_known() {
        let facts = [fact(7, Some(2), stored("Pod", "a")), fact(9, Some(7), scheduled(""))];
        assert_eq!(words(&chain(&facts, 9, &Pods::new())), ["etcd: ADDED Pod/a", "kube-scheduler: a: "]);
        assert_eq!(root(&facts, 9), 7);
    }

    #[test]
    fn a_lost_node_is_explained_by_the_hand_that_stopped_it() {
        let lost = FactKind::Node { node: "w1".into(), state: "NotReady".into() };
        let stop = |what: &str| FactKind::Switch { what: what.into(), state: "stopped".into() };
        let facts = [fact(1, None, stop("node/w1")), fact(2, None, stop("node/w2")), fact(3, None, lost)];
        assert_eq!(words(&chain(&facts, 3, &Pods::new()))[0], "kubelet: node/w1: stopped");
        assert_eq!(words(&trace(&facts, 1, &Pods::new()))[1], "kube-controller-manager: w1: NotReady");
        assert_eq!(trace(&facts, 2, &Pods::new()).len(), 1);
    }

    #[test]
    fn only_what_a_learner_asked_is_told_of_looks() {
        assert_eq!(asked("get", "pods", "kubernetes-admin", 200), Some(Key::SayRead));
        assert_eq!(asked("create", "pods", "kubernetes-admin", 403), Some(Key::SayRefused));
        assert_eq!(asked("list", "pods", "system:kube-scheduler", 200), None);
        assert_eq!(asked("create", "events", "system:kubelet", 201), None);
        assert_eq!(asked("create", "pods", "system:controller", 403), Some(Key::SayRefused));
        assert_eq!(asked("update", "pods", "system:controller", 409), None);
        assert_eq!(asked("get", "pods", "kubernetes-admin", 404), Some(Key::SayNotFound));
        assert_eq!(asked("get", "", "kubernetes-admin", 200), None);
        assert_eq!(asked("update", "pods/status", "system:kubelet", 200), Some(Key::SayStatus));
    }
}
