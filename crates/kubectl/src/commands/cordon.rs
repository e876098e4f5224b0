//! `kubectl cordon` and `kubectl uncordon`.

use api::request::PatchType;
use api::{Value, obj};

use super::common::{self, DryRun, Teller};
use crate::cli::arguments::Arguments;
use crate::cli::flag::{self, Flag};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Result, plain, usage};
use crate::resources::builder::{Info, Query};

const FLAGS: &[Flag] = &[flag::DRY_RUN, flag::SELECTOR];

pub(crate) const CORDON: Command = Command {
    name: "cordon",
    short: "Mark node as unschedulable",
    help: include_str!("../help/cordon.txt"),
    usage: "cordon NODE",
    arguments: Arguments::One("nodes"),
    flags: &[FLAGS],
    run: run!(cordon),
    server_first: |_| true,
    ..Command::NEW
};

pub(crate) const UNCORDON: Command = Command {
    name: "uncordon",
    short: "Mark node as schedulable",
    help: include_str!("../help/uncordon.txt"),
    usage: "uncordon NODE",
    arguments: Arguments::One("nodes"),
    flags: &[FLAGS],
    run: run!(uncordon),
    server_first: |_| true,
    ..Command::NEW
};

/// What cordon does, or undoes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Cordoned,
    Uncordoned,
}

async fn cordon(client: Client, p: Parsed) -> Result<()> {
    all(&client, &p, Wanted::Cordoned).await
}
async fn uncordon(client: Client, p: Parsed) -> Result<()> {
    all(&client, &p, Wanted::Uncordoned).await
}

async fn all(client: &Client, p: &Parsed, wanted: Wanted) -> Result<()> {
    check(p)?;
    let dry_run = DryRun::of(client, p).await?;
    let nodes = nodes(client, p).await?;
    let mut errors = Vec::new();
    for node in &nodes {
        if let Err(e) = one(client, node, wanted, dry_run).await {
            errors.push(e);
        }
    }
    common::finish(errors)
}

/// Refuses a command that names no nodes, or names them twice.
pub(crate) fn check(p: &Parsed) -> Result<()> {
    let command = p.path.strip_prefix("kubectl ").unwrap_or(&p.path);
    if p.args.is_empty() && !p.changed("selector") {
        return Err(usage(&p.path, format!("USAGE: {command} NODE [flags]")));
    }
    if !p.args.is_empty() && !p.str("selector").is_empty() {
        return Err(usage(&p.path, "error: cannot specify both a node name and a --selector option"));
    }
    Ok(())
}

/// The nodes that arguments or selector name.
pub(crate) async fn nodes(client: &Client, p: &Parsed) -> Result<Vec<Info>> {
    if p.args.is_empty() && p.str("selector").is_empty() {
        return Err(crate::resources::builder::missing_resource());
    }
    let args: Vec<String> = std::iter::once("nodes".to_string()).chain(p.args.iter().cloned()).collect();
    let args = if p.args.iter().any(|a| a.contains('/')) { p.args.clone() } else { args };
    let found = Query::typed(client, p, &args).await?.find(client).await?;
    if let Some(other) = found.infos.iter().find(|i| i.resource.kind != "Node") {
        let got = crate::cli::go::quote(&other.resource.go_gvr());
        return Err(plain(format!("error: expected resource of type node, got {got}")));
    }
    // One that is not there is enough to leave all of them alone.
    match found.errors.into_iter().next() {
        Some(error) => Err(error),
        None => Ok(found.infos),
    }
}

/// Cordons or uncordons a node, and tells so.
pub(crate) async fn one(client: &Client, node: &Info, wanted: Wanted, dry_run: DryRun) -> Result<()> {
    let teller = Teller::plain(dry_run);
    let is = node.object.get("spec").bool("unschedulable");
    let word = if wanted == Wanted::Cordoned { "cordoned" } else { "uncordoned" };
    if is == (wanted == Wanted::Cordoned) {
        let already = if wanted == Wanted::Cordoned { "already cordoned" } else { "already uncordoned" };
        teller.tell(client, &node.object, already);
        return Ok(());
    }
    if dry_run != DryRun::Client {
        let value = if wanted == Wanted::Cordoned { Value::from(true) } else { Value::Null };
        let options = api::request::Options { dry_run: dry_run == DryRun::Server, ..Default::default() };
        let change = obj!({"spec": {"unschedulable": value}});
        common::patch(client, node, (change, PatchType::Strategic), options).await.map_err(|e| {
            plain(format!("unable to {} node {:?}: {}", word.trim_end_matches("ed"), node.name, e.message()))
        })?;
    }
    teller.tell(client, &node.object, word);
    Ok(())
}
