//! From a command line to a process: where a program is found, and how the host starts one.

use super::handles::{Handle, InputId, SinkId, Stream};
use super::process::{Env, Pid};
use super::{Kernel, MAX_PROCESSES, NewProcess};
use crate::files::{Device, Errno, Kind, path};
use crate::program::Program;
use crate::system::System;

/// The search path where none is set.
pub const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// A process to be started by the host: a container's command, an `exec`, a terminal's shell.
#[derive(Clone, Debug)]
pub struct Spawn {
    pub argv: Vec<String>,
    pub env: Env,
    pub cwd: String,
    /// Handed to [`System::enter`]; 0 where there is only one.
    pub place: u32,
    /// Standard input; `None` is /dev/null.
    pub stdin: Option<InputId>,
    pub stdout: Option<SinkId>,
    pub stderr: Option<SinkId>,
}

/// Why a program could not be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpawnError {
    /// No such file in `$PATH` (a bare name).
    NotFound,
    /// The path leads nowhere.
    NoEntry,
    /// The path goes through a file.
    NotDirectory,
    /// Not executable.
    Denied,
    IsDirectory,
    /// A script whose interpreter is not there.
    NoInterpreter,
    /// A file without `#!` that is no program of the simulation.
    Format,
    TooMany,
    /// The words and the environment together.
    TooLong,
}

/// A program that was found.
pub struct Found {
    /// Where its file is.
    pub path: String,
    pub program: Box<dyn Program>,
    /// As the process will show it: a script is preceded by its interpreter.
    pub argv: Vec<String>,
}

impl Spawn {
    pub fn new<I: IntoIterator<Item = S>, S: Into<String>>(argv: I) -> Spawn {
        Spawn {
            argv: argv.into_iter().map(Into::into).collect(),
            env: Env::default(),
            cwd: "/".into(),
            place: 0,
            stdin: None,
            stdout: None,
            stderr: None,
        }
    }

    pub fn env(mut self, env: impl Into<Env>) -> Spawn {
        self.env = env.into();
        self
    }

    pub fn cwd(mut self, cwd: &str) -> Spawn {
        self.cwd = cwd.into();
        self
    }

    pub fn place(mut self, place: u32) -> Spawn {
        self.place = place;
        self
    }

    pub fn input(mut self, input: InputId) -> Spawn {
        self.stdin = Some(input);
        self
    }

    /// Both streams to one sink, in the order written.
    pub fn output(mut self, sink: SinkId) -> Spawn {
        self.stdout = Some(sink);
        self.stderr = Some(sink);
        self
    }
}

impl Kernel {
    /// Starts a process of the host. It is polled first in the next run.
    pub fn spawn(&mut self, sys: &mut dyn System, spawn: Spawn) -> Result<Pid, SpawnError> {
        sys.enter(spawn.place);
        if self.processes.len() >= MAX_PROCESSES {
            return Err(SpawnError::TooMany);
        }
        let search = spawn.env.get("PATH").unwrap_or(DEFAULT_PATH);
        let found = find_program(sys, &spawn.cwd, search, &spawn.argv)?;
        Ok(self.start(sys, spawn, found.argv, found.program))
    }

    /// Starts a program that the host has made itself.
    pub fn spawn_program(&mut self, sys: &mut dyn System, spawn: Spawn, program: Box<dyn Program>) -> Pid {
        let argv = spawn.argv.clone();
        self.start(sys, spawn, argv, program)
    }

    fn start(&mut self, sys: &mut dyn System, spawn: Spawn, argv: Vec<String>, program: Box<dyn Program>) -> Pid {
        let null = Handle::Device(Device::Null);
        let fds = vec![
            (0, spawn.stdin.map_or(null, |input| Handle::PipeRead(input.0))),
            (1, spawn.stdout.map_or(null, |sink| Handle::Sink(sink, Stream::Stdout))),
            (2, spawn.stderr.map_or(null, |sink| Handle::Sink(sink, Stream::Stderr))),
        ];
        let new = NewProcess {
            parent: 0,
            group: None,
            place: spawn.place,
            argv,
            env: spawn.env,
            cwd: spawn.cwd,
            ignored: Vec::new(),
            fds,
            program,
        };
        self.add(sys.now(), new)
    }
}

/// Finds the program of a command line, as `execvp` does.
pub fn find_program(sys: &mut dyn System, cwd: &str, search: &str, argv: &[String]) -> Result<Found, SpawnError> {
    let name = argv.first().map_or("", String::as_str);
    let path = find_file(sys, cwd, search, name)?;
    load(sys, path, argv, 0)
}

/// Finds the file of a command in the search path, or of a path.
pub fn find_file(sys: &mut dyn System, cwd: &str, search: &str, name: &str) -> Result<String, SpawnError> {
    if name.is_empty() {
        return Err(SpawnError::NotFound);
    }
    if name.contains('/') {
        return check(sys, &path::join(cwd, name));
    }
    let mut denied = false;
    for dir in search.split(':') {
        let dir = if dir.is_empty() { "." } else { dir };
        match check(sys, &path::join(&path::join(cwd, dir), name)) {
            Ok(path) => return Ok(path),
            Err(SpawnError::Denied) => denied = true,
            Err(_) => {}
        }
    }
    Err(if denied { SpawnError::Denied } else { SpawnError::NotFound })
}

fn check(sys: &mut dyn System, path: &str) -> Result<String, SpawnError> {
    match sys.files().stat(path) {
        Ok(stat) if stat.is_directory() => Err(SpawnError::IsDirectory),
        Ok(stat) if stat.kind == Kind::File && stat.is_executable() => Ok(path.to_string()),
        Ok(_) | Err(Errno::Denied) => Err(SpawnError::Denied),
        Err(Errno::NotDirectory) => Err(SpawnError::NotDirectory),
        Err(_) => Err(SpawnError::NoEntry),
    }
}

const BLANKS: [char; 2] = [' ', '\t'];

fn load(sys: &mut dyn System, path: String, argv: &[String], depth: u32) -> Result<Found, SpawnError> {
    let stat = sys.files().stat(&path).map_err(|_| SpawnError::NoEntry)?;
    if let Some(program) = stat.program {
        // The file's own name counts where it is a link to a program of many names (busybox).
        let asked = path::base_name(argv.first().map_or(path.as_str(), String::as_str)).to_string();
        let name = if *program == *"busybox" { asked } else { program.to_string() };
        let mut own = argv.to_vec();
        own[0] = name.clone();
        let program = match sys.spawn_host(&own) {
            Some(program) => program,
            None => crate::programs::find(&name, argv, sys).unwrap_or_else(|| crate::programs::missing(argv)),
        };
        return Ok(Found { path, program, argv: argv.to_vec() });
    }
    let data = sys.files().read(&path).map_err(|_| SpawnError::Denied)?;
    let first = data.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let first = String::from_utf8_lossy(first).into_owned();
    let Some(line) = first.strip_prefix("#!") else { return Err(SpawnError::Format) };
    if depth > 4 {
        return Err(SpawnError::Format);
    }
    // To the kernel only blanks are none of a name: a line that ends as Windows ends lines names a file that is not there.
    let mut interpreter: Vec<String> =
        line.trim_matches(BLANKS).splitn(2, BLANKS).map(|s| s.trim_matches(BLANKS).into()).collect();
    let file = check(sys, interpreter.first().map_or("", String::as_str)).map_err(|error| match error {
        SpawnError::NoEntry | SpawnError::NotDirectory => SpawnError::NoInterpreter,
        other => other,
    })?;
    interpreter.push(path);
    interpreter.extend_from_slice(&argv[1..]);
    load(sys, file, &interpreter, depth + 1)
}
