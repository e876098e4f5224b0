//! `kubectl create ingress`.

use api::{Value, obj};

use super::generator::{GENERATOR, Generator, int_or_string, texts};
use crate::cli::flag::{self, Flag, array, text};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Result, plain};

const FLAGS: &[Flag] = &[
    array("annotation", "Annotation to insert in the ingress object, in the format annotation=value"),
    text("class", "Ingress Class to be used"),
    text("default-backend", "Default service for backend, in format of svcname:port"),
    array(
        "rule",
        "Rule in format host/path=service:port[,tls=secretname]. Paths containing the leading character '*' are considered pathType=Prefix. tls argument is optional.",
    ),
];

pub(super) const INGRESS: Command = Command {
    name: "ingress",
    aliases: &["ing"],
    short: "Create an ingress with the specified name",
    help: include_str!("../../help/create-ingress.txt"),
    usage: "ingress NAME --rule=host/path=service:port[,tls[=secret]] ",
    flags: &[FLAGS, GENERATOR, flag::PRINT],
    run: run!(ingress),
    server_first: |_| true,
    ..Command::NEW
};

/// A rule, taken apart.
struct Rule {
    host: String,
    path: String,
    service: String,
    port: String,
    /// The secret of its TLS; empty for the controller's own.
    tls: Option<String>,
}

fn is_word(s: &str, more: &str) -> bool {
    !s.is_empty() && s.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || more.contains(c))
}

/// `host/path=service:port[,tls[=secret]]`.
fn parse(rule: &str) -> Option<Rule> {
    let (host, rest) = rule.split_at(rule.find('/')?);
    let (path, rest) = rest.split_once('=')?;
    let (service, rest) = rest.split_once(':')?;
    // What follows the port is not looked at: with one comma it is about TLS, and else it is nothing.
    let port = &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').unwrap_or(rest.len())];
    let tls = match rule.split(',').collect::<Vec<_>>()[..] {
        [_, tls] => Some(tls.split('=').nth(1).unwrap_or("").to_string()),
        _ => None,
    };
    let fine = (host.is_empty() || is_word(host, "*-."))
        && !path.contains([',', '\n'])
        && is_word(service, "-")
        && !port.is_empty();
    fine.then(|| Rule { host: host.into(), path: path.into(), service: service.into(), port: port.into(), tls })
}

async fn ingress(client: Client, p: Parsed) -> Result<()> {
    let g = Generator::new(client, p).await?;
    let (typed, default) = (g.p.list("rule"), g.p.str("default-backend").to_string());
    if default.is_empty() && typed.is_empty() {
        return Err(plain(
            "not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)",
        ));
    }
    let mut rules = Vec::new();
    for rule in &typed {
        rules.push(parse(rule).ok_or_else(|| {
            plain(format!("rule {rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]"))
        })?);
    }
    let mut annotations = Value::object();
    for a in g.p.list("annotation") {
        let Some((key, value)) = a.split_once('=') else {
            return Err(plain(format!("annotation {a} is invalid and should be in format key=[value]")));
        };
        annotations.set(key.to_string(), value.to_string());
    }
    let mut spec = Value::object();
    if !g.p.str("class").is_empty() {
        spec.set("ingressClassName", g.p.str("class").to_string());
    }
    if !default.is_empty() {
        let Some((service, port)) = default.split_once(':').filter(|(_, port)| !port.contains(':')) else {
            return Err(plain("default-backend should be in format servicename:serviceport"));
        };
        spec.set("defaultBackend", backend(service, port));
    }
    let (tls, hosts) = (tls(&rules), hosts(&rules));
    for (field, list) in [("tls", tls), ("rules", hosts)] {
        if !list.is_empty() {
            spec.set(field, list);
        }
    }
    let mut object = g.object("networking.k8s.io/v1", "Ingress").await?;
    if annotations.as_map().is_some_and(|m| !m.is_empty()) {
        object.set_at(&["metadata", "annotations"], annotations);
    }
    object.set("spec", spec);
    object.set("status", obj!({"loadBalancer": {}}));
    g.submit(object, "failed to create ingress: ").await
}

fn backend(service: &str, port: &str) -> Value {
    let port = match int_or_string(port) {
        Value::Int(n) => obj!({"number": n}),
        name => obj!({"name": name}),
    };
    obj!({"service": {"name": (service.to_string()), "port": port}})
}

/// One entry for each host, with the paths in the order typed.
fn hosts(rules: &[Rule]) -> Vec<Value> {
    let mut hosts: Vec<(&str, Vec<Value>)> = Vec::new();
    for rule in rules {
        let (path, kind) = rule.path.strip_suffix('*').map_or((&*rule.path, "Exact"), |p| (p, "Prefix"));
        let entry =
            obj!({"backend": (backend(&rule.service, &rule.port)), "path": (path.to_string()), "pathType": kind});
        match hosts.iter_mut().find(|(host, _)| *host == rule.host) {
            Some((_, paths)) => paths.push(entry),
            None => hosts.push((&rule.host, vec![entry])),
        }
    }
    let rule = |(host, paths): (&str, Vec<Value>)| {
        let mut v = obj!({"http": {"paths": paths}});
        if !host.is_empty() {
            v.set("host", host.to_string());
        }
        v
    };
    hosts.into_iter().map(rule).collect()
}

/// One entry for each secret; a host counts once.
fn tls(rules: &[Rule]) -> Vec<Value> {
    let mut entries: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for rule in rules {
        let Some(secret) = rule.tls.as_deref() else { continue };
        if seen.contains(&&*rule.host) {
            continue;
        }
        seen.push(&rule.host);
        match entries.iter_mut().find(|(s, _)| *s == secret) {
            Some((_, hosts)) => hosts.push(&rule.host),
            None if rule.host.is_empty() && secret.is_empty() => {}
            None => entries.push((secret, if rule.host.is_empty() { Vec::new() } else { vec![&rule.host] })),
        }
    }
    let entry = |(secret, hosts): (&str, Vec<&str>)| {
        let mut v = Value::object();
        if !hosts.is_empty() {
            v.set("hosts", texts(&hosts));
        }
        if !secret.is_empty() {
            v.set("secretName", secret.to_string());
        }
        v
    };
    entries.into_iter().map(entry).collect()
}
