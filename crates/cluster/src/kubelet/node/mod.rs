//! One node: what it has, its lease and its status.

mod certificate;
mod object;

use sorted::{InOrder, SortedMap};
use std::time::Duration;

use api::time::Time;
use api::{Text, Value, meta, obj};
use shell::Tree;

use super::admit::Admitted;
use super::clock::{self, Relist};
use super::images::{self, Base, Resolved};
use super::static_pods;
use crate::NodeConfig;
use crate::component::Ctx;
use crate::events::{self, NORMAL, Source, WARNING};
use crate::facts::What;
use crate::kinds::{CSI_NODE, LEASE, NODE};
use crate::rng::Rng;

/// Leases are renewed so often.
const LEASE_PERIOD: Duration = Duration::from_secs(10);
/// A node that was short of something says so for this long at least.
const PRESSURE_PERIOD: Duration = Duration::from_secs(300);
/// A status without news is written so often.
const STATUS_PERIOD: Duration = Duration::from_secs(300);

/// A node and its kubelet.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub name: Text,
    /// InternalIP.
    pub address: Text,
    pub control_plane: bool,
    /// Whether it keeps pods away: a control plane does where there are other nodes, as in kind.
    tainted: bool,
    /// Place in the scenario's list: the number of its pod network until it is told another.
    index: usize,
    pub relist: Relist,
    /// Images that are there, oldest first: their full name with the digest, and the name with the tag.
    pub images: Vec<LocalImage>,
    /// Pulls happen one after the other: the next one may start then.
    pub pulls_until: Time,
    /// Images that are being pulled, and until when.
    pub pulling: SortedMap<Text, Time>,
    /// What its pods were given.
    pub admitted: Admitted,
    /// Open ports of the node's own network, with the pod that has each.
    pub ports: SortedMap<u16, Text>,
    /// The node's file system, once a pod has looked into it.
    pub files: Option<Tree>,
    /// The pod network, `10.244.1.` once it is known.
    network: Option<String>,
    last_ip: u8,
    ips: SortedMap<u8, Text>,
    registered: bool,
    status_at: Time,
    /// Until when the node says that it is short of memory.
    pressed_until: Option<Time>,
    /// Bytes of memory that its pods use.
    pub memory: u64,
    /// Its pods use more memory than there is for them.
    pub starving: bool,
    /// A pod waits for more room than the node has left.
    pub deferred: bool,
    /// A pod that cannot be refused has no room.
    pub crowded: bool,
    /// Whether the node was cut off when it was last looked at.
    pub cut: bool,
    /// Its kubelet did not run when it was last looked at.
    down: bool,
    /// How often the machine has started again.
    boots: u32,
    /// It has just started again, and its pods do not know.
    pub booted: bool,
    /// What was reported of the images last.
    reported_images: usize,
    /// Whether it was closed to new pods when it was last looked at.
    cordoned: bool,
}

/// An image on a node.
#[derive(Clone, Debug)]
pub(super) struct LocalImage {
    /// `docker.io/library/nginx:1.14`.
    pub name: Text,
    /// `docker.io/library/nginx@sha256:...`.
    pub id: Text,
    pub size: i64,
    /// What it is.
    pub image: Resolved,
}

impl Node {
    pub fn new(index: usize, config: &NodeConfig, alone: bool) -> Node {
        Node {
            name: Text::new(&config.name),
            address: Text::new(&config.address),
            control_plane: config.control_plane,
            tainted: config.control_plane && !alone,
            index,
            relist: Relist::of(&config.name),
            images: Vec::new(),
            pulls_until: Time::default(),
            pulling: SortedMap::new(),
            admitted: Admitted::default(),
            ports: SortedMap::new(),
            files: None,
            network: None,
            last_ip: 1,
            ips: SortedMap::new(),
            registered: false,
            status_at: Time::default(),
            pressed_until: None,
            memory: 0,
            starving: false,
            deferred: false,
            crowded: false,
            cut: false,
            down: false,
            boots: 0,
            booted: false,
            reported_images: 0,
            cordoned: false,
        }
    }

    /// Nodes join a few seconds apart; of a big cluster many at once.
    pub fn joins_after(&self) -> Duration {
        Duration::from_millis(1300 * (self.index as u64).min(30))
    }

    /// Registers, renews the lease, reports the status; answers when to come back.
    pub fn work(&mut self, ctx: &mut Ctx<'_>) -> Option<Time> {
        self.cut = ctx.world.is_apart(&self.name);
        self.down |= ctx.world.is_headless(&self.name);
        if ctx.world.is_frozen(&self.name) || self.cut {
            return None;
        }
        if !self.registered {
            self.register(ctx);
        } else if self.down || self.boots != ctx.world.boots(&self.name) {
            self.start_again(ctx);
        }
        if self.control_plane {
            static_pods::create(self, ctx);
        }
        self.renew_lease(ctx);
        self.report(ctx);
        let jitter = clock::between(0, 400, ctx.rng);
        Some(ctx.now + LEASE_PERIOD + jitter)
    }

    fn register(&mut self, ctx: &mut Ctx<'_>) {
        self.registered = true;
        self.status_at = ctx.now;
        // Some draws are made aside: what a seed leads to does not hang on them.
        let mut aside = Rng::new(ctx.rng.clone().below(u64::MAX) ^ clock::fnv(&self.name));
        std::mem::swap(ctx.rng, &mut aside);
        certificate::ask(self, ctx);
        std::mem::swap(ctx.rng, &mut aside);
        if ctx.get(NODE, "", &self.name).is_none() {
            let object = object::new(self, ctx.now);
            if ctx.create(NODE, object).is_ok() {
                ctx.note(What::Node { node: self.name.clone(), state: "Ready".into() });
            }
        }
        std::mem::swap(ctx.rng, &mut aside);
        if let Some(owner) = self.owner(ctx) {
            // The object of a node that comes back may be there still.
            let _ = ctx.create(CSI_NODE, object::storage(&self.name, owner));
        }
        std::mem::swap(ctx.rng, &mut aside);
        if let Some(pause) = images::pause() {
            self.images.push(pause);
        }
    }

    /// The kubelet starts, on a machine that ran on or has started itself.
    fn start_again(&mut self, ctx: &mut Ctx<'_>) {
        self.down = false;
        self.booted = self.boots != ctx.world.boots(&self.name);
        self.boots = ctx.world.boots(&self.name);
        self.status_at = Time::default();
        self.pressed_until = None;
        ctx.world.recorders.forget(&self.name);
        self.tell(ctx, NORMAL, "Starting", "Starting kubelet.");
        for (_, reason) in object::WELL.iter().filter(|(kind, _)| *kind != "Ready") {
            self.tell(ctx, NORMAL, reason, &format!("status is now: {reason}"));
        }
        self.tell(ctx, NORMAL, "NodeAllocatableEnforced", "Updated Node Allocatable limit across pods");
        if self.booted {
            self.pulling = SortedMap::new();
            self.pulls_until = ctx.now;
            let message = format!("Node {} has been rebooted, boot id: {}", self.name, object::boot_id(self));
            self.tell(ctx, WARNING, "Rebooted", &message);
        }
    }

    fn renew_lease(&mut self, ctx: &mut Ctx<'_>) {
        let now = ctx.now.rfc3339_micro();
        let kind = LEASE;
        if let Some(mut lease) = ctx.get(kind, "kube-node-lease", &self.name) {
            lease.set_at(&["spec", "renewTime"], now);
            // A conflict cannot happen in between; a refusal is tried again with the next renewal.
            let _ = ctx.update(kind, lease);
            return;
        }
        let Some(owner) = self.owner(ctx) else { return };
        let lease = obj!({
            "apiVersion": "coordination.k8s.io/v1",
            "kind": "Lease",
            "metadata": {"name": (&self.name), "namespace": "kube-node-lease", "ownerReferences": [owner]},
            "spec": {"holderIdentity": (&self.name), "leaseDurationSeconds": 40, "renewTime": now},
        });
        let _ = ctx.create(kind, lease);
    }

    /// The node as the owner of what goes with it.
    fn owner(&self, ctx: &Ctx<'_>) -> Option<Value> {
        let node = ctx.get(NODE, "", &self.name)?;
        Some(obj!({"apiVersion": "v1", "kind": "Node", "name": (&self.name), "uid": (Text::new(meta::uid(&node)))}))
    }

    /// Writes the status where it changed, where something else wrote into it, or after five minutes.
    fn report(&mut self, ctx: &mut Ctx<'_>) {
        let Some(stored) = ctx.get(NODE, "", &self.name) else { return };
        if self.pressed_until.is_some_and(|t| t <= ctx.now) {
            self.pressed_until = None;
            self.tell(ctx, NORMAL, "NodeHasSufficientMemory", "status is now: NodeHasSufficientMemory");
        }
        let cordoned = stored.get("spec").bool("unschedulable");
        if std::mem::replace(&mut self.cordoned, cordoned) != cordoned {
            let reason = if cordoned { "NodeNotSchedulable" } else { "NodeSchedulable" };
            self.tell(ctx, NORMAL, reason, &format!("status is now: {reason}"));
        }
        let lost = object::lost(&stored, self.pressed_until.is_some());
        let news = self.images.len() != self.reported_images || object::resized(&stored);
        if !lost && !news && ctx.now.since(self.status_at) < STATUS_PERIOD {
            return;
        }
        for (_, reason) in object::given_up(&stored) {
            self.tell(ctx, NORMAL, reason, &format!("status is now: {reason}"));
        }
        self.status_at = ctx.now;
        self.reported_images = self.images.len();
        let mut changed = stored.clone();
        changed.set("status", object::status(self, &stored, ctx.now));
        if ctx.update_status(NODE, changed).is_ok() && lost {
            ctx.note(What::Node { node: self.name.clone(), state: "Ready".into() });
        }
    }

    /// Memory is used up: the node says so for a while, so that no more pods come.
    pub fn press_memory(&mut self, ctx: &mut Ctx<'_>) {
        if self.pressed_until.is_none() {
            self.tell(ctx, WARNING, "EvictionThresholdMet", "Attempting to reclaim memory");
            self.tell(ctx, NORMAL, "NodeHasInsufficientMemory", "status is now: NodeHasInsufficientMemory");
        }
        self.pressed_until = Some(ctx.now + PRESSURE_PERIOD);
        self.report(ctx);
    }

    /// Whether the node says that it is short of memory.
    pub fn is_pressed(&self) -> bool {
        self.pressed_until.is_some()
    }

    /// An event about the node.
    fn tell(&self, ctx: &mut Ctx<'_>, kind: &'static str, reason: &'static str, what: &str) {
        let involved = obj!({"kind": "Node", "name": (&self.name), "uid": (&self.name)});
        let message = if what.starts_with("status") { format!("Node {} {what}", self.name) } else { what.to_string() };
        events::record(ctx, &involved, kind, reason, message, &Source::on("kubelet", self.name.clone()));
    }

    /// A free address of the node's pod network for a pod. Addresses are given in turn.
    pub fn take_ip(&mut self, pod: &Text, ctx: &mut Ctx<'_>) -> Option<Text> {
        if self.network.is_none() {
            let stored = ctx.get(NODE, "", &self.name);
            let cidr = stored.as_ref().map(|n| n.get("spec").str("podCIDR")).unwrap_or("");
            self.network = Some(
                crate::net::addresses::prefix_of(cidr).unwrap_or_else(|| crate::net::addresses::pod_prefix(self.index)),
            );
        }
        let prefix = self.network.as_deref()?;
        for _ in 0..254 {
            self.last_ip = if self.last_ip >= 254 { 2 } else { self.last_ip + 1 };
            if !self.ips.contains_key(&self.last_ip) {
                self.ips.insert(self.last_ip, pod.clone());
                return Some(Text::from(format!("{prefix}{}", self.last_ip)));
            }
        }
        None
    }

    /// Gives the addresses of a pod back.
    pub fn forget(&mut self, pod: &str) {
        self.ips.retain(|_, owner| owner != pod);
    }

    /// The pod has ended: what it was given is free again.
    pub fn release(&mut self, pod: &str) {
        self.forget(pod);
        self.admitted.forget(pod);
    }

    /// The node's file system.
    pub fn files(&mut self) -> &mut Tree {
        let name = &self.name;
        self.files.get_or_insert_with(|| {
            let mut tree = Base::Debian.tree();
            for (path, text) in [
                ("etc/hostname", format!("{name}\n")),
                ("var/log/pods/.keep", String::new()),
                (
                    "var/lib/kubelet/config.yaml",
                    "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n".into(),
                ),
            ] {
                // A fresh tree has room for these.
                let _fits = tree.put(path, text.into_bytes(), 0);
            }
            tree
        })
    }

    /// The image on this node, by its full name with the tag or digest.
    pub fn image(&self, name: &str) -> Option<&LocalImage> {
        self.images.iter().find(|i| i.name == name)
    }
}

impl Node {
    /// Names and sizes of images as the node's status lists them: the fifty biggest.
    fn image_list(&self) -> Vec<Value> {
        let mut images: Vec<&LocalImage> = self.images.iter().collect();
        images.order_by_key(|i| std::cmp::Reverse(i.size));
        images
            .iter()
            .take(50)
            .map(|i| {
                let names: Vec<Value> = vec![(&i.id).into(), (&i.name).into()];
                obj!({"names": names, "sizeBytes": (i.size)})
            })
            .collect()
    }
}
