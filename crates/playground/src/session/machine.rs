//! A cluster with the terminals that speak to it, in one virtual time. A clone is a snapshot.

use sorted::SortedMap;

use api::time::Time;
use cluster::Cluster;
use protocol::{Chaos, Input};

use crate::desk::Desk;
use crate::scenario::Plan;
use crate::terminal::Terminal;

/// A cluster and its terminals.
#[derive(Clone)]
pub struct Machine {
    /// The cluster.
    pub cluster: Cluster,
    /// Files and local ports, shared by all terminals and the editor.
    pub desk: Desk,
    /// Terminals by number.
    pub terminals: SortedMap<u32, Terminal>,
}

impl Machine {
    /// A fresh one.
    pub fn new(plan: &Plan, seed: u64) -> Machine {
        let mut cluster = Cluster::new(plan.config(seed));
        let desk = Desk::new(&mut cluster, plan);
        let mut machine = Machine { cluster, desk, terminals: SortedMap::new() };
        machine.terminal(0);
        machine
    }
    /// A terminal; opened if there is none of that number.
    pub fn terminal(&mut self, number: u32) -> &mut Terminal {
        let (desk, cluster) = (&mut self.desk, &mut self.cluster);
        self.terminals.entry(number).or_insert_with(|| Terminal::new(desk, cluster))
    }
    /// Virtual now.
    pub fn now(&self) -> Time {
        self.cluster.now()
    }
    /// Whether a snapshot can be taken: a kubectl that has run for very long cannot be copied.
    pub fn can_snapshot(&self) -> bool {
        self.terminals.values().all(Terminal::can_snapshot)
    }
    /// Whether nothing runs in any terminal but its shell.
    pub fn idle(&self) -> bool {
        self.terminals.values().all(Terminal::idle)
    }
    /// Whether a command runs in the foreground of some terminal.
    pub fn busy(&self) -> bool {
        self.terminals.values().any(Terminal::busy)
    }

    /// Takes an input of the journal at this moment.
    pub fn input(&mut self, input: &Input) {
        match input {
            Input::Line { terminal, text } => self.at_terminal(*terminal, |t, d, c| t.line(d, c, text)),
            Input::Keys { terminal, text } => self.at_terminal(*terminal, |t, d, c| t.keys(d, c, text)),
            Input::Interrupt { terminal } => self.at_terminal(*terminal, |t, d, c| t.interrupt(d, c)),
            Input::EndOfInput { terminal } => self.at_terminal(*terminal, |t, d, c| t.end_of_input(d, c)),
            Input::WriteFile { path, text } => self.desk.write_file(path, text.as_bytes()),
            Input::RemoveFile { path } => self.desk.remove_file(path),
            Input::EditorClosed { path, text } => self.desk.close_editor(path, text.as_deref()),
            Input::Chaos { what } => self.chaos(what),
            _ => {}
        }
        self.run_terminals();
    }

    fn at_terminal(&mut self, number: u32, f: impl FnOnce(&mut Terminal, &mut Desk, &mut Cluster)) {
        let (desk, cluster) = (&mut self.desk, &mut self.cluster);
        let terminal = self.terminals.entry(number).or_insert_with(|| Terminal::new(desk, cluster));
        f(terminal, desk, cluster);
    }

    fn chaos(&mut self, what: &Chaos) {
        self.cluster.by_hand(None, |world| match what {
            Chaos::StopNode { node } => world.power_off(node),
            Chaos::StartNode { node } => world.freeze(node, false),
            Chaos::CutNetwork { node, cut } => world.cut(node, *cut),
            Chaos::KillContainer { namespace, pod, container } => world.kill(namespace, pod, container),
            Chaos::FillMemory { namespace, pod, container } => world.fill_memory(namespace, pod, container),
            Chaos::FailImage { image, fail } => world.fail_image(image, *fail),
            Chaos::Kubelet { node, stop } => world.stop_kubelet(node, *stop),
            Chaos::Component { name, stop } => world.stop(name, *stop),
        });
    }

    /// Lets terminals go on until each has ended or waits. Returns when the next of them wants to be looked at.
    pub fn run_terminals(&mut self) -> Wake {
        let mut wake = Wake::default();
        for terminal in self.terminals.values_mut() {
            let w = terminal.run(&mut self.desk, &mut self.cluster);
            wake.events |= w.events;
            wake.until = [wake.until, w.until].into_iter().flatten().min();
            wake.request = [wake.request, w.request].into_iter().flatten().min();
        }
        wake
    }

    /// When the next thing happens by itself.
    pub fn next_deadline(&mut self) -> Option<Time> {
        let wake = self.run_terminals();
        [self.cluster.next_deadline(), wake.until].into_iter().flatten().min()
    }

    /// Lets time go by. `slice` is asked after each happening whether to stop early (a frame is over).
    pub fn advance_to(&mut self, until: Time, stop: &mut dyn FnMut(&Machine) -> bool) {
        loop {
            let wake = self.run_terminals();
            let next = [self.cluster.next_deadline(), wake.until].into_iter().flatten().min();
            let Some(next) = next.filter(|t| *t <= until) else { break };
            if wake.events || wake.until.is_some() {
                if !self.cluster.step(next) {
                    self.cluster.advance_to(next);
                }
            } else {
                self.cluster.step(next);
            }
            if stop(self) {
                return;
            }
        }
        self.cluster.advance_to(until);
        self.run_terminals();
    }
}

/// When something wants to go on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wake {
    /// At this time.
    pub until: Option<Time>,
    /// When anything happens in the cluster.
    pub events: bool,
    /// When the next kubectl has started, or has its answer.
    pub request: Option<Time>,
}
