//! Goals about what was asked: only what was answered counts, and which container or selector was meant.

use playground::Session;
use protocol::{GoalView, Input, Output};

struct Desk {
    session: Session,
    goals: Vec<GoalView>,
}

impl Desk {
    fn open(goals: &str) -> Desk {
        let mut desk = Desk { session: Session::new("four-nodes", 1), goals: Vec::new() };
        desk.tell(Input::Start { scenario: "four-nodes".into(), seed: 1, journal: None });
        desk.tell(Input::Lesson { id: Some("goals".into()), step: 0, goals: goals.into() });
        desk
    }
    fn tell(&mut self, input: Input) {
        for output in self.session.receive(input, &mut || false) {
            if let Output::Goals { goals, .. } = output {
                self.goals = goals;
            }
        }
    }
    fn types(&mut self, line: &str) -> Vec<bool> {
        self.tell(Input::Line { terminal: 0, text: line.into() });
        for _ in 0..100 {
            self.tell(Input::Tick { elapsed: 100.0 });
            if !self.session.machine().busy() {
                break;
            }
        }
        self.goals.iter().map(|g| g.done).collect()
    }
}

#[test]
fn what_the_kubelet_refuses_was_not_seen() {
    let mut desk = Desk::open(
        r#"[{"text": "log", "asked": {"resource": "pods/log", "name": "two"}},
            {"text": "side", "asked": {"resource": "pods/log", "name": "two", "container": "side"}},
            {"text": "exec", "asked": {"resource": "pods/exec", "name": "two"}},
            {"text": "before", "asked": {"resource": "pods/log", "name": "two", "previous": true}}]"#,
    );
    let containers =
        r#"[{"name":"web","image":"nginx"},{"name":"side","image":"busybox","command":["sh","-c","sleep 4; exit 1"]}]"#;
    desk.types(&format!("kubectl run two --image=nginx --overrides='{{\"spec\":{{\"containers\":{containers}}}}}'"));
    assert_eq!(desk.types("kubectl logs two"), [false; 4], "no container has started");
    assert_eq!(desk.types("kubectl exec two -c web -- hostname"), [false; 4]);
    assert_eq!(desk.types("kubectl logs two -p -c side"), [false; 4]);
    desk.types("sleep 4");
    assert_eq!(desk.types("kubectl logs two"), [true, false, false, false]);
    assert_eq!(desk.types("kubectl logs two -c sdie"), [true, false, false, false]);
    assert_eq!(desk.types("kubectl logs two -c side"), [true, true, false, false]);
    assert_eq!(desk.types("kubectl exec two -c web -- ls /nowhere"), [true, true, true, false], "the command ran");
    desk.types("sleep 8");
    assert_eq!(desk.types("kubectl logs two -p -c side"), [true; 4]);
}

#[test]
fn a_selector_is_told_from_none() {
    let mut desk = Desk::open(r#"[{"text": "t", "asked": {"verb": "list", "resource": "pods", "selector": true}}]"#);
    assert_eq!(desk.types("kubectl get pods"), [false]);
    assert_eq!(desk.types("kubectl get pods -l app"), [true]);
}

#[test]
fn only_the_learner_asks_and_may_take_the_time() {
    let mut desk = Desk::open(
        r#"[{"text": "bound", "asked": {"resource": "pods/binding"}}, {"text": "events", "asked": {"verb": "list", "resource": "events"}}]"#,
    );
    assert_eq!(desk.types("kubectl run web --image=nginx"), [false, false], "the scheduler binds, not the learner");
    for _ in 0..900 {
        desk.tell(Input::Tick { elapsed: 2_000.0 });
    }
    assert_eq!(desk.types("kubectl get events"), [false, true], "after half an hour of heartbeats");
}
