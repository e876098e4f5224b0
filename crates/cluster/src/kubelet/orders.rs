//! What a scenario or a learner does to a container from outside: killing it, letting it eat memory. And what a node does
//! when its memory is used up.

use std::time::Duration;

use api::{Text, Value, meta, obj};

use super::events;
use super::site::Site;
use super::worker::Worker;
use crate::component::Ctx;
use crate::events::WARNING;

/// Something to be done with a container, by its name.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Order {
    /// Its processes get KILL.
    Kill(Text),
    /// It asks for memory without end.
    Hunger(Text),
}

impl Worker {
    pub fn work_orders(&mut self, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
        for order in std::mem::take(&mut self.orders) {
            let (Order::Kill(name) | Order::Hunger(name)) = &order;
            let place = self.real.latest(name).filter(|i| i.running()).and_then(|i| i.place);
            let Some(place) = place else {
                let (namespace, pod) = (meta::namespace(&self.pod).to_string(), meta::name(&self.pod).to_string());
                ctx.world.sated(&namespace, &pod, name);
                continue;
            };
            match order {
                Order::Kill(_) => self.machine.kill(place, &mut site.outside(ctx)),
                Order::Hunger(_) => self.machine.starve(place, ctx.now),
            }
        }
    }

    /// A container without a limit has used up the node's memory: the kubelet evicts its pod.
    pub fn evict(&mut self, place: u32, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
        if self.evicted.is_some() {
            return;
        }
        let Some(instance) = self.real.all().iter().find(|i| i.place == Some(place)).cloned() else { return };
        let used = self.machine.memory(place, ctx.now) >> 10;
        let request = instance.spec.get("resources").map("requests").get("memory");
        let request = request.and_then(Value::as_str).unwrap_or("0").to_string();
        let message = format!(
            "The node was low on resource: memory. Threshold quantity: 100Mi, available: 86412Ki. Container {} was using \
             {used}Ki, request is {request}, has larger consumption of memory. ",
            instance.name
        );
        events::pod(ctx, &self.pod, (WARNING, "Evicted"), message.clone());
        site.node.press_memory(ctx);
        self.disrupted(&message, ctx);
        self.evicted = Some(("Evicted", message));
        self.grace = Some(Duration::ZERO);
        self.pending = true;
    }

    /// The condition that tells who has taken the pod away.
    fn disrupted(&mut self, message: &str, ctx: &Ctx<'_>) {
        let now = ctx.now.rfc3339();
        let mut condition = obj!({
            "type": "DisruptionTarget",
            "status": "True",
            "reason": "TerminationByKubelet",
            "message": (message.to_string()),
            "lastProbeTime": (Value::Null),
            "lastTransitionTime": now,
        });
        if let Some(generation) = self.pod.get("metadata").int("generation") {
            condition.set("observedGeneration", generation);
        }
        self.pod.field_mut("status").field_mut("conditions").list_mut().push(condition);
    }
}
