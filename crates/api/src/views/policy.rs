//! Views of `io.k8s.api.policy.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(Eviction {
    api_version "apiVersion" str;
    delete_options "deleteOptions" opt [meta DeleteOptions];
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
});

view!(PodDisruptionBudget {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [policy PodDisruptionBudgetSpec];
    status "status" view [policy PodDisruptionBudgetStatus];
});

view!(PodDisruptionBudgetSpec {
    max_unavailable "maxUnavailable" int_or_string;
    min_available "minAvailable" int_or_string;
    selector "selector" opt [meta LabelSelector];
    unhealthy_pod_eviction_policy "unhealthyPodEvictionPolicy" opt_str;
});

view!(PodDisruptionBudgetStatus {
    conditions "conditions" list [meta Condition];
    current_healthy "currentHealthy" int;
    desired_healthy "desiredHealthy" int;
    disrupted_pods "disruptedPods" map;
    disruptions_allowed "disruptionsAllowed" int;
    expected_pods "expectedPods" int;
    observed_generation "observedGeneration" int;
});
