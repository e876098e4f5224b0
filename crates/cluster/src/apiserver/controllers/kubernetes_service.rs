//! The `kubernetes` service and its endpoints: looked after every ten seconds, so they come back when they are deleted.

use std::time::Duration;

use api::{Text, meta};

use crate::Config;
use crate::bootstrap;
use crate::component::{Change, Component, Ctx, Queue};
use crate::kinds;

#[derive(Clone)]
pub struct KubernetesService {
    address: String,
}

const PERIOD_SECONDS: i64 = 10;
const KEY: &str = "kubernetes";

impl KubernetesService {
    pub fn new(config: &Config) -> KubernetesService {
        let master = config.nodes.iter().find(|n| n.control_plane);
        KubernetesService { address: master.map(|n| n.address.clone()).unwrap_or_default() }
    }
}

impl Component for KubernetesService {
    fn name(&self) -> &'static str {
        "kubernetes-service"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        let kind = [kinds::SERVICE, kinds::ENDPOINTS, kinds::ENDPOINT_SLICE].iter().any(|k| change.is(k));
        if !kind || !change.deleted() || meta::key(&change.new) != "default/kubernetes" {
            return;
        }
        let since = queue.now().seconds().rem_euclid(PERIOD_SECONDS);
        queue.add_after(KEY, Duration::from_secs((PERIOD_SECONDS - since) as u64));
    }
    fn reconcile(&mut self, _: &Text, ctx: &mut Ctx<'_>) {
        for (kind, object) in bootstrap::kubernetes(&self.address) {
            if ctx.get(kind, "default", "kubernetes").is_none() && ctx.create(kind, object).is_err() {
                ctx.requeue(KEY, Duration::from_secs(PERIOD_SECONDS as u64));
            }
        }
    }
}
