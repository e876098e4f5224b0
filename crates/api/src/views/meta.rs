//! Views of `io.k8s.apimachinery.pkg.apis.meta.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(Condition {
    last_transition_time "lastTransitionTime" time;
    message "message" str;
    observed_generation "observedGeneration" int;
    reason "reason" str;
    status "status" str;
    type_ "type" str;
});

view!(DeleteOptions {
    api_version "apiVersion" str;
    dry_run "dryRun" strs;
    grace_period_seconds "gracePeriodSeconds" opt_int;
    ignore_store_read_error_with_cluster_breaking_potential "ignoreStoreReadErrorWithClusterBreakingPotential" opt_bool;
    kind "kind" str;
    orphan_dependents "orphanDependents" opt_bool;
    preconditions "preconditions" opt [meta Preconditions];
    propagation_policy "propagationPolicy" opt_str;
});

view!(FieldSelectorRequirement {
    key "key" str;
    operator "operator" str;
    values "values" strs;
});

view!(LabelSelector {
    match_expressions "matchExpressions" list [meta LabelSelectorRequirement];
    match_labels "matchLabels" map;
});

view!(LabelSelectorRequirement {
    key "key" str;
    operator "operator" str;
    values "values" strs;
});

view!(ListMeta {
    continue_ "continue" str;
    remaining_item_count "remainingItemCount" opt_int;
    resource_version "resourceVersion" str;
    self_link "selfLink" str;
    shard_info "shardInfo" opt [meta ShardInfo];
});

view!(ManagedFieldsEntry {
    api_version "apiVersion" str;
    fields_type "fieldsType" str;
    fields_v1 "fieldsV1" any;
    manager "manager" str;
    operation "operation" str;
    subresource "subresource" str;
    time "time" time;
});

view!(ObjectMeta {
    annotations "annotations" map;
    creation_timestamp "creationTimestamp" time;
    deletion_grace_period_seconds "deletionGracePeriodSeconds" opt_int;
    deletion_timestamp "deletionTimestamp" time;
    finalizers "finalizers" strs;
    generate_name "generateName" str;
    generation "generation" int;
    labels "labels" map;
    managed_fields "managedFields" list [meta ManagedFieldsEntry];
    name "name" str;
    namespace "namespace" str;
    owner_references "ownerReferences" list [meta OwnerReference];
    resource_version "resourceVersion" str;
    self_link "selfLink" str;
    uid "uid" str;
});

view!(OwnerReference {
    api_version "apiVersion" str;
    block_owner_deletion "blockOwnerDeletion" opt_bool;
    controller "controller" opt_bool;
    kind "kind" str;
    name "name" str;
    uid "uid" str;
});

view!(Preconditions {
    resource_version "resourceVersion" opt_str;
    uid "uid" opt_str;
});

view!(ShardInfo {
    selector "selector" str;
});

view!(Status {
    api_version "apiVersion" str;
    code "code" int;
    details "details" opt [meta StatusDetails];
    kind "kind" str;
    message "message" str;
    metadata "metadata" view [meta ListMeta];
    reason "reason" str;
    status "status" str;
});

view!(StatusCause {
    field "field" str;
    message "message" str;
    reason "reason" str;
});

view!(StatusDetails {
    causes "causes" list [meta StatusCause];
    group "group" str;
    kind "kind" str;
    name "name" str;
    retry_after_seconds "retryAfterSeconds" int;
    uid "uid" str;
});
