//! Patterns to the names of files.

use crate::files::path;
use crate::interp::Options;
use crate::pattern;
use crate::system::System;
use sorted::InOrder;

/// More names than this are not looked at.
const LIMIT: usize = 10_000;

/// `**`: all directories below one, and at the end of a pattern all files as well.
fn below(sys: &mut dyn System, cwd: &str, base: &str, files: bool, hidden: bool, all: &mut Vec<String>) {
    let mut open = vec![base.to_string()];
    while let Some(base) = open.pop() {
        let dir = if base.is_empty() { cwd.to_string() } else { path::join(cwd, &base) };
        for (name, _) in sys.files().list(&dir).unwrap_or_default() {
            if all.len() > LIMIT || name.starts_with('.') && !hidden {
                continue;
            }
            let name = format!("{base}{name}");
            let directory = sys.files().lstat(&path::join(cwd, &name)).is_ok_and(|stat| stat.is_directory());
            if directory {
                open.push(format!("{name}/"));
            }
            if directory || files {
                all.push(name);
            }
        }
    }
}

/// The files that fit a pattern, sorted; none if there are none.
pub(super) fn expand(sys: &mut dyn System, cwd: &str, text: &str, options: &Options) -> Vec<String> {
    let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty()).collect();
    let mut found: Vec<String> = vec![if text.starts_with('/') { "/".into() } else { String::new() }];
    for (at, part) in parts.iter().enumerate() {
        let last = at + 1 == parts.len();
        let mut next = Vec::new();
        for base in &found {
            if !pattern::is_pattern(part) {
                let name = format!("{base}{}", pattern::unescape(part));
                if sys.files().lstat(&path::join(cwd, &name)).is_ok() {
                    next.push(name);
                }
                continue;
            }
            if *part == "**" && options.globstar {
                let hidden = options.dotglob;
                next.extend((!last || !base.is_empty()).then(|| base.clone()));
                below(sys, cwd, base, last, hidden, &mut next);
                continue;
            }
            let dir = if base.is_empty() { cwd.to_string() } else { path::join(cwd, base) };
            let Ok(entries) = sys.files().list(&dir) else { continue };
            let hidden = options.dotglob || part.starts_with('.') || part.starts_with("\\.");
            next.extend(
                entries
                    .into_iter()
                    .filter(|(name, _)| (hidden || !name.starts_with('.')) && pattern::matches(part, name))
                    .map(|(name, _)| format!("{base}{name}")),
            );
            if next.len() > LIMIT {
                break;
            }
        }
        let only_directories = !last || text.ends_with('/');
        if only_directories {
            next.retain(|name| name.is_empty() || sys.files().is_directory(&path::join(cwd, name)));
            for name in next.iter_mut().filter(|name| !name.is_empty() && !name.ends_with('/')) {
                name.push('/');
            }
        }
        found = next;
    }
    found.order();
    found
}
