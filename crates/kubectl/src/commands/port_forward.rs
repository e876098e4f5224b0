//! `kubectl port-forward`.

use api::{Value, Verb, meta};

use super::exec::RUNNING_TIMEOUT;
use crate::cli::arguments::Arguments;
use crate::cli::flag::{Flag, slice};
use crate::cli::go::quote;
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Result, plain, usage};
use crate::host::Forward;
use crate::pods;
use crate::resources::builder::{CLIENT_SCHEME, Info};

const FLAGS: &[Flag] = &[
    slice(
        "address",
        "Addresses to listen on (comma separated). Only accepts IP addresses or localhost as a value. When localhost is supplied, kubectl will try to bind on both 127.0.0.1 and ::1 and will fail if neither of these addresses are available to bind.",
    )
    .default("[localhost]"),
    RUNNING_TIMEOUT,
];

pub(crate) const PORT_FORWARD: Command = Command {
    name: "port-forward",
    short: "Forward one or more local ports to a pod",
    help: include_str!("../help/port-forward.txt"),
    usage: "port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]",
    arguments: Arguments::Pod,
    flags: &[FLAGS],
    run: run!(port_forward),
    ..Command::NEW
};

async fn port_forward(client: Client, p: Parsed) -> Result<()> {
    if p.args.len() < 2 {
        return Err(usage(&p.path, "TYPE/NAME and list of ports are required for port-forward"));
    }
    if p.duration("pod-running-timeout").is_zero() {
        return Err(usage(&p.path, super::attach::NO_TIME));
    }
    let info = pods::named(&client, &p.args[0], CLIENT_SCHEME).await?;
    let pod = pods::attachable(&client, &info, p.duration("pod-running-timeout")).await?;
    let mut pairs = Vec::new();
    for text in &p.args[1..] {
        pairs.push(resolve(text, &info, &pod)?);
    }
    // The pod as it is now; it may have been looked up before it ran.
    let pods_resource = client.resource("pods").await?;
    let pod = client.get(&pods_resource, meta::namespace(&pod), meta::name(&pod)).await?;
    let phase = pod.get("status").str("phase");
    if phase != "Running" {
        return Err(plain(format!("unable to forward port because pod is not running. Current status={phase}")));
    }
    // One connection carries all ports: a POST on the pod's subresource.
    let connect = pods_resource.request(Verb::Create, meta::namespace(&pod), meta::name(&pod))?.on("portforward");
    let _connection = client.open(connect).await?;
    let addresses = if p.changed("address") { p.list("address") } else { vec!["localhost".into()] };
    let is_address = |a: &&String| *a == "localhost" || a.parse::<std::net::IpAddr>().is_ok();
    if let Some(other) = addresses.iter().find(|a| !is_address(a)) {
        return Err(plain(format!("{other} is not a valid IP")));
    }
    let mut open: Vec<(u16, u16)> = Vec::new();
    for (local, remote) in pairs {
        let target = Forward {
            namespace: meta::namespace(&pod).into(),
            pod: meta::name(&pod).into(),
            port: remote,
            proxy: None,
        };
        for address in &addresses {
            let (asked, to) = (address.clone(), target.clone());
            let opened = client.io.ask(move |h| h.open_port(&asked, local, to)).await;
            let port = match opened {
                Ok(port) => port,
                Err(why) => {
                    client.io.eprint(format!(
                        "Unable to listen on port {local}: Listeners failed to create with the following errors: [unable to create listener: Error {why}]\n"
                    ));
                    return Err(plain(format!(
                        "unable to listen on any of the requested ports: [{{{local} {remote}}}]"
                    )));
                }
            };
            open.push((port, remote));
            for shown in if address == "localhost" { vec!["127.0.0.1", "[::1]"] } else { vec![&**address] } {
                client.io.print(format!("Forwarding from {shown}:{port} -> {remote}\n"));
            }
        }
    }
    client.io.catch_interrupt();
    serve(&client, &open).await;
    for (port, _) in open {
        client.io.tell(move |h| h.close_port(port));
    }
    Ok(())
}

/// Tells of connections until an interrupt comes.
async fn serve(client: &Client, open: &[(u16, u16)]) {
    while !client.io.interrupted() {
        for connection in client.io.ask(|h| h.connections()).await {
            let Some((local, remote)) = open.iter().find(|(l, _)| *l == connection.local_port) else { continue };
            client.io.print(format!("Handling connection for {local}\n"));
            if !connection.error.is_empty() {
                let error = format!("an error occurred forwarding {local} -> {remote}: {}", connection.error);
                let text = format!("\"Unhandled Error\" err={}", quote(&error));
                super::klog(client, 'E', "portforward.go:424", &text).await;
                client.io.eprint("error: lost connection to pod\n");
                return;
            }
        }
        client.io.events(None).await;
    }
}

/// `8080`, `8888:8080`, `:8080`, `8443:https`: local port and the pod's port.
fn resolve(text: &str, info: &Info, pod: &Value) -> Result<(u16, u16)> {
    let mut parts: Vec<&str> = text.split(':').collect();
    // Of more than two parts only the first counts.
    if parts.len() > 2 {
        parts.truncate(1);
    }
    let (local, remote) = match parts[..] {
        [local, remote] => (if local.is_empty() { "0" } else { local }, remote),
        _ => (parts[0], parts[0]),
    };
    let is_service = info.resource.kind == "Service";
    // Names become numbers before any number is looked at.
    let named = remote.parse::<i64>().is_err();
    let target = || if is_service { service_port(remote, info, pod) } else { pod_port(remote, pod) };
    let (local, target) = match (named, parts.len()) {
        // A name alone: the same number on both sides.
        (true, 1) => {
            let target = target()?;
            (if is_service { service_number(remote, info).unwrap_or(target) } else { target }, target)
        }
        (false, _) if !is_service => (port("local", local)?, target()?),
        _ => {
            let target = target()?;
            (port("local", local)?, target)
        }
    };
    if target == 0 {
        return Err(plain("remote port must be > 0"));
    }
    Ok((local, target))
}

/// A number of a port, as the forwarder reads it.
fn port(side: &str, text: &str) -> Result<u16> {
    text.parse().map_err(|_| {
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let why = if digits { "value out of range" } else { "invalid syntax" };
        plain(format!("error parsing {side} port '{text}': strconv.ParseUint: parsing {text:?}: {why}"))
    })
}

fn pod_port(remote: &str, pod: &Value) -> Result<u16> {
    if remote.parse::<i64>().is_ok() {
        return port("remote", remote);
    }
    named_container_port(remote, pod)
        .ok_or_else(|| plain(format!("Pod '{}' does not have a named port '{remote}'", meta::name(pod))))
}

fn named_container_port(name: &str, pod: &Value) -> Option<u16> {
    let ports = pod.get("spec").list("containers").iter().flat_map(|c| c.list("ports"));
    ports.filter(|port| port.str("name") == name).find_map(|port| u16::try_from(port.int("containerPort")?).ok())
}

fn service_number(name: &str, info: &Info) -> Option<u16> {
    let port = info.object.get("spec").list("ports").iter().find(|port| port.str("name") == name)?;
    u16::try_from(port.int("port")?).ok()
}

/// The port of a pod behind a service's port.
fn service_port(remote: &str, info: &Info, pod: &Value) -> Result<u16> {
    let ports = info.object.get("spec").list("ports");
    let number: Option<i64> = remote.parse().ok();
    let found = ports.iter().find(|port| match number {
        Some(n) => port.int("port") == Some(n),
        None => port.str("name") == remote,
    });
    let Some(port) = found else {
        return Err(plain(match number {
            Some(_) => format!("Service {} does not have a service port {remote}", info.name),
            None => format!("Service '{}' does not have a named port '{remote}'", info.name),
        }));
    };
    let direct = port.int("port").and_then(|n| u16::try_from(n).ok()).unwrap_or(0);
    if info.object.get("spec").str("clusterIP") == "None" {
        return Ok(direct);
    }
    match port.get("targetPort") {
        Value::Null => Ok(direct),
        Value::Str(name) => named_container_port(name, pod)
            .ok_or_else(|| plain(format!("Pod '{}' does not have a named port '{name}'", meta::name(pod)))),
        number => Ok(number.as_i64().filter(|n| *n != 0).and_then(|n| u16::try_from(n).ok()).unwrap_or(direct)),
    }
}
