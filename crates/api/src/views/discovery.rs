//! Views of `io.k8s.api.discovery.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(Endpoint {
    addresses "addresses" strs;
    conditions "conditions" view [discovery EndpointConditions];
    deprecated_topology "deprecatedTopology" map;
    hints "hints" opt [discovery EndpointHints];
    hostname "hostname" opt_str;
    node_name "nodeName" opt_str;
    target_ref "targetRef" opt [core ObjectReference];
    zone "zone" opt_str;
});

view!(EndpointConditions {
    ready "ready" opt_bool;
    serving "serving" opt_bool;
    terminating "terminating" opt_bool;
});

view!(EndpointHints {
    for_nodes "forNodes" list [discovery ForNode];
    for_zones "forZones" list [discovery ForZone];
});

view!(EndpointPort {
    app_protocol "appProtocol" opt_str;
    name "name" opt_str;
    port "port" opt_int;
    protocol "protocol" opt_str;
});

view!(EndpointSlice {
    address_type "addressType" str;
    api_version "apiVersion" str;
    endpoints "endpoints" list [discovery Endpoint];
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    ports "ports" list [discovery EndpointPort];
});

view!(ForNode {
    name "name" str;
});

view!(ForZone {
    name "name" str;
});
