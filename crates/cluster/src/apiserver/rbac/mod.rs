//! Who may do what: roles, bindings, and the reviews that ask about them.

mod escalation;
mod node;
mod reviews;
mod rules;

use api::request::{Request, User, Verb};
use api::{Status, Text, Value, meta};

use super::{ApiServer, Env, verb_name};
use crate::kinds;

pub(super) use node::node_of;
pub(super) use reviews::is_review;
pub(super) use rules::covers;

/// Members of this group may do everything, whatever roles say.
/// Under this key a user's credential is told of.
pub(super) const CREDENTIAL: &str = "authentication.kubernetes.io/credential-id";
const MASTERS: &str = "system:masters";
const AUTHENTICATED: &str = "system:authenticated";
const ACCOUNT_PREFIX: &str = "system:serviceaccount:";

/// What somebody wants to do.
#[derive(Clone, Debug, Default)]
pub(super) struct Deed {
    pub verb: Text,
    pub group: Text,
    /// `pods`, or `pods/log`.
    pub resource: Text,
    pub namespace: Text,
    pub name: Text,
    /// The field selector.
    pub fields: Text,
    /// `/healthz`, for what is no resource; empty otherwise.
    pub path: Text,
}

/// The answer to "may they?".
pub(super) struct Decision {
    pub allowed: bool,
    pub reason: String,
}

/// The groups of a user: those that come with being somebody are added.
pub(super) fn groups(user: &User) -> Vec<Text> {
    let mut groups = user.groups.clone();
    let mut add = |group: Text| {
        if !groups.contains(&group) {
            groups.push(group);
        }
    };
    if let Some((namespace, _)) = user.name.strip_prefix(ACCOUNT_PREFIX).and_then(|rest| rest.split_once(':')) {
        add("system:serviceaccounts".into());
        add(Text::from(format!("system:serviceaccounts:{namespace}")));
    }
    if user.name == "system:anonymous" {
        add("system:unauthenticated".into());
    } else {
        add(AUTHENTICATED.into());
    }
    groups
}

impl ApiServer {
    /// Refuses a call that the user may not make.
    pub(super) fn authorize(&self, request: &Request, env: &Env<'_>) -> Result<(), Status> {
        if env.internal || request.user.groups.iter().any(|g| g == MASTERS) {
            return Ok(());
        }
        let gvr = &request.resource;
        let mut deed = Deed {
            verb: verb_name(request.verb).into(),
            group: gvr.group.clone(),
            resource: gvr.resource.clone(),
            namespace: request.namespace.clone(),
            name: name_of(request),
            fields: request.options.field_selector.clone(),
            path: match gvr.resource.as_str() {
                "" => Text::new(request.path.split('?').next().unwrap_or("")),
                _ => Text::EMPTY,
            },
        };
        if !request.subresource.is_empty() {
            deed.resource = Text::from(format!("{}/{}", gvr.resource, request.subresource));
        }
        let decision = self.decide(&request.user, &deed);
        if decision.allowed { Ok(()) } else { Err(forbidden(request, &deed, &decision.reason)) }
    }

    /// Whether a user may do a deed.
    pub(super) fn decide(&self, user: &User, deed: &Deed) -> Decision {
        if user.groups.iter().any(|g| g == MASTERS) {
            return Decision { allowed: true, reason: String::new() };
        }
        // The node authorizer is asked before the roles, and both may say why not.
        let why_not = match node_of(user).map(|node| self.node_may(node, deed)) {
            Some(Ok(())) => return Decision { allowed: true, reason: String::new() },
            Some(Err(why)) => why,
            None => String::new(),
        };
        let mut missing = Vec::new();
        let mut found = None;
        self.visit_rules(user, &deed.namespace, &mut |source| match source {
            Ok((binding, rule)) if found.is_none() && rules::allows(rule, deed) => found = Some(binding.describe()),
            Ok(_) => {}
            Err(role) => missing.push(absent(role, "")),
        });
        match found {
            Some(by) => Decision { allowed: true, reason: format!("RBAC: allowed by {by}") },
            None if missing.is_empty() => Decision { allowed: false, reason: why_not },
            None => {
                let all = if missing.len() == 1 { missing.concat() } else { format!("[{}]", missing.join(", ")) };
                let between = if why_not.is_empty() { "" } else { "\n" };
                Decision { allowed: false, reason: format!("{why_not}{between}RBAC: {all}") }
            }
        }
    }

    /// Shows every rule that a user has in a namespace (and in the whole cluster), with the binding that gives it; or
    /// what is missing.
    fn visit_rules(&self, user: &User, namespace: &str, visit: &mut dyn FnMut(Result<(Binding<'_>, &Value), &Value>)) {
        let bindings = self.read_all(kinds::CLUSTER_ROLE_BINDING, "");
        let in_namespace = self.read_all(kinds::ROLE_BINDING, namespace).filter(|_| !namespace.is_empty());
        for object in bindings.chain(in_namespace) {
            let subject = object.list("subjects").iter().find(|s| is_subject(s, user, meta::namespace(object)));
            let Some(subject) = subject else { continue };
            let role = object.get("roleRef");
            let (kind, in_namespace) = match role.str("kind") {
                "Role" => (kinds::ROLE, meta::namespace(object)),
                _ => (kinds::CLUSTER_ROLE, ""),
            };
            match self.peek(kind, in_namespace, role.str("name")) {
                Some(found) => {
                    for rule in found.list("rules") {
                        visit(Ok((Binding { object, subject }, rule)));
                    }
                }
                None => visit(Err(role)),
            }
        }
    }
}

/// That a role is not there, as the cache of the authorizer says it; the store names the kind in the plural.
fn absent(role: &Value, plural: &str) -> String {
    let (kind, name) = (role.str("kind").to_lowercase(), role.str("name"));
    format!("{kind}{plural}.rbac.authorization.k8s.io {name:?} not found")
}

/// A binding, and the one of its subjects that is meant.
#[derive(Clone, Copy)]
struct Binding<'a> {
    object: &'a Value,
    subject: &'a Value,
}

impl Binding<'_> {
    fn describe(&self) -> String {
        let (o, s, role) = (self.object, self.subject, self.object.get("roleRef"));
        let name = match meta::namespace(o) {
            "" => meta::name(o).to_string(),
            namespace => format!("{}/{namespace}", meta::name(o)),
        };
        let who = match s.str("kind") {
            "ServiceAccount" => format!("ServiceAccount \"{}/{}\"", s.str("name"), s.str("namespace")),
            kind => format!("{kind} {:?}", s.str("name")),
        };
        format!("{} {name:?} of {} {:?} to {who}", o.str("kind"), role.str("kind"), role.str("name"))
    }
}

fn is_subject(subject: &Value, user: &User, namespace: &str) -> bool {
    let name = subject.str("name");
    match subject.str("kind") {
        "User" => user.name == *name,
        "Group" => user.groups.iter().any(|g| *g == *name),
        "ServiceAccount" => {
            let of = subject.str("namespace");
            let of = if of.is_empty() { namespace } else { of };
            let mut parts = user.name.strip_prefix(ACCOUNT_PREFIX).unwrap_or("").splitn(2, ':');
            parts.next() == Some(of) && parts.next() == Some(name)
        }
        _ => false,
    }
}

/// The name of the object that a call is about: of a list or watch, the only one that it selects.
fn name_of(request: &Request) -> Text {
    let terms = request.options.field_selector.split(',').filter_map(|term| term.strip_prefix("metadata.name="));
    let only = terms.map(|name| name.trim_start_matches('=')).next().unwrap_or("");
    match request.verb {
        Verb::List | Verb::Watch if request.name.is_empty() => Text::new(only),
        _ => request.name.clone(),
    }
}

fn forbidden(request: &Request, deed: &Deed, reason: &str) -> Status {
    let user = &request.user.name;
    let tail = if reason.is_empty() { String::new() } else { format!(": {reason}") };
    if !deed.path.is_empty() {
        let why = format!("User {:?} cannot {} path {:?}{tail}", user.as_str(), deed.verb, deed.path.as_str());
        return Status::new(403, "Forbidden", format!("forbidden: {why}"));
    }
    let place = match deed.namespace.as_str() {
        "" => "at the cluster scope".to_string(),
        namespace => format!("in the namespace {namespace:?}"),
    };
    let why = format!(
        "User {:?} cannot {} resource {:?} in API group {:?} {place}{tail}",
        user.as_str(),
        deed.verb,
        deed.resource.as_str(),
        deed.group.as_str()
    );
    Status::forbidden(&request.resource, &deed.name, &why)
}
