//! Patterns to the names of files.

use crate::files::path;
use crate::pattern;
use crate::system::System;
use sorted::InOrder;

/// More names than this are not looked at.
const LIMIT: usize = 10_000;

/// The files that fit a pattern, sorted; none if there are none.
pub(super) fn expand(sys: &mut dyn System, cwd: &str, text: &str) -> Vec<String> {
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
            let dir = if base.is_empty() { cwd.to_string() } else { path::join(cwd, base) };
            let Ok(entries) = sys.files().list(&dir) else { continue };
            let hidden = part.starts_with('.') || part.starts_with("\\.");
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
            next.retain(|name| sys.files().is_directory(&path::join(cwd, name)));
            next.iter_mut().for_each(|name| name.push('/'));
        }
        found = next;
    }
    found.order();
    found
}
