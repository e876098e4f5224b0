//! pods/eviction: a deletion that asks the pod's disruption budget first.

use api::request::{Response, Verb};
use api::selector::LabelSelector;
use api::status::Cause;
use api::{Status, Value, meta};

use super::super::verbs::{Call, create, delete, options};
use super::super::{ApiServer, Env};
use super::done;
use crate::conditions;
use crate::kinds;

/// So many evictions may wait for the controller's confirmation.
const MAX_DISRUPTED: usize = 2000;

impl ApiServer {
    pub(super) fn evict(&mut self, call: &mut Call<'_>, body: &Value, env: &mut Env<'_>) -> Result<Response, Status> {
        let mut body = super::decode(call, body, ("policy", "v1", "Eviction"), env)?;
        create::set_namespace(call, &mut body)?;
        if meta::name(&body) != call.request.name.as_str() {
            return Err(Status::bad_request("name in URL does not match name in Eviction object"));
        }
        let pod = self.target(call)?;
        let mut request = call.request.clone();
        (request.verb, request.subresource) = (Verb::Delete, api::Text::EMPTY);
        if body.has("deleteOptions") {
            api::rest::delete_options(&mut request.options, body.get("deleteOptions"))?;
        }
        request.options.dry_run |= call.request.options.dry_run;
        let mut delete = Call::new(call.resource, &request);
        options::check(&delete)?;
        delete::preconditions(call.resource, &request, &pod)?;
        if !may_go_freely(&pod) {
            self.ask_budget(&delete, &pod, env)?;
        }
        if request.options.dry_run {
            return Ok(done());
        }
        let marked = disrupted(&pod, env);
        self.commit(&delete, marked, pod, env);
        self.delete(&mut delete, env)?;
        Ok(done())
    }

    fn ask_budget(&mut self, call: &Call<'_>, pod: &Value, env: &mut Env<'_>) -> Result<(), Status> {
        let namespace = meta::namespace(pod).to_string();
        let labels = meta::labels(pod);
        let selects =
            |b: &&Value| LabelSelector::from_value(b.get("spec").get("selector")).is_ok_and(|s| s.matches(labels));
        let budgets: Vec<Value> =
            self.read_all(kinds::POD_DISRUPTION_BUDGET, &namespace).filter(selects).cloned().collect();
        let budget = match budgets.as_slice() {
            [] => return Ok(()),
            [one] => one,
            _ => {
                return Err(Status::new(
                    500,
                    "",
                    "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
                ));
            }
        };
        if !is_ready(pod) && unhealthy_may_go(budget) {
            return Ok(());
        }
        let updated = take_one(budget, meta::name(pod), env)?;
        if !call.request.options.dry_run {
            let resources = self.resources.clone();
            if let Some(resource) = resources.find("policy", "", "poddisruptionbudgets") {
                let mut request = call.request.clone();
                request.resource = resource.gvr.clone();
                request.subresource = "status".into();
                let call = Call::new(resource, &request);
                self.commit(&call, updated, budget.clone(), env);
            }
        }
        Ok(())
    }
}

/// Pods that do not run, or go already, disturb nobody.
fn may_go_freely(pod: &Value) -> bool {
    matches!(pod.get("status").str("phase"), "Succeeded" | "Failed" | "Pending")
        || !meta::deletion_timestamp(pod).is_empty()
}

fn is_ready(pod: &Value) -> bool {
    pod.get("status").list("conditions").iter().any(|c| c.str("type") == "Ready" && c.str("status") == "True")
}

fn unhealthy_may_go(budget: &Value) -> bool {
    let status = budget.get("status");
    let (current, desired) = (status.int("currentHealthy").unwrap_or(0), status.int("desiredHealthy").unwrap_or(0));
    budget.get("spec").str("unhealthyPodEvictionPolicy") == "AlwaysAllow" || current >= desired && desired > 0
}

fn too_many(why: String, retry_after: u32) -> Status {
    let message = "Cannot evict pod as it would violate the pod's disruption budget.";
    let mut status = Status::new(429, "TooManyRequests", message);
    status.retry_after_seconds = retry_after;
    status.causes.push(Cause { reason: "DisruptionBudget".into(), message: why, field: String::new() });
    status
}

/// The budget after one more disruption, or why there may be none.
fn take_one(budget: &Value, pod: &str, env: &Env<'_>) -> Result<Value, Status> {
    let (name, status) = (meta::name(budget), budget.get("status"));
    let number = |key: &str| status.int(key).unwrap_or(0);
    if number("observedGeneration") < budget.get("metadata").int("generation").unwrap_or(0) {
        let why = format!("The disruption budget {name} is still being processed by the server.");
        return Err(too_many(why, 10));
    }
    let forbidden = |why: &str| Err(Status::forbidden(&kinds::POD_DISRUPTION_BUDGET.gvr(), name, why));
    if number("disruptionsAllowed") < 0 {
        return forbidden("pdb disruptions allowed is negative");
    }
    if status.map("disruptedPods").len() > MAX_DISRUPTED {
        return forbidden("DisruptedPods map too big - too many evictions not confirmed by PDB controller");
    }
    if number("disruptionsAllowed") == 0 {
        let (wanted, healthy) = (number("desiredHealthy"), number("currentHealthy"));
        let why = format!("The disruption budget {name} needs {wanted} healthy pods and has {healthy} currently");
        return Err(too_many(why, 0));
    }
    let mut updated = budget.clone();
    let left = number("disruptionsAllowed") - 1;
    let status = updated.field_mut("status");
    status.set("disruptionsAllowed", left);
    if left == 0 {
        let mut condition = conditions::new("DisruptionAllowed", "False", "InsufficientPods", "", env.now);
        condition.set("message", "");
        condition.set("observedGeneration", budget.get("status").get("observedGeneration").clone());
        conditions::put(status, condition);
    }
    status.field_mut("disruptedPods").set(api::Text::new(pod), env.now.rfc3339());
    Ok(updated)
}

/// The pod with the reason for its end.
fn disrupted(pod: &Value, env: &Env<'_>) -> Value {
    let mut marked = pod.clone();
    let condition = conditions::disruption("EvictionByEvictionAPI", "Eviction API: evicting", env.now);
    conditions::put_of_pod(&mut marked, condition);
    marked
}
