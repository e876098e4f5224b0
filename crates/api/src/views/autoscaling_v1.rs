//! Views of `io.k8s.api.autoscaling.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(CrossVersionObjectReference {
    api_version "apiVersion" str;
    kind "kind" str;
    name "name" str;
});

view!(HorizontalPodAutoscaler {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [autoscaling_v1 HorizontalPodAutoscalerSpec];
    status "status" view [autoscaling_v1 HorizontalPodAutoscalerStatus];
});

view!(HorizontalPodAutoscalerSpec {
    max_replicas "maxReplicas" int;
    min_replicas "minReplicas" opt_int;
    scale_target_ref "scaleTargetRef" view [autoscaling_v1 CrossVersionObjectReference];
    target_cpu_utilization_percentage "targetCPUUtilizationPercentage" opt_int;
});

view!(HorizontalPodAutoscalerStatus {
    current_cpu_utilization_percentage "currentCPUUtilizationPercentage" opt_int;
    current_replicas "currentReplicas" int;
    desired_replicas "desiredReplicas" int;
    last_scale_time "lastScaleTime" time;
    observed_generation "observedGeneration" opt_int;
});

view!(Scale {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [autoscaling_v1 ScaleSpec];
    status "status" view [autoscaling_v1 ScaleStatus];
});

view!(ScaleSpec {
    replicas "replicas" int;
});

view!(ScaleStatus {
    replicas "replicas" int;
    selector "selector" str;
});
