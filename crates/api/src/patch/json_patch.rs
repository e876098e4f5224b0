//! RFC 6902: a list of operations on paths.

use super::PatchError;
use crate::value::{Text, Value};

const MAX_OPERATIONS: usize = 10_000;

fn misfit<T>(message: impl Into<String>) -> Result<T, PatchError> {
    Err(PatchError::Unprocessable(message.into()))
}

/// The document with all operations done in turn; any that fails fails the whole.
pub fn json_patch(doc: &Value, patch: &Value) -> Result<Value, PatchError> {
    let Some(operations) = patch.as_list() else {
        let what = match patch {
            Value::Map(_) => "object",
            Value::Str(_) => "string",
            Value::Bool(_) => "bool",
            Value::Null => return Ok(doc.clone()),
            _ => "number",
        };
        return Err(PatchError::BadRequest(format!(
            "json: cannot unmarshal {what} into Go value of type jsonpatch.Patch"
        )));
    };
    if operations.len() > MAX_OPERATIONS {
        return Err(PatchError::TooLarge(format!(
            "The allowed maximum operations in a JSON patch is {MAX_OPERATIONS}, got {}",
            operations.len()
        )));
    }
    let mut out = doc.clone();
    for operation in operations {
        apply(&mut out, operation)?;
    }
    Ok(out)
}

fn apply(doc: &mut Value, operation: &Value) -> Result<(), PatchError> {
    let path = operation.str("path");
    match operation.str("op") {
        "add" => add(doc, path, operation.get("value").clone()),
        "remove" => remove(doc, path)
            .map(|_| ())
            .map_err(|e| PatchError::Unprocessable(format!("error in remove for path: '{path}': {}", e.message()))),
        "replace" => {
            // In an object the key need not be there: the library of the API server sets it all the same.
            let (value, refused) = (operation.get("value").clone(), "replace operation does not apply: doc is missing");
            let Ok((at, last)) = container(doc, path) else {
                return misfit(format!("{refused} path: {path}: missing value"));
            };
            match at {
                Value::Map(_) => at.set(Text::new(&last), value),
                Value::List(_) => {
                    let list = at.list_mut();
                    let Some(i) = index(&last, list.len()) else {
                        return misfit(format!("{refused} key: {path}: missing value"));
                    };
                    list[i] = value;
                }
                _ => return misfit(format!("{refused} path: {path}: missing value")),
            }
            Ok(())
        }
        "test" => {
            let has = find(doc, path).unwrap_or(Value::NULL);
            if has == operation.get("value") {
                Ok(())
            } else {
                misfit(format!("testing value {path} failed: test failed"))
            }
        }
        "move" => {
            let value = remove(doc, operation.str("from"))?;
            add(doc, path, value)
        }
        "copy" => match find(doc, operation.str("from")).cloned() {
            Some(value) => add(doc, path, value),
            // A key that an object has not is null.
            None if matches!(container(doc, operation.str("from")), Ok((Value::Map(_), _))) => {
                add(doc, path, Value::Null)
            }
            None => misfit(format!("copy operation does not apply: missing from path: {}", operation.str("from"))),
        },
        other => misfit(format!("Unexpected kind: {other}")),
    }
}

fn decode(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

/// Segments of the container and the last one; none for the path of the whole document, which no operation takes.
fn split(path: &str) -> Option<(Vec<String>, String)> {
    let mut segments: Vec<String> = path.strip_prefix('/')?.split('/').map(decode).collect();
    let last = segments.pop()?;
    Some((segments, last))
}

/// An index into a list of `len` items; negative ones count from the end.
fn index(segment: &str, len: usize) -> Option<usize> {
    let i: i64 = segment.parse().ok()?;
    let i = if i < 0 { i + len as i64 } else { i };
    usize::try_from(i).ok().filter(|i| *i < len)
}

fn child<'a>(v: &'a Value, segment: &str) -> Option<&'a Value> {
    match v {
        Value::Map(m) => m.get(segment),
        Value::List(l) => l.get(index(segment, l.len())?),
        _ => None,
    }
}

fn find<'a>(doc: &'a Value, path: &str) -> Option<&'a Value> {
    let (parents, last) = split(path)?;
    let container = parents.iter().try_fold(doc, |v, s| child(v, s))?;
    child(container, &last)
}

/// The container of a path, to change, and the path's last segment.
fn container<'a>(doc: &'a mut Value, path: &str) -> Result<(&'a mut Value, String), PatchError> {
    let missing = || PatchError::Unprocessable(format!("doc is missing path: {path:?}: missing value"));
    let (parents, last) = split(path).ok_or_else(missing)?;
    let mut at = doc;
    for segment in parents {
        at = match at {
            Value::Map(_) => at.map_mut().get_mut(&segment),
            Value::List(_) => {
                let list = at.list_mut();
                index(&segment, list.len()).and_then(|i| list.get_mut(i))
            }
            _ => None,
        }
        .ok_or_else(missing)?;
    }
    Ok((at, last))
}

fn add(doc: &mut Value, path: &str, value: Value) -> Result<(), PatchError> {
    let refused = || format!("add operation does not apply: doc is missing path: {path:?}: missing value");
    let (at, last) = container(doc, path).map_err(|_| PatchError::Unprocessable(refused()))?;
    match at {
        Value::Map(_) => {
            at.set(Text::new(&last), value);
            Ok(())
        }
        Value::List(_) => {
            let list = at.list_mut();
            let i = if last == "-" { Some(list.len()) } else { index(&last, list.len() + 1) };
            let Some(i) = i else { return misfit(format!("Unable to access invalid index: {last}")) };
            list.insert(i, value);
            Ok(())
        }
        _ => misfit(refused()),
    }
}

fn remove(doc: &mut Value, path: &str) -> Result<Value, PatchError> {
    let (at, last) = container(doc, path)?;
    let removed = match at {
        Value::Map(_) => at.remove(&last),
        Value::List(_) => {
            let list = at.list_mut();
            index(&last, list.len()).map(|i| list.remove(i))
        }
        _ => None,
    };
    removed.ok_or_else(|| PatchError::Unprocessable(format!("Unable to remove nonexistent key: {last}: missing value")))
}
