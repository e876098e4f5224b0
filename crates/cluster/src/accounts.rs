//! The service accounts by which controllers act, where one was deleted.

use std::time::Duration;

use api::{Text, obj};

use crate::component::Ctx;
use crate::kinds::SERVICE_ACCOUNT;

/// Where they live.
pub const NAMESPACE: &str = "kube-system";
/// So long the API server remembers that a token was good.
pub const REMEMBERED: Duration = Duration::from_secs(10);

/// The account of a component, where it is not called as the component is.
const NAMES: &[(&str, &str)] = &[
    ("daemonset-controller", "daemon-set-controller"),
    ("garbage-collector-controller", "generic-garbage-collector"),
    ("node-ipam-controller", "node-controller"),
    ("node-lifecycle-controller", "node-controller"),
    ("persistentvolume-binder-controller", "persistent-volume-binder"),
    ("persistentvolumeclaim-protection-controller", "pvc-protection-controller"),
    ("taint-eviction-controller", "node-controller"),
];

/// Before a component of the controller manager asks for something: its account is there again.
pub fn restore(component: &str, ctx: &mut Ctx<'_>) {
    let account = NAMES.iter().find(|(name, _)| *name == component).map_or(component, |(_, account)| account);
    let due = ctx.world.lost_accounts.get(account).is_some_and(|at| *at + REMEMBERED <= ctx.now);
    if due && ctx.world.lost_accounts.remove(account).is_some() {
        let object = obj!({
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": {"name": (Text::new(account)), "namespace": NAMESPACE},
        });
        // Whoever made it meanwhile was quicker.
        let _ = ctx.create(SERVICE_ACCOUNT, object);
    }
}
