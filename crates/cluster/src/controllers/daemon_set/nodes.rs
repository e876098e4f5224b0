//! Which nodes a daemon set has pods on, and how such a pod is tied to its node.

use api::views::Items;
use api::views::core::{NodeSelectorTerm, Pod};
use api::{Text, Value, obj};

use crate::matching::{NodeAffinity, Taint, Toleration, first_untolerated};

/// What a daemon set does about a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fit {
    /// A pod belongs there.
    pub should_run: bool,
    /// A pod that is there may stay.
    pub may_stay: bool,
}

/// What every daemon bears, beside what its template says.
const TOLERATED: [(&str, &str); 6] = [
    ("node.kubernetes.io/not-ready", "NoExecute"),
    ("node.kubernetes.io/unreachable", "NoExecute"),
    ("node.kubernetes.io/disk-pressure", "NoSchedule"),
    ("node.kubernetes.io/memory-pressure", "NoSchedule"),
    ("node.kubernetes.io/pid-pressure", "NoSchedule"),
    ("node.kubernetes.io/unschedulable", "NoSchedule"),
];

/// The template with the tolerations of daemons.
pub fn with_tolerations(template: &Value) -> Value {
    let mut template = template.clone();
    let mut add = TOLERATED.to_vec();
    if template.get("spec").bool("hostNetwork") {
        add.push(("node.kubernetes.io/network-unavailable", "NoSchedule"));
    }
    let list = template.field_mut("spec").field_mut("tolerations").list_mut();
    for (key, effect) in add {
        let toleration = obj!({"key": key, "operator": "Exists", "effect": effect});
        list.retain(|t| t.str("key") != key || t.str("effect") != effect || t.has("value"));
        list.push(toleration);
    }
    template
}

/// The template of the pod for one node: only that node will do.
pub fn tied_to(template: &Value, node: &str) -> Value {
    let field = obj!({"key": "metadata.name", "operator": "In", "values": [(node.to_string())]});
    let path = ["affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"];
    let mut template = template.clone();
    let terms = template.field_mut("spec").at_mut(&path).list_mut();
    if terms.is_empty() {
        terms.push(Value::object());
    }
    terms.iter_mut().for_each(|t| t.set("matchFields", vec![field.clone()]));
    template
}

/// The node that a pod is meant for: where it is, or where its affinity ties it to.
pub fn target(pod: &Value) -> Text {
    let spec = Pod::of(pod).spec();
    if !spec.node_name().is_empty() {
        return Text::new(spec.node_name());
    }
    let path = ["affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"];
    let terms: Items<'_, NodeSelectorTerm<'_>> = Items::of(spec.0.at(&path));
    let mut fields = terms.flat_map(|t| t.match_fields());
    let name = fields.find(|f| f.key() == "metadata.name" && f.operator() == "In").and_then(|f| f.values().next());
    name.map(Text::new).unwrap_or_default()
}

/// A daemon set's wishes about nodes, parsed once a look.
pub struct Wishes {
    node_name: Text,
    affinity: NodeAffinity,
    tolerations: Vec<Toleration>,
}

impl Wishes {
    /// Of a daemon set.
    pub fn of(set: &Value) -> Wishes {
        let template = with_tolerations(set.get("spec").get("template"));
        Wishes {
            node_name: template.get("spec").text("nodeName"),
            affinity: NodeAffinity::of(Pod::of(&template).spec()),
            tolerations: Toleration::all_of(&template),
        }
    }
    /// What they come to for a node.
    pub fn fit(&self, node: &Value) -> Fit {
        let name = node.get("metadata").str("name");
        if !(self.node_name.is_empty() || self.node_name == name) || !self.affinity.allows(node) {
            return Fit { should_run: false, may_stay: false };
        }
        let taints = Taint::all_of(node);
        let should_run = first_untolerated(&taints, &self.tolerations, Taint::forbids).is_none();
        let expels = |t: &Taint| t.effect == "NoExecute";
        Fit { should_run, may_stay: should_run || first_untolerated(&taints, &self.tolerations, expels).is_none() }
    }
}
