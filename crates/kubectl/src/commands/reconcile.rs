//! `kubectl auth reconcile`: roles get the rules that files ask for, and bindings the subjects.

use api::{Gvr, Map, Value, Verb, meta, obj};

use super::common::{self, DryRun, Teller};
use crate::cli::flag::{self, switch};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Result, plain};
use crate::resources::builder::{Info, Query};

pub(super) const RECONCILE: Command = Command {
    name: "reconcile",
    short: "Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects",
    help: include_str!("../help/auth-reconcile.txt"),
    usage: "reconcile -f FILENAME",
    flags: &[
        &[
            flag::DRY_RUN,
            flag::filename("Filename, directory, or URL to files identifying the resource to reconcile."),
            flag::KUSTOMIZE,
            flag::RECURSIVE,
            switch("remove-extra-permissions", "If true, removes extra permissions added to roles"),
            switch("remove-extra-subjects", "If true, removes extra subjects added to rolebindings"),
        ],
        flag::PRINT,
    ],
    run: run!(reconcile),
    ..Command::NEW
};

const GROUP: &str = "rbac.authorization.k8s.io";
/// An object with this annotation `false` is left as it is.
const AUTO_UPDATE: &str = "rbac.authorization.kubernetes.io/autoupdate";

/// What is to be done with one object.
#[derive(Default)]
struct Plan {
    object: Value,
    /// `create`, `update`, `recreate`; empty where all is well.
    operation: &'static str,
    protected: bool,
    subjects: Difference,
    rules: Difference,
    selectors: Difference,
}

/// What a live object has too little and too much of.
#[derive(Default)]
struct Difference {
    missing: Vec<Value>,
    extra: Vec<Value>,
}

impl Difference {
    /// The list as it is to be, where it is not so yet: without what is too much only where that is asked for.
    fn resolved(&self, live: &[Value], expected: &[Value], remove: bool) -> Option<Vec<Value>> {
        match remove {
            true if !self.missing.is_empty() || !self.extra.is_empty() => Some(expected.to_vec()),
            false if !self.missing.is_empty() => Some(live.iter().chain(&self.missing).cloned().collect()),
            _ => None,
        }
    }
}

async fn reconcile(client: Client, p: Parsed) -> Result<()> {
    crate::resources::files::FileOptions::of(&p).require()?;
    if !p.args.is_empty() {
        return Err(plain("no arguments are allowed"));
    }
    let dry_run = DryRun::of(&client, &p)
        .await
        .map_err(|e| plain(format!("error accessing --dry-run flag for command reconcile: {}", e.message())))?;
    if dry_run == DryRun::Server {
        return Err(plain("--dry-run=server for command reconcile is not supported yet"));
    }
    let teller = Teller::new(&client, &p, dry_run).await?;
    let mut query = Query::typed(&client, &p, &[]).await?;
    // The namespace is that of the file; the command's own is not put into the object.
    query.unplaced = true;
    let found = query.find(&client).await?;
    let mut errors = found.errors;
    for info in found.infos.iter().filter(|i| i.resource.group == GROUP) {
        match reconcile_one(&client, &p, info, dry_run).await {
            Ok(plan) => {
                teller.tell_typed(&client, &plan.object, "reconciled");
                report(&client, &p, &plan);
            }
            Err(e) => errors.push(e),
        }
    }
    common::finish(errors)
}

async fn reconcile_one(client: &Client, p: &Parsed, info: &Info, dry_run: DryRun) -> Result<Plan> {
    let nowhere = info.resource.namespaced && info.namespace.is_empty();
    let live = match client.get(&info.resource, &info.namespace, &info.name).await {
        // Without its namespace, a role is asked for at a path that the server does not have.
        _ if nowhere => None,
        Ok(live) => Some(live),
        Err(e) if e.is("NotFound") => None,
        Err(e) => return Err(e),
    };
    let mut plan = plan(p, &common::typed(&info.object), live.as_ref());
    if plan.operation.is_empty() || plan.protected || dry_run == DryRun::Client {
        return Ok(plan);
    }
    if plan.operation == "recreate" {
        client.delete(&info.resource, &info.namespace, &info.name, None, None, false).await?;
    }
    let mut request = if plan.operation == "update" {
        info.resource.request(Verb::Update, &info.namespace, &info.name)?
    } else {
        if info.resource.namespaced {
            ensure_namespace(client, &info.namespace).await?;
        }
        info.resource.request(Verb::Create, &info.namespace, "")?
    };
    request = request.with_body(plan.object.clone());
    request.options = common::write_options(p, dry_run);
    plan.object = client.object(request).await?;
    Ok(plan)
}

/// The namespace of a new object is made, too.
async fn ensure_namespace(client: &Client, name: &str) -> Result<()> {
    if name.is_empty() {
        return Err(plain("resource name may not be empty"));
    }
    let namespaces = client.resource("namespaces").await?;
    if client.get(&namespaces, "", name).await.is_ok() {
        return Ok(());
    }
    let body = obj!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": (name.to_string())}});
    let request = api::Request::new(Verb::Create, Gvr::new("", "v1", "namespaces"), "", "").with_body(body);
    match client.object(request).await {
        Err(e) if !e.is("AlreadyExists") && !e.is("Forbidden") => Err(e),
        _ => Ok(()),
    }
}

fn plan(p: &Parsed, expected: &Value, live: Option<&Value>) -> Plan {
    let selectors = |o: &Value| o.get("aggregationRule").list("clusterRoleSelectors").to_vec();
    let all = |items: &[Value]| Difference { missing: items.to_vec(), extra: Vec::new() };
    let Some(live) = live else {
        return Plan {
            subjects: all(expected.list("subjects")),
            rules: all(expected.list("rules")),
            selectors: all(&selectors(expected)),
            object: expected.clone(),
            operation: "create",
            ..Plan::default()
        };
    };
    let protected = meta::annotations(live).get(AUTO_UPDATE).and_then(Value::as_str) == Some("false");
    let mut plan = Plan { object: live.clone(), protected, ..Plan::default() };
    if expected.has("roleRef") {
        plan.subjects = plain_difference(live.list("subjects"), expected.list("subjects"));
        let role = |o: &Value| (o.get("roleRef").str("kind").to_string(), o.get("roleRef").str("name").to_string());
        if role(expected) != role(live) {
            plan.object = expected.clone();
            plan.operation = "recreate";
            return plan;
        }
        let list =
            plan.subjects.resolved(live.list("subjects"), expected.list("subjects"), p.bool("remove-extra-subjects"));
        if let Some(list) = list {
            plan.object.set("subjects", list);
        }
    } else {
        let remove = p.bool("remove-extra-permissions");
        // What aggregation fills is not compared.
        if !expected.has("aggregationRule") || !live.has("aggregationRule") {
            let (old, new) = (live.list("rules"), expected.list("rules"));
            plan.rules = Difference { missing: uncovered(old, new), extra: uncovered(new, old) };
            if let Some(list) = plan.rules.resolved(old, new, remove) {
                plan.object.set("rules", list);
            }
        }
        plan.selectors = plain_difference(&selectors(live), &selectors(expected));
        if let Some(list) = plan.selectors.resolved(&selectors(live), &selectors(expected), remove) {
            plan.object.set_at(&["aggregationRule", "clusterRoleSelectors"], list);
        }
    }
    for field in ["labels", "annotations"] {
        let mut merged: Map = expected.get("metadata").map(field).clone();
        live.get("metadata").map(field).iter().for_each(|(k, v)| {
            merged.insert(k, v);
        });
        if !merged.is_empty() {
            plan.object.set_at(&["metadata", field], merged);
        }
    }
    if plan.object != *live {
        plan.operation = "update";
    }
    plan
}

fn plain_difference(live: &[Value], expected: &[Value]) -> Difference {
    let without = |a: &[Value], b: &[Value]| a.iter().filter(|v| !b.contains(v)).cloned().collect();
    Difference { missing: without(expected, live), extra: without(live, expected) }
}

/// The smallest parts of `rules` that `owner` does not allow.
fn uncovered(owner: &[Value], rules: &[Value]) -> Vec<Value> {
    let parts = rules.iter().flat_map(single);
    parts.filter(|part| !owner.iter().any(|rule| covers(rule, part))).collect()
}

/// One rule for each verb on each thing.
fn single(rule: &Value) -> Vec<Value> {
    let mut parts = Vec::new();
    let one = |v: &Value| Value::from(vec![v.clone()]);
    for group in rule.list("apiGroups") {
        for resource in rule.list("resources") {
            for verb in rule.list("verbs") {
                let part = obj!({"apiGroups": (one(group)), "resources": (one(resource)), "verbs": (one(verb))});
                if rule.list("resourceNames").is_empty() {
                    parts.push(part.clone());
                }
                for name in rule.list("resourceNames") {
                    let mut part = part.clone();
                    part.set("resourceNames", one(name));
                    parts.push(part);
                }
            }
        }
    }
    for url in rule.list("nonResourceURLs") {
        for verb in rule.list("verbs") {
            parts.push(obj!({"nonResourceURLs": (one(url)), "verbs": (one(verb))}));
        }
    }
    parts
}

fn covers(rule: &Value, part: &Value) -> bool {
    let wanted = |field: &str| part.list(field).first().and_then(Value::as_str).map(str::to_string);
    let any = |field: &str, fits: &dyn Fn(&str) -> bool| rule.list(field).iter().filter_map(Value::as_str).any(fits);
    let plain = |field: &str| wanted(field).is_none_or(|w| any(field, &|have| have == "*" || have == w));
    let names = rule.list("resourceNames").is_empty()
        || wanted("resourceNames").is_some_and(|w| any("resourceNames", &|have| have == w));
    let resource = wanted("resources").is_none_or(|w| {
        let sub = w.split_once('/').map(|(_, sub)| format!("*/{sub}"));
        any("resources", &|have| have == "*" || have == w || Some(have) == sub.as_deref())
    });
    let url = wanted("nonResourceURLs").is_none_or(|w| {
        any("nonResourceURLs", &|have| have == w || have.strip_suffix('*').is_some_and(|start| w.starts_with(start)))
    });
    plain("verbs") && plain("apiGroups") && resource && names && url
}

/// Tells on standard error what had to be done.
fn report(client: &Client, p: &Parsed, plan: &Plan) {
    if plan.operation.is_empty() {
        return;
    }
    let caveat = if plan.protected { format!(", but object opted out ({AUTO_UPDATE}: false)") } else { String::new() };
    let mut text = format!("\treconciliation required {}{caveat}\n", plan.operation);
    type Shown = fn(&Value) -> String;
    let parts: [(&Difference, &str, &str, Shown); 3] = [
        (&plan.subjects, "subjects", "remove-extra-subjects", subject),
        (&plan.rules, "rules", "remove-extra-permissions", rule),
        (&plan.selectors, "aggregation rule selectors", "remove-extra-permissions", selector),
    ];
    for (difference, what, flag, shown) in parts {
        let extra: &[Value] = if p.bool(flag) { &difference.extra } else { &[] };
        for (items, title) in [(&*difference.missing, "missing"), (extra, "extra")] {
            if !items.is_empty() {
                text += &format!("\t{title} {what} {}:\n", if title == "missing" { "added" } else { "removed" });
                items.iter().for_each(|v| text += &format!("\t\t{}\n", shown(v)));
            }
        }
    }
    client.io.eprint(text);
}

fn subject(v: &Value) -> String {
    let field = |name| v.str(name);
    format!(
        "{{Kind:{} APIGroup:{} Name:{} Namespace:{}}}",
        field("kind"),
        field("apiGroup"),
        field("name"),
        field("namespace")
    )
}

fn rule(v: &Value) -> String {
    let list = |name| crate::printers::plain_text(&Value::from(v.list(name).to_vec()));
    format!(
        "{{Verbs:{} APIGroups:{} Resources:{} ResourceNames:{} NonResourceURLs:{}}}",
        list("verbs"),
        list("apiGroups"),
        list("resources"),
        list("resourceNames"),
        list("nonResourceURLs")
    )
}

fn selector(v: &Value) -> String {
    let labels: Vec<String> =
        v.map("matchLabels").iter().map(|(k, v)| format!("{k}:{}", v.as_str().unwrap_or(""))).collect();
    let one = |e: &Value| {
        let values = crate::printers::plain_text(&Value::from(e.list("values").to_vec()));
        format!("{{Key:{} Operator:{} Values:{values}}}", e.str("key"), e.str("operator"))
    };
    let expressions: Vec<String> = v.list("matchExpressions").iter().map(one).collect();
    format!("{{MatchLabels:map[{}] MatchExpressions:[{}]}}", labels.join(" "), expressions.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::slice::from_ref;

    #[test]
    fn a_rule_is_taken_apart_and_covered_in_parts() {
        let new = obj!({"apiGroups": ["", "apps"], "resources": ["pods/log"], "verbs": ["get", "list"]});
        let owner = obj!({"apiGroups": [""], "resources": ["*/log"], "verbs": ["get"]});
        let missing: Vec<String> = uncovered(&[owner], &[new]).iter().map(rule).collect();
        let left = |verb: &str, group: &str| {
            format!("{{Verbs:[{verb}] APIGroups:[{group}] Resources:[pods/log] ResourceNames:[] NonResourceURLs:[]}}")
        };
        assert_eq!(missing, [left("list", ""), left("get", "apps"), left("list", "apps")]);
        let named = obj!({"apiGroups": [""], "resources": ["pods"], "verbs": ["*"], "resourceNames": ["a"]});
        let all = obj!({"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]});
        assert_eq!(uncovered(from_ref(&named), from_ref(&all)).len(), 1);
        assert_eq!(uncovered(&[all], &[named]).len(), 1);
    }
}
