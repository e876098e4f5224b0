//! `kubectl rollout`: six commands about the revisions of a workload.

mod history;
mod pause;
mod restart;
mod revisions;
mod status;
pub(crate) use status::group_kind;
mod undo;

use api::request::PatchType;
use api::{Value, obj};

use super::common::{self, Teller};
use crate::cli::{Command, Parsed, flag};
use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::resources::builder::{Info, Query};

pub(crate) const ROLLOUT: Command = Command {
    name: "rollout",
    short: "Manage the rollout of a resource",
    help: include_str!("../../help/rollout.txt"),
    usage: "rollout SUBCOMMAND",
    commands: &[&history::HISTORY, &pause::PAUSE, &restart::RESTART, &pause::RESUME, &status::STATUS, &undo::UNDO],
    ..Command::NEW
};

/// What all of them take.
const FILES: &[flag::Flag] = &[
    flag::filename("Filename, directory, or URL to files identifying the resource to get from a server."),
    flag::KUSTOMIZE,
    flag::RECURSIVE,
    flag::SELECTOR,
];

/// Refuses a command that names nothing.
fn require(p: &Parsed) -> Result<()> {
    if p.args.is_empty() && p.list("filename").is_empty() && p.str("kustomize").is_empty() {
        return Err(plain("required resource not specified"));
    }
    Ok(())
}

/// The objects that the arguments name, as they are on the server.
async fn targets(client: &Client, p: &Parsed) -> Result<(Vec<Info>, Vec<Error>)> {
    require(p)?;
    let mut query = Query::typed(client, p, &p.args).await?;
    query.type_is_enough = p.args.len() == 1;
    common::live(client, &query).await
}

/// Whether a kind has rollouts at all.
fn has_rollouts(info: &Info) -> bool {
    info.resource.group == "apps" && ["Deployment", "DaemonSet", "StatefulSet"].contains(&&*info.resource.kind)
}

/// The refusal for a kind without rollouts. kubectl visits kinds, and some have no door for it.
fn none_for(info: &Info, role: &str, looking: &str) -> Error {
    const VISITED: &[&str] = &["Job", "Pod", "ReplicaSet", "ReplicationController", "CronJob"];
    let (group, kind) = (&info.resource.group, &info.resource.kind);
    let named = status::group_kind(group, kind);
    if VISITED.contains(&&**kind) {
        return plain(format!("no {role} has been implemented for {named:?}"));
    }
    plain(format!("error retrieving {looking} for {named:?}, no visitor method exists for {{{group} {kind}}}"))
}

/// `deployments.apps "web"`, as the errors of these commands name an object.
fn quoted(info: &Info) -> String {
    format!("{} {:?}", info.resource.plural_group(), info.name)
}

/// Changes objects one by one; `change` makes the new object, or says why not.
async fn change_all(client: &Client, p: &Parsed, done: &str, change: fn(&Info, &str) -> Result<Value>) -> Result<()> {
    let now = client.io.now().await.rfc3339();
    let (infos, unread) = targets(client, p).await?;
    let mut errors = Vec::new();
    if infos.is_empty() && unread.is_empty() {
        client.io.eprint(format!("No resources found in {} namespace.\n", client.namespace().await?));
    }
    for info in infos {
        match one(client, p, &info, change(&info, &now)).await {
            // What is wrong with the format is told when there is something to show.
            Ok(object) => match Teller::new(client, p, common::DryRun::None).await {
                Ok(teller) => teller.apart().tell_typed(client, &object, done),
                Err(e) => errors.push(e),
            },
            Err(e) => errors.push(e),
        }
    }
    common::finish(match p.list("filename").is_empty() && p.str("kustomize").is_empty() && errors.is_empty() {
        true => unread,
        false => common::ahead(unread, errors),
    })
}

async fn one(client: &Client, p: &Parsed, info: &Info, changed: Result<Value>) -> Result<Value> {
    let patch = common::two_way(&info.resource, &info.object, &changed?)?;
    let options = common::write_options(p, common::DryRun::None);
    let patched = common::patch(client, info, patch, options).await;
    patched.map_err(|e| plain(format!("failed to patch: {}", e.message())))
}

/// A patch with one field below `spec`.
fn json_patch(operations: Vec<Value>) -> (Value, PatchType) {
    (operations.into(), PatchType::Json)
}

/// `{"op": "replace", "path": path, "value": value}`.
fn replace(path: &'static str, value: Value) -> Value {
    obj!({"op": "replace", "path": path, "value": value})
}
