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
use api::selector::LabelSelector;
use api::time::Time;
use api::{Value, meta};

use crate::client::Client;
use crate::error::{Error, Result};
use crate::resources::Resource;
use crate::resources::builder::Info;
pub(crate) use common::interval;
use out::Out;

/// Objects that a description also looks at.
#[derive(Debug)]
struct Related {
    /// None where events are not to be shown.
    events: Option<Vec<Value>>,
    /// None where they may not be seen.
    pods: Option<Vec<Value>>,
    replica_sets: Vec<Value>,
    slices: Vec<Value>,
    services: Vec<Value>,
    quotas: Vec<Value>,
    limits: Vec<Value>,
    /// Of a node, or why it is not there.
    lease: std::result::Result<Value, String>,
}

/// What a describer works with.
struct Ctx<'a> {
    object: &'a Value,
    related: &'a Related,
    now: Time,
}

/// What a description needs besides the object, in the order in which it asks.
#[derive(Clone, Copy, PartialEq)]
enum Need {
    Events,
    /// Of the object's namespace.
    Pods,
    /// That the object's selector chooses.
    ChosenPods,
    /// Of the node.
    NodePods,
    ReplicaSets,
    /// Of the service.
    Slices,
    /// The services behind an ingress, with their slices.
    Backends,
    Quotas,
    Limits,
    Lease,
}

type Describer = fn(&Ctx<'_>, &mut Out);

/// Group, kind, what else it needs, and how it is described.
#[rustfmt::skip]
const TABLE: &[(&str, &str, &[Need], Describer)] = &[
    ("", "Pod", &[Need::Events], pod::describe),
    ("", "ReplicationController", &[Need::ChosenPods, Need::Events], workloads::replica_set),
    ("", "Secret", &[], config::secret),
    ("", "Service", &[Need::Slices, Need::Events], network::service),
    ("", "ServiceAccount", &[Need::Events], config::service_account),
    ("", "Node", &[Need::NodePods, Need::Events, Need::Lease], node::describe),
    ("", "LimitRange", &[], namespace::limit_range),
    ("", "ResourceQuota", &[], namespace::quota),
    ("", "PersistentVolume", &[Need::Events], storage::volume),
    ("", "PersistentVolumeClaim", &[Need::Pods, Need::Events], storage::claim),
    ("", "Namespace", &[Need::Quotas, Need::Limits], namespace::describe),
    ("", "Endpoints", &[Need::Events], network::endpoints_object),
    ("", "ConfigMap", &[Need::Events], config::config_map),
    ("scheduling.k8s.io", "PriorityClass", &[Need::Events], workloads::priority_class),
    ("discovery.k8s.io", "EndpointSlice", &[Need::Events], network::endpoint_slice),
    ("autoscaling", "HorizontalPodAutoscaler", &[Need::Events], workloads::autoscaler),
    ("networking.k8s.io", "Ingress", &[Need::Events, Need::Backends], network::ingress),
    ("networking.k8s.io", "NetworkPolicy", &[], network::policy),
    ("batch", "Job", &[Need::Events], workloads::job),
    ("batch", "CronJob", &[Need::Events], workloads::cron_job),
    ("apps", "StatefulSet", &[Need::ChosenPods, Need::Events], workloads::stateful_set),
    ("apps", "Deployment", &[Need::Events, Need::ReplicaSets], workloads::deployment),
    ("apps", "DaemonSet", &[Need::ChosenPods, Need::Events], workloads::daemon_set),
    ("apps", "ReplicaSet", &[Need::ChosenPods, Need::Events], workloads::replica_set),
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
    // kubectl asks for the version that its description is written for.
    let preferred =
        api::kinds::KINDS.iter().find(|k| k.group == &*info.resource.group && k.kind == &*info.resource.kind);
    let preferred = match preferred {
        Some(kind) => client.resource_of(&kind.api_version(), kind.kind).await?,
        None => None,
    };
    let r = preferred.as_ref().unwrap_or(&info.resource);
    let row = TABLE.iter().find(|row| row.0 == &*r.group && row.1 == &*r.kind);
    let (needs, describer) = row.map_or((&[Need::Events][..], generic::describe as Describer), |row| (row.2, row.3));
    let info = &Info { object: client.get(r, &info.namespace, &info.name).await?, ..info.clone() };
    let mut related = Related::new(show_events);
    for need in needs.iter().filter(|n| show_events || **n != Need::Events) {
        related.fetch(client, info, *need).await?;
    }
    let now = client.io.now().await;
    let mut out = Out::default();
    describer(&Ctx { object: &info.object, related: &related, now }, &mut out);
    Ok(out.finish())
}

impl Related {
    fn new(show_events: bool) -> Related {
        let none = Vec::new;
        Related {
            events: show_events.then(none),
            pods: Some(none()),
            replica_sets: none(),
            slices: none(),
            services: none(),
            quotas: none(),
            limits: none(),
            lease: Ok(Value::Null),
        }
    }

    async fn fetch(&mut self, client: &Client, info: &Info, need: Need) -> Result<()> {
        let (object, name) = (&info.object, meta::name(&info.object).to_string());
        let namespace = meta::namespace(object).to_string();
        let chosen = || selector_text(object.get("spec").get("selector"));
        match need {
            Need::Events => {
                let about = |uid: &str| about(object, &info.resource, uid);
                // A description does without events that it may not see.
                let mut all = list(client, "Event", &namespace, by_field(client, about(meta::uid(object))))
                    .await
                    .unwrap_or_default();
                if info.resource.kind == "Node" {
                    // Kubelets report under the name of their node.
                    let named = list(client, "Event", &namespace, by_field(client, about(&name))).await;
                    all.extend(named.unwrap_or_default());
                }
                self.events = Some(all);
            }
            Need::Pods => self.pods = Some(list(client, "Pod", &namespace, paged(client)).await?),
            Need::ChosenPods => {
                let options = Options { label_selector: chosen().into(), ..paged(client) };
                self.pods = Some(list(client, "Pod", &namespace, options).await?);
            }
            Need::NodePods => {
                let here = format!("spec.nodeName={name},status.phase!=Succeeded,status.phase!=Failed");
                self.pods = match list(client, "Pod", "", by_field(client, here)).await {
                    Err(Error::Status(s)) if s.code == 403 => None,
                    found => Some(found?),
                };
            }
            Need::ReplicaSets => {
                let options = Options { label_selector: chosen().into(), ..paged(client) };
                self.replica_sets = list(client, "ReplicaSet", &namespace, options).await?;
            }
            Need::Slices => self.slices = slices(client, &namespace, &name).await?,
            Need::Backends => {
                for service in backends(object) {
                    self.slices.extend(slices(client, &namespace, &service).await.unwrap_or_default());
                    let r = client.resource_of("v1", "Service").await?;
                    if let Some(r) = r
                        && let Ok(found) = client.get(&r, &namespace, &service).await
                    {
                        self.services.push(found);
                    }
                }
            }
            Need::Quotas => self.quotas = list(client, "ResourceQuota", &name, paged(client)).await?,
            Need::Limits => self.limits = list(client, "LimitRange", &name, paged(client)).await?,
            Need::Lease => {
                let Some(r) = client.resource_of("coordination.k8s.io/v1", "Lease").await? else { return Ok(()) };
                self.lease = client.get(&r, "kube-node-lease", &name).await.map_err(|e| e.message());
            }
        }
        Ok(())
    }
}

/// A list of which each page has as many items as the flag says.
fn paged(client: &Client) -> Options {
    Options { limit: client.flags().int("chunk-size").clamp(0, i64::from(u32::MAX)) as u32, ..Options::default() }
}

fn by_field(client: &Client, selector: String) -> Options {
    Options { field_selector: selector.into(), ..paged(client) }
}

async fn list(client: &Client, kind: &str, namespace: &str, options: Options) -> Result<Vec<Value>> {
    let known =
        api::kinds::KINDS.iter().find(|k| k.kind == kind).map_or(api::Text::EMPTY, api::kinds::Kind::api_version);
    let Some(resource) = client.resource_of(&known, kind).await? else { return Ok(Vec::new()) };
    client.list(&resource, namespace, &options).await
}

async fn slices(client: &Client, namespace: &str, service: &str) -> Result<Vec<Value>> {
    let label_selector = format!("kubernetes.io/service-name={service}").into();
    list(client, "EndpointSlice", namespace, Options { label_selector, ..Options::default() }).await
}

/// The services behind an ingress, in the order in which they are described.
fn backends(ingress: &Value) -> Vec<String> {
    let spec = ingress.get("spec");
    let paths = spec.list("rules").iter().flat_map(|r| r.get("http").list("paths")).map(|p| p.get("backend"));
    let all = std::iter::once(spec.get("defaultBackend")).chain(paths);
    let mut names: Vec<String> = Vec::new();
    for name in all.map(|b| b.get("service").str("name")) {
        if !name.is_empty() && names.iter().all(|known| known != name) {
            names.push(name.to_string());
        }
    }
    names
}

/// A selector as a parameter; replication controllers have a plain map of labels.
fn selector_text(selector: &Value) -> String {
    if selector.has("matchLabels") || selector.has("matchExpressions") {
        return LabelSelector::from_value(selector).map(|s| s.to_string()).unwrap_or_default();
    }
    selector.as_map().map(|m| LabelSelector::from_map(m).to_string()).unwrap_or_default()
}

/// The field selector of the events on an object. Pods are found whatever kind an event calls them.
fn about(object: &Value, resource: &Rc<Resource>, uid: &str) -> String {
    let (name, namespace) = (meta::name(object), meta::namespace(object));
    let kind = if resource.kind == "Pod" { String::new() } else { format!("involvedObject.kind={},", resource.kind) };
    format!("involvedObject.name={name},involvedObject.namespace={namespace},{kind}involvedObject.uid={uid}")
}

/// A pod template with its tabs, as `kubectl rollout history` prints it (which does not lay it out).
pub(crate) fn template_text(template: &Value) -> String {
    let mut out = Out::default();
    containers::template(&mut out, template);
    out.raw()
}
