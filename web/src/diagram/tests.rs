//! What the views say, drawn natively by Yew's server renderer.

use std::rc::Rc;

use protocol::facts::FactKind;
use protocol::{
    Amount, ComponentView, ContainerView, FactView, NamespaceView, NodeView, OwnerView, PodView, ProbeView, QuotaRow,
    QuotaView, ServiceView, Verdict, View, WorkloadView,
};
use yew::prelude::*;

use super::layout::By;
use super::nodes::NodesProps;
use crate::app::Page;
use crate::state::State;
use crate::text::{Key, Lang};

#[derive(Properties, PartialEq)]
struct FrameProps {
    children: Html,
}

/// The page around a part of it.
#[component]
fn Frame(props: &FrameProps) -> Html {
    let state = use_reducer(State::default);
    html! { <ContextProvider<Page> context={Page { dispatch: state.dispatcher() }}>{ props.children.clone() }</ContextProvider<Page>> }
}

fn drawn(children: Html) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let renderer = yew::LocalServerRenderer::<Frame>::with_props(FrameProps { children }).hydratable(false);
    tokio::task::LocalSet::new().block_on(&runtime, renderer.render())
}

/// The words of a drawn part that can be seen: without its tags, and without what is hidden.
fn words(html: &str) -> String {
    let mut out = String::new();
    // How deep inside of something hidden.
    let mut hidden = 0_usize;
    for piece in html.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("a tag ends");
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        let alone = tag.ends_with('/') || matches!(name, "input" | "br");
        match (tag.starts_with('/'), hidden) {
            (true, depth) => hidden = depth.saturating_sub(1),
            (false, 0) => hidden = usize::from(!alone && tag.split(' ').skip(1).any(|a| a.starts_with("hidden"))),
            (false, depth) => hidden = depth + usize::from(!alone),
        }
        if hidden == 0 {
            out.extend([" ", text]);
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_hidden_is_not_read() {
    assert_eq!(words("<p>a<b hidden=\"\">b<i>c</i></b><u>d</u><input hidden=\"\"></p>e"), "a d e");
}

fn container(name: &str, state: &str) -> ContainerView {
    ContainerView {
        name: name.into(),
        state: state.into(),
        role: "app".into(),
        image: "nginx".into(),
        ..ContainerView::default()
    }
}

fn pod(name: &str, node: &str, status: &str) -> PodView {
    PodView {
        uid: name.into(),
        name: name.into(),
        namespace: "default".into(),
        node: node.into(),
        status: status.into(),
        ready: "0/1".into(),
        phase: "Pending".into(),
        containers: vec![container("c", "Waiting")],
        ..PodView::default()
    }
}

fn view(pods: Vec<PodView>) -> View {
    let node = |name: &str| NodeView {
        name: name.into(),
        status: "Ready".into(),
        running: true,
        pods: Amount { used: 5.0, total: 110.0 },
        ..NodeView::default()
    };
    View {
        nodes: [("w1".to_string(), node("w1"))].into(),
        pods: pods.into_iter().map(|p| (p.uid.clone(), Rc::new(p))).collect(),
        ..View::default()
    }
}

fn props_of(view: View, now: i64, facts: &[Rc<FactView>]) -> NodesProps {
    let reasons = super::scheduling::reasons(&view, facts, Lang::Ko);
    NodesProps {
        view: Rc::new(view),
        now,
        lang: Lang::Ko,
        selected: None,
        onselect: Callback::noop(),
        reasons,
        untouched: false,
    }
}

fn nodes_of(view: View, now: i64) -> String {
    drawn(html! { <super::nodes::NodesView ..props_of(view, now, &[]) /> })
}

#[test]
fn a_failing_pod_counts_down_to_its_next_try() {
    let mut crash = pod("db", "w1", "CrashLoopBackOff");
    crash.containers[0] =
        ContainerView { restarts: 3, since: Some(0), until: Some(40_000), ..container("mysql", "Waiting") };
    let words = words(&nodes_of(view(vec![crash]), 23_000));
    assert!(words.contains("↻ db CrashLoopBackOff 0/1 ✕ mysql ↻3 다음 시도까지 17s"), "{words}");
    assert!(words.contains("파드 5 / 110"), "{words}");
}

#[test]
fn a_wait_that_is_over_says_that_the_next_try_is_near() {
    let mut crash = pod("db", "w1", "CrashLoopBackOff");
    crash.containers[0] = ContainerView { since: Some(0), until: Some(40_000), ..container("mysql", "Waiting") };
    let words = words(&nodes_of(view(vec![crash]), 52_000));
    assert!(words.contains("✕ mysql 곧 다시 시도해요") || words.contains("⋯ mysql 곧 다시 시도해요"), "{words}");
    assert!(!words.contains("다음 시도까지"), "{words}");
}

#[test]
fn a_pull_fills_a_grace_period_runs_out_and_a_probe_counts() {
    let mut pulling = pod("a", "w1", "ContainerCreating");
    pulling.containers[0] = ContainerView { since: Some(0), until: Some(100), ..container("c", "Waiting") };
    let mut ending = pod("b", "w1", "Terminating");
    (ending.deleting_since, ending.deleting_until) = (Some(0), Some(30_000));
    let mut sick = pod("s", "w1", "Running");
    let liveness = ProbeView { kind: "liveness".into(), threshold: 3, failures: 2, ..ProbeView::default() };
    sick.containers[0].probes.push(liveness);
    let words = words(&nodes_of(view(vec![pulling, ending, sick]), 62));
    assert!(words.contains("이미지 받는 중 62%") && words.contains("끝나기까지 30s"), "{words}");
    assert!(words.contains("liveness 실패 2/3"), "{words}");
}

#[test]
fn a_pod_whose_time_is_up_waits_for_word_of_its_end() {
    let mut ending = pod("b", "w1", "Terminating");
    (ending.deleting_since, ending.deleting_until) = (Some(0), Some(30_000));
    let words = words(&nodes_of(view(vec![ending]), 30_000));
    assert!(words.contains("끝났다는 소식을 기다려요") && !words.contains("0s"), "{words}");
}

#[test]
fn who_waits_says_why_and_a_broken_node_what_comes_next() {
    let mut waiting = pod("big", "", "Pending");
    waiting.message = "0/4 nodes are available: 3 Insufficient cpu.".into();
    let mut view = view(vec![waiting]);
    view.nodes.get_mut("w1").unwrap().running = false;
    let html = nodes_of(view, 0);
    let words = words(&html);
    assert!(words.contains("0/4 nodes are available: 3 Insufficient cpu. 왜?"), "{words}");
    assert!(words.contains(Lang::Ko.t(Key::NodeSilent)), "{words}");
    assert!(html.contains("노드 켜기"), "the node can be started again");
}

#[test]
fn owners_and_services_stand_above_their_pods() {
    let owner = |uid: &str| OwnerView { kind: "Deployment".into(), name: "hub".into(), uid: uid.into() };
    let mut view = view(Vec::new());
    let deployment = WorkloadView {
        uid: "d".into(),
        kind: "Deployment".into(),
        name: "hub".into(),
        ready: 2,
        desired: 3,
        ..WorkloadView::default()
    };
    let set = WorkloadView {
        uid: "r".into(),
        kind: "ReplicaSet".into(),
        name: "hub-59d".into(),
        current: 3,
        ready: 2,
        desired: 3,
        owner: Some(owner("d")),
        ..WorkloadView::default()
    };
    let empty = WorkloadView { uid: "o".into(), name: "hub-old".into(), current: 0, ..set.clone() };
    view.workloads = [deployment, set, empty].map(|w| (w.uid.clone(), w)).into();
    view.services =
        [("s".to_string(), ServiceView { name: "hub".into(), endpoints: vec!["x".into()], ..ServiceView::default() })]
            .into();
    let words = words(&nodes_of(view, 0));
    assert!(words.contains("Deployment hub 2/3 -59d 2/3"), "{words}");
    assert!(words.contains("Service hub → 1") && !words.contains("-old"), "{words}");
}

#[test]
fn a_full_quota_and_an_ending_namespace_are_told() {
    let quota = QuotaView {
        name: "few".into(),
        rows: vec![QuotaRow { resource: "pods".into(), used: "1".into(), hard: "1".into(), ratio: 1.0 }],
    };
    let ns = |name: &str, phase: &str| NamespaceView {
        name: name.into(),
        phase: phase.into(),
        quotas: vec![quota.clone()],
        ..NamespaceView::default()
    };
    let mut view = view(Vec::new());
    view.namespaces = [ns("demo", "Active"), ns("old", "Terminating")].map(|n| (n.name.clone(), n)).into();
    let words = words(&drawn(html! { <super::namespaces::NamespacesView ..props_of(view, 0, &[]) /> }));
    assert!(words.contains("쿼터 pods 1 / 1") && words.contains(Lang::Ko.t(Key::QuotaFull)), "{words}");
    assert!(words.contains(Lang::Ko.t(Key::NamespaceEnding)), "{words}");
}

#[test]
fn two_containers_cannot_share_a_port() {
    let mut twin = pod("twin", "w1", "Running");
    let port = |name: &str| ContainerView { ports: vec![(80, "TCP".into())], ..container(name, "Running") };
    twin.containers = vec![port("one"), port("two")];
    let inside = |pod: PodView| {
        let view = Rc::new(view(vec![pod]));
        words(&drawn(
            html! { <super::inside::InsideView {view} now=0 selected={None::<protocol::ObjectKey>} lang={Lang::Ko} onselect={Callback::noop()} reasons={super::scheduling::Reasons::default()} /> },
        ))
    };
    assert!(inside(twin.clone()).contains(Lang::Ko.t(Key::PortClash)));
    twin.containers.pop();
    let alone = inside(twin.clone());
    assert!(
        !alone.contains(Lang::Ko.t(Key::PortClash)) && alone.contains("mnt 파일 시스템 pid 프로세스 번호"),
        "{alone}"
    );
    twin.share_process_namespace = true;
    assert!(inside(twin).contains("pid shareProcessNamespace: true"));
}

fn scheduled() -> Rc<FactView> {
    let verdict = |node: &str, ok: bool, score| Verdict {
        node: node.into(),
        filters: vec![("NodeAffinity".into(), ok, if ok { String::new() } else { "node(s) didn't match".into() })],
        scores: if ok { vec![("Fit".into(), score, 1)] } else { Vec::new() },
        total: score,
    };
    Rc::new(FactView {
        id: 2,
        at: 5,
        cause: Some(1),
        what: FactKind::Scheduled {
            namespace: "default".into(),
            name: "web".into(),
            uid: "u".into(),
            node: "w2".into(),
            verdicts: vec![verdict("w1", true, 40), verdict("w2", true, 70), verdict("m", false, 0)],
            message: String::new(),
        },
    })
}

#[test]
fn the_scheduler_says_why_this_node() {
    let facts = Rc::new(vec![scheduled()]);
    let words = words(&drawn(
        html! { <super::scheduling::SchedulingView {facts} happened=1 pod={None::<String>} lang={Lang::Ko} /> },
    ));
    assert!(words.contains("왜 이 노드? 걸러진 노드: m — nodeSelector나 어피니티가 찾는 레이블이 없어요."), "{words}");
    assert!(words.contains("70 : 40. 차이를 만든 것: Fit"), "{words}");
    assert!(words.contains("★ w2 여기로 · 70점") && words.contains("✕ m 걸러짐"), "{words}");
}

#[test]
fn who_waits_says_why_in_plain_words_beside_the_real_ones() {
    let refused = |uid: &str, plugin: &str| {
        let mut fact = scheduled();
        if let FactKind::Scheduled { uid: of, node, verdicts, .. } = &mut Rc::make_mut(&mut fact).what {
            (*of, *node) = (uid.into(), String::new());
            let no = |node: &str| Verdict {
                node: node.into(),
                filters: vec![(plugin.into(), false, "Insufficient cpu".into())],
                ..Verdict::default()
            };
            *verdicts = vec![no("w1"), no("w2")];
        }
        fact
    };
    let mut waiting = pod("big", "", "Pending");
    waiting.message = "0/2 nodes are available: 2 Insufficient cpu.".into();
    let mut gated = pod("held", "", "SchedulingGated");
    gated.message = "Scheduling is blocked due to non-empty scheduling gates".into();
    // What counts is the newest decision.
    let facts = [refused("big", "TaintToleration"), refused("big", "NodeResourcesFit")];
    let props = props_of(view(vec![waiting, gated]), 0, &facts);
    let words = words(&drawn(html! { <super::nodes::NodesView ..props /> }));
    let plain = "걸러진 노드: w1, w2 — 파드가 요청한 만큼 남아 있지 않아요.";
    assert!(words.contains(&[plain, " 0/2 nodes are available: 2 Insufficient cpu. 왜?"].concat()), "{words}");
    assert!(words.ends_with("Scheduling is blocked due to non-empty scheduling gates"), "{words}");
    assert!(words.contains(Lang::Ko.t(Key::Gated)) && !words.contains("견디지"), "{words}");
}

#[test]
fn the_way_of_a_command_is_a_list_and_a_picture() {
    let command = FactKind::Command { terminal: 0, text: "kubectl run web".into() };
    let facts = Rc::new(vec![Rc::new(FactView { id: 1, at: 0, cause: None, what: command }), scheduled()]);
    let mut view = view(Vec::new());
    let part = |name: &str, works| ComponentView { name: name.into(), running: true, works, up: 2, total: 3 };
    view.components = [part("etcd", true), part("kube-scheduler", false)].map(|c| (c.name.clone(), c)).into();
    let html = drawn(
        html! { <super::control_plane::ControlPlaneView view={Rc::new(view)} {facts} happened=2 root={None::<u64>} lang={Lang::Ko} /> },
    );
    let words = words(&html);
    assert!(words.contains("2 / 2 ▶ kube-scheduler 노드를 거르고"), "{words}");
    assert!(words.contains("kube-scheduler +0s web → w2 노드를 거르고"), "{words}");
    assert!(words.contains("etcd 2/3 클러스터의 모든 오브젝트를 저장해요"), "{words}");
    assert!(words.contains("kube-scheduler 2/3 새 파드가 노드를 못 찾고"), "{words}");
    assert!(html.contains("aria-current=\"step\""));
}

#[test]
fn who_looks_goes_on_seeing_what_the_command_before_led_to() {
    let command = |text: &str| FactKind::Command { terminal: 0, text: text.into() };
    let request = |verb: &str, code: u16| FactKind::Request {
        verb: verb.into(),
        resource: "pods".into(),
        namespace: "default".into(),
        name: "web".into(),
        user: "kubernetes-admin".into(),
        code,
        refusal: String::new(),
    };
    let mut facts: Vec<Rc<FactView>> = Vec::new();
    let mut tell = |cause: Option<u64>, what: FactKind| {
        facts.push(Rc::new(FactView { id: facts.len() as u64, at: 0, cause, what }));
        super::words::followed(&facts)
    };
    assert_eq!(tell(None, command("kubectl get pods")), Some(0));
    assert_eq!(tell(Some(0), request("list", 200)), Some(0));
    assert_eq!(tell(None, command("kubectl run web --image=nginx")), Some(2));
    assert_eq!(tell(Some(2), request("create", 201)), Some(2));
    assert_eq!(tell(None, command("kubectl get pods -w")), Some(2));
    assert_eq!(tell(Some(4), request("watch", 200)), Some(2));
    // A component's own call is nobody's command.
    assert_eq!(tell(None, request("create", 201)), Some(2));
    assert_eq!(tell(None, command("kubectl get pod nobody")), Some(2));
    assert_eq!(tell(Some(7), request("get", 404)), Some(7));
}

#[test]
fn many_pods_are_a_canvas_with_a_name() {
    let pods = (0..400).map(|i| pod(&format!("p{i}"), "w1", "Running")).collect();
    let inner = NodesProps { lang: Lang::En, ..props_of(view(pods), 0, &[]) };
    let html = drawn(html! { <super::many::ManyView {inner} by={By::Node} /> });
    assert!(html.contains("<canvas") && html.contains("Pods: 400"), "{html}");
}
