//! The reviews: may I, may they, what may I, and who am I.

use api::request::{Response, User};
use api::time::Time;
use api::{Status, Text, Value, json, meta, obj};

use super::super::verbs::Call;
use super::super::{ApiServer, invalid};
use super::{CREDENTIAL, Deed, MASTERS};

/// Whether a resource answers a question instead of being stored.
pub(in super::super) fn is_review(group: &str) -> bool {
    matches!(group, "authorization.k8s.io" | "authentication.k8s.io")
}

impl ApiServer {
    /// Answers a review.
    pub(in super::super) fn review(
        &self,
        call: &mut Call<'_>,
        mut review: Value,
        now: Time,
    ) -> Result<Response, Status> {
        let asking = call.request.user.clone();
        let spec = review.get("spec").clone();
        let status = match call.resource.kind.as_str() {
            "SelfSubjectReview" => {
                review.field_mut("metadata").set("creationTimestamp", now.rfc3339());
                obj!({"userInfo": (self.user_info(&asking))})
            }
            "SelfSubjectRulesReview" => {
                if spec.str("namespace").is_empty() {
                    return Err(Status::bad_request("no namespace on request"));
                }
                self.rules_of(&asking, spec.str("namespace"))
            }
            "SelfSubjectAccessReview" => access(self, call, &asking, &review)?,
            "SubjectAccessReview" | "LocalSubjectAccessReview" => {
                let groups = spec.list("groups").iter().filter_map(Value::as_text).cloned().collect();
                let user = User::new(spec.text("user"), groups);
                access(self, call, &user, &review)?
            }
            "TokenReview" if spec.str("token").is_empty() => {
                return Err(Status::bad_request("token is required for TokenReview in authentication"));
            }
            "TokenReview" => self.token_review(&spec, now),
            _ => return Err(super::super::unknown_resource()),
        };
        review.set("status", status);
        Ok(Response::created(review))
    }

    /// A user as objects tell of one.
    pub(in super::super) fn user_info(&self, user: &User) -> Value {
        let mut info = Value::object();
        info.set("username", &user.name);
        info.set("groups", user.groups.iter().map(Value::from).collect::<Vec<_>>());
        if !user.uid.is_empty() {
            info.set("uid", &user.uid);
        }
        let mut extra = user.extra.clone();
        if *user == User::admin() {
            // The administrator comes with a certificate.
            extra.insert(CREDENTIAL, vec![Value::from(format!("X509SHA256={}", self.credential_id))]);
        }
        if !extra.is_empty() {
            info.set("extra", extra);
        }
        info
    }

    fn rules_of(&self, user: &User, namespace: &str) -> Value {
        let (mut resources, mut paths, mut missing) = (Vec::new(), Vec::new(), Vec::new());
        if user.groups.iter().any(|g| g == MASTERS) {
            resources.push(obj!({"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}));
            paths.push(obj!({"verbs": ["*"], "nonResourceURLs": ["*"]}));
        }
        self.visit_rules(user, namespace, &mut |rule| match rule {
            Ok((_, rule)) if rule.list("nonResourceURLs").is_empty() => resources.push(rule.clone()),
            Ok((_, rule)) => paths.push(rule.clone()),
            Err(role) => missing.push(super::absent(role, "")),
        });
        let mut status = obj!({
            "resourceRules": resources,
            "nonResourceRules": paths,
            "incomplete": (!missing.is_empty()),
        });
        if !missing.is_empty() {
            status.set("evaluationError", missing.join(", "));
        }
        status
    }
}

/// Attributes as the server has them inside.
fn attributes(path: &Value) -> String {
    format!("{{\"Path\":{:?},\"Verb\":{:?}}}", path.str("path"), path.str("verb"))
}

/// Metadata as the server writes it: the name before all else.
fn in_order(metadata: &Value) -> String {
    const FIRST: [&str; 3] = ["name", "generateName", "namespace"];
    let rest = metadata.as_map().into_iter().flat_map(|m| m.iter()).map(|(k, _)| k.as_str());
    let rest = rest.filter(|k| !FIRST.contains(k) && *k != "managedFields");
    let keys = FIRST.into_iter().filter(|k| metadata.has(k)).chain(rest);
    let parts: Vec<String> = keys.map(|k| format!("{k:?}:{}", json::to_string(metadata.get(k)))).collect();
    format!("{{{}}}", parts.join(","))
}

fn access(server: &ApiServer, call: &Call<'_>, user: &User, review: &Value) -> Result<Value, Status> {
    let spec = review.get("spec");
    let (resource, path) = (spec.get("resourceAttributes"), spec.get("nonResourceAttributes"));
    let mut wrong = Vec::new();
    let both = !resource.is_null() && !path.is_null();
    let shown = both.then(|| {
        format!("Invalid value: {}: cannot be specified in combination with resourceAttributes", attributes(path))
    });
    if let Some(text) = &shown {
        wrong.push(("FieldValueInvalid", "spec.nonResourceAttributes", text.as_str()));
    } else if resource.is_null() && path.is_null() {
        let text = "Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified";
        wrong.push(("FieldValueInvalid", "spec.resourceAttributes", text));
    }
    let of_others = !call.resource.kind.starts_with("Self");
    if of_others && spec.str("user").is_empty() && spec.list("groups").is_empty() {
        let text = "Invalid value: \"\": at least one of user or group must be specified";
        wrong.push(("FieldValueInvalid", "spec.user", text));
    }
    let local = call.resource.kind == "LocalSubjectAccessReview";
    let (metadata, place) = (review.get("metadata"), meta::namespace(review));
    let own = |key: &Text| key == "managedFields" || (local && key == "namespace");
    let named = metadata.as_map().is_some_and(|m| m.iter().any(|(key, _)| !own(key)));
    let must = if local { "must be empty except for namespace" } else { "must be empty" };
    let text = format!("Invalid value: {}: {must}", in_order(metadata));
    if named {
        wrong.push(("FieldValueInvalid", "metadata", &text));
    }
    let elsewhere = resource.str("namespace");
    let other = format!("Invalid value: {elsewhere:?}: must match metadata.namespace");
    if local && !resource.is_null() && elsewhere != place {
        wrong.push(("FieldValueInvalid", "spec.resourceAttributes.namespace", &other));
    }
    let shown = attributes(path);
    let disallowed = format!("Invalid value: {shown}: disallowed on this kind of request");
    if local && !path.is_null() {
        wrong.push(("FieldValueInvalid", "spec.nonResourceAttributes", &disallowed));
    }
    if !wrong.is_empty() {
        return Err(invalid(call.resource, "", &wrong));
    }
    let mut deed = Deed {
        verb: resource.text("verb"),
        group: resource.text("group"),
        resource: resource.text("resource"),
        namespace: resource.text("namespace"),
        name: resource.text("name"),
        fields: resource.get("fieldSelector").text("rawSelector"),
        path: path.text("path"),
    };
    if !resource.str("subresource").is_empty() {
        deed.resource = Text::from(format!("{}/{}", deed.resource, resource.str("subresource")));
    }
    if resource.is_null() {
        deed.verb = path.text("verb");
    }
    let decision = server.decide(user, &deed);
    let mut status = obj!({"allowed": (decision.allowed)});
    if !decision.reason.is_empty() {
        status.set("reason", decision.reason);
    }
    Ok(status)
}
