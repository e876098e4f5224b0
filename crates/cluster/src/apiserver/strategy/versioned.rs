//! CustomResourceDefinitions and the objects that they define.

use api::{Status, Value, obj};

use super::{Generation, Graceful, PLAIN, Prepare, Strategy};
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

pub(super) const API_SERVICES: Strategy = Strategy {
    group: "apiregistration.k8s.io",
    plural: "apiservices",
    subresources: super::STATUS,
    unconditional_update: false,
    on_create: create_api_service,
    ..PLAIN
};

/// What the server answers itself is always there.
fn create_api_service(service: &mut Value, p: &mut Prepare<'_, '_, '_>) -> Result<(), Status> {
    if service.get("spec").get("service").is_null() {
        let condition = obj!({
            "type": "Available",
            "status": "True",
            "reason": "Local",
            "message": "Local APIServices are always available",
            "lastTransitionTime": (p.env.now.rfc3339()),
        });
        service.field_mut("status").set("conditions", vec![condition]);
    }
    Ok(())
}

const BASE: Strategy = Strategy { unconditional_update: false, generation: Generation::All, ..PLAIN };
const WITHOUT: Strategy = BASE;
const WITH_STATUS: Strategy = Strategy { subresources: &["status"], ..BASE };
const SCALE: Strategy = Strategy { subresources: &["scale"], ..BASE };
const BOTH: Strategy = Strategy { subresources: &["status", "scale"], ..BASE };

/// The row of a custom resource, by the subresources that its definition gives it.
pub(in super::super) fn of_custom(custom: &Custom) -> &'static Strategy {
    match (custom.status, custom.scale.is_some()) {
        (false, false) => &WITHOUT,
        (true, false) => &WITH_STATUS,
        (false, true) => &SCALE,
        (true, true) => &BOTH,
    }
}
