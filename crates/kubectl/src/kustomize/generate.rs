//! Config maps and secrets made from files, literals and files of variables.

use api::{Value, base64, meta};

use super::files::{absolute, beside, kind_of, missing, outside};
use super::{Res, or_default};
use crate::client::Client;
use crate::commands::sources::{self, Pair};
use crate::error::{Result, plain};

/// Everything that the generators of a kustomization make.
pub(super) async fn all(client: &Client, dir: &str, kustomization: &Value, all: &mut Vec<Res>) -> Result<()> {
    for (field, kind) in [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")] {
        for args in kustomization.list(field) {
            add(client, dir, kind, args, kustomization.get("generatorOptions"), all).await?;
        }
    }
    Ok(())
}

/// What one generator makes.
pub(super) async fn add(
    client: &Client,
    dir: &str,
    kind: &str,
    args: &Value,
    common: &Value,
    all: &mut Vec<Res>,
) -> Result<()> {
    let made = one(client, dir, kind, args, common).await?;
    place(args.str("behavior"), made, all)
}

async fn one(client: &Client, dir: &str, kind: &str, args: &Value, common: &Value) -> Result<Res> {
    if args.str("name").is_empty() {
        return Err(plain("a configmap must have a name"));
    }
    let mut pairs: Vec<Pair> = Vec::new();
    let mut envs: Vec<&str> = args.list("envs").iter().filter_map(Value::as_str).collect();
    envs.extend(Some(args.str("env")).filter(|e| !e.is_empty()));
    for env in &envs {
        let path = present(client, dir, env, "env source files:", &envs).await?;
        pairs.extend(sources::env_file(client, &path, "kustomize").await?);
    }
    let files: Vec<&str> = args.list("files").iter().filter_map(Value::as_str).collect();
    for file in files.iter().copied() {
        let quote = crate::cli::go::quote;
        let why = match file.split_once('=') {
            Some((_, path)) if path.contains('=') => {
                Err(format!("source {} key name or file path contains '='", quote(file)))
            }
            Some(("", path)) => {
                Err(format!("missing key name for file path {} in source {}", quote(path), quote(file)))
            }
            Some((key, "")) => Err(format!("missing file path for key name {} in source {}", quote(key), quote(file))),
            Some(pair) => Ok(pair),
            None => Ok((file.rsplit('/').next().unwrap_or(file), file)),
        };
        let (key, path) = why
            .map_err(|why| plain(format!("loading KV pairs: file sources: {}: {why}", crate::cli::go::list(&files))))?;
        let path = present(client, dir, path, "file sources:", &files).await?;
        pairs.extend(sources::file(client, &format!("{key}={path}")).await?);
    }
    let literals: Vec<&str> = args.list("literals").iter().filter_map(Value::as_str).collect();
    for literal in &literals {
        let (key, value) = sources::literal(literal).map_err(|e| {
            plain(format!("loading KV pairs: literal sources {}: {}", crate::cli::go::list(&literals), e.message()))
        })?;
        pairs.push((key, unquoted(value)));
    }
    let secret = kind == "Secret";
    let (mut data, mut binary) = (Value::object(), Value::object());
    for (key, value) in pairs {
        if data.has(&key) || binary.has(&key) {
            return Err(plain(format!("configmap {} illegally repeats the key `{key}`", args.str("name"))));
        }
        match String::from_utf8(value) {
            Ok(text) if !secret => data.set(key, text),
            Ok(text) => data.set(key, base64::encode(text.as_bytes())),
            Err(e) if secret => data.set(key, base64::encode(e.as_bytes())),
            Err(e) => binary.set(key, base64::encode(e.as_bytes())),
        }
    }
    let mut object =
        api::obj!({"apiVersion": "v1", "kind": (kind.to_string()), "metadata": {"name": (args.text("name"))}});
    if !args.str("namespace").is_empty() {
        object.set_at(&["metadata", "namespace"], args.text("namespace"));
    }
    for (field, value) in [("data", data), ("binaryData", binary)] {
        if value.as_map().is_some_and(|m| !m.is_empty()) {
            object.set(field, value);
        }
    }
    if secret {
        let given = args.text("type");
        object.set("type", if given.is_empty() { "Opaque".into() } else { given });
    }
    let own = args.get("options");
    for field in ["labels", "annotations"] {
        for options in [common, own] {
            for (key, value) in options.map(field).iter() {
                object.field_mut("metadata").field_mut(field).set(key, value.clone());
            }
        }
    }
    if common.bool("immutable") || own.bool("immutable") {
        object.set("immutable", true);
    }
    let hashed = !(common.bool("disableNameSuffixHash") || own.bool("disableNameSuffixHash"));
    Ok(Res { hashed, ..Res::new(object) })
}

/// The path of a source that has to be there.
async fn present(client: &Client, dir: &str, file: &str, what: &str, all: &[&str]) -> Result<String> {
    let path = beside(dir, file);
    let why = match kind_of(client, &path).await {
        None => missing(client, &absolute(client, &path).await, &path).await,
        Some(_) => match outside(client, dir, &path).await {
            Some(why) => why,
            None => return Ok(path),
        },
    };
    Err(plain(format!("loading KV pairs: {what} {}: {why}", crate::cli::go::list(all))))
}

/// Quotes that stand at both ends are taken off.
fn unquoted(value: Vec<u8>) -> Vec<u8> {
    match &value[..] {
        [open @ (b'"' | b'\''), inner @ .., close] if open == close => inner.to_vec(),
        _ => value,
    }
}

/// An id as Go prints its struct.
fn go_id(res: &Res) -> String {
    format!(
        "resid.ResId{{Gvk:resid.Gvk{{Group:\"\", Version:\"v1\", Kind:{:?}, isClusterScoped:false}}, Name:{:?}, Namespace:{:?}}}",
        res.kind(),
        meta::name(&res.object),
        meta::namespace(&res.object)
    )
}

/// A new one, or what an earlier one of that name becomes.
fn place(behavior: &str, made: Res, all: &mut Vec<Res>) -> Result<()> {
    let name = meta::name(&made.object).to_string();
    let home = or_default(meta::namespace(&made.object)).to_string();
    let earlier = all.iter_mut().find(|r| {
        let homes = [&*r.was, meta::namespace(&r.object)];
        r.kind() == made.kind() && r.names.contains(&name) && homes.iter().any(|own| or_default(own) == home)
    });
    match (behavior, earlier) {
        (behavior, None) if !["merge", "replace"].contains(&behavior) => all.push(made),
        ("merge" | "replace", Some(earlier)) => {
            // It is the new one that stays; of the old one it takes what it has not itself.
            let old = std::mem::replace(&mut earlier.object, made.object);
            let fields: &[&str] = if behavior == "merge" { &["data", "binaryData"] } else { &[] };
            for field in fields {
                for (key, value) in old.map(field).iter() {
                    if !earlier.object.map(field).contains_key(key) {
                        earlier.object.field_mut(*field).set(key.clone(), value.clone());
                    }
                }
            }
            if behavior == "replace" {
                earlier.origin.clear();
            }
            let (own, given) = (earlier.object.field_mut("metadata"), old.get("metadata"));
            for field in ["labels", "annotations"] {
                for (key, value) in given.map(field).iter() {
                    if !own.map(field).contains_key(key) {
                        own.field_mut(field).set(key.clone(), value.clone());
                    }
                }
            }
            for field in ["name", "namespace"] {
                if given.has(field) {
                    own.set(field, given.get(field).clone());
                }
            }
        }
        (_, Some(_)) => {
            return Err(plain(format!(
                "merging from generator: id {} exists; can not use behavior: '{}', behavior must be merge or replace",
                go_id(&made),
                if behavior == "create" { behavior } else { "unspecified" }
            )));
        }
        (_, None) => {
            return Err(plain(format!(
                "merging from generator: id {} does not exist; cannot merge or replace",
                go_id(&made)
            )));
        }
    }
    Ok(())
}
