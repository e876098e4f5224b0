//! Every namespace gets a service account `default`.

use api::{Text, meta, obj};

use super::support::retry::Retry;
use crate::component::{Change, Component, Ctx, Queue};
use crate::kinds;

/// The service account controller.
#[derive(Clone, Default)]
pub struct ServiceAccounts {
    retry: Retry,
}

impl Component for ServiceAccounts {
    fn name(&self) -> &'static str {
        "service-account-controller"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::NAMESPACE) && !change.deleted() {
            queue.add(change.new.get("metadata").text("name"));
        } else if change.is(kinds::SERVICE_ACCOUNT) && change.deleted() && meta::name(&change.new) == "default" {
            queue.add(change.new.get("metadata").text("namespace"));
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let Some(namespace) = ctx.get(kinds::NAMESPACE, "", key) else { return };
        if namespace.get("status").str("phase") == "Terminating"
            || ctx.get(kinds::SERVICE_ACCOUNT, key, "default").is_some()
        {
            return;
        }
        let account = obj!({
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": {"name": "default", "namespace": (key.clone())},
        });
        match ctx.create(kinds::SERVICE_ACCOUNT, account) {
            Err(s) if s.code != 409 && s.code != 403 => ctx.requeue(key.clone(), self.retry.again(key)),
            _ => self.retry.forget(key),
        }
    }
}
