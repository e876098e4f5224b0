//! The addresses of services as objects, and the ranges that they come from.

use super::at::At;
use super::internal;
use super::meta::{self, Scope, subdomain};
use crate::names::{self, Messages};
use crate::value::Value;

/// An address in the one form that all programs write.
fn canonical_ip(s: &str) -> Messages {
    let wrong = names::ip(s);
    let text = names::parse_ip(s).map(|ip| ip.to_string()).unwrap_or_default();
    if wrong.is_empty() && text != s { vec![format!("must be in canonical form ({text:?})")] } else { wrong }
}

fn canonical_cidr(s: &str) -> Messages {
    let wrong = names::cidr(s);
    let text = names::parse_cidr(s).map(|(ip, bits)| format!("{ip}/{bits}")).unwrap_or_default();
    if wrong.is_empty() && text != s { vec![format!("must be in canonical form ({text:?})")] } else { wrong }
}

pub(super) fn ip_address(address: At<'_>) {
    meta::create(address.at("metadata"), Scope::Cluster, canonical_ip);
    let parent = address.down(&["spec", "parentRef"]);
    if !parent.is_set() {
        parent.required("");
        return;
    }
    let group = parent.at("group");
    if !group.is_empty() {
        group.messages(names::dns1123_subdomain(group.str()));
    }
    for field in ["resource", "name", "namespace"] {
        let part = parent.at(field);
        if !part.is_empty() {
            part.messages(names::path_segment(part.str()));
        } else if field != "namespace" {
            part.required("");
        }
    }
}

pub(super) fn ip_address_update(address: At<'_>, old: &Value) {
    let (parent, before) = (address.down(&["spec", "parentRef"]), old.at(&["spec", "parentRef"]));
    if parent.v != before {
        parent.invalid_raw(internal::json("ParentReference", parent.v), "field is immutable");
    }
}

pub(super) fn service_cidr(range: At<'_>) {
    meta::create(range.at("metadata"), Scope::Cluster, subdomain);
    ranges(range);
}

fn ranges(range: At<'_>) {
    let list = range.down(&["spec", "cidrs"]);
    match list.list().len() {
        0 => list.required("at least one CIDR required"),
        1 | 2 => {
            list.items().for_each(|c| c.messages(canonical_cidr(c.str())));
            let v6: Vec<bool> =
                list.list().iter().filter_map(|c| Some(names::parse_cidr(c.as_str()?)?.0.is_ipv6())).collect();
            if v6.len() == 2 && v6[0] == v6[1] {
                let example = "i.e 192.168.0.0/24 and 2001:db8::/64";
                list.invalid(format!("may specify no more than one IP for each IP family, {example}"));
            }
        }
        _ => list.invalid_raw(internal::json("ServiceCIDRSpec", range.v.get("spec")), "may only hold up to 2 values"),
    }
}

pub(super) fn service_cidr_update(range: At<'_>, old: &Value) {
    let (list, before) = (range.down(&["spec", "cidrs"]), old.get("spec").list("cidrs"));
    match (before.len(), list.list().len()) {
        (old, new) if old == new => {
            for (cidr, before) in list.items().zip(before) {
                cidr.immutable(before);
            }
        }
        (1, 2) => {
            list.index(0).immutable(&before[0]);
            ranges(range);
        }
        _ => list.invalid("field is immutable"),
    }
}
