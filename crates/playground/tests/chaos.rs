//! What a learner breaks by hand: what stops, what goes on, and what is told of it.

use std::time::Duration;

use playground::Session;
use protocol::facts::FactKind;
use protocol::{Chaos, Clock, FactView, Input, Output, View};

struct Page {
    session: Session,
    view: View,
    screen: String,
    facts: Vec<FactView>,
    clock: Clock,
}

impl Page {
    fn new(scenario: &str) -> Page {
        let mut page = Page {
            session: Session::new(scenario, 1),
            view: View::default(),
            screen: String::new(),
            facts: Vec::new(),
            clock: Clock::default(),
        };
        page.tell(Input::Start { scenario: scenario.into(), seed: 1, journal: None });
        page
    }
    fn tell(&mut self, input: Input) {
        for output in self.session.receive(input, &mut || false) {
            match output {
                Output::View { diff } => diff.apply(&mut self.view),
                Output::Clear { .. } => self.screen.clear(),
                Output::Terminal { chunks, .. } => self.screen.extend(chunks.iter().map(|c| c.text.as_str())),
                Output::Facts { reset, facts } => {
                    if reset {
                        self.facts.clear();
                    }
                    self.facts.extend(facts);
                }
                Output::Clock { clock } => {
                    let (marks, branches) = (self.clock.marks.take(), self.clock.branches.take());
                    self.clock = clock;
                    self.clock.marks = self.clock.marks.take().or(marks);
                    self.clock.branches = self.clock.branches.take().or(branches);
                }
                _ => {}
            }
        }
    }
    fn line(&mut self, text: &str) {
        self.tell(Input::Line { terminal: 0, text: text.into() });
    }
    fn wait(&mut self, seconds: u32) {
        for _ in 0..seconds {
            self.tell(Input::Tick { elapsed: 1000.0 });
        }
    }
    fn chaos(&mut self, what: Chaos) {
        self.tell(Input::Chaos { what });
    }
    fn component(&mut self, name: &str, stop: bool) {
        self.chaos(Chaos::Component { name: name.into(), stop });
    }
    fn status(&self, name: &str) -> String {
        self.view.pods.values().find(|p| p.name == name).map_or("none".into(), |p| p.status.clone())
    }
    fn marks(&self, kind: &str) -> Vec<&str> {
        let marks = self.clock.marks.as_deref().unwrap_or_default();
        marks.iter().filter(|m| m.kind == kind).map(|m| m.text.as_str()).collect()
    }
    fn branches(&self) -> Vec<&str> {
        self.clock.branches.as_deref().unwrap_or_default().iter().map(|b| b.text.as_str()).collect()
    }
}

#[test]
fn without_an_api_server_nothing_new_happens_and_what_runs_goes_on() {
    for process in ["kube-apiserver", "etcd"] {
        let mut page = Page::new("four-nodes");
        page.line("kubectl create deployment web --image=nginx:1.27");
        page.wait(10);
        page.component(process, true);
        assert!(!page.view.components["kube-apiserver"].works, "{process}");
        page.line("kubectl get pods");
        // An API server without its store takes the call, and waits for an answer of its own.
        page.wait(8);
        let said = if process == "etcd" {
            "Error from server: etcdserver: request timed out"
        } else {
            "was refused - did you"
        };
        assert!(page.screen.contains(said), "{}", page.screen);
        // The trace does not end with a success: what got no answer is told.
        let told = page.marks("failure").iter().any(|text| text.contains("pods: 500 etcdserver: request timed out"));
        assert_eq!(told, process == "etcd", "{:?}", page.marks("failure"));
        let pods = page.view.pods.len();
        page.wait(120);
        assert_eq!(page.view.pods.len(), pods);
        // The address of a pod still answers on the network.
        let ip = page.view.pods.values().find(|p| p.name.starts_with("web")).map(|p| p.ip.clone()).unwrap();
        page.screen.clear();
        page.line(&format!("curl -s http://{ip}"));
        page.wait(2);
        assert!(page.screen.contains("Welcome to nginx"), "{}", page.screen);
        page.component(process, false);
        page.wait(30);
        page.line("kubectl scale deployment web --replicas=3");
        page.wait(15);
        let running = page.view.pods.values().filter(|p| p.name.starts_with("web") && p.status == "Running").count();
        assert_eq!(running, 3, "{process}: {:?}", page.view.nodes.values().map(|n| &n.status).collect::<Vec<_>>());
        assert!(page.view.nodes.values().all(|n| n.status == "Ready"));
    }
}

#[test]
fn what_is_broken_by_hand_is_not_part_of_the_next_commands_way() {
    let mut page = Page::new("four-nodes");
    let switches = |page: &Page| -> Vec<(u64, Option<u64>)> {
        let switch = |f: &&FactView| matches!(f.what, FactKind::Switch { .. });
        page.facts.iter().filter(switch).map(|f| (f.id, f.cause)).collect()
    };
    page.component("kube-scheduler", true);
    page.line("kubectl get pods");
    page.wait(2);
    assert!(matches!(switches(&page)[..], [(_, None)]), "{:?}", switches(&page));
    // Where a command does it, it is a part of that command's way.
    page.line("component-start kube-scheduler");
    page.wait(2);
    let typed = page.facts.iter().rev().find(|f| matches!(f.what, FactKind::Command { .. })).map(|f| f.id);
    assert!(matches!(switches(&page)[..], [_, (_, cause)] if cause == typed), "{:?}", switches(&page));
}

#[test]
fn a_watch_ends_with_the_server_that_answers_it() {
    let mut page = Page::new("four-nodes");
    page.line("kubectl get pods -w; echo over $?");
    page.wait(2);
    assert!(!page.screen.contains("over 0"), "{}", page.screen);
    page.component("kube-apiserver", true);
    page.wait(2);
    assert!(page.screen.contains("over 0"), "{}", page.screen);
    page.component("kube-apiserver", false);
    page.line("kubectl wait node/worker01 --for=delete --timeout=60s");
    page.wait(2);
    page.component("kube-apiserver", true);
    page.wait(2);
    assert!(page.screen.contains("was refused - did you specify the right host or port?"), "{}", page.screen);
}

#[test]
fn a_stopped_scheduler_leaves_pods_pending_until_it_is_back() {
    let mut page = Page::new("four-nodes");
    page.component("kube-scheduler", true);
    page.line("kubectl run late --image=nginx:1.27");
    page.wait(20);
    assert_eq!(page.status("late"), "Pending");
    page.component("kube-scheduler", false);
    page.wait(10);
    assert_eq!(page.status("late"), "Running");
    assert_eq!(page.marks("chaos"), ["kube-scheduler: stopped", "kube-scheduler: started"]);
}

#[test]
fn one_of_three_masters_may_stop_and_two_may_not() {
    let mut page = Page::new("ha");
    let stop = |node: &str| Chaos::StopNode { node: node.into() };
    page.chaos(stop("master01"));
    let etcd = &page.view.components["etcd"];
    assert!(etcd.works && etcd.up == 2 && etcd.total == 3, "{etcd:?}");
    page.line("kubectl run web --image=nginx:1.27");
    page.wait(15);
    assert_eq!(page.status("web"), "Running");
    page.chaos(stop("master02"));
    assert!(!page.view.components["etcd"].works);
    page.line("kubectl get pods");
    page.wait(8);
    assert!(page.screen.contains("Error from server: etcdserver: request timed out"), "{}", page.screen);
    page.chaos(Chaos::StartNode { node: "master02".into() });
    page.screen.clear();
    page.line("kubectl get pods");
    page.wait(1);
    assert!(page.screen.contains("web"), "{}", page.screen);
}

#[test]
fn a_node_without_its_kubelet_is_lost_while_its_containers_answer() {
    let mut page = Page::new("four-nodes");
    page.line("kubectl run web --image=nginx:1.27 --overrides='{\"spec\":{\"nodeName\":\"worker01\"}}'");
    page.wait(10);
    let ip = page.view.pods.values().find(|p| p.name == "web").map(|p| p.ip.clone()).unwrap();
    page.chaos(Chaos::Kubelet { node: "worker01".into(), stop: true });
    page.wait(60);
    assert_eq!(page.view.nodes["worker01"].status, "NotReady");
    // Its silence is noticed long after, and comes of the switch all the same.
    let lost = page.facts.iter().find(|f| matches!(&f.what, FactKind::Node { state, .. } if state == "NotReady"));
    let cause = |f: &FactView| page.facts.iter().find(|c| Some(c.id) == f.cause);
    let led = lost.and_then(cause).and_then(cause).map(|f| &f.what);
    assert!(matches!(led, Some(FactKind::Switch { what, .. }) if what == "node/worker01"), "{led:?}");
    page.line(&format!("curl -s http://{ip}"));
    page.wait(2);
    assert!(page.screen.contains("Welcome to nginx"), "{}", page.screen);
    page.line("kubectl logs web");
    page.wait(2);
    assert!(page.screen.contains(":10250: connect: connection refused"), "{}", page.screen);
    page.chaos(Chaos::Kubelet { node: "worker01".into(), stop: false });
    page.wait(20);
    assert_eq!(page.view.nodes["worker01"].status, "Ready");
    assert!(page.marks("failure").contains(&"worker01: NotReady"), "{:?}", page.marks("failure"));
}

#[test]
fn waits_and_probes_are_told_at_every_moment() {
    let mut page = Page::new("four-nodes");
    page.line("kubectl run crash --image=busybox:1.36 -- sh -c 'exit 1'");
    let wait = |page: &Page| {
        let pod = page.view.pods.values().find(|p| p.name == "crash").unwrap();
        (pod.status.clone(), pod.containers[0].until.zip(pod.containers[0].since))
    };
    // The later waits are long enough to be seen under their own name.
    let counting = |page: &Page| {
        let (status, wait) = wait(page);
        status == "CrashLoopBackOff" && wait.is_some_and(|(until, _)| until > page.clock.now)
    };
    for _ in 0..300 {
        if counting(&page) {
            break;
        }
        page.wait(1);
    }
    let (status, Some((until, since))) = wait(&page) else { panic!("no wait: {:?}", wait(&page)) };
    assert!(counting(&page), "{status}: {}", until - page.clock.now);
    assert!(since <= page.clock.now && until - since >= 5_000, "{}", until - since);
    let then = page.clock.now;
    page.wait(120);
    page.tell(Input::Scrub { to: then });
    assert_eq!(wait(&page), ("CrashLoopBackOff".into(), Some((until, since))));
}

#[test]
fn every_happening_leads_back_to_the_command() {
    let mut page = Page::new("four-nodes");
    page.line("kubectl create deployment hub --image=nginx:1.27 --replicas=2");
    page.wait(15);
    let cause = |id: Option<u64>| id.and_then(|id| page.facts.iter().find(|f| f.id == id));
    let running =
        page.facts.iter().filter(|f| matches!(&f.what, FactKind::Container { state, .. } if state == "Running"));
    let mut checked = 0;
    for fact in running {
        let mut at = fact;
        while let Some(before) = cause(at.cause) {
            at = before;
        }
        assert!(matches!(&at.what, FactKind::Command { .. }), "{fact:?} leads to {at:?}");
        checked += 1;
    }
    assert_eq!(checked, 2);
}

#[test]
fn no_way_that_was_gone_is_lost() {
    let mut page = Page::new("four-nodes");
    page.line("kubectl run a --image=nginx:1.27");
    page.wait(10);
    let fork = page.clock.now;
    page.wait(1);
    page.line("kubectl run b --image=nginx:1.27");
    page.wait(10);
    let hash = page.session.state_hash();
    page.tell(Input::Scrub { to: fork });
    page.tell(Input::Branch);
    assert_eq!(page.branches(), ["kubectl run b --image=nginx:1.27"]);
    assert!(page.facts.iter().all(|f| f.at <= fork), "facts of what did not happen");
    page.line("kubectl run c --image=nginx:1.27");
    page.wait(10);
    assert!(page.status("b") == "none" && page.status("c") == "Running");
    let text = page.session.journal();
    page.tell(Input::Switch { branch: 0 });
    assert_eq!(page.session.state_hash(), hash);
    assert!(page.status("b") == "Running" && page.status("c") == "none");
    assert_eq!(page.branches(), ["kubectl run c --image=nginx:1.27"]);
    assert_eq!(page.marks("command").last(), Some(&"kubectl run b --image=nginx:1.27"));
    // What is taken back and written over is kept, too; and so it is in a journal.
    page.tell(Input::Undo);
    page.line("kubectl run d --image=nginx:1.27");
    assert_eq!(page.branches().len(), 2, "{:?}", page.branches());
    let again = Session::restore(&text).expect("a journal that was just written");
    assert_eq!(again.journal(), text);
}

#[test]
fn an_opened_journal_knows_what_has_happened() {
    let mut page = Page::new("four-nodes");
    page.line("kubectl run a --image=nginx:1.27");
    page.wait(10);
    let (facts, marks) = (page.facts.clone(), page.clock.marks.clone());
    let mut other = Page::new("four-nodes");
    other.tell(Input::Start { scenario: "four-nodes".into(), seed: 1, journal: Some(page.session.journal()) });
    assert_eq!(other.clock.marks, marks);
    assert_eq!(other.facts, facts);
}

#[test]
fn a_long_session_is_scrubbed_from_near_by() {
    let mut page = Page::new("four-nodes");
    page.line("kubectl create deployment hub --image=nginx:1.27 --replicas=3");
    page.wait(1800);
    // A moment is rebuilt from a snapshot that is at most a minute away, not from the start.
    let (time, work) = page.session.farthest_snapshot();
    assert!(time <= Duration::from_secs(60) && work <= 4_000, "{time:?} {work}");
}
