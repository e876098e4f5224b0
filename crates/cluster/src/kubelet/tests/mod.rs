//! Pods on nodes over virtual time.

mod admission;
mod lifecycle;
mod owners;
mod probes;
mod resize;
mod restarts;
mod rules;
mod streams;
mod trouble;

use sorted::InOrder;
use std::time::Duration;

use api::request::{Request, SubOptions, Verb};
use api::time::Time;
use api::{Body, Text, Value, obj};

use crate::kinds::{NODE, POD};
use crate::{Cluster, Config, NodeConfig};

/// A cluster of one worker with what a test needs to ask of it.
struct Bench {
    cluster: Cluster,
    /// Status column of the pod under test, each time it changed, with the second since its creation.
    seen: Vec<(u64, String)>,
    born: Time,
}

impl Bench {
    fn new() -> Bench {
        let node = |name: &str, address: &str, control_plane| NodeConfig {
            name: name.into(),
            address: address.into(),
            control_plane,
        };
        let nodes = vec![node("master", "192.168.10.10", true), node("worker01", "192.168.10.20", false)];
        let epoch = Time::from_seconds(1_795_228_142);
        Bench {
            cluster: Cluster::new(Config { seed: 1, epoch, nodes, ..Config::default() }),
            seen: Vec::new(),
            born: epoch,
        }
    }

    /// Creates a pod on worker01 from its spec.
    fn pod(&mut self, name: &str, mut spec: Value) {
        spec.set("nodeName", "worker01");
        if spec.str("restartPolicy").is_empty() {
            spec.set("restartPolicy", "Always");
        }
        let pod = obj!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": (name.to_string())}, "spec": spec});
        let answer = self.cluster.handle(Request::new(Verb::Create, POD.gvr(), "default", "").with_body(pod));
        assert_eq!(answer.code, 201, "{answer:?}");
        self.born = self.cluster.now();
    }

    fn get(&self, name: &str) -> Value {
        self.cluster.api().read(POD, "default", name).unwrap_or_default()
    }

    /// Lets time go by, and notes how the pod's status changes.
    fn watch(&mut self, name: &str, seconds: u64) {
        let end = self.cluster.now() + Duration::from_secs(seconds);
        while let Some(at) = self.cluster.next_deadline().filter(|at| *at <= end) {
            self.cluster.step(at);
            let status = summary(&self.get(name));
            if self.seen.last().is_none_or(|(_, last)| *last != status) {
                self.seen.push((self.cluster.now().since(self.born).as_secs(), status));
            }
        }
        self.cluster.advance_to(end);
    }

    /// The sequence of statuses without their times.
    fn story(&self) -> Vec<&str> {
        self.seen.iter().map(|(_, s)| s.as_str()).collect()
    }

    fn delete(&mut self, name: &str) {
        let answer = self.cluster.handle(Request::new(Verb::Delete, POD.gvr(), "default", Text::new(name)));
        assert!(answer.code < 300, "{answer:?}");
    }

    /// Opens a stream about a pod and lets time go by until it ends: output, exit code, what went wrong.
    fn stream(&mut self, name: &str, subresource: &'static str, options: SubOptions) -> (String, i32, String) {
        let mut request = Request::new(Verb::Get, POD.gvr(), "default", Text::new(name)).on(subresource);
        request.options.sub = options;
        let id = match self.cluster.handle(request).body {
            Body::Stream(id) => id,
            Body::Text(text) => return (text, 0, String::new()),
            other => return (String::new(), 1, format!("{other:?}")),
        };
        for _ in 0..200 {
            self.cluster.advance_to(self.cluster.now() + Duration::from_millis(50));
            let stream = &self.cluster.world().streams[&id];
            if let Some((code, why)) = stream.ended.clone() {
                let output = stream.output.iter().flat_map(|(_, data)| data.clone()).collect();
                return (String::from_utf8(output).unwrap(), code, why);
            }
        }
        panic!("{subresource} of {name} does not end");
    }

    fn logs(&mut self, name: &str) -> String {
        let (text, code, why) = self.stream(name, "log", SubOptions::default());
        if code == 0 { text } else { why }
    }

    fn exec(&mut self, name: &str, command: &[&str]) -> (String, i32, String) {
        let command = command.iter().map(|w| Text::new(w)).collect();
        self.stream(name, "exec", SubOptions { command, ..SubOptions::default() })
    }

    /// `reason: message` of the events about a pod, with their counts, in the order of their last time.
    fn events(&self, name: &str) -> Vec<String> {
        let kind = api::kinds::by_kind("", "Event").unwrap();
        let mut all: Vec<&Value> = self.cluster.api().read_all(kind, "default").collect();
        all.retain(|e| e.get("involvedObject").str("name") == name);
        all.order_by_key(|e| (e.str("lastTimestamp").to_string(), e.get("metadata").str("name").to_string()));
        let line = |e: &&Value| format!("{} x{}: {}", e.str("reason"), e.int("count").unwrap_or(1), e.str("message"));
        all.iter().map(line).collect()
    }
}

/// Ready containers and what the STATUS column shows.
fn summary(pod: &Value) -> String {
    if pod.is_null() {
        return "gone".into();
    }
    let statuses = pod.get("status").list("containerStatuses");
    let ready = statuses.iter().filter(|s| s.bool("ready")).count();
    let mut shown = pod.get("status").str("phase").to_string();
    for s in statuses {
        let state = s.get("state");
        for (kind, field) in [("waiting", "reason"), ("terminated", "reason")] {
            if state.has(kind) {
                shown = state.get(kind).str(field).to_string();
            }
        }
    }
    if !api::meta::deletion_timestamp(pod).is_empty() && !statuses.iter().any(|s| s.get("state").has("terminated")) {
        shown = "Terminating".into();
    }
    format!("{ready}/{} {shown}", pod.get("spec").list("containers").len())
}

fn shell(script: &str) -> Value {
    obj!({"containers": [{"name": "c", "image": "busybox:1.36", "command": ["sh", "-c", (script.to_string())]}]})
}

fn one(image: &'static str) -> Value {
    obj!({"containers": [{"name": "c", "image": image}]})
}

fn node(bench: &Bench, name: &str) -> Value {
    bench.cluster.api().read(NODE, "", name).unwrap()
}
