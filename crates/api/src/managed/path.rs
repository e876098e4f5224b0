//! A step from an object to one of its parts, as managed fields write it (`f:name`, `k:{"name":"a"}`, `v:"x"`) and as
//! messages do (`.name`, `[name="a"]`, `[="x"]`).

use sorted::InOrder;
use std::cmp::Ordering;

use crate::json;
use crate::value::{Map, Text, Value};

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PathElement {
    /// A field of an object, or an entry of a map.
    Field(Text),
    /// The item of a list that has these key fields.
    Key(Scalars),
    /// The item of a set.
    Item(Scalars),
    /// The item of a list at a position.
    Index(i64),
}

/// The steps from the top.
pub type Path = Vec<PathElement>;

/// Key fields of an item with their values, sorted by name; or the one value of a set's item, under no name.
#[derive(Clone, Debug)]
pub struct Scalars(Vec<(Text, Value)>);

impl PathElement {
    /// The item with these key fields.
    pub fn key(mut fields: Vec<(Text, Value)>) -> PathElement {
        fields.order_by(|a, b| a.0.cmp(&b.0));
        PathElement::Key(Scalars(fields))
    }
    /// The item of a set.
    pub fn item(value: &Value) -> PathElement {
        PathElement::Item(Scalars(vec![(Text::EMPTY, value.clone())]))
    }
    /// As managed fields write it.
    pub fn encode(&self) -> String {
        match self {
            PathElement::Field(name) => ["f:", name].concat(),
            PathElement::Key(Scalars(fields)) => {
                let map: Map = fields.iter().cloned().collect();
                ["k:", &json::to_string(&map.into())].concat()
            }
            PathElement::Item(Scalars(value)) => ["v:", &json::to_string(&value[0].1)].concat(),
            PathElement::Index(i) => ["i:", &i.to_string()].concat(),
        }
    }
    /// From what managed fields write.
    pub fn decode(text: &str) -> Option<PathElement> {
        let (kind, rest) = text.split_at_checked(2)?;
        match kind {
            "f:" => Some(PathElement::Field(Text::new(rest))),
            "k:" => {
                let fields = json::parse(rest).ok()?;
                Some(PathElement::key(fields.as_map()?.iter().map(|(k, v)| (k.clone(), v.clone())).collect()))
            }
            "v:" => Some(PathElement::item(&json::parse(rest).ok()?)),
            "i:" => rest.parse().ok().map(PathElement::Index),
            _ => None,
        }
    }
    /// As messages write it.
    pub fn message(&self) -> String {
        match self {
            PathElement::Field(name) => [".", name].concat(),
            PathElement::Key(Scalars(fields)) => {
                let parts: Vec<String> =
                    fields.iter().map(|(k, v)| [k.as_str(), "=", &json::to_string(v)].concat()).collect();
                ["[", &parts.join(","), "]"].concat()
            }
            PathElement::Item(Scalars(value)) => ["[=", &json::to_string(&value[0].1), "]"].concat(),
            PathElement::Index(i) => ["[", &i.to_string(), "]"].concat(),
        }
    }
}

/// All steps as messages write them.
pub(super) fn message(path: &[PathElement]) -> String {
    path.iter().map(PathElement::message).collect()
}

impl PartialEq for Scalars {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Scalars {}
impl PartialOrd for Scalars {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Scalars {
    fn cmp(&self, other: &Self) -> Ordering {
        let pairs = self.0.iter().zip(&other.0);
        let mut differences = pairs.map(|(a, b)| a.0.cmp(&b.0).then_with(|| compare_values(&a.1, &b.1)));
        differences.find(|o| o.is_ne()).unwrap_or_else(|| self.0.len().cmp(&other.0.len()))
    }
}

/// Numbers, then strings, booleans, lists, maps and nothing.
fn compare_values(a: &Value, b: &Value) -> Ordering {
    let rank = |v: &Value| match v {
        Value::Int(_) | Value::Float(_) => 0,
        Value::Str(_) => 1,
        Value::Bool(_) => 2,
        Value::List(_) => 3,
        Value::Map(_) => 4,
        Value::Null => 5,
    };
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::Int(a), Value::Float(b)) => (*a as f64).total_cmp(b),
        (Value::Float(a), Value::Int(b)) => a.total_cmp(&(*b as f64)),
        (Value::Float(a), Value::Float(b)) => a.total_cmp(b),
        (Value::Str(a), Value::Str(b)) => a.cmp(b),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        _ => rank(a).cmp(&rank(b)).then_with(|| json::to_string(a).cmp(&json::to_string(b))),
    }
}
