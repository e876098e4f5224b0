//! Small programs about names and the machine.

use super::owners::Owners;
use super::{Call, Flags};
use crate::files::{Device, Kind, path};
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

pub(super) fn clear(call: &mut Call<'_, '_>) -> i32 {
    if !call.io.is_terminal(1) || !call.sys.clear_screen() {
        call.out("\x1b[H\x1b[2J\x1b[3J");
    }
    0
}
