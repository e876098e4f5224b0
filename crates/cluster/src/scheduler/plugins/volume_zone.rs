//! VolumeZone: a volume with zone labels is only reached from nodes of its zone.

use api::{Value, meta};

use crate::kinds;
use crate::scheduler::framework::{Plugin, PreFilter, Rejection, View};
use crate::scheduler::hints::Happening;
use crate::scheduler::node::NodeInfo;

pub const PLUGIN: Plugin = Plugin {
    pre_filter: Some(|_, view| if view.pod.claims.is_empty() { PreFilter::Skip } else { PreFilter::Go }),
    filter: Some(|_, view, node| {
        let conflict = |claim| volume_of(view, claim).is_some_and(|v| conflicts(&v, node));
        if view.pod.claims.iter().any(conflict) {
            return Err(Rejection::unresolvable("node(s) had no available volume zone"));
        }
        Ok(())
    }),
    helps: |pod, what| match what {
        Happening::Node { .. } | Happening::Updated => !pod.claims.is_empty(),
        Happening::Other { kind, .. } => kind.kind.starts_with("PersistentVolume"),
        _ => false,
    },
    ..Plugin::new("VolumeZone")
};

const LABELS: [&str; 4] = [
    "failure-domain.beta.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/region",
    "topology.kubernetes.io/zone",
    "topology.kubernetes.io/region",
];

fn volume_of(view: View<'_>, claim: &api::Text) -> Option<Value> {
    let claim = view.api.read(kinds::PERSISTENT_VOLUME_CLAIM, &view.pod.namespace, claim)?;
    view.api.read(kinds::PERSISTENT_VOLUME, "", claim.get("spec").str("volumeName"))
}

fn conflicts(volume: &Value, node: &NodeInfo) -> bool {
    LABELS.iter().any(|label| {
        let Some(zones) = meta::labels(volume).get(label).and_then(Value::as_str) else { return false };
        let zone = node.label(label).map_or("", |z| z.as_str());
        // A volume that is in several zones lists them.
        !zones.split("__").any(|z| z == zone)
    })
}
