//! Whether what has ended is started again: by the rules of a container, its own policy, or the pod's. And the reset of
//! a whole pod in place, which a rule may ask for.

use api::{Value, obj};

use super::container::{Instance, Role, State};
use super::containers;
use super::site::Site;
use super::worker::{Stage, Worker};
use crate::component::Ctx;

/// What a rule for an exit code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Restart,
    RestartAllContainers,
}

/// The first rule of a container that an exit code matches.
fn rule(spec: &Value, code: i64) -> Option<Action> {
    let matches = |rule: &&Value| {
        let codes = rule.get("exitCodes");
        let named = codes.list("values").iter().any(|v| v.as_i64() == Some(code));
        match codes.str("operator") {
            "In" => named,
            "NotIn" => !named,
            _ => false,
        }
    };
    let rule = spec.list("restartPolicyRules").iter().find(matches)?;
    match rule.str("action") {
        "Restart" => Some(Action::Restart),
        "RestartAllContainers" => Some(Action::RestartAllContainers),
        _ => None,
    }
}

/// Whether a container that ended with `code` is started again.
pub(super) fn after(spec: &Value, pod_policy: &str, code: i64) -> bool {
    let own = spec.str("restartPolicy");
    if !own.is_empty() && rule(spec, code).is_some() {
        return true;
    }
    match if own.is_empty() { pod_policy } else { own } {
        "Never" => false,
        "OnFailure" => code != 0,
        _ => true,
    }
}

/// Whether an instance that does not run is followed by another one.
pub(super) fn follows(worker: &Worker, role: Role, spec: &Value, instance: &Instance) -> bool {
    if worker.stage != Stage::Syncing {
        return false;
    }
    let end = match &instance.state {
        State::Running => return false,
        State::Created => return true,
        State::Ended(end) => end,
    };
    let policy = worker.pod.get("spec").str("restartPolicy");
    match role {
        Role::Ephemeral => false,
        Role::Sidecar => true,
        Role::Init => end.code != 0 && after(spec, policy, end.code),
        Role::Main => after(spec, policy, end.code),
    }
}

/// What a container's status says after its instances were removed.
const REMOVED: &str = "The container is removed because RestartAllContainers in place";
pub(super) const REASON: &str = "RestartingAllContainers";

/// Whether any container of the pod can make all start anew.
pub(super) fn may_restart_all(pod: &Value) -> bool {
    containers(pod).any(|(_, c)| c.list("restartPolicyRules").iter().any(|r| r.str("action") == "RestartAllContainers"))
}

/// `lastState` of a container whose last instance was removed.
pub(super) fn last_state() -> Value {
    obj!({"terminated": {"exitCode": 137i64, "finishedAt": (Value::Null), "message": REMOVED, "reason": REASON, "startedAt": (Value::Null)}})
}

/// `state` of a container that was removed and is not there again.
pub(super) fn waiting() -> Value {
    obj!({"waiting": {"message": REMOVED, "reason": REASON}})
}

impl Worker {
    /// Looks whether a container has ended in a way that makes all of the pod start anew.
    pub fn look_for_reset(&mut self) {
        if self.resetting || self.stage != Stage::Syncing {
            return;
        }
        self.resetting = containers(&self.pod).any(|(_, spec)| {
            let ended = self.seen.latest(spec.str("name")).and_then(Instance::end);
            ended.is_some_and(|end| rule(spec, end.code) == Some(Action::RestartAllContainers))
        });
    }

    /// Everything has stopped: the instances are removed, so that the pod starts as if for the first time.
    pub fn reset(&mut self, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
        for gone in self.real.clear() {
            if let Some(place) = gone.place {
                self.machine.forget(place);
            }
            let count = self.removed.entry(gone.name.clone()).or_default();
            *count = (*count).max(gone.restart_count + 1);
            self.reasons.remove(&gone.name);
        }
        self.resetting = false;
        self.changed(site.node, ctx.now);
    }
}
