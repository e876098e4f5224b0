//! Events of the kubelet about pods, containers and nodes.

use api::{Text, Value};

use super::container::Role;
use crate::component::Ctx;
use crate::events::{self, Source};

/// An event about a pod as a whole.
pub(super) fn pod(
    ctx: &mut Ctx<'_>,
    pod: &Value,
    (kind, reason): (&'static str, impl Into<Text>),
    message: impl Into<String>,
) {
    let node = pod.get("spec").text("nodeName");
    if ctx.world.is_apart(&node) {
        return;
    }
    events::record(ctx, &events::reference(pod), kind, reason, message, &Source::on("kubelet", node));
}

/// An event about one container of a pod: its message begins with where the container is in the spec.
pub(super) fn container(
    ctx: &mut Ctx<'_>,
    pod: &Value,
    (role, name): (Role, &str),
    (kind, reason): (&'static str, &'static str),
    message: &str,
) {
    let node = pod.get("spec").text("nodeName");
    if ctx.world.is_apart(&node) {
        return;
    }
    let involved = events::reference_to(pod, [role.field(), "{", name, "}"].concat());
    events::record(ctx, &involved, kind, reason, message, &Source::on("kubelet", node));
}
