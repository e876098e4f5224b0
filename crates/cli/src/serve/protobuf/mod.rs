//! Protobuf as clients of Go write it, read into the JSON that it stands for.
//!
//! A body is an envelope with the kind and the object's message. What a field holds is known from the schema; only its
//! number comes from a table (`cargo xtask wire`). A message that has no name in JSON is embedded: its fields are its
//! holder's. Go writes what is empty, too, where the field is no pointer, and means nothing by it.

#[cfg(test)]
mod tests;

use api::schema::{self, Field, Kind, Scalar, Ty, TypeRef};
use api::time::Time;
use api::{Map, Status, Text, Value, base64, json};

/// A row is a message and its fields as `NUMBER:NAME` or `NUMBER:NAME:MESSAGE`; names are in small letters.
const NUMBERS: &str = include_str!("numbers.tsv");
/// What a body begins with.
const MAGIC: &[u8] = b"k8s\0";
/// How deep messages may lie in one another: what is deeper was made to fill the stack.
const DEPTH: usize = 100;
const META: &str = "io.k8s.apimachinery.pkg.apis.meta.v1";

/// The JSON of a body.
pub fn to_json(body: &[u8]) -> Result<String, Status> {
    read(body).map(|v| json::to_string(&v)).map_err(|why| Status::bad_request(["protobuf: ", &why].concat()))
}

fn read(body: &[u8]) -> Result<Value, String> {
    let envelope = body.strip_prefix(MAGIC).ok_or("the body lacks the four bytes that it has to begin with")?;
    let (mut about, mut raw) = (&[][..], &[][..]);
    for part in Parts(envelope) {
        match part? {
            (1, Wire::Bytes(bytes)) => about = bytes,
            (2, Wire::Bytes(bytes)) => raw = bytes,
            (3, Wire::Bytes(encoding)) if !encoding.is_empty() => return Err("compressed bodies are not read".into()),
            (4, Wire::Bytes(b"" | b"application/vnd.kubernetes.protobuf")) => {}
            (4, Wire::Bytes(b"application/json")) => return json::parse(&text(raw)?).map_err(|e| e.message),
            _ => {}
        }
    }
    let (mut api_version, mut kind) = (String::new(), String::new());
    for part in Parts(about) {
        match part? {
            (1, Wire::Bytes(bytes)) => api_version = text(bytes)?,
            (2, Wire::Bytes(bytes)) => kind = text(bytes)?,
            _ => {}
        }
    }
    let (group, version) = api_version.split_once('/').unwrap_or(("", &api_version));
    // Options come under the group of what they are about.
    let ty = schema::of(group, version, &kind).or_else(|| schema::named(&[META, ".", &kind].concat()));
    let ty = ty.ok_or_else(|| format!("{api_version} {kind} is not known here"))?;
    let mut object = Map::new();
    object.insert("kind", Text::from(&kind));
    object.insert("apiVersion", Text::from(&api_version));
    message(raw, Row::of(&ty.full_name())?, ty, &mut object, DEPTH)?;
    Ok(Value::from(object))
}

/// A message's row of the table.
#[derive(Clone, Copy)]
struct Row {
    package: &'static str,
    fields: &'static str,
}

impl Row {
    fn of(full_name: &str) -> Result<Row, String> {
        let (package, name) = full_name.rsplit_once('.').unwrap_or(("", full_name));
        let name = name.to_lowercase();
        let mut rows = NUMBERS.lines().filter_map(|line| {
            let (message, fields) = line.split_once('\t')?;
            Some((message.rsplit_once('.')?, fields))
        });
        let row = rows.find(|((p, n), _)| *p == package && *n == name);
        let ((package, _), fields) = row.ok_or_else(|| format!("the fields of {full_name} are not known here"))?;
        Ok(Row { package, fields })
    }

    /// The name of a field, and the message of the same package that it holds.
    fn field(self, number: u64) -> Option<(&'static str, &'static str)> {
        let mut fields = self.fields.split('\t').filter_map(|field| field.split_once(':'));
        let (_, field) = fields.find(|(n, _)| n.parse() == Ok(number))?;
        Some(field.split_once(':').unwrap_or((field, "")))
    }
}

/// Whether a name of JSON (`hostIP`, `$ref`, `x-kubernetes-map-type`) is this one of the table.
fn spelled(json: &str, plain: &str) -> bool {
    let letters = json.bytes().filter(u8::is_ascii_alphanumeric);
    letters.map(|b| b.to_ascii_lowercase()).eq(plain.bytes())
}

/// Reads a message into an object of a type, which it may be embedded in.
fn message(bytes: &[u8], row: Row, ty: TypeRef, into: &mut Map, depth: usize) -> Result<(), String> {
    let depth = depth.checked_sub(1).ok_or("messages lie too deep in one another")?;
    for part in Parts(bytes) {
        let (number, wire) = part?;
        let unknown = || format!("field {number} of {} is not known here", ty.go_name());
        let (name, inner) = row.field(number).ok_or_else(unknown)?;
        match (ty.fields().find(|f| spelled(f.name(), name)), wire) {
            (Some(field), wire) => member(field, wire, into, depth)?,
            (None, Wire::Bytes(bytes)) if !inner.is_empty() => {
                message(bytes, Row::of(&[row.package, ".", inner].concat())?, ty, into, depth)?;
            }
            _ => return Err(unknown()),
        }
    }
    Ok(())
}

/// Reads what a field holds, once for each item of a list and each entry of a map.
fn member(field: Field, wire: Wire<'_>, into: &mut Map, depth: usize) -> Result<(), String> {
    match field.ty().kind() {
        Kind::List(item) => into.entry(field.name()).list_mut().push(value(item, wire, depth)?),
        Kind::Map(item) => {
            let (mut key, mut held) = (String::new(), Wire::Bytes(&[]));
            for part in Parts(wire.bytes()?) {
                match part? {
                    (1, wire) => key = text(wire.bytes()?)?,
                    (_, wire) => held = wire,
                }
            }
            into.entry(field.name()).map_mut().insert(key, value(item, held, depth)?);
        }
        _ => {
            let value = value(field.ty(), wire, depth)?;
            if field.pointer() || field.required() && !value.is_null() || !empty(&value) {
                into.insert(field.name(), value);
            }
        }
    }
    Ok(())
}

/// Whether Go writes it for a field that is not set.
fn empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(b) => !b,
        Value::Int(i) => *i == 0,
        Value::Float(f) => *f == 0.0,
        Value::Str(s) => s.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Map(map) => map.is_empty(),
    }
}

fn value(ty: Ty, wire: Wire<'_>, depth: usize) -> Result<Value, String> {
    let scalar = match ty.kind() {
        Kind::Scalar(scalar) => scalar,
        Kind::Object(ty) => {
            let mut object = Map::new();
            message(wire.bytes()?, Row::of(&ty.full_name())?, ty, &mut object, depth)?;
            return Ok(object.into());
        }
        // A list within a map is a message of its own, with the items as its only field.
        Kind::List(item) => {
            let items = Parts(wire.bytes()?).map(|part| value(item, part?.1, depth));
            return items.collect::<Result<Vec<_>, _>>().map(Value::from);
        }
        Kind::Map(_) => return Err("a map of maps is not known here".into()),
    };
    Ok(match scalar {
        Scalar::Str => text(wire.bytes()?)?.into(),
        Scalar::Bool => (wire.number()? != 0).into(),
        // Whole numbers below zero are written as those that have the same bits.
        Scalar::Int32 | Scalar::Int64 => (wire.number()? as i64).into(),
        Scalar::Float => Value::Float(f64::from_bits(wire.number()?)),
        Scalar::Bytes => base64::encode(wire.bytes()?).into(),
        Scalar::Time | Scalar::MicroTime if wire.bytes()?.is_empty() => Value::Null,
        Scalar::Time => Time::from_seconds(field(wire, 1)?.number()? as i64).rfc3339().into(),
        Scalar::MicroTime => {
            let micros = field(wire, 2)?.number()? as i64 / 1_000;
            Time(Time::from_seconds(field(wire, 1)?.number()? as i64).0 + micros).rfc3339_micro().into()
        }
        Scalar::Quantity => text(field(wire, 1)?.bytes()?)?.into(),
        Scalar::IntOrString => match field(wire, 1)?.number()? {
            0 => (field(wire, 2)?.number()? as i64).into(),
            _ => text(field(wire, 3)?.bytes()?)?.into(),
        },
        Scalar::Raw | Scalar::FieldsV1 | Scalar::Json => {
            json::parse(&text(field(wire, 1)?.bytes()?)?).map_err(|e| e.message)?
        }
        Scalar::SchemaOrBool if wire_has(wire, 2)? => schema_of(field(wire, 2)?, depth)?,
        Scalar::SchemaOrBool => (field(wire, 1)?.number()? != 0).into(),
        Scalar::SchemaOrArray | Scalar::SchemaOrStrings if wire_has(wire, 1)? => schema_of(field(wire, 1)?, depth)?,
        Scalar::SchemaOrArray => items(wire, |wire| schema_of(wire, depth))?,
        Scalar::SchemaOrStrings => items(wire, |wire| Ok(text(wire.bytes()?)?.into()))?,
    })
}

/// A schema within the schema of a definition.
fn schema_of(wire: Wire<'_>, depth: usize) -> Result<Value, String> {
    let ty = schema::named("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps");
    value(Ty::of(ty.ok_or("schemas are not known here")?), wire, depth)
}

fn items(wire: Wire<'_>, item: impl Fn(Wire<'_>) -> Result<Value, String>) -> Result<Value, String> {
    let items = Parts(wire.bytes()?).filter(|part| part.as_ref().is_ok_and(|(number, _)| *number == 2));
    items.map(|part| item(part?.1)).collect::<Result<Vec<_>, _>>().map(Value::from)
}

/// The field of a small message; what is not written is 0, and no bytes.
fn field(wire: Wire<'_>, wanted: u64) -> Result<Wire<'_>, String> {
    let mut found = Wire::Absent;
    for part in Parts(wire.bytes()?) {
        let (number, wire) = part?;
        if number == wanted {
            found = wire;
        }
    }
    Ok(found)
}

fn wire_has(wire: Wire<'_>, wanted: u64) -> Result<bool, String> {
    Ok(!matches!(field(wire, wanted)?, Wire::Absent))
}

fn text(bytes: &[u8]) -> Result<String, String> {
    String::from_utf8(bytes.to_vec()).map_err(|e| e.to_string())
}

/// What is on the wire after the number of a field.
#[derive(Clone, Copy)]
enum Wire<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    Absent,
}

impl<'a> Wire<'a> {
    fn bytes(self) -> Result<&'a [u8], String> {
        match self {
            Wire::Bytes(bytes) => Ok(bytes),
            Wire::Absent => Ok(&[]),
            Wire::Number(_) => Err("a number where bytes are awaited".into()),
        }
    }
    fn number(self) -> Result<u64, String> {
        match self {
            Wire::Number(number) => Ok(number),
            Wire::Absent => Ok(0),
            Wire::Bytes(_) => Err("bytes where a number is awaited".into()),
        }
    }
}

/// The fields of a message, as they come. The iteration ends with the first error.
struct Parts<'a>(&'a [u8]);

impl<'a> Iterator for Parts<'a> {
    type Item = Result<(u64, Wire<'a>), String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let part = self.part();
        if part.is_none() {
            self.0 = &[];
        }
        Some(part.ok_or_else(|| "the body ends amid a field, or holds what is no field".into()))
    }
}

impl<'a> Parts<'a> {
    fn part(&mut self) -> Option<(u64, Wire<'a>)> {
        let key = self.varint()?;
        let wire = match key & 7 {
            0 => Wire::Number(self.varint()?),
            1 => Wire::Number(u64::from_le_bytes(*self.take(8)?.first_chunk()?)),
            2 => {
                let length = self.varint()?;
                Wire::Bytes(self.take(usize::try_from(length).ok()?)?)
            }
            5 => Wire::Number(u64::from(u32::from_le_bytes(*self.take(4)?.first_chunk()?))),
            _ => return None,
        };
        Some((key >> 3, wire))
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// Seven bits a byte, the lowest first; the last byte is the first below 128.
    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = *self.take(1)?.first()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}
