//! Services: cluster addresses and node ports, given out from the cluster's ranges.
//!
//! Which addresses are free `addresses` knows; node ports are looked up among the services.

use api::kinds;
use api::{Status, Text, Value, meta};

use super::{PLAIN, Prepare, Strategy, addresses};
use crate::apiserver::{ApiServer, invalid};
use crate::rng::Rng;

pub(super) const SERVICES: Strategy = Strategy {
    plural: "services",
    subresources: super::STATUS,
    create_on_update: true,
    returns_deleted: true,
    on_create: create,
    on_update: update,
    on_allocate: allocate,
    ..PLAIN
};

/// Node ports, of which the first 86 are not given out unasked.
const PORTS: std::ops::RangeInclusive<i64> = 30_000..=32_767;
const PORT_BAND: i64 = 86;

fn create(service: &mut Value, _: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    service.field_mut("status").set("loadBalancer", Value::object());
    Ok(())
}

fn update(service: &mut Value, old: &Value, p: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    if p.call.request.subresource.is_empty() && service.get("spec").str("type") != "LoadBalancer" {
        let had = !old.get("status").get("loadBalancer").list("ingress").is_empty();
        if had {
            service.field_mut("status").set("loadBalancer", Value::object());
        }
    }
    Ok(())
}

fn allocate(service: &mut Value, old: &Value, p: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    if !p.call.request.subresource.is_empty() {
        return Ok(());
    }
    let spec = service.get("spec");
    let ip = spec.text("clusterIP");
    if !old.is_null() {
        one_address(service, old);
        keep_given(service, old);
        follow_first(service, old);
    } else if !ip.is_empty() && spec.list("clusterIPs").is_empty() {
        service.field_mut("spec").set("clusterIPs", vec![Value::from(ip)]);
    }
    drop_unfitting(service, old);
    match service.get("spec").str("type") {
        "ExternalName" => Ok(()),
        kind @ ("ClusterIP" | "NodePort" | "LoadBalancer") => {
            let with_ports = kind == "NodePort"
                || kind == "LoadBalancer"
                    && service.get("spec").get("allocateLoadBalancerNodePorts").as_bool() != Some(false);
            families(service, p)?;
            cluster_ip(service, old, p)?;
            node_ports(service, old, with_ports, p)?;
            health_port(service, p)
        }
        // Validation says what is wrong with it.
        _ => Ok(()),
    }
}

/// Who changes the one address means the list of addresses too, unless that was changed as well.
fn one_address(service: &mut Value, old: &Value) {
    let (new, before) = (service.get("spec"), old.get("spec"));
    let ip = new.text("clusterIP");
    if ip == before.text("clusterIP") || new.get("clusterIPs") != before.get("clusterIPs") {
        return;
    }
    let spec = service.field_mut("spec");
    if ip.is_empty() {
        spec.remove("clusterIPs");
    } else {
        spec.set("clusterIPs", vec![Value::from(ip)]);
    }
}

/// An update that leaves out what was given keeps it.
fn keep_given(service: &mut Value, old: &Value) {
    let (new_kind, old_kind) = (service.get("spec").text("type"), old.get("spec").text("type"));
    let has_ip = |kind: &str| matches!(kind, "ClusterIP" | "NodePort" | "LoadBalancer");
    let has_ports = |kind: &str| matches!(kind, "NodePort" | "LoadBalancer");
    if has_ip(&new_kind) && has_ip(&old_kind) {
        for key in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] {
            let spec = service.get("spec");
            let left_out = spec.get(key).is_null() || spec.get(key).as_str() == Some("");
            let ip_kept = key != "clusterIPs" || spec.str("clusterIP") == old.get("spec").str("clusterIP");
            if left_out && ip_kept && old.get("spec").has(key) {
                service.field_mut("spec").set(key, old.get("spec").get(key).clone());
            }
        }
    }
    if has_ports(&new_kind) && has_ports(&old_kind) {
        let given = old.get("spec").list("ports");
        for port in service.field_mut("spec").field_mut("ports").list_mut() {
            let same = |o: &&Value| o.get("port") == port.get("port") && o.str("protocol") == port.str("protocol");
            if port.int("nodePort").unwrap_or(0) == 0
                && let Some(before) = given.iter().find(same)
                && before.has("nodePort")
            {
                port.set("nodePort", before.get("nodePort").clone());
            }
        }
    }
    if old.get("spec").has("healthCheckNodePort") && wants_health_port(service) {
        let port = old.get("spec").get("healthCheckNodePort").clone();
        service.field_mut("spec").set("healthCheckNodePort", port);
    }
}

/// Who changes only `clusterIP` means the list too.
fn follow_first(service: &mut Value, old: &Value) {
    let (spec, before) = (service.get("spec"), old.get("spec"));
    if spec.get("clusterIP") == before.get("clusterIP") || spec.get("clusterIPs") != before.get("clusterIPs") {
        return;
    }
    let ip = spec.text("clusterIP");
    let spec = service.field_mut("spec");
    if ip.is_empty() {
        spec.remove("clusterIPs");
    } else {
        spec.set("clusterIPs", vec![Value::from(ip)]);
    }
}

/// A change of type takes with it what the new type does not have, unless the user changed that too.
fn drop_unfitting(service: &mut Value, old: &Value) {
    if old.is_null() {
        return;
    }
    let (new, before) = (service.get("spec").clone(), old.get("spec"));
    let kind = new.str("type");
    if kind == before.str("type") && kind != "LoadBalancer" {
        return;
    }
    let spec = service.field_mut("spec");
    if kind == "ExternalName" {
        for key in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] {
            if new.get(key) == before.get(key) {
                spec.remove(key);
            }
        }
    }
    if matches!(kind, "ClusterIP" | "ExternalName") {
        let same = new.list("ports").len() == before.list("ports").len()
            && new.list("ports").iter().zip(before.list("ports")).all(|(a, b)| a.get("nodePort") == b.get("nodePort"));
        if same {
            for port in spec.field_mut("ports").list_mut() {
                port.remove("nodePort");
            }
        }
        for key in ["externalTrafficPolicy", "allocateLoadBalancerNodePorts", "loadBalancerClass"] {
            if new.get(key) == before.get(key) {
                spec.remove(key);
            }
        }
    }
    if kind == "NodePort" && new.get("allocateLoadBalancerNodePorts") == before.get("allocateLoadBalancerNodePorts") {
        spec.remove("allocateLoadBalancerNodePorts");
    }
    if !wants_health_port(service) && new.get("healthCheckNodePort") == before.get("healthCheckNodePort") {
        service.field_mut("spec").remove("healthCheckNodePort");
    }
}

/// This cluster has addresses of one family only; a service without selector may ask for both, as it gets none.
fn families(service: &mut Value, p: &Prepare<'_, '_, '_>) -> Result<(), Status> {
    let wrong = api::validation::service_addresses(service);
    if !wrong.is_empty() {
        return Err(Status::invalid("", "Service", meta::name(service), &wrong));
    }
    let spec = service.get("spec");
    let headless = spec.list("clusterIPs").first().unwrap_or(spec.get("clusterIP")).as_str() == Some("None");
    let free = headless && spec.map("selector").is_empty();
    let policy = match spec.str("ipFamilyPolicy") {
        "" if free => "RequireDualStack",
        "" => "SingleStack",
        policy => policy,
    };
    let list = spec.list("ipFamilies");
    let mut errors: Vec<(&'static str, String, String)> = Vec::new();
    let mut refuse = |field: String, value: &str, why: &str| {
        errors.push(("FieldValueInvalid", field, format!("Invalid value: {value:?}: {why}")));
    };
    let field = || "spec.ipFamilyPolicy".to_string();
    if policy == "SingleStack" && list.len() > 1 {
        refuse(
            field(),
            policy,
            "must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified",
        );
    }
    if !free {
        if policy == "RequireDualStack" {
            refuse(field(), policy, "this cluster is not configured for dual-stack services");
        }
        for (i, family) in list.iter().filter_map(Value::as_str).enumerate().filter(|(_, f)| *f != "IPv4") {
            refuse(format!("spec.ipFamilies[{i}]"), family, "not configured on this cluster");
        }
    }
    if !errors.is_empty() {
        let errors: Vec<(&'static str, &str, &str)> = errors.iter().map(|(r, f, t)| (*r, &**f, &**t)).collect();
        return Err(invalid(p.call.resource, meta::name(service), &errors));
    }
    let mut families = list.to_vec();
    if families.is_empty() {
        families.push("IPv4".into());
    }
    if free && policy != "SingleStack" && families.len() == 1 {
        families.push(if families[0].as_str() == Some("IPv4") { "IPv6" } else { "IPv4" }.into());
    }
    let policy = Text::new(policy);
    let spec = service.field_mut("spec");
    spec.set("ipFamilyPolicy", policy);
    spec.set("ipFamilies", families);
    Ok(())
}

fn cluster_ip(service: &mut Value, old: &Value, p: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    let spec = service.get("spec");
    let first = spec.list("clusterIPs").first().and_then(Value::as_text).cloned();
    let wanted = Some(spec.text("clusterIP")).filter(|ip| !ip.is_empty()).or(first).unwrap_or_default();
    let before = old.get("spec").str("clusterIP");
    let ip = match wanted.as_str() {
        "" if p.call.request.options.dry_run => Text::from("10.96.0.0"),
        "" => addresses::random(p.server, p.env.rng)
            .ok_or_else(|| Status::internal_error("failed to allocate a serviceIP: range is full"))?,
        "None" => wanted,
        ip if ip == before => wanted,
        // Validation says that it may not change, or that it is no address.
        _ if !before.is_empty() => return Ok(()),
        ip => match addresses::check(p.server, ip) {
            Ok(()) => wanted,
            Err(why) => {
                let list = api::json::to_string(&Value::from(vec![Value::from(&wanted)]));
                let text = format!("Invalid value: {list}: failed to allocate IP {ip}: {why}");
                return Err(refuse(p, service, "spec.clusterIPs", text));
            }
        },
    };
    let spec = service.field_mut("spec");
    if spec.list("clusterIPs").is_empty() {
        spec.set("clusterIPs", vec![Value::from(&ip)]);
    }
    spec.set("clusterIP", ip);
    Ok(())
}

fn refuse(p: &Prepare<'_, '_, '_>, service: &Value, field: &str, text: String) -> Status {
    invalid(p.call.resource, meta::name(service), &[("FieldValueInvalid", field, &text)])
}

fn node_ports(service: &mut Value, old: &Value, wanted: bool, p: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    let had: Vec<i64> = old.get("spec").list("ports").iter().filter_map(|p| p.int("nodePort")).collect();
    let mut taken: Vec<i64> = Vec::new();
    let mut ready = false;
    for i in 0..service.get("spec").list("ports").len() {
        let asked = service.get("spec").list("ports")[i].int("nodePort").unwrap_or(0);
        if asked == 0 && !wanted || had.contains(&asked) {
            continue;
        }
        if !ready {
            taken = taken_ports(p.server, meta::uid(service));
            ready = true;
        }
        let field = format!("spec.ports[{i}].nodePort");
        let port = match asked {
            0 if p.call.request.options.dry_run => *PORTS.start(),
            0 => free_port(&taken, p.env.rng).unwrap_or(0),
            n if !PORTS.contains(&n) => {
                let text = format!(
                    "Invalid value: {n}: provided port is not in the valid range. The range of valid ports is {}-{}",
                    PORTS.start(),
                    PORTS.end()
                );
                return Err(refuse(p, service, &field, text));
            }
            // One port for two protocols may have one node port.
            n if taken.contains(&n) && !own_other_protocol(service, i, n) => {
                let text = format!("Invalid value: {n}: provided port is already allocated");
                return Err(refuse(p, service, &field, text));
            }
            n => n,
        };
        taken.push(port);
        service.field_mut("spec").field_mut("ports").list_mut()[i].set("nodePort", port);
    }
    Ok(())
}

/// Whether another port of the service has this node port for another protocol.
fn own_other_protocol(service: &Value, index: usize, port: i64) -> bool {
    let ports = service.get("spec").list("ports");
    ports[..index].iter().any(|p| p.int("nodePort") == Some(port) && p.str("protocol") != ports[index].str("protocol"))
}

fn free_port(taken: &[i64], rng: &mut Rng) -> Option<i64> {
    let span = PORTS.end() - PORTS.start() + 1 - PORT_BAND;
    let start = rng.below(span as u64) as i64;
    (0..span).map(|i| PORTS.start() + PORT_BAND + (start + i) % span).find(|p| !taken.contains(p))
}

/// The node ports of all services but this one.
fn taken_ports(server: &ApiServer, but: &str) -> Vec<i64> {
    let services = kinds::by_kind("", "Service").expect("the kinds table has services");
    let mut taken = Vec::new();
    for service in server.read_all(services, "").filter(|s| meta::uid(s) != but) {
        let spec = service.get("spec");
        taken.extend(spec.list("ports").iter().filter_map(|p| p.int("nodePort")).filter(|n| *n > 0));
        taken.extend(spec.int("healthCheckNodePort").filter(|n| *n > 0));
    }
    taken
}

fn wants_health_port(service: &Value) -> bool {
    let spec = service.get("spec");
    spec.str("type") == "LoadBalancer" && spec.str("externalTrafficPolicy") == "Local"
}

fn health_port(service: &mut Value, p: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    if !wants_health_port(service) || service.get("spec").int("healthCheckNodePort").unwrap_or(0) > 0 {
        return Ok(());
    }
    let port = free_port(&taken_ports(p.server, ""), p.env.rng).unwrap_or(0);
    service.field_mut("spec").set("healthCheckNodePort", port);
    Ok(())
}
