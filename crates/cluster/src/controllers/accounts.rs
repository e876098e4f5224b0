//! The service accounts by which controllers act. One that is deleted comes back when its controller next asks for
//! something: its token is no longer good then, and for a new one it makes the account anew.

use std::time::Duration;

use api::{Text, meta};

use crate::accounts::{NAMESPACE, REMEMBERED, restore};
use crate::component::{Change, Component, Ctx, Queue};
use crate::kinds;

/// Controllers that ask for something without being told to, and how often: which kinds there are.
const RESTLESS: [&str; 2] = ["generic-garbage-collector", "resourcequota-controller"];
const PERIOD: Duration = Duration::from_secs(30);

/// Keeps in mind which accounts are gone.
#[derive(Clone, Default)]
pub struct Accounts;

impl Component for Accounts {
    fn name(&self) -> &'static str {
        "service-account-tokens"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::SERVICE_ACCOUNT) && meta::namespace(&change.new) == NAMESPACE {
            let name = meta::name(&change.new);
            match change.deleted() {
                true => queue.add(format!("gone/{name}")),
                false if change.old.is_null() => queue.add(format!("there/{name}")),
                false => {}
            }
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let (what, name) = key.split_once('/').unwrap_or(("", key));
        match what {
            "gone" if acts(name, ctx) => {
                ctx.world.lost_accounts.insert(Text::new(name), ctx.now);
                if RESTLESS.contains(&name) {
                    let since = ctx.now.0.rem_euclid(PERIOD.as_micros() as i64) as u64;
                    let mut wait = PERIOD - Duration::from_micros(since);
                    if wait < REMEMBERED {
                        wait += PERIOD;
                    }
                    ctx.requeue(format!("asks/{name}"), wait);
                }
            }
            "there" => {
                ctx.world.lost_accounts.remove(name);
            }
            "asks" => restore(name, ctx),
            _ => {}
        }
    }
}

/// Whether a controller acts by an account of this name: a role is bound to it.
fn acts(name: &str, ctx: &Ctx<'_>) -> bool {
    let role = format!("system:controller:{name}");
    ctx.get(kinds::CLUSTER_ROLE, "", &role).is_some()
}
