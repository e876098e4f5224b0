//! `/proc`: what the kernel tells of itself and of its processes, made when somebody opens it.
//!
//! What it is not: a directory. A listing shows only what a host has laid there, and what a host has laid there is read first.

use super::io::Io;
use super::process::Process;
use crate::files::path;
use crate::system::System;

impl Io<'_> {
    /// What is in a file of `/proc` that is on no disk.
    pub(super) fn kernel_file(&self, sys: &mut dyn System, path: &str) -> Option<String> {
        let (who, name) = match path.strip_prefix("/proc/")? {
            "mounts" => ("self", "mounts"),
            name if !name.contains('/') => return of_machine(sys, name),
            rest => rest.split_once('/')?,
        };
        let pid = if who == "self" { self.pid } else { who.parse().ok()? };
        let process = self.kernel.processes.get(&pid)?;
        Some(match name {
            "mounts" => sys.files().mounts().lines(),
            "cgroup" => "0::/\n".into(),
            "cmdline" => process.argv.iter().map(|word| format!("{word}\0")).collect(),
            "comm" => name_of(process) + "\n",
            "environ" => process.env.list().iter().map(|(name, value)| format!("{name}={value}\0")).collect(),
            "status" => status(&sys.files().read_text("/proc/1/status").ok()?, pid, process),
            _ => return None,
        })
    }
}

/// The kernel keeps fifteen letters of a name.
fn name_of(process: &Process) -> String {
    path::base_name(process.argv.first().map_or("", String::as_str)).chars().take(15).collect()
}

/// Some lines are each process's own; the others are as the container's first process has them.
fn status(first: &str, pid: u32, process: &Process) -> String {
    let own = |line: &str| {
        let value = match line.split_once('\t').map_or(line, |(name, _)| name) {
            "Name:" => name_of(process),
            "PPid:" => process.parent.to_string(),
            "Tgid:" | "Pid:" | "NStgid:" | "NSpid:" => pid.to_string(),
            "NSpgid:" | "NSsid:" => process.group.to_string(),
            _ => return format!("{line}\n"),
        };
        format!("{}\t{value}\n", line.split('\t').next().unwrap_or(line))
    };
    first.lines().map(own).collect()
}

fn of_machine(sys: &mut dyn System, name: &str) -> Option<String> {
    let (total, available) = sys.memory();
    let up = (sys.now() - sys.boot_time()) / 10_000;
    let hundredths = |n: i64| format!("{}.{:02}", n / 100, n % 100);
    Some(match name {
        "cpuinfo" => {
            let one = |n| format!("processor\t: {n}\nvendor_id\t: GenuineIntel\ncpu cores\t: {}\n\n", sys.cpus());
            (0..sys.cpus()).map(one).collect()
        }
        "loadavg" => "0.00 0.00 0.00 1/1 1\n".into(),
        "meminfo" => [("MemTotal", total), ("MemFree", available), ("MemAvailable", available), ("SwapTotal", 0)]
            .iter()
            .map(|(name, bytes)| format!("{:<15}{:>8} kB\n", format!("{name}:"), bytes >> 10))
            .collect(),
        "uptime" => format!("{} {}\n", hundredths(up), hundredths(up * i64::from(sys.cpus()))),
        "version" => {
            let uname = sys.uname();
            format!("{} version {} {}\n", uname.sysname, uname.release, uname.version)
        }
        _ => return None,
    })
}
