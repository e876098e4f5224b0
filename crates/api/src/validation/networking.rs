//! Ingresses, ingress classes, network policies.

use super::at::At;
use super::meta::{self, Scope, subdomain};
use super::selector::label_selector;
use crate::names;
use crate::value::Value;

pub(super) fn ingress(ing: At<'_>) {
    const CLASS: &str = "kubernetes.io/ingress.class";
    meta::create(ing.at("metadata"), Scope::Namespaced, subdomain);
    ingress_spec(ing.at("spec"));
    let annotation = ing.at("annotations").at(CLASS).with(ing.v.at(&["metadata", "annotations", CLASS]));
    let class = ing.down(&["spec", "ingressClassName"]);
    if annotation.is_set() && class.is_set() && annotation.str() != class.str() {
        annotation.invalid("must match `ingressClassName` when both are specified");
    }
}

pub(super) fn ingress_update(ing: At<'_>, _old: &Value) {
    ingress_spec(ing.at("spec"));
}

fn ingress_spec(spec: At<'_>) {
    let (rules, default) = (spec.at("rules"), spec.at("defaultBackend"));
    if rules.is_empty() && !default.is_set() {
        spec.invalid_as(rules.v, "either `defaultBackend` or `rules` must be specified");
    }
    if default.is_set() {
        backend(default);
    }
    for rule in rules.items() {
        let host = rule.at("host");
        if !host.is_empty() {
            ingress_host(host, "must be a DNS name, not an IP address");
        }
        let http = rule.at("http");
        if http.is_set() {
            ingress_paths(http.at("paths"));
        }
    }
    for tls in spec.at("tls").items() {
        tls.at("hosts").items().for_each(|h| {
            let wrong = if h.str().contains('*') {
                names::wildcard_dns1123_subdomain(h.str())
            } else {
                names::dns1123_subdomain(h.str())
            };
            h.messages(wrong);
        });
        let secret = tls.at("secretName");
        if !secret.is_empty() {
            secret.messages(names::dns1123_subdomain(secret.str()));
        }
    }
    let class = spec.at("ingressClassName");
    if class.is_set() {
        class.messages(names::dns1123_subdomain(class.str()));
    }
}

fn ingress_host(host: At<'_>, not_ip: &str) {
    if names::parse_ip(host.str()).is_some() {
        host.invalid(not_ip);
    }
    if host.str().contains('*') {
        host.messages(names::wildcard_dns1123_subdomain(host.str()));
    } else {
        host.messages(names::dns1123_subdomain(host.str()));
    }
}

fn ingress_paths(list: At<'_>) {
    if list.is_empty() {
        list.required("");
    }
    for p in list.items() {
        let (path, kind) = (p.at("path"), p.at("pathType"));
        if !kind.is_set() {
            kind.required("pathType must be specified");
            continue;
        }
        match kind.str() {
            "Exact" | "Prefix" => {
                if !path.str().starts_with('/') {
                    path.invalid_as(path.str().to_string(), "must be an absolute path");
                }
                for bad in ["//", "/./", "/../", "%2f", "%2F"].into_iter().filter(|b| path.str().contains(b)) {
                    path.invalid(format!("must not contain '{bad}'"));
                }
                for bad in ["/..", "/."].into_iter().filter(|b| path.str().ends_with(b)) {
                    path.invalid(format!("cannot end with '{bad}'"));
                }
            }
            "ImplementationSpecific" => {
                if !path.is_empty() && !path.str().starts_with('/') {
                    path.invalid("must be an absolute path");
                }
            }
            _ => kind.not_supported(&["Exact", "ImplementationSpecific", "Prefix"]),
        }
        backend(p.at("backend"));
    }
}

fn backend(b: At<'_>) {
    let (resource, service) = (b.at("resource"), b.at("service"));
    match (resource.is_set(), service.is_set()) {
        (true, true) => b.invalid_as("", "cannot set both resource and service backends"),
        (true, false) => typed_reference(resource),
        (false, true) => service_backend(b, service),
        (false, false) => b.invalid_as("", "resource or service backend is required"),
    }
}

/// Something by its group, kind and name.
fn typed_reference(at: At<'_>) {
    let group = at.at("apiGroup");
    if group.is_set() {
        group.messages(names::dns1123_subdomain(group.str()));
    }
    for field in ["kind", "name"] {
        let part = at.at(field);
        if part.is_empty() {
            part.required(&format!("{field} is required"));
        } else {
            part.messages(names::path_segment(part.str()));
        }
    }
}

/// What is wrong with the choice of a port is said of the backend.
fn service_backend(b: At<'_>, service: At<'_>) {
    let name = service.at("name");
    if name.is_empty() {
        name.required("");
    } else {
        name.messages(names::dns1123_label(name.str()));
    }
    let (name, number) = (service.down(&["port", "name"]), service.down(&["port", "number"]));
    if !name.is_empty() && number.int() != 0 {
        b.invalid_as("", "cannot set both port name & port number");
    } else if !name.is_empty() {
        name.messages(names::port_name(name.str()));
    } else if number.int() != 0 {
        number.messages(names::port_number(number.int()));
    } else {
        b.required("port name or number is required");
    }
}

pub(super) fn ingress_class(class: At<'_>) {
    meta::create(class.at("metadata"), Scope::Cluster, subdomain);
    class_spec(class);
}

fn class_spec(class: At<'_>) {
    let controller = class.down(&["spec", "controller"]);
    if controller.is_empty() {
        controller.required("");
    } else {
        if controller.str().len() > 250 {
            controller.too_long(250);
        }
        meta::domain_prefixed_path(controller);
    }
    let parameters = class.down(&["spec", "parameters"]);
    if !parameters.is_set() {
        return;
    }
    typed_reference(parameters);
    let (scope, namespace) = (parameters.at("scope"), parameters.at("namespace"));
    match scope.str() {
        _ if !scope.is_set() => scope.required(""),
        "Cluster" if namespace.is_set() => namespace.forbidden("`parameters.scope` is set to 'Cluster'"),
        "Namespace" if !namespace.is_set() => namespace.required("`parameters.scope` is set to 'Namespace'"),
        "Cluster" => {}
        "Namespace" => namespace.messages(names::dns1123_label(namespace.str())),
        _ => scope.not_supported(&["Cluster", "Namespace"]),
    }
}

pub(super) fn ingress_class_update(class: At<'_>, old: &Value) {
    class.down(&["spec", "controller"]).immutable(old.at(&["spec", "controller"]));
    ingress_class(class);
}

pub(super) fn network_policy(np: At<'_>) {
    meta::create(np.at("metadata"), Scope::Namespaced, subdomain);
    policy_spec(np.at("spec"));
}

pub(super) fn network_policy_update(np: At<'_>, _old: &Value) {
    policy_spec(np.at("spec"));
}

fn policy_spec(spec: At<'_>) {
    label_selector(spec.at("podSelector"));
    for (field, peers) in [("ingress", "from"), ("egress", "to")] {
        for rule in spec.at(field).items() {
            rule.at("ports").items().for_each(policy_port);
            rule.at(peers).items().for_each(policy_peer);
        }
    }
    let types = spec.at("policyTypes");
    if types.list().len() > 2 {
        types.invalid("may not specify more than two policyTypes");
        return;
    }
    for t in types.items() {
        if !["Ingress", "Egress"].contains(&t.str()) {
            t.not_supported(&["Ingress", "Egress"]);
        }
    }
}

fn policy_port(p: At<'_>) {
    p.at("protocol").optional_one_of(&["TCP", "UDP", "SCTP"]);
    let (port, end) = (p.at("port"), p.at("endPort"));
    match port.v {
        Value::Null => {
            if end.is_set() {
                end.invalid("may not be specified when `port` is not specified");
            }
        }
        Value::Str(name) => {
            if end.is_set() {
                end.invalid("may not be specified when `port` is non-numeric");
            }
            port.messages(names::port_name(name));
        }
        _ => {
            port.messages(names::port_number(port.int()));
            if end.is_set() {
                if end.int() < port.int() {
                    end.invalid_as(port.int(), "must be greater than or equal to `port`");
                }
                end.messages(names::port_number(end.int()));
            }
        }
    }
}

fn policy_peer(peer: At<'_>) {
    let (pods, namespaces, block) = (peer.at("podSelector"), peer.at("namespaceSelector"), peer.at("ipBlock"));
    label_selector(pods);
    label_selector(namespaces);
    if block.is_set() {
        ip_block(block);
        if pods.is_set() || namespaces.is_set() {
            peer.forbidden("may not specify both ipBlock and another peer");
        }
    } else if !pods.is_set() && !namespaces.is_set() {
        peer.required("must specify a peer");
    }
}

fn ip_block(block: At<'_>) {
    let cidr = block.at("cidr");
    if cidr.is_empty() {
        cidr.required("");
        return;
    }
    cidr.messages(names::cidr(cidr.str()));
    let Some((network, bits)) = names::parse_cidr(cidr.str()) else { return };
    for except in block.at("except").items() {
        except.messages(names::cidr(except.str()));
        let Some((ip, inner)) = names::parse_cidr(except.str()) else { continue };
        if inner <= bits || !is_inside(ip, network, bits) {
            except.invalid("must be a strict subset of `cidr`");
        }
    }
}

fn is_inside(ip: std::net::IpAddr, network: std::net::IpAddr, bits: u8) -> bool {
    let number = |ip: std::net::IpAddr| match ip {
        std::net::IpAddr::V4(v4) => (u128::from(u32::from(v4)) << 96, true),
        std::net::IpAddr::V6(v6) => (u128::from(v6), false),
    };
    let ((a, a4), (b, b4)) = (number(ip), number(network));
    a4 == b4 && (bits == 0 || (a ^ b) >> (128 - u32::from(bits)) == 0)
}
