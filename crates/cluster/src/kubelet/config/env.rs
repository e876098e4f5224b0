//! The environment of a container, in the order in which the kubelet hands it to the runtime.

use api::{Map, Value, meta};
use shell::kernel::Environment;

use super::{downward, expand, file, services};
use crate::component::Ctx;
use crate::kinds::{CONFIG_MAP, SECRET};
use crate::kubelet::node::Node;
use crate::kubelet::worker::Worker;

/// The variables that a container's spec asks for. The error is the message of its CreateContainerConfigError.
pub(in crate::kubelet) fn environment(
    worker: &Worker,
    container: &Value,
    node: &Node,
    ctx: &Ctx<'_>,
) -> Result<Environment, String> {
    let pod = &worker.pod;
    let mut env = Environment::default();
    let linked = services::variables(pod, ctx);
    for from in container.list("envFrom") {
        all_of(from, pod, &mut env, ctx)?;
    }
    for var in container.list("env") {
        let name = var.str("name");
        let value = match var.get("valueFrom") {
            Value::Null => {
                let known = |n: &str| {
                    let linked = || linked.iter().find(|(k, _)| k == n).map(|(_, v)| v.clone());
                    env.get(n).map(str::to_string).or_else(linked)
                };
                Some(expand(var.str("value"), &known))
            }
            from => value_from(from, worker, container, node, ctx)?,
        };
        if let Some(value) = value {
            env.set(name, value);
        }
    }
    for (name, value) in linked {
        if env.get(&name).is_none() {
            env.set(name, value);
        }
    }
    Ok(env)
}

/// All keys of a config map or secret.
fn all_of(from: &Value, pod: &Value, env: &mut Environment, ctx: &Ctx<'_>) -> Result<(), String> {
    let prefix = from.str("prefix");
    for (field, source) in [("configMapRef", Source::ConfigMap), ("secretRef", Source::Secret)] {
        let reference = from.get(field);
        if reference.is_null() {
            continue;
        }
        match source.load(pod, reference.str("name"), ctx) {
            Some(data) => {
                for (key, value) in data {
                    env.set(format!("{prefix}{key}"), value);
                }
            }
            None if reference.bool("optional") => {}
            None => return Err(source.missing(reference.str("name"))),
        }
    }
    Ok(())
}

fn value_from(
    from: &Value,
    worker: &Worker,
    container: &Value,
    node: &Node,
    ctx: &Ctx<'_>,
) -> Result<Option<String>, String> {
    let pod = &worker.pod;
    if from.has("fieldRef") {
        let path = from.get("fieldRef").str("fieldPath");
        return downward::field(pod, node, &worker.real, path)
            .map(Some)
            .ok_or_else(|| format!("unsupported fieldPath: {path}"));
    }
    if from.has("resourceFieldRef") {
        let reference = from.get("resourceFieldRef");
        let container = match reference.str("containerName") {
            "" => container,
            other => downward::container(pod, other)?,
        };
        return Ok(downward::resource(container, reference));
    }
    if from.has("fileKeyRef") {
        return file::value(worker, from.get("fileKeyRef"));
    }
    for (field, source) in [("configMapKeyRef", Source::ConfigMap), ("secretKeyRef", Source::Secret)] {
        let reference = from.get(field);
        if reference.is_null() {
            continue;
        }
        let (name, key, optional) = (reference.str("name"), reference.str("key"), reference.bool("optional"));
        let data = match source.load(pod, name, ctx) {
            Some(data) => data,
            None if optional => return Ok(None),
            None => return Err(source.missing(name)),
        };
        return match data.into_iter().find(|(k, _)| k == key) {
            Some((_, value)) => Ok(Some(value)),
            None if optional => Ok(None),
            None => Err(format!("couldn't find key {key} in {} {}/{name}", source.kind(), meta::namespace(pod))),
        };
    }
    Ok(None)
}

/// Where keys and values come from.
#[derive(Clone, Copy)]
enum Source {
    ConfigMap,
    Secret,
}

impl Source {
    fn kind(self) -> &'static str {
        match self {
            Source::ConfigMap => "ConfigMap",
            Source::Secret => "Secret",
        }
    }
    fn missing(self, name: &str) -> String {
        format!("{} {name:?} not found", self.kind().to_ascii_lowercase())
    }
    fn load(self, pod: &Value, name: &str, ctx: &Ctx<'_>) -> Option<Vec<(String, String)>> {
        let kind = match self {
            Source::ConfigMap => CONFIG_MAP,
            Source::Secret => SECRET,
        };
        let object = ctx.get(kind, meta::namespace(pod), name)?;
        let text = |data: &Map| -> Vec<(String, String)> {
            data.iter().map(|(k, v)| (k.to_string(), v.as_str().unwrap_or("").to_string())).collect()
        };
        Some(match self {
            Source::ConfigMap => text(object.map("data")),
            Source::Secret => text(object.map("data")).into_iter().map(|(k, v)| (k, decoded(&v))).collect(),
        })
    }
}

fn decoded(base64: &str) -> String {
    String::from_utf8_lossy(&api::base64::decode(base64).unwrap_or_default()).into_owned()
}
