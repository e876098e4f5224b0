//! What serde writes is what is read here, and what is written here is what serde reads.

use std::rc::Rc;

use protocol::facts::FactKind;
use protocol::*;

use super::json::Value;
use super::{number, outputs, read, text};

fn key() -> ObjectKey {
    ObjectKey { kind: "Pod".into(), namespace: "default".into(), name: "가\"\\\n\u{1}😀".into() }
}

fn container() -> ContainerView {
    ContainerView {
        name: "c".into(),
        role: "app".into(),
        image: "nginx:1.27".into(),
        state: "Waiting".into(),
        reason: "CrashLoopBackOff".into(),
        ready: true,
        restarts: 3,
        exit_code: Some(-1),
        until: Some(1_790_000_000_123),
        since: Some(5),
        image_fails: true,
        ports: vec![(80, "TCP".into())],
        probes: vec![ProbeView {
            kind: "liveness".into(),
            action: "exec".into(),
            period: 1,
            threshold: 2,
            failures: 3,
        }],
        mounts: vec![("v".into(), "/data".into())],
    }
}

fn labels() -> sorted::SortedMap<String, String> {
    [("app.kubernetes.io/name".to_string(), "웹".to_string()), ("b".to_string(), String::new())].into()
}

fn owner() -> Option<OwnerView> {
    Some(OwnerView { kind: "ReplicaSet".into(), name: "hub".into(), uid: "u".into() })
}

fn diff() -> ViewDiff {
    let three = || vec![("Ready".to_string(), "True".to_string(), String::new())];
    let amount = |used| Amount { used, total: 4000.0 };
    let pod = PodView {
        uid: "p".into(),
        name: "web".into(),
        namespace: "default".into(),
        node: "w1".into(),
        status: "Running".into(),
        ready: "1/1".into(),
        restarts: 1,
        phase: "Running".into(),
        message: "m".into(),
        is_ready: true,
        ip: "10.0.0.1".into(),
        owner: owner(),
        labels: labels(),
        annotations: labels(),
        created: -7,
        deleting_until: Some(9),
        deleting_since: None,
        containers: vec![container()],
        conditions: three(),
        qos: "Burstable".into(),
        volumes: vec![("v".into(), "emptyDir".into())],
        share_process_namespace: true,
        host_network: true,
        cpu: 100.25,
        memory: 8_341_168_128.0,
    };
    let node = NodeView {
        uid: "n".into(),
        name: "w1".into(),
        address: "192.168.10.20".into(),
        roles: vec!["control-plane".into()],
        status: "Ready".into(),
        running: true,
        cut: true,
        headless: true,
        taints: vec!["a=b:NoSchedule".into()],
        labels: labels(),
        conditions: three(),
        cpu: amount(1.0 / 3.0),
        memory: amount(2.5e-7),
        pods: amount(1.5e15),
    };
    let rows = vec![QuotaRow { resource: "pods".into(), used: "1".into(), hard: "2".into(), ratio: 0.75 }];
    let namespace = NamespaceView {
        name: "demo".into(),
        phase: "Active".into(),
        labels: labels(),
        quotas: vec![QuotaView { name: "q".into(), rows }],
        limits: true,
    };
    let workload = WorkloadView {
        uid: "w".into(),
        kind: "Deployment".into(),
        name: "hub".into(),
        namespace: "default".into(),
        desired: 3,
        current: 2,
        ready: 1,
        labels: labels(),
        owner: owner(),
        selector: "app=hub".into(),
    };
    let service = ServiceView {
        uid: "s".into(),
        name: "hub".into(),
        namespace: "default".into(),
        service_type: "ClusterIP".into(),
        ip: "10.96.0.9".into(),
        ports: "80/TCP".into(),
        selector: "app=hub".into(),
        endpoints: vec!["p".into()],
        labels: labels(),
    };
    let component = ComponentView { name: "etcd".into(), running: true, works: true, up: 2, total: 3 };
    ViewDiff {
        reset: true,
        set: View {
            nodes: [("w1".to_string(), node)].into(),
            pods: [("p".to_string(), Rc::new(pod))].into(),
            namespaces: [("demo".to_string(), namespace)].into(),
            workloads: [("w".to_string(), workload)].into(),
            services: [("s".to_string(), service)].into(),
            components: [("etcd".to_string(), component)].into(),
        },
        gone: ViewGone {
            nodes: vec!["a".into()],
            pods: vec!["b".into()],
            namespaces: vec!["c".into()],
            workloads: vec!["d".into()],
            services: vec!["e".into()],
        },
    }
}

fn facts() -> Vec<FactView> {
    let s = || "s".to_string();
    let verdict =
        Verdict { node: s(), filters: vec![(s(), true, String::new())], scores: vec![(s(), 100, 2)], total: 200 };
    let kinds = [
        FactKind::Command { terminal: 2, text: s() },
        FactKind::Request { verb: s(), resource: s(), namespace: s(), name: s(), user: s(), code: 409, refusal: s() },
        FactKind::Stored { kind: s(), namespace: s(), name: s(), uid: s(), change: s() },
        FactKind::Reconciled { component: s(), key: s() },
        FactKind::Scheduled { namespace: s(), name: s(), uid: s(), node: s(), verdicts: vec![verdict], message: s() },
        FactKind::ImagePull { node: s(), pod: s(), container: s(), image: s(), until: 4, fails: true },
        FactKind::Container {
            node: s(),
            pod: s(),
            container: s(),
            state: s(),
            reason: s(),
            exit_code: Some(137),
            until: None,
        },
        FactKind::Probe { pod: s(), container: s(), probe: s(), ok: true },
        FactKind::Packet { from: s(), service: s(), to: s(), port: 8080, ok: true, reason: s() },
        FactKind::Node { node: s(), state: s() },
        FactKind::Switch { what: s(), state: s() },
    ];
    let fact = |(id, what)| FactView { id, at: -5, cause: Some(id + 1), what };
    (1 << 52..).zip(kinds).map(fact).collect()
}

#[test]
fn every_message_of_the_engine_is_read_as_serde_wrote_it() {
    let s = || "s".to_string();
    let clock = Clock {
        start: 1,
        now: 2,
        end: 3,
        speed: 0.5,
        next: Some(4),
        past: true,
        can_undo: true,
        can_redo: true,
        marks: Some(vec![Mark { at: 1, kind: s(), text: s(), fact: Some(7) }]),
        branches: Some(vec![BranchView { fork: 1, end: 2, text: s() }]),
    };
    let chunk = |kind| Chunk { kind, text: "줄\n".into() };
    let item = Completion { text: s(), kind: s(), detail: s() };
    let finding = Diagnostic { line: 1, column: 2, end_column: 3, severity: s(), message: s() };
    let details = Details {
        key: Some(key()),
        uid: s(),
        yaml: s(),
        describe: s(),
        events: vec![(s(), s(), s(), s())],
        logs: vec![(s(), s())],
        gone: true,
    };
    let messages = vec![
        Output::Ready { version: s(), scenario: s(), seed: 1, now: 2 },
        Output::Terminal {
            terminal: 1,
            chunks: [ChunkKind::Echo, ChunkKind::Out, ChunkKind::Err].into_iter().map(chunk).collect(),
        },
        Output::Prompt { terminal: 1, prompt: s(), busy: true, raw: true },
        Output::View { diff: diff() },
        Output::Facts { reset: true, facts: facts() },
        Output::Clock { clock },
        Output::Completions { ticket: 1, from: 2, items: vec![item] },
        Output::Diagnostics { ticket: 1, items: vec![finding.clone()] },
        Output::Matches { ticket: 1, uids: vec![s()], error: Some(s()) },
        Output::Details { details: Box::new(details) },
        Output::Files { files: vec![FileView { path: s(), text: s() }] },
        Output::Edit { path: s(), text: s() },
        Output::Clear { terminal: 3 },
        Output::Goals { step: 1, goals: vec![GoalView { text: s(), done: true, missing: s() }], solved: true },
        Output::Journal { text: s(), state_hash: s() },
        Output::Moving { manifests: s(), kind: s() },
        Output::Problem { key: s(), detail: s() },
    ];
    let json = serde_json::to_string(&messages).unwrap();
    assert_eq!(outputs(&json), messages);
    let other = vec![Output::Diff { ticket: 1, text: s(), error: s() }];
    assert_eq!(outputs(&serde_json::to_string(&other).unwrap()), []);
    assert_eq!(serde_json::from_str::<Diagnostic>(&text(&finding)).unwrap(), finding);
}

#[test]
fn every_input_is_written_as_serde_reads_it() {
    let s = || "말\"\\\t".to_string();
    let place = || (s(), s(), s());
    let chaos = {
        let (namespace, pod, container) = place();
        let kill = Chaos::KillContainer { namespace, pod, container };
        let (namespace, pod, container) = place();
        vec![
            kill,
            Chaos::FillMemory { namespace, pod, container },
            Chaos::StopNode { node: s() },
            Chaos::StartNode { node: s() },
            Chaos::CutNetwork { node: s(), cut: true },
            Chaos::FailImage { image: s(), fail: false },
            Chaos::Kubelet { node: s(), stop: true },
            Chaos::Component { name: s(), stop: true },
        ]
    };
    let inputs = [
        Input::Start { scenario: s(), seed: 9, journal: None },
        Input::Start { scenario: s(), seed: 9, journal: Some(s()) },
        Input::Line { terminal: 0, text: s() },
        Input::Keys { terminal: 0, text: s() },
        Input::Interrupt { terminal: 1 },
        Input::EndOfInput { terminal: 1 },
        Input::Complete { terminal: 1, line: s(), cursor: 3, ticket: 4 },
        Input::WriteFile { path: s(), text: s() },
        Input::RemoveFile { path: s() },
        Input::EditorClosed { path: s(), text: Some(s()) },
        Input::Diagnose { path: s(), text: s(), ticket: 1 },
        Input::Assist { text: s(), line: 1, column: 2, ticket: 3 },
        Input::Diff { text: s(), ticket: 1 },
        Input::Select { key: Some(key()) },
        Input::Select { key: None },
        Input::Match { selector: s(), ticket: 1 },
        Input::Tick { elapsed: 16.625 },
        Input::Speed { factor: 0.5 },
        Input::StepNext,
        Input::Scrub { to: i64::MAX / 2000 },
        Input::Undo,
        Input::Redo,
        Input::Branch,
        Input::Switch { branch: 2 },
        Input::Lesson { id: Some(s()), step: 1, goals: s() },
        Input::Export,
        Input::MoveOn,
        Input::Debug,
    ];
    for input in inputs.into_iter().chain(chaos.into_iter().map(|what| Input::Chaos { what })) {
        assert_eq!(serde_json::from_str::<Input>(&text(&input)).unwrap(), input);
    }
}

#[test]
fn texts_and_numbers_are_json() {
    assert_eq!(read::<String>(r#""a\"\\\/\n\u0001\ud83d가""#), "a\"\\/\n\u{1}\u{fffd}가");
    for exact in [0.0, -1.0, 0.5, 1234.5678, 1e21, 1.5e-7, -0.1] {
        assert_eq!(read::<f64>(&serde_json::to_string(&exact).unwrap()), exact);
    }
    assert_eq!(read::<f64>("9007199254740991"), 9_007_199_254_740_991.0);
    let near = read::<f64>("0.30000000000000004");
    assert!((near - 0.3).abs() < 1e-15, "{near}");
    assert_eq!([0.0, 0.85, -2.5, 7.0, 1.2345, -0.0001].map(number), ["0", "0.85", "-2.5", "7", "1.235", "0"]);
}

#[test]
fn what_is_no_json_ends() {
    for broken in ["", "[", "{", "{\"a", "{\"a\":", "[1,", "x", "\"\\", "\"\\u12", "]", "{}}", "[[[[", "\"가\\"] {
        let _ = Value::of(broken);
    }
    assert_eq!(read::<Option<String>>("null"), None);
    assert_eq!(outputs("{}"), []);
}
