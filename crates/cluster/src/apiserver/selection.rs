//! Which objects a list, watch or deletecollection is about: its label and field selectors, per kind.

use std::borrow::Cow;

use api::selector::{FieldSelector, LabelSelector};
use api::{Status, Value, meta};

use super::verbs::Call;
use super::{ApiServer, Resource};

/// Parsed selectors.
#[derive(Clone, Debug, Default)]
pub(super) struct Selection {
    labels: LabelSelector,
    fields: FieldSelector,
    fields_of: Option<&'static Fields>,
    /// Paths of a custom resource's selectable fields.
    custom: Vec<String>,
}

/// The fields by which a built-in kind can be selected, beside its name and namespace.
#[derive(Debug)]
struct Fields {
    group: &'static str,
    plural: &'static str,
    labels: &'static [(&'static str, &'static [&'static str])],
}

const fn f(
    group: &'static str,
    plural: &'static str,
    labels: &'static [(&'static str, &'static [&'static str])],
) -> Fields {
    Fields { group, plural, labels }
}

const POD: &[(&str, &[&str])] = &[
    ("spec.nodeName", &["spec", "nodeName"]),
    ("spec.restartPolicy", &["spec", "restartPolicy"]),
    ("spec.schedulerName", &["spec", "schedulerName"]),
    ("spec.serviceAccountName", &["spec", "serviceAccountName"]),
    ("spec.hostNetwork", &["spec", "hostNetwork"]),
    ("status.phase", &["status", "phase"]),
    ("status.podIP", &["status", "podIP"]),
    ("status.podIPs", &["status", "podIP"]),
    ("status.nominatedNodeName", &["status", "nominatedNodeName"]),
];
const EVENT: &[(&str, &[&str])] = &[
    ("involvedObject.kind", &["involvedObject", "kind"]),
    ("involvedObject.namespace", &["involvedObject", "namespace"]),
    ("involvedObject.name", &["involvedObject", "name"]),
    ("involvedObject.uid", &["involvedObject", "uid"]),
    ("involvedObject.apiVersion", &["involvedObject", "apiVersion"]),
    ("involvedObject.resourceVersion", &["involvedObject", "resourceVersion"]),
    ("involvedObject.fieldPath", &["involvedObject", "fieldPath"]),
    ("reason", &["reason"]),
    ("reportingComponent", &["reportingComponent"]),
    ("source", &["source", "component"]),
    ("type", &["type"]),
];
const NEW_EVENT: &[(&str, &[&str])] = &[
    ("regarding.kind", &["involvedObject", "kind"]),
    ("regarding.namespace", &["involvedObject", "namespace"]),
    ("regarding.name", &["involvedObject", "name"]),
    ("regarding.uid", &["involvedObject", "uid"]),
    ("regarding.apiVersion", &["involvedObject", "apiVersion"]),
    ("regarding.resourceVersion", &["involvedObject", "resourceVersion"]),
    ("regarding.fieldPath", &["involvedObject", "fieldPath"]),
    ("reason", &["reason"]),
    ("reportingController", &["reportingComponent"]),
    ("type", &["type"]),
];
const SLICE: &[(&str, &[&str])] = &[("spec.nodeName", &["spec", "nodeName"]), ("spec.driver", &["spec", "driver"])];

const FIELDS: &[Fields] = &[
    f("", "pods", POD),
    f("", "events", EVENT),
    f("events.k8s.io", "events", NEW_EVENT),
    f("", "nodes", &[("spec.unschedulable", &["spec", "unschedulable"])]),
    f("", "namespaces", &[("status.phase", &["status", "phase"])]),
    f("", "secrets", &[("type", &["type"])]),
    f("", "services", &[("spec.clusterIP", &["spec", "clusterIP"]), ("spec.type", &["spec", "type"])]),
    f("", "replicationcontrollers", &[("status.replicas", &["status", "replicas"])]),
    f("resource.k8s.io", "resourceslices", SLICE),
    f("batch", "jobs", &[("status.successful", &["status", "succeeded"])]),
    f("certificates.k8s.io", "certificatesigningrequests", &[("spec.signerName", &["spec", "signerName"])]),
];

const META: &[&str] = &["metadata.name", "metadata.namespace"];

impl Selection {
    pub fn matches(&self, object: &Value) -> bool {
        self.labels.matches(meta::labels(object))
            && self.fields.terms.iter().all(|t| (self.field(object, &t.field) == t.value.as_str()) != t.negated)
    }
    pub fn is_everything(&self) -> bool {
        self.labels.is_empty() && self.fields.is_empty()
    }
    fn field<'a>(&self, object: &'a Value, field: &str) -> Cow<'a, str> {
        let path: Vec<&str> = match field {
            "metadata.name" | "metadata.namespace" => field.split('.').collect(),
            _ => match self.fields_of.and_then(|f| f.labels.iter().find(|(label, _)| *label == field)) {
                Some((_, path)) => path.to_vec(),
                None => field.split('.').collect(),
            },
        };
        match object.at(&path) {
            Value::Str(s) => Cow::Borrowed(s.as_str()),
            Value::Bool(b) => Cow::Borrowed(if *b { "true" } else { "false" }),
            Value::Int(i) => Cow::Owned(i.to_string()),
            _ => Cow::Borrowed(absent(field)),
        }
    }
    fn check(&self, resource: &Resource) -> Result<(), Status> {
        for term in &self.fields.terms {
            let field = term.field.as_str();
            let own = self.fields_of.is_some_and(|f| f.labels.iter().any(|(label, _)| *label == field));
            // Kinds without a word of their own know both, even where there are no namespaces.
            let own_words = self.fields_of.is_some() || resource.custom.is_some();
            let known = META.contains(&field) && (resource.namespaced || !own_words || field != "metadata.namespace");
            if known || own || self.custom.iter().any(|c| c == field) {
                continue;
            }
            return Err(Status::bad_request(match resource.gvr.resource.as_str() {
                _ if !own_words => {
                    format!("{field:?} is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")
                }
                "jobs" if resource.custom.is_none() => format!("field label {field:?} not supported for Job"),
                _ => format!("field label not supported: {field}"),
            }));
        }
        Ok(())
    }
}

/// What a selector sees where nothing is set: numbers are 0, switches are off.
fn absent(field: &str) -> &'static str {
    match field {
        "spec.unschedulable" | "spec.hostNetwork" => "false",
        "status.replicas" | "status.successful" => "0",
        _ => "",
    }
}

impl ApiServer {
    /// The selectors of a call.
    pub(super) fn selection(&self, call: &Call<'_>) -> Result<Selection, Status> {
        let options = &call.request.options;
        let labels = LabelSelector::parse(&options.label_selector).map_err(|e| Status::bad_request(e.0))?;
        let mut fields = FieldSelector::parse(&options.field_selector).map_err(|e| Status::bad_request(e.0))?;
        if !call.request.name.is_empty() {
            let by_name = format!("metadata.name={}", call.request.name);
            fields.terms.extend(FieldSelector::parse(&by_name).map_err(|e| Status::bad_request(e.0))?.terms);
        }
        let gvr = &call.resource.gvr;
        let fields_of = FIELDS.iter().find(|f| gvr.group == f.group && gvr.resource == f.plural);
        let custom = call.resource.custom.as_ref().map(|c| c.selectable.clone()).unwrap_or_default();
        let selection = Selection { labels, fields, fields_of, custom };
        selection.check(call.resource)?;
        Ok(selection)
    }
}
