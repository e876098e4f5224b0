//! What each kind does with its objects before they are stored: which fields belong to the server, when the generation
//! grows, which subresources there are. One row a kind; what needs code has a file.

mod addresses;
mod batch;
mod core;
mod pods;
mod services;
mod versioned;

use api::{Status, Value, meta};

use super::verbs::Call;
use super::{ApiServer, Env, Resource, managed};
pub(super) use addresses::{address_object, reserved};
pub(super) use versioned::of_custom;

/// What a strategy may look at.
pub(super) struct Prepare<'a, 'c, 'e> {
    pub server: &'a ApiServer,
    pub call: &'a mut Call<'c>,
    pub env: &'a mut Env<'e>,
}

/// Whether a kind is deleted in steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Graceful {
    /// At once.
    No,
    /// After its grace period, by the kubelet.
    Pod,
    /// After it was emptied.
    Namespace,
    /// After its objects are gone.
    Definition,
}

/// Which changes make a new generation.
#[derive(Clone, Copy, Debug)]
pub(super) enum Generation {
    /// None: the kind has no generation.
    None,
    /// Changes of these top-level fields.
    Fields(&'static [&'static str]),
    /// Changes of the spec or the annotations.
    SpecAndAnnotations,
    /// Changes of anything but metadata and status.
    All,
    /// It is 1 and stays 1.
    One,
}

type Create = fn(&mut Value, &mut Prepare<'_, '_, '_>) -> Result<(), Status>;
type Update = fn(&mut Value, &Value, &mut Prepare<'_, '_, '_>) -> Result<(), Status>;

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strategy {
    group: &'static str,
    plural: &'static str,
    /// `status`, `scale`, ...
    pub subresources: &'static [&'static str],
    /// Whether an update may leave the resourceVersion out.
    pub unconditional_update: bool,
    /// Whether an update of what is not there creates it.
    pub create_on_update: bool,
    /// How it is deleted.
    pub graceful: Graceful,
    /// Whether a deletion at once answers with the object.
    pub returns_deleted: bool,
    /// Whether a new object may come with its status.
    born_with_status: bool,
    generation: Generation,
    on_create: Create,
    on_update: Update,
    on_allocate: Update,
    /// Whether nothing but finalizers keeps an object that is being deleted.
    pub gone: fn(&Value) -> bool,
}

const PLAIN: Strategy = Strategy {
    group: "",
    plural: "",
    subresources: &[],
    unconditional_update: true,
    create_on_update: false,
    graceful: Graceful::No,
    returns_deleted: false,
    born_with_status: false,
    generation: Generation::None,
    on_create: |_, _| Ok(()),
    on_update: |_, _, _| Ok(()),
    on_allocate: |_, _, _| Ok(()),
    gone: |_| true,
};

/// A kind without status.
const fn plain(group: &'static str, plural: &'static str) -> Strategy {
    Strategy { group, plural, ..PLAIN }
}
/// A kind whose status belongs to a controller.
const fn with_status(group: &'static str, plural: &'static str, generation: Generation) -> Strategy {
    Strategy { group, plural, subresources: STATUS, generation, ..PLAIN }
}

const STATUS: &[&str] = &["status"];
const SCALED: &[&str] = &["status", "scale"];
const SPEC: Generation = Generation::Fields(&["spec"]);

const WEBHOOKS: Generation = Generation::Fields(&["webhooks"]);
const REGISTRATION: &str = "admissionregistration.k8s.io";
const FLOW: &str = "flowcontrol.apiserver.k8s.io";
const RBAC: &str = "rbac.authorization.k8s.io";

const TABLE: &[Strategy] = &[
    pods::PODS,
    core::NAMESPACES,
    core::NODES,
    core::CONFIG_MAPS,
    core::SECRETS,
    core::SERVICE_ACCOUNTS,
    core::VOLUMES,
    core::CLAIMS,
    services::SERVICES,
    Strategy { create_on_update: true, ..plain("", "endpoints") },
    Strategy { create_on_update: true, ..plain("", "events") },
    Strategy { create_on_update: true, ..plain("events.k8s.io", "events") },
    Strategy { create_on_update: true, ..plain("", "limitranges") },
    Strategy {
        create_on_update: true,
        returns_deleted: true,
        generation: Generation::Fields(&["template"]),
        ..plain("", "podtemplates")
    },
    Strategy { subresources: SCALED, generation: SPEC, ..plain("", "replicationcontrollers") },
    Strategy { returns_deleted: true, ..with_status("", "resourcequotas", Generation::None) },
    Strategy { subresources: SCALED, generation: Generation::SpecAndAnnotations, ..plain("apps", "deployments") },
    Strategy { subresources: SCALED, generation: SPEC, ..plain("apps", "replicasets") },
    Strategy { subresources: SCALED, generation: SPEC, ..plain("apps", "statefulsets") },
    batch::DAEMON_SETS,
    plain("apps", "controllerrevisions"),
    batch::JOBS,
    with_status("batch", "cronjobs", SPEC),
    with_status("autoscaling", "horizontalpodautoscalers", Generation::None),
    with_status("policy", "poddisruptionbudgets", SPEC),
    with_status("networking.k8s.io", "ingresses", SPEC),
    Strategy { generation: SPEC, ..plain("networking.k8s.io", "ingressclasses") },
    Strategy { generation: SPEC, ..plain("networking.k8s.io", "networkpolicies") },
    with_status("networking.k8s.io", "servicecidrs", Generation::None),
    Strategy { generation: Generation::All, ..plain("discovery.k8s.io", "endpointslices") },
    Strategy { create_on_update: true, unconditional_update: false, ..plain("coordination.k8s.io", "leases") },
    Strategy { generation: Generation::One, ..plain("scheduling.k8s.io", "priorityclasses") },
    Strategy {
        generation: WEBHOOKS,
        unconditional_update: false,
        ..plain(REGISTRATION, "mutatingwebhookconfigurations")
    },
    Strategy {
        generation: WEBHOOKS,
        unconditional_update: false,
        ..plain(REGISTRATION, "validatingwebhookconfigurations")
    },
    Strategy { unconditional_update: false, ..with_status(REGISTRATION, "validatingadmissionpolicies", SPEC) },
    Strategy {
        generation: SPEC,
        unconditional_update: false,
        ..plain(REGISTRATION, "validatingadmissionpolicybindings")
    },
    Strategy { generation: SPEC, unconditional_update: false, ..plain(REGISTRATION, "mutatingadmissionpolicies") },
    Strategy {
        generation: SPEC,
        unconditional_update: false,
        ..plain(REGISTRATION, "mutatingadmissionpolicybindings")
    },
    versioned::DEFINITIONS,
    versioned::API_SERVICES,
    core::SIGNING_REQUESTS,
    with_status(FLOW, "flowschemas", SPEC),
    with_status(FLOW, "prioritylevelconfigurations", SPEC),
    Strategy { create_on_update: true, ..plain(RBAC, "roles") },
    Strategy { create_on_update: true, ..plain(RBAC, "rolebindings") },
    Strategy { create_on_update: true, ..plain(RBAC, "clusterroles") },
    Strategy { create_on_update: true, ..plain(RBAC, "clusterrolebindings") },
    with_status("resource.k8s.io", "resourceclaims", Generation::None),
    Strategy { generation: SPEC, ..plain("resource.k8s.io", "resourceslices") },
    Strategy { generation: SPEC, ..plain("resource.k8s.io", "deviceclasses") },
    with_status("storage.k8s.io", "volumeattachments", Generation::None),
];

/// The row of a resource.
pub(super) fn of(resource: &Resource) -> &'static Strategy {
    resource.strategy
}

/// The row of a built-in resource.
pub(super) fn find(group: &str, plural: &str) -> &'static Strategy {
    TABLE.iter().find(|s| s.plural == plural && s.group == group).unwrap_or(&PLAIN)
}

impl Strategy {
    /// Whether a subresource can be updated; the object itself always.
    pub fn serves(&self, subresource: &str) -> bool {
        subresource.is_empty() || self.subresources.contains(&subresource)
    }
    fn has_status(&self) -> bool {
        self.subresources.contains(&"status")
    }
    /// Makes a new object ready.
    pub fn create(&self, object: &mut Value, p: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
        if self.has_status() && !self.born_with_status {
            // What is always written of a status is there from the beginning.
            let empty = managed::shape(p.call.resource).zero().get("status").clone();
            if empty.is_null() {
                object.remove("status");
            } else {
                object.set("status", empty);
            }
        }
        match self.generation {
            Generation::None => {
                object.field_mut("metadata").remove("generation");
            }
            _ => object.field_mut("metadata").set("generation", 1),
        }
        (self.on_create)(object, p)
    }
    /// Makes an update ready: of the object, or of the part that a subresource is.
    pub fn update(&self, object: &mut Value, old: &Value, p: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
        match p.call.request.subresource.as_str() {
            "" | "scale" => {
                if self.has_status() {
                    copy_field(object, old, "status");
                }
                (self.on_update)(object, old, p)?;
                self.bump(object, old);
                Ok(())
            }
            "status" => {
                keep_all_but(object, old, &["metadata", "status"]);
                (self.on_update)(object, old, p)
            }
            _ => {
                (self.on_update)(object, old, p)?;
                self.bump(object, old);
                Ok(())
            }
        }
    }
    /// Gives out what must be unique: addresses and ports.
    pub fn allocate(&self, old: &Value, object: &mut Value, p: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
        (self.on_allocate)(object, old, p)
    }
    fn bump(&self, object: &mut Value, old: &Value) {
        let same = |field: &str| object.get(field) == old.get(field);
        let changed = match self.generation {
            Generation::None | Generation::One => return,
            Generation::Fields(fields) => !fields.iter().all(|f| same(f)),
            Generation::SpecAndAnnotations => !same("spec") || meta::annotations(object) != meta::annotations(old),
            Generation::All => {
                let keys = object.as_map().into_iter().chain(old.as_map()).flat_map(api::Map::keys);
                keys.filter(|k| !matches!(k.as_str(), "metadata" | "status")).any(|k| !same(k))
            }
        };
        if changed {
            let next = old.get("metadata").int("generation").unwrap_or(0) + 1;
            object.field_mut("metadata").set("generation", next);
        }
    }
}

/// Puts the old value of a field in the place of the new one.
fn copy_field(object: &mut Value, old: &Value, field: &'static str) {
    let before = old.get(field);
    if object.get(field).same(before) {
        return;
    }
    if before.is_null() {
        object.remove(field);
    } else {
        object.set(field, before.clone());
    }
}

/// Keeps only these fields of the update; the others stay what they were.
fn keep_all_but(object: &mut Value, old: &Value, fields: &[&'static str]) {
    let mut kept = old.clone();
    for field in fields {
        copy_field(&mut kept, object, field);
    }
    *object = kept;
}

/// The refusal of an update without a version where one is needed.
pub(super) fn version_missing(resource: &Resource, name: &str) -> Status {
    super::invalid(
        resource,
        name,
        &[("FieldValueInvalid", "metadata.resourceVersion", "Invalid value: 0: must be specified for an update")],
    )
}
