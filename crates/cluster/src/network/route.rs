//! The way of one call: name, service, policies, target.

use std::time::Duration;

use api::{Text, Value};
use shell::system::{Lookup, LookupKind, NetError, NetReply, NetRequest};

use super::peer::{Book, Peer};
use super::services::{self, Affinity, Way};
use super::{dns, outside, policy};
use crate::apiserver::ApiServer;
use crate::component::Ctx;
use crate::kinds::POD;
use crate::net::{Call, Delivery, http};
use crate::rng::Rng;

/// The TCP port of HTTP servers on the nodes' own account (kubelet).
const KUBELET: u16 = 10250;
/// A connection that nobody answers is given up after this (six retries of SYN).
const CONNECT_TIMEOUT: Duration = Duration::from_millis(133_120);
/// An ARP that nobody answers.
const ARP_TIMEOUT: Duration = Duration::from_millis(3_070);
/// A resolver asks twice, five seconds each.
const DNS_TIMEOUT: Duration = Duration::from_secs(10);

/// Where a call goes, and how long until it is there (or until the sender knows why not).
pub(super) struct Trip {
    pub verdict: Verdict,
    pub takes: Duration,
    /// For the eye: the service that was called, what was reached, and the port there.
    pub service: Text,
    pub to: Text,
    pub port: u16,
    /// The address that the sender speaks to.
    pub aimed: Text,
}

pub(super) enum Verdict {
    Reply(Result<NetReply, NetError>),
    /// To the poke target: a pod's uid, or `node/NAME`.
    Deliver {
        target: Text,
        delivery: Delivery,
    },
}

/// One way between two ends.
pub(super) fn latency(rng: &mut Rng) -> Duration {
    Duration::from_micros(200 + rng.below(600))
}

struct Plan<'a> {
    call: &'a Call,
    book: &'a Book,
    from: Peer,
    service: Text,
    to: Text,
    port: u16,
    aimed: Text,
    /// The sender's address as the target sees it, where that is another one.
    seen: Option<Text>,
}

/// Works out the way of a call.
pub(super) fn plan(call: &Call, book: &Book, affinity: &mut Affinity, ctx: &mut Ctx<'_>) -> Trip {
    let from = Peer::of_source(ctx.api, &call.source);
    let mut plan =
        Plan { call, book, from, service: Text::EMPTY, to: Text::EMPTY, port: 0, aimed: Text::EMPTY, seen: None };
    let (verdict, takes) = match &call.request {
        NetRequest::Lookup { name, kind, server } => {
            let reply = server.as_ref().map(|server| resolve(&plan, server, ctx.api)).transpose();
            let reply = reply.and_then(|server| lookup(&plan, name, *kind, server, ctx.api)).map(NetReply::Lookup);
            let takes = if reply == Err(NetError::NoNameServer) { DNS_TIMEOUT } else { latency(ctx.rng) * 2 };
            (Verdict::Reply(reply), takes)
        }
        NetRequest::Tcp { host, port, data } => connect(&mut plan, (host, *port), data.clone(), affinity, ctx),
        NetRequest::Http(r) => {
            let data = http::request_bytes(r);
            connect(&mut plan, (&r.host, r.port), data, affinity, ctx)
        }
        NetRequest::Ping { host } => ping(&mut plan, host, ctx),
    };
    Trip { verdict, takes, service: plan.service, to: plan.to, port: plan.port, aimed: plan.aimed }
}

/// Whether a node is off the network: cut off, or stopped.
fn off(node: &str, ctx: &Ctx<'_>) -> bool {
    ctx.world.is_cut(node) || ctx.world.is_frozen(node)
}

fn refuse(error: NetError, takes: Duration) -> (Verdict, Duration) {
    (Verdict::Reply(Err(error)), takes)
}

fn is_address(host: &str) -> bool {
    host.split('.').count() == 4 && host.split('.').all(|p| p.parse::<u8>().is_ok())
}

/// The address of a host.
fn resolve(plan: &Plan<'_>, host: &str, api: &ApiServer) -> Result<Text, NetError> {
    if is_address(host) {
        return Ok(Text::new(host));
    }
    let found = lookup(plan, host, LookupKind::Address, None, api)?;
    found.answers.first().map(|a| Text::new(a)).ok_or(NetError::NoSuchName { server: found.server })
}

fn lookup(
    plan: &Plan<'_>,
    name: &str,
    kind: LookupKind,
    server: Option<Text>,
    api: &ApiServer,
) -> Result<Lookup, NetError> {
    let resolver = &plan.call.resolver;
    let usual = || resolver.servers.first().cloned();
    let server = server.map(|server| server.to_string()).or_else(usual).ok_or(NetError::NoNameServer)?;
    // Nodes find each other by their hosts files.
    if let (LookupKind::Address, false, Some(ip)) = (kind, plan.from.policed_pod().is_some(), dns::host(api, name)) {
        return Ok(Lookup { server, name: name.into(), answers: vec![ip.to_string()], ..Lookup::default() });
    }
    let of_world = |server: String, address: &str| {
        let name = name.trim_end_matches('.').to_string();
        Lookup { server, name, answers: vec![address.into()], ..Lookup::default() }
    };
    if !reaches_dns(plan, &server, api)? {
        // Another name server knows the world.
        if let (LookupKind::Address, Some(address)) = (kind, outside::address(name)) {
            return Ok(of_world(server, address));
        }
        return Err(NetError::NoSuchName { server });
    }
    let answer = match kind {
        LookupKind::Address => dns::addresses(api, name, &resolver.search),
        LookupKind::Service => dns::services(api, name, &resolver.search),
        LookupKind::Reverse => dns::reverse(api, name),
    };
    // The cluster's name server asks those of the world for what it does not know.
    let outside = outside::address(name).filter(|_| kind == LookupKind::Address);
    match (answer, outside) {
        (Some(a), _) => {
            Ok(Lookup { server, name: a.name, answers: a.answers, aliases: a.aliases, authoritative: true })
        }
        (None, Some(address)) => Ok(of_world(server, address)),
        (None, None) => Err(NetError::NoSuchName { server }),
    }
}

/// Whether the name server is the cluster's: it then must be there to answer. Another one knows nothing of the cluster.
fn reaches_dns(plan: &Plan<'_>, server: &str, api: &ApiServer) -> Result<bool, NetError> {
    let node = plan.from.node().unwrap_or("").to_string();
    let call =
        services::Call { from: plan.from.ip(), node: &node, ip: server, port: 53, protocol: "UDP", to_node: false };
    let (mut affinity, mut rng) = (Affinity::default(), Rng::new(0));
    let way = services::route(api, &call, &mut affinity, Default::default(), &mut rng);
    let (ip, port) = match way {
        Way::NoService => (Text::new(server), 53),
        Way::NoEndpoints { .. } => return Err(NetError::NoNameServer),
        Way::To { .. } if !services::has_rules(api, &node) => return Err(NetError::NoNameServer),
        Way::To { ip, port, .. } => (ip, port),
    };
    let to = Peer::of_ip(api, plan.book, &ip);
    let is_dns = |p: &Peer| p.policed_pod().is_some_and(|pod| api::meta::labels(pod).contains_key("k8s-app"));
    if !is_dns(&to) {
        return Ok(false);
    }
    if policy::passes(api, &plan.from, &to, port, "UDP") { Ok(true) } else { Err(NetError::NoNameServer) }
}

/// The address of a host, and how long one way to it takes; or why there is none, and when that is known.
fn aim(plan: &mut Plan<'_>, host: &str, ctx: &mut Ctx<'_>) -> Result<(Text, Duration), (NetError, Duration)> {
    let takes = latency(ctx.rng);
    match resolve(plan, host, ctx.api) {
        Ok(ip) => {
            plan.aimed = ip.clone();
            Ok((ip, takes))
        }
        Err(NetError::NoNameServer) => Err((NetError::NoNameServer, DNS_TIMEOUT)),
        Err(error) => Err((error, takes * 2)),
    }
}

fn connect(
    plan: &mut Plan<'_>,
    (host, port): (&str, u16),
    data: Vec<u8>,
    affinity: &mut Affinity,
    ctx: &mut Ctx<'_>,
) -> (Verdict, Duration) {
    plan.port = port;
    let (ip, takes) = match aim(plan, host, ctx) {
        Ok(aimed) => aimed,
        Err((error, after)) => return refuse(error, after),
    };
    let node = plan.from.node().unwrap_or("").to_string();
    if off(&node, ctx) {
        return refuse(NetError::TimedOut, CONNECT_TIMEOUT);
    }
    let first = Peer::of_ip(ctx.api, plan.book, &ip);
    // The rules of the node that is addressed count for its own ports, those of the sender's node for anything else.
    let to_node = matches!(first, Peer::Node { .. });
    let ruler = first.node().filter(|_| to_node).map_or(node.clone(), str::to_string);
    let call = services::Call { from: plan.from.ip(), node: &ruler, ip: &ip, port, protocol: "TCP", to_node };
    let (ip, port, to) = match services::route(ctx.api, &call, affinity, ctx.now, ctx.rng) {
        Way::NoService => match host_port(ctx.api, &first, port) {
            Some((ip, port)) => {
                let to = Peer::of_ip(ctx.api, plan.book, &ip);
                (ip, port, to)
            }
            None => (ip, port, first),
        },
        Way::NoEndpoints { service, dropped } => {
            plan.service = service;
            return if services::has_rules(ctx.api, &ruler) && !dropped {
                refuse(NetError::Refused, takes)
            } else {
                refuse(NetError::TimedOut, CONNECT_TIMEOUT)
            };
        }
        Way::To { service, .. } if !services::has_rules(ctx.api, &ruler) => {
            plan.service = service;
            return refuse(NetError::TimedOut, CONNECT_TIMEOUT);
        }
        Way::To { service, ip, port, node: at, hidden } => {
            plan.service = service;
            let to = Peer::of_ip(ctx.api, plan.book, &ip);
            if hidden {
                plan.seen = Some(masquerade(&first, &ip, &at));
            }
            (ip, port, to)
        }
    };
    plan.port = port;
    plan.to = to.label();
    reach(plan, (ip, port, to), data, takes, ctx)
}

/// The address with which a node sends on what came to one of its ports: its own, or towards its own pods their gateway.
fn masquerade(node: &Peer, to: &Text, at: &str) -> Text {
    let own = node.node() == Some(at) && to != node.ip();
    let gateway = to.rsplit_once('.').filter(|_| own).map(|(prefix, _)| Text::from(format!("{prefix}.1")));
    gateway.unwrap_or_else(|| node.ip().clone())
}

/// The pod port behind a port of a node, where a container has it as its `hostPort`.
fn host_port(api: &ApiServer, node: &Peer, port: u16) -> Option<(Text, u16)> {
    let Peer::Node { name, .. } = node else { return None };
    let here = |p: &&Value| p.get("spec").str("nodeName") == &**name && !p.get("spec").bool("hostNetwork");
    api.read_all(POD, "").filter(here).find_map(|pod| {
        let mut ports = pod.get("spec").list("containers").iter().flat_map(|c| c.list("ports"));
        let hit = ports.find(|p| p.int("hostPort") == Some(i64::from(port)))?;
        let inside = hit.int("containerPort").and_then(|n| u16::try_from(n).ok())?;
        Some((pod.get("status").text("podIP"), inside)).filter(|(ip, _)| !ip.is_empty())
    })
}

/// The last part of the way, to an address that is no service's.
fn reach(
    plan: &Plan<'_>,
    (ip, port, to): (Text, u16, Peer),
    data: Vec<u8>,
    takes: Duration,
    ctx: &mut Ctx<'_>,
) -> (Verdict, Duration) {
    if to.node().is_some_and(|n| off(n, ctx)) {
        return refuse(NetError::TimedOut, CONNECT_TIMEOUT);
    }
    if !policy::passes(ctx.api, &plan.from, &to, port, "TCP") {
        return refuse(NetError::TimedOut, CONNECT_TIMEOUT);
    }
    let from = plan.seen.clone().unwrap_or_else(|| plan.from.ip().clone());
    let delivery = Delivery { port, from, to: ip.clone(), data };
    match &to {
        Peer::Pod { pod, .. } => {
            let target = Text::new(api::meta::uid(pod));
            (Verdict::Deliver { target, delivery }, takes)
        }
        Peer::Node { .. } if port == KUBELET => refuse(NetError::Reset, takes),
        Peer::Node { name, .. } => {
            (Verdict::Deliver { target: Text::from(format!("node/{name}/{port}")), delivery }, takes)
        }
        // A neighbour that does not answer, or an address beyond the gateway that nobody has.
        Peer::Nobody { .. } if ip.starts_with("10.244.") || ip.starts_with("192.168.10.") => {
            refuse(NetError::NoRoute, ARP_TIMEOUT)
        }
        Peer::Nobody { .. } => match outside::answer(&ip, port, &plan.call.request) {
            Some(reply) => (Verdict::Reply(reply), takes * 20),
            None => refuse(NetError::TimedOut, CONNECT_TIMEOUT),
        },
    }
}

fn ping(plan: &mut Plan<'_>, host: &str, ctx: &mut Ctx<'_>) -> (Verdict, Duration) {
    let (ip, _) = match aim(plan, host, ctx) {
        Ok(aimed) => aimed,
        Err((error, after)) => return refuse(error, after),
    };
    let to = Peer::of_ip(ctx.api, plan.book, &ip);
    plan.to = to.label();
    let reached = !matches!(to, Peer::Nobody { .. })
        && policy::passes(ctx.api, &plan.from, &to, 0, "ICMP")
        && !to.node().is_some_and(|n| off(n, ctx));
    if !reached {
        // Nothing comes back; the sender decides how long it waits.
        return refuse(NetError::TimedOut, CONNECT_TIMEOUT);
    }
    let same = plan.from.node() == to.node();
    let micros = if same { 40 + ctx.rng.below(60) } else { 250 + ctx.rng.below(400) } as i64;
    // A node routes between its pods' network and that of the nodes.
    let routed = |end: &Peer| u8::from(!same && end.policed_pod().is_some());
    let hops = routed(&plan.from) + routed(&to);
    let reply = NetReply::Ping { address: ip.to_string(), micros, hops };
    (Verdict::Reply(Ok(reply)), Duration::from_micros(micros as u64))
}
