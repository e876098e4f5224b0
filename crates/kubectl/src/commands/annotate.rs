//! `kubectl annotate`.

use super::common::{DryRun, Teller};
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
        "If true, allow annotations to be overwritten, otherwise reject annotation updates that overwrite existing annotations.",
    ),
    flag::ALL_DOT,
    flag::field_manager("kubectl-annotate"),
    flag::filename("Filename, directory, or URL to files identifying the resource to update the annotation"),
    switch("list", "If true, display the annotations for a given resource."),
    switch("local", "If true, annotation will NOT contact api-server but run locally."),
    text(
        "resource-version",
        "If non-empty, the annotation update will only succeed if this is the current resource-version for the object. Only valid when specifying a single resource.",
    ),
];

pub(crate) const ANNOTATE: Command = Command {
    name: "annotate",
    short: "Update the annotations on a resource",
    help: include_str!("../help/annotate.txt"),
    usage: "annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]",
    arguments: Arguments::Any,
    flags: &[FLAGS, metadata::FLAGS, flag::PRINT],
    run: run!(annotate),
    ahead: |_| Ahead::Namespace,
    ..Command::NEW
};

const WORDS: Words =
    Words { field: "annotations", one: "annotation", done: ["annotated"; 4], tells_missing: false, file: "rsrc" };

async fn annotate(client: Client, p: Parsed) -> Result<()> {
    let dry_run = DryRun::of(&client, &p).await?;
    let teller = Teller::new(&client, &p, dry_run).await?;
    let (resources, pairs) = metadata::split(&p.args, "annotation")?;
    let changes = parse(&pairs)?;
    metadata::check(&p, &WORDS, &resources, &changes)?;
    let both: Vec<&str> =
        changes.remove.iter().filter(|r| changes.set.iter().any(|(k, _)| k == *r)).map(String::as_str).collect();
    if !both.is_empty() {
        return Err(plain(format!(
            "can not both modify and remove the following annotation(s) in the same command: {}",
            both.join(", ")
        )));
    }
    metadata::run(&client, &p, (&WORDS, dry_run), (resources, changes), Some(teller), clash).await
}

fn parse(pairs: &[String]) -> Result<Changes> {
    let (mut changes, mut invalid) = (Changes::default(), Vec::new());
    for pair in pairs {
        match (pair.split_once('='), pair.strip_suffix('-')) {
            (Some((key, value)), _) if !key.is_empty() => {
                changes.set.retain(|(k, _)| k != key);
                changes.set.push((key.to_string(), value.to_string()));
            }
            (_, Some(key)) if !key.is_empty() => changes.remove.push(key.to_string()),
            _ => invalid.push(pair.as_str()),
        }
    }
    if invalid.is_empty() {
        return Ok(changes);
    }
    Err(plain(format!("invalid annotation format: {}", invalid.join(", "))))
}

fn clash(clashes: &[(String, String)]) -> Error {
    let one = |(key, old): &(String, String)| format!("'{key}' already has a value ({old})");
    plain(format!(
        "--overwrite is false but found the following declared annotation(s): {}",
        clashes.iter().map(one).collect::<Vec<_>>().join("; ")
    ))
}
