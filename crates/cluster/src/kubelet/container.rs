//! What the runtime knows of a pod: its sandbox and the instances of its containers.

use std::rc::Rc;

use api::time::Time;
use api::{Text, Value};

/// The place of a container in its pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// Runs to its end before the next one starts.
    Init,
    /// An init container that keeps running (`restartPolicy: Always`).
    Sidecar,
    /// One of `spec.containers`.
    Main,
    /// Added to a running pod.
    Ephemeral,
}

impl Role {
    /// The list of the spec that it is in, as events name it: `spec.containers{web}`.
    pub fn field(self) -> &'static str {
        match self {
            Role::Init | Role::Sidecar => "spec.initContainers",
            Role::Main => "spec.containers",
            Role::Ephemeral => "spec.ephemeralContainers",
        }
    }
}

/// How an instance ended.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct End {
    pub code: i64,
    /// `Completed`, `Error`, `OOMKilled`, `StartError`.
    pub reason: &'static str,
    /// The termination message.
    pub message: String,
    pub at: Time,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    /// Made and not started.
    Created,
    Running,
    Ended(End),
}

/// One run of a container.
#[derive(Clone, Debug)]
pub(super) struct Instance {
    pub name: Text,
    pub role: Role,
    /// 64 hexadecimal digits.
    pub id: Text,
    pub restart_count: i64,
    /// `docker.io/library/nginx:1.14`.
    pub image: Text,
    /// `docker.io/library/nginx@sha256:...`.
    pub image_id: Text,
    /// None where it could not be started.
    pub started: Option<Time>,
    pub state: State,
    /// The container of the spec as it was started.
    pub spec: Value,
    /// Its place in the pod's machine, once it was started.
    pub place: Option<u32>,
}

impl Instance {
    pub fn running(&self) -> bool {
        self.state == State::Running
    }
    pub fn end(&self) -> Option<&End> {
        match &self.state {
            State::Ended(end) => Some(end),
            _ => None,
        }
    }
}

/// The network namespace and pause container of a pod.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sandbox {
    pub id: Text,
    /// Pod address; the node's where the pod uses the host's network.
    pub ip: Text,
    pub ready: bool,
}

/// What a relist finds of one pod. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Runtime {
    pub sandbox: Option<Rc<Sandbox>>,
    instances: Rc<Vec<Instance>>,
}

impl Runtime {
    /// The newest instance of a container.
    pub fn latest(&self, name: &str) -> Option<&Instance> {
        self.instances.iter().rev().find(|i| i.name == name)
    }
    /// The instance before the newest one.
    pub fn previous(&self, name: &str) -> Option<&Instance> {
        self.instances.iter().rev().filter(|i| i.name == name).nth(1)
    }
    /// The newest ended instance: what back-off counts from.
    pub fn last_ended(&self, name: &str) -> Option<&Instance> {
        self.instances.iter().rev().find(|i| i.name == name && i.end().is_some())
    }
    pub fn by_id(&self, id: &str) -> Option<&Instance> {
        self.instances.iter().find(|i| i.id == id)
    }
    pub fn all(&self) -> &[Instance] {
        &self.instances
    }
    pub fn any_running(&self) -> bool {
        self.instances.iter().any(Instance::running)
    }
    pub fn sandbox_ready(&self) -> bool {
        self.sandbox.as_ref().is_some_and(|s| s.ready)
    }
    /// The pod's address; empty without a sandbox.
    pub fn ip(&self) -> Text {
        self.sandbox.as_ref().map(|s| s.ip.clone()).unwrap_or_default()
    }
    /// A new instance. Of each container the newest and the one before stay; an older one is handed back.
    pub fn add(&mut self, instance: Instance) -> Option<Instance> {
        let all = Rc::make_mut(&mut self.instances);
        let same: Vec<usize> = (0..all.len()).filter(|i| all[*i].name == instance.name).collect();
        let gone = if let [first, _, ..] = same[..] { Some(all.remove(first)) } else { None };
        all.push(instance);
        gone
    }
    /// Removes all instances, and hands them over.
    pub fn clear(&mut self) -> Vec<Instance> {
        std::mem::take(Rc::make_mut(&mut self.instances))
    }
    pub fn change(&mut self, id: &str, change: impl FnOnce(&mut Instance)) {
        if let Some(i) = Rc::make_mut(&mut self.instances).iter_mut().find(|i| i.id == id) {
            change(i);
        }
    }
    /// Whether both show the same, told quickly.
    pub fn same(&self, other: &Runtime) -> bool {
        Rc::ptr_eq(&self.instances, &other.instances) && self.sandbox == other.sandbox
    }
}
