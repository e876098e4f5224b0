//! The addresses of services: an address that is taken has an IPAddress object of its name, and the ranges that addresses
//! come from are the ServiceCIDR objects that are ready.

use std::net::{IpAddr, Ipv4Addr};

use api::names::{parse_cidr, parse_ip};
use api::{Text, Value, meta, obj};

use crate::apiserver::ApiServer;
use crate::conditions;
use crate::kinds::{IP_ADDRESS, SERVICE_CIDR};
use crate::rng::Rng;

/// A range: its first address, which is no one's, and how many there are.
struct Range {
    first: u32,
    size: u32,
}

impl Range {
    fn of(cidr: &str) -> Option<Range> {
        let (IpAddr::V4(first), bits) = parse_cidr(cidr)? else { return None };
        Some(Range { first: first.into(), size: 1u32.checked_shl(32 - u32::from(bits)).unwrap_or(u32::MAX) })
    }
    /// Neither the first nor the last address is given to anybody.
    fn has(&self, ip: u32) -> bool {
        let offset = ip.wrapping_sub(self.first);
        offset > 0 && offset < self.size - 1
    }
    /// So many of the first addresses are not given out unasked.
    fn band(&self) -> u32 {
        if self.size <= 16 { 1 } else { (self.size / 16).clamp(16, 256) }
    }
    fn free(&self, server: &ApiServer, rng: &mut Rng) -> Option<Text> {
        let (band, end) = (self.band(), self.size.saturating_sub(1));
        let span = end.checked_sub(band).filter(|span| *span > 0)?;
        let start = rng.below(u64::from(span)) as u32;
        let offsets = (0..span).map(|i| band + (start + i) % span).chain(1..band.min(end));
        let mut found = offsets.map(|offset| Ipv4Addr::from(self.first + offset).to_string());
        found.find(|ip| !is_taken(server, ip)).map(Text::from)
    }
}

/// The ranges that are ready, in the order of their objects' names.
fn ranges(server: &ApiServer) -> impl Iterator<Item = Range> {
    let serves = |c: &&Value| {
        let ready = conditions::get(c.get("status"), "Ready");
        (ready.is_null() || ready.str("status") == "True") && meta::deletion_timestamp(c).is_empty()
    };
    let cidrs = server.read_all(SERVICE_CIDR, "").filter(serves);
    cidrs.flat_map(|c| c.get("spec").list("cidrs")).filter_map(|c| Range::of(c.as_str()?))
}

fn is_taken(server: &ApiServer, ip: &str) -> bool {
    server.peek(IP_ADDRESS, "", ip).is_some()
}

/// Whether a service may have the address that it asks for.
pub(super) fn check(server: &ApiServer, ip: &str) -> Result<(), &'static str> {
    let Some(IpAddr::V4(v4)) = parse_ip(ip) else {
        return Ok(());
    };
    if !ranges(server).any(|range| range.has(v4.into())) {
        return Err("the provided network does not match the current range");
    }
    if is_taken(server, ip) { Err("provided IP is already allocated") } else { Ok(()) }
}

/// A free address of any range.
pub(super) fn random(server: &ApiServer, rng: &mut Rng) -> Option<Text> {
    let mut all: Vec<Range> = ranges(server).collect();
    if all.len() > 1 {
        let first = rng.below(all.len() as u64) as usize;
        all.rotate_left(first);
    }
    all.iter().find_map(|range| range.free(server, rng))
}

/// The addresses that a service has taken.
pub(in super::super) fn reserved(service: &Value) -> impl Iterator<Item = &Text> {
    let ips = service.get("spec").list("clusterIPs").iter().filter_map(Value::as_text);
    ips.filter(|ip| !ip.is_empty() && *ip != "None")
}

/// The object that says that a service has an address.
pub(in super::super) fn address_object(service: &Value, ip: &Text) -> Value {
    obj!({
        "apiVersion": "networking.k8s.io/v1",
        "kind": "IPAddress",
        "metadata": {
            "name": ip,
            "labels": {
                "ipaddress.kubernetes.io/ip-family": "IPv4",
                "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io",
            },
        },
        "spec": {"parentRef": {
            "group": "",
            "name": (meta::name(service).to_string()),
            "namespace": (meta::namespace(service).to_string()),
            "resource": "services",
        }},
    })
}
