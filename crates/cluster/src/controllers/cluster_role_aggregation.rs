//! Cluster roles that gather the rules of others by their labels.

use api::{Text, Value, meta};

use super::support::retry::Retry;
use super::support::selector;
use crate::component::{Change, Component, Ctx, Queue};
use crate::kinds;

/// The cluster role aggregation controller.
#[derive(Clone, Default)]
pub struct ClusterRoleAggregation {
    retry: Retry,
}

impl Component for ClusterRoleAggregation {
    fn name(&self) -> &'static str {
        "clusterrole-aggregation-controller"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::CLUSTER_ROLE) {
            queue.add("all");
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let roles: Vec<Value> = ctx.api.read_all(kinds::CLUSTER_ROLE, "").cloned().collect();
        let mut again = false;
        for role in roles.iter().filter(|r| r.has("aggregationRule")) {
            let selectors: Vec<_> =
                role.get("aggregationRule").list("clusterRoleSelectors").iter().map(selector).collect();
            let mut rules: Vec<Value> = Vec::new();
            let others = roles.iter().filter(|r| meta::name(r) != meta::name(role));
            for other in others.filter(|r| selectors.iter().any(|s| s.matches(meta::labels(r)))) {
                for rule in other.list("rules") {
                    if !rules.contains(rule) {
                        rules.push(rule.clone());
                    }
                }
            }
            if rules != role.list("rules") {
                let mut role = role.clone();
                role.set("rules", rules);
                again |= ctx.update(kinds::CLUSTER_ROLE, role).is_err();
            }
        }
        if again {
            ctx.requeue(key.clone(), self.retry.again(key));
        } else {
            self.retry.forget(key);
        }
    }
}
