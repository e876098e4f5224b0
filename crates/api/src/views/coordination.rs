//! Views of `io.k8s.api.coordination.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(Lease {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [coordination LeaseSpec];
});

view!(LeaseSpec {
    acquire_time "acquireTime" time;
    holder_identity "holderIdentity" opt_str;
    lease_duration_seconds "leaseDurationSeconds" opt_int;
    lease_transitions "leaseTransitions" opt_int;
    preferred_holder "preferredHolder" opt_str;
    renew_time "renewTime" time;
    strategy "strategy" opt_str;
});
