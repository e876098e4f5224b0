//! `kubectl apply`: files become objects, and objects become what files say.

mod applyset;
mod client_side;
mod last_applied;
pub(super) mod prune;
mod server_side;

use api::{Value, meta};
use applyset::ApplySet;

use crate::cli::flag::{self, Flag, boolean, slice, switch, text};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::commands::common::{self, DryRun, Teller};
use crate::error::{Error, Result, plain, usage};
use crate::resources::builder::{Info, Query};
use crate::resources::files::FileOptions;

const FLAGS: &[Flag] = &[
    flag::RECORD,
    switch("all", "Select all resources in the namespace of the specified resource types."),
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
    flag::RECURSIVE,
    flag::SELECTOR,
    switch("server-side", "If true, apply runs in the server instead of the client."),
    text(
        "subresource",
        "If specified, apply will operate on the subresource of the requested object.  Only allowed when using --server-side.",
    ),
    flag::VALIDATE,
    switch("wait", crate::commands::delete::WAIT_USAGE),
];

const ALLOWLIST: Flag =
    slice("prune-allowlist", "Overwrite the default allowlist with <group/version/kind> for --prune");

const PRUNE: &[Flag] = &[
    switch(
        "prune",
        "Automatically delete resource objects, that do not appear in the configs and are created by either apply or create --save-config. Should be used with either -l or --all.",
    ),
    ALLOWLIST,
];

const APPLYSET: &[Flag] = &[
    text(
        "applyset",
        "[alpha] The name of the ApplySet that tracks which resources are being managed, for the purposes of determining what to prune. Live resources that are part of the ApplySet but have been removed from the provided configs will be deleted. Format: [RESOURCE][.GROUP]/NAME. A Secret will be used if no resource or group is specified.",
    ),
    switch(
        "prune",
        "Automatically delete previously applied resource objects that do not appear in the provided configs. For alpha1, use with either -l or --all. For alpha2, use with --applyset.",
    ),
    ALLOWLIST,
];

/// The command where `KUBECTL_APPLYSET` is on.
pub(crate) const APPLY_SETS: Command =
    Command { flags: &[FLAGS, APPLYSET, crate::commands::delete::DELETE_FLAGS, flag::PRINT], ..APPLY };

pub(crate) const APPLY: Command = Command {
    name: "apply",
    short: "Apply a configuration to a resource by file name or stdin",
    help: include_str!("../../help/apply.txt"),
    usage: "apply (-f FILENAME | -k DIRECTORY)",
    flags: &[FLAGS, PRUNE, crate::commands::delete::DELETE_FLAGS, flag::PRINT],
    commands: last_applied::COMMANDS,
    run: run!(apply),
    ahead: |p| if p.args.is_empty() { Ahead::Settings } else { Ahead::Nothing },
    server_first: |_| true,
    ..Command::NEW
};

/// What all objects of one apply share.
struct Apply {
    client: Client,
    p: Parsed,
    dry_run: DryRun,
    teller: Teller,
}

async fn apply(client: Client, p: Parsed) -> Result<()> {
    if !p.args.is_empty() {
        return Err(usage(&p.path, format!("Unexpected args: {}", crate::cli::go::list(&p.args))));
    }
    let dry_run = DryRun::of(&client, &p).await?;
    common::cascade(&client, &p)?;
    FileOptions::of(&p).require()?;
    let mut set = ApplySet::of(&client, &p).await?;
    if p.bool("prune") {
        prune::check(&client, &p).await?;
    }
    check(&p, dry_run)?;
    check_prune(&client, &p, set.as_ref()).await?;
    let teller = Teller::new(&client, &p, dry_run).await?;
    let mut query = Query::new(&client, &p, &[]).await?;
    // --all is about pruning.
    query.select_all = false;
    let found = query.find(&client).await?;
    // What is wrong with the files is one error beside those of the objects.
    let mut errors: Vec<Error> = common::finish(found.errors).err().into_iter().collect();
    let mut infos = found.infos;
    if let Some(set) = &set
        && let Err(e) = set.label(&mut infos)
    {
        (infos, errors) = (Vec::new(), vec![e]);
    }
    if infos.is_empty() && errors.is_empty() {
        return Err(plain("no objects passed to apply"));
    }
    for info in &infos {
        common::read_schema(&client, &p, &info.resource).await?;
    }
    let apply = Apply { client, p, dry_run, teller };
    if let Some(set) = &mut set {
        set.begin(&apply, &infos).await?;
    }
    let (mut visited, mut shown) = (prune::Visited::default(), Vec::new());
    for mut info in infos {
        info.object = common::recorded(&apply.p, info.object);
        let applied = if apply.p.bool("server-side") {
            server_side::apply(&apply, &info).await
        } else {
            client_side::apply(&apply, &info).await
        };
        match applied {
            Ok((object, done)) => {
                warn_if_deleting(&apply.client, &object);
                visited.add(&info, &object);
                if apply.teller.shows_objects() {
                    shown.push(object);
                } else {
                    apply.teller.tell(&apply.client, &object, done);
                }
            }
            Err(e) => errors.push(e),
        }
    }
    match shown.len() {
        // Objects are shown last, where nothing went wrong.
        _ if !errors.is_empty() => {}
        0 => {}
        1 => apply.teller.tell(&apply.client, &shown[0], ""),
        _ => apply.teller.tell_list(&apply.client, shown),
    }
    if errors.is_empty() && set.is_none() && apply.client.verbosity() >= 4 {
        common::klog(&apply.client, 'I', "apply.go:546", "Running apply post-processor function").await;
    }
    if apply.p.bool("prune") && errors.is_empty() {
        match &set {
            Some(set) => set.prune(&apply, &visited).await?,
            None => prune::prune(&apply, &visited).await?,
        }
    }
    common::finish(errors)
}

fn check(p: &Parsed, dry_run: DryRun) -> Result<()> {
    common::field_validation(p)?;
    let server_side = p.bool("server-side");
    if p.bool("force-conflicts") && !server_side {
        return Err(plain("--force-conflicts only works with --server-side"));
    }
    if !p.str("subresource").is_empty() && !server_side {
        return Err(plain("--subresource can only be specified for --server-side"));
    }
    if dry_run == DryRun::Client && server_side {
        return Err(plain("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)"));
    }
    if p.bool("force") && server_side {
        return Err(plain("--force cannot be used with --server-side"));
    }
    if p.bool("force") && dry_run == DryRun::Server {
        return Err(plain("--dry-run=server cannot be used with --force"));
    }
    if p.bool("all") && !p.str("selector").is_empty() {
        return Err(plain("cannot set --all and --selector at the same time"));
    }
    Ok(())
}

/// What does not go together with pruning.
async fn check_prune(client: &Client, p: &Parsed, set: Option<&ApplySet>) -> Result<()> {
    let prune = p.bool("prune");
    if let Some(set) = set {
        if !prune {
            return Err(plain("--applyset requires --prune"));
        }
        set.check(client).await?;
    }
    let selected = !p.str("selector").is_empty();
    let wrong = match (set, prune) {
        (_, false) => "",
        _ if p.bool("force") => "--force cannot be used with --prune",
        (Some(_), _) if p.bool("all") => "--all is incompatible with --applyset",
        (Some(_), _) if selected => "--selector is incompatible with --applyset",
        (Some(_), _) if p.changed("prune-allowlist") => "--prune-allowlist is incompatible with --applyset",
        (None, _) if !p.bool("all") && !selected => {
            "all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector"
        }
        (None, _) if p.bool("server-side") => {
            "--prune is in alpha and doesn't currently work on objects created by server-side apply"
        }
        _ => "",
    };
    if wrong.is_empty() { Ok(()) } else { Err(plain(wrong)) }
}

/// What is on its way out does not stay for a change.
pub(super) fn warn_if_deleting(client: &Client, object: &Value) {
    if !object.get("metadata").get("deletionTimestamp").is_null() {
        let name = meta::name(object);
        client.io.eprint(format!("Warning: Detected changes to resource {name} which is currently being deleted.\n"));
    }
}

/// Refuses an object that is to get its name from the server.
fn check_name(info: &Info) -> Result<()> {
    let prefix = info.object.get("metadata").str("generateName");
    if info.name.is_empty() && !prefix.is_empty() {
        return Err(plain(format!("from {prefix}: cannot use generate name with apply")));
    }
    Ok(())
}

/// An object as errors describe it.
fn describe(info: &Info) -> String {
    format!(
        "Resource: {:?}, GroupVersionKind: {:?}\nName: {:?}, Namespace: {:?}",
        info.resource.go_gvr(),
        info.resource.go_gvk(),
        info.name,
        info.namespace
    )
}

/// Adds what was being done to an error: `error when applying patch:\n...\nfor: "a.yaml": `.
fn doing(what: &str, info: &Info, error: Error) -> Error {
    error.doing(&format!("error when {what} {:?}: ", info.source))
}
