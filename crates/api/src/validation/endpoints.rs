//! Endpoints and endpoint slices.

use super::at::At;
use super::container::PROTOCOLS;
use super::internal;
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
    for a in addresses.items() {
        let v6 = a.str().contains(':');
        match kind {
            "FQDN" => a.messages(names::dns1123_subdomain(a.str())),
            "IPv4" | "IPv6" => {
                let wrong = names::ip(a.str());
                if !wrong.is_empty() {
                    a.messages(wrong);
                } else if (kind == "IPv6") != v6 {
                    a.invalid(format!("must be a valid {kind} address"));
                } else {
                    not_special(a);
                }
            }
            _ => {}
        }
    }
    node_name(e.at("nodeName"));
    let topology = e.at("deprecatedTopology");
    meta::labels(topology);
    let zones = e.down(&["hints", "forZones"]);
    if zones.list().len() > 8 {
        zones.too_many(zones.list().len(), 8);
    }
    for z in zones.items() {
        let name = z.at("name");
        if name.is_empty() {
            name.required("");
        }
    }
    let host = e.at("hostname");
    if host.is_set() {
        host.messages(names::dns1123_label(host.str()));
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
            p.duplicate_raw(internal::json("EndpointPort", p.v), "");
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
    slice_body(slice);
    slice.at("addressType").immutable(old.get("addressType"));
}
