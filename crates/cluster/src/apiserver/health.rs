//! `/livez`, `/readyz` and `/healthz`: whether the server is well, check by check for whoever wants to know.

use api::Status;

use super::unknown_resource;

/// What is checked, in its order: what is done at the start of the server goes by its bare name.
const CHECKS: &str = "ping log etcd etcd-readiness informer-sync start-apiserver-admission-initializer \
    generic-apiserver-start-informers priority-and-fairness-config-consumer priority-and-fairness-filter \
    storage-object-count-tracker-hook start-apiextensions-informers start-apiextensions-controllers crd-informer-synced \
    start-system-namespaces-controller peer-endpoint-reconciler-controller start-cluster-authentication-info-controller \
    start-kube-apiserver-identity-lease-controller start-kube-apiserver-identity-lease-garbage-collector \
    storage-readiness start-legacy-token-tracking-controller start-service-ip-repair-controllers rbac/bootstrap-roles \
    scheduling/bootstrap-system-priority-classes priority-and-fairness-config-producer bootstrap-controller \
    start-kubernetes-service-cidr-controller aggregator-reload-proxy-client-cert start-kube-aggregator-informers \
    apiservice-status-local-available-controller apiservice-status-remote-available-controller \
    apiservice-registration-controller apiservice-discovery-controller kube-apiserver-autoregistration \
    autoregister-completion apiservice-openapi-controller apiservice-openapiv3-controller shutdown";
/// Checks that are no steps of the start.
const PLAIN: [&str; 7] =
    ["ping", "log", "etcd", "etcd-readiness", "informer-sync", "autoregister-completion", "shutdown"];
/// Those that only say whether calls are welcome.
const READY: [&str; 3] = ["etcd-readiness", "informer-sync", "shutdown"];

/// The answer of an endpoint, or of one of its checks. A server that answers at all is well.
pub(super) fn answer(endpoint: &str, check: &str, query: &str) -> Result<String, Status> {
    let asked = |key: &str, value: &str| query.split('&').any(|p| p.split_once('=').unwrap_or((p, "")) == (key, value));
    let verbose = query.split('&').any(|p| p.split('=').next() == Some("verbose"));
    let (mut known, mut lines) = (check.is_empty(), String::new());
    for bare in CHECKS.split(' ').filter(|name| endpoint == "readyz" || !READY.contains(name)) {
        let name = if PLAIN.contains(&bare) { bare.to_string() } else { ["poststarthook/", bare].concat() };
        known |= name == check;
        let how = if asked("exclude", &name) { "excluded: ok" } else { "ok" };
        lines.push_str(&format!("[+]{name} {how}\n"));
    }
    match (known, verbose && check.is_empty()) {
        (false, _) => Err(unknown_resource()),
        (true, true) => Ok(format!("{lines}{endpoint} check passed\n")),
        (true, false) => Ok("ok".to_string()),
    }
}
