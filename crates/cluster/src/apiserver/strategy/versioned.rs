//! CustomResourceDefinitions and the objects that they define.

use super::{Generation, Graceful, PLAIN, Strategy};
use crate::apiserver::crd::{self, Custom};

pub(super) const DEFINITIONS: Strategy = Strategy {
    group: "apiextensions.k8s.io",
    plural: "customresourcedefinitions",
    subresources: super::STATUS,
    unconditional_update: false,
    generation: super::SPEC,
    graceful: Graceful::Definition,
    on_create: crd::create_definition,
    on_update: crd::update_definition,
    ..PLAIN
};

const BASE: Strategy =
    Strategy { unconditional_update: false, returns_deleted: true, generation: Generation::All, ..PLAIN };
const WITHOUT: Strategy = BASE;
const STATUS: Strategy = Strategy { subresources: &["status"], ..BASE };
const SCALE: Strategy = Strategy { subresources: &["scale"], ..BASE };
const BOTH: Strategy = Strategy { subresources: &["status", "scale"], ..BASE };

/// The row of a custom resource, by the subresources that its definition gives it.
pub(in super::super) fn of_custom(custom: &Custom) -> &'static Strategy {
    match (custom.status, custom.scale.is_some()) {
        (false, false) => &WITHOUT,
        (true, false) => &STATUS,
        (false, true) => &SCALE,
        (true, true) => &BOTH,
    }
}
