//! Running other programs: asked for their version, run quietly with a log, or run in the open.

use crate::repo;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The trimmed standard output of a program that ended well.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs a program whose talk nobody needs unless it fails: then its last lines are shown. Both of its streams go into
/// one log, in the order in which they were written.
pub fn quietly(command: &mut Command) -> Result<(), String> {
    let name = name_of(command);
    let log = repo::artifacts().join("logs").join(name.replace(' ', "-")).with_extension("log");
    repo::write(&log, "")?;
    let append =
        || std::fs::OpenOptions::new().append(true).open(&log).map_err(|error| format!("cannot write a log: {error}"));
    command.stdin(Stdio::null()).stdout(append()?).stderr(append()?);
    let status = command.status().map_err(|error| format!("cannot start {name}: {error}"))?;
    if status.success() {
        return Ok(());
    }
    let talk = std::fs::read(&log).unwrap_or_default();
    let talk = String::from_utf8_lossy(&talk);
    let lines: Vec<&str> = talk.lines().filter(|line| !line.trim().is_empty()).collect();
    let tail = lines[lines.len().saturating_sub(15)..].join("\n    ");
    Err(format!("{name} failed ({status}); the end of {}:\n    {tail}", repo::shown(&log)))
}

/// Runs a program in the open; it talks to the user itself.
pub fn openly(command: &mut Command) -> Result<(), String> {
    let name = name_of(command);
    let status = command.status().map_err(|error| format!("cannot start {name}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name} failed ({status})")) }
}

/// Runs a program in the open and hands each line of its standard output to `see` as well. Answers whether it ended well.
pub fn watched(command: &mut Command, mut see: impl FnMut(&str)) -> Result<bool, String> {
    let name = name_of(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start {name}: {error}"))?;
    if let Some(stdout) = child.stdout.take() {
        let mut reader = BufReader::new(stdout);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            let text = String::from_utf8_lossy(&line);
            print!("{text}");
            see(text.trim_end());
            line.clear();
        }
    }
    let status = child.wait().map_err(|error| format!("lost {name}: {error}"))?;
    Ok(status.success())
}

/// The program of this name on the user's PATH.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let names = [program.to_owned(), format!("{program}.exe"), format!("{program}.cmd")];
    std::env::split_paths(&path)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)).collect::<Vec<_>>())
        .find(|file| file.is_file())
}

/// Puts folders in front of the PATH that `command` will see.
pub fn prepend_path(command: &mut Command, folders: &[PathBuf]) {
    let set = command.get_envs().find(|(name, _)| *name == "PATH").and_then(|(_, value)| value.map(ToOwned::to_owned));
    let old = set.or_else(|| std::env::var_os("PATH")).unwrap_or_default();
    let all = folders.iter().cloned().chain(std::env::split_paths(&old));
    if let Ok(joined) = std::env::join_paths(all) {
        command.env("PATH", joined);
    }
}

/// `npm` as this system calls it.
pub fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// A cargo that is not told about the cargo that runs us.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for name in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"] {
        command.env_remove(name);
    }
    command
}

fn name_of(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let verb = command.get_args().next().map(|arg| arg.to_string_lossy().into_owned());
    verb.filter(|verb| !verb.starts_with(['-', '/'])).map_or(program.clone(), |verb| format!("{program} {verb}"))
}
