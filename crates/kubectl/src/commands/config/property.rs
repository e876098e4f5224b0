//! `kubectl config set` and `unset`: one value by its path.

use api::Value;

use crate::cli::flag::boolean;
use crate::cli::{Command, Parsed, go, run};
use crate::client::Client;
use crate::config;
use crate::error::{Result, plain};

pub(super) const SET: Command = Command {
    name: "set",
    short: "Set an individual value in a kubeconfig file",
    help: include_str!("../../help/config-set.txt"),
    usage: "set PROPERTY_NAME PROPERTY_VALUE",
    flags: &[&[boolean(
        "set-raw-bytes",
        "false",
        "When writing a []byte PROPERTY_VALUE, write the given string directly without base64 decoding.",
    )]],
    run: run!(set),
    ..Command::NEW
};

pub(super) const UNSET: Command = Command {
    name: "unset",
    short: "Unset an individual value in a kubeconfig file",
    help: include_str!("../../help/config-unset.txt"),
    usage: "unset PROPERTY_NAME",
    run: run!(unset),
    ..Command::NEW
};

/// A place in the kubeconfig.
enum Place {
    /// `current-context`.
    CurrentContext,
    /// Settings of kubectl itself, which nothing reads any more: `preferences.colors`.
    Colors,
    /// `kind` and `apiVersion`, which are written as they always are.
    Fixed,
    /// `preferences` and `extensions`, which are not in the file where they are empty.
    Part(&'static str),
    /// A whole list.
    List(&'static str),
    /// A whole entry: list, name.
    Entry(&'static str, String),
    /// A field of an entry: list, the entry's inner object, name, field.
    Field(&'static str, &'static str, String, String),
}

/// A list, what its entries hold, and the fields of that.
const LISTS: &[(&str, &str, &[&str])] = &[
    (
        "clusters",
        "cluster",
        &[
            "server",
            "tls-server-name",
            "insecure-skip-tls-verify",
            "certificate-authority",
            "certificate-authority-data",
            "proxy-url",
            "disable-compression",
        ],
    ),
    ("contexts", "context", &["cluster", "user", "namespace"]),
    (
        "users",
        "user",
        &[
            "client-certificate",
            "client-certificate-data",
            "client-key",
            "client-key-data",
            "token",
            "tokenFile",
            "act-as",
            "act-as-uid",
            "exec",
            "auth-provider",
            "username",
            "password",
        ],
    ),
];

fn place(path: &str) -> Result<Place> {
    match path {
        "preferences" => return Ok(Place::Part("preferences")),
        "extensions" => return Ok(Place::Part("extensions")),
        "current-context" => return Ok(Place::CurrentContext),
        "preferences.colors" => return Ok(Place::Colors),
        "kind" | "apiVersion" => return Ok(Place::Fixed),
        _ => {}
    }
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let too_deep = || plain(format!("unable to parse one or more field values of {path}"));
    if ["current-context", "kind", "apiVersion"].contains(&first) {
        return Err(too_deep());
    }
    let Some((list, inner, fields)) = LISTS.iter().find(|(list, _, _)| *list == first) else {
        return Err(plain(format!("unable to parse {path} after [] at api.Config")));
    };
    if rest.is_empty() {
        return Ok(Place::List(list));
    }
    // Names may have dots of their own: they end where a field begins.
    let parts: Vec<&str> = rest.split('.').collect();
    let Some(at) = (1..parts.len()).find(|at| fields.contains(&parts[*at])) else {
        return Ok(Place::Entry(list, rest.to_string()));
    };
    if at + 1 < parts.len() {
        return Err(too_deep());
    }
    // kubectl's own struct has longer names for these than the file.
    let field = parts[at].strip_prefix("act-").unwrap_or(parts[at]);
    Ok(Place::Field(list, inner, parts[..at].join("."), field.to_string()))
}

fn require(path: &str) -> Result<()> {
    if path.is_empty() { Err(plain("you must specify a property")) } else { Ok(()) }
}

async fn set(client: Client, p: Parsed) -> Result<()> {
    let [path, value] = &p.args[..] else {
        return Err(super::unexpected(&client, &p, "Unexpected"));
    };
    require(path)?;
    if value.is_empty() {
        return Err(plain("you cannot use set to unset a property"));
    }
    let mut config = config::start(&client.io, &p).await?;
    match place(path)? {
        Place::CurrentContext => config.set("current-context", value.clone()),
        Place::Fixed => {}
        Place::Colors => {
            let on = go::parse_bool(value).map_err(plain)?;
            config.set_at(&["preferences", "colors"], on);
            if !on {
                config.remove("preferences");
            }
        }
        Place::Part(part) => return Err(plain(format!("unable to parse {part} after [] at api.Config"))),
        Place::List(list) | Place::Entry(list, _) => {
            return Err(plain(format!("can't set a map to a value: {list}")));
        }
        Place::Field(list, _, _, field) if ["exec", "auth-provider"].contains(&&*field) => {
            return Err(plain(format!("can't set a map to a value: {list}")));
        }
        Place::Field(list, inner, name, field) => {
            let new = typed(&field, value, p.bool("set-raw-bytes"))?;
            config::entry_mut(&mut config, list, inner, &name).set(field, new);
        }
    }
    config::store(&client.io, &p, &config).await?;
    client.io.print(format!("Property {path:?} set.\n"));
    Ok(())
}

fn typed(field: &str, value: &str, raw: bool) -> Result<Value> {
    if ["insecure-skip-tls-verify", "disable-compression"].contains(&field) {
        return go::parse_bool(value).map(Value::from).map_err(plain);
    }
    if field.ends_with("-data") {
        if raw {
            return Ok(api::base64::encode(value.as_bytes()).into());
        }
        return match api::base64::decode_or_offset(value) {
            Ok(_) => Ok(value.to_string().into()),
            Err(offset) => {
                Err(plain(format!("error decoding input value: illegal base64 data at input byte {offset}")))
            }
        };
    }
    Ok(value.to_string().into())
}

async fn unset(client: Client, p: Parsed) -> Result<()> {
    let [path] = &p.args[..] else {
        return Err(super::unexpected(&client, &p, "Unexpected"));
    };
    require(path)?;
    let mut config = config::start(&client.io, &p).await?;
    match place(path)? {
        Place::CurrentContext => config.set("current-context", ""),
        Place::Fixed => {}
        Place::Colors => drop(config.remove("preferences")),
        Place::Part(part) => drop(config.remove(part)),
        Place::List(list) => config.set(list, Value::Null),
        Place::Entry(list, name) => {
            // What is not there is unset.
            config::remove_entry(&mut config, list, &name);
        }
        Place::Field(list, inner, name, field) => {
            if config::entry(&config, list, &name).is_none() {
                return Err(plain(format!("current map key `{name}` is invalid")));
            }
            config::entry_mut(&mut config, list, inner, &name).remove(&field);
            if ["server", "cluster", "user"].contains(&&*field) {
                config::entry_mut(&mut config, list, inner, &name).set(field, "");
            }
        }
    }
    config::store(&client.io, &p, &config).await?;
    client.io.print(format!("Property {path:?} unset.\n"));
    Ok(())
}
