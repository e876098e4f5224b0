//! `kubectl config`: the kubeconfig, looked at and changed.

mod entries;
mod names;
mod property;
mod view;

use crate::cli::Command;

pub(crate) const CONFIG: Command = Command {
    name: "config",
    short: "Modify kubeconfig files",
    help: include_str!("../../help/config.txt"),
    usage: "config SUBCOMMAND",
    commands: &[
        &names::CURRENT_CONTEXT,
        &names::DELETE_CLUSTER,
        &names::DELETE_CONTEXT,
        &names::DELETE_USER,
        &names::GET_CLUSTERS,
        &names::GET_CONTEXTS,
        &names::GET_USERS,
        &names::RENAME_CONTEXT,
        &property::SET,
        &entries::SET_CLUSTER,
        &entries::SET_CONTEXT,
        &entries::SET_CREDENTIALS,
        &property::UNSET,
        &names::USE_CONTEXT,
        &view::VIEW,
    ],
    ..Command::NEW
};

/// Arguments that the command does not take: its help, and what was wrong.
fn unexpected(client: &crate::client::Client, p: &crate::cli::Parsed, what: &str) -> crate::error::Error {
    client.io.print(crate::help_of_path(&p.path));
    crate::error::plain(format!("{what} args: {}", crate::cli::go::list(&p.args)))
}
