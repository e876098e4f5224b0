//! Small programs about names, the machine and the user.

use sorted::InOrder;

use super::owners::Owners;
use super::{Call, Flags};
use crate::files::{Device, Kind, Mount, path};
use crate::system::{SYS_ADMIN, User};
use crate::text::{civil, date};

pub(super) fn basename(call: &mut Call<'_, '_>) -> i32 {
    let flags = match Flags::parse_prefix(call.args, "as:z", &[("multiple", 'a'), ("suffix", 's')]) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    let many = flags.has('a') || flags.has('s');
    let names: Vec<String> = if many { flags.rest.clone() } else { flags.rest.iter().take(1).cloned().collect() };
    if names.is_empty() {
        return call.missing_operand();
    }
    let suffix = flags.value('s').or(if many { None } else { flags.rest.get(1).map(String::as_str) }).unwrap_or("");
    for name in names {
        let base = path::base_name(&name);
        let cut = base.strip_suffix(suffix).filter(|cut| !cut.is_empty()).unwrap_or(base);
        call.out(&format!("{cut}\n"));
    }
    0
}

pub(super) fn dirname(call: &mut Call<'_, '_>) -> i32 {
    if call.args.is_empty() {
        return call.missing_operand();
    }
    let text: String = call.args.iter().map(|name| format!("{}\n", path::dir_name(name))).collect();
    call.out(&text);
    0
}

pub(super) fn pwd(call: &mut Call<'_, '_>) -> i32 {
    let cwd = call.io.cwd();
    call.out(&format!("{cwd}\n"));
    0
}

pub(super) fn realpath(call: &mut Call<'_, '_>) -> i32 {
    let mut code = 0;
    let names: Vec<String> = call.args.iter().filter(|arg| !arg.starts_with('-')).cloned().collect();
    if names.is_empty() {
        return call.missing_operand();
    }
    for name in names {
        let full = call.path(&name);
        let files = call.sys.files();
        let real = files.canonical(&full).or_else(|error| {
            // The last part need not exist.
            let parent = files.canonical(path::dir_name(&full)).map_err(|_| error)?;
            Ok(path::join(&parent, path::base_name(&full)))
        });
        match real {
            Ok(real) => call.out(&format!("{real}\n")),
            Err(error) => code = call.fail(format!("{name}: {}", crate::files::Errno::text(error))),
        }
    }
    code
}

pub(super) fn readlink(call: &mut Call<'_, '_>) -> i32 {
    let flags = match Flags::parse(call.args, "fenmqsvz", &[("canonicalize", 'f'), ("no-newline", 'n')]) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    if flags.has('f') || flags.has('e') || flags.has('m') {
        let rest = flags.rest.clone();
        let mut inner = Call { name: call.name, args: &rest, io: call.io, sys: call.sys, failed: None };
        return realpath(&mut inner);
    }
    let mut code = 0;
    for name in &flags.rest {
        let full = call.path(name);
        let target = call.sys.files().lstat(&full).ok().and_then(|stat| stat.target);
        match target {
            Some(target) => call.out(&format!("{target}{}", if flags.has('n') { "" } else { "\n" })),
            None => code = 1,
        }
    }
    code
}

pub(super) fn stat(call: &mut Call<'_, '_>) -> i32 {
    let flags = match Flags::parse(call.args, "c:Lft", &[("format", 'c'), ("dereference", 'L')]) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    if flags.rest.is_empty() {
        return call.missing_operand();
    }
    let mut code = 0;
    for name in &flags.rest {
        let full = call.path(name);
        let stat = match if flags.has('L') { call.sys.files().stat(&full) } else { call.sys.files().lstat(&full) } {
            Ok(stat) => stat,
            Err(error) => {
                code = call.fail_as(
                    format_args!("can't stat '{name}': {error}"),
                    format_args!("cannot statx '{name}': {error}"),
                );
                continue;
            }
        };
        let kind = match stat.kind {
            Kind::File if stat.size == 0 => "regular empty file",
            Kind::File => "regular file",
            Kind::Directory => "directory",
            Kind::Link => "symbolic link",
            Kind::Device => "character special file",
        };
        let mode = super::ls::mode_text(&stat);
        let owners = Owners::read(&call.sys.files());
        let bits = stat.mode;
        let time = date(stat.modified, "%Y-%m-%d %H:%M:%S.%N +0000");
        if let Some(format) = flags.value('c') {
            let text = format
                .replace("%n", name)
                .replace("%s", &stat.size.to_string())
                .replace("%a", &format!("{bits:o}"))
                .replace("%A", &mode)
                .replace("%F", kind)
                .replace("%U", &owners.user(stat.owner.uid))
                .replace("%G", &owners.group(stat.owner.gid))
                .replace("%u", &stat.owner.uid.to_string())
                .replace("%g", &stat.owner.gid.to_string())
                .replace("%Y", &(stat.modified / 1_000_000).to_string())
                .replace("%y", &time)
                .replace("%h", "1");
            call.out(&format!("{text}\n"));
            continue;
        }
        let blocks = stat.blocks * 2;
        let (inode, links) = (super::ls::inode(name), stat.links);
        let (device, hex) = if call.busybox() { ("32h/50d", true) } else { ("0,50", false) };
        let birth = if call.busybox() { String::new() } else { format!(" Birth: {time}\n") };
        let numbers = stat.device.map(Device::numbers).map_or(String::new(), |(major, minor)| match hex {
            true => format!("     Device type: {major:x},{minor:x}"),
            false => format!("     Device type: {major},{minor}"),
        });
        let shown = stat.target.as_ref().map_or(name.clone(), |target| format!("{name} -> {target}"));
        call.out(&format!(
            "  File: {shown}\n  Size: {:<10}\tBlocks: {blocks:<10} IO Block: 4096   {kind}\nDevice: {device}\tInode: {inode:<10}  Links: {links}{numbers}\nAccess: ({bits:04o}/{mode})  Uid: ({:5}/{:>8})   Gid: ({:5}/{:>8})\nAccess: {time}\nModify: {time}\nChange: {time}\n{birth}",
            stat.size,
            stat.owner.uid,
            owners.user(stat.owner.uid),
            stat.owner.gid,
            owners.group(stat.owner.gid),
        ));
    }
    code
}

pub(super) fn hostname(call: &mut Call<'_, '_>) -> i32 {
    let flags = match Flags::parse(
        call.args,
        "ifIsdA",
        &[("ip-address", 'i'), ("fqdn", 'f'), ("all-ip-addresses", 'I'), ("short", 's'), ("domain", 'd')],
    ) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    if !flags.rest.is_empty() {
        return call.fail(match (call.busybox(), call.sys.user().uid) {
            (true, _) => "sethostname: Operation not permitted",
            (false, 0) => "you must be root to change the host name",
            (false, _) => "you don't have permission to set the host name",
        });
    }
    let name = call.sys.hostname();
    let mut ips: Vec<String> = Vec::new();
    if flags.has('i') || flags.has('I') {
        ips = call.sys.interfaces().into_iter().filter(|interface| interface.name != "lo").map(|i| i.address).collect();
    }
    let text = match flags.last_of("ifIsd") {
        Some('i' | 'I') => {
            if ips.is_empty() {
                ips.push("127.0.0.1".into());
            }
            let end = if flags.has('I') { " " } else { "" };
            format!("{}{end}", ips.join(" "))
        }
        Some('s') => name.split('.').next().unwrap_or("").to_string(),
        // The first name that the hosts file has for this one.
        Some(which @ ('f' | 'd')) => {
            let hosts = call.sys.files().read_text("/etc/hosts").unwrap_or_default();
            let mut lines = hosts.lines().map(|line| line.split('#').next().unwrap_or("").split_whitespace().skip(1));
            let line = lines.find(|names| names.clone().any(|n| n == name));
            let full = line.and_then(|mut names| names.next().map(str::to_string)).unwrap_or(name);
            let domain = full.split_once('.').map_or("", |(_, domain)| domain).to_string();
            if which == 'd' { domain } else { full }
        }
        _ => name,
    };
    call.out(&format!("{text}\n"));
    0
}

pub(super) fn whoami(call: &mut Call<'_, '_>) -> i32 {
    let user = call.sys.user();
    if user.name.is_empty() {
        return call.fail_as(
            format_args!("unknown uid {}", user.uid),
            format_args!("cannot find name for user ID {}", user.uid),
        );
    }
    call.out(&format!("{}\n", user.name));
    0
}

pub(super) fn id(call: &mut Call<'_, '_>) -> i32 {
    let flags = match Flags::parse(call.args, "ugnGr", &[("user", 'u'), ("group", 'g'), ("name", 'n'), ("groups", 'G')])
    {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    let user = match flags.rest.first() {
        None => call.sys.user(),
        Some(name) => match Owners::read(&call.sys.files()).account(name) {
            Some(user) => user,
            None if call.busybox() => return call.fail(format!("unknown user {name}")),
            None => return call.fail(format!("‘{name}’: no such user")),
        },
    };
    // A user that the image does not know has only a number.
    let with = |number: u32, name: &str| {
        if name.is_empty() || name == number.to_string() { number.to_string() } else { format!("{number}({name})") }
    };
    let groups = Groups::of(call, &user);
    let group = groups.name(user.gid);
    let text = match (flags.last_of("ugG"), flags.has('n')) {
        (Some('u'), true) if !user.name.is_empty() => user.name.clone(),
        (Some('u'), _) => user.uid.to_string(),
        (Some('g'), true) => group,
        (Some('g'), _) => user.gid.to_string(),
        (Some(_), true) => groups.names(),
        (Some(_), false) => groups.all.iter().map(u32::to_string).collect::<Vec<_>>().join(" "),
        (None, _) => {
            let (uid, gid) = (with(user.uid, &user.name), with(user.gid, &group));
            let named = groups.all.iter().map(|g| with(*g, &groups.name(*g)));
            format!("uid={uid} gid={gid} groups={}", named.collect::<Vec<_>>().join(","))
        }
    };
    call.out(&format!("{text}\n"));
    0
}

pub(super) fn groups(call: &mut Call<'_, '_>) -> i32 {
    let user = call.sys.user();
    let names = Groups::of(call, &user).names();
    call.out(&format!("{names}\n"));
    0
}

/// The groups of a user, in order.
struct Groups {
    all: Vec<u32>,
    /// The user's own group has its name where the file knows none.
    own: Option<(u32, String)>,
    owners: Owners,
}

impl Groups {
    fn of(call: &mut Call<'_, '_>, user: &User) -> Groups {
        let mut all: Vec<u32> = user.groups.iter().copied().chain([user.gid]).collect();
        all.order();
        all.dedup();
        let own = (user.gid == user.uid && !user.name.is_empty()).then(|| (user.gid, user.name.clone()));
        Groups { all, own, owners: Owners::read(&call.sys.files()) }
    }

    fn name(&self, gid: u32) -> String {
        let known = self.owners.group(gid);
        let own = self.own.as_ref().filter(|(own, _)| *own == gid && known == gid.to_string());
        own.map(|(_, name)| name.clone()).unwrap_or(known)
    }

    fn names(&self) -> String {
        self.all.iter().map(|gid| self.name(*gid)).collect::<Vec<_>>().join(" ")
    }
}

pub(super) fn uname(call: &mut Call<'_, '_>) -> i32 {
    let long = [
        ("all", 'a'),
        ("kernel-name", 's'),
        ("nodename", 'n'),
        ("kernel-release", 'r'),
        ("kernel-version", 'v'),
        ("machine", 'm'),
        ("operating-system", 'o'),
    ];
    let flags = match Flags::parse(call.args, "asnrvmpio", &long) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    let facts = call.sys.uname();
    let node = call.sys.hostname();
    let parts = [
        ('s', facts.sysname),
        ('n', node),
        ('r', facts.release),
        ('v', facts.version),
        ('m', facts.machine),
        ('o', if call.busybox() { "Linux".to_string() } else { "GNU/Linux".to_string() }),
    ];
    let any = parts.iter().any(|(letter, _)| flags.has(*letter));
    let shown: Vec<String> = parts
        .into_iter()
        .filter(|(letter, _)| flags.has('a') || flags.has(*letter) || (!any && *letter == 's'))
        .map(|(_, text)| text)
        .collect();
    call.out(&format!("{}\n", shown.join(" ")));
    0
}

pub(super) fn arch(call: &mut Call<'_, '_>) -> i32 {
    let machine = call.sys.uname().machine;
    call.out(&format!("{machine}\n"));
    0
}

pub(super) fn nproc(call: &mut Call<'_, '_>) -> i32 {
    let cpus = call.sys.cpus();
    call.out(&format!("{cpus}\n"));
    0
}

pub(super) fn tty(call: &mut Call<'_, '_>) -> i32 {
    if call.io.is_terminal(0) {
        call.out("/dev/pts/0\n");
        return 0;
    }
    call.out("not a tty\n");
    1
}

pub(super) fn sync(_call: &mut Call<'_, '_>) -> i32 {
    0
}

/// How long the machine has been up: `3 days,  2:05`, `5 min`.
fn up_text(micros: i64) -> String {
    let minutes = micros / 60_000_000;
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let days = match days {
        0 => String::new(),
        1 => "1 day, ".into(),
        days => format!("{days} days, "),
    };
    if hours > 0 { format!("{days}{hours:>2}:{rest:02}") } else { format!("{days}{rest} min") }
}

pub(super) fn uptime(call: &mut Call<'_, '_>) -> i32 {
    let now = call.sys.now();
    let up = up_text(now - call.sys.boot_time());
    let users = if call.busybox() { "" } else { "  1 user," };
    call.out(&format!(" {} up {up}, {users} load average: 0.00, 0.00, 0.00\n", date(now, "%H:%M:%S")));
    0
}

pub(super) fn free(call: &mut Call<'_, '_>) -> i32 {
    let flags =
        match Flags::parse(call.args, "bkmghtsc:w", &[("human", 'h'), ("mebi", 'm'), ("gibi", 'g'), ("bytes", 'b')]) {
            Ok(flags) => flags,
            Err(error) => return call.usage(&error),
        };
    let (total, available) = call.sys.memory();
    let used = total.saturating_sub(available);
    let show = |bytes: u64| match flags.last_of("bkmgh") {
        Some('b') => bytes.to_string(),
        Some('m') => (bytes >> 20).to_string(),
        Some('g') => (bytes >> 30).to_string(),
        Some('h') if call.busybox() => super::ls::size_text(call, bytes),
        Some('h') => format!("{}i", super::ls::human(bytes)),
        _ => (bytes >> 10).to_string(),
    };
    // busybox's table is narrower by one blank.
    let first = if call.busybox() { 7 } else { 8 };
    let row = |name: &str, cells: &[u64]| {
        let cells: Vec<String> = cells.iter().map(|cell| format!("{:>12}", show(*cell))).collect();
        format!("{name:<first$}{}\n", cells.join(""))
    };
    let mut text = format!(
        "{:first$}{:>12}{:>12}{:>12}{:>12}{:>12}{:>12}\n",
        "", "total", "used", "free", "shared", "buff/cache", "available"
    );
    text.push_str(&row("Mem:", &[total, used, available, 0, 0, available]));
    text.push_str(&row("Swap:", &[0, 0, 0]));
    call.out(&text);
    0
}

pub(super) fn cal(call: &mut Call<'_, '_>) -> i32 {
    let at = civil(call.sys.now());
    let title = date(call.sys.now(), "%B %Y");
    let first = (at.weekday - (at.day - 1)).rem_euclid(7);
    let next = if at.month == 12 { (at.year + 1, 1) } else { (at.year, at.month + 1) };
    let days = crate::text::days_of(next.0, next.1, 1) - crate::text::days_of(at.year, at.month, 1);
    let mut text = format!("{title:^20}\nSu Mo Tu We Th Fr Sa\n").replace("  \n", "\n");
    text.push_str(&"   ".repeat(first as usize));
    for day in 1..=days {
        let last = (first + day) % 7 == 0 || day == days;
        text.push_str(&format!("{day:>2}{}", if last { "\n" } else { " " }));
    }
    call.out(&text);
    0
}

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
    let all: Vec<&Mount> = match flags.rest.is_empty() {
        true => mounts.iter().copied().filter(shown).collect(),
        false => wanted.iter().filter_map(over).collect(),
    };
    let mut rows: Vec<(String, u64, u64, String)> = Vec::new();
    for mount in all {
        let (used, total) = files.usage(mount.volume);
        rows.push((mount.device().to_string(), total, used, mount.path.clone()));
        if mount.path == "/" && flags.rest.is_empty() {
            rows.push(("tmpfs".into(), 64 << 20, 0, "/dev".into()));
        }
    }
    let show = |bytes: u64| if human { super::ls::size_text(call, bytes) } else { (bytes / 1024).to_string() };
    let rows: Vec<[String; 6]> = rows
        .into_iter()
        .map(|(device, total, used, place)| {
            let percent = if total == 0 { 0 } else { (used * 100).div_ceil(total) };
            [device, show(total), show(used), show(total.saturating_sub(used)), format!("{percent}%"), place]
        })
        .collect();
    let head = [
        "Filesystem",
        if human { "Size" } else { "1K-blocks" },
        "Used",
        if human { "Avail" } else { "Available" },
        "Use%",
        "Mounted on",
    ];
    let mut all: Vec<[String; 6]> = vec![head.map(String::from)];
    all.extend(rows);
    if call.busybox() {
        let head = if human {
            "Filesystem                Size      Used Available Use% Mounted on\n"
        } else {
            "Filesystem           1K-blocks      Used Available Use% Mounted on\n"
        };
        let row = |r: &[String; 6]| format!("{:<20} {:>9} {:>9} {:>9} {:>4} {}\n", r[0], r[1], r[2], r[3], r[4], r[5]);
        let text: String = all[1..].iter().map(row).collect();
        if !all[1..].is_empty() {
            call.out(&(head.to_string() + &text));
        }
        return code;
    }
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
    if all.len() > 1 {
        call.out(&text);
    }
    code
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

pub(super) fn clear(call: &mut Call<'_, '_>) -> i32 {
    if !call.io.is_terminal(1) || !call.sys.clear_screen() {
        call.out("\x1b[H\x1b[2J\x1b[3J");
    }
    0
}

pub(super) fn getent(call: &mut Call<'_, '_>) -> i32 {
    let (database, keys) = match call.args.split_first() {
        Some((database, keys)) => (database.clone(), keys.to_vec()),
        None => {
            call.fail("wrong number of arguments");
            return 1;
        }
    };
    let file = match database.as_str() {
        "passwd" | "group" | "hosts" | "services" => format!("/etc/{database}"),
        other => {
            call.err(&format!(
                "Unknown database: {other}\nTry `getent --help' or `getent --usage' for more information.\n"
            ));
            return 1;
        }
    };
    let text = call.sys.files().read_text(&file).unwrap_or_default();
    let mut found = keys.is_empty();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let fits = |key: &String| line.split([':', ' ', '\t']).any(|word| word == key);
        if keys.is_empty() || keys.iter().any(fits) {
            found = true;
            call.out(&format!("{line}\n"));
        }
    }
    if found { 0 } else { 2 }
}
