//! The table of commands: one file each.

mod annotate;
mod apply;
mod attach;
mod autoscale;
mod common;
mod cordon;
mod create;
mod delete;
mod describe;
mod drain;
mod edit;
mod exec;
mod expose;
mod get;
mod label;
mod logs;
mod metadata;
mod patch;
mod port_forward;
mod raw;
mod reference;
mod replace;
mod run;
mod scale;
mod taint;
mod version;

use crate::cli::{Command, help};

/// Groups of commands, as kubectl's own help lists them.
const GROUPS: &[(&str, &[&Command])] = &[
    ("Basic Commands (Beginner):", &[&create::CREATE, &run::RUN]),
    ("Basic Commands (Intermediate):", &[&get::GET, &delete::DELETE]),
    ("Troubleshooting and Debugging Commands:", &[&describe::DESCRIBE]),
    ("Advanced Commands:", &[&apply::APPLY]),
    ("Other Commands:", &[&version::VERSION]),
];

/// kubectl itself. The order is that of the groups, in which suggestions come, too.
pub(crate) const KUBECTL: Command = Command {
    name: "kubectl",
    short: "kubectl controls the Kubernetes cluster manager",
    usage: "[flags]",
    commands: &[
        &create::CREATE,
        &run::RUN,
        &get::GET,
        &delete::DELETE,
        &describe::DESCRIBE,
        &apply::APPLY,
        &version::VERSION,
    ],
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
