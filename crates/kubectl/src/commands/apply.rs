//! `kubectl apply`.

use api::{Value, Verb};

use super::common::{self, DryRun, Teller};
use crate::cli::flag::{self, Flag, boolean, slice, switch, text};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Result, plain, usage};
use crate::resources::builder::{Info, Query};
use crate::resources::files::FileOptions;

const FLAGS: &[Flag] = &[
    flag::ALL_DOT,
    flag::DRY_RUN,
    flag::field_manager("kubectl-client-side-apply"),
    flag::filename("The files that contain the configurations to apply."),
    switch("force-conflicts", "If true, server-side apply will force the changes against conflicts."),
    flag::KUSTOMIZE_A,
    boolean(
        "openapi-patch",
        "true",
        "If true, use openapi to calculate diff when the openapi presents and the resource can be found in the openapi spec. Otherwise, fall back to use baked-in types.",
    ),
    boolean(
        "overwrite",
        "true",
        "Automatically resolve conflicts between the modified and live configuration by using values from the modified configuration",
    ),
    switch(
        "prune",
        "Automatically delete resource objects, that do not appear in the configs and are created by either apply or create --save-config. Should be used with either -l or --all.",
    ),
    slice("prune-allowlist", "Overwrite the default allowlist with <group/version/kind> for --prune"),
    flag::RECURSIVE,
    flag::SELECTOR,
    switch("server-side", "If true, apply runs in the server instead of the client."),
    text(
        "subresource",
        "If specified, apply will operate on the subresource of the requested object.  Only allowed when using --server-side.",
    ),
    flag::VALIDATE,
    switch("wait", super::delete::WAIT_USAGE),
];

pub(crate) const APPLY: Command = Command {
    name: "apply",
    short: "Apply a configuration to a resource by file name or stdin",
    help: include_str!("../help/apply.txt"),
    usage: "apply (-f FILENAME | -k DIRECTORY)",
    flags: &[FLAGS, super::delete::DELETE_FLAGS, flag::PRINT],
    run: run!(apply),
    ..Command::NEW
};

async fn apply(client: Client, p: Parsed) -> Result<()> {
    if !p.args.is_empty() {
        return Err(usage(&p.path, format!("Unexpected args: {}", crate::cli::go::list(&p.args))));
    }
    FileOptions::of(&p).require()?;
    let dry_run = DryRun::of(&client, &p).await?;
    let teller = Teller::new(&p, dry_run)?;
    let query = Query::new(&client, &p, &[]).await?;
    let found = query.find(&client).await?;
    if found.infos.is_empty() && found.errors.is_empty() {
        return Err(plain("no objects passed to apply"));
    }
    let mut errors = found.errors;
    for info in found.infos {
        match one(&client, &p, &info, dry_run).await {
            Ok((object, done)) => teller.tell(&client, &object, done),
            Err(e) => errors.push(e),
        }
    }
    common::finish(errors)
}

async fn one(client: &Client, p: &Parsed, info: &Info, dry_run: DryRun) -> Result<(Value, &'static str)> {
    match client.get(&info.resource, &info.namespace, &info.name).await {
        Ok(live) => Ok((live, "unchanged")),
        Err(e) if e.is("NotFound") => {
            let object = common::with_last_applied(&info.object);
            if dry_run == DryRun::Client {
                return Ok((object, "created"));
            }
            let mut request = info.resource.request(Verb::Create, &info.namespace, "")?.with_body(object);
            request.options = common::write_options(p, dry_run);
            request.options.field_validation = common::field_validation(p)?;
            let created =
                client.object(request).await.map_err(|e| common::source_error("creating", &info.source, e))?;
            Ok((created, "created"))
        }
        Err(e) => Err(e),
    }
}
