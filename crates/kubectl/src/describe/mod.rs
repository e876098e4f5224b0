//! `kubectl describe`: an object in words, with what belongs to it. One row a kind; kinds without a row are described
//! field by field.

mod common;
mod config;
mod containers;
mod generic;
mod namespace;
mod network;
mod node;
mod out;
mod pod;
mod request;
mod storage;
mod volumes;
mod workloads;

use std::rc::Rc;

use api::request::Options;
use api::time::Time;
use api::{Value, meta};

use crate::client::Client;
use crate::error::Result;
use crate::resources::Resource;
use crate::resources::builder::Info;
use out::Out;

/// Objects that a description also looks at.
#[derive(Debug, Default)]
struct Related {
    /// None where events are not to be shown.
    events: Option<Vec<Value>>,
    pods: Vec<Value>,
    replica_sets: Vec<Value>,
    slices: Vec<Value>,
    services: Vec<Value>,
    quotas: Vec<Value>,
    limits: Vec<Value>,
    leases: Vec<Value>,
}

/// What a describer works with.
struct Ctx<'a> {
    object: &'a Value,
    related: &'a Related,
    now: Time,
}

/// A list that a description needs besides the object.
#[derive(Clone, Copy, PartialEq)]
enum Need {
    Events,
    /// Of the object's namespace.
    Pods,
    /// Of the node.
    NodePods,
    ReplicaSets,
    Slices,
    Services,
    Quotas,
    Limits,
    Leases,
}

type Describer = fn(&Ctx<'_>, &mut Out);

/// Group, kind, what else it needs, and how it is described.
#[rustfmt::skip]
const TABLE: &[(&str, &str, &[Need], Describer)] = &[
    ("", "Pod", &[Need::Events], pod::describe),
    ("", "ReplicationController", &[Need::Events, Need::Pods], workloads::replica_set),
    ("", "Secret", &[], config::secret),
    ("", "Service", &[Need::Events, Need::Slices], network::service),
    ("", "ServiceAccount", &[Need::Events], config::service_account),
    ("", "Node", &[Need::Events, Need::NodePods, Need::Leases], node::describe),
    ("", "LimitRange", &[], namespace::limit_range),
    ("", "ResourceQuota", &[], namespace::quota),
    ("", "PersistentVolume", &[Need::Events], storage::volume),
    ("", "PersistentVolumeClaim", &[Need::Events, Need::Pods], storage::claim),
    ("", "Namespace", &[Need::Quotas, Need::Limits], namespace::describe),
    ("", "Endpoints", &[Need::Events], network::endpoints_object),
    ("", "ConfigMap", &[Need::Events], config::config_map),
    ("scheduling.k8s.io", "PriorityClass", &[Need::Events], workloads::priority_class),
    ("discovery.k8s.io", "EndpointSlice", &[Need::Events], network::endpoint_slice),
    ("autoscaling", "HorizontalPodAutoscaler", &[Need::Events], workloads::autoscaler),
    ("networking.k8s.io", "Ingress", &[Need::Events, Need::Slices, Need::Services], network::ingress),
    ("networking.k8s.io", "NetworkPolicy", &[], network::policy),
    ("batch", "Job", &[Need::Events], workloads::job),
    ("batch", "CronJob", &[Need::Events], workloads::cron_job),
    ("apps", "StatefulSet", &[Need::Events, Need::Pods], workloads::stateful_set),
    ("apps", "Deployment", &[Need::Events, Need::ReplicaSets], workloads::deployment),
    ("apps", "DaemonSet", &[Need::Events, Need::Pods], workloads::daemon_set),
    ("apps", "ReplicaSet", &[Need::Events, Need::Pods], workloads::replica_set),
    ("storage.k8s.io", "StorageClass", &[Need::Events], storage::class_object),
    ("storage.k8s.io", "CSINode", &[Need::Events], storage::driver_node),
    ("storage.k8s.io", "VolumeAttributesClass", &[Need::Events], storage::attributes_class),
    ("networking.k8s.io", "IngressClass", &[Need::Events], network::ingress_class),
    ("networking.k8s.io", "ServiceCIDR", &[Need::Events], network::service_cidr),
    ("networking.k8s.io", "IPAddress", &[Need::Events], network::ip_address),
    ("certificates.k8s.io", "CertificateSigningRequest", &[Need::Events], request::describe),
    ("policy", "PodDisruptionBudget", &[Need::Events], workloads::budget),
    ("rbac.authorization.k8s.io", "Role", &[], config::role),
    ("rbac.authorization.k8s.io", "ClusterRole", &[], config::role),
    ("rbac.authorization.k8s.io", "RoleBinding", &[], config::binding),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding", &[], config::binding),
];

/// The description of an object, which is asked for once more: what found it may have been a list or a file.
pub(crate) async fn describe(client: &Client, info: &Info, show_events: bool) -> Result<String> {
    let r = &info.resource;
    let row = TABLE.iter().find(|row| row.0 == &*r.group && row.1 == &*r.kind);
    let (needs, describer) = row.map_or((&[Need::Events][..], generic::describe as Describer), |row| (row.2, row.3));
    let info = &Info { object: client.get(r, &info.namespace, &info.name).await?, ..info.clone() };
    let mut related = Related { events: show_events.then(Vec::new), ..Related::default() };
    for need in needs.iter().filter(|n| show_events || **n != Need::Events) {
        fetch(client, info, *need, &mut related).await?;
    }
    let now = client.io.now().await;
    let mut out = Out::default();
    describer(&Ctx { object: &info.object, related: &related, now }, &mut out);
    Ok(out.finish())
}

async fn fetch(client: &Client, info: &Info, need: Need, related: &mut Related) -> Result<()> {
    let object = &info.object;
    let namespace = meta::namespace(object).to_string();
    let by_field = |selector: String| Options { field_selector: selector.into(), ..Options::default() };
    let (into, group, kind, namespace, options) = match need {
        Need::Events => {
            // The events of what has no namespace are in the default one.
            let home = if namespace.is_empty() { "default".to_string() } else { namespace };
            let about = about(object, &info.resource);
            (related.events.get_or_insert_default(), "", "Event", home, by_field(about))
        }
        Need::Pods => (&mut related.pods, "", "Pod", namespace, Options::default()),
        Need::NodePods => {
            let here = format!("spec.nodeName={},status.phase!=Succeeded,status.phase!=Failed", meta::name(object));
            (&mut related.pods, "", "Pod", String::new(), by_field(here))
        }
        Need::ReplicaSets => (&mut related.replica_sets, "apps", "ReplicaSet", namespace, Options::default()),
        Need::Slices => (&mut related.slices, "discovery.k8s.io", "EndpointSlice", namespace, Options::default()),
        Need::Services => (&mut related.services, "", "Service", namespace, Options::default()),
        Need::Quotas => (&mut related.quotas, "", "ResourceQuota", meta::name(object).to_string(), Options::default()),
        Need::Limits => (&mut related.limits, "", "LimitRange", meta::name(object).to_string(), Options::default()),
        Need::Leases => {
            let home = "kube-node-lease".to_string();
            (&mut related.leases, "coordination.k8s.io", "Lease", home, Options::default())
        }
    };
    let version = api::kinds::by_kind(group, kind).map_or(api::Text::EMPTY, api::kinds::Kind::api_version);
    let Some(resource) = client.resource_of(&version, kind).await? else { return Ok(()) };
    *into = client.list(&resource, &namespace, &options).await?;
    Ok(())
}

/// The field selector of the events on an object. Nodes report under their name, not their uid.
fn about(object: &Value, resource: &Rc<Resource>) -> String {
    let uid = if resource.kind == "Node" { meta::name(object) } else { meta::uid(object) };
    let mut parts = vec![format!("involvedObject.name={}", meta::name(object))];
    if !meta::namespace(object).is_empty() {
        parts.push(format!("involvedObject.namespace={}", meta::namespace(object)));
    }
    if resource.kind != "Node" {
        parts.push(format!("involvedObject.uid={uid}"));
    }
    parts.join(",")
}

/// A pod template with its tabs, as `kubectl rollout history` prints it (which does not lay it out).
pub(crate) fn template_text(template: &Value) -> String {
    let mut out = Out::default();
    containers::template(&mut out, template);
    out.raw()
}
