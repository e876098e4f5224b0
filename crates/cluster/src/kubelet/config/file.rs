//! Environment variables from a file in a volume: what an init container has left for those after it.

use api::Value;
use shell::files::Body;

use crate::kubelet::worker::Worker;

/// The value of a `fileKeyRef`; none where it may be missing. The error is the kubelet's.
pub(super) fn value(worker: &Worker, reference: &Value) -> Result<Option<String>, String> {
    let (volume, key) = (reference.str("volumeName"), reference.str("key"));
    let mounted = worker.mounted.iter().find(|m| m.name == *volume);
    let mounted = mounted.ok_or_else(|| format!("cannot find the volume {volume:?} referenced by FileKeyRef"))?;
    let tree = worker.machine.volumes.get(mounted.id);
    let text = tree.and_then(|tree| match &tree.node(reference.str("path").trim_start_matches('/'))?.body {
        Body::File(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => None,
    });
    let found = text.and_then(|text| find(&text, key).ok()).ok_or("couldn't parse env file")?;
    match found {
        None if !reference.bool("optional") => Err(format!("environment variable key {key:?} not found in file")),
        found => Ok(found),
    }
}

/// Something in the file is no assignment.
struct Malformed;

/// The value of the last assignment to `key`: lines of `KEY='value'`, where the value may go over several lines. Blank
/// lines and comments stand between them, and a comment may follow a value.
///
/// Source of the rules: "Define Environment Variable Values Using An Init Container" in the documentation.
fn find(text: &str, key: &str) -> Result<Option<String>, Malformed> {
    let mut found = None;
    let mut rest = text;
    while !rest.is_empty() {
        let line = rest.trim_start_matches([' ', '\t']);
        let end = line.find('\n').map_or(line.len(), |at| at + 1);
        if line.starts_with('#') || line[..end].trim().is_empty() {
            rest = &line[end..];
            continue;
        }
        let (name, value) = line.split_once("='").ok_or(Malformed)?;
        if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c == '=') {
            return Err(Malformed);
        }
        let (value, after) = value.split_once('\'').ok_or(Malformed)?;
        let (tail, next) = after.split_once('\n').unwrap_or((after, ""));
        let comment = tail.trim_start_matches([' ', '\t']);
        if !comment.trim_end().is_empty() && (!comment.starts_with('#') || comment.len() == tail.len()) {
            return Err(Malformed);
        }
        if name == key && !value.is_empty() {
            found = Some(value.to_string());
        }
        rest = next;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assignments() {
        let text = "# left by init\n\n  A='x y' # why\nB='two\nlines'\nC='a#b'\nE=''\nA='z'\n";
        let go = |text: &str, key: &str| find(text, key).map_err(|_| "malformed");
        assert_eq!(go(text, "A"), Ok(Some("z".into())));
        assert_eq!(go(text, "B"), Ok(Some("two\nlines".into())));
        assert_eq!(go(text, "C"), Ok(Some("a#b".into())));
        assert_eq!((go(text, "D"), go(text, "E")), (Ok(None), Ok(None)));
        for wrong in ["A=x", "A = 'x'", "A='x'y", "A='x", "just words", "A=\"x\""] {
            assert_eq!(go(wrong, "A"), Err("malformed"), "{wrong}");
        }
    }
}
