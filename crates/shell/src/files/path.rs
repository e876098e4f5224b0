//! Paths as text.

/// The parts of a path without empty ones and `.`; `..` is kept.
pub fn parts(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty() && *part != ".")
}

/// An absolute path without `.`, `..` and doubled slashes. `..` is taken as text (what a shell's `cd` does).
pub fn normal(base: &str, path: &str) -> String {
    let joined = if path.starts_with('/') { path.to_string() } else { format!("{base}/{path}") };
    let mut kept: Vec<&str> = Vec::new();
    for part in parts(&joined) {
        if part == ".." {
            kept.pop();
        } else {
            kept.push(part);
        }
    }
    format!("/{}", kept.join("/"))
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
        assert_eq!(normal("/root", "../etc/./x"), "/etc/x");
        assert!(is_under("/a/b", "/a") && !is_under("/ab", "/a"));
    }
}
