//! RBAC rules as rows: one resource or URL a row, with all that may be done to it.

use api::Value;
use sorted::InOrder;

/// One thing that may be done: verbs, group, resource, name of an object, URL.
struct Single {
    verbs: Vec<String>,
    group: String,
    resource: String,
    name: String,
    url: String,
}

impl Single {
    /// kubectl sorts rules by how Go prints them, which begins with the verbs.
    fn key(&self) -> String {
        format!(
            "Verbs:[{}],APIGroups:[{}],Resources:[{}],ResourceNames:[{}],NonResourceURLs:[{}]",
            self.verbs.join(" "),
            self.group,
            self.resource,
            self.name,
            self.url
        )
    }
    fn row(&self) -> Vec<String> {
        let title = match (self.resource.split_once('/'), &*self.group) {
            (_, "") => self.resource.clone(),
            (Some((name, sub)), group) => format!("{name}.{group}/{sub}"),
            (None, group) => format!("{}.{group}", self.resource),
        };
        vec![title, format!("[{}]", self.url), format!("[{}]", self.name), format!("[{}]", self.verbs.join(" "))]
    }
}

/// Resources, non-resource URLs, resource names, verbs.
pub(crate) fn rows(rules: &[Value]) -> Vec<Vec<String>> {
    let texts = |rule: &Value, field: &str| -> Vec<String> {
        rule.list(field).iter().filter_map(Value::as_str).map(str::to_string).collect()
    };
    let mut all: Vec<Single> = Vec::new();
    for rule in rules {
        let verbs = texts(rule, "verbs");
        let mut names = texts(rule, "resourceNames");
        if names.is_empty() {
            names.push(String::new());
        }
        for group in texts(rule, "apiGroups") {
            for resource in texts(rule, "resources") {
                for name in &names {
                    add(&mut all, &verbs, &group, &resource, name);
                }
            }
        }
        for url in texts(rule, "nonResourceURLs") {
            for verb in &verbs {
                let (group, resource, name) = (String::new(), String::new(), String::new());
                all.push(Single { verbs: vec![verb.clone()], group, resource, name, url: url.clone() });
            }
        }
    }
    all.order_by_cached_key(Single::key);
    all.iter().map(Single::row).collect()
}

/// Verbs on the same resource come together.
fn add(all: &mut Vec<Single>, verbs: &[String], group: &str, resource: &str, name: &str) {
    let same = |s: &&mut Single| s.url.is_empty() && s.group == group && s.resource == resource && s.name == name;
    if let Some(old) = all.iter_mut().find(same) {
        for verb in verbs {
            if !old.verbs.contains(verb) {
                old.verbs.push(verb.clone());
            }
        }
        return;
    }
    all.push(Single {
        verbs: verbs.to_vec(),
        group: group.into(),
        resource: resource.into(),
        name: name.into(),
        url: String::new(),
    });
}
