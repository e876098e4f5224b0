//! The approver of kubelets: who may ask for a node's certificate gets it without anybody looking.

use api::request::{PatchType, Request, Verb};
use api::{Gvr, Text, Value, meta, obj};

use super::{KUBELETS, of_kubelet};
use crate::component::{Change, Component, Ctx, Queue};
use crate::kinds::CERTIFICATE_SIGNING_REQUEST;

/// The right that is asked for, and what is said where it is there: first of nodes that ask for themselves, then of others.
const RIGHTS: [(&str, &str); 2] = [
    ("selfnodeclient", "Auto approving self kubelet client certificate after SubjectAccessReview."),
    ("nodeclient", "Auto approving kubelet client certificate after SubjectAccessReview."),
];

/// The approving controller.
#[derive(Clone, Default)]
pub struct Approver;

impl Component for Approver {
    fn name(&self) -> &'static str {
        "certificatesigningrequest-approving-controller"
    }
    fn on_change(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(CERTIFICATE_SIGNING_REQUEST) && waits(&change.new) {
            queue.add(Text::new(meta::name(&change.new)));
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        let Some(request) = ctx.get(CERTIFICATE_SIGNING_REQUEST, "", key).filter(waits) else { return };
        let spec = request.get("spec");
        let (name, lacks) = of_kubelet(spec);
        if lacks.is_some() {
            return;
        }
        let own = spec.str("username") == name;
        let Some((_, message)) = RIGHTS[usize::from(!own)..].iter().find(|(right, _)| may(spec, right, ctx)) else {
            return;
        };
        let condition = obj!({"type": "Approved", "status": "True", "reason": "AutoApproved", "message": (*message)});
        let patch = obj!({"status": {"conditions": [condition]}});
        // Whoever deleted it was quicker.
        let _ = ctx.patch(CERTIFICATE_SIGNING_REQUEST, "", key, "approval", (PatchType::Merge, patch));
    }
}

/// Whether nobody has said anything of a kubelet's request yet.
fn waits(request: &Value) -> bool {
    let status = request.get("status");
    request.get("spec").str("signerName") == KUBELETS
        && status.str("certificate").is_empty()
        && !status.list("conditions").iter().any(|c| matches!(c.str("type"), "Approved" | "Denied"))
}

/// Whether the requester has a right.
fn may(spec: &Value, right: &'static str, ctx: &mut Ctx<'_>) -> bool {
    let gvr = Gvr::new("authorization.k8s.io", "v1", "subjectaccessreviews");
    let review = obj!({
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SubjectAccessReview",
        "spec": {
            "user": (spec.text("username")),
            "groups": (spec.get("groups").clone()),
            "resourceAttributes": {
                "group": "certificates.k8s.io",
                "resource": "certificatesigningrequests",
                "subresource": right,
                "verb": "create",
            },
        },
    });
    let answer = ctx.call(Request::new(Verb::Create, gvr, "", "").with_body(review));
    answer.is_ok_and(|review| review.get("status").bool("allowed"))
}
