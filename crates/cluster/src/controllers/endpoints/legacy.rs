//! Endpoints: the older form, one object a service.

use sorted::{InOrder, SortedMap};

use api::{Status, Text, Value, meta};

use super::super::support::pace::Pace;
use super::super::support::pod_control::{self, split};
use super::super::support::retry::Retry;
use super::targets::{self, Port, Target};
use super::{PER_POD, Selections};
use crate::component::{Change, Component, Ctx, Queue};
use crate::kinds;

const NAME: &str = "endpoint-controller";
const MANAGED_BY: &str = "endpoints.kubernetes.io/managed-by";
const HEADLESS: &str = "service.kubernetes.io/headless";
const OVER_CAPACITY: &str = "endpoints.kubernetes.io/over-capacity";
/// More addresses than this are left out.
const MAX: usize = 1000;

/// The endpoints controller.
#[derive(Clone, Default)]
pub struct Endpoints {
    selections: Selections,
    retry: Retry,
    pace: Pace,
}

/// Addresses that share their ports: ready and not.
type Subsets = SortedMap<Vec<Port>, (Vec<Value>, Vec<Value>)>;

fn sync(key: &Text, pace: &mut Pace, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let (namespace, name) = split(key);
    let Some(service) = ctx.get(kinds::SERVICE, namespace, name) else {
        // With the service its endpoints go, whoever made them.
        return match ctx.get(kinds::ENDPOINTS, namespace, name) {
            Some(_) => ctx.delete(kinds::ENDPOINTS, namespace, name, "", (None, None)).map(|_| ()),
            None => Ok(()),
        };
    };
    let spec = service.get("spec");
    if spec.map("selector").is_empty() || spec.str("type") == "ExternalName" {
        return Ok(());
    }
    let (targets, looked) = targets::of(&service, ctx);
    pace.looked(key, looked, PER_POD, ctx.now);
    let (subsets, over) = subsets(&service, &targets);
    let current = ctx.get(kinds::ENDPOINTS, namespace, name);
    let mut wanted = current.clone().unwrap_or_else(|| empty(&service));
    if subsets.is_empty() {
        wanted.remove("subsets");
    } else {
        wanted.set("subsets", subsets);
    }
    let metadata = wanted.field_mut("metadata");
    metadata.set("labels", labels(&service));
    if over {
        metadata.field_mut("annotations").set(OVER_CAPACITY, "truncated");
    } else if metadata.get("annotations").has(OVER_CAPACITY) {
        metadata.field_mut("annotations").remove(OVER_CAPACITY);
    }
    if current.as_ref() == Some(&wanted) {
        return Ok(());
    }
    if let Some(since) = targets.iter().map(|t| &t.since).filter(|t| !t.is_empty()).max() {
        metadata_annotations(&mut wanted).set(super::slices::TRIGGER_TIME, since);
    }
    match current {
        Some(current) if current == wanted => Ok(()),
        Some(_) => ctx.update(kinds::ENDPOINTS, wanted).map(|_| ()),
        None => ctx.create(kinds::ENDPOINTS, wanted).map(|_| ()),
    }
}

fn metadata_annotations(object: &mut Value) -> &mut Value {
    object.field_mut("metadata").field_mut("annotations")
}

fn empty(service: &Value) -> Value {
    let mut metadata = Value::object();
    metadata.set("name", service.get("metadata").text("name"));
    metadata.set("namespace", service.get("metadata").text("namespace"));
    let mut endpoints = Value::object();
    endpoints.set("apiVersion", "v1");
    endpoints.set("kind", "Endpoints");
    endpoints.set("metadata", metadata);
    endpoints
}

fn labels(service: &Value) -> Value {
    let mut labels = service.get("metadata").get("labels").clone();
    labels.remove(HEADLESS);
    if super::is_headless(service) {
        labels.set(HEADLESS, "");
    }
    labels.set(MANAGED_BY, NAME);
    labels
}

/// The subsets, and whether some addresses did not fit in.
fn subsets(service: &Value, targets: &[Target]) -> (Vec<Value>, bool) {
    let publishes = service.get("spec").bool("publishNotReadyAddresses");
    let mut groups = Subsets::new();
    let mut n = 0;
    for target in targets.iter().filter(|t| publishes || !t.terminating) {
        if target.ports.is_empty() && !service.get("spec").list("ports").is_empty() {
            continue;
        }
        n += 1;
        if n > MAX {
            break;
        }
        let group = groups.entry(target.ports.clone()).or_default();
        let list = if publishes || target.ready { &mut group.0 } else { &mut group.1 };
        list.push(address(service, target));
    }
    let sorted = |mut list: Vec<Value>| {
        list.order_by(|a, b| a.str("ip").cmp(b.str("ip")));
        list
    };
    let subset = |(ports, (ready, not_ready)): (Vec<Port>, (Vec<Value>, Vec<Value>))| {
        let mut s = Value::object();
        if !ready.is_empty() {
            s.set("addresses", sorted(ready));
        }
        if !not_ready.is_empty() {
            s.set("notReadyAddresses", sorted(not_ready));
        }
        if !ports.is_empty() {
            s.set("ports", ports.iter().map(port).collect::<Vec<_>>());
        }
        s
    };
    (groups.into_iter().map(subset).collect(), n > MAX)
}

fn address(service: &Value, target: &Target) -> Value {
    let mut a = Value::object();
    a.set("ip", target.ip());
    a.set("targetRef", target.reference());
    let node = target.pod.get("spec").text("nodeName");
    if !node.is_empty() {
        a.set("nodeName", node);
    }
    if let Some(hostname) = target.hostname(service) {
        a.set("hostname", hostname);
    }
    a
}

fn port(p: &Port) -> Value {
    let mut v = Value::object();
    if !p.name.is_empty() {
        v.set("name", &p.name);
    }
    v.set("port", p.port);
    v.set("protocol", &p.protocol);
    if let Some(app) = &p.app_protocol {
        v.set("appProtocol", app);
    }
    v
}

impl Component for Endpoints {
    fn name(&self) -> &'static str {
        NAME
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        self.selections.apply(change, queue);
        if change.is(kinds::ENDPOINTS) && change.deleted() {
            queue.add(Text::from(meta::key(&change.new)));
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        if self.pace.is_busy(key, ctx) {
            return;
        }
        match sync(key, &mut self.pace, ctx) {
            Ok(()) => self.retry.forget(key),
            Err(s) if pod_control::namespace_terminates(&s) || s.code == 404 => self.retry.forget(key),
            Err(_) => ctx.requeue(key.clone(), self.retry.again(key)),
        }
    }
}
