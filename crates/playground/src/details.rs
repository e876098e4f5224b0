//! The selected object in full, and the objects of a selector.

use api::kinds::{KINDS, Kind};
use api::selector::LabelSelector;
use api::time::Time;
use api::{Value, meta};
use cluster::Cluster;
use protocol::{Details, ObjectKey, Output};
use sorted::InOrder;

use crate::kind;
use crate::quiet::{self, kubectl};
use crate::session::Machine;

/// Log lines of each container in the details.
const LOG_LINES: &str = "--tail=40";
/// Rows of events in the details.
const EVENTS: usize = 30;

/// Everything on an object that the page shows when it is selected.
pub fn details(machine: &mut Machine, key: &ObjectKey) -> Details {
    let gone = Details { key: Some(key.clone()), gone: true, ..Details::default() };
    let Some(row) = KINDS.iter().find(|k| k.kind == key.kind) else { return gone };
    let Some(object) = machine.cluster.api().read(row, &key.namespace, &key.name) else { return gone };
    let target = format!("{}/{}", name_of(row), key.name);
    let namespace = if row.namespaced { key.namespace.as_str() } else { "default" };
    let desk = &machine.desk;
    let cluster = &mut machine.cluster.clone();
    let mut logs = Vec::new();
    if row.kind == "Pod" {
        for c in object.get("spec").list("containers") {
            let text = kubectl(cluster, desk, &["logs", &key.name, "-n", namespace, "-c", c.str("name"), LOG_LINES]);
            logs.push((c.str("name").to_string(), text));
        }
    }
    Details {
        key: Some(key.clone()),
        uid: meta::uid(&object).to_string(),
        yaml: kubectl(cluster, desk, &["get", &target, "-n", namespace, "-o", "yaml"]),
        describe: kubectl(cluster, desk, &["describe", &target, "-n", namespace]),
        events: events(cluster, &object),
        logs,
        gone: false,
    }
}

fn name_of(row: &Kind) -> api::Text {
    row.gvr().group_resource()
}

/// Events on an object, oldest first: age in words, type, reason, message.
fn events(cluster: &Cluster, object: &Value) -> Vec<(String, String, String, String)> {
    let namespace = match meta::namespace(object) {
        "" => "default",
        namespace => namespace,
    };
    let all = cluster.api().read_all(kind("", "Event"), namespace);
    let mut about: Vec<&Value> =
        all.filter(|e| e.at(&["involvedObject", "uid"]).as_str() == Some(meta::uid(object))).collect();
    let last = |e: &Value| {
        let series = e.at(&["series", "lastObservedTime"]).as_str().unwrap_or("").to_string();
        let times = [
            series,
            e.str("lastTimestamp").into(),
            e.str("eventTime").into(),
            e.at(&["metadata", "creationTimestamp"]).as_str().unwrap_or("").into(),
        ];
        times.iter().find_map(|t| Time::parse(t))
    };
    // Times are of different grain: within a second, what was stored first comes first.
    about.order_by_key(|e| (last(e).map(Time::seconds), meta::resource_version(e).parse::<u64>().ok()));
    let skip = about.len().saturating_sub(EVENTS);
    let now = cluster.now();
    let row = |e: &&Value| {
        let seen = last(e).unwrap_or(now);
        let age = api::duration::human(now.since(seen));
        (age, e.str("type").to_string(), e.str("reason").to_string(), e.str("message").to_string())
    };
    about[skip..].iter().map(row).collect()
}

/// What applying a text would change, or why that cannot be told.
pub fn diff(machine: &Machine, text: &str) -> (String, String) {
    let mut cluster = machine.cluster.clone();
    match quiet::run(&mut cluster, &machine.desk, &["diff", "-f", "-"], text) {
        Some(printed) if printed.code <= 1 => (printed.out, String::new()),
        Some(printed) => (String::new(), printed.err),
        None => (String::new(), String::new()),
    }
}

/// The uids of pods, workloads and services that a selector matches.
pub fn matches(cluster: &Cluster, selector: &str, ticket: u32) -> Output {
    let parsed = match LabelSelector::parse(selector) {
        Ok(parsed) => parsed,
        Err(error) => return Output::Matches { ticket, uids: Vec::new(), error: Some(error.to_string()) },
    };
    let mut uids = Vec::new();
    for (group, name) in
        [("", "Pod"), ("", "Service"), ("", "Node"), ("", "Namespace")].iter().chain(crate::view::WORKLOADS)
    {
        let all = cluster.api().read_all(kind(group, name), "");
        uids.extend(all.filter(|o| parsed.matches(meta::labels(o))).map(|o| meta::uid(o).to_string()));
    }
    Output::Matches { ticket, uids, error: None }
}
