//! Views of `io.k8s.api.flowcontrol.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(ExemptPriorityLevelConfiguration {
    lendable_percent "lendablePercent" opt_int;
    nominal_concurrency_shares "nominalConcurrencyShares" opt_int;
});

view!(FlowDistinguisherMethod {
    type_ "type" str;
});

view!(FlowSchema {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [flowcontrol FlowSchemaSpec];
    status "status" view [flowcontrol FlowSchemaStatus];
});

view!(FlowSchemaCondition {
    last_transition_time "lastTransitionTime" time;
    message "message" str;
    reason "reason" str;
    status "status" str;
    type_ "type" str;
});

view!(FlowSchemaSpec {
    distinguisher_method "distinguisherMethod" opt [flowcontrol FlowDistinguisherMethod];
    matching_precedence "matchingPrecedence" int;
    priority_level_configuration "priorityLevelConfiguration" view [flowcontrol PriorityLevelConfigurationReference];
    rules "rules" list [flowcontrol PolicyRulesWithSubjects];
});

view!(FlowSchemaStatus {
    conditions "conditions" list [flowcontrol FlowSchemaCondition];
});

view!(GroupSubject {
    name "name" str;
});

view!(LimitResponse {
    queuing "queuing" opt [flowcontrol QueuingConfiguration];
    type_ "type" str;
});

view!(LimitedPriorityLevelConfiguration {
    borrowing_limit_percent "borrowingLimitPercent" opt_int;
    lendable_percent "lendablePercent" opt_int;
    limit_response "limitResponse" view [flowcontrol LimitResponse];
    nominal_concurrency_shares "nominalConcurrencyShares" opt_int;
});

view!(NonResourcePolicyRule {
    non_resource_urls "nonResourceURLs" strs;
    verbs "verbs" strs;
});

view!(PolicyRulesWithSubjects {
    non_resource_rules "nonResourceRules" list [flowcontrol NonResourcePolicyRule];
    resource_rules "resourceRules" list [flowcontrol ResourcePolicyRule];
    subjects "subjects" list [flowcontrol Subject];
});

view!(PriorityLevelConfiguration {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [flowcontrol PriorityLevelConfigurationSpec];
    status "status" view [flowcontrol PriorityLevelConfigurationStatus];
});

view!(PriorityLevelConfigurationCondition {
    last_transition_time "lastTransitionTime" time;
    message "message" str;
    reason "reason" str;
    status "status" str;
    type_ "type" str;
});

view!(PriorityLevelConfigurationReference {
    name "name" str;
});

view!(PriorityLevelConfigurationSpec {
    exempt "exempt" opt [flowcontrol ExemptPriorityLevelConfiguration];
    limited "limited" opt [flowcontrol LimitedPriorityLevelConfiguration];
    type_ "type" str;
});

view!(PriorityLevelConfigurationStatus {
    conditions "conditions" list [flowcontrol PriorityLevelConfigurationCondition];
});

view!(QueuingConfiguration {
    hand_size "handSize" int;
    queue_length_limit "queueLengthLimit" int;
    queues "queues" int;
});

view!(ResourcePolicyRule {
    api_groups "apiGroups" strs;
    cluster_scope "clusterScope" bool;
    namespaces "namespaces" strs;
    resources "resources" strs;
    verbs "verbs" strs;
});

view!(ServiceAccountSubject {
    name "name" str;
    namespace "namespace" str;
});

view!(Subject {
    group "group" opt [flowcontrol GroupSubject];
    kind "kind" str;
    service_account "serviceAccount" opt [flowcontrol ServiceAccountSubject];
    user "user" opt [flowcontrol UserSubject];
});

view!(UserSubject {
    name "name" str;
});
