//! `ls`

use super::owners::Owners;
use super::{Call, Flags};
use crate::files::{Kind, Stat, path};
use crate::text::date;
use sorted::InOrder;

struct Options {
    all: bool,
    almost: bool,
    long: bool,
    single: bool,
    human: bool,
    classify: bool,
    slash: bool,
    inode: bool,
    reverse: bool,
    sort: Option<char>,
    numeric: bool,
    recursive: bool,
    /// `-d`: directories themselves, not what is in them.
    itself: bool,
}

const LONG: &[(&str, char)] = &[
    ("all", 'a'),
    ("almost-all", 'A'),
    ("human-readable", 'h'),
    ("recursive", 'R'),
    ("reverse", 'r'),
    ("directory", 'd'),
    ("color", 'x'),
    ("classify", 'F'),
];

impl Options {
    fn of(flags: &Flags, call: &Call<'_, '_>) -> Options {
        Options {
            all: flags.has('a'),
            almost: flags.has('A'),
            long: flags.has('l') || flags.has('n') || flags.has('o') || flags.has('g'),
            single: flags.has('1') || !call.io.is_terminal(1),
            human: flags.has('h'),
            classify: flags.has('F'),
            slash: flags.has('p'),
            inode: flags.has('i'),
            reverse: flags.has('r'),
            sort: flags.last_of("tSU"),
            numeric: flags.has('n'),
            recursive: flags.has('R'),
            itself: flags.has('d'),
        }
    }
}

pub(super) fn run(call: &mut Call<'_, '_>) -> i32 {
    let flags = match Flags::parse(call.args, "aAlh1RrdtSFpinoxgCUvkcuLHQN", LONG) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    let options = Options::of(&flags, call);
    let trouble = if call.busybox() { 1 } else { 2 };
    let names = if flags.rest.is_empty() { vec![".".to_string()] } else { flags.rest.clone() };
    let mut code = 0;
    let (mut files, mut dirs) = (Vec::new(), Vec::new());
    for name in names {
        let full = call.path(&name);
        let view = call.sys.files();
        let listed = if options.long || options.itself { view.lstat(&full) } else { view.stat(&full) };
        // A dangling link is still a name.
        match listed.or_else(|error| view.lstat(&full).map_err(|_| error)) {
            Ok(stat) if stat.is_directory() && !options.itself => dirs.push(name),
            Ok(stat) => files.push((name, stat)),
            Err(error) => {
                call.fail_as(format_args!("{name}: {error}"), format_args!("cannot access '{name}': {error}"));
                code = trouble;
            }
        }
    }
    let many =
        dirs.len() + files.len() > 1 || options.recursive || code != 0 && !dirs.is_empty() && flags.rest.len() > 1;
    if !files.is_empty() {
        sort(&mut files, &options);
        show(call, &files, &options);
    }
    dirs.order();
    if options.reverse {
        dirs.reverse();
    }
    let mut first = files.is_empty();
    dirs.reverse();
    while let Some(dir) = dirs.pop() {
        let Some(entries) = entries(call, &dir, &options) else {
            code = trouble;
            continue;
        };
        if many {
            call.out(&format!("{}{dir}:\n", if first { "" } else { "\n" }));
        }
        first = false;
        if options.recursive {
            let below = entries.iter().filter(|(name, stat)| stat.is_directory() && name != "." && name != "..");
            dirs.extend(below.map(|(name, _)| path::join(&dir, name)).rev());
        }
        if options.long {
            let blocks: u64 = entries.iter().map(|(_, stat)| stat.blocks).sum();
            let total = if options.human { size_text(call, blocks * 1024) } else { blocks.to_string() };
            call.out(&format!("total {total}\n"));
        }
        show(call, &entries, &options);
    }
    code
}

/// What is in a directory, in order; nothing where it cannot be looked into, which is told.
fn entries(call: &mut Call<'_, '_>, dir: &str, options: &Options) -> Option<Vec<(String, Stat)>> {
    let full = call.path(dir);
    let listed = call.sys.files().list(&full);
    let mut entries = match listed {
        Ok(entries) => entries,
        Err(error) => {
            call.fail_as(
                format_args!("can't open '{dir}': {error}"),
                format_args!("cannot open directory '{dir}': {error}"),
            );
            return None;
        }
    };
    entries.retain(|(name, _)| options.all || options.almost || !name.starts_with('.'));
    if options.all {
        for dots in ["..", "."] {
            if let Ok(stat) = call.sys.files().stat(&path::join(&full, dots)) {
                entries.insert(0, (dots.to_string(), stat));
            }
        }
    }
    sort(&mut entries, options);
    Some(entries)
}

fn sort(entries: &mut [(String, Stat)], options: &Options) {
    match options.sort {
        Some('t') => entries.order_by(|a, b| b.1.modified.cmp(&a.1.modified).then_with(|| a.0.cmp(&b.0))),
        Some('S') => entries.order_by(|a, b| b.1.size.cmp(&a.1.size).then_with(|| a.0.cmp(&b.0))),
        Some(_) => {}
        None => entries.order_by(|a, b| a.0.cmp(&b.0)),
    }
    if options.reverse {
        entries.reverse();
    }
}

/// `drwxr-xr-x`
pub(super) fn mode_text(stat: &Stat) -> String {
    let kind = match stat.kind {
        Kind::Directory => 'd',
        Kind::Link => 'l',
        Kind::Device => 'c',
        Kind::File => '-',
    };
    let mut text = String::from(kind);
    for shift in [6, 3, 0] {
        let bits = stat.mode >> shift;
        text.push(if bits & 4 != 0 { 'r' } else { '-' });
        text.push(if bits & 2 != 0 { 'w' } else { '-' });
        let run = bits & 1 != 0;
        // The three bits above stand in the places of the three `x`: set user, set group, sticky.
        let (special, letter) = match shift {
            6 => (0o4000, 's'),
            3 => (0o2000, 's'),
            _ => (0o1000, 't'),
        };
        text.push(match (run, stat.mode & special != 0) {
            (true, true) => letter,
            (false, true) => letter.to_ascii_uppercase(),
            (true, false) => 'x',
            (false, false) => '-',
        });
    }
    text
}

/// `1.5K`, `23M`
pub(super) fn human(bytes: u64) -> String {
    if bytes < 1024 {
        return bytes.to_string();
    }
    let mut value = bytes as f64;
    let mut unit = ' ';
    for next in ['K', 'M', 'G', 'T'] {
        if value < 1024.0 {
            break;
        }
        value /= 1024.0;
        unit = next;
    }
    // Always rounded up, as ls and df do.
    if value < 10.0 { format!("{:.1}{unit}", (value * 10.0).ceil() / 10.0) } else { format!("{}{unit}", value.ceil()) }
}

/// The same as busybox writes it: rounded to the nearest tenth, which always shows.
fn tenths(bytes: u64) -> String {
    let (mut value, mut tenths, mut unit) = (bytes, 0, "");
    for next in ["K", "M", "G", "T"] {
        if value < 1024 {
            break;
        }
        tenths = (value % 1024 * 10 + 512) / 1024;
        (value, unit) = (value / 1024 + tenths / 10, next);
        tenths %= 10;
    }
    if unit.is_empty() { value.to_string() } else { format!("{value}.{tenths}{unit}") }
}

/// A size for people, in the way of the system's programs.
pub(super) fn size_text(call: &Call<'_, '_>, bytes: u64) -> String {
    if call.busybox() { tenths(bytes) } else { human(bytes) }
}

fn show(call: &mut Call<'_, '_>, entries: &[(String, Stat)], options: &Options) {
    let labels: Vec<String> = entries.iter().map(|(name, stat)| label(name, stat, options)).collect();
    if options.long {
        let owners = Owners::read(&call.sys.files());
        let names = |stat: &Stat| match options.numeric {
            true => (stat.owner.uid.to_string(), stat.owner.gid.to_string()),
            false => (owners.user(stat.owner.uid), owners.group(stat.owner.gid)),
        };
        let wide = |of: fn(&(String, String)) -> usize| entries.iter().map(|(_, s)| of(&names(s))).max().unwrap_or(0);
        let (owner_width, group_width) = (wide(|n| n.0.len()), wide(|n| n.1.len()));
        let minor = if call.busybox() { 3 } else { 0 };
        let size = |stat: &Stat| match stat.device {
            Some(device) => {
                let (major, number) = device.numbers();
                format!("{major}, {number:>minor$}")
            }
            None if options.human => size_text(call, stat.size),
            None => stat.size.to_string(),
        };
        let width = entries.iter().map(|(_, stat)| size(stat).len()).max().unwrap_or(1);
        let width = if call.busybox() { width.max(9) } else { width };
        let now = call.sys.now();
        let mut text = String::new();
        for ((_, stat), label) in entries.iter().zip(&labels) {
            let arrow = stat.target.as_ref().map(|target| format!(" -> {target}")).unwrap_or_default();
            let old = now - stat.modified > 182 * 86_400_000_000 || stat.modified > now;
            let time = date(stat.modified, if old { "%b %e  %Y" } else { "%b %e %H:%M" });
            let (owner, group) = names(stat);
            if call.busybox() {
                text.push_str(&format!(
                    "{} {:>4} {owner:<8.8} {group:<8.8} {:>width$} {time} {label}{arrow}\n",
                    mode_text(stat),
                    stat.links,
                    size(stat)
                ));
            } else {
                text.push_str(&format!(
                    "{} {} {owner:<owner_width$} {group:<group_width$} {:>width$} {time} {label}{arrow}\n",
                    mode_text(stat),
                    stat.links,
                    size(stat)
                ));
            }
        }
        return call.out(&text);
    }
    if options.single || labels.is_empty() {
        let text: String = labels.iter().flat_map(|label| [label.as_str(), "\n"]).collect();
        return call.out(&text);
    }
    let text = columns(&labels, call.sys.columns() as usize);
    call.out(&text);
}

/// A number for a file of a name.
pub(super) fn inode(name: &str) -> u32 {
    name.bytes().fold(7u32, |sum, b| sum.wrapping_mul(31).wrapping_add(b.into())) % 900_000 + 100_000
}

fn label(name: &str, stat: &Stat, options: &Options) -> String {
    let mark = match stat.kind {
        Kind::Directory if options.classify || options.slash => "/",
        Kind::Link if options.classify => "@",
        Kind::File if options.classify && stat.mode & 0o111 != 0 => "*",
        _ => "",
    };
    let inode = if options.inode { format!("{:>7} ", inode(name)) } else { String::new() };
    format!("{inode}{name}{mark}")
}

/// Names in columns, as many as fit, filled from top to bottom.
pub(super) fn columns(labels: &[String], width: usize) -> String {
    let widths: Vec<usize> = labels.iter().map(|label| crate::text::width(label)).collect();
    let layout = |rows: usize| -> Vec<usize> {
        widths.chunks(rows).map(|column| column.iter().copied().max().unwrap_or(0)).collect()
    };
    let fits = |rows: &usize| layout(*rows).iter().map(|width| width + 2).sum::<usize>() <= width + 2;
    let rows = (1..=labels.len()).find(fits).unwrap_or(labels.len());
    let columns = layout(rows);
    let mut text = String::new();
    for row in 0..rows {
        for (at, width) in columns.iter().enumerate() {
            let Some(label) = labels.get(at * rows + row) else { continue };
            text.push_str(label);
            if (at + 1) * rows + row < labels.len() {
                text.push_str(&" ".repeat(width + 2 - widths[at * rows + row]));
            }
        }
        text.push('\n');
    }
    text
}
