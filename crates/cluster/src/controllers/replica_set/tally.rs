//! What a set's pods add up to, kept up to date by pod events: a look at a set of a thousand pods of which one has changed
//! looks at that one.

use sorted::{SortedMap, SortedSet};
use std::rc::Rc;

use api::selector::LabelSelector;
use api::{Text, Value, meta};

use crate::controllers::support::pods::{PodChange, PodIndex, PodInfo};

/// The sums of one set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Pods that have neither ended nor are going.
    pub active: i64,
    /// Of these, those with all labels of the template.
    pub labelled: i64,
    /// Of these, those that are ready.
    pub ready: i64,
    /// Pods that are going.
    pub terminating: i64,
}

#[derive(Clone, Debug, Default)]
struct Member {
    active: bool,
    labelled: bool,
    ready: bool,
    terminating: bool,
}

/// One set's pods.
#[derive(Clone, Debug, Default)]
struct Tally {
    /// The set's spec that the members were judged by.
    spec: Value,
    members: SortedMap<Text, Member>,
    sums: Sums,
    /// Pods that have changed since the last look.
    stale: SortedSet<Text>,
    /// How far the orphans of the namespace had been looked at.
    orphans: u64,
}

/// All sets, by uid.
#[derive(Clone, Debug, Default)]
pub struct Tallies {
    sets: SortedMap<Text, Rc<Tally>>,
    /// How often the pods of a namespace that nothing controls have changed.
    orphans: SortedMap<Text, u64>,
}

/// What is to be looked at now.
#[derive(Debug, Default)]
pub struct Look {
    /// Pods of the set that have changed.
    pub own: Vec<Rc<PodInfo>>,
    /// Pods without a controller that the set has not seen yet.
    pub orphans: Vec<Rc<PodInfo>>,
}

fn step(n: &mut i64, yes: bool, sign: i64) {
    if yes {
        *n += sign;
    }
}

impl Sums {
    fn count(&mut self, m: &Member, sign: i64) {
        step(&mut self.active, m.active, sign);
        step(&mut self.labelled, m.active && m.labelled, sign);
        step(&mut self.ready, m.active && m.ready, sign);
        step(&mut self.terminating, m.terminating, sign);
    }
}

impl Tally {
    fn put(&mut self, name: &Text, member: Option<Member>) {
        let old = match member {
            Some(new) => {
                self.sums.count(&new, 1);
                self.members.insert(name.clone(), new)
            }
            None => self.members.remove(name),
        };
        if let Some(old) = old {
            self.sums.count(&old, -1);
        }
    }
}

impl Tallies {
    /// Takes note of a pod event.
    pub fn heard(&mut self, change: &PodChange) {
        for info in change.old.iter().chain([&change.new]) {
            match &info.owner {
                Some(owner) => {
                    if let Some(tally) = self.sets.get_mut(&owner.uid) {
                        Rc::make_mut(tally).stale.insert(info.name.clone());
                    }
                }
                None => *self.orphans.entry(info.namespace.clone()).or_insert(0) += 1,
            }
        }
    }
    /// A set is gone.
    pub fn forget(&mut self, uid: &str) {
        self.sets.remove(uid);
    }
    /// What of a set has changed since the last look; all of it, where its spec has.
    pub fn look(&mut self, set: &Value, pods: &PodIndex) -> Look {
        let (uid, namespace) = (set.get("metadata").text("uid"), meta::namespace(set));
        let spec = set.get("spec");
        let tally = Rc::make_mut(self.sets.entry(uid.clone()).or_default());
        let mut look = Look::default();
        // The number of replicas is no reason to judge anybody anew.
        let judged = |s: &Value| (s.get("selector").clone(), s.at(&["template", "metadata", "labels"]).clone());
        let known = tally.spec.same(spec) || !tally.spec.is_null() && judged(&tally.spec) == judged(spec);
        if !known {
            *tally = Tally { spec: spec.clone(), ..Tally::default() };
            look.own = pods.owned(&uid).cloned().collect();
        } else {
            for name in std::mem::take(&mut tally.stale) {
                match pods.owned_named(&uid, &name) {
                    Some(pod) => look.own.push(pod.clone()),
                    None => tally.put(&name, None),
                }
            }
        }
        let orphans = self.orphans.get(namespace).copied().unwrap_or(0) + 1;
        if tally.orphans != orphans {
            tally.orphans = orphans;
            look.orphans = pods.orphans(namespace).cloned().collect();
        }
        look
    }
    /// What a pod counts for; `mine` says whether the set keeps it.
    pub fn judged(&mut self, set: &Value, pod: &PodInfo, mine: bool, template: &LabelSelector) {
        let Some(tally) = self.sets.get_mut(meta::uid(set)) else { return };
        let member = Member {
            active: mine,
            labelled: template.matches(pod.labels()),
            ready: pod.is_ready(),
            terminating: pod.terminating && !pod.is_finished() && pod.owner.is_some(),
        };
        Rc::make_mut(tally).put(&pod.name, Some(member));
    }
    /// A pod is none of the set's.
    pub fn released(&mut self, set: &Value, pod: &PodInfo) {
        if let Some(tally) = self.sets.get_mut(meta::uid(set)) {
            Rc::make_mut(tally).put(&pod.name, None);
        }
    }
    /// A judgement failed: it is asked for again at the next look.
    pub fn again(&mut self, set: &Value) {
        self.sets.remove(meta::uid(set));
    }
    /// What a set's pods add up to.
    pub fn sums(&self, set: &Value) -> Sums {
        self.sets.get(meta::uid(set)).map(|t| t.sums.clone()).unwrap_or_default()
    }
    /// Whether a pod counts as one that the set has.
    pub fn is_active(&self, set: &Value, pod: &PodInfo) -> bool {
        let tally = self.sets.get(meta::uid(set));
        tally.and_then(|t| t.members.get(&pod.name)).is_some_and(|m| m.active)
    }
}
