//! Priority and fairness: which requests belong together, and how many of them are served at once.

use super::at::At;
use super::internal;
use super::meta::{self, Scope, subdomain};
use crate::names;
use crate::value::Value;

pub(super) fn schema(fs: At<'_>) {
    meta::create(fs.at("metadata"), Scope::Cluster, subdomain);
    schema_body(fs);
}

pub(super) fn schema_update(fs: At<'_>, old: &Value) {
    schema_body(fs);
    mandatory(fs, old, &["exempt", "catch-all"], "FlowSchemaSpec");
}

/// What the server itself needs stays as it made it.
fn mandatory(at: At<'_>, old: &Value, names: &[&str], ty: &str) {
    let (name, spec) = (at.v.get("metadata").str("name"), at.at("spec"));
    if names.contains(&name) && spec.v != old.get("spec") {
        spec.invalid_raw(internal::json(ty, spec.v), format!("spec of '{name}' must equal the fixed value"));
    }
}

fn schema_body(fs: At<'_>) {
    const HIGHEST: i64 = 10_000;
    let spec = fs.at("spec");
    let precedence = spec.at("matchingPrecedence");
    if precedence.int() <= 0 {
        precedence.invalid_as(precedence.int(), "must be a positive value");
    }
    if precedence.int() > HIGHEST {
        precedence.invalid(format!("must not be greater than {HIGHEST}"));
    }
    if precedence.int() == 1 && fs.v.get("metadata").str("name") != "exempt" {
        precedence.invalid("only the schema named 'exempt' may have matchingPrecedence 1");
    }
    let method = spec.at("distinguisherMethod");
    if method.is_set() && !["ByNamespace", "ByUser"].contains(&method.v.str("type")) {
        method.at("type").not_supported_raw(internal::json("Distinguisher", method.v), &["ByNamespace", "ByUser"]);
    }
    let level = spec.down(&["priorityLevelConfiguration", "name"]);
    if level.is_empty() {
        level.required("must reference a priority level");
    } else {
        level.messages(names::dns1123_subdomain(level.str()));
    }
    spec.at("rules").items().for_each(rule);
    conditions(fs);
}

fn rule(rule: At<'_>) {
    let subjects = rule.at("subjects");
    if subjects.is_empty() {
        subjects.required("subjects must contain at least one value");
    }
    subjects.items().for_each(subject);
    let (resources, urls) = (rule.at("resourceRules"), rule.at("nonResourceRules"));
    if resources.is_empty() && urls.is_empty() {
        rule.required("at least one of resourceRules and nonResourceRules has to be non-empty");
    }
    resources.items().for_each(resource_rule);
    urls.items().for_each(url_rule);
}

fn subject(subject: At<'_>) {
    const KINDS: [(&str, &str); 3] = [("Group", "group"), ("ServiceAccount", "serviceAccount"), ("User", "user")];
    let kind = subject.at("kind");
    let Some((named, field)) = KINDS.into_iter().find(|(k, _)| *k == kind.str()) else {
        kind.not_supported(&KINDS.map(|(k, _)| k));
        return;
    };
    let own = subject.at(field);
    if !own.is_set() {
        own.required(&format!("{field} is required when subject kind is '{named}'"));
    } else if own.v.str("name").is_empty() {
        own.at("name").required("");
    } else if field == "serviceAccount" && own.v.str("name") != "*" {
        own.at("name").messages(names::dns1123_subdomain(own.v.str("name")));
    }
    if own.is_set() && field == "serviceAccount" {
        let namespace = own.at("namespace");
        if namespace.is_empty() {
            namespace.required("must specify namespace for service account");
        } else {
            namespace.messages(names::dns1123_label(namespace.str()));
        }
    }
    for (named, field) in [("ServiceAccount", "serviceAccount"), ("User", "user"), ("Group", "group")] {
        if named != kind.str() && subject.has(field) {
            subject.at(field).forbidden(format!("{field} is forbidden when subject kind is not '{named}'"));
        }
    }
}

const VERBS: [&str; 9] = ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];

fn has_wildcard(list: At<'_>) -> bool {
    list.list().iter().any(|v| v.as_str() == Some("*"))
}

/// A list that is not empty, and in which a `*` stands alone; whether its values are to be looked at.
fn either_all(list: At<'_>, missing: &str, others: &str) -> bool {
    let wildcard = has_wildcard(list);
    if list.is_empty() {
        list.required(missing);
    } else if wildcard && list.list().len() > 1 {
        list.invalid(format!("if '*' is present, must not specify other {others}"));
    }
    !list.is_empty() && !wildcard
}

fn verbs(list: At<'_>) {
    if either_all(list, "verbs must contain at least one value", "verbs")
        && !list.list().iter().all(|v| VERBS.contains(&v.as_str().unwrap_or("")))
    {
        list.not_supported_as(list.v, &VERBS);
    }
}

fn resource_rule(rule: At<'_>) {
    verbs(rule.at("verbs"));
    either_all(rule.at("apiGroups"), "resource rules must supply at least one api group", "api groups");
    either_all(rule.at("resources"), "resource rules must supply at least one resource", "resources");
    let namespaces = rule.at("namespaces");
    if namespaces.is_empty() && rule.v.bool("clusterScope") {
        return;
    }
    let missing = "resource rules that are not cluster scoped must supply at least one namespace";
    if either_all(namespaces, missing, "namespaces") {
        for ns in namespaces.items() {
            for m in names::dns1123_label(ns.str()) {
                ns.invalid(format!("each member of this list must be '*' or a DNS-1123 label; {m}"));
            }
        }
    }
}

fn url_rule(rule: At<'_>) {
    verbs(rule.at("verbs"));
    let urls = rule.at("nonResourceURLs");
    if either_all(urls, "nonResourceURLs must contain at least one value", "non-resource URLs") {
        urls.items().for_each(url);
    }
}

fn url(url: At<'_>) {
    let path = url.str();
    let stars = path.matches('*').count();
    let why = match path {
        "" => "must not be empty",
        "/" => return,
        _ if !path.starts_with('/') => "must start with slash",
        _ if path.contains(' ') => "must not contain white-space",
        _ if path.contains("//") => "must not contain double slash",
        _ if stars > 1 || stars == 1 && !path.ends_with("/*") => "wildcard can only do suffix matching",
        _ => return,
    };
    url.invalid(why);
}

fn conditions(at: At<'_>) {
    let list = at.down(&["status", "conditions"]);
    for (i, c) in list.items().enumerate() {
        let kind = c.at("type");
        if list.list()[..i].iter().any(|o| o.str("type") == kind.str()) {
            kind.duplicate();
        }
        if kind.is_empty() {
            kind.required("must not be empty");
        }
    }
}

pub(super) fn level(pl: At<'_>) {
    meta::create(pl.at("metadata"), Scope::Cluster, subdomain);
    level_body(pl);
}

pub(super) fn level_update(pl: At<'_>, old: &Value) {
    level_body(pl);
    mandatory(pl, old, &["catch-all"], "PriorityLevelSpec");
}

fn level_body(pl: At<'_>) {
    let spec = pl.at("spec");
    let kind = spec.at("type");
    if (pl.v.get("metadata").str("name") == "exempt") != (kind.str() == "Exempt") {
        kind.invalid_as(kind.str().to_string(), "type must be 'Exempt' if and only if `name` is 'exempt'");
    }
    let (limited, exempt) = (spec.at("limited"), spec.at("exempt"));
    match kind.str() {
        "Exempt" => {
            if limited.is_set() {
                limited.forbidden("must be nil if the type is not Limited");
            }
            shares(exempt);
            percentage(exempt.at("lendablePercent"));
        }
        "Limited" => {
            if exempt.is_set() {
                exempt.forbidden("must be nil if the type is Limited");
            }
            if limited.is_set() {
                limited_level(limited);
            } else {
                limited.required("must not be empty when type is Limited");
            }
        }
        _ => kind.not_supported(&["Exempt", "Limited"]),
    }
    conditions(pl);
}

fn shares(at: At<'_>) {
    let shares = at.at("nominalConcurrencyShares");
    if shares.int() < 0 {
        shares.invalid("must be a non-negative integer");
    }
}

fn percentage(at: At<'_>) {
    if at.is_set() && !(0..=100).contains(&at.int()) {
        at.invalid("must be between 0 and 100, inclusive");
    }
}

fn limited_level(at: At<'_>) {
    shares(at);
    let response = at.at("limitResponse");
    let (kind, queuing) = (response.at("type"), response.at("queuing"));
    match kind.str() {
        "Reject" if queuing.is_set() => {
            queuing.forbidden("must be nil if limited.limitResponse.type is not Limited");
        }
        "Reject" => {}
        "Queue" if !queuing.is_set() => {
            queuing.required("must not be empty if limited.limitResponse.type is Limited");
        }
        "Queue" => queues(queuing),
        _ => kind.not_supported(&["Queue", "Reject"]),
    }
    percentage(at.at("lendablePercent"));
    let borrowing = at.at("borrowingLimitPercent");
    if borrowing.int() < 0 {
        borrowing.invalid("if specified, must be a non-negative integer");
    }
}

fn queues(queuing: At<'_>) {
    const MOST: i64 = 10_000_000;
    const HASH_BITS: u32 = 60;
    let (length, queues, hand) = (queuing.at("queueLengthLimit"), queuing.at("queues"), queuing.at("handSize"));
    if length.int() <= 0 {
        length.invalid_as(length.int(), "must be positive");
    }
    if queues.int() <= 0 {
        queues.invalid_as(queues.int(), "must be positive");
    } else if queues.int() > MOST {
        queues.invalid(format!("must not be greater than {MOST}"));
    }
    // As many bits as it takes to name so many queues, one after another.
    let hands = |deck: i64, hand: i64| u128::from(deck.unsigned_abs()).checked_pow(hand.try_into().ok()?);
    if hand.int() <= 0 {
        hand.invalid_as(hand.int(), "must be positive");
    } else if hand.int() > queues.int() {
        hand.invalid(format!("should not be greater than queues ({})", queues.int()));
    } else if hands(queues.int(), hand.int()).is_none_or(|n| n > 1 << HASH_BITS) {
        let (deck, hand_size) = (queues.int(), hand.int());
        hand.invalid(format!(
            "required entropy bits of deckSize {deck} and handSize {hand_size} should not be greater than {HASH_BITS}"
        ));
    }
}
