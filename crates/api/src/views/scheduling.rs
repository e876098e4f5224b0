//! Views of `io.k8s.api.scheduling.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(PriorityClass {
    api_version "apiVersion" str;
    description "description" str;
    global_default "globalDefault" bool;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    preemption_policy "preemptionPolicy" opt_str;
    value "value" int;
});
