//! kubectl's own look at an object against the schemas of the server: only for what the server itself does not look at
//! strictly, like the items of a plain list.

use api::schema::{self, Kind, Scalar, Ty, TypeRef};
use api::{Map, Value};
use sorted::InOrder;

/// All that is wrong with an object of a kind; nothing where nobody knows the kind.
pub(super) fn check(object: &Value) -> Vec<String> {
    let (version, kind) = (object.str("apiVersion"), object.str("kind"));
    let (group, version) = version.split_once('/').unwrap_or(("", version));
    let mut wrong = Vec::new();
    if let Some(t) = schema::of(group, version, kind) {
        visit(object, Ty::of(t), &t.full_name(), kind, &mut wrong);
    } else if let Some(t) = kind.strip_suffix("List").and_then(|item| schema::of(group, version, item)) {
        for (i, item) in object.list("items").iter().enumerate() {
            visit(item, Ty::of(t), &t.full_name(), &format!("{kind}.items[{i}]"), &mut wrong);
        }
    }
    wrong
}

/// Types that list what must be there in another order than that of the names.
#[rustfmt::skip]
const ORDER: &[(&str, &[&str])] = &[
    ("ContainerResourceMetricSource", &["name", "target", "container"]),
    ("CronJobSpec", &["schedule", "jobTemplate"]),
    ("CustomResourceDefinitionNames", &["plural", "kind"]),
    ("Event", &["metadata", "involvedObject"]),
    ("HPAScalingPolicy", &["type", "value", "periodSeconds"]),
    ("HTTPIngressPath", &["pathType", "backend"]),
    ("HorizontalPodAutoscalerSpec", &["scaleTargetRef", "maxReplicas"]),
    ("ISCSIPersistentVolumeSource", &["targetPortal", "iqn", "lun"]),
    ("ISCSIVolumeSource", &["targetPortal", "iqn", "lun"]),
    ("MutatingWebhook", &["name", "clientConfig", "sideEffects", "admissionReviewVersions"]),
    ("NFSVolumeSource", &["server", "path"]),
    ("ObjectMetricSource", &["describedObject", "target", "metric"]),
    ("PreferredSchedulingTerm", &["weight", "preference"]),
    ("RBDPersistentVolumeSource", &["monitors", "image"]),
    ("RBDVolumeSource", &["monitors", "image"]),
    ("ScopedResourceSelectorRequirement", &["scopeName", "operator"]),
    ("ValidatingWebhook", &["name", "clientConfig", "sideEffects", "admissionReviewVersions"]),
    ("VolumeAttachmentSpec", &["attacher", "source", "nodeName"]),
    ("VolumeDevice", &["name", "devicePath"]),
    ("VolumeMount", &["name", "mountPath"]),
    ("WeightedPodAffinityTerm", &["weight", "podAffinityTerm"]),
];

fn required(t: TypeRef) -> Vec<&'static str> {
    let mut names: Vec<&str> = t.fields().filter(|f| f.required()).map(|f| f.name()).collect();
    if let Some((_, order)) = ORDER.iter().find(|(name, _)| *name == t.name()) {
        names.order_by_key(|name| order.iter().position(|o| o == name));
    }
    names
}

/// `place` is how the schemas name the value's type, `path` how the object names it.
fn visit(value: &Value, ty: Ty, place: &str, path: &str, wrong: &mut Vec<String>) {
    let mut mistyped = |expected: &str, found: &str| {
        wrong.push(format!("ValidationError({path}): invalid type for {place}: got {found:?}, expected {expected:?}"));
    };
    match (ty.kind(), value) {
        (Kind::Object(t), Value::Map(map)) => fields(map, t, path, wrong),
        (Kind::List(item), Value::List(list)) => {
            let place = item.object().map_or_else(|| place.to_string(), TypeRef::full_name);
            for (i, v) in list.iter().enumerate() {
                if v.is_null() {
                    wrong.push(format!("ValidationError({path}): unknown object type \"nil\" in {path}[{i}]"));
                } else {
                    visit(v, item, &place, &format!("{path}[{i}]"), wrong);
                }
            }
        }
        (Kind::Map(item), Value::Map(map)) => {
            let place = item.object().map_or_else(|| place.to_string(), TypeRef::full_name);
            for (key, v) in map.iter() {
                let path = format!("{path}.{key}");
                if v.is_null() {
                    wrong.push(format!("unknown object type \"nil\" in {path}"));
                } else {
                    visit(v, item, &place, &path, wrong);
                }
            }
        }
        // A list where an object belongs is told the other way round.
        (Kind::Object(_) | Kind::Map(_), Value::List(_)) => mistyped("array", "map"),
        (Kind::Object(_) | Kind::Map(_), v) => mistyped("map", kind_of(v)),
        (Kind::List(_), v) => mistyped("array", kind_of(v)),
        (Kind::Scalar(s), v) => {
            let expected = match s {
                Scalar::Bool => "boolean",
                Scalar::Int32 | Scalar::Int64 => "integer",
                Scalar::Float => "number",
                Scalar::Str
                | Scalar::Bytes
                | Scalar::Quantity
                | Scalar::IntOrString
                | Scalar::Time
                | Scalar::MicroTime => "string",
                _ => return,
            };
            let found = kind_of(v);
            let compound = matches!(v, Value::Map(_) | Value::List(_));
            // Every plain value can be a text, and numbers are not told apart.
            let fits =
                !compound && (expected == "string" || expected == found || (expected, found) == ("integer", "number"));
            if !fits {
                let named = match s {
                    Scalar::Quantity => "io.k8s.apimachinery.pkg.api.resource.Quantity",
                    Scalar::IntOrString => "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
                    Scalar::Time => "io.k8s.apimachinery.pkg.apis.meta.v1.Time",
                    Scalar::MicroTime => "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime",
                    _ => place,
                };
                wrong.push(format!(
                    "ValidationError({path}): invalid type for {named}: got {found:?}, expected {expected:?}"
                ));
            }
        }
    }
}

fn fields(map: &Map, t: TypeRef, path: &str, wrong: &mut Vec<String>) {
    for (key, value) in map.iter().filter(|(_, v)| !v.is_null()) {
        let Some(field) = t.field(key) else {
            wrong.push(format!("ValidationError({path}): unknown field {key:?} in {}", t.full_name()));
            continue;
        };
        let ty = field.ty();
        let place = ty.object().map_or_else(|| format!("{}.{key}", t.full_name()), TypeRef::full_name);
        visit(value, ty, &place, &format!("{path}.{key}"), wrong);
    }
    for name in required(t).into_iter().filter(|name| map.get(name).is_none_or(Value::is_null)) {
        wrong.push(format!("ValidationError({path}): missing required field {name:?} in {}", t.full_name()));
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nil",
        Value::Bool(_) => "boolean",
        Value::Int(_) | Value::Float(_) => "number",
        Value::Str(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) => "map",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::obj;

    #[test]
    fn what_is_wrong_is_told_in_the_words_of_the_schemas() {
        let deployment = obj!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d"}, "spec": {
            "replicas": "3", "foo": 1, "paused": (Value::Null),
            "template": {"spec": {"containers": [{"image": "b", "env": {"A": "b"}, "volumeMounts": [{}]}, (Value::Null)]}},
        }});
        assert_eq!(
            check(&deployment),
            [
                "ValidationError(Deployment.spec): unknown field \"foo\" in io.k8s.api.apps.v1.DeploymentSpec",
                "ValidationError(Deployment.spec.replicas): invalid type for io.k8s.api.apps.v1.DeploymentSpec.replicas: \
                 got \"string\", expected \"integer\"",
                "ValidationError(Deployment.spec.template.spec.containers[0].env): invalid type for \
                 io.k8s.api.core.v1.Container.env: got \"map\", expected \"array\"",
                "ValidationError(Deployment.spec.template.spec.containers[0].volumeMounts[0]): missing required field \
                 \"name\" in io.k8s.api.core.v1.VolumeMount",
                "ValidationError(Deployment.spec.template.spec.containers[0].volumeMounts[0]): missing required field \
                 \"mountPath\" in io.k8s.api.core.v1.VolumeMount",
                "ValidationError(Deployment.spec.template.spec.containers[0]): missing required field \"name\" in \
                 io.k8s.api.core.v1.Container",
                "ValidationError(Deployment.spec.template.spec.containers): unknown object type \"nil\" in \
                 Deployment.spec.template.spec.containers[1]",
                "ValidationError(Deployment.spec): missing required field \"selector\" in \
                 io.k8s.api.apps.v1.DeploymentSpec",
            ]
        );
        let list = obj!({"apiVersion": "v1", "kind": "PodList", "items": [{"spec": {"containers": [], "a": 1}}]});
        assert_eq!(
            check(&list),
            ["ValidationError(PodList.items[0].spec): unknown field \"a\" in io.k8s.api.core.v1.PodSpec"]
        );
        assert!(check(&obj!({"apiVersion": "example.com/v1", "kind": "Bar", "x": 1})).is_empty());
    }

    #[test]
    fn every_order_names_what_its_type_requires() {
        for (name, order) in ORDER {
            let types: Vec<TypeRef> = schema::types().filter(|t| t.name() == *name).collect();
            let has = |t: &TypeRef| t.fields().filter(|f| f.required()).count() == order.len();
            assert!(types.iter().any(has), "{name}");
            assert!(types.iter().filter(|t| has(t)).all(|t| order.iter().all(|f| t.field(f).is_some())), "{name}");
        }
    }
}
