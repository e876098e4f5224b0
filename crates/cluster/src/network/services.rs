//! Services: what kube-proxy's rules make of an address and a port.

use sorted::SortedMap;
use std::time::Duration;

use api::time::Time;
use api::{Text, Value, meta};

use crate::apiserver::ApiServer;
use crate::kinds::{ENDPOINT_SLICE, NODE, POD, SERVICE};
use crate::rng::Rng;

/// Where a connection to a service goes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Way {
    /// The address and port are no service's.
    NoService,
    /// The service has nobody behind it: kube-proxy refuses, or drops what its policy keeps from other nodes.
    NoEndpoints { service: Text, dropped: bool },
    /// To this address and port; `hidden`: the sender's address is not seen there.
    To { service: Text, ip: Text, port: u16, node: Text, hidden: bool },
}

/// Which client went where, for `sessionAffinity: ClientIP`.
#[derive(Clone, Debug, Default)]
pub(super) struct Affinity {
    known: SortedMap<(Text, Text), (Text, Time)>,
}

/// A connection as it leaves its sender.
pub(super) struct Call<'a> {
    /// Address of the sender.
    pub from: &'a str,
    /// Node of the sender.
    pub node: &'a str,
    pub ip: &'a str,
    pub port: u16,
    pub protocol: &'a str,
    /// Whether `ip` is a node's: then node ports count.
    pub to_node: bool,
}

/// Follows the rules of kube-proxy on the sender's node.
pub(super) fn route(api: &ApiServer, call: &Call<'_>, affinity: &mut Affinity, now: Time, rng: &mut Rng) -> Way {
    let port_field = if call.to_node { "nodePort" } else { "port" };
    let hit = api.read_all(SERVICE, "").find_map(|service| {
        let spec = service.get("spec");
        let here = call.to_node || has_ip(service, call.ip);
        let port = spec.list("ports").iter().find(|p| {
            let protocol = if p.str("protocol").is_empty() { "TCP" } else { p.str("protocol") };
            p.int(port_field) == Some(i64::from(call.port)) && protocol == call.protocol
        });
        port.filter(|_| here).map(|p| (service.clone(), p.clone()))
    });
    let Some((service, port)) = hit else { return Way::NoService };
    let key = Text::from(meta::key(&service));
    let local = local_only(service.get("spec"), call.to_node);
    let all = endpoints(api, &service, port.str("name"));
    let mine = || all.iter().filter(|e| !local || e.node == call.node).collect::<Vec<_>>();
    let candidates = mine();
    if candidates.is_empty() {
        return Way::NoEndpoints { service: key, dropped: local && !all.is_empty() };
    }
    let sticky = service.get("spec").str("sessionAffinity") == "ClientIP";
    let chosen = affinity.choose(sticky, &service, (&key, call.from), &candidates, now, rng);
    let (ip, node) = (chosen.ip.clone(), chosen.node.clone());
    Way::To { service: key, ip, port: chosen.port, node, hidden: call.to_node && !local }
}

fn has_ip(service: &Value, ip: &str) -> bool {
    let spec = service.get("spec");
    let ingress = service.get("status").get("loadBalancer").list("ingress");
    spec.str("clusterIP") == ip
        || spec.list("externalIPs").iter().any(|e| e.as_str() == Some(ip))
        || ingress.iter().any(|i| i.str("ip") == ip)
}

fn local_only(spec: &Value, external: bool) -> bool {
    let field = if external { "externalTrafficPolicy" } else { "internalTrafficPolicy" };
    spec.str(field) == "Local"
}

/// One place behind a service.
#[derive(Clone, Debug)]
pub(super) struct Endpoint {
    pub ip: Text,
    pub port: u16,
    pub node: Text,
    /// `spec.hostname` of its pod.
    pub hostname: Text,
    pub ready: bool,
}

/// The places behind a service's port that traffic goes to: the ready ones, else those that still serve while they end.
fn endpoints(api: &ApiServer, service: &Value, port: &str) -> Vec<Endpoint> {
    let all = all_endpoints(api, service, port);
    let ready: Vec<Endpoint> = all.iter().filter(|e| e.ready).cloned().collect();
    if !ready.is_empty() {
        return ready;
    }
    let published = service.get("spec").bool("publishNotReadyAddresses");
    if published { all } else { serving(api, service, port) }
}

fn slices<'a>(api: &'a ApiServer, service: &'a Value) -> impl Iterator<Item = &'a Value> {
    let name = meta::name(service);
    api.read_all(ENDPOINT_SLICE, meta::namespace(service))
        .filter(move |s| meta::labels(s).get("kubernetes.io/service-name").and_then(Value::as_str) == Some(name))
}

/// All places behind a named port of a service, ready or not.
pub(super) fn all_endpoints(api: &ApiServer, service: &Value, port: &str) -> Vec<Endpoint> {
    collect(api, service, port, |conditions| conditions.get("ready").as_bool().unwrap_or(true), |_| true)
}

fn serving(api: &ApiServer, service: &Value, port: &str) -> Vec<Endpoint> {
    let ends = |c: &Value| c.bool("serving") && c.bool("terminating");
    collect(api, service, port, ends, ends)
}

fn collect(
    api: &ApiServer,
    service: &Value,
    port: &str,
    ready: impl Fn(&Value) -> bool,
    wanted: impl Fn(&Value) -> bool,
) -> Vec<Endpoint> {
    let mut all = Vec::new();
    for slice in slices(api, service) {
        let ports = slice.list("ports");
        let number = ports.iter().find(|p| p.str("name") == port).and_then(|p| p.int("port"));
        // A headless service without ports has addresses all the same.
        let number = match number.and_then(|n| u16::try_from(n).ok()) {
            Some(n) => n,
            None if ports.is_empty() || port.is_empty() => 0,
            None => continue,
        };
        for e in slice.list("endpoints").iter().filter(|e| wanted(e.get("conditions"))) {
            for ip in e.list("addresses") {
                all.push(Endpoint {
                    ip: ip.as_text().cloned().unwrap_or_default(),
                    port: number,
                    node: e.text("nodeName"),
                    hostname: e.text("hostname"),
                    ready: ready(e.get("conditions")),
                });
            }
        }
    }
    all
}

/// Whether kube-proxy runs on a node. Without it there are no rules for services.
pub(super) fn has_rules(api: &ApiServer, node: &str) -> bool {
    let known = api.read(NODE, "", node).is_some();
    known
        && api.read_all(POD, "kube-system").any(|p| {
            p.get("spec").str("nodeName") == node
                && meta::labels(p).get("k8s-app").and_then(Value::as_str) == Some("kube-proxy")
                && p.get("status").str("phase") == "Running"
        })
}

impl Affinity {
    fn choose<'e>(
        &mut self,
        sticky: bool,
        service: &Value,
        (key, from): (&Text, &str),
        candidates: &[&'e Endpoint],
        now: Time,
        rng: &mut Rng,
    ) -> &'e Endpoint {
        let slot = (key.clone(), Text::new(from));
        let timeout = service.at(&["spec", "sessionAffinityConfig", "clientIP", "timeoutSeconds"]).as_i64();
        let timeout = Duration::from_secs(timeout.unwrap_or(10_800).max(0) as u64);
        let before = self.known.get(&slot).filter(|(_, at)| sticky && now.since(*at) < timeout);
        let before = before.and_then(|(ip, _)| candidates.iter().find(|e| e.ip == *ip));
        let chosen = before.copied().unwrap_or_else(|| candidates[rng.below(candidates.len() as u64) as usize]);
        if sticky {
            self.known.insert(slot, (chosen.ip.clone(), now));
        }
        chosen
    }
}
