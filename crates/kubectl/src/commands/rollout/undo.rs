//! `kubectl rollout undo`.

use api::request::PatchType;
use api::{Map, Value, meta};

use super::revisions::{self, REVISION, Revision};
use super::{FILES, has_rollouts, json_patch, replace, targets};
use crate::cli::arguments::{self, Arguments};
use crate::cli::flag::{self, Flag, int};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::commands::common::{self, DryRun, LAST_APPLIED, Teller};
use crate::describe;
use crate::error::{Result, plain};
use crate::resources::builder::Info;

const FLAGS: &[Flag] =
    &[flag::DRY_RUN, int("to-revision", "0", "The revision to rollback to. Default to 0 (last revision).")];

pub(super) const UNDO: Command = Command {
    name: "undo",
    short: "Undo a previous rollout",
    help: include_str!("../../help/rollout-undo.txt"),
    usage: "undo (TYPE NAME | TYPE/NAME) [flags]",
    arguments: Arguments::OneOf(arguments::ROLLED),
    flags: &[FILES, FLAGS, flag::PRINT],
    run: run!(undo),
    ahead: |_| Ahead::Namespace,
    ..Command::NEW
};

async fn undo(client: Client, p: Parsed) -> Result<()> {
    let dry_run = DryRun::of(&client, &p).await?;
    let (infos, unread) = targets(&client, &p).await?;
    let mut errors = Vec::new();
    for info in infos {
        match one(&client, &p, &info, dry_run).await {
            Ok(done) => match Teller::new(&client, &p, dry_run).await {
                Ok(teller) => teller.apart().tell_typed(&client, &info.object, &done),
                Err(e) => errors.push(e),
            },
            Err(e) => errors.push(e),
        }
    }
    common::finish(if p.args.is_empty() {
        common::behind(errors, unread)
    } else {
        unread.into_iter().chain(errors).collect()
    })
}

async fn one(client: &Client, p: &Parsed, info: &Info, dry_run: DryRun) -> Result<String> {
    if meta::annotations(&info.object).contains_key(LAST_APPLIED) {
        client.io.eprint(format!(
            "Warning: resource {}/{} was previously managed with 'kubectl apply'. Rolling back will not update the {LAST_APPLIED} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.\n",
            info.resource.plural, info.name
        ));
    }
    if !has_rollouts(info) {
        return Err(super::none_for(info, "rollbacker", "rollbacker"));
    }
    let all = revisions::all(client, info).await?;
    let wanted = p.int("to-revision");
    let revision = revisions::target(info, &all, wanted)?;
    if dry_run == DryRun::Client {
        let text = describe::template_text(&revision.template);
        return Ok(if info.resource.kind == "Deployment" { text } else { format!("will roll back to {text}") });
    }
    if info.object.get("spec").bool("paused") {
        return Err(plain(
            "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
        ));
    }
    if same(&revision.template, info.object.at(&["spec", "template"])) {
        return Ok(format!("skipped rollback (current template already matches revision {wanted})"));
    }
    let change = if info.resource.kind == "Deployment" {
        json_patch(deployment(info, revision))
    } else {
        (revision.object.get("data").clone(), PatchType::Strategic)
    };
    let options = api::request::Options { dry_run: dry_run == DryRun::Server, ..Default::default() };
    let patched = common::patch(client, info, change, options).await;
    patched.map_err(|e| plain(format!("failed restoring revision {wanted}: {}", e.message())))?;
    Ok("rolled back".to_string())
}

fn without_hash(template: &Value) -> Value {
    let mut template = template.clone();
    template.remove_at(&["metadata", "labels", "pod-template-hash"]);
    template
}

fn same(a: &Value, b: &Value) -> bool {
    without_hash(a) == without_hash(b)
}

/// Annotations that belong to the deployment itself, not to one of its revisions.
const OWN: &[&str] = &[
    LAST_APPLIED,
    REVISION,
    "deployment.kubernetes.io/revision-history",
    "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas",
    "deprecated.deployment.rollback.to",
];

fn deployment(info: &Info, revision: &Revision) -> Vec<Value> {
    let mut annotations = Map::new();
    for (key, value) in meta::annotations(&info.object).iter().filter(|(k, _)| OWN.contains(&k.as_str())) {
        annotations.insert(key, value);
    }
    for (key, value) in meta::annotations(&revision.object).iter().filter(|(k, _)| !OWN.contains(&k.as_str())) {
        annotations.insert(key, value);
    }
    vec![
        replace("/spec/template", without_hash(&revision.template)),
        replace("/metadata/annotations", annotations.into()),
    ]
}
