//! Tables: what `get` prints without `-o`, and with `-o wide`.

use std::rc::Rc;

use api::request::{Row, Table};
use api::time::Time;
use api::{Body, Value, Verb, duration, meta};

use super::{cannot_sort, fail, subresource};
use crate::cli::Parsed;
use crate::client::Client;
use crate::commands::common::alone;
use crate::error::{Error, Result, plain};
use crate::printers::format::{UNSORTABLE, sort_by};
use crate::printers::table::{TableOptions, TablePrinter};
use crate::resources::Resource;
use crate::resources::builder::{Info, Query, Selection, Unread};
use crate::resources::files;

/// A table of one resource, with what it is a table of.
#[derive(Clone)]
struct Part {
    resource: Rc<Resource>,
    table: Table,
}

/// How the table of a resource is shown.
pub(super) fn options(p: &Parsed, query: &Query, resource: &Resource, with_kind: bool) -> TableOptions {
    TableOptions {
        events: false,
        no_headers: p.bool("no-headers"),
        wide: p.str("output") == "wide",
        with_namespace: query.all_namespaces && resource.namespaced,
        kind: if with_kind || p.bool("show-kind") { resource.singular_group() } else { String::new() },
        show_labels: p.bool("show-labels"),
        label_columns: p.list("label-columns"),
    }
}

pub(super) async fn print(client: &Client, p: &Parsed, query: &Query) -> Result<()> {
    let (mut parts, mut errors) = fetch(client, p, query).await?;
    let now = client.io.now().await;
    for part in parts.iter_mut().filter(|_| !p.bool("server-print")) {
        plain_table(&mut part.table, now);
    }
    if p.bool("ignore-not-found") {
        errors.retain(|e| !e.is("NotFound"));
    }
    let namespaced = parts.iter().all(|part| part.resource.namespaced);
    if !p.str("sort-by").is_empty() {
        parts = match (sorted(p, &parts), parts.len()) {
            (Err(why), _) if why.starts_with(UNSORTABLE) => return Err(cannot_sort(client, p, &why, ROWS).await),
            // Of one list that cannot be sorted kubectl shows nothing, and calls that no resources.
            (Err(_), 1) => Vec::new(),
            (Err(why), _) => return Err(cannot_sort(client, p, &why, ROWS).await),
            // Several tables (of several types, or of objects by name) are then put in order themselves, by a path that
            // has to lead somewhere in a table.
            (Ok(_), 2..) if !in_tables(p.str("sort-by")) => return Err(cannot_sort(client, p, "missing", ROWS).await),
            (Ok(parts), _) => parts,
        };
    }
    let kinds: Vec<&Rc<Resource>> = parts.iter().map(|part| &part.resource).collect();
    let several = kinds.windows(2).any(|w| w[0] != w[1]);
    let mut written = false;
    let mut current: Option<(Rc<Resource>, TablePrinter)> = None;
    for part in parts.iter().filter(|part| !part.table.rows.is_empty()) {
        let same = current.as_ref().is_some_and(|(r, _)| *r == part.resource);
        if !same {
            if let Some((_, mut printer)) = current.take() {
                client.io.print(printer.flush());
                if !p.bool("no-headers") {
                    client.io.print("\n");
                }
            }
            current = Some((part.resource.clone(), TablePrinter::new(options(p, query, &part.resource, several))));
        }
        if let Some((_, printer)) = &mut current {
            printer.add(&part.table);
            written = true;
        }
    }
    if let Some((_, mut printer)) = current {
        client.io.print(printer.flush());
    }
    if !written && errors.is_empty() && !p.bool("ignore-not-found") {
        client.io.eprint(if namespaced && !query.all_namespaces {
            format!("No resources found in {} namespace.\n", query.namespace)
        } else {
            "No resources found\n".to_string()
        });
    }
    fail(errors)
}

/// What Go calls the rows of a table.
const ROWS: &str = "[][][]reflect.Value";

/// The tables with their rows sorted.
fn sorted(p: &Parsed, parts: &[Part]) -> Result<Vec<Part>, String> {
    let mut parts = parts.to_vec();
    // One row alone is not looked at.
    for part in parts.iter_mut().filter(|part| part.table.rows.len() > 1) {
        sort_by(&mut part.table.rows, p.str("sort-by"), |row| &row.object)?;
    }
    Ok(parts)
}

/// Whether a path leads to a field that every table has with the same value, so that their order stays.
fn in_tables(path: &str) -> bool {
    crate::printers::jsonpath::relaxed(path).is_ok_and(|path| ["{.kind}", "{.apiVersion}"].contains(&path.as_str()))
}

async fn fetch(client: &Client, p: &Parsed, query: &Query) -> Result<(Vec<Part>, Vec<Error>)> {
    let (mut parts, mut errors) = (Vec::new(), Vec::new());
    let mut unread = Unread::of(Vec::new(), Vec::new());
    let names = match query.select(client).await? {
        Selection::Named(names) => {
            let named = |(resource, name)| {
                let (source, object) = (String::new(), Value::Null);
                Info { listed: 0, namespace: query.namespace.clone(), name, source, resource, object }
            };
            names.into_iter().map(named).collect::<Vec<_>>()
        }
        Selection::Files => {
            let found = Query { latest: true, ..query.clone() }.find(client).await?;
            let (infos, others) = found.apart();
            unread = others;
            infos
        }
        Selection::Matching(types) => {
            for resource in types {
                match list(client, p, query, &resource).await {
                    Ok(table) => parts.push(Part { resource, table }),
                    Err(e) => errors.push(query.cannot_list(&resource, e)),
                }
            }
            return Ok((parts, errors));
        }
    };
    let in_files = !query.files.is_empty();
    let single = names.len() == 1 && !in_files;
    // What is wrong in one list is told as one error.
    let (mut wrong, mut of_list) = (Vec::new(), 0);
    for (at, Info { resource, namespace, name, listed, object, .. }) in names.into_iter().enumerate() {
        if listed != of_list {
            errors.extend(files::told(&std::mem::take(&mut wrong)).map(Error::Verbatim));
            of_list = listed;
        }
        errors.extend(unread.before(at));
        if resource.namespaced && query.all_namespaces {
            return Err(plain("a resource cannot be retrieved by name across all namespaces"));
        }
        if in_files && name.is_empty() {
            // What has no name is nowhere but in its file.
            let mut table = Table { rows: vec![Row { cells: Vec::new(), object }], ..Table::default() };
            plain_table(&mut table, client.io.now().await);
            parts.push(Part { table, resource });
            continue;
        }
        let mut request = match resource.request(Verb::Get, &namespace, &name) {
            Ok(request) => request.on(subresource(p)),
            Err(e) if single => return Err(e),
            Err(e) => {
                errors.push(e);
                continue;
            }
        };
        request.options.as_table = true;
        match client.table(request).await {
            Ok(mut table) => {
                if in_files {
                    query.keep_rows(&mut table.rows)?;
                }
                parts.push(Part { table, resource });
            }
            Err(e) if e.is("NotFound") && subresource(p).is_empty() => {
                match client.get_or_namespace(&resource, &namespace, &name).await {
                    Err(e) if listed > 0 && !(e.is("NotFound") && p.bool("ignore-not-found")) => {
                        wrong.push(e.message());
                    }
                    found => errors.extend(found.err()),
                }
            }
            Err(e) => errors.push(e),
        }
    }
    errors.extend(files::told(&wrong).map(Error::Verbatim));
    errors.extend(unread.left());
    Ok((parts, if in_files { alone(errors) } else { errors }))
}

/// All pages of a list, as one table.
async fn list(client: &Client, p: &Parsed, query: &Query, resource: &Resource) -> Result<Table> {
    let namespace = if query.all_namespaces { "" } else { &query.namespace };
    let mut request = resource.request(Verb::List, namespace, "")?.on(subresource(p));
    request.options = query.options();
    request.options.as_table = true;
    let mut all: Option<Table> = None;
    loop {
        let mut page = client.table(request.clone()).await?;
        request.options.continue_token = page.continue_token.clone();
        match &mut all {
            Some(all) => all.rows.append(&mut page.rows),
            None => all = Some(page),
        }
        if request.options.continue_token.is_empty() {
            return Ok(all.unwrap_or_default());
        }
    }
}

/// What a server answered, as a table.
pub(super) fn table_of(body: Body) -> Table {
    match body {
        Body::Table(table) => table,
        _ => Table::default(),
    }
}

/// What kubectl itself can tell of objects: names and ages.
fn plain_table(table: &mut Table, now: Time) {
    let column = |name: &'static str| api::request::Column { name: name.into(), priority: 0 };
    table.columns = vec![column("Name"), column("Age")];
    for row in &mut table.rows {
        let created = Time::parse(row.object.get("metadata").str("creationTimestamp"));
        let age = created.map_or("<unknown>".into(), |then| duration::age(now, then));
        row.cells = vec![meta::name(&row.object).to_string().into(), age.into()];
    }
}
