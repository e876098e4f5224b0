//! Paths as text.

/// The parts of a path without empty ones and `.`; `..` is kept.
pub fn parts(path: &str) -> Parts<'_> {
    Parts(path)
}

/// See [`parts`]. Names are short: looking at each byte is quicker than a search that is made for long texts.
#[derive(Clone, Debug)]
pub struct Parts<'a>(&'a str);

/// Whether something between two slashes is a part.
fn counts(part: &str) -> bool {
    !part.is_empty() && part != "."
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        while !self.0.is_empty() {
            let end = self.0.bytes().position(|byte| byte == b'/').unwrap_or(self.0.len());
            let (part, rest) = self.0.split_at(end);
            self.0 = rest.get(1..).unwrap_or("");
            if counts(part) {
                return Some(part);
            }
        }
        None
    }
}

impl DoubleEndedIterator for Parts<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        while !self.0.is_empty() {
            let start = self.0.bytes().rposition(|byte| byte == b'/').map_or(0, |slash| slash + 1);
            let part = &self.0[start..];
            self.0 = &self.0[..start.saturating_sub(1)];
            if counts(part) {
                return Some(part);
            }
        }
        None
    }
}

/// An absolute path without `.`, `..` and doubled slashes. `..` is taken as text (what a shell's `cd` does).
pub fn normal(base: &str, path: &str) -> String {
    let base = if path.starts_with('/') { "" } else { base };
    let mut kept = String::with_capacity(base.len() + path.len() + 2);
    for part in parts(base).chain(parts(path)) {
        if part == ".." {
            kept.truncate(kept.rfind('/').unwrap_or(0));
        } else {
            kept.push('/');
            kept.push_str(part);
        }
    }
    if kept.is_empty() { "/".into() } else { kept }
}

/// Puts a path behind a base unless it is absolute. Keeps `..`, which must be walked.
pub fn join(base: &str, path: &str) -> String {
    if path.starts_with('/') {
        path.to_string()
    } else {
        [base, if base.ends_with('/') { "" } else { "/" }, path].concat()
    }
}

/// The last part; `/` for the root.
pub fn base_name(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() && !path.is_empty() {
        return "/";
    }
    trimmed.rsplit('/').next().unwrap_or(trimmed)
}

/// All but the last part; `.` when there is only one.
pub fn dir_name(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rfind('/') {
        None if trimmed.is_empty() && !path.is_empty() => "/",
        None => ".",
        Some(at) => {
            let head = trimmed[..at].trim_end_matches('/');
            if head.is_empty() { "/" } else { head }
        }
    }
}

/// Whether `path` is `base` or lies under it. Both are normal.
pub fn is_under(path: &str, base: &str) -> bool {
    base == "/" || path == base || (path.starts_with(base) && path.as_bytes().get(base.len()) == Some(&b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        for (path, dir, base) in
            [("/a/b", "/a", "b"), ("a", ".", "a"), ("/a", "/", "a"), ("/", "/", "/"), ("a/b/", "a", "b"), ("", ".", "")]
        {
            assert_eq!((dir_name(path), base_name(path)), (dir, base), "{path}");
        }
        for path in ["", "/", "a", "/a/b", "//a/./b//", "./é/..", "/a/."] {
            let plain: Vec<&str> = path.split('/').filter(|part| counts(part)).collect();
            assert!(parts(path).eq(plain.iter().copied()), "{path}");
            assert!(parts(path).rev().eq(plain.into_iter().rev()), "{path}");
        }
        assert_eq!(normal("/root", "../etc/./x"), "/etc/x");
        assert!(is_under("/a/b", "/a") && !is_under("/ab", "/a"));
    }
}
