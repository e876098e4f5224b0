//! `kubectl set env`.

use api::{Value, meta, obj};

use super::{Change, SELECTOR_FLAG, containers, pod_spec_path};
use crate::cli::flag::{self, array, boolean, slice, string, switch, text};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::commands::common;
use crate::error::{Result, plain};
use crate::pods;
use crate::resources::builder::Info;
use crate::resources::files;

pub(super) const ENV: Command = Command {
    name: "env",
    short: "Update environment variables on a pod template",
    help: include_str!("../../help/set-env.txt"),
    usage: "env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N",
    flags: &[
        &[
            flag::DRY_RUN,
            flag::field_manager("kubectl-set"),
            flag::filename("Filename, directory, or URL to files the resource to update the env"),
            flag::KUSTOMIZE,
            flag::RECURSIVE,
            switch("all", "If true, select all resources in the namespace of the specified resource types"),
            SELECTOR_FLAG,
            string(
                "containers",
                "*",
                "The names of containers in the selected pod templates to change - may use wildcards",
            )
            .short('c'),
            array("env", "Specify a key-value pair for an environment variable to set into each container.").short('e'),
            text("from", "The name of a resource from which to inject environment variables"),
            slice("keys", "Comma-separated list of keys to import from specified resource"),
            switch(
                "list",
                "If true, display the environment and any changes in the standard format. this flag will removed when we have kubectl view env.",
            ),
            switch("local", "If true, set env will NOT contact api-server but run locally."),
            boolean(
                "overwrite",
                "true",
                "If true, allow environment to be overwritten, otherwise reject updates that overwrite existing environment.",
            ),
            text("prefix", "Prefix to append to variable names"),
            switch("resolve", "If true, show secret or configmap references when listing variables"),
        ],
        flag::PRINT,
    ],
    run: run!(env),
    ahead: |_| Ahead::Settings,
    server_first: |_| true,
    ..Command::NEW
};

/// What is to be set and taken away.
#[derive(Default)]
struct Wanted {
    set: Vec<Value>,
    remove: Vec<String>,
}

async fn env(client: Client, p: Parsed) -> Result<()> {
    let change = Change::new(&client, &p, "env updated", "failed to patch env update to pod template: ").await?;
    let (mut resources, mut pairs) = (Vec::new(), p.list("env"));
    for arg in &p.args {
        let is_pair = arg.chars().skip(1).any(|c| c == '=') || arg.ends_with('-');
        match (is_pair, pairs.len() > p.list("env").len()) {
            (true, _) => pairs.push(arg.clone()),
            (false, false) => resources.push(arg.clone()),
            (false, true) => {
                let all = p.args.join(" ");
                return Err(plain(format!("all resources must be specified before environment changes: {all}")));
            }
        }
    }
    super::check_all(&p)?;
    // A kustomization alone does not count.
    if resources.is_empty() && p.list("filename").is_empty() {
        return Err(plain("one or more resources must be specified as <resource> <name> or <resource>/<name>"));
    }
    if !p.list("keys").is_empty() && p.str("from").is_empty() {
        return Err(plain("when specifying --keys, a configmap or secret must be provided with --from"));
    }
    let mut wanted = parse(&client, &pairs).await?;
    if !p.str("from").is_empty() {
        // The selector is taken for one of the source, too, which has a name already.
        if !p.str("selector").is_empty() {
            return Err(plain("selectors and the all flag cannot be used when passing resource/name arguments"));
        }
        wanted.set.extend(from_source(&client, &p).await?);
    }
    let infos = change.all_targets(&resources).await?;
    let mut errors = Vec::new();
    for info in infos {
        if let Err(e) = one(&change, &info, &wanted).await {
            errors.push(e);
        }
    }
    common::finish(errors)
}

async fn parse(client: &Client, pairs: &[String]) -> Result<Wanted> {
    let mut wanted = Wanted::default();
    for pair in pairs {
        if pair == "-" {
            let text = String::from_utf8_lossy(&files::read_stdin(client).await).into_owned();
            for line in text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
                set(&mut wanted, line)?;
            }
        } else if pair.contains('=') {
            set(&mut wanted, pair)?;
        } else if let Some(name) = pair.strip_suffix('-') {
            wanted.remove.push(name.to_string());
        } else {
            return Err(plain(format!("unknown environment argument: {pair}")));
        }
    }
    if wanted.remove.iter().any(|r| wanted.set.iter().any(|v| v.str("name") == r.as_str())) {
        return Err(plain("can not both modify and remove the same environment variable in the same command"));
    }
    Ok(wanted)
}

fn set(wanted: &mut Wanted, pair: &str) -> Result<()> {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    if let Err(why) = crate::commands::create::env_name(name) {
        return Err(plain(format!("{} is not a valid key name: {why}", crate::cli::go::quote(name))));
    }
    let mut v = obj!({"name": (name.to_string())});
    if !value.is_empty() {
        v.set("value", value.to_string());
    }
    wanted.set.push(v);
    Ok(())
}

/// A key as the name of a variable: `a_b` is `A_B`.
fn variable(key: &str) -> String {
    key.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}

/// References to the keys of a config map or secret.
async fn from_source(client: &Client, p: &Parsed) -> Result<Vec<Value>> {
    let word = p.str("from");
    if !word.contains('/') {
        client.resource(word).await?;
        return Err(plain("resource(s) were provided, but no name was specified"));
    }
    let info = pods::named(client, word, "").await?;
    let field = match &*info.resource.kind {
        "ConfigMap" => "configMapKeyRef",
        "Secret" => "secretKeyRef",
        _ => return Err(plain("unsupported resource specified in --from")),
    };
    let only = p.list("keys");
    let mut variables = Vec::new();
    for (key, _) in info.object.map("data").iter() {
        if !only.is_empty() && !only.iter().any(|k| k == key.as_str()) {
            continue;
        }
        let plain_name = variable(key);
        if plain_name != key.as_str() {
            client.io.eprint(format!("Warning: key {key} transferred to {plain_name}\n"));
        }
        let reference = obj!({"key": key, "name": (info.name.clone())});
        let mut source = Value::object();
        source.set(field, reference);
        variables.push(obj!({"name": (format!("{}{plain_name}", p.str("prefix"))), "valueFrom": source}));
    }
    Ok(variables)
}

async fn one(change: &Change<'_>, info: &Info, wanted: &Wanted) -> Result<()> {
    let Some(path) = pod_spec_path(info) else {
        if change.p.bool("list") {
            return Ok(());
        }
        return Err(change.no_template(info));
    };
    let (p, client) = (change.p, change.client);
    let mut object = info.object.clone();
    let name = p.str("containers").to_string();
    if !p.bool("overwrite") {
        check_overwrite(object.at(path), &name, wanted).map_err(|e| change.about(info, &e.message()))?;
    }
    let found = containers(object.at_mut(path), &["initContainers", "containers"], &name, |c| update(c, wanted));
    if !found {
        client.io.eprint(format!(
            "Warning: {}/{} does not have any containers matching {name:?}\n",
            info.resource.kind, info.name
        ));
        return Ok(());
    }
    if p.bool("list") {
        for line in listed(client, p, info, &object, path, &name).await? {
            client.io.print(line + "\n");
        }
        return Ok(());
    }
    change.save(info, object).await
}

fn check_overwrite(spec: &Value, name: &str, wanted: &Wanted) -> Result<()> {
    for c in spec.list("containers").iter().filter(|c| super::matches_name(name, c.str("name"))) {
        for old in c.list("env") {
            if wanted.set.iter().any(|v| v.str("name") == old.str("name")) {
                return Err(plain(format!(
                    "'{}' already has a value ({}), and --overwrite is false",
                    old.str("name"),
                    old.str("value")
                )));
            }
        }
    }
    Ok(())
}

fn update(container: &mut Value, wanted: &Wanted) {
    let mut env: Vec<Value> = container.list("env").to_vec();
    for new in &wanted.set {
        match env.iter_mut().find(|old| old.str("name") == new.str("name")) {
            Some(old) => *old = new.clone(),
            None => env.push(new.clone()),
        }
    }
    env.retain(|v| !wanted.remove.iter().any(|r| r == v.str("name")));
    if env.is_empty() {
        container.remove("env");
    } else {
        container.set("env", env);
    }
}

/// The environment in words: `KEY=value`, and comments for what comes from elsewhere.
async fn listed(
    client: &Client,
    p: &Parsed,
    info: &Info,
    object: &Value,
    path: &[&str],
    name: &str,
) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    let spec = object.at(path);
    let all = spec.list("initContainers").iter().chain(spec.list("containers"));
    for c in all.filter(|c| super::matches_name(name, c.str("name"))) {
        lines.push(format!("# {} {}, container {}", info.resource.kind, meta::name(object), c.str("name")));
        for v in c.list("env") {
            let (key, from) = (v.str("name"), v.get("valueFrom"));
            if from.is_null() {
                lines.push(format!("{key}={}", v.str("value")));
            } else if p.bool("resolve") {
                match resolve(client, info, from).await {
                    Some(value) => lines.push(format!("{key}={value}")),
                    None => lines.push(format!("# {key} {}", reference(from))),
                }
            } else {
                lines.push(format!("# {key} from {}", reference(from)));
            }
        }
    }
    Ok(lines)
}

fn reference(from: &Value) -> String {
    let (map, secret) = (from.get("configMapKeyRef"), from.get("secretKeyRef"));
    let (field, resource) = (from.get("fieldRef"), from.get("resourceFieldRef"));
    if !map.is_null() {
        format!("configmap {}, key {}", map.str("name"), map.str("key"))
    } else if !secret.is_null() {
        format!("secret {}, key {}", secret.str("name"), secret.str("key"))
    } else if !field.is_null() {
        format!("field path {}", field.str("fieldPath"))
    } else if !resource.is_null() {
        let of = if resource.str("containerName").is_empty() {
            String::new()
        } else {
            format!("{}/", resource.str("containerName"))
        };
        format!("resource field {of}{}", resource.str("resource"))
    } else {
        "invalid valueFrom".to_string()
    }
}

async fn resolve(client: &Client, info: &Info, from: &Value) -> Option<String> {
    let (map, secret) = (from.get("configMapKeyRef"), from.get("secretKeyRef"));
    let (word, reference) = if map.is_null() { ("secrets", secret) } else { ("configmaps", map) };
    let resource = client.resource(word).await.ok()?;
    let object = client.get(&resource, &info.namespace, reference.str("name")).await.ok()?;
    let text = object.map("data").get(reference.str("key"))?.as_str()?.to_string();
    if map.is_null() { String::from_utf8(api::base64::decode(&text)?).ok() } else { Some(text) }
}
