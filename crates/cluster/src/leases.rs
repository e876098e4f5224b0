//! The leases of the control plane: the API server tells that it is there, scheduler and controller manager that they
//! lead. Who is stopped renews nothing; who comes back after its lease has run out leads anew, and of three masters another
//! leads where the first is lost.

use std::time::Duration;

use api::digest::{hex, sha256};
use api::time::Time;
use api::{Text, Value, obj};

use crate::component::{Component, Ctx, Queue};
use crate::events::{self, NORMAL, Source};
use crate::kinds::LEASE;
use crate::rng::Rng;
use crate::{Config, bootstrap};

const NAMESPACE: &str = "kube-system";
const API_SERVER: &str = "kube-apiserver";

/// A process on the host of the control plane, and its lease.
#[derive(Clone)]
struct Holder {
    process: &'static str,
    host: Text,
    /// How long the lease is valid, and how often it is renewed.
    seconds: i64,
    period: Duration,
    /// How long it takes to come up.
    up: Duration,
    /// Not renewed yet since the cluster came up.
    fresh: bool,
    /// Of its own, so that leases change nothing in what else is left to chance.
    rng: Rng,
}

/// Nobody sees a cluster before it has settled: until then renewals are left out.
const UNSEEN: Duration = bootstrap::AGE.saturating_sub(Duration::from_secs(10));

/// The components of this part, for the cluster's table; without a control plane there are none.
pub fn all(config: &Config) -> Vec<Box<dyn Component>> {
    let masters: Vec<Text> = config.nodes.iter().filter(|n| n.control_plane).map(|n| Text::new(&n.name)).collect();
    let servers = masters.iter().zip((412_351..).step_by(10_007)).map(|(host, up)| (API_SERVER, host, 3600, 10, up));
    let leaders = [("kube-controller-manager", 1_846_120), ("kube-scheduler", 1_902_744)];
    let leaders = leaders.iter().filter_map(|(process, up)| Some((*process, masters.first()?, 15, 2, *up)));
    let holder = |(process, host, seconds, period, up): (_, &Text, _, _, u64)| -> Box<dyn Component> {
        let (period, up, rng) = (Duration::from_secs(period), Duration::from_micros(up), Rng::new(config.seed ^ up));
        Box::new(Holder { process, host: host.clone(), seconds, period, up, fresh: true, rng })
    };
    servers.chain(leaders).map(holder).collect()
}

impl Holder {
    fn leads(&self) -> bool {
        self.process != API_SERVER
    }
    /// Leaders have a lease of the process's name, API servers one of their host's.
    fn lease(&self) -> Text {
        if self.leads() {
            return self.process.into();
        }
        Text::from(format!("apiserver-{}", base32(&sha256(self.host.as_bytes())[..16])))
    }
    /// Who holds the lease since its `n`th change of hands.
    fn identity(&self, n: i64) -> String {
        let d = sha256(format!("{}/{}/{n}", self.process, self.host).as_bytes());
        let uuid = [
            hex(&d[..4]),
            hex(&d[4..6]),
            "4".to_string() + &hex(&d[6..8])[1..],
            "a".to_string() + &hex(&d[8..10])[1..],
            hex(&d[10..16]),
        ];
        let holder = if self.leads() { self.host.clone() } else { self.lease() };
        format!("{holder}_{}", uuid.join("-"))
    }
}

impl Component for Holder {
    fn name(&self) -> &'static str {
        self.process
    }
    fn start(&mut self, queue: &mut Queue<'_>) {
        queue.add_after(self.lease(), self.up);
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        std::mem::swap(ctx.rng, &mut self.rng);
        let stored = ctx.get(LEASE, NAMESPACE, key);
        let pause = if stored.is_none() && self.fresh { UNSEEN } else { self.period };
        ctx.requeue(key.clone(), pause);
        if self.is_there(stored.as_ref(), ctx) {
            self.renew(key, stored, ctx);
        }
        std::mem::swap(ctx.rng, &mut self.rng);
    }
}

impl Holder {
    fn is_valid(&self, lease: &Value, now: Time) -> bool {
        let renewed = Time::parse(lease.get("spec").str("renewTime"));
        renewed.is_some_and(|at| now.since(at) <= Duration::from_secs(self.seconds as u64))
    }
    /// Whether there is somebody to renew the lease. In place of a leader that is lost comes another, once its lease has
    /// run out; an API server stands for itself alone.
    fn is_there(&mut self, stored: Option<&Value>, ctx: &Ctx<'_>) -> bool {
        match ctx.world.stands_in_for(&self.host) {
            Some(host) if host == self.host => true,
            Some(host) if self.leads() && !stored.is_some_and(|lease| self.is_valid(lease, ctx.now)) => {
                self.host = host;
                true
            }
            _ => false,
        }
    }
    fn renew(&mut self, name: &Text, stored: Option<Value>, ctx: &mut Ctx<'_>) {
        let now = ctx.now.rfc3339_micro();
        let mut lease = stored.clone().unwrap_or_else(|| self.new_lease(name));
        let held = stored.is_some() && (self.fresh || self.is_valid(&lease, ctx.now));
        let changes = self.leads() && !held;
        if changes {
            let changes = lease.get("spec").int("leaseTransitions").map_or(0, |n| n + 1);
            lease.set_at(&["spec", "holderIdentity"], self.identity(changes));
            lease.set_at(&["spec", "leaseTransitions"], changes);
            lease.set_at(&["spec", "acquireTime"], now.clone());
        }
        lease.set_at(&["spec", "renewTime"], now);
        self.fresh &= stored.is_none();
        // A refusal is tried again with the next renewal.
        let written = if stored.is_some() { ctx.update(LEASE, lease) } else { ctx.create(LEASE, lease) };
        let Some(lease) = written.ok().filter(|_| changes) else { return };
        let message = format!("{} became leader", lease.get("spec").str("holderIdentity"));
        let source = if self.process == "kube-scheduler" { "default-scheduler" } else { self.process };
        events::record(ctx, &events::reference(&lease), NORMAL, "LeaderElection", message, &Source::component(source));
    }
    fn new_lease(&self, name: &Text) -> Value {
        let mut lease = obj!({
            "apiVersion": "coordination.k8s.io/v1",
            "kind": "Lease",
            "metadata": {"name": (name.clone()), "namespace": NAMESPACE},
            "spec": {"leaseDurationSeconds": (self.seconds)},
        });
        if !self.leads() {
            lease.set_at(&["spec", "holderIdentity"], self.identity(0));
            let labels = obj!({
                "apiserver.kubernetes.io/identity": (self.process),
                "kubernetes.io/hostname": (self.host.clone()),
            });
            lease.set_at(&["metadata", "labels"], labels);
        }
        lease
    }
}

/// Base32 in small letters, without padding.
fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let bit = |i: usize| bytes.get(i / 8).map_or(0, |b| usize::from(b >> (7 - i % 8) & 1));
    let letter = |at: usize| LETTERS[(0..5).fold(0, |n, i| n << 1 | bit(at * 5 + i))] as char;
    (0..(bytes.len() * 8).div_ceil(5)).map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cluster, NodeConfig};

    #[test]
    fn a_leader_that_was_away_leads_anew() {
        let node = NodeConfig { name: "master".into(), address: "192.168.10.10".into(), control_plane: true };
        let epoch = Time::from_seconds(1_795_228_142);
        let mut c = Cluster::new(Config { seed: 1, epoch, nodes: vec![node], ..Config::default() });
        let spec = |c: &Cluster| c.api().read(LEASE, NAMESPACE, "kube-scheduler").unwrap().get("spec").clone();
        let age = |c: &Cluster| c.now().since(Time::parse(spec(c).str("renewTime")).unwrap());
        let first = spec(&c);
        assert!(age(&c) < Duration::from_secs(2), "{first:?}");
        for (pause, changes) in [(10, 0), (20, 1)] {
            c.world().stop("kube-scheduler", true);
            c.advance_to(c.now() + Duration::from_secs(pause));
            assert!(age(&c) >= Duration::from_secs(pause - 2));
            c.world().stop("kube-scheduler", false);
            c.advance_to(c.now() + Duration::from_secs(3));
            let now = spec(&c);
            assert!(age(&c) < Duration::from_secs(2));
            assert_eq!(now.int("leaseTransitions"), Some(changes));
            assert_eq!(now.str("holderIdentity") == first.str("holderIdentity"), changes == 0);
        }
    }

    #[test]
    fn another_master_leads_where_the_leader_is_lost() {
        let node = |n| NodeConfig { name: format!("m{n}"), address: format!("192.168.10.1{n}"), control_plane: true };
        let epoch = Time::from_seconds(1_795_228_142);
        let mut c = Cluster::new(Config { seed: 1, epoch, nodes: [1, 2, 3].map(node).into(), ..Config::default() });
        let leader = |c: &Cluster| {
            let lease = c.api().read(LEASE, NAMESPACE, "kube-scheduler").unwrap();
            lease.get("spec").str("holderIdentity").split('_').next().unwrap().to_string()
        };
        assert_eq!(c.api().read_all(LEASE, NAMESPACE).count(), 5, "three API servers and two leaders");
        c.world().freeze("m1", true);
        for (pause, leads) in [(10, "m1"), (10, "m2")] {
            c.advance_to(c.now() + Duration::from_secs(pause));
            assert_eq!(leader(&c), leads);
        }
        c.world().freeze("m1", false);
        c.advance_to(c.now() + Duration::from_secs(20));
        assert_eq!(leader(&c), "m2", "who comes back waits");
    }

    #[test]
    fn names_are_as_long_as_the_real_ones() {
        assert_eq!(base32(&[0xff, 0, 0xff]), "74ap6");
        assert_eq!(base32(&[0; 16]).len(), 26);
    }
}
