//! Webhooks, admission policies and registered APIs. Expressions are not compiled: of them only what is missing is found.

use super::at::At;
use super::meta::{self, Scope, subdomain};
use super::selector::label_selector;
use crate::names;
use crate::value::{Text, Value};

const ONE_OF_VERSIONS: &str = "v1, v1beta1";

pub(super) fn webhooks(configuration: At<'_>) {
    meta::object_meta(configuration.at("metadata"), Scope::Cluster, subdomain);
    let mutating = configuration.v.str("kind") == "MutatingWebhookConfiguration";
    let mut seen: Vec<&str> = Vec::new();
    for hook in configuration.at("webhooks").items() {
        webhook(hook, mutating);
        review_versions(hook.at("admissionReviewVersions"));
        let name = hook.v.str("name");
        if seen.contains(&name) && !name.is_empty() {
            hook.at("name").duplicate();
        }
        seen.push(name);
    }
}

fn webhook(hook: At<'_>, mutating: bool) {
    const QUIET: [&str; 2] = ["None", "NoneOnDryRun"];
    full_name(hook.at("name"));
    hook.at("rules").items().for_each(rule);
    hook.at("failurePolicy").optional_one_of(&["Fail", "Ignore"]);
    hook.at("matchPolicy").optional_one_of(&["Equivalent", "Exact"]);
    let effects = hook.at("sideEffects");
    if !effects.is_set() {
        effects.required("must specify one of None, NoneOnDryRun");
    }
    effects.optional_one_of(&QUIET);
    let timeout = hook.at("timeoutSeconds");
    if timeout.is_set() && !(1..=30).contains(&timeout.int()) {
        timeout.invalid("the timeout value must be between 1 and 30 seconds");
    }
    label_selector(hook.at("namespaceSelector"));
    label_selector(hook.at("objectSelector"));
    if mutating {
        hook.at("reinvocationPolicy").optional_one_of(&["IfNeeded", "Never"]);
    }
    let client = hook.at("clientConfig");
    match (client.has("url"), client.has("service")) {
        (true, false) => url(client.at("url")),
        (false, true) => service(client.at("service")),
        _ => client.required("exactly one of url or service is required"),
    }
    match_conditions(hook.at("matchConditions"));
}

fn full_name(name: At<'_>) {
    let wrong = names::dns1123_subdomain(name.str());
    if name.is_empty() {
        name.required("");
    } else if !wrong.is_empty() {
        name.invalid(wrong.join(","));
    } else if name.str().split('.').count() < 3 {
        name.invalid("should be a domain with at least three segments separated by dots");
    }
}

pub(super) fn url(at: At<'_>) {
    const FORM: &str = "; desired format: https://host[/path]";
    let (scheme, rest) = at.str().split_once("://").unwrap_or(("", at.str()));
    if scheme != "https" {
        at.invalid_as(scheme.to_string(), format!("'https' is the only allowed URL scheme{FORM}"));
    }
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let authority = rest.split('/').next().filter(|_| !scheme.is_empty()).unwrap_or("");
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    if host.is_empty() {
        at.invalid_as("", format!("host must be specified{FORM}"));
    }
    for (part, what) in [(user, "user information is"), (fragment, "fragments are"), (query, "query parameters are")] {
        if !part.is_empty() {
            at.invalid_as(part.to_string(), format!("{what} not permitted in the URL"));
        }
    }
}

pub(super) fn service(at: At<'_>) {
    for (field, why) in [("name", "service name is required"), ("namespace", "service namespace is required")] {
        if at.at(field).is_empty() {
            at.at(field).required(why);
        }
    }
    let port = at.at("port");
    let wrong = names::port_number(port.int());
    if !wrong.is_empty() {
        port.invalid_as(port.int(), format!("port is not valid: {}", wrong.join(",")));
    }
    let path = at.at("path");
    let text = path.str();
    if matches!(text, "" | "/") {
        return;
    }
    if !text.starts_with('/') {
        path.invalid("must start with a '/'");
    }
    let inner = text.get(1..).unwrap_or("");
    for (i, step) in inner.strip_suffix('/').unwrap_or(inner).split('/').enumerate() {
        if step.is_empty() {
            path.invalid(format!("segment[{i}] may not be empty"));
            continue;
        }
        for wrong in names::dns1123_subdomain(step) {
            path.invalid(format!("segment[{i}]: {wrong}"));
        }
    }
}

fn review_versions(list: At<'_>) {
    if list.is_empty() {
        list.required(&format!("must specify one of {ONE_OF_VERSIONS}"));
        return;
    }
    for (i, v) in list.items().enumerate() {
        if list.list()[..i].contains(v.v) {
            v.invalid("duplicate version");
        } else {
            v.messages(names::dns1035_label(v.str()));
        }
    }
    if !list.list().iter().any(|v| matches!(v.as_str(), Some("v1" | "v1beta1"))) {
        list.invalid(format!("must include at least one of {ONE_OF_VERSIONS}"));
    }
}

/// A list in which `*` stands alone; its own errors name the list.
fn alone(list: At<'_>, others: &str) {
    let all = list.list();
    if all.len() > 1 && all.iter().any(|v| v.as_str() == Some("*")) {
        list.invalid(format!("if '*' is present, must not specify other {others}"));
    }
}

fn rule(rule: At<'_>) {
    let (operations, versions) = (rule.at("operations"), rule.at("apiVersions"));
    if operations.is_empty() {
        operations.required("");
    }
    alone(operations, "operations");
    for o in operations.items() {
        o.one_of(&["*", "CONNECT", "CREATE", "DELETE", "UPDATE"]);
    }
    for (list, others) in [(rule.at("apiGroups"), "API groups"), (versions, "API versions")] {
        if list.is_empty() {
            list.required("");
        }
        alone(list, others);
    }
    versions.items().filter(|v| v.is_empty()).for_each(|v| v.required(""));
    resources(rule.at("resources"));
    rule.at("scope").optional_one_of(&["*", "Cluster", "Namespaced"]);
}

fn resources(list: At<'_>) {
    if list.is_empty() {
        list.required("");
    }
    let (mut all_subresources, mut all_resources): (Vec<&str>, Vec<&str>) = Default::default();
    let mut plain = false;
    for item in list.items() {
        let text = item.str();
        if text.is_empty() {
            item.required("");
            continue;
        }
        let Some((resource, sub)) = text.split_once('/') else {
            plain = text != "*";
            continue;
        };
        if all_subresources.contains(&resource) {
            item.invalid(format!("if '{resource}/*' is present, must not specify {text}"));
        }
        if all_resources.contains(&sub) {
            item.invalid(format!("if '*/{sub}' is present, must not specify {text}"));
        }
        if sub == "*" {
            all_subresources.push(resource);
        }
        if resource == "*" {
            all_resources.push(sub);
        }
    }
    let has = |text: &str| list.list().iter().any(|v| v.as_str() == Some(text));
    if list.list().len() > 1 && has("*/*") {
        list.invalid("if '*/*' is present, must not specify other resources");
    }
    if has("*") && plain {
        list.invalid("if '*' is present, must not specify other resources without subresources");
    }
}

fn match_conditions(list: At<'_>) {
    if list.list().len() > 64 {
        list.too_many(list.list().len(), 64);
    }
    let mut seen: Vec<&str> = Vec::new();
    for c in list.items() {
        let name = c.at("name");
        if c.v.str("expression").trim().is_empty() {
            c.at("expression").required("");
        }
        if name.is_empty() {
            name.required("");
            continue;
        }
        name.messages(names::qualified_name(name.str()));
        if seen.contains(&name.str()) {
            name.duplicate();
        }
        seen.push(name.str());
    }
}

fn match_resources(at: At<'_>) {
    let policy = at.at("matchPolicy");
    if !policy.is_set() {
        policy.required("");
    }
    policy.optional_one_of(&["Equivalent", "Exact"]);
    for field in ["namespaceSelector", "objectSelector"] {
        if !at.has(field) {
            at.at(field).required("");
        }
        label_selector(at.at(field));
    }
    for field in ["resourceRules", "excludeResourceRules"] {
        for item in at.at(field).items() {
            let named = item.at("resourceNames");
            for (i, name) in named.items().enumerate() {
                name.messages(names::path_segment(name.str()));
                if named.list()[..i].contains(name.v) {
                    name.duplicate();
                }
            }
            rule(item);
        }
    }
}

pub(super) fn policy(policy: At<'_>) {
    meta::object_meta(policy.at("metadata"), Scope::Cluster, subdomain);
    let spec = policy.at("spec");
    let (failure, constraints) = (spec.at("failurePolicy"), spec.at("matchConstraints"));
    if !failure.is_set() {
        failure.required("");
    }
    failure.optional_one_of(&["Fail", "Ignore"]);
    if spec.has("paramKind") {
        param_kind(spec.at("paramKind"));
    }
    if constraints.is_set() {
        match_resources(constraints);
        if constraints.at("resourceRules").is_empty() {
            constraints.at("resourceRules").required("");
        }
    } else {
        constraints.required("");
    }
    match_conditions(spec.at("matchConditions"));
    for v in spec.at("variables").items() {
        let name = v.at("name");
        if name.str().trim().is_empty() {
            name.required("name is not specified");
        } else if !is_identifier(name.str()) {
            name.invalid("name is not a valid CEL identifier");
        }
        expression(v.at("expression"), "expression is not specified");
    }
    if policy.v.str("kind") == "MutatingAdmissionPolicy" {
        return mutating(spec);
    }
    let (validations, annotations) = (spec.at("validations"), spec.at("auditAnnotations"));
    if validations.is_empty() && annotations.is_empty() {
        for at in [validations, annotations] {
            at.required("validations or auditAnnotations must contain at least one item");
        }
        return;
    }
    validations.items().for_each(validation);
    audit_annotations(annotations, policy.v.get("metadata").str("name"));
}

/// What only a policy has that changes objects.
fn mutating(spec: At<'_>) {
    operations(spec.at("matchConstraints"));
    let (mutations, again) = (spec.at("mutations"), spec.at("reinvocationPolicy"));
    if mutations.is_empty() {
        mutations.required("mutations must contain at least one item");
    }
    mutations.items().for_each(mutation);
    if again.is_empty() {
        again.required("");
    } else {
        again.optional_one_of(&["IfNeeded", "Never"]);
    }
}

/// What goes cannot be changed any more.
fn operations(matched: At<'_>) {
    const ALL: [&str; 4] = ["*", "CONNECT", "CREATE", "UPDATE"];
    let rules = matched.at("resourceRules");
    for rule in rules.list() {
        for operation in rule.list("operations").iter().filter(|o| !ALL.contains(&o.as_str().unwrap_or(""))) {
            rules.at("operations").with(operation).not_supported(&ALL);
        }
    }
}

fn mutation(m: At<'_>) {
    const TYPES: [(&str, &str); 2] = [("ApplyConfiguration", "applyConfiguration"), ("JSONPatch", "jsonPatch")];
    let kind = m.at("patchType");
    if kind.is_empty() {
        return kind.required("");
    }
    if TYPES.iter().all(|(word, _)| *word != kind.str()) {
        return kind.not_supported(&TYPES.map(|(word, _)| word));
    }
    for (word, field) in TYPES {
        let part = m.at(field);
        match (word == kind.str(), part.is_set()) {
            (true, true) => expression(part.at("expression"), ""),
            (true, false) => part.required(&format!("must be specified when patchType is {word}")),
            (false, true) => {
                let why = format!("must not be specified when patchType is {}", kind.str());
                part.invalid_as(format!("{{{field}}}"), why);
            }
            (false, false) => {}
        }
    }
}

fn expression(at: At<'_>, missing: &str) {
    if at.str().trim().is_empty() {
        at.required(missing);
    }
}

fn is_identifier(name: &str) -> bool {
    const WORDS: [&str; 4] = ["true", "false", "null", "in"];
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !name.starts_with(|c: char| c.is_ascii_digit()) && name.chars().all(word) && !WORDS.contains(&name)
}

fn validation(v: At<'_>) {
    let (message, text) = (v.at("message"), v.at("messageExpression"));
    expression(v.at("expression"), "expression is not specified");
    if !text.is_empty() && text.str().trim().is_empty() {
        text.invalid("must be non-empty if specified");
    }
    if !message.is_empty() && message.str().trim().is_empty() {
        message.invalid("message must be non-empty if specified");
    } else if message.str().trim().contains(['\n', '\r']) {
        message.invalid("message must not contain line breaks");
    }
    v.at("reason").optional_one_of(&["Forbidden", "Invalid", "RequestEntityTooLarge"]);
}

fn audit_annotations(list: At<'_>, policy: &str) {
    if list.list().len() > 20 {
        list.invalid("must not have more than 20 auditAnnotations");
    }
    for (i, a) in list.items().enumerate() {
        let key = a.at("key");
        if policy.is_empty() {
            key.invalid("requires metadata.name be non-empty");
        } else {
            let full = format!("{policy}/{}", key.str());
            key.messages_as(&full, names::qualified_name(&full));
        }
        expression(a.at("valueExpression"), "valueExpression is not specified");
        if list.list()[..i].iter().any(|other| other.get("key") == key.v) {
            key.duplicate();
        }
    }
}

fn param_kind(at: At<'_>) {
    let (version, kind) = (at.at("apiVersion"), at.at("kind"));
    match version.str().split('/').collect::<Vec<_>>()[..] {
        [""] => version.required(""),
        [number] => version_part(version, number),
        [group, number] => {
            if !group.is_empty() {
                let wrong = names::dns1123_subdomain(group);
                if !wrong.is_empty() {
                    version.invalid_as(Text::new(group), wrong.join(","));
                }
            }
            version_part(version, number);
        }
        _ => version.invalid(format!("unexpected GroupVersion string: {}", version.str())),
    }
    let wrong = names::dns1035_label(&kind.str().to_lowercase());
    if kind.is_empty() {
        kind.required("");
    } else if !wrong.is_empty() {
        kind.invalid(format!("may have mixed case, but should otherwise match: {}", wrong.join(",")));
    }
}

fn version_part(at: At<'_>, version: &str) {
    let wrong = names::dns1035_label(version);
    if version.is_empty() {
        at.invalid("version must be specified");
    } else if !wrong.is_empty() {
        at.invalid_as(Text::new(version), wrong.join(","));
    }
}

pub(super) fn binding(binding: At<'_>) {
    meta::object_meta(binding.at("metadata"), Scope::Cluster, subdomain);
    let spec = binding.at("spec");
    let name = spec.at("policyName");
    if name.is_empty() {
        name.required("");
    } else {
        name.messages(subdomain(name.str()));
    }
    if spec.has("paramRef") {
        param_ref(spec.at("paramRef"));
    }
    if spec.has("matchResources") {
        match_resources(spec.at("matchResouces").with(spec.v.get("matchResources")));
    }
    match binding.v.str("kind") {
        "ValidatingAdmissionPolicyBinding" => actions(spec.at("validationActions")),
        _ => operations(spec.at("matchResources")),
    }
}

fn param_ref(at: At<'_>) {
    const BOTH: &str = "name and selector are mutually exclusive";
    let (name, selector, action) = (at.at("name"), at.at("selector"), at.at("parameterNotFoundAction"));
    if !name.is_empty() {
        name.messages(names::path_segment(name.str()));
        if selector.is_set() {
            name.forbidden(BOTH);
        }
    }
    if selector.is_set() {
        label_selector(selector);
        if !name.is_empty() {
            selector.forbidden(BOTH);
        }
    } else if name.is_empty() {
        at.required("one of name or selector must be specified");
    }
    if action.is_empty() {
        action.required("");
    } else {
        action.one_of(&["Allow", "Deny"]);
    }
}

fn actions(list: At<'_>) {
    for (i, action) in list.items().enumerate() {
        action.one_of(&["Audit", "Deny", "Warn"]);
        if list.list()[..i].contains(action.v) {
            action.duplicate();
        }
    }
    let has = |text: &str| list.list().iter().any(|v: &Value| v.as_str() == Some(text));
    if has("Deny") && has("Warn") {
        list.invalid(
            "must not contain both Deny and Warn (repeating the same validation failure information in the API response \
             and headers serves no purpose)",
        );
    }
    if list.is_empty() {
        list.required("at least one validation action is required");
    }
}

pub(super) fn api_service(service: At<'_>) {
    let spec = service.at("spec");
    let (group, version, backend) = (spec.at("group"), spec.at("version"), spec.at("service"));
    meta::object_meta(service.at("metadata"), Scope::Cluster, names::path_segment);
    let (name, wanted) = (service.down(&["metadata", "name"]), format!("{}.{}", version.str(), group.str()));
    if name.str() != wanted && names::path_segment(name.str()).is_empty() {
        name.invalid(format!("must be `spec.version+\".\"+spec.group`: {wanted:?}"));
    }
    if !group.is_empty() {
        group.messages(subdomain(group.str()));
    } else if version.str() != "v1" {
        group.required("only v1 may have an empty group and it better be legacy kube");
    }
    version.messages(names::dns1035_label(version.str()));
    for (field, most) in [("groupPriorityMinimum", 20_000), ("versionPriority", 1000)] {
        let number = spec.at(field);
        if !(1..=most).contains(&number.int()) {
            number.invalid_as(number.int(), format!("must be positive and less than {most}"));
        }
    }
    if !backend.is_set() {
        let insecure = spec.at("insecureSkipTLSVerify");
        if insecure.bool() {
            insecure.invalid("local APIServices may not have insecureSkipTLSVerify");
        }
        return;
    }
    for field in ["namespace", "name"] {
        backend.require(field);
    }
    let port = backend.at("port");
    let wrong = names::port_number(port.int());
    if port.is_set() && !wrong.is_empty() {
        port.invalid(format!("port is not valid: {}", wrong.join(", ")));
    }
}
