//! `kubectl rollout pause` and `kubectl rollout resume`.

use api::Value;

use super::{FILES, change_all, quoted};
use crate::cli::arguments::Arguments;
use crate::cli::{Ahead, Command, Parsed, flag, run};
use crate::client::Client;
use crate::error::{Result, plain};
use crate::resources::builder::Info;

pub(super) const PAUSE: Command = Command {
    name: "pause",
    short: "Mark the provided resource as paused",
    help: include_str!("../../help/rollout-pause.txt"),
    usage: "pause RESOURCE",
    arguments: Arguments::OneOf(&["deployment"]),
    flags: &[FILES, &[flag::field_manager("kubectl-rollout")], flag::PRINT],
    run: run!(pause),
    ahead: |_| Ahead::Namespace,
    ..Command::NEW
};

pub(super) const RESUME: Command = Command {
    name: "resume",
    short: "Resume a paused resource",
    help: include_str!("../../help/rollout-resume.txt"),
    usage: "resume RESOURCE",
    arguments: Arguments::OneOf(&["deployment"]),
    flags: &[FILES, &[flag::field_manager("kubectl-rollout")], flag::PRINT],
    run: run!(resume),
    ahead: |_| Ahead::Namespace,
    ..Command::NEW
};

async fn pause(client: Client, p: Parsed) -> Result<()> {
    change_all(&client, &p, "paused", paused).await
}

async fn resume(client: Client, p: Parsed) -> Result<()> {
    change_all(&client, &p, "resumed", resumed).await
}

fn paused(info: &Info, _: &str) -> Result<Value> {
    if info.resource.kind != "Deployment" {
        return Err(plain(format!("error: {} pausing is not supported", quoted(info))));
    }
    if info.object.get("spec").bool("paused") {
        return Err(plain(format!("error: {} is already paused", quoted(info))));
    }
    let mut object = info.object.clone();
    object.set_at(&["spec", "paused"], true);
    Ok(object)
}

fn resumed(info: &Info, _: &str) -> Result<Value> {
    if info.resource.kind != "Deployment" {
        return Err(plain(format!("error: {} resuming is not supported", quoted(info))));
    }
    if !info.object.get("spec").bool("paused") {
        return Err(plain(format!("error: {} is not paused", quoted(info))));
    }
    let mut object = info.object.clone();
    object.remove_at(&["spec", "paused"]);
    Ok(object)
}
