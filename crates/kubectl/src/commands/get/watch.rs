//! `get -w`: what there is, and then each change as it comes.

use std::rc::Rc;

use api::request::{Options, Table, WatchEvent};
use api::{Value, Verb, obj};

use super::tables;
use crate::cli::Parsed;
use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::printers::columns::Columns;
use crate::printers::format::Format;
use crate::printers::table::{TableOptions, TablePrinter};
use crate::resources::Resource;
use crate::resources::builder::{Query, Selection};

/// What is watched.
struct Target {
    resource: Rc<Resource>,
    namespace: String,
    options: Options,
    /// One object alone must be there at the start.
    name: Option<String>,
}

async fn target(client: &Client, p: &Parsed, query: &Query) -> Result<Target> {
    let one_type = || plain("you may only specify a single resource type");
    let (resource, name) = match query.select(client).await? {
        Selection::Matching(types) => match &types[..] {
            [only] => (only.clone(), None),
            _ => return Err(one_type()),
        },
        Selection::Named(names) => match &names[..] {
            [(resource, name)] => (resource.clone(), Some(name.clone())),
            _ => return Err(one_type()),
        },
        Selection::Files => {
            let found = query.find(client).await?;
            let why = "watch is only supported on individual resources and resource collections";
            if let Some(first) = found.errors.into_iter().next() {
                return Err(first);
            }
            if found.infos.iter().any(|info| info.listed > 0) {
                return Err(plain(format!("{why}, but a list of resources is found")));
            }
            match &found.infos[..] {
                [info] => (info.resource.clone(), Some(info.name.clone())),
                several => {
                    // They are shown, if they are all there, but there is no watch of them.
                    for info in several {
                        client.get_or_namespace(&info.resource, &info.namespace, &info.name).await?;
                    }
                    show(client, p, query).await?;
                    return Err(match query.files.filenames.len() {
                        2.. => plain(ONE_TYPE),
                        _ => plain(format!("{why} - {} resources were found", several.len())),
                    });
                }
            }
        }
    };
    let mut options = query.options();
    options.limit = 0;
    if let Some(name) = &name {
        options.field_selector = format!("metadata.name={name}").into();
    }
    let everywhere = query.all_namespaces || !resource.namespaced;
    let namespace = if everywhere { String::new() } else { query.namespace.clone() };
    Ok(Target { resource, namespace, options, name })
}

/// Several objects by name are shown once, if they are all there; there is no watch of them.
async fn several(client: &Client, p: &Parsed, query: &Query, names: &[(Rc<Resource>, String)]) -> Result<()> {
    if names.windows(2).any(|pair| pair[0].0 != pair[1].0) {
        return Err(plain("you may only specify a single resource type"));
    }
    if let Some(first) = query.find(client).await?.errors.into_iter().next() {
        return Err(first);
    }
    show(client, p, query).await?;
    Err(plain(ONE_TYPE))
}

const ONE_TYPE: &str = "you may only watch a single resource or type of resource at a time";

/// What there is, without a watch.
async fn show(client: &Client, p: &Parsed, query: &Query) -> Result<()> {
    if p.bool("watch-only") { Ok(()) } else { super::print(client, p, query).await }
}

pub(super) async fn watch(client: &Client, p: &Parsed, query: &Query) -> Result<()> {
    if !p.str("sort-by").is_empty() {
        client.io.eprint(match p.bool("watch-only") {
            true => "warning: --watch-only requested, --sort-by will be ignored\n",
            false => "warning: --watch requested, --sort-by will be ignored for watch events received\n",
        });
    }
    if let Selection::Named(names) = query.select(client).await?
        && names.len() > 1
    {
        return several(client, p, query, &names).await;
    }
    let target = target(client, p, query).await?;
    if let Some(name) = &target.name {
        if query.all_namespaces {
            return Err(plain("a resource cannot be retrieved by name across all namespaces"));
        }
        // The error about an object that is not there is that of a get.
        client.get_or_namespace(&target.resource, &target.namespace, name).await?;
    }
    let format = super::format(client, p).await?;
    let format = format.as_ref();
    let mut options = target.options.clone();
    options.as_table = format.is_none();
    let mut request = target.resource.request(Verb::List, &target.namespace, "")?;
    request.options = options.clone();
    let body = client.call(request).await.map_err(|e| query.cannot_list(&target.resource, e))?.body;
    let events = p.bool("output-watch-events");
    let table = TablePrinter::new(TableOptions { events, ..tables::options(p, query, &target.resource, false) });
    let mut printer =
        Printer { client, p, format, table, tabs: Columns::default(), waiting: String::new(), first: true };
    let show_existing = !p.bool("watch-only");
    match format {
        None => {
            let table = tables::table_of(body);
            options.resource_version = table.resource_version.clone();
            if show_existing {
                printer.rows("ADDED", table)?;
            }
        }
        Some(_) => {
            let api::Body::Object(list) = body else { return Err(plain("the server answered no list")) };
            options.resource_version = list.get("metadata").text("resourceVersion");
            // Columns are as wide as all that is there needs.
            let at_once = matches!(format, Some(Format::CustomColumns(_))) && !events && show_existing;
            if at_once && !list.list("items").is_empty() {
                printer.existing(&list)?;
            }
            for item in list.list("items").iter().filter(|_| show_existing && !at_once) {
                let mut item = item.clone();
                if item.str("kind").is_empty() {
                    item.set("apiVersion", target.resource.api_version());
                    item.set("kind", &target.resource.kind);
                }
                printer.existing(&item)?;
            }
            let text = printer.flush();
            client.io.print(text);
        }
    }
    let mut watch = client.watch(&target.resource, &target.namespace, options).await?;
    let limit = crate::config::request_timeout(p).filter(|t| !t.is_zero());
    let until = match limit {
        Some(limit) => Some(client.io.now().await + limit),
        None => None,
    };
    // A watch that the server ends is over without a word.
    while let Ok(Some(event)) = watch.next(until).await {
        printer.event(&event)?;
    }
    Ok(())
}

struct Printer<'a> {
    client: &'a Client,
    p: &'a Parsed,
    format: Option<&'a Format>,
    table: TablePrinter,
    tabs: Columns,
    /// What is to be laid out together.
    waiting: String,
    first: bool,
}

impl Printer<'_> {
    fn event(&mut self, event: &WatchEvent) -> Result<()> {
        if self.format.is_none() {
            return self.rows(event.kind.as_str(), Table::from_value(&event.object));
        }
        self.object(event.kind.as_str(), &event.object)?;
        let text = self.flush();
        self.client.io.print(text);
        Ok(())
    }
    fn rows(&mut self, kind: &'static str, mut table: Table) -> Result<()> {
        if table.rows.is_empty() {
            return Ok(());
        }
        if self.table.options.events {
            table.columns.insert(0, api::request::Column { name: "Event".into(), priority: 0 });
            for row in &mut table.rows {
                // All of them are as wide as the longest.
                row.cells.insert(0, format!("{kind:8}").into());
            }
        }
        self.table.add(&table);
        self.client.io.print(self.table.flush());
        Ok(())
    }
    fn object(&mut self, kind: &'static str, object: &Value) -> Result<()> {
        let Some(format) = self.format else { return Ok(()) };
        let managed = self.p.bool("show-managed-fields");
        let first = std::mem::replace(&mut self.first, false);
        let text = if self.table.options.events {
            // An event has no name: it is called by that of its object. Managed fields are only looked for in objects.
            match format {
                Format::Name => format.print(object, true, first)?,
                Format::Json => format!("{{\"type\":\"{kind}\",\"object\":{}}}\n", api::json::to_string(object)),
                format => format.print(&obj!({"object": (object.clone()), "type": kind}), true, first)?,
            }
        } else {
            format.print(object, managed, first)?
        };
        self.waiting += &text;
        Ok(())
    }
    /// What was told. Tabs of one's own are columns, too.
    fn flush(&mut self) -> String {
        let text = std::mem::take(&mut self.waiting);
        if text.contains('\t') { self.tabs.text(&text) } else { text }
    }
    /// An object that was there before the watch.
    fn existing(&mut self, object: &Value) -> Result<()> {
        self.object("ADDED", object).map_err(|e| {
            self.waiting += e.output();
            Error::Told(self.flush(), format!("unable to output the provided object: {}", e.message()))
        })
    }
}
