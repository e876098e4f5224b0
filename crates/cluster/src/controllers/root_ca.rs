//! Every namespace gets the cluster's certificate authority as config map `kube-root-ca.crt`.

use api::{Text, Value, meta, obj};

use super::support::retry::Retry;
use crate::bootstrap::authorities;
use crate::component::{Change, Component, Ctx, Queue};
use crate::kinds;

const NAME: &str = "kube-root-ca.crt";
const DESCRIPTION: &str = "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the \
     internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes \
     clusters.";

/// The publisher of the root certificate.
#[derive(Clone, Default)]
pub struct RootCa {
    retry: Retry,
}

impl Component for RootCa {
    fn name(&self) -> &'static str {
        "root-ca-cert-publisher"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::NAMESPACE) && !change.deleted() {
            queue.add(change.new.get("metadata").text("name"));
        } else if change.is(kinds::CONFIG_MAP) && meta::name(&change.new) == NAME {
            queue.add(change.new.get("metadata").text("namespace"));
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let Some(namespace) = ctx.get(kinds::NAMESPACE, "", key) else { return };
        if namespace.get("status").str("phase") == "Terminating" {
            return;
        }
        let data = obj!({"ca.crt": (authorities::CLUSTER)});
        let answer = match ctx.get(kinds::CONFIG_MAP, key, NAME) {
            Some(map) if *map.get("data") == data => Ok(Value::Null),
            Some(mut map) => {
                map.set("data", data);
                ctx.update(kinds::CONFIG_MAP, map)
            }
            None => ctx.create(
                kinds::CONFIG_MAP,
                obj!({
                    "apiVersion": "v1",
                    "kind": "ConfigMap",
                    "metadata": {
                        "name": NAME,
                        "namespace": (key.clone()),
                        "annotations": {"kubernetes.io/description": DESCRIPTION},
                    },
                    "data": data,
                }),
            ),
        };
        match answer {
            Err(s) if s.code != 409 && s.code != 403 => ctx.requeue(key.clone(), self.retry.again(key)),
            _ => self.retry.forget(key),
        }
    }
}
