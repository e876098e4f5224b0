//! `nodeSelector` and `affinity.nodeAffinity`, parsed once.

use api::selector::{LabelSelector, Operator, Requirement};
use api::views::Items;
use api::views::core::{NodeSelectorRequirement, NodeSelectorTerm, PodSpec};
use api::{Map, Text, Value, meta};
use sorted::InOrder;

/// One alternative of a node selector: all that it says must hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    expressions: Vec<Requirement>,
    fields: Vec<Requirement>,
}

impl Term {
    /// From a `NodeSelectorTerm`.
    pub fn of(term: NodeSelectorTerm<'_>) -> Term {
        Term { expressions: requirements(term.match_expressions()), fields: requirements(term.match_fields()) }
    }
    /// Whether a node matches. An empty term matches none.
    pub fn matches(&self, node: &Value) -> bool {
        if self.expressions.is_empty() && self.fields.is_empty() {
            return false;
        }
        let mut fields = Map::new();
        if !self.fields.is_empty() {
            fields.insert("metadata.name", node.get("metadata").text("name"));
        }
        let labels = meta::labels(node);
        self.expressions.iter().all(|r| r.matches(labels)) && self.fields.iter().all(|r| r.matches(&fields))
    }
    /// The node names that this asks for by field, if it asks for any.
    fn names(&self) -> Option<&[Text]> {
        let asks = |r: &&Requirement| r.key == "metadata.name" && r.operator == Operator::In;
        self.fields.iter().find(asks).map(|r| r.values.as_slice())
    }
}

fn requirements(list: Items<'_, NodeSelectorRequirement<'_>>) -> Vec<Requirement> {
    list.map(|r| Requirement {
        key: Text::new(r.key()),
        operator: match r.operator() {
            "In" => Operator::In,
            "NotIn" => Operator::NotIn,
            "Exists" => Operator::Exists,
            "DoesNotExist" => Operator::DoesNotExist,
            "Gt" => Operator::GreaterThan,
            _ => Operator::LessThan,
        },
        values: r.values().map(Text::new).collect(),
    })
    .collect()
}

/// Where a pod must and would like to go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeAffinity {
    selector: LabelSelector,
    required: Option<Vec<Term>>,
    /// Weights and what they are given for.
    pub preferred: Vec<(i64, Term)>,
}

impl NodeAffinity {
    /// From a pod's spec.
    pub fn of(spec: PodSpec<'_>) -> NodeAffinity {
        let affinity = spec.affinity().and_then(|a| a.node_affinity());
        let required = affinity.and_then(|a| a.required_during_scheduling_ignored_during_execution());
        let preferred = affinity.map(|a| {
            let terms = a.preferred_during_scheduling_ignored_during_execution();
            terms.map(|p| (p.weight(), Term::of(p.preference()))).collect()
        });
        NodeAffinity {
            selector: LabelSelector::from_map(spec.node_selector()),
            required: required.map(|s| s.node_selector_terms().map(Term::of).collect()),
            preferred: preferred.unwrap_or_default(),
        }
    }
    /// Whether the pod may go to a node.
    pub fn allows(&self, node: &Value) -> bool {
        (self.selector.is_empty() || self.selector.matches(meta::labels(node)))
            && self.required.as_ref().is_none_or(|terms| terms.iter().any(|t| t.matches(node)))
    }
    /// The only nodes that may be looked at, where every alternative names its nodes by field.
    pub fn names(&self) -> Option<Vec<Text>> {
        let terms = self.required.as_ref().filter(|t| !t.is_empty())?;
        let mut names = Vec::new();
        for term in terms {
            names.extend_from_slice(term.names()?);
        }
        names.order();
        names.dedup();
        Some(names)
    }
    /// The sum of the weights of what a node has of the pod's wishes.
    pub fn score(&self, node: &Value) -> i64 {
        self.preferred.iter().filter(|(_, term)| term.matches(node)).map(|(weight, _)| weight).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::obj;
    use api::views::core::Pod;

    fn node(name: &'static str) -> Value {
        obj!({"metadata": {"name": name, "labels": {"zone": "a", "cores": "8"}}})
    }
    fn affinity(required: Value) -> NodeAffinity {
        let pod = obj!({"spec": {"affinity": {"nodeAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": required},
        }}}});
        NodeAffinity::of(Pod::of(&pod).spec())
    }

    #[test]
    fn alternatives_and_operators() {
        let expressions = |op: &'static str, values: Value| {
            affinity(obj!([{"matchExpressions": [{"key": "cores", "operator": op, "values": values}]}]))
        };
        assert!(expressions("Gt", obj!(["4"])).allows(&node("x")));
        assert!(!expressions("Lt", obj!(["4"])).allows(&node("x")));
        assert!(expressions("NotIn", obj!(["4"])).allows(&node("x")));
        assert!(!affinity(obj!([])).allows(&node("x")), "no alternative is left");
        assert!(!affinity(obj!([{}])).allows(&node("x")), "an empty term matches nothing");
    }

    #[test]
    fn a_node_by_name() {
        let a = affinity(obj!([{"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n1"]}]}]));
        assert_eq!(a.names(), Some(vec!["n1".into()]));
        assert!(a.allows(&node("n1")) && !a.allows(&node("n2")));
    }
}
