//! What a scenario or a learner does to a container from outside: killing it, letting it eat memory.

use api::{Text, meta};

use super::site::Site;
use super::worker::Worker;
use crate::component::Ctx;

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
}
