//! Events are forgotten an hour after they were last written.

use std::time::Duration;

use api::time::Time;
use api::{Text, Value, meta};

use crate::component::{Component, Ctx, Event, Queue};
use crate::kinds;

#[derive(Clone)]
pub struct EventExpiry;

const TTL: Duration = Duration::from_secs(3600);

impl Component for EventExpiry {
    fn name(&self) -> &'static str {
        "event-ttl"
    }
    fn process(&self) -> &'static str {
        "kube-apiserver"
    }
    fn on_event(&mut self, event: &Event<'_>, queue: &mut Queue<'_>) {
        if let Event::Changed(change) = event
            && change.old.is_null()
            && change.is(kinds::EVENT)
        {
            queue.add_after(meta::key(&change.new), TTL);
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let (namespace, name) = key.split_once('/').unwrap_or(("", key));
        let Some(event) = ctx.get(kinds::EVENT, namespace, name) else { return };
        let expiry = written(&event) + TTL;
        if expiry > ctx.now {
            ctx.requeue_at(key.clone(), expiry);
        } else {
            // Gone already is as good.
            let _ = ctx.delete(kinds::EVENT, namespace, name, "", (None, None));
        }
    }
    fn clone_box(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}

/// When an event was last written.
fn written(event: &Value) -> Time {
    let times = [
        event.str("lastTimestamp"),
        event.str("eventTime"),
        event.get("series").str("lastObservedTime"),
        event.get("metadata").str("creationTimestamp"),
    ];
    times.into_iter().filter_map(Time::parse).max().unwrap_or_default()
}
