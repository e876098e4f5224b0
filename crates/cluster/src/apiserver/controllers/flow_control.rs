//! Priority and fairness: each schema is told whether the level that it names exists, and the server's own schemas and
//! levels are put back every minute, where they are gone or were changed.

use std::time::Duration;

use api::{Text, Value, meta, obj};

use crate::bootstrap::flow;
use crate::component::{Change, Component, Ctx, Queue};
use crate::kinds::{FLOW_SCHEMA, PRIORITY_LEVEL_CONFIGURATION};

#[derive(Clone, Default)]
pub struct FlowControl;

const PERIOD_SECONDS: i64 = 60;
/// No schema has this name: what the server wants is looked at.
const OWN: &str = "/";

impl Component for FlowControl {
    fn name(&self) -> &'static str {
        "priority-and-fairness"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        let schema = change.is(FLOW_SCHEMA);
        if !schema && !change.is(PRIORITY_LEVEL_CONFIGURATION) {
            return;
        }
        let gone = change.deleted();
        if schema && !gone {
            queue.add(change.new.get("metadata").text("name"));
        } else if gone || change.old.is_null() {
            // A level came or went: every schema may name it.
            queue.add("");
        }
        if gone || (!change.old.is_null() && change.old.get("spec") != change.new.get("spec")) {
            let since = queue.now().seconds().rem_euclid(PERIOD_SECONDS);
            queue.add_after(OWN, Duration::from_secs((PERIOD_SECONDS - since) as u64));
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        match key.as_str() {
            OWN => restore(ctx),
            "" => {
                let all: Vec<Value> = ctx.api.read_all(FLOW_SCHEMA, "").cloned().collect();
                all.into_iter().for_each(|schema| tell(schema, ctx));
            }
            name => {
                if let Some(schema) = ctx.get(FLOW_SCHEMA, "", name) {
                    tell(schema, ctx);
                }
            }
        }
    }
}

/// Writes the condition `Dangling`.
fn tell(mut schema: Value, ctx: &mut Ctx<'_>) {
    let level = schema.at(&["spec", "priorityLevelConfiguration"]).str("name");
    let there = ctx.get(PRIORITY_LEVEL_CONFIGURATION, "", level).is_some();
    let (status, reason, so) =
        if there { ("False", "Found", "and it exists") } else { ("True", "NotFound", "but there is no such object") };
    let why = format!("This FlowSchema references the PriorityLevelConfiguration object named {level:?} {so}");
    let old = schema.get("status").list("conditions").iter().find(|c| c.str("type") == "Dangling");
    if old.is_some_and(|old| old.str("status") == status && old.str("message") == why) {
        return;
    }
    let same = old.filter(|old| old.str("status") == status).map(|old| old.text("lastTransitionTime"));
    let since = same.unwrap_or_else(|| ctx.now.rfc3339().into());
    let condition = obj!({
        "type": "Dangling",
        "status": status,
        "lastTransitionTime": since,
        "reason": reason,
        "message": why,
    });
    schema.set("status", obj!({"conditions": [condition]}));
    // Who changed it meanwhile brings it back here.
    let _ = ctx.update_status(FLOW_SCHEMA, schema);
}

fn restore(ctx: &mut Ctx<'_>) {
    for wanted in flow::objects() {
        let schema = wanted.str("kind") == FLOW_SCHEMA.kind;
        let kind = if schema { FLOW_SCHEMA } else { PRIORITY_LEVEL_CONFIGURATION };
        let _ = match ctx.get(kind, "", meta::name(&wanted)) {
            None => ctx.create(kind, wanted),
            Some(mut there) => {
                let kept = there.at(&["metadata", "annotations"]).str(flow::AUTO_UPDATE) == "true";
                if !kept || there.get("spec") == wanted.get("spec") {
                    continue;
                }
                there.set("spec", wanted.get("spec").clone());
                ctx.update(kind, there)
            }
        };
    }
}
