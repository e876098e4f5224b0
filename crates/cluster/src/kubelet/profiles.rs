//! What a container may be confined by, where the node does not have it: profiles of seccomp and of AppArmor.

use api::Value;

use super::node::Node;

/// Where the kubelet looks for profiles of seccomp.
const SECCOMP: &str = "/var/lib/kubelet/seccomp";

/// Why the runtime cannot make a container: a profile is not there.
pub(super) fn missing(pod: &Value, spec: &Value, node: &Node) -> Option<String> {
    let profile = |field: &str| {
        let own = spec.get("securityContext").get(field);
        let profile = if own.is_null() { pod.get("spec").get("securityContext").get(field) } else { own };
        (profile.str("type") == "Localhost").then(|| profile.str("localhostProfile").to_string())
    };
    if let Some(name) = profile("appArmorProfile") {
        return Some(format!(
            "failed to get container spec opts: failed to generate apparmor spec opts: apparmor profile not found {name}"
        ));
    }
    let path = format!("{SECCOMP}/{}", profile("seccompProfile")?);
    let there = node.files.as_ref().is_some_and(|files| files.node(&path).is_some());
    (!there).then(|| {
        format!(
            "failed to create containerd container: cannot load seccomp profile {path:?}: open {path}: no such file or \
             directory"
        )
    })
}
