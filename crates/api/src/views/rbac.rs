//! Views of `io.k8s.api.rbac.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(AggregationRule {
    cluster_role_selectors "clusterRoleSelectors" list [meta LabelSelector];
});

view!(ClusterRole {
    aggregation_rule "aggregationRule" opt [rbac AggregationRule];
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    rules "rules" list [rbac PolicyRule];
});

view!(ClusterRoleBinding {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    role_ref "roleRef" view [rbac RoleRef];
    subjects "subjects" list [rbac Subject];
});

view!(PolicyRule {
    api_groups "apiGroups" strs;
    non_resource_urls "nonResourceURLs" strs;
    resource_names "resourceNames" strs;
    resources "resources" strs;
    verbs "verbs" strs;
});

view!(Role {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    rules "rules" list [rbac PolicyRule];
});

view!(RoleBinding {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    role_ref "roleRef" view [rbac RoleRef];
    subjects "subjects" list [rbac Subject];
});

view!(RoleRef {
    api_group "apiGroup" str;
    kind "kind" str;
    name "name" str;
});

view!(Subject {
    api_group "apiGroup" str;
    kind "kind" str;
    name "name" str;
    namespace "namespace" str;
});
