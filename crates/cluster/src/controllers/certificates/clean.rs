//! The cleaner: every hour it takes away requests that were answered an hour ago, or that nobody answered for a day.

use std::time::Duration;

use api::der::Der;
use api::time::Time;
use api::{Text, Value, meta};

use super::content;
use crate::component::{Change, Component, Ctx, Queue};
use crate::kinds::CERTIFICATE_SIGNING_REQUEST;

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);
const KEY: &str = "look";

/// The cleaning controller.
#[derive(Clone, Default)]
pub struct Cleaner {
    started: Time,
}

impl Cleaner {
    /// The next full hour of the controller.
    fn next_look(&self, now: Time) -> Time {
        self.started + HOUR * (now.since(self.started).as_secs() / HOUR.as_secs() + 1) as u32
    }
}

impl Component for Cleaner {
    fn name(&self) -> &'static str {
        "certificatesigningrequest-cleaner-controller"
    }
    fn start(&mut self, queue: &mut Queue<'_>) {
        self.started = queue.now();
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(CERTIFICATE_SIGNING_REQUEST) && change.old.is_null() {
            let wait = self.next_look(queue.now()).since(queue.now());
            queue.add_after(KEY, wait);
        }
    }
    fn reconcile(&mut self, _: &Text, ctx: &mut Ctx<'_>) {
        let all: Vec<Value> = ctx.api.read_all(CERTIFICATE_SIGNING_REQUEST, "").cloned().collect();
        let (old, kept): (Vec<Value>, Vec<Value>) = all.into_iter().partition(|request| is_old(request, ctx.now));
        for request in old {
            // Whoever deleted it in the meantime did the work.
            let _ = ctx.delete(CERTIFICATE_SIGNING_REQUEST, "", meta::name(&request), "", (None, None));
        }
        if !kept.is_empty() {
            let at = self.next_look(ctx.now);
            ctx.requeue_at(KEY, at);
        }
    }
}

fn is_old(request: &Value, now: Time) -> bool {
    let older = |at: &str, age| Time::parse(at).is_some_and(|at| now.since(at) > age);
    let status = request.get("status");
    let (conditions, certificate) = (status.list("conditions"), status.str("certificate"));
    if conditions.is_empty() {
        return older(request.get("metadata").str("creationTimestamp"), DAY);
    }
    conditions.iter().any(|c| match c.str("type") {
        "Approved" if certificate.is_empty() => older(c.str("lastUpdateTime"), DAY),
        "Approved" => older(c.str("lastUpdateTime"), HOUR) || ends(certificate).is_some_and(|end| now > end),
        "Denied" | "Failed" => older(c.str("lastUpdateTime"), HOUR),
        _ => false,
    })
}

/// Until when a certificate holds.
fn ends(certificate: &str) -> Option<Time> {
    let bytes = content(certificate)?;
    let (_, validity) = Der(&bytes).inner()?.inner()?.nth(4)?;
    let (_, end) = Der(validity).nth(1)?;
    // `261231120000Z`
    let digits = std::str::from_utf8(end.get(..12)?).ok()?;
    let part = |i: usize| &digits[i..i + 2];
    Time::parse(&format!("20{}-{}-{}T{}:{}:{}Z", part(0), part(2), part(4), part(6), part(8), part(10)))
}
