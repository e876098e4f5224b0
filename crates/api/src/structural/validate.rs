//! Values against a schema, as the server's validator of JSON schemas looks at them.

use regex_lite::Regex;

use super::{field, formats, lists};
use crate::json;
use crate::validation::{BadValue, ErrorKind, ErrorList, FieldError};
use crate::value::{Map, Value};

/// All that is wrong with a custom resource. What is as it was in `old` may stay wrong.
pub fn validate(value: &Value, schema: &Value, old: Option<&Value>) -> ErrorList {
    let mut errors = node(value, schema, "", old).errors;
    lists::walk(value, schema, "", lists::embedded, &mut errors);
    let repeats = |value: &Value| {
        let mut found = ErrorList::new();
        lists::walk(value, schema, "", lists::repeats, &mut found);
        found
    };
    if old.is_none_or(|old| repeats(old).is_empty()) {
        errors.extend(repeats(value));
    }
    errors
}

/// What was found, and how much was looked at: of alternatives that all fail, the one that was followed furthest is told.
#[derive(Default)]
struct Findings {
    errors: ErrorList,
    matches: u32,
}

impl Findings {
    fn merge(&mut self, other: Findings) {
        self.errors.extend(other.errors);
        self.matches += other.matches;
    }
    fn add(&mut self, kind: ErrorKind, path: &str, value: impl Into<Value>, detail: String) {
        let field = path.strip_prefix('.').unwrap_or(path);
        // At the top there is no path to name.
        let field = if field.is_empty() { "<nil>" } else { field }.to_string();
        self.errors.push(FieldError { kind, field, value: BadValue::Value(value.into()), detail });
    }
    fn invalid(&mut self, path: &str, value: impl Into<Value>, why: String) {
        let detail = [path, " in body ", &why].concat();
        self.add(ErrorKind::Invalid, path, value, detail);
    }
    /// Of rules that name no value.
    fn rule(&mut self, detail: String) {
        self.add(ErrorKind::Invalid, "", "", detail);
    }
    fn wrong_type(&mut self, path: &str, wanted: &str, found: String) {
        let detail = format!("{path} in body must be of type {wanted}: {found:?}");
        self.add(ErrorKind::TypeInvalid, path, found, detail);
    }
}

fn node(value: &Value, schema: &Value, path: &str, old: Option<&Value>) -> Findings {
    let mut out = Findings::default();
    if schema.as_map().is_none() || old.is_some_and(|old| old == value) {
        return out;
    }
    types(value, schema, path, &mut out);
    if !value.is_null() {
        alternatives(value, schema, path, &mut out);
    }
    match value {
        Value::Str(text) => string(text, schema, path, &mut out),
        Value::Int(_) | Value::Float(_) => number(value, schema, path, &mut out),
        Value::List(list) => items(list, schema, path, old, &mut out),
        _ => {}
    }
    let allowed = schema.list("enum");
    if !allowed.is_empty() && !allowed.iter().any(|v| is_enum_value(value, v)) {
        let values: Vec<String> = allowed
            .iter()
            .map(|v| format!("{:?}", v.as_str().map_or_else(|| json::to_string(v), str::to_string)))
            .collect();
        out.add(ErrorKind::NotSupported, path, value, ["supported values: ", &values.join(", ")].concat());
    }
    if let Value::Map(map) = value {
        fields(map, schema, path, old, &mut out);
    }
    out.matches += 1;
    out
}

/// A number is turned into the type of the enumeration's one before they are compared, as Go does.
fn is_enum_value(value: &Value, allowed: &Value) -> bool {
    match (value, allowed) {
        (Value::Float(f), Value::Int(i)) => *f as i64 == *i,
        _ => value == allowed,
    }
}

fn counted(what: &str, count: i64, unit: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{what} {count} {unit}{plural}")
}

/// What JSON schema calls the type of a value, and the format that it has by itself.
fn type_of(value: &Value) -> (&'static str, &'static str) {
    match value {
        Value::Null => ("null", ""),
        Value::Bool(_) => ("boolean", ""),
        Value::Int(_) => ("integer", "int64"),
        Value::Float(_) => ("number", "float64"),
        Value::Str(_) => ("string", ""),
        Value::List(_) => ("array", ""),
        Value::Map(_) => ("object", ""),
    }
}

/// Formats that nobody knows count for nothing.
fn format_of(schema: &Value) -> &str {
    Some(schema.str("format")).filter(|format| formats::is_known(schema.str("type"), format)).unwrap_or("")
}

fn types(value: &Value, schema: &Value, path: &str, out: &mut Findings) {
    let wanted: Vec<&str> = match schema.str("type") {
        _ if schema.bool("x-kubernetes-int-or-string") => vec!["integer", "string"],
        "" => Vec::new(),
        one => vec![one],
    };
    let format = format_of(schema);
    if wanted.is_empty() && format.is_empty() {
        return;
    }
    let (found, own_format) = type_of(value);
    if value.is_null() {
        if !wanted.is_empty() && !schema.bool("nullable") {
            out.wrong_type(path, &wanted.join(","), found.to_string());
        }
        return;
    }
    let has = |t: &str| wanted.contains(&t);
    let whole = matches!(value, Value::Float(f) if f.fract() == 0.0);
    let numeric = whole && has("integer") || found == "integer" && has("number");
    let text = matches!(value, Value::Str(_) | Value::List(_));
    let fits = has(found) || own_format == format || numeric;
    if !(text || format.is_empty() || fits) {
        out.wrong_type(path, format, own_format.to_string());
        return;
    }
    if !has("number") && !has("integer") && !format.is_empty() && text {
        out.matches += 1;
        return;
    }
    if has(found) || numeric {
        out.matches += 1;
    } else {
        out.wrong_type(path, &wanted.join(","), found.to_string());
    }
}

fn alternatives(value: &Value, schema: &Value, path: &str, out: &mut Findings) {
    any_of(value, schema.list("anyOf"), path, out);
    one_of(value, schema.list("oneOf"), path, out);
    let all = schema.list("allOf");
    let found: Vec<Findings> = all.iter().map(|s| node(value, s, path, None)).collect();
    let good = found.iter().filter(|f| f.errors.is_empty()).count();
    found.into_iter().for_each(|f| out.merge(f));
    if good != all.len() {
        let none = if good == 0 { ". None validated" } else { "" };
        out.rule(format!("{path:?} must validate all the schemas (allOf){none}"));
    }
    let not = schema.get("not");
    if !not.is_null() && node(value, not, path, None).errors.is_empty() {
        out.rule(format!("{path:?} must not validate the schema (not)"));
    }
}

fn any_of(value: &Value, any: &[Value], path: &str, out: &mut Findings) {
    let mut best: Option<Findings> = None;
    for schema in any {
        let found = node(value, schema, path, None);
        if found.errors.is_empty() {
            return out.merge(found);
        }
        if best.as_ref().is_none_or(|b| found.matches > b.matches) {
            best = Some(found);
        }
    }
    if let Some(best) = best {
        out.rule(format!("{path:?} must validate at least one schema (anyOf)"));
        out.merge(best);
    }
}

fn one_of(value: &Value, one: &[Value], path: &str, out: &mut Findings) {
    if one.is_empty() {
        return;
    }
    let mut good = Vec::new();
    let mut best: Option<Findings> = None;
    for schema in one {
        let found = node(value, schema, path, None);
        if found.errors.is_empty() {
            good.push(found);
        } else if good.is_empty() && best.as_ref().is_none_or(|b| found.matches > b.matches) {
            best = Some(found);
        }
    }
    let how_many = match good.len() {
        1 => return good.into_iter().for_each(|f| out.merge(f)),
        0 => "Found none valid".to_string(),
        n => format!("Found {n} valid alternatives"),
    };
    out.rule(format!("{path:?} must validate one and only one schema (oneOf). {how_many}"));
    if let (true, Some(best)) = (good.is_empty(), best) {
        out.merge(best);
    }
}

fn string(text: &str, schema: &Value, path: &str, out: &mut Findings) {
    let length = text.chars().count() as i64;
    if let Some(most) = schema.int("maxLength").filter(|most| length > *most) {
        out.add(ErrorKind::TooLong, path, "", counted("may not be more than", most, "byte"));
    } else if let Some(least) = schema.int("minLength").filter(|least| length < *least) {
        out.invalid(path, text.to_string(), format!("should be at least {least} chars long"));
    } else if let Some(pattern) = schema.get("pattern").as_str().filter(|p| !p.is_empty()) {
        match Regex::new(pattern) {
            Ok(regex) if regex.is_match(text) => {}
            Ok(_) => out.invalid(path, text.to_string(), format!("should match '{pattern}'")),
            Err(why) => {
                let why = format!("should match '{pattern}, but pattern is invalid: {why}'");
                out.invalid(path, text.to_string(), why);
            }
        }
    }
    let format = format_of(schema);
    if !format.is_empty() && formats::check(format, text) == Some(false) {
        out.wrong_type(path, format, text.to_string());
    }
    out.matches += 1;
}

fn number(value: &Value, schema: &Value, path: &str, out: &mut Findings) {
    let n = match value {
        Value::Int(i) => *i as f64,
        Value::Float(f) => *f,
        _ => return,
    };
    let of = |key: &str| match schema.get(key) {
        Value::Int(i) => Some(*i as f64),
        Value::Float(f) => Some(*f),
        _ => None,
    };
    let format = format_of(schema);
    let narrow = format == "int32" && i32::try_from(n as i64).is_err();
    if schema.str("type") == "integer" && (n.fract() != 0.0 || narrow) {
        let how = if format.is_empty() { "(default format)".to_string() } else { ["with format ", format].concat() };
        out.rule(format!("Checked value must be of type integer {how} in {path}"));
    }
    let tell = |limit: f64| json::float(limit);
    if let Some(factor) = of("multipleOf").filter(|f| *f != 0.0 && (n / f).fract() != 0.0) {
        out.invalid(path, value, format!("should be a multiple of {}", tell(factor)));
    }
    let exclusive = schema.bool("exclusiveMinimum");
    if let Some(least) = of("minimum").filter(|least| n < *least || exclusive && n == *least) {
        let or_equal = if exclusive { "" } else { " or equal to" };
        out.invalid(path, value, format!("should be greater than{or_equal} {}", tell(least)));
    }
    let exclusive = schema.bool("exclusiveMaximum");
    if let Some(most) = of("maximum").filter(|most| n > *most || exclusive && n == *most) {
        let or_equal = if exclusive { "" } else { " or equal to" };
        out.invalid(path, value, format!("should be less than{or_equal} {}", tell(most)));
    }
    out.matches += 1;
}

fn items(list: &[Value], schema: &Value, path: &str, old: Option<&Value>, out: &mut Findings) {
    let inner = schema.get("items");
    for (i, item) in list.iter().enumerate() {
        let before = old.and_then(|old| former(item, old, schema));
        out.merge(node(item, inner, &format!("{path}[{i}]"), before));
    }
    let size = list.len() as i64;
    if let Some(least) = schema.int("minItems").filter(|least| size < *least) {
        out.invalid(path, size, format!("should have at least {least} items"));
    }
    if let Some(most) = schema.int("maxItems").filter(|most| size > *most) {
        out.add(ErrorKind::TooMany, path, size, counted("must have at most", most, "item"));
    }
    if schema.bool("uniqueItems") && (1..list.len()).any(|i| list[..i].contains(&list[i])) {
        out.invalid(path, Value::from(list.to_vec()), "shouldn't contain duplicates".to_string());
    }
    out.matches += 1;
}

/// What an item was before: only lists with keys know that.
fn former<'a>(item: &Value, old: &'a Value, schema: &Value) -> Option<&'a Value> {
    if schema.str("x-kubernetes-list-type") != "map" {
        return None;
    }
    let keys: Vec<&str> = schema.list("x-kubernetes-list-map-keys").iter().filter_map(Value::as_str).collect();
    old.as_list()?.iter().find(|o| keys.iter().all(|k| o.get(k) == item.get(k)))
}

fn fields(map: &Map, schema: &Value, path: &str, old: Option<&Value>, out: &mut Findings) {
    let size = map.len() as i64;
    if let Some(least) = schema.int("minProperties").filter(|least| size < *least) {
        out.invalid(path, size, format!("should have at least {least} properties"));
    }
    if let Some(most) = schema.int("maxProperties").filter(|most| size > *most) {
        out.add(ErrorKind::TooMany, path, size, counted("must have at most", most, "item"));
    }
    for (key, value) in map.iter() {
        let Some(inner) = field(schema, key) else { continue };
        let below = if path.is_empty() { key.to_string() } else { [path, ".", key].concat() };
        let before = old.filter(|o| o.has(key)).map(|o| o.get(key));
        out.merge(node(value, inner, &below, before));
    }
    for key in schema.list("required").iter().filter_map(Value::as_str) {
        if !map.contains_key(key) {
            out.add(ErrorKind::Required, &[path, ".", key].concat(), "", String::new());
        }
    }
}
