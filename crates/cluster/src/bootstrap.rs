//! What `kubeadm init` puts into a fresh cluster before anything runs: namespaces, system workloads, roles.
//!
//! What it is not: nodes register themselves (kubelet), default service accounts and root certificates come from
//! their controllers.

pub mod authorities;
pub mod flow;
mod kubeadm;
mod roles;
mod system;
mod versions;

use std::time::Duration;

use api::kinds;
use api::request::{Request, User, Verb};
use api::{Text, Value, meta};

use crate::{Cluster, Config};

/// How long the cluster has been up at its epoch.
pub const AGE: Duration = Duration::from_secs(600);

/// Stores the initial objects.
pub fn create(cluster: &mut Cluster, config: &Config) {
    let (mut local, roles): (Vec<Value>, Vec<Value>) =
        roles::objects().into_iter().partition(|role| !meta::namespace(role).is_empty() || is_later(role));
    let seed = config.seed ^ local.len() as u64;
    if !config.nodes.is_empty() {
        local.extend(system::controller_accounts(roles.iter().chain(&local)));
    }
    local.extend(flow::objects());
    local.extend(kubeadm::server_objects(config, cluster.now()));
    store(cluster, system::objects(config).into_iter().chain(roles).chain(versions::objects()));
    // These draw from a generator of their own: what a seed leads to does not hang on how many there are.
    let mut own = crate::rng::Rng::new(seed);
    std::mem::swap(&mut cluster.rng, &mut own);
    store(cluster, local);
    std::mem::swap(&mut cluster.rng, &mut own);
}

/// Roles that the list did not always have: they leave what a seed leads to as it was.
fn is_later(role: &Value) -> bool {
    let controller = meta::name(role).strip_prefix("system:controller:");
    controller.is_some_and(|c| ["certificate-controller", "device-taint-eviction-controller"].contains(&c))
}

fn store(cluster: &mut Cluster, objects: impl IntoIterator<Item = Value>) {
    for object in objects {
        let (group, _) = object.str("apiVersion").split_once('/').unwrap_or(("", ""));
        let kind = kinds::by_kind(group, object.str("kind")).expect("initial objects are of known kinds");
        let mut request = Request::new(Verb::Create, kind.gvr(), Text::new(meta::namespace(&object)), "");
        request.user = User::system("system:apiserver");
        let answer = cluster.handle(request.with_body(object.clone()));
        assert!(answer.code == 201, "initial object {}: {:?}", describe(&object), answer.body);
    }
}

/// Takes the events away that came with the first start: a cluster that has been up for a while has none left.
pub fn forget_events(cluster: &mut Cluster) {
    let kind = kinds::by_kind("", "Event").expect("the kinds table has events");
    for namespace in ["default", "kube-system", "kube-public", "kube-node-lease"] {
        let mut request = Request::new(Verb::DeleteCollection, kind.gvr(), namespace, "");
        request.user = User::system("system:apiserver");
        let answer = cluster.handle(request);
        assert!(answer.code == 200, "events of {namespace}: {:?}", answer.body);
    }
}

/// A namespace of the system.
pub fn namespace(name: &str) -> Value {
    system::namespace(name)
}

/// The `kubernetes` service with its endpoints.
pub fn kubernetes(address: &str) -> Vec<(&'static kinds::Kind, Value)> {
    let mut all = vec![(crate::kinds::SERVICE, system::kubernetes_service())];
    if !address.is_empty() {
        all.push((crate::kinds::ENDPOINTS, system::kubernetes_endpoints(address)));
        all.push((crate::kinds::ENDPOINT_SLICE, system::kubernetes_endpoint_slice(address)));
    }
    all
}

fn describe(object: &Value) -> String {
    format!("{} {}", object.str("kind"), meta::key(object))
}
