//! `kubectl create configmap`.

use api::Value;

use super::generator::{GENERATOR, Generator};
use super::sources::{self, Pair};
use crate::cli::flag::{self, Flag, array, slice, switch};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Result, plain};

const FLAGS: &[Flag] = &[
    switch("append-hash", "Append a hash of the configmap to its name."),
    slice("from-env-file", "Specify the path to a file to read lines of key=val pairs to create a configmap."),
    slice(
        "from-file",
        "Key file can be specified using its file path, in which case file basename will be used as configmap key, or optionally with a key and file path, in which case the given key will be used.  Specifying a directory will iterate each named file in the directory whose basename is a valid configmap key.",
    ),
    array("from-literal", "Specify a key and literal value to insert in configmap (i.e. mykey=somevalue)"),
];

pub(super) const CONFIGMAP: Command = Command {
    name: "configmap",
    aliases: &["cm"],
    short: "Create a config map from a local file, directory or literal value",
    help: include_str!("../../help/create-configmap.txt"),
    usage: "configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]",
    flags: &[FLAGS, GENERATOR, flag::PRINT],
    run: run!(configmap),
    server_first: |_| true,
    ..Command::NEW
};

async fn configmap(client: Client, p: Parsed) -> Result<()> {
    let g = Generator::named(client, p).await?;
    let name = g.name.clone();
    let check = |key: &str, before: &[Pair]| {
        let errors = sources::key_errors(key);
        if !errors.is_empty() {
            return Err(plain(format!("{key:?} is not a valid key name for a ConfigMap: {}", errors.join(","))));
        }
        match before.iter().find(|(k, _)| k == key) {
            None => Ok(()),
            Some((_, value)) => {
                let field = if std::str::from_utf8(value).is_ok() { "Data" } else { "BinaryData" };
                Err(plain(format!(
                    "cannot add key {key:?}, another key by that name already exists in {field} for ConfigMap {name:?}"
                )))
            }
        }
    };
    let pairs = sources::pairs(&g.client, &g.p, "config", &check).await?;
    let (mut data, mut binary) = (Value::object(), Value::object());
    for (key, value) in pairs {
        match String::from_utf8(value) {
            Ok(text) => data.set(key, text),
            Err(e) => binary.set(key, api::base64::encode(e.as_bytes())),
        }
    }
    let mut object = g.object("v1", "ConfigMap").await?;
    for (field, value) in [("data", data), ("binaryData", binary)] {
        if value.as_map().is_some_and(|m| !m.is_empty()) {
            object.set(field, value);
        }
    }
    if g.p.bool("append-hash") {
        super::hash::append(&mut object);
    }
    g.submit(object, "failed to create configmap: ").await
}
