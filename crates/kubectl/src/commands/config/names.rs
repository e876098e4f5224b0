//! Names in the kubeconfig: listed, chosen, renamed, deleted.

use api::Value;
use sorted::InOrder;

use crate::cli::arguments::Arguments;
use crate::cli::flag::{switch, text};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::commands::common;
use crate::config;
use crate::error::{Error, Result, plain, usage};
use crate::printers::columns::columns;

pub(super) const CURRENT_CONTEXT: Command = Command {
    name: "current-context",
    short: "Display the current-context",
    help: include_str!("../../help/config-current-context.txt"),
    usage: "current-context [flags]",
    run: run!(current_context),
    ..Command::NEW
};
pub(super) const DELETE_CLUSTER: Command = Command {
    name: "delete-cluster",
    short: "Delete the specified cluster from the kubeconfig",
    help: include_str!("../../help/config-delete-cluster.txt"),
    usage: "delete-cluster NAME",
    arguments: Arguments::Config("clusters"),
    run: run!(delete_cluster),
    ..Command::NEW
};
pub(super) const DELETE_CONTEXT: Command = Command {
    name: "delete-context",
    short: "Delete the specified context from the kubeconfig",
    help: include_str!("../../help/config-delete-context.txt"),
    usage: "delete-context NAME",
    arguments: Arguments::Config("contexts"),
    run: run!(delete_context),
    ..Command::NEW
};
pub(super) const DELETE_USER: Command = Command {
    name: "delete-user",
    short: "Delete the specified user from the kubeconfig",
    help: include_str!("../../help/config-delete-user.txt"),
    usage: "delete-user NAME",
    arguments: Arguments::Config("users"),
    run: run!(delete_user),
    ..Command::NEW
};
pub(super) const GET_CLUSTERS: Command = Command {
    name: "get-clusters",
    short: "Display clusters defined in the kubeconfig",
    help: include_str!("../../help/config-get-clusters.txt"),
    usage: "get-clusters [flags]",
    run: run!(get_clusters),
    ..Command::NEW
};
pub(super) const GET_USERS: Command = Command {
    name: "get-users",
    short: "Display users defined in the kubeconfig",
    help: include_str!("../../help/config-get-users.txt"),
    usage: "get-users [flags]",
    run: run!(get_users),
    ..Command::NEW
};
pub(super) const GET_CONTEXTS: Command = Command {
    name: "get-contexts",
    short: "Describe one or many contexts",
    help: include_str!("../../help/config-get-contexts.txt"),
    usage: "get-contexts [(-o|--output=)name)]",
    flags: &[&[
        switch(
            "no-headers",
            "When using the default or custom-column output format, don't print headers (default print headers).",
        ),
        text("output", "Output format. One of: (name).").short('o'),
    ]],
    run: run!(get_contexts),
    ..Command::NEW
};
pub(super) const RENAME_CONTEXT: Command = Command {
    name: "rename-context",
    short: "Rename a context from the kubeconfig file",
    help: include_str!("../../help/config-rename-context.txt"),
    usage: "rename-context CONTEXT_NAME NEW_NAME",
    arguments: Arguments::Config("contexts"),
    run: run!(rename_context),
    ..Command::NEW
};
pub(super) const USE_CONTEXT: Command = Command {
    name: "use-context",
    aliases: &["use"],
    short: "Set the current-context in a kubeconfig file",
    help: include_str!("../../help/config-use-context.txt"),
    usage: "use-context CONTEXT_NAME",
    arguments: Arguments::Config("contexts"),
    run: run!(use_context),
    ..Command::NEW
};

async fn current_context(client: Client, p: Parsed) -> Result<()> {
    let config = config::start(&client.io, &p).await?;
    match config.str("current-context") {
        "" => Err(plain("current-context is not set")),
        name => {
            client.io.print(format!("{name}\n"));
            Ok(())
        }
    }
}

async fn use_context(client: Client, p: Parsed) -> Result<()> {
    let [name] = &p.args[..] else {
        return Err(super::unexpected(&client, &p, "Unexpected"));
    };
    if name.is_empty() {
        return Err(plain("empty context names are not allowed"));
    }
    let mut config = config::start(&client.io, &p).await?;
    if config::entry(&config, "contexts", name).is_none() {
        return Err(plain(format!("no context exists with the name: {name:?}")));
    }
    config.set("current-context", name.clone());
    config::store(&client.io, &p, &config).await?;
    client.io.print(format!("Switched to context {name:?}.\n"));
    Ok(())
}

async fn rename_context(client: Client, p: Parsed) -> Result<()> {
    let [old, new] = &p.args[..] else {
        return Err(super::unexpected(&client, &p, "Unexpected"));
    };
    if new.is_empty() {
        return Err(plain("You must specify a new non-empty context name"));
    }
    let path = config::path(&client.io, &p).await;
    let mut config = config::start(&client.io, &p).await?;
    let Some(entry) = config::entry(&config, "contexts", old).cloned() else {
        return Err(plain(format!("cannot rename the context {old:?}, it's not in {path}")));
    };
    if config::entry(&config, "contexts", new).is_some() {
        return Err(plain(format!("cannot rename the context {old:?}, the context {new:?} already exists in {path}")));
    }
    config::remove_entry(&mut config, "contexts", old);
    *config::entry_mut(&mut config, "contexts", "context", new) = entry.get("context").clone();
    if config.str("current-context") == old {
        config.set("current-context", new.clone());
    }
    config::store(&client.io, &p, &config).await?;
    client.io.print(format!("Context {old:?} renamed to {new:?}.\n"));
    Ok(())
}

async fn delete_cluster(client: Client, p: Parsed) -> Result<()> {
    delete(&client, &p, "clusters", "cluster").await
}
async fn delete_context(client: Client, p: Parsed) -> Result<()> {
    delete(&client, &p, "contexts", "context").await
}
async fn delete_user(client: Client, p: Parsed) -> Result<()> {
    delete(&client, &p, "users", "user").await
}

async fn delete(client: &Client, p: &Parsed, list: &'static str, word: &str) -> Result<()> {
    let [name] = &p.args[..] else {
        if word == "user" {
            return Err(usage(&p.path, "user to delete is required"));
        }
        client.io.print(crate::help_of_path(&p.path));
        return Ok(());
    };
    let path = config::path(&client.io, p).await;
    let mut config = config::start(&client.io, p).await?;
    if !config::remove_entry(&mut config, list, name) {
        return Err(plain(format!("cannot delete {word} {name}, not in {path}")));
    }
    if list == "contexts" && config.str("current-context") == name {
        client.io.eprint(
            "warning: this removed your active context, use \"kubectl config use-context\" to select a different one\n",
        );
    }
    config::store(&client.io, p, &config).await?;
    client.io.print(format!("deleted {word} {name} from {path}\n"));
    Ok(())
}

async fn get_clusters(client: Client, p: Parsed) -> Result<()> {
    list(&client, &p, "clusters").await
}
async fn get_users(client: Client, p: Parsed) -> Result<()> {
    list(&client, &p, "users").await
}

async fn list(client: &Client, p: &Parsed, of: &str) -> Result<()> {
    let config = config::start(&client.io, p).await?;
    client.io.print("NAME\n");
    for name in names(&config, of) {
        client.io.print(name + "\n");
    }
    Ok(())
}

/// The names in a list of the kubeconfig, sorted.
fn names(config: &Value, list: &str) -> Vec<String> {
    let mut names: Vec<String> = config.list(list).iter().map(|e| e.str("name").to_string()).collect();
    names.order();
    names
}

async fn get_contexts(client: Client, p: Parsed) -> Result<()> {
    let output = p.str("output");
    if !["", "name"].contains(&output) {
        return Err(plain(format!(
            "--output {output} is not available in kubectl config get-contexts; resetting to default output format"
        )));
    }
    let config = config::start(&client.io, &p).await?;
    let wanted = if p.args.is_empty() { names(&config, "contexts") } else { p.args.clone() };
    let (mut lines, mut errors): (Vec<Vec<String>>, Vec<Error>) = (Vec::new(), Vec::new());
    let header = ["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"];
    if output.is_empty() && !p.bool("no-headers") {
        lines.push(header.iter().map(|h| h.to_string()).collect());
    }
    for name in wanted {
        let Some(entry) = config::entry(&config, "contexts", &name) else {
            errors.push(plain(format!("context {name} not found")));
            continue;
        };
        if output == "name" {
            client.io.print(name + "\n");
            continue;
        }
        let mark = if config.str("current-context") == name { "*" } else { "" };
        let context = entry.get("context");
        let cells = [mark, &name, context.str("cluster"), context.str("user"), context.str("namespace")];
        lines.push(cells.iter().map(|c| c.to_string()).collect());
    }
    client.io.print(columns(lines));
    common::finish(errors)
}
