//! From an HTTP request to a call, and from its answer back.

use api::request::{PatchType, User};
use api::{Body, Map, Request, Response, Status, Text, Value, Verb, json, rest};

use playground::Machine;

use super::http::{Answer, Asked};
use super::openapi::{self, Custom};
use super::protobuf;

/// A version 2 document without a path or a definition: the version, a title with a version, paths, definitions.
const NOTHING: &[u8] = b"\x0a\x032.0\x12\x15\x0a\x0aKubernetes\x12\x07v1.36.2\x42\x00\x4a\x00";

/// What stands behind the socket.
pub trait Server {
    fn handle(&mut self, request: Request) -> Response;
    /// Whose token it is; nobody's where it does not count.
    fn bearer(&mut self, token: &str) -> Option<User>;
    /// The kinds that definitions bring.
    fn customs(&self) -> Vec<Custom>;
}

impl Server for Machine {
    fn handle(&mut self, request: Request) -> Response {
        self.cluster.handle(request)
    }
    fn bearer(&mut self, token: &str) -> Option<User> {
        self.cluster.api().bearer(token, self.cluster.now())
    }
    fn customs(&self) -> Vec<Custom> {
        let customs = self.cluster.api().resources().filter_map(|r| {
            let schema = r.custom.as_ref()?.schema.clone();
            Some(Custom { gvr: r.gvr.clone(), kind: r.kind.clone(), namespaced: r.namespaced, schema })
        });
        customs.collect()
    }
}

/// Answers one request. Who brings no token is the administrator.
pub fn answer(asked: &Asked, server: &mut dyn Server) -> Answer {
    let path = asked.target.split('?').next().unwrap_or("");
    if let Some(rest) = path.strip_prefix("/openapi/v3") {
        let rest = rest.trim_matches('/');
        let customs = server.customs();
        let document = match rest {
            "" => openapi::index(&customs),
            path => openapi::document(path, &customs, &crate::check::descriptions()),
        };
        return whole(200, Vec::new(), &document);
    }
    if path == "/openapi/v2" {
        // Clients look here for what the newer documents do not tell, and read protobuf only: this one tells of nothing.
        return Answer::Whole {
            code: 200,
            kind: "application/octet-stream",
            warnings: Vec::new(),
            body: NOTHING.to_vec(),
        };
    }
    let bearer = asked.header("authorization").strip_prefix("Bearer ").map(str::trim);
    let user = match bearer {
        Some(token) => match server.bearer(token) {
            Some(user) => Some(user),
            None => {
                let refused = Status::new(401, "Unauthorized", "Unauthorized");
                return whole(401, Vec::new(), &refused.to_value());
            }
        },
        None => None,
    };
    let call = call(asked, user);
    let both_ways = |r: &Request| matches!(&*r.subresource, "exec" | "attach" | "portforward");
    let channels = call.as_ref().is_ok_and(both_ways);
    let Response { code, body, warnings } = match call {
        Ok(request) => server.handle(request),
        Err(status) => status.into(),
    };
    match body {
        Body::Object(v) => whole(code, warnings, &v),
        Body::Table(t) => whole(code, warnings, &t.to_value()),
        // What no path leads to is not even told of as a status, but for what is under a version that is served.
        Body::Status(s) if code == 404 && s.message.starts_with(NOT_THERE) && !under_a_version(path, server) => {
            let body = b"404 page not found\n".to_vec();
            Answer::Whole { code, kind: "text/plain; charset=utf-8", warnings, body }
        }
        Body::Status(s) => whole(code, warnings, &s.to_value()),
        Body::Text(t) => Answer::Whole { code, kind: "text/plain", warnings, body: t.into_bytes() },
        Body::Watch(id) => Answer::Watch(id),
        Body::Stream(id) if channels => Answer::Channels(id),
        Body::Stream(id) => Answer::Stream(id),
    }
}

const NOT_THERE: &str = "the server could not find the requested resource";

/// Whether a path begins with that of a version of a group that is served.
fn under_a_version(path: &str, server: &mut dyn Server) -> bool {
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let root = match parts[..] {
        ["api", version, _, ..] => format!("/api/{version}"),
        ["apis", group, version, _, ..] => format!("/apis/{group}/{version}"),
        _ => return false,
    };
    server.handle(Request::raw(root)).code == 200
}

fn whole(code: u16, warnings: Vec<String>, value: &Value) -> Answer {
    Answer::Whole { code, kind: "application/json", warnings, body: json::to_string(value).into_bytes() }
}

/// A request as a call, of the user whose token it bears.
fn call(asked: &Asked, user: Option<User>) -> Result<Request, Status> {
    let kind = asked.header("content-type");
    let mut request = match kind.contains("protobuf") {
        true => rest::call(&asked.method, &asked.target, "", protobuf::to_json(&asked.body)?.as_bytes())?,
        false => rest::call(&asked.method, &asked.target, kind, &asked.body)?,
    };
    let options = &mut request.options;
    // Who names no manager is known by the start of its user agent; an apply has to name one.
    if options.field_manager.is_empty() && request.verb != Verb::Patch(PatchType::Apply) {
        options.field_manager = Text::new(asked.header("user-agent").split('/').next().unwrap_or(""));
    }
    options.as_table = asked.header("accept").contains("as=Table");
    match user {
        Some(user) if !asked.header("impersonate-user").is_empty() => Err(Status::new(
            501,
            "NotImplemented",
            format!("this server lets only its administrator impersonate others, not {:?}", &*user.name),
        )),
        Some(user) => {
            request.user = user;
            Ok(request)
        }
        None => Ok(as_user(request, asked)),
    }
}

/// The user that the headers of impersonation name; the administrator where there are none.
fn as_user(mut request: Request, asked: &Asked) -> Request {
    let name = asked.header("impersonate-user");
    if !name.is_empty() {
        let user = User::impersonated(name, asked.all("impersonate-group").map(Text::new).collect());
        let mut extra = Map::new();
        for (header, value) in &asked.headers {
            if let Some(key) = header.strip_prefix("impersonate-extra-") {
                extra.entry(Text::new(key)).list_mut().push(Text::new(value).into());
            }
        }
        request.user = User { uid: Text::new(asked.header("impersonate-uid")), extra, ..user };
    }
    request
}
