//! Finding pods and their containers: which pod of a deployment, which container by default, when it runs.

use sorted::InOrder;
use std::cmp::Reverse;
use std::time::Duration;

use api::request::Options;
use api::{Value, meta};

use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::resources::Resource;
use crate::resources::builder::{Info, Query};

/// A container of a pod, with the list it stands in.
const LISTS: [(&str, &str); 3] =
    [("containers", ""), ("initContainers", " (init)"), ("ephemeralContainers", " (ephem)")];

/// Names of all containers as errors list them: `main, first (init)`.
pub(crate) fn all_containers(pod: &Value) -> String {
    let names = LISTS
        .iter()
        .flat_map(|(list, mark)| pod.get("spec").list(list).iter().map(move |c| format!("{}{mark}", c.str("name"))));
    names.collect::<Vec<_>>().join(", ")
}

/// The container `name` of a pod; where that is empty, the default one (which is told, where there are others).
pub(crate) fn container(client: &Client, pod: &Value, name: &str, quiet: bool) -> Result<Value> {
    let find = |name: &str| {
        LISTS.iter().flat_map(|(list, _)| pod.get("spec").list(list)).find(|c| c.str("name") == name).cloned()
    };
    let invalid = |name: &str| {
        plain(format!("container {name} is not valid for pod {} out of: {}", meta::name(pod), all_containers(pod)))
    };
    if !name.is_empty() {
        return find(name).ok_or_else(|| invalid(name));
    }
    let count: usize = LISTS.iter().map(|(list, _)| pod.get("spec").list(list).len()).sum();
    let default = meta::annotations(pod).get("kubectl.kubernetes.io/default-container").and_then(Value::as_str);
    if let Some(name) = default.filter(|n| !n.is_empty() && count > 1) {
        if let Some(found) = find(name) {
            return Ok(found);
        }
        if !quiet {
            client.io.eprint(format!("Default container name {name:?} not found in pod {}\n", meta::name(pod)));
        }
    }
    let Some(first) = pod.get("spec").list("containers").first() else {
        return Err(plain(format!("no containers in pod {}", meta::name(pod))));
    };
    if count > 1 && !quiet {
        client.io.eprint(format!("Defaulted container {:?} out of: {}\n", first.str("name"), all_containers(pod)));
    }
    Ok(first.clone())
}

/// The one object that an argument names: `web`, `deploy/web`.
/// `scheme` is what the command reads it into.
pub(crate) async fn named(client: &Client, argument: &str, scheme: &'static str) -> Result<Info> {
    if argument.is_empty() {
        return Err(plain("resource name may not be empty"));
    }
    let word = if argument.contains('/') { argument.to_string() } else { format!("pods/{argument}") };
    let query =
        Query { namespace: client.namespace().await?, args: vec![word], chunk_size: 500, scheme, ..Query::default() };
    let mut found = query.find(client).await?;
    match found.errors.pop() {
        Some(error) => Err(error),
        None => Ok(found.infos.swap_remove(0)),
    }
}

/// The label selector of the pods that an object owns or points to; none for a pod.
pub(crate) fn pod_selector(info: &Info) -> Result<String> {
    let spec = info.object.get("spec");
    let map = |v: &Value| -> String {
        let pairs = v.as_map().into_iter().flat_map(|m| m.iter());
        pairs.map(|(k, v)| format!("{k}={}", v.as_str().unwrap_or(""))).collect::<Vec<_>>().join(",")
    };
    match &*info.resource.kind {
        "ReplicationController" => Ok(map(spec.get("selector"))),
        "Service" if spec.map("selector").is_empty() => {
            Err(plain(format!("invalid service '{}': Service is defined without a selector", info.name)))
        }
        "Service" => Ok(map(spec.get("selector"))),
        "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet" | "Job" => Ok(format_selector(spec.get("selector"))),
        _ => Err(plain(format!("selector for {} not implemented", go_pointer(info)))),
    }
}

/// What Go calls the object: `*v1.ConfigMap`.
pub(crate) fn go_pointer(info: &Info) -> String {
    format!("*{}.{}", info.resource.version, info.resource.kind)
}

/// A LabelSelector object as text.
pub(crate) fn format_selector(selector: &Value) -> String {
    let pairs = selector.map("matchLabels").iter().map(|(k, v)| format!("{k}={}", v.as_str().unwrap_or("")));
    let expressions = selector.list("matchExpressions").iter().map(|e| {
        let mut values: Vec<&str> = e.list("values").iter().filter_map(Value::as_str).collect();
        values.order();
        match e.str("operator") {
            "In" => format!("{} in ({})", e.str("key"), values.join(",")),
            "NotIn" => format!("{} notin ({})", e.str("key"), values.join(",")),
            "Exists" => e.str("key").to_string(),
            _ => format!("!{}", e.str("key")),
        }
    });
    let mut all: Vec<String> = pairs.chain(expressions).collect();
    all.order();
    all.join(",")
}

/// Whether a pod's condition Ready is true.
pub(crate) fn is_ready(pod: &Value) -> bool {
    condition(pod, "Ready").str("status") == "True"
}

fn condition<'a>(pod: &'a Value, kind: &str) -> &'a Value {
    pod.get("status").list("conditions").iter().find(|c| c.str("type") == kind).unwrap_or(Value::NULL)
}

fn restarts(pod: &Value) -> i64 {
    let counts = pod.get("status").list("containerStatuses").iter().map(|s| s.int("restartCount").unwrap_or(0));
    counts.max().unwrap_or(0)
}

/// Who is assigned comes before who is not, then who runs, then who is ready.
fn liveliness(pod: &Value) -> (bool, u8, bool) {
    let phase = match pod.get("status").str("phase") {
        "Running" => 0,
        "Unknown" | "" => 1,
        _ => 2,
    };
    (pod.get("spec").str("nodeName").is_empty(), phase, !is_ready(pod))
}

fn created(pod: &Value) -> String {
    pod.get("metadata").str("creationTimestamp").to_string()
}

/// The pods that are most alive first: assigned, running, ready, ready for long, seldom restarted, old.
pub(crate) fn most_active_first(pods: &mut [Value]) {
    pods.order_by_cached_key(|p| {
        (liveliness(p), condition(p, "Ready").str("lastTransitionTime").to_string(), restarts(p), created(p))
    });
}

/// The pods whose logs are most wanted first: as above, but those that restarted often come before.
pub(crate) fn best_logs_first(pods: &mut [Value]) {
    pods.order_by_cached_key(|p| {
        (
            liveliness(p),
            Reverse(condition(p, "Ready").str("lastTransitionTime").to_string()),
            Reverse(restarts(p)),
            Reverse(created(p)),
        )
    });
}

/// Pods that match a selector; waits until there is one.
pub(crate) async fn of_selector(
    client: &Client,
    namespace: &str,
    selector: &str,
    timeout: Duration,
) -> Result<Vec<Value>> {
    let pods = client.resource("pods").await?;
    let options = Options { label_selector: selector.to_string().into(), ..Options::default() };
    let found = client.list(&pods, namespace, &options).await?;
    if !found.is_empty() {
        return Ok(found);
    }
    let until = client.io.now().await + timeout;
    let mut watch = client.watch(&pods, namespace, options).await?;
    match watch.next(Some(until)).await? {
        Some(event) => Ok(vec![event.object]),
        None => Err(plain("timed out waiting for the condition")),
    }
}

/// The pod to attach to, run in or forward to, for a pod or for an object that has pods.
pub(crate) async fn attachable(client: &Client, info: &Info, timeout: Duration) -> Result<Value> {
    if info.resource.kind == "Pod" {
        return Ok(info.object.clone());
    }
    let selector =
        pod_selector(info).map_err(|e| plain(format!("cannot attach to {}: {}", go_pointer(info), e.message())))?;
    let mut pods = of_selector(client, &info.namespace, &selector, timeout).await?;
    most_active_first(&mut pods);
    Ok(pods.swap_remove(0))
}

/// Watches a pod until `done` says so. An error of `done` ends the wait.
pub(crate) async fn wait_for(
    client: &Client,
    (namespace, name): (&str, &str),
    timeout: Duration,
    done: fn(&Value) -> Result<bool>,
) -> Result<Value> {
    let pods: std::rc::Rc<Resource> = client.resource("pods").await?;
    let until = client.io.now().await + timeout;
    let (mut pod, mut watch) = client.watch_one(&pods, namespace, name).await?;
    loop {
        if !pod.is_null() && done(&pod)? {
            return Ok(pod);
        }
        match watch.next(Some(until)).await? {
            Some(e) if e.kind == api::request::WatchKind::Deleted => {
                return Err(Error::Status(api::Status::not_found(&pods.gvr(), name)));
            }
            Some(e) => pod = e.object,
            None => return Err(plain("timed out waiting for the condition")),
        }
    }
}

/// Whether all containers of a pod are through.
pub(crate) fn is_completed(pod: &Value) -> bool {
    ["Succeeded", "Failed"].contains(&pod.get("status").str("phase"))
}
