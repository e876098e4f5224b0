//! The shape of the table of commands and flags, and what is read from it: parsing, help, suggestions, completion.

pub(crate) mod arguments;
pub(crate) mod find;
pub(crate) mod flag;
pub(crate) mod go;
pub(crate) mod help;
pub(crate) mod parse;
pub(crate) mod suggest;

use std::future::Future;
use std::pin::Pin;

use crate::client::Client;
use crate::error::{Result, plain};
use arguments::Arguments;
pub(crate) use flag::Flag;
pub(crate) use parse::Parsed;

/// A command under way.
pub(crate) type Running = Pin<Box<dyn Future<Output = Result<()>>>>;

/// A row of the table of commands.
pub(crate) struct Command {
    /// The name alone.
    pub name: &'static str,
    /// Other names.
    pub aliases: &'static [&'static str],
    /// One line, for lists of commands.
    pub short: &'static str,
    /// What `--help` begins with, a line `---`, the examples. Where it is empty, help begins with the short line.
    pub help: &'static str,
    /// What follows `kubectl` and the parent commands in the usage line.
    pub usage: &'static str,
    /// What its arguments are, for completion.
    pub arguments: Arguments,
    /// Groups of flags.
    pub flags: &'static [&'static [Flag]],
    /// Flags that must be given.
    pub required: &'static [&'static str],
    /// Commands below this one.
    pub commands: &'static [&'static Command],
    /// What it does. A command that has only commands below it prints its help.
    pub run: Option<fn(Client, Parsed) -> Running>,
    /// What it asks of the kubeconfig before it looks at its arguments.
    pub ahead: fn(&Parsed) -> Ahead,
    /// Whether it wants to know its server before it wants to know its namespace. What the kubeconfig lacks is told in
    /// other words then.
    pub server_first: fn(&Parsed) -> bool,
    /// Left out of lists.
    pub hidden: bool,
}

/// What a command asks of the kubeconfig before it looks at its arguments, so that what is wrong there is told first.
pub(crate) enum Ahead {
    Nothing,
    /// That its context and its cluster are there is enough, and a namespace that is given is the answer.
    Namespace,
    /// The same, asked twice: both answers are told.
    NamespaceTwice,
    /// All that a client needs.
    Settings,
}

impl Command {
    /// A row to be filled with `..Command::NEW`.
    pub(crate) const NEW: Command = Command {
        name: "",
        aliases: &[],
        short: "",
        help: "",
        usage: "",
        arguments: Arguments::Files,
        flags: &[],
        required: &[],
        commands: &[],
        run: None,
        ahead: |_| Ahead::Nothing,
        server_first: |_| false,
        hidden: false,
    };

    pub(crate) fn is_called(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }
    /// Its own flags, without the global ones.
    pub(crate) fn own_flags(&self) -> impl Iterator<Item = &'static Flag> {
        self.flags.iter().flat_map(|group| group.iter())
    }
}

/// Refuses global flags that say nothing before the command begins.
pub(crate) fn check_global(p: &Parsed) -> Result<()> {
    const PROFILES: &[&str] = &["", "none", "cpu", "heap", "goroutine", "threadcreate", "block", "mutex", "trace"];
    match p.global("profile") {
        known if PROFILES.contains(&known) => Ok(()),
        other => Err(plain(format!("unknown profile '{other}'"))),
    }
}

/// Makes the `run` of a row from an `async fn(Client, Parsed) -> Result<()>`.
macro_rules! run {
    ($f:path) => {
        Some(|client, parsed| Box::pin($f(client, parsed)))
    };
}
pub(crate) use run;
