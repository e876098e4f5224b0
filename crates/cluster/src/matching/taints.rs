//! Taints of nodes and tolerations of pods.

use api::views::Items;
use api::views::core;
use api::{Text, Value};

/// What keeps pods off a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taint {
    /// Key.
    pub key: Text,
    /// Value; may be empty.
    pub value: Text,
    /// `NoSchedule`, `PreferNoSchedule`, `NoExecute`.
    pub effect: Text,
}

impl Taint {
    /// The taints of a node.
    pub fn all_of(node: &Value) -> Vec<Taint> {
        let list: Items<'_, core::Taint<'_>> = Items::of(node.get("spec").get("taints"));
        list.map(|t| Taint { key: Text::new(t.key()), value: Text::new(t.value()), effect: Text::new(t.effect()) })
            .collect()
    }
    /// Whether it keeps pods from being scheduled to the node at all.
    pub fn forbids(&self) -> bool {
        self.effect == "NoSchedule" || self.effect == "NoExecute"
    }
}

/// What makes a pod bear taints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toleration {
    key: Text,
    exists: bool,
    value: Text,
    /// Which effect it bears; all if empty.
    pub effect: Text,
    /// For how long it bears `NoExecute`; for ever if nothing.
    pub seconds: Option<i64>,
}

impl Toleration {
    /// The tolerations of a pod.
    pub fn all_of(pod: &Value) -> Vec<Toleration> {
        let list: Items<'_, core::Toleration<'_>> = Items::of(pod.get("spec").get("tolerations"));
        list.map(|t| Toleration {
            key: Text::new(t.key()),
            exists: t.operator() == "Exists",
            value: Text::new(t.value()),
            effect: Text::new(t.effect()),
            seconds: t.toleration_seconds(),
        })
        .collect()
    }
    /// Whether a taint is borne. No key at all bears every taint.
    pub fn tolerates(&self, taint: &Taint) -> bool {
        (self.effect.is_empty() || self.effect == taint.effect)
            && (self.key.is_empty() || self.key == taint.key)
            && (self.exists || self.value == taint.value)
    }
}

/// The first of the taints that `matters` and is not borne.
pub fn first_untolerated<'a>(
    taints: &'a [Taint],
    tolerations: &[Toleration],
    matters: impl Fn(&Taint) -> bool,
) -> Option<&'a Taint> {
    taints.iter().find(|t| matters(t) && !tolerations.iter().any(|x| x.tolerates(t)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::obj;

    #[test]
    fn tolerating() {
        let node = obj!({"spec": {"taints": [{"key": "db", "value": "yes", "effect": "NoSchedule"}]}});
        let taints = Taint::all_of(&node);
        let cases = [
            (obj!({"key": "db", "value": "yes", "effect": "NoSchedule"}), true),
            (obj!({"key": "db", "operator": "Equal", "value": "no"}), false),
            (obj!({"key": "db", "operator": "Exists"}), true),
            (obj!({"key": "db", "operator": "Exists", "effect": "NoExecute"}), false),
            (obj!({"operator": "Exists"}), true),
        ];
        for (toleration, expected) in cases {
            let pod = obj!({"spec": {"tolerations": [(toleration.clone())]}});
            let left = first_untolerated(&taints, &Toleration::all_of(&pod), Taint::forbids);
            assert_eq!(left.is_none(), expected, "{toleration:?}");
        }
    }
}
