//! VolumeBinding: the claims of a pod must be bound to volumes that the node reaches, or must be bindable there.

use api::quantity::Quantity;
use api::selector::LabelSelector;
use api::views::Items;
use api::views::core::NodeSelectorTerm;
use api::{Text, Value, meta};

use crate::kinds;
use crate::matching::Term;
use crate::scheduler::framework::{Plugin, PreFilter, Rejection, State, View};
use crate::scheduler::hints::Happening;
use crate::scheduler::node::NodeInfo;

const SELECTED_NODE: &str = "volume.kubernetes.io/selected-node";
const NO_VOLUME: &str = "node(s) didn't find available persistent volumes to bind";

pub const PLUGIN: Plugin = Plugin {
    pre_filter: Some(pre_filter),
    filter: Some(filter),
    helps: |pod, what| match what {
        Happening::Other { .. } | Happening::Node { .. } | Happening::Updated => !pod.claims.is_empty(),
        _ => false,
    },
    ..Plugin::new("VolumeBinding")
};

/// What the pod's claims come to.
#[derive(Clone, Debug, Default)]
pub struct Volumes {
    /// Claims that only one pod may use.
    pub exclusive: Vec<Text>,
    /// Volumes of bound claims; a volume that is gone is null.
    pub bound: Vec<Value>,
    /// Claims that wait for the pod's node, with their storage classes.
    pub waiting: Vec<(Value, Value)>,
}

fn pre_filter(state: &mut State, view: View<'_>) -> PreFilter {
    for name in &view.pod.claims {
        let Some(claim) = view.api.read(kinds::PERSISTENT_VOLUME_CLAIM, &view.pod.namespace, name) else {
            return PreFilter::Reject(format!("persistentvolumeclaim {:?} not found", name.as_str()));
        };
        if !meta::deletion_timestamp(&claim).is_empty() {
            return PreFilter::Reject(format!("persistentvolumeclaim {:?} is being deleted", name.as_str()));
        }
        if claim.get("status").str("phase") == "Lost" {
            let volume = claim.get("spec").str("volumeName");
            return PreFilter::Reject(format!(
                "persistentvolumeclaim {:?} bound to non-existent persistentvolume {volume:?}",
                name.as_str()
            ));
        }
        let class = view.api.read(kinds::STORAGE_CLASS, "", claim.get("spec").str("storageClassName"));
        let volume = claim.get("spec").str("volumeName");
        let bound = meta::annotations(&claim).contains_key("pv.kubernetes.io/bind-completed");
        if !volume.is_empty() && bound {
            state.volumes.bound.push(view.api.read(kinds::PERSISTENT_VOLUME, "", volume).unwrap_or_default());
        } else if class.as_ref().is_some_and(|c| c.str("volumeBindingMode") == "WaitForFirstConsumer")
            && volume.is_empty()
        {
            state.volumes.waiting.push((claim, class.unwrap_or_default()));
        } else {
            return PreFilter::Reject("pod has unbound immediate PersistentVolumeClaims".into());
        }
    }
    if view.pod.claims.is_empty() { PreFilter::Skip } else { PreFilter::Go }
}

fn filter(state: &State, view: View<'_>, node: &NodeInfo) -> Result<(), Rejection> {
    for volume in &state.volumes.bound {
        if volume.is_null() {
            return Err(Rejection::unresolvable(
                "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)",
            ));
        }
        if !reaches(node, volume) {
            return Err(Rejection::unresolvable("node(s) didn't match PersistentVolume's node affinity"));
        }
    }
    let mut taken = Vec::new();
    for (claim, class) in &state.volumes.waiting {
        // Another pod of the claim has a node already: the volume comes to that one.
        let selected = meta::annotations(claim).get(SELECTED_NODE).and_then(Value::as_str).unwrap_or("");
        if !selected.is_empty() && *selected != *node.name {
            return Err(Rejection::unresolvable(NO_VOLUME));
        }
        match find_volume(view, claim, node, &taken) {
            Some(name) => taken.push(name),
            None if class.str("provisioner") == "kubernetes.io/no-provisioner"
                || class.str("provisioner").is_empty() =>
            {
                return Err(Rejection::unresolvable(NO_VOLUME));
            }
            None => {}
        }
    }
    Ok(())
}

/// Whether the volume's node affinity allows a node.
pub fn reaches(node: &NodeInfo, volume: &Value) -> bool {
    let required = volume.at(&["spec", "nodeAffinity", "required"]);
    let terms: Items<'_, NodeSelectorTerm<'_>> = Items::of(required.get("nodeSelectorTerms"));
    required.is_null() || terms.map(Term::of).any(|t| t.matches(&node.object))
}

/// The smallest free volume that the claim could be bound to on a node.
pub fn find_volume(view: View<'_>, claim: &Value, node: &NodeInfo, taken: &[Text]) -> Option<Text> {
    let spec = claim.get("spec");
    let wanted = Quantity::of_valid(spec.at(&["resources", "requests", "storage"]));
    let selector = spec.get("selector");
    let selector =
        if selector.is_null() { LabelSelector::everything() } else { LabelSelector::from_value(selector).ok()? };
    let modes = spec.list("accessModes");
    let fits = |volume: &&Value| {
        let v = volume.get("spec");
        let free = volume.get("status").str("phase") == "Available" && v.get("claimRef").is_null();
        free && !taken.contains(&volume.get("metadata").text("name"))
            && v.str("storageClassName") == spec.str("storageClassName")
            && modes.iter().all(|m| v.list("accessModes").contains(m))
            && Quantity::of_valid(v.get("capacity").get("storage")) >= wanted
            && selector.matches(meta::labels(volume))
            && reaches(node, volume)
    };
    let size = |v: &&Value| Quantity::of_valid(v.at(&["spec", "capacity", "storage"])).nanos();
    view.api
        .read_all(kinds::PERSISTENT_VOLUME, "")
        .filter(fits)
        .min_by_key(size)
        .map(|v| v.get("metadata").text("name"))
}
