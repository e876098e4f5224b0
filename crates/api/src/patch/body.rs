//! What a patch is before it is put onto anything.

use crate::json;
use crate::request::PatchType;
use crate::validation::go_quote;
use crate::value::Value;

/// The fields that an operation of a JSON patch has.
const OPERATION: [&str; 4] = ["op", "path", "from", "value"];

/// The patch that was sent, as text or as a tree, and what a strict reader has to say about it. An error is the reason
/// for which the API server refuses to look at it.
pub fn read(kind: PatchType, body: Value, strict: bool) -> Result<(Value, Vec<String>), String> {
    let in_front = if strict && kind != PatchType::Strategic { "error decoding patch: " } else { "" };
    let refused = |why: String| match kind {
        PatchType::Merge if !strict => "Invalid JSON Patch".into(),
        _ => [in_front, &why].concat(),
    };
    let (body, told) = match body {
        Value::Str(text) => {
            let read = json::parse(&text).map_err(|e| refused(e.message))?;
            let twice = if strict { json::duplicates(&text) } else { Vec::new() };
            (read, twice.iter().map(|at| ["duplicate field ", &go_quote(at)].concat()).collect())
        }
        tree => (tree, Vec::new()),
    };
    match (kind, &body) {
        (PatchType::Json, _) if strict => {
            let unknown = operations(&body).map_err(refused)?;
            let told = told.into_iter().chain(unknown);
            Ok((body, told.map(|what| ["json patch ", &what].concat()).collect()))
        }
        (PatchType::Json, _) | (_, Value::Map(_)) | (PatchType::Strategic, Value::Null) => Ok((body, told)),
        (PatchType::Merge, Value::List(_)) if !strict => Ok((body, Vec::new())),
        (PatchType::Merge, Value::Null) => Err("Invalid JSON Patch".into()),
        _ => Err(refused(unfit(&body, "value of type map[string]interface {}"))),
    }
}

fn unfit(value: &Value, place: &str) -> String {
    format!("json: cannot unmarshal {} into Go {place}", value.json_type())
}

/// Fields that no operation has.
fn operations(patch: &Value) -> Result<Vec<String>, String> {
    let mut unknown = Vec::new();
    let operations = match patch {
        Value::List(list) => &list[..],
        Value::Null => &[],
        other => return Err(unfit(other, "value of type []handlers.jsonPatchOp")),
    };
    for (i, operation) in operations.iter().enumerate().filter(|(_, o)| !o.is_null()) {
        let Some(fields) = operation.as_map() else {
            return Err(unfit(operation, "value of type handlers.jsonPatchOp"));
        };
        for (name, value) in fields.iter() {
            if !OPERATION.contains(&&**name) {
                unknown.push(["unknown field ", &go_quote(&format!("[{i}].{name}"))].concat());
            } else if name != "value" && !matches!(value, Value::Str(_) | Value::Null) {
                return Err(unfit(value, &format!("struct field jsonPatchOp.{name} of type string")));
            }
        }
    }
    Ok(unknown)
}
