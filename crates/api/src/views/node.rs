//! Views of `io.k8s.api.node.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(Overhead {
    pod_fixed "podFixed" map;
});

view!(RuntimeClass {
    api_version "apiVersion" str;
    handler "handler" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    overhead "overhead" opt [node Overhead];
    scheduling "scheduling" opt [node Scheduling];
});

view!(Scheduling {
    node_selector "nodeSelector" map;
    tolerations "tolerations" list [core Toleration];
});
