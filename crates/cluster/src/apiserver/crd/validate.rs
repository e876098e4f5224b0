//! What the schema of a definition finds wrong with an object, in the words of the API server's OpenAPI validator.

use api::{Value, json, names};
use regex_lite::Regex;

/// One finding: reason, field and text.
pub(in super::super) type Finding = (&'static str, String, String);

const INVALID: &str = "FieldValueInvalid";

/// Everything that is wrong with an object.
pub(in super::super) fn validate(object: &Value, schema: &Value) -> Vec<Finding> {
    let mut found = Vec::new();
    if !schema.is_null() {
        let mut v = Validator { found: &mut found };
        v.check(object, schema, "", true);
    }
    found
}

struct Validator<'a> {
    found: &'a mut Vec<Finding>,
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "\"null\"".into(),
        other => json::to_string(other),
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Int(_) => "integer",
        Value::Float(f) if f.fract() == 0.0 => "integer",
        Value::Float(_) => "number",
        Value::Str(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) => "object",
    }
}

fn fits(value: &Value, wanted: &str) -> bool {
    let is = type_name(value);
    is == wanted || wanted == "number" && is == "integer"
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(i) => Some(*i as f64),
        Value::Float(f) => Some(*f),
        _ => None,
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_string() } else { format!("{path}.{key}") }
}

impl Validator<'_> {
    fn wrong(&mut self, path: &str, value: &Value, text: String) {
        let field = if path.is_empty() { "<nil>" } else { path };
        self.found.push((INVALID, field.to_string(), format!("Invalid value: {}: {text}", shown(value))));
    }
    fn body(&mut self, path: &str, value: &Value, text: String) {
        let text = format!("{path} in body {text}");
        self.wrong(path, value, text);
    }

    fn check(&mut self, value: &Value, schema: &Value, path: &str, root: bool) {
        if value.is_null() && schema.bool("nullable") {
            return;
        }
        if schema.bool("x-kubernetes-int-or-string") {
            if !matches!(value, Value::Int(_) | Value::Str(_)) {
                let kind = type_name(value);
                let text = format!("{path} in body must be of type integer,string: {kind:?}");
                self.wrong(path, &kind.to_string().into(), text);
                return;
            }
        } else {
            let wanted = schema.str("type");
            if !wanted.is_empty() && !fits(value, wanted) {
                let kind = type_name(value);
                let text = format!("{path} in body must be of type {wanted}: {kind:?}");
                self.wrong(path, &kind.to_string().into(), text);
                return;
            }
        }
        self.check_enum(value, schema, path);
        match value {
            Value::Str(s) => self.check_text(value, s, schema, path),
            Value::Int(_) | Value::Float(_) => self.check_number(value, schema, path),
            Value::List(list) => self.check_list(value, list, schema, path),
            Value::Map(map) => self.check_map(value, map, schema, path, root),
            _ => {}
        }
        self.check_combined(value, schema, path);
    }

    fn check_enum(&mut self, value: &Value, schema: &Value, path: &str) {
        let allowed = schema.list("enum");
        if !allowed.is_empty() && !allowed.contains(value) {
            let list: Vec<String> = allowed.iter().map(json::to_string).collect();
            let text = format!("Unsupported value: {}: supported values: {}", shown(value), list.join(", "));
            self.found.push(("FieldValueNotSupported", path.to_string(), text));
        }
    }

    fn check_text(&mut self, value: &Value, s: &str, schema: &Value, path: &str) {
        let length = s.chars().count() as i64;
        if let Some(max) = schema.int("maxLength").filter(|max| length > *max) {
            let text = format!("Too long: may not be more than {max} bytes");
            self.found.push(("FieldValueTooLong", path.to_string(), text));
        }
        if let Some(min) = schema.int("minLength").filter(|min| length < *min) {
            self.body(path, value, format!("should be at least {min} chars long"));
        }
        let pattern = schema.str("pattern");
        if !pattern.is_empty() && Regex::new(pattern).is_ok_and(|r| !r.is_match(s)) {
            self.body(path, value, format!("should match '{pattern}'"));
        }
        let format = schema.str("format");
        if !format.is_empty() && !has_format(s, format) {
            self.body(path, value, format!("must be of type {format}: {s:?}"));
        }
    }

    fn check_number(&mut self, value: &Value, schema: &Value, path: &str) {
        let Some(n) = number(value) else { return };
        let bound = |key: &str| number(schema.get(key)).map(|b| (b, json::to_string(schema.get(key))));
        if let Some((min, text)) = bound("minimum") {
            let strict = schema.bool("exclusiveMinimum");
            if n < min || strict && n == min {
                let or = if strict { "" } else { " or equal to" };
                self.body(path, value, format!("should be greater than{or} {text}"));
            }
        }
        if let Some((max, text)) = bound("maximum") {
            let strict = schema.bool("exclusiveMaximum");
            if n > max || strict && n == max {
                let or = if strict { "" } else { " or equal to" };
                self.body(path, value, format!("should be less than{or} {text}"));
            }
        }
        if let Some((step, text)) = bound("multipleOf")
            && step != 0.0
            && (n / step).fract() != 0.0
        {
            self.body(path, value, format!("should be a multiple of {text}"));
        }
    }

    fn check_list(&mut self, value: &Value, list: &[Value], schema: &Value, path: &str) {
        let n = list.len() as i64;
        if let Some(max) = schema.int("maxItems").filter(|max| n > *max) {
            let text = format!("Too many: {n}: must have at most {max} items");
            self.found.push(("FieldValueTooMany", path.to_string(), text));
        }
        if let Some(min) = schema.int("minItems").filter(|min| n < *min) {
            self.body(path, value, format!("should have at least {min} items"));
        }
        let keys = schema.list("x-kubernetes-list-map-keys");
        let key_of = |item: &Value| -> Value {
            if keys.is_empty() {
                return item.clone();
            }
            let pairs = keys.iter().filter_map(Value::as_text).map(|k| (k.clone(), item.get(k).clone()));
            pairs.collect::<api::Map>().into()
        };
        let unique = matches!(schema.str("x-kubernetes-list-type"), "set" | "map");
        let mut seen: Vec<Value> = Vec::new();
        for (i, item) in list.iter().enumerate() {
            let at = format!("{path}[{i}]");
            if unique {
                let key = key_of(item);
                if seen.contains(&key) {
                    let text = format!("Duplicate value: {}", shown(&key));
                    self.found.push(("FieldValueDuplicate", at.clone(), text));
                }
                seen.push(key);
            }
            if schema.get("items").as_map().is_some() {
                self.check(item, schema.get("items"), &at, false);
            }
        }
    }

    fn check_map(&mut self, value: &Value, map: &api::Map, schema: &Value, path: &str, root: bool) {
        let n = map.len() as i64;
        if let Some(max) = schema.int("maxProperties").filter(|max| n > *max) {
            let text = format!("Too many: {n}: must have at most {max} items");
            self.found.push(("FieldValueTooMany", path.to_string(), text));
        }
        if let Some(min) = schema.int("minProperties").filter(|min| n < *min) {
            self.body(path, value, format!("should have at least {min} properties"));
        }
        for key in schema.list("required").iter().filter_map(Value::as_str) {
            if !map.contains_key(key) {
                self.found.push(("FieldValueRequired", join(path, key), "Required value".into()));
            }
        }
        for (key, v) in map.iter() {
            if root && matches!(key.as_str(), "apiVersion" | "kind" | "metadata") {
                continue;
            }
            let declared = schema.get("properties").get(key);
            let others = schema.get("additionalProperties");
            let below = if declared.as_map().is_some() { declared } else { others };
            if below.as_map().is_some() {
                self.check(v, below, &join(path, key), false);
            }
        }
    }

    fn check_combined(&mut self, value: &Value, schema: &Value, path: &str) {
        let passes = |s: &Value| {
            let mut found = Vec::new();
            Validator { found: &mut found }.check(value, s, path, false);
            found
        };
        let all = schema.list("allOf");
        if all.iter().any(|s| !passes(s).is_empty()) {
            for s in all {
                self.found.extend(passes(s));
            }
            self.wrong(path, value, format!("{path:?} must validate all the schemas (allOf)"));
        }
        let any = schema.list("anyOf");
        if !any.is_empty() && !any.iter().any(|s| passes(s).is_empty()) {
            self.wrong(path, value, format!("{path:?} must validate at least one schema (anyOf)"));
            self.found.extend(passes(&any[0]));
        }
        let one = schema.list("oneOf");
        let count = one.iter().filter(|s| passes(s).is_empty()).count();
        if !one.is_empty() && count != 1 {
            let found =
                if count == 0 { "Found none valid".to_string() } else { format!("Found {count} valid alternatives") };
            self.wrong(path, value, format!("{path:?} must validate one and only one schema (oneOf). {found}"));
        }
        let not = schema.get("not");
        if !not.is_null() && passes(not).is_empty() {
            self.wrong(path, value, format!("{path:?} must not validate the schema (not)"));
        }
    }
}

/// Whether a text has a format; those that the server does not know either fit anything.
fn has_format(s: &str, format: &str) -> bool {
    match format {
        "date-time" | "datetime" => {
            Regex::new(r"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$").is_ok_and(|r| r.is_match(s))
        }
        "date" => Regex::new(r"^\d{4}-\d\d-\d\d$").is_ok_and(|r| r.is_match(s)),
        "email" => s.split_once('@').is_some_and(|(user, host)| !user.is_empty() && !host.is_empty()),
        "hostname" => names::dns1123_subdomain(&s.to_lowercase()).is_empty(),
        "ipv4" => s.parse::<std::net::Ipv4Addr>().is_ok(),
        "ipv6" => s.parse::<std::net::Ipv6Addr>().is_ok(),
        "cidr" => names::parse_cidr(s).is_some(),
        "uuid" | "uuid4" => {
            Regex::new("^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$")
                .is_ok_and(|r| r.is_match(s))
        }
        "byte" => api::base64::decode(s).is_some(),
        "duration" => api::duration::parse_go(s).is_ok(),
        _ => true,
    }
}
