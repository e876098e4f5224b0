//! Events, of either API.

use api::Value;
use api::time::Time;

use super::cells::since;
use super::{Col, col, wide};

pub(super) const EVENTS: &[Col] = &[
    col("Last Seen", |e, now| last_seen(e, now).into()),
    col("Type", |e, _| e.text("type").into()),
    col("Reason", |e, _| e.text("reason").into()),
    col("Object", |e, _| {
        let about = about(e);
        match (about.str("kind").to_lowercase(), about.str("name")) {
            (kind, "") => kind.into(),
            (kind, name) => format!("{kind}/{name}").into(),
        }
    }),
    wide("Subobject", |e, _| about(e).text("fieldPath").into()),
    wide("Source", |e, _| source(e).into()),
    col("Message", |e, _| first(&[e.str("message"), e.str("note")]).trim().to_string().into()),
    wide("First Seen", |e, now| first_seen(e, now).into()),
    wide("Count", |e, _| count(e).into()),
    wide("Name", super::name),
];

fn about(event: &Value) -> &Value {
    if event.has("regarding") { event.get("regarding") } else { event.get("involvedObject") }
}

fn first<'a>(texts: &[&'a str]) -> &'a str {
    texts.iter().copied().find(|t| !t.is_empty()).unwrap_or("")
}

fn either<'a>(event: &'a Value, old: &str, new: &str) -> &'a Value {
    if event.get(old).is_null() { event.get(new) } else { event.get(old) }
}

fn first_seen(event: &Value, now: Time) -> String {
    match either(event, "firstTimestamp", "deprecatedFirstTimestamp") {
        Value::Null => since(event.get("eventTime"), now),
        time => since(time, now),
    }
}

fn last_seen(event: &Value, now: Time) -> String {
    if event.has("series") {
        return since(event.get("series").get("lastObservedTime"), now);
    }
    match either(event, "lastTimestamp", "deprecatedLastTimestamp") {
        Value::Null => first_seen(event, now),
        time => since(time, now),
    }
}

fn count(event: &Value) -> i64 {
    if event.has("series") {
        return event.get("series").int("count").unwrap_or(0);
    }
    either(event, "count", "deprecatedCount").as_i64().filter(|n| *n > 0).unwrap_or(1)
}

fn source(event: &Value) -> String {
    let source = either(event, "source", "deprecatedSource");
    let component =
        first(&[source.str("component"), event.str("reportingComponent"), event.str("reportingController")]);
    match first(&[source.str("host"), event.str("reportingInstance")]) {
        "" => component.to_string(),
        host => format!("{component}, {host}"),
    }
}
