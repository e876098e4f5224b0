//! Rules of roles: what they allow, and whether some cover another.

use api::Value;

use super::Deed;

fn has(list: &[Value], text: &str) -> bool {
    list.iter().any(|v| v.as_str() == Some(text))
}

fn has_or_all(list: &[Value], text: &str) -> bool {
    has(list, "*") || has(list, text)
}

/// Whether a list of resources has `pods/log`; `*/log` is the log of anything.
fn has_resource(list: &[Value], resource: &str) -> bool {
    if has_or_all(list, resource) {
        return true;
    }
    resource.split_once('/').is_some_and(|(_, sub)| has(list, &format!("*/{sub}")))
}

/// Whether a list of paths has this one; a star at the end stands for all that follows.
fn has_path(list: &[Value], path: &str) -> bool {
    list.iter().filter_map(Value::as_str).any(|p| match p.strip_suffix('*') {
        Some(prefix) => path.starts_with(prefix),
        None => p == path,
    })
}

/// Whether a rule allows a deed.
pub(super) fn allows(rule: &Value, deed: &Deed) -> bool {
    if !has_or_all(rule.list("verbs"), &deed.verb) {
        return false;
    }
    if !deed.path.is_empty() {
        return has_path(rule.list("nonResourceURLs"), &deed.path);
    }
    let names = rule.list("resourceNames");
    has_or_all(rule.list("apiGroups"), &deed.group)
        && has_resource(rule.list("resources"), &deed.resource)
        && (names.is_empty() || has(names, &deed.name))
}

/// The single permissions of `wanted` that none of `owned` covers, each as a rule.
pub(in super::super) fn covers(owned: &[Value], wanted: &Value) -> Vec<Value> {
    single(wanted).into_iter().filter(|one| !owned.iter().any(|rule| includes(rule, one))).collect()
}

/// A rule taken apart into one verb on one thing each.
fn single(rule: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    let texts = |key: &'static str| rule.list(key).to_vec();
    for verb in texts("verbs") {
        for path in texts("nonResourceURLs") {
            let mut one = Value::object();
            one.set("verbs", vec![verb.clone()]);
            one.set("nonResourceURLs", vec![path]);
            all.push(one);
        }
        for group in texts("apiGroups") {
            for resource in texts("resources") {
                let names = texts("resourceNames");
                let each = if names.is_empty() { vec![None] } else { names.into_iter().map(Some).collect() };
                for name in each {
                    let mut one = Value::object();
                    one.set("apiGroups", vec![group.clone()]);
                    one.set("resources", vec![resource.clone()]);
                    one.set("verbs", vec![verb.clone()]);
                    if let Some(name) = name {
                        one.set("resourceNames", vec![name]);
                    }
                    all.push(one);
                }
            }
        }
    }
    all
}

fn includes(rule: &Value, one: &Value) -> bool {
    let first = |key: &str| one.list(key).first().and_then(Value::as_str).unwrap_or("");
    let deed = Deed {
        verb: first("verbs").to_string().into(),
        group: first("apiGroups").to_string().into(),
        resource: first("resources").to_string().into(),
        name: first("resourceNames").to_string().into(),
        path: first("nonResourceURLs").to_string().into(),
        ..Deed::default()
    };
    // Permission for all names is not covered by permission for some.
    let named = rule.list("resourceNames").is_empty() || !one.list("resourceNames").is_empty();
    named && allows(rule, &deed)
}
