//! `kubectl label`.

use super::common::{self, DryRun};
use super::metadata::{self, Changes, Words};
use crate::cli::arguments::Arguments;
use crate::cli::flag::{self, Flag, switch, text};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::error::{Error, Result, plain};

const FLAGS: &[Flag] = &[
    flag::RECORD,
    switch(
        "overwrite",
        "If true, allow labels to be overwritten, otherwise reject label updates that overwrite existing labels.",
    ),
    flag::ALL,
    flag::field_manager("kubectl-label"),
    flag::filename("Filename, directory, or URL to files identifying the resource to update the labels"),
    switch("list", "If true, display the labels for a given resource."),
    switch("local", "If true, label will NOT contact api-server but run locally."),
    text(
        "resource-version",
        "If non-empty, the labels update will only succeed if this is the current resource-version for the object. Only valid when specifying a single resource.",
    ),
];

pub(crate) const LABEL: Command = Command {
    name: "label",
    short: "Update the labels on a resource",
    help: include_str!("../help/label.txt"),
    usage: "label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]",
    arguments: Arguments::Any,
    flags: &[FLAGS, metadata::FLAGS, flag::PRINT],
    run: run!(label),
    ahead: |_| Ahead::Namespace,
    ..Command::NEW
};

const WORDS: Words = Words {
    field: "labels",
    one: "label",
    done: ["labeled", "unlabeled", "not labeled", "modified"],
    tells_missing: true,
    file: "pod",
};

async fn label(client: Client, p: Parsed) -> Result<()> {
    if p.bool("list") && !p.str("output").is_empty() {
        return Err(plain("--list and --output may not be specified together"));
    }
    let dry_run = DryRun::of(&client, &p).await?;
    let (resources, pairs) = metadata::split(&p.args, "label")?;
    let changes = parse(&pairs)?;
    metadata::check(&p, &WORDS, &resources, &changes)?;
    metadata::run(&client, &p, (&WORDS, dry_run), (resources, changes), None, clash).await
}

fn parse(pairs: &[String]) -> Result<Changes> {
    let mut changes = Changes::default();
    for pair in pairs {
        if pair.matches('=').count() > 1 || pair.starts_with('=') {
            return Err(plain(format!("invalid label spec: {pair}")));
        }
        if let Some((key, value)) = pair.split_once('=') {
            let errors = api::names::label_value(value);
            if !errors.is_empty() {
                return Err(plain(format!("invalid label value: {pair:?}: {}", errors.join(";"))));
            }
            changes.set.retain(|(k, _)| k != key);
            changes.set.push((key.to_string(), value.to_string()));
        } else if let Some(key) = pair.strip_suffix('-') {
            changes.remove.push(key.to_string());
        }
    }
    if changes.remove.iter().any(|r| changes.set.iter().any(|(k, _)| k == r)) {
        return Err(plain("can not both modify and remove a label in the same command"));
    }
    Ok(changes)
}

fn clash(clashes: &[(String, String)]) -> Error {
    let one =
        |(key, old): &(String, String)| plain(format!("'{key}' already has a value ({old}), and --overwrite is false"));
    common::finish(clashes.iter().map(one).collect()).expect_err("there is at least one clash")
}
