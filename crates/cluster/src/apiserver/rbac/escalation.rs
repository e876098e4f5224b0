//! Nobody grants what they do not have, unless they may `escalate` or `bind`.

use api::{Status, Value, meta, obj};
use sorted::InOrder;

use super::super::verbs::Call;
use super::super::{ApiServer, Env};
use super::{Deed, covers};
use crate::kinds;

impl ApiServer {
    /// Refuses a role or binding that gives more than its author has.
    pub(in super::super) fn check_escalation(
        &self,
        call: &Call<'_>,
        object: &Value,
        old: &Value,
        env: &Env<'_>,
    ) -> Result<(), Status> {
        let user = &call.request.user;
        let gvr = &call.resource.gvr;
        if env.internal || gvr.group != "rbac.authorization.k8s.io" || user.groups.iter().any(|g| g == super::MASTERS) {
            return Ok(());
        }
        self.escalates(call, object, old)
    }

    /// Of its own, as the start of a cluster does not get here and need not wait for it.
    #[inline(never)]
    fn escalates(&self, call: &Call<'_>, object: &Value, old: &Value) -> Result<(), Status> {
        let user = &call.request.user;
        let gvr = &call.resource.gvr;
        let binding = gvr.resource.ends_with("bindings");
        let reference = object.get("roleRef");
        let (verb, resource, name) = if binding {
            let resource = if reference.str("kind") == "Role" { "roles" } else { "clusterroles" };
            ("bind", resource, reference.text("name"))
        } else {
            ("escalate", gvr.resource.as_str(), object.get("metadata").text("name"))
        };
        let deed = Deed {
            verb: verb.into(),
            group: gvr.group.clone(),
            resource: resource.to_string().into(),
            namespace: call.request.namespace.clone(),
            name,
            ..Deed::default()
        };
        if self.decide(user, &deed).allowed {
            return Ok(());
        }
        let given = if binding {
            let (kind, namespace) = match reference.str("kind") {
                "Role" => (kinds::ROLE, call.request.namespace.as_str()),
                _ => (kinds::CLUSTER_ROLE, ""),
            };
            let role = self.read(kind, namespace, reference.str("name"));
            let kind = kind.gvr();
            role.ok_or_else(|| Status::not_found(&kind, reference.str("name")))?
        } else {
            object.clone()
        };
        let (mut owned, mut unresolved) = (Vec::new(), Vec::new());
        self.visit_rules(user, &call.request.namespace, &mut |rule| match rule {
            Ok((_, rule)) => owned.push(rule.clone()),
            Err(role) => unresolved.push(super::absent(role, "s")),
        });
        let missing: Vec<Value> = given.list("rules").iter().flat_map(|rule| covers(&owned, rule)).collect();
        if missing.is_empty() {
            // What is gathered by labels may come to be anything.
            let gathers = |role: &Value| !role.get("aggregationRule").list("clusterRoleSelectors").is_empty();
            let all = obj!({"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"], "nonResourceURLs": ["*"]});
            if !binding && (gathers(object) || gathers(old)) && !covers(&owned, &all).is_empty() {
                let why = "must have cluster-admin privileges to use the aggregationRule";
                return Err(Status::forbidden(gvr, meta::name(object), why));
            }
            return Ok(());
        }
        let groups: Vec<String> = user.groups.iter().map(|g| format!("{:?}", g.as_str())).collect();
        let mut rules: Vec<String> = merged(missing).iter().map(compact).collect();
        rules.order();
        rules.dedup();
        let mut why = format!(
            "user {:?} (groups=[{}]) is attempting to grant RBAC permissions not currently held:\n{}",
            user.name.as_str(),
            groups.join(" "),
            rules.join("\n")
        );
        if !unresolved.is_empty() {
            why += &format!("; resolution errors: [{}]", unresolved.join(" "));
        }
        Err(Status::forbidden(gvr, meta::name(object), &why))
    }
}

/// Rules of one verb as rules of one resource: what is granted on the same thing is told in one line.
fn merged(rules: Vec<Value>) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    for rule in rules {
        let is_same = |other: &Value| {
            rule.list("nonResourceURLs").is_empty()
                && ["apiGroups", "resources", "resourceNames", "nonResourceURLs"]
                    .iter()
                    .all(|key| rule.list(key) == other.list(key))
        };
        match all.iter_mut().find(|other| is_same(other)) {
            Some(other) => other.field_mut("verbs").list_mut().extend(rule.list("verbs").iter().cloned()),
            None => all.push(rule),
        }
    }
    all
}

/// `{APIGroups:[""], Resources:["pods"], Verbs:["get"]}`.
fn compact(rule: &Value) -> String {
    let keys = [
        ("apiGroups", "APIGroups"),
        ("resources", "Resources"),
        ("nonResourceURLs", "NonResourceURLs"),
        ("resourceNames", "ResourceNames"),
        ("verbs", "Verbs"),
    ];
    let part = |(key, label): &(&str, &str)| {
        let texts: Vec<String> = rule.list(key).iter().map(|v| format!("{:?}", v.as_str().unwrap_or(""))).collect();
        (!texts.is_empty()).then(|| format!("{label}:[{}]", texts.join(" ")))
    };
    format!("{{{}}}", keys.iter().filter_map(part).collect::<Vec<_>>().join(", "))
}
