//! A session that a program drives instead of a page: commands run to their end, and time goes by when it is told to.

use std::time::Duration;

use api::Value;
use protocol::{Input, Output};

use super::Session;

/// The longest a command may wait in virtual time; then it is interrupted, as a reader would do.
const PATIENCE: Duration = Duration::from_secs(3600);
/// The most happenings that one command may see.
const HAPPENINGS: usize = 400_000;

impl Session {
    /// Types a command (of several lines, if it has some) and lets virtual time go by until it has ended. Answers its
    /// exit code and all that is to be told.
    ///
    /// ```
    /// let mut session = playground::Session::new("four-nodes", 1);
    /// let (code, _) = session.run("kubectl run web --image=nginx");
    /// assert_eq!((code, session.objects("Pod", "default").len()), (0, 1));
    /// ```
    pub fn run(&mut self, command: &str) -> (i32, Vec<Output>) {
        if self.timeline.is_past() {
            self.timeline.branch();
            self.shown.reset = true;
        }
        for line in command.split('\n') {
            self.timeline.input(Input::Line { terminal: 0, text: line.to_string() });
        }
        let end = self.timeline.live().now() + PATIENCE;
        let mut happenings = 0;
        while self.timeline.live_mut().terminal(0).busy() {
            match self.timeline.next_deadline() {
                Some(next) if next <= end && happenings < HAPPENINGS => self.timeline.step(next),
                _ => {
                    self.timeline.input(Input::Interrupt { terminal: 0 });
                    break;
                }
            }
            happenings += 1;
        }
        let code = self.timeline.live_mut().terminal(0).last_exit();
        let mut out = Vec::new();
        self.flush(&mut out);
        (code, out)
    }

    /// Lets virtual time go by, however long that takes.
    pub fn advance(&mut self, span: Duration) -> Vec<Output> {
        self.shown.reset |= self.timeline.leave_past();
        let until = self.timeline.live().now() + span;
        self.timeline.advance_to(until, &mut || false);
        let mut out = Vec::new();
        self.flush(&mut out);
        out
    }

    /// The stored objects of a kind (`Pod`, custom ones too), in one namespace or (if that is empty) in all.
    pub fn objects(&self, kind: &str, namespace: &str) -> Vec<Value> {
        let api = self.machine().cluster.api();
        let resource = api.resources().find(|r| r.preferred && *r.kind == *kind);
        resource.map_or_else(Vec::new, |r| api.read_all_any(r, namespace).cloned().collect())
    }

    /// Likewise, as a JSON list.
    pub fn objects_json(&self, kind: &str, namespace: &str) -> String {
        api::json::to_string(&self.objects(kind, namespace).into())
    }
}
