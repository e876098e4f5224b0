//! The kinds table: every resource that the API server serves, in the order of discovery.
//!
//! Custom resources are not in here: the server adds them at run time from its CustomResourceDefinitions.

use crate::request::Gvr;
use crate::value::Text;

/// One served resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// API group; empty for the core group.
    pub group: &'static str,
    /// Preferred version.
    pub version: &'static str,
    /// `Pod`.
    pub kind: &'static str,
    /// `pods`.
    pub plural: &'static str,
    /// `pod`.
    pub singular: &'static str,
    /// `po`.
    pub short_names: &'static [&'static str],
    /// `all`.
    pub categories: &'static [&'static str],
    /// Whether objects live in a namespace.
    pub namespaced: bool,
    /// What discovery says can be done.
    pub verbs: &'static [&'static str],
}

impl Kind {
    /// Group, version and plural name.
    pub fn gvr(&self) -> Gvr {
        Gvr::new(self.group, self.version, self.plural)
    }
    /// `apps/v1`, or `v1`.
    pub fn api_version(&self) -> Text {
        self.gvr().api_version()
    }
}

const ALL_VERBS: &[&str] = &["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
/// Namespaces go one by one.
const ONE_BY_ONE: &[&str] = &["create", "delete", "get", "list", "patch", "update", "watch"];
const CREATE_ONLY: &[&str] = &["create"];
const READ_ONLY: &[&str] = &["get", "list"];

#[expect(clippy::too_many_arguments, reason = "a row of the table, one column an argument")]
const fn k(
    group: &'static str,
    version: &'static str,
    kind: &'static str,
    plural: &'static str,
    singular: &'static str,
    short_names: &'static [&'static str],
    categories: &'static [&'static str],
    namespaced: bool,
    verbs: &'static [&'static str],
) -> Kind {
    Kind { group, version, kind, plural, singular, short_names, categories, namespaced, verbs }
}

/// All built-in resources.
#[rustfmt::skip]
pub const KINDS: &[Kind] = &[
    k("", "v1", "Binding", "bindings", "binding", &[], &[], true, CREATE_ONLY),
    k("", "v1", "ComponentStatus", "componentstatuses", "componentstatus", &["cs"], &[], false, READ_ONLY),
    k("", "v1", "ConfigMap", "configmaps", "configmap", &["cm"], &[], true, ALL_VERBS),
    k("", "v1", "Endpoints", "endpoints", "endpoints", &["ep"], &[], true, ALL_VERBS),
    k("", "v1", "Event", "events", "event", &["ev"], &[], true, ALL_VERBS),
    k("", "v1", "LimitRange", "limitranges", "limitrange", &["limits"], &[], true, ALL_VERBS),
    k("", "v1", "Namespace", "namespaces", "namespace", &["ns"], &[], false, ONE_BY_ONE),
    k("", "v1", "Node", "nodes", "node", &["no"], &[], false, ALL_VERBS),
    k("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", "persistentvolumeclaim", &["pvc"], &[], true, ALL_VERBS),
    k("", "v1", "PersistentVolume", "persistentvolumes", "persistentvolume", &["pv"], &[], false, ALL_VERBS),
    k("", "v1", "Pod", "pods", "pod", &["po"], &["all"], true, ALL_VERBS),
    k("", "v1", "PodTemplate", "podtemplates", "podtemplate", &[], &[], true, ALL_VERBS),
    k("", "v1", "ReplicationController", "replicationcontrollers", "replicationcontroller", &["rc"], &["all"], true, ALL_VERBS),
    k("", "v1", "ResourceQuota", "resourcequotas", "resourcequota", &["quota"], &[], true, ALL_VERBS),
    k("", "v1", "Secret", "secrets", "secret", &[], &[], true, ALL_VERBS),
    k("", "v1", "ServiceAccount", "serviceaccounts", "serviceaccount", &["sa"], &[], true, ALL_VERBS),
    k("", "v1", "Service", "services", "service", &["svc"], &["all"], true, ALL_VERBS),
    k("admissionregistration.k8s.io", "v1", "MutatingAdmissionPolicy", "mutatingadmissionpolicies", "mutatingadmissionpolicy", &[], &["api-extensions"], false, ALL_VERBS),
    k("admissionregistration.k8s.io", "v1", "MutatingAdmissionPolicyBinding", "mutatingadmissionpolicybindings", "mutatingadmissionpolicybinding", &[], &["api-extensions"], false, ALL_VERBS),
    k("admissionregistration.k8s.io", "v1", "MutatingWebhookConfiguration", "mutatingwebhookconfigurations", "mutatingwebhookconfiguration", &[], &["api-extensions"], false, ALL_VERBS),
    k("admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicy", "validatingadmissionpolicies", "validatingadmissionpolicy", &[], &["api-extensions"], false, ALL_VERBS),
    k("admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings", "validatingadmissionpolicybinding", &[], &["api-extensions"], false, ALL_VERBS),
    k("admissionregistration.k8s.io", "v1", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations", "validatingwebhookconfiguration", &[], &["api-extensions"], false, ALL_VERBS),
    k("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", "customresourcedefinition", &["crd", "crds"], &["api-extensions"], false, ALL_VERBS),
    k("apiregistration.k8s.io", "v1", "APIService", "apiservices", "apiservice", &[], &["api-extensions"], false, ALL_VERBS),
    k("apps", "v1", "ControllerRevision", "controllerrevisions", "controllerrevision", &[], &[], true, ALL_VERBS),
    k("apps", "v1", "DaemonSet", "daemonsets", "daemonset", &["ds"], &["all"], true, ALL_VERBS),
    k("apps", "v1", "Deployment", "deployments", "deployment", &["deploy"], &["all"], true, ALL_VERBS),
    k("apps", "v1", "ReplicaSet", "replicasets", "replicaset", &["rs"], &["all"], true, ALL_VERBS),
    k("apps", "v1", "StatefulSet", "statefulsets", "statefulset", &["sts"], &["all"], true, ALL_VERBS),
    k("authentication.k8s.io", "v1", "SelfSubjectReview", "selfsubjectreviews", "selfsubjectreview", &[], &[], false, CREATE_ONLY),
    k("authentication.k8s.io", "v1", "TokenReview", "tokenreviews", "tokenreview", &[], &[], false, CREATE_ONLY),
    k("authorization.k8s.io", "v1", "LocalSubjectAccessReview", "localsubjectaccessreviews", "localsubjectaccessreview", &[], &[], true, CREATE_ONLY),
    k("authorization.k8s.io", "v1", "SelfSubjectAccessReview", "selfsubjectaccessreviews", "selfsubjectaccessreview", &[], &[], false, CREATE_ONLY),
    k("authorization.k8s.io", "v1", "SelfSubjectRulesReview", "selfsubjectrulesreviews", "selfsubjectrulesreview", &[], &[], false, CREATE_ONLY),
    k("authorization.k8s.io", "v1", "SubjectAccessReview", "subjectaccessreviews", "subjectaccessreview", &[], &[], false, CREATE_ONLY),
    k("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", "horizontalpodautoscaler", &["hpa"], &["all"], true, ALL_VERBS),
    k("batch", "v1", "CronJob", "cronjobs", "cronjob", &["cj"], &["all"], true, ALL_VERBS),
    k("batch", "v1", "Job", "jobs", "job", &[], &["all"], true, ALL_VERBS),
    k("certificates.k8s.io", "v1", "CertificateSigningRequest", "certificatesigningrequests", "certificatesigningrequest", &["csr"], &[], false, ALL_VERBS),
    k("coordination.k8s.io", "v1", "Lease", "leases", "lease", &[], &[], true, ALL_VERBS),
    k("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", "endpointslice", &[], &[], true, ALL_VERBS),
    k("events.k8s.io", "v1", "Event", "events", "event", &["ev"], &[], true, ALL_VERBS),
    k("flowcontrol.apiserver.k8s.io", "v1", "FlowSchema", "flowschemas", "flowschema", &[], &[], false, ALL_VERBS),
    k("flowcontrol.apiserver.k8s.io", "v1", "PriorityLevelConfiguration", "prioritylevelconfigurations", "prioritylevelconfiguration", &[], &[], false, ALL_VERBS),
    k("networking.k8s.io", "v1", "IngressClass", "ingressclasses", "ingressclass", &[], &[], false, ALL_VERBS),
    k("networking.k8s.io", "v1", "Ingress", "ingresses", "ingress", &["ing"], &[], true, ALL_VERBS),
    k("networking.k8s.io", "v1", "IPAddress", "ipaddresses", "ipaddress", &["ip"], &[], false, ALL_VERBS),
    k("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", "networkpolicy", &["netpol"], &[], true, ALL_VERBS),
    k("networking.k8s.io", "v1", "ServiceCIDR", "servicecidrs", "servicecidr", &[], &[], false, ALL_VERBS),
    k("node.k8s.io", "v1", "RuntimeClass", "runtimeclasses", "runtimeclass", &[], &[], false, ALL_VERBS),
    k("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", "poddisruptionbudget", &["pdb"], &[], true, ALL_VERBS),
    k("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", "clusterrolebinding", &[], &[], false, ALL_VERBS),
    k("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", "clusterrole", &[], &[], false, ALL_VERBS),
    k("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings", "rolebinding", &[], &[], true, ALL_VERBS),
    k("rbac.authorization.k8s.io", "v1", "Role", "roles", "role", &[], &[], true, ALL_VERBS),
    k("resource.k8s.io", "v1", "DeviceClass", "deviceclasses", "deviceclass", &[], &[], false, ALL_VERBS),
    k("resource.k8s.io", "v1", "ResourceClaim", "resourceclaims", "resourceclaim", &[], &[], true, ALL_VERBS),
    k("resource.k8s.io", "v1", "ResourceClaimTemplate", "resourceclaimtemplates", "resourceclaimtemplate", &[], &[], true, ALL_VERBS),
    k("resource.k8s.io", "v1", "ResourceSlice", "resourceslices", "resourceslice", &[], &[], false, ALL_VERBS),
    k("scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses", "priorityclass", &["pc"], &[], false, ALL_VERBS),
    k("storage.k8s.io", "v1", "CSIDriver", "csidrivers", "csidriver", &[], &[], false, ALL_VERBS),
    k("storage.k8s.io", "v1", "CSINode", "csinodes", "csinode", &[], &[], false, ALL_VERBS),
    k("storage.k8s.io", "v1", "CSIStorageCapacity", "csistoragecapacities", "csistoragecapacity", &[], &[], true, ALL_VERBS),
    k("storage.k8s.io", "v1", "StorageClass", "storageclasses", "storageclass", &["sc"], &[], false, ALL_VERBS),
    k("storage.k8s.io", "v1", "VolumeAttachment", "volumeattachments", "volumeattachment", &[], &[], false, ALL_VERBS),
    k("storage.k8s.io", "v1", "VolumeAttributesClass", "volumeattributesclasses", "volumeattributesclass", &["vac"], &[], false, ALL_VERBS),
];

/// The row of a kind name (`Pod`) in a group.
pub fn by_kind(group: &str, kind: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|k| k.group == group && k.kind == kind)
}

/// The row of a plural name (`pods`) in a group.
pub fn by_plural(group: &str, plural: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|k| k.group == group && k.plural == plural)
}
