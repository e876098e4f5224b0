//! Views of `io.k8s.api.storage.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(CSIDriver {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [storage CSIDriverSpec];
});

view!(CSIDriverSpec {
    attach_required "attachRequired" opt_bool;
    fs_group_policy "fsGroupPolicy" opt_str;
    node_allocatable_update_period_seconds "nodeAllocatableUpdatePeriodSeconds" opt_int;
    pod_info_on_mount "podInfoOnMount" opt_bool;
    prevent_pod_scheduling_if_missing "preventPodSchedulingIfMissing" opt_bool;
    requires_republish "requiresRepublish" opt_bool;
    se_linux_mount "seLinuxMount" opt_bool;
    service_account_token_in_secrets "serviceAccountTokenInSecrets" opt_bool;
    storage_capacity "storageCapacity" opt_bool;
    token_requests "tokenRequests" list [storage TokenRequest];
    volume_lifecycle_modes "volumeLifecycleModes" strs;
});

view!(CSINode {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [storage CSINodeSpec];
});

view!(CSINodeDriver {
    allocatable "allocatable" opt [storage VolumeNodeResources];
    name "name" str;
    node_id "nodeID" str;
    topology_keys "topologyKeys" strs;
});

view!(CSINodeSpec {
    drivers "drivers" list [storage CSINodeDriver];
});

view!(CSIStorageCapacity {
    api_version "apiVersion" str;
    capacity "capacity" opt_str;
    kind "kind" str;
    maximum_volume_size "maximumVolumeSize" opt_str;
    metadata "metadata" view [meta ObjectMeta];
    node_topology "nodeTopology" opt [meta LabelSelector];
    storage_class_name "storageClassName" str;
});

view!(StorageClass {
    allow_volume_expansion "allowVolumeExpansion" opt_bool;
    allowed_topologies "allowedTopologies" list [core TopologySelectorTerm];
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    mount_options "mountOptions" strs;
    parameters "parameters" map;
    provisioner "provisioner" str;
    reclaim_policy "reclaimPolicy" opt_str;
    volume_binding_mode "volumeBindingMode" opt_str;
});

view!(TokenRequest {
    audience "audience" str;
    expiration_seconds "expirationSeconds" opt_int;
});

view!(VolumeAttachment {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [storage VolumeAttachmentSpec];
    status "status" view [storage VolumeAttachmentStatus];
});

view!(VolumeAttachmentSource {
    inline_volume_spec "inlineVolumeSpec" opt [core PersistentVolumeSpec];
    persistent_volume_name "persistentVolumeName" opt_str;
});

view!(VolumeAttachmentSpec {
    attacher "attacher" str;
    node_name "nodeName" str;
    source "source" view [storage VolumeAttachmentSource];
});

view!(VolumeAttachmentStatus {
    attach_error "attachError" opt [storage VolumeError];
    attached "attached" bool;
    attachment_metadata "attachmentMetadata" map;
    detach_error "detachError" opt [storage VolumeError];
});

view!(VolumeAttributesClass {
    api_version "apiVersion" str;
    driver_name "driverName" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    parameters "parameters" map;
});

view!(VolumeError {
    error_code "errorCode" opt_int;
    message "message" str;
    time "time" time;
});

view!(VolumeNodeResources {
    count "count" opt_int;
});
