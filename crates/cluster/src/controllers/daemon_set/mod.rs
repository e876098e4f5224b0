//! DaemonSet: one pod on every node that will do.

mod nodes;
mod status;
mod update;

use sorted::{InOrder, SortedMap};
use std::rc::Rc;
use std::time::Duration;

use api::time::Time;
use api::{Status, Text, Value, meta};

use super::support::hash::compute_hash;
use super::support::history::{self, HASH_LABEL};
use super::support::pace::Pace;
use super::support::pod_control::{self, owner_key, split};
use super::support::pods::{Phase, PodIndex, PodInfo};
use super::support::retry::Retry;
use super::support::{owners, selector};
use crate::component::{Change, Component, Ctx, Queue};
use crate::events::{self, NORMAL, Source, WARNING};
use crate::kinds;
use nodes::Wishes;

const NAME: &str = "daemonset-controller";
const GENERATION: &str = "deprecated.daemonset.template.generation";
/// So many pods are created or deleted at once, at most.
const BURST: usize = 250;

/// A look at a set takes so long for each node.
const PER_NODE: Duration = Duration::from_micros(200);

/// The daemon set controller.
#[derive(Clone, Default)]
pub struct DaemonSets {
    pods: PodIndex,
    retry: Retry,
    /// When failed pods of a set on a node were replaced, and how often in a row.
    failures: SortedMap<Text, (Time, u32)>,
    pace: Pace,
}

/// A set under work.
struct Work<'a> {
    set: &'a Value,
    nodes: Vec<Value>,
    wishes: Wishes,
    /// The hash of the newest revision.
    hash: Text,
    /// Its pods by the node that they are on or meant for, the oldest first.
    on_node: SortedMap<Text, Vec<Rc<PodInfo>>>,
}

impl Work<'_> {
    fn min_ready_seconds(&self) -> i64 {
        self.set.get("spec").int("minReadySeconds").unwrap_or(0)
    }
    fn is_updated(&self, pod: &PodInfo) -> bool {
        let label = |key: &str| pod.labels().get(key).and_then(Value::as_str);
        let generation = meta::annotations(self.set).get(GENERATION).and_then(Value::as_str);
        let same_generation = generation.is_some() && label("pod-template-generation") == generation;
        same_generation || label(HASH_LABEL) == Some(&self.hash)
    }
    fn allows_surge(&self) -> bool {
        update::limits(self.set, self.nodes.len() as i64).0 > 0
    }
}

impl DaemonSets {
    fn sync(&mut self, key: &Text, set: &Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let mut revisions = history::list(ctx, set)?;
        let template = set.get("spec").get("template");
        let revision = history::current(ctx, set, &mut revisions, (HASH_LABEL, |n| compute_hash(template, n)))?;
        let hash = meta::labels(&revision).get(HASH_LABEL).and_then(Value::as_text).cloned().unwrap_or_default();
        let nodes: Vec<Value> = ctx.api.read_all(kinds::NODE, "").cloned().collect();
        self.pace.looked(key, nodes.len(), PER_NODE, ctx.now);
        let work = Work { set, nodes, wishes: Wishes::of(set), hash, on_node: self.pods_by_node(set, ctx)? };
        let acted = self.act(key, &work, &revisions, ctx);
        // What there is gets told, too, where pods could not be made.
        let told = status::write(key, &work, ctx);
        acted.and(told)
    }

    fn act(&mut self, key: &Text, work: &Work<'_>, revisions: &[Value], ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let mut acted = self.manage(key, work, ctx)?;
        if !acted && work.set.get("spec").get("updateStrategy").str("type") != "OnDelete" {
            acted = update::roll(work, ctx)?;
        }
        if !acted {
            let live: Vec<Text> = work.on_node.values().flatten().filter_map(|p| hash_of(p)).collect();
            let live: Vec<Text> = live.into_iter().chain([work.hash.clone()]).collect();
            history::clean_up(ctx, work.set, revisions, &live)?;
        }
        Ok(())
    }

    fn pods_by_node(&self, set: &Value, ctx: &mut Ctx<'_>) -> Result<SortedMap<Text, Vec<Rc<PodInfo>>>, Status> {
        let selector = selector(set.get("spec").get("selector"));
        let candidates: Vec<Rc<PodInfo>> =
            self.pods.owned(meta::uid(set)).chain(self.pods.orphans(meta::namespace(set))).cloned().collect();
        let mut by_node: SortedMap<Text, Vec<Rc<PodInfo>>> = SortedMap::new();
        for pod in candidates {
            // A pod that has ended and is being deleted leaves its place already.
            if pod.is_finished() && pod.terminating {
                continue;
            }
            if owners::claim(ctx, kinds::POD, &pod.object, set, &selector)? {
                by_node.entry(nodes::target(&pod.object)).or_default().push(pod);
            }
        }
        by_node.values_mut().for_each(|pods| pods.order_by(|a, b| (&a.created, &a.name).cmp(&(&b.created, &b.name))));
        Ok(by_node)
    }

    /// Puts pods where there should be one and takes away those that should not be; whether there was anything to do.
    fn manage(&mut self, key: &Text, work: &Work<'_>, ctx: &mut Ctx<'_>) -> Result<bool, Status> {
        let (mut create, mut delete) = (Vec::new(), Vec::new());
        for node in &work.nodes {
            let fit = work.wishes.fit(node);
            let name = node.get("metadata").text("name");
            match work.on_node.get(&name) {
                None if fit.should_run => create.push(name),
                None => {}
                Some(pods) if fit.may_stay => {
                    let surplus = self.surplus(key, work, &name, pods, ctx);
                    delete.extend(surplus);
                }
                Some(pods) => delete.extend(pods.iter().filter(|p| !p.terminating).cloned()),
            }
        }
        // Pods that wait for a node that is gone.
        let exists = |name: &Text| ctx.api.peek(kinds::NODE, "", name).is_some();
        for (_, pods) in work.on_node.iter().filter(|(name, _)| !exists(name)) {
            delete.extend(pods.iter().filter(|p| p.node.is_empty() && !p.terminating).cloned());
        }
        let any = !create.is_empty() || !delete.is_empty();
        change_pods(work, create, delete, ctx)?;
        Ok(any)
    }

    /// Pods on a node that should have one: those that ended, and all but the oldest.
    fn surplus(
        &mut self,
        key: &Text,
        work: &Work<'_>,
        node: &Text,
        pods: &[Rc<PodInfo>],
        ctx: &mut Ctx<'_>,
    ) -> Vec<Rc<PodInfo>> {
        let (mut delete, mut running) = (Vec::new(), Vec::new());
        for pod in pods.iter().filter(|p| !p.terminating) {
            let named = format!("{}/{} on node {node}", pod.namespace, pod.name);
            match pod.phase {
                Phase::Failed => {
                    if let Some(wait) = self.back_off(key, node, ctx.now) {
                        ctx.requeue(key.clone(), wait);
                        continue;
                    }
                    let message = format!("Found failed daemon pod {named}, will try to kill it");
                    tell(work.set, WARNING, "FailedDaemonPod", message, ctx);
                    delete.push(pod.clone());
                }
                Phase::Succeeded => {
                    let message = format!("Found succeeded daemon pod {named}, will try to delete it");
                    tell(work.set, NORMAL, "SucceededDaemonPod", message, ctx);
                    delete.push(pod.clone());
                }
                _ => running.push(pod.clone()),
            }
        }
        if !work.allows_surge() {
            delete.extend(running.into_iter().skip(1));
            return delete;
        }
        let (new, old): (Vec<_>, Vec<_>) = running.into_iter().partition(|p| work.is_updated(p));
        let new_is_up = new.iter().any(|p| p.is_available(work.min_ready_seconds(), ctx.now));
        delete.extend(new.iter().skip(1).cloned());
        delete.extend(old.into_iter().skip(usize::from(!new_is_up)));
        delete
    }

    /// How long to wait before a pod that failed again is replaced; nothing if it is time.
    fn back_off(&mut self, key: &Text, node: &Text, now: Time) -> Option<Duration> {
        let slot = Text::from(format!("{key}|{node}"));
        let (last, n) = self.failures.get(&slot).copied().unwrap_or((Time::default(), 0));
        let wait = Duration::from_secs(1u64 << n.min(10)).min(Duration::from_secs(900));
        if n > 0 && now.since(last) < wait {
            return Some(wait - now.since(last));
        }
        let n = if now.since(last) > wait * 2 { 0 } else { n };
        self.failures.insert(slot, (now, n + 1));
        None
    }

    fn on_pod(&mut self, change: &Change, queue: &mut Queue<'_>) {
        let Some(pod) = self.pods.apply(change, "DaemonSet") else { return };
        pod.wake_owners("DaemonSet", queue);
    }
}

fn hash_of(pod: &PodInfo) -> Option<Text> {
    pod.labels().get(HASH_LABEL).and_then(Value::as_text).cloned()
}

fn tell(set: &Value, kind: &'static str, reason: &'static str, message: String, ctx: &mut Ctx<'_>) {
    events::record(ctx, &events::reference(set), kind, reason, message, &Source::component(NAME));
}

/// Creates pods for nodes and deletes others.
fn change_pods(work: &Work<'_>, create: Vec<Text>, delete: Vec<Rc<PodInfo>>, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let source = Source::component(NAME);
    let mut template = nodes::with_tolerations(work.set.get("spec").get("template"));
    let labels = template.field_mut("metadata").field_mut("labels");
    labels.set(HASH_LABEL, &work.hash);
    if let Some(generation) = meta::annotations(work.set).get(GENERATION) {
        labels.set("pod-template-generation", generation);
    }
    let mut answer = Ok(());
    let mut create = create.into_iter().take(BURST);
    answer = answer.and(pod_control::slow_start(create.len(), || {
        let node = create.next().unwrap_or_default();
        let pod = pod_control::from_template(&nodes::tied_to(&template, &node), work.set);
        match pod_control::create(ctx, pod, work.set, &source) {
            Err(s) if pod_control::namespace_terminates(&s) => Ok(()),
            other => other.map(|_| ()),
        }
    }));
    for pod in delete.into_iter().take(BURST) {
        answer = answer.and(pod_control::delete(ctx, &pod.namespace, &pod.name, work.set, &source));
    }
    answer
}

/// Whether a change of a node can matter to daemon sets.
fn node_matters(change: &Change) -> bool {
    let (old, new) = (&change.old, &change.new);
    old.is_null()
        || change.deleted()
        || meta::labels(old) != meta::labels(new)
        || old.get("spec").get("taints") != new.get("spec").get("taints")
}

impl Component for DaemonSets {
    fn name(&self) -> &'static str {
        NAME
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::POD) {
            self.on_pod(change, queue);
        } else if change.is(kinds::DAEMON_SET) {
            queue.add(Text::from(meta::key(&change.new)));
        } else if change.is(kinds::CONTROLLER_REVISION) {
            if let Some(o) = meta::controller_of(&change.new).filter(|o| o.str("kind") == "DaemonSet") {
                queue.add(owner_key(meta::namespace(&change.new), o.str("name")));
            }
        } else if change.is(kinds::NODE) && node_matters(change) {
            queue.add("@nodes/");
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let (namespace, name) = split(key);
        if namespace == "@nodes" || namespace == "@orphans" {
            return ctx.requeue_all(kinds::DAEMON_SET, name);
        }
        if self.pace.is_busy(key, ctx) {
            return;
        }
        let Some(set) = ctx.get(kinds::DAEMON_SET, namespace, name) else { return self.retry.forget(key) };
        if !meta::deletion_timestamp(&set).is_empty() {
            return;
        }
        if selector(set.get("spec").get("selector")).is_empty() {
            let message = "This daemon set is selecting all pods. A non-empty selector is required.";
            return tell(&set, WARNING, "SelectingAll", message.into(), ctx);
        }
        let outcome = self.sync(key, &set, ctx);
        self.retry.settle(key, outcome, ctx);
    }
}
