//! The table of programs: name, where the file lies, a line of help, and how it is made.

use super::call::{Call, Once};
use super::*;
use crate::files::{Body, Device, Node, Tree};
use crate::interp::Shell;
use crate::program::Program;
use crate::syntax::Dialect;
use crate::system::{Flavour, System};

/// How a program is made from its command line.
enum Make {
    Once(fn(&mut Call<'_, '_>) -> i32),
    Start(fn(&[String], &mut dyn System) -> Box<dyn Program>),
}

/// Where a program is found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    Both,
    Gnu,
    Busybox,
}

use Make::{Once as Now, Start};
use Where::{Both, Busybox, Gnu};

type Row = (&'static str, &'static str, Where, Make, &'static str);

/// Name, directory, system, code, help.
const TABLE: &[Row] = &[
    ("ash", "bin", Busybox, Start(|argv, _| shell(argv, Dialect::Ash)), "the shell of busybox"),
    ("bash", "bin", Gnu, Start(|argv, _| shell(argv, Dialect::Bash)), "the GNU shell"),
    ("cat", "bin", Both, Start(cat::start), "writes files one after another"),
    ("dash", "bin", Gnu, Start(|argv, _| shell(argv, Dialect::Dash)), "a small POSIX shell"),
    ("echo", "bin", Both, Now(echo::run), "writes its arguments"),
    ("false", "bin", Both, Now(|_| 1), "does nothing and fails"),
    ("printf", "usr/bin", Both, Now(printf::run), "writes its arguments in a format"),
    ("sh", "bin", Both, Start(sh), "the shell"),
    ("sleep", "bin", Both, Start(sleep::start), "waits for a while"),
    ("test", "usr/bin", Both, Now(test::run), "checks files and compares values"),
    ("[", "usr/bin", Both, Now(test::run), "checks files and compares values"),
    ("true", "bin", Both, Now(|_| 0), "does nothing and succeeds"),
];

fn shell(argv: &[String], dialect: Dialect) -> Box<dyn Program> {
    Box::new(Shell::from_argv(argv, dialect))
}

fn sh(argv: &[String], sys: &mut dyn System) -> Box<dyn Program> {
    shell(argv, if sys.flavour() == Flavour::Busybox { Dialect::Ash } else { Dialect::Dash })
}

/// The program of this name, ready to run with these arguments.
pub fn find(name: &str, argv: &[String], sys: &mut dyn System) -> Option<Box<dyn Program>> {
    let row = TABLE.iter().find(|row| row.0 == name)?;
    Some(match &row.3 {
        Now(run) => Box::new(Once { argv: argv.to_vec(), run: *run }),
        Start(start) => start(argv, sys),
    })
}

/// What a program does, in a line.
pub fn about(name: &str) -> Option<&'static str> {
    TABLE.iter().find(|row| row.0 == name).map(|row| row.4)
}

/// The names of all programs.
pub fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|row| row.0)
}

/// A root file system with the usual directories, devices and programs. Hosts add what their image or machine has.
pub fn root_tree(flavour: Flavour, modified: i64) -> Tree {
    let mut tree = Tree::new(modified);
    let wanted = if flavour == Flavour::Gnu { Gnu } else { Busybox };
    for dir in
        ["bin", "dev", "etc", "home", "proc", "root", "sbin", "sys", "tmp", "usr/bin", "usr/sbin", "var/log", "var/tmp"]
    {
        let _fits = tree.make_directories(dir, modified);
    }
    for (name, dir, place, ..) in TABLE {
        if *place == Both || *place == wanted {
            tree.add_program(&format!("{dir}/{name}"));
        }
    }
    let devices = [
        ("null", Device::Null),
        ("zero", Device::Zero),
        ("full", Device::Full),
        ("random", Device::Random),
        ("urandom", Device::Random),
        ("tty", Device::Tty),
    ];
    for (name, device) in devices {
        let _fits = tree.set(&format!("dev/{name}"), Node { body: Body::Device(device), mode: 0o666, modified });
    }
    let _fits = tree.touch("tmp", Some(0o1777), None);
    tree
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_whole_and_unique() {
        for (at, row) in TABLE.iter().enumerate() {
            assert!(!row.4.is_empty(), "{} has no help", row.0);
            assert!(TABLE[at + 1..].iter().all(|other| other.0 != row.0), "{} stands twice", row.0);
        }
    }
}
