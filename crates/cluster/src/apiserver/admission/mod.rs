//! Admission: what stands between a well-formed object and the store. One plugin a file, one row each.
//!
//! Mutating plugins run before the kind's strategy, validating ones after validation, in the order of the table, which
//! is the real server's.

mod certificates;
mod default_ingress_class;
mod default_toleration_seconds;
mod limit_ranger;
mod namespace_lifecycle;
mod nodes;
mod pod_resize;
mod pod_security;
mod priority;
mod resource_quota;
mod runtime_class;
mod service_account;
mod storage;
mod stored_only;

use api::{Status, Value};

use super::verbs::Call;
use super::{ApiServer, Env};
pub(super) use namespace_lifecycle::is_open;
pub(super) use service_account::token_sources;

/// What is being done to an object.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    Create,
    Update,
    Delete,
}

/// What a plugin sees.
pub(super) struct Attempt<'a, 'c, 'e> {
    pub server: &'a ApiServer,
    pub call: &'a mut Call<'c>,
    pub env: &'a mut Env<'e>,
    pub operation: Operation,
    /// The object before; null for a new one.
    pub old: &'a Value,
    /// Quotas that count the object once it is admitted: after and before.
    pub writes: Vec<(Value, Value)>,
}

type Outcome = Result<(), Status>;
type Mutate = fn(&mut Attempt<'_, '_, '_>, &mut Value) -> Outcome;
type Validate = fn(&mut Attempt<'_, '_, '_>, &Value) -> Outcome;

/// A row of the table: a plugin's name in `--enable-admission-plugins`, and what it does.
type Plugin = (&'static str, Option<Mutate>, Option<Validate>);

const PLUGINS: &[Plugin] = &[
    ("NamespaceLifecycle", Some(namespace_lifecycle::admit), None),
    ("LimitRanger", Some(limit_ranger::admit), Some(limit_ranger::validate)),
    ("ServiceAccount", Some(service_account::admit), None),
    ("NodeRestriction", Some(nodes::restrict), None),
    ("PodSecurity", None, Some(pod_security::validate)),
    ("TaintNodesByCondition", Some(nodes::taint), None),
    ("Priority", Some(priority::admit), Some(priority::validate)),
    ("DefaultTolerationSeconds", Some(default_toleration_seconds::admit), None),
    ("DefaultStorageClass", Some(storage::default_class), None),
    ("StorageObjectInUseProtection", Some(storage::protect), None),
    ("PersistentVolumeClaimResize", None, Some(storage::check_resize)),
    ("RuntimeClass", Some(runtime_class::admit), None),
    ("CertificateApproval", None, Some(certificates::authorized)),
    ("CertificateSubjectRestriction", None, Some(certificates::subject)),
    ("DefaultIngressClass", Some(default_ingress_class::admit), None),
    ("PodTopologyLabels", Some(nodes::label), None),
    ("MutatingAdmissionWebhook", Some(stored_only::mutate), None),
    ("ValidatingAdmissionWebhook", None, Some(stored_only::validate)),
    ("PodResize", None, Some(pod_resize::validate)),
    ("ResourceQuota", None, Some(resource_quota::validate)),
];

impl Attempt<'_, '_, '_> {
    /// Whether it is about this resource itself (not a subresource).
    pub fn is_on(&self, group: &str, plural: &str) -> bool {
        self.call.request.subresource.is_empty() && self.call.resource.is(group, plural)
    }
    /// `pods "web" is forbidden: why`, with the name that the object has or will get.
    pub fn forbidden(&self, object: &Value, why: &str) -> Status {
        let metadata = object.get("metadata");
        let request = self.call.request;
        let names = [request.name.as_str(), metadata.str("name"), metadata.str("generateName"), "Unknown"];
        let name = names.iter().find(|n| !n.is_empty()).copied().unwrap_or_default();
        Status::forbidden(&self.call.resource.gvr, name, why)
    }
}

fn mutate(attempt: &mut Attempt<'_, '_, '_>, object: &mut Value) -> Result<(), Status> {
    PLUGINS.iter().filter_map(|p| p.1).try_for_each(|plugin| plugin(attempt, object))
}

fn validate(attempt: &mut Attempt<'_, '_, '_>, object: &Value) -> Result<(), Status> {
    PLUGINS.iter().filter_map(|p| p.2).try_for_each(|plugin| plugin(attempt, object))
}

impl ApiServer {
    pub(super) fn admit_create(&self, call: &mut Call<'_>, object: &mut Value, env: &mut Env<'_>) -> Outcome {
        mutate(&mut attempt(self, call, env, Operation::Create, Value::NULL), object)
    }
    pub(super) fn admit_update(
        &self,
        call: &mut Call<'_>,
        object: &mut Value,
        old: &Value,
        env: &mut Env<'_>,
    ) -> Outcome {
        mutate(&mut attempt(self, call, env, Operation::Update, old), object)
    }
    /// The last word on a new object; answers the quotas that count it.
    pub(super) fn check_create(
        &self,
        call: &mut Call<'_>,
        object: &Value,
        env: &mut Env<'_>,
    ) -> Result<Vec<(Value, Value)>, Status> {
        let mut a = attempt(self, call, env, Operation::Create, Value::NULL);
        validate(&mut a, object)?;
        Ok(a.writes)
    }
    /// The last word on an update; answers the quotas that count it.
    pub(super) fn check_update(
        &self,
        call: &mut Call<'_>,
        object: &Value,
        old: &Value,
        env: &mut Env<'_>,
    ) -> Result<Vec<(Value, Value)>, Status> {
        let mut a = attempt(self, call, env, Operation::Update, old);
        validate(&mut a, object)?;
        Ok(a.writes)
    }
    pub(super) fn check_delete(&self, call: &mut Call<'_>, old: &Value, env: &mut Env<'_>) -> Outcome {
        let mut a = attempt(self, call, env, Operation::Delete, old);
        mutate(&mut a, &mut old.clone())?;
        validate(&mut a, Value::NULL)
    }

    /// Counts an admitted object in the quotas.
    pub(super) fn write_quotas(&mut self, call: &Call<'_>, writes: Vec<(Value, Value)>, env: &mut Env<'_>) {
        if writes.is_empty() || call.request.options.dry_run {
            return;
        }
        let resources = self.resources.clone();
        let Some(quotas) = resources.find("", "v1", "resourcequotas") else { return };
        let mut request = call.request.clone();
        request.resource = quotas.gvr.clone();
        request.subresource = "status".into();
        request.options.field_manager = "kube-apiserver".into();
        let call = Call::new(quotas, &request);
        for (after, before) in writes {
            self.commit(&call, after, before, env);
        }
    }
}

fn attempt<'a, 'c, 'e>(
    server: &'a ApiServer,
    call: &'a mut Call<'c>,
    env: &'a mut Env<'e>,
    operation: Operation,
    old: &'a Value,
) -> Attempt<'a, 'c, 'e> {
    Attempt { server, call, env, operation, old, writes: Vec::new() }
}
