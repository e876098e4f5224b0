//! Slices for Endpoints that were made by hand, for services without a selector.

use api::{Status, Text, Value, meta};

use super::super::support::pod_control::{self, split};
use super::super::support::retry::Retry;
use super::slices::{MANAGED_BY, SERVICE_NAME, TRIGGER_TIME};
use crate::component::{Change, Component, Ctx, Queue};
use crate::kinds;

const NAME: &str = "endpointslicemirroring-controller";
const MANAGER: &str = "endpointslicemirroring-controller.k8s.io";
const SKIP: &str = "endpointslice.kubernetes.io/skip-mirror";
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// The mirroring controller.
#[derive(Clone, Default)]
pub struct Mirror {
    retry: Retry,
}

fn sync(key: &Text, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let (namespace, name) = split(key);
    let is_ours = |s: &&Value| {
        let label = |key: &str| meta::labels(s).get(key).and_then(Value::as_str);
        label(SERVICE_NAME) == Some(name) && label(MANAGED_BY) == Some(MANAGER)
    };
    let existing: Vec<Value> = ctx.api.read_all(kinds::ENDPOINT_SLICE, namespace).filter(is_ours).cloned().collect();
    let endpoints = ctx.get(kinds::ENDPOINTS, namespace, name).filter(is_mirrored);
    let service = ctx.get(kinds::SERVICE, namespace, name);
    let wanted: Vec<Value> = match (endpoints, service) {
        (Some(endpoints), Some(service)) if service.get("spec").map("selector").is_empty() => {
            endpoints.list("subsets").iter().map(|subset| slice(&endpoints, subset)).collect()
        }
        _ => Vec::new(),
    };
    let (mut old, mut new) = (existing.into_iter(), wanted.into_iter());
    loop {
        match (old.next(), new.next()) {
            (None, None) => return Ok(()),
            (Some(old), None) => {
                ctx.delete(kinds::ENDPOINT_SLICE, namespace, meta::name(&old), "", (None, None))?;
            }
            (None, Some(new)) => {
                ctx.create(kinds::ENDPOINT_SLICE, new)?;
            }
            (Some(old), Some(new)) => {
                let mut changed = old.clone();
                for field in ["endpoints", "ports"] {
                    changed.set(field, new.get(field).clone());
                }
                changed.field_mut("metadata").set("labels", new.get("metadata").get("labels").clone());
                if changed != old {
                    ctx.update(kinds::ENDPOINT_SLICE, changed)?;
                }
            }
        }
    }
}

fn is_mirrored(endpoints: &Value) -> bool {
    meta::labels(endpoints).get(SKIP).and_then(Value::as_str) != Some("true")
        && !meta::annotations(endpoints).contains_key("control-plane.alpha.kubernetes.io/leader")
}

fn slice(endpoints: &Value, subset: &Value) -> Value {
    let mut labels = endpoints.get("metadata").get("labels").clone();
    labels.set(SERVICE_NAME, endpoints.get("metadata").text("name"));
    labels.set(MANAGED_BY, MANAGER);
    let mut metadata = Value::object();
    metadata.set("generateName", format!("{}-", meta::name(endpoints)));
    metadata.set("namespace", endpoints.get("metadata").text("namespace"));
    metadata.set("labels", labels);
    metadata.set("ownerReferences", vec![meta::controller_reference(endpoints)]);
    let mut annotations = endpoints.get("metadata").get("annotations").clone();
    for key in [LAST_APPLIED, TRIGGER_TIME] {
        annotations.remove(key);
    }
    if annotations.as_map().is_some_and(|a| !a.is_empty()) {
        metadata.set("annotations", annotations);
    }
    let addresses =
        |key: &str, ready: bool| -> Vec<Value> { subset.list(key).iter().map(|a| endpoint(a, ready)).collect() };
    let mut all = addresses("addresses", true);
    all.extend(addresses("notReadyAddresses", false));
    let is_v6 = subset.list("addresses").iter().any(|a| a.str("ip").contains(':'));
    let mut slice = Value::object();
    slice.set("apiVersion", "discovery.k8s.io/v1");
    slice.set("kind", "EndpointSlice");
    slice.set("metadata", metadata);
    slice.set("addressType", if is_v6 { "IPv6" } else { "IPv4" });
    slice.set("endpoints", all);
    slice.set("ports", subset.list("ports").iter().map(port).collect::<Vec<_>>());
    slice
}

fn endpoint(address: &Value, ready: bool) -> Value {
    let mut conditions = Value::object();
    conditions.set("ready", ready);
    let mut e = Value::object();
    e.set("addresses", vec![Value::from(address.text("ip"))]);
    e.set("conditions", conditions);
    for key in ["nodeName", "targetRef", "hostname"] {
        if address.has(key) {
            e.set(key, address.get(key).clone());
        }
    }
    e
}

fn port(p: &Value) -> Value {
    let mut v = Value::object();
    v.set("name", p.text("name"));
    v.set("port", p.get("port").clone());
    v.set("protocol", if p.str("protocol").is_empty() { Text::from("TCP") } else { p.text("protocol") });
    v
}

impl Component for Mirror {
    fn name(&self) -> &'static str {
        NAME
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::ENDPOINTS) || change.is(kinds::SERVICE) {
            queue.add(Text::from(meta::key(&change.new)));
        } else if change.is(kinds::ENDPOINT_SLICE)
            && change.deleted()
            && let Some(service) = meta::labels(&change.new).get(SERVICE_NAME).and_then(Value::as_str)
        {
            queue.add(Text::from(format!("{}/{service}", meta::namespace(&change.new))));
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        match sync(key, ctx) {
            Ok(()) => self.retry.forget(key),
            Err(s) if pod_control::namespace_terminates(&s) => self.retry.forget(key),
            Err(_) => ctx.requeue(key.clone(), self.retry.again(key)),
        }
    }
}
