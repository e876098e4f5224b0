//! A session as the page sees it: inputs over virtual time, outputs, undo, scrubbing, sharing.

use playground::Session;
use protocol::{Chaos, ChunkKind, Input, ObjectKey, Output, View};

struct Page {
    session: Session,
    view: View,
    screen: String,
}

impl Page {
    fn new() -> Page {
        let mut page = Page { session: Session::new("four-nodes", 1), view: View::default(), screen: String::new() };
        page.tell(Input::Start { scenario: "four-nodes".into(), seed: 1, journal: None });
        page
    }
    fn tell(&mut self, input: Input) -> Vec<Output> {
        let outputs = self.session.receive(input, &mut || false);
        for output in &outputs {
            match output {
                Output::View { diff } => diff.clone().apply(&mut self.view),
                Output::Clear { terminal: 0 } => self.screen.clear(),
                Output::Terminal { terminal: 0, chunks } => {
                    self.screen.extend(chunks.iter().filter(|c| c.kind != ChunkKind::Echo).map(|c| c.text.as_str()));
                }
                _ => {}
            }
        }
        outputs
    }
    fn type_line(&mut self, text: &str) {
        self.tell(Input::Line { terminal: 0, text: text.into() });
    }
    fn wait(&mut self, seconds: u32) {
        for _ in 0..seconds {
            self.tell(Input::Tick { elapsed: 1000.0 });
        }
    }
    fn pod(&self, name: &str) -> Option<&protocol::PodView> {
        self.view.pods.values().find(|p| p.name == name).map(AsRef::as_ref)
    }
}

#[test]
fn a_pod_appears_runs_and_goes() {
    let mut page = Page::new();
    assert_eq!(page.view.nodes.len(), 4);
    page.type_line("kubectl run web --image=nginx:1.27");
    assert!(page.screen.contains("pod/web created"), "{}", page.screen);
    page.wait(15);
    let pod = page.pod("web").expect("the pod is drawn");
    assert_eq!((pod.status.as_str(), pod.ready.as_str()), ("Running", "1/1"));
    assert!(pod.node.starts_with("worker"));
    page.type_line("kubectl delete pod web --wait=false");
    page.wait(40);
    assert!(page.pod("web").is_none());
}

#[test]
fn what_changed_is_told_once() {
    let mut page = Page::new();
    page.wait(1);
    let quiet = page.tell(Input::Tick { elapsed: 0.0 });
    assert!(!quiet.iter().any(|o| matches!(o, Output::View { .. } | Output::Terminal { .. } | Output::Files { .. })));
}

#[test]
fn undo_takes_a_command_back_and_redo_does_it_again() {
    let mut page = Page::new();
    page.type_line("kubectl run a --image=nginx:1.27");
    page.wait(10);
    page.type_line("kubectl run b --image=nginx:1.27");
    page.wait(10);
    let hash = page.session.state_hash();
    page.tell(Input::Undo);
    assert!(page.pod("a").is_some() && page.pod("b").is_none());
    assert!(!page.screen.contains("pod/b created"));
    page.tell(Input::Redo);
    assert!(page.pod("b").is_some());
    assert_eq!(page.session.state_hash(), hash);
}

#[test]
fn the_past_can_be_looked_at_and_left() {
    let mut page = Page::new();
    page.wait(1);
    page.type_line("kubectl run a --image=nginx:1.27");
    page.wait(20);
    let clock = |outputs: Vec<Output>| {
        outputs.into_iter().find_map(|o| if let Output::Clock { clock } = o { Some(clock) } else { None }).unwrap()
    };
    let start = clock(page.tell(Input::Tick { elapsed: 10.0 })).start;
    let past = clock(page.tell(Input::Scrub { to: start }));
    assert!(past.past && page.pod("a").is_none());
    let back = clock(page.tell(Input::Scrub { to: i64::MAX / 2000 }));
    assert!(!back.past);
    assert_eq!(page.pod("a").map(|p| p.status.as_str()), Some("Running"));
}

#[test]
fn a_journal_reproduces_the_same_bytes() {
    let mut page = Page::new();
    page.type_line("kubectl create deployment web --image=nginx:1.27 --replicas=3");
    page.wait(7);
    page.type_line("kubectl scale deployment web --replicas=5");
    page.tell(Input::Chaos { what: Chaos::StopNode { node: "worker02".into() } });
    page.wait(50);
    let text = page.session.journal();
    let again = Session::restore(&text).expect("a journal that was just written");
    assert_eq!(again.state_hash(), page.session.state_hash());
    assert_eq!(again.journal(), text);
}

#[test]
fn a_broken_journal_still_opens_a_playground() {
    let mut page = Page::new();
    let outputs = page.tell(Input::Start { scenario: "four-nodes".into(), seed: 1, journal: Some("nonsense".into()) });
    assert!(outputs.iter().any(|o| matches!(o, Output::Problem { key, .. } if key == "journal-broken")));
    assert!(outputs.iter().any(|o| matches!(o, Output::Ready { .. })));
}

#[test]
fn an_unknown_scenario_is_told_and_the_default_one_opens() {
    for (scenario, told) in [("mars", true), ("nodes:BAD_NAME*", true), ("nodes:alpha*,beta", false), ("", false)] {
        let outputs = Page::new().tell(Input::Start { scenario: scenario.into(), seed: 1, journal: None });
        let problem = outputs
            .iter()
            .find_map(|o| if let Output::Problem { key, detail } = o { Some((key, detail)) } else { None });
        assert_eq!(problem, told.then_some((&"scenario-unknown".to_string(), &scenario.to_string())));
        assert!(outputs.iter().any(|o| matches!(o, Output::Ready { .. })));
    }
    let elsewhere = Page::new().session.journal().replace("four-nodes", "mars");
    assert_eq!(Session::restore(&elsewhere).map(|_| ()), Err(1));
}

#[test]
fn details_are_what_kubectl_prints_and_change_nothing() {
    let mut page = Page::new();
    page.type_line("kubectl run web --image=nginx:1.27");
    page.wait(15);
    let before = page.session.state_hash();
    let key = ObjectKey { kind: "Pod".into(), namespace: "default".into(), name: "web".into() };
    let outputs = page.tell(Input::Select { key: Some(key) });
    let details =
        outputs.into_iter().find_map(|o| if let Output::Details { details } = o { Some(details) } else { None });
    let details = details.expect("the details of the selected pod");
    assert!(details.yaml.starts_with("apiVersion: v1\nkind: Pod\n"), "{}", details.yaml);
    assert!(details.describe.starts_with("Name:             web\n"), "{}", details.describe);
    assert!(details.events.iter().any(|e| e.2 == "Scheduled"));
    assert_eq!(page.session.state_hash(), before);
}

#[test]
fn the_second_command_of_a_line_sees_what_the_first_has_set_going() {
    let mut page = Page::new();
    page.type_line("kubectl create deployment web --image=nginx:1.27 && kubectl get pods");
    page.wait(1);
    assert!(page.screen.contains("web-") && page.screen.contains("STATUS"), "{}", page.screen);
    // Each alone answers at once, even where time stands still.
    page.screen.clear();
    for _ in 0..3 {
        page.type_line("kubectl get deployments");
    }
    assert_eq!(page.screen.matches("NAME").count(), 3, "{}", page.screen);
}

#[test]
fn a_command_that_writes_many_objects_is_answered_where_time_stands_still_and_controllers_act_between_them() {
    let mut page = Page::new();
    page.tell(Input::Speed { factor: 0.0 });
    let before = page.session.machine().now();
    let claim = |i| format!("---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c{i}\n");
    let limits = "---\napiVersion: v1\nkind: LimitRange\nmetadata:\n  name: late\nspec:\n  limits:\n  - type: Container\n    default:\n      cpu: 1\n";
    let web = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx\n";
    let text = format!("{web}{}{limits}", (0..5).map(claim).collect::<String>());
    page.tell(Input::WriteFile { path: "/root/all.yaml".into(), text });
    page.type_line("kubectl apply -f all.yaml");
    assert!(page.screen.contains("limitrange/late created"), "{}", page.screen);
    // Six objects after the first: each is asked for, and written.
    assert_eq!(page.session.machine().now().since(before).as_millis(), 60);
    let pods = page.session.objects("Pod", "default");
    assert_eq!(pods.len(), 1);
    assert!(pods[0].at(&["metadata", "annotations"]).is_null(), "the pod was there before the limits: {:?}", pods[0]);
}

#[test]
fn an_endless_loop_leaves_the_session_alive() {
    let mut page = Page::new();
    page.type_line("while true; do true; done");
    page.wait(1);
    page.tell(Input::Interrupt { terminal: 0 });
    page.type_line("echo alive");
    page.wait(1);
    assert!(page.screen.contains("alive"), "{}", page.screen);
}

#[test]
fn mistakes_in_a_text_are_found_at_their_place() {
    let mut page = Page::new();
    let text =
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    imagee: nginx\n";
    let outputs = page.tell(Input::Diagnose { path: "/root/a.yaml".into(), text: text.into(), ticket: 1 });
    let items =
        outputs.into_iter().find_map(|o| if let Output::Diagnostics { items, .. } = o { Some(items) } else { None });
    let items = items.expect("an answer");
    let unknown = items.iter().find(|d| d.message.contains("unknown field")).expect("the unknown field is found");
    assert_eq!((unknown.line, unknown.column), (8, 5));
}

#[test]
fn tab_completes_commands_and_names() {
    let mut page = Page::new();
    page.type_line("kubectl run web --image=nginx:1.27");
    let mut complete = |line: &str| {
        let input = Input::Complete { terminal: 0, line: line.into(), cursor: line.len(), ticket: 1 };
        let outputs = page.tell(input);
        let found = outputs
            .into_iter()
            .find_map(|o| if let Output::Completions { items, .. } = o { Some(items) } else { None });
        found.unwrap().into_iter().map(|c| c.text).collect::<Vec<_>>()
    };
    assert_eq!(complete("kubectl desc"), ["describe"]);
    assert_eq!(complete("kubectl get pods w"), ["web"]);
    assert_eq!(complete("kubectl get -n kube-"), ["kube-node-lease", "kube-public", "kube-system"]);
}

#[test]
fn a_command_that_runs_is_there_in_each_moment_and_goes_on_from_it() {
    let mut page = Page::new();
    page.type_line("kubectl create deployment web --image=nginx:1.27 --replicas=3");
    page.type_line("kubectl get pods -w");
    let mut seen = Vec::new();
    for i in 0..12 {
        if i % 3 == 1 {
            page.tell(Input::Line { terminal: 1, text: format!("kubectl scale deployment web --replicas={}", 3 + i) });
        }
        page.wait(5);
        seen.push((page.session.machine().now(), page.session.state_hash(), page.screen.clone(), page.view.clone()));
    }
    let (_, work) = page.session.farthest_snapshot();
    assert!(work < 2_000, "{work}");
    // To and fro, so that moments are come to from earlier and from later ones (but none at which something was typed).
    for i in [7, 2, 10, 1, 5, 11, 8, 4] {
        let (at, hash, screen, view) = &seen[i];
        page.tell(Input::Scrub { to: at.0 / 1000 });
        assert_eq!(&page.screen, screen, "{i}");
        assert!(page.view == *view, "{i}");
        if i < 11 {
            assert_eq!(page.session.state_hash(), *hash, "{i}");
        }
    }
    // From a moment of the past the watch goes on as it did, and ends when it is told to.
    page.tell(Input::Branch);
    page.tell(Input::Line { terminal: 1, text: "kubectl scale deployment web --replicas=7".into() });
    page.wait(5);
    assert_eq!(page.screen, seen[4].2);
    page.tell(Input::Interrupt { terminal: 0 });
    page.type_line("echo after");
    assert!(page.screen.ends_with("after\n"), "{}", page.screen);
}

#[test]
fn busy_moments_have_more_snapshots() {
    let mut page = Page::new();
    page.type_line("kubectl create deployment web --image=nginx:1.27 --replicas=150");
    page.wait(20);
    let (_, work) = page.session.farthest_snapshot();
    assert!(work < 2_000, "{work}");
}
