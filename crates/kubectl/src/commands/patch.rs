//! `kubectl patch`.

use api::request::PatchType;
use api::{Text, Value, Verb, json};

use super::common::{self, DryRun, Teller};
use crate::cli::arguments::Arguments;
use crate::cli::flag::{self, Flag, string, switch, text};
use crate::cli::{Ahead, Command, Parsed, go, run};
use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::resources::builder::{Info, Query};

const FLAGS: &[Flag] = &[
    flag::RECORD,
    flag::DRY_RUN,
    flag::field_manager("kubectl-patch"),
    flag::filename("Filename, directory, or URL to files identifying the resource to update"),
    flag::KUSTOMIZE,
    switch("local", "If true, patch will operate on the content of the file, not the server-side resource."),
    text("patch", "The patch to be applied to the resource JSON file.").short('p'),
    text("patch-file", "A file containing a patch to be applied to the resource."),
    flag::RECURSIVE,
    text("subresource", "If specified, patch will operate on the subresource of the requested object."),
    string("type", "strategic", "The type of patch being provided; one of [json merge strategic]"),
];

pub(crate) const PATCH: Command = Command {
    name: "patch",
    short: "Update fields of a resource",
    help: include_str!("../help/patch.txt"),
    usage: "patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]",
    arguments: Arguments::Any,
    flags: &[FLAGS, flag::PRINT],
    run: run!(patch),
    ahead: |_| Ahead::Namespace,
    ..Command::NEW
};

async fn patch(client: Client, p: Parsed) -> Result<()> {
    let dry_run = DryRun::of(&client, &p).await?;
    let (inline, file) = (p.str("patch"), p.str("patch-file"));
    if !inline.is_empty() && !file.is_empty() {
        return Err(plain("cannot specify --patch and --patch-file together"));
    }
    if inline.is_empty() && file.is_empty() {
        return Err(plain("must specify --patch or --patch-file containing the contents of the patch"));
    }
    if p.bool("local") && !p.args.is_empty() {
        return Err(plain("cannot specify --local and server resources"));
    }
    let kind = match p.str("type").to_lowercase().as_str() {
        "json" => PatchType::Json,
        "merge" => PatchType::Merge,
        "strategic" => PatchType::Strategic,
        _ => {
            return Err(plain(format!(
                "--type must be one of [json merge strategic], not {}",
                go::quote(p.str("type"))
            )));
        }
    };
    let text = if file.is_empty() {
        inline.to_string()
    } else {
        let path = file.to_string();
        let read = client.io.ask(move |h| h.read_file(&path)).await;
        let bytes = read.map_err(|e| plain(format!("unable to read patch file: open {file}: {}", e.text())))?;
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let change = as_json(&text)?;
    let query = Query::new(&client, &p, &p.args).await?;
    let found = query.find(&client).await?;
    let mut errors = Vec::new();
    if found.infos.is_empty() && found.errors.is_empty() {
        return Err(plain("no objects passed to patch"));
    }
    let (infos, mut unread) = found.apart();
    for (at, info) in infos.into_iter().enumerate() {
        errors.extend(unread.before(at));
        match one(&client, &p, &info, (change.clone(), kind), dry_run).await {
            // This command says nothing of dry runs.
            Ok((object, done)) => match Teller::new(&client, &p, DryRun::None).await {
                Ok(teller) => teller.apart().tell(&client, &object, done),
                Err(e) => errors.push(e),
            },
            Err(e) => errors.push(e),
        }
    }
    errors.extend(unread.left());
    common::finish(errors)
}

/// The JSON of a patch: what looks like it goes as it is, and it is the server that finds it broken; anything else is
/// YAML first.
fn as_json(text: &str) -> Result<Text> {
    if api::yaml::looks_like_json(text) {
        return Ok(Text::new(text));
    }
    let read = api::yaml::parse(text).map_err(|e| {
        plain(format!(
            "unable to parse {}: {}",
            go::quote(text),
            e.message.trim_start_matches("error converting YAML to JSON: ")
        ))
    })?;
    Ok(json::to_string(&read).into())
}

async fn one(
    client: &Client,
    p: &Parsed,
    info: &Info,
    change: (Text, PatchType),
    dry_run: DryRun,
) -> Result<(Value, &'static str)> {
    let done = |changed: bool| if changed { "patched" } else { "patched (no change)" };
    let sub = p.str("subresource");
    let mut info = info.clone();
    if !sub.is_empty() {
        // What is changed, and what tells whether it was, is the subresource as it is.
        info.object = client
            .object(info.resource.request(Verb::Get, &info.namespace, &info.name)?.on(api::Text::new(sub)))
            .await?;
    }
    let info = &info;
    if p.bool("local") || dry_run == DryRun::Client {
        let patched = locally(info, &change)?;
        let changed = patched != info.object;
        return Ok((patched, done(changed)));
    }
    let mut request =
        info.resource.request(Verb::Patch(change.1), &info.namespace, &info.name)?.with_body(change.0.into());
    request.subresource = api::Text::new(sub);
    request.options = common::write_options(p, dry_run);
    let patched = client.object(request).await.map_err(|e| match &e {
        Error::Status(s) if s.reason == "UnsupportedMediaType" => {
            let kind = match change.1 {
                PatchType::Json => "json-patch",
                PatchType::Merge => "merge-patch",
                _ => "strategic-merge-patch",
            };
            plain(format!("application/{kind}+json is not supported by {}: {}", info.resource.go_gvk(), s.message))
        }
        _ => e,
    })?;
    if dry_run == DryRun::None {
        common::record(client, p, info).await?;
    }
    let changed = without_managed(&info.object) != without_managed(&patched);
    Ok((patched, done(changed)))
}

fn without_managed(object: &Value) -> Value {
    let mut object = object.clone();
    object.remove_at(&["metadata", "managedFields"]);
    object
}

fn locally(info: &Info, (text, kind): &(Text, PatchType)) -> Result<Value> {
    let r = &info.resource;
    let change = &match (json::parse(text), kind) {
        (Ok(change), PatchType::Json) | (Ok(change @ Value::Map(_)), _) => change,
        (Ok(change @ Value::List(_)), PatchType::Merge) => change,
        (Err(e), PatchType::Json) => return Err(plain(e.message)),
        (_, PatchType::Strategic) => return Err(plain("invalid JSON document")),
        _ => return Err(plain("Invalid JSON Patch")),
    };
    let patched = match kind {
        PatchType::Json => api::patch::json_patch(&info.object, change),
        PatchType::Strategic => match api::schema::of(&r.group, &r.version, &r.kind).filter(|_| r.built_in) {
            Some(of) => api::patch::strategic(&info.object, change, of),
            None => {
                return Err(plain(format!(
                    "strategic merge patch is not supported for {} locally, try --type merge",
                    r.go_gvk()
                )));
            }
        },
        _ => Ok(api::patch::merge_patch(&info.object, change)),
    };
    patched.map_err(|e| plain(e.message()))
}
