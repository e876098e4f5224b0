//! Views of `io.k8s.api.networking.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(HTTPIngressPath {
    backend "backend" view [networking IngressBackend];
    path "path" str;
    path_type "pathType" opt_str;
});

view!(HTTPIngressRuleValue {
    paths "paths" list [networking HTTPIngressPath];
});

view!(IPAddress {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [networking IPAddressSpec];
});

view!(IPAddressSpec {
    parent_ref "parentRef" opt [networking ParentReference];
});

view!(IPBlock {
    cidr "cidr" str;
    except "except" strs;
});

view!(Ingress {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [networking IngressSpec];
    status "status" view [networking IngressStatus];
});

view!(IngressBackend {
    resource "resource" opt [core TypedLocalObjectReference];
    service "service" opt [networking IngressServiceBackend];
});

view!(IngressClass {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [networking IngressClassSpec];
});

view!(IngressClassParametersReference {
    api_group "apiGroup" opt_str;
    kind "kind" str;
    name "name" str;
    namespace "namespace" opt_str;
    scope "scope" opt_str;
});

view!(IngressClassSpec {
    controller "controller" str;
    parameters "parameters" opt [networking IngressClassParametersReference];
});

view!(IngressLoadBalancerIngress {
    hostname "hostname" str;
    ip "ip" str;
    ports "ports" list [networking IngressPortStatus];
});

view!(IngressLoadBalancerStatus {
    ingress "ingress" list [networking IngressLoadBalancerIngress];
});

view!(IngressPortStatus {
    error "error" opt_str;
    port "port" int;
    protocol "protocol" str;
});

view!(IngressRule {
    host "host" str;
    http "http" opt [networking HTTPIngressRuleValue];
});

view!(IngressServiceBackend {
    name "name" str;
    port "port" view [networking ServiceBackendPort];
});

view!(IngressSpec {
    default_backend "defaultBackend" opt [networking IngressBackend];
    ingress_class_name "ingressClassName" opt_str;
    rules "rules" list [networking IngressRule];
    tls "tls" list [networking IngressTLS];
});

view!(IngressStatus {
    load_balancer "loadBalancer" view [networking IngressLoadBalancerStatus];
});

view!(IngressTLS {
    hosts "hosts" strs;
    secret_name "secretName" str;
});

view!(NetworkPolicy {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [networking NetworkPolicySpec];
});

view!(NetworkPolicyEgressRule {
    ports "ports" list [networking NetworkPolicyPort];
    to "to" list [networking NetworkPolicyPeer];
});

view!(NetworkPolicyIngressRule {
    from "from" list [networking NetworkPolicyPeer];
    ports "ports" list [networking NetworkPolicyPort];
});

view!(NetworkPolicyPeer {
    ip_block "ipBlock" opt [networking IPBlock];
    namespace_selector "namespaceSelector" opt [meta LabelSelector];
    pod_selector "podSelector" opt [meta LabelSelector];
});

view!(NetworkPolicyPort {
    end_port "endPort" opt_int;
    port "port" int_or_string;
    protocol "protocol" opt_str;
});

view!(NetworkPolicySpec {
    egress "egress" list [networking NetworkPolicyEgressRule];
    ingress "ingress" list [networking NetworkPolicyIngressRule];
    pod_selector "podSelector" view [meta LabelSelector];
    policy_types "policyTypes" strs;
});

view!(ParentReference {
    group "group" str;
    name "name" str;
    namespace "namespace" str;
    resource "resource" str;
});

view!(ServiceBackendPort {
    name "name" str;
    number "number" int;
});

view!(ServiceCIDR {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [networking ServiceCIDRSpec];
    status "status" view [networking ServiceCIDRStatus];
});

view!(ServiceCIDRSpec {
    cidrs "cidrs" strs;
});

view!(ServiceCIDRStatus {
    conditions "conditions" list [meta Condition];
});
