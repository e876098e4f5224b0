//! Services.

use super::at::At;
use super::container::PROTOCOLS;
use super::meta::{self, Scope};
use super::{internal, probe};
use crate::names;
use crate::value::{Map, Value};

const TYPES: [&str; 4] = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

fn is_headless(service: &Value) -> bool {
    matches!(service.get("spec").list("clusterIPs"), [ip] if ip.as_str() == Some("None"))
}

pub(super) fn service(service: At<'_>) {
    const HINTS: &str = "service.kubernetes.io/topology-aware-hints";
    meta::create(service.at("metadata"), Scope::Namespaced, names::dns1123_label);
    let annotations = service.down(&["metadata", "annotations"]);
    let mode = annotations.key(&"service.kubernetes.io/topology-mode".into());
    if mode.is_set() && annotations.has(HINTS) && annotations.v.get(HINTS) != mode.v {
        mode.invalid(format!("must match annotations[{HINTS}] when both are specified"));
    }
    let spec = service.at("spec");
    let kind = spec.v.str("type");
    let headless = is_headless(service.v);
    let ports = spec.at("ports");
    if ports.is_empty() && !headless && kind != "ExternalName" {
        ports.required("");
    }
    by_type(spec, kind, headless);
    let several = ports.list().len() > 1;
    let mut names: Vec<&str> = Vec::new();
    for p in ports.items() {
        port(p, several, &mut names);
    }
    meta::labels(spec.at("selector"));
    session_affinity(spec);
    cluster_ips(spec, headless);
    for ip in spec.at("externalIPs").items() {
        external_ip(ip);
    }
    if kind.is_empty() {
        spec.at("type").required("");
    } else if !TYPES.contains(&kind) {
        spec.at("type").not_supported(&TYPES);
    }
    node_ports(spec, kind);
    load_balancer(service, spec, kind);
    traffic(spec, kind);
}

fn by_type(spec: At<'_>, kind: &str, headless: bool) {
    match kind {
        "LoadBalancer" if headless => {
            let why = "may not be set to 'None' for LoadBalancer services";
            spec.at("clusterIPs").index(0).invalid(why);
        }
        "NodePort" if headless => {
            spec.at("clusterIPs").index(0).invalid("may not be set to 'None' for NodePort services");
        }
        "ExternalName" => {
            for field in ["clusterIPs", "ipFamilies", "ipFamilyPolicy"] {
                if !spec.at(field).is_empty() {
                    spec.at(field).forbidden("may not be set for ExternalName services");
                }
            }
            let name = spec.at("externalName");
            let plain = name.str().strip_suffix('.').unwrap_or(name.str());
            if plain.is_empty() {
                name.required("");
            } else {
                name.messages_as(plain, names::dns1123_subdomain(plain));
            }
        }
        _ => {}
    }
}

fn port<'a>(p: At<'a>, needs_name: bool, seen: &mut Vec<&'a str>) {
    let name = p.at("name");
    if needs_name && name.is_empty() {
        name.required("");
    } else if !name.is_empty() {
        name.messages(names::dns1123_label(name.str()));
        if seen.contains(&name.str()) {
            name.duplicate();
        } else {
            seen.push(name.str());
        }
    }
    let number = p.at("port");
    for m in names::port_number(number.int()) {
        number.invalid_as(number.int(), m);
    }
    p.at("protocol").one_of(&PROTOCOLS);
    probe::port(p.at("targetPort"));
    let app = p.at("appProtocol");
    if app.is_set() {
        app.messages(names::qualified_name(app.str()));
    }
}

fn session_affinity(spec: At<'_>) {
    let affinity = spec.at("sessionAffinity");
    affinity.one_of(&["ClientIP", "None"]);
    let config = spec.at("sessionAffinityConfig");
    match affinity.str() {
        "ClientIP" => {
            let why = "when session affinity type is ClientIP";
            let timeout = config.down(&["clientIP", "timeoutSeconds"]);
            if !config.is_set() {
                config.required(why);
            } else if !config.has("clientIP") {
                config.at("clientIP").required(why);
            } else if !timeout.is_set() {
                timeout.required(why);
            } else if !(1..=86_400).contains(&timeout.int()) {
                timeout.invalid("must be greater than 0 and less than 86400");
            }
        }
        "None" if config.is_set() => config.forbidden("must not be set when session affinity is None"),
        _ => {}
    }
}

pub(super) fn addresses_of(service: At<'_>) {
    cluster_ips(service.at("spec"), is_headless(service.v));
}

fn cluster_ips(spec: At<'_>, headless: bool) {
    if spec.v.str("type") == "ExternalName" {
        return;
    }
    let (ip, ips) = (spec.v.str("clusterIP"), spec.at("clusterIPs"));
    let first = ips.list().first().and_then(Value::as_str).unwrap_or("");
    if ip.is_empty() {
        if !ips.is_empty() {
            ips.invalid("must be empty when `clusterIP` is not specified");
        }
    } else if ips.is_empty() {
        ips.required("");
    } else if first != ip {
        ips.invalid("first value must match `clusterIP`");
    }
    let families = spec.at("ipFamilies");
    let mut seen: Vec<&str> = Vec::new();
    for family in families.items() {
        if !["IPv4", "IPv6"].contains(&family.str()) {
            family.not_supported(&["IPv4", "IPv6"]);
        }
        if seen.contains(&family.str()) {
            family.duplicate();
        }
        seen.push(family.str());
    }
    spec.at("ipFamilyPolicy").optional_one_of(&["PreferDualStack", "RequireDualStack", "SingleStack"]);
    if !addresses(ips) {
        return;
    }
    if !headless {
        for (at, family) in ips.items().zip(families.items()) {
            let is_v6 = at.str().contains(':');
            let i = seen.iter().position(|f| *f == family.str()).unwrap_or(0);
            if family.str() == "IPv4" && is_v6 || family.str() == "IPv6" && !is_v6 {
                let wanted = family.str();
                at.invalid(format!("expected an {wanted} value as indicated by `ipFamilies[{i}]`"));
            }
        }
    }
}

/// False where the addresses themselves are wrong.
fn addresses(ips: At<'_>) -> bool {
    let before = ips.errors();
    for (i, ip) in ips.items().enumerate() {
        if i == 0 && ip.str() == "None" {
            if ips.list().len() > 1 {
                ips.invalid("'None' must be the first and only value");
            }
            continue;
        }
        ip.messages(names::ip(ip.str()));
    }
    let good = ips.errors() == before;
    if ips.list().len() > 2 {
        ips.invalid("may only hold up to 2 values");
    }
    if good && ips.list().len() > 1 {
        let v6 = ips.list().iter().filter(|ip| ip.as_str().is_some_and(|s| s.contains(':'))).count();
        if v6 == 0 || v6 == ips.list().len() {
            ips.invalid("may specify no more than one IP for each IP family");
        }
    }
    good
}

fn external_ip(at: At<'_>) {
    let wrong = names::ip(at.str());
    if wrong.is_empty() {
        not_special(at);
    } else {
        at.messages(wrong);
    }
}

/// An address that other machines can reach.
pub(super) fn not_special(at: At<'_>) {
    let Some(ip) = names::parse_ip_sloppy(at.str()) else {
        at.invalid_as(at.str().to_string(), "must be a valid IP address");
        return;
    };
    if ip.is_unspecified() {
        at.invalid(format!("may not be unspecified ({})", at.str()));
    }
    if ip.is_loopback() {
        at.invalid("may not be in the loopback range (127.0.0.0/8, ::1/128)");
    }
    let (local, multicast) = match ip {
        std::net::IpAddr::V4(v4) => (v4.is_link_local(), v4.octets()[..3] == [224, 0, 0]),
        std::net::IpAddr::V6(v6) => (v6.segments()[0] & 0xffc0 == 0xfe80, v6.segments()[0] & 0xff0f == 0xff02),
    };
    if local {
        at.invalid("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
    }
    if multicast {
        at.invalid("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
    }
}

fn node_ports(spec: At<'_>, kind: &str) {
    let ports = spec.at("ports");
    if kind == "ClusterIP" {
        for p in ports.items().filter(|p| p.v.int("nodePort").unwrap_or(0) != 0) {
            p.at("nodePort").forbidden("may not be used when `type` is 'ClusterIP'");
        }
    }
    let pair = |p: &Value, field: &str| (p.str("protocol").to_string(), p.int(field).unwrap_or(0));
    for (i, p) in ports.items().enumerate() {
        let own = pair(p.v, "nodePort");
        if own.1 != 0 && ports.list()[..i].iter().any(|q| pair(q, "nodePort") == own) {
            p.at("nodePort").duplicate();
        }
    }
    for (i, p) in ports.items().enumerate() {
        let own = pair(p.v, "port");
        if ports.list()[..i].iter().any(|q| pair(q, "port") == own) {
            let mut key = Map::new();
            key.insert("protocol", p.v.get("protocol"));
            key.insert("port", p.v.get("port"));
            p.duplicate_raw(internal::json("ServicePort", &key.into()), "");
        }
    }
}

const ONLY_LB: &str = "may only be used when `type` is 'LoadBalancer'";

fn load_balancer(service: At<'_>, spec: At<'_>, kind: &str) {
    let is_lb = kind == "LoadBalancer";
    let ranges = spec.at("LoadBalancerSourceRanges").with(spec.v.get("loadBalancerSourceRanges"));
    let key = "service.beta.kubernetes.io/load-balancer-source-ranges".into();
    let annotation = service.down(&["metadata", "annotations"]).key(&key);
    if !ranges.is_empty() {
        if !is_lb {
            ranges.forbidden(ONLY_LB);
        }
        for range in ranges.items() {
            range.messages_as(range.str().trim(), names::cidr(range.str().trim()));
        }
    } else if annotation.is_set() {
        if !is_lb {
            annotation.forbidden(ONLY_LB);
        }
        for range in annotation.str().split(',').map(str::trim).filter(|_| !annotation.str().trim().is_empty()) {
            annotation.messages_as(range, names::cidr(range));
        }
    }
    let allocate = spec.at("allocateLoadBalancerNodePorts");
    if allocate.is_set() && !is_lb {
        allocate.forbidden(ONLY_LB);
    }
    if !allocate.is_set() && is_lb {
        service.at("allocateLoadBalancerNodePorts").required("");
    }
    let class = spec.at("loadBalancerClass");
    if class.is_set() {
        if is_lb {
            class.messages(names::qualified_name(class.str()));
        } else {
            class.forbidden(ONLY_LB);
        }
    }
}

fn traffic(spec: At<'_>, kind: &str) {
    let external = spec.at("externalTrafficPolicy");
    let reachable =
        matches!(kind, "NodePort" | "LoadBalancer") || kind == "ClusterIP" && !spec.v.list("externalIPs").is_empty();
    if reachable {
        external.one_of(&["Cluster", "Local"]);
    } else if !external.is_empty() {
        external.invalid("may only be set for externally-accessible services");
    }
    let health = spec.at("healthCheckNodePort");
    if needs_health_check(spec.v) {
        if health.int() == 0 {
            health.required("");
        } else {
            health.messages(names::port_number(health.int()));
        }
    } else if health.int() != 0 {
        health.invalid("may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
    }
    let internal = spec.at("internalTrafficPolicy");
    if !internal.is_set() {
        if matches!(kind, "NodePort" | "LoadBalancer" | "ClusterIP") {
            internal.required("");
        }
    } else if !["Cluster", "Local"].contains(&internal.str()) {
        internal.not_supported(&["Cluster", "Local"]);
    }
    spec.at("trafficDistribution").optional_one_of(&["PreferClose", "PreferSameZone", "PreferSameNode"]);
}

fn needs_health_check(spec: &Value) -> bool {
    spec.str("type") == "LoadBalancer" && spec.str("externalTrafficPolicy") == "Local"
}

pub(super) fn service_update(at: At<'_>, old: &Value) {
    let (spec, old_spec) = (at.at("spec"), old.get("spec"));
    if spec.v.str("type") != "ExternalName" && old_spec.str("type") != "ExternalName" {
        let headless = (is_headless(old), is_headless(at.v));
        if headless != (true, true) {
            ips_update(spec, old_spec);
        }
        if headless == (false, false) {
            families_update(spec, old_spec);
        }
    }
    if spec.v.str("type") == "LoadBalancer" && old_spec.str("type") == "LoadBalancer" {
        let class = spec.at("loadBalancerClass");
        if class.v != old_spec.get("loadBalancerClass") {
            class.invalid("may not change once set");
        }
    }
    if needs_health_check(spec.v)
        && needs_health_check(old_spec)
        && spec.v.int("healthCheckNodePort") != old_spec.int("healthCheckNodePort")
    {
        spec.at("healthCheckNodePort").forbidden("field is immutable");
    }
    service(at);
}

fn ips_update(spec: At<'_>, old: &Value) {
    let ips = spec.at("clusterIPs");
    let (new, before) = (ips.list(), old.list("clusterIPs"));
    if new.len() == before.len() {
        for i in (0..new.len()).filter(|i| new[*i] != before[*i]) {
            ips.index(i).invalid_as(ips.v, "may not change once set");
        }
        return;
    }
    if new.is_empty() {
        ips.index(0).invalid_as(ips.v, "primary clusterIP can not be unset");
    }
    if let (Some(a), Some(b)) = (new.first(), before.first())
        && a != b
    {
        ips.index(0).invalid_as(ips.v, "may not change once set");
    }
    let policy = spec.at("ipFamilyPolicy");
    if before.len() > new.len() && new.len() == 1 && policy.str() != "SingleStack" {
        policy.invalid("must be set to 'SingleStack' when releasing the secondary clusterIP");
    }
}

fn families_update(spec: At<'_>, old: &Value) {
    let families = spec.at("ipFamilies");
    let (new, before) = (families.list(), old.list("ipFamilies"));
    if new.len() == before.len() {
        for _ in (0..new.len()).filter(|i| new[*i] != before[*i]) {
            families.index(0).invalid_as(families.v, "may not change once set");
        }
        return;
    }
    if before.len() > new.len() && spec.v.list("clusterIPs").is_empty() {
        families.index(0).invalid_as(families.v, "primary ipFamily can not be unset");
    }
    if let (Some(a), Some(b)) = (new.first(), before.first())
        && a != b
    {
        families.index(0).invalid_as(spec.v.get("clusterIPs"), "may not change once set");
    }
    let policy = spec.at("ipFamilyPolicy");
    if before.len() > new.len() && new.len() == 1 && policy.str() != "SingleStack" {
        policy.invalid("must be set to 'SingleStack' when releasing the secondary ipFamily");
    }
}

pub(super) fn service_status(service: At<'_>, _old: &Value) {
    let ingress = service.down(&["status", "loadBalancer", "ingress"]);
    if service.v.get("spec").str("type") != "LoadBalancer" && !ingress.is_empty() {
        ingress.forbidden("may only be used when `spec.type` is 'LoadBalancer'");
        return;
    }
    for i in ingress.items() {
        let (ip, mode) = (i.at("ip"), i.at("ipMode"));
        if !ip.is_empty() {
            ip.messages(names::ip(ip.str()));
        }
        if !mode.is_set() && !ip.is_empty() {
            mode.required("must be specified when `ip` is set");
        } else if mode.is_set() && ip.is_empty() {
            mode.forbidden("may not be specified when `ip` is not set");
        } else {
            mode.optional_one_of(&["Proxy", "VIP"]);
        }
        super::status::host_name(i.at("hostname"));
    }
}
