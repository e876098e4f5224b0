//! One sync of a pod: status, volumes, sandbox, stops, starts, each with the time it takes.

use std::collections::VecDeque;
use std::time::Duration;

use api::Text;
use api::time::Time;

use super::container::{Role, Sandbox};
use super::node::Node;
use super::worker::{Outcome, Stage, Worker};
use super::{actions, clock, kill, start, status};
use crate::component::Ctx;

/// A sync under way.
#[derive(Clone)]
pub(super) struct Run {
    pub step: Step,
    /// When the step is over; none where it waits for containers to stop.
    pub due: Option<Time>,
    pub actions: actions::Actions,
    /// Containers still to be started.
    pub queue: VecDeque<(Role, Text)>,
    pub outcome: Outcome,
}

/// What a sync is at.
#[derive(Clone)]
pub(super) enum Step {
    /// Waiting for the volumes.
    Volumes,
    /// Stopping containers that must go before others start.
    Stop,
    /// Stopping everything, because nothing is left to run.
    End,
    /// Making the sandbox.
    Sandbox,
    /// Takes the next container of the queue.
    Next,
    /// Starting a container.
    Start(start::Start),
    /// Stopping everything, because the pod goes.
    Kill,
    /// Giving back what the pod used.
    Cleanup,
}

impl Run {
    pub fn at(step: Step, due: Option<Time>) -> Box<Run> {
        let (actions, queue) = (actions::Actions::default(), VecDeque::new());
        Box::new(Run { step, due, actions, queue, outcome: Outcome::default() })
    }
}

impl Worker {
    /// Begins a sync: writes the status, and works out what is to be done.
    pub fn begin_sync(&mut self, node: &mut Node, ctx: &mut Ctx<'_>) {
        if super::admit::refused(self, node, ctx) {
            self.go(Stage::Finished, ctx);
            self.pending = false;
            return;
        }
        let seen = self.seen.clone();
        let report = status::post(self, node, &seen, ctx);
        if report.terminal() {
            self.go(Stage::Terminating, ctx);
            return;
        }
        self.run = Some(Run::at(Step::Volumes, None));
        self.await_volumes(ctx);
    }

    fn await_volumes(&mut self, ctx: &mut Ctx<'_>) {
        let Some(mut run) = self.run.take() else { return };
        let first = self.synced.is_none();
        run.due = Some(if first { ctx.now + clock::between(100, 200, ctx.rng) } else { ctx.now });
        self.run = Some(run);
    }

    /// Ends the step that is due, and begins the next one.
    pub fn advance(&mut self, mut run: Box<Run>, node: &mut Node, ctx: &mut Ctx<'_>) {
        match run.step.clone() {
            Step::Volumes => {
                run.actions = actions::compute(self, &self.seen);
                run.queue = std::mem::take(&mut run.actions.start).into();
                if run.actions.end_pod {
                    kill::stop_all(self, None, ctx);
                    (run.step, run.due) = (Step::End, None);
                } else if !run.actions.stop.is_empty() {
                    let stops = std::mem::take(&mut run.actions.stop);
                    kill::stop_some(self, &stops, ctx);
                    (run.step, run.due) = (Step::Stop, None);
                } else {
                    Self::to_sandbox(&mut run, ctx);
                }
                self.run = Some(run);
                self.stopped(ctx);
            }
            Step::Stop => {
                Self::to_sandbox(&mut run, ctx);
                self.run = Some(run);
            }
            Step::End => {
                self.drop_sandbox(node, ctx.now);
                self.end_sync(run.outcome, ctx);
            }
            Step::Sandbox => {
                self.make_sandbox(node, ctx);
                status::sandbox_ready(self, ctx);
                (run.step, run.due) = (Step::Next, Some(ctx.now));
                self.run = Some(run);
            }
            Step::Next => match run.queue.pop_front() {
                None => self.end_sync(run.outcome, ctx),
                Some(container) => start::begin(self, run, container, node, ctx),
            },
            Step::Start(state) => start::advance(self, run, state, node, ctx),
            Step::Kill => self.killed(node, ctx),
            Step::Cleanup => self.cleaned(node, ctx),
        }
    }

    fn to_sandbox(run: &mut Run, ctx: &mut Ctx<'_>) {
        if run.actions.make_sandbox {
            (run.step, run.due) = (Step::Sandbox, Some(ctx.now + clock::between(90, 200, ctx.rng)));
        } else {
            (run.step, run.due) = (Step::Next, Some(ctx.now));
        }
    }

    /// Called when a container has stopped: a step that waits for that goes on when all have.
    pub fn stopped(&mut self, ctx: &Ctx<'_>) {
        if let Some(run) = &mut self.run
            && matches!(run.step, Step::Stop | Step::End | Step::Kill)
            && run.due.is_none()
            && self.killing.is_empty()
        {
            run.due = Some(ctx.now);
        }
    }

    fn make_sandbox(&mut self, node: &mut Node, ctx: &mut Ctx<'_>) {
        let host = self.pod.get("spec").bool("hostNetwork");
        let ip = if host { Some(node.address.clone()) } else { node.take_ip(&self.uid, ctx) };
        let id = Text::from(ctx.rng.hex(64));
        self.real.sandbox = Some(Sandbox { id, ip: ip.unwrap_or_default(), ready: true }.into());
        self.changed(node, ctx.now);
    }

    /// The sandbox is stopped, and its address free again.
    pub fn drop_sandbox(&mut self, node: &mut Node, now: Time) {
        node.forget(&self.uid);
        if let Some(sandbox) = &self.real.sandbox {
            let stopped = Sandbox { ready: false, ..(**sandbox).clone() };
            self.real.sandbox = Some(stopped.into());
            self.changed(node, now);
        }
    }
}

/// How long it takes until volumes are unmounted and control groups gone.
pub(super) fn cleanup_time(ctx: &mut Ctx<'_>) -> Duration {
    clock::between(100, 300, ctx.rng)
}
