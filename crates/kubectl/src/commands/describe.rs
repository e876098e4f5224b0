//! `kubectl describe`.

use api::meta;

use super::common;
use crate::cli::arguments::Arguments;
use crate::cli::flag::{self, Flag, boolean};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::resources::builder::{Info, Query, Selection};

const FLAGS: &[Flag] = &[
    flag::ALL_NAMESPACES,
    flag::CHUNK_SIZE,
    flag::filename("Filename, directory, or URL to files containing the resource to describe"),
    flag::KUSTOMIZE,
    flag::RECURSIVE,
    flag::SELECTOR,
    boolean(
        "show-events",
        "true",
        "If true, display events related to the described object. Defaults to true for a single object, false for multiple objects and prefix matching.",
    ),
];

pub(crate) const DESCRIBE: Command = Command {
    name: "describe",
    short: "Show details of a specific resource or group of resources",
    help: include_str!("../help/describe.txt"),
    usage: "describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)",
    arguments: Arguments::Any,
    flags: &[FLAGS],
    run: run!(describe),
    ahead: |_| Ahead::Namespace,
    ..Command::NEW
};

async fn describe(client: Client, p: Parsed) -> Result<()> {
    let mut query = Query::new(&client, &p, &p.args).await?;
    query.type_is_enough = true;
    if p.args.is_empty() && query.files.is_empty() {
        let text = "You must specify the type of resource to describe. Use \"kubectl api-resources\" for a complete list of supported resources.\n";
        return Err(plain(text));
    }
    let mut found = query.find(&client).await?;
    // What is not there was wanted, too.
    let wanted = found.infos.len() + if query.files.is_empty() { found.errors.len() } else { 0 };
    let show_events = p.bool("show-events") && (p.changed("show-events") || wanted <= 1);
    let missing = matches!(&found.errors[..], [only] if only.is("NotFound"));
    if missing && query.files.is_empty() && p.args.len() == 2 {
        // Two words are a type and the beginning of names, whatever else they could be.
        if p.args[0].contains('/') {
            return common::finish(found.errors);
        }
        if p.args[0].contains(',') {
            return Err(plain("you may only specify a single resource type"));
        }
        found.infos = by_prefix(&client, &query, &p.args[1]).await?;
        if !found.infos.is_empty() {
            let show_events = show_events && p.changed("show-events");
            for info in found.infos {
                client.io.print(crate::describe::describe(&client, &info, show_events).await? + "\n");
            }
            return Ok(());
        }
    }
    if !query.files.is_empty() {
        // What could not be read stands together.
        let mut own = Vec::new();
        if found.infos.is_empty() && found.errors.is_empty() {
            client.io.eprint(format!("No resources found in {} namespace.\n", query.namespace));
        }
        print(&client, show_events, &found.infos, &mut own).await;
        return common::finish(common::ahead(found.errors, own));
    }
    print(&client, show_events, &found.infos, &mut found.errors).await;
    if found.infos.is_empty() && found.errors.is_empty() {
        // Here kubectl does not ask whether the type has namespaces at all.
        client.io.eprint(if !query.all_namespaces {
            format!("No resources found in {} namespace.\n", query.namespace)
        } else {
            "No resources found\n".to_string()
        });
    }
    common::finish(found.errors)
}

async fn print(client: &Client, show_events: bool, infos: &[Info], errors: &mut Vec<Error>) {
    let mut first = true;
    for info in infos {
        match crate::describe::describe(client, info, show_events).await {
            Ok(text) => {
                let gap = if std::mem::take(&mut first) { "" } else { "\n\n" };
                client.io.print(format!("{gap}{text}"));
            }
            Err(error) => errors.push(error),
        }
    }
}

/// Objects whose names begin with what was typed.
async fn by_prefix(client: &Client, query: &Query, prefix: &str) -> Result<Vec<Info>> {
    let Selection::Named(names) = query.select(client).await? else { return Ok(Vec::new()) };
    let Some((resource, _)) = names.first() else { return Ok(Vec::new()) };
    let namespace = if resource.namespaced { query.namespace.as_str() } else { "" };
    let all = client.list(resource, namespace, &Default::default()).await?;
    let fitting = all.into_iter().filter(|o| meta::name(o).starts_with(prefix));
    let info = |object: api::Value| Info {
        listed: 0,
        resource: resource.clone(),
        namespace: meta::namespace(&object).to_string(),
        name: meta::name(&object).to_string(),
        source: String::new(),
        object,
    };
    Ok(fitting.map(info).collect())
}
