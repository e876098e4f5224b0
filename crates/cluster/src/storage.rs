//! What claims and persistent volumes want of each other: scheduler, controllers and API server go by the same rules.

use api::quantity::Quantity;
use api::selector::LabelSelector;
use api::views::Items;
use api::views::core::NodeSelectorTerm;
use api::{Text, Value, meta};

use crate::apiserver::ApiServer;
use crate::kinds;
use crate::matching::Term;

/// Where the class stood once.
pub const OLD_CLASS: &str = "volume.beta.kubernetes.io/storage-class";

/// The storage class of a claim or volume; the old annotation outranks the field.
pub fn class_name(object: &Value) -> &str {
    let old = meta::annotations(object).get(OLD_CLASS).and_then(Value::as_str);
    old.unwrap_or(object.get("spec").str("storageClassName"))
}

/// Whether a claim says anything of its class; an empty one is said, too.
pub fn has_class(claim: &Value) -> bool {
    claim.get("spec").has("storageClassName") || meta::annotations(claim).contains_key(OLD_CLASS)
}

/// The class of claims that say nothing of it: of several the youngest.
pub fn default_class(api: &ApiServer) -> Option<Text> {
    let is_default = |c: &&Value| {
        let says = |key: &str| meta::annotations(c).get(key).and_then(Value::as_str) == Some("true");
        says("storageclass.kubernetes.io/is-default-class") || says("storageclass.beta.kubernetes.io/is-default-class")
    };
    let youngest =
        |c: &&Value| (c.get("metadata").text("creationTimestamp"), std::cmp::Reverse(c.get("metadata").text("name")));
    let class = api.read_all(kinds::STORAGE_CLASS, "").filter(is_default).max_by_key(youngest)?;
    Some(class.get("metadata").text("name"))
}

/// Whether claims of a class wait for the node of their pod.
pub fn waits_for_consumer(class: &Value) -> bool {
    class.str("volumeBindingMode") == "WaitForFirstConsumer"
}

/// Whether a volume is meant for a claim.
pub fn is_for(volume: &Value, claim: &Value) -> bool {
    let r = volume.get("spec").get("claimRef");
    r.str("name") == meta::name(claim)
        && r.str("namespace") == meta::namespace(claim)
        && (r.str("uid").is_empty() || r.str("uid") == meta::uid(claim))
}

/// Whether one is a file system and the other a device.
pub fn modes_differ(claim: &Value, volume: &Value) -> bool {
    let is_block = |o: &Value| o.get("spec").str("volumeMode") == "Block";
    is_block(claim) != is_block(volume)
}

/// How much a volume holds.
pub fn size(volume: &Value) -> i128 {
    Quantity::of_valid(volume.at(&["spec", "capacity", "storage"])).nanos()
}

/// Whether a volume can be what a claim asks for, or why not.
pub fn mismatch(claim: &Value, volume: &Value) -> Option<&'static str> {
    let (c, v) = (claim.get("spec"), volume.get("spec"));
    if size(volume) < Quantity::of_valid(c.at(&["resources", "requests", "storage"])).nanos() {
        return Some("requested PV is too small");
    }
    if class_name(volume) != class_name(claim) {
        return Some("storageClassName does not match");
    }
    if modes_differ(claim, volume) {
        return Some("incompatible volumeMode");
    }
    if v.str("volumeAttributesClassName") != c.str("volumeAttributesClassName") {
        return Some("volumeAttributesClassName does not match");
    }
    let offered = v.list("accessModes");
    (!c.list("accessModes").iter().all(|m| offered.contains(m))).then_some("incompatible accessMode")
}

/// Whether a volume is nobody's and can be what a claim asks for.
pub fn is_free_for(claim: &Value, volume: &Value) -> bool {
    let selector = match claim.get("spec").get("selector") {
        Value::Null => LabelSelector::everything(),
        s => match LabelSelector::from_value(s) {
            Ok(selector) => selector,
            Err(_) => return false,
        },
    };
    volume.get("status").str("phase") == "Available"
        && volume.get("spec").get("claimRef").is_null()
        && meta::deletion_timestamp(volume).is_empty()
        && selector.matches(meta::labels(volume))
        && mismatch(claim, volume).is_none()
}

/// Whether the claim of a volume that a pod brings along is that pod's own, or why not.
pub fn check_owner(claim: &Value, pod: &Value) -> Result<(), String> {
    if meta::controller_of(claim).is_some_and(|o| o.str("uid") == meta::uid(pod)) {
        return Ok(());
    }
    let (claim, pod) = (meta::key(claim), meta::key(pod));
    Err(format!("PVC {claim} was not created for pod {pod} (pod is not owner)"))
}

/// Whether a volume's node affinity allows a node.
pub fn reaches(node: &Value, volume: &Value) -> bool {
    let required = volume.at(&["spec", "nodeAffinity", "required"]);
    let terms: Items<'_, NodeSelectorTerm<'_>> = Items::of(required.get("nodeSelectorTerms"));
    required.is_null() || terms.map(Term::of).any(|t| t.matches(node))
}
