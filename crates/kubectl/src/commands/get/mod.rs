//! `kubectl get`.

mod objects;
mod tables;
mod watch;

use crate::cli::arguments::Arguments;
use crate::cli::flag::{self, Flag, boolean, slice, switch, text};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::error::{Error, Result, plain, usage};
use crate::printers::format::{Format, OBJECT_FORMATS, UNSORTABLE};
use crate::resources::builder::Query;

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
    help: include_str!("../../help/get.txt"),
    usage: "get [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]",
    arguments: Arguments::Any,
    flags: &[FLAGS],
    run: run!(get),
    ahead: |p| if p.changed("raw") { Ahead::Nothing } else { Ahead::Namespace },
    server_first: |p| !p.str("raw").is_empty(),
    ..Command::NEW
};

async fn get(client: Client, p: Parsed) -> Result<()> {
    let watches = p.bool("watch") || p.bool("watch-only");
    if p.bool("show-labels") && !["", "wide"].contains(&p.str("output")) {
        return Err(plain(format!("--show-labels option cannot be used with {} printer", p.str("output"))));
    }
    let raw = !p.str("raw").is_empty();
    if raw && !p.args.is_empty() {
        return Err(plain("arguments may not be passed when --raw is specified"));
    }
    if !p.str("subresource").is_empty() && p.args.len() == 1 && !p.args[0].contains('/') {
        return Err(plain("subresource cannot be used when bulk resources are specified"));
    }
    if raw {
        return crate::commands::raw::get(&client, &p).await;
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
    if p.bool("output-watch-events") && !watches {
        return Err(plain("--output-watch-events option can only be used with --watch or --watch-only"));
    }
    if watches { watch::watch(&client, &p, &query).await } else { print(&client, &p, &query).await }
}

/// What there is now.
async fn print(client: &Client, p: &Parsed, query: &Query) -> Result<()> {
    if for_people(p) { tables::print(client, p, query).await } else { objects::print(client, p, query).await }
}

/// Whether the answer is a table for people.
fn for_people(p: &Parsed) -> bool {
    p.str("output") == "wide" || p.str("output").is_empty() && p.str("template").is_empty()
}

/// How objects are printed; none in a table. What is wrong with it is told after what is wrong with the objects.
async fn format(client: &Client, p: &Parsed) -> Result<Option<Format>> {
    if for_people(p) {
        return Ok(None);
    }
    let allowed =
        format!("custom-columns,custom-columns-file,{OBJECT_FORMATS}").replace("templatefile,", "templatefile,wide,");
    Format::of(client, p, &allowed).await
}

fn fail(errors: Vec<Error>) -> Result<()> {
    if errors.is_empty() { Ok(()) } else { Err(Error::Many(errors)) }
}

/// The subresource that was asked for; empty for the object itself.
fn subresource(p: &Parsed) -> api::Text {
    api::Text::new(p.str("subresource"))
}

/// The error of `--sort-by`. Values without an order end kubectl in the middle of a sort of `what`.
async fn cannot_sort(client: &Client, p: &Parsed, why: &str, what: &str) -> Error {
    if why.starts_with(UNSORTABLE) {
        let path = crate::printers::jsonpath::relaxed(p.str("sort-by")).unwrap_or_default();
        let place = if what.starts_with('*') { "sorter.go:329" } else { "sorter.go:375" };
        let text = format!("Field {path} in {what} is an unsortable type: interface, err: {why}");
        crate::commands::klog(client, 'F', place, &text).await;
        return Error::Exit(1);
    }
    match (why, crate::printers::jsonpath::relaxed(p.str("sort-by"))) {
        ("missing", Ok(path)) => {
            plain(format!("couldn't find any field with path {} in the list of objects", crate::cli::go::quote(&path)))
        }
        (_, Err(unread)) => plain(unread),
        (why, Ok(_)) => plain(why),
    }
}
