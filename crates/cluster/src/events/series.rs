//! The recorder of events.k8s.io/v1 events: what repeats becomes a series of the first one.

use api::kinds::{Kind, by_kind};
use api::request::PatchType;
use api::time::Time;
use api::{Text, Value, obj};
use sorted::SharedMap;

use super::{Source, event_name, event_namespace, object_key, series_period};
use crate::component::Ctx;
use crate::kinds;

#[derive(Clone, Default, Debug)]
pub(super) struct Cache {
    events: SharedMap<Text, Cached>,
}

#[derive(Clone, Debug)]
struct Cached {
    event: Value,
    count: i64,
    last: Time,
}

fn event_kind() -> &'static Kind {
    by_kind("events.k8s.io", "Event").expect("the kinds table has the new events")
}

pub(super) fn record(
    ctx: &mut Ctx<'_>,
    (regarding, related): (&Value, &Value),
    kind: &'static str,
    (reason, action): (&'static str, &'static str),
    note: String,
    source: &Source,
) {
    let now = ctx.now;
    let mut key = [kind, action, reason, source.component, &source.host].join("|");
    // The version is part of it: after a change of the object, the same words are a new event.
    let version = [regarding.str("resourceVersion"), regarding.str("fieldPath")];
    for part in object_key(regarding).into_iter().chain(version).chain(object_key(related)) {
        key.push('|');
        key.push_str(part);
    }
    let key = Text::from(key);
    if let Some(seen) = ctx.world.recorders.series.events.get(&key).cloned() {
        let seen = Cached { count: seen.count + 1, last: now, ..seen };
        ctx.world.recorders.series.events.insert(key, seen.clone());
        // Only the second one is written at once; the rest of the series waits for its end.
        if seen.count == 2 {
            write_series(ctx, &seen);
        }
        return;
    }
    let host = if source.host.is_empty() { control_plane(ctx) } else { source.host.clone() };
    let instance = format!("{}-{host}", source.component);
    let mut event = obj!({
        "apiVersion": "events.k8s.io/v1",
        "kind": "Event",
        "metadata": {"name": (event_name(ctx, regarding)), "namespace": (event_namespace(regarding))},
        "eventTime": (now.rfc3339_micro()),
        "reportingController": (source.component),
        "reportingInstance": instance,
        "action": action,
        "reason": reason,
        "regarding": (regarding.clone()),
        "note": note,
        "type": kind,
    });
    if !related.is_null() {
        event.set("related", related.clone());
    }
    ctx.world.recorders.series.events.insert(key, Cached { event: event.clone(), count: 1, last: now });
    // A refusal (the namespace is going) is final for a recorder.
    let _ = ctx.create_of_kept_parts(event_kind(), event);
}

/// The node that carries the control plane: a component that names no host runs there.
fn control_plane(ctx: &Ctx<'_>) -> Text {
    const ROLE: &str = "node-role.kubernetes.io/control-plane";
    let mut nodes = ctx.api.read_all(kinds::NODE, "");
    let found = nodes.find(|n| api::meta::labels(n).contains_key(ROLE));
    found.map(|n| n.get("metadata").text("name")).unwrap_or_default()
}

/// Stores how often and when last a repeated event was seen.
fn write_series(ctx: &mut Ctx<'_>, seen: &Cached) {
    let (ns, name) = (api::meta::namespace(&seen.event), api::meta::name(&seen.event));
    let series = obj!({ "count": (seen.count), "lastObservedTime": (seen.last.rfc3339_micro()) });
    let patch = obj!({ "series": (series.clone()) });
    let answer = ctx.patch(event_kind(), ns, name, "", (PatchType::Strategic, patch));
    if answer.is_err_and(|status| status.code == 404) {
        let mut event = seen.event.clone();
        event.set("series", series);
        let _ = ctx.create(event_kind(), event);
    }
}

pub(super) fn finish(ctx: &mut Ctx<'_>) -> bool {
    let now = ctx.now;
    let over: Vec<(Text, Cached)> = ctx
        .world
        .recorders
        .series
        .events
        .iter()
        .filter(|(_, c)| now.since(c.last) > series_period())
        .map(|(k, c)| (k.clone(), c.clone()))
        .collect();
    for (key, seen) in over {
        if seen.count > 1 {
            write_series(ctx, &seen);
        }
        ctx.world.recorders.series.events.remove(&key);
    }
    !ctx.world.recorders.series.events.is_empty()
}
