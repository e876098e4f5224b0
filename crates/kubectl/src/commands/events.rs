//! `kubectl events`.

use crate::go_sort::go_sort;
use std::rc::Rc;

use api::request::{Options, WatchKind};
use api::time::Time;
use api::{Value, meta, obj};

use crate::cli::flag::{self, Flag, slice, switch, text};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::describe::interval;
use crate::error::{Error, Result, no_resource, plain};
use crate::printers::columns::Columns;
use crate::printers::format::{Format, OBJECT_FORMATS};
use crate::resources::Resource;

const FLAGS: &[Flag] = &[
    flag::ALL_NAMESPACES,
    flag::CHUNK_SIZE,
    text("for", "Filter events to only those pertaining to the specified resource."),
    switch("no-headers", "When using the default output format, don't print headers."),
    slice("types", "Output only events of given types."),
    switch("watch", "After listing the requested events, watch for more events.").short('w'),
];

pub(crate) const EVENTS: Command = Command {
    name: "events",
    short: "List events",
    help: include_str!("../help/events.txt"),
    usage: "events [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]",
    flags: &[FLAGS, flag::PRINT],
    run: run!(events),
    ahead: |_| Ahead::Settings,
    ..Command::NEW
};

async fn events(client: Client, p: Parsed) -> Result<()> {
    for kind in p.list("types") {
        if !["normal", "warning"].contains(&kind.to_lowercase().as_str()) {
            return Err(plain("valid --types are Normal or Warning"));
        }
    }
    let format = Format::of(&client, &p, OBJECT_FORMATS).await?;
    let namespace = if p.bool("all-namespaces") { String::new() } else { client.namespace().await? };
    let limit = u32::try_from(p.int("chunk-size")).unwrap_or(0);
    let options = Options { field_selector: selector(&client, &p).await?.into(), limit, ..Options::default() };
    let resource: Rc<Resource> = client.resource("events").await?;
    let view = View { all_namespaces: p.bool("all-namespaces"), format };
    if p.bool("watch") {
        return watch(&client, &p, (&resource, &namespace, options), &view).await;
    }
    let mut found = client.list(&resource, &namespace, &options).await?;
    found.retain(|e| wanted(&p, e));
    go_sort(&mut found, |a, b| when(a) < when(b));
    if found.is_empty() {
        client.io.eprint(if view.all_namespaces {
            "No events found.\n".to_string()
        } else {
            format!("No events found in {namespace} namespace.\n")
        });
        return Ok(());
    }
    if let Some(format) = &view.format {
        let items = found.clone();
        let list = obj!({"apiVersion": "v1", "items": items, "kind": "EventList", "metadata": {}});
        // A typed list has no names to print, and kubectl says nothing of it.
        if *format != Format::Name {
            // Its JSON has the fields in the order of kubectl's types.
            client.io.print(match format {
                Format::Json => api::go_order::pretty(&without_managed(&p, &list)) + "\n",
                format => format.print(&list, p.bool("show-managed-fields"), true)?,
            });
        }
    } else {
        let mut columns = view.columns(&p);
        let now = client.io.now().await;
        found.iter().for_each(|e| columns.line(view.row(e, now)));
        client.io.print(columns.flush());
    }
    Ok(())
}

/// Each event by itself, those that are there already first; the header comes with the first of them.
async fn watch(
    client: &Client,
    p: &Parsed,
    (resource, namespace, mut options): (&Resource, &str, Options),
    view: &View,
) -> Result<()> {
    options.limit = 0;
    let mut request = resource.request(api::Verb::List, namespace, "")?;
    request.options = options.clone();
    let list = client.object(request).await?;
    options.resource_version = list.get("metadata").text("resourceVersion");
    let mut columns = view.columns(p);
    let mut first = true;
    let now = client.io.now().await;
    for event in list.list("items").iter().filter(|event| wanted(p, event)) {
        client.io.print(view.one(p, event, now, &mut columns, &mut first)?);
    }
    let mut watch = client.watch(resource, namespace, options).await?;
    let limit = crate::config::request_timeout(p).filter(|t| !t.is_zero());
    let until = match limit {
        Some(limit) => Some(client.io.now().await + limit),
        None => None,
    };
    while let Ok(Some(event)) = watch.next(until).await {
        if event.kind == WatchKind::Deleted || !wanted(p, &event.object) {
            continue;
        }
        let now = client.io.now().await;
        client.io.print(view.one(p, &event.object, now, &mut columns, &mut first)?);
    }
    Ok(())
}

/// A list as it is shown where nobody asks for managed fields.
fn without_managed(p: &Parsed, list: &Value) -> Value {
    let mut list = list.clone();
    for item in list.field_mut("items").list_mut().iter_mut().filter(|_| !p.bool("show-managed-fields")) {
        item.remove_at(&["metadata", "managedFields"]);
    }
    list
}

/// The field selector of `--for`.
async fn selector(client: &Client, p: &Parsed) -> Result<String> {
    let what = p.str("for");
    if what.is_empty() {
        return Ok(String::new());
    }
    let Some((word, name)) = what.split_once('/') else {
        return Err(plain("--for must be in resource/name form"));
    };
    if name.contains('/') {
        return Err(plain("arguments in resource/name form may not have more than one slash"));
    }
    if word.is_empty() {
        return Err(plain("a resource must be present, got: /, Resource="));
    }
    let r = client.resource(word).await.map_err(|e| match e {
        Error::Plain(_) => {
            let (name, group) = word.split_once('.').unwrap_or((word, ""));
            no_resource(name, group)
        }
        other => other,
    })?;
    // Without a name it is all of them, of whatever type.
    if name.is_empty() {
        return Ok(String::new());
    }
    let version = r.api_version();
    Ok(format!("involvedObject.kind={},involvedObject.apiVersion={version},involvedObject.name={name}", r.kind))
}

fn wanted(p: &Parsed, event: &Value) -> bool {
    let types = p.list("types");
    types.is_empty() || types.iter().any(|t| t.eq_ignore_ascii_case(event.str("type")))
}

/// When an event was last seen.
fn when(event: &Value) -> Option<Time> {
    let series = event.get("series").str("lastObservedTime");
    let candidates = [series, event.str("lastTimestamp"), event.str("eventTime")];
    candidates.into_iter().find(|t| !t.is_empty()).and_then(Time::parse)
}

struct View {
    all_namespaces: bool,
    format: Option<Format>,
}

impl View {
    fn columns(&self, p: &Parsed) -> Columns {
        let mut columns = Columns::default();
        if !p.bool("no-headers") {
            columns.line(self.header());
        }
        columns
    }
    fn one(&self, p: &Parsed, event: &Value, now: Time, columns: &mut Columns, first: &mut bool) -> Result<String> {
        let first = std::mem::replace(first, false);
        match &self.format {
            Some(format) => format.print(event, p.bool("show-managed-fields"), first),
            None => {
                columns.line(self.row(event, now));
                Ok(columns.flush())
            }
        }
    }
    fn header(&self) -> Vec<String> {
        let names = ["NAMESPACE", "LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"];
        names[usize::from(!self.all_namespaces)..].iter().map(|n| n.to_string()).collect()
    }
    fn row(&self, event: &Value, now: Time) -> Vec<String> {
        let seen = interval(event, now);
        let about = event.get("involvedObject");
        let object = format!("{}/{}", about.str("kind"), about.str("name"));
        let mut cells = vec![
            seen,
            event.str("type").to_string(),
            event.str("reason").to_string(),
            object,
            event.str("message").trim().to_string(),
        ];
        if self.all_namespaces {
            cells.insert(0, meta::namespace(event).to_string());
        }
        cells
    }
}
