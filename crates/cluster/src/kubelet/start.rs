//! Starting one container: back-off, image, creation, start, hook.

use std::rc::Rc;

use api::time::Time;
use api::{Text, Value};
use shell::SpawnError;
use shell::kernel::Environment;
use shell::system::User;

use super::config::{self, expand};
use super::container::{End, Instance, Role, State};
use super::machine::{Launch, Share};
use super::node::LocalImage;
use super::site::Site;
use super::sync::{Run, Step};
use super::worker::Worker;
use super::{cgroup, clock, containers, events, hooks, namespaces, profiles, pull, root, sub_path};
use crate::component::Ctx;
use crate::events::{NORMAL, WARNING};
use crate::facts::What;

/// Memory that the runtime itself needs in a container before the process starts there.
const RUNC_NEEDS: u64 = 8 << 20;

pub(super) const NO_MEMORY: &str = "container init was OOM-killed (memory limit too low?)";

/// A container on its way.
#[derive(Clone)]
pub(super) struct Start {
    pub role: Role,
    pub name: Text,
    /// The container as it was when this began: what is changed meanwhile is for the next sync.
    pub spec: Value,
    pub stage: Stage,
    /// The image once it is there.
    pub image: Option<LocalImage>,
}

#[derive(Clone)]
pub(super) enum Stage {
    Pull(Box<pull::Pull>),
    Create,
    /// The instance is made and is being started, with what was settled when it was made.
    Start(Text, Rc<Settled>),
    /// It runs, and its `postStart` hook is under way.
    Hook(Text),
}

/// What is worked out once, before a container is made: what the spec asks for of its environment, and its user with a home.
pub(super) struct Settled {
    env: Environment,
    user: User,
    home: &'static str,
}

/// Begins to start a container; where that cannot be now, the run goes on to the next one.
pub(super) fn begin(
    worker: &mut Worker,
    run: Box<Run>,
    (role, name): (Role, Text),
    site: &mut Site<'_>,
    ctx: &mut Ctx<'_>,
) {
    if let Some(until) = in_back_off(worker, role, &name, ctx) {
        let why = ("CrashLoopBackOff", back_off_message(worker, &name));
        return fail(worker, run, (role, &name), why, Some(until), ctx);
    }
    let spec = spec_of(&worker.pod, &name).unwrap_or_default();
    // Of its volumes that are images all must have come.
    let mounts = spec.list("volumeMounts").iter().map(|m| m.str("name"));
    let troubles: Vec<pull::Why> = mounts.filter_map(|name| worker.image_troubles.get(name).cloned()).collect();
    for (reason, _) in &troubles {
        no_image(worker, (role, &name), reason, ctx);
    }
    if let Some(why) = troubles.into_iter().next_back() {
        return fail(worker, run, (role, &name), why, None, ctx);
    }
    let wanted = pull::Wanted::by(role, &spec);
    let start = Start { role, name, spec, stage: Stage::Create, image: None };
    match pull::begin(worker, &wanted, site, ctx) {
        Ok(pull::Begun::There(image)) => {
            let start = Start { image: Some(image), ..start };
            go(worker, run, start, ctx.now + clock::between(40, 80, ctx.rng));
        }
        Ok(pull::Begun::Pulling(pull)) => {
            let due = pull.until;
            go(worker, run, Start { stage: Stage::Pull(pull), ..start }, due);
        }
        Err(why) => {
            no_image(worker, (role, &start.name), why.0, ctx);
            fail(worker, run, (role, &start.name), why, None, ctx);
        }
    }
}

/// A container does not start, because an image that it needs is not there.
fn no_image(worker: &Worker, at: (Role, &str), reason: &str, ctx: &mut Ctx<'_>) {
    events::container(ctx, &worker.pod, at, (WARNING, "Failed"), &format!("Error: {reason}"));
}

fn go(worker: &mut Worker, mut run: Box<Run>, start: Start, due: Time) {
    run.step = Step::Start(start);
    run.due = Some(due);
    worker.run = Some(run);
}

/// Ends the stage that is due.
pub(super) fn advance(worker: &mut Worker, run: Box<Run>, start: Start, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
    let spec = worker.given.apply(start.spec.clone());
    match start.stage.clone() {
        Stage::Pull(pull) => match pull::end(worker, &pull::Wanted::by(start.role, &spec), &pull, site, ctx) {
            Ok(image) => {
                let due = ctx.now + clock::between(40, 80, ctx.rng);
                go(worker, run, Start { stage: Stage::Create, image: Some(image), ..start }, due);
            }
            Err(why) => {
                no_image(worker, (start.role, &start.name), why.0, ctx);
                fail(worker, run, (start.role, &start.name), why, None, ctx);
            }
        },
        Stage::Create => match check(worker, &start, &spec, site, ctx) {
            Ok(settled) => {
                let id = create(worker, &start, &spec, site, ctx);
                events::container(
                    ctx,
                    &worker.pod,
                    (start.role, &start.name),
                    (NORMAL, "Created"),
                    "Container created",
                );
                let due = ctx.now + clock::between(100, 220, ctx.rng);
                go(worker, run, Start { stage: Stage::Start(id, settled.into()), ..start }, due);
            }
            Err((reason, message)) => {
                let event = format!("Error: {message}");
                events::container(ctx, &worker.pod, (start.role, &start.name), (WARNING, "Failed"), &event);
                let why = (reason, message);
                fail(worker, run, (start.role, &start.name), why, None, ctx);
            }
        },
        Stage::Start(id, settled) => started(worker, run, start, (id, &settled), &spec, site, ctx),
        Stage::Hook(id) => {
            // A container whose hook has failed is waited for until it has ended.
            let ending = worker.killing.iter().any(|k| k.id == id);
            match if ending { None } else { worker.hook_result(&id) } {
                None => {
                    // Its end wakes the run.
                    let mut run = run;
                    (run.step, run.due) = (Step::Start(start), None);
                    worker.run = Some(run);
                }
                Some(Ok(())) => next(worker, run, ctx.now),
                Some(Err(why)) => {
                    let why = ("PostStartHookError", why);
                    fail(worker, run, (start.role, &start.name), why, None, ctx);
                }
            }
        }
    }
}

/// Starts the processes of a container that was made.
fn started(
    worker: &mut Worker,
    run: Box<Run>,
    start: Start,
    (id, settled): (Text, &Settled),
    spec: &Value,
    site: &mut Site<'_>,
    ctx: &mut Ctx<'_>,
) {
    let at = (start.role, &*start.name);
    if let Err(message) = launch(worker, &start, (&id, settled), spec, site, ctx) {
        let end = End { code: 128, reason: "StartError", message: message.clone(), at: ctx.now };
        worker.real.change(&id, |i| i.state = State::Ended(end));
        worker.changed(site.node, ctx.now);
        events::container(ctx, &worker.pod, at, (WARNING, "Failed"), &format!("Error: {message}"));
        return fail(worker, run, (start.role, &start.name), ("RunContainerError", message), None, ctx);
    }
    worker.changed(site.node, ctx.now);
    worker.reasons.remove(&start.name);
    events::container(ctx, &worker.pod, at, (NORMAL, "Started"), "Container started");
    note(worker, &start.name, ("Running", ""), None, ctx);
    let hook = spec.get("lifecycle").get("postStart");
    if hook.is_null() {
        return next(worker, run, ctx.now);
    }
    hooks::post_start(worker, &id, hook, site, ctx);
    go(worker, run, Start { stage: Stage::Hook(id), ..start }, ctx.now);
}

/// Whether a container can be made: the kubelet knows what to ask for, and the runtime has it. The error is a reason with
/// its message.
fn check(
    worker: &Worker,
    start: &Start,
    spec: &Value,
    site: &Site<'_>,
    ctx: &Ctx<'_>,
) -> Result<Settled, (&'static str, String)> {
    let settled = configure(worker, start, spec, site, ctx).map_err(|why| ("CreateContainerConfigError", why))?;
    match profiles::missing(&worker.pod, spec, site.node) {
        Some(why) => Err(("CreateContainerError", why)),
        None => Ok(settled),
    }
}

/// The environment and the user are what the spec asks for.
fn configure(worker: &Worker, start: &Start, spec: &Value, site: &Site<'_>, ctx: &Ctx<'_>) -> Result<Settled, String> {
    let env = config::environment(worker, spec, site.node, ctx)?;
    for mount in spec.list("volumeMounts") {
        sub_path::check(worker, spec, mount, &env)?;
    }
    let Some(image) = &start.image else { return Err("no image".into()) };
    let (user, home) = root::user(&worker.pod, spec, &image.image)?;
    Ok(Settled { env, user, home })
}

fn create(worker: &mut Worker, start: &Start, spec: &Value, site: &Site<'_>, ctx: &mut Ctx<'_>) -> Text {
    let id = Text::from(ctx.rng.hex(64));
    let removed = || worker.removed.get(&start.name).copied();
    let before = worker.seen.latest(&start.name).map(|i| i.restart_count + 1).or_else(removed).unwrap_or(0);
    let (image, image_id) = start.image.as_ref().map(|i| (i.name.clone(), i.id.clone())).unwrap_or_default();
    let gone = worker.real.add(Instance {
        name: start.name.clone(),
        role: start.role,
        id: id.clone(),
        restart_count: before,
        image,
        image_id,
        started: None,
        state: State::Created,
        spec: spec.clone(),
        place: None,
    });
    if let Some(place) = gone.and_then(|i| i.place) {
        worker.machine.forget(place);
    }
    worker.changed(site.node, ctx.now);
    id
}

/// Starts the main process. The error is the runtime's.
fn launch(
    worker: &mut Worker,
    start: &Start,
    (id, Settled { env: asked, user, home }): (&Text, &Settled),
    spec: &Value,
    site: &mut Site<'_>,
    ctx: &mut Ctx<'_>,
) -> Result<(), String> {
    let Some(local) = start.image.clone() else { return Err("no image".into()) };
    let memory_limit = memory_limit(spec);
    if memory_limit.is_some_and(|limit| limit <= RUNC_NEEDS) {
        return Err(not_started(NO_MEMORY));
    }
    let image = local.image;
    let mut env = Environment::default();
    for (name, value) in image.env() {
        env.set(name, value);
    }
    if spec.bool("tty") {
        env.set("TERM", "xterm");
    }
    env.set("HOSTNAME", worker.machine.identity.hostname.to_string());
    for (name, value) in asked.list() {
        env.set(name, value);
    }
    if env.get("HOME").is_none() {
        env.set("HOME", home.to_string());
    }
    let argv = command_line(spec, &image, asked);
    // A script as an entry point ends in the command that it was given.
    let script = usize::from(argv.first().is_some_and(|name| name.ends_with(".sh")) && argv.len() > 1);
    let mut tree = site.shared.trees.get(&local.id, &image);
    namespaces::prepare(&mut tree, &worker.pod, id, ctx.now.0);
    cgroup::prepare(&mut tree, spec.get("resources"), ctx.now.0);
    if !worker.pod.get("spec").bool("shareProcessNamespace") {
        root::process(&mut tree, &argv[script..], user, (&worker.pod, spec), ctx.now.0);
    }
    let cwd = match spec.str("workingDir") {
        "" => image.image.workdir.to_string(),
        own => own.to_string(),
    };
    if !cwd.starts_with('/') && !cwd.is_empty() {
        return Err(runc("Cwd must be an absolute path"));
    }
    worker.borrow_trees(site);
    let ip = worker.real.ip();
    let whose = root::Whose { pod: &worker.pod, spec, id, node: site.node, ip: &ip };
    let mounts = root::mounts(&mut worker.machine, tree, &whose, &worker.mounted, asked, ctx.now);
    let mounts = mounts.and_then(|mut mounts| {
        root::working_directory(&mut worker.machine, &mounts, &cwd, ctx.now)?;
        if spec.get("securityContext").bool("readOnlyRootFilesystem") {
            mounts.set_root_read_only();
        }
        Ok(mounts)
    });
    // What was made for the mounts is on the node now.
    worker.return_trees(site);
    let mounts = mounts.map_err(|why| not_started(&why))?;
    let name = argv.first().cloned().unwrap_or_default();
    let launch = Launch {
        argv,
        env,
        cwd,
        mounts,
        image,
        user: user.clone(),
        low_ports: root::opens_low_ports(&worker.pod, spec, &image),
        stdin: spec.bool("stdin"),
        tty: spec.bool("tty"),
        memory_limit,
        share: share(worker, spec),
    };
    let place =
        worker.machine.start(launch, &mut site.outside(ctx)).map_err(|error| not_started(&exec_error(&name, error)))?;
    worker.real.change(id, |i| {
        i.state = State::Running;
        i.started = Some(ctx.now);
        i.place = Some(place);
    });
    Ok(())
}

/// Whose processes a container sees.
fn share(worker: &Worker, spec: &Value) -> Share {
    if worker.pod.get("spec").bool("shareProcessNamespace") {
        return Share::Pod;
    }
    let target = spec.str("targetContainerName");
    let target = worker.real.latest(target).filter(|i| i.running()).and_then(|i| i.place);
    target.map_or(Share::Own, Share::With)
}

pub(super) fn memory_limit(spec: &Value) -> Option<u64> {
    let limit = spec.get("resources").map("limits").get("memory")?;
    Some(api::quantity::Quantity::of_valid(limit).value().max(0) as u64)
}

/// The image's entry point and command, replaced by what the spec says, with references expanded.
fn command_line(spec: &Value, image: &super::images::Resolved, env: &Environment) -> Vec<String> {
    let value = |name: &str| env.get(name).map(str::to_string);
    let words = |field: &str| -> Vec<String> {
        spec.list(field).iter().filter_map(Value::as_str).map(|w| expand(w, &value)).collect()
    };
    let own = |words: &[&str]| words.iter().map(|w| w.to_string()).collect::<Vec<_>>();
    let (command, args) = (words("command"), words("args"));
    if !command.is_empty() {
        return command.into_iter().chain(args).collect();
    }
    let entry = own(image.image.entrypoint);
    let args = if args.is_empty() { own(image.image.cmd) } else { args };
    entry.into_iter().chain(args).collect()
}

/// Why a process could not be started, in runc's words.
pub(super) fn exec_error(name: &str, error: SpawnError) -> String {
    match error {
        SpawnError::NotFound => format!("exec: {name:?}: executable file not found in $PATH"),
        SpawnError::NoEntry => format!("exec: {name:?}: stat {name}: no such file or directory"),
        SpawnError::NotDirectory => format!("exec: {name:?}: stat {name}: not a directory"),
        SpawnError::Denied | SpawnError::IsDirectory => format!("exec: {name:?}: permission denied"),
        SpawnError::NoInterpreter => format!("exec {name}: no such file or directory"),
        SpawnError::Format => format!("exec {name}: exec format error"),
        SpawnError::TooLong => format!("exec {name}: argument list too long"),
        SpawnError::TooMany => format!("exec: {name:?}: resource temporarily unavailable"),
    }
}

pub(super) fn not_started(why: &str) -> String {
    runc(&format!("unable to start container process: {why}"))
}

fn runc(why: &str) -> String {
    format!(
        "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: \
         {why}: unknown"
    )
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
    // The eye sees how long an image is waited for, though the kubelet looks again when it pleases.
    let image = || spec_of(&worker.pod, name).and_then(|c| worker.pulls.ends(&c.text("image")));
    let seen = until.or_else(|| if reason.contains("ImagePull") { image() } else { None });
    note(worker, name, ("Waiting", reason), seen, ctx);
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
    let delay = api::duration::go(worker.restarts.delay(name));
    format!("back-off {delay} restarting failed container={name} pod={}", full_name(&worker.pod))
}

/// `web_default(7255f73b-...)`.
pub(super) fn full_name(pod: &Value) -> String {
    let m = pod.get("metadata");
    format!("{}_{}({})", m.str("name"), m.str("namespace"), m.str("uid"))
}

/// The container of the spec with a name.
pub(super) fn spec_of(pod: &Value, name: &str) -> Option<Value> {
    containers(pod).find(|(_, c)| c.str("name") == name).map(|(_, c)| c.clone())
}

/// For the eye: a container changed its state.
pub(super) fn note(
    worker: &Worker,
    name: &Text,
    (state, reason): (&'static str, &'static str),
    until: Option<Time>,
    ctx: &mut Ctx<'_>,
) {
    let end = worker.real.latest(name).and_then(Instance::end);
    ctx.note(What::Container {
        node: worker.node.clone(),
        pod: worker.uid.clone(),
        container: name.clone(),
        state,
        reason: reason.into(),
        exit_code: end.filter(|_| state == "Terminated").map(|e| e.code),
        until,
    });
}
