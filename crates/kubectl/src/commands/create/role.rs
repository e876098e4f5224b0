//! `kubectl create role` and `kubectl create clusterrole`.

use sorted::SortedMap;

use api::{Value, obj};

use super::generator::{GENERATOR, Generator, texts};
use crate::cli::flag::{self, Flag, FlagKind, array, slice};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Error, Result, no_resource, plain};

const FLAGS: &[Flag] = &[
    slice("resource", "Resource that the rule applies to"),
    array("resource-name", "Resource in the white list that the rule applies to, repeat this flag for multiple items"),
    slice("verb", "Verb that applies to the resources contained in the rule"),
];
const AGGREGATION: Flag = Flag {
    kind: FlagKind::Slice,
    default: "",
    ..slice("aggregation-rule", "An aggregation label selector for combining ClusterRoles.")
};

pub(super) const ROLE: Command = Command {
    name: "role",
    short: "Create a role with single rule",
    help: include_str!("../../help/create-role.txt"),
    usage: "role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]",
    flags: &[FLAGS, GENERATOR, flag::PRINT],
    run: run!(role),
    server_first: |_| true,
    ..Command::NEW
};

pub(super) const CLUSTER_ROLE: Command = Command {
    name: "clusterrole",
    short: "Create a cluster role",
    help: include_str!("../../help/create-clusterrole.txt"),
    usage: "clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]",
    flags: &[
        FLAGS,
        &[AGGREGATION, slice("non-resource-url", "A partial url that user should have access to.")],
        GENERATOR,
        flag::PRINT,
    ],
    run: run!(cluster_role),
    server_first: |_| true,
    ..Command::NEW
};

const VERBS: &[&str] = &[
    "*",
    "get",
    "delete",
    "list",
    "create",
    "update",
    "patch",
    "watch",
    "proxy",
    "deletecollection",
    "use",
    "bind",
    "escalate",
    "impersonate",
];
const URL_VERBS: &[&str] = &["*", "get", "post", "put", "delete", "patch", "head", "options"];
/// Verbs that only some resources have.
const SPECIAL: &[(&str, &[(&str, &str)])] = &[
    ("use", &[("policy", "podsecuritypolicies"), ("extensions", "podsecuritypolicies")]),
    ("bind", &[("rbac.authorization.k8s.io", "roles"), ("rbac.authorization.k8s.io", "clusterroles")]),
    ("escalate", &[("rbac.authorization.k8s.io", "roles"), ("rbac.authorization.k8s.io", "clusterroles")]),
    ("impersonate", &[("", "users"), ("", "serviceaccounts"), ("", "groups"), ("authentication.k8s.io", "userextras")]),
];

/// A resource of a rule, as it was typed.
struct Target {
    group: String,
    resource: String,
    sub: String,
}

/// What the flags say of a rule.
struct Rule {
    verbs: Vec<String>,
    targets: Vec<Target>,
    names: Vec<String>,
}

fn distinct(items: Vec<String>) -> Vec<String> {
    items.into_iter().fold(Vec::new(), |mut all, item| {
        if !all.contains(&item) {
            all.push(item);
        }
        all
    })
}

impl Rule {
    fn of(p: &Parsed) -> Rule {
        let mut verbs = distinct(p.list("verb"));
        if verbs.iter().any(|v| v == "*") {
            verbs = vec!["*".into()];
        }
        let mut targets = Vec::new();
        for word in p.list("resource") {
            let (resource, sub) = word.split_once('/').unwrap_or((&word, ""));
            let (name, group) = resource.split_once('.').unwrap_or((resource, ""));
            let target = Target { group: group.into(), resource: name.into(), sub: sub.into() };
            if word == "*" {
                targets = vec![target];
                break;
            }
            targets.push(target);
        }
        Rule { verbs, targets, names: distinct(p.list("resource-name")) }
    }
    fn warn(&self, client: &Client) {
        for verb in self.verbs.iter().filter(|v| !VERBS.contains(&v.as_str())) {
            client.io.eprint(format!("Warning: '{verb}' is not a standard resource verb\n"));
        }
    }
    /// The group and full name of each resource; refuses those that are not there.
    async fn resolve(&self, client: &Client) -> Result<Vec<(String, String)>> {
        let mut resolved = Vec::new();
        for t in &self.targets {
            if t.resource.is_empty() {
                return Err(plain("resource must be specified if apiGroup/subresource specified"));
            }
            let word = if t.group.is_empty() { t.resource.clone() } else { format!("{}.{}", t.resource, t.group) };
            let found = match t.resource == "*" {
                true => None,
                false => match client.resource(&word).await {
                    Err(Error::Plain(_)) => None,
                    found => Some(found?),
                },
            };
            let (group, resource) = match &found {
                Some(r) => (r.group.to_string(), r.plural.to_string()),
                None => (t.group.clone(), t.resource.clone()),
            };
            let mut known = found.is_some() || t.resource == "*";
            for (verb, only) in
                SPECIAL.iter().filter(|(verb, _)| t.resource != "*" && self.verbs.iter().any(|v| v == verb))
            {
                if !only.contains(&(&group, &resource)) {
                    return Err(plain(format!("can not perform '{verb}' on '{resource}' in group '{group}'")));
                }
                known = true;
            }
            if !known {
                return Err(no_resource(&t.resource, &t.group));
            }
            resolved.push((group, if t.sub.is_empty() { resource } else { format!("{resource}/{}", t.sub) }));
        }
        Ok(resolved)
    }
    /// One rule for each API group.
    fn rules(&self, resolved: Vec<(String, String)>) -> Vec<Value> {
        let mut groups: SortedMap<String, Vec<String>> = SortedMap::new();
        for (group, resource) in resolved {
            let list = groups.entry(group).or_default();
            if !list.contains(&resource) {
                list.push(resource);
            }
        }
        let rule = |(group, resources): (String, Vec<String>)| {
            let mut rule = obj!({
                "apiGroups": (texts(&[group])), "resources": (texts(&resources)), "verbs": (texts(&self.verbs))
            });
            if !self.names.is_empty() {
                rule.set("resourceNames", texts(&self.names));
            }
            rule
        };
        groups.into_iter().map(rule).collect()
    }
}

async fn role(client: Client, p: Parsed) -> Result<()> {
    let g = Generator::named(client, p).await?;
    let rule = Rule::of(&g.p);
    if rule.verbs.is_empty() {
        return Err(plain("at least one verb must be specified"));
    }
    rule.warn(&g.client);
    if rule.targets.is_empty() {
        return Err(plain("at least one resource must be specified"));
    }
    let resolved = rule.resolve(&g.client).await?;
    let mut object = g.object("rbac.authorization.k8s.io/v1", "Role").await?;
    object.set("rules", rule.rules(resolved));
    g.submit(object, "").await
}

async fn cluster_role(client: Client, p: Parsed) -> Result<()> {
    let g = Generator::named(client, p).await?;
    let rule = Rule::of(&g.p);
    let urls = distinct(g.p.list("non-resource-url"));
    let mut object = g.object("rbac.authorization.k8s.io/v1", "ClusterRole").await?;
    let aggregation = g.p.list("aggregation-rule");
    if let Some(odd) = aggregation.iter().find(|pair| !pair.contains('=')) {
        return Err(plain(format!(
            "invalid argument {odd:?} for \"--aggregation-rule\" flag: malformed pair, expect string=string\nSee 'kubectl create clusterrole --help' for usage."
        )));
    }
    if !aggregation.is_empty() {
        if !(urls.is_empty() && rule.verbs.is_empty() && rule.targets.is_empty() && rule.names.is_empty()) {
            return Err(plain(
                "aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames",
            ));
        }
        let mut labels = Value::object();
        for pair in &aggregation {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            labels.set(key.to_string(), value.to_string());
        }
        let selectors = vec![obj!({"matchLabels": labels})];
        object.set("aggregationRule", obj!({"clusterRoleSelectors": selectors}));
        object.set("rules", Value::Null);
        return g.submit(object, "").await;
    }
    if rule.verbs.is_empty() {
        return Err(plain("at least one verb must be specified"));
    }
    if rule.targets.is_empty() && urls.is_empty() {
        return Err(plain("one of resource or nonResourceURL must be specified"));
    }
    if !rule.targets.is_empty() {
        rule.warn(&g.client);
    }
    let resolved = rule.resolve(&g.client).await?;
    check_urls(&rule, &urls)?;
    let mut rules = rule.rules(resolved);
    if !urls.is_empty() {
        rules.push(obj!({"nonResourceURLs": (texts(&urls)), "verbs": (texts(&rule.verbs))}));
    }
    object.set("rules", rules);
    g.submit(object, "").await
}

fn check_urls(rule: &Rule, urls: &[String]) -> Result<()> {
    if urls.is_empty() {
        return Ok(());
    }
    if let Some(verb) = rule.verbs.iter().find(|v| !URL_VERBS.contains(&v.as_str())) {
        return Err(plain(format!("invalid verb: '{verb}' for nonResourceURL")));
    }
    for url in urls.iter().filter(|u| *u != "*") {
        if !url.starts_with('/') {
            return Err(plain("nonResourceURL should start with /"));
        }
        if url[..url.len() - 1].contains('*') {
            return Err(plain("nonResourceURL only supports wildcard matches when '*' is at the end"));
        }
    }
    Ok(())
}
