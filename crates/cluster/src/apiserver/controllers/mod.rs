//! The server's own loops: extension servers, custom resource definitions, priority and fairness, the `kubernetes`
//! service, the namespaces of the system, and events that grow old.

mod availability;
mod definitions;
mod event_expiry;
mod flow_control;
mod kubernetes_service;
mod system_namespaces;

use crate::Config;
use crate::component::Component;

/// The components of this part, for the cluster's table.
pub fn all(config: &Config) -> Vec<Box<dyn Component>> {
    vec![
        Box::new(availability::Availability::default()),
        Box::new(definitions::Definitions),
        Box::new(event_expiry::EventExpiry::default()),
        Box::new(flow_control::FlowControl),
        Box::new(kubernetes_service::KubernetesService::new(config)),
        Box::new(system_namespaces::SystemNamespaces),
    ]
}
