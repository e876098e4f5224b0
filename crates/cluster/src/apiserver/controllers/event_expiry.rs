//! Events are forgotten an hour after they were last written.

use std::time::Duration;

use api::time::Time;
use api::{Text, Value};
use sorted::SharedMap;

use crate::component::{Change, Component, Ctx, Queue};
use crate::kinds;

/// There may be thousands of events: they wait here, and the agenda has only the next one.
#[derive(Clone, Default)]
pub struct EventExpiry {
    /// Namespace and name, by time and then in the order in which they came.
    waiting: SharedMap<(Time, u64), (Text, Text)>,
    count: u64,
}

const TTL: Duration = Duration::from_secs(3600);
const KEY: &str = "expire";

impl EventExpiry {
    fn wait(&mut self, until: Time, event: (Text, Text)) {
        self.count += 1;
        self.waiting.insert((until, self.count), event);
    }
}

impl Component for EventExpiry {
    fn name(&self) -> &'static str {
        "event-ttl"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.old.is_null() && change.is(kinds::EVENT) {
            let m = change.new.get("metadata");
            self.wait(queue.now() + TTL, (m.text("namespace"), m.text("name")));
            queue.add_after(KEY, TTL);
        }
    }
    fn reconcile(&mut self, _: &Text, ctx: &mut Ctx<'_>) {
        while let Some(when) = self.waiting.first_key_value().map(|(when, _)| *when).filter(|(at, _)| *at <= ctx.now) {
            let Some((namespace, name)) = self.waiting.remove(&when) else { return };
            let Some(event) = ctx.get(kinds::EVENT, &namespace, &name) else { continue };
            let expiry = written(&event) + TTL;
            if expiry > ctx.now {
                self.wait(expiry, (namespace, name));
            } else {
                // Gone already is as good.
                let _ = ctx.delete(kinds::EVENT, &namespace, &name, "", (None, None));
            }
        }
        if let Some(((at, _), _)) = self.waiting.first_key_value() {
            ctx.requeue_at(KEY, *at);
        }
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
