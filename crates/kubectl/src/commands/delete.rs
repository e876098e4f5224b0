//! `kubectl delete`.

use std::time::Duration;

use api::request::Propagation;
use api::{Value, meta};

use super::common::{self, DryRun};
use crate::cli::arguments::Arguments;
use crate::cli::flag::{self, Flag, boolean, duration, int, string, switch, text};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::resources::builder::{Info, Query};
use crate::resources::files;

/// `--cascade`, `--force`, `--grace-period`, `--timeout`: apply, replace and run have them, too.
pub(crate) const DELETE_FLAGS: &[Flag] = &[CASCADE, FORCE, GRACE_PERIOD, TIMEOUT];
const CASCADE: Flag = string(
    "cascade",
    "background",
    "Must be \"background\", \"orphan\", or \"foreground\". Selects the deletion cascading strategy for the dependents (e.g. Pods created by a ReplicationController). Defaults to background.",
)
.alone("background");
const FORCE: Flag = switch(
    "force",
    "If true, immediately remove resources from API and bypass graceful deletion. Note that immediate deletion of some resources may result in inconsistency or data loss and requires confirmation.",
);
const GRACE_PERIOD: Flag = int(
    "grace-period",
    "-1",
    "Period of time in seconds given to the resource to terminate gracefully. Ignored if negative. Set to 1 for immediate shutdown. Can only be set to 0 when --force is true (force deletion).",
);
const TIMEOUT: Flag = duration(
    "timeout",
    "0s",
    "The length of time to wait before giving up on a delete, zero means determine a timeout from the size of the object",
);
pub(crate) const WAIT_USAGE: &str =
    "If true, wait for resources to be gone before returning. This waits for finalizers.";

const FLAGS: &[Flag] = &[
    switch("all", "Delete all resources, in the namespace of the specified resource types."),
    flag::ALL_NAMESPACES,
    flag::DRY_RUN,
    flag::FIELD_SELECTOR,
    flag::filename("containing the resource to delete."),
    switch(
        "ignore-not-found",
        "Treat \"resource not found\" as a successful delete. Defaults to \"true\" when --all is specified.",
    ),
    switch("interactive", "If true, delete resource only when user confirms.").short('i'),
    flag::KUSTOMIZE_A,
    switch("now", "If true, resources are signaled for immediate shutdown (same as --grace-period=1)."),
    text("output", "Output mode. Use \"-o name\" for shorter output (resource/name).").short('o'),
    text("raw", "Raw URI to DELETE to the server.  Uses the transport specified by the kubeconfig file."),
    flag::RECURSIVE,
    flag::SELECTOR,
    boolean("wait", "true", WAIT_USAGE),
];

pub(crate) const DELETE: Command = Command {
    name: "delete",
    short: "Delete resources by file names, stdin, resources and names, or by resources and label selector",
    help: include_str!("../help/delete.txt"),
    usage: "delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])",
    arguments: Arguments::Any,
    flags: &[FLAGS, DELETE_FLAGS],
    run: run!(delete),
    ahead: |_| Ahead::Namespace,
    ..Command::NEW
};

/// Who waits without a limit waits for so long.
const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

/// What a delete is to do, beside what it is to delete.
#[derive(Clone, Debug)]
pub(crate) struct DeleteOptions {
    pub grace_period: i64,
    pub force: bool,
    pub propagation: Propagation,
    pub ignore_not_found: bool,
    pub wait: bool,
    pub timeout: Duration,
    pub dry_run: DryRun,
    pub names_only: bool,
    /// Nothing is said of what went.
    pub quiet: bool,
    /// Say so once before a cluster-scoped object goes although a namespace was named.
    pub warn_cluster_scope: bool,
}

impl DeleteOptions {
    /// From the flags.
    pub(crate) async fn of(client: &Client, p: &Parsed) -> Result<DeleteOptions> {
        let (force, mut grace) = (p.bool("force"), p.int("grace-period"));
        if p.has("now") && p.bool("now") {
            if grace != -1 {
                return Err(plain("--now and --grace-period cannot be specified together"));
            }
            grace = 1;
        }
        if grace == 0 && !force {
            // Without --force, zero means "as quickly as is safe".
            grace = 1;
        }
        if force && grace < 0 {
            grace = 0;
        }
        Ok(DeleteOptions {
            grace_period: grace,
            force,
            propagation: common::cascade(client, p)?,
            ignore_not_found: p.has("ignore-not-found") && p.bool("ignore-not-found"),
            wait: p.bool("wait"),
            timeout: p.duration("timeout"),
            dry_run: DryRun::None,
            names_only: false,
            quiet: false,
            warn_cluster_scope: false,
        })
    }
}

async fn delete(client: Client, p: Parsed) -> Result<()> {
    let mut options = DeleteOptions::of(&client, &p).await?;
    options.dry_run = DryRun::of(&client, &p).await?;
    if !p.str("raw").is_empty() {
        return super::raw::delete(&client, &p, &files::FileOptions::of(&p)).await;
    }
    let query = Query::new(&client, &p, &p.args).await?;
    if (query.select_all || query.selector.is_some() || query.field_selector.is_some())
        && !p.changed("ignore-not-found")
    {
        options.ignore_not_found = true;
    }
    options.names_only = p.str("output") == "name";
    options.warn_cluster_scope = query.enforce_namespace && !query.all_namespaces;
    let found = targets(&client, &query).await?;
    if !["", "name"].contains(&p.str("output")) {
        return Err(plain(format!("unexpected -o output mode: {}. We only support '-o name'", p.str("output"))));
    }
    match (options.grace_period, options.force) {
        (0, true) => client.io.eprint("Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n"),
        (1.., true) => return Err(plain("--force and --grace-period greater than 0 cannot be specified together")),
        _ => {}
    }
    let (infos, unread) = found;
    if p.bool("interactive") && !infos.is_empty() && !confirmed(&client, &infos).await {
        client.io.print("deletion is cancelled\n");
        return Ok(());
    }
    let none = infos.is_empty() && unread.is_empty();
    let errors = delete_all(&client, infos, unread, &options).await;
    if none {
        client.io.print("No resources found\n");
    }
    common::finish(errors)
}

/// What is to be deleted. Named objects are not looked at first.
async fn targets(client: &Client, query: &Query) -> Result<(Vec<Info>, Vec<Error>)> {
    use crate::resources::builder::Selection;
    if let Selection::Named(names) = query.select(client).await? {
        let mut infos = Vec::new();
        for (resource, name) in names {
            if resource.namespaced && query.all_namespaces {
                return Err(plain("a resource cannot be retrieved by name across all namespaces"));
            }
            let namespace = if resource.namespaced { query.namespace.clone() } else { String::new() };
            infos.push(Info { resource, namespace, name, source: String::new(), listed: 0, object: Value::Null });
        }
        return Ok((infos, Vec::new()));
    }
    let found = query.find(client).await?;
    Ok((found.infos, found.errors))
}

async fn confirmed(client: &Client, infos: &[Info]) -> bool {
    client.io.print(format!("You are about to delete the following {} resource(s):\n", infos.len()));
    for info in infos {
        client.io.print(info.title() + "\n");
    }
    client.io.print("Do you want to continue? (y/N): ");
    let answer = files::read_line(client).await;
    answer.trim().eq_ignore_ascii_case("y")
}

/// Deletes, tells, and waits until all are gone; where anything went wrong, or could not be `read` at all, nobody waits.
pub(crate) async fn delete_all(
    client: &Client,
    infos: Vec<Info>,
    unread: Vec<Error>,
    options: &DeleteOptions,
) -> Vec<Error> {
    let (mut errors, mut going) = (Vec::new(), Vec::new());
    let mut warn = options.warn_cluster_scope;
    for info in infos {
        if warn && !info.resource.namespaced {
            client.io.eprint("Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n");
            warn = false;
        }
        match delete_one(client, &info, options).await {
            Ok(Some(uid)) => going.push((info, uid)),
            Ok(None) => {}
            Err(e) => errors.push(common::source_error("deleting", &info.source, e)),
        }
    }
    // What could not be read at all is told of at the end.
    let errors = common::behind(errors, unread);
    if !errors.is_empty() || !options.wait || options.dry_run != DryRun::None {
        return errors;
    }
    let timeout = if options.timeout.is_zero() { WEEK } else { options.timeout };
    let until = client.io.now().await + timeout;
    for (info, uid) in going {
        match client.wait_gone(&info.resource, (&info.namespace, &info.name, &uid), Some(until)).await {
            Ok(true) => {}
            Ok(false) => return vec![timed_out(&info.resource.plural_group(), &info.name)],
            Err(e) => return vec![e],
        }
    }
    Vec::new()
}

async fn delete_one(client: &Client, info: &Info, options: &DeleteOptions) -> Result<Option<String>> {
    let mut uid = String::new();
    if options.dry_run != DryRun::Client {
        let grace = Some(options.grace_period).filter(|g| *g >= 0);
        let dry_run = options.dry_run == DryRun::Server;
        let deleted =
            client.delete(&info.resource, &info.namespace, &info.name, grace, Some(options.propagation), dry_run).await;
        match deleted {
            Ok(answer) => uid = uid_of(&answer).to_string(),
            Err(e) if options.ignore_not_found && e.is("NotFound") => return Ok(None),
            Err(e) => return Err(e),
        }
    }
    if options.quiet {
        return Ok(Some(uid));
    }
    if options.names_only {
        client.io.print(info.title() + "\n");
        return Ok(Some(uid));
    }
    let done = if options.grace_period == 0 { "force deleted" } else { "deleted" };
    let from = if info.resource.namespaced { format!(" from {} namespace", info.namespace) } else { String::new() };
    client.io.print(format!(
        "{} {:?} {done}{from}{}\n",
        info.resource.singular_group(),
        info.name,
        options.dry_run.suffix()
    ));
    Ok(Some(uid))
}

/// The uid in what the server answers to a delete: the object, or a Status about it.
fn uid_of(answer: &Value) -> &str {
    if answer.str("kind") == "Status" { answer.get("details").str("uid") } else { meta::uid(answer) }
}

/// The error of a wait that took too long.
pub(crate) fn timed_out(resource: &str, name: &str) -> Error {
    plain(format!("timed out waiting for the condition on {resource}/{name}"))
}
