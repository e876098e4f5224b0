//! `kubectl create`: from files, and the generators below it.

mod account;
mod binding;
mod configmap;
mod cronjob;
pub(crate) mod deployment;
mod generator;
pub(crate) mod hash;
mod ingress;
mod job;
mod namespace;
mod policy;
mod role;
mod secret;
mod service;
pub(crate) mod sources;

pub(crate) use sources::env_name;

use api::Verb;

use super::common::{self, DryRun, Teller};
use crate::cli::flag::{self, Flag, switch, text};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Error, Result, plain, usage};
use crate::resources::builder::{Info, Query};
use crate::resources::files::FileOptions;

const FLAGS: &[Flag] = &[
    flag::DRY_RUN,
    switch("edit", "Edit the API resource before creating"),
    flag::field_manager("kubectl-create"),
    flag::filename("Filename, directory, or URL to files to use to create the resource"),
    flag::KUSTOMIZE,
    text("raw", "Raw URI to POST to the server.  Uses the transport specified by the kubeconfig file."),
    flag::RECORD,
    flag::RECURSIVE,
    flag::SAVE_CONFIG,
    flag::SELECTOR,
    flag::VALIDATE,
    switch(
        "windows-line-endings",
        "Only relevant if --edit=true. Defaults to the line ending native to your platform.",
    ),
];

pub(crate) const CREATE: Command = Command {
    name: "create",
    short: "Create a resource from a file or from stdin",
    help: include_str!("../../help/create.txt"),
    usage: "create -f FILENAME",
    flags: &[FLAGS, flag::PRINT],
    commands: &[
        &role::CLUSTER_ROLE,
        &binding::CLUSTER_ROLE_BINDING,
        &configmap::CONFIGMAP,
        &cronjob::CRONJOB,
        &deployment::DEPLOYMENT,
        &ingress::INGRESS,
        &job::JOB,
        &namespace::NAMESPACE,
        &policy::POD_DISRUPTION_BUDGET,
        &policy::PRIORITY_CLASS,
        &policy::QUOTA,
        &role::ROLE,
        &binding::ROLE_BINDING,
        &secret::SECRET,
        &service::SERVICE,
        &account::SERVICE_ACCOUNT,
        &account::TOKEN,
    ],
    run: run!(create),
    server_first: |_| true,
    ..Command::NEW
};

async fn create(client: Client, p: Parsed) -> Result<()> {
    let files = FileOptions::of(&p);
    if !p.args.is_empty() {
        return Err(usage(&p.path, format!("Unexpected args: {}", crate::cli::go::list(&p.args))));
    }
    let dry_run = DryRun::of(&client, &p).await?;
    let teller = Teller::new(&client, &p, dry_run).await?;
    common::field_validation(&p)?;
    files.require()?;
    if p.changed("raw") {
        return super::raw::send(&client, &p, "POST", &files).await;
    }
    if p.bool("edit") {
        return super::edit::before_create(&client, &p).await;
    }
    let query = Query::new(&client, &p, &[]).await?;
    let found = query.find(&client).await?;
    let (mut errors, mut count) = (Vec::new(), 0);
    for info in found.infos {
        count += 1;
        common::read_schema(&client, &p, &info.resource).await?;
        match one(&client, &p, &info, dry_run).await {
            Ok(object) => teller.tell(&client, &object, "created"),
            Err(e) => errors.push(common::source_error("creating", &info.source, e)),
        }
    }
    // What could not be read at all is told of at the end.
    errors = common::behind(errors, found.errors);
    if count == 0 && errors.is_empty() {
        return Err(plain("no objects passed to create"));
    }
    common::finish(errors)
}

async fn one(client: &Client, p: &Parsed, info: &Info, dry_run: DryRun) -> Result<api::Value, Error> {
    let mut object = common::recorded(p, common::saved(p, &info.object));
    if dry_run == DryRun::Client {
        return Ok(object);
    }
    // A manifest that was printed by `get` has a version; a new object has none yet.
    object.remove_at(&["metadata", "resourceVersion"]);
    let mut request = info.resource.request(Verb::Create, &info.namespace, "")?.with_body(object);
    request.options = common::write_options(p, dry_run);
    request.options.field_validation = common::field_validation(p)?;
    client.object(request).await
}
