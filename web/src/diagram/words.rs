//! A fact in words: where it happened, what it was as the machine would write it, and one sentence for people.

use sorted::SortedMap;
use std::rc::Rc;

use protocol::facts::FactKind;
use protocol::{FactView, PodView};

use crate::text::{Key, Lang};

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
    /// The name that it is about, and its words without names: those of the same thing done to another object are equal.
    about: String,
    alike: String,
    /// How many steps this row stands for.
    pub count: usize,
}

/// A trace that is longer tells the same thing only of the first objects, and its end.
const STEPS: usize = 60;
/// So often the same thing is told, and so many steps at the end.
const TOLD: usize = 2;
const LAST: usize = 12;
/// Names that are told of objects to which the same happened.
const NAMED: usize = 3;
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

/// The name of a pod: one that is gone was stored once.
fn name_of(uid: &str, facts: &[Rc<FactView>], pods: &Pods) -> String {
    let stored = || {
        facts.iter().find_map(|f| match &f.what {
            FactKind::Stored { uid: of, name, .. } if of == uid => Some(name),
            _ => None,
        })
    };
    pods.get(uid).map(|p| &p.name).or_else(stored).cloned().unwrap_or_default()
}

/// The step that a fact is, if it is worth one.
pub fn step(fact: &FactView, facts: &[Rc<FactView>], pods: &Pods) -> Option<Step> {
    let name_of = |uid: &str| name_of(uid, facts, pods);
    let mut node = String::new();
    // What is said of it: what stands before the name, the name, what stands behind it.
    let (place, before, about, after, say) = match &fact.what {
        FactKind::Command { text, .. } => (KUBECTL, String::new(), text.clone(), String::new(), Key::SayCommand),
        FactKind::Request { verb, resource, name, user, code, refusal, .. } => {
            let say = asked(verb, resource, user, *code)?;
            let who = user.rsplit(':').next().unwrap_or(user);
            // What is created has no name in the address yet, and a list has none at all.
            let slash = if name.is_empty() { "" } else { "/" };
            let why = if refusal.is_empty() { "" } else { " " };
            let answer = [" → ", &code.to_string(), why, refusal].concat();
            (API, [who, ": ", verb, " ", resource, slash].concat(), name.clone(), answer, say)
        }
        FactKind::Stored { kind, name, change, .. } => {
            let say = stored(kind, change)?;
            (ETCD, [change, " ", kind, "/"].concat(), name.clone(), String::new(), say)
        }
        FactKind::Reconciled { component, key } if component.contains("controller") => {
            (CONTROLLERS, [component, ": "].concat(), key.clone(), String::new(), Key::SayReconciled)
        }
        FactKind::Scheduled { name, node: to, .. } if !to.is_empty() => {
            node.clone_from(to);
            (SCHEDULER, String::new(), name.clone(), [" → ", to].concat(), Key::SayScheduled)
        }
        FactKind::Scheduled { name, message, .. } => {
            (SCHEDULER, String::new(), name.clone(), [": ", message].concat(), Key::SayUnschedulable)
        }
        FactKind::ImagePull { node: on, pod, image, .. } => {
            node.clone_from(on);
            (KUBELET, String::new(), name_of(pod), [" ← ", image].concat(), Key::SayPull)
        }
        FactKind::Container { node: on, pod, container, state, reason, exit_code, .. } => {
            node.clone_from(on);
            let code = exit_code.map_or(String::new(), |c| [" exit ", &c.to_string()].concat());
            let say = match (state.as_str(), exit_code) {
                ("Running", _) => Key::SayRunning,
                ("Terminated", Some(0)) => Key::SayCompleted,
                ("Terminated", Some(137 | 143)) if reason != "OOMKilled" => Key::SaySignalled,
                ("Terminated", _) => Key::SayFailed,
                _ if reason.ends_with("BackOff") => Key::SayBackOff,
                _ => Key::SayWaiting,
            };
            (KUBELET, String::new(), name_of(pod), ["/", container, ": ", state, " ", reason, &code].concat(), say)
        }
        FactKind::Probe { pod, container, probe, ok: false } => {
            (KUBELET, String::new(), name_of(pod), ["/", container, ": ", probe, " ✕"].concat(), Key::SayProbe)
        }
        FactKind::Node { node: on, state } => {
            node.clone_from(on);
            let say = if state == "Ready" { Key::SayNodeReady } else { Key::SayNodeLost };
            let place = if state == "Ready" { KUBELET } else { CONTROLLERS };
            (place, String::new(), on.clone(), [": ", state].concat(), say)
        }
        FactKind::Switch { what, state } => {
            let say = if state == "started" { Key::SayMended } else { Key::SayBroken };
            (KUBELET, String::new(), switched(what).to_string(), [": ", state].concat(), say)
        }
        _ => return None,
    };
    let raw = [&*before, &about, &after].concat();
    // Where a pod went is a name, too.
    let after = if place == SCHEDULER && !node.is_empty() { "" } else { &after };
    let alike = [&before, after].concat();
    Some(Step { id: fact.id, at: fact.at, place, node, raw, say, about, alike, count: 1 })
}

/// What was broken or mended, without the word for what it is: `worker01`, `etcd`, `default/web/nginx`.
fn switched(what: &str) -> &str {
    what.split_once('/').map_or(what, |(_, name)| name)
}

/// What was broken or mended by hand and how it is now: `worker01: 꺼짐`.
pub fn switched_words(what: &str, state: &str, lang: Lang) -> String {
    [switched(what), ": ", lang.t(switched_to(what, state))].concat()
}

/// How it is now, in a word.
fn switched_to(what: &str, state: &str) -> Key {
    match state {
        "stopped" if what.starts_with("node/") => Key::IsOff,
        "stopped" => Key::Stopped,
        "cut" => Key::IsCut,
        "headless" => Key::IsHeadless,
        "failing" => Key::IsFailing,
        "killed" => Key::IsKilled,
        "hungry" => Key::IsHungry,
        _ => Key::IsBack,
    }
}

/// What the server hands on to a kubelet.
/// Verbs that change nothing.
const LOOKS: &[&str] = &["get", "list", "watch"];
const STREAMS: &[&str] = &["/log", "/exec", "/attach", "/portforward"];

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
        _ if STREAMS.iter().any(|s| resource.ends_with(s)) => Key::SayStream,
        "watch" => Key::SayWatch,
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

/// All that came of a fact, in order. Equal steps in a row are one; what goes on in the same way is told once.
pub fn trace(facts: &[Rc<FactView>], root: u64, pods: &Pods) -> Vec<Step> {
    let mut followed = vec![root];
    let mut steps: Vec<Step> = Vec::new();
    let known = |id: Option<u64>, followed: &[u64]| id.is_some_and(|id| followed.binary_search(&id).is_ok());
    for fact in &facts[facts.partition_point(|f| f.id < root)..] {
        if fact.id != root && !known(fact.cause, &followed) {
            continue;
        }
        if fact.id != root {
            followed.push(fact.id);
        }
        let Some(step) = step(fact, facts, pods) else { continue };
        if steps.last().is_none_or(|last| (last.place, &last.raw) != (step.place, &step.raw)) {
            steps.push(step);
        }
    }
    if steps.len() > STEPS { folded(steps) } else { steps }
}

/// The command that is followed where nobody has chosen one: the newest that asked for a change or was refused. Who then only
/// looks goes on seeing what the change led to. Where there is none, the newest of all.
pub fn followed(facts: &[Rc<FactView>]) -> Option<u64> {
    let is_command = |f: &FactView| matches!(f.what, FactKind::Command { .. });
    let acts = |f: &FactView| match &f.what {
        FactKind::Request { verb, code, .. } => *code >= 400 || !LOOKS.contains(&verb.as_str()),
        _ => false,
    };
    let causes = facts.iter().rev().filter(|f| acts(f)).filter_map(|f| f.cause);
    let mut commands = causes.filter_map(|id| facts.binary_search_by_key(&id, |f| f.id).ok().map(|i| &facts[i]));
    let command = commands.find(|f| is_command(f)).or_else(|| facts.iter().rev().find(|f| is_command(f)));
    command.map(|f| f.id)
}

/// A long way: what happened before to other objects in the same way becomes one row, until shortly before the end.
fn folded(steps: Vec<Step>) -> Vec<Step> {
    let end = steps.len() - LAST;
    let mut seen: SortedMap<(&str, String), usize> = SortedMap::new();
    let (mut out, mut run) = (Vec::new(), Vec::new());
    for (i, step) in steps.into_iter().enumerate() {
        let times = seen.entry((step.place, step.alike.clone())).or_default();
        *times += 1;
        if *times > TOLD && i < end {
            run.push(step);
        } else {
            out.extend(fold(std::mem::take(&mut run)));
            out.push(step);
        }
    }
    out
}

/// The row that stands for a run of steps; a single one stands for itself.
fn fold(mut run: Vec<Step>) -> Option<Step> {
    let count = run.len();
    let last = run.pop()?;
    if count == 1 {
        return Some(last);
    }
    let mut names: Vec<&str> = Vec::new();
    for step in run.iter().chain([&last]) {
        let name = step.about.rsplit('/').next().unwrap_or_default();
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    let more = names.len().saturating_sub(NAMED);
    let rest = if more > 0 { [" +", &more.to_string()].concat() } else { String::new() };
    let raw = [&*names[..names.len() - more].join(", "), &rest].concat();
    Some(Step { raw, say: Key::SayAlike, count, ..last })
}

/// What led to a fact, from the first cause to itself.
pub fn chain(facts: &[Rc<FactView>], id: u64, pods: &Pods) -> Vec<Step> {
    let find = |id: u64| facts.binary_search_by_key(&id, |f| f.id).ok().map(|i| &facts[i]);
    let mut steps = Vec::new();
    let mut next = find(id);
    let mut looked = 0;
    while let Some(fact) = next.filter(|_| looked < FAR) {
        looked += 1;
        steps.extend(step(fact, facts, pods));
        steps.extend(decided(facts, fact).and_then(|fact| step(fact, facts, pods)));
        next = fact.cause.and_then(find);
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
fn decided<'a>(facts: &'a [Rc<FactView>], binding: &FactView) -> Option<&'a Rc<FactView>> {
    let FactKind::Request { resource, name, .. } = &binding.what else { return None };
    if resource != "pods/binding" {
        return None;
    }
    let of = |f: &&Rc<FactView>| {
        f.cause == binding.cause && matches!(&f.what, FactKind::Scheduled { name: pod, .. } if pod == name)
    };
    facts[..facts.partition_point(|f| f.id < binding.id)].iter().rev().find(of)
}

/// The first cause of a fact.
pub fn root(facts: &[Rc<FactView>], id: u64) -> u64 {
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

    fn fact(id: u64, cause: Option<u64>, what: FactKind) -> Rc<FactView> {
        Rc::new(FactView { id, at: 0, cause, what })
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
        let said = |what| step(&fact(1, None, what), &[], &Pods::new()).unwrap().raw;
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
    fn what_goes_on_in_the_same_way_is_told_once_and_the_end_is_told() {
        let mut facts = vec![fact(1, None, FactKind::Command { terminal: 0, text: "kubectl scale".into() })];
        for i in 0..60 {
            let name = format!("hub-{i}");
            facts.push(fact(2 + i * 2, Some(1), stored("Pod", &name)));
            let FactKind::Scheduled { namespace, uid, verdicts, message, .. } = scheduled("") else { unreachable!() };
            let node = format!("w{}", i % 3);
            let what = FactKind::Scheduled { namespace, name, uid, node, verdicts, message };
            facts.push(fact(3 + i * 2, Some(1), what));
        }
        let steps = trace(&facts, 1, &Pods::new());
        let said = words(&steps);
        assert_eq!(
            said[1..5],
            [
                "etcd: ADDED Pod/hub-0",
                "kube-scheduler: hub-0 → w0",
                "etcd: ADDED Pod/hub-1",
                "kube-scheduler: hub-1 → w1"
            ]
        );
        assert_eq!(said[5], "kube-scheduler: hub-2, hub-3, hub-4 +49");
        assert_eq!(said.last().unwrap(), "kube-scheduler: hub-59 → w2");
        assert_eq!(steps.iter().map(|s| s.count).sum::<usize>(), 121, "each step is told or counted");
    }

    #[test]
    fn a_pod_that_is_gone_keeps_its_name() {
        let FactKind::Stored { kind, namespace, name, change, .. } = stored("Pod", "a") else { unreachable!() };
        let facts = [fact(1, None, FactKind::Stored { kind, namespace, name, uid: "u".into(), change })];
        let ended = FactKind::Probe { pod: "u".into(), container: "c".into(), probe: "liveness".into(), ok: false };
        assert_eq!(step(&fact(2, None, ended), &facts, &Pods::new()).unwrap().raw, "a/c: liveness ✕");
    }

    #[test]
    fn a_long_way_is_told_from_both_ends() {
        let facts: Vec<Rc<FactView>> =
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
        let facts = [fact(1, None, stop("node/w1")), fact(2, None, stop("node/w2")), fact(3, Some(1), lost)];
        assert_eq!(words(&chain(&facts, 3, &Pods::new()))[0], "kubelet: w1: stopped");
        assert_eq!(words(&trace(&facts, 1, &Pods::new()))[1], "kube-controller-manager: w1: NotReady");
        assert_eq!(trace(&facts, 2, &Pods::new()).len(), 1);
    }

    #[test]
    fn only_what_a_learner_asked_is_told_of_looks() {
        assert_eq!(asked("get", "pods", "kubernetes-admin", 200), Some(Key::SayRead));
        assert_eq!(asked("watch", "pods", "kubernetes-admin", 200), Some(Key::SayWatch));
        assert_eq!(asked("get", "pods/log", "kubernetes-admin", 200), Some(Key::SayStream));
        assert_eq!(asked("create", "pods/exec", "kubernetes-admin", 403), Some(Key::SayRefused));
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
