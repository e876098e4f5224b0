//! Whether the services behind APIServices answer: the aggregator asks and writes the condition `Available`.

use std::time::Duration;

use api::{Text, Value, meta, obj};

use crate::component::{Change, Component, Ctx, Queue};
use crate::kinds;

/// Without news each one is asked so often.
const PERIOD: Duration = Duration::from_secs(30);
/// The only group that an extension server is simulated for.
const SERVED: &str = "v1beta1.metrics.k8s.io";

#[derive(Clone, Default)]
pub struct Availability {
    /// APIServices that name a service, with it (`namespace/name`).
    behind: sorted::SortedMap<Text, Text>,
}

fn service_of(api_service: &Value) -> Option<Text> {
    let service = api_service.get("spec").get("service");
    (!service.is_null()).then(|| Text::from(format!("{}/{}", service.str("namespace"), service.str("name"))))
}

/// Status, reason and message.
fn judge(api_service: &Value, ctx: &Ctx<'_>) -> (&'static str, &'static str, String) {
    let spec = api_service.get("spec").get("service");
    let (namespace, name) = (spec.str("namespace"), spec.str("name"));
    let Some(service) = ctx.get(kinds::SERVICE, namespace, name) else {
        return ("False", "ServiceNotFound", format!("service/{name} in {namespace:?} is not present"));
    };
    let wanted = spec.int("port").unwrap_or(443);
    let ports = service.get("spec").list("ports");
    let Some(port) = ports.iter().find(|p| p.int("port") == Some(wanted)) else {
        let why = format!("service/{name} in {namespace:?} is not listening on port {wanted}");
        return ("False", "ServicePortError", why);
    };
    let slices: Vec<&Value> = ctx
        .api
        .read_all(kinds::ENDPOINT_SLICE, namespace)
        .filter(|s| meta::labels(s).get("kubernetes.io/service-name").and_then(Value::as_str) == Some(name))
        .collect();
    if slices.is_empty() {
        return (
            "False",
            "EndpointsNotFound",
            format!("cannot find endpointslices for service/{name} in {namespace:?}"),
        );
    }
    let ready = |slice: &&&Value| {
        let named = slice.list("ports").iter().any(|p| p.str("name") == port.str("name"));
        named && slice.list("endpoints").iter().any(|e| e.get("conditions").bool("ready"))
    };
    if !slices.iter().any(|s| ready(&s)) {
        let port = port.str("name");
        let why =
            format!("endpointslices for service/{name} in {namespace:?} have no addresses with port name {port:?}");
        return ("False", "MissingEndpoints", why);
    }
    if meta::name(api_service) != SERVED {
        let spec = api_service.get("spec");
        let path = format!("/apis/{}/{}", spec.str("group"), spec.str("version"));
        let ip = service.get("spec").str("clusterIP");
        let why = format!(
            "failing or missing response from https://{ip}:{wanted}{path}: bad status from https://{ip}:{wanted}{path}: 404"
        );
        return ("False", "FailedDiscoveryCheck", why);
    }
    ("True", "Passed", "all checks passed".into())
}

impl Component for Availability {
    fn name(&self) -> &'static str {
        "kube-aggregator"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        let name = meta::name(&change.new);
        if change.is(kinds::API_SERVICE) {
            match service_of(&change.new).filter(|_| !change.deleted()) {
                Some(service) => {
                    self.behind.insert(Text::new(name), service);
                    queue.add(Text::new(name));
                }
                None => {
                    self.behind.remove(name);
                }
            }
            return;
        }
        if self.behind.is_empty() {
            return;
        }
        let service = if change.is(kinds::SERVICE) {
            name
        } else if change.is(kinds::ENDPOINT_SLICE) {
            meta::labels(&change.new).get("kubernetes.io/service-name").and_then(Value::as_str).unwrap_or("")
        } else {
            return;
        };
        let of = format!("{}/{service}", meta::namespace(&change.new));
        for (api_service, _) in self.behind.iter().filter(|(_, s)| **s == *of) {
            queue.add(api_service.clone());
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let Some(mut api_service) = ctx.get(kinds::API_SERVICE, "", key).filter(|a| service_of(a).is_some()) else {
            return;
        };
        let (status, reason, message) = judge(&api_service, ctx);
        let old = api_service.get("status").list("conditions").iter().find(|c| c.str("type") == "Available").cloned();
        let old = old.unwrap_or_default();
        if (old.str("status"), old.str("reason"), old.str("message")) != (status, reason, &message) {
            let since = match old.str("status") == status {
                true => old.text("lastTransitionTime"),
                false => ctx.now.rfc3339().into(),
            };
            let condition = obj!({
                "lastTransitionTime": since, "message": message, "reason": reason, "status": status, "type": "Available",
            });
            api_service.set("status", obj!({ "conditions": [condition] }));
            // Somebody else's change comes with an event that brings us back.
            let _ = ctx.update_status(kinds::API_SERVICE, api_service);
        }
        ctx.requeue(key.clone(), PERIOD);
    }
}
