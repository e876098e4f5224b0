//! The network: names, services, policies, and everything that travels between pods, nodes and the terminal.
//!
//! What it is not: it knows no container. What reaches a pod is handed to its kubelet through the mailbox of
//! [`crate::net`].

mod dns;
mod outside;
mod peer;
mod policy;
mod route;
mod services;

#[cfg(test)]
mod tests;

use sorted::SortedMap;
use std::time::Duration;

use api::Text;
use shell::system::{HttpResponse, NetError, NetReply, NetRequest};

use crate::Config;
use crate::component::{Component, Ctx, Event, Queue};
use crate::facts::What;
use crate::kinds::{NODE, POD};
use crate::net::{Call, CallId, Delivery, Source, http};
use route::Verdict;

/// The components of this part, for the cluster's table.
pub fn all(_config: &Config) -> Vec<Box<dyn Component>> {
    vec![Box::new(Network::default())]
}

/// What is on its way.
#[derive(Clone, Default)]
struct Network {
    due: SortedMap<CallId, Step>,
    affinity: services::Affinity,
    book: peer::Book,
}

/// What comes next for a call.
#[derive(Clone)]
enum Step {
    /// It reaches its target.
    Deliver(Text, Delivery),
    /// The reply reaches the sender.
    Reply(Result<NetReply, NetError>),
}

const NEWS: &str = "news";
const CALL: &str = "call/";

impl Component for Network {
    fn name(&self) -> &'static str {
        "network"
    }
    fn on_event(&mut self, event: &Event<'_>, queue: &mut Queue<'_>) {
        match event {
            Event::World("net") => queue.add_after(NEWS, Duration::ZERO),
            Event::Changed(change) if change.is(POD) => self.book.pod(change),
            Event::Changed(change) if change.is(NODE) => self.book.node(change),
            _ => {}
        }
    }
    fn reconcile(&mut self, key: &Text, ctx: &mut Ctx<'_>) {
        if *key == NEWS {
            let (fresh, answered) = ctx.world.net.news();
            for id in fresh {
                self.begin(id, ctx);
            }
            for id in answered {
                self.answered(id, ctx);
            }
        } else if let Some(id) = key.strip_prefix(CALL).and_then(|id| id.parse().ok()) {
            self.go_on(id, ctx);
        }
    }
}

impl Network {
    /// A call was sent: where it goes, and how long that takes.
    fn begin(&mut self, id: CallId, ctx: &mut Ctx<'_>) {
        let Some(call) = ctx.world.net.call(id).cloned() else { return };
        let trip = route::plan(&call, &self.book, &mut self.affinity, ctx);
        note(&call, &trip, ctx);
        ctx.world.net.aim(id, trip.aimed);
        let step = match trip.verdict {
            Verdict::Reply(reply) => Step::Reply(reply),
            Verdict::Deliver { target, delivery } => Step::Deliver(target, delivery),
        };
        self.schedule(id, step, trip.takes, ctx);
    }

    /// The target has answered: the answer travels home.
    fn answered(&mut self, id: CallId, ctx: &mut Ctx<'_>) {
        let Some(call) = ctx.world.net.call(id) else { return };
        let Some(answer) = call.answer.clone() else { return };
        let address = call.aimed.to_string();
        let reply = answer.and_then(|bytes| reply_of(&call.request, address, bytes));
        let takes = route::latency(ctx.rng);
        self.schedule(id, Step::Reply(reply), takes, ctx);
    }

    fn schedule(&mut self, id: CallId, step: Step, after: Duration, ctx: &mut Ctx<'_>) {
        self.due.insert(id, step);
        ctx.requeue(Text::from(format!("{CALL}{id}")), after);
    }

    fn go_on(&mut self, id: CallId, ctx: &mut Ctx<'_>) {
        let Some(step) = self.due.remove(&id) else { return };
        let Some(call) = ctx.world.net.call(id) else { return };
        match step {
            Step::Deliver(target, delivery) => {
                ctx.world.net.deliver(id, delivery);
                ctx.world.poke(format!("deliver/{id}/{target}"));
            }
            Step::Reply(reply) => {
                let token = call.token.clone();
                ctx.world.net.finish(id, reply);
                ctx.world.poke(format!("reply/{id}/{token}"));
            }
        }
    }
}

/// The reply that a sender gets for the bytes that came back.
fn reply_of(request: &NetRequest, address: String, bytes: Vec<u8>) -> Result<NetReply, NetError> {
    match request {
        NetRequest::Http(_) if bytes.is_empty() => Err(NetError::Empty),
        NetRequest::Http(r) => {
            let bytes = http::without_tls(r, &bytes)?;
            let raw =
                || HttpResponse { version: "HTTP/0.9".into(), status: 200, body: bytes.to_vec(), ..no_response() };
            let response = http::parse_response(bytes).unwrap_or_else(raw);
            Ok(NetReply::Http { address, response })
        }
        _ => Ok(NetReply::Tcp { address, data: bytes }),
    }
}

fn no_response() -> HttpResponse {
    HttpResponse { version: String::new(), status: 0, reason: String::new(), headers: Vec::new(), body: Vec::new() }
}

/// For the eye: a packet and whether it arrives.
fn note(call: &Call, trip: &route::Trip, ctx: &mut Ctx<'_>) {
    if matches!(call.request, NetRequest::Lookup { .. }) {
        return;
    }
    let from = match &call.source {
        Source::Client => "client".into(),
        Source::Node(name) | Source::Forward(name) => name.clone(),
        Source::Pod(namespace, name) => {
            let pod = ctx.get(POD, namespace, name);
            pod.map(|p| Text::new(api::meta::uid(&p))).unwrap_or_default()
        }
    };
    let reason = match &trip.verdict {
        Verdict::Reply(Err(error)) => Text::from(format!("{error:?}")),
        _ => Text::EMPTY,
    };
    let ok = reason.is_empty();
    ctx.note(What::Packet { from, service: trip.service.clone(), to: trip.to.clone(), port: trip.port, ok, reason });
}
