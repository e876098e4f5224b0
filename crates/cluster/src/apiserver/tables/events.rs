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
    col("Message", |e, _| e.str("message").trim().to_string().into()),
    wide("First Seen", |e, now| first_seen(e, now).into()),
    wide("Count", |e, _| count(e).into()),
    wide("Name", super::name),
];

fn about(event: &Value) -> &Value {
    event.get("involvedObject")
}

fn first<'a>(texts: &[&'a str]) -> &'a str {
    texts.iter().copied().find(|t| !t.is_empty()).unwrap_or("")
}

fn first_seen(event: &Value, now: Time) -> String {
    match event.get("firstTimestamp") {
        Value::Null => since(event.get("eventTime"), now),
        time => since(time, now),
    }
}

fn last_seen(event: &Value, now: Time) -> String {
    if event.has("series") {
        return since(event.get("series").get("lastObservedTime"), now);
    }
    match event.get("lastTimestamp") {
        Value::Null => first_seen(event, now),
        time => since(time, now),
    }
}

fn count(event: &Value) -> i64 {
    if event.has("series") {
        return event.get("series").int("count").unwrap_or(0);
    }
    event.int("count").filter(|n| *n > 0).unwrap_or(1)
}

fn source(event: &Value) -> String {
    let source = event.get("source");
    let component = first(&[source.str("component"), event.str("reportingComponent")]);
    match first(&[source.str("host"), event.str("reportingInstance")]) {
        "" => component.to_string(),
        host => format!("{component}, {host}"),
    }
}
