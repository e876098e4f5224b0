//! Views of `io.k8s.api.batch.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(CronJob {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [batch CronJobSpec];
    status "status" view [batch CronJobStatus];
});

view!(CronJobSpec {
    concurrency_policy "concurrencyPolicy" str;
    failed_jobs_history_limit "failedJobsHistoryLimit" opt_int;
    job_template "jobTemplate" view [batch JobTemplateSpec];
    schedule "schedule" str;
    starting_deadline_seconds "startingDeadlineSeconds" opt_int;
    successful_jobs_history_limit "successfulJobsHistoryLimit" opt_int;
    suspend "suspend" opt_bool;
    time_zone "timeZone" opt_str;
});

view!(CronJobStatus {
    active "active" list [core ObjectReference];
    last_schedule_time "lastScheduleTime" time;
    last_successful_time "lastSuccessfulTime" time;
});

view!(Job {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [batch JobSpec];
    status "status" view [batch JobStatus];
});

view!(JobCondition {
    last_probe_time "lastProbeTime" time;
    last_transition_time "lastTransitionTime" time;
    message "message" str;
    reason "reason" str;
    status "status" str;
    type_ "type" str;
});

view!(JobSpec {
    active_deadline_seconds "activeDeadlineSeconds" opt_int;
    backoff_limit "backoffLimit" opt_int;
    backoff_limit_per_index "backoffLimitPerIndex" opt_int;
    completion_mode "completionMode" opt_str;
    completions "completions" opt_int;
    managed_by "managedBy" opt_str;
    manual_selector "manualSelector" opt_bool;
    max_failed_indexes "maxFailedIndexes" opt_int;
    parallelism "parallelism" opt_int;
    pod_failure_policy "podFailurePolicy" opt [batch PodFailurePolicy];
    pod_replacement_policy "podReplacementPolicy" opt_str;
    selector "selector" opt [meta LabelSelector];
    success_policy "successPolicy" opt [batch SuccessPolicy];
    suspend "suspend" opt_bool;
    template "template" view [core PodTemplateSpec];
    ttl_seconds_after_finished "ttlSecondsAfterFinished" opt_int;
});

view!(JobStatus {
    active "active" int;
    completed_indexes "completedIndexes" str;
    completion_time "completionTime" time;
    conditions "conditions" list [batch JobCondition];
    failed "failed" int;
    failed_indexes "failedIndexes" opt_str;
    ready "ready" opt_int;
    start_time "startTime" time;
    succeeded "succeeded" int;
    terminating "terminating" opt_int;
    uncounted_terminated_pods "uncountedTerminatedPods" opt [batch UncountedTerminatedPods];
});

view!(JobTemplateSpec {
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [batch JobSpec];
});

view!(PodFailurePolicy {
    rules "rules" list [batch PodFailurePolicyRule];
});

view!(PodFailurePolicyOnExitCodesRequirement {
    container_name "containerName" opt_str;
    operator "operator" str;
    values "values" ints;
});

view!(PodFailurePolicyOnPodConditionsPattern {
    status "status" str;
    type_ "type" str;
});

view!(PodFailurePolicyRule {
    action "action" str;
    on_exit_codes "onExitCodes" opt [batch PodFailurePolicyOnExitCodesRequirement];
    on_pod_conditions "onPodConditions" list [batch PodFailurePolicyOnPodConditionsPattern];
});

view!(SuccessPolicy {
    rules "rules" list [batch SuccessPolicyRule];
});

view!(SuccessPolicyRule {
    succeeded_count "succeededCount" opt_int;
    succeeded_indexes "succeededIndexes" opt_str;
});

view!(UncountedTerminatedPods {
    failed "failed" strs;
    succeeded "succeeded" strs;
});
