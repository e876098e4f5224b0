//! What a controller remembers of pods: parsed once on the watch event, found by owner.

use sorted::{SharedMap, SortedMap};
use std::rc::Rc;
use std::time::Duration;

use api::request::WatchKind;
use api::views::core::Pod;
use api::{Map, Text, Value, meta};

use super::pod_control::owner_key;
use crate::component::{Change, Queue};
use crate::kinds;

/// `status.phase`, in the order in which controllers prefer to delete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Not all containers have been started.
    Pending,
    /// The node has not been heard of.
    Unknown,
    /// At least one container runs.
    Running,
    /// All containers ended well.
    Succeeded,
    /// All containers ended, one of them badly.
    Failed,
}

impl Phase {
    /// From the status; an empty phase is one that is pending.
    pub fn of(phase: &str) -> Phase {
        match phase {
            "Running" => Phase::Running,
            "Succeeded" => Phase::Succeeded,
            "Failed" => Phase::Failed,
            "Unknown" => Phase::Unknown,
            _ => Phase::Pending,
        }
    }
}

/// The controller of an object, as its owner reference names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// `ReplicaSet`.
    pub kind: Text,
    /// Name.
    pub name: Text,
    /// uid.
    pub uid: Text,
}

impl Owner {
    /// The controller of `object`, if it has one.
    pub fn of(object: &Value) -> Option<Owner> {
        let r = meta::controller_of(object)?;
        Some(Owner { kind: r.text("kind"), name: r.text("name"), uid: r.text("uid") })
    }
}

/// A pod with what controllers ask of it again and again.
#[derive(Clone, Debug)]
pub struct PodInfo {
    /// The pod itself.
    pub object: Value,
    /// Its name.
    pub name: Text,
    /// Its namespace.
    pub namespace: Text,
    /// Its uid.
    pub uid: Text,
    /// Its node; empty while it has none.
    pub node: Text,
    /// What controls it.
    pub owner: Option<Owner>,
    /// Its phase.
    pub phase: Phase,
    /// Whether it is being deleted.
    pub terminating: bool,
    /// Since when it is ready (RFC 3339); nothing while it is not.
    pub ready_since: Option<Text>,
    /// The highest restart count of its containers.
    pub restarts: i64,
    /// When it was created (RFC 3339).
    pub created: Text,
}

impl PodInfo {
    /// Parses a pod.
    pub fn of(object: &Value) -> PodInfo {
        let pod = Pod::of(object);
        let (m, status) = (object.get("metadata"), object.get("status"));
        let ready = status.list("conditions").iter().find(|c| c.str("type") == "Ready");
        let ready_since = ready.filter(|c| c.str("status") == "True").map(|c| c.text("lastTransitionTime"));
        PodInfo {
            name: m.text("name"),
            namespace: m.text("namespace"),
            uid: m.text("uid"),
            node: object.get("spec").text("nodeName"),
            owner: Owner::of(object),
            phase: Phase::of(pod.status().phase()),
            terminating: m.has("deletionTimestamp"),
            ready_since,
            restarts: pod.status().container_statuses().map(|c| c.restart_count()).max().unwrap_or(0),
            created: m.text("creationTimestamp"),
            object: object.clone(),
        }
    }
    /// Neither ended nor being deleted.
    pub fn is_active(&self) -> bool {
        !self.terminating && self.phase < Phase::Succeeded
    }
    /// Ended, one way or the other.
    pub fn is_finished(&self) -> bool {
        self.phase >= Phase::Succeeded
    }
    /// Ready.
    pub fn is_ready(&self) -> bool {
        self.ready_since.is_some()
    }
    /// Ready for at least so many seconds.
    pub fn is_available(&self, min_ready_seconds: i64, now: api::time::Time) -> bool {
        match &self.ready_since {
            None => false,
            Some(_) if min_ready_seconds == 0 => true,
            Some(since) => api::time::Time::parse(since)
                .is_some_and(|t| now.since(t).as_micros() as i64 >= min_ready_seconds * 1_000_000),
        }
    }
    /// Until it has been ready for so many seconds; none where it is not ready, or has been for long enough.
    pub fn available_in(&self, min_ready_seconds: i64, now: api::time::Time) -> Option<Duration> {
        let since = api::time::Time::parse(self.ready_since.as_ref()?)?;
        let end = since + Duration::from_secs(min_ready_seconds.max(0) as u64);
        (end > now).then(|| end.since(now))
    }
    /// Its labels.
    pub fn labels(&self) -> &Map {
        meta::labels(&self.object)
    }
}

type ByName = SharedMap<Text, Rc<PodInfo>>;

/// Pods by the object that controls them, and pods that nothing controls by namespace.
///
/// Behind `Rc`s, so that a snapshot copies pointers only.
#[derive(Clone, Debug, Default)]
pub struct PodIndex {
    owned: Rc<SortedMap<Text, Rc<ByName>>>,
    orphans: Rc<SortedMap<Text, Rc<ByName>>>,
}

/// What a pod event was about, parsed.
#[derive(Debug)]
pub struct PodChange {
    /// Before; nothing for a new pod.
    pub old: Option<Rc<PodInfo>>,
    /// After (the last state of a deleted one).
    pub new: Rc<PodInfo>,
    /// Whether the pod is gone.
    pub deleted: bool,
}

impl PodChange {
    /// Whether labels or owner changed.
    pub fn moved(&self) -> bool {
        self.old.as_ref().is_some_and(|old| old.owner != self.new.owner || old.labels() != self.new.labels())
    }
    /// Wakes whom of `kind` this concerns: who owns the pod or did. Where nobody does, somebody may want to adopt it:
    /// the key of its namespace asks whom.
    pub fn wake_owners(&self, kind: &str, queue: &mut Queue<'_>) {
        for info in self.old.iter().filter(|_| self.moved()).chain([&self.new]) {
            match &info.owner {
                Some(o) if o.kind == kind => queue.add(owner_key(&info.namespace, &o.name)),
                None if !self.deleted && (self.old.is_none() || self.moved()) => {
                    queue.add(Text::from(format!("@orphans/{}", info.namespace)));
                }
                _ => {}
            }
        }
    }
}

impl PodIndex {
    /// Takes in a change, if it is one of a pod whose controller is of `kind` or that has none.
    pub fn apply(&mut self, change: &Change, kind: &str) -> Option<PodChange> {
        if !change.is(kinds::POD) {
            return None;
        }
        let deleted = change.change == WatchKind::Deleted;
        let before = if deleted { &change.new } else { &change.old };
        let (owners, old_owners) = (meta::owner_references(&change.new), meta::owner_references(before));
        let owner = meta::controller_among(owners);
        // Most changes leave the owners alone, and both states share them.
        let same = std::ptr::eq(old_owners, owners);
        let old_owner = if same { owner } else { meta::controller_among(old_owners) };
        let is_ours = |owner: Option<&Value>| owner.is_none_or(|o| o.str("kind") == kind);
        let ours = is_ours(owner);
        if !ours && (same || !is_ours(old_owner)) {
            return None;
        }
        // Most changes leave a pod where it is, too: it is replaced in its place.
        if !deleted
            && ours
            && owner.map(|o| o.get("uid")) == old_owner.map(|o| o.get("uid"))
            && let Some(place) = self.place(before, old_owner)
        {
            let new = Rc::new(PodInfo::of(&change.new));
            let old = Some(std::mem::replace(place, new.clone()));
            return Some(PodChange { old, new, deleted });
        }
        let old = self.take(before, old_owner);
        if old.is_none() && !ours {
            return None;
        }
        let new = Rc::new(PodInfo::of(&change.new));
        if !deleted && ours {
            let group = match &new.owner {
                Some(o) => Rc::make_mut(&mut self.owned).entry(o.uid.clone()).or_default(),
                None => Rc::make_mut(&mut self.orphans).entry(new.namespace.clone()).or_default(),
            };
            Rc::make_mut(group).insert(new.name.clone(), new.clone());
        }
        Some(PodChange { old, new, deleted })
    }
    /// Where a pod with this owner is.
    fn place(&mut self, object: &Value, owner: Option<&Value>) -> Option<&mut Rc<PodInfo>> {
        if object.is_null() {
            return None;
        }
        let (groups, key) = match owner {
            Some(owner) => (&mut self.owned, owner.str("uid")),
            None => (&mut self.orphans, meta::namespace(object)),
        };
        if !groups.contains_key(key) {
            return None;
        }
        Rc::make_mut(Rc::make_mut(groups).get_mut(key)?).get_mut(meta::name(object))
    }
    fn take(&mut self, object: &Value, owner: Option<&Value>) -> Option<Rc<PodInfo>> {
        if object.is_null() {
            return None;
        }
        let (groups, key) = match owner {
            Some(owner) => (&mut self.owned, owner.str("uid")),
            None => (&mut self.orphans, meta::namespace(object)),
        };
        let group = Rc::make_mut(groups).get_mut(key)?;
        let old = Rc::make_mut(group).remove(meta::name(object));
        if group.is_empty() {
            Rc::make_mut(groups).remove(key);
        }
        old
    }
    /// The pods that the object with this uid controls, by name.
    pub fn owned(&self, uid: &str) -> impl Iterator<Item = &Rc<PodInfo>> {
        self.owned.get(uid).into_iter().flat_map(|g| g.iter()).map(|(_, pod)| pod)
    }
    /// The pod of this name that the object with this uid controls.
    pub fn owned_named(&self, uid: &str, name: &str) -> Option<&Rc<PodInfo>> {
        self.owned.get(uid)?.get(name)
    }
    /// The pods of a namespace that nothing controls, by name.
    pub fn orphans(&self, namespace: &str) -> impl Iterator<Item = &Rc<PodInfo>> {
        self.orphans.get(namespace).into_iter().flat_map(|g| g.iter()).map(|(_, pod)| pod)
    }
}
