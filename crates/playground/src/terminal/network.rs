//! What `curl` and its like reach from the terminal: the cluster's network, and ports forwarded into pods.

use cluster::net::Source;
use kubectl::{Connection, Forward};
use shell::system::{HttpRequest, NetError, NetReply, NetRequest};

use super::system::TerminalSystem;
use crate::kind;

/// A call to this machine itself.
#[derive(Clone, Debug)]
pub(super) struct Forwarded {
    /// The local port, where it is a forwarded one.
    port: Option<u16>,
    /// The name that was called.
    host: String,
}

/// Calls that end on this machine have numbers from here on.
const REFUSED: u64 = 1 << 60;

fn host_of(request: &NetRequest) -> (String, Option<u16>) {
    match request {
        NetRequest::Tcp { host, port, .. } => (host.clone(), Some(*port)),
        NetRequest::Http(r) => (r.host.clone(), Some(r.port)),
        NetRequest::Ping { host } => (host.clone(), None),
        NetRequest::Lookup { name, .. } => (name.clone(), None),
    }
}

fn aimed_at(request: NetRequest, address: &str, to: Option<u16>) -> NetRequest {
    match request {
        NetRequest::Tcp { port, data, .. } => NetRequest::Tcp { host: address.into(), port: to.unwrap_or(port), data },
        NetRequest::Http(r) => {
            let port = to.unwrap_or(r.port);
            NetRequest::Http(HttpRequest { host: address.into(), port, ..r })
        }
        NetRequest::Ping { .. } => NetRequest::Ping { host: address.into() },
        lookup @ NetRequest::Lookup { .. } => lookup,
    }
}

impl TerminalSystem<'_> {
    pub(super) fn call(&mut self, request: NetRequest) -> u64 {
        let (host, port) = host_of(&request);
        let here = ["localhost", "127.0.0.1", "::1"].contains(&host.as_str());
        if let NetRequest::Lookup { .. } = request {
            return self.cluster.ask(Source::Client, request);
        }
        if here && let Some(port) = port {
            return self.call_here(request, host, port);
        }
        let address = self.hosts_file(&host).unwrap_or(host);
        self.cluster.ask(Source::Client, aimed_at(request, &address, None))
    }

    /// The address of a name in `/etc/hosts`.
    fn hosts_file(&mut self, name: &str) -> Option<String> {
        use shell::System;
        let text = self.files().read_text("/etc/hosts").ok()?;
        let line = text.lines().find(|l| l.split_whitespace().skip(1).any(|n| n == name))?;
        line.split_whitespace().next().map(str::to_string)
    }

    fn call_here(&mut self, request: NetRequest, host: String, port: u16) -> u64 {
        let target = self.desk.ports.get(&port).cloned();
        let Some(target) = target else {
            // Node ports answer here, too; anything else is closed.
            if (30_000..32_768).contains(&port) {
                let address = self.desk.address.clone();
                return self.cluster.ask(Source::Client, aimed_at(request, &address, None));
            }
            let id = REFUSED + self.local.next_program;
            self.local.next_program += 1;
            self.local.forwarded.insert(id, Forwarded { port: None, host });
            return id;
        };
        let Forward { namespace, pod, port: inner } = target;
        let object = self.cluster.api().read(kind("", "Pod"), &namespace, &pod);
        let ip = object.as_ref().and_then(|p| p.at(&["status", "podIP"]).as_str()).unwrap_or("").to_string();
        let node = object.as_ref().and_then(|p| p.at(&["spec", "nodeName"]).as_text()).cloned().unwrap_or_default();
        let id = self.cluster.ask(Source::Forward(node), aimed_at(request, &ip, Some(inner)));
        self.local.forwarded.insert(id, Forwarded { port: Some(port), host });
        id
    }

    /// The address at which a call is aimed, once it is known.
    pub(super) fn aimed_at(&mut self, id: u64) -> Option<String> {
        if id >= REFUSED || self.local.forwarded.contains_key(&id) {
            return Some("127.0.0.1".into());
        }
        self.cluster.world().net.aimed_at(id)
    }

    pub(super) fn reply(&mut self, id: u64) -> Option<Result<NetReply, NetError>> {
        if id >= REFUSED {
            self.local.forwarded.remove(&id);
            return Some(Err(NetError::Refused));
        }
        let reply = self.cluster.world().net.take(id)?;
        let Some(Forwarded { port: Some(local_port), host }) = self.local.forwarded.remove(&id) else {
            return Some(reply);
        };
        let inner = self.desk.ports.get(&local_port).map_or(0, |f| f.port);
        let error = match &reply {
            Ok(_) => String::new(),
            Err(_) => format!("failed to connect to localhost:{inner} inside namespace: connection refused"),
        };
        self.desk.note_connection(Connection { local_port, error });
        Some(match reply {
            Ok(NetReply::Http { response, .. }) => Ok(NetReply::Http { address: host, response }),
            Ok(NetReply::Tcp { data, .. }) => Ok(NetReply::Tcp { address: host, data }),
            Ok(other) => Ok(other),
            // The forwarder takes the connection before it knows that nobody answers inside.
            Err(_) => Err(NetError::Empty),
        })
    }
}
