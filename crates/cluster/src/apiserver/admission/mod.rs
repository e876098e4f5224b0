//! Admission: what stands between a well-formed object and the store. One plugin a file, one row each.
//!
//! Mutating plugins run before the kind's strategy, validating ones after validation, in the order of the table, which
//! is the real server's.

mod namespace_lifecycle;

use api::{Status, Value};

use super::verbs::Call;
use super::{ApiServer, Env};

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
}

type Mutate = fn(&mut Attempt<'_, '_, '_>, &mut Value) -> Result<(), Status>;
type Validate = fn(&mut Attempt<'_, '_, '_>, &Value) -> Result<(), Status>;

/// A row of the table.
struct Plugin {
    /// Its name in `--enable-admission-plugins`.
    #[expect(dead_code, reason = "rows are found by it in the documentation")]
    name: &'static str,
    mutate: Option<Mutate>,
    validate: Option<Validate>,
}

const PLUGINS: &[Plugin] =
    &[Plugin { name: "NamespaceLifecycle", mutate: Some(namespace_lifecycle::admit), validate: None }];

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
    PLUGINS.iter().filter_map(|p| p.mutate).try_for_each(|plugin| plugin(attempt, object))
}

fn validate(attempt: &mut Attempt<'_, '_, '_>, object: &Value) -> Result<(), Status> {
    PLUGINS.iter().filter_map(|p| p.validate).try_for_each(|plugin| plugin(attempt, object))
}

impl ApiServer {
    pub(super) fn admit_create(
        &self,
        call: &mut Call<'_>,
        object: &mut Value,
        env: &mut Env<'_>,
    ) -> Result<(), Status> {
        mutate(&mut Attempt { server: self, call, env, operation: Operation::Create, old: Value::NULL }, object)
    }
    pub(super) fn admit_update(
        &self,
        call: &mut Call<'_>,
        object: &mut Value,
        old: &Value,
        env: &mut Env<'_>,
    ) -> Result<(), Status> {
        mutate(&mut Attempt { server: self, call, env, operation: Operation::Update, old }, object)
    }
    pub(super) fn check_create(&self, call: &mut Call<'_>, object: &Value, env: &mut Env<'_>) -> Result<(), Status> {
        validate(&mut Attempt { server: self, call, env, operation: Operation::Create, old: Value::NULL }, object)
    }
    pub(super) fn check_update(
        &self,
        call: &mut Call<'_>,
        object: &Value,
        old: &Value,
        env: &mut Env<'_>,
    ) -> Result<(), Status> {
        validate(&mut Attempt { server: self, call, env, operation: Operation::Update, old }, object)
    }
    pub(super) fn check_delete(&self, call: &mut Call<'_>, old: &Value, env: &mut Env<'_>) -> Result<(), Status> {
        let mut attempt = Attempt { server: self, call, env, operation: Operation::Delete, old };
        mutate(&mut attempt, &mut old.clone())?;
        validate(&mut attempt, Value::NULL)
    }
}
