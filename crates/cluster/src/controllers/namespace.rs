//! Deleting a namespace: its pods first, then everything else in it, then itself.

use sorted::{InOrder, SortedMap};
use std::time::Duration;

use api::kinds::KINDS;
use api::request::{Propagation, Request};
use api::time::Time;
use api::{Gvr, Status, Text, Value, Verb, meta, rest};

use super::support::retry::Retry;
use crate::component::{Change, Component, Ctx, Queue};
use crate::conditions;
use crate::kinds;

/// The namespace controller.
#[derive(Clone, Default)]
pub struct Namespaces {
    retry: Retry,
}

/// So long nothing is deleted, so that all API servers know that the namespace is going.
const GRACE: Duration = Duration::from_secs(5);
/// How long finalizers are thought to take.
const FINALIZER_SECONDS: i64 = 15;

const OK: [(&str, &str, &str); 5] = [
    ("NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", "All resources successfully discovered"),
    ("NamespaceDeletionGroupVersionParsingFailure", "ParsedGroupVersions", "All legacy kube types successfully parsed"),
    (
        "NamespaceDeletionContentFailure",
        "ContentDeleted",
        "All content successfully deleted, may be waiting on finalization",
    ),
    ("NamespaceContentRemaining", "ContentRemoved", "All content successfully removed"),
    ("NamespaceFinalizersRemaining", "ContentRemoved", "All content successfully removed"),
];

/// What a look at a namespace found left.
#[derive(Default)]
struct Remains {
    /// Seconds until it may be gone.
    estimate: i64,
    /// Objects, by `resource.group`.
    resources: SortedMap<String, usize>,
    /// Objects that wait for a finalizer, by finalizer.
    finalizers: SortedMap<Text, usize>,
    /// What went wrong.
    errors: Vec<String>,
    /// Versions of groups whose servers do not say what they have: nobody knows whether something of it is left.
    unknown: Vec<Text>,
}

impl Namespaces {
    fn delete(&self, namespace: Value, ctx: &mut Ctx<'_>) -> Result<i64, Status> {
        let remains = delete_content(&namespace, ctx);
        let namespace = note_conditions(namespace, &remains, ctx)?;
        if remains.estimate > 0 {
            return Ok(remains.estimate);
        }
        if let Some(error) = remains.errors.first() {
            return Err(Status::internal_error(error.clone()));
        }
        if !remains.unknown.is_empty() {
            return Err(Status::internal_error(rest::incomplete(&remains.unknown)));
        }
        finalize(namespace, ctx)?;
        Ok(0)
    }
}

fn delete_content(namespace: &Value, ctx: &mut Ctx<'_>) -> Remains {
    let mut remains = Remains { unknown: ctx.api.unanswered_versions(), ..Remains::default() };
    delete_all(&kinds::POD.gvr(), namespace, &mut remains, ctx);
    if !remains.resources.is_empty() {
        return remains;
    }
    // Both APIs of events lead to the same objects.
    let rest = KINDS.iter().filter(|k| k.namespaced && k.kind != "Pod" && k.group != "events.k8s.io");
    let mut rest: Vec<Gvr> = rest.filter(|k| k.verbs.contains(&"deletecollection")).map(|k| k.gvr()).collect();
    let custom = ctx.api.resources().filter(|r| r.custom.is_some() && r.namespaced && r.preferred);
    rest.extend(custom.map(|r| r.gvr.clone()));
    for gvr in rest {
        delete_all(&gvr, namespace, &mut remains, ctx);
    }
    remains
}

fn delete_all(gvr: &Gvr, namespace: &Value, remains: &mut Remains, ctx: &mut Ctx<'_>) {
    let name = Text::new(meta::name(namespace));
    if ctx.api.read_all_of(gvr, &name).next().is_none() {
        return;
    }
    let estimate = if *gvr == kinds::POD.gvr() { grace_left(namespace, ctx) } else { 0 };
    let mut request = Request::new(Verb::DeleteCollection, gvr.clone(), name.clone(), "");
    request.options.propagation = Some(Propagation::Background);
    if let Err(s) = ctx.call(request) {
        remains.errors.push(s.message.clone());
    }
    let left: Vec<Value> = ctx.api.read_all_of(gvr, &name).cloned().collect();
    if left.is_empty() {
        return;
    }
    let finalizers: Vec<Text> = left.iter().flat_map(meta::finalizers).filter_map(|f| f.as_text().cloned()).collect();
    remains.resources.insert(format!("{}.{}", gvr.resource, gvr.group), left.len());
    let seconds = match (estimate, finalizers.is_empty()) {
        (0, true) => {
            let gvr = format!("{}/{}, Resource={}", gvr.group, gvr.version, gvr.resource);
            remains.errors.push(format!("unexpected items still remain in namespace: {name} for gvr: {gvr}"));
            0
        }
        (0, false) => FINALIZER_SECONDS,
        (seconds, _) => seconds,
    };
    remains.estimate = remains.estimate.max(seconds);
    for f in finalizers {
        *remains.finalizers.entry(f).or_default() += 1;
    }
}

/// The longest grace period of the pods that run, unless it should have run out already.
fn grace_left(namespace: &Value, ctx: &Ctx<'_>) -> i64 {
    let runs = |p: &&Value| !matches!(p.get("status").str("phase"), "Succeeded" | "Failed");
    let grace = |p: &Value| p.get("spec").int("terminationGracePeriodSeconds").unwrap_or(0);
    let longest = ctx.api.read_all(kinds::POD, meta::name(namespace)).filter(runs).map(grace).max().unwrap_or(0);
    let deleted = Time::parse(meta::deletion_timestamp(namespace)).unwrap_or(ctx.now);
    if ctx.now.since(deleted) >= Duration::from_secs(longest.max(0) as u64) { 0 } else { longest }
}

fn note_conditions(mut namespace: Value, remains: &Remains, ctx: &mut Ctx<'_>) -> Result<Value, Status> {
    let join = |parts: Vec<String>| parts.join(", ");
    let mut status = namespace.get("status").clone();
    for (kind, reason, message) in OK {
        let bad = match kind {
            "NamespaceDeletionDiscoveryFailure" if !remains.unknown.is_empty() => {
                let (n, why) = (remains.unknown.len(), rest::incomplete(&remains.unknown));
                Some(("DiscoveryFailed", format!("Discovery failed for some groups, {n} failing: {why}")))
            }
            "NamespaceDeletionContentFailure" if !remains.errors.is_empty() => {
                let mut errors = remains.errors.clone();
                errors.order();
                let n = errors.len();
                Some((
                    "ContentDeletionFailed",
                    format!("Failed to delete all resource types, {n} remaining: {}", join(errors)),
                ))
            }
            "NamespaceContentRemaining" if !remains.resources.is_empty() => {
                let parts = remains.resources.iter().map(|(r, n)| format!("{r} has {n} resource instances")).collect();
                Some(("SomeResourcesRemain", format!("Some resources are remaining: {}", join(parts))))
            }
            "NamespaceFinalizersRemaining" if !remains.finalizers.is_empty() => {
                let parts = remains.finalizers.iter().map(|(f, n)| format!("{f} in {n} resource instances")).collect();
                let message = format!("Some content in the namespace has finalizers remaining: {}", join(parts));
                Some(("SomeFinalizersRemain", message))
            }
            _ => None,
        };
        let condition = match bad {
            Some((reason, message)) => conditions::new(kind, "True", reason, message, ctx.now),
            None => conditions::new(kind, "False", reason, message, ctx.now),
        };
        conditions::put(&mut status, condition);
    }
    if status == *namespace.get("status") {
        return Ok(namespace);
    }
    namespace.set("status", status);
    ctx.update_status(kinds::NAMESPACE, namespace)
}

/// Takes the controller's finalizer off: with the last one the namespace goes.
fn finalize(mut namespace: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let finalizers = namespace.field_mut("spec").field_mut("finalizers").list_mut();
    finalizers.retain(|f| f.as_str() != Some("kubernetes"));
    if finalizers.is_empty() {
        namespace.field_mut("spec").remove("finalizers");
    }
    let request = Request::new(Verb::Update, kinds::NAMESPACE.gvr(), "", Text::new(meta::name(&namespace)));
    match ctx.call(request.on("finalize").with_body(namespace)) {
        Err(s) if s.code != 404 => Err(s),
        _ => Ok(()),
    }
}

impl Component for Namespaces {
    fn name(&self) -> &'static str {
        "namespace-controller"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::NAMESPACE) && !meta::deletion_timestamp(&change.new).is_empty() && !change.deleted() {
            queue.add_after(change.new.get("metadata").text("name"), GRACE);
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let Some(namespace) = ctx.get(kinds::NAMESPACE, "", key) else { return self.retry.forget(key) };
        if meta::deletion_timestamp(&namespace).is_empty() || namespace.get("spec").list("finalizers").is_empty() {
            return;
        }
        match self.delete(namespace, ctx) {
            Ok(0) => self.retry.forget(key),
            Ok(seconds) => ctx.requeue(key.clone(), Duration::from_secs(seconds as u64 / 2 + 1)),
            Err(_) => ctx.requeue(key.clone(), self.retry.again(key)),
        }
    }
}
