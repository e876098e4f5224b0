//! What an autoscaler asks of the metrics API and of pods.

use sorted::{SortedMap, SortedSet};
use std::time::Duration;

use api::quantity::Quantity;
use api::request::{Request, Verb};
use api::selector::LabelSelector;
use api::time::Time;
use api::{Gvr, Text, Value, meta};

use super::usage::Question;
use crate::component::Ctx;
use crate::kinds;

/// A pod that began so short a time ago may still be busy with beginning.
const CPU_INITIALIZATION: Duration = Duration::from_secs(300);
/// A pod that became unready so soon after its start was never ready.
const INITIAL_READINESS: Duration = Duration::from_secs(30);

/// What one pod used, in thousandths.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    pub milli: i64,
    at: Time,
    window: Duration,
}

/// Samples by pod.
pub type Samples = SortedMap<Text, Sample>;

impl Sample {
    /// What is assumed where nothing is known.
    pub fn assumed(milli: i64) -> Sample {
        Sample { milli, at: Time::default(), window: Duration::ZERO }
    }
}

/// The pods that a selector selects.
pub fn pods(ctx: &Ctx<'_>, namespace: &str, selector: &LabelSelector) -> Vec<Value> {
    ctx.api.read_all(kinds::POD, namespace).filter(|p| selector.matches(meta::labels(p))).cloned().collect()
}

/// What the selected pods used of a resource; of one container only, where that is not empty.
pub fn fetch(question: &Question, resource: &str, container: &str, ctx: &mut Ctx<'_>) -> Result<Samples, String> {
    let gvr = Gvr::new("metrics.k8s.io", "v1beta1", "pods");
    let mut request = Request::new(Verb::List, gvr, question.namespace.clone(), "");
    request.options.label_selector = question.selector_text.clone();
    let list =
        ctx.call(request).map_err(|s| format!("unable to fetch metrics from resource metrics API: {}", s.message))?;
    if list.list("items").is_empty() {
        return Err("no metrics returned from resource metrics API".into());
    }
    let mut samples = Samples::new();
    for pod in list.list("items") {
        let name = pod.get("metadata").text("name");
        let containers = pod.list("containers");
        let counted: Vec<&Value> =
            containers.iter().filter(|c| container.is_empty() || c.str("name") == container).collect();
        if counted.is_empty() && !container.is_empty() {
            let namespace = &question.namespace;
            return Err(format!("container {container} not present in metrics for pod {namespace}/{name}"));
        }
        // A pod without a figure for one of its containers has none as a whole.
        if counted.iter().any(|c| !c.get("usage").has(resource)) {
            continue;
        }
        let milli = counted.iter().map(|c| Quantity::of_valid(c.get("usage").get(resource)).milli_value()).sum();
        let at = Time::parse(pod.str("timestamp")).unwrap_or(ctx.now);
        let window = pod.str("window").trim_end_matches('s').parse().map_or(Duration::ZERO, Duration::from_secs_f64);
        samples.insert(name, Sample { milli, at, window });
    }
    Ok(samples)
}

/// Pods by what their figures are worth.
#[derive(Debug, Default)]
pub struct Groups {
    pub ready: usize,
    pub unready: SortedSet<Text>,
    pub missing: SortedSet<Text>,
    pub ignored: SortedSet<Text>,
}

/// Sorts pods into groups, and takes the samples out that do not count.
pub fn group(pods: &[Value], samples: &mut Samples, resource: &str, now: Time) -> Groups {
    let mut groups = Groups::default();
    for pod in pods {
        let name = pod.get("metadata").text("name");
        let phase = pod.get("status").str("phase");
        if !meta::deletion_timestamp(pod).is_empty() || phase == "Failed" {
            groups.ignored.insert(name);
        } else if phase == "Pending" {
            groups.unready.insert(name);
        } else {
            match samples.get(&name) {
                None => {
                    groups.missing.insert(name);
                }
                Some(sample) if resource == "cpu" && starts(pod, sample, now) => {
                    groups.unready.insert(name);
                }
                Some(_) => groups.ready += 1,
            }
        }
    }
    samples.retain(|name, _| !groups.ignored.contains(name) && !groups.unready.contains(name));
    groups
}

/// Whether a pod is not ready yet, or its figure is from before it was.
fn starts(pod: &Value, sample: &Sample, now: Time) -> bool {
    let status = pod.get("status");
    let Some(ready) = status.list("conditions").iter().find(|c| c.str("type") == "Ready") else { return true };
    let Some(started) = Time::parse(status.str("startTime")) else { return true };
    let changed = Time::parse(ready.str("lastTransitionTime")).unwrap_or_default();
    let unready = ready.str("status") == "False";
    if started + CPU_INITIALIZATION > now {
        unready || sample.at < changed + sample.window
    } else {
        unready && started + INITIAL_READINESS > changed
    }
}

/// What each pod requests of a resource, in thousandths.
pub fn requests(pods: &[Value], resource: &str, container: &str) -> Result<SortedMap<Text, i64>, String> {
    let mut all = SortedMap::new();
    for pod in pods {
        let name = pod.get("metadata").text("name");
        let spec = pod.get("spec");
        let whole = spec.at(&["resources", "requests"]).get(resource);
        if container.is_empty() && !whole.is_null() {
            all.insert(name, Quantity::of_valid(whole).milli_value());
            continue;
        }
        let sidecars = spec.list("initContainers").iter().filter(|c| c.str("restartPolicy") == "Always");
        let mut sum = 0;
        for c in spec.list("containers").iter().chain(sidecars) {
            if !container.is_empty() && c.str("name") != container {
                continue;
            }
            let request = c.at(&["resources", "requests"]).get(resource);
            if request.is_null() {
                return Err(format!("missing request for {resource} in container {} of Pod {name}", c.str("name")));
            }
            sum += Quantity::of_valid(request).milli_value();
        }
        all.insert(name, sum);
    }
    Ok(all)
}
