//! Views of `io.k8s.api.resource.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(AllocatedDeviceStatus {
    conditions "conditions" list [meta Condition];
    data "data" any;
    device "device" str;
    driver "driver" str;
    network_data "networkData" opt [resource NetworkDeviceData];
    pool "pool" str;
    share_id "shareID" opt_str;
});

view!(AllocationResult {
    allocation_timestamp "allocationTimestamp" time;
    devices "devices" view [resource DeviceAllocationResult];
    node_selector "nodeSelector" opt [core NodeSelector];
});

view!(CELDeviceSelector {
    expression "expression" str;
});

view!(CapacityRequestPolicy {
    default_ "default" opt_str;
    valid_range "validRange" opt [resource CapacityRequestPolicyRange];
    valid_values "validValues" anys;
});

view!(CapacityRequestPolicyRange {
    max "max" opt_str;
    min "min" opt_str;
    step "step" opt_str;
});

view!(CapacityRequirements {
    requests "requests" map;
});

view!(Counter {
    value "value" str;
});

view!(CounterSet {
    counters "counters" map;
    name "name" str;
});

view!(Device {
    all_nodes "allNodes" opt_bool;
    allow_multiple_allocations "allowMultipleAllocations" opt_bool;
    attributes "attributes" map;
    binding_conditions "bindingConditions" strs;
    binding_failure_conditions "bindingFailureConditions" strs;
    binds_to_node "bindsToNode" opt_bool;
    capacity "capacity" map;
    consumes_counters "consumesCounters" list [resource DeviceCounterConsumption];
    name "name" str;
    node_allocatable_resource_mappings "nodeAllocatableResourceMappings" map;
    node_name "nodeName" opt_str;
    node_selector "nodeSelector" opt [core NodeSelector];
    taints "taints" list [resource DeviceTaint];
});

view!(DeviceAllocationConfiguration {
    opaque "opaque" opt [resource OpaqueDeviceConfiguration];
    requests "requests" strs;
    source "source" str;
});

view!(DeviceAllocationResult {
    config "config" list [resource DeviceAllocationConfiguration];
    results "results" list [resource DeviceRequestAllocationResult];
});

view!(DeviceAttribute {
    bool "bool" opt_bool;
    bools "bools" anys;
    int "int" opt_int;
    ints "ints" ints;
    string "string" opt_str;
    strings "strings" strs;
    version "version" opt_str;
    versions "versions" strs;
});

view!(DeviceCapacity {
    request_policy "requestPolicy" opt [resource CapacityRequestPolicy];
    value "value" str;
});

view!(DeviceClaim {
    config "config" list [resource DeviceClaimConfiguration];
    constraints "constraints" list [resource DeviceConstraint];
    requests "requests" list [resource DeviceRequest];
});

view!(DeviceClaimConfiguration {
    opaque "opaque" opt [resource OpaqueDeviceConfiguration];
    requests "requests" strs;
});

view!(DeviceClass {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [resource DeviceClassSpec];
});

view!(DeviceClassConfiguration {
    opaque "opaque" opt [resource OpaqueDeviceConfiguration];
});

view!(DeviceClassSpec {
    config "config" list [resource DeviceClassConfiguration];
    extended_resource_name "extendedResourceName" opt_str;
    selectors "selectors" list [resource DeviceSelector];
});

view!(DeviceConstraint {
    distinct_attribute "distinctAttribute" opt_str;
    match_attribute "matchAttribute" opt_str;
    requests "requests" strs;
});

view!(DeviceCounterConsumption {
    counter_set "counterSet" str;
    counters "counters" map;
});

view!(DeviceRequest {
    exactly "exactly" opt [resource ExactDeviceRequest];
    first_available "firstAvailable" list [resource DeviceSubRequest];
    name "name" str;
});

view!(DeviceRequestAllocationResult {
    admin_access "adminAccess" opt_bool;
    binding_conditions "bindingConditions" strs;
    binding_failure_conditions "bindingFailureConditions" strs;
    consumed_capacity "consumedCapacity" map;
    device "device" str;
    driver "driver" str;
    pool "pool" str;
    request "request" str;
    share_id "shareID" opt_str;
    tolerations "tolerations" list [resource DeviceToleration];
});

view!(DeviceSelector {
    cel "cel" opt [resource CELDeviceSelector];
});

view!(DeviceSubRequest {
    allocation_mode "allocationMode" str;
    capacity "capacity" opt [resource CapacityRequirements];
    count "count" int;
    device_class_name "deviceClassName" str;
    name "name" str;
    selectors "selectors" list [resource DeviceSelector];
    tolerations "tolerations" list [resource DeviceToleration];
});

view!(DeviceTaint {
    effect "effect" str;
    key "key" str;
    time_added "timeAdded" time;
    value "value" str;
});

view!(DeviceToleration {
    effect "effect" str;
    key "key" str;
    operator "operator" str;
    toleration_seconds "tolerationSeconds" opt_int;
    value "value" str;
});

view!(ExactDeviceRequest {
    admin_access "adminAccess" opt_bool;
    allocation_mode "allocationMode" str;
    capacity "capacity" opt [resource CapacityRequirements];
    count "count" int;
    device_class_name "deviceClassName" str;
    selectors "selectors" list [resource DeviceSelector];
    tolerations "tolerations" list [resource DeviceToleration];
});

view!(NetworkDeviceData {
    hardware_address "hardwareAddress" str;
    interface_name "interfaceName" str;
    ips "ips" strs;
});

view!(NodeAllocatableResourceMapping {
    allocation_multiplier "allocationMultiplier" opt_str;
    capacity_key "capacityKey" opt_str;
});

view!(OpaqueDeviceConfiguration {
    driver "driver" str;
    parameters "parameters" any;
});

view!(ResourceClaim {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [resource ResourceClaimSpec];
    status "status" view [resource ResourceClaimStatus];
});

view!(ResourceClaimConsumerReference {
    api_group "apiGroup" str;
    name "name" str;
    resource "resource" str;
    uid "uid" str;
});

view!(ResourceClaimSpec {
    devices "devices" view [resource DeviceClaim];
});

view!(ResourceClaimStatus {
    allocation "allocation" opt [resource AllocationResult];
    devices "devices" list [resource AllocatedDeviceStatus];
    reserved_for "reservedFor" list [resource ResourceClaimConsumerReference];
});

view!(ResourceClaimTemplate {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [resource ResourceClaimTemplateSpec];
});

view!(ResourceClaimTemplateSpec {
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [resource ResourceClaimSpec];
});

view!(ResourcePool {
    generation "generation" int;
    name "name" str;
    resource_slice_count "resourceSliceCount" int;
});

view!(ResourceSlice {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [resource ResourceSliceSpec];
});

view!(ResourceSliceSpec {
    all_nodes "allNodes" opt_bool;
    devices "devices" list [resource Device];
    driver "driver" str;
    node_name "nodeName" opt_str;
    node_selector "nodeSelector" opt [core NodeSelector];
    per_device_node_selection "perDeviceNodeSelection" opt_bool;
    pool "pool" view [resource ResourcePool];
    shared_counters "sharedCounters" list [resource CounterSet];
});
