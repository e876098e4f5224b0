//! VolumeBinding: the claims of a pod must be bound to volumes that the node reaches, or must be bindable there.

use api::{Text, Value, meta};

use crate::scheduler::framework::{Plugin, PreFilter, Rejection, State, View};
use crate::scheduler::hints::Happening;
use crate::scheduler::node::NodeInfo;
use crate::{kinds, storage};

const SELECTED_NODE: &str = "volume.kubernetes.io/selected-node";
const NO_VOLUME: &str = "node(s) didn't find available persistent volumes to bind";

pub const PLUGIN: Plugin = Plugin {
    pre_filter: Some(pre_filter),
    filter: Some(filter),
    helps: |pod, what| match what {
        Happening::Other { kind, object } if kind.kind == "PersistentVolumeClaim" => pod.claims_it(object),
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
    // First of all claims whether they are there, then whether they have volumes.
    let mut claims = Vec::new();
    for name in &view.pod.claims {
        match claim_of(name, view) {
            Ok(claim) => claims.push(claim),
            Err(why) => return PreFilter::Reject(why),
        }
    }
    for claim in claims {
        let class = view.api.read(kinds::STORAGE_CLASS, "", storage::class_name(&claim));
        let volume = claim.get("spec").str("volumeName");
        let bound = meta::annotations(&claim).contains_key("pv.kubernetes.io/bind-completed");
        if !volume.is_empty() && bound {
            state.volumes.bound.push(view.api.read(kinds::PERSISTENT_VOLUME, "", volume).unwrap_or_default());
        } else if volume.is_empty() && class.as_ref().is_some_and(storage::waits_for_consumer) {
            state.volumes.waiting.push((claim, class.unwrap_or_default()));
        } else {
            return PreFilter::Reject("pod has unbound immediate PersistentVolumeClaims".into());
        }
    }
    if view.pod.claims.is_empty() { PreFilter::Skip } else { PreFilter::Go }
}

/// A claim of the pod, or why it cannot be used.
fn claim_of(name: &Text, view: View<'_>) -> Result<Value, String> {
    let own = view.pod.brings(name);
    let Some(claim) = view.api.read(kinds::PERSISTENT_VOLUME_CLAIM, &view.pod.namespace, name) else {
        return Err(match own {
            true => format!(
                "waiting for ephemeral volume controller to create the persistentvolumeclaim {:?}",
                name.as_str()
            ),
            false => format!("persistentvolumeclaim {:?} not found", name.as_str()),
        });
    };
    if claim.get("status").str("phase") == "Lost" {
        let volume = claim.get("spec").str("volumeName");
        let name = name.as_str();
        return Err(format!("persistentvolumeclaim {name:?} bound to non-existent persistentvolume {volume:?}"));
    }
    if !meta::deletion_timestamp(&claim).is_empty() {
        return Err(format!("persistentvolumeclaim {:?} is being deleted", name.as_str()));
    }
    if own {
        storage::check_owner(&claim, &view.pod.object)?;
    }
    Ok(claim)
}

fn filter(state: &State, view: View<'_>, node: &NodeInfo) -> Result<(), Rejection> {
    for volume in &state.volumes.bound {
        if volume.is_null() {
            return Err(Rejection::unresolvable(
                "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)",
            ));
        }
        if !storage::reaches(&node.object, volume) {
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
            None if matches!(class.str("provisioner"), "" | "kubernetes.io/no-provisioner") || !allows(class, node) => {
                return Err(Rejection::unresolvable(NO_VOLUME));
            }
            None => {}
        }
    }
    Ok(())
}

/// Whether volumes of a class may be made for a node.
fn allows(class: &Value, node: &NodeInfo) -> bool {
    let all = |term: &Value| {
        let mut expressions = term.list("matchLabelExpressions").iter();
        expressions
            .all(|e| node.label(e.str("key")).is_some_and(|l| e.list("values").iter().any(|v| v.as_text() == Some(l))))
    };
    let terms = class.list("allowedTopologies");
    terms.is_empty() || terms.iter().any(all)
}

/// The smallest free volume that the claim could be bound to on a node.
pub fn find_volume(view: View<'_>, claim: &Value, node: &NodeInfo, taken: &[Text]) -> Option<Text> {
    let fits = |volume: &&Value| {
        let name = volume.get("metadata").text("name");
        !taken.contains(&name) && storage::is_free_for(claim, volume) && storage::reaches(&node.object, volume)
    };
    let volumes = view.api.read_all(kinds::PERSISTENT_VOLUME, "").filter(fits);
    volumes.min_by_key(|v| storage::size(v)).map(|v| v.get("metadata").text("name"))
}
