//! DefaultTolerationSeconds: a pod stays five minutes on a node that is not ready or not reachable.

use api::{Value, obj};

use super::{Attempt, Operation, Outcome};

const TAINTS: [&str; 2] = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

pub(super) fn admit(a: &mut Attempt<'_, '_, '_>, pod: &mut Value) -> Outcome {
    if a.operation == Operation::Delete || !a.is_on("", "pods") {
        return Ok(());
    }
    let tolerates = |taint: &str, t: &Value| {
        (t.str("key") == taint || t.str("key").is_empty()) && matches!(t.str("effect"), "NoExecute" | "")
    };
    let has = pod.get("spec").list("tolerations");
    let missing: Vec<&str> = TAINTS.into_iter().filter(|taint| !has.iter().any(|t| tolerates(taint, t))).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let tolerations = pod.field_mut("spec").field_mut("tolerations").list_mut();
    for taint in missing {
        let toleration = obj!({"key": taint, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300});
        tolerations.push(toleration);
    }
    Ok(())
}
