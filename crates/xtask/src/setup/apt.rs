//! Debian's packages, as root or through sudo.

use crate::{Outcome, process};
use std::io::IsTerminal;
use std::process::Command;
use std::sync::Once;

/// Whether this system installs packages with apt.
pub fn exists() -> bool {
    process::find("apt-get").is_some()
}

/// Installs packages. The first call of a run refreshes the package lists, as a bare machine has none.
pub fn install(packages: &[&str]) -> Outcome {
    let by_hand = || format!("install by hand: apt-get install --no-install-recommends {}", packages.join(" "));
    let become_root = become_root().ok_or_else(|| format!("needs root (or sudo); {}", by_hand()))?;
    static REFRESH: Once = Once::new();
    REFRESH.call_once(|| {
        if let Err(why) = process::quietly(as_root(become_root).args(["apt-get", "update"])) {
            println!("setup: {why}");
        }
    });
    let mut install = as_root(become_root);
    install.args(["apt-get", "install", "-y", "--no-install-recommends"]).args(packages);
    process::quietly(&mut install).map_err(|why| format!("{why}\n    {}", by_hand()))
}

/// The words that turn a command into root's: none for root, sudo for others. A sudo that would ask for a password
/// is only used where somebody can type it.
fn become_root() -> Option<&'static [&'static str]> {
    if process::output(Command::new("id").arg("-u")).as_deref() == Some("0") {
        return Some(&[]);
    }
    process::find("sudo")?;
    if process::output(Command::new("sudo").args(["-n", "true"])).is_some() {
        return Some(&["sudo", "-n"]);
    }
    std::io::stdin().is_terminal().then_some(&["sudo"])
}

fn as_root(become_root: &[&str]) -> Command {
    let mut command = match become_root.split_first() {
        Some((sudo, flags)) => {
            let mut command = Command::new(sudo);
            command.args(flags).arg("env");
            command
        }
        None => Command::new("env"),
    };
    command.arg("DEBIAN_FRONTEND=noninteractive");
    command
}
