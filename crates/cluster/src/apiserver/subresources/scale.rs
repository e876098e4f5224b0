//! scale: the number of replicas of anything that has one, as one small object of its own.

use api::request::{PatchType, Response, Verb};
use api::selector::LabelSelector;
use api::{Body, Status, Text, Value, meta, patch, schema};

use super::super::verbs::{Call, read_patch, update};
use super::super::{ApiServer, Env, invalid, strategy, unknown_resource};

impl ApiServer {
    pub(super) fn scale(&mut self, call: &mut Call<'_>, body: &Value, env: &mut Env<'_>) -> Result<Response, Status> {
        if !strategy::of(call.resource).serves("scale") {
            return Err(unknown_resource());
        }
        let old = self.target(call).map_err(|missing| match call.request.verb {
            Verb::Get => missing,
            // Who changes a scale is told of the scale.
            _ => {
                let mut gvr = call.request.resource.clone();
                gvr.resource = Text::from([&*gvr.resource, "/scale"].concat());
                Status::not_found(&gvr, &call.request.name)
            }
        })?;
        let paths = Paths::of(call);
        let scale = paths.read(&old);
        let wanted = match call.request.verb {
            Verb::Update => body.clone(),
            Verb::Patch(kind) => {
                let (body, told) = read_patch(call, kind, body.clone(), env)?;
                call.warnings.extend(told);
                let resource = super::taken(call, SCALE);
                let mut taken = Call::new(&resource, call.request);
                let merged = patched(kind, &scale, &body)?;
                let scale = self.decode_patched(&mut taken, merged, kind, &body, &scale, env)?;
                call.warnings.append(&mut taken.warnings);
                scale
            }
            _ if call.request.options.as_table => {
                let body = Body::Table(super::super::tables::scale(&scale, env.now));
                return Ok(Response { code: 200, body, warnings: Vec::new() });
            }
            _ => return Ok(Response::ok(scale)),
        };
        let mut wanted = super::decode(call, &wanted, SCALE, env)?;
        update::match_url(call, &mut wanted)?;
        let replicas = wanted.get("spec").int("replicas").unwrap_or(0);
        if replicas < 0 {
            let text = format!("Invalid value: {replicas}: must be greater than or equal to 0");
            let resource = super::taken(call, SCALE);
            return Err(invalid(&resource, meta::name(&old), &[("FieldValueInvalid", "spec.replicas", &text)]));
        }
        let mut object = old.clone();
        let uid = meta::uid(&wanted);
        if !uid.is_empty() && uid != meta::uid(&old) {
            let mut gvr = call.request.resource.clone();
            gvr.resource = Text::from([&*gvr.resource, "/scale"].concat());
            let why =
                format!("Precondition failed: UID in precondition: {uid}, UID in object meta: {}", meta::uid(&old));
            return Err(Status::conflict(&gvr, meta::name(&old), &why));
        }
        let version = wanted.get("metadata").text("resourceVersion");
        if !version.is_empty() {
            object.field_mut("metadata").set("resourceVersion", version);
        }
        paths.write(&mut object, replicas);
        let stored = self.replace(call, object, old, env)?;
        Ok(Response::ok(paths.read(&stored)))
    }
}

const SCALE: (&str, &str, &str) = ("autoscaling", "v1", "Scale");

fn patched(kind: PatchType, scale: &Value, body: &Value) -> Result<Value, Status> {
    let shape = schema::of("autoscaling", "v1", "Scale");
    Ok(match (kind, shape) {
        (PatchType::Json, _) => patch::json_patch(scale, body)?,
        (PatchType::Strategic, Some(shape)) => patch::strategic(scale, body, shape)?,
        _ => patch::merge_patch(scale, body),
    })
}

/// Where the numbers are in the object.
struct Paths {
    spec: Vec<Text>,
    status: Vec<Text>,
    /// Of a custom resource, the path of the selector as text; built-in kinds have an object.
    selector: Option<Vec<Text>>,
}

fn path(text: &str) -> Vec<Text> {
    text.split('.').filter(|p| !p.is_empty()).map(Text::new).collect()
}

impl Paths {
    fn of(call: &Call<'_>) -> Paths {
        match call.resource.custom.as_ref().and_then(|c| c.scale.as_ref()) {
            Some(scale) => Paths {
                spec: path(scale.str("specReplicasPath")),
                status: path(scale.str("statusReplicasPath")),
                selector: Some(path(scale.str("labelSelectorPath"))),
            },
            None => Paths { spec: path("spec.replicas"), status: path("status.replicas"), selector: None },
        }
    }
    fn at<'a>(object: &'a Value, path: &[Text]) -> &'a Value {
        path.iter().fold(object, |v, key| v.get(key))
    }
    fn read(&self, object: &Value) -> Value {
        let mut scale = Value::object();
        scale.set("apiVersion", "autoscaling/v1");
        scale.set("kind", "Scale");
        for key in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
            let value = object.get("metadata").get(key);
            if !value.is_null() {
                scale.field_mut("metadata").set(key, value.clone());
            }
        }
        scale.set("spec", Value::object());
        if let Some(replicas) = Self::at(object, &self.spec).as_i64().filter(|n| *n != 0) {
            scale.field_mut("spec").set("replicas", replicas);
        }
        let status = scale.field_mut("status");
        status.set("replicas", Self::at(object, &self.status).as_i64().unwrap_or(0));
        let selector = match &self.selector {
            Some(path) if path.is_empty() => String::new(),
            Some(path) => Self::at(object, path).as_str().unwrap_or("").to_string(),
            None => selector_text(object.get("spec").get("selector")),
        };
        if !selector.is_empty() {
            status.set("selector", selector);
        }
        scale
    }
    fn write(&self, object: &mut Value, replicas: i64) {
        let place = self.spec.iter().fold(object, |v, key| v.field_mut(key.clone()));
        *place = replicas.into();
    }
}

/// A selector as text; replication controllers have a plain map of labels.
fn selector_text(selector: &Value) -> String {
    if selector.has("matchLabels") || selector.has("matchExpressions") {
        LabelSelector::from_value(selector).map(|s| s.to_string()).unwrap_or_default()
    } else {
        selector.as_map().map(|m| LabelSelector::from_map(m).to_string()).unwrap_or_default()
    }
}
