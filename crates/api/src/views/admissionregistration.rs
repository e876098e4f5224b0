//! Views of `io.k8s.api.admissionregistration.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(ApplyConfiguration {
    expression "expression" str;
});

view!(AuditAnnotation {
    key "key" str;
    value_expression "valueExpression" str;
});

view!(ExpressionWarning {
    field_ref "fieldRef" str;
    warning "warning" str;
});

view!(JSONPatch {
    expression "expression" str;
});

view!(MatchCondition {
    expression "expression" str;
    name "name" str;
});

view!(MatchResources {
    exclude_resource_rules "excludeResourceRules" list [admissionregistration NamedRuleWithOperations];
    match_policy "matchPolicy" opt_str;
    namespace_selector "namespaceSelector" opt [meta LabelSelector];
    object_selector "objectSelector" opt [meta LabelSelector];
    resource_rules "resourceRules" list [admissionregistration NamedRuleWithOperations];
});

view!(MutatingAdmissionPolicy {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [admissionregistration MutatingAdmissionPolicySpec];
});

view!(MutatingAdmissionPolicyBinding {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [admissionregistration MutatingAdmissionPolicyBindingSpec];
});

view!(MutatingAdmissionPolicyBindingSpec {
    match_resources "matchResources" opt [admissionregistration MatchResources];
    param_ref "paramRef" opt [admissionregistration ParamRef];
    policy_name "policyName" str;
});

view!(MutatingAdmissionPolicySpec {
    failure_policy "failurePolicy" opt_str;
    match_conditions "matchConditions" list [admissionregistration MatchCondition];
    match_constraints "matchConstraints" opt [admissionregistration MatchResources];
    mutations "mutations" list [admissionregistration Mutation];
    param_kind "paramKind" opt [admissionregistration ParamKind];
    reinvocation_policy "reinvocationPolicy" str;
    variables "variables" list [admissionregistration Variable];
});

view!(MutatingWebhook {
    admission_review_versions "admissionReviewVersions" strs;
    client_config "clientConfig" view [admissionregistration WebhookClientConfig];
    failure_policy "failurePolicy" opt_str;
    match_conditions "matchConditions" list [admissionregistration MatchCondition];
    match_policy "matchPolicy" opt_str;
    name "name" str;
    namespace_selector "namespaceSelector" opt [meta LabelSelector];
    object_selector "objectSelector" opt [meta LabelSelector];
    reinvocation_policy "reinvocationPolicy" opt_str;
    rules "rules" list [admissionregistration RuleWithOperations];
    side_effects "sideEffects" opt_str;
    timeout_seconds "timeoutSeconds" opt_int;
});

view!(MutatingWebhookConfiguration {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    webhooks "webhooks" list [admissionregistration MutatingWebhook];
});

view!(Mutation {
    apply_configuration "applyConfiguration" opt [admissionregistration ApplyConfiguration];
    json_patch "jsonPatch" opt [admissionregistration JSONPatch];
    patch_type "patchType" str;
});

view!(NamedRuleWithOperations {
    api_groups "apiGroups" strs;
    api_versions "apiVersions" strs;
    operations "operations" strs;
    resource_names "resourceNames" strs;
    resources "resources" strs;
    scope "scope" opt_str;
});

view!(ParamKind {
    api_version "apiVersion" str;
    kind "kind" str;
});

view!(ParamRef {
    name "name" str;
    namespace "namespace" str;
    parameter_not_found_action "parameterNotFoundAction" opt_str;
    selector "selector" opt [meta LabelSelector];
});

view!(RuleWithOperations {
    api_groups "apiGroups" strs;
    api_versions "apiVersions" strs;
    operations "operations" strs;
    resources "resources" strs;
    scope "scope" opt_str;
});

view!(ServiceReference {
    name "name" str;
    namespace "namespace" str;
    path "path" opt_str;
    port "port" opt_int;
});

view!(TypeChecking {
    expression_warnings "expressionWarnings" list [admissionregistration ExpressionWarning];
});

view!(ValidatingAdmissionPolicy {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [admissionregistration ValidatingAdmissionPolicySpec];
    status "status" view [admissionregistration ValidatingAdmissionPolicyStatus];
});

view!(ValidatingAdmissionPolicyBinding {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [admissionregistration ValidatingAdmissionPolicyBindingSpec];
});

view!(ValidatingAdmissionPolicyBindingSpec {
    match_resources "matchResources" opt [admissionregistration MatchResources];
    param_ref "paramRef" opt [admissionregistration ParamRef];
    policy_name "policyName" str;
    validation_actions "validationActions" strs;
});

view!(ValidatingAdmissionPolicySpec {
    audit_annotations "auditAnnotations" list [admissionregistration AuditAnnotation];
    failure_policy "failurePolicy" opt_str;
    match_conditions "matchConditions" list [admissionregistration MatchCondition];
    match_constraints "matchConstraints" opt [admissionregistration MatchResources];
    param_kind "paramKind" opt [admissionregistration ParamKind];
    validations "validations" list [admissionregistration Validation];
    variables "variables" list [admissionregistration Variable];
});

view!(ValidatingAdmissionPolicyStatus {
    conditions "conditions" list [meta Condition];
    observed_generation "observedGeneration" int;
    type_checking "typeChecking" opt [admissionregistration TypeChecking];
});

view!(ValidatingWebhook {
    admission_review_versions "admissionReviewVersions" strs;
    client_config "clientConfig" view [admissionregistration WebhookClientConfig];
    failure_policy "failurePolicy" opt_str;
    match_conditions "matchConditions" list [admissionregistration MatchCondition];
    match_policy "matchPolicy" opt_str;
    name "name" str;
    namespace_selector "namespaceSelector" opt [meta LabelSelector];
    object_selector "objectSelector" opt [meta LabelSelector];
    rules "rules" list [admissionregistration RuleWithOperations];
    side_effects "sideEffects" opt_str;
    timeout_seconds "timeoutSeconds" opt_int;
});

view!(ValidatingWebhookConfiguration {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    webhooks "webhooks" list [admissionregistration ValidatingWebhook];
});

view!(Validation {
    expression "expression" str;
    message "message" str;
    message_expression "messageExpression" str;
    reason "reason" opt_str;
});

view!(Variable {
    expression "expression" str;
    name "name" str;
});

view!(WebhookClientConfig {
    ca_bundle "caBundle" str;
    service "service" opt [admissionregistration ServiceReference];
    url "url" opt_str;
});
