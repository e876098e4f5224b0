//! `kubectl get`.

use std::rc::Rc;

use api::request::Table;
use api::{Body, Value, Verb, meta, obj};

use crate::cli::flag::{self, Flag, boolean, slice, switch, text};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Error, Result, usage};
use crate::printers::format::{Format, OBJECT_FORMATS};
use crate::printers::table::{TableOptions, TablePrinter};
use crate::resources::Resource;
use crate::resources::builder::{Query, Selection};

const FLAGS: &[Flag] = &[
    flag::ALL_NAMESPACES,
    flag::ALLOW_MISSING,
    flag::CHUNK_SIZE,
    flag::FIELD_SELECTOR,
    flag::filename("Filename, directory, or URL to files identifying the resource to get from a server."),
    switch(
        "ignore-not-found",
        "If set to true, suppresses NotFound error for specific objects that do not exist. Using this flag with commands that query for collections of resources has no effect when no resources are found.",
    ),
    flag::KUSTOMIZE,
    slice(
        "label-columns",
        "Accepts a comma separated list of labels that are going to be presented as columns. Names are case-sensitive. You can also use multiple flag options like -L label1 -L label2...",
    )
    .short('L'),
    switch("no-headers", "When using the default or custom-column output format, don't print headers (default print headers)."),
    text(
        "output",
        "Output format. One of: (json, yaml, kyaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file, custom-columns, custom-columns-file, wide). See custom columns [https://kubernetes.io/docs/reference/kubectl/#custom-columns], golang template [http://golang.org/pkg/text/template/#pkg-overview] and jsonpath template [https://kubernetes.io/docs/reference/kubectl/jsonpath/].",
    )
    .short('o'),
    switch(
        "output-watch-events",
        "Output watch event objects when --watch or --watch-only is used. Existing objects are output as initial ADDED events.",
    ),
    text("raw", "Raw URI to request from the server.  Uses the transport specified by the kubeconfig file."),
    flag::RECURSIVE,
    flag::SELECTOR,
    boolean("server-print", "true", "If true, have the server return the appropriate table output. Supports extension APIs and CRDs."),
    switch("show-kind", "If present, list the resource type for the requested object(s)."),
    switch("show-labels", "When printing, show all labels as the last column (default hide labels column)"),
    flag::SHOW_MANAGED_FIELDS,
    text(
        "sort-by",
        "If non-empty, sort list types using this field specification.  The field specification is expressed as a JSONPath expression (e.g. '{.metadata.name}'). The field in the API resource specified by this JSONPath expression must be an integer or a string.",
    ),
    text("subresource", flag::SUBRESOURCE_USAGE),
    flag::TEMPLATE,
    switch("watch", "After listing/getting the requested object, watch for changes.").short('w'),
    switch("watch-only", "Watch for changes to the requested object(s), without listing/getting first."),
];

pub(crate) const GET: Command = Command {
    name: "get",
    short: "Display one or many resources",
    help: include_str!("../help/get.txt"),
    usage: "get [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]",
    flags: &[FLAGS],
    run: run!(get),
    ..Command::NEW
};

async fn get(client: Client, p: Parsed) -> Result<()> {
    let allowed =
        format!("custom-columns,custom-columns-file,{OBJECT_FORMATS}").replace("templatefile,", "templatefile,wide,");
    let human = ["", "wide"].contains(&p.str("output"));
    let format = if human { None } else { Format::parse(p.str("output"), &allowed)? };
    if p.bool("output-watch-events") && !p.bool("watch") && !p.bool("watch-only") {
        return Err(crate::error::plain("--output-watch-events option can only be used with --watch or --watch-only"));
    }
    if p.changed("raw") {
        return super::raw::get(&client, p.str("raw")).await;
    }
    let mut query = Query::new(&client, &p, &p.args).await?;
    query.type_is_enough = true;
    if p.args.is_empty() && query.files.is_empty() {
        client.io.eprint("You must specify the type of resource to get. Use \"kubectl api-resources\" for a complete list of supported resources.\n\n");
        return Err(usage(
            &p.path,
            "Required resource not specified.\nUse \"kubectl explain <resource>\" for a detailed description of that resource (e.g. kubectl explain pods).",
        ));
    }
    match format {
        Some(format) => print_objects(&client, &p, &query, &format).await,
        None => print_tables(&client, &p, &query).await,
    }
}

/// `-o yaml` and the like: one object as it is, several as a List.
async fn print_objects(client: &Client, p: &Parsed, query: &Query, format: &Format) -> Result<()> {
    let mut found = query.find(client).await?;
    if !query.files.is_empty() {
        for info in &mut found.infos {
            info.object = client.get(&info.resource, &info.namespace, &info.name).await?;
        }
    }
    if p.bool("ignore-not-found") {
        found.errors.retain(|e| !e.is("NotFound"));
    }
    let managed = p.bool("show-managed-fields");
    if found.single {
        if let Some(info) = found.infos.first() {
            client.io.print(format.print(&info.object, managed, true));
        }
    } else if *format == Format::Name {
        for info in &found.infos {
            client.io.print(format.print(&info.object, managed, true));
        }
    } else if !found.infos.is_empty() || found.errors.is_empty() {
        let items: Vec<Value> = found.infos.iter().map(|i| i.object.clone()).collect();
        let list = obj!({"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}});
        client.io.print(format.print(&list, managed, true));
    }
    fail(found.errors)
}

fn fail(errors: Vec<Error>) -> Result<()> {
    if errors.is_empty() { Ok(()) } else { Err(Error::Many(errors)) }
}

/// A table of one resource, with what it is a table of.
struct Part {
    resource: Rc<Resource>,
    table: Table,
}

async fn print_tables(client: &Client, p: &Parsed, query: &Query) -> Result<()> {
    let (parts, mut errors) = fetch(client, query).await?;
    if p.bool("ignore-not-found") {
        errors.retain(|e| !e.is("NotFound"));
    }
    let kinds: Vec<&Rc<Resource>> = parts.iter().map(|part| &part.resource).collect();
    let several = kinds.windows(2).any(|w| w[0] != w[1]);
    let options = |resource: &Resource| TableOptions {
        no_headers: p.bool("no-headers"),
        wide: p.str("output") == "wide",
        with_namespace: query.all_namespaces && resource.namespaced,
        kind: if several || p.bool("show-kind") { resource.singular_group() } else { String::new() },
        show_labels: p.bool("show-labels"),
        label_columns: p.list("label-columns"),
    };
    let mut written = false;
    let mut current: Option<(Rc<Resource>, TablePrinter)> = None;
    for part in parts.iter().filter(|part| !part.table.rows.is_empty()) {
        let same = current.as_ref().is_some_and(|(r, _)| *r == part.resource);
        if !same {
            if let Some((_, mut printer)) = current.take() {
                client.io.print(printer.flush());
                client.io.print("\n");
            }
            current = Some((part.resource.clone(), TablePrinter::new(options(&part.resource))));
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
        let namespaced = parts.iter().all(|part| part.resource.namespaced);
        client.io.eprint(if namespaced && !query.all_namespaces {
            format!("No resources found in {} namespace.\n", query.namespace)
        } else {
            "No resources found\n".to_string()
        });
    }
    fail(errors)
}

async fn fetch(client: &Client, query: &Query) -> Result<(Vec<Part>, Vec<Error>)> {
    let (mut parts, mut errors) = (Vec::new(), Vec::new());
    let names = match query.select(client).await? {
        Selection::Named(names) => names.into_iter().map(|(r, n)| (r, query.namespace.clone(), n)).collect::<Vec<_>>(),
        Selection::Files => {
            let found = query.find(client).await?;
            errors = found.errors;
            found.infos.into_iter().map(|i| (i.resource, i.namespace, i.name)).collect()
        }
        Selection::Matching(types) => {
            for resource in types {
                match list(client, query, &resource).await {
                    Ok(table) => parts.push(Part { resource, table }),
                    Err(e) => errors.push(query.cannot_list(&resource, e)),
                }
            }
            return Ok((parts, errors));
        }
    };
    for (resource, namespace, name) in names {
        if resource.namespaced && query.all_namespaces {
            return Err(crate::error::plain("a resource cannot be retrieved by name across all namespaces"));
        }
        let mut request = resource.request(Verb::Get, &namespace, &name)?;
        request.options.as_table = true;
        match client.call(request).await {
            Ok(response) => parts.push(Part { table: table_of(response.body), resource }),
            Err(e) => errors.push(e),
        }
    }
    Ok((parts, errors))
}

/// All pages of a list, as one table.
async fn list(client: &Client, query: &Query, resource: &Resource) -> Result<Table> {
    let namespace = if query.all_namespaces { "" } else { &query.namespace };
    let mut request = resource.request(Verb::List, namespace, "")?;
    request.options = query.options();
    request.options.as_table = true;
    let mut all: Option<Table> = None;
    loop {
        let mut page = table_of(client.call(request.clone()).await?.body);
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

/// What a server answered, as a table; a server without tables gives names and ages.
fn table_of(body: Body) -> Table {
    match body {
        Body::Table(table) => table,
        Body::Object(object) => {
            let items = match object.get("items").as_list() {
                Some(items) => items.to_vec(),
                None => vec![object],
            };
            plain_table(&items)
        }
        _ => Table::default(),
    }
}

fn plain_table(items: &[Value]) -> Table {
    let column = |name: &'static str| api::request::Column { name: name.into(), priority: 0 };
    let row = |o: &Value| {
        let created = o.get("metadata").text("creationTimestamp");
        api::request::Row { cells: vec![api::Text::new(meta::name(o)).into(), created.into()], object: o.clone() }
    };
    Table {
        columns: vec![column("Name"), column("Created At")],
        rows: items.iter().map(row).collect(),
        ..Table::default()
    }
}
