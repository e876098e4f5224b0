//! A session: inputs in, outputs out, deterministic. Undo, redo, scrubbing and sharing are replays of its journal.

mod flush;
mod goals;
pub(crate) mod journal;
mod machine;
mod marks;
mod script;
mod timeline;

pub use journal::Journal;
pub use machine::{Machine, Wake};

use std::time::Duration;

use api::descriptions::Descriptions;
use api::time::Time;
use protocol::{Input, Output};

use crate::dump;
use crate::scenario::{EPOCH, Plan, SCENARIOS};
use flush::Shown;
use timeline::Timeline;

/// A session of the playground.
///
/// ```
/// use playground::Session;
/// use protocol::{Input, Output};
/// let mut session = Session::new("four-nodes", 1);
/// let outputs = session.receive(Input::Line { terminal: 0, text: "echo 안녕".into() }, &mut || false);
/// assert!(outputs.iter().any(|o| matches!(o, Output::Terminal { chunks, .. } if chunks.iter().any(|c| c.text == "안녕\n"))));
/// ```
pub struct Session {
    scenario: String,
    seed: u64,
    timeline: Timeline,
    speed: f64,
    /// Virtual microseconds that a tick could not spend.
    owed: f64,
    shown: Shown,
    /// Texts of API fields, where the host has them.
    texts: Descriptions,
}

/// The most virtual time that is owed: when the machine cannot keep up, time is slower rather than late.
const MOST_OWED: f64 = 2_000_000.0;
/// How long an input may wait for answers of the server, at most, whatever the speed of time.
const LONGEST_ANSWER: Duration = Duration::from_secs(2);
/// How many happenings `StepNext` passes, at most, until something is to be seen.
const STEPS: usize = 10_000;

impl Session {
    /// A fresh session; an unknown scenario is the default one, which `Input::Start` tells.
    pub fn new(scenario: &str, seed: u64) -> Session {
        Session::described(scenario, seed, Descriptions::default())
    }

    fn described(scenario: &str, seed: u64, texts: Descriptions) -> Session {
        let plan = Plan::named(scenario).unwrap_or_else(|| SCENARIOS[0].plan());
        let mut timeline = Timeline::new(Machine::new(&plan, seed));
        timeline.describe(&texts);
        let shown = Shown::default();
        Session { scenario: plan.name, seed, timeline, speed: 1.0, owed: 0.0, shown, texts }
    }

    /// The session of a journal, replayed to its end; or one that begins with the objects of another cluster, where
    /// the text is what `kubectl get -o yaml` printed there.
    ///
    /// # Errors
    /// The number of the line that makes no sense.
    pub fn restore(journal: &str) -> Result<Session, usize> {
        Session::restored(journal, Descriptions::default())
    }

    fn restored(text: &str, texts: Descriptions) -> Result<Session, usize> {
        let journal = match Journal::read(text, EPOCH) {
            Err(1) => dump::journal(text).ok_or(1usize)?,
            read => read?,
        };
        // What was done in one cluster says nothing in another.
        Plan::named(&journal.scenario).ok_or(1usize)?;
        let mut session = Session::described(&journal.scenario, journal.seed, texts);
        session.timeline.replay(journal.entries, journal.end);
        session.timeline.set_branches(journal.branches);
        Ok(session)
    }

    /// Gives `kubectl explain` the texts of API fields.
    pub fn describe(&mut self, texts: Descriptions) {
        self.timeline.describe(&texts);
        self.texts = texts;
    }

    /// The journal as text.
    pub fn journal(&self) -> String {
        let entries = self.timeline.entries().to_vec();
        let end = self.timeline.live().now();
        let branches = self.timeline.branches().to_vec();
        Journal { scenario: self.scenario.clone(), seed: self.seed, entries, end, branches }.write(EPOCH)
    }

    /// The machine that is shown: the live one, or a moment of the past.
    pub fn machine(&self) -> &Machine {
        self.timeline.shown()
    }

    /// Takes an input and answers with all that is to be told. `stop` is asked now and then whether the time for this
    /// call is over; what is left is done by the next tick.
    pub fn receive(&mut self, input: Input, stop: &mut dyn FnMut() -> bool) -> Vec<Output> {
        let mut out = Vec::new();
        match input {
            Input::Start { scenario, seed, journal } => self.start(&scenario, seed, journal.as_deref(), &mut out),
            input if input.is_journalled() => {
                if self.timeline.is_past() {
                    self.timeline.branch();
                    self.shown.reset = true;
                }
                self.timeline.input(input);
                self.timeline.answer(LONGEST_ANSWER);
            }
            Input::Tick { elapsed } => self.tick(elapsed, stop),
            Input::Speed { factor } => self.speed = if factor.is_finite() { factor.clamp(0.0, 600.0) } else { 1.0 },
            Input::StepNext => self.step_next(),
            Input::Scrub { to } => self.shown.moved |= self.timeline.scrub(Time(to.saturating_mul(1000))),
            Input::Undo => self.shown.reset |= self.timeline.undo(),
            Input::Redo => self.shown.reset |= self.timeline.redo(),
            Input::Switch { branch } => self.shown.reset |= self.timeline.switch(branch),
            Input::Branch => {
                self.timeline.branch();
                self.shown.reset = true;
            }
            Input::Export => out.push(Output::Journal { text: self.journal(), state_hash: self.state_hash() }),
            Input::MoveOn => out.push(crate::moving::moving(self.machine())),
            Input::Debug => out.push(Output::Debug { debug: Box::new(self.debug()) }),
            other => self.ask(other, &mut out),
        }
        self.flush(&mut out);
        out
    }

    fn start(&mut self, scenario: &str, seed: u64, journal: Option<&str>, out: &mut Vec<Output>) {
        // A session in which nothing has happened is as good as a new one, and is there already.
        if !(journal.is_none() && self.is_fresh(scenario, seed)) {
            self.replace(scenario, seed, journal, out);
        }
        if journal.is_none() && !scenario.is_empty() && Plan::named(scenario).is_none() {
            out.push(Output::Problem { key: "scenario-unknown".into(), detail: scenario.into() });
        }
        self.shown.reset = true;
        out.push(Output::Ready {
            version: env!("CARGO_PKG_VERSION").to_string(),
            scenario: self.scenario.clone(),
            seed: self.seed,
            now: crate::view::millis(self.machine().now()),
        });
    }

    fn is_fresh(&self, scenario: &str, seed: u64) -> bool {
        let name = Plan::named(scenario).map_or_else(|| SCENARIOS[0].name.to_string(), |plan| plan.name);
        name == self.scenario && seed == self.seed && self.timeline.is_untouched() && self.shown.is_untouched()
    }

    fn replace(&mut self, scenario: &str, seed: u64, journal: Option<&str>, out: &mut Vec<Output>) {
        let texts = std::mem::take(&mut self.texts);
        *self = match journal.map(|text| Session::restored(text, texts.clone())) {
            Some(Ok(session)) => session,
            Some(Err(line)) => {
                out.push(Output::Problem { key: "journal-broken".into(), detail: line.to_string() });
                Session::described(scenario, seed, texts)
            }
            None => Session::described(scenario, seed, texts),
        };
    }

    fn tick(&mut self, elapsed: f64, stop: &mut dyn FnMut() -> bool) {
        if self.timeline.is_past() || self.speed <= 0.0 || !elapsed.is_finite() {
            return;
        }
        self.owed =
            (self.owed + elapsed.max(0.0) * 1000.0 * self.speed).min(MOST_OWED.max(elapsed * 1000.0 * self.speed));
        let start = self.timeline.live().now();
        let until = start + Duration::from_micros(self.owed as u64);
        self.timeline.advance_to(until, stop);
        self.owed -= self.timeline.live().now().since(start).as_micros() as f64;
    }

    /// Goes on until something can be seen; from a moment of the past to the next mark.
    fn step_next(&mut self) {
        if self.timeline.is_past() {
            let now = crate::view::millis(self.timeline.shown().now());
            let next = self.timeline.marks().iter().find(|m| m.at > now).map_or(i64::MAX / 2000, |m| m.at + 1);
            self.shown.reset |= self.timeline.scrub(Time(next * 1000));
            return;
        }
        let before = self.timeline.live().cluster.api().version();
        for _ in 0..STEPS {
            let Some(next) = self.timeline.next_deadline() else { return };
            self.timeline.advance_to(next, &mut || false);
            let now = self.timeline.live().cluster.api().version();
            if now != before && self.shown.would_change(self.timeline.live_mut()) {
                return;
            }
        }
    }

    /// The longest stretch of time that has to be replayed to show a moment of the past.
    pub fn farthest_snapshot(&self) -> (Duration, u64) {
        self.timeline.farthest_snapshot()
    }

    /// All that the terminals show, one after the other.
    pub fn screen(&self) -> String {
        let terminals = self.machine().terminals.values();
        terminals.flat_map(|t| t.chunks_from(0)).map(|c| c.text.to_string()).collect()
    }

    /// A hash of all stored objects and the moment: equal for equal runs.
    pub fn state_hash(&self) -> String {
        let machine = self.machine();
        format!("{:016x}", machine.cluster.state_hash())
    }
}
