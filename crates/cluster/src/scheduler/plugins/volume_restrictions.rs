//! VolumeRestrictions: a claim that only one pod may use at a time.

use crate::kinds;
use crate::scheduler::framework::{Plugin, PreFilter, Rejection, View};
use crate::scheduler::hints::Happening;
use crate::scheduler::node::NodeInfo;

pub const PLUGIN: Plugin = Plugin {
    pre_filter: Some(|state, view| {
        for name in view.pod.claims.iter().filter(|c| !view.pod.brings(c)) {
            let Some(claim) = view.api.read(kinds::PERSISTENT_VOLUME_CLAIM, &view.pod.namespace, name) else {
                return PreFilter::Reject(format!("persistentvolumeclaim {:?} not found", name.as_str()));
            };
            let modes = claim.get("spec").list("accessModes");
            if modes.iter().any(|m| m.as_str() == Some("ReadWriteOncePod")) {
                state.volumes.exclusive.push(name.clone());
            }
        }
        if state.volumes.exclusive.is_empty() { PreFilter::Skip } else { PreFilter::Go }
    }),
    filter: Some(|state, view, node| {
        if state.volumes.exclusive.iter().any(|claim| is_used(view, node, claim)) {
            return Err(Rejection::resolvable(
                "node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode",
            ));
        }
        Ok(())
    }),
    helps: |pod, what| match what {
        Happening::PodGone { pod: gone } => gone.claims.iter().any(|c| pod.claims.contains(c)),
        Happening::Other { kind, object } => kind.kind == "PersistentVolumeClaim" && pod.claims_it(object),
        Happening::Node { .. } | Happening::Updated => true,
        _ => false,
    },
    ..Plugin::new("VolumeRestrictions")
};

/// A pod anywhere that uses the claim keeps all nodes from taking another.
fn is_used(view: View<'_>, node: &NodeInfo, claim: &api::Text) -> bool {
    let uses = |n: &NodeInfo| n.pods.values().any(|p| p.namespace == view.pod.namespace && p.claims.contains(claim));
    uses(node) || view.list.iter().any(|n| uses(n))
}
