//! `kubectl diff`: what apply would change, as a unified diff.

use sorted::InOrder;

use api::request::PatchType;
use api::{Value, Verb, json, meta, patch, schema};

use super::apply::{self, prune};
use super::common::{self, DryRun, LAST_APPLIED};
use crate::cli::flag::{self, Flag, int, slice, switch};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Error, Result, plain, usage};
use crate::resources::Resource;
use crate::resources::builder::{Info, Query};
use crate::resources::files::FileOptions;
use crate::unified;

const FLAGS: &[Flag] = &[
    int(
        "concurrency",
        "1",
        "Number of objects to process in parallel when diffing against the live version. Larger number = faster, but more memory, I/O and CPU over that shorter period of time.",
    ),
    flag::field_manager("kubectl-client-side-apply"),
    flag::filename("Filename, directory, or URL to files contains the configuration to diff"),
    switch("force-conflicts", "If true, server-side apply will force the changes against conflicts."),
    flag::KUSTOMIZE,
    switch(
        "prune",
        "Include resources that would be deleted by pruning. Can be used with -l and default shows all resources would be pruned",
    ),
    slice("prune-allowlist", "Overwrite the default allowlist with <group/version/kind> for --prune"),
    flag::RECURSIVE,
    flag::SELECTOR,
    switch("server-side", "If true, apply runs in the server instead of the client."),
    switch("show-managed-fields", "If true, include managed fields in the diff."),
    switch("show-secrets", "If true, do not mask secret values in the diff."),
];

pub(crate) const DIFF: Command = Command {
    name: "diff",
    short: "Diff the live version against a would-be applied version",
    help: include_str!("../help/diff.txt"),
    usage: "diff -f FILENAME",
    flags: &[FLAGS],
    run: run!(diff),
    server_first: |_| true,
    ..Command::NEW
};

async fn diff(client: Client, p: Parsed) -> Result<()> {
    if !p.args.is_empty() {
        let error = usage(&p.path, format!("Unexpected args: {}", crate::cli::go::list(&p.args)));
        return Err(failed(error));
    }
    FileOptions::of(&p).require().map_err(failed)?;
    if p.bool("force-conflicts") && !p.bool("server-side") {
        return Err(failed(plain("--force-conflicts only works with --server-side")));
    }
    if p.bool("prune") {
        prune::check(&client, &p).await.map_err(failed)?;
    }
    let mut query = Query::new(&client, &p, &[]).await.map_err(failed)?;
    query.files.reading.stops = true;
    let found = query.find(&client).await.map_err(failed)?;
    if let Some(error) = found.errors.into_iter().next() {
        return Err(failed(error));
    }
    let numbers = client.io.ask(|h| (h.random() % 4_000_000_000, h.random() % 4_000_000_000)).await;
    let (live_dir, merged_dir) = (format!("/tmp/LIVE-{}", numbers.0), format!("/tmp/MERGED-{}", numbers.1));
    let mut pairs: Vec<(String, String, String)> = Vec::new();
    let shown = |v: &Value| if v.is_null() { String::new() } else { api::yaml::to_string(v) };
    let mut visited = prune::Visited::default();
    for info in &found.infos {
        let (live, merged) = states(&client, &p, info).await.map_err(failed)?;
        visited.add(info, &live);
        let (before, after) = (masked(&live, &p), masked(&merged, &p));
        let name = file_name(&info.resource, &info.object);
        if info.resource.kind == "Secret" && !p.bool("show-secrets") {
            // What is not there is masked, too, and then it is a null.
            let (a, b) = hidden(&before, &after);
            let null = || "null\n".to_string();
            pairs.push((name, if before.is_null() { null() } else { api::yaml::to_string(&a) }, shown(&b)));
        } else {
            pairs.push((name, shown(&before), shown(&after)));
        }
    }
    if p.bool("prune") {
        // These are shown as they are, whole.
        for place in prune::places(&client, &p, &visited).await.map_err(failed)? {
            for object in prune::stale(&client, &p, &visited, &place).await.map_err(failed)? {
                pairs.push((file_name(&place.0, &object), shown(&object), String::new()));
            }
        }
    }
    let program = client.io.env("KUBECTL_EXTERNAL_DIFF").await.filter(|words| !words.is_empty());
    if let Some(words) = program {
        return external(&client, &words, [live_dir, merged_dir], pairs).await;
    }
    // Two folders are compared, whose files stand in order.
    pairs.order_by(|(a, ..), (b, ..)| a.cmp(b));
    let mut differs = false;
    for (file, before, after) in pairs {
        let hunks = unified::hunks(&before, &after);
        if hunks.is_empty() {
            continue;
        }
        differs = true;
        let stamp = stamp(&client).await;
        let (a, b) = (format!("{live_dir}/{file}"), format!("{merged_dir}/{file}"));
        client.io.print(format!("diff -u -N {a} {b}\n--- {a}\t{stamp}\n+++ {b}\t{stamp}\n{hunks}"));
    }
    if differs { Err(Error::Exit(1)) } else { Ok(()) }
}

/// Two folders, and a program of one's own that compares them. Of its arguments those count that are plain words.
async fn external(client: &Client, words: &str, dirs: [String; 2], files: Vec<(String, String, String)>) -> Result<()> {
    for (name, before, after) in files {
        for (dir, text) in dirs.iter().zip([before, after]) {
            let path = format!("{dir}/{name}");
            let written = client.io.ask(move |h| h.write_file(&path, text.as_bytes())).await;
            written.map_err(|e| failed(plain(e.text())))?;
        }
    }
    let plain_word = |w: &&str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_alphanumeric() || b"-=".contains(&b));
    let mut parts = words.split(' ');
    let name = parts.next().unwrap_or("").to_string();
    let mut argv = vec![name.clone()];
    argv.extend(parts.filter(plain_word).map(str::to_string));
    argv.extend(dirs.iter().cloned());
    let code = match client.io.ask(move |h| h.start_program(&argv)).await {
        None => None,
        Some(id) => loop {
            match client.io.ask(move |h| h.editor_exit(id)).await {
                None => client.io.events(None).await,
                code => break code,
            }
        },
    };
    for dir in dirs {
        // What is left of them is in nobody's way.
        client.io.ask(move |h| h.remove_file(&dir)).await.ok();
    }
    match code {
        Some(0) => Ok(()),
        Some(1) => Err(Error::Exit(1)),
        code => {
            let why = code.map_or("executable file not found in $PATH".to_string(), |n| format!("exit status {n}"));
            Err(failed(plain(format!("failed to run {}: {why}", crate::cli::go::quote(&name)))))
        }
    }
}

/// What went wrong here is worse than a difference.
fn failed(error: Error) -> Error {
    match error {
        Error::Exit(code) => Error::Exit(code),
        other => Error::Coded(2, other.text().trim_end().to_string()),
    }
}

/// `apps.v1.Deployment.default.web`.
fn file_name(r: &Resource, object: &Value) -> String {
    let group = if r.group.is_empty() { String::new() } else { format!("{}.", r.group) };
    format!("{group}{}.{}.{}.{}", r.version, r.kind, meta::namespace(object), meta::name(object))
}

async fn stamp(client: &Client) -> String {
    let now = client.io.now().await;
    let c = now.civil();
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:06}000 +0000",
        c.year,
        c.month,
        c.day,
        c.hour,
        c.minute,
        c.second,
        now.0.rem_euclid(1_000_000)
    )
}

/// The object as it is (null where it is not there), and as it would be.
async fn states(client: &Client, p: &Parsed, info: &Info) -> Result<(Value, Value)> {
    let live = match client.get(&info.resource, &info.namespace, &info.name).await {
        Ok(live) => live,
        Err(e) if e.is("NotFound") => Value::Null,
        Err(e) => return Err(e),
    };
    let mut options = common::write_options(p, DryRun::Server);
    let r = &info.resource;
    if p.bool("server-side") {
        if !p.changed("field-manager") {
            options.field_manager = "kubectl".into();
        }
        options.force = p.bool("force-conflicts");
        let patch = (info.object.clone(), PatchType::Apply);
        let merged = common::patch(client, info, patch, options).await;
        return merged_or_told(client, info, merged).await.map(|merged| (live, merged));
    }
    if live.is_null() {
        let mut request = r.request(Verb::Create, &info.namespace, "")?.with_body(info.object.clone());
        request.options = options;
        return Ok((live, client.object(request).await?));
    }
    // Without the annotation: that it would change is no difference worth showing.
    let mut modified = info.object.clone();
    modified.at_mut(&["metadata", "annotations"]).map_mut().remove(LAST_APPLIED);
    common::read_merge_keys(client, r).await?;
    let original = match meta::annotations(&live).get(LAST_APPLIED).and_then(Value::as_str) {
        Some(text) => json::parse(text).map_err(|e| plain(e.message))?,
        None => Value::Null,
    };
    let change = match schema::of(&r.group, &r.version, &r.kind).filter(|_| r.built_in) {
        Some(of) => {
            let change = patch::strategic_three_way(&original, &modified, &live, of);
            (change.map_err(|e| plain(e.message()))?, PatchType::Strategic)
        }
        None => (patch::merge_three_way(&original, &modified, &live), PatchType::Merge),
    };
    if change.0.as_map().is_some_and(|m| m.is_empty()) {
        apply::warn_if_deleting(client, &live);
        return Ok((live.clone(), live));
    }
    let (mut change, kind) = change;
    // Of what is compared nobody else may make something new.
    change.set_at(&["metadata", "resourceVersion"], live.get("metadata").text("resourceVersion"));
    let merged = common::patch(client, info, (change, kind), options).await;
    let merged = merged_or_told(client, info, merged).await;
    merged.map(|merged| (live, merged)).map_err(|e| common::source_error("patching", &info.source, e))
}

/// A conflict of any sort looks like somebody who was faster, and is told of when the last try begins.
async fn merged_or_told(client: &Client, info: &Info, merged: Result<Value>) -> Result<Value> {
    match &merged {
        Ok(merged) => apply::warn_if_deleting(client, merged),
        Err(e) if e.is("Conflict") => {
            let (r, name) = (info.resource.go_gvk(), &info.name);
            let text = format!("Object ({r}: {name}) keeps changing, diffing without lock");
            common::klog(client, 'W', "diff.go:723", &text).await;
        }
        Err(_) => {}
    }
    merged
}

fn masked(object: &Value, p: &Parsed) -> Value {
    let mut object = object.clone();
    if !p.bool("show-managed-fields") {
        object.remove_at(&["metadata", "managedFields"]);
    }
    object
}

/// Secrets show only that a value differs.
fn hidden(before: &Value, after: &Value) -> (Value, Value) {
    let (mut a, mut b) = (before.clone(), after.clone());
    let (old, new) = (before.map("data").clone(), after.map("data").clone());
    for (key, value) in old.iter() {
        let text = match new.get(key) {
            Some(other) if other == value => "***",
            Some(_) => "*** (before)",
            None => "***",
        };
        a.at_mut(&["data"]).set(key, text);
    }
    for (key, value) in new.iter() {
        let text = match old.get(key) {
            Some(other) if other == value => "***",
            Some(_) => "*** (after)",
            None => "***",
        };
        b.at_mut(&["data"]).set(key, text);
    }
    (a, b)
}
