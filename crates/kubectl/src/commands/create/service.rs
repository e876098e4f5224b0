//! `kubectl create service`: one command for each type.

use api::{Value, obj};

use super::generator::{GENERATOR, Generator};
use crate::cli::flag::{self, Flag, int, slice, text};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Result, plain};

const TCP: Flag = slice("tcp", "Port pairs can be specified as '<port>:<targetPort>'.");

pub(super) const SERVICE: Command = Command {
    name: "service",
    aliases: &["svc"],
    short: "Create a service using a specified subcommand",
    usage: "service [flags]",
    commands: &[&CLUSTER_IP, &EXTERNAL_NAME, &LOAD_BALANCER, &NODE_PORT],
    server_first: |_| true,
    ..Command::NEW
};

const CLUSTER_IP: Command = Command {
    name: "clusterip",
    short: "Create a ClusterIP service",
    help: include_str!("../../help/create-service-clusterip.txt"),
    usage: "clusterip NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]",
    flags: &[
        &[
            TCP,
            text(
                "clusterip",
                "Assign your own ClusterIP or set to 'None' for a 'headless' service (no loadbalancing).",
            ),
        ],
        GENERATOR,
        flag::PRINT,
    ],
    run: run!(cluster_ip),
    server_first: |_| true,
    ..Command::NEW
};

const NODE_PORT: Command = Command {
    name: "nodeport",
    short: "Create a NodePort service",
    help: include_str!("../../help/create-service-nodeport.txt"),
    usage: "nodeport NAME [--tcp=port:targetPort] [--dry-run=server|client|none]",
    flags: &[
        &[TCP, int("node-port", "0", "Port used to expose the service on each node in a cluster.")],
        GENERATOR,
        flag::PRINT,
    ],
    run: run!(node_port),
    server_first: |_| true,
    ..Command::NEW
};

const LOAD_BALANCER: Command = Command {
    name: "loadbalancer",
    short: "Create a LoadBalancer service",
    help: include_str!("../../help/create-service-loadbalancer.txt"),
    usage: "loadbalancer NAME [--tcp=port:targetPort] [--dry-run=server|client|none]",
    flags: &[&[TCP], GENERATOR, flag::PRINT],
    run: run!(load_balancer),
    server_first: |_| true,
    ..Command::NEW
};

const EXTERNAL_NAME: Command = Command {
    name: "externalname",
    short: "Create an ExternalName service",
    help: include_str!("../../help/create-service-externalname.txt"),
    usage: "externalname NAME --external-name external.name [--dry-run=server|client|none]",
    flags: &[&[TCP, text("external-name", "External name of service")], GENERATOR, flag::PRINT],
    required: &["external-name"],
    run: run!(external_name),
    server_first: |_| true,
    ..Command::NEW
};

async fn cluster_ip(client: Client, p: Parsed) -> Result<()> {
    service(client, p, "ClusterIP").await
}
async fn node_port(client: Client, p: Parsed) -> Result<()> {
    service(client, p, "NodePort").await
}
async fn load_balancer(client: Client, p: Parsed) -> Result<()> {
    service(client, p, "LoadBalancer").await
}
async fn external_name(client: Client, p: Parsed) -> Result<()> {
    service(client, p, "ExternalName").await
}

async fn service(client: Client, p: Parsed, kind: &'static str) -> Result<()> {
    let g = Generator::new(client, p).await?;
    let own = |name: &str| if g.p.has(name) { g.p.str(name).to_string() } else { String::new() };
    let (cluster_ip, external, tcp) = (own("clusterip"), own("external-name"), g.p.list("tcp"));
    if cluster_ip != "None" && tcp.is_empty() && kind != "ExternalName" {
        return Err(plain("at least one tcp port specifier must be provided"));
    }
    if kind == "ExternalName" && !is_subdomain(&external) {
        return Err(plain(format!("invalid service external name {external}")));
    }
    let node_port = if g.p.has("node-port") { g.p.int("node-port") } else { 0 };
    let mut ports = Vec::new();
    for pair in &tcp {
        let (port, target) = port_pair(pair)?;
        let mut entry = obj!({"name": (pair.replace(':', "-")), "port": port, "protocol": "TCP", "targetPort": target});
        if node_port != 0 {
            entry.set("nodePort", node_port);
        }
        ports.push(entry);
    }
    let app = obj!({"app": (g.name.clone())});
    let mut spec = obj!({"selector": (app.clone()), "type": kind});
    for (field, value) in [("clusterIP", cluster_ip), ("externalName", external)] {
        if !value.is_empty() {
            spec.set(field, value);
        }
    }
    if !ports.is_empty() {
        spec.set("ports", ports);
    }
    let mut object = g.object("v1", "Service").await?;
    object.set_at(&["metadata", "labels"], app);
    object.set("spec", spec);
    object.set("status", obj!({"loadBalancer": {}}));
    g.submit(object, &format!("failed to create {kind} service: ")).await
}

/// `80` or `80:8080` or `80:http`.
fn port_pair(pair: &str) -> Result<(i64, Value)> {
    let mut parts = pair.split(':');
    let first = parts.next().unwrap_or("");
    let port: u16 = first.parse().map_err(|e: std::num::ParseIntError| {
        let why = match e.kind() {
            std::num::IntErrorKind::PosOverflow => "value out of range",
            _ => "invalid syntax",
        };
        plain(format!("strconv.ParseUint: parsing {first:?}: {why}"))
    })?;
    let Some(target) = parts.next() else { return Ok((port.into(), Value::from(port))) };
    match target.parse::<i64>() {
        Ok(n) if (1..=65535).contains(&n) => Ok((port.into(), n.into())),
        Ok(_) => Err(plain("must be between 1 and 65535, inclusive")),
        Err(_) => match port_name_errors(target) {
            errors if errors.is_empty() => Ok((port.into(), target.to_string().into())),
            errors => Err(plain(errors.join(","))),
        },
    }
}

fn port_name_errors(name: &str) -> Vec<&'static str> {
    let mut errors = Vec::new();
    if name.len() > 15 {
        errors.push("must be no more than 15 characters");
    }
    if !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') || name.is_empty() {
        errors.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if !name.bytes().any(|b| b.is_ascii_lowercase()) {
        errors.push("must contain at least one letter (a-z)");
    }
    if name.contains("--") {
        errors.push("must not contain consecutive hyphens");
    }
    if name.starts_with('-') || name.ends_with('-') {
        errors.push("must not begin or end with a hyphen");
    }
    errors
}

fn is_subdomain(name: &str) -> bool {
    let label = |l: &str| {
        !l.is_empty()
            && l.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(label)
}
