//! `set-cluster`, `set-context`, `set-credentials`: whole entries from flags.

use api::{Value, obj};

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
    flags: &[&[
        text("cluster", "cluster for the context entry in kubeconfig"),
        switch("current", "Modify the current context"),
        text("namespace", "namespace for the context entry in kubeconfig"),
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
    let mut config = config::load(&client.io, &p).await?;
    let entry = config::entry_mut(&mut config, "clusters", "cluster", name);
    fill(entry, &p, &["server", "certificate-authority", "proxy-url", "tls-server-name"]);
    if p.changed("insecure-skip-tls-verify") {
        entry.set("insecure-skip-tls-verify", p.bool("insecure-skip-tls-verify"));
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
    let mut config = config::load(&client.io, &p).await?;
    let name = match (&p.args[..], p.bool("current")) {
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
    if p.changed("token") && (p.changed("username") || p.changed("password")) {
        return Err(plain(
            "you cannot specify more than one authentication method at the same time: --token, --username/--password",
        ));
    }
    let mut config = config::load(&client.io, &p).await?;
    let entry = config::entry_mut(&mut config, "users", "user", name);
    // A token and a password exclude one another: the new one drives the old one out.
    if p.changed("token") {
        entry.remove("username");
        entry.remove("password");
    } else if p.changed("username") || p.changed("password") {
        entry.remove("token");
    }
    fill(entry, &p, &["token", "username", "password", "client-certificate", "client-key"]);
    if p.bool("embed-certs") {
        embed(&client, entry, "client-certificate").await?;
        embed(&client, entry, "client-key").await?;
    }
    if p.changed("exec-command") {
        let args: Vec<Value> = p.list("exec-arg").into_iter().map(Value::from).collect();
        let version = if p.str("exec-api-version").is_empty() {
            "client.authentication.k8s.io/v1beta1"
        } else {
            p.str("exec-api-version")
        };
        let exec = obj!({
            "apiVersion": (version.to_string()), "args": args, "command": (p.str("exec-command").to_string())
        });
        entry.set("exec", exec);
    }
    config::store(&client.io, &p, &config).await?;
    client.io.print(format!("User {name:?} set.\n"));
    Ok(())
}

/// Puts the contents of a file in the place of its name.
async fn embed(client: &Client, entry: &mut Value, field: &'static str) -> Result<()> {
    let path = entry.str(field).to_string();
    if path.is_empty() {
        return Ok(());
    }
    let at = path.clone();
    let read = client.io.ask(move |h| h.read_file(&at)).await;
    let data = read.map_err(|e| plain(format!("could not stat {field} file {path}: stat {path}: {}", e.text())))?;
    entry.remove(field);
    entry.set(format!("{field}-data"), api::base64::encode(&data));
    Ok(())
}
