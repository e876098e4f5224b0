//! What becomes of a node that is not heard of: its conditions turn Unknown, its pods not ready, and taints drive the
//! pods away, node after node and not at all where the whole cluster seems lost.

mod disruption;
mod health;
mod taints;

use sorted::SortedMap;
use std::time::Duration;

use api::time::Time;
use api::{Status, Text, Value, meta};

use super::support::retry::Retry;
use crate::component::{Change, Component, Ctx, Queue};
use crate::events::{self, NORMAL, Source};
use crate::kinds;

const NAME: &str = "node-lifecycle-controller";
/// Nodes are looked at so often.
const PERIOD: Duration = Duration::from_secs(5);
/// A node that is silent for so long is taken for lost.
const GRACE: Duration = Duration::from_secs(50);

/// The node lifecycle controller.
#[derive(Clone, Default)]
pub struct NodeLifecycle {
    started: Time,
    /// When each node was heard of last, and its Ready status then.
    heard: SortedMap<Text, Heard>,
    /// When the next node may be given up.
    next_eviction: Time,
    retry: Retry,
}

#[derive(Clone, Debug)]
struct Heard {
    at: Time,
    /// The heartbeat or lease time that told.
    sign: Text,
    /// Whether it was ready when it was looked at last.
    was_ready: bool,
}

fn source() -> Source {
    Source::component("node-controller")
}

/// The status of a condition of a node.
fn condition<'a>(node: &'a Value, kind: &str) -> &'a Value {
    node.get("status").list("conditions").iter().find(|c| c.str("type") == kind).unwrap_or(Value::NULL)
}

impl NodeLifecycle {
    /// The next moment at which nodes are looked at, after `at`.
    fn next_look(&self, at: Time) -> Time {
        let period = PERIOD.as_micros() as i64;
        let since = (at.0 - self.started.0).max(0);
        Time(self.started.0 + (since / period + 1) * period)
    }

    fn hear(&mut self, name: &str, sign: Text, now: Time) {
        let heard = self.heard.entry(Text::new(name)).or_insert(Heard { at: now, sign: "".into(), was_ready: false });
        if heard.sign != sign {
            (heard.at, heard.sign) = (now, sign);
        }
    }

    fn look(&mut self, node: Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let name = node.get("metadata").text("name");
        let heard = self.heard.entry(name.clone()).or_insert(Heard { at: ctx.now, sign: "".into(), was_ready: false });
        let (deadline, was_ready) = (heard.at + GRACE, heard.was_ready);
        let silent = ctx.now > deadline;
        let node = if silent { health::mark_unknown(node, ctx)? } else { node };
        let ready = condition(&node, "Ready").str("status") == "True";
        if let Some(heard) = self.heard.get_mut(&name) {
            heard.was_ready = ready;
        }
        if was_ready && !ready {
            let message = format!("Node {name} status is now: NodeNotReady");
            events::record(ctx, &events::reference(&node), NORMAL, "NodeNotReady", message, &source());
        }
        if !ready {
            health::mark_pods_not_ready(&name, ctx)?;
        }
        let node = taints::by_condition(node, ctx)?;
        self.expel(&node, ctx)?;
        let next = if silent { ctx.now } else { deadline };
        let at = self.next_look(next);
        ctx.requeue_at(name, at);
        Ok(())
    }

    /// Sets or takes off the taint that drives pods away.
    fn expel(&mut self, node: &Value, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let wanted = match condition(node, "Ready").str("status") {
            "True" | "" => None,
            "Unknown" => Some(taints::UNREACHABLE),
            _ => Some(taints::NOT_READY),
        };
        if wanted.is_some() && wanted != taints::expelling(node) {
            match disruption::pace(ctx) {
                disruption::Pace::Never => return taints::expel(node, None, ctx),
                disruption::Pace::Every(pause) => {
                    if self.next_eviction > ctx.now {
                        // Another node was given up a moment ago.
                        let at = self.next_eviction;
                        ctx.requeue_at(node.get("metadata").text("name"), at);
                        return Ok(());
                    }
                    self.next_eviction = ctx.now + pause;
                }
            }
        }
        taints::expel(node, wanted, ctx)
    }

    fn sync(&mut self, key: &Text, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        let Some(node) = ctx.get(kinds::NODE, "", key) else {
            self.heard.remove(key);
            return Ok(());
        };
        self.look(node, ctx)
    }
}

impl Component for NodeLifecycle {
    fn name(&self) -> &'static str {
        NAME
    }
    fn start(&mut self, queue: &mut Queue<'_>) {
        self.started = queue.now();
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        let name = meta::name(&change.new);
        if change.is(kinds::LEASE) && meta::namespace(&change.new) == "kube-node-lease" && !change.deleted() {
            self.hear(name, change.new.get("spec").text("renewTime"), queue.now());
        } else if change.is(kinds::NODE) {
            if change.deleted() {
                return queue.add(Text::from(format!("gone/{name}")));
            }
            if change.old.is_null() {
                queue.add(Text::from(format!("new/{name}")));
            }
            let beat = |o: &Value| condition(o, "Ready").text("lastHeartbeatTime");
            let unknown = condition(&change.new, "Ready").str("status") == "Unknown";
            if beat(&change.new) != beat(&change.old) && !unknown {
                self.hear(name, beat(&change.new), queue.now());
            }
            let matters = |o: &Value| {
                let statuses: Vec<Text> = o.get("status").list("conditions").iter().map(|c| c.text("status")).collect();
                (statuses, o.get("spec").get("taints").clone(), o.get("spec").bool("unschedulable"))
            };
            if matters(&change.old) != matters(&change.new) {
                queue.add(Text::new(name));
            }
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        if let Some(name) = key.strip_prefix("gone/") {
            self.heard.remove(name);
            let about = node_reference(name);
            let message = format!("Node {name} event: Removing Node {name} from Controller");
            return events::record(ctx, &about, NORMAL, "RemovingNode", message, &source());
        }
        if let Some(name) = key.strip_prefix("new/") {
            let about = ctx.get(kinds::NODE, "", name).map_or_else(|| node_reference(name), |n| events::reference(&n));
            let message = format!("Node {name} event: Registered Node {name} in Controller");
            events::record(ctx, &about, NORMAL, "RegisteredNode", message, &source());
            return;
        }
        let outcome = self.sync(key, ctx);
        self.retry.settle(key, outcome, ctx);
    }
}

fn node_reference(name: &str) -> Value {
    let mut r = Value::object();
    r.set("apiVersion", "v1");
    r.set("kind", "Node");
    r.set("name", name.to_string());
    r.set("uid", name.to_string());
    r
}
