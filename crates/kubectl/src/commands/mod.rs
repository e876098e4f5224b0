//! The table of commands: one file each.

mod annotate;
mod api_resources;
mod apply;
mod attach;
mod auth;
mod autoscale;
mod certificate;
mod cluster_info;
mod common;
mod config;
mod cordon;
mod cp;
mod create;
mod debug;
mod delete;
mod describe;
mod diff;
mod drain;
mod edit;
mod events;
mod exec;
mod explain;
mod expose;
mod get;
mod kuberc;
mod label;
mod logs;
mod metadata;
mod options;
mod patch;
mod port_forward;
mod proxy;
mod raw;
mod reconcile;
mod reference;
mod replace;
mod rollout;
mod run;
mod scale;
mod set;
mod taint;
mod top;
mod version;
mod wait;

pub(crate) use create::{hash, sources};

use crate::cli::{Command, help};
use crate::run::Session;
pub(crate) use common::klog;
pub(crate) use options::NO_ALPHA;
pub use proxy::{Proxy, Route};

/// Takes the row of a command that has more flags where the environment asks for them.
pub(crate) async fn gate(io: &Session, chain: &mut [&'static Command]) {
    if let Some(last) = chain.last_mut().filter(|c| c.name == "apply")
        && io.env("KUBECTL_APPLYSET").await.is_some_and(|v| v.eq_ignore_ascii_case("true"))
    {
        *last = &apply::APPLY_SETS;
    }
}

/// Groups of commands, as kubectl's own help lists them. The last one comes after the plugins'.
const GROUPS: &[(&str, &[&Command])] = &[
    ("Basic Commands (Beginner):", &[&create::CREATE, &expose::EXPOSE, &run::RUN, &set::SET]),
    ("Basic Commands (Intermediate):", &[&explain::EXPLAIN, &get::GET, &edit::EDIT, &delete::DELETE]),
    ("Deploy Commands:", &[&rollout::ROLLOUT, &scale::SCALE, &autoscale::AUTOSCALE]),
    (
        "Cluster Management Commands:",
        &[
            &certificate::CERTIFICATE,
            &cluster_info::CLUSTER_INFO,
            &top::TOP,
            &cordon::CORDON,
            &cordon::UNCORDON,
            &drain::DRAIN,
            &taint::TAINT,
        ],
    ),
    (
        "Troubleshooting and Debugging Commands:",
        &[
            &describe::DESCRIBE,
            &logs::LOGS,
            &attach::ATTACH,
            &exec::EXEC,
            &port_forward::PORT_FORWARD,
            &proxy::PROXY,
            &cp::CP,
            &auth::AUTH,
            &debug::DEBUG,
            &events::EVENTS,
        ],
    ),
    (
        "Advanced Commands:",
        &[&diff::DIFF, &apply::APPLY, &patch::PATCH, &replace::REPLACE, &wait::WAIT, &options::KUSTOMIZE],
    ),
    ("Settings Commands:", &[&label::LABEL, &annotate::ANNOTATE, &options::COMPLETION]),
    (
        "Other Commands:",
        &[
            &api_resources::API_RESOURCES,
            &api_resources::API_VERSIONS,
            &config::CONFIG,
            &kuberc::KUBERC,
            &options::PLUGIN,
            &version::VERSION,
        ],
    ),
];

/// Commands that no list shows.
const UNLISTED: &[&Command] = &[&options::ALPHA, &options::HELP, &options::OPTIONS];

const COUNT: usize = {
    let (mut n, mut g) = (UNLISTED.len(), 0);
    while g < GROUPS.len() {
        n += GROUPS[g].1.len();
        g += 1;
    }
    n
};

/// All commands, in the order of the groups.
const ALL: [&Command; COUNT] = {
    let mut all = [&version::VERSION; COUNT];
    let (mut n, mut g) = (0, 0);
    while g < GROUPS.len() {
        let mut i = 0;
        while i < GROUPS[g].1.len() {
            all[n] = GROUPS[g].1[i];
            n += 1;
            i += 1;
        }
        g += 1;
    }
    let mut i = 0;
    while i < UNLISTED.len() {
        all[n] = UNLISTED[i];
        n += 1;
        i += 1;
    }
    all
};

/// kubectl itself. Its commands come in the order of the groups, in suggestions, too.
pub(crate) const KUBECTL: Command = Command {
    name: "kubectl",
    short: "kubectl controls the Kubernetes cluster manager",
    usage: "[flags]",
    commands: &ALL,
    ..Command::NEW
};

/// What `kubectl` alone prints.
pub(crate) fn root_help() -> String {
    let mut text = String::from(
        "kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/\n\n",
    );
    for (title, commands) in GROUPS {
        if *title == "Other Commands:" {
            text += "Subcommands provided by plugins:\n\n";
        }
        text += title;
        text.push('\n');
        text += &help::command_list(commands.iter().copied(), &KUBECTL);
        text.push('\n');
    }
    text + "Usage:\n  kubectl [flags] [options]\n\nUse \"kubectl <command> --help\" for more information about a given command.\nUse \"kubectl options\" for a list of global command-line options (applies to all commands).\n"
}

#[cfg(test)]
mod tests;
