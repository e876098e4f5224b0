//! Strict decoding: an object as a client sent it becomes the object as the server keeps it, or a refusal in the
//! server's words.
//!
//! What comes out has interned field names, canonical quantities and times, no unknown fields, no empty fields that the
//! server leaves out, and every field that the server writes even when it is empty (`status: {}`). Subtrees that are
//! already so are shared with the input.

mod gotime;
mod scalars;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use super::{Field, Kind, Scalar, Ty, TypeRef, named};
use crate::request::FieldValidation;
use crate::value::{Map, Text, Value, ordered};

/// Reads a time as Go does, and refuses one in its words.
pub fn time(text: &str) -> Result<crate::time::Time, String> {
    gotime::parse(text, false)
}

/// A decoded object.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The object without what the schema does not know.
    pub object: Value,
    /// What the schema does not know, as `unknown field "spec.foo"`, in the order it was met.
    pub unknown: Vec<String>,
}

impl Decoded {
    /// The object with warnings, or the refusal (`strict decoding error: ...`), as `validation` wants it.
    pub fn admit(self, validation: FieldValidation) -> Result<(Value, Vec<String>), String> {
        match validation {
            FieldValidation::Strict if !self.unknown.is_empty() => {
                Err(["strict decoding error: ", &self.unknown.join(", ")].concat())
            }
            FieldValidation::Ignore => Ok((self.object, Vec::new())),
            FieldValidation::Strict | FieldValidation::Warn => Ok((self.object, self.unknown)),
        }
    }
}

/// Decodes an object of a type. The error is the server's, without `... cannot be handled as a Pod: ` in front.
pub fn decode(value: &Value, of: TypeRef) -> Result<Decoded, String> {
    decode_onto(value, of, Value::NULL)
}

/// Decodes an object that was made from `stored`, which has been decoded before: what it shares with it is not looked at
/// again.
pub fn decode_onto(value: &Value, of: TypeRef, stored: &Value) -> Result<Decoded, String> {
    let mut walk = Walk::default();
    let object = walk.object(value, of, stored, Place::root(Ty::of(of)), &Trail::ROOT)?;
    match walk.refusal {
        Some(refusal) => Err(refusal),
        None => Ok(Decoded { object, unknown: walk.unknown }),
    }
}

/// The value of a type that was never set: an object with what the server always writes, else nothing.
pub fn zero(ty: Ty) -> Value {
    match ty.kind() {
        Kind::Object(t) => {
            let mut map = Map::new();
            for f in t.fields().filter(|f| f.kept()) {
                map.insert(f.name(), if f.pointer() { Value::Null } else { zero(f.ty()) });
            }
            map.into()
        }
        Kind::List(_) | Kind::Map(_) => Value::Null,
        Kind::Scalar(s) => scalars::zero(s),
    }
}

/// What is decoded: a field, or an item of one.
#[derive(Clone, Copy)]
struct Place {
    ty: Ty,
    field: Option<Field>,
    level: u8,
}

impl Place {
    fn root(ty: Ty) -> Place {
        Place { ty, field: None, level: 0 }
    }
    fn item(self, ty: Ty) -> Place {
        Place { ty, level: self.level + 1, ..self }
    }
    fn go_type(self) -> String {
        match (self.field, self.level) {
            (Some(f), 0) => f.go_type(),
            (Some(f), 1) => f.go_item_type(),
            _ => self.ty.go_type(),
        }
    }
}

/// The deepest nesting of objects; only schemas in a CustomResourceDefinition can reach it.
const DEEPEST: usize = 100;

#[derive(Default)]
struct Walk {
    /// The first wrong type; a later field may still end the walk at once.
    refusal: Option<String>,
    unknown: Vec<String>,
    depth: usize,
    /// Inside values that have decoders of their own, unknown fields pass.
    lenient: bool,
}

/// How the walk came to a value. It is written out only where something is wrong.
#[derive(Clone, Copy)]
struct Trail<'a> {
    up: Option<&'a Trail<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    /// A field, and the type that has it.
    Field(Field, TypeRef),
    Index(usize),
    Key(&'a str),
}

impl<'a> Trail<'a> {
    const ROOT: Trail<'static> = Trail { up: None, step: Step::Root };

    fn down(&'a self, step: Step<'a>) -> Trail<'a> {
        Trail { up: Some(self), step }
    }
    fn up(&self) -> impl Iterator<Item = Step<'_>> {
        std::iter::successors(Some(self), |trail| trail.up).map(|trail| trail.step)
    }
    /// As unknown fields are told: `spec.containers[0]`.
    fn path(&self) -> String {
        let steps: Vec<Step<'_>> = self.up().collect();
        let mut path = String::new();
        for step in steps.iter().rev() {
            match step {
                Step::Root => {}
                Step::Index(at) => path.push_str(&format!("[{at}]")),
                Step::Field(..) | Step::Key(_) => {
                    if !path.is_empty() || matches!(step, Step::Key(_)) {
                        path.push('.');
                    }
                    path.push_str(match step {
                        Step::Field(field, _) => field.name(),
                        Step::Key(key) => key,
                        _ => "",
                    });
                }
            }
        }
        path
    }
    /// As Go tells it: the type whose field was entered last, and `spec.containers`.
    fn go_path(&self) -> Option<(TypeRef, String)> {
        let fields = self.up().filter_map(|step| if let Step::Field(f, t) = step { Some((f, t)) } else { None });
        let fields: Vec<(Field, TypeRef)> = fields.collect();
        let holder = fields.first()?.1;
        let names = fields.iter().rev().flat_map(|(f, _)| [f.embedded_in(), f.name()]).filter(|part| !part.is_empty());
        Some((holder, names.collect::<Vec<_>>().join(".")))
    }
}

/// An error ends the walk; what is merely recorded in [`Walk::refusal`] does not.
type Outcome = Result<Value, String>;

impl Walk {
    fn type_error(what: &str, go_type: &str, trail: &Trail<'_>) -> String {
        match trail.go_path() {
            Some((t, path)) => {
                format!("json: cannot unmarshal {what} into Go struct field {}.{path} of type {go_type}", t.name())
            }
            None => format!("json: cannot unmarshal {what} into Go value of type {go_type}"),
        }
    }
    /// Records a value of the wrong type and goes on without it.
    fn wrong(&mut self, value: &Value, place: Place, trail: &Trail<'_>) -> Outcome {
        if self.refusal.is_none() {
            self.refusal = Some(Self::type_error(&scalars::kind_name(value, place.ty), &place.go_type(), trail));
        }
        Ok(Value::Null)
    }
    fn any(&mut self, value: &Value, base: &Value, place: Place, trail: &Trail<'_>) -> Outcome {
        if matches!(value, Value::Map(_) | Value::List(_)) && value.same(base) {
            return Ok(value.clone());
        }
        match (place.ty.kind(), value) {
            (Kind::Scalar(s), _) => self.scalar(value, s, place, trail),
            (_, Value::Null) => Ok(Value::Null),
            (Kind::Object(t), _) => self.object(value, t, base, place, trail),
            (Kind::List(item), Value::List(_)) => self.list(value, base, place.item(item), trail),
            (Kind::Map(item), Value::Map(_)) => self.map(value, base, place.item(item), trail),
            _ => self.wrong(value, place, trail),
        }
    }
    fn object(&mut self, value: &Value, t: TypeRef, base: &Value, place: Place, trail: &Trail<'_>) -> Outcome {
        let Value::Map(map) = value else { return self.wrong(value, place, trail) };
        if self.depth >= DEEPEST {
            return Err("json: exceeded max depth".to_string());
        }
        self.depth += 1;
        // Made where the first field differs: most objects come as they are kept.
        let mut out: Option<Map> = None;
        // Keys and fields are both in order; what is passed over and always written has to be added.
        let mut fields = t.fields();
        let mut next = fields.next();
        let mut missing = Vec::new();
        for (at, (key, value)) in map.iter().enumerate() {
            let before = || map.head(at);
            let mut order = Ordering::Greater;
            while let Some(field) = next {
                order = ordered(field.name(), key);
                if order != Ordering::Less {
                    break;
                }
                if field.kept() {
                    missing.push(field);
                }
                next = fields.next();
            }
            let Some(field) = next.filter(|_| order == Ordering::Equal) else {
                self.unknown_field(key, trail);
                out.get_or_insert_with(before);
                continue;
            };
            next = fields.next();
            if matches!(key, Text::Static(_)) && out.is_none() && is_kept(value, field) {
                continue;
            }
            match self.field(value, t, field, base, trail)? {
                Some(decoded) => {
                    let same = matches!(key, Text::Static(_)) && decoded.same(value);
                    if !same || out.is_some() {
                        out.get_or_insert_with(before).insert(field.name(), decoded);
                    }
                }
                None => {
                    out.get_or_insert_with(before);
                }
            }
        }
        for f in missing.into_iter().chain(next).chain(fields).filter(|f| f.kept()) {
            let empty = if f.pointer() { Value::Null } else { zero(f.ty()) };
            out.get_or_insert_with(|| (**map).clone()).insert(f.name(), empty);
        }
        self.depth -= 1;
        Ok(out.map_or_else(|| value.clone(), Value::from))
    }
    /// The value that the object gets, if it gets one.
    fn field(
        &mut self,
        value: &Value,
        t: TypeRef,
        f: Field,
        base: &Value,
        trail: &Trail<'_>,
    ) -> Result<Option<Value>, String> {
        // What lies below a scalar is nothing to look up.
        let base = if matches!(value, Value::Map(_) | Value::List(_)) { base.get(f.name()) } else { Value::NULL };
        let place = Place { ty: f.ty(), field: Some(f), level: 0 };
        let decoded = self.any(value, base, place, &trail.down(Step::Field(f, t)))?;
        if f.pointer() {
            return Ok(Some(decoded).filter(|v| f.kept() || !v.is_null()));
        }
        if f.kept() {
            // The store keeps no difference between no items and an empty list or map.
            let nothing = decoded.is_null() || f.ty().item().is_some() && scalars::is_empty(&decoded);
            return Ok(Some(if nothing { zero(f.ty()) } else { decoded }));
        }
        // Rules without policies are refused, and so must not get those by default that rules do which say nothing of them.
        let says_none = t.name() == "HPAScalingRules" && matches!(&decoded, Value::List(_));
        Ok(Some(decoded).filter(|v| says_none || !scalars::is_empty(v)))
    }
    fn list(&mut self, value: &Value, base: &Value, place: Place, trail: &Trail<'_>) -> Outcome {
        let items = value.as_list().unwrap_or_default();
        // Made where the first item differs.
        let mut out: Option<Vec<Value>> = None;
        for (i, item) in items.iter().enumerate() {
            let before = base.as_list().and_then(|b| b.get(i)).unwrap_or(Value::NULL);
            let mut decoded = self.any(item, before, place, &trail.down(Step::Index(i)))?;
            if item.is_null() {
                decoded = zero(place.ty);
            }
            if out.is_some() || !decoded.same(item) {
                out.get_or_insert_with(|| items[..i].to_vec()).push(decoded);
            }
        }
        Ok(out.map_or_else(|| value.clone(), Value::from))
    }
    fn map(&mut self, value: &Value, base: &Value, place: Place, trail: &Trail<'_>) -> Outcome {
        let mut out: Option<Map> = None;
        let Value::Map(map) = value else { return Ok(value.clone()) };
        for (at, (key, item)) in map.iter().enumerate() {
            let mut decoded = self.any(item, base.get(key), place, &trail.down(Step::Key(key)))?;
            if item.is_null() {
                // What is null comes back from the store empty.
                decoded = match place.ty.kind() {
                    Kind::Scalar(Scalar::Bytes) => Text::EMPTY.into(),
                    Kind::List(_) => Value::List(Default::default()),
                    _ => zero(place.ty),
                };
            }
            if out.is_some() || !decoded.same(item) {
                let before = || map.head(at);
                out.get_or_insert_with(before).insert(key, decoded);
            }
        }
        Ok(out.map_or_else(|| value.clone(), Value::from))
    }
    fn unknown_field(&mut self, key: &str, trail: &Trail<'_>) {
        /// The server stops counting here.
        const MOST: usize = 100;
        if self.lenient || self.unknown.len() >= MOST {
            return;
        }
        let path = trail.path();
        let dot = if path.is_empty() { "" } else { "." };
        self.unknown.push(["unknown field \"", &path, dot, key, "\""].concat());
    }
    /// A schema inside a CustomResourceDefinition, where it may also be something else.
    fn schema(&mut self, value: &Value, place: Place, trail: &Trail<'_>) -> Outcome {
        let schema = named("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps")
            .expect("the table holds JSONSchemaProps");
        let before = std::mem::replace(&mut self.lenient, true);
        let decoded = self.object(value, schema, Value::NULL, place, trail);
        self.lenient = before;
        decoded
    }
    fn schemas(&mut self, value: &Value, place: Place, trail: &Trail<'_>) -> Outcome {
        let mut out = Vec::new();
        for item in value.as_list().unwrap_or_default() {
            out.push(self.schema(item, place, trail)?);
        }
        Ok(out.into())
    }
    fn scalar(&mut self, value: &Value, s: Scalar, place: Place, trail: &Trail<'_>) -> Outcome {
        match (s, value) {
            (Scalar::Raw | Scalar::FieldsV1 | Scalar::Json, _) => Ok(value.clone()),
            (_, Value::Null) => Ok(Value::Null),
            (Scalar::SchemaOrArray | Scalar::SchemaOrBool | Scalar::SchemaOrStrings, Value::Map(_)) => {
                self.schema(value, place, trail)
            }
            (Scalar::SchemaOrArray, Value::List(_)) => self.schemas(value, place, trail),
            (Scalar::SchemaOrBool, Value::Bool(_)) | (Scalar::SchemaOrStrings, Value::List(_)) => Ok(value.clone()),
            (Scalar::SchemaOrBool, _) => Err("boolean or JSON schema expected".to_string()),
            (Scalar::SchemaOrArray | Scalar::SchemaOrStrings, _) => Ok(Value::Null),
            (Scalar::Str, Value::Str(s)) => Ok(interned(s, place).map_or_else(|| value.clone(), Value::from)),
            (Scalar::Bool, Value::Bool(_)) => Ok(value.clone()),
            (Scalar::Float, Value::Int(_) | Value::Float(_)) => Ok(value.clone()),
            (Scalar::Int32 | Scalar::Int64, Value::Int(_) | Value::Float(_)) => {
                match scalars::whole(value, s == Scalar::Int32) {
                    Some(n) => Ok(n.into()),
                    None => self.wrong(value, place, trail),
                }
            }
            (Scalar::Bytes, Value::Str(text)) => match scalars::bytes(text) {
                Ok(text) => Ok(text.into()),
                Err(at) => {
                    let refusal = format!("illegal base64 data at input byte {at}");
                    self.refusal.get_or_insert(refusal);
                    Ok(Value::Null)
                }
            },
            (Scalar::Quantity, _) => scalars::quantity(value).map_err(String::from),
            (Scalar::IntOrString, Value::Str(_)) => Ok(value.clone()),
            (Scalar::IntOrString, Value::Int(_) | Value::Float(_)) if scalars::whole(value, true).is_some() => {
                Ok(scalars::whole(value, true).into())
            }
            (Scalar::IntOrString, _) => Err(Self::type_error(&scalars::kind_name(value, Ty::INT32), "int32", trail)),
            (Scalar::Time | Scalar::MicroTime, Value::Str(text)) => scalars::time(text, s == Scalar::MicroTime),
            (Scalar::Time | Scalar::MicroTime, _) => {
                Err(Self::type_error(&scalars::kind_name(value, Ty::STR), "string", trail))
            }
            _ => self.wrong(value, place, trail),
        }
    }
}

/// Whether a value is one of the many that plainly are as the server keeps them: nothing else needs a look then.
fn is_kept(value: &Value, field: Field) -> bool {
    match value {
        Value::Str(Text::Static(text)) => field.ty() == Ty::STR && !text.is_empty(),
        Value::Str(text) => field.ty() == Ty::STR && !text.is_empty() && field.enum_values().is_empty(),
        Value::Bool(true) => field.ty() == Ty::BOOL,
        _ => false,
    }
}

/// The program's own copy of an enumeration's value.
fn interned(text: &Text, place: Place) -> Option<&'static str> {
    if matches!(text, Text::Static(_)) {
        return None;
    }
    place.field?.enum_values().iter().find(|v| **v == text.as_str()).copied()
}
