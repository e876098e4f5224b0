//! `kubectl apply view-last-applied`, `set-last-applied`, `edit-last-applied`.

use api::request::PatchType;
use api::{Value, Verb, json, meta, obj};

use crate::cli::arguments::Arguments;
use crate::cli::flag::{self, Flag, string, switch};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::commands::common::{self, DryRun, LAST_APPLIED, Teller};
use crate::commands::edit;
use crate::error::{Result, plain, usage};
use crate::resources::builder::Query;

pub(super) const COMMANDS: &[&Command] = &[&EDIT, &SET, &VIEW];

const VIEW: Command = Command {
    name: "view-last-applied",
    short: "View the latest last-applied-configuration annotations of a resource/object",
    help: include_str!("../../help/apply-view-last-applied.txt"),
    usage: "view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)",
    arguments: Arguments::Any,
    flags: &[&[
        switch("all", "Select all resources in the namespace of the specified resource types"),
        flag::filename("Filename, directory, or URL to files that contains the last-applied-configuration annotations"),
        flag::KUSTOMIZE,
        string("output", "yaml", "Output format. Must be one of (yaml, json)").short('o'),
        flag::RECURSIVE,
        flag::SELECTOR,
    ]],
    run: run!(view),
    ahead: |_| Ahead::Namespace,
    ..Command::NEW
};

const SET_FLAGS: &[Flag] = &[
    switch(
        "create-annotation",
        "Will create 'last-applied-configuration' annotations if current objects doesn't have one",
    ),
    flag::DRY_RUN,
    flag::filename("Filename, directory, or URL to files that contains the last-applied-configuration annotations"),
];

const SET: Command = Command {
    name: "set-last-applied",
    short: "Set the last-applied-configuration annotation on a live object to match the contents of a file",
    help: include_str!("../../help/apply-set-last-applied.txt"),
    usage: "set-last-applied -f FILENAME",
    flags: &[SET_FLAGS, flag::PRINT],
    run: run!(set),
    ahead: |_| Ahead::Namespace,
    ..Command::NEW
};

const EDIT: Command = Command {
    name: "edit-last-applied",
    short: "Edit latest last-applied-configuration annotations of a resource/object",
    help: include_str!("../../help/apply-edit-last-applied.txt"),
    usage: "edit-last-applied (RESOURCE/NAME | -f FILENAME)",
    arguments: Arguments::Any,
    flags: &[edit::FLAGS, &[flag::field_manager("kubectl-client-side-apply")], flag::PRINT],
    run: run!(edit_last_applied),
    ahead: |_| Ahead::Namespace,
    ..Command::NEW
};

async fn view(client: Client, p: Parsed) -> Result<()> {
    let output = p.str("output");
    let mut query = Query::new(&client, &p, &p.args).await?;
    // kubectl asks whether a namespace was given, where it wants to ask whether a type is enough.
    query.type_is_enough = query.enforce_namespace;
    let a_type = matches!(&p.args[..], [one] if !one.contains('/'));
    if query.type_is_enough && query.select_all && a_type && query.selector.is_none() {
        return Err(plain("setting 'all' parameter but found a non empty selector. "));
    }
    query.files.reading.stops = true;
    let found = query.find(&client).await?;
    // All are read before one is shown; of an object without the annotation nothing is said.
    let mut texts = Vec::new();
    for info in found.infos {
        let live = if info.source.is_empty() {
            info.object.clone()
        } else {
            client.get_or_namespace(&info.resource, &info.namespace, &info.name).await?
        };
        texts.extend(meta::annotations(&live).get(LAST_APPLIED).and_then(Value::as_str).map(str::to_string));
    }
    common::finish(found.errors)?;
    for text in texts {
        if !["yaml", "json"].contains(&output) {
            return Err(usage(
                &p.path,
                format!("Unexpected -o output mode: {output}, the flag 'output' must be one of yaml|json"),
            ));
        }
        if output == "json" {
            json::parse(&text).map_err(|e| plain(e.message))?;
            client.io.print(indented(&text) + "\n");
        } else {
            // The text is read as YAML, which JSON is.
            let value = api::yaml::parse(&text)
                .map_err(|e| plain(e.to_string().trim_start_matches("error converting YAML to JSON: ").to_string()))?;
            client.io.print(api::yaml::to_string(&value));
        }
    }
    Ok(())
}

/// `json.Indent` with two blanks.
fn indented(text: &str) -> String {
    let value = json::parse(text).unwrap_or_default();
    let four = json::to_string_pretty(&value);
    let halve = |l: &str| " ".repeat((l.len() - l.trim_start().len()) / 2) + l.trim_start();
    four.lines().map(halve).collect::<Vec<_>>().join("\n")
}

async fn set(client: Client, p: Parsed) -> Result<()> {
    let dry_run = DryRun::of(&client, &p).await?;
    let teller = Teller::new(&client, &p, dry_run).await?;
    let mut query = Query::new(&client, &p, &[]).await?;
    query.files.reading.stops = true;
    let found = query.find(&client).await?;
    // All are looked at before one is changed.
    let mut changes = Vec::new();
    for info in found.infos {
        let live = client.get(&info.resource, &info.namespace, &info.name).await?;
        let old = meta::annotations(&live).get(LAST_APPLIED).and_then(Value::as_str).map(str::to_string);
        if old.is_none() && !p.bool("create-annotation") {
            return Err(plain(format!(
                "no last-applied-configuration annotation found on resource: {}, to create the annotation, run the command with --create-annotation",
                info.name
            )));
        }
        let text = json::to_string(&info.object) + "\n";
        if old.as_ref() == Some(&text) {
            client.io.print(format!("set-last-applied {}: no changes required.\n", info.name));
        } else {
            changes.push((info, live, text));
        }
    }
    common::finish(found.errors)?;
    for (info, live, text) in changes {
        let mut object = live;
        if dry_run != DryRun::Client {
            let mut map = api::Map::new();
            map.insert(LAST_APPLIED, text);
            let body = obj!({"metadata": {"annotations": map}});
            let verb = Verb::Patch(PatchType::Merge);
            let mut request = info.resource.request(verb, &info.namespace, &info.name)?.with_body(body);
            request.options = common::write_options(&p, dry_run);
            object = client.object(request).await?;
        }
        teller.tell(&client, &object, "configured");
    }
    Ok(())
}

async fn edit_last_applied(client: Client, p: Parsed) -> Result<()> {
    edit::last_applied(client, p).await
}
