//! Views of `io.k8s.api.autoscaling.v2`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(ContainerResourceMetricSource {
    container "container" str;
    name "name" str;
    target "target" view [autoscaling MetricTarget];
});

view!(ContainerResourceMetricStatus {
    container "container" str;
    current "current" view [autoscaling MetricValueStatus];
    name "name" str;
});

view!(CrossVersionObjectReference {
    api_version "apiVersion" str;
    kind "kind" str;
    name "name" str;
});

view!(ExternalMetricSource {
    metric "metric" view [autoscaling MetricIdentifier];
    target "target" view [autoscaling MetricTarget];
});

view!(ExternalMetricStatus {
    current "current" view [autoscaling MetricValueStatus];
    metric "metric" view [autoscaling MetricIdentifier];
});

view!(HPAScalingPolicy {
    period_seconds "periodSeconds" int;
    type_ "type" str;
    value "value" int;
});

view!(HPAScalingRules {
    policies "policies" list [autoscaling HPAScalingPolicy];
    select_policy "selectPolicy" opt_str;
    stabilization_window_seconds "stabilizationWindowSeconds" opt_int;
    tolerance "tolerance" opt_str;
});

view!(HorizontalPodAutoscaler {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [autoscaling HorizontalPodAutoscalerSpec];
    status "status" view [autoscaling HorizontalPodAutoscalerStatus];
});

view!(HorizontalPodAutoscalerBehavior {
    scale_down "scaleDown" opt [autoscaling HPAScalingRules];
    scale_up "scaleUp" opt [autoscaling HPAScalingRules];
});

view!(HorizontalPodAutoscalerCondition {
    last_transition_time "lastTransitionTime" time;
    message "message" str;
    reason "reason" str;
    status "status" str;
    type_ "type" str;
});

view!(HorizontalPodAutoscalerSpec {
    behavior "behavior" opt [autoscaling HorizontalPodAutoscalerBehavior];
    max_replicas "maxReplicas" int;
    metrics "metrics" list [autoscaling MetricSpec];
    min_replicas "minReplicas" opt_int;
    scale_target_ref "scaleTargetRef" view [autoscaling CrossVersionObjectReference];
});

view!(HorizontalPodAutoscalerStatus {
    conditions "conditions" list [autoscaling HorizontalPodAutoscalerCondition];
    current_metrics "currentMetrics" list [autoscaling MetricStatus];
    current_replicas "currentReplicas" int;
    desired_replicas "desiredReplicas" int;
    last_scale_time "lastScaleTime" time;
    observed_generation "observedGeneration" opt_int;
});

view!(MetricIdentifier {
    name "name" str;
    selector "selector" opt [meta LabelSelector];
});

view!(MetricSpec {
    container_resource "containerResource" opt [autoscaling ContainerResourceMetricSource];
    external "external" opt [autoscaling ExternalMetricSource];
    object "object" opt [autoscaling ObjectMetricSource];
    pods "pods" opt [autoscaling PodsMetricSource];
    resource "resource" opt [autoscaling ResourceMetricSource];
    type_ "type" str;
});

view!(MetricStatus {
    container_resource "containerResource" opt [autoscaling ContainerResourceMetricStatus];
    external "external" opt [autoscaling ExternalMetricStatus];
    object "object" opt [autoscaling ObjectMetricStatus];
    pods "pods" opt [autoscaling PodsMetricStatus];
    resource "resource" opt [autoscaling ResourceMetricStatus];
    type_ "type" str;
});

view!(MetricTarget {
    average_utilization "averageUtilization" opt_int;
    average_value "averageValue" opt_str;
    type_ "type" str;
    value "value" opt_str;
});

view!(MetricValueStatus {
    average_utilization "averageUtilization" opt_int;
    average_value "averageValue" opt_str;
    value "value" opt_str;
});

view!(ObjectMetricSource {
    described_object "describedObject" view [autoscaling CrossVersionObjectReference];
    metric "metric" view [autoscaling MetricIdentifier];
    target "target" view [autoscaling MetricTarget];
});

view!(ObjectMetricStatus {
    current "current" view [autoscaling MetricValueStatus];
    described_object "describedObject" view [autoscaling CrossVersionObjectReference];
    metric "metric" view [autoscaling MetricIdentifier];
});

view!(PodsMetricSource {
    metric "metric" view [autoscaling MetricIdentifier];
    target "target" view [autoscaling MetricTarget];
});

view!(PodsMetricStatus {
    current "current" view [autoscaling MetricValueStatus];
    metric "metric" view [autoscaling MetricIdentifier];
});

view!(ResourceMetricSource {
    name "name" str;
    target "target" view [autoscaling MetricTarget];
});

view!(ResourceMetricStatus {
    current "current" view [autoscaling MetricValueStatus];
    name "name" str;
});
