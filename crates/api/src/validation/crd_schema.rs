//! Schemas of custom resources: whether every field says what it is (a structural schema), and what may not be used.

use super::at::At;
use super::regexp;
use crate::structural as values;
use crate::value::{Map, Value};

const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

/// The schema of a version; `place` is what holds its `openAPIV3Schema`.
pub(super) fn root(place: At<'_>, with_status: bool) {
    let schema = place.at("openAPIV3Schema");
    if !schema.is_set() {
        return;
    }
    if with_status {
        only_plain_root(place, schema);
    }
    if schema.v.bool("nullable") {
        place.at("openAPIV3Schema.nullable").forbidden("nullable cannot be true at the root");
    }
    let before = schema.errors();
    structural(schema, Level::Root);
    complete(schema, schema);
    schema.sort_errors_since(before);
    if schema.errors() == before {
        defaults(schema, true);
    }
    openapi(schema, Around { is_root: true, in_metadata: false, no_defaults: None });
}

/// Defaults have to be what the schema asks for, and no more. Those of metadata are forbidden at the root, and those of
/// maps everywhere.
fn defaults(s: At<'_>, is_root: bool) {
    let resource = is_root || s.v.bool(EMBEDDED);
    let default = s.at("default");
    if default.is_set() {
        if !values::unknown(default.v, s.v, resource).is_empty() {
            default.invalid("must not have unknown fields");
        }
        default.below(values::validate(default.v, s.v, None));
    }
    if s.has("items") {
        defaults(s.at("items"), false);
    }
    for (name, property) in s.at("properties").entries() {
        if !(resource && matches!(name.as_str(), "metadata" | "kind" | "apiVersion")) {
            defaults(property, false);
        }
    }
}

/// With a status subresource, the root may say nothing that the status would have to be judged by.
fn only_plain_root(place: At<'_>, schema: At<'_>) {
    if !matches!(schema.v.str("type"), "" | "object") {
        let why =
            "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled";
        place.at("openAPIV3Schema.type").with(schema.v.get("type")).invalid(why);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Root,
    Item,
    Field,
}

fn structural(s: At<'_>, level: Level) {
    if s.v.str("type") == "array" && !s.has("items") {
        s.at("items").required("must be specified");
    }
    if s.has("items") {
        structural(s.at("items"), Level::Item);
    }
    for (_, property) in s.at("properties").entries() {
        structural(property, Level::Field);
    }
    let additional = s.at("additionalProperties");
    if additional.is_set() && level == Level::Root {
        additional.forbidden("must not be used at the root");
    }
    if additional.v.as_map().is_some() {
        structural(additional, Level::Field);
    }
    let (int_or_string, preserve) = (s.v.bool(INT_OR_STRING), s.v.bool(PRESERVE));
    let embedded = s.v.bool(EMBEDDED);
    for (set, field) in [(preserve, PRESERVE), (embedded, EMBEDDED)] {
        if int_or_string && set {
            s.at(field).invalid("must be false if x-kubernetes-int-or-string is true");
        }
    }
    let first_all_of = s.v.list("allOf").first().is_some_and(|first| is_int_or_string(first.list("anyOf")));
    junctors(s, is_int_or_string(s.v.list("anyOf")), first_all_of);
    its_type(s, level);
    if embedded && additional.is_set() {
        additional.forbidden("must not be used if x-kubernetes-embedded-resource is set");
    }
    if level == Level::Root || embedded {
        metadata(s, level);
    }
    if embedded && !preserve && s.v.map("properties").is_empty() {
        s.at("properties").required(
            "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields",
        );
    }
}

const INT_OR_STRING: &str = "x-kubernetes-int-or-string";
const PRESERVE: &str = "x-kubernetes-preserve-unknown-fields";
const EMBEDDED: &str = "x-kubernetes-embedded-resource";
const LIST_TYPE: &str = "x-kubernetes-list-type";
const MAP_KEYS: &str = "x-kubernetes-list-map-keys";
const MAP_TYPE: &str = "x-kubernetes-map-type";
const RULES: &str = "x-kubernetes-validations";

fn is_int_or_string(any_of: &[Value]) -> bool {
    let only = |v: &Value, kind: &str| v.as_map().is_some_and(|m| m.len() == 1) && v.str("type") == kind;
    matches!(any_of, [a, b] if only(a, "integer") && only(b, "string"))
}

fn its_type(s: At<'_>, level: Level) {
    let kind = s.at("type");
    if s.v.bool(EMBEDDED) && kind.str() != "object" {
        let why = "must be object if x-kubernetes-embedded-resource is true";
        if kind.is_empty() { kind.required(why) } else { kind.invalid(why) }
    } else if kind.is_empty() && !s.v.bool(INT_OR_STRING) && !s.v.bool(PRESERVE) {
        kind.required(match level {
            Level::Root => "must not be empty at the root",
            Level::Item => "must not be empty for specified array items",
            Level::Field => "must not be empty for specified object fields",
        });
    }
    if level == Level::Root && !matches!(kind.str(), "" | "object") {
        kind.invalid("must be object at the root");
    }
}

fn metadata(s: At<'_>, level: Level) {
    let properties = s.at("properties");
    for (name, kind) in [("kind", "string"), ("apiVersion", "string"), ("metadata", "object")] {
        let property = properties.key(&name.into());
        if property.is_set() && property.v.str("type") != kind {
            let text = property.v.text("type");
            property.at("type").invalid_as(text, format!("must be {kind}"));
        }
    }
    let metadata = properties.key(&"metadata".into());
    if !metadata.is_set() || level != Level::Root {
        return;
    }
    let only_names = metadata.v.map("properties").keys().all(|k| matches!(k.as_str(), "name" | "generateName"));
    let known = |k: &str| matches!(k, "type" | "default") || k == "properties" && only_names;
    if !metadata.map().keys().all(|k| known(k)) {
        metadata.forbidden(
            "must not specify anything other than name and generateName, but metadata is implicitly specified",
        );
    }
}

/// What stands under anyOf, allOf, oneOf and not may only judge values.
fn junctors(s: At<'_>, skip_any_of: bool, skip_first_all_of: bool) {
    if !skip_any_of {
        s.at("anyOf").items().for_each(|n| nested(n, false));
    }
    for (i, n) in s.at("allOf").items().enumerate() {
        nested(n, skip_first_all_of && i == 0);
    }
    s.at("oneOf").items().for_each(|n| nested(n, false));
    if s.has("not") {
        nested(s.at("not"), false);
    }
    let pattern = s.at("pattern");
    if let Err(why) = regexp::check(pattern.str()) {
        pattern.invalid(format!("must be a valid regular expression, but isn't: {why}"));
    }
}

fn nested(n: At<'_>, skip_any_of: bool) {
    junctors(n, skip_any_of, false);
    if n.has("items") {
        nested(n.at("items"), false);
    }
    for (_, property) in n.at("properties").entries() {
        nested(property, false);
    }
    for (field, state) in [
        ("type", "empty"),
        ("additionalProperties", "undefined"),
        ("default", "undefined"),
        ("title", "empty"),
        ("description", "empty"),
        ("nullable", "false"),
        (PRESERVE, "false"),
        (EMBEDDED, "false"),
        (INT_OR_STRING, "false"),
        (MAP_KEYS, "empty"),
        (LIST_TYPE, "undefined"),
        (MAP_TYPE, "undefined"),
        (RULES, "empty"),
    ] {
        let at = n.at(field);
        let set = match state {
            "false" => at.bool(),
            "empty" => !at.is_empty(),
            _ => at.is_set(),
        };
        if set {
            at.forbidden(format!("must be {state} to be structural"));
        }
    }
    let metadata = n.at("properties").key(&"metadata".into());
    if metadata.is_set() {
        metadata.forbidden("must not be specified in a nested context");
    }
}

/// What the root judges under a junctor must also be among its fields. `s` is the field, `n` what judges it.
fn complete(s: At<'_>, n: At<'_>) {
    for list in ["allOf", "anyOf", "oneOf"] {
        n.at(list).items().for_each(|inner| judged(s, inner));
    }
    if n.has("not") {
        judged(s, n.at("not"));
    }
}

fn judged(s: At<'_>, n: At<'_>) {
    complete(s, n);
    let properties = s.at("properties");
    let items = n.has("items").then(|| (s.at("items"), n.at("items")));
    for (field, judge) in items.into_iter().chain(n.at("properties").entries().map(|(k, j)| (properties.key(k), j))) {
        if field.is_set() {
            judged(field, judge);
        } else {
            field.required(&format!("because it is defined in {}", judge.path_text()));
        }
    }
}

/// Where a schema stands, for what may be used there.
#[derive(Clone, Copy)]
struct Around {
    is_root: bool,
    in_metadata: bool,
    no_defaults: Option<&'static str>,
}

fn openapi(s: At<'_>, around: Around) {
    forbidden_fields(s, around);
    if s.v.bool("uniqueItems") {
        let why = "uniqueItems cannot be set to true since the runtime complexity becomes quadratic";
        s.at("uniqueItems").forbidden(why);
    }
    let inside = Around { is_root: false, ..around };
    let additional = s.at("additionalProperties");
    if additional.is_set() {
        if !s.v.map("properties").is_empty() && additional.v.as_bool() != Some(true) {
            additional.forbidden("additionalProperties and properties are mutual exclusive");
        }
        let no_defaults = if around.in_metadata {
            Some("inside additionalProperties applying to object metadata")
        } else {
            around.no_defaults
        };
        if additional.v.as_map().is_some() {
            openapi(additional, Around { no_defaults, ..inside });
        }
    }
    for (name, property) in s.at("properties").entries() {
        let mut place = inside;
        if (around.is_root || s.v.bool(EMBEDDED)) && matches!(name.as_str(), "metadata" | "kind" | "apiVersion") {
            place.in_metadata = true;
            if around.is_root {
                place.no_defaults = Some(match name.as_str() {
                    "metadata" => "in top-level metadata",
                    "kind" => "in top-level kind",
                    _ => "in top-level apiVersion",
                });
            }
        }
        openapi(property, place);
    }
    if s.has("not") {
        openapi(s.at("not"), inside);
    }
    for list in ["allOf", "oneOf", "anyOf"] {
        s.at(list).items().for_each(|n| openapi(n, inside));
    }
    if s.has("items") {
        openapi(s.at("items"), inside);
    }
    extensions(s);
    list_of_map(s);
    rules(s);
}

fn forbidden_fields(s: At<'_>, around: Around) {
    let kind = s.at("type");
    if !kind.is_empty() && !TYPES.contains(&kind.str()) {
        kind.not_supported(&TYPES);
    }
    if s.has("default")
        && let Some(reason) = around.no_defaults
    {
        s.at("default").forbidden(format!("must not be set {reason}"));
    }
    for field in ["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"] {
        if !s.at(field).is_empty() {
            s.at(field).forbidden(format!("{field} is not supported"));
        }
    }
    if kind.str() == "null" {
        kind.forbidden("type cannot be set to null, use nullable as an alternative");
    }
    if s.v.get("items").as_list().is_some() {
        s.at("items").forbidden("items must be a schema object and not an array");
    }
    if around.in_metadata && s.v.bool(EMBEDDED) {
        s.at(EMBEDDED).forbidden("must not be used inside of resource meta");
    }
}

fn extensions(s: At<'_>) {
    let (preserve, map, list, kind) = (s.at(PRESERVE), s.at(MAP_TYPE), s.at(LIST_TYPE), s.at("type"));
    if preserve.v.as_bool() == Some(false) {
        preserve.invalid("must be true or undefined");
    }
    let wants = |is_set: bool, wanted: &str, field: &str| {
        if is_set && kind.str() != wanted {
            let why = format!("must be {wanted} if {field} is specified");
            if kind.is_empty() { kind.required(&why) } else { kind.invalid(why) }
        }
    };
    wants(map.is_set(), "object", MAP_TYPE);
    map.optional_one_of(&["atomic", "granular"]);
    wants(list.is_set(), "array", LIST_TYPE);
    let (items, of_set) = (s.at("items"), list.str() == "set" && kind.str() == "array");
    let why = "must be atomic as item of a list with x-kubernetes-list-type=set";
    if of_set && items.v.str("type") == "array" && !matches!(items.v.str(LIST_TYPE), "" | "atomic") {
        items.at(LIST_TYPE).invalid(why);
    }
    if of_set && items.v.str("type") == "object" && items.v.str(MAP_TYPE) != "atomic" {
        items.at(MAP_TYPE).invalid_as(items.v.get(LIST_TYPE), why);
    }
    list.optional_one_of(&["atomic", "set", "map"]);
}

/// A list whose items are told apart by some of their fields.
fn list_of_map(s: At<'_>) {
    let (list, keys, items) = (s.at(LIST_TYPE), s.at(MAP_KEYS), s.at("items"));
    if !keys.is_empty() && list.str() != "map" {
        let why = "must be map if x-kubernetes-list-map-keys is non-empty";
        if list.is_set() { list.invalid(why) } else { list.required(why) }
    }
    if list.str() == "map" {
        if keys.is_empty() {
            keys.required("must not be empty if x-kubernetes-list-type is map");
        }
        if !items.is_set() {
            items.required("must have a schema if x-kubernetes-list-type is map");
        } else if items.v.str("type") != "object" {
            let text = items.v.text("type");
            items.at("type").invalid_as(text, "must be object if parent array's x-kubernetes-list-type is map");
        } else {
            known_keys(keys, items);
        }
    }
    if !items.is_set() || !matches!(list.str(), "set" | "map") {
        return;
    }
    if items.v.bool("nullable") {
        items.at("nullable").forbidden(format!("cannot be nullable when x-kubernetes-list-type is {}", list.str()));
    }
    if list.str() == "map" {
        required_keys(keys, items);
    }
}

fn known_keys(keys: At<'_>, items: At<'_>) {
    for (i, key) in keys.list().iter().enumerate() {
        let name = key.as_text().cloned().unwrap_or_default();
        let property = items.at("properties").key(&name);
        if !property.is_set() {
            keys.invalid("entries must all be names of item properties");
        } else if matches!(property.v.str("type"), "array" | "object") {
            let why = "must be a scalar type if parent array's x-kubernetes-list-type is map";
            property.at("type").invalid_as(items.v.text("type"), why);
        }
        if keys.list()[..i].contains(key) {
            keys.invalid("must not contain duplicate entries");
        }
    }
}

fn required_keys(keys: At<'_>, items: At<'_>) {
    let properties: &Map = items.v.map("properties");
    for key in keys.list().iter().filter_map(Value::as_text).filter(|k| properties.contains_key(k)) {
        let property = items.at("properties").key(key);
        let required = items.v.list("required").iter().any(|r| r.as_text() == Some(key));
        if !required && !property.has("default") {
            property.at("default").required(
                "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property",
            );
        }
        if property.v.bool("nullable") {
            let why = "this property is in x-kubernetes-list-map-keys, so it cannot be nullable";
            property.at("nullable").forbidden(why);
        }
    }
}

/// The form of validation rules; what they say is judged by those who can compute it.
fn rules(s: At<'_>) {
    for rule in s.at(RULES).items() {
        let (text, message) = (rule.at("rule"), rule.at("message"));
        let lines = |at: At<'_>| at.str().trim().contains(['\n', '\r']);
        if text.str().trim().is_empty() {
            text.required("rule is not specified");
        } else if !message.is_empty() && message.str().trim().is_empty() {
            message.invalid("message must be non-empty if specified");
        } else if lines(message) {
            message.invalid("message must not contain line breaks");
        } else if lines(text) && message.str().trim().is_empty() {
            message.required("message must be specified if rule contains line breaks");
        }
        let expression = rule.at("messageExpression");
        if !expression.is_empty() && expression.str().trim().is_empty() {
            expression.required("messageExpression must be non-empty if specified");
        }
        rule.at("reason").optional_one_of(&[
            "FieldValueDuplicate",
            "FieldValueForbidden",
            "FieldValueInvalid",
            "FieldValueRequired",
        ]);
        let path = rule.at("fieldPath");
        if path.is_empty() {
            continue;
        }
        if path.str().trim().is_empty() {
            path.invalid("fieldPath must be non-empty if specified");
        }
        if path.str().contains(['\n', '\r']) {
            path.invalid("fieldPath must not contain line breaks");
        }
        if !leads_somewhere(path.str(), s.v) {
            path.invalid("fieldPath must be a valid path");
        }
    }
}

/// Whether a path leads to something that a schema has, by steps of the forms `.field` and `['field']`.
fn leads_somewhere(path: &str, schema: &Value) -> bool {
    let (mut rest, mut schema) = (path, schema);
    while !rest.is_empty() {
        let quoted = rest.strip_prefix("['").map(|r| r.split_once("']"));
        let plain = || {
            let step = rest.strip_prefix('.').filter(|s| !s.is_empty())?;
            let end = step.find(['.', '[', ']']).unwrap_or(step.len());
            Some(step.split_at(end.max(1)))
        };
        let Some((name, after)) = quoted.unwrap_or_else(plain) else { return false };
        schema = match schema.get("properties") {
            Value::Null => schema.get("additionalProperties"),
            properties => properties.get(name),
        };
        if schema.as_map().is_none() {
            return false;
        }
        rest = after;
    }
    true
}
