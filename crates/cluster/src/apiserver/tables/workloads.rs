//! Replication controllers, replica sets, deployments, stateful and daemon sets.

use api::selector::LabelSelector;
use api::{Value, meta};

use super::cells::{self, NONE, number_at};
use super::{AGE, Col, NAME, col, wide};

const DESIRED: Col = col("Desired", |o, _| number_at(o, &["spec", "replicas"]));
const CURRENT: Col = col("Current", |o, _| number_at(o, &["status", "replicas"]));
const READY: Col = col("Ready", |o, _| number_at(o, &["status", "readyReplicas"]));
const READY_OF: Col = col("Ready", |o, _| {
    let n = |path: &[&str]| o.at(path).as_i64().unwrap_or(0);
    format!("{}/{}", n(&["status", "readyReplicas"]), n(&["spec", "replicas"])).into()
});
pub(super) const CONTAINERS: Col = wide("Containers", |o, _| cells::containers(template(o)));
pub(super) const IMAGES: Col = wide("Images", |o, _| cells::images(template(o)));
pub(super) const SELECTOR: Col = wide("Selector", |o, _| cells::selector(o.at(&["spec", "selector"])).into());

fn template(o: &Value) -> &Value {
    o.at(&["spec", "template", "spec"])
}

pub(super) const REPLICATION_CONTROLLERS: &[Col] = &[
    NAME,
    DESIRED,
    CURRENT,
    READY,
    AGE,
    CONTAINERS,
    IMAGES,
    wide("Selector", |o, _| cells::labels(o.get("spec").map("selector")).into()),
];

pub(super) const REPLICA_SETS: &[Col] = &[NAME, DESIRED, CURRENT, READY, AGE, CONTAINERS, IMAGES, SELECTOR];

pub(super) const DEPLOYMENTS: &[Col] = &[
    NAME,
    READY_OF,
    col("Up-to-date", |o, _| number_at(o, &["status", "updatedReplicas"])),
    col("Available", |o, _| number_at(o, &["status", "availableReplicas"])),
    AGE,
    CONTAINERS,
    IMAGES,
    wide("Selector", |o, _| {
        LabelSelector::from_value(o.at(&["spec", "selector"])).map(|s| s.to_string()).unwrap_or_default().into()
    }),
];

pub(super) const STATEFUL_SETS: &[Col] = &[NAME, READY_OF, AGE, CONTAINERS, IMAGES];

pub(super) const DAEMON_SETS: &[Col] = &[
    NAME,
    col("Desired", |o, _| number_at(o, &["status", "desiredNumberScheduled"])),
    col("Current", |o, _| number_at(o, &["status", "currentNumberScheduled"])),
    col("Ready", |o, _| number_at(o, &["status", "numberReady"])),
    col("Up-to-date", |o, _| number_at(o, &["status", "updatedNumberScheduled"])),
    col("Available", |o, _| number_at(o, &["status", "numberAvailable"])),
    col("Node Selector", |o, _| cells::labels(template(o).map("nodeSelector")).into()),
    AGE,
    CONTAINERS,
    IMAGES,
    SELECTOR,
];

pub(super) const CONTROLLER_REVISIONS: &[Col] = &[
    NAME,
    col("Controller", |o, _| match meta::controller_of(o) {
        Some(owner) => {
            let group = owner.str("apiVersion").split_once('/').map_or("", |(group, _)| group);
            let dot = if group.is_empty() { "" } else { "." };
            format!("{}{dot}{group}/{}", owner.str("kind").to_lowercase(), owner.str("name")).into()
        }
        None => NONE.into(),
    }),
    col("Revision", |o, _| number_at(o, &["revision"])),
    AGE,
];
