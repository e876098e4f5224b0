//! `docker-entrypoint.sh`: says and checks something, and goes on as the command behind it.

use shell::files::Owner;
use shell::kernel::{DEFAULT_PATH, Io, find_program};
use shell::system::{Flavour, System};
use shell::{Poll, Program, SpawnError};

/// What an entry point does with its command line.
pub(super) struct Script {
    /// Says something; an error is the exit code.
    pub before: fn(&mut Io<'_>, &mut dyn System, &[String], &'static str) -> Result<(), i32>,
    /// The command in whose place the arguments stand where they name none: `redis-server` before `--port`.
    pub default: &'static str,
    pub exec: Exec,
}

/// What becomes of a command that is not there.
pub(super) enum Exec {
    /// The shell that reads the script complains, of the line on which it should become the command.
    Sh(u32),
    Bash(u32),
    /// It is for the default command.
    Default,
}

/// A script under way.
#[derive(Clone)]
pub(super) struct Entrypoint {
    script: &'static Script,
    argv: Vec<String>,
    version: &'static str,
}

impl Entrypoint {
    pub fn boxed(script: &'static Script, argv: &[String], version: &'static str) -> Box<dyn Program> {
        Box::new(Entrypoint { script, argv: argv.to_vec(), version })
    }
}

impl Program for Entrypoint {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let mut command = self.argv[1..].to_vec();
        if !self.script.default.is_empty() && command.first().is_none_or(|first| first.starts_with('-')) {
            command.insert(0, self.script.default.to_string());
        }
        if let Err(code) = (self.script.before)(io, sys, &command, self.version) {
            return Poll::Exit(code);
        }
        let search = io.env("PATH").unwrap_or_else(|| DEFAULT_PATH.to_string());
        let mut found = find_program(sys, &io.cwd(), &search, &command);
        if found.is_err() && matches!(self.script.exec, Exec::Default) {
            command.insert(0, self.script.default.to_string());
            found = find_program(sys, &io.cwd(), &search, &command);
        }
        match found {
            Ok(found) => Poll::Become { argv: found.argv, program: found.program },
            Err(error) => {
                let name = command.first().cloned().unwrap_or_default();
                let (why, code) = match error {
                    SpawnError::Denied | SpawnError::IsDirectory => ("Permission denied", 126),
                    _ => ("not found", 127),
                };
                // A shell calls its script by the path at which it was found.
                let places = ["/usr/local/bin/", "/"].map(|dir| format!("{dir}{}", self.argv[0]));
                let [_, root] = &places;
                let path = places.iter().find(|path| sys.files().stat(path).is_ok()).unwrap_or(root);
                let place = match (&self.script.exec, sys.flavour()) {
                    (Exec::Sh(line), Flavour::Busybox) => format!("exec: line {line}"),
                    (Exec::Sh(line), Flavour::Gnu) => format!("{line}: exec"),
                    (Exec::Bash(line), _) => format!("line {line}: exec"),
                    (Exec::Default, _) => "exec".into(),
                };
                io.err(sys, &format!("{path}: {place}: {name}: {why}\n"));
                Poll::Exit(code)
            }
        }
    }
}

/// The user that databases run as in their images.
pub(super) const DATABASE: u32 = 999;
const SETGID: u32 = 6;
const SETUID: u32 = 7;

/// What entry points that begin as root do: they give a directory to the user of the image and go on as that user. The
/// error is the exit code.
pub(super) fn hand_over(io: &mut Io<'_>, sys: &mut dyn System, name: &str, directory: &str) -> Result<(), i32> {
    let user = sys.user();
    if user.uid != 0 {
        return Ok(());
    }
    let owner = Owner { uid: DATABASE, gid: DATABASE };
    let mut files = sys.files();
    let foreign = files.stat(directory).is_ok_and(|stat| stat.owner.uid != DATABASE);
    if foreign && let Err(error) = files.set_owner(directory, owner) {
        io.err(sys, &format!("chown: changing ownership of '{directory}': {error}\n"));
        return Err(1);
    }
    if !(user.can(SETGID) && user.can(SETUID)) {
        io.err(sys, &format!("error: failed switching to {name:?}: operation not permitted\n"));
        return Err(1);
    }
    Ok(())
}

/// Says nothing.
pub(super) fn quiet(_: &mut Io<'_>, _: &mut dyn System, _: &[String], _: &'static str) -> Result<(), i32> {
    Ok(())
}

/// An entry point that only goes on as its command.
pub(super) fn plain(argv: &[String], version: &'static str) -> Box<dyn Program> {
    static PLAIN: Script = Script { before: quiet, default: "", exec: Exec::Bash(11) };
    Entrypoint::boxed(&PLAIN, argv, version)
}
