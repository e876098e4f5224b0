//! The controllers of kube-controller-manager, one a file.
//!
//! What they are not: they call neither each other nor the store; each watches, keeps a queue of keys, and acts
//! through the API server's verbs.

mod accounts;
mod certificates;
mod cluster_role_aggregation;
mod cron_job;
mod daemon_set;
mod deployment;
mod disruption;
mod endpoints;
mod garbage_collector;
mod horizontal_pod_autoscaler;
mod job;
mod namespace;
mod node_ipam;
mod node_lifecycle;
mod node_ttl;
mod pod_gc;
mod replica_set;
mod resource_quota;
mod root_ca;
mod service_account;
mod service_cidrs;
mod stateful_set;
mod support;
mod taint_eviction;
#[cfg(test)]
mod tests;
mod tokens;
mod ttl_after_finished;
mod volumes;

use crate::Config;
use crate::component::Component;

/// The process that all controllers are part of.
pub(crate) const PROCESS: &str = "kube-controller-manager";

/// The components of this part, for the cluster's table.
pub fn all(_config: &Config) -> Vec<Box<dyn Component>> {
    vec![
        Box::new(deployment::Deployment::default()),
        Box::new(replica_set::Replicas::sets()),
        Box::new(replica_set::Replicas::controllers()),
        Box::new(daemon_set::DaemonSets::default()),
        Box::new(stateful_set::StatefulSets::default()),
        Box::new(job::Jobs::default()),
        Box::new(cron_job::CronJobs::default()),
        Box::new(ttl_after_finished::TtlAfterFinished::default()),
        Box::new(endpoints::EndpointSlices::default()),
        Box::new(endpoints::Endpoints::default()),
        Box::new(endpoints::Mirror::default()),
        Box::new(namespace::Namespaces::default()),
        Box::new(garbage_collector::GarbageCollector::default()),
        Box::new(node_ipam::NodeIpam::default()),
        Box::new(node_lifecycle::NodeLifecycle::default()),
        Box::new(node_ttl::NodeTtl::default()),
        Box::new(taint_eviction::TaintEviction::default()),
        Box::new(pod_gc::PodGc::default()),
        Box::new(volumes::Binder::default()),
        Box::new(volumes::Protection::default()),
        Box::new(volumes::Ephemeral::default()),
        Box::new(volumes::LocalPath::default()),
        Box::new(resource_quota::ResourceQuotas::default()),
        Box::new(disruption::Disruption::default()),
        Box::new(horizontal_pod_autoscaler::HorizontalPodAutoscalers::default()),
        Box::new(cluster_role_aggregation::ClusterRoleAggregation::default()),
        Box::new(service_account::ServiceAccounts::default()),
        Box::new(tokens::Tokens::default()),
        Box::new(root_ca::RootCa::default()),
        Box::new(accounts::Accounts),
        Box::new(certificates::Signer),
        Box::new(certificates::Approver),
        Box::new(volumes::Expand),
        Box::new(volumes::Attach::default()),
        Box::new(certificates::Cleaner::default()),
        Box::new(service_cidrs::ServiceCidrs::default()),
    ]
}
