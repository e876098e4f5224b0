//! DefaultIngressClass: an ingress without a class gets the one that is marked as default.

use api::{Value, meta};
use sorted::InOrder;

use super::{Attempt, Operation, Outcome};
use crate::kinds;

const DEFAULT: &str = "ingressclass.kubernetes.io/is-default-class";
const OLD_CLASS: &str = "kubernetes.io/ingress.class";

pub(super) fn admit(a: &mut Attempt<'_, '_, '_>, ingress: &mut Value) -> Outcome {
    if a.operation != Operation::Create || !a.is_on("networking.k8s.io", "ingresses") {
        return Ok(());
    }
    if ingress.get("spec").has("ingressClassName") || meta::annotations(ingress).contains_key(OLD_CLASS) {
        return Ok(());
    }
    let says = |c: &&Value| meta::annotations(c).get(DEFAULT).and_then(Value::as_str) == Some("true");
    let mut defaults: Vec<&Value> = a.server.read_all(kinds::INGRESS_CLASS, "").filter(says).collect();
    defaults.order_by_key(|c| {
        (std::cmp::Reverse(c.get("metadata").text("creationTimestamp")), c.get("metadata").text("name"))
    });
    if let Some(class) = defaults.first() {
        let name = class.get("metadata").text("name");
        ingress.field_mut("spec").set("ingressClassName", name);
    }
    Ok(())
}
