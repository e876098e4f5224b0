//! `kubectl set selector`.

use api::Value;

use super::{COMMON, Change};
use crate::cli::flag::{self, boolean, switch, text};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::commands::common;
use crate::error::{Result, plain};

pub(super) const SELECTOR: Command = Command {
    name: "selector",
    short: "Set the selector on a resource",
    help: include_str!("../../help/set-selector.txt"),
    usage: "selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]",
    flags: &[
        COMMON,
        &[
            boolean("all", "true", "Select all resources in the namespace of the specified resource types").hidden(),
            switch("local", "If true, annotation will NOT contact api-server but run locally."),
            text(
                "resource-version",
                "If non-empty, the selectors update will only succeed if this is the current resource-version for the object. Only valid when specifying a single resource.",
            ),
        ],
        flag::PRINT,
    ],
    run: run!(selector),
    ..Command::NEW
};

async fn selector(client: Client, mut p: Parsed) -> Result<()> {
    if !p.changed("all") {
        p.set("all", "false");
    }
    let change = Change::new(&client, &p, "selector updated", "").await?;
    let Some((expressions, resources)) = p.args.split_last().filter(|(last, _)| last.contains('=')) else {
        return Err(plain("one or more resources must be specified as <resource> <name> or <resource>/<name>"));
    };
    if resources.is_empty() && p.list("filename").is_empty() {
        return Err(plain("one or more resources must be specified as <resource> <name> or <resource>/<name>"));
    }
    let mut map = Value::object();
    for pair in expressions.split(',') {
        let (key, value) = pair.split_once('=').ok_or_else(|| {
            plain(format!("couldn't parse the selector string \"{expressions}\": unable to parse requirement"))
        })?;
        map.set(key.to_string(), value.trim_start_matches('=').to_string());
    }
    let (infos, mut errors) = change.targets(resources).await?;
    for info in infos {
        if info.resource.kind != "Service" {
            errors
                .push(plain(format!("setting a selector is only supported for Services, got {}", info.resource.kind)));
            continue;
        }
        let mut object = info.object.clone();
        if !p.str("resource-version").is_empty() {
            object.set_at(&["metadata", "resourceVersion"], p.str("resource-version").to_string());
        }
        object.set_at(&["spec", "selector"], map.clone());
        if let Err(e) = change.save(&info, object).await {
            errors.push(e);
        }
    }
    common::finish(errors)
}
