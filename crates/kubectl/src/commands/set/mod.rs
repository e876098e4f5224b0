//! `kubectl set`: six commands that change one thing of a workload.

mod account;
mod env;
mod image;
mod resources;
mod selector;
mod subject;

use api::Value;

use super::common::{self, DryRun, Teller};
use crate::cli::flag::{self, Flag, switch};
use crate::cli::{Command, Parsed};
use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::resources::builder::{Info, Query};

pub(crate) const SET: Command = Command {
    name: "set",
    short: "Set specific features on objects",
    help: include_str!("../../help/set.txt"),
    usage: "set SUBCOMMAND",
    commands: &[
        &env::ENV,
        &image::IMAGE,
        &resources::RESOURCES,
        &selector::SELECTOR,
        &account::ACCOUNT,
        &subject::SUBJECT,
    ],
    ..Command::NEW
};

/// What most of them take.
const COMMON: &[Flag] = &[
    flag::DRY_RUN,
    flag::field_manager("kubectl-set"),
    flag::filename("Filename, directory, or URL to files identifying the resource to get from a server."),
    flag::KUSTOMIZE,
    flag::RECURSIVE,
];
const SELECTOR_FLAG: Flag = flag::SELECTOR;
const ALL: Flag = switch("all", "Select all resources, in the namespace of the specified resource types");

/// Where the pod spec of a kind is.
fn pod_spec_path(info: &Info) -> Option<&'static [&'static str]> {
    match &*info.resource.kind {
        "Pod" => Some(&["spec"]),
        "CronJob" => Some(&["spec", "jobTemplate", "spec", "template", "spec"]),
        "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet" | "Job" | "ReplicationController" => {
            Some(&["spec", "template", "spec"])
        }
        _ => None,
    }
}

/// Refuses `--all` and a selector.
fn check_all(p: &Parsed) -> Result<()> {
    match p.bool("all") && !p.str("selector").is_empty() {
        true => Err(plain("cannot set --all and --selector at the same time")),
        false => Ok(()),
    }
}

/// What is said of names where nobody is asked.
const NEEDS_FILES: &str = "you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'";

/// Refuses a command that names nothing; `--local` wants files.
fn require_targets(p: &Parsed, resources: &[String]) -> Result<()> {
    let files = !p.list("filename").is_empty() || !p.str("kustomize").is_empty();
    let local = p.has("local") && p.bool("local") && !files;
    if local && !resources.is_empty() {
        return Err(plain(NEEDS_FILES));
    }
    // Of a selector that stands alone the resolver says what it lacks.
    if resources.is_empty() && !files && (local || !p.has("selector") || p.str("selector").is_empty()) {
        return Err(crate::resources::builder::missing_resource());
    }
    Ok(())
}

/// A change that is made to objects one by one.
struct Change<'a> {
    client: &'a Client,
    p: &'a Parsed,
    dry_run: DryRun,
    teller: Teller,
    /// `image updated`.
    done: &'static str,
    /// `failed to patch image update to pod template: `.
    refusal: &'static str,
    /// Whether an object that is right already is passed over in silence.
    skips_same: bool,
}

impl<'a> Change<'a> {
    async fn new(client: &'a Client, p: &'a Parsed, done: &'static str, refusal: &'static str) -> Result<Change<'a>> {
        let dry_run = DryRun::of(client, p).await?;
        if p.is_local() && dry_run == DryRun::Server {
            return Err(plain("cannot specify --local and --dry-run=server - did you mean --dry-run=client?"));
        }
        Ok(Change {
            client,
            p,
            dry_run,
            teller: Teller::new(client, p, dry_run).await?,
            done,
            refusal,
            skips_same: true,
        })
    }
    /// Refuses an object without containers.
    fn no_template(&self, info: &Info) -> Error {
        self.about(
            info,
            &format!(
                "the object is not a pod or does not have a pod template: *{}.{}",
                info.resource.version, info.resource.kind
            ),
        )
    }
    /// An error about one object: `deployments/web ...`, `deployment.apps/web ...` of one that nobody has mapped. It
    /// brings its own `error: ` and its own end of the line.
    fn about(&self, info: &Info, what: &str) -> Error {
        let name = if self.p.is_local() { info.title() } else { format!("{}/{}", info.resource.plural, info.name) };
        plain(format!("error: {name} {what}\n"))
    }
    /// The objects that the arguments name.
    async fn targets(&self, resources: &[String]) -> Result<(Vec<Info>, Vec<Error>)> {
        // Who asks nobody has only files.
        let resources = if self.p.is_local() { &[] } else { resources };
        let mut query = Query::typed(self.client, self.p, resources).await?;
        query.type_is_enough = std::mem::take(&mut query.select_all);
        if self.p.is_local() {
            let found = query.find(self.client).await?;
            return Ok((found.infos, found.errors));
        }
        common::live(self.client, &query).await
    }
    /// The same of a command that does nothing where one of them cannot be had.
    async fn all_targets(&self, resources: &[String]) -> Result<Vec<Info>> {
        let (infos, errors) = self.targets(resources).await?;
        common::finish(errors)?;
        Ok(infos)
    }
    /// Sends what differs between an object and its new state, and tells so. Nothing is done where nothing differs.
    async fn save(&self, info: &Info, changed: Value) -> Result<()> {
        let changed = common::recorded(self.p, changed);
        let change = common::two_way(&info.resource, &info.object, &changed)?;
        if self.skips_same && common::is_empty(&change.0) {
            return Ok(());
        }
        if self.p.is_local() || self.dry_run == DryRun::Client {
            self.teller.tell_typed(self.client, &changed, self.done);
            return Ok(());
        }
        let options = common::write_options(self.p, self.dry_run);
        let object = common::patch(self.client, info, change, options).await;
        let object = object
            .map_err(|e| if self.refusal.is_empty() { e } else { plain(format!("{}{}", self.refusal, e.message())) })?;
        self.teller.tell_typed(self.client, &object, self.done);
        Ok(())
    }
}

/// Changes the containers of a pod spec that `wanted` names (`*` is all of them). Says whether there was one.
fn containers(spec: &mut Value, lists: &[&'static str], wanted: &str, mut change: impl FnMut(&mut Value)) -> bool {
    let mut found = false;
    for list in lists {
        if spec.list(list).is_empty() {
            continue;
        }
        for container in spec.field_mut(*list).list_mut() {
            if matches_name(wanted, container.str("name")) {
                change(container);
                found = true;
            }
        }
    }
    found
}

/// A name, with `*` for any letters.
fn matches_name(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((before, after)) => {
            name.starts_with(before)
                && (after.is_empty()
                    || (before.len()..=name.len())
                        .any(|at| name.is_char_boundary(at) && matches_name(after, &name[at..])))
        }
    }
}
