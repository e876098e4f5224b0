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
        if patch.is_null() {
            return Ok(doc.clone());
        }
        let what = patch.json_type();
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
    let op = operation.str("op");
    if !["add", "remove", "replace", "test", "move", "copy"].contains(&op) {
        return misfit(format!("Unexpected kind: {}", if op.is_empty() { "unknown" } else { op }));
    }
    let (path, from) = (operation.str("path"), operation.str("from"));
    let missing = |what: &str| format!("{op} operation does not apply: {what}: missing value");
    let no_place = |path: &str| missing(&format!("doc is missing path: {path}"));
    for part in ["from", "path"] {
        if operation.str(part).is_empty() && !operation.has(part) && (part == "path" || ["move", "copy"].contains(&op))
        {
            return misfit(format!("{op} operation failed to decode {part}: missing value"));
        }
    }
    let told =
        |place: &str, why: String| PatchError::Unprocessable(format!("error in {op} for path: '{place}': {why}"));
    let value = operation.get("value").clone();
    match op {
        "add" => {
            let Some((at, key)) = container(doc, path) else { return misfit(no_place(&format!("{path:?}"))) };
            add(at, &key, value).map_err(|why| told(path, why))
        }
        "remove" => {
            let Some((at, key)) = container(doc, path) else { return misfit(no_place(&format!("{path:?}"))) };
            remove(at, &key).map(|_| ()).map_err(|why| told(path, why))
        }
        "replace" => {
            let Some((at, key)) = container(doc, path) else { return misfit(no_place(path)) };
            // In an object the key need not be there: the library of the API server sets it all the same.
            if let Value::Map(_) = at {
                at.set(Text::new(&key), value);
                return Ok(());
            }
            let list = at.list_mut();
            let Ok(i) = index(&key, list.len()) else { return misfit(missing(&format!("doc is missing key: {path}"))) };
            list[i] = value;
            Ok(())
        }
        "test" => {
            let Some((at, key)) = container(doc, path) else {
                return misfit(missing(&format!("is missing path: {path}")));
            };
            if get(at, &key).map_err(|why| told(path, why))? == value {
                return Ok(());
            }
            misfit(format!("testing value {path} failed: test failed"))
        }
        _ => {
            let Some((at, key)) = container(doc, from) else {
                return misfit(missing(&format!("doc is missing from path: {from}")));
            };
            let taken = match op {
                "move" => remove(at, &key).map_err(|why| told(&key, why))?,
                _ => get(at, &key)
                    .map_err(|why| PatchError::Unprocessable(format!("error in copy for from: '{from}': {why}")))?,
            };
            let Some((at, key)) = container(doc, path) else {
                return misfit(missing(&format!("doc is missing destination path: {path}")));
            };
            add(at, &key, taken).map_err(|why| match op {
                "move" => told(path, why),
                _ => PatchError::Unprocessable(format!("error while adding value during copy: {why}")),
            })
        }
    }
}

fn decode(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

/// An index into a list of `len` items; negative ones count from the end.
fn index(segment: &str, len: usize) -> Result<usize, String> {
    let Ok(i) = segment.parse::<i64>() else {
        return Err(format!("strconv.Atoi: parsing {segment:?}: invalid syntax"));
    };
    let from_start = if i < 0 { i + len as i64 } else { i };
    let found = usize::try_from(from_start).ok().filter(|i| *i < len);
    found.ok_or_else(|| format!("Unable to access invalid index: {i}: invalid index referenced"))
}

/// The object or list that a path ends in, to change, and the path's last segment. No operation takes the whole document.
fn container<'a>(doc: &'a mut Value, path: &str) -> Option<(&'a mut Value, String)> {
    let mut parents: Vec<String> = path.strip_prefix('/')?.split('/').map(decode).collect();
    let last = parents.pop()?;
    let mut at = doc;
    for segment in parents {
        at = match at {
            Value::Map(_) => at.map_mut().get_mut(&segment),
            Value::List(_) => {
                let list = at.list_mut();
                index(&segment, list.len()).ok().and_then(|i| list.get_mut(i))
            }
            _ => None,
        }?;
    }
    matches!(at, Value::Map(_) | Value::List(_)).then_some((at, last))
}

/// What a container has; a key that an object has not is null.
fn get(at: &Value, key: &str) -> Result<Value, String> {
    match at {
        Value::List(list) => index(key, list.len()).map(|i| list[i].clone()),
        _ => Ok(at.get(key).clone()),
    }
}

fn add(at: &mut Value, key: &str, value: Value) -> Result<(), String> {
    if let Value::Map(_) = at {
        at.set(Text::new(key), value);
        return Ok(());
    }
    let list = at.list_mut();
    let i = match key {
        "-" => list.len(),
        _ => index(key, list.len() + 1).map_err(|why| match why.starts_with("strconv") {
            true => format!("value was not a proper array index: '{key}': {why}"),
            false => why,
        })?,
    };
    list.insert(i, value);
    Ok(())
}

fn remove(at: &mut Value, key: &str) -> Result<Value, String> {
    if let Value::Map(_) = at {
        return at.remove(key).ok_or_else(|| format!("Unable to remove nonexistent key: {key}: missing value"));
    }
    let list = at.list_mut();
    index(key, list.len()).map(|i| list.remove(i))
}
