//! From the arena of nodes to a [`Value`], as Go decodes into an empty interface and then makes JSON of it.
//!
//! Each node is decoded once and shared by its aliases, but counted as often as Go would decode it, so that a bomb of
//! aliases is refused exactly when Go refuses it.

use super::YamlError;
use super::events::{Data, Id, Tree};
use super::resolve::{Resolved, resolve};
use crate::json;
use crate::value::{Map, Text, Value};
use libyaml_safer::ScalarStyle;
use sorted::InOrder;

const TAG_PREFIX: &str = "tag:yaml.org,2002:";

/// The document's value; null for an empty arena.
pub(super) fn value(tree: &Tree) -> Result<Value, YamlError> {
    if tree.nodes.is_empty() {
        return Ok(Value::Null);
    }
    let mut c = Composer { tree, done: vec![None; tree.nodes.len()], decoded: 0, by_alias: 0 };
    c.run()?;
    Ok(c.done[0].take().map(|(v, _)| v).unwrap_or_default())
}

struct Composer<'a> {
    tree: &'a Tree,
    /// A finished node's value, and how many nodes Go decodes for it.
    done: Vec<Option<(Value, u64)>>,
    decoded: u64,
    by_alias: u64,
}

impl Composer<'_> {
    fn run(&mut self) -> Result<(), YamlError> {
        let mut stack: Vec<(Id, usize)> = vec![(0, 0)];
        while let Some((id, next)) = stack.pop() {
            if next == 0 {
                self.decoded += 1;
            }
            match &self.tree.nodes[id].data {
                Data::Scalar { text, tag, implicit, style } => {
                    self.done[id] = Some((scalar(text, tag.as_deref(), *implicit, *style)?, 1));
                }
                Data::Alias { name, target } => {
                    let Some((value, count)) = &self.done[*target] else {
                        return Err(YamlError::yaml(&format!("anchor '{name}' value contains itself")));
                    };
                    self.decoded = self.decoded.saturating_add(*count);
                    self.by_alias = self.by_alias.saturating_add(*count);
                    let done = (value.clone(), count.saturating_add(1));
                    self.done[id] = Some(done);
                    self.check_budget()?;
                }
                Data::List(children) | Data::Map(children) if next < children.len() => {
                    stack.push((id, next + 1));
                    stack.push((children[next], 0));
                }
                Data::List(children) => {
                    let items = children.iter().map(|c| self.value_of(*c).clone()).collect::<Vec<_>>();
                    self.done[id] = Some((items.into(), self.count(children)));
                }
                Data::Map(children) => {
                    let map = self.map(children)?;
                    self.done[id] = Some((map.into(), self.count(children)));
                }
            }
        }
        Ok(())
    }

    fn value_of(&self, id: Id) -> &Value {
        self.done[id].as_ref().map_or(Value::NULL, |(v, _)| v)
    }

    fn count(&self, children: &[Id]) -> u64 {
        children.iter().fold(1, |n, c| n.saturating_add(self.done[*c].as_ref().map_or(1, |(_, n)| *n)))
    }

    /// Go lets 99% of a small document come from aliases, and 10% of a large one.
    fn check_budget(&self) -> Result<(), YamlError> {
        const LOW: f64 = 400_000.0;
        const HIGH: f64 = 4_000_000.0;
        if self.by_alias <= 100 || self.decoded <= 1000 {
            return Ok(());
        }
        let n = self.decoded as f64;
        let allowed = 0.99 - 0.89 * ((n.clamp(LOW, HIGH) - LOW) / (HIGH - LOW));
        if self.by_alias as f64 / n > allowed {
            return Err(YamlError::yaml("document contains excessive aliasing"));
        }
        Ok(())
    }

    fn map(&self, children: &[Id]) -> Result<Map, YamlError> {
        let mut entries: Vec<(Text, Value)> = Vec::with_capacity(children.len() / 2);
        for pair in children.chunks_exact(2) {
            let (key, value) = (pair[0], pair[1]);
            if self.is_merge(key) {
                self.merge(value, &mut entries)?;
            } else {
                entries.push((self.key(key, value)?, self.value_of(value).clone()));
            }
        }
        entries.order_by(|a, b| a.0.cmp(&b.0));
        Ok(entries.into_iter().collect())
    }

    fn is_merge(&self, key: Id) -> bool {
        match &self.tree.nodes[key].data {
            Data::Scalar { text, tag, implicit, .. } => {
                text == "<<" && (*implicit || tag.as_deref().and_then(|t| t.strip_prefix(TAG_PREFIX)) == Some("merge"))
            }
            _ => false,
        }
    }

    /// Fields of `<<`: what comes later in the map, the merge included, wins; within a list of maps the first wins.
    fn merge(&self, value: Id, entries: &mut Vec<(Text, Value)>) -> Result<(), YamlError> {
        let sources: Vec<Id> = match &self.tree.nodes[value].data {
            Data::List(items) => items.iter().rev().copied().collect(),
            _ => vec![value],
        };
        for source in sources {
            let Value::Map(m) = self.value_of(source) else {
                return Err(YamlError::yaml("map merge requires map or sequence of maps as the value"));
            };
            entries.extend(m.iter().map(|(k, v)| (k.clone(), v.clone())));
        }
        Ok(())
    }

    fn key(&self, id: Id, value: Id) -> Result<Text, YamlError> {
        let mut node = &self.tree.nodes[id].data;
        while let Data::Alias { target, .. } = node {
            node = &self.tree.nodes[*target].data;
        }
        let Data::Scalar { text, tag, implicit, style } = node else {
            return Err(YamlError::yaml(&format!("invalid map key: {}", go_syntax(self.value_of(id)))));
        };
        Ok(match meaning(text, tag.as_deref(), *implicit, *style)? {
            Meaning::Text(s) => s.into(),
            Meaning::Plain(Resolved::Bool(b)) => Text::Static(if b { "true" } else { "false" }),
            Meaning::Plain(Resolved::Int(i)) => i.to_string().into(),
            Meaning::Plain(Resolved::Float(f)) => super::scalar::float32(f as f32).into(),
            Meaning::Plain(Resolved::Str | Resolved::Timestamp) => Text::new(text),
            Meaning::Plain(Resolved::Null | Resolved::Big(_)) => {
                return Err(YamlError::json(&format!(
                    "unsupported map key of type: %!s(<nil>), key: <nil>, value: {}",
                    go_syntax(self.value_of(value))
                )));
            }
        })
    }
}

enum Meaning {
    /// A string, whatever it looks like.
    Text(String),
    Plain(Resolved),
}

fn meaning(text: &str, tag: Option<&str>, implicit: bool, style: ScalarStyle) -> Result<Meaning, YamlError> {
    let Some(tag) = tag else {
        return Ok(if implicit && style == ScalarStyle::Plain {
            Meaning::Plain(resolve(text))
        } else {
            Meaning::Text(text.to_string())
        });
    };
    let plain = resolve(text);
    match tag.strip_prefix(TAG_PREFIX) {
        Some("str") => Ok(Meaning::Text(text.to_string())),
        Some("binary") => match from_base64(text) {
            Some(bytes) => Ok(Meaning::Text(String::from_utf8_lossy(&bytes).into_owned())),
            None => Err(YamlError::yaml("!!binary value contains invalid base64 data")),
        },
        Some("float") if matches!(plain, Resolved::Int(_)) => Ok(Meaning::Plain(plain)),
        Some(short @ ("bool" | "int" | "float" | "null" | "timestamp")) => {
            if plain.tag()[2..] == *short {
                return Ok(Meaning::Plain(plain));
            }
            Err(YamlError::yaml(&format!("cannot decode {} `{text}` as a !!{short}", plain.tag())))
        }
        _ => Ok(Meaning::Text(text.to_string())),
    }
}

fn scalar(text: &str, tag: Option<&str>, implicit: bool, style: ScalarStyle) -> Result<Value, YamlError> {
    Ok(match meaning(text, tag, implicit, style)? {
        Meaning::Text(s) => s.into(),
        Meaning::Plain(plain) => match plain {
            Resolved::Null => Value::Null,
            Resolved::Bool(b) => b.into(),
            Resolved::Int(i) => i.into(),
            Resolved::Big(digits) => Value::Float(digits.parse().unwrap_or(f64::MAX)),
            Resolved::Float(f) if f.is_nan() => return Err(YamlError::json("json: unsupported value: NaN")),
            Resolved::Float(f) if f.is_infinite() => {
                let name = if f > 0.0 { "+Inf" } else { "-Inf" };
                return Err(YamlError::json(&format!("json: unsupported value: {name}")));
            }
            // JSON knows only numbers, so that `1.0` and `1e3` are whole from here on.
            Resolved::Float(f) => json::float(f).parse::<i64>().map_or(Value::Float(f), Value::Int),
            Resolved::Timestamp | Resolved::Str => Text::new(text).into(),
        },
    })
}

/// Go's `%#v` of what the YAML library decodes.
fn go_syntax(v: &Value) -> String {
    match v {
        Value::Null => "interface {}(nil)".into(),
        Value::Str(s) => format!("{:?}", s.as_str()),
        Value::List(l) => format!("[]interface {{}}{{{}}}", l.iter().map(go_syntax).collect::<Vec<_>>().join(", ")),
        Value::Map(m) => {
            let fields: Vec<_> = m.iter().map(|(k, v)| format!("{:?}:{}", k.as_str(), go_syntax(v))).collect();
            format!("map[interface {{}}]interface {{}}{{{}}}", fields.join(", "))
        }
        other => json::to_string(other),
    }
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    crate::base64::decode(&text.replace(['\n', '\r'], ""))
}
