//! Which command the arguments name: cobra's search, which looks past flags and their values.

use super::{Command, parse};

/// What the arguments lead to.
pub(crate) struct Found {
    /// The commands from kubectl down.
    pub chain: Vec<&'static Command>,
    /// The arguments without the commands' names.
    pub args: Vec<String>,
}

impl Found {
    pub(crate) fn command(&self) -> &'static Command {
        self.chain[self.chain.len() - 1]
    }
    /// `kubectl create deployment`.
    pub(crate) fn path(&self) -> String {
        self.chain.iter().map(|c| c.name).collect::<Vec<_>>().join(" ")
    }
}

/// Goes down from `root` as far as the arguments name commands.
pub(crate) fn find(root: &'static Command, args: &[String]) -> Found {
    let mut found = Found { chain: vec![root], args: args.to_vec() };
    loop {
        let here = found.command();
        let Some(at) = first_word(here, &found.args) else { return found };
        let Some(next) = here.commands.iter().find(|c| c.is_called(&found.args[at])) else { return found };
        found.args.remove(at);
        found.chain.push(next);
    }
}

/// The place of the first argument that is neither a flag nor a flag's value.
pub(crate) fn first_word(command: &Command, args: &[String]) -> Option<usize> {
    let mut i = 0;
    while i < args.len() {
        let arg = &args[i];
        if arg == "--" {
            return None;
        }
        let takes_next = if let Some(long) = arg.strip_prefix("--") {
            // Help is no flag yet, and what is not known takes a value.
            !long.contains('=') && parse::lookup(command, long).is_none_or(|f| f.alone.is_empty())
        } else if arg.len() == 2 && arg.starts_with('-') {
            arg.chars().nth(1).is_some_and(|c| parse::lookup_short(command, c).is_none_or(|f| f.alone.is_empty()))
        } else {
            false
        };
        if takes_next {
            i += 2;
        } else if arg.starts_with('-') || arg.is_empty() {
            i += 1;
        } else {
            return Some(i);
        }
    }
    None
}
