//! EndpointSlices of services with a selector: up to a hundred endpoints a slice, kept in place as far as possible.

use sorted::{InOrder, SortedMap, SortedSet};

use api::{Status, Text, Value, meta};

use super::super::support::pace::Pace;
use super::super::support::pod_control::split;
use super::super::support::retry::Retry;
use super::targets::{self, Port, Target};
use super::{PER_POD, Selections};
use crate::component::{Change, Component, Ctx, Queue};
use crate::kinds;

const NAME: &str = "endpointslice-controller";
pub const SERVICE_NAME: &str = "kubernetes.io/service-name";
pub const MANAGED_BY: &str = "endpointslice.kubernetes.io/managed-by";
const MANAGER: &str = "endpointslice-controller.k8s.io";
const HEADLESS: &str = "service.kubernetes.io/headless";
pub const TRIGGER_TIME: &str = "endpoints.kubernetes.io/last-change-trigger-time";
/// So many endpoints fit into a slice.
const MAX: usize = 100;

/// The endpoint slice controller.
#[derive(Clone, Default)]
pub struct EndpointSlices {
    selections: Selections,
    retry: Retry,
    pace: Pace,
    /// When the pods and services were seen to change last, by service.
    seen: SortedMap<Text, SortedMap<Text, Text>>,
    /// Slices as this controller wrote them: their events are no news.
    written: SortedMap<Text, Text>,
}

/// Slices that are to be made, changed, deleted.
#[derive(Default)]
struct Plan {
    create: Vec<Value>,
    update: Vec<Value>,
    delete: Vec<Value>,
}

impl EndpointSlices {
    fn sync(&mut self, key: &Text, service: &Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let spec = service.get("spec");
        if spec.map("selector").is_empty() || spec.str("type") == "ExternalName" {
            return Ok(());
        }
        let (targets, looked) = targets::of(service, ctx);
        self.pace.looked(key, looked, PER_POD, ctx.now);
        let trigger = self.trigger_time(key, service, &targets);
        let mut groups: SortedMap<Vec<Port>, SortedMap<Text, Value>> = SortedMap::new();
        for target in &targets {
            let uid = target.pod.get("metadata").text("uid");
            groups.entry(target.ports.clone()).or_default().insert(uid, endpoint(service, target, ctx));
        }
        let existing: Vec<Value> = ctx
            .api
            .owned_by(kinds::ENDPOINT_SLICE, meta::uid(service))
            .filter(|s| meta::labels(s).get(MANAGED_BY).and_then(Value::as_str) == Some(MANAGER))
            .cloned()
            .collect();
        let plan = plan(service, groups, existing);
        self.carry_out(plan, trigger, ctx)
    }

    /// The earliest change since the last look, as far as pods and service tell.
    fn trigger_time(&mut self, key: &Text, service: &Value, targets: &[Target]) -> Option<Text> {
        let mut now: SortedMap<Text, Text> =
            targets.iter().map(|t| (t.pod.get("metadata").text("name"), t.since.clone())).collect();
        now.insert("".into(), service.get("metadata").text("creationTimestamp"));
        let before = self.seen.insert(key.clone(), now.clone()).unwrap_or_default();
        let changed = now.into_iter().filter(|(pod, time)| !time.is_empty() && before.get(pod) != Some(time));
        changed.map(|(_, time)| time).min()
    }

    fn carry_out(&mut self, plan: Plan, trigger: Option<Text>, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let stamp = |mut slice: Value| {
            match &trigger {
                Some(t) => slice.field_mut("metadata").field_mut("annotations").set(TRIGGER_TIME, t),
                None => {
                    slice.remove_at(&["metadata", "annotations", TRIGGER_TIME]);
                }
            }
            if slice.get("metadata").map("annotations").is_empty() {
                slice.field_mut("metadata").remove("annotations");
            }
            slice
        };
        let mut wrote = Vec::new();
        for slice in plan.create {
            wrote.push(ctx.create(kinds::ENDPOINT_SLICE, stamp(slice))?);
        }
        for slice in plan.update {
            wrote.push(ctx.update(kinds::ENDPOINT_SLICE, stamp(slice))?);
        }
        for slice in wrote {
            self.written.insert(Text::from(meta::key(&slice)), Text::new(meta::resource_version(&slice)));
        }
        for slice in plan.delete {
            ctx.delete(kinds::ENDPOINT_SLICE, meta::namespace(&slice), meta::name(&slice), "", (None, None))?;
        }
        Ok(())
    }
}

fn endpoint(service: &Value, target: &Target, ctx: &Ctx<'_>) -> Value {
    let ready = service.get("spec").bool("publishNotReadyAddresses") || (target.ready && !target.terminating);
    let mut conditions = Value::object();
    conditions.set("ready", ready);
    conditions.set("serving", target.ready);
    conditions.set("terminating", target.terminating);
    let mut e = Value::object();
    e.set("addresses", vec![Value::from(target.ip())]);
    e.set("conditions", conditions);
    e.set("targetRef", target.reference());
    let node = target.pod.get("spec").text("nodeName");
    if !node.is_empty() {
        let zone = ctx.api.peek(kinds::NODE, "", &node).map(meta::labels);
        if let Some(zone) = zone.and_then(|l| l.get("topology.kubernetes.io/zone")) {
            e.set("zone", zone);
        }
        e.set("nodeName", node);
    }
    if let Some(hostname) = target.hostname(service) {
        e.set("hostname", hostname);
    }
    e
}

fn port_list(ports: &[Port]) -> Value {
    let one = |p: &Port| {
        let mut v = Value::object();
        v.set("name", &p.name);
        v.set("protocol", &p.protocol);
        v.set("port", p.port);
        if let Some(app) = &p.app_protocol {
            v.set("appProtocol", app);
        }
        v
    };
    ports.iter().map(one).collect::<Vec<_>>().into()
}

fn labels_of(service: &Value) -> Value {
    let mut labels = service.get("metadata").get("labels").clone();
    for key in [HEADLESS, SERVICE_NAME, MANAGED_BY] {
        labels.remove(key);
    }
    if super::is_headless(service) {
        labels.set(HEADLESS, "");
    }
    labels.set(SERVICE_NAME, service.get("metadata").text("name"));
    labels.set(MANAGED_BY, MANAGER);
    labels
}

fn new_slice(service: &Value, ports: Value, endpoints: Vec<Value>) -> Value {
    let mut metadata = Value::object();
    metadata.set("generateName", format!("{}-", meta::name(service)));
    metadata.set("namespace", service.get("metadata").text("namespace"));
    metadata.set("labels", labels_of(service));
    metadata.set("ownerReferences", vec![meta::controller_reference(service)]);
    let mut slice = Value::object();
    slice.set("apiVersion", "discovery.k8s.io/v1");
    slice.set("kind", "EndpointSlice");
    slice.set("metadata", metadata);
    slice.set("addressType", address_type(service));
    slice.set("ports", ports);
    slice.set("endpoints", endpoints);
    slice
}

fn address_type(service: &Value) -> &'static str {
    let families = service.get("spec").list("ipFamilies");
    if families.first().and_then(Value::as_str) == Some("IPv6") { "IPv6" } else { "IPv4" }
}

fn uid_of(endpoint: &Value) -> Text {
    endpoint.get("targetRef").text("uid")
}

/// Compares wanted endpoints, grouped by their ports, with the slices that are there.
fn plan(service: &Value, groups: SortedMap<Vec<Port>, SortedMap<Text, Value>>, existing: Vec<Value>) -> Plan {
    let mut plan = Plan::default();
    let labels = labels_of(service);
    let mut handled: SortedSet<Text> = SortedSet::new();
    for (ports, wanted) in groups {
        let ports = port_list(&ports);
        let same: Vec<Value> = existing.iter().filter(|s| *s.get("ports") == ports).cloned().collect();
        handled.extend(same.iter().map(|s| s.get("metadata").text("name")));
        plan_group(service, (ports, wanted), same, &labels, &mut plan);
    }
    plan.delete.extend(existing.iter().filter(|s| !handled.contains(&s.get("metadata").text("name"))).cloned());
    keep_a_placeholder(service, existing.len(), &mut plan);
    // What would be deleted is rather changed into what would be made.
    while !plan.create.is_empty() && !plan.delete.is_empty() {
        if let (Some(mut new), Some(old)) = (plan.create.pop(), plan.delete.pop()) {
            new.set("metadata", old.get("metadata").clone());
            new.field_mut("metadata").set("labels", labels.clone());
            if new != old {
                plan.update.push(new);
            }
        }
    }
    plan
}

fn plan_group(
    service: &Value,
    (ports, mut wanted): (Value, SortedMap<Text, Value>),
    existing: Vec<Value>,
    labels: &Value,
    plan: &mut Plan,
) {
    let mut kept: Vec<(Value, Value)> = Vec::new();
    for slice in existing {
        let mut changed = slice.clone();
        let endpoints: Vec<Value> = slice.list("endpoints").iter().filter_map(|e| wanted.remove(&uid_of(e))).collect();
        if endpoints.is_empty() {
            plan.delete.push(slice);
            continue;
        }
        changed.set("endpoints", endpoints);
        changed.field_mut("metadata").set("labels", labels.clone());
        kept.push((slice, changed));
    }
    for (_, changed) in kept.iter_mut() {
        while changed.list("endpoints").len() < MAX {
            let Some((_, endpoint)) = wanted.pop_first() else { break };
            changed.field_mut("endpoints").list_mut().push(endpoint);
        }
    }
    plan.update.extend(kept.into_iter().filter(|(old, new)| old != new).map(|(_, new)| new));
    let mut left: Vec<Value> = wanted.into_values().collect();
    left.order_by(|a, b| (a.get("targetRef").str("name")).cmp(b.get("targetRef").str("name")));
    while !left.is_empty() {
        let rest = left.split_off(left.len().min(MAX));
        plan.create.push(new_slice(service, ports.clone(), left));
        left = rest;
    }
}

/// A service always has a slice, if only an empty one.
fn keep_a_placeholder(service: &Value, existing: usize, plan: &mut Plan) {
    if existing != plan.delete.len() || !plan.create.is_empty() {
        return;
    }
    let is_placeholder = |s: &Value| s.list("endpoints").is_empty() && s.list("ports").is_empty();
    if plan.delete.len() == 1 && is_placeholder(&plan.delete[0]) {
        let old = plan.delete.remove(0);
        if *old.get("metadata").get("labels") != labels_of(service) {
            let mut changed = old;
            changed.field_mut("metadata").set("labels", labels_of(service));
            plan.update.push(changed);
        }
        return;
    }
    let mut placeholder = new_slice(service, Value::Null, Vec::new());
    placeholder.set("ports", Value::Null);
    placeholder.set("endpoints", Value::Null);
    plan.create.push(placeholder);
}

impl Component for EndpointSlices {
    fn name(&self) -> &'static str {
        NAME
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        self.selections.apply(change, queue);
        if change.is(kinds::ENDPOINT_SLICE) {
            let key = Text::from(meta::key(&change.new));
            let own = self.written.get(&key).is_some_and(|v| v == meta::resource_version(&change.new));
            if change.deleted() {
                self.written.remove(&key);
            }
            let service = meta::labels(&change.new).get(SERVICE_NAME).and_then(Value::as_str);
            if let Some(service) = service.filter(|_| !own || change.deleted()) {
                queue.add(Text::from(format!("{}/{service}", meta::namespace(&change.new))));
            }
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let (namespace, name) = split(key);
        if self.pace.is_busy(key, ctx) {
            return;
        }
        let Some(service) = ctx.get(kinds::SERVICE, namespace, name) else {
            self.seen.remove(key);
            return self.retry.forget(key);
        };
        match self.sync(key, &service, ctx) {
            Ok(()) => self.retry.forget(key),
            Err(s) if super::super::support::pod_control::namespace_terminates(&s) => {}
            Err(_) => ctx.requeue(key.clone(), self.retry.again(key)),
        }
    }
}
