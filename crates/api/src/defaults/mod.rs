//! Defaulting: the fields that the API server fills in when a client leaves them out.
//!
//! It works on decoded objects (see [`mod@crate::schema::decode`]): an empty field is one that is not there. What the server
//! allocates or computes (addresses, ports, uids, selectors of jobs, service accounts) is not a default and not done here.
//!
//! ```
//! use api::{defaults, obj, schema};
//! let mut secret = obj!({"metadata": {"name": "s"}});
//! defaults::apply(&mut secret, "", "v1", "Secret");
//! assert_eq!(secret.str("type"), "Opaque");
//! ```

mod cluster;
mod core;
mod disabled;
mod image;
mod pod;
#[cfg(test)]
mod tests;
mod volumes;
mod workloads;

use crate::quantity::Quantity;
use crate::schema::{self, Field, Kind, TypeRef};
use crate::value::{Map, Text, Value};

pub use image::default_pull_policy;

/// Fills in the defaults of a built-in kind; leaves objects of other kinds alone.
pub fn apply(object: &mut Value, group: &str, version: &str, kind: &str) {
    if let Some(t) = schema::of(group, version, kind) {
        apply_type(object, t);
    }
}

/// Fills in the defaults of an object of a type.
pub fn apply_type(object: &mut Value, t: TypeRef) {
    apply_onto(object, t, Value::NULL);
}

/// Fills in the defaults of an object that was made from `stored`; what it shares with that has its defaults already.
pub fn apply_onto(object: &mut Value, t: TypeRef, stored: &Value) {
    if object.as_map().is_none() || object.same(stored) {
        return;
    }
    disabled::drop(object, t);
    if let Some(fill) = defaulter(t) {
        fill(object);
    }
    // Most parts have nothing to be filled in: what changes is looked for first.
    let changed: Vec<(Text, Value)> = object
        .as_map()
        .into_iter()
        .flat_map(Map::iter)
        .filter(|(_, old)| matches!(old, Value::Map(_) | Value::List(_)))
        .filter_map(|(key, old)| {
            let before = stored.get(key);
            if old.same(before) {
                return None;
            }
            let field = t.field(key)?;
            let mut new = old.clone();
            apply_value(&mut new, field, field.ty().kind(), before);
            (!new.same(old)).then(|| (key.clone(), new))
        })
        .collect();
    for (key, new) in changed {
        object.set(key, new);
    }
}

fn apply_value(value: &mut Value, field: Field, kind: Kind, stored: &Value) {
    match kind {
        Kind::Scalar(_) => {}
        Kind::Object(t) => apply_onto(value, t, stored),
        Kind::List(item) => {
            let Kind::Object(t) = item.kind() else { return };
            for i in 0..value.as_list().map_or(0, <[Value]>::len) {
                let old = value.as_list().map_or(Value::NULL, |l| &l[i]);
                let mut new = old.clone();
                apply_onto(&mut new, t, stored.as_list().and_then(|l| l.get(i)).unwrap_or(Value::NULL));
                if !new.same(old) {
                    value.list_mut()[i] = new;
                }
            }
        }
        Kind::Map(item) => {
            if field.is_resource_list() {
                round_up(value);
            }
            let Kind::Object(t) = item.kind() else { return };
            let keys: Vec<_> = value.as_map().into_iter().flat_map(Map::keys).cloned().collect();
            for key in keys {
                let old = value.get(&key);
                let mut new = old.clone();
                apply_onto(&mut new, t, stored.get(&key));
                if !new.same(old) {
                    value.set(key, new);
                }
            }
        }
    }
}

/// Amounts of resources are kept in thousandths at the finest.
fn round_up(list: &mut Value) {
    let finer = |text: &str| text.ends_with(['n', 'u']) || text.contains("e-");
    let keys: Vec<_> = list.as_map().into_iter().flat_map(Map::iter).collect();
    let rounded: Vec<_> = keys
        .into_iter()
        .filter(|(_, v)| v.as_str().is_some_and(finer))
        .map(|(key, v)| {
            let mut amount = Quantity::of_valid(v);
            amount.round_up_to_milli();
            (key.clone(), Value::from(&amount))
        })
        .collect();
    for (key, amount) in rounded {
        list.set(key, amount);
    }
}

/// Fills in the fields of one object; its parts come after it.
type Defaulter = fn(&mut Value);

/// The row of a type.
#[rustfmt::skip]
fn defaulter(t: TypeRef) -> Option<Defaulter> {
    Some(match (t.package_name(), t.name()) {
        ("io.k8s.api.core.v1", name) => match name {
            "Pod" => pod::pod,
            "PodSpec" => pod::pod_spec,
            "Container" | "EphemeralContainer" => pod::container,
            "ContainerPort" | "ServicePort" | "EndpointPort" => core::port,
            "Probe" => pod::probe,
            "HTTPGetAction" => pod::http_get,
            "GRPCAction" => pod::grpc,
            "ObjectFieldSelector" => pod::field_selector,
            "Volume" => volumes::volume,
            "ISCSIVolumeSource" | "ISCSIPersistentVolumeSource" => volumes::iscsi,
            "RBDVolumeSource" | "RBDPersistentVolumeSource" => volumes::rbd,
            "ScaleIOVolumeSource" | "ScaleIOPersistentVolumeSource" => volumes::scale_io,
            "AzureDiskVolumeSource" => volumes::azure_disk,
            "HostPathVolumeSource" => volumes::host_path,
            "SecretVolumeSource" | "ConfigMapVolumeSource" | "DownwardAPIVolumeSource" | "ProjectedVolumeSource" => volumes::mode,
            "ServiceAccountTokenProjection" => volumes::token,
            "PersistentVolume" => volumes::persistent_volume,
            "PersistentVolumeClaim" => volumes::claim,
            "PersistentVolumeClaimSpec" => volumes::claim_spec,
            "Service" => core::service,
            "Namespace" => core::namespace,
            "NodeStatus" => core::node_status,
            "Secret" => core::secret,
            "LimitRangeItem" => core::limit_range_item,
            "ReplicationController" => workloads::replication_controller,
            _ => return None,
        },
        ("io.k8s.api.apps.v1", name) => match name {
            "Deployment" => workloads::deployment,
            "DaemonSet" => workloads::daemon_set,
            "StatefulSet" => workloads::stateful_set,
            "ReplicaSet" => workloads::replica_set,
            _ => return None,
        },
        ("io.k8s.api.batch.v1", name) => match name {
            "Job" => workloads::job,
            "CronJob" => workloads::cron_job,
            "PodFailurePolicyOnPodConditionsPattern" => workloads::failure_condition,
            _ => return None,
        },
        ("io.k8s.api.autoscaling.v1", "HorizontalPodAutoscaler") => workloads::autoscaler_v1,
        ("io.k8s.api.autoscaling.v2", "HorizontalPodAutoscaler") => workloads::autoscaler,
        ("io.k8s.api.networking.v1", name) => match name {
            "NetworkPolicy" => cluster::network_policy,
            "NetworkPolicyPort" => core::port,
            "IngressClass" => cluster::ingress_class,
            _ => return None,
        },
        ("io.k8s.api.discovery.v1", "EndpointPort") => cluster::endpoint_port,
        ("io.k8s.api.rbac.v1", name) => match name {
            "RoleBinding" | "ClusterRoleBinding" => cluster::binding,
            "Subject" => cluster::subject,
            _ => return None,
        },
        ("io.k8s.api.scheduling.v1", "PriorityClass") => cluster::priority_class,
        ("io.k8s.api.storage.v1", name) => match name {
            "StorageClass" => cluster::storage_class,
            "CSIDriver" => cluster::csi_driver,
            _ => return None,
        },
        ("io.k8s.api.authentication.v1", "TokenRequest") => cluster::token_request,
        ("io.k8s.api.admissionregistration.v1", name) => match name {
            "ValidatingWebhook" => cluster::webhook,
            "MutatingWebhook" => cluster::mutating_webhook,
            "RuleWithOperations" | "NamedRuleWithOperations" => cluster::rule,
            "ServiceReference" => cluster::service_reference,
            "ValidatingAdmissionPolicySpec" | "MutatingAdmissionPolicySpec" => cluster::admission_policy,
            "MatchResources" => cluster::match_resources,
            _ => return None,
        },
        ("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", name) => match name {
            "CustomResourceDefinition" => cluster::definition,
            "ServiceReference" => cluster::service_reference,
            _ => return None,
        },
        ("io.k8s.kube-aggregator.pkg.apis.apiregistration.v1", "ServiceReference") => cluster::service_reference,
        ("io.k8s.api.flowcontrol.v1", name) => match name {
            "FlowSchemaSpec" => cluster::flow_schema,
            "ExemptPriorityLevelConfiguration" => cluster::exempt_level,
            "LimitedPriorityLevelConfiguration" => cluster::limited_level,
            "QueuingConfiguration" => cluster::queuing,
            _ => return None,
        },
        ("io.k8s.api.resource.v1", name) => match name {
            "ExactDeviceRequest" | "DeviceSubRequest" => cluster::device_request,
            "DeviceToleration" => cluster::device_toleration,
            _ => return None,
        },
        _ => return None,
    })
}

/// Sets what is not there.
fn or(object: &mut Value, key: &'static str, value: impl Into<Value>) {
    if object.get(key).is_null() {
        object.set(key, value);
    }
}

/// Sets what is not there or, being a number that is always written, zero.
fn or_zero(object: &mut Value, key: &'static str, value: i64) {
    if object.int(key).unwrap_or(0) == 0 {
        object.set(key, value);
    }
}

/// Sets what is not there or, being a text that is always written, empty.
fn or_empty(object: &mut Value, key: &'static str, value: &'static str) {
    if object.str(key).is_empty() {
        object.set(key, value);
    }
}

/// Changes a part of an object that is there.
fn within(object: &mut Value, key: &'static str, change: impl FnOnce(&mut Value)) {
    let old = object.get(key);
    if old.as_map().is_none() {
        return;
    }
    let mut new = old.clone();
    change(&mut new);
    if !new.same(old) {
        object.set(key, new);
    }
}
