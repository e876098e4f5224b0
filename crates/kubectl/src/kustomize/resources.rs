//! What a kustomization takes up from elsewhere: files, pages, the directories of other kustomizations, components.

use api::{Value, meta};

use super::files::{NO_GIT, absolute, beside, find, is_repository, kind_of, missing, outside, read, relative};
use super::{Res, Shared, accumulate, add as push, join, load, vars};
use crate::cli::go;
use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::host::{Fetched, FileKind};
use crate::run::unreachable;

/// An entry of `resources`.
struct Entry<'a> {
    client: &'a Client,
    /// The directory of the kustomization that names it.
    dir: &'a str,
    entry: &'a str,
    visited: &'a [String],
    /// Where it is, seen from here and from the top.
    path: String,
    full: String,
}

/// Adds the objects of a file, of an address, or of the directory of another kustomization.
pub(super) async fn add(
    client: &Client,
    dir: &str,
    entry: &str,
    all: &mut Vec<Res>,
    visited: &[String],
    shared: &mut Shared,
) -> Result<()> {
    let path = beside(dir, entry);
    let full = absolute(client, &path).await;
    let named = Entry { client, dir, entry, visited, path, full };
    let (text, place) = if entry.starts_with("https://") || entry.starts_with("http://") {
        (named.page().await?, entry)
    } else {
        match kind_of(client, &named.path).await {
            Some(FileKind::Directory) => return named.directory(all, shared).await,
            kind => (named.file(kind.is_some()).await?, &*named.full),
        }
    };
    for res in named.objects(&text, place)? {
        push(all, res).map_err(|e| {
            let why = e.message();
            plain(format!("accumulating resources: accumulation err='merging resources from '{entry}': {why}': must build at directory: '{place}': file is not directory"))
        })?;
    }
    Ok(())
}

impl Entry<'_> {
    /// What is wrong with it.
    fn fails(&self, why: &str) -> Error {
        let entry = self.entry;
        plain(format!("accumulating resources: accumulation err='accumulating resources from '{entry}': {why}"))
    }

    async fn page(&self) -> Result<String> {
        let url = self.entry.to_string();
        match self.client.io.ask(move |h| h.fetch(&url)).await {
            Fetched::Text(text) => Ok(text),
            Fetched::NotSimulated => Err(self.fails("this page of the internet is not simulated here'")),
            Fetched::NoHost => {
                let end = if is_repository(self.entry) {
                    NO_GIT.to_string()
                } else {
                    let why = missing(self.client, &self.full, &self.path).await;
                    format!("must build at directory: not a valid directory: {why}")
                };
                Err(self.fails(&format!("Get \"{}\": {}': {end}", self.entry, unreachable(self.entry).0)))
            }
        }
    }

    async fn file(&self, is_there: bool) -> Result<String> {
        let (client, full) = (self.client, &self.full);
        if !is_there {
            let why = missing(client, full, &self.path).await;
            return Err(self.fails(&if is_repository(self.entry) {
                format!("{why}': {NO_GIT}")
            } else {
                format!("{why}': must build at directory: not a valid directory: {why}")
            }));
        }
        match outside(client, self.dir, &self.path).await {
            Some(why) => Err(self.fails(&format!("{why}': must build at directory: '{full}': file is not directory"))),
            None => Ok(read(client, &self.path).await.unwrap_or_default()),
        }
    }

    /// Another kustomization: it makes its objects by itself, and hands them on.
    async fn directory(&self, all: &mut Vec<Res>, shared: &mut Shared) -> Result<()> {
        let (client, full) = (self.client, &self.full);
        let fails = |why: String| self.fails(&format!("'{full}' must resolve to a file': {why}"));
        if self.entry.is_empty() {
            return Err(fails("new root cannot be empty".into()));
        }
        // What is wrong with its file is told apart from what is wrong with what that names.
        let loaded = load(client, &self.path).await;
        let loaded = loaded.map_err(|e| fails(format!("couldn't make target for path '{full}': {}", e.message())))?;
        if loaded.str("kind") == "Component" {
            return Err(fails(format!("expected kind != 'Component' for path '{full}'")));
        }
        let (mut nested, mut below) = (Vec::new(), Shared::default());
        let made = accumulate(client, self.path.clone(), &mut nested, self.visited.to_vec(), &mut below).await;
        made.map_err(|e| match e.message() {
            why if why.starts_with("cycle detected") => fails(why),
            why => fails(format!("recursed accumulation of path '{full}': {why}")),
        })?;
        vars::merge(&below.vars, &mut shared.vars)?;
        join(&mut shared.config, &below.config);
        for res in nested {
            push(all, res).map_err(|e| fails(format!("recursed merging from path '{full}': {}", e.message())))?;
        }
        Ok(())
    }

    /// The objects of a text, which is no kustomization: `place` says so.
    fn objects(&self, text: &str, place: &str) -> Result<Vec<Res>> {
        let entry = self.entry;
        let refuse =
            |why: String| self.fails(&format!("{why}': must build at directory: '{place}': file is not directory"));
        let origin = if entry.contains("://") {
            format!("path: {entry}\n")
        } else {
            format!("path: {}\n", relative(self.visited.first().map_or("", String::as_str), &self.full))
        };
        let mut own = Vec::new();
        for object in api::yaml::decode_words(text) {
            let object = object.map_err(|e| {
                let why = e.to_string();
                let why = why.trim_start_matches("error converting YAML to JSON: ");
                plain(format!(
                    "accumulating resources: accumulating resources from '{entry}': MalformedYAMLError: {why} in File: {entry}"
                ))
            })?;
            if object.is_null() {
                continue;
            }
            let is_list = object.str("kind").ends_with("List") && object.get("items").as_list().is_some();
            for object in if is_list { object.list("items").to_vec() } else { vec![object] } {
                check(&object).map_err(refuse)?;
                let res = Res { origin: origin.clone(), ..Res::new(object) };
                push(&mut own, res).map_err(|e| refuse(e.message()))?;
            }
        }
        Ok(own)
    }
}

/// What an object must have.
fn check(object: &Value) -> Result<(), String> {
    let nothing = object.str("kind").is_empty() && object.str("apiVersion").is_empty();
    if object.as_map().is_none() || object.get("metadata").as_map().is_none() && nothing {
        return Err("missing Resource metadata".into());
    }
    let fields = [("kind", object.str("kind")), ("metadata.name", meta::name(object))];
    match fields.iter().find(|(_, value)| value.is_empty()) {
        Some((field, _)) => Err(format!("missing {field} in object {}", go_meta(object))),
        None => Ok(()),
    }
}

/// A kustomization that changes what is there already.
pub(super) async fn component(
    client: &Client,
    dir: String,
    all: &mut Vec<Res>,
    visited: &[String],
    shared: &mut Shared,
) -> Result<(), String> {
    let full = absolute(client, &dir).await;
    let wrong = |why: String| format!("accumulateDirectory: {}", go::quote(&why));
    match kind_of(client, &dir).await {
        Some(FileKind::Directory) => {}
        _ => {
            let why = find(client, &dir, &full).await.err().map_or(String::new(), |e| e.message());
            return Err(format!("loader.New {}", go::quote(&why)));
        }
    }
    let loaded = load(client, &dir).await;
    let loaded = loaded.map_err(|e| wrong(format!("couldn't make target for path '{full}': {}", e.message())))?;
    if loaded.str("kind") != "Component" {
        return Err(wrong(format!("expected kind 'Component' for path '{full}' but got 'Kustomization'")));
    }
    let made = accumulate(client, dir, all, visited.to_vec(), shared).await;
    made.map_err(|e| wrong(format!("recursed accumulation of path '{full}': {}", e.message())))
}

/// What Go prints of an object's type and metadata.
fn go_meta(object: &Value) -> String {
    let map = |field: &str| {
        let pairs = object.get("metadata").map(field).iter();
        let words: Vec<String> = pairs.map(|(k, v)| format!("{}:{}", k.as_str(), v.as_str().unwrap_or(""))).collect();
        format!("map[{}]", words.join(" "))
    };
    format!(
        "{{{{{} {}}} {{{{{} {}}} {} {}}}}}",
        object.str("apiVersion"),
        object.str("kind"),
        meta::name(object),
        meta::namespace(object),
        map("labels"),
        map("annotations")
    )
}
