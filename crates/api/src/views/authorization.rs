//! Views of `io.k8s.api.authorization.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(FieldSelectorAttributes {
    raw_selector "rawSelector" str;
    requirements "requirements" list [meta FieldSelectorRequirement];
});

view!(LabelSelectorAttributes {
    raw_selector "rawSelector" str;
    requirements "requirements" list [meta LabelSelectorRequirement];
});

view!(LocalSubjectAccessReview {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [authorization SubjectAccessReviewSpec];
    status "status" view [authorization SubjectAccessReviewStatus];
});

view!(NonResourceAttributes {
    path "path" str;
    verb "verb" str;
});

view!(NonResourceRule {
    non_resource_urls "nonResourceURLs" strs;
    verbs "verbs" strs;
});

view!(ResourceAttributes {
    field_selector "fieldSelector" opt [authorization FieldSelectorAttributes];
    group "group" str;
    label_selector "labelSelector" opt [authorization LabelSelectorAttributes];
    name "name" str;
    namespace "namespace" str;
    resource "resource" str;
    subresource "subresource" str;
    verb "verb" str;
    version "version" str;
});

view!(ResourceRule {
    api_groups "apiGroups" strs;
    resource_names "resourceNames" strs;
    resources "resources" strs;
    verbs "verbs" strs;
});

view!(SelfSubjectAccessReview {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [authorization SelfSubjectAccessReviewSpec];
    status "status" view [authorization SubjectAccessReviewStatus];
});

view!(SelfSubjectAccessReviewSpec {
    non_resource_attributes "nonResourceAttributes" opt [authorization NonResourceAttributes];
    resource_attributes "resourceAttributes" opt [authorization ResourceAttributes];
});

view!(SelfSubjectRulesReview {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [authorization SelfSubjectRulesReviewSpec];
    status "status" view [authorization SubjectRulesReviewStatus];
});

view!(SelfSubjectRulesReviewSpec {
    namespace "namespace" str;
});

view!(SubjectAccessReview {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [authorization SubjectAccessReviewSpec];
    status "status" view [authorization SubjectAccessReviewStatus];
});

view!(SubjectAccessReviewSpec {
    extra "extra" map;
    groups "groups" strs;
    non_resource_attributes "nonResourceAttributes" opt [authorization NonResourceAttributes];
    resource_attributes "resourceAttributes" opt [authorization ResourceAttributes];
    uid "uid" str;
    user "user" str;
});

view!(SubjectAccessReviewStatus {
    allowed "allowed" bool;
    denied "denied" bool;
    evaluation_error "evaluationError" str;
    reason "reason" str;
});

view!(SubjectRulesReviewStatus {
    evaluation_error "evaluationError" str;
    incomplete "incomplete" bool;
    non_resource_rules "nonResourceRules" list [authorization NonResourceRule];
    resource_rules "resourceRules" list [authorization ResourceRule];
});
