//! The ranges of addresses of services: each is ready, and none goes while an address of it alone is in use.

use std::net::IpAddr;
use std::time::Duration;

use api::names::{parse_cidr, parse_ip};
use api::request::PatchType;
use api::time::Time;
use api::{Status, Text, Value, meta, obj};

use super::support::retry::Retry;
use crate::component::{Change, Component, Ctx, Queue};
use crate::conditions;
use crate::kinds::{IP_ADDRESS, SERVICE_CIDR};

const FINALIZER: &str = "networking.k8s.io/service-cidr-finalizer";
/// Who looks after an address.
const MANAGED: &str = "ipaddress.kubernetes.io/managed-by";
/// So long whoever gives addresses out may not have heard yet that a range goes.
const GRACE: Duration = Duration::from_secs(10);

/// The service-cidr controller.
#[derive(Clone, Default)]
pub struct ServiceCidrs {
    /// Ranges that are kept from going.
    held: Vec<Text>,
    retry: Retry,
}

type Range = (IpAddr, u8);

fn ranges(object: &Value) -> impl Iterator<Item = Range> {
    object.get("spec").list("cidrs").iter().filter_map(|c| parse_cidr(c.as_str()?))
}

/// Whether all of `inner` lies in `outer`.
fn contains(outer: Range, inner: Range) -> bool {
    let number = |ip: IpAddr| match ip {
        IpAddr::V4(ip) => (u128::from(u32::from(ip)), 32),
        IpAddr::V6(ip) => (u128::from(ip), 128),
    };
    let ((from, width), (other, other_width)) = (number(outer.0), number(inner.0));
    let rest = width - u32::from(outer.1);
    width == other_width && outer.1 <= inner.1 && from.checked_shr(rest) == other.checked_shr(rest)
}

/// Whether no address is orphaned when the range goes: another has all of it, or nobody uses what only this one has.
fn may_go(object: &Value, ctx: &Ctx<'_>) -> bool {
    let others = || ctx.api.read_all(SERVICE_CIDR, "").filter(|o| meta::name(o) != meta::name(object));
    let elsewhere = |range: Range| others().any(|o| ranges(o).any(|r| contains(r, range)));
    if ranges(object).all(elsewhere) {
        return true;
    }
    let single = |ip: IpAddr| (ip, if ip.is_ipv4() { 32 } else { 128 });
    let managed = |a: &&Value| meta::labels(a).get(MANAGED).and_then(Value::as_str) == Some("ipallocator.k8s.io");
    let given = ctx.api.read_all(IP_ADDRESS, "").filter(managed);
    let mut used = given.filter_map(|a| parse_ip(meta::name(a))).map(single);
    !used.any(|ip| ranges(object).any(|r| contains(r, ip)) && !elsewhere(ip))
}

impl ServiceCidrs {
    fn sync(&mut self, name: &Text, ctx: &mut Ctx<'_>) -> Result<(), Status> {
        self.held.retain(|held| held != name);
        let Some(object) = ctx.get(SERVICE_CIDR, "", name) else { return Ok(()) };
        let mut finalizers = meta::finalizers(&object).to_vec();
        let guarded = finalizers.iter().any(|f| f.as_str() == Some(FINALIZER));
        let Some(going) = Time::parse(meta::deletion_timestamp(&object)) else {
            if !guarded {
                finalizers.push(FINALIZER.into());
                set_finalizers(name, finalizers, ctx)?;
            }
            return tell(object, ("True", "", "Kubernetes Service CIDR is ready"), ctx);
        };
        if !may_go(&object, ctx) {
            self.held.push(name.clone());
            let why = "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new \
                       ServiceCIDR";
            return tell(object, ("False", "Terminating", why), ctx);
        }
        if going + GRACE > ctx.now {
            ctx.requeue_at(name.clone(), going + GRACE);
        } else if guarded {
            finalizers.retain(|f| f.as_str() != Some(FINALIZER));
            set_finalizers(name, finalizers, ctx)?;
        }
        Ok(())
    }
}

fn set_finalizers(name: &str, finalizers: Vec<Value>, ctx: &mut Ctx<'_>) -> Result<(), Status> {
    let finalizers = if finalizers.is_empty() { Value::Null } else { Value::from(finalizers) };
    let patch = obj!({"metadata": {"finalizers": finalizers}});
    ctx.patch(SERVICE_CIDR, "", name, "", (PatchType::Merge, patch)).map(|_| ())
}

/// Writes the condition down, where it says something else.
fn tell(
    object: Value,
    (status, reason, message): (&'static str, &'static str, &'static str),
    ctx: &mut Ctx<'_>,
) -> Result<(), Status> {
    let told = conditions::get(object.get("status"), "Ready");
    if told.str("status") == status && told.str("message") == message {
        return Ok(());
    }
    let mut condition = conditions::new("Ready", status, reason, message, ctx.now);
    condition.set("reason", reason);
    let patch = obj!({"status": {"conditions": [condition]}});
    ctx.patch(SERVICE_CIDR, "", meta::name(&object), "status", (PatchType::Merge, patch)).map(|_| ())
}

impl Component for ServiceCidrs {
    fn name(&self) -> &'static str {
        "service-cidr-controller"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        let range = change.is(SERVICE_CIDR);
        if range && !change.deleted() {
            queue.add(Text::new(meta::name(&change.new)));
        }
        if range && change.old.is_null() || change.deleted() && change.is(IP_ADDRESS) {
            self.held.iter().for_each(|held| queue.add(held.clone()));
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let outcome = match self.sync(key, ctx) {
            Err(s) if s.code == 404 => Ok(()),
            other => other,
        };
        self.retry.settle(key, outcome, ctx);
    }
}
