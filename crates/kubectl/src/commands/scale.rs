//! `kubectl scale`.

use std::time::Duration;

use api::request::PatchType;
use api::{Value, Verb, meta, obj};

use super::common::{self, DryRun, Teller};
use crate::cli::arguments::{self, Arguments};
use crate::cli::flag::{self, Flag, duration, int, switch, text};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Result, plain};
use crate::resources::builder::{Info, Query};

const FLAGS: &[Flag] = &[
    flag::RECORD,
    switch("all", "Select all resources in the namespace of the specified resource types"),
    int(
        "current-replicas",
        "-1",
        "Precondition for current size. Requires that the current size of the resource match this value in order to scale. -1 (default) for no condition.",
    ),
    flag::DRY_RUN,
    flag::filename("Filename, directory, or URL to files identifying the resource to set a new size"),
    flag::KUSTOMIZE,
    flag::RECURSIVE,
    int("replicas", "0", "The new desired number of replicas. Required."),
    text(
        "resource-version",
        "Precondition for resource version. Requires that the current resource version match this value in order to scale.",
    ),
    flag::SELECTOR,
    duration(
        "timeout",
        "0s",
        "The length of time to wait before giving up on a scale operation, zero means don't wait. Any other values should contain a corresponding time unit (e.g. 1s, 2m, 3h).",
    ),
];

pub(crate) const SCALE: Command = Command {
    name: "scale",
    short: "Set a new size for a deployment, replica set, or replication controller",
    help: include_str!("../help/scale.txt"),
    usage: "scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)",
    arguments: Arguments::OneOf(arguments::SCALED),
    flags: &[FLAGS, flag::PRINT],
    required: &["replicas"],
    run: run!(scale),
    ..Command::NEW
};

async fn scale(client: Client, p: Parsed) -> Result<()> {
    let dry_run = DryRun::of(&client, &p).await?;
    if p.int("replicas") < 0 {
        return Err(plain("The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0"));
    }
    if p.int("current-replicas") < -1 {
        return Err(plain("The --current-replicas must specify an integer of -1 or greater"));
    }
    let teller = Teller::new(&client, &p, dry_run).await?;
    let mut query = Query::new(&client, &p, &p.args).await?;
    query.type_is_enough = std::mem::take(&mut query.select_all);
    let found = query.find(&client).await?;
    let errors = found.errors;
    if found.infos.len() > 1 && !p.str("resource-version").is_empty() {
        return Err(plain("cannot use --resource-version with multiple resources"));
    }
    if found.infos.is_empty() && errors.is_empty() {
        return Err(plain("no objects passed to scale"));
    }
    for info in found.infos {
        let scaled = if dry_run == DryRun::Client { Ok(()) } else { one(&client, &p, &info, dry_run).await };
        match scaled {
            Ok(()) => {
                let mut object = info.object.clone();
                object.set_at(&["spec", "replicas"], p.int("replicas"));
                teller.tell(&client, &object, "scaled");
            }
            // The first that cannot be scaled ends the command; what was not found is told otherwise.
            Err(e) => return Err(e),
        }
    }
    common::finish(errors)
}

async fn one(client: &Client, p: &Parsed, info: &Info, dry_run: DryRun) -> Result<()> {
    let (wanted, current, version) = (p.int("replicas"), p.int("current-replicas"), p.str("resource-version"));
    if current < 0 && version.is_empty() {
        let verb = Verb::Patch(PatchType::Merge);
        let mut request = info.resource.request(verb, &info.namespace, &info.name)?.on("scale");
        request.body = obj!({"spec": {"replicas": wanted}});
        request.options = common::write_options(p, dry_run);
        client.object(request).await?;
    } else {
        let mut scale =
            client.object(info.resource.request(Verb::Get, &info.namespace, &info.name)?.on("scale")).await?;
        let was = scale.get("spec").int("replicas").unwrap_or(0);
        if current >= 0 && was != current {
            return Err(plain(format!("Expected replicas to be {current}, was {was}")));
        }
        if !version.is_empty() && meta::resource_version(&scale) != version {
            let is = meta::resource_version(&scale);
            return Err(plain(format!("Expected resource version to be {version}, was {is}")));
        }
        scale.set_at(&["spec", "replicas"], wanted);
        let mut request = info.resource.request(Verb::Update, &info.namespace, &info.name)?.on("scale");
        request.body = scale;
        request.options = common::write_options(p, dry_run);
        client.object(request).await?;
    }
    if dry_run == DryRun::None {
        common::record(client, p, info).await?;
    }
    if p.duration("timeout").is_zero() || dry_run == DryRun::Server {
        return Ok(());
    }
    wait(client, info, wanted, p.duration("timeout")).await
}

/// Until the controller has made as many as wanted.
async fn wait(client: &Client, info: &Info, wanted: i64, timeout: Duration) -> Result<()> {
    let until = client.io.now().await + timeout;
    let (mut object, mut watch) = client.watch_one(&info.resource, &info.namespace, &info.name).await?;
    let done = |o: &Value| {
        o.get("spec").int("replicas") == Some(wanted)
            && o.get("status").int("replicas").unwrap_or(0) == wanted
            && o.get("status").int("observedGeneration").unwrap_or(0)
                >= o.get("metadata").int("generation").unwrap_or(0)
    };
    while !done(&object) {
        match watch.next(Some(until)).await? {
            Some(event) => object = event.object,
            None => return Err(plain("timed out waiting for the condition")),
        }
    }
    Ok(())
}
