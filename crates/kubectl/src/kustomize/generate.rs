//! Config maps and secrets made from files, literals and files of variables.

use api::{Value, base64, meta};

use super::{Res, beside};
use crate::client::Client;
use crate::commands::sources::{self, Pair};
use crate::error::{Result, plain};

/// Everything that the generators of a kustomization make.
pub(super) async fn all(client: &Client, dir: &str, kustomization: &Value, all: &mut Vec<Res>) -> Result<()> {
    for (field, kind) in [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")] {
        for args in kustomization.list(field) {
            let made = one(client, dir, kind, args, kustomization.get("generatorOptions")).await?;
            place(args.str("behavior"), made, all)?;
        }
    }
    Ok(())
}

async fn one(client: &Client, dir: &str, kind: &str, args: &Value, common: &Value) -> Result<Res> {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut envs: Vec<&str> = args.list("envs").iter().filter_map(Value::as_str).collect();
    envs.extend(Some(args.str("env")).filter(|e| !e.is_empty()));
    for env in envs {
        pairs.extend(sources::env_file(client, &beside(dir, env), "kustomize").await?);
    }
    for file in args.list("files").iter().filter_map(Value::as_str) {
        let (key, path) = match file.split_once('=') {
            Some((key, path)) => (key, path),
            None => (file.rsplit('/').next().unwrap_or(file), file),
        };
        pairs.extend(sources::file(client, &format!("{key}={}", beside(dir, path))).await?);
    }
    for literal in args.list("literals").iter().filter_map(Value::as_str) {
        pairs.push(sources::literal(literal)?);
    }
    let secret = kind == "Secret";
    let (mut data, mut binary) = (Value::object(), Value::object());
    for (key, value) in pairs {
        if data.has(&key) || binary.has(&key) {
            return Err(plain(format!("cannot add key {key}, another key by that name already exists")));
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
    let earlier = all.iter_mut().find(|r| r.kind() == made.kind() && r.names.contains(&name));
    match (behavior, earlier) {
        ("" | "create", None) => all.push(made),
        ("merge", Some(earlier)) => {
            for field in ["data", "binaryData"] {
                for (key, value) in made.object.map(field).iter() {
                    earlier.object.field_mut(field).set(key, value.clone());
                }
            }
        }
        ("replace", Some(earlier)) => {
            for field in ["data", "binaryData"] {
                earlier.object.remove(field);
                if made.object.has(field) {
                    earlier.object.set(field, made.object.get(field));
                }
            }
        }
        ("" | "create", Some(_)) => {
            return Err(plain(format!(
                "merging from generator: id {} exists; behavior must be merge or replace",
                go_id(&made)
            )));
        }
        (_, None) => {
            return Err(plain(format!(
                "merging from generator: id {} does not exist; cannot merge or replace",
                go_id(&made)
            )));
        }
        (behavior, Some(_)) => return Err(plain(format!("unknown behavior {behavior:?} of a generator"))),
    }
    Ok(())
}
