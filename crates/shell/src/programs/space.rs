//! `mount`, `df`, `du`: what is mounted, and how much room is taken.

use super::{Call, Flags};
use crate::files::{Mount, path};
use crate::system::SYS_ADMIN;

pub(super) fn mount(call: &mut Call<'_, '_>) -> i32 {
    if !call.args.is_empty() {
        if call.sys.user().can(SYS_ADMIN) {
            return call.fail("file systems are not mounted here: this is not simulated");
        }
        if call.busybox() {
            return call.fail("permission denied (are you root?)");
        }
        let place = call.args.last().cloned().unwrap_or_default();
        let why = if call.sys.user().uid == 0 { "permission denied" } else { "must be superuser to use mount" };
        call.fail(format!("{place}: {why}."));
        return 32;
    }
    let mut text = String::new();
    for line in call.sys.files().mounts().lines().lines() {
        let words: Vec<&str> = line.split(' ').collect();
        text += &format!("{} on {} type {} ({})\n", words[0], words[1], words[2], words[3]);
    }
    call.out(&text);
    0
}

pub(super) fn df(call: &mut Call<'_, '_>) -> i32 {
    let flags = match Flags::parse(call.args, "hkTaPimt:", &[("human-readable", 'h'), ("print-type", 'T')]) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    let human = flags.has('h');
    let mut code = 0;
    let mut wanted = Vec::new();
    for name in &flags.rest {
        let full = call.path(name);
        match call.sys.files().lstat(&full) {
            Ok(_) => wanted.push(full),
            Err(_) if call.busybox() => code = call.fail(format!("{name}: can't find mount point")),
            Err(error) => code = call.fail(format!("{name}: {error}")),
        }
    }
    let volumes = volumes(call, (!flags.rest.is_empty()).then_some(&wanted));
    let show = |bytes: u64| if human { super::ls::size_text(call, bytes) } else { (bytes / 1024).to_string() };
    let rows: Vec<[String; 6]> = volumes
        .into_iter()
        .map(|volume| {
            let Volume { device, total, used, place } = volume;
            let percent = if total == 0 { 0 } else { (used * 100).div_ceil(total) };
            [device, show(total), show(used), show(total.saturating_sub(used)), format!("{percent}%"), place]
        })
        .collect();
    if !rows.is_empty() {
        let text = if call.busybox() { busybox_rows(&rows, human) } else { gnu_rows(rows, human) };
        call.out(&text);
    }
    code
}

struct Volume {
    device: String,
    total: u64,
    used: u64,
    place: String,
}

/// What is mounted, or what lies over the files that are wanted.
fn volumes(call: &mut Call<'_, '_>, wanted: Option<&Vec<String>>) -> Vec<Volume> {
    let busybox = call.busybox();
    let files = call.sys.files();
    let mounts: Vec<_> = files.mounts().iter().collect();
    // What lies over a file.
    let over = |name: &String| {
        let holds = mounts.iter().filter(|mount| path::is_under(name, &mount.path));
        holds.max_by_key(|mount| mount.path.len()).copied()
    };
    // Of a disk that is mounted more than once GNU's shows the shortest place.
    let shown = |mount: &&Mount| {
        let others = mounts.iter().filter(|other| other.device() == mount.device());
        let first = others.min_by_key(|other| other.path.len());
        busybox || !mount.device().starts_with('/') || first.is_some_and(|first| first.path == mount.path)
    };
    let all: Vec<&Mount> = match wanted {
        None => mounts.iter().copied().filter(shown).collect(),
        Some(wanted) => wanted.iter().filter_map(over).collect(),
    };
    let mut volumes = Vec::new();
    for mount in all {
        let (used, total) = files.usage(mount.volume);
        volumes.push(Volume { device: mount.device().to_string(), total, used, place: mount.path.clone() });
        if mount.path == "/" && wanted.is_none() {
            volumes.push(Volume { device: "tmpfs".into(), total: 64 << 20, used: 0, place: "/dev".into() });
        }
    }
    volumes
}

fn busybox_rows(rows: &[[String; 6]], human: bool) -> String {
    let sizes = if human { "                Size" } else { "           1K-blocks" };
    let head = format!("Filesystem{sizes}      Used Available Use% Mounted on\n");
    let row = |r: &[String; 6]| format!("{:<20} {:>9} {:>9} {:>9} {:>4} {}\n", r[0], r[1], r[2], r[3], r[4], r[5]);
    rows.iter().map(row).fold(head, |text, row| text + &row)
}

fn gnu_rows(rows: Vec<[String; 6]>, human: bool) -> String {
    let sizes = if human { ["Size", "Used", "Avail"] } else { ["1K-blocks", "Used", "Available"] };
    let head = ["Filesystem", sizes[0], sizes[1], sizes[2], "Use%", "Mounted on"];
    let all: Vec<[String; 6]> = [head.map(String::from)].into_iter().chain(rows).collect();
    let least = [14, 5, 5, 5, 4];
    let width = |at: usize| all.iter().map(|row| row[at].len()).max().unwrap_or(0).max(least[at]);
    let widths: Vec<usize> = (0..5).map(width).collect();
    let mut text = String::new();
    for row in &all {
        let first = widths[0];
        text.push_str(&format!("{:<first$}", row[0]));
        for at in 1..5 {
            text.push_str(&format!(" {:>1$}", row[at], widths[at]));
        }
        text.push_str(&format!(" {}\n", row[5]));
    }
    text
}

pub(super) fn du(call: &mut Call<'_, '_>) -> i32 {
    let flags = match Flags::parse(
        call.args,
        "shakcbd:xm",
        &[("summarize", 's'), ("human-readable", 'h'), ("all", 'a'), ("max-depth", 'd')],
    ) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    let names = if flags.rest.is_empty() { vec![".".to_string()] } else { flags.rest.clone() };
    let limit = flags.value('d').and_then(|value| value.parse::<usize>().ok()).unwrap_or(if flags.has('s') {
        0
    } else {
        usize::MAX
    });
    let human = flags.has('h');
    let show = |call: &Call<'_, '_>, blocks: u64| match human {
        true => super::ls::size_text(call, blocks * 1024),
        false => blocks.to_string(),
    };
    let mut code = 0;
    for name in names {
        let full = call.path(&name);
        if let Err(error) = call.sys.files().lstat(&full) {
            code = call.fail(format!("cannot access '{name}': {error}"));
            continue;
        }
        // Every node with its depth, parents first; sums run from the end.
        let mut nodes: Vec<(String, usize, u64, bool, Option<usize>)> = Vec::new();
        let mut todo = vec![(name.clone(), 0, None)];
        while let Some((name, depth, parent)) = todo.pop() {
            let full = call.path(&name);
            let files = call.sys.files();
            let Ok(stat) = files.lstat(&full) else { continue };
            let blocks = stat.blocks;
            let at = nodes.len();
            if stat.is_directory() {
                let entries = files.list(&full).unwrap_or_default();
                todo.extend(
                    entries.into_iter().rev().map(|(entry, _)| (path::join(&name, &entry), depth + 1, Some(at))),
                );
            }
            nodes.push((name, depth, blocks, stat.is_directory(), parent));
        }
        let mut out = Vec::new();
        for at in (0..nodes.len()).rev() {
            let (name, depth, blocks, directory, parent) = nodes[at].clone();
            if let Some(parent) = parent {
                nodes[parent].2 += blocks;
            }
            if depth <= limit && (directory || flags.has('a') || depth == 0) {
                out.push(format!("{}\t{name}\n", show(call, blocks)));
            }
        }
        call.out(&out.concat());
    }
    code
}
