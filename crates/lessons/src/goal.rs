//! Goals as data, and how they are checked.

use api::kinds::KINDS;
use api::{Value, json};

use crate::words::{copula, either, object, subject};

/// A request that the learner made to the API server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// `get`, `list`, `create`, ...
    pub verb: String,
    /// `pods`, `pods/log`, `deployments.apps`.
    pub resource: String,
    /// Namespace; empty for all and for cluster-scoped resources.
    pub namespace: String,
    /// Name; empty for lists.
    pub name: String,
    /// Label selector of a list; empty for all.
    pub selector: String,
    /// Container of a log or a command.
    pub container: String,
    /// Whether the log is that of the container before the last restart.
    pub previous: bool,
}

/// The cluster as goals see it.
pub trait State {
    /// All objects of a kind (`Pod`) in a namespace; in all where that is empty.
    fn list(&self, kind: &str, namespace: &str) -> Vec<Value>;
    /// kubectl's STATUS of a pod.
    fn status(&self, pod: &Value) -> String;
    /// Requests since the step began.
    fn asked(&self) -> &[Asked];
}

/// What is to be reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// As the lesson says it.
    pub text: String,
    rule: Value,
}

/// How far a goal is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoalState {
    /// As the lesson says it.
    pub text: String,
    /// Whether it is reached.
    pub done: bool,
    /// What is missing, with the object named.
    pub missing: String,
}

/// Fields that a goal may have; anything else is a slip of its author.
const FIELDS: &[&str] =
    &["text", "kind", "name", "namespace", "labels", "where", "status", "count", "absent", "asked", "any", "after"];

/// Fields of `asked`.
const ASKED: &[&str] = &["verb", "resource", "namespace", "name", "selector", "container", "previous", "count"];

fn known(map: &api::Map, fields: &[&str]) -> Result<(), String> {
    match map.keys().find(|k| !fields.contains(&k.as_str())) {
        Some(unknown) => Err(format!("a goal has no field {unknown:?} there; it may have {}", fields.join(", "))),
        None => Ok(()),
    }
}

impl Goal {
    /// Reads a goal.
    ///
    /// # Errors
    /// What is wrong with it, for its author.
    pub fn from_value(v: &Value) -> Result<Goal, String> {
        let map = v.as_map().ok_or("a goal is a map")?;
        known(map, FIELDS)?;
        known(v.map("asked"), ASKED)?;
        v.list("any").iter().try_for_each(|rule| known(rule.as_map().ok_or("any is a list of maps")?, FIELDS))?;
        if v.str("text").is_empty() {
            return Err("a goal needs a text".into());
        }
        let said = [v.has("kind"), v.has("asked"), v.has("any")].iter().filter(|b| **b).count();
        if said != 1 {
            return Err(format!("goal {:?}: exactly one of kind, asked and any, please", v.str("text")));
        }
        Ok(Goal { text: v.str("text").to_string(), rule: v.clone() })
    }
    /// Reads a list of goals from JSON, as lessons carry it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn list(text: &str) -> Result<Vec<Goal>, String> {
        let parsed = json::parse(text).map_err(|e| e.message)?;
        parsed.as_list().ok_or("goals are a list")?.iter().map(Goal::from_value).collect()
    }
    /// As data.
    pub fn to_value(&self) -> Value {
        self.rule.clone()
    }
}

/// Checks goals. What is so from the beginning (`after`) counts only when the goals before it are reached.
pub fn check(goals: &[Goal], state: &dyn State) -> Vec<GoalState> {
    let mut before = true;
    let one = |goal: &Goal| {
        let missing = match goal.rule.bool("after") && !before {
            true => Some("위의 목표를 먼저 이루어요.".to_string()),
            false => missing(&goal.rule, state),
        };
        before &= missing.is_none();
        GoalState { text: goal.text.clone(), done: missing.is_none(), missing: missing.unwrap_or_default() }
    };
    goals.iter().map(one).collect()
}

/// What a rule lacks; nothing where it holds.
fn missing(rule: &Value, state: &dyn State) -> Option<String> {
    if rule.has("any") {
        let all: Vec<Option<String>> = rule.list("any").iter().map(|r| missing(r, state)).collect();
        return if all.iter().any(Option::is_none) { None } else { all.into_iter().flatten().next() };
    }
    if rule.has("asked") {
        return not_asked(rule.get("asked"), state);
    }
    let kind = rule.str("kind");
    let namespace = match rule.str("namespace") {
        "*" => "",
        "" => "default",
        namespace => namespace,
    };
    let namespace =
        if ["Namespace", "Node", "PersistentVolume", "ClusterRole"].contains(&kind) { "" } else { namespace };
    let name = rule.str("name");
    let labels: Vec<String> = rule.map("labels").iter().map(|(k, v)| format!("{k}={}", plain(v))).collect();
    let labels = labels.join(",");
    let title = match (name, labels.as_str()) {
        ("", "") => korean(kind).to_string(),
        ("", labels) => format!("레이블이 {labels}인 {}", korean(kind)),
        _ => format!("{} {name}", korean(kind)),
    };
    let mut named = state.list(kind, namespace);
    named.retain(|o| name.is_empty() || api::meta::name(o) == name);
    let there = !named.is_empty();
    named.retain(|o| rule.map("labels").iter().all(|(k, v)| api::meta::labels(o).get(k) == Some(v)));
    if rule.bool("absent") {
        return (!named.is_empty()).then(|| format!("{} 아직 있어요.", subject(&title)));
    }
    if named.is_empty() && there && !name.is_empty() {
        return Some(format!("{title}: 레이블 {} 없어요.", subject(&labels)));
    }
    let mut why = None;
    let fitting = named.iter().filter(|o| match unfit(rule, o, state) {
        None => true,
        Some(reason) => {
            why.get_or_insert(reason);
            false
        }
    });
    let count = fitting.count();
    let wanted = if rule.has("count") { rule.get("count").clone() } else { Value::from(">=1") };
    if compare(&Value::from(count), &wanted) {
        return None;
    }
    Some(match why {
        Some(reason) => format!("{title}: {reason}"),
        None if named.is_empty() => format!("{} 아직 없어요.", subject(&title)),
        None => format!("{} 지금 {count}개예요. {}", subject(&title), needed(&plain(&wanted))),
    })
}

/// Why an object does not fit; nothing where it does.
fn unfit(rule: &Value, o: &Value, state: &dyn State) -> Option<String> {
    let wanted = rule.str("status");
    if !wanted.is_empty() {
        let status = if rule.str("kind") == "Node" { readiness(o).to_string() } else { state.status(o) };
        if !wanted.split('|').any(|w| w == status) {
            return Some(format!("지금 상태는 {}요. {}야 해요.", copula(&status), either(wanted)));
        }
    }
    for (path, expected) in rule.map("where").iter() {
        let found = find(o, path);
        if !compare(found, expected) {
            let now = if found.is_null() { "없음".to_string() } else { plain(found) };
            return Some(format!("{} 지금 {}요. {}", subject(called(path)), copula(&now), needed(&plain(expected))));
        }
    }
    None
}

/// A node's status in a word.
fn readiness(node: &Value) -> &'static str {
    let ready = |c: &Value| c.str("type") == "Ready" && c.str("status") == "True";
    if node.get("status").list("conditions").iter().any(ready) { "Ready" } else { "NotReady" }
}

/// What a learner calls a field: the column of kubectl where there is one.
fn called(path: &str) -> &str {
    let last = path.rsplit('.').next().unwrap_or(path);
    match last {
        "restartCount" => "재시작 횟수(RESTARTS)",
        "ready" => "컨테이너의 준비(READY)",
        "readyReplicas" => "준비된 파드의 수(READY)",
        "updatedReplicas" => "새 틀로 만든 파드의 수(UP-TO-DATE)",
        "unavailableReplicas" => "아직 쓸 수 없는 파드의 수",
        "replicas" => "원하는 파드의 수(replicas)",
        "phase" => "단계(phase)",
        "nodeName" => "노드(NODE)",
        "image" => "이미지",
        "qosClass" => "QoS 클래스",
        _ => path,
    }
}

/// What a field has to be, as a sentence.
fn needed(rule: &str) -> String {
    let number = |n: &str, word: &str| format!("{n} {word}이어야 해요.");
    match rule {
        "exists" => "값이 있어야 해요.".into(),
        "absent" => "값이 없어야 해요.".into(),
        r if r.starts_with("!contains ") => format!("{} 들어 있지 않아야 해요.", subject(&r[10..])),
        r if r.starts_with("contains ") => format!("{} 들어 있어야 해요.", subject(&r[9..])),
        r if r.starts_with("!=") => format!("{}가 아니어야 해요.", &r[2..]),
        r if r.starts_with(">=") => number(&r[2..], "이상"),
        r if r.starts_with("<=") => number(&r[2..], "이하"),
        r => format!("{}야 해요.", either(r)),
    }
}

fn not_asked(wanted: &Value, state: &dyn State) -> Option<String> {
    let fits = |key: &str, has: &str| wanted.str(key).is_empty() || wanted.str(key).split('|').any(|w| w == has);
    let found = state.asked().iter().filter(|a| {
        fits("verb", &a.verb)
            && fits("resource", &a.resource)
            && fits("name", &a.name)
            && fits("namespace", &a.namespace)
            && fits("container", &a.container)
            && (!wanted.bool("selector") || !a.selector.is_empty())
            && (!wanted.bool("previous") || a.previous)
    });
    let (found, times) = (found.count(), wanted.get("count").as_i64().unwrap_or(1));
    match found {
        0 => Some(not_done(wanted)),
        n if (n as i64) < times => Some(format!("{times}번 가운데 {n}번 했어요.")),
        _ => None,
    }
}

/// That something was not asked for yet. Streams are told as one types them; of objects it is said what was not done to
/// them, since several commands do it.
fn not_done(wanted: &Value) -> String {
    let (resource, name) = (wanted.str("resource"), wanted.str("name"));
    if let Some(command) = streaming(wanted) {
        return format!("아직 {} 해 보지 않았어요.", object(&command));
    }
    let kind = KINDS.iter().find(|k| resource.split('.').next() == Some(k.plural)).map_or(resource, |k| k.kind);
    let what = [korean(kind), name].into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
    let within = match wanted.str("namespace") {
        "" => String::new(),
        namespace => format!("네임스페이스 {namespace}의 "),
    };
    let by = if wanted.bool("selector") { "셀렉터(-l)로 " } else { "" };
    let done = match wanted.str("verb").split('|').next().unwrap_or_default() {
        "delete" | "deletecollection" => "지우지",
        "create" => "만들지",
        "update" | "patch" => "바꾸지",
        _ => "조회하지",
    };
    format!("아직 {within}{} {by}{done} 않았어요.", object(&what))
}

/// A command that opens a stream.
fn streaming(wanted: &Value) -> Option<String> {
    let (_, sub) = wanted.str("resource").split_once('/')?;
    let command = match sub {
        "log" => "logs",
        "portforward" => "port-forward",
        other => other,
    };
    let mut said = format!("kubectl {command} {}", wanted.str("name"));
    if wanted.bool("previous") {
        said.push_str(" -p");
    }
    if let Some(container) = Some(wanted.str("container")).filter(|c| !c.is_empty()) {
        said.push_str(&format!(" -c {container}"));
    }
    Some(said.trim_end().to_string())
}

/// `spec.containers[0].image`.
fn find<'a>(o: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(o, |v, part| {
        let (name, index) = part.split_once('[').unwrap_or((part, ""));
        let v = if name.is_empty() { v } else { v.get(name) };
        match index.trim_end_matches(']').parse::<usize>() {
            Ok(i) => v.as_list().and_then(|l| l.get(i)).unwrap_or(Value::NULL),
            Err(_) => v,
        }
    })
}

/// Whether a value is what is expected: equal, or by `!=`, `>=`, `<=`, `contains `, `!contains `, `exists`, `absent`.
fn compare(found: &Value, expected: &Value) -> bool {
    let Some(rule) = expected.as_str() else { return found == expected };
    let number = |s: &str| s.trim().parse::<f64>().unwrap_or(f64::NAN);
    let have = plain(found);
    match rule {
        "exists" => !found.is_null(),
        "absent" => found.is_null(),
        r if r.starts_with("!contains ") => !have.contains(&r[10..]),
        r if r.starts_with("!=") => have != r[2..],
        r if r.starts_with(">=") => number(&have) >= number(&r[2..]),
        r if r.starts_with("<=") => number(&have) <= number(&r[2..]),
        r if r.starts_with("contains ") => have.contains(&r[9..]),
        r => have == r,
    }
}

fn plain(v: &Value) -> String {
    match v {
        Value::Str(s) => s.to_string(),
        other => json::to_string(other),
    }
}

/// What a kind is called in the lessons.
fn korean(kind: &str) -> &str {
    match kind {
        "Pod" => "파드",
        "Namespace" => "네임스페이스",
        "Node" => "노드",
        "Deployment" => "디플로이먼트",
        "ReplicaSet" => "레플리카셋",
        "Service" => "서비스",
        "ConfigMap" => "컨피그맵",
        "Secret" => "시크릿",
        "ReplicationController" => "레플리케이션컨트롤러",
        "ResourceQuota" => "리소스쿼터",
        "LimitRange" => "리밋레인지",
        "Role" => "롤",
        "RoleBinding" => "롤바인딩",
        "HorizontalPodAutoscaler" => "오토스케일러",
        "Event" => "이벤트",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::obj;

    struct Cluster(Vec<Value>, Vec<Asked>);

    impl State for Cluster {
        fn list(&self, _kind: &str, namespace: &str) -> Vec<Value> {
            self.0.iter().filter(|o| namespace.is_empty() || api::meta::namespace(o) == namespace).cloned().collect()
        }
        fn status(&self, pod: &Value) -> String {
            pod.at(&["status", "phase"]).as_str().unwrap_or("").to_string()
        }
        fn asked(&self) -> &[Asked] {
            &self.1
        }
    }

    fn state(goal: Value, cluster: &Cluster) -> GoalState {
        check(&[Goal::from_value(&goal).unwrap()], cluster).remove(0)
    }

    #[test]
    fn what_is_missing_is_said_in_words() {
        let goal = || obj!({"text": "t", "kind": "Pod", "name": "web", "status": "Running"});
        let none = Cluster(Vec::new(), Vec::new());
        assert_eq!(state(goal(), &none).missing, "파드 web이 아직 없어요.");
        let pending = obj!({"metadata": {"name": "web", "namespace": "default"}, "status": {"phase": "Pending"}});
        let found = state(goal(), &Cluster(vec![pending], Vec::new()));
        assert_eq!(
            (found.done, found.missing.as_str()),
            (false, "파드 web: 지금 상태는 Pending이에요. Running이어야 해요.")
        );
        let node = obj!({"metadata": {"name": "w"}, "status": {"conditions": [{"type": "Ready", "status": "Unknown"}], "n": 0}});
        let nodes = Cluster(vec![node], Vec::new());
        let told = |goal| state(goal, &nodes).missing;
        assert_eq!(told(obj!({"text": "t", "kind": "Node", "name": "w", "status": "NotReady"})), "");
        assert_eq!(
            told(obj!({"text": "t", "kind": "Node", "name": "w", "status": "Ready"})),
            "노드 w: 지금 상태는 NotReady예요. Ready여야 해요."
        );
        let field =
            |rule: &'static str| told(obj!({"text": "t", "kind": "Node", "name": "w", "where": {"status.n": rule}}));
        assert_eq!(field(">=1"), "노드 w: status.n이 지금 0이에요. 1 이상이어야 해요.");
        assert_eq!(field("absent"), "노드 w: status.n이 지금 0이에요. 값이 없어야 해요.");
        let restarts = obj!({"text": "t", "kind": "Node", "name": "w", "where": {"a[0].restartCount": "2"}});
        assert_eq!(told(restarts), "노드 w: 재시작 횟수(RESTARTS)가 지금 없음이에요. 2여야 해요.");
    }

    #[test]
    fn a_label_that_is_missing_is_told_from_an_object_that_is() {
        let pod = obj!({"metadata": {"name": "web", "namespace": "default", "labels": {"env": "dev"}}});
        let some = Cluster(vec![pod], Vec::new());
        let told = |name: &'static str| {
            state(obj!({"text": "t", "kind": "Pod", "name": name, "labels": {"env": "prod"}}), &some).missing
        };
        assert_eq!(told("web"), "파드 web: 레이블 env=prod가 없어요.");
        assert_eq!(told("db"), "파드 db가 아직 없어요.");
        let three = obj!({"text": "t", "kind": "Pod", "labels": {"env": "dev"}, "count": 3});
        assert_eq!(state(three, &some).missing, "레이블이 env=dev인 파드가 지금 1개예요. 3이어야 해요.");
        assert_eq!(told(""), "레이블이 env=prod인 파드가 아직 없어요.");
        assert_eq!(
            state(obj!({"text": "t", "kind": "Pod", "labels": {"env": "prod"}, "absent": true}), &some).missing,
            ""
        );
    }

    #[test]
    fn what_was_not_asked_yet_is_said_in_words() {
        let none = Cluster(Vec::new(), Vec::new());
        let told = |asked: Value| state(obj!({"text": "t", "asked": asked}), &none).missing;
        let pods = obj!({"verb": "list", "resource": "pods", "namespace": "kube-system"});
        assert_eq!(told(pods), "아직 네임스페이스 kube-system의 파드를 조회하지 않았어요.");
        assert_eq!(
            told(obj!({"verb": "list", "resource": "pods", "selector": true})),
            "아직 파드를 셀렉터(-l)로 조회하지 않았어요."
        );
        assert_eq!(told(obj!({"verb": "delete", "resource": "pods", "name": "a"})), "아직 파드 a를 지우지 않았어요.");
        assert_eq!(
            told(obj!({"resource": "pods/log", "name": "two", "container": "worker"})),
            "아직 kubectl logs two -c worker를 해 보지 않았어요."
        );
        assert_eq!(
            told(obj!({"resource": "pods/log", "name": "two", "previous": true})),
            "아직 kubectl logs two -p를 해 보지 않았어요."
        );
    }

    #[test]
    fn what_is_so_from_the_beginning_counts_only_after_the_goals_before() {
        let goals: Vec<Goal> = [
            obj!({"text": "a", "kind": "Pod", "name": "new"}),
            obj!({"text": "b", "kind": "Pod", "name": "old", "absent": true, "after": true}),
        ]
        .iter()
        .map(|g| Goal::from_value(g).unwrap())
        .collect();
        let done = |c: &Cluster| check(&goals, c).iter().map(|g| g.done).collect::<Vec<_>>();
        assert_eq!(done(&Cluster(Vec::new(), Vec::new())), [false, false]);
        let new = obj!({"metadata": {"name": "new", "namespace": "default"}});
        assert_eq!(done(&Cluster(vec![new], Vec::new())), [true, true]);
    }

    #[test]
    fn fields_counts_absence_and_requests() {
        let pod = obj!({"metadata": {"name": "a", "namespace": "default"}, "spec": {"containers": [{"image": "nginx:1.14"}]}});
        let asked = Asked { verb: "list".into(), resource: "pods".into(), ..Asked::default() };
        let c = Cluster(vec![pod], vec![asked]);
        let done = |goal| state(goal, &c).done;
        assert!(done(obj!({"text": "t", "kind": "Pod", "where": {"spec.containers[0].image": "nginx:1.14"}})));
        assert!(!done(obj!({"text": "t", "kind": "Pod", "where": {"spec.containers[0].image": "!=nginx:1.14"}})));
        assert!(!done(obj!({"text": "t", "kind": "Pod", "count": ">=2"})));
        assert!(done(obj!({"text": "t", "kind": "Pod", "name": "b", "absent": true})));
        assert!(done(obj!({"text": "t", "asked": {"verb": "get|list", "resource": "pods"}})));
        assert!(!done(obj!({"text": "t", "asked": {"resource": "pods", "selector": true}})));
        assert!(!done(obj!({"text": "t", "asked": {"resource": "pods", "container": "a"}})));
        assert!(!done(obj!({"text": "t", "asked": {"resource": "pods/log"}})));
    }

    #[test]
    fn slips_of_authors_are_told() {
        assert!(Goal::from_value(&obj!({"text": "t", "kinds": "Pod"})).unwrap_err().contains("no field \"kinds\""));
        assert!(Goal::from_value(&obj!({"text": "t"})).is_err());
    }
}
