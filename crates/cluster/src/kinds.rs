//! The rows of the kinds table that components use, found when the program is compiled.

use api::kinds::{KINDS, Kind};

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

const fn row(group: &str, kind: &str) -> &'static Kind {
    let mut i = 0;
    while i < KINDS.len() {
        if same(KINDS[i].group, group) && same(KINDS[i].kind, kind) {
            return &KINDS[i];
        }
        i += 1;
    }
    panic!("no such kind in the table")
}

macro_rules! rows {
    ($($name:ident = $group:literal $kind:literal;)*) => { $(
        #[doc = concat!($kind, " of group `", $group, "`.")]
        pub const $name: &Kind = row($group, $kind);
    )* };
}

rows! {
    MUTATING_ADMISSION_POLICY = "admissionregistration.k8s.io" "MutatingAdmissionPolicy";
    MUTATING_ADMISSION_POLICY_BINDING = "admissionregistration.k8s.io" "MutatingAdmissionPolicyBinding";
    MUTATING_WEBHOOK_CONFIGURATION = "admissionregistration.k8s.io" "MutatingWebhookConfiguration";
    VALIDATING_ADMISSION_POLICY = "admissionregistration.k8s.io" "ValidatingAdmissionPolicy";
    VALIDATING_ADMISSION_POLICY_BINDING = "admissionregistration.k8s.io" "ValidatingAdmissionPolicyBinding";
    VALIDATING_WEBHOOK_CONFIGURATION = "admissionregistration.k8s.io" "ValidatingWebhookConfiguration";
    API_SERVICE = "apiregistration.k8s.io" "APIService";
    CUSTOM_RESOURCE_DEFINITION = "apiextensions.k8s.io" "CustomResourceDefinition";
    EVENT = "" "Event";
    CONFIG_MAP = "" "ConfigMap";
    ENDPOINTS = "" "Endpoints";
    LIMIT_RANGE = "" "LimitRange";
    NAMESPACE = "" "Namespace";
    NODE = "" "Node";
    PERSISTENT_VOLUME_CLAIM = "" "PersistentVolumeClaim";
    PERSISTENT_VOLUME = "" "PersistentVolume";
    POD = "" "Pod";
    REPLICATION_CONTROLLER = "" "ReplicationController";
    RESOURCE_QUOTA = "" "ResourceQuota";
    SECRET = "" "Secret";
    SERVICE_ACCOUNT = "" "ServiceAccount";
    SERVICE = "" "Service";
    CONTROLLER_REVISION = "apps" "ControllerRevision";
    DAEMON_SET = "apps" "DaemonSet";
    DEPLOYMENT = "apps" "Deployment";
    REPLICA_SET = "apps" "ReplicaSet";
    STATEFUL_SET = "apps" "StatefulSet";
    HORIZONTAL_POD_AUTOSCALER = "autoscaling" "HorizontalPodAutoscaler";
    CRON_JOB = "batch" "CronJob";
    JOB = "batch" "Job";
    CERTIFICATE_SIGNING_REQUEST = "certificates.k8s.io" "CertificateSigningRequest";
    FLOW_SCHEMA = "flowcontrol.apiserver.k8s.io" "FlowSchema";
    PRIORITY_LEVEL_CONFIGURATION = "flowcontrol.apiserver.k8s.io" "PriorityLevelConfiguration";
    LEASE = "coordination.k8s.io" "Lease";
    ENDPOINT_SLICE = "discovery.k8s.io" "EndpointSlice";
    NETWORK_POLICY = "networking.k8s.io" "NetworkPolicy";
    POD_DISRUPTION_BUDGET = "policy" "PodDisruptionBudget";
    ROLE = "rbac.authorization.k8s.io" "Role";
    ROLE_BINDING = "rbac.authorization.k8s.io" "RoleBinding";
    CLUSTER_ROLE_BINDING = "rbac.authorization.k8s.io" "ClusterRoleBinding";
    CLUSTER_ROLE = "rbac.authorization.k8s.io" "ClusterRole";
    INGRESS_CLASS = "networking.k8s.io" "IngressClass";
    RUNTIME_CLASS = "node.k8s.io" "RuntimeClass";
    PRIORITY_CLASS = "scheduling.k8s.io" "PriorityClass";
    CSI_DRIVER = "storage.k8s.io" "CSIDriver";
    CSI_NODE = "storage.k8s.io" "CSINode";
    STORAGE_CLASS = "storage.k8s.io" "StorageClass";
    IP_ADDRESS = "networking.k8s.io" "IPAddress";
    SERVICE_CIDR = "networking.k8s.io" "ServiceCIDR";
    VOLUME_ATTACHMENT = "storage.k8s.io" "VolumeAttachment";
}
