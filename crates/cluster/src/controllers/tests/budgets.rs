use api::{Value, obj};

use crate::kinds;
use crate::testing::{Lab, deployment, pod};

#[test]
fn a_quota_is_counted() {
    let mut lab = Lab::new(1);
    lab.create(pod("before", Value::object()));
    let hard = obj!({"pods": "10", "requests.cpu": "1", "count/configmaps": "5"});
    lab.create(obj!({
        "apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"}, "spec": {"hard": hard},
    }));
    lab.run(1);
    let status = lab.get(kinds::RESOURCE_QUOTA, "default", "q").get("status").clone();
    assert_eq!(*status.get("used"), obj!({"pods": "1", "requests.cpu": "0", "count/configmaps": "1"}));
    assert_eq!(status.get("hard").str("pods"), "10");
    lab.delete(kinds::POD, "before");
    lab.run(2);
    let status = lab.get(kinds::RESOURCE_QUOTA, "default", "q").get("status").clone();
    assert_eq!(status.get("used").str("pods"), "0");
}

#[test]
fn what_has_ended_uses_nothing_of_a_quota_but_is_there() {
    let mut lab = Lab::new(1);
    let hard = obj!({"pods": "10", "count/pods": "10", "requests.cpu": "1"});
    lab.create(obj!({
        "apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"}, "spec": {"hard": hard},
    }));
    lab.run(1);
    let container = obj!({
        "name": "c", "image": "busybox", "resources": {"requests": {"cpu": "100m"}},
    });
    lab.create(pod("short", obj!({"restartPolicy": "Never", "containers": [container]})));
    let used = |lab: &mut Lab| lab.get(kinds::RESOURCE_QUOTA, "default", "q").get("status").get("used").clone();
    lab.run(10);
    assert_eq!(used(&mut lab), obj!({"pods": "1", "count/pods": "1", "requests.cpu": "100m"}));
    let mut ended = lab.get(kinds::POD, "default", "short");
    ended.field_mut("status").set("phase", "Succeeded");
    lab.put(kinds::POD, "status", ended).expect("a status can be written");
    lab.run(2);
    assert_eq!(used(&mut lab), obj!({"pods": "0", "count/pods": "1", "requests.cpu": "0"}));
}

fn numbers(lab: &mut Lab) -> (i64, i64, i64, i64) {
    let budget = lab.get(kinds::POD_DISRUPTION_BUDGET, "default", "web");
    let n = |key| budget.get("status").int(key).unwrap_or(-1);
    (n("expectedPods"), n("desiredHealthy"), n("currentHealthy"), n("disruptionsAllowed"))
}

#[test]
fn a_budget_says_how_many_may_go() {
    let mut lab = Lab::new(2);
    lab.create(deployment("web", 4));
    lab.create(obj!({
        "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "web"},
        "spec": {"minAvailable": 3, "selector": {"matchLabels": {"app": "web"}}},
    }));
    lab.run(2);
    assert_eq!(numbers(&mut lab), (4, 3, 4, 1));
    lab.patch(
        kinds::POD_DISRUPTION_BUDGET,
        "web",
        obj!({"spec": {"minAvailable": (Value::Null), "maxUnavailable": "50%"}}),
    );
    lab.run(1);
    assert_eq!(numbers(&mut lab), (4, 2, 4, 2));
    let budget = lab.get(kinds::POD_DISRUPTION_BUDGET, "default", "web");
    let c = &budget.get("status").list("conditions")[0];
    assert_eq!((c.str("status"), c.str("reason"), c.get("message").as_str()), ("True", "SufficientPods", Some("")));
}

#[test]
fn budgets_hear_of_their_own_pods_and_pods_of_their_rivals() {
    let mut lab = Lab::new(1);
    for (name, app) in [("other", "none"), ("a", "web"), ("b", "web")] {
        lab.create(obj!({
            "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": name},
            "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": app}}},
        }));
    }
    lab.create(deployment("web", 1));
    lab.run(3);
    let events = lab.list(kinds::EVENT);
    let count = |reason: &str, name: &str| {
        let mut all = events.iter().filter(|e| e.str("reason") == reason);
        all.find(|e| e.get("involvedObject").str("name").starts_with(name)).and_then(|e| e.int("count"))
    };
    assert_eq!(count("NoPods", "other"), Some(2), "when it is made, and when its status is written");
    assert!(count("MultiplePodDisruptionBudgets", "web").is_some());
}

#[test]
fn roles_gather_rules() {
    let mut lab = Lab::new(0);
    let role = |name: &'static str, labels: Value, rules: Value| {
        obj!({
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
            "metadata": {"name": name, "labels": labels}, "rules": rules,
        })
    };
    let mut all = role("gathers", Value::object(), Value::Null);
    let selectors = obj!([{"matchLabels": {"gather": "yes"}}]);
    all.set("aggregationRule", obj!({"clusterRoleSelectors": selectors}));
    lab.create(all);
    let rule = obj!({"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]});
    lab.create(role("part", obj!({"gather": "yes"}), obj!([(rule.clone())])));
    lab.run(1);
    assert_eq!(lab.get(kinds::CLUSTER_ROLE, "", "gathers").list("rules"), [rule]);
}

#[test]
fn a_budget_over_pods_of_a_kind_that_does_not_scale_lets_none_go() {
    let mut lab = Lab::new(1);
    lab.create(obj!({
        "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "web"},
        "spec": {"maxUnavailable": 1, "selector": {"matchLabels": {"app": "web"}}},
    }));
    let container = obj!({"name": "c", "image": "busybox", "command": ["sleep", "100"]});
    let spec = obj!({"restartPolicy": "Never", "containers": [container]});
    lab.create(obj!({
        "apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "web"},
        "spec": {"template": {"metadata": {"labels": {"app": "web"}}, "spec": spec}},
    }));
    lab.run(3);
    let budget = lab.get(kinds::POD_DISRUPTION_BUDGET, "default", "web");
    let condition = &budget.get("status").list("conditions")[0];
    assert_eq!(condition.str("reason"), "SyncFailed");
    assert_eq!(condition.str("message"), "jobs.batch does not implement the scale subresource");
    assert_eq!(budget.get("status").int("disruptionsAllowed"), Some(0));
}

#[test]
fn a_budget_tells_of_pods_that_nothing_controls_and_of_controllers_that_have_gone() {
    let mut lab = Lab::new(1);
    for (name, key, value) in [("most", "maxUnavailable", Value::from(1)), ("count", "minAvailable", Value::from(1))] {
        let mut budget = obj!({
            "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": name},
            "spec": {"selector": {"matchLabels": {"app": "web"}}},
        });
        budget.field_mut("spec").set(key, value);
        lab.create(budget);
    }
    lab.create(deployment("web", 2));
    lab.run(2);
    let told = |lab: &mut Lab, reason: &str, name: &str| {
        let of = |e: &&Value| e.str("reason") == reason && e.get("involvedObject").str("name") == name;
        lab.list(kinds::EVENT).iter().find(of).map(|e| e.str("message").to_string())
    };
    assert_eq!(told(&mut lab, "UnmanagedPods", "most"), None);
    assert_eq!(told(&mut lab, "CalculateExpectedPodCountFailed", "most"), None);
    let mut loose = pod("loose", Value::object());
    loose.field_mut("metadata").set("labels", obj!({"app": "web", "pod-template-hash": "other"}));
    lab.create(loose);
    lab.run(2);
    let message = told(&mut lab, "UnmanagedPods", "most").expect("an event");
    let selector =
        "&LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{},}";
    assert!(
        message.starts_with(&format!("Pods selected by this PodDisruptionBudget (selector: {selector}) were found"))
    );
    assert_eq!(told(&mut lab, "UnmanagedPods", "count"), None);
    lab.delete(kinds::DEPLOYMENT, "web");
    lab.run(2);
    let message = told(&mut lab, "CalculateExpectedPodCountFailed", "most").expect("an event");
    assert!(
        message.starts_with("Failed to calculate the number of expected pods: found no controllers for pod \"web-")
    );
    assert_eq!(told(&mut lab, "CalculateExpectedPodCountFailed", "count"), None);
}
