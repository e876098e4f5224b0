//! Amounts that nodes have and pods ask for, as whole numbers.

use sorted::SortedMap;

use api::quantity::Quantity;
use api::views::core::{Container, Pod};
use api::{Map, Text, Value};

/// Amounts of resources.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resources {
    /// Thousandths of a processor.
    pub milli_cpu: i64,
    /// Bytes.
    pub memory: i64,
    /// Bytes.
    pub ephemeral_storage: i64,
    /// Pods that a node takes.
    pub pods: i64,
    /// Anything else (`nvidia.com/gpu`, `hugepages-2Mi`).
    pub scalar: SortedMap<Text, i64>,
}

/// What a container is taken to need of processors where it does not say.
const DEFAULT_MILLI_CPU: i64 = 100;
/// What a container is taken to need of memory where it does not say.
const DEFAULT_MEMORY: i64 = 200 * 1024 * 1024;

impl Resources {
    /// From a list of quantities.
    pub fn of(list: &Map) -> Resources {
        let mut r = Resources::default();
        for (name, value) in list.iter() {
            let q = Quantity::of_valid(value);
            match name.as_str() {
                "cpu" => r.milli_cpu = q.milli_value(),
                "memory" => r.memory = q.value(),
                "ephemeral-storage" => r.ephemeral_storage = q.value(),
                "pods" => r.pods = q.value(),
                _ => {
                    r.scalar.insert(name.clone(), q.value());
                }
            }
        }
        r
    }
    /// Adds `other` times `sign`.
    pub fn add(&mut self, other: &Resources, sign: i64) {
        self.milli_cpu += sign * other.milli_cpu;
        self.memory += sign * other.memory;
        self.ephemeral_storage += sign * other.ephemeral_storage;
        for (name, n) in &other.scalar {
            *self.scalar.entry(name.clone()).or_default() += sign * n;
        }
    }
    /// Takes the larger of each amount.
    fn max(&mut self, other: &Resources) {
        self.milli_cpu = self.milli_cpu.max(other.milli_cpu);
        self.memory = self.memory.max(other.memory);
        self.ephemeral_storage = self.ephemeral_storage.max(other.ephemeral_storage);
        for (name, n) in &other.scalar {
            let entry = self.scalar.entry(name.clone()).or_default();
            *entry = (*entry).max(*n);
        }
    }
}

/// What containers are taken to need where they do not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Nothing: for filters.
    Zero,
    /// A little: for scores, so that pods without requests spread too.
    Default,
}

/// What a pod asks for: its containers together, or an init container if that asks for more; the pod's own requests
/// stand above those of containers.
pub fn requests(pod: &Value, missing: Missing) -> Resources {
    let spec = Pod::of(pod).spec();
    let resizing = Resizing::of(pod);
    let of_container =
        |c, missing| resizing.as_ref().map_or_else(|| of_container(c, missing), |r| r.container(c, missing));
    let mut sum = Resources::default();
    for c in spec.containers() {
        sum.add(&of_container(c, missing), 1);
    }
    let (mut sidecars, mut most) = (Resources::default(), Resources::default());
    for c in spec.init_containers() {
        let own = of_container(c, missing);
        if c.restart_policy() == Some("Always") {
            sum.add(&own, 1);
            sidecars.add(&own, 1);
            most.max(&sidecars);
        } else {
            let mut with = own;
            with.add(&sidecars, 1);
            most.max(&with);
        }
    }
    sum.max(&most);
    if let Some(own) = spec.resources() {
        let given = Resources::of(own.requests());
        for (name, _) in own.requests().iter() {
            match name.as_str() {
                "cpu" => sum.milli_cpu = given.milli_cpu,
                "memory" => sum.memory = given.memory,
                other if other.starts_with("hugepages-") => {
                    sum.scalar.insert(name.clone(), given.scalar.get(other).copied().unwrap_or(0));
                }
                _ => {}
            }
        }
    }
    sum.add(&Resources::of(spec.overhead()), 1);
    sum
}

/// A pod whose resources are being changed: until the change is done, it counts with the larger of what it asks for, what
/// it was given and what it has; where its node can never give it what it asks for, with what it has.
pub struct Resizing<'a> {
    status: &'a Value,
    infeasible: bool,
}

impl<'a> Resizing<'a> {
    /// None for a pod that has what it asks for.
    pub fn of(pod: &'a Value) -> Option<Resizing<'a>> {
        let status = pod.get("status");
        let conditions = status.list("conditions").iter();
        let mut resizing = conditions.filter(|c| matches!(c.str("type"), "PodResizePending" | "PodResizeInProgress"));
        let first = resizing.next()?;
        Some(Resizing { status, infeasible: first.str("reason") == "Infeasible" })
    }

    fn container(&self, c: Container<'_>, missing: Missing) -> Resources {
        let wanted = of_container(c, missing);
        let mut all = ["containerStatuses", "initContainerStatuses"].iter().flat_map(|l| self.status.list(l));
        let Some(status) = all.find(|s| s.str("name") == c.name()) else { return wanted };
        let has = status.get("resources").map("requests");
        let mut most = with_defaults(Resources::of(has), has, missing);
        most.max(&Resources::of(status.map("allocatedResources")));
        if !self.infeasible {
            most.max(&wanted);
        }
        most
    }
}

fn of_container(c: Container<'_>, missing: Missing) -> Resources {
    let Some(resources) = c.resources().is_set().then(|| c.resources()) else {
        return with_defaults(Resources::default(), &Map::new(), missing);
    };
    with_defaults(Resources::of(resources.requests()), resources.requests(), missing)
}

fn with_defaults(mut r: Resources, requests: &Map, missing: Missing) -> Resources {
    if missing == Missing::Default {
        if !requests.contains_key("cpu") {
            r.milli_cpu = DEFAULT_MILLI_CPU;
        }
        if !requests.contains_key("memory") {
            r.memory = DEFAULT_MEMORY;
        }
    }
    r
}
