//! What components tell about objects: the recorder of Events, with the counting, gathering and damping of clients.
//!
//! Two recorders exist, as in Kubernetes: [`record`] (core/v1: kubelet and most controllers) counts equal events in
//! one object, gathers similar ones (`(combined from similar events): ...`) and drops what one source says too often
//! about one object; [`record_series`] (events.k8s.io/v1: the scheduler) makes a series of what repeats.
//!
//! What it is not: it decides nothing. The events are stored by the API server, which forgets them after an hour.

mod legacy;
mod series;

use api::time::Time;
use api::{Map, Text, Value};

use crate::component::Ctx;

/// Type of ordinary events.
pub const NORMAL: &str = "Normal";
/// Type of events that say what is wrong.
pub const WARNING: &str = "Warning";

/// Who says it: `kubelet` on `worker01`; controllers name no host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// `kubelet`, `replicaset-controller`.
    pub component: &'static str,
    /// Node name; empty for the control plane.
    pub host: Text,
}

impl Source {
    /// A component of the control plane.
    pub fn component(component: &'static str) -> Source {
        Source { component, host: Text::EMPTY }
    }
    /// A component on a node.
    pub fn on(component: &'static str, host: impl Into<Text>) -> Source {
        Source { component, host: host.into() }
    }
}

/// The memory of all recorders.
#[derive(Clone, Default, Debug)]
pub struct Recorders {
    legacy: legacy::Correlator,
    series: series::Cache,
    last_nanosecond: i64,
    /// How often the recorders of a host have started anew.
    starts: sorted::SortedMap<Text, u64>,
}

impl Recorders {
    /// The recorders of a host start anew: they count nothing together with what they told before.
    pub(crate) fn forget(&mut self, host: &Text) {
        *self.starts.entry(host.clone()).or_insert(0) += 1;
    }
}

/// A reference to `object` for an event, as `involvedObject` or `regarding`.
pub fn reference(object: &Value) -> Value {
    // With room for what a reference to a part has beside it.
    let mut r = Map::with_capacity(7);
    r.put("apiVersion", object.get("apiVersion").clone());
    r.put("kind", object.get("kind").clone());
    let metadata = object.get("metadata");
    for key in ["name", "namespace", "resourceVersion", "uid"] {
        let value = metadata.get(key);
        if !value.is_null() {
            r.put(key, value.clone());
        }
    }
    r.into()
}

/// A reference to a part of `object`: `spec.containers{web}`.
pub fn reference_to(object: &Value, field_path: impl Into<Text>) -> Value {
    let mut r = reference(object);
    r.set("fieldPath", field_path.into());
    r
}

/// Records an event about `involved` (made by [`reference()`]) the way kubelets and controllers do.
///
/// `kind` is [`NORMAL`] or [`WARNING`]. A refusal by the API server (the namespace is going) is passed over, as
/// recorders do.
pub fn record(
    ctx: &mut Ctx<'_>,
    involved: &Value,
    kind: &'static str,
    reason: impl Into<Text>,
    message: impl Into<String>,
    source: &Source,
) {
    legacy::record(ctx, involved, kind, reason.into(), message.into(), source);
}

/// Records an event the way the scheduler does: `action` is `Binding`, `Scheduling`, `Preempting`; `related` may be null.
pub fn record_series(
    ctx: &mut Ctx<'_>,
    (regarding, related): (&Value, &Value),
    kind: &'static str,
    (reason, action): (&'static str, &'static str),
    note: impl Into<String>,
    source: &Source,
) {
    series::record(ctx, (regarding, related), kind, (reason, action), note.into(), source);
}

/// Writes the last count of series that have ended: whoever uses [`record_series`] calls this every
/// [`series_period`]s. Answers whether any series is left to look after.
pub fn finish_series(ctx: &mut Ctx<'_>) -> bool {
    series::finish(ctx)
}

/// How often series are looked after.
pub const fn series_period() -> std::time::Duration {
    std::time::Duration::from_secs(360)
}

/// `web.18e9f03c6ae1c2d5`: the object's name and the time in nanoseconds, never the same twice.
fn event_name(ctx: &mut Ctx<'_>, involved: &Value) -> Text {
    let jitter = ctx.rng.below(1000) as i64;
    let recorders = &mut ctx.world.recorders;
    recorders.last_nanosecond = (ctx.now.0 * 1000 + jitter).max(recorders.last_nanosecond + 1);
    Text::from(format!("{}.{:x}", involved.str("name"), recorders.last_nanosecond))
}

/// Events about cluster-scoped objects live in `default`.
fn event_namespace(involved: &Value) -> Text {
    let ns = involved.text("namespace");
    if ns.is_empty() { "default".into() } else { ns }
}

fn timestamp(now: Time) -> Value {
    Value::from(now.rfc3339())
}

/// The parts that make two events speak of the same object.
fn object_key(involved: &Value) -> [&str; 5] {
    ["kind", "namespace", "name", "uid", "apiVersion"].map(|key| involved.str(key))
}
