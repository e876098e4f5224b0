//! Label selectors of specs, parsed once.

use api::views::meta::LabelSelector;
use api::{Map, Text, Value};

/// A parsed label selector.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selector {
    requirements: Vec<Requirement>,
    /// A missing selector matches nothing, an empty one everything.
    nothing: bool,
}

#[derive(Clone, Debug, PartialEq)]
struct Requirement {
    key: Text,
    op: Op,
    values: Vec<Text>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Op {
    In,
    NotIn,
    Exists,
    DoesNotExist,
}

impl Selector {
    /// Of a `LabelSelector`; null selects nothing.
    pub fn of(value: &Value) -> Selector {
        if value.is_null() {
            return Selector { requirements: Vec::new(), nothing: true };
        }
        let view = LabelSelector::of(value);
        let mut s = Selector::of_map(view.match_labels());
        for e in view.match_expressions() {
            let op = match e.operator() {
                "In" => Op::In,
                "NotIn" => Op::NotIn,
                "Exists" => Op::Exists,
                _ => Op::DoesNotExist,
            };
            s.requirements.push(Requirement {
                key: Text::new(e.key()),
                op,
                values: e.values().map(Text::new).collect(),
            });
        }
        s
    }
    /// Of a plain map of labels (services, replication controllers): empty selects everything.
    pub fn of_map(labels: &Map) -> Selector {
        let one = |(k, v): (&Text, &Value)| Requirement {
            key: k.clone(),
            op: Op::In,
            values: vec![v.as_text().cloned().unwrap_or_default()],
        };
        Selector { requirements: labels.iter().map(one).collect(), nothing: false }
    }
    /// Whether it selects everything.
    pub fn is_empty(&self) -> bool {
        self.requirements.is_empty() && !self.nothing
    }
    /// Whether `labels` are selected.
    pub fn matches(&self, labels: &Map) -> bool {
        !self.nothing
            && self.requirements.iter().all(|r| {
                let value = labels.get(&r.key).and_then(Value::as_text);
                match r.op {
                    Op::In => value.is_some_and(|v| r.values.contains(v)),
                    Op::NotIn => !value.is_some_and(|v| r.values.contains(v)),
                    Op::Exists => value.is_some(),
                    Op::DoesNotExist => value.is_none(),
                }
            })
    }
}
