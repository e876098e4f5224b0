//! log, exec, attach and portforward: the server checks whom it is about and hands the stream to the kubelet.

use api::request::{Request, Response};
use api::{Body, Status, Text, Value, meta};

use super::super::verbs::Call;
use super::super::{ApiServer, Env};
use crate::kinds;

impl ApiServer {
    pub(super) fn open_stream(&mut self, call: &mut Call<'_>, env: &mut Env<'_>) -> Result<Response, Status> {
        let pod = self.target(call)?;
        let mut request = call.request.clone();
        let log = request.subresource == "log";
        if request.subresource != "portforward" {
            request.options.sub.container = container(&pod, &request.options.sub.container, log)?;
        }
        if pod.get("spec").str("nodeName").is_empty() {
            if log {
                return Ok(Response { code: 200, body: Body::Text(String::new()), warnings: Vec::new() });
            }
            let name = meta::name(&pod);
            return Err(Status::bad_request(format!("pod {name} does not have a host assigned")));
        }
        let node = pod.get("spec").str("nodeName");
        if self.peek(kinds::NODE, "", node).is_none() {
            return Err(Status::not_found(&kinds::NODE.gvr(), node));
        }
        unreachable_kubelet(&pod, &request, env)?;
        let id = env.world.open_stream(request);
        Ok(Response { code: 200, body: Body::Stream(id), warnings: Vec::new() })
    }
}

/// The refusal where the kubelet of the pod's node does not answer.
fn unreachable_kubelet(pod: &Value, request: &Request, env: &Env<'_>) -> Result<(), Status> {
    let node = pod.get("spec").str("nodeName");
    let host = pod.get("status").str("hostIP");
    let Some(why) = silence(node, host, env) else { return Ok(()) };
    let (namespace, name, container) = (&request.namespace, &request.name, &request.options.sub.container);
    let message = match request.subresource.as_str() {
        "log" => format!("Get \"https://{host}:10250/containerLogs/{namespace}/{name}/{container}\": {why}"),
        _ => format!("error dialing backend: {why}"),
    };
    Err(Status::new(500, Text::EMPTY, message))
}

/// Why a node's kubelet does not answer.
pub(super) fn silence(node: &str, host: &str, env: &Env<'_>) -> Option<String> {
    Some(match node {
        _ if env.world.is_off(node) => format!("dial tcp {host}:10250: connect: no route to host"),
        _ if env.world.is_frozen(node) => "net/http: TLS handshake timeout".into(),
        _ if env.world.is_cut(node) => "dial tcp: i/o timeout".into(),
        _ if env.world.is_headless(node) => format!("dial tcp {host}:10250: connect: connection refused"),
        _ => return None,
    })
}

fn names(pod: &Value, list: &str) -> Vec<Text> {
    pod.get("spec").list(list).iter().map(|c| c.text("name")).collect()
}

fn joined(names: &[Text]) -> String {
    names.iter().map(Text::as_str).collect::<Vec<_>>().join(" ")
}

/// The container that is meant: the only one, the default one of the annotation, or the one that is named.
fn container(pod: &Value, wanted: &Text, log: bool) -> Result<Text, Status> {
    let (main, init) = (names(pod, "containers"), names(pod, "initContainers"));
    let ephemeral = names(pod, "ephemeralContainers");
    let name = meta::name(pod);
    if !wanted.is_empty() {
        let known = [&main, &init, &ephemeral].iter().any(|l| l.contains(wanted));
        return if known {
            Ok(wanted.clone())
        } else {
            Err(Status::bad_request(format!("container {wanted} is not valid for pod {name}")))
        };
    }
    match main.as_slice() {
        [only] => return Ok(only.clone()),
        [] => return Err(Status::bad_request(format!("a container name must be specified for pod {name}"))),
        _ => {}
    }
    let default = meta::annotations(pod).get("kubectl.kubernetes.io/default-container").and_then(Value::as_text);
    if let Some(default) = default.filter(|d| !log && main.contains(d)) {
        return Ok(default.clone());
    }
    let mut message = format!("a container name must be specified for pod {name}, choose one of: [{}]", joined(&main));
    if !init.is_empty() {
        message.push_str(&format!(" or one of the init containers: [{}]", joined(&init)));
    }
    if !ephemeral.is_empty() {
        message.push_str(&format!(" or one of the ephemeral containers: [{}]", joined(&ephemeral)));
    }
    Err(Status::bad_request(message))
}
