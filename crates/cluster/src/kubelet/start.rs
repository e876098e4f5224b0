//! Starting one container: back-off, image, creation, start.

use api::time::Time;
use api::{Text, Value};

use super::container::{Instance, Role, State};
use super::node::Node;
use super::sync::{Run, Step};
use super::worker::Worker;
use super::{clock, containers, events, pull};
use crate::component::Ctx;
use crate::events::{NORMAL, WARNING};
use crate::facts::What;

/// A container on its way.
#[derive(Clone)]
pub(super) struct Start {
    pub role: Role,
    pub name: Text,
    pub stage: Stage,
    /// The image once it is there: name and id.
    pub image: (Text, Text),
}

#[derive(Clone)]
pub(super) enum Stage {
    Pull(pull::Pull),
    Create,
    Start(Text),
}

/// Begins to start a container; where that cannot be now, the run goes on to the next one.
pub(super) fn begin(
    worker: &mut Worker,
    run: Box<Run>,
    (role, name): (Role, Text),
    node: &mut Node,
    ctx: &mut Ctx<'_>,
) {
    if let Some(until) = in_back_off(worker, role, &name, ctx) {
        return fail(
            worker,
            run,
            (role, &name),
            ("CrashLoopBackOff", back_off_message(worker, &name)),
            Some(until),
            ctx,
        );
    }
    let start = Start { role, name, stage: Stage::Create, image: Default::default() };
    match pull::begin(worker, &start, node, ctx) {
        Ok(pull::Begun::There(image)) => {
            let start = Start { image, ..start };
            go(worker, run, start, ctx.now + clock::between(30, 60, ctx.rng));
        }
        Ok(pull::Begun::Pulling(pull)) => {
            let due = pull.until;
            go(worker, run, Start { stage: Stage::Pull(pull), ..start }, due);
        }
        Err(why) => fail(worker, run, (start.role, &start.name), why, None, ctx),
    }
}

fn go(worker: &mut Worker, mut run: Box<Run>, start: Start, due: Time) {
    run.step = Step::Start(start);
    run.due = Some(due);
    worker.run = Some(run);
}

/// Ends the stage that is due.
pub(super) fn advance(worker: &mut Worker, run: Box<Run>, start: Start, node: &mut Node, ctx: &mut Ctx<'_>) {
    let Some(spec) = spec_of(&worker.pod, &start.name) else { return next(worker, run, ctx.now) };
    match start.stage.clone() {
        Stage::Pull(pull) => match pull::end(worker, &start, &pull, node, ctx) {
            Ok(image) => {
                let due = ctx.now + clock::between(30, 60, ctx.rng);
                go(worker, run, Start { stage: Stage::Create, image, ..start }, due);
            }
            Err(why) => fail(worker, run, (start.role, &start.name), why, None, ctx),
        },
        Stage::Create => {
            let id = create(worker, &start, &spec, node, ctx);
            events::container(ctx, &worker.pod, (start.role, &start.name), (NORMAL, "Created"), "Container created");
            let due = ctx.now + clock::between(40, 90, ctx.rng);
            go(worker, run, Start { stage: Stage::Start(id), ..start }, due);
        }
        Stage::Start(id) => {
            worker.real.change(&id, |i| {
                i.state = State::Running;
                i.started = Some(ctx.now);
            });
            worker.changed(node, ctx.now);
            worker.reasons.remove(&start.name);
            events::container(ctx, &worker.pod, (start.role, &start.name), (NORMAL, "Started"), "Container started");
            note(worker, &start.name, ("Running", ""), ctx);
            next(worker, run, ctx.now);
        }
    }
}

fn create(worker: &mut Worker, start: &Start, spec: &Value, node: &Node, ctx: &mut Ctx<'_>) -> Text {
    let id = Text::from(ctx.rng.hex(64));
    let before = worker.seen.latest(&start.name).map_or(0, |i| i.restart_count + 1);
    worker.real.add(Instance {
        name: start.name.clone(),
        role: start.role,
        id: id.clone(),
        restart_count: before,
        image: start.image.0.clone(),
        image_id: start.image.1.clone(),
        started: None,
        state: State::Created,
        spec: spec.clone(),
    });
    worker.changed(node, ctx.now);
    id
}

/// The start failed: the reason is kept for the status, and the run goes on or ends.
fn fail(
    worker: &mut Worker,
    mut run: Box<Run>,
    (role, name): (Role, &Text),
    (reason, message): (&'static str, String),
    until: Option<Time>,
    ctx: &mut Ctx<'_>,
) {
    worker.reasons.insert(name.clone(), (reason, message));
    run.outcome.failed = true;
    run.outcome.backoff_until = [run.outcome.backoff_until, until].into_iter().flatten().min();
    note(worker, name, ("Waiting", reason), ctx);
    if role == Role::Init {
        run.queue.clear();
    }
    next(worker, run, ctx.now);
}

fn next(worker: &mut Worker, mut run: Box<Run>, now: Time) {
    run.step = Step::Next;
    run.due = Some(now);
    worker.run = Some(run);
}

/// Until when a container that has ended must wait. Not waiting, it has its next delay set.
fn in_back_off(worker: &mut Worker, role: Role, name: &Text, ctx: &mut Ctx<'_>) -> Option<Time> {
    let ended = worker.seen.last_ended(name)?;
    let since = ended.end().map(|end| end.at)?;
    if let Some(until) = worker.restarts.waits_since(name, since, ctx.now) {
        let message = format!("Back-off restarting failed container {name} in pod {}", full_name(&worker.pod));
        events::container(ctx, &worker.pod, (role, name), (WARNING, "BackOff"), &message);
        return Some(until);
    }
    worker.restarts.next(name, since, ctx.now);
    None
}

fn back_off_message(worker: &Worker, name: &str) -> String {
    let delay = clock::go_duration(worker.restarts.delay(name));
    format!("back-off {delay} restarting failed container={name} pod={}", full_name(&worker.pod))
}

/// `web_default(7255f73b-...)`.
fn full_name(pod: &Value) -> String {
    let m = pod.get("metadata");
    format!("{}_{}({})", m.str("name"), m.str("namespace"), m.str("uid"))
}

/// The container of the spec with a name.
pub(super) fn spec_of(pod: &Value, name: &str) -> Option<Value> {
    containers(pod).find(|(_, c)| c.str("name") == name).map(|(_, c)| c.clone())
}

/// For the eye: a container changed its state.
pub(super) fn note(worker: &Worker, name: &Text, (state, reason): (&'static str, &'static str), ctx: &mut Ctx<'_>) {
    ctx.note(What::Container {
        node: worker.node.clone(),
        pod: worker.uid.clone(),
        container: name.clone(),
        state,
        reason: reason.into(),
        exit_code: None,
        until: None,
    });
}
