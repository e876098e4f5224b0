//! Views of `io.k8s.api.apps.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(ControllerRevision {
    api_version "apiVersion" str;
    data "data" any;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    revision "revision" int;
});

view!(DaemonSet {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [apps DaemonSetSpec];
    status "status" view [apps DaemonSetStatus];
});

view!(DaemonSetCondition {
    last_transition_time "lastTransitionTime" time;
    message "message" str;
    reason "reason" str;
    status "status" str;
    type_ "type" str;
});

view!(DaemonSetSpec {
    min_ready_seconds "minReadySeconds" int;
    revision_history_limit "revisionHistoryLimit" opt_int;
    selector "selector" opt [meta LabelSelector];
    template "template" view [core PodTemplateSpec];
    update_strategy "updateStrategy" view [apps DaemonSetUpdateStrategy];
});

view!(DaemonSetStatus {
    collision_count "collisionCount" opt_int;
    conditions "conditions" list [apps DaemonSetCondition];
    current_number_scheduled "currentNumberScheduled" int;
    desired_number_scheduled "desiredNumberScheduled" int;
    number_available "numberAvailable" int;
    number_misscheduled "numberMisscheduled" int;
    number_ready "numberReady" int;
    number_unavailable "numberUnavailable" int;
    observed_generation "observedGeneration" int;
    updated_number_scheduled "updatedNumberScheduled" int;
});

view!(DaemonSetUpdateStrategy {
    rolling_update "rollingUpdate" opt [apps RollingUpdateDaemonSet];
    type_ "type" str;
});

view!(Deployment {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [apps DeploymentSpec];
    status "status" view [apps DeploymentStatus];
});

view!(DeploymentCondition {
    last_transition_time "lastTransitionTime" time;
    last_update_time "lastUpdateTime" time;
    message "message" str;
    reason "reason" str;
    status "status" str;
    type_ "type" str;
});

view!(DeploymentSpec {
    min_ready_seconds "minReadySeconds" int;
    paused "paused" bool;
    progress_deadline_seconds "progressDeadlineSeconds" opt_int;
    replicas "replicas" opt_int;
    revision_history_limit "revisionHistoryLimit" opt_int;
    selector "selector" opt [meta LabelSelector];
    strategy "strategy" view [apps DeploymentStrategy];
    template "template" view [core PodTemplateSpec];
});

view!(DeploymentStatus {
    available_replicas "availableReplicas" int;
    collision_count "collisionCount" opt_int;
    conditions "conditions" list [apps DeploymentCondition];
    observed_generation "observedGeneration" int;
    ready_replicas "readyReplicas" int;
    replicas "replicas" int;
    terminating_replicas "terminatingReplicas" opt_int;
    unavailable_replicas "unavailableReplicas" int;
    updated_replicas "updatedReplicas" int;
});

view!(DeploymentStrategy {
    rolling_update "rollingUpdate" opt [apps RollingUpdateDeployment];
    type_ "type" str;
});

view!(ReplicaSet {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [apps ReplicaSetSpec];
    status "status" view [apps ReplicaSetStatus];
});

view!(ReplicaSetCondition {
    last_transition_time "lastTransitionTime" time;
    message "message" str;
    reason "reason" str;
    status "status" str;
    type_ "type" str;
});

view!(ReplicaSetSpec {
    min_ready_seconds "minReadySeconds" int;
    replicas "replicas" opt_int;
    selector "selector" opt [meta LabelSelector];
    template "template" view [core PodTemplateSpec];
});

view!(ReplicaSetStatus {
    available_replicas "availableReplicas" int;
    conditions "conditions" list [apps ReplicaSetCondition];
    fully_labeled_replicas "fullyLabeledReplicas" int;
    observed_generation "observedGeneration" int;
    ready_replicas "readyReplicas" int;
    replicas "replicas" int;
    terminating_replicas "terminatingReplicas" opt_int;
});

view!(RollingUpdateDaemonSet {
    max_surge "maxSurge" int_or_string;
    max_unavailable "maxUnavailable" int_or_string;
});

view!(RollingUpdateDeployment {
    max_surge "maxSurge" int_or_string;
    max_unavailable "maxUnavailable" int_or_string;
});

view!(RollingUpdateStatefulSetStrategy {
    max_unavailable "maxUnavailable" int_or_string;
    partition "partition" opt_int;
});

view!(StatefulSet {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [apps StatefulSetSpec];
    status "status" view [apps StatefulSetStatus];
});

view!(StatefulSetCondition {
    last_transition_time "lastTransitionTime" time;
    message "message" str;
    reason "reason" str;
    status "status" str;
    type_ "type" str;
});

view!(StatefulSetOrdinals {
    start "start" int;
});

view!(StatefulSetPersistentVolumeClaimRetentionPolicy {
    when_deleted "whenDeleted" str;
    when_scaled "whenScaled" str;
});

view!(StatefulSetSpec {
    min_ready_seconds "minReadySeconds" int;
    ordinals "ordinals" opt [apps StatefulSetOrdinals];
    persistent_volume_claim_retention_policy "persistentVolumeClaimRetentionPolicy" opt [apps StatefulSetPersistentVolumeClaimRetentionPolicy];
    pod_management_policy "podManagementPolicy" str;
    replicas "replicas" opt_int;
    revision_history_limit "revisionHistoryLimit" opt_int;
    selector "selector" opt [meta LabelSelector];
    service_name "serviceName" str;
    template "template" view [core PodTemplateSpec];
    update_strategy "updateStrategy" view [apps StatefulSetUpdateStrategy];
    volume_claim_templates "volumeClaimTemplates" list [core PersistentVolumeClaim];
});

view!(StatefulSetStatus {
    available_replicas "availableReplicas" int;
    collision_count "collisionCount" opt_int;
    conditions "conditions" list [apps StatefulSetCondition];
    current_replicas "currentReplicas" int;
    current_revision "currentRevision" str;
    observed_generation "observedGeneration" int;
    ready_replicas "readyReplicas" int;
    replicas "replicas" int;
    update_revision "updateRevision" str;
    updated_replicas "updatedReplicas" int;
});

view!(StatefulSetUpdateStrategy {
    rolling_update "rollingUpdate" opt [apps RollingUpdateStatefulSetStrategy];
    type_ "type" str;
});
