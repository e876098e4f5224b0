//! What `label` and `annotate` share: pairs among arguments, and changing a map in the metadata of objects.

use api::request::PatchType;
use api::{Map, Value, Verb, meta, obj, patch};

use super::common::{self, DryRun, Teller};
use crate::cli::Parsed;
use crate::cli::flag::{self, Flag};
use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::resources::builder::{Info, Query};

/// The flags of both, except those with texts of their own.
pub(super) const FLAGS: &[Flag] = &[
    flag::ALL_NAMESPACES_CHECK,
    flag::DRY_RUN,
    flag::FIELD_SELECTOR,
    flag::KUSTOMIZE,
    flag::RECURSIVE,
    flag::SELECTOR,
];

/// Labels or annotations.
pub(super) struct Words {
    /// `labels`.
    pub field: &'static str,
    /// `label`.
    pub one: &'static str,
    /// Done, undone, nothing done.
    pub done: [&'static str; 4],
    /// Whether what is to be removed and is not there is told of.
    pub tells_missing: bool,
    /// What a file is called in its errors.
    pub file: &'static str,
}

/// What is to be changed.
#[derive(Default)]
pub(super) struct Changes {
    pub set: Vec<(String, String)>,
    pub remove: Vec<String>,
}

/// Takes the arguments apart: resources first, then `key=value` and `key-`.
pub(super) fn split(args: &[String], one: &str) -> Result<(Vec<String>, Vec<String>)> {
    let (mut resources, mut pairs) = (Vec::new(), Vec::new());
    for arg in args {
        let is_pair = (arg.contains('=') && !arg.starts_with('=')) || arg.ends_with('-') && arg != "-";
        match (is_pair, pairs.is_empty()) {
            (true, _) => pairs.push(arg.clone()),
            (false, true) => resources.push(arg.clone()),
            (false, false) => {
                return Err(plain(format!("all resources must be specified before {one} changes: {arg}")));
            }
        }
    }
    Ok((resources, pairs))
}

/// Checks what both check.
pub(super) fn check(p: &Parsed, words: &Words, resources: &[String], changes: &Changes) -> Result<()> {
    if p.bool("all") && !p.str("selector").is_empty() {
        return Err(plain("cannot set --all and --selector at the same time"));
    }
    if p.bool("all") && !p.str("field-selector").is_empty() {
        return Err(plain("cannot set --all and --field-selector at the same time"));
    }
    let no_files = p.list("filename").is_empty() && p.str("kustomize").is_empty();
    if p.bool("local") {
        if !resources.is_empty() {
            let file = words.file;
            return Err(plain(format!(
                "can only use local files by -f {file}.yaml or --filename={file}.json when --local=true is set"
            )));
        }
        if p.str("dry-run") == "server" {
            return Err(plain("cannot specify --local and --dry-run=server - did you mean --dry-run=client?"));
        }
    }
    if resources.is_empty() && no_files && p.bool("local") {
        let file = words.file;
        return Err(plain(format!("one or more files must be specified as -f {file}.yaml or --filename={file}.json")));
    }
    if resources.is_empty() && no_files {
        return Err(plain("one or more resources must be specified as <resource> <name> or <resource>/<name>"));
    }
    if changes.set.is_empty() && changes.remove.is_empty() && !p.bool("list") {
        return Err(plain(format!("at least one {} update is required", words.one)));
    }
    Ok(())
}

/// Changes the objects that the arguments name. `clash` is the error about keys that have another value already.
pub(super) async fn run(
    client: &Client,
    p: &Parsed,
    (words, dry_run): (&Words, DryRun),
    (resources, changes): (Vec<String>, Changes),
    told: Option<Teller>,
    clash: fn(&[(String, String)]) -> Error,
) -> Result<()> {
    let mut query = Query::new(client, p, &resources).await?;
    // `--all` is of a type that stands alone: beside names it says nothing.
    if std::mem::take(&mut query.select_all) && resources.len() < 2 && !resources.iter().any(|r| r.contains('/')) {
        query.type_is_enough = true;
        query.selector.get_or_insert_default();
    }
    let (infos, mut errors) = if p.bool("local") {
        let found = query.find(client).await?;
        (found.infos, found.errors)
    } else {
        common::live(client, &query).await?
    };
    let single = infos.len() + errors.len() == 1 && query.selector.is_none();
    if !p.str("resource-version").is_empty() && !single {
        return Err(plain("--resource-version may only be used with a single resource"));
    }
    let many = infos.len() > 1 || query.selector.is_some();
    // What is wrong with the format of labels is told once there is an object to show.
    let teller = match told {
        Some(teller) => teller,
        None if infos.is_empty() => return common::finish(errors),
        None => Teller::new(client, p, dry_run).await?.apart(),
    };
    for info in infos {
        match one(client, p, words, &info, &changes, dry_run, clash).await {
            Ok((object, _)) if p.bool("list") => list(client, &info.refreshed(object), words, many),
            Ok((object, done)) => teller.tell(client, &object, done),
            Err(e) => errors.push(e),
        }
    }
    common::finish(errors)
}

fn list(client: &Client, info: &Info, words: &Words, many: bool) {
    let indent = if many { " " } else { "" };
    if many {
        let kind = &info.resource.kind;
        let group = &info.resource.group;
        client.io.print(format!("Listing {} for {kind}.{group}/{}:\n", words.field, info.name));
    }
    for (key, value) in info.object.get("metadata").map(words.field).iter() {
        client.io.print(format!("{indent}{key}={}\n", value.as_str().unwrap_or("")));
    }
}

async fn one(
    client: &Client,
    p: &Parsed,
    words: &Words,
    info: &Info,
    changes: &Changes,
    dry_run: DryRun,
    clash: fn(&[(String, String)]) -> Error,
) -> Result<(Value, &'static str)> {
    let before: &Map = info.object.get("metadata").map(words.field);
    // Only labels are told of, and where the server is asked; an annotation that is not there is passed over in silence.
    let tells = words.tells_missing && dry_run != DryRun::Client && !p.bool("local") && !p.bool("list");
    for key in changes.remove.iter().filter(|k| tells && !before.contains_key(k)) {
        client.io.print(format!("{} {key:?} not found.\n", words.one));
    }
    if !p.bool("overwrite") {
        // Why an object was changed may always be said anew.
        let free = |key: &str| words.one == "annotation" && key == common::CHANGE_CAUSE;
        let taken = |(key, value): &(String, String)| {
            let old = before.get(key).and_then(Value::as_str)?;
            (old != value && !free(key)).then(|| (key.clone(), old.to_string()))
        };
        let clashes: Vec<(String, String)> = changes.set.iter().filter_map(taken).collect();
        if !clashes.is_empty() {
            return Err(clash(&clashes));
        }
    }
    let mut object = info.object.clone();
    if !p.str("resource-version").is_empty() {
        object.set_at(&["metadata", "resourceVersion"], p.str("resource-version").to_string());
    }
    object = common::recorded(p, object);
    let mut map: Map = object.get("metadata").map(words.field).clone();
    for (key, value) in &changes.set {
        map.insert(key.clone(), value.clone());
    }
    for key in &changes.remove {
        map.remove(key);
    }
    let same = *before == map;
    object.set_at(&["metadata", words.field], map);
    if words.one == "label" && same {
        // Labels that are there already are no reason to ask for anything, in whatever version.
        return Ok((object, words.done[2]));
    }
    let added = changes.set.iter().any(|(key, value)| before.get(key).and_then(Value::as_str) != Some(value.as_str()));
    let removed = changes.remove.iter().any(|key| before.contains_key(key));
    let done = match (added, removed) {
        (true, false) => words.done[0],
        (false, true) => words.done[1],
        (false, false) => words.done[2],
        (true, true) => words.done[3],
    };
    if p.bool("local") || p.bool("list") || dry_run == DryRun::Client {
        return Ok((object, done));
    }
    let change = patch::merge_two_way(&info.object, &object);
    let change = if change.is_null() { obj!({}) } else { change };
    let mut request =
        info.resource.request(Verb::Patch(PatchType::Merge), &info.namespace, meta::name(&info.object))?;
    request.body = change;
    request.options = common::write_options(p, dry_run);
    Ok((client.object(request).await?, done))
}
