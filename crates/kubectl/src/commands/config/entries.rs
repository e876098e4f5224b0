//! `set-cluster`, `set-context`, `set-credentials`: whole entries from flags.

use api::{Value, obj};

use crate::cli::arguments::Arguments;
use crate::cli::flag::{Flag, array, switch, text};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::config;
use crate::error::{Result, plain};

pub(super) const SET_CLUSTER: Command = Command {
    name: "set-cluster",
    short: "Set a cluster entry in kubeconfig",
    help: include_str!("../../help/config-set-cluster.txt"),
    usage: "set-cluster NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]",
    flags: &[&[
        text("certificate-authority", "Path to certificate-authority file for the cluster entry in kubeconfig"),
        switch("embed-certs", "embed-certs for the cluster entry in kubeconfig"),
        switch("insecure-skip-tls-verify", "insecure-skip-tls-verify for the cluster entry in kubeconfig"),
        text("proxy-url", "proxy-url for the cluster entry in kubeconfig"),
        text("server", "server for the cluster entry in kubeconfig"),
        text("tls-server-name", "tls-server-name for the cluster entry in kubeconfig"),
    ]],
    run: run!(set_cluster),
    ..Command::NEW
};

pub(super) const SET_CONTEXT: Command = Command {
    name: "set-context",
    short: "Set a context entry in kubeconfig",
    help: include_str!("../../help/config-set-context.txt"),
    usage: "set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]",
    arguments: Arguments::Config("contexts"),
    flags: &[&[
        text("cluster", "cluster for the context entry in kubeconfig"),
        switch("current", "Modify the current context"),
        text("namespace", "namespace for the context entry in kubeconfig").short('n'),
        text("user", "user for the context entry in kubeconfig"),
    ]],
    run: run!(set_context),
    ..Command::NEW
};

const CREDENTIALS: &[Flag] = &[
    text("auth-provider", "Auth provider for the user entry in kubeconfig"),
    array("auth-provider-arg", "'key=value' arguments for the auth provider"),
    text("client-certificate", "Path to client-certificate file for the user entry in kubeconfig"),
    text("client-key", "Path to client-key file for the user entry in kubeconfig"),
    switch("embed-certs", "Embed client cert/key for the user entry in kubeconfig"),
    text("exec-api-version", "API version of the exec credential plugin for the user entry in kubeconfig"),
    array("exec-arg", "New arguments for the exec credential plugin command for the user entry in kubeconfig"),
    text("exec-command", "Command for the exec credential plugin for the user entry in kubeconfig"),
    array("exec-env", "'key=value' environment values for the exec credential plugin"),
    text("exec-interactive-mode", "InteractiveMode of the exec credentials plugin for the user entry in kubeconfig"),
    switch(
        "exec-provide-cluster-info",
        "ProvideClusterInfo of the exec credentials plugin for the user entry in kubeconfig",
    ),
    text("password", "password for the user entry in kubeconfig"),
    text("token", "token for the user entry in kubeconfig"),
    text("username", "username for the user entry in kubeconfig"),
];

pub(super) const SET_CREDENTIALS: Command = Command {
    name: "set-credentials",
    short: "Set a user entry in kubeconfig",
    help: include_str!("../../help/config-set-credentials.txt"),
    usage: "set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--auth-provider=provider_name] [--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value]",
    flags: &[CREDENTIALS],
    run: run!(set_credentials),
    ..Command::NEW
};

/// Copies the flags that were given into an entry.
fn fill(entry: &mut Value, p: &Parsed, flags: &[&'static str]) {
    for flag in flags.iter().filter(|f| p.changed(f)) {
        match p.str(flag) {
            "" => {
                entry.remove(flag);
            }
            value => entry.set(*flag, value.to_string()),
        }
    }
}

async fn set_cluster(client: Client, p: Parsed) -> Result<()> {
    let [name] = &p.args[..] else {
        return Err(super::unexpected(&client, &p, "Unexpected"));
    };
    if name.is_empty() {
        return Err(plain("you must specify a non-empty cluster name"));
    }
    if p.bool("embed-certs") && p.str("certificate-authority").is_empty() {
        return Err(plain("you must specify a --certificate-authority to embed"));
    }
    if p.bool("insecure-skip-tls-verify") && !p.str("certificate-authority").is_empty() {
        return Err(plain("you cannot specify a certificate authority and insecure mode at the same time"));
    }
    let mut config = config::start(&client.io, &p).await?;
    let entry = config::entry_mut(&mut config, "clusters", "cluster", name);
    fill(entry, &p, &["server", "certificate-authority", "proxy-url", "tls-server-name"]);
    absolute(&client, &p, entry, "certificate-authority").await;
    // A CA and no check at all exclude one another: the new one drives the old one out.
    if p.changed("certificate-authority") {
        entry.remove("certificate-authority-data");
    }
    // Each call says anew whether certificates count.
    if p.bool("insecure-skip-tls-verify") {
        entry.remove("certificate-authority");
        entry.remove("certificate-authority-data");
        entry.set("insecure-skip-tls-verify", true);
    } else {
        entry.remove("insecure-skip-tls-verify");
    }
    if p.bool("embed-certs") {
        embed(&client, entry, "certificate-authority").await?;
    }
    if !entry.has("server") {
        entry.set("server", "");
    }
    config::store(&client.io, &p, &config).await?;
    client.io.print(format!("Cluster {name:?} set.\n"));
    Ok(())
}

async fn set_context(client: Client, p: Parsed) -> Result<()> {
    let mut config = config::start(&client.io, &p).await?;
    // A name of nothing is as good as none.
    let named = if p.args.len() == 1 && p.args[0].is_empty() { &[] } else { &p.args[..] };
    let name = match (named, p.bool("current")) {
        ([], true) => match config.str("current-context") {
            "" => return Err(plain("no current context is set")),
            name => name.to_string(),
        },
        ([name], false) => name.clone(),
        ([_], true) => return Err(plain("you cannot specify both a context name and --current")),
        ([], false) => return Err(plain("you must specify a non-empty context name or --current")),
        _ => return Err(super::unexpected(&client, &p, "Unexpected")),
    };
    let exists = config::entry(&config, "contexts", &name).is_some();
    let entry = config::entry_mut(&mut config, "contexts", "context", &name);
    fill(entry, &p, &["cluster", "user", "namespace"]);
    for key in ["cluster", "user"] {
        if !entry.has(key) {
            entry.set(key, "");
        }
    }
    config::store(&client.io, &p, &config).await?;
    client.io.print(format!("Context {name:?} {}.\n", if exists { "modified" } else { "created" }));
    Ok(())
}

async fn set_credentials(client: Client, p: Parsed) -> Result<()> {
    let [name] = &p.args[..] else {
        return Err(super::unexpected(&client, &p, "unexpected"));
    };
    if name.is_empty() {
        return Err(plain("you must specify a non-empty user name"));
    }
    if p.changed("token") && (p.changed("username") || p.changed("password")) {
        return Err(plain(
            "you cannot specify more than one authentication method at the same time: --token, --username/--password",
        ));
    }
    if p.bool("embed-certs") && p.str("client-certificate").is_empty() && p.str("client-key").is_empty() {
        return Err(plain("you must specify a --client-certificate or --client-key to embed"));
    }
    for flag in ["exec-env", "auth-provider-arg"] {
        if let Some(odd) = p.list(flag).iter().find(|word| !word.contains('=') && !word.ends_with('-')) {
            client.io.print(crate::help_of_path(&p.path));
            return Err(plain(format!("invalid {flag} format: {odd}")));
        }
    }
    let mut config = config::start(&client.io, &p).await?;
    let entry = config::entry_mut(&mut config, "users", "user", name);
    // A token and a password exclude one another: the new one drives the old one out.
    if p.changed("token") {
        entry.remove("username");
        entry.remove("password");
    } else if p.changed("username") || p.changed("password") {
        entry.remove("token");
    }
    fill(entry, &p, &["token", "username", "password", "client-certificate", "client-key"]);
    for flag in ["client-certificate", "client-key"] {
        absolute(&client, &p, entry, flag).await;
    }
    if p.bool("embed-certs") {
        embed(&client, entry, "client-certificate").await?;
        embed(&client, entry, "client-key").await?;
    }
    exec(&p, entry);
    provider(&p, entry);
    config::store(&client.io, &p, &config).await?;
    client.io.print(format!("User {name:?} set.\n"));
    Ok(())
}

/// `key=value` words set, `key-` words take away.
fn pairs(words: Vec<String>, mut change: impl FnMut(&str, Option<&str>)) {
    for word in &words {
        match word.split_once('=') {
            Some((key, value)) => change(key, Some(value)),
            None => change(word.strip_suffix('-').unwrap_or(word), None),
        }
    }
}

/// The `exec` of a user: a program that brings the credentials.
fn exec(p: &Parsed, entry: &mut Value) {
    let told = CREDENTIALS.iter().any(|f| f.name.starts_with("exec-") && p.changed(f.name));
    if !told || (!entry.has("exec") && p.str("exec-command").is_empty()) {
        return;
    }
    if !entry.has("exec") {
        entry.set(
            "exec",
            obj!({"args": (Value::Null), "command": "", "env": (Value::Null), "provideClusterInfo": false}),
        );
    }
    let exec = entry.field_mut("exec");
    if p.changed("exec-command") {
        // Another program has other arguments.
        exec.set("args", Value::Null);
    }
    if p.changed("exec-provide-cluster-info") {
        exec.set("provideClusterInfo", p.bool("exec-provide-cluster-info"));
    }
    for (flag, field) in
        [("exec-command", "command"), ("exec-api-version", "apiVersion"), ("exec-interactive-mode", "interactiveMode")]
    {
        if p.changed(flag) {
            exec.set(field, p.str(flag).to_string());
        }
    }
    if p.changed("exec-arg") {
        exec.set("args", p.list("exec-arg").into_iter().map(Value::from).collect::<Vec<_>>());
    }
    let mut env = exec.list("env").to_vec();
    pairs(p.list("exec-env"), |key, value| {
        env.retain(|v| v.str("name") != key);
        if let Some(value) = value {
            env.push(obj!({"name": (key.to_string()), "value": (value.to_string())}));
        }
    });
    if p.changed("exec-env") {
        exec.set("env", env);
    }
}

/// The `auth-provider` of a user, which newer kubectls only keep.
fn provider(p: &Parsed, entry: &mut Value) {
    if p.changed("auth-provider") {
        if p.str("auth-provider").is_empty() {
            entry.remove("auth-provider");
            return;
        }
        entry.set_at(&["auth-provider", "name"], p.str("auth-provider").to_string());
    }
    if !entry.has("auth-provider") {
        return;
    }
    let mut config = entry.at(&["auth-provider", "config"]).as_map().cloned().unwrap_or_default();
    pairs(p.list("auth-provider-arg"), |key, value| {
        match value {
            Some(value) => {
                config.insert(key.to_string(), value.to_string());
            }
            None => {
                config.remove(key);
            }
        };
    });
    entry.set_at(&["auth-provider", "config"], config);
}

/// A path that was just given is kept from the root on. One that is embedded is not kept at all.
async fn absolute(client: &Client, p: &Parsed, entry: &mut Value, field: &'static str) {
    let path = entry.str(field);
    if !p.changed(field) || path.is_empty() || p.bool("embed-certs") {
        return;
    }
    let whole = crate::kustomize::absolute(client, path).await;
    entry.set(field, whole);
}

/// Puts the contents of a file in the place of its name.
async fn embed(client: &Client, entry: &mut Value, field: &'static str) -> Result<()> {
    let path = entry.str(field).to_string();
    if path.is_empty() {
        return Ok(());
    }
    let refused = |why: &str| format!("could not stat {field} file {path}: stat {path}: {why}");
    put_in(client, entry, field, path.clone(), refused).await
}

/// Puts the contents of the file at `path` in the place of the field with its name.
async fn put_in(
    client: &Client,
    entry: &mut Value,
    field: &'static str,
    path: String,
    refused: impl Fn(&str) -> String,
) -> Result<()> {
    let read = client.io.ask(move |h| h.read_file(&path)).await;
    let data = read.map_err(|e| plain(refused(e.text())))?;
    entry.remove(field);
    entry.set(format!("{field}-data"), api::base64::encode(&data));
    Ok(())
}

/// Puts the contents of all files that a kubeconfig names in the place of their names.
pub(super) async fn flatten(client: &Client, p: &Parsed, config: &mut Value) -> Result<()> {
    let file = config::path(&client.io, p).await;
    let above = file.rsplit_once('/').map_or("", |(above, _)| above).to_string();
    for (list, inner, fields) in [
        ("clusters", "cluster", &["certificate-authority"][..]),
        ("users", "user", &["client-certificate", "client-key"][..]),
    ] {
        if config.list(list).is_empty() {
            continue;
        }
        for entry in config.field_mut(list).list_mut() {
            let entry = entry.at_mut(&[inner]);
            for field in fields {
                let path = entry.str(field).to_string();
                if path.is_empty() {
                    continue;
                }
                let beside = if path.starts_with('/') || above.is_empty() { path } else { format!("{above}/{path}") };
                let whole = crate::kustomize::absolute(client, &beside).await;
                put_in(client, entry, field, whole.clone(), |why| format!("open {whole}: {why}")).await?;
            }
        }
    }
    Ok(())
}
