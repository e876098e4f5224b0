//! Services, endpoints, ingresses and network policies.

use api::{Value, meta};
use sorted::InOrder;

use super::Ctx;
use super::common::{annotations, events, head, labels, or_none, or_unset, plain, plain_selector, selector};
use super::containers::address;
use super::out::Out;

fn texts(list: &[Value]) -> String {
    list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",")
}

pub fn service(ctx: &Ctx<'_>, out: &mut Out) {
    let s = ctx.object;
    let spec = s.get("spec");
    head(ctx, out);
    out.row(0, "Selector", plain_selector(spec.map("selector")));
    out.row(0, "Type", spec.str("type"));
    if !spec.str("ipFamilyPolicy").is_empty() {
        out.row(0, "IP Family Policy", spec.str("ipFamilyPolicy"));
    }
    let families = texts(spec.list("ipFamilies"));
    out.row(0, "IP Families", or_none(&families));
    out.row(0, "IP", spec.str("clusterIP"));
    let ips = texts(spec.list("clusterIPs"));
    out.row(0, "IPs", or_none(&ips));
    if !spec.list("externalIPs").is_empty() {
        out.row(0, "External IPs", texts(spec.list("externalIPs")));
    }
    if !spec.str("loadBalancerIP").is_empty() {
        out.row(0, "Desired LoadBalancer IP", spec.str("loadBalancerIP"));
    }
    if !spec.str("externalName").is_empty() {
        out.row(0, "External Name", spec.str("externalName"));
    }
    let ingress = s.at(&["status", "loadBalancer", "ingress"]).as_list().unwrap_or(&[]);
    if !ingress.is_empty() {
        let one = |i: &Value| match (i.str("ip"), i.str("ipMode")) {
            ("", _) => i.str("hostname").to_string(),
            (ip, "") => ip.to_string(),
            (ip, mode) => format!("{ip} ({mode})"),
        };
        out.row(0, "LoadBalancer Ingress", ingress.iter().map(one).collect::<Vec<_>>().join(", "));
    }
    for port in spec.list("ports") {
        let name = or_unset(port.str("name"));
        let (number, protocol) = (port.int("port").unwrap_or(0), port.str("protocol"));
        out.put(0, format!("Port:\t{name}\t{number}/{protocol}\n"));
        out.row(0, "TargetPort", format!("{}/{protocol}", plain(port.get("targetPort"))));
        if !port.str("appProtocol").is_empty() {
            out.row(0, "AppProtocol", port.str("appProtocol"));
        }
        if let Some(node) = port.int("nodePort").filter(|n| *n > 0) {
            out.put(0, format!("NodePort:\t{name}\t{node}/{protocol}\n"));
        }
        out.row(0, "Endpoints", endpoints(ctx, meta::name(s), port.str("name")));
    }
    out.row(0, "Session Affinity", spec.str("sessionAffinity"));
    for (title, key) in
        [("External Traffic Policy", "externalTrafficPolicy"), ("Internal Traffic Policy", "internalTrafficPolicy")]
    {
        if !spec.str(key).is_empty() {
            out.row(0, title, spec.str(key));
        }
    }
    if let Some(port) = spec.int("healthCheckNodePort").filter(|p| *p > 0) {
        out.row(0, "HealthCheck NodePort", port);
    }
    let ranges = spec.list("loadBalancerSourceRanges");
    if !ranges.is_empty() {
        out.row(0, "LoadBalancer Source Ranges", texts(ranges));
    }
    if spec.has("trafficDistribution") {
        out.row(0, "Traffic Distribution", spec.str("trafficDistribution"));
    }
    events(ctx, out);
}

/// The ready addresses behind a port of a service, the first three of them written out.
fn endpoints(ctx: &Ctx<'_>, service: &str, port: &str) -> String {
    const SHOWN: usize = 3;
    let mut list = Vec::new();
    let of = |s: &&Value| meta::labels(s).get("kubernetes.io/service-name").and_then(Value::as_str) == Some(service);
    let mut slices = ctx.related.slices.iter().filter(of).peekable();
    if slices.peek().is_none() {
        return "<none>".into();
    }
    for slice in slices {
        let ready = slice.list("endpoints").iter().filter(|e| e.at(&["conditions", "ready"]).as_bool().unwrap_or(true));
        let addresses = ready.filter_map(|e| e.list("addresses").first()?.as_str());
        if slice.list("ports").is_empty() {
            list.extend(addresses.map(str::to_string));
            continue;
        }
        for port in slice.list("ports").iter().filter(|p| p.str("name") == port) {
            list.extend(addresses.clone().map(|a| address(a, &plain(port.get("port")))));
        }
    }
    let text = list[..list.len().min(SHOWN)].join(",");
    if list.len() > SHOWN { format!("{text} + {} more...", list.len() - SHOWN) } else { text }
}

pub fn endpoint_slice(ctx: &Ctx<'_>, out: &mut Out) {
    let s = ctx.object;
    head(ctx, out);
    out.row(0, "AddressType", s.str("addressType"));
    if s.list("ports").is_empty() {
        out.put(0, "Ports: <unset>\n");
    } else {
        out.put(0, "Ports:\n  Name\tPort\tProtocol\n  ----\t----\t--------\n");
        for p in s.list("ports") {
            let port = if p.get("port").is_null() { "<unset>".into() } else { plain(p.get("port")) };
            out.put(1, format!("{}\t{port}\t{}\n", or_unset(p.str("name")), p.str("protocol")));
        }
    }
    if s.list("endpoints").is_empty() {
        out.put(0, "Endpoints: <none>\n");
    } else {
        out.put(0, "Endpoints:\n");
        for e in s.list("endpoints") {
            out.put(
                1,
                format!(
                    "- Addresses:\t{}\n",
                    or_none(&e.list("addresses").iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "))
                ),
            );
            out.put(2, "Conditions:\n");
            let ready = e.at(&["conditions", "ready"]);
            out.row(3, "Ready", if ready.is_null() { "<unset>".into() } else { plain(ready) });
            out.row(2, "Hostname", or_unset(e.str("hostname")));
            let target = e.get("targetRef");
            if !target.is_null() {
                out.row(2, "TargetRef", format!("{}/{}", target.str("kind"), target.str("name")));
            }
            out.row(2, "NodeName", or_unset(e.str("nodeName")));
            out.row(2, "Zone", or_unset(e.str("zone")));
        }
    }
    events(ctx, out);
}

pub fn endpoints_object(ctx: &Ctx<'_>, out: &mut Out) {
    head(ctx, out);
    out.put(0, "Subsets:\n");
    for subset in ctx.object.list("subsets") {
        for (title, key) in [("Addresses", "addresses"), ("NotReadyAddresses", "notReadyAddresses")] {
            let list: Vec<&str> = subset.list(key).iter().map(|a| a.str("ip")).collect();
            let text = list.join(",");
            out.row(1, title, or_none(&text));
        }
        if !subset.list("ports").is_empty() {
            out.put(1, "Ports:\n    Name\tPort\tProtocol\n    ----\t----\t--------\n");
            for p in subset.list("ports") {
                out.put(2, format!("{}\t{}\t{}\n", or_unset(p.str("name")), plain(p.get("port")), p.str("protocol")));
            }
        }
        out.put(0, "\n");
    }
    events(ctx, out);
}

pub fn ingress(ctx: &Ctx<'_>, out: &mut Out) {
    let i = ctx.object;
    let spec = i.get("spec");
    out.row(0, "Name", meta::name(i));
    labels(out, "Labels", meta::labels(i));
    out.row(0, "Namespace", meta::namespace(i));
    let addresses = i.at(&["status", "loadBalancer", "ingress"]).as_list().unwrap_or(&[]);
    let mut list: Vec<&str> =
        addresses.iter().map(|a| if a.str("ip").is_empty() { a.str("hostname") } else { a.str("ip") }).collect();
    list.retain(|a| !a.is_empty());
    list.order();
    list.dedup();
    out.row(0, "Address", list.join(","));
    let class = spec.str("ingressClassName");
    out.row(0, "Ingress Class", or_none(class));
    let fallback = spec.get("defaultBackend");
    out.row(0, "Default backend", if fallback.is_null() { "<default>".into() } else { backend(ctx, fallback) });
    if !spec.list("tls").is_empty() {
        out.put(0, "TLS:\n");
        for t in spec.list("tls") {
            let hosts = texts(t.list("hosts"));
            match t.str("secretName") {
                "" => out.put(1, format!("SNI routes {hosts}\n")),
                secret => out.put(1, format!("{secret} terminates {hosts}\n")),
            }
        }
    }
    out.put(0, "Rules:\n  Host\tPath\tBackends\n  ----\t----\t--------\n");
    let mut count = 0;
    for rule in spec.list("rules") {
        if !rule.has("http") {
            continue;
        }
        let paths = rule.get("http").list("paths");
        count += 1;
        let host = if rule.str("host").is_empty() { "*" } else { rule.str("host") };
        out.put(1, format!("{host}\t\n"));
        for path in paths {
            out.put(2, format!("\t{} \t{}\n", path.str("path"), backend(ctx, path.get("backend"))));
        }
    }
    if count == 0 {
        let shown = if fallback.is_null() { "<default>".into() } else { backend(ctx, fallback) };
        out.put(1, format!("*\t*\t{shown}\n"));
    }
    annotations(out, "Annotations", meta::annotations(i));
    events(ctx, out);
}

/// `web:80 (10.244.2.220:80)`.
fn backend(ctx: &Ctx<'_>, b: &Value) -> String {
    let resource = b.get("resource");
    if !resource.is_null() {
        return format!(
            "APIGroup: {}, Kind: {}, Name: {}",
            or_none(resource.str("apiGroup")),
            resource.str("kind"),
            resource.str("name")
        );
    }
    let s = b.get("service");
    let (name, port) = (s.str("name"), s.get("port"));
    let shown = if port.str("name").is_empty() { plain(port.get("number")) } else { port.str("name").to_string() };
    let Some(service) = ctx.related.services.iter().find(|o| meta::name(o) == name) else {
        return format!("{name}:{shown} (<error: services {name:?} not found>)");
    };
    let matching = |p: &&Value| {
        p.str("name") == port.str("name") && !port.str("name").is_empty() || p.int("port") == port.int("number")
    };
    let found = service.get("spec").list("ports").iter().find(matching);
    format!("{name}:{shown} ({})", endpoints(ctx, name, found.map_or("", |p| p.str("name"))))
}

pub fn policy(ctx: &Ctx<'_>, out: &mut Out) {
    let p = ctx.object;
    let spec = p.get("spec");
    out.row(0, "Name", meta::name(p));
    out.row(0, "Namespace", meta::namespace(p));
    let made =
        p.at(&["metadata", "creationTimestamp"]).as_str().unwrap_or("").replace('T', " ").replace('Z', " +0000 UTC");
    out.row(0, "Created on", made);
    labels(out, "Labels", meta::labels(p));
    annotations(out, "Annotations", meta::annotations(p));
    out.put(0, "Spec:\n");
    out.put(1, "PodSelector: ");
    let of = spec.get("podSelector");
    let all = of.map("matchLabels").is_empty() && of.list("matchExpressions").is_empty();
    let text =
        if all { "<none> (Allowing the specific traffic to all pods in this namespace)".into() } else { selector(of) };
    out.put(2, format!("{text}\n"));
    let types: Vec<&str> = spec.list("policyTypes").iter().filter_map(Value::as_str).collect();
    direction(out, types.contains(&"Ingress"), "ingress", "From", spec.list("ingress"), "from");
    direction(out, types.contains(&"Egress"), "egress", "To", spec.list("egress"), "to");
    out.put(1, format!("Policy Types: {}\n", or_none(&types.join(", "))));
}

fn direction(out: &mut Out, applies: bool, word: &str, title: &str, rules: &[Value], key: &str) {
    if !applies {
        out.put(1, format!("Not affecting {word} traffic\n"));
        return;
    }
    out.put(1, format!("Allowing {word} traffic:\n"));
    if rules.is_empty() {
        let side = if word == "ingress" {
            "Selected pods are isolated for ingress connectivity"
        } else {
            "Selected pods are isolated for egress connectivity"
        };
        out.put(2, format!("<none> ({side})\n"));
        return;
    }
    for (i, rule) in rules.iter().enumerate() {
        if rule.list("ports").is_empty() {
            out.put(2, "To Port: <any> (traffic allowed to all ports)\n");
        }
        for port in rule.list("ports") {
            let number = if port.get("port").is_null() { "<nil>".into() } else { plain(port.get("port")) };
            let line = match port.int("endPort") {
                Some(end) => format!("To Port Range: {number}-{end}/{}\n", port.str("protocol")),
                None => format!("To Port: {number}/{}\n", port.str("protocol")),
            };
            out.put(2, line);
        }
        if rule.list(key).is_empty() {
            let whence = if word == "ingress" { "source" } else { "destination" };
            out.put(2, format!("{title}: <any> (traffic not restricted by {whence})\n"));
        }
        for peer in rule.list(key) {
            out.put(2, format!("{title}:\n"));
            peer_lines(out, peer);
        }
        if i + 1 < rules.len() {
            out.put(2, "----------\n");
        }
    }
}

fn peer_lines(out: &mut Out, peer: &Value) {
    let block = peer.get("ipBlock");
    if !block.is_null() {
        out.put(
            3,
            format!(
                "IPBlock:\n        CIDR: {}\n        Except: {}\n",
                block.str("cidr"),
                block.list("except").iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
            ),
        );
        return;
    }
    for (title, key) in [("NamespaceSelector", "namespaceSelector"), ("PodSelector", "podSelector")] {
        if !peer.get(key).is_null() {
            out.put(3, format!("{title}: {}\n", selector(peer.get(key))));
        }
    }
}

pub fn ingress_class(ctx: &Ctx<'_>, out: &mut Out) {
    let spec = ctx.object.get("spec");
    head(ctx, out);
    out.row(0, "Controller", spec.str("controller"));
    let parameters = spec.get("parameters");
    if !parameters.is_null() {
        out.put(0, "Parameters:\n");
        for (title, key) in [("APIGroup", "apiGroup"), ("Kind", "kind"), ("Name", "name")] {
            if parameters.has(key) {
                out.row(1, title, parameters.str(key));
            }
        }
    }
    events(ctx, out);
}

pub fn service_cidr(ctx: &Ctx<'_>, out: &mut Out) {
    head(ctx, out);
    let cidrs: Vec<&str> = ctx.object.get("spec").list("cidrs").iter().filter_map(Value::as_str).collect();
    out.row(0, "CIDRs", cidrs.join(", "));
    let conditions = ctx.object.get("status").list("conditions");
    if !conditions.is_empty() {
        out.put(0, "Status:\n");
        super::common::conditions(out, conditions);
    }
    events(ctx, out);
}

pub fn ip_address(ctx: &Ctx<'_>, out: &mut Out) {
    head(ctx, out);
    let parent = ctx.object.at(&["spec", "parentRef"]);
    if !parent.is_null() {
        out.put(0, "Parent Reference:\n");
        for (title, key) in [("Group", "group"), ("Resource", "resource"), ("Namespace", "namespace"), ("Name", "name")]
        {
            out.row(1, title, parent.str(key));
        }
    }
    events(ctx, out);
}
