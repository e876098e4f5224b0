//! The table of programs: name, where the file lies, which systems have it, how it is made, a line of help.

use super::call::{Call, Once};
use super::*;
use crate::files::Tree;
use crate::interp::Shell;
use crate::program::Program;
use crate::syntax::Dialect;
use crate::system::{Flavour, System};

/// How a program is made from its command line.
enum Make {
    Once(fn(&mut Call<'_, '_>) -> i32),
    Start(fn(&[String], &mut dyn System) -> Box<dyn Program>),
}

/// Which systems have a program.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    /// Everywhere.
    Every,
    /// Every GNU system, the smallest image too.
    Gnu,
    /// A full GNU system (the terminal) and busybox, but not a slim image.
    Tools,
    /// A full GNU system only.
    Full,
    Busybox,
}

use Make::{Once as Now, Start};
use Where::{Busybox, Every, Full, Gnu, Tools};

type Row = (&'static str, &'static str, Where, Make, &'static str);

const TABLE: &[Row] = &[
    ("[", "usr/bin", Every, Now(test::run), "checks files and compares values"),
    ("apk", "sbin", Busybox, Now(packages::run), "installs packages"),
    ("apt", "usr/bin", Gnu, Now(packages::run), "installs packages"),
    ("apt-get", "usr/bin", Gnu, Now(packages::run), "installs packages"),
    ("arch", "bin", Every, Now(small::arch), "prints the machine's architecture"),
    ("ash", "bin", Busybox, Start(|argv, _| shell(argv, Dialect::Ash)), "the shell of busybox"),
    ("awk", "usr/bin", Every, Start(awk::start), "works on the fields of lines"),
    ("base64", "bin", Every, Start(lines::base64), "encodes and decodes base64"),
    ("basename", "usr/bin", Every, Now(small::basename), "the last part of a path"),
    ("bash", "bin", Gnu, Start(|argv, _| shell(argv, Dialect::Bash)), "the GNU shell"),
    ("cal", "usr/bin", Tools, Now(small::cal), "shows a calendar"),
    ("cat", "bin", Every, Start(cat::start), "writes files one after another"),
    ("chgrp", "bin", Every, Now(owners::chown), "changes the group of files"),
    ("chmod", "bin", Every, Now(create::chmod), "changes the permissions of files"),
    ("chown", "bin", Every, Now(owners::chown), "changes the owner of files"),
    ("clear", "usr/bin", Tools, Now(small::clear), "clears the screen"),
    ("cmp", "usr/bin", Every, Now(diff::cmp), "compares two files byte by byte"),
    ("column", "usr/bin", Full, Start(lines::column), "puts lines into columns"),
    ("comm", "usr/bin", Every, Start(lines::comm), "compares two sorted files line by line"),
    ("cp", "bin", Every, Now(copy::cp), "copies files"),
    ("curl", "usr/bin", Full, Start(net::curl::start), "fetches a web page"),
    ("cut", "usr/bin", Every, Start(cut::start), "takes parts out of lines"),
    ("dash", "bin", Gnu, Start(|argv, _| shell(argv, Dialect::Dash)), "a small POSIX shell"),
    ("date", "bin", Every, Now(date::run), "prints the time"),
    ("dd", "bin", Every, Start(dd::start), "copies blocks"),
    ("df", "bin", Every, Now(space::df), "shows how full the volumes are"),
    ("diff", "usr/bin", Every, Now(diff::run), "compares files line by line"),
    ("dig", "usr/bin", Full, Start(net::lookup::start), "asks the name server"),
    ("dirname", "usr/bin", Every, Now(small::dirname), "a path without its last part"),
    ("dnf", "usr/bin", Full, Now(packages::run), "installs packages"),
    ("du", "usr/bin", Every, Now(space::du), "shows how much room files take"),
    ("echo", "bin", Every, Now(echo::run), "writes its arguments"),
    ("egrep", "bin", Every, Start(grep::start), "grep -E"),
    ("env", "usr/bin", Every, Start(prefix), "shows or changes the environment"),
    ("envsubst", "usr/bin", Full, Start(envsubst::start), "puts variables into a text"),
    ("expr", "usr/bin", Every, Now(expr::run), "computes"),
    ("fallocate", "usr/bin", Every, Now(dd::fallocate), "makes room for a file"),
    ("false", "bin", Every, Now(|_| 1), "does nothing and fails"),
    ("fgrep", "bin", Every, Start(grep::start), "grep -F"),
    ("find", "usr/bin", Every, Start(find::start), "looks for files"),
    ("fold", "usr/bin", Every, Start(lines::fold), "breaks long lines"),
    ("free", "usr/bin", Tools, Now(small::free), "shows the memory"),
    ("getent", "usr/bin", Gnu, Now(identity::getent), "looks into the system's tables"),
    ("grep", "bin", Every, Start(grep::start), "finds lines that match a pattern"),
    ("groups", "usr/bin", Every, Now(identity::groups), "prints the user's groups"),
    ("head", "usr/bin", Every, Start(head::start), "the first lines of files"),
    ("hexdump", "usr/bin", Tools, Start(dump::hexdump), "shows bytes in figures"),
    ("host", "usr/bin", Full, Start(net::lookup::start), "asks the name server"),
    ("hostname", "bin", Every, Now(small::hostname), "prints the name or address of this host"),
    ("httpd", "usr/sbin", Busybox, Start(net::httpd::start), "serves the files of a directory"),
    ("id", "usr/bin", Every, Now(identity::id), "prints the user's numbers"),
    ("ifconfig", "sbin", Tools, Now(net::show::ifconfig), "shows the network interfaces"),
    ("ip", "sbin", Tools, Now(net::show::ip), "shows addresses and routes"),
    ("jq", "usr/bin", Full, Start(crate::jq::start), "takes JSON apart"),
    ("kill", "bin", Tools, Now(ps::kill), "sends a signal to a process"),
    ("killall", "usr/bin", Tools, Now(ps::pgrep), "sends a signal to processes of a name"),
    ("less", "usr/bin", Tools, Start(cat::start), "shows a text"),
    ("ln", "bin", Every, Now(create::ln), "makes symbolic links"),
    ("ls", "bin", Every, Now(ls::run), "lists files"),
    ("md5sum", "usr/bin", Every, Start(digest::start), "computes MD5"),
    ("mkdir", "bin", Every, Now(create::mkdir), "makes directories"),
    ("mktemp", "bin", Every, Now(create::mktemp), "makes a temporary file"),
    ("more", "bin", Every, Start(cat::start), "shows a text"),
    ("mount", "bin", Every, Now(space::mount), "lists the mounts"),
    ("mv", "bin", Every, Now(copy::mv), "moves files"),
    ("nano", "usr/bin", Full, Start(edit::start), "opens the editor"),
    ("nc", "usr/bin", Tools, Start(net::nc::start), "opens a connection, or a port"),
    ("netstat", "bin", Tools, Now(net::show::netstat), "lists open ports"),
    ("nl", "usr/bin", Every, Start(lines::nl), "numbers lines"),
    ("nohup", "usr/bin", Every, Start(prefix), "runs a program that outlives the terminal"),
    ("nproc", "usr/bin", Every, Now(small::nproc), "counts the CPUs"),
    ("nslookup", "usr/bin", Tools, Start(net::lookup::start), "asks the name server"),
    ("od", "usr/bin", Every, Start(dump::od), "shows bytes in figures"),
    ("paste", "usr/bin", Every, Start(lines::paste), "puts lines of files side by side"),
    ("pgrep", "usr/bin", Tools, Now(ps::pgrep), "finds processes by name"),
    ("pidof", "bin", Tools, Now(ps::pidof), "finds processes by name"),
    ("ping", "bin", Tools, Start(net::ping::start), "asks whether a host is there"),
    ("pkill", "usr/bin", Tools, Now(ps::pgrep), "sends a signal to processes of a name"),
    ("printenv", "usr/bin", Every, Start(prefix), "shows the environment"),
    ("printf", "usr/bin", Every, Now(printf::run), "writes its arguments in a format"),
    ("ps", "bin", Tools, Now(ps::ps), "lists processes"),
    ("pwd", "bin", Every, Now(small::pwd), "prints the working directory"),
    ("python", "usr/bin", Full, Start(crate::python::start), "runs a small part of Python"),
    ("python3", "usr/bin", Full, Start(crate::python::start), "runs a small part of Python"),
    ("readlink", "usr/bin", Every, Now(small::readlink), "shows where a link leads"),
    ("realpath", "usr/bin", Every, Now(small::realpath), "a path without links"),
    ("rev", "usr/bin", Tools, Start(lines::rev), "turns lines around"),
    ("rm", "bin", Every, Now(create::rm), "removes files"),
    ("rmdir", "bin", Every, Now(create::rmdir), "removes empty directories"),
    ("route", "sbin", Tools, Now(net::show::route), "shows the routes"),
    ("sed", "bin", Every, Start(sed::start), "edits lines as they pass"),
    ("seq", "usr/bin", Every, Start(lines::seq), "counts"),
    ("sh", "bin", Every, Start(sh), "the shell"),
    ("sha1sum", "usr/bin", Every, Start(digest::start), "computes SHA-1"),
    ("sha256sum", "usr/bin", Every, Start(digest::start), "computes SHA-256"),
    ("shuf", "usr/bin", Every, Start(lines::shuf), "mixes lines"),
    ("sleep", "bin", Every, Start(sleep::start), "waits for a while"),
    ("sort", "usr/bin", Every, Start(sort::start), "sorts lines"),
    ("ss", "bin", Full, Now(net::show::netstat), "lists open ports"),
    ("stat", "usr/bin", Every, Now(small::stat), "shows what is known about a file"),
    ("sudo", "usr/bin", Full, Start(prefix), "runs a program as root, who you are already"),
    ("sync", "bin", Every, Now(small::sync), "does nothing: files are always written"),
    ("tac", "usr/bin", Every, Start(lines::tac), "lines from the last to the first"),
    ("tail", "usr/bin", Every, Start(tail::start), "the last lines of files"),
    ("tar", "bin", Every, Start(tar::start), "packs files into an archive, and unpacks it"),
    ("tee", "usr/bin", Every, Start(lines::tee), "writes what it reads to files too"),
    ("telnet", "usr/bin", Tools, Start(net::nc::start), "opens a connection"),
    ("test", "usr/bin", Every, Now(test::run), "checks files and compares values"),
    ("time", "usr/bin", Tools, Start(launch::watch), "tells how long a program runs"),
    ("timeout", "usr/bin", Every, Start(launch::timeout), "ends a program after a while"),
    ("top", "usr/bin", Tools, Now(ps::top), "shows the processes"),
    ("touch", "bin", Every, Now(create::touch), "makes files, or makes them new"),
    ("tr", "usr/bin", Every, Start(tr::start), "exchanges characters"),
    ("tree", "usr/bin", Full, Now(tree::run), "draws the files below a directory"),
    ("true", "bin", Every, Now(|_| 0), "does nothing and succeeds"),
    ("truncate", "usr/bin", Every, Now(dd::truncate), "makes a file shorter or longer"),
    ("tty", "usr/bin", Every, Now(small::tty), "prints the name of the terminal"),
    ("uname", "bin", Every, Now(small::uname), "prints what system this is"),
    ("uniq", "usr/bin", Every, Start(sort::uniq), "drops repeated lines"),
    ("uptime", "usr/bin", Tools, Now(small::uptime), "tells how long the machine has run"),
    ("vi", "usr/bin", Tools, Start(edit::start), "opens the editor"),
    ("vim", "usr/bin", Full, Start(edit::start), "opens the editor"),
    ("watch", "usr/bin", Tools, Start(launch::watch), "runs a program again and again"),
    ("wc", "usr/bin", Every, Start(wc::start), "counts lines, words and characters"),
    ("wget", "usr/bin", Tools, Start(net::wget::start), "fetches a web page"),
    ("which", "usr/bin", Every, Now(which), "finds the file of a program"),
    ("whoami", "usr/bin", Every, Now(identity::whoami), "prints the user's name"),
    ("xargs", "usr/bin", Every, Start(launch::xargs), "makes arguments of its input"),
    ("xxd", "usr/bin", Tools, Start(dump::xxd), "shows bytes in figures, and makes bytes of figures"),
    ("yes", "usr/bin", Every, Start(lines::yes), "says yes without end"),
    ("yum", "usr/bin", Full, Now(packages::run), "installs packages"),
];

fn shell(argv: &[String], dialect: Dialect) -> Box<dyn Program> {
    Box::new(Shell::from_argv(argv, dialect))
}

fn sh(argv: &[String], sys: &mut dyn System) -> Box<dyn Program> {
    shell(argv, if sys.flavour() == Flavour::Busybox { Dialect::Ash } else { Dialect::Dash })
}

fn prefix(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    Box::new(launch::Prefix { argv: argv.to_vec() })
}

fn which(call: &mut Call<'_, '_>) -> i32 {
    let search = call.io.env("PATH").unwrap_or_else(|| crate::kernel::DEFAULT_PATH.into());
    let mut code = 0;
    for name in call.args.iter().filter(|arg| !arg.starts_with('-')) {
        match crate::kernel::find_file(call.sys, &call.io.cwd(), &search, name) {
            Ok(path) => call.out(&format!("{path}\n")),
            Err(_) => code = 1,
        }
    }
    code
}

/// The program of this name, ready to run with these arguments.
pub fn find(name: &str, argv: &[String], sys: &mut dyn System) -> Option<Box<dyn Program>> {
    let make = match TABLE.binary_search_by(|row| row.0.cmp(name)) {
        Ok(at) => &TABLE[at].3,
        Err(_) if stubs::message(name).is_some() => &Now(stubs::run),
        Err(_) if name == "busybox" => &Start(busybox),
        Err(_) => return None,
    };
    Some(match make {
        Now(run) => Box::new(Once { argv: argv.to_vec(), run: *run }),
        Start(start) => start(argv, sys),
    })
}

/// A program that an image has and nobody simulates: it says so.
pub fn missing(argv: &[String]) -> Box<dyn Program> {
    Box::new(Once { argv: argv.to_vec(), run: stubs::run })
}

/// `busybox ls` is `ls`.
fn busybox(argv: &[String], sys: &mut dyn System) -> Box<dyn Program> {
    let rest = argv[1..].to_vec();
    let found = rest.first().cloned().and_then(|name| find(&name, &rest, sys));
    found.unwrap_or_else(|| {
        let text = match rest.first() {
            Some(name) => format!("{name}: applet not found\n"),
            None => "BusyBox v1.36.1 multi-call binary.\nUsage: busybox [function [arguments]...]\n".into(),
        };
        Box::new(Refusal { text, code: 127 })
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

/// A root file system with the usual directories, devices and all programs of that flavour, and on a GNU system those that
/// only say that they are not simulated. Hosts add what their image or machine has.
pub fn root_tree(flavour: Flavour, modified: i64) -> Tree {
    let wanted: &[Where] = if flavour == Flavour::Gnu { &[Every, Gnu, Tools, Full] } else { &[Every, Tools, Busybox] };
    let mut tree = tree(wanted, modified);
    if flavour == Flavour::Gnu {
        for (name, _) in stubs::STUBS {
            tree.add_program(&format!("usr/bin/{name}"));
        }
    } else {
        tree.add_program("bin/busybox");
    }
    tree
}

/// The root of a slim image built on Debian: the shell and the core utilities, but no `ps`, `curl`, `ping` or `vi`.
pub fn slim_tree(modified: i64) -> Tree {
    tree(&[Every, Gnu], modified)
}

fn tree(wanted: &[Where], modified: i64) -> Tree {
    let mut tree = Tree::new(modified);
    for dir in [
        "dev",
        "etc/apt/keyrings",
        "etc/modules-load.d",
        "etc/sysctl.d",
        "home",
        "mnt",
        "opt",
        "proc",
        "root",
        "sys",
        "tmp",
        "usr/bin",
        "usr/sbin",
        "var/log",
        "var/tmp",
    ] {
        let _fits = tree.make_directories(dir, modified);
    }
    // Debian keeps everything under /usr; busybox has /bin.
    let merged = wanted.contains(&Gnu);
    for dir in ["bin", "sbin"] {
        let _fits =
            if merged { tree.link(dir, &format!("usr/{dir}"), modified) } else { tree.make_directories(dir, modified) };
    }
    for (name, dir, place, ..) in TABLE {
        if wanted.contains(place) {
            let usr = if merged && !dir.starts_with("usr/") { "usr/" } else { "" };
            tree.add_program(&format!("{usr}{dir}/{name}"));
        }
    }
    let login = if merged { "/bin/bash" } else { "/bin/sh" };
    let users = format!("root:x:0:0:root:/root:{login}\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n");
    let _fits = tree.put("etc/passwd", users, modified);
    let _fits = tree.put("etc/group", "root:x:0:\nnogroup:x:65534:\n", modified);
    tree.add_devices(modified);
    let _fits = tree.touch("tmp", Some(0o1777), None);
    tree
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_whole_and_unique() {
        for pair in TABLE.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{} stands before {}", pair[0].0, pair[1].0);
        }
        for row in TABLE {
            assert!(!row.4.is_empty(), "{} has no help", row.0);
            assert!(stubs::message(row.0).is_none(), "{} is a stub too", row.0);
        }
        for pair in stubs::STUBS.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{} stands before {}", pair[0].0, pair[1].0);
        }
    }
}
