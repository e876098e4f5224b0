//! `kubectl replace`.

use api::{Value, Verb, meta};

use super::common::{self, DryRun, Teller};
use super::delete::{self, DELETE_FLAGS, DeleteOptions};
use crate::cli::flag::{self, Flag, switch, text};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::resources::builder::{Info, Query};
use crate::resources::files::FileOptions;

const FLAGS: &[Flag] = &[
    flag::DRY_RUN,
    flag::field_manager("kubectl-replace"),
    flag::filename("The files that contain the configurations to replace."),
    flag::KUSTOMIZE_A,
    text("raw", "Raw URI to PUT to the server.  Uses the transport specified by the kubeconfig file."),
    flag::RECURSIVE,
    flag::SAVE_CONFIG,
    text("subresource", "If specified, replace will operate on the subresource of the requested object."),
    flag::VALIDATE,
    switch("wait", delete::WAIT_USAGE),
];

pub(crate) const REPLACE: Command = Command {
    name: "replace",
    short: "Replace a resource by file name or stdin",
    help: include_str!("../help/replace.txt"),
    usage: "replace -f FILENAME",
    flags: &[FLAGS, DELETE_FLAGS, flag::PRINT],
    run: run!(replace),
    ahead: |_| Ahead::Settings,
    server_first: |_| true,
    ..Command::NEW
};

async fn replace(client: Client, p: Parsed) -> Result<()> {
    let dry_run = DryRun::of(&client, &p).await?;
    let teller = Teller::new(&client, &p, dry_run).await?;
    common::field_validation(&p)?;
    let files = FileOptions::of(&p);
    if !p.str("raw").is_empty() {
        files.require()?;
        return super::raw::send(&client, &p, "PUT", &files).await;
    }
    common::cascade(&client, &p)?;
    if !p.bool("force") {
        if p.int("grace-period") >= 0 {
            return Err(plain("--grace-period must have --force specified"));
        }
        if !p.duration("timeout").is_zero() {
            return Err(plain("--timeout must have --force specified"));
        }
    }
    files.require()?;
    if p.bool("force") && dry_run != DryRun::None {
        return Err(plain("--dry-run can not be used when --force is set"));
    }
    let mut found = Query::new(&client, &p, &[]).await?.find(&client).await?;
    let mut errors = Vec::new();
    if p.bool("force") {
        remove(&client, &p, &found.infos, std::mem::take(&mut found.errors)).await?;
        if found.infos.is_empty() {
            client.io.print("No resources found\n");
            return Err(plain("no objects passed to replace"));
        }
    }
    let (infos, mut unread) = found.apart();
    for (at, info) in infos.into_iter().enumerate() {
        errors.extend(unread.before(at));
        common::read_schema(&client, &p, &info.resource).await?;
        let replaced = if dry_run == DryRun::Client {
            Ok(info.object.clone())
        } else if p.bool("force") {
            create(&client, &p, &info).await
        } else {
            update(&client, &p, &info, dry_run).await
        };
        match replaced {
            Ok(object) => teller.tell(&client, &object, "replaced"),
            Err(e) => errors.push(e),
        }
    }
    errors.extend(unread.left());
    common::finish(errors)
}

async fn update(client: &Client, p: &Parsed, info: &Info, dry_run: DryRun) -> Result<Value> {
    let about = |e: Error| common::source_error("replacing", &info.source, e);
    let mut object = common::saved(p, &info.object);
    if meta::resource_version(&object).is_empty() {
        // Without a version in the file, what is there now is replaced, whatever it is; where that cannot be read, the
        // server says to the replacement what is wrong.
        if let Ok(live) = client.get(&info.resource, &info.namespace, &info.name).await {
            object.set_at(&["metadata", "resourceVersion"], live.get("metadata").text("resourceVersion"));
        }
    }
    let mut request =
        info.resource.request(Verb::Update, &info.namespace, &info.name).map_err(about)?.with_body(object);
    request.subresource = api::Text::new(p.str("subresource"));
    request.options = common::write_options(p, dry_run);
    request.options.field_validation = common::field_validation(p)?;
    client.object(request).await.map_err(about)
}

async fn create(client: &Client, p: &Parsed, info: &Info) -> Result<Value> {
    let mut object = common::saved(p, &info.object);
    // The old object's version and identity went with it.
    object.remove_at(&["metadata", "resourceVersion"]);
    object.remove_at(&["metadata", "uid"]);
    let mut request = info.resource.request(Verb::Create, &info.namespace, "")?.with_body(object);
    request.options = common::write_options(p, DryRun::None);
    request.options.field_validation = common::field_validation(p)?;
    client.object(request).await
}

/// `--force`: first all of them go. What could not be read, or would not go, keeps all others from coming back.
async fn remove(client: &Client, p: &Parsed, infos: &[Info], unread: Vec<Error>) -> Result<()> {
    let mut options = DeleteOptions::of(client, p).await?;
    options.ignore_not_found = true;
    options.wait = true;
    if p.int("grace-period") < 0 {
        // Unlike delete, replace lets pods end in their own time.
        options.grace_period = -1;
    } else if options.grace_period == 0 {
        options.grace_period = 1;
    }
    common::finish(delete::delete_all(client, infos.to_vec(), unread, &options).await)
}
