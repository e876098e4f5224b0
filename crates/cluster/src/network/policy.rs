//! NetworkPolicies: which connections pass.

use api::selector::LabelSelector;
use api::{Map, Value, meta};

use super::peer::Peer;
use crate::apiserver::ApiServer;
use crate::kinds::{NAMESPACE, NETWORK_POLICY};

/// One end of a connection as a policy sees it.
#[derive(Clone, Copy)]
enum Direction {
    Ingress,
    Egress,
}

impl Direction {
    fn kind(self) -> &'static str {
        match self {
            Direction::Ingress => "Ingress",
            Direction::Egress => "Egress",
        }
    }
    fn rules(self) -> (&'static str, &'static str) {
        match self {
            Direction::Ingress => ("ingress", "from"),
            Direction::Egress => ("egress", "to"),
        }
    }
}

/// Whether a connection from one end to a port of the other passes the policies of both. What a node sends to its own pods
/// (probes, and what kube-proxy forwards there) always passes.
pub(super) fn passes(api: &ApiServer, from: &Peer, to: &Peer, port: u16, protocol: &str) -> bool {
    let same_node = matches!(from, Peer::Node { name, .. } if to.node() == Some(name));
    same_node
        || one_side(api, Direction::Egress, from, to, to, port, protocol)
            && one_side(api, Direction::Ingress, to, from, to, port, protocol)
}

/// Whether the policies that select `subject` let it speak with `other`; `server` is the end whose port it is.
fn one_side(
    api: &ApiServer,
    direction: Direction,
    subject: &Peer,
    other: &Peer,
    server: &Peer,
    port: u16,
    protocol: &str,
) -> bool {
    let Some(pod) = subject.policed_pod() else { return true };
    let namespace = meta::namespace(pod);
    let mut isolated = false;
    for policy in api.read_all(NETWORK_POLICY, namespace) {
        let spec = policy.get("spec");
        if !has_type(spec, direction) || !selects(spec.get("podSelector"), meta::labels(pod)) {
            continue;
        }
        isolated = true;
        let (rules, peers) = direction.rules();
        let allowed = spec.list(rules).iter().any(|rule| {
            let peers = rule.list(peers);
            (peers.is_empty() || peers.iter().any(|p| is_peer(api, p, namespace, other)))
                && port_matches(rule.list("ports"), server, port, protocol)
        });
        if allowed {
            return true;
        }
    }
    !isolated
}

fn has_type(spec: &Value, direction: Direction) -> bool {
    let types = spec.list("policyTypes");
    if types.is_empty() {
        return matches!(direction, Direction::Ingress) || spec.has("egress");
    }
    types.iter().any(|t| t.as_str() == Some(direction.kind()))
}

fn selects(selector: &Value, labels: &Map) -> bool {
    LabelSelector::from_value(selector).is_ok_and(|s| s.matches(labels))
}

fn is_peer(api: &ApiServer, rule: &Value, namespace: &str, other: &Peer) -> bool {
    let block = rule.get("ipBlock");
    if !block.is_null() {
        return in_block(other.ip(), block.str("cidr"))
            && !block.list("except").iter().any(|e| in_block(other.ip(), e.as_str().unwrap_or("")));
    }
    let Some(pod) = other.policed_pod() else { return false };
    let namespaces = rule.get("namespaceSelector");
    let in_namespace = if namespaces.is_null() {
        meta::namespace(pod) == namespace
    } else {
        api.read(NAMESPACE, "", meta::namespace(pod)).is_some_and(|ns| selects(namespaces, meta::labels(&ns)))
    };
    let pods = rule.get("podSelector");
    in_namespace && (pods.is_null() || selects(pods, meta::labels(pod)))
}

fn port_matches(ports: &[Value], server: &Peer, port: u16, protocol: &str) -> bool {
    ports.is_empty()
        || ports.iter().any(|p| {
            let wanted = if p.str("protocol").is_empty() { "TCP" } else { p.str("protocol") };
            let first = match p.get("port") {
                Value::Null => return wanted == protocol,
                Value::Str(name) => server.named_port(name).map(i64::from),
                number => number.as_i64(),
            };
            let last = p.int("endPort").or(first);
            wanted == protocol && first.is_some_and(|f| (f..=last.unwrap_or(f)).contains(&i64::from(port)))
        })
}

/// Whether an address is in a network (`10.0.0.0/8`).
fn in_block(ip: &str, cidr: &str) -> bool {
    let Some((network, bits)) = cidr.split_once('/') else { return false };
    let (Some(ip), Some(network), Ok(bits)) = (number(ip), number(network), bits.parse::<u32>()) else { return false };
    let mask = if bits == 0 { 0 } else { u32::MAX << (32 - bits.min(32)) };
    ip & mask == network & mask
}

fn number(ip: &str) -> Option<u32> {
    let mut parts = ip.split('.').map(|p| p.parse::<u8>().ok());
    let mut next = || parts.next().flatten().map(u32::from);
    Some(next()? << 24 | next()? << 16 | next()? << 8 | next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks() {
        assert!(in_block("10.244.1.5", "10.0.0.0/8"));
        assert!(!in_block("11.0.0.1", "10.0.0.0/8"));
        assert!(in_block("1.2.3.4", "0.0.0.0/0"));
        assert!(in_block("192.168.10.20", "192.168.10.20/32"));
    }
}
