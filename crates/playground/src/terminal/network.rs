//! What `curl` and its like reach from the terminal: the cluster's network, and ports forwarded into pods.

use api::Status;
use api::digest::{hex, sha256};
use api::request::{Body, Response};
use cluster::net::{Source, forward_failed};
use kubectl::{Connection, Forward, Route};
use shell::system::{HttpRequest, HttpResponse, NetError, NetReply, NetRequest};

use super::system::TerminalSystem;
use crate::internet::{self, Page};
use crate::kind;

/// A call to this machine itself.
#[derive(Clone, Debug)]
pub(super) struct Forwarded {
    /// The local port, where it is a forwarded one.
    port: Option<u16>,
    /// The answer, where it was known at once; none where nobody listens. Of a call by way of the API server: what it
    /// says where nobody answers.
    reply: Option<NetReply>,
    /// The name that was called.
    host: String,
}

/// What `/proxy` of a pod or service leads to.
struct Proxied {
    address: String,
    port: u16,
    path: String,
    /// What the API server says where nobody answers there.
    otherwise: Status,
}

/// Calls that end on this machine have numbers from here on.
const REFUSED: u64 = 1 << 60;

/// The address that every host of the internet has here: it belongs to documentation.
const INTERNET: &str = "203.0.113.10";

/// A page as a web server sends it.
fn http_reply(page: Page) -> NetReply {
    let html = "text/html; charset=utf-8";
    let (status, reason, kind, more, body) = match page {
        Page::Text(text) => (200, "OK", "text/plain; charset=utf-8", None, text),
        Page::Moved(to) => (301, "Moved Permanently", html, Some(("Location".to_string(), to)), String::new()),
        Page::Absent => {
            (501, "Not Implemented", html, None, "this page of the internet is not simulated here\n".to_string())
        }
    };
    NetReply::Http { address: INTERNET.into(), response: response((status, reason), kind, more, body) }
}

fn response((status, reason): (u16, &str), kind: &str, more: Option<(String, String)>, body: String) -> HttpResponse {
    let mut headers =
        vec![("Content-Type".to_string(), kind.to_string()), ("Content-Length".to_string(), body.len().to_string())];
    headers.extend(more);
    let (version, reason) = ("HTTP/1.1".into(), reason.into());
    HttpResponse { version, status, reason, headers, body: body.into_bytes() }
}

/// An answer of the API server as `kubectl proxy` hands it on: objects are indented for people.
fn api_reply(answer: Response) -> NetReply {
    let (kind, body) = match answer.body {
        Body::Object(object) => ("application/json", api::go_order::indented(&object)),
        Body::Status(status) => ("application/json", api::go_order::indented(&status.to_value())),
        Body::Text(text) if text.starts_with('{') => ("application/json", text),
        Body::Text(text) => ("text/plain; charset=utf-8", text),
        _ => ("text/plain; charset=utf-8", "watches are not simulated behind kubectl proxy\n".to_string()),
    };
    let reason = api::rest::reason(answer.code);
    NetReply::Http { address: "127.0.0.1".into(), response: response((answer.code, reason), kind, None, body) }
}

/// Something that the proxy says itself.
fn text_reply(status: (u16, &str), body: String) -> NetReply {
    let response = response(status, "text/plain; charset=utf-8", None, body);
    NetReply::Http { address: "127.0.0.1".into(), response }
}

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
        if let NetRequest::Http(r) = &request {
            let scheme = if r.https { "https" } else { "http" };
            if let Some(page) = internet::page(&format!("{scheme}://{host}{}", r.path)) {
                return self.answered_here(Forwarded { port: None, reply: Some(http_reply(page)), host });
            }
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
            // Node ports and the API server answer here, too; anything else is closed.
            if (30_000..32_768).contains(&port) || port == 6443 {
                let address = self.desk.address.clone();
                return self.cluster.ask(Source::Client, aimed_at(request, &address, None));
            }
            return self.answered_here(Forwarded { port: None, reply: None, host });
        };
        let Forward { namespace, pod, port: inner, proxy } = target;
        if let Some(proxy) = proxy {
            let NetRequest::Http(r) = &request else {
                return self.answered_here(Forwarded { port: None, reply: None, host });
            };
            let meant = r.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("host"));
            let reply = match proxy.route(&r.method, &r.path, meant.map_or(&host, |(_, host)| host)) {
                Route::Api(path) => return self.call_api(&HttpRequest { path, ..r.clone() }),
                Route::File(path) => self.file_reply(&path),
                Route::Nothing => text_reply((404, "Not Found"), "404 page not found\n".into()),
                Route::Forbidden => text_reply((403, "Forbidden"), "Forbidden\n".into()),
            };
            return self.answered_here(Forwarded { port: None, reply: Some(reply), host });
        }
        let object = self.cluster.api().read(kind("", "Pod"), &namespace, &pod);
        let ip = object.as_ref().and_then(|p| p.at(&["status", "podIP"]).as_str()).unwrap_or("").to_string();
        let node = object.as_ref().and_then(|p| p.at(&["spec", "nodeName"]).as_text()).cloned().unwrap_or_default();
        let id = self.cluster.ask(Source::Forward(node), aimed_at(request, &ip, Some(inner)));
        self.local.forwarded.insert(id, Forwarded { port: Some(port), reply: None, host });
        id
    }

    /// A file of this machine as `kubectl proxy --www` serves it; a directory is listed, unless it has an index.
    fn file_reply(&mut self, path: &str) -> NetReply {
        use shell::System;
        let path = path.trim_end_matches('/');
        let html = (200, "OK", "text/html; charset=utf-8");
        let index = format!("{path}/index.html");
        let (kind, text) = if let Ok(names) = self.files().list(path) {
            match self.files().read_text(&index) {
                Ok(text) => (html, text),
                Err(_) => {
                    let rows = names.iter().map(|(name, stat)| {
                        let slash = if stat.is_directory() { "/" } else { "" };
                        format!("<a href=\"{name}{slash}\">{name}{slash}</a>\n")
                    });
                    let head = "<!doctype html>\n<meta name=\"viewport\" content=\"width=device-width\">\n<pre>\n";
                    (html, format!("{head}{}</pre>\n", rows.collect::<String>()))
                }
            }
        } else if let Ok(text) = self.files().read_text(path) {
            let kind = match path.rsplit('.').next() {
                Some("html") => html.2,
                Some("css") => "text/css; charset=utf-8",
                Some("js") => "text/javascript; charset=utf-8",
                Some("json") => "application/json",
                _ => "text/plain; charset=utf-8",
            };
            ((200, "OK", kind), text)
        } else {
            return text_reply((404, "Not Found"), "404 page not found\n".into());
        };
        let (status, reason, kind) = kind;
        NetReply::Http { address: "127.0.0.1".into(), response: response((status, reason), kind, None, text) }
    }

    /// A call to the port of `kubectl proxy`: to the API server, or by way of it to a pod or service.
    fn call_api(&mut self, r: &HttpRequest) -> u64 {
        let r = &match self.proxied(&r.path) {
            Some(Ok(to)) => {
                let mut through =
                    HttpRequest { https: false, host: to.address, port: to.port, path: to.path, ..r.clone() };
                through.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("host"));
                through.headers.insert(0, ("Host".into(), r.host.clone()));
                let id = self.cluster.ask(Source::Client, NetRequest::Http(through));
                let reply = Some(api_reply(to.otherwise.into()));
                self.local.forwarded.insert(id, Forwarded { port: None, reply, host: String::new() });
                return id;
            }
            // Who is not there is told of as if he had been asked for.
            Some(Err(path)) => HttpRequest { path, ..r.clone() },
            None => r.clone(),
        };
        let kind = r.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let call = api::rest::call(&r.method, &r.path, kind.map_or("", |(_, kind)| kind), &r.body);
        let cause = self.local.cause;
        let answer = call.map(|call| self.cluster.handle_because(call, cause));
        let reply = answer.map_or_else(|status| api_reply(status.into()), api_reply);
        self.answered_here(Forwarded { port: None, reply: Some(reply), host: r.host.clone() })
    }

    /// `/api/v1/namespaces/NS/pods/NAME:PORT/proxy/PATH`: where that leads, or the path of an object that is not there.
    fn proxied(&mut self, path: &str) -> Option<Result<Proxied, String>> {
        let mut parts = path.strip_prefix("/api/v1/namespaces/")?.splitn(5, '/');
        let (namespace, kind_name, named) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next()?.split('?').next() != Some("proxy") {
            return None;
        }
        let rest = format!("/{}", parts.next().unwrap_or(""));
        let named = named.strip_prefix("http:").or(named.strip_prefix("https:")).unwrap_or(named);
        let (name, port) = named.split_once(':').map_or((named, ""), |(name, port)| (name, port));
        let service = kind_name == "services";
        let Some(object) = self.cluster.api().read(kind("", if service { "Service" } else { "Pod" }), namespace, name)
        else {
            return Some(Err(format!("/api/v1/namespaces/{namespace}/{kind_name}/{name}")));
        };
        let spec = object.get("spec");
        let ports: Vec<&api::Value> = if service {
            spec.list("ports").iter().collect()
        } else {
            spec.list("containers").iter().flat_map(|c| c.list("ports")).collect()
        };
        let field = if service { "port" } else { "containerPort" };
        let wanted = ports.iter().find(|p| port.is_empty() || p.str("name") == port).and_then(|p| p.int(field));
        let number = port.parse().ok().or(wanted.and_then(|n| u16::try_from(n).ok())).unwrap_or(80);
        let mut dialled = (object.get("status").str("podIP").to_string(), i64::from(number));
        if service {
            let ends = self.cluster.api().read(kind("", "Endpoints"), namespace, name).unwrap_or_default();
            let first = ends.list("subsets").iter().find(|subset| !subset.list("addresses").is_empty());
            let first = first.map(|s| (s.list("addresses")[0].str("ip"), s.list("ports")[0].int("port")));
            dialled = first.map(|(ip, port)| (ip.to_string(), port.unwrap_or(0))).unwrap_or_default();
        }
        let (address, port) = dialled;
        let why = if address.is_empty() && service {
            format!("no endpoints available for service \"{name}\"")
        } else {
            format!("error trying to reach service: dial tcp {address}:{port}: connect: connection refused")
        };
        let address = if service { spec.str("clusterIP").to_string() } else { address };
        Some(Ok(Proxied { address, port: number, path: rest, otherwise: Status::new(503, "ServiceUnavailable", why) }))
    }

    /// A call whose answer is known at once.
    fn answered_here(&mut self, call: Forwarded) -> u64 {
        let id = REFUSED + self.local.next_program;
        self.local.next_program += 1;
        self.local.forwarded.insert(id, call);
        id
    }

    /// The address at which a call is aimed, once it is known.
    pub(super) fn aimed_at(&mut self, id: u64) -> Option<String> {
        if let Some(call) = self.local.forwarded.get(&id) {
            return Some(match &call.reply {
                Some(NetReply::Http { address, .. }) => address.clone(),
                _ => "127.0.0.1".into(),
            });
        }
        self.cluster.world().net.aimed_at(id)
    }

    pub(super) fn reply(&mut self, id: u64) -> Option<Result<NetReply, NetError>> {
        if id >= REFUSED {
            let reply = self.local.forwarded.remove(&id).and_then(|call| call.reply);
            return Some(reply.ok_or(NetError::Refused));
        }
        let reply = self.cluster.world().net.take(id)?;
        let Some(Forwarded { port, reply: otherwise, host }) = self.local.forwarded.remove(&id) else {
            return Some(reply);
        };
        let Some(local_port) = port else {
            return Some(reply.or_else(|error| otherwise.ok_or(error)));
        };
        let error = match (&reply, self.desk.ports.get(&local_port)) {
            (Err(_), Some(f)) => {
                let pod = self.cluster.api().read(kind("", "Pod"), &f.namespace, &f.pod).unwrap_or_default();
                // Nothing else tells of a sandbox's name.
                let sandbox = hex(&sha256([api::meta::uid(&pod), &f.pod].concat().as_bytes()));
                forward_failed(f.port, &sandbox, api::meta::uid(&pod))
            }
            _ => String::new(),
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
