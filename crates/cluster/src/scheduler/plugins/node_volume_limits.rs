//! NodeVolumeLimits: no more volumes of a driver than its node can attach.

use sorted::SortedSet;

use api::Text;

use crate::kinds;
use crate::scheduler::framework::{Plugin, PreFilter, Rejection, View};
use crate::scheduler::hints::Happening;
use crate::scheduler::node::NodeInfo;
use crate::scheduler::pod::PodInfo;

pub const PLUGIN: Plugin = Plugin {
    pre_filter: Some(|_, view| if view.pod.claims.is_empty() { PreFilter::Skip } else { PreFilter::Go }),
    filter: Some(filter),
    helps: |pod, what| match what {
        Happening::PodGone { pod: gone } => !gone.claims.is_empty(),
        Happening::Other { kind, .. } => kind.kind == "CSINode",
        Happening::Node { old: None, .. } | Happening::Updated => !pod.claims.is_empty(),
        _ => false,
    },
    ..Plugin::new("NodeVolumeLimits")
};

/// Volumes of CSI drivers that a pod uses: driver and handle.
fn volumes(view: View<'_>, pod: &PodInfo) -> SortedSet<(Text, Text)> {
    let of_claim = |name: &Text| {
        let claim = view.api.read(kinds::PERSISTENT_VOLUME_CLAIM, &pod.namespace, name)?;
        let volume = view.api.read(kinds::PERSISTENT_VOLUME, "", claim.get("spec").str("volumeName"))?;
        let csi = volume.get("spec").get("csi");
        (!csi.is_null()).then(|| (csi.text("driver"), csi.text("volumeHandle")))
    };
    pod.claims.iter().filter_map(of_claim).collect()
}

fn filter(_: &super::super::framework::State, view: View<'_>, node: &NodeInfo) -> Result<(), Rejection> {
    let wanted = volumes(view, view.pod);
    if wanted.is_empty() {
        return Ok(());
    }
    let Some(csi_node) = view.api.read(kinds::CSI_NODE, "", &node.name) else { return Ok(()) };
    let used: SortedSet<(Text, Text)> = node.pods.values().flat_map(|p| volumes(view, p)).collect();
    for driver in csi_node.get("spec").list("drivers") {
        let Some(limit) = driver.get("allocatable").int("count") else { continue };
        let of_driver = |v: &&(Text, Text)| v.0 == driver.str("name");
        let all = used.iter().chain(wanted.difference(&used)).filter(of_driver).count() as i64;
        let any_new = wanted.difference(&used).any(|v| of_driver(&v));
        if any_new && all > limit {
            return Err(Rejection::resolvable("node(s) exceed max volume count"));
        }
    }
    Ok(())
}
