//! The scheduler: which node a pod goes to.

use std::collections::BTreeMap;
use std::time::Duration;

use api::request::{Request, Verb};
use api::{Gvr, Text, Value, meta, obj};

use crate::Config;
use crate::component::{Component, Ctx, Event, Queue};
use crate::events::{self, NORMAL, Source};
use crate::kinds;

/// The components of this part, for the cluster's table.
pub fn all(_config: &Config) -> Vec<Box<dyn Component>> {
    vec![Box::new(Scheduler::default())]
}

const NAME: &str = "default-scheduler";

/// The default scheduler.
#[derive(Clone, Default)]
pub struct Scheduler {
    on_node: BTreeMap<Text, usize>,
}

impl Component for Scheduler {
    fn name(&self) -> &'static str {
        NAME
    }
    fn process(&self) -> &'static str {
        "kube-scheduler"
    }
    fn on_event(&mut self, event: &Event<'_>, queue: &mut Queue<'_>) {
        let Event::Changed(change) = event else { return };
        if !change.is(kinds::POD) {
            return;
        }
        let before = change.old.get("spec").text("nodeName");
        let after = change.new.get("spec").text("nodeName");
        if change.deleted() && !after.is_empty() {
            if let Some(n) = self.on_node.get_mut(&after) {
                *n = n.saturating_sub(1);
            }
        } else if !after.is_empty() && before.is_empty() {
            *self.on_node.entry(after).or_default() += 1;
        } else if after.is_empty() && !change.deleted() {
            queue.add(Text::from(meta::key(&change.new)));
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let Some((namespace, name)) = key.split_once('/') else { return };
        let Some(pod) = ctx.get(kinds::POD, namespace, name) else { return };
        if !pod.get("spec").str("nodeName").is_empty() || !meta::deletion_timestamp(&pod).is_empty() {
            return;
        }
        let fits = |node: &&Value| {
            let ready = node
                .get("status")
                .list("conditions")
                .iter()
                .any(|c| c.str("type") == "Ready" && c.str("status") == "True");
            ready && !node.get("spec").bool("unschedulable") && node.get("spec").list("taints").is_empty()
        };
        let mut nodes: Vec<(usize, Text)> = ctx
            .api
            .read_all(kinds::NODE, "")
            .filter(fits)
            .map(|n| (self.on_node.get(meta::name(n)).copied().unwrap_or(0), n.get("metadata").text("name")))
            .collect();
        nodes.sort();
        let Some((_, node)) = nodes.first().cloned() else { return ctx.requeue(key.clone(), Duration::from_secs(5)) };
        let binding = obj!({
            "apiVersion": "v1",
            "kind": "Binding",
            "metadata": {"name": (pod.get("metadata").text("name")), "namespace": (pod.get("metadata").text("namespace")), "uid": (pod.get("metadata").text("uid"))},
            "target": {"kind": "Node", "name": (node.clone())},
        });
        let gvr = Gvr::new("", "v1", "pods");
        let request = Request::new(Verb::Create, gvr, Text::new(namespace), Text::new(name)).on("binding");
        if ctx.call(request.with_body(binding)).is_ok() {
            let note = format!("Successfully assigned {namespace}/{name} to {node}");
            let about = events::reference(&pod);
            let source = Source::component(NAME);
            events::record_series(ctx, (&about, &Value::Null), NORMAL, ("Scheduled", "Binding"), note, &source);
        }
    }
    fn clone_box(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}
