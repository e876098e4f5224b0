//! `diff` (normal and unified) and `cmp`

use super::{Call, Flags};
use crate::files::path;
use crate::kernel::Input;
use crate::text::date;
use sorted::InOrder;

/// Lines beyond which a file is not compared line by line.
const MAX_LINES: usize = 5_000;

/// A stretch of lines that differ: (first old, count, first new, count), from 0.
type Change = (usize, usize, usize, usize);

pub(super) fn run(call: &mut Call<'_, '_>) -> i32 {
    let long = [
        ("unified", 'u'),
        ("brief", 'q'),
        ("recursive", 'r'),
        ("new-file", 'N'),
        ("ignore-all-space", 'w'),
        ("ignore-case", 'i'),
        ("color", 'x'),
        ("ignore-space-change", 'b'),
    ];
    let flags = match Flags::parse(call.args, "uU:qrNwibxBa", &long) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error) + 1,
    };
    let [old, new] = flags.rest.as_slice() else {
        call.missing_operand();
        return 2;
    };
    let (old, mut new) = (old.clone(), new.clone());
    if call.sys.files().is_directory(&call.io.path(&new)) && !call.sys.files().is_directory(&call.io.path(&old)) {
        new = path::join(&new, path::base_name(&old));
    }
    if call.sys.files().is_directory(&call.io.path(&old)) {
        return directories(call, &flags, &old, &new);
    }
    files(call, &flags, &old, &new, false)
}

/// How the program was called, without its operands: what stands above each of several differences.
fn options(call: &Call<'_, '_>) -> String {
    let plain = |word: &str| word.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./:+,".contains(&b));
    let words = call.args.iter().filter(|word| word.len() > 1 && word.starts_with('-'));
    words.map(|word| if plain(word) { format!("{word} ") } else { format!("'{word}' ") }).collect()
}

fn read(call: &mut Call<'_, '_>, name: &str, absent_is_empty: bool) -> Result<String, i32> {
    if name == "-" {
        let mut data = Vec::new();
        while let Ok(Input::Data(more)) = call.io.read(call.sys, 0, 65536) {
            data.extend(more);
        }
        return Ok(String::from_utf8_lossy(&data).into_owned());
    }
    let full = call.path(name);
    let text = call.sys.files().read_text(&full);
    match text {
        Ok(text) => Ok(text),
        Err(_) if absent_is_empty => Ok(String::new()),
        Err(error) => {
            call.fail(format!("{name}: {error}"));
            Err(2)
        }
    }
}

fn directories(call: &mut Call<'_, '_>, flags: &Flags, old: &str, new: &str) -> i32 {
    let names = |call: &mut Call<'_, '_>, dir: &str| -> Vec<(String, bool)> {
        let entries = call.sys.files().list(&call.io.path(dir)).unwrap_or_default();
        entries.into_iter().map(|(name, stat)| (name, stat.is_directory())).collect()
    };
    let (left, right) = (names(call, old), names(call, new));
    let mut all: Vec<(String, bool)> = left.iter().chain(&right).cloned().collect();
    all.order();
    all.dedup();
    let mut code = 0;
    for (name, directory) in all {
        let (a, b) = (path::join(old, &name), path::join(new, &name));
        let (in_left, in_right) = (left.iter().any(|entry| entry.0 == name), right.iter().any(|entry| entry.0 == name));
        if in_left != in_right && !flags.has('N') {
            let dir = if in_left { old } else { new };
            call.out(&format!("Only in {}: {name}\n", dir.trim_end_matches('/')));
            code = code.max(1);
        } else if directory {
            if flags.has('r') && a.matches('/').count() < 64 {
                code = code.max(directories(call, flags, &a, &b));
            } else {
                call.out(&format!("Common subdirectories: {a} and {b}\n"));
            }
        } else {
            code = code.max(files(call, flags, &a, &b, true));
        }
    }
    code
}

fn files(call: &mut Call<'_, '_>, flags: &Flags, old: &str, new: &str, one_of_many: bool) -> i32 {
    let (a, b) = match (read(call, old, flags.has('N')), read(call, new, flags.has('N'))) {
        (Ok(a), Ok(b)) => (a, b),
        _ => return 2,
    };
    let key = |line: &str| -> String {
        let mut line = if flags.has('i') { line.to_lowercase() } else { line.to_string() };
        if flags.has('w') {
            line.retain(|c| !c.is_whitespace());
        } else if flags.has('b') {
            line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        line
    };
    let left: Vec<&str> = a.split_inclusive('\n').collect();
    let right: Vec<&str> = b.split_inclusive('\n').collect();
    let (left_keys, right_keys): (Vec<String>, Vec<String>) =
        (left.iter().map(|l| key(l)).collect(), right.iter().map(|l| key(l)).collect());
    if left_keys == right_keys {
        return 0;
    }
    if flags.has('q') {
        call.out(&format!("Files {old} and {new} differ\n"));
        return 1;
    }
    if left.len() > MAX_LINES || right.len() > MAX_LINES {
        call.fail(format!("files of more than {MAX_LINES} lines are not compared here"));
        return 2;
    }
    let changes = changes(&left_keys, &right_keys);
    let text = if flags.has('u') || flags.has('U') {
        let context = flags.value('U').and_then(|value| value.parse().ok()).unwrap_or(3);
        let mut stamp = |name: &str| {
            let now = call.sys.now();
            let time = call.sys.files().stat(&call.io.path(name)).map_or(now, |stat| stat.modified);
            date(time, "%Y-%m-%d %H:%M:%S.%N +0000")
        };
        let (old_time, new_time) = (stamp(old), stamp(new));
        format!("--- {old}\t{old_time}\n+++ {new}\t{new_time}\n{}", unified(&left, &right, &changes, context))
    } else {
        normal(&left, &right, &changes)
    };
    let head = if one_of_many { format!("diff {}{old} {new}\n", options(call)) } else { String::new() };
    call.out(&(head + &text));
    1
}

/// The differences, by a longest common subsequence between the equal ends.
fn changes(left: &[String], right: &[String]) -> Vec<Change> {
    let head = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    let tail = left[head..].iter().rev().zip(right[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&left[head..left.len() - tail], &right[head..right.len() - tail]);
    let width = b.len() + 1;
    // lengths[i][j]: the longest common subsequence of a[i..] and b[j..].
    let mut lengths = vec![0u16; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            lengths[i * width + j] = if a[i] == b[j] {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let mut changes: Vec<Change> = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            i += 1;
            j += 1;
            continue;
        }
        let start = (i, j);
        while (i < a.len() || j < b.len()) && !(i < a.len() && j < b.len() && a[i] == b[j]) {
            let down = i < a.len() && (j == b.len() || lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]);
            if down { i += 1 } else { j += 1 }
        }
        changes.push((head + start.0, i - start.0, head + start.1, j - start.1));
    }
    changes
}

fn line(out: &mut String, mark: &str, text: &str) {
    out.push_str(mark);
    out.push_str(text);
    if !text.ends_with('\n') {
        out.push_str("\n\\ No newline at end of file\n");
    }
}

fn normal(left: &[&str], right: &[&str], changes: &[Change]) -> String {
    let range = |start: usize, count: usize| match count {
        0 => start.to_string(),
        1 => (start + 1).to_string(),
        _ => format!("{},{}", start + 1, start + count),
    };
    let mut out = String::new();
    for (a, removed, b, added) in changes {
        let kind = match (removed, added) {
            (0, _) => 'a',
            (_, 0) => 'd',
            _ => 'c',
        };
        out.push_str(&format!("{}{kind}{}\n", range(*a, *removed), range(*b, *added)));
        left[*a..a + removed].iter().for_each(|text| line(&mut out, "< ", text));
        if kind == 'c' {
            out.push_str("---\n");
        }
        right[*b..b + added].iter().for_each(|text| line(&mut out, "> ", text));
    }
    out
}

fn unified(left: &[&str], right: &[&str], changes: &[Change], context: usize) -> String {
    let mut out = String::new();
    let mut at = 0;
    while at < changes.len() {
        // Changes whose contexts touch share a hunk.
        let mut end = at;
        while end + 1 < changes.len() && changes[end + 1].0 - (changes[end].0 + changes[end].1) <= 2 * context {
            end += 1;
        }
        let (first, last) = (changes[at], changes[end]);
        let start = first.0.saturating_sub(context);
        let before = first.0 - start;
        let stop = (last.0 + last.1 + context).min(left.len());
        let after = stop - (last.0 + last.1);
        let (old_count, new_start) = (stop - start, first.2 - before);
        let new_count = last.2 + last.3 + after - new_start;
        let range = |start: usize, count: usize| match count {
            0 => format!("{start},0"),
            1 => format!("{}", start + 1),
            _ => format!("{},{count}", start + 1),
        };
        out.push_str(&format!("@@ -{} +{} @@\n", range(start, old_count), range(new_start, new_count)));
        let mut old = start;
        for (a, removed, b, added) in &changes[at..=end] {
            left[old..*a].iter().for_each(|text| line(&mut out, " ", text));
            left[*a..a + removed].iter().for_each(|text| line(&mut out, "-", text));
            right[*b..b + added].iter().for_each(|text| line(&mut out, "+", text));
            old = a + removed;
        }
        left[old..stop].iter().for_each(|text| line(&mut out, " ", text));
        at = end + 1;
    }
    out
}

pub(super) fn cmp(call: &mut Call<'_, '_>) -> i32 {
    let flags = match Flags::parse(call.args, "sl", &[("silent", 's'), ("quiet", 's')]) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error) + 1,
    };
    let [old, new] = flags.rest.as_slice() else {
        call.missing_operand();
        return 2;
    };
    let mut data = Vec::new();
    for name in [old, new] {
        let full = call.path(name);
        let read = call.sys.files().read(&full);
        match read {
            Ok(bytes) => data.push(bytes),
            Err(error) => {
                call.fail(format!("{name}: {error}"));
                return 2;
            }
        }
    }
    if data[0] == data[1] {
        return 0;
    }
    if !flags.has('s') {
        let differing = data[0].iter().zip(data[1].iter()).position(|(a, b)| a != b);
        match differing {
            Some(at) => {
                let line = data[0][..at].iter().filter(|byte| **byte == b'\n').count() + 1;
                call.out(&format!("{old} {new} differ: byte {}, line {line}\n", at + 1));
            }
            None => {
                let shorter = if data[0].len() < data[1].len() { old } else { new };
                let all = if data[0].len() < data[1].len() { &data[0] } else { &data[1] };
                let lines = all.iter().filter(|byte| **byte == b'\n').count();
                let place = match all.last() {
                    None => " which is empty".to_string(),
                    Some(b'\n') => format!(" after byte {}, line {lines}", all.len()),
                    Some(_) => format!(" after byte {}, in line {}", all.len(), lines + 1),
                };
                call.fail(format!("EOF on {shorter}{place}"));
            }
        }
    }
    1
}
