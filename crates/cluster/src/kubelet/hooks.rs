//! The hooks of containers: `postStart` and `preStop`.

use std::time::Duration;

use api::time::Time;
use api::{Text, Value};

use super::events;
use super::look::{self, Answer, Pending};
use super::site::Site;
use super::worker::Worker;
use crate::component::Ctx;
use crate::events::WARNING;

/// A hook under way.
#[derive(Clone, Debug)]
pub(super) struct Hook {
    /// The instance that it is of.
    pub id: Text,
    pub kind: Kind,
    what: Doing,
    /// Whether it did its work, or what the kubelet says of it.
    result: Option<Result<(), String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    PostStart,
    PreStop,
}

#[derive(Clone, Debug)]
enum Doing {
    Sleep(Time),
    Call(Pending),
}

/// Begins the `postStart` hook of an instance.
pub(super) fn post_start(worker: &mut Worker, id: &Text, hook: &Value, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
    begin(worker, id, Kind::PostStart, hook, site, ctx);
}

/// Begins the `preStop` hook of an instance.
pub(super) fn pre_stop(worker: &mut Worker, id: &Text, hook: &Value, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
    begin(worker, id, Kind::PreStop, hook, site, ctx);
}

fn begin(worker: &mut Worker, id: &Text, kind: Kind, hook: &Value, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
    let what = if hook.has("sleep") {
        let seconds = hook.get("sleep").int("seconds").unwrap_or(0).max(0) as u64;
        Ok(Doing::Sleep(ctx.now + Duration::from_secs(seconds)))
    } else if hook.has("tcpSocket") {
        // The API still takes it, but the kubelet knows no such hook.
        Err(Answer::failed("invalid handler"))
    } else {
        look::begin(worker, id, ("lifecycle", hook), site, ctx).map(Doing::Call)
    };
    let (what, result) = match what {
        Ok(what) => (what, None),
        Err(answer) => {
            (Doing::Sleep(ctx.now), Some(if answer.ok { Ok(()) } else { Err(tell(worker, id, hook, &answer)) }))
        }
    };
    let failed_at_once = matches!(result, Some(Err(_)));
    worker.hooks.push(Hook { id: id.clone(), kind, what, result });
    if failed_at_once {
        failed(worker, id, kind, site, ctx);
    }
}

/// What the kubelet says of a hook that failed, to those who ask why the container waits.
fn tell(worker: &Worker, id: &str, hook: &Value, answer: &Answer) -> String {
    let whose = worker.real.by_id(id).map(|i| i.name.clone()).unwrap_or_default();
    let of = format!("for Container {whose:?} in Pod {:?} failed - error", super::start::full_name(&worker.pod));
    let said = &answer.message;
    if !hook.has("exec") {
        let get = hook.get("httpGet");
        let path = get.str("path");
        return if get.is_null() {
            format!("Cannot run handler: {said}")
        } else {
            format!("HTTP lifecycle hook ({path}) {of}: {said}")
        };
    }
    let argv: Vec<&str> = hook.get("exec").list("command").iter().filter_map(Value::as_str).collect();
    // A command that did not run wrote nothing.
    let (error, wrote) = if answer.errored { (said, "") } else { (&answer.error, &**said) };
    format!("Exec lifecycle hook ([{}]) {of}: {error}, message: {wrote:?}", argv.join(" "))
}

fn failed(worker: &mut Worker, id: &Text, kind: Kind, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
    let Some(i) = worker.real.by_id(id) else { return };
    let at = (i.role, &*i.name.clone());
    let (reason, message) = match kind {
        Kind::PostStart => ("FailedPostStartHook", "PostStartHook failed"),
        Kind::PreStop => ("FailedPreStopHook", "PreStopHook failed"),
    };
    events::container(ctx, &worker.pod, at, (WARNING, reason), message);
    if kind == Kind::PostStart {
        super::kill::after_failed_hook(worker, id, site, ctx);
    }
}

impl Worker {
    /// Looks whether hooks have ended.
    pub fn work_hooks(&mut self, site: &mut Site<'_>, ctx: &mut Ctx<'_>) {
        for i in 0..self.hooks.len() {
            let hook = self.hooks[i].clone();
            if hook.result.is_some() {
                continue;
            }
            let gone = self.real.by_id(&hook.id).is_none_or(|c| !c.running());
            let result = match &hook.what {
                // The commands of a container end with it.
                _ if gone => {
                    let error = match &hook.what {
                        Doing::Call(Pending::Exec { command, .. }) => format!("command '{command}' exited with 137: "),
                        _ => String::new(),
                    };
                    let answer = Answer { error, ..Answer::default() };
                    Some(Err(tell(self, &hook.id, &self.hook_of(&hook), &answer)))
                }
                Doing::Sleep(until) => (*until <= ctx.now).then_some(Ok(())),
                Doing::Call(pending) => match look::poll(self, pending, &mut ctx.world.net) {
                    Some(answer) => self.heard(i, pending, &answer, site, ctx),
                    None => None,
                },
            };
            let has_failed = matches!(result, Some(Err(_)));
            self.hooks[i].result = result;
            if has_failed {
                failed(self, &hook.id, hook.kind, site, ctx);
            }
        }
        // A run that waits for a hook goes on.
        let ended = self.hooks.iter().any(|h| h.kind == Kind::PostStart && h.result.is_some());
        if let Some(run) = self.run.as_mut().filter(|_| ended)
            && matches!(run.step, super::sync::Step::Start(_))
            && run.due.is_none()
        {
            run.due = Some(ctx.now);
        }
    }

    /// What an answer means to a hook; none where it is asked again. To be heard is all that a hook over HTTP wants, and
    /// where a server does not speak TLS, it is asked without.
    fn heard(
        &mut self,
        i: usize,
        pending: &Pending,
        answer: &Answer,
        site: &mut Site<'_>,
        ctx: &mut Ctx<'_>,
    ) -> Option<Result<(), String>> {
        let id = self.hooks[i].id.clone();
        let mut hook = self.hook_of(&self.hooks[i]);
        let secure = hook.get("httpGet").str("scheme") == "HTTPS";
        if answer.message.ends_with(look::NOT_TLS) {
            hook.field_mut("httpGet").set("scheme", "HTTP");
            match look::begin(self, &id, ("lifecycle", &hook), site, ctx) {
                Ok(pending) => self.hooks[i].what = Doing::Call(pending),
                Err(answer) => return Some(Err(tell(self, &id, &hook, &answer))),
            }
            return None;
        }
        if let Pending::Http { url, .. } | Pending::Away { url, .. } = pending
            && answer.heard
            && secure
            && url.starts_with("http:")
        {
            let host = look::host_of(url);
            let message =
                format!("request to HTTPS lifecycle hook {host} got HTTP response, retry with HTTP succeeded");
            events::pod(ctx, &self.pod, (WARNING, "LifecycleHTTPFallback"), message);
        }
        Some(if answer.ok || answer.heard { Ok(()) } else { Err(tell(self, &id, &hook, answer)) })
    }

    /// A hook as its container's spec has it.
    fn hook_of(&self, hook: &Hook) -> Value {
        let field = if hook.kind == Kind::PostStart { "postStart" } else { "preStop" };
        self.real.by_id(&hook.id).map(|i| i.spec.get("lifecycle").get(field).clone()).unwrap_or_default()
    }

    /// How the `postStart` hook of an instance ended, once; none while it is under way.
    pub fn hook_result(&mut self, id: &str) -> Option<Result<(), String>> {
        let i = self.hooks.iter().position(|h| h.id == *id && h.kind == Kind::PostStart)?;
        self.hooks[i].result.as_ref()?;
        self.hooks.remove(i).result
    }

    /// Whether the `preStop` hook of an instance is over (or there is none); once it is, it is forgotten.
    pub fn pre_stop_over(&mut self, id: &str) -> bool {
        let Some(i) = self.hooks.iter().position(|h| h.id == *id && h.kind == Kind::PreStop) else { return true };
        let over = self.hooks[i].result.is_some();
        if over {
            self.hooks.remove(i);
        }
        over
    }

    pub fn hook_deadline(&self) -> Option<Time> {
        let of = |h: &Hook| match h.what {
            Doing::Sleep(until) if h.result.is_none() => Some(until),
            _ => None,
        };
        self.hooks.iter().filter_map(of).min()
    }
}
