//! The commands that a shell does itself, one file a family and one table.

mod alias;
mod directory;
mod flow;
mod getopts;
mod jobs;
mod output;
mod read;
mod run;
mod test;
mod trap;
mod variables;

pub(super) use read::Read;
pub(super) use test::condition;

use super::Shell;
use super::frame::{Frame, SourceKind};
use crate::kernel::{Found, Io};
use crate::syntax::Dialect;
use crate::system::System;

/// What a builtin leaves to be done.
pub(super) enum After {
    Status(i32),
    /// The same, but signals are delivered first: one may be for this shell.
    Yield(i32),
    /// An error that ends a shell which is no terminal.
    Fatal(i32),
    /// Commands to be run in this shell.
    Source {
        text: String,
        kind: SourceKind,
        /// What it is read from, when that is another file.
        file: Option<String>,
    },
    Frame(Box<Frame>),
    Exit(i32),
    Break {
        count: u32,
        again: bool,
    },
    Return(i32),
    /// Another command, not a function.
    Command(Vec<String>),
    /// `exec`
    Become(Found),
    /// `exec > file`
    KeepRedirects,
}

type Run = fn(&mut Shell, &mut Io<'_>, &mut dyn System, &[String]) -> After;

pub(super) struct Builtin {
    name: &'static str,
    /// POSIX calls it special: functions cannot hide it, its errors are fatal.
    pub special: bool,
    /// Only where the shell is not dash.
    extended: bool,
    pub run: Run,
}

const fn row(name: &'static str, run: Run) -> Builtin {
    Builtin { name, special: false, extended: false, run }
}

const fn special(name: &'static str, run: Run) -> Builtin {
    Builtin { name, special: true, extended: false, run }
}

const fn extended(name: &'static str, run: Run) -> Builtin {
    Builtin { name, special: false, extended: true, run }
}

const TABLE: &[Builtin] = &[
    special(".", run::source),
    special(":", flow::nothing),
    row("[", test::bracket),
    row("alias", alias::alias),
    row("bg", jobs::background),
    special("break", flow::leave),
    extended(crate::syntax::SELECT, read::select),
    extended("builtin", run::builtin),
    row("cd", directory::change),
    row("command", run::command),
    extended("complete", flow::nothing),
    special("continue", flow::again),
    extended("declare", variables::declare),
    extended("dirs", directory::stack),
    extended("disown", jobs::disown),
    row("echo", output::echo),
    special("eval", run::eval),
    special("exec", run::exec),
    special("exit", flow::exit),
    special("export", variables::export),
    row("false", flow::no),
    row("fg", jobs::foreground),
    row("getopts", getopts::getopts),
    row("hash", run::hash),
    row("help", output::help),
    row("history", output::history),
    row("jobs", jobs::list),
    row("kill", jobs::kill),
    extended("let", output::let_),
    row("local", variables::local),
    extended("logout", flow::exit),
    extended("mapfile", read::mapfile),
    extended("popd", directory::stack),
    row("printf", output::printf),
    extended("pushd", directory::stack),
    row("pwd", directory::print),
    row("read", read::read),
    extended("readarray", read::mapfile),
    special("readonly", variables::read_only),
    special("return", flow::give_back),
    special("set", variables::set),
    special("shift", variables::shift),
    extended("shopt", variables::shopt),
    extended("source", run::source),
    row("test", test::test),
    special("times", output::times),
    special("trap", trap::trap),
    row("true", flow::nothing),
    row("type", run::type_),
    extended("typeset", variables::declare),
    row("ulimit", output::ulimit),
    row("umask", output::umask),
    row("unalias", alias::unalias),
    special("unset", variables::unset),
    row("wait", jobs::wait),
];

pub(super) fn find(name: &str, dialect: Dialect) -> Option<&'static Builtin> {
    let known = |row: &&Builtin| match dialect {
        Dialect::Bash => true,
        // The shell of busybox has these two of bash's own.
        Dialect::Ash => !row.extended || matches!(name, "let" | "source"),
        Dialect::Dash => !row.extended,
    };
    TABLE.iter().find(|row| row.name == name).filter(known)
}

pub(super) fn is_special(name: &str) -> bool {
    TABLE.iter().any(|row| row.name == name && row.special)
}

/// Whether a shell of this dialect has such a builtin.
pub fn is_builtin(name: &str, dialect: Dialect) -> bool {
    find(name, dialect).is_some()
}

/// All names, for completion.
pub fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|row| row.name).filter(|name| *name != crate::syntax::SELECT)
}
