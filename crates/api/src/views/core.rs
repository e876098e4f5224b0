//! Views of `io.k8s.api.core.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(AWSElasticBlockStoreVolumeSource {
    fs_type "fsType" str;
    partition "partition" int;
    read_only "readOnly" bool;
    volume_id "volumeID" str;
});

view!(Affinity {
    node_affinity "nodeAffinity" opt [core NodeAffinity];
    pod_affinity "podAffinity" opt [core PodAffinity];
    pod_anti_affinity "podAntiAffinity" opt [core PodAntiAffinity];
});

view!(AppArmorProfile {
    localhost_profile "localhostProfile" opt_str;
    type_ "type" str;
});

view!(AttachedVolume {
    device_path "devicePath" str;
    name "name" str;
});

view!(AzureDiskVolumeSource {
    caching_mode "cachingMode" opt_str;
    disk_name "diskName" str;
    disk_uri "diskURI" str;
    fs_type "fsType" opt_str;
    kind "kind" opt_str;
    read_only "readOnly" opt_bool;
});

view!(AzureFilePersistentVolumeSource {
    read_only "readOnly" bool;
    secret_name "secretName" str;
    secret_namespace "secretNamespace" opt_str;
    share_name "shareName" str;
});

view!(AzureFileVolumeSource {
    read_only "readOnly" bool;
    secret_name "secretName" str;
    share_name "shareName" str;
});

view!(Binding {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    target "target" view [core ObjectReference];
});

view!(CSIPersistentVolumeSource {
    controller_expand_secret_ref "controllerExpandSecretRef" opt [core SecretReference];
    controller_publish_secret_ref "controllerPublishSecretRef" opt [core SecretReference];
    driver "driver" str;
    fs_type "fsType" str;
    node_expand_secret_ref "nodeExpandSecretRef" opt [core SecretReference];
    node_publish_secret_ref "nodePublishSecretRef" opt [core SecretReference];
    node_stage_secret_ref "nodeStageSecretRef" opt [core SecretReference];
    read_only "readOnly" bool;
    volume_attributes "volumeAttributes" map;
    volume_handle "volumeHandle" str;
});

view!(CSIVolumeSource {
    driver "driver" str;
    fs_type "fsType" opt_str;
    node_publish_secret_ref "nodePublishSecretRef" opt [core LocalObjectReference];
    read_only "readOnly" opt_bool;
    volume_attributes "volumeAttributes" map;
});

view!(Capabilities {
    add "add" strs;
    drop "drop" strs;
});

view!(CephFSPersistentVolumeSource {
    monitors "monitors" strs;
    path "path" str;
    read_only "readOnly" bool;
    secret_file "secretFile" str;
    secret_ref "secretRef" opt [core SecretReference];
    user "user" str;
});

view!(CephFSVolumeSource {
    monitors "monitors" strs;
    path "path" str;
    read_only "readOnly" bool;
    secret_file "secretFile" str;
    secret_ref "secretRef" opt [core LocalObjectReference];
    user "user" str;
});

view!(CinderPersistentVolumeSource {
    fs_type "fsType" str;
    read_only "readOnly" bool;
    secret_ref "secretRef" opt [core SecretReference];
    volume_id "volumeID" str;
});

view!(CinderVolumeSource {
    fs_type "fsType" str;
    read_only "readOnly" bool;
    secret_ref "secretRef" opt [core LocalObjectReference];
    volume_id "volumeID" str;
});

view!(ClientIPConfig {
    timeout_seconds "timeoutSeconds" opt_int;
});

view!(ClusterTrustBundleProjection {
    label_selector "labelSelector" opt [meta LabelSelector];
    name "name" opt_str;
    optional "optional" opt_bool;
    path "path" str;
    signer_name "signerName" opt_str;
});

view!(ComponentCondition {
    error "error" str;
    message "message" str;
    status "status" str;
    type_ "type" str;
});

view!(ComponentStatus {
    api_version "apiVersion" str;
    conditions "conditions" list [core ComponentCondition];
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
});

view!(ConfigMap {
    api_version "apiVersion" str;
    binary_data "binaryData" map;
    data "data" map;
    immutable "immutable" opt_bool;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
});

view!(ConfigMapEnvSource {
    name "name" str;
    optional "optional" opt_bool;
});

view!(ConfigMapKeySelector {
    key "key" str;
    name "name" str;
    optional "optional" opt_bool;
});

view!(ConfigMapNodeConfigSource {
    kubelet_config_key "kubeletConfigKey" str;
    name "name" str;
    namespace "namespace" str;
    resource_version "resourceVersion" str;
    uid "uid" str;
});

view!(ConfigMapProjection {
    items "items" list [core KeyToPath];
    name "name" str;
    optional "optional" opt_bool;
});

view!(ConfigMapVolumeSource {
    default_mode "defaultMode" opt_int;
    items "items" list [core KeyToPath];
    name "name" str;
    optional "optional" opt_bool;
});

view!(Container {
    args "args" strs;
    command "command" strs;
    env "env" list [core EnvVar];
    env_from "envFrom" list [core EnvFromSource];
    image "image" str;
    image_pull_policy "imagePullPolicy" str;
    lifecycle "lifecycle" opt [core Lifecycle];
    liveness_probe "livenessProbe" opt [core Probe];
    name "name" str;
    ports "ports" list [core ContainerPort];
    readiness_probe "readinessProbe" opt [core Probe];
    resize_policy "resizePolicy" list [core ContainerResizePolicy];
    resources "resources" view [core ResourceRequirements];
    restart_policy "restartPolicy" opt_str;
    restart_policy_rules "restartPolicyRules" list [core ContainerRestartRule];
    security_context "securityContext" opt [core SecurityContext];
    startup_probe "startupProbe" opt [core Probe];
    stdin "stdin" bool;
    stdin_once "stdinOnce" bool;
    termination_message_path "terminationMessagePath" str;
    termination_message_policy "terminationMessagePolicy" str;
    tty "tty" bool;
    volume_devices "volumeDevices" list [core VolumeDevice];
    volume_mounts "volumeMounts" list [core VolumeMount];
    working_dir "workingDir" str;
});

view!(ContainerExtendedResourceRequest {
    container_name "containerName" str;
    request_name "requestName" str;
    resource_name "resourceName" str;
});

view!(ContainerImage {
    names "names" strs;
    size_bytes "sizeBytes" int;
});

view!(ContainerPort {
    container_port "containerPort" int;
    host_ip "hostIP" str;
    host_port "hostPort" int;
    name "name" str;
    protocol "protocol" str;
});

view!(ContainerResizePolicy {
    resource_name "resourceName" str;
    restart_policy "restartPolicy" str;
});

view!(ContainerRestartRule {
    action "action" str;
    exit_codes "exitCodes" opt [core ContainerRestartRuleOnExitCodes];
});

view!(ContainerRestartRuleOnExitCodes {
    operator "operator" str;
    values "values" ints;
});

view!(ContainerState {
    running "running" opt [core ContainerStateRunning];
    terminated "terminated" opt [core ContainerStateTerminated];
    waiting "waiting" opt [core ContainerStateWaiting];
});

view!(ContainerStateRunning {
    started_at "startedAt" time;
});

view!(ContainerStateTerminated {
    container_id "containerID" str;
    exit_code "exitCode" int;
    finished_at "finishedAt" time;
    message "message" str;
    reason "reason" str;
    signal "signal" int;
    started_at "startedAt" time;
});

view!(ContainerStateWaiting {
    message "message" str;
    reason "reason" str;
});

view!(ContainerStatus {
    allocated_resources "allocatedResources" map;
    allocated_resources_status "allocatedResourcesStatus" list [core ResourceStatus];
    container_id "containerID" str;
    image "image" str;
    image_id "imageID" str;
    last_state "lastState" view [core ContainerState];
    name "name" str;
    ready "ready" bool;
    resources "resources" opt [core ResourceRequirements];
    restart_count "restartCount" int;
    started "started" opt_bool;
    state "state" view [core ContainerState];
    stop_signal "stopSignal" opt_str;
    user "user" opt [core ContainerUser];
    volume_mounts "volumeMounts" list [core VolumeMountStatus];
});

view!(ContainerUser {
    linux "linux" opt [core LinuxContainerUser];
});

view!(DaemonEndpoint {
    port "Port" int;
});

view!(DownwardAPIProjection {
    items "items" list [core DownwardAPIVolumeFile];
});

view!(DownwardAPIVolumeFile {
    field_ref "fieldRef" opt [core ObjectFieldSelector];
    mode "mode" opt_int;
    path "path" str;
    resource_field_ref "resourceFieldRef" opt [core ResourceFieldSelector];
});

view!(DownwardAPIVolumeSource {
    default_mode "defaultMode" opt_int;
    items "items" list [core DownwardAPIVolumeFile];
});

view!(EmptyDirVolumeSource {
    medium "medium" str;
    size_limit "sizeLimit" opt_str;
});

view!(EndpointAddress {
    hostname "hostname" str;
    ip "ip" str;
    node_name "nodeName" opt_str;
    target_ref "targetRef" opt [core ObjectReference];
});

view!(EndpointPort {
    app_protocol "appProtocol" opt_str;
    name "name" str;
    port "port" int;
    protocol "protocol" str;
});

view!(EndpointSubset {
    addresses "addresses" list [core EndpointAddress];
    not_ready_addresses "notReadyAddresses" list [core EndpointAddress];
    ports "ports" list [core EndpointPort];
});

view!(Endpoints {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    subsets "subsets" list [core EndpointSubset];
});

view!(EnvFromSource {
    config_map_ref "configMapRef" opt [core ConfigMapEnvSource];
    prefix "prefix" str;
    secret_ref "secretRef" opt [core SecretEnvSource];
});

view!(EnvVar {
    name "name" str;
    value "value" str;
    value_from "valueFrom" opt [core EnvVarSource];
});

view!(EnvVarSource {
    config_map_key_ref "configMapKeyRef" opt [core ConfigMapKeySelector];
    field_ref "fieldRef" opt [core ObjectFieldSelector];
    file_key_ref "fileKeyRef" opt [core FileKeySelector];
    resource_field_ref "resourceFieldRef" opt [core ResourceFieldSelector];
    secret_key_ref "secretKeyRef" opt [core SecretKeySelector];
});

view!(EphemeralContainer {
    args "args" strs;
    command "command" strs;
    env "env" list [core EnvVar];
    env_from "envFrom" list [core EnvFromSource];
    image "image" str;
    image_pull_policy "imagePullPolicy" str;
    lifecycle "lifecycle" opt [core Lifecycle];
    liveness_probe "livenessProbe" opt [core Probe];
    name "name" str;
    ports "ports" list [core ContainerPort];
    readiness_probe "readinessProbe" opt [core Probe];
    resize_policy "resizePolicy" list [core ContainerResizePolicy];
    resources "resources" view [core ResourceRequirements];
    restart_policy "restartPolicy" opt_str;
    restart_policy_rules "restartPolicyRules" list [core ContainerRestartRule];
    security_context "securityContext" opt [core SecurityContext];
    startup_probe "startupProbe" opt [core Probe];
    stdin "stdin" bool;
    stdin_once "stdinOnce" bool;
    target_container_name "targetContainerName" str;
    termination_message_path "terminationMessagePath" str;
    termination_message_policy "terminationMessagePolicy" str;
    tty "tty" bool;
    volume_devices "volumeDevices" list [core VolumeDevice];
    volume_mounts "volumeMounts" list [core VolumeMount];
    working_dir "workingDir" str;
});

view!(EphemeralVolumeSource {
    volume_claim_template "volumeClaimTemplate" opt [core PersistentVolumeClaimTemplate];
});

view!(Event {
    action "action" str;
    api_version "apiVersion" str;
    count "count" int;
    event_time "eventTime" time;
    first_timestamp "firstTimestamp" time;
    involved_object "involvedObject" view [core ObjectReference];
    kind "kind" str;
    last_timestamp "lastTimestamp" time;
    message "message" str;
    metadata "metadata" view [meta ObjectMeta];
    reason "reason" str;
    related "related" opt [core ObjectReference];
    reporting_component "reportingComponent" str;
    reporting_instance "reportingInstance" str;
    series "series" opt [core EventSeries];
    source "source" view [core EventSource];
    type_ "type" str;
});

view!(EventSeries {
    count "count" int;
    last_observed_time "lastObservedTime" time;
});

view!(EventSource {
    component "component" str;
    host "host" str;
});

view!(ExecAction {
    command "command" strs;
});

view!(FCVolumeSource {
    fs_type "fsType" str;
    lun "lun" opt_int;
    read_only "readOnly" bool;
    target_wwns "targetWWNs" strs;
    wwids "wwids" strs;
});

view!(FileKeySelector {
    key "key" str;
    optional "optional" opt_bool;
    path "path" str;
    volume_name "volumeName" str;
});

view!(FlexPersistentVolumeSource {
    driver "driver" str;
    fs_type "fsType" str;
    options "options" map;
    read_only "readOnly" bool;
    secret_ref "secretRef" opt [core SecretReference];
});

view!(FlexVolumeSource {
    driver "driver" str;
    fs_type "fsType" str;
    options "options" map;
    read_only "readOnly" bool;
    secret_ref "secretRef" opt [core LocalObjectReference];
});

view!(FlockerVolumeSource {
    dataset_name "datasetName" str;
    dataset_uuid "datasetUUID" str;
});

view!(GCEPersistentDiskVolumeSource {
    fs_type "fsType" str;
    partition "partition" int;
    pd_name "pdName" str;
    read_only "readOnly" bool;
});

view!(GRPCAction {
    port "port" int;
    service "service" opt_str;
});

view!(GitRepoVolumeSource {
    directory "directory" str;
    repository "repository" str;
    revision "revision" str;
});

view!(GlusterfsPersistentVolumeSource {
    endpoints "endpoints" str;
    endpoints_namespace "endpointsNamespace" opt_str;
    path "path" str;
    read_only "readOnly" bool;
});

view!(GlusterfsVolumeSource {
    endpoints "endpoints" str;
    path "path" str;
    read_only "readOnly" bool;
});

view!(HTTPGetAction {
    host "host" str;
    http_headers "httpHeaders" list [core HTTPHeader];
    path "path" str;
    port "port" int_or_string;
    scheme "scheme" str;
});

view!(HTTPHeader {
    name "name" str;
    value "value" str;
});

view!(HostAlias {
    hostnames "hostnames" strs;
    ip "ip" str;
});

view!(HostIP {
    ip "ip" str;
});

view!(HostPathVolumeSource {
    path "path" str;
    type_ "type" opt_str;
});

view!(ISCSIPersistentVolumeSource {
    chap_auth_discovery "chapAuthDiscovery" bool;
    chap_auth_session "chapAuthSession" bool;
    fs_type "fsType" str;
    initiator_name "initiatorName" opt_str;
    iqn "iqn" str;
    iscsi_interface "iscsiInterface" str;
    lun "lun" int;
    portals "portals" strs;
    read_only "readOnly" bool;
    secret_ref "secretRef" opt [core SecretReference];
    target_portal "targetPortal" str;
});

view!(ISCSIVolumeSource {
    chap_auth_discovery "chapAuthDiscovery" bool;
    chap_auth_session "chapAuthSession" bool;
    fs_type "fsType" str;
    initiator_name "initiatorName" opt_str;
    iqn "iqn" str;
    iscsi_interface "iscsiInterface" str;
    lun "lun" int;
    portals "portals" strs;
    read_only "readOnly" bool;
    secret_ref "secretRef" opt [core LocalObjectReference];
    target_portal "targetPortal" str;
});

view!(ImageVolumeSource {
    pull_policy "pullPolicy" str;
    reference "reference" str;
});

view!(ImageVolumeStatus {
    image_ref "imageRef" str;
});

view!(KeyToPath {
    key "key" str;
    mode "mode" opt_int;
    path "path" str;
});

view!(Lifecycle {
    post_start "postStart" opt [core LifecycleHandler];
    pre_stop "preStop" opt [core LifecycleHandler];
    stop_signal "stopSignal" opt_str;
});

view!(LifecycleHandler {
    exec "exec" opt [core ExecAction];
    http_get "httpGet" opt [core HTTPGetAction];
    sleep "sleep" opt [core SleepAction];
    tcp_socket "tcpSocket" opt [core TCPSocketAction];
});

view!(LimitRange {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [core LimitRangeSpec];
});

view!(LimitRangeItem {
    default_ "default" map;
    default_request "defaultRequest" map;
    max "max" map;
    max_limit_request_ratio "maxLimitRequestRatio" map;
    min "min" map;
    type_ "type" str;
});

view!(LimitRangeSpec {
    limits "limits" list [core LimitRangeItem];
});

view!(LinuxContainerUser {
    gid "gid" int;
    supplemental_groups "supplementalGroups" ints;
    uid "uid" int;
});

view!(LoadBalancerIngress {
    hostname "hostname" str;
    ip "ip" str;
    ip_mode "ipMode" opt_str;
    ports "ports" list [core PortStatus];
});

view!(LoadBalancerStatus {
    ingress "ingress" list [core LoadBalancerIngress];
});

view!(LocalObjectReference {
    name "name" str;
});

view!(LocalVolumeSource {
    fs_type "fsType" opt_str;
    path "path" str;
});

view!(ModifyVolumeStatus {
    status "status" str;
    target_volume_attributes_class_name "targetVolumeAttributesClassName" str;
});

view!(NFSVolumeSource {
    path "path" str;
    read_only "readOnly" bool;
    server "server" str;
});

view!(Namespace {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [core NamespaceSpec];
    status "status" view [core NamespaceStatus];
});

view!(NamespaceCondition {
    last_transition_time "lastTransitionTime" time;
    message "message" str;
    reason "reason" str;
    status "status" str;
    type_ "type" str;
});

view!(NamespaceSpec {
    finalizers "finalizers" strs;
});

view!(NamespaceStatus {
    conditions "conditions" list [core NamespaceCondition];
    phase "phase" str;
});

view!(Node {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [core NodeSpec];
    status "status" view [core NodeStatus];
});

view!(NodeAddress {
    address "address" str;
    type_ "type" str;
});

view!(NodeAffinity {
    preferred_during_scheduling_ignored_during_execution "preferredDuringSchedulingIgnoredDuringExecution" list [core PreferredSchedulingTerm];
    required_during_scheduling_ignored_during_execution "requiredDuringSchedulingIgnoredDuringExecution" opt [core NodeSelector];
});

view!(NodeAllocatableResourceClaimStatus {
    containers "containers" strs;
    resource_claim_name "resourceClaimName" str;
    resources "resources" map;
});

view!(NodeCondition {
    last_heartbeat_time "lastHeartbeatTime" time;
    last_transition_time "lastTransitionTime" time;
    message "message" str;
    reason "reason" str;
    status "status" str;
    type_ "type" str;
});

view!(NodeConfigSource {
    config_map "configMap" opt [core ConfigMapNodeConfigSource];
});

view!(NodeConfigStatus {
    active "active" opt [core NodeConfigSource];
    assigned "assigned" opt [core NodeConfigSource];
    error "error" str;
    last_known_good "lastKnownGood" opt [core NodeConfigSource];
});

view!(NodeDaemonEndpoints {
    kubelet_endpoint "kubeletEndpoint" view [core DaemonEndpoint];
});

view!(NodeFeatures {
    supplemental_groups_policy "supplementalGroupsPolicy" opt_bool;
});

view!(NodeRuntimeHandler {
    features "features" opt [core NodeRuntimeHandlerFeatures];
    name "name" str;
});

view!(NodeRuntimeHandlerFeatures {
    recursive_read_only_mounts "recursiveReadOnlyMounts" opt_bool;
    user_namespaces "userNamespaces" opt_bool;
});

view!(NodeSelector {
    node_selector_terms "nodeSelectorTerms" list [core NodeSelectorTerm];
});

view!(NodeSelectorRequirement {
    key "key" str;
    operator "operator" str;
    values "values" strs;
});

view!(NodeSelectorTerm {
    match_expressions "matchExpressions" list [core NodeSelectorRequirement];
    match_fields "matchFields" list [core NodeSelectorRequirement];
});

view!(NodeSpec {
    config_source "configSource" opt [core NodeConfigSource];
    external_id "externalID" str;
    pod_cidr "podCIDR" str;
    pod_cidrs "podCIDRs" strs;
    provider_id "providerID" str;
    taints "taints" list [core Taint];
    unschedulable "unschedulable" bool;
});

view!(NodeStatus {
    addresses "addresses" list [core NodeAddress];
    allocatable "allocatable" map;
    capacity "capacity" map;
    conditions "conditions" list [core NodeCondition];
    config "config" opt [core NodeConfigStatus];
    daemon_endpoints "daemonEndpoints" view [core NodeDaemonEndpoints];
    declared_features "declaredFeatures" strs;
    features "features" opt [core NodeFeatures];
    images "images" list [core ContainerImage];
    node_info "nodeInfo" view [core NodeSystemInfo];
    phase "phase" str;
    runtime_handlers "runtimeHandlers" list [core NodeRuntimeHandler];
    volumes_attached "volumesAttached" list [core AttachedVolume];
    volumes_in_use "volumesInUse" strs;
});

view!(NodeSwapStatus {
    capacity "capacity" opt_int;
});

view!(NodeSystemInfo {
    architecture "architecture" str;
    boot_id "bootID" str;
    container_runtime_version "containerRuntimeVersion" str;
    kernel_version "kernelVersion" str;
    kube_proxy_version "kubeProxyVersion" str;
    kubelet_version "kubeletVersion" str;
    machine_id "machineID" str;
    operating_system "operatingSystem" str;
    os_image "osImage" str;
    swap "swap" opt [core NodeSwapStatus];
    system_uuid "systemUUID" str;
});

view!(ObjectFieldSelector {
    api_version "apiVersion" str;
    field_path "fieldPath" str;
});

view!(ObjectReference {
    api_version "apiVersion" str;
    field_path "fieldPath" str;
    kind "kind" str;
    name "name" str;
    namespace "namespace" str;
    resource_version "resourceVersion" str;
    uid "uid" str;
});

view!(PersistentVolume {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [core PersistentVolumeSpec];
    status "status" view [core PersistentVolumeStatus];
});

view!(PersistentVolumeClaim {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [core PersistentVolumeClaimSpec];
    status "status" view [core PersistentVolumeClaimStatus];
});

view!(PersistentVolumeClaimCondition {
    last_probe_time "lastProbeTime" time;
    last_transition_time "lastTransitionTime" time;
    message "message" str;
    reason "reason" str;
    status "status" str;
    type_ "type" str;
});

view!(PersistentVolumeClaimSpec {
    access_modes "accessModes" strs;
    data_source "dataSource" opt [core TypedLocalObjectReference];
    data_source_ref "dataSourceRef" opt [core TypedObjectReference];
    resources "resources" view [core VolumeResourceRequirements];
    selector "selector" opt [meta LabelSelector];
    storage_class_name "storageClassName" opt_str;
    volume_attributes_class_name "volumeAttributesClassName" opt_str;
    volume_mode "volumeMode" opt_str;
    volume_name "volumeName" str;
});

view!(PersistentVolumeClaimStatus {
    access_modes "accessModes" strs;
    allocated_resource_statuses "allocatedResourceStatuses" map;
    allocated_resources "allocatedResources" map;
    capacity "capacity" map;
    conditions "conditions" list [core PersistentVolumeClaimCondition];
    current_volume_attributes_class_name "currentVolumeAttributesClassName" opt_str;
    modify_volume_status "modifyVolumeStatus" opt [core ModifyVolumeStatus];
    phase "phase" str;
});

view!(PersistentVolumeClaimTemplate {
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [core PersistentVolumeClaimSpec];
});

view!(PersistentVolumeClaimVolumeSource {
    claim_name "claimName" str;
    read_only "readOnly" bool;
});

view!(PersistentVolumeSpec {
    access_modes "accessModes" strs;
    aws_elastic_block_store "awsElasticBlockStore" opt [core AWSElasticBlockStoreVolumeSource];
    azure_disk "azureDisk" opt [core AzureDiskVolumeSource];
    azure_file "azureFile" opt [core AzureFilePersistentVolumeSource];
    capacity "capacity" map;
    cephfs "cephfs" opt [core CephFSPersistentVolumeSource];
    cinder "cinder" opt [core CinderPersistentVolumeSource];
    claim_ref "claimRef" opt [core ObjectReference];
    csi "csi" opt [core CSIPersistentVolumeSource];
    fc "fc" opt [core FCVolumeSource];
    flex_volume "flexVolume" opt [core FlexPersistentVolumeSource];
    flocker "flocker" opt [core FlockerVolumeSource];
    gce_persistent_disk "gcePersistentDisk" opt [core GCEPersistentDiskVolumeSource];
    glusterfs "glusterfs" opt [core GlusterfsPersistentVolumeSource];
    host_path "hostPath" opt [core HostPathVolumeSource];
    iscsi "iscsi" opt [core ISCSIPersistentVolumeSource];
    local "local" opt [core LocalVolumeSource];
    mount_options "mountOptions" strs;
    nfs "nfs" opt [core NFSVolumeSource];
    node_affinity "nodeAffinity" opt [core VolumeNodeAffinity];
    persistent_volume_reclaim_policy "persistentVolumeReclaimPolicy" str;
    photon_persistent_disk "photonPersistentDisk" opt [core PhotonPersistentDiskVolumeSource];
    portworx_volume "portworxVolume" opt [core PortworxVolumeSource];
    quobyte "quobyte" opt [core QuobyteVolumeSource];
    rbd "rbd" opt [core RBDPersistentVolumeSource];
    scale_io "scaleIO" opt [core ScaleIOPersistentVolumeSource];
    storage_class_name "storageClassName" str;
    storageos "storageos" opt [core StorageOSPersistentVolumeSource];
    volume_attributes_class_name "volumeAttributesClassName" opt_str;
    volume_mode "volumeMode" opt_str;
    vsphere_volume "vsphereVolume" opt [core VsphereVirtualDiskVolumeSource];
});

view!(PersistentVolumeStatus {
    last_phase_transition_time "lastPhaseTransitionTime" time;
    message "message" str;
    phase "phase" str;
    reason "reason" str;
});

view!(PhotonPersistentDiskVolumeSource {
    fs_type "fsType" str;
    pd_id "pdID" str;
});

view!(Pod {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [core PodSpec];
    status "status" view [core PodStatus];
});

view!(PodAffinity {
    preferred_during_scheduling_ignored_during_execution "preferredDuringSchedulingIgnoredDuringExecution" list [core WeightedPodAffinityTerm];
    required_during_scheduling_ignored_during_execution "requiredDuringSchedulingIgnoredDuringExecution" list [core PodAffinityTerm];
});

view!(PodAffinityTerm {
    label_selector "labelSelector" opt [meta LabelSelector];
    match_label_keys "matchLabelKeys" strs;
    mismatch_label_keys "mismatchLabelKeys" strs;
    namespace_selector "namespaceSelector" opt [meta LabelSelector];
    namespaces "namespaces" strs;
    topology_key "topologyKey" str;
});

view!(PodAntiAffinity {
    preferred_during_scheduling_ignored_during_execution "preferredDuringSchedulingIgnoredDuringExecution" list [core WeightedPodAffinityTerm];
    required_during_scheduling_ignored_during_execution "requiredDuringSchedulingIgnoredDuringExecution" list [core PodAffinityTerm];
});

view!(PodCertificateProjection {
    certificate_chain_path "certificateChainPath" str;
    credential_bundle_path "credentialBundlePath" str;
    key_path "keyPath" str;
    key_type "keyType" str;
    max_expiration_seconds "maxExpirationSeconds" opt_int;
    signer_name "signerName" str;
    user_annotations "userAnnotations" map;
});

view!(PodCondition {
    last_probe_time "lastProbeTime" time;
    last_transition_time "lastTransitionTime" time;
    message "message" str;
    observed_generation "observedGeneration" int;
    reason "reason" str;
    status "status" str;
    type_ "type" str;
});

view!(PodDNSConfig {
    nameservers "nameservers" strs;
    options "options" list [core PodDNSConfigOption];
    searches "searches" strs;
});

view!(PodDNSConfigOption {
    name "name" str;
    value "value" opt_str;
});

view!(PodExtendedResourceClaimStatus {
    request_mappings "requestMappings" list [core ContainerExtendedResourceRequest];
    resource_claim_name "resourceClaimName" str;
});

view!(PodIP {
    ip "ip" str;
});

view!(PodOS {
    name "name" str;
});

view!(PodReadinessGate {
    condition_type "conditionType" str;
});

view!(PodResourceClaim {
    name "name" str;
    resource_claim_name "resourceClaimName" opt_str;
    resource_claim_template_name "resourceClaimTemplateName" opt_str;
});

view!(PodResourceClaimStatus {
    name "name" str;
    resource_claim_name "resourceClaimName" opt_str;
});

view!(PodSchedulingGate {
    name "name" str;
});

view!(PodSchedulingGroup {
    pod_group_name "podGroupName" opt_str;
});

view!(PodSecurityContext {
    app_armor_profile "appArmorProfile" opt [core AppArmorProfile];
    fs_group "fsGroup" opt_int;
    fs_group_change_policy "fsGroupChangePolicy" opt_str;
    run_as_group "runAsGroup" opt_int;
    run_as_non_root "runAsNonRoot" opt_bool;
    run_as_user "runAsUser" opt_int;
    se_linux_change_policy "seLinuxChangePolicy" opt_str;
    se_linux_options "seLinuxOptions" opt [core SELinuxOptions];
    seccomp_profile "seccompProfile" opt [core SeccompProfile];
    supplemental_groups "supplementalGroups" ints;
    supplemental_groups_policy "supplementalGroupsPolicy" opt_str;
    sysctls "sysctls" list [core Sysctl];
    windows_options "windowsOptions" opt [core WindowsSecurityContextOptions];
});

view!(PodSpec {
    active_deadline_seconds "activeDeadlineSeconds" opt_int;
    affinity "affinity" opt [core Affinity];
    automount_service_account_token "automountServiceAccountToken" opt_bool;
    containers "containers" list [core Container];
    dns_config "dnsConfig" opt [core PodDNSConfig];
    dns_policy "dnsPolicy" str;
    enable_service_links "enableServiceLinks" opt_bool;
    ephemeral_containers "ephemeralContainers" list [core EphemeralContainer];
    host_aliases "hostAliases" list [core HostAlias];
    host_ipc "hostIPC" bool;
    host_network "hostNetwork" bool;
    host_pid "hostPID" bool;
    host_users "hostUsers" opt_bool;
    hostname "hostname" str;
    hostname_override "hostnameOverride" opt_str;
    image_pull_secrets "imagePullSecrets" list [core LocalObjectReference];
    init_containers "initContainers" list [core Container];
    node_name "nodeName" str;
    node_selector "nodeSelector" map;
    os "os" opt [core PodOS];
    overhead "overhead" map;
    preemption_policy "preemptionPolicy" opt_str;
    priority "priority" opt_int;
    priority_class_name "priorityClassName" str;
    readiness_gates "readinessGates" list [core PodReadinessGate];
    resource_claims "resourceClaims" list [core PodResourceClaim];
    resources "resources" opt [core ResourceRequirements];
    restart_policy "restartPolicy" str;
    runtime_class_name "runtimeClassName" opt_str;
    scheduler_name "schedulerName" str;
    scheduling_gates "schedulingGates" list [core PodSchedulingGate];
    scheduling_group "schedulingGroup" opt [core PodSchedulingGroup];
    security_context "securityContext" opt [core PodSecurityContext];
    service_account "serviceAccount" str;
    service_account_name "serviceAccountName" str;
    set_hostname_as_fqdn "setHostnameAsFQDN" opt_bool;
    share_process_namespace "shareProcessNamespace" opt_bool;
    subdomain "subdomain" str;
    termination_grace_period_seconds "terminationGracePeriodSeconds" opt_int;
    tolerations "tolerations" list [core Toleration];
    topology_spread_constraints "topologySpreadConstraints" list [core TopologySpreadConstraint];
    volumes "volumes" list [core Volume];
});

view!(PodStatus {
    allocated_resources "allocatedResources" map;
    conditions "conditions" list [core PodCondition];
    container_statuses "containerStatuses" list [core ContainerStatus];
    ephemeral_container_statuses "ephemeralContainerStatuses" list [core ContainerStatus];
    extended_resource_claim_status "extendedResourceClaimStatus" opt [core PodExtendedResourceClaimStatus];
    host_ip "hostIP" str;
    host_ips "hostIPs" list [core HostIP];
    init_container_statuses "initContainerStatuses" list [core ContainerStatus];
    message "message" str;
    node_allocatable_resource_claim_statuses "nodeAllocatableResourceClaimStatuses" list [core NodeAllocatableResourceClaimStatus];
    nominated_node_name "nominatedNodeName" str;
    observed_generation "observedGeneration" int;
    phase "phase" str;
    pod_ip "podIP" str;
    pod_ips "podIPs" list [core PodIP];
    qos_class "qosClass" str;
    reason "reason" str;
    resize "resize" str;
    resource_claim_statuses "resourceClaimStatuses" list [core PodResourceClaimStatus];
    resources "resources" opt [core ResourceRequirements];
    start_time "startTime" time;
});

view!(PodTemplate {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    template "template" view [core PodTemplateSpec];
});

view!(PodTemplateSpec {
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [core PodSpec];
});

view!(PortStatus {
    error "error" opt_str;
    port "port" int;
    protocol "protocol" str;
});

view!(PortworxVolumeSource {
    fs_type "fsType" str;
    read_only "readOnly" bool;
    volume_id "volumeID" str;
});

view!(PreferredSchedulingTerm {
    preference "preference" view [core NodeSelectorTerm];
    weight "weight" int;
});

view!(Probe {
    exec "exec" opt [core ExecAction];
    failure_threshold "failureThreshold" int;
    grpc "grpc" opt [core GRPCAction];
    http_get "httpGet" opt [core HTTPGetAction];
    initial_delay_seconds "initialDelaySeconds" int;
    period_seconds "periodSeconds" int;
    success_threshold "successThreshold" int;
    tcp_socket "tcpSocket" opt [core TCPSocketAction];
    termination_grace_period_seconds "terminationGracePeriodSeconds" opt_int;
    timeout_seconds "timeoutSeconds" int;
});

view!(ProjectedVolumeSource {
    default_mode "defaultMode" opt_int;
    sources "sources" list [core VolumeProjection];
});

view!(QuobyteVolumeSource {
    group "group" str;
    read_only "readOnly" bool;
    registry "registry" str;
    tenant "tenant" str;
    user "user" str;
    volume "volume" str;
});

view!(RBDPersistentVolumeSource {
    fs_type "fsType" str;
    image "image" str;
    keyring "keyring" str;
    monitors "monitors" strs;
    pool "pool" str;
    read_only "readOnly" bool;
    secret_ref "secretRef" opt [core SecretReference];
    user "user" str;
});

view!(RBDVolumeSource {
    fs_type "fsType" str;
    image "image" str;
    keyring "keyring" str;
    monitors "monitors" strs;
    pool "pool" str;
    read_only "readOnly" bool;
    secret_ref "secretRef" opt [core LocalObjectReference];
    user "user" str;
});

view!(ReplicationController {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [core ReplicationControllerSpec];
    status "status" view [core ReplicationControllerStatus];
});

view!(ReplicationControllerCondition {
    last_transition_time "lastTransitionTime" time;
    message "message" str;
    reason "reason" str;
    status "status" str;
    type_ "type" str;
});

view!(ReplicationControllerSpec {
    min_ready_seconds "minReadySeconds" int;
    replicas "replicas" opt_int;
    selector "selector" map;
    template "template" opt [core PodTemplateSpec];
});

view!(ReplicationControllerStatus {
    available_replicas "availableReplicas" int;
    conditions "conditions" list [core ReplicationControllerCondition];
    fully_labeled_replicas "fullyLabeledReplicas" int;
    observed_generation "observedGeneration" int;
    ready_replicas "readyReplicas" int;
    replicas "replicas" int;
});

view!(ResourceClaim {
    name "name" str;
    request "request" str;
});

view!(ResourceFieldSelector {
    container_name "containerName" str;
    divisor "divisor" str;
    resource "resource" str;
});

view!(ResourceHealth {
    health "health" str;
    message "message" opt_str;
    resource_id "resourceID" str;
});

view!(ResourceQuota {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [core ResourceQuotaSpec];
    status "status" view [core ResourceQuotaStatus];
});

view!(ResourceQuotaSpec {
    hard "hard" map;
    scope_selector "scopeSelector" opt [core ScopeSelector];
    scopes "scopes" strs;
});

view!(ResourceQuotaStatus {
    hard "hard" map;
    used "used" map;
});

view!(ResourceRequirements {
    claims "claims" list [core ResourceClaim];
    limits "limits" map;
    requests "requests" map;
});

view!(ResourceStatus {
    name "name" str;
    resources "resources" list [core ResourceHealth];
});

view!(SELinuxOptions {
    level "level" str;
    role "role" str;
    type_ "type" str;
    user "user" str;
});

view!(ScaleIOPersistentVolumeSource {
    fs_type "fsType" str;
    gateway "gateway" str;
    protection_domain "protectionDomain" str;
    read_only "readOnly" bool;
    secret_ref "secretRef" opt [core SecretReference];
    ssl_enabled "sslEnabled" bool;
    storage_mode "storageMode" str;
    storage_pool "storagePool" str;
    system "system" str;
    volume_name "volumeName" str;
});

view!(ScaleIOVolumeSource {
    fs_type "fsType" str;
    gateway "gateway" str;
    protection_domain "protectionDomain" str;
    read_only "readOnly" bool;
    secret_ref "secretRef" opt [core LocalObjectReference];
    ssl_enabled "sslEnabled" bool;
    storage_mode "storageMode" str;
    storage_pool "storagePool" str;
    system "system" str;
    volume_name "volumeName" str;
});

view!(ScopeSelector {
    match_expressions "matchExpressions" list [core ScopedResourceSelectorRequirement];
});

view!(ScopedResourceSelectorRequirement {
    operator "operator" str;
    scope_name "scopeName" str;
    values "values" strs;
});

view!(SeccompProfile {
    localhost_profile "localhostProfile" opt_str;
    type_ "type" str;
});

view!(Secret {
    api_version "apiVersion" str;
    data "data" map;
    immutable "immutable" opt_bool;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    string_data "stringData" map;
    type_ "type" str;
});

view!(SecretEnvSource {
    name "name" str;
    optional "optional" opt_bool;
});

view!(SecretKeySelector {
    key "key" str;
    name "name" str;
    optional "optional" opt_bool;
});

view!(SecretProjection {
    items "items" list [core KeyToPath];
    name "name" str;
    optional "optional" opt_bool;
});

view!(SecretReference {
    name "name" str;
    namespace "namespace" str;
});

view!(SecretVolumeSource {
    default_mode "defaultMode" opt_int;
    items "items" list [core KeyToPath];
    optional "optional" opt_bool;
    secret_name "secretName" str;
});

view!(SecurityContext {
    allow_privilege_escalation "allowPrivilegeEscalation" opt_bool;
    app_armor_profile "appArmorProfile" opt [core AppArmorProfile];
    capabilities "capabilities" opt [core Capabilities];
    privileged "privileged" opt_bool;
    proc_mount "procMount" opt_str;
    read_only_root_filesystem "readOnlyRootFilesystem" opt_bool;
    run_as_group "runAsGroup" opt_int;
    run_as_non_root "runAsNonRoot" opt_bool;
    run_as_user "runAsUser" opt_int;
    se_linux_options "seLinuxOptions" opt [core SELinuxOptions];
    seccomp_profile "seccompProfile" opt [core SeccompProfile];
    windows_options "windowsOptions" opt [core WindowsSecurityContextOptions];
});

view!(Service {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [core ServiceSpec];
    status "status" view [core ServiceStatus];
});

view!(ServiceAccount {
    api_version "apiVersion" str;
    automount_service_account_token "automountServiceAccountToken" opt_bool;
    image_pull_secrets "imagePullSecrets" list [core LocalObjectReference];
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    secrets "secrets" list [core ObjectReference];
});

view!(ServiceAccountTokenProjection {
    audience "audience" str;
    expiration_seconds "expirationSeconds" opt_int;
    path "path" str;
});

view!(ServicePort {
    app_protocol "appProtocol" opt_str;
    name "name" str;
    node_port "nodePort" int;
    port "port" int;
    protocol "protocol" str;
    target_port "targetPort" int_or_string;
});

view!(ServiceSpec {
    allocate_load_balancer_node_ports "allocateLoadBalancerNodePorts" opt_bool;
    cluster_ip "clusterIP" str;
    cluster_ips "clusterIPs" strs;
    external_ips "externalIPs" strs;
    external_name "externalName" str;
    external_traffic_policy "externalTrafficPolicy" str;
    health_check_node_port "healthCheckNodePort" int;
    internal_traffic_policy "internalTrafficPolicy" opt_str;
    ip_families "ipFamilies" strs;
    ip_family_policy "ipFamilyPolicy" opt_str;
    load_balancer_class "loadBalancerClass" opt_str;
    load_balancer_ip "loadBalancerIP" str;
    load_balancer_source_ranges "loadBalancerSourceRanges" strs;
    ports "ports" list [core ServicePort];
    publish_not_ready_addresses "publishNotReadyAddresses" bool;
    selector "selector" map;
    session_affinity "sessionAffinity" str;
    session_affinity_config "sessionAffinityConfig" opt [core SessionAffinityConfig];
    traffic_distribution "trafficDistribution" opt_str;
    type_ "type" str;
});

view!(ServiceStatus {
    conditions "conditions" list [meta Condition];
    load_balancer "loadBalancer" view [core LoadBalancerStatus];
});

view!(SessionAffinityConfig {
    client_ip "clientIP" opt [core ClientIPConfig];
});

view!(SleepAction {
    seconds "seconds" int;
});

view!(StorageOSPersistentVolumeSource {
    fs_type "fsType" str;
    read_only "readOnly" bool;
    secret_ref "secretRef" opt [core ObjectReference];
    volume_name "volumeName" str;
    volume_namespace "volumeNamespace" str;
});

view!(StorageOSVolumeSource {
    fs_type "fsType" str;
    read_only "readOnly" bool;
    secret_ref "secretRef" opt [core LocalObjectReference];
    volume_name "volumeName" str;
    volume_namespace "volumeNamespace" str;
});

view!(Sysctl {
    name "name" str;
    value "value" str;
});

view!(TCPSocketAction {
    host "host" str;
    port "port" int_or_string;
});

view!(Taint {
    effect "effect" str;
    key "key" str;
    time_added "timeAdded" time;
    value "value" str;
});

view!(Toleration {
    effect "effect" str;
    key "key" str;
    operator "operator" str;
    toleration_seconds "tolerationSeconds" opt_int;
    value "value" str;
});

view!(TopologySelectorLabelRequirement {
    key "key" str;
    values "values" strs;
});

view!(TopologySelectorTerm {
    match_label_expressions "matchLabelExpressions" list [core TopologySelectorLabelRequirement];
});

view!(TopologySpreadConstraint {
    label_selector "labelSelector" opt [meta LabelSelector];
    match_label_keys "matchLabelKeys" strs;
    max_skew "maxSkew" int;
    min_domains "minDomains" opt_int;
    node_affinity_policy "nodeAffinityPolicy" opt_str;
    node_taints_policy "nodeTaintsPolicy" opt_str;
    topology_key "topologyKey" str;
    when_unsatisfiable "whenUnsatisfiable" str;
});

view!(TypedLocalObjectReference {
    api_group "apiGroup" opt_str;
    kind "kind" str;
    name "name" str;
});

view!(TypedObjectReference {
    api_group "apiGroup" opt_str;
    kind "kind" str;
    name "name" str;
    namespace "namespace" opt_str;
});

view!(Volume {
    aws_elastic_block_store "awsElasticBlockStore" opt [core AWSElasticBlockStoreVolumeSource];
    azure_disk "azureDisk" opt [core AzureDiskVolumeSource];
    azure_file "azureFile" opt [core AzureFileVolumeSource];
    cephfs "cephfs" opt [core CephFSVolumeSource];
    cinder "cinder" opt [core CinderVolumeSource];
    config_map "configMap" opt [core ConfigMapVolumeSource];
    csi "csi" opt [core CSIVolumeSource];
    downward_api "downwardAPI" opt [core DownwardAPIVolumeSource];
    empty_dir "emptyDir" opt [core EmptyDirVolumeSource];
    ephemeral "ephemeral" opt [core EphemeralVolumeSource];
    fc "fc" opt [core FCVolumeSource];
    flex_volume "flexVolume" opt [core FlexVolumeSource];
    flocker "flocker" opt [core FlockerVolumeSource];
    gce_persistent_disk "gcePersistentDisk" opt [core GCEPersistentDiskVolumeSource];
    git_repo "gitRepo" opt [core GitRepoVolumeSource];
    glusterfs "glusterfs" opt [core GlusterfsVolumeSource];
    host_path "hostPath" opt [core HostPathVolumeSource];
    image "image" opt [core ImageVolumeSource];
    iscsi "iscsi" opt [core ISCSIVolumeSource];
    name "name" str;
    nfs "nfs" opt [core NFSVolumeSource];
    persistent_volume_claim "persistentVolumeClaim" opt [core PersistentVolumeClaimVolumeSource];
    photon_persistent_disk "photonPersistentDisk" opt [core PhotonPersistentDiskVolumeSource];
    portworx_volume "portworxVolume" opt [core PortworxVolumeSource];
    projected "projected" opt [core ProjectedVolumeSource];
    quobyte "quobyte" opt [core QuobyteVolumeSource];
    rbd "rbd" opt [core RBDVolumeSource];
    scale_io "scaleIO" opt [core ScaleIOVolumeSource];
    secret "secret" opt [core SecretVolumeSource];
    storageos "storageos" opt [core StorageOSVolumeSource];
    vsphere_volume "vsphereVolume" opt [core VsphereVirtualDiskVolumeSource];
});

view!(VolumeDevice {
    device_path "devicePath" str;
    name "name" str;
});

view!(VolumeMount {
    mount_path "mountPath" str;
    mount_propagation "mountPropagation" opt_str;
    name "name" str;
    read_only "readOnly" bool;
    recursive_read_only "recursiveReadOnly" opt_str;
    sub_path "subPath" str;
    sub_path_expr "subPathExpr" str;
});

view!(VolumeMountStatus {
    mount_path "mountPath" str;
    name "name" str;
    read_only "readOnly" bool;
    recursive_read_only "recursiveReadOnly" opt_str;
    volume_status "volumeStatus" opt [core VolumeStatus];
});

view!(VolumeNodeAffinity {
    required "required" opt [core NodeSelector];
});

view!(VolumeProjection {
    cluster_trust_bundle "clusterTrustBundle" opt [core ClusterTrustBundleProjection];
    config_map "configMap" opt [core ConfigMapProjection];
    downward_api "downwardAPI" opt [core DownwardAPIProjection];
    pod_certificate "podCertificate" opt [core PodCertificateProjection];
    secret "secret" opt [core SecretProjection];
    service_account_token "serviceAccountToken" opt [core ServiceAccountTokenProjection];
});

view!(VolumeResourceRequirements {
    limits "limits" map;
    requests "requests" map;
});

view!(VolumeStatus {
    image "image" opt [core ImageVolumeStatus];
});

view!(VsphereVirtualDiskVolumeSource {
    fs_type "fsType" str;
    storage_policy_id "storagePolicyID" str;
    storage_policy_name "storagePolicyName" str;
    volume_path "volumePath" str;
});

view!(WeightedPodAffinityTerm {
    pod_affinity_term "podAffinityTerm" view [core PodAffinityTerm];
    weight "weight" int;
});

view!(WindowsSecurityContextOptions {
    gmsa_credential_spec "gmsaCredentialSpec" opt_str;
    gmsa_credential_spec_name "gmsaCredentialSpecName" opt_str;
    host_process "hostProcess" opt_bool;
    run_as_user_name "runAsUserName" opt_str;
});
