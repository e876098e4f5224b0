//! Validation: everything that is wrong with an object, at once, in the order and words of the API server.
//!
//! Objects come decoded and with their defaults. What depends on other objects (quotas, limit ranges, taken names) is
//! admission's business, not found here.
//!
//! ```
//! use api::{Status, kinds, obj, validation};
//! let kind = kinds::by_kind("", "Namespace").unwrap();
//! let errors = validation::create(kind, &obj!({"metadata": {"name": "my.ns"}}));
//! assert_eq!(
//!     Status::invalid(kind.group, kind.kind, "my.ns", &errors).message,
//!     r#"Namespace "my.ns" is invalid: metadata.name: Invalid value: "my.ns": must not contain dots"#
//! );
//! ```

mod addresses;
mod at;
mod autoscaling;
mod batch;
mod certificates;
mod container;
mod core;
mod crd;
mod crd_schema;
mod cron;
mod csi;
mod devices;
mod difference;
mod endpoints;
mod env;
mod error;
mod flow;
mod internal;
mod meta;
mod mounts;
mod networking;
mod pod;
mod podspec;
mod policy;
mod probe;
mod quota;
mod rbac;
mod regexp;
mod registration;
mod resize;
mod resources;
mod scheduling;
mod security;
mod selector;
mod service;
mod status;
mod storage;
mod volume;
mod workloads;

pub use error::{BadValue, ErrorKind, ErrorList, FieldError, aggregate, go_quote, is_print};
pub use pod::qos;
pub use resources::is_extended;

use crate::kinds::Kind;
use crate::names;
use crate::value::Value;
use at::{At, Cx};
use meta::Scope;

type Create = fn(At<'_>);
type Update = fn(At<'_>, &Value);

/// How the objects of a kind are checked.
struct Rules {
    group: &'static str,
    kind: &'static str,
    create: Create,
    update: Update,
    status: Update,
}

const fn r(group: &'static str, kind: &'static str, create: Create, update: Update) -> Rules {
    Rules { group, kind, create, update, status: nothing_more }
}

impl Rules {
    const fn with_status(mut self, status: Update) -> Rules {
        self.status = status;
        self
    }
}

fn nothing_more(_: At<'_>, _: &Value) {}

/// For kinds whose updates are checked like new objects.
macro_rules! anew {
    ($check:path) => {
        |at, _| $check(at)
    };
}

const APPS: &str = "apps";
const RBAC: &str = "rbac.authorization.k8s.io";
const NETWORKING: &str = "networking.k8s.io";
const REGISTRATION: &str = "admissionregistration.k8s.io";
const STORAGE: &str = "storage.k8s.io";
const FLOW: &str = "flowcontrol.apiserver.k8s.io";
const DEVICES: &str = "resource.k8s.io";
/// Kinds of which nothing but the name is judged here, which has to be that of a subdomain.
const NAMED: [(&str, &str); 1] = [(REGISTRATION, "MutatingAdmissionPolicy")];

#[rustfmt::skip]
const RULES: &[Rules] = &[
    r("", "Pod", pod::create, pod::update).with_status(pod::update_status),
    r("", "Binding", pod::binding, nothing_more),
    r("", "PodTemplate", workloads::pod_template, anew!(workloads::pod_template)),
    r("", "ReplicationController", workloads::replication_controller, workloads::replication_controller_update).with_status(status::replica_set),
    r("", "Namespace", core::namespace, nothing_more).with_status(core::namespace_status),
    r("", "Node", core::node, core::node_update).with_status(core::node_update),
    r("", "ConfigMap", core::config_map, core::config_map_update),
    r("", "Secret", core::secret, core::secret_update),
    r("", "ServiceAccount", core::service_account, anew!(core::service_account)),
    r("", "Service", service::service, service::service_update).with_status(service::service_status),
    r("", "Endpoints", endpoints::endpoints, anew!(endpoints::endpoints)),
    r("", "Event", core::event, anew!(core::event)),
    r("events.k8s.io", "Event", core::new_event, core::new_event_update),
    r("", "LimitRange", quota::limit_range, anew!(quota::limit_range)),
    r("", "ResourceQuota", quota::quota, quota::quota_update).with_status(quota::quota_status),
    r("", "PersistentVolume", storage::volume, storage::volume_update),
    r("", "PersistentVolumeClaim", storage::claim, storage::claim_update).with_status(storage::claim_status),
    r(APPS, "Deployment", workloads::deployment, workloads::deployment_update).with_status(status::deployment),
    r(APPS, "ReplicaSet", workloads::replica_set, workloads::replica_set_update).with_status(status::replica_set),
    r(APPS, "StatefulSet", workloads::stateful_set, workloads::stateful_set_update).with_status(status::stateful_set),
    r(APPS, "DaemonSet", workloads::daemon_set, workloads::daemon_set_update).with_status(status::daemon_set),
    r(APPS, "ControllerRevision", workloads::controller_revision, workloads::controller_revision_update),
    r("batch", "Job", batch::job, batch::job_update).with_status(status::job),
    r("batch", "CronJob", batch::cron_job, batch::cron_job_update),
    r("autoscaling", "HorizontalPodAutoscaler", autoscaling::autoscaler, autoscaling::autoscaler_update).with_status(status::autoscaler),
    r("policy", "PodDisruptionBudget", policy::disruption_budget, policy::disruption_budget_update).with_status(status::disruption_budget),
    r(RBAC, "Role", rbac::role, rbac::role_update),
    r(RBAC, "ClusterRole", rbac::cluster_role, rbac::cluster_role_update),
    r(RBAC, "RoleBinding", rbac::role_binding, rbac::role_binding_update),
    r(RBAC, "ClusterRoleBinding", rbac::cluster_role_binding, rbac::cluster_role_binding_update),
    r(NETWORKING, "Ingress", networking::ingress, networking::ingress_update).with_status(status::ingress),
    r(NETWORKING, "IngressClass", networking::ingress_class, networking::ingress_class_update),
    r(NETWORKING, "NetworkPolicy", networking::network_policy, networking::network_policy_update),
    r("discovery.k8s.io", "EndpointSlice", endpoints::slice, endpoints::slice_update),
    r(NETWORKING, "IPAddress", addresses::ip_address, addresses::ip_address_update),
    r(NETWORKING, "ServiceCIDR", addresses::service_cidr, addresses::service_cidr_update),
    r(STORAGE, "StorageClass", storage::storage_class, storage::storage_class_update),
    r(STORAGE, "CSIDriver", csi::driver, csi::driver_update),
    r(STORAGE, "CSINode", csi::node, csi::node_update),
    r(STORAGE, "VolumeAttachment", csi::attachment, csi::attachment_update),
    r(STORAGE, "CSIStorageCapacity", csi::capacity, csi::capacity_update),
    r(STORAGE, "VolumeAttributesClass", csi::attributes_class, csi::attributes_class_update),
    r(FLOW, "FlowSchema", flow::schema, flow::schema_update),
    r(FLOW, "PriorityLevelConfiguration", flow::level, flow::level_update),
    r(DEVICES, "ResourceClaim", devices::claim, devices::claim_update),
    r(DEVICES, "ResourceClaimTemplate", devices::template, devices::template_update),
    r(DEVICES, "DeviceClass", devices::class, devices::class_update),
    r(DEVICES, "ResourceSlice", devices::slice, devices::slice_update),
    r("scheduling.k8s.io", "PriorityClass", policy::priority_class, policy::priority_class_update),
    r("node.k8s.io", "RuntimeClass", policy::runtime_class, policy::runtime_class_update),
    r("coordination.k8s.io", "Lease", policy::lease, policy::lease_update),
    r(REGISTRATION, "ValidatingWebhookConfiguration", registration::webhooks, anew!(registration::webhooks)),
    r(REGISTRATION, "MutatingWebhookConfiguration", registration::webhooks, anew!(registration::webhooks)),
    r(REGISTRATION, "ValidatingAdmissionPolicy", registration::policy, anew!(registration::policy)),
    r(REGISTRATION, "MutatingAdmissionPolicy", registration::policy, anew!(registration::policy)),
    r(REGISTRATION, "ValidatingAdmissionPolicyBinding", registration::binding, anew!(registration::binding)),
    r(REGISTRATION, "MutatingAdmissionPolicyBinding", registration::binding, anew!(registration::binding)),
    r("apiregistration.k8s.io", "APIService", registration::api_service, anew!(registration::api_service)).with_status(status::api_service),
    r("certificates.k8s.io", "CertificateSigningRequest", certificates::signing_request, certificates::signing_request_update)
        .with_status(certificates::signing_request_update),
    r("apiextensions.k8s.io", "CustomResourceDefinition", crd::definition, crd::definition_update).with_status(crd::definition_status),
];

fn rules(kind: &Kind) -> Option<&'static Rules> {
    RULES.iter().find(|r| r.kind == kind.kind && r.group == kind.group)
}

fn scope(kind: &Kind) -> Scope {
    if kind.namespaced { Scope::Namespaced } else { Scope::Cluster }
}

/// All that is wrong with a new object.
pub fn create(kind: &Kind, object: &Value) -> ErrorList {
    let cx = Cx::new();
    if let Some(rules) = rules(kind) {
        (rules.create)(cx.root(object));
        let errors = cx.into_errors();
        if !errors.is_empty() {
            return errors;
        }
    }
    let named = NAMED.contains(&(kind.group, kind.kind));
    any_object(scope(kind), object, if named { names::dns1123_subdomain } else { names::path_segment })
}

/// What must hold for custom resources, whatever their schema says: names of subdomains, and sound metadata.
pub fn create_any(namespaced: bool, object: &Value) -> ErrorList {
    any_object(if namespaced { Scope::Namespaced } else { Scope::Cluster }, object, names::dns1123_subdomain)
}

fn any_object(scope: Scope, object: &Value, check: meta::NameCheck) -> ErrorList {
    let cx = Cx::new();
    meta::object_meta(cx.root(object).at("metadata"), scope, check);
    cx.into_errors()
}

/// What is wrong with an object of the API inside of another one: it has a type, and its metadata is sound.
pub fn embedded(object: &Value) -> ErrorList {
    let cx = Cx::new();
    let at = cx.root(object);
    for key in ["apiVersion", "kind"] {
        let place = at.at(key);
        match place.v {
            Value::Null => place.required(""),
            Value::Str(text) if text.is_empty() => place.invalid("must not be empty"),
            Value::Str(text) if key == "apiVersion" && text.matches('/').count() > 1 => {
                place.invalid(format!("unexpected GroupVersion string: {text}"));
            }
            Value::Str(text) if key == "kind" => {
                let wrong = names::dns1035_label(&text.to_lowercase());
                if !wrong.is_empty() {
                    let why = wrong.join(",");
                    place.invalid(["may have mixed case, but should otherwise match: ", &why].concat());
                }
            }
            Value::Str(_) => {}
            _ => place.invalid("must be a string"),
        }
    }
    let mut errors = cx.into_errors();
    let metadata = object.get("metadata");
    if !metadata.is_null() {
        // It need not have a name yet.
        let mut named = crate::obj!({"metadata": (metadata)});
        if metadata.str("name").is_empty() {
            named.field_mut("metadata").set("name", "fakename");
        }
        let scope = if metadata.str("namespace").is_empty() { Scope::Cluster } else { Scope::Namespaced };
        errors.extend(any_object(scope, &named, names::path_segment));
    }
    errors
}

/// What is wrong with the addresses that a service asks for: said before any is given out, and alone.
pub fn service_addresses(service: &Value) -> ErrorList {
    let cx = Cx::new();
    service::addresses_of(cx.root(service));
    cx.into_errors()
}

/// All that is wrong with an object that takes the place of `old`.
pub fn update(kind: &Kind, new: &Value, old: &Value) -> ErrorList {
    checked(new, old, rules(kind).map_or(nothing_more, |r| r.update))
}

/// Likewise of an update of the `status` subresource.
pub fn update_status(kind: &Kind, new: &Value, old: &Value) -> ErrorList {
    checked(new, old, rules(kind).map_or(nothing_more, |r| r.status))
}

/// Likewise where only metadata can be judged: custom resources.
pub fn update_any(new: &Value, old: &Value) -> ErrorList {
    let cx = Cx::new();
    meta::update(cx.root(new).at("metadata"), old.get("metadata"));
    cx.into_errors()
}

/// Likewise of an update of a pod's `ephemeralcontainers`.
pub fn update_ephemeral_containers(new: &Value, old: &Value) -> ErrorList {
    checked(new, old, pod::update_ephemeral)
}

/// Likewise of an update of a pod's `resize`.
pub fn update_resize(new: &Value, old: &Value) -> ErrorList {
    checked(new, old, resize::update)
}

/// Likewise of an update of a namespace's `finalize`.
pub fn update_finalize(new: &Value, old: &Value) -> ErrorList {
    checked(new, old, core::namespace_finalize)
}

fn checked(new: &Value, old: &Value, update: Update) -> ErrorList {
    let cx = Cx::new();
    let at = cx.root(new);
    meta::update(at.at("metadata"), old.get("metadata"));
    meta::standard_finalizers(at.at("metadata"));
    update(at, old);
    cx.into_errors()
}

#[cfg(test)]
mod tests;
