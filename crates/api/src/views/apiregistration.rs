//! Views of `io.k8s.kube-aggregator.pkg.apis.apiregistration.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(APIService {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [apiregistration APIServiceSpec];
    status "status" view [apiregistration APIServiceStatus];
});

view!(APIServiceCondition {
    last_transition_time "lastTransitionTime" time;
    message "message" str;
    reason "reason" str;
    status "status" str;
    type_ "type" str;
});

view!(APIServiceSpec {
    ca_bundle "caBundle" str;
    group "group" str;
    group_priority_minimum "groupPriorityMinimum" int;
    insecure_skip_tls_verify "insecureSkipTLSVerify" bool;
    service "service" opt [apiregistration ServiceReference];
    version "version" str;
    version_priority "versionPriority" int;
});

view!(APIServiceStatus {
    conditions "conditions" list [apiregistration APIServiceCondition];
});

view!(ServiceReference {
    name "name" str;
    namespace "namespace" str;
    port "port" opt_int;
});
