//! Looking at a container from its kubelet: running a command in it, asking one of its ports. For probes and hooks.

use api::{Text, Value, obj};
use shell::system::{HttpRequest, HttpResponse, NetError, NetReply, NetRequest};

use super::machine::ExecId;
use super::site::Site;
use super::start::exec_error;
use super::worker::Worker;
use crate::component::Ctx;
use crate::net::{CallId, Net, Resolver, Source, http};

/// What a look found.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Answer {
    pub ok: bool,
    /// The look itself did not work: nothing is known.
    pub errored: bool,
    /// For the event of a probe that failed.
    pub message: String,
    /// What the runtime says of a command that failed, beside what the command wrote.
    pub error: String,
    /// A server answered over HTTP, whatever it said.
    pub heard: bool,
    /// It sends whoever asks to another place.
    pub moved: Option<String>,
}

impl Answer {
    fn ok() -> Answer {
        Answer { ok: true, ..Answer::default() }
    }
    pub fn failed(message: impl Into<String>) -> Answer {
        Answer { message: message.into(), ..Answer::default() }
    }
    fn errored(message: impl Into<String>) -> Answer {
        Answer { errored: true, ..Answer::failed(message) }
    }
}

/// A look that is under way.
#[derive(Clone, Debug)]
pub(super) enum Pending {
    Exec {
        id: ExecId,
        command: String,
    },
    Http {
        call: CallId,
        url: String,
    },
    Grpc {
        call: CallId,
        address: String,
    },
    /// Another host is asked: what is shown of it, and whether a connection is all that is wanted.
    Away {
        call: CallId,
        url: String,
        connects: bool,
    },
}

/// Somebody answered without the encryption that was asked for.
pub(super) const NOT_TLS: &str = "http: server gave HTTP response to HTTPS client";

/// What a gRPC health check is to the servers of images: the preface of HTTP/2 and the method.
pub(super) const GRPC_CHECK: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n/grpc.health.v1.Health/Check";
/// What a server answers that is well.
pub(super) const GRPC_SERVING: &[u8] = b"SERVING";

impl Pending {
    /// What a probe says that is sent on and on.
    pub fn lost(&self, hops: u32) -> String {
        match self {
            Pending::Http { url, .. } | Pending::Away { url, .. } => {
                format!("Get {url:?}: stopped after {hops} redirects")
            }
            Pending::Exec { .. } | Pending::Grpc { .. } => String::new(),
        }
    }
    /// What a probe says whose time is up.
    pub fn timed_out(&self, seconds: u64) -> String {
        match self {
            Pending::Exec { command, .. } => format!("command timed out: {command:?} timed out after {seconds}s"),
            Pending::Http { url, .. } => {
                format!("Get {url:?}: context deadline exceeded (Client.Timeout exceeded while awaiting headers)")
            }
            Pending::Grpc { address, .. } => unreached(address, seconds),
            Pending::Away { url, connects: true, .. } => format!("dial tcp {url}: i/o timeout"),
            Pending::Away { url, .. } => {
                format!("Get {url:?}: context deadline exceeded (Client.Timeout exceeded while awaiting headers)")
            }
        }
    }
}

/// Begins a look as a handler (`exec`, `httpGet`, `tcpSocket`, `grpc`) describes it, for a `probe` or the `lifecycle`. The
/// error is an answer at once.
pub(super) fn begin(
    worker: &mut Worker,
    id: &Text,
    (purpose, handler): (&str, &Value),
    site: &mut Site<'_>,
    ctx: &mut Ctx<'_>,
) -> Result<Pending, Answer> {
    if handler.has("exec") {
        return exec(worker, id, handler.get("exec"), site, ctx);
    }
    if handler.has("httpGet") {
        return http_get(worker, handler.get("httpGet"), (purpose, id), ctx);
    }
    if handler.has("tcpSocket") {
        return tcp(worker, handler.get("tcpSocket"), id, ctx);
    }
    if handler.has("grpc") {
        let port = handler.get("grpc").int("port").and_then(|p| u16::try_from(p).ok()).unwrap_or(0);
        let address = format!("{}:{port}", worker.real.ip());
        let from = gateway(&worker.real.ip());
        let call = worker.machine.call(port, &from, GRPC_CHECK.to_vec(), &mut ctx.world.net);
        return Ok(Pending::Grpc { call, address });
    }
    Err(Answer::failed("missing probe handler"))
}

/// The answer of a look, once it is there.
pub(super) fn poll(worker: &mut Worker, pending: &Pending, net: &mut Net) -> Option<Answer> {
    match pending {
        Pending::Exec { id, command } => {
            let (mut output, errors, exit) = worker.exec_result(*id)?;
            if exit == 0 {
                return Some(Answer::ok());
            }
            let error = format!("command '{command}' exited with {exit}: {}", String::from_utf8_lossy(&errors));
            output.extend(errors);
            Some(Answer { error, ..Answer::failed(String::from_utf8_lossy(&output)) })
        }
        Pending::Http { call, url } => {
            let answer = worker.machine.answer(*call)?;
            Some(match answer {
                Ok(bytes) => status(&bytes, url),
                Err(error) => Answer::failed(format!("Get {url:?}: {}", go_error(&error, host_of(url)))),
            })
        }
        Pending::Grpc { call, .. } => worker.machine.answer(*call).and_then(|answer| health(&answer)),
        Pending::Away { call, connects: true, url } => {
            // Whoever closes the connection or says nothing at all has been reached.
            let reached = |error: &NetError| matches!(error, NetError::Reset | NetError::Empty);
            match net.take(*call)? {
                Err(error) if !reached(&error) => Some(Answer::failed(go_error(&error, url))),
                _ => Some(Answer::ok()),
            }
        }
        Pending::Away { call, url, .. } => Some(match net.take(*call)? {
            Ok(NetReply::Http { response, .. }) => of_response(response),
            Ok(_) => Answer::failed(format!("Get {url:?}: EOF")),
            Err(error) => Answer::failed(format!("Get {url:?}: {}", go_error(&error, host_of(url)))),
        }),
    }
}

fn of_response(response: HttpResponse) -> Answer {
    let code = response.status;
    let place = response.headers.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("location"));
    let moved = place.map(|(_, place)| place).filter(|p| !p.is_empty() && matches!(code, 301..=303 | 307 | 308));
    let answer = match code {
        200..300 => Answer::ok(),
        300..400 => {
            let body = String::from_utf8_lossy(&response.body);
            Answer { message: format!("Probe terminated redirects, Response body: {body}"), ..Answer::ok() }
        }
        _ => Answer::failed(format!("HTTP probe failed with statuscode: {code}")),
    };
    Answer { heard: true, moved, ..answer }
}

/// Where a probe goes on that is sent to another place: the same handler with that place in it, unless it is on another
/// host.
pub(super) fn follow(handler: &Value, pending: &Pending, place: &str) -> Option<Value> {
    let (Pending::Http { url, .. } | Pending::Away { url, .. }) = pending else { return None };
    let (scheme, rest) = url.split_once("://")?;
    let (asked, path) = rest.split_once('/').map_or((rest, ""), |(asked, path)| (asked, path));
    let (scheme, authority, path) = match place.split_once("://") {
        Some((scheme, rest)) => {
            let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
            (scheme, authority, format!("/{path}"))
        }
        None if place.starts_with('/') => (scheme, asked, place.to_string()),
        None => {
            let directory = path.rsplit_once('/').map_or(String::new(), |(directory, _)| format!("{directory}/"));
            (scheme, asked, format!("/{directory}{place}"))
        }
    };
    let (name, port) = authority.rsplit_once(':').unwrap_or((authority, if scheme == "https" { "443" } else { "80" }));
    let host = asked.rsplit_once(':').map_or(asked, |(host, _)| host);
    if name != host {
        return None;
    }
    let mut handler = handler.clone();
    let get = handler.field_mut("httpGet");
    get.set("scheme", scheme.to_ascii_uppercase());
    get.set("port", port.parse::<i64>().ok()?);
    get.set("path", path);
    let mut headers = get.list("httpHeaders").to_vec();
    headers.retain(|h| h.str("name") != "Referer");
    headers.push(obj!({"name": "Referer", "value": (url.clone())}));
    get.set("httpHeaders", headers);
    Some(handler)
}

/// A client of gRPC tries again until its time is up where it is refused or where nobody speaks its language.
fn health(answer: &Result<Vec<u8>, NetError>) -> Option<Answer> {
    match answer.as_deref() {
        Ok(bytes) if bytes == GRPC_SERVING => Some(Answer::ok()),
        Ok(b"NOT_SERVING") => Some(Answer::failed("service unhealthy (responded with \"NOT_SERVING\")")),
        _ => None,
    }
}

fn unreached(address: &str, seconds: u64) -> String {
    format!("timeout: failed to connect service {address:?} within {seconds}s: context deadline exceeded")
}

/// Gives a look up.
pub(super) fn give_up(worker: &mut Worker, pending: &Pending, net: &mut Net) {
    match pending {
        Pending::Away { call, .. } => net.cancel(*call),
        Pending::Exec { id, .. } => worker.stop_exec(*id),
        Pending::Http { call, .. } | Pending::Grpc { call, .. } => worker.machine.give_up(*call),
    }
}

fn exec(
    worker: &mut Worker,
    id: &Text,
    action: &Value,
    site: &mut Site<'_>,
    ctx: &mut Ctx<'_>,
) -> Result<Pending, Answer> {
    let argv: Vec<String> = action.list("command").iter().filter_map(Value::as_str).map(str::to_string).collect();
    let place = worker.real.by_id(id).filter(|i| i.running()).and_then(|i| i.place);
    let Some(place) = place else {
        let why = "failed to exec in container: container is in CONTAINER_EXITED state";
        return Err(Answer::errored(format!("rpc error: code = Unknown desc = {why}")));
    };
    let command = argv.join(" ");
    let name = argv.first().cloned().unwrap_or_default();
    worker.borrow_trees(site);
    match worker.machine.exec(place, argv, (false, false), &mut site.outside(ctx)) {
        Ok(exec) => {
            worker.collect(exec);
            Ok(Pending::Exec { id: exec, command })
        }
        // The runtime has no exit code to tell then, so that nothing is known.
        Err(error) => Err(Answer::errored(format!(
            "rpc error: code = Unknown desc = failed to exec in container: failed to start exec \"{}\": OCI runtime \
             exec failed: exec failed: unable to start container process: {}: unknown",
            ctx.rng.hex(64),
            exec_error(&name, error)
        ))),
    }
}

/// The number of a port that may be named. A name that no port of the container has is read as a number.
fn port_of(worker: &Worker, id: &str, port: &Value) -> Result<u16, Answer> {
    let number = match port {
        Value::Str(name) => {
            let spec = worker.real.by_id(id).map(|i| &i.spec);
            let named = spec.and_then(|s| s.list("ports").iter().find(|p| p.str("name") == &**name));
            let number = named.and_then(|p| p.int("containerPort")).or_else(|| name.parse().ok());
            number.ok_or_else(|| Answer::errored(format!("strconv.Atoi: parsing {name:?}: invalid syntax")))?
        }
        number => number.as_i64().unwrap_or(-1),
    };
    let valid = u16::try_from(number).ok().filter(|n| *n > 0);
    valid.ok_or_else(|| Answer::errored(format!("invalid port number: {number}")))
}

/// The host that is asked: the pod itself, unless the handler names another one.
fn target(worker: &Worker, action: &Value) -> String {
    match action.str("host") {
        "" => worker.real.ip().to_string(),
        host => host.to_string(),
    }
}

/// Where the kubelet asks in vain: the loopback of a node is not that of the pod. Answers the address that refuses.
fn astray(worker: &Worker, action: &Value) -> Option<&'static str> {
    if worker.pod.get("spec").bool("hostNetwork") {
        return None;
    }
    [("localhost", "[::1]"), ("127.0.0.1", "127.0.0.1")]
        .into_iter()
        .find_map(|(n, a)| (action.str("host") == n).then_some(a))
}

/// Whether a handler asks another host than the pod's own.
fn is_away(worker: &Worker, action: &Value) -> bool {
    let (host, ip) = (action.str("host"), worker.real.ip());
    !host.is_empty() && host != &*ip && !matches!(host, "localhost" | "127.0.0.1")
}

/// Asks another host, as the node does.
fn away(worker: &Worker, request: NetRequest, ctx: &mut Ctx<'_>) -> CallId {
    let source = Source::Node(worker.node.clone());
    ctx.world.net.ask(source, worker.uid.clone(), Resolver::host(), request)
}

fn http_get(
    worker: &mut Worker,
    action: &Value,
    (purpose, id): (&str, &str),
    ctx: &mut Ctx<'_>,
) -> Result<Pending, Answer> {
    let port = port_of(worker, id, action.get("port"))?;
    let host = target(worker, action);
    let scheme = if action.str("scheme") == "HTTPS" { "https" } else { "http" };
    let path = if action.str("path").is_empty() { "/" } else { action.str("path") };
    let path = if path.starts_with('/') { path.to_string() } else { format!("/{path}") };
    let url = format!("{scheme}://{host}:{port}{path}");
    if let Some(address) = astray(worker, action) {
        return Err(Answer::failed(format!("Get {url:?}: dial tcp {address}:{port}: connect: connection refused")));
    }
    let mut headers = vec![
        ("Host".to_string(), format!("{host}:{port}")),
        ("User-Agent".to_string(), format!("kube-{purpose}/1.36")),
        ("Accept".to_string(), "*/*".to_string()),
        ("Connection".to_string(), "close".to_string()),
    ];
    for h in action.list("httpHeaders") {
        headers.retain(|(n, _)| !n.eq_ignore_ascii_case(h.str("name")));
        headers.push((h.str("name").to_string(), h.str("value").to_string()));
    }
    let mut request =
        HttpRequest { https: false, trusts: false, host, port, method: "GET".into(), path, headers, body: Vec::new() };
    if is_away(worker, action) {
        // A probe trusts every certificate.
        (request.https, request.trusts) = (scheme == "https", true);
        let call = away(worker, NetRequest::Http(request), ctx);
        return Ok(Pending::Away { call, url, connects: false });
    }
    let from = gateway(&worker.real.ip());
    let mut data = http::request_bytes(&request);
    if scheme == "https" {
        data.splice(..0, http::TLS.iter().copied());
    }
    let call = worker.machine.call(port, &from, data, &mut ctx.world.net);
    Ok(Pending::Http { call, url })
}

/// The node's address on its pod network, from which it speaks to pods.
fn gateway(ip: &str) -> String {
    ip.rsplit_once('.').map(|(network, _)| format!("{network}.1")).unwrap_or_default()
}

fn status(bytes: &[u8], url: &str) -> Answer {
    let inner = bytes.strip_prefix(http::TLS);
    match http::parse_response(inner.unwrap_or(bytes)) {
        Some(_) if url.starts_with("https:") && inner.is_none() => Answer::failed(format!("Get {url:?}: {NOT_TLS}")),
        Some(r) => of_response(r),
        None if bytes.is_empty() => Answer::failed(format!("Get {url:?}: EOF")),
        None => {
            let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]).into_owned();
            Answer::failed(format!(
                "Get {url:?}: net/http: HTTP/1.x transport connection broken: malformed HTTP response {shown:?}"
            ))
        }
    }
}

pub(super) fn host_of(url: &str) -> &str {
    url.split('/').nth(2).unwrap_or("")
}

fn go_error(error: &NetError, address: &str) -> String {
    match error {
        NetError::Refused => format!("dial tcp {address}: connect: connection refused"),
        NetError::Reset | NetError::Empty => "EOF".into(),
        NetError::NoRoute => format!("dial tcp {address}: connect: no route to host"),
        NetError::NoSuchName { server } => {
            let name = address.rsplit_once(':').map_or(address, |(name, _)| name);
            format!("dial tcp: lookup {name} on {server}:53: no such host")
        }
        _ => "context deadline exceeded (Client.Timeout exceeded while awaiting headers)".into(),
    }
}

fn tcp(worker: &Worker, action: &Value, id: &str, ctx: &mut Ctx<'_>) -> Result<Pending, Answer> {
    let port = port_of(worker, id, action.get("port"))?;
    let host = target(worker, action);
    if is_away(worker, action) {
        let request = NetRequest::Tcp { host: host.clone(), port, data: Vec::new() };
        let call = away(worker, request, ctx);
        return Ok(Pending::Away { call, url: format!("{host}:{port}"), connects: true });
    }
    let astray = astray(worker, action);
    if astray.is_none() && worker.machine.listens(port) {
        return Err(Answer::ok());
    }
    let host = astray.map_or(host, str::to_string);
    Err(Answer::failed(format!("dial tcp {host}:{port}: connect: connection refused")))
}
