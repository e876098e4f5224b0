//! Endpoints and endpoint slices.

use super::at::At;
use super::container::PROTOCOLS;
use super::meta::{self, Scope, subdomain};
use super::service::not_special;
use crate::names;
use crate::value::Value;

pub(super) fn endpoints(ep: At<'_>) {
    meta::create(ep.at("metadata"), Scope::Namespaced, subdomain);
    for subset in ep.at("subsets").items() {
        let (ready, waiting) = (subset.at("addresses"), subset.at("notReadyAddresses"));
        if ready.is_empty() && waiting.is_empty() {
            subset.required("must specify `addresses` or `notReadyAddresses`");
        }
        ready.items().chain(waiting.items()).for_each(address);
        let ports = subset.at("ports");
        for p in ports.items() {
            let name = p.at("name");
            if name.is_empty() {
                if ports.list().len() > 1 {
                    name.required("");
                }
            } else {
                name.messages(names::dns1123_label(name.str()));
            }
            let number = p.at("port");
            for m in names::port_number(number.int()) {
                number.invalid_as(number.int(), m);
            }
            p.at("protocol").one_of(&PROTOCOLS);
            app_protocol(p.at("appProtocol"));
        }
    }
}

fn app_protocol(at: At<'_>) {
    if at.is_set() {
        at.messages(names::qualified_name(at.str()));
    }
}

fn address(a: At<'_>) {
    let ip = a.at("ip");
    ip.messages(names::ip(ip.str()));
    let host = a.at("hostname");
    if !host.is_empty() {
        host.messages(names::dns1123_label(host.str()));
    }
    node_name(a.at("nodeName"));
    not_special(ip);
}

fn node_name(at: At<'_>) {
    if at.is_set() {
        at.messages(names::dns1123_subdomain(at.str()));
    }
}

pub(super) fn slice(slice: At<'_>) {
    meta::create(slice.at("metadata"), Scope::Namespaced, subdomain);
    slice_body(slice);
}

fn slice_body(slice: At<'_>) {
    let kind = slice.at("addressType");
    kind.one_of(&["FQDN", "IPv4", "IPv6"]);
    let list = slice.at("endpoints");
    if list.list().len() > 1000 {
        list.too_many(list.list().len(), 1000);
        return;
    }
    list.items().for_each(|e| endpoint(e, kind.str()));
    slice_ports(slice.at("ports"));
}

fn endpoint(e: At<'_>, kind: &str) {
    let addresses = e.at("addresses");
    if addresses.is_empty() {
        addresses.required("must contain at least 1 address");
    } else if addresses.list().len() > 100 {
        addresses.too_many(addresses.list().len(), 100);
    }
    addresses.items().for_each(|a| slice_address(a, kind));
    node_name(e.at("nodeName"));
    let topology = e.at("deprecatedTopology");
    if topology.map().len() > 16 {
        topology.too_many(topology.map().len(), 16);
    }
    meta::labels(topology);
    let host = e.at("hostname");
    if host.is_set() {
        host.messages(names::dns1123_label(host.str()));
    }
    let hints = e.at("hints");
    hint(hints.at("forZones"), names::label_value);
    hint(hints.at("forNodes"), names::dns1123_subdomain);
}

/// Addresses of a kind that is not known are taken as they are.
fn slice_address(a: At<'_>, kind: &str) {
    if kind == "FQDN" {
        domain_name(a);
    } else if matches!(kind, "IPv4" | "IPv6") {
        let wrong = names::ip(a.str());
        if !wrong.is_empty() {
            a.messages(wrong);
            return;
        }
        if (kind == "IPv6") != a.str().contains(':') {
            let why = if kind == "IPv6" { "must be an IPv6 address" } else { "must be an IPv4 address" };
            a.invalid(why);
        }
        not_special(a);
    }
}

fn domain_name(a: At<'_>) {
    if a.is_empty() {
        a.required("");
        return;
    }
    let name = a.str().strip_suffix('.').unwrap_or(a.str());
    let wrong = names::dns1123_subdomain(name);
    if !wrong.is_empty() {
        a.invalid_as(name.to_string(), wrong.join(","));
        return;
    }
    if !name.contains('.') {
        a.invalid_as(name.to_string(), "should be a domain with at least two segments separated by dots");
        return;
    }
    if let Some(label) = name.split('.').find(|l| !names::dns1123_label(l).is_empty()) {
        a.invalid_as(label.to_string(), names::dns1123_label(label).join(","));
    }
}

/// For which zones or nodes an endpoint is meant.
fn hint(list: At<'_>, check: fn(&str) -> names::Messages) {
    if list.list().len() > 8 {
        list.too_many(list.list().len(), 8);
        return;
    }
    for (i, h) in list.items().enumerate() {
        let name = h.at("name");
        if list.list()[..i].iter().any(|o| o.str("name") == name.str()) {
            name.duplicate();
        }
        name.messages(check(name.str()));
    }
}

fn slice_ports(list: At<'_>) {
    if list.list().len() > 20_000 {
        list.too_many(list.list().len(), 20_000);
        return;
    }
    let mut seen: Vec<&str> = Vec::new();
    for p in list.items() {
        let name = p.at("name");
        if !name.is_empty() {
            name.messages(names::dns1123_label(name.str()));
        }
        if seen.contains(&name.str()) {
            name.duplicate();
        }
        seen.push(name.str());
        let protocol = p.at("protocol");
        if !protocol.is_set() {
            protocol.required("");
        } else if !PROTOCOLS.contains(&protocol.str()) {
            protocol.not_supported(&PROTOCOLS);
        }
        app_protocol(p.at("appProtocol"));
    }
}

pub(super) fn slice_update(slice: At<'_>, old: &Value) {
    self::slice(slice);
    slice.at("addressType").immutable(old.get("addressType"));
}
