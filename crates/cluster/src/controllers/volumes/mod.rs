//! Volumes: binding claims to them, keeping both while they are in use, and making them where a class says who does.

mod attach;
mod binder;
mod claims;
mod ephemeral;
mod expand;
mod local_path;
mod protection;
mod recycler;
#[expect(
    clippy::module_inception,
    reason = "the controllers of volumes, and among them that of the volumes themselves"
)]
mod volumes;

pub use attach::Attach;
pub use binder::Binder;
pub use ephemeral::Ephemeral;
pub use expand::Expand;
pub use local_path::LocalPath;
pub use protection::Protection;

use api::{Value, meta};

use crate::component::Ctx;
use crate::{kinds, storage};

pub const BIND_COMPLETED: &str = "pv.kubernetes.io/bind-completed";
pub const BOUND_BY_CONTROLLER: &str = "pv.kubernetes.io/bound-by-controller";
pub const PROVISIONED_BY: &str = "pv.kubernetes.io/provisioned-by";
pub const SELECTED_NODE: &str = "volume.kubernetes.io/selected-node";
pub const STORAGE_PROVISIONER: &str = "volume.kubernetes.io/storage-provisioner";
pub const STORAGE_PROVISIONER_BETA: &str = "volume.beta.kubernetes.io/storage-provisioner";

fn annotation<'a>(object: &'a Value, key: &str) -> &'a str {
    meta::annotations(object).get(key).and_then(Value::as_str).unwrap_or("")
}

fn annotate(object: &mut Value, key: &'static str, value: impl Into<Value>) {
    object.field_mut("metadata").field_mut("annotations").set(key, value);
}

/// The storage class of a claim.
fn class_of(claim: &Value, ctx: &Ctx<'_>) -> Option<Value> {
    ctx.get(kinds::STORAGE_CLASS, "", storage::class_name(claim))
}
