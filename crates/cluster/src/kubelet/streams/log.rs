//! Logs of containers, as `kubectl logs` asks for them.

use api::request::{StreamId, SubOptions};
use api::time::Time;
use api::{Text, Value};

use super::{Kind, end, place_of, since};
use crate::component::Ctx;
use crate::kubelet::clock::fnv;
use crate::kubelet::container::Instance;
use crate::kubelet::machine::Line;
use crate::kubelet::worker::Worker;

/// A log that is being followed.
#[derive(Clone, Debug)]
pub(super) struct Follow {
    place: u32,
    next: u64,
    timestamps: bool,
    since: Option<Time>,
    /// Bytes that may still be sent.
    left: Option<usize>,
}

impl Worker {
    pub(super) fn open_log(&mut self, id: StreamId, options: &SubOptions, ctx: &mut Ctx<'_>) -> Kind {
        let place = match self.logged_instance(&options.container, options.previous, ctx.now) {
            Ok(Logged::Place(place)) => place,
            Ok(Logged::Collected(instance)) => {
                // The answer has begun by then: the error is all that the log has.
                let text = format!("unable to retrieve container logs for {instance}\n");
                push(ctx, id, text.into_bytes());
                return end(ctx, id, 0, String::new());
            }
            Err(why) => return end(ctx, id, 1, why),
        };
        let since = since(options, ctx.now);
        let left = options.limit_bytes.map(|n| n.max(0) as usize);
        let Some(log) = self.machine.log(place) else { return end(ctx, id, 0, String::new()) };
        let wanted: Vec<&Line> = log.lines().filter(|l| since.is_none_or(|s| l.at >= s)).collect();
        let tail = options.tail_lines.map_or(wanted.len(), |n| n.max(0) as usize);
        let skip = wanted.len().saturating_sub(tail);
        let mut follow = Follow { place, next: log.count(), timestamps: options.timestamps, since: None, left };
        let text = follow.text(&wanted[skip..]);
        push(ctx, id, text);
        if options.follow && !options.previous && follow.left != Some(0) {
            follow.since = since;
            return self.follow(follow, id, ctx);
        }
        end(ctx, id, 0, String::new())
    }

    /// Sends what has been written since, until the container ends.
    pub(super) fn follow(&mut self, mut follow: Follow, id: StreamId, ctx: &mut Ctx<'_>) -> Kind {
        let running = self.real.all().iter().any(|i| i.place == Some(follow.place) && i.running());
        let Some(log) = self.machine.log(follow.place) else { return end(ctx, id, 0, String::new()) };
        let lines: Vec<&Line> = log.since(follow.next).collect();
        let next = log.count();
        let text = follow.text(&lines);
        follow.next = next;
        push(ctx, id, text);
        if running && follow.left != Some(0) { Kind::Log(follow) } else { end(ctx, id, 0, String::new()) }
    }

    /// Which instance's log is meant; the error is the kubelet's. It looks at the status, as the kubelet does.
    fn logged_instance(&self, container: &Text, previous: bool, now: Time) -> Result<Logged, String> {
        let (name, pod) = (&**container, api::meta::name(&self.pod));
        let of = format!("container {name:?} in pod {pod:?}");
        let status = self.pod.get("status");
        let lists = ["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"];
        let found = lists.iter().flat_map(|l| status.list(l)).find(|s| s.str("name") == name);
        let Some(found) = found else { return Err(format!("{of} is not available")) };
        let id = |v: &Value| v.get("terminated").str("containerID").to_string();
        let (state, last) = (found.get("state"), found.get("lastState"));
        let wanted = if previous {
            let id = id(last);
            if id.is_empty() {
                return Err(format!("previous terminated {of} not found"));
            }
            id
        } else if state.has("running") {
            found.str("containerID").to_string()
        } else if state.has("terminated") {
            id(state)
        } else if last.has("terminated") {
            id(last)
        } else {
            return Err(format!("{of} is waiting to start: {}", waiting(state.get("waiting").str("reason"))));
        };
        let hex = wanted.trim_start_matches("containerd://");
        // Of each container one ended instance is kept: an older one is there until the collector comes by.
        let newer = self.real.last_ended(name).filter(|i| *i.id != *hex).and_then(Instance::end);
        if newer.is_some_and(|end| collector_came(&self.node, end.at, now)) {
            return Ok(Logged::Collected(wanted));
        }
        // What never ran has an empty log.
        Ok(Logged::Place(place_of(self.real.by_id(hex)).unwrap_or(u32::MAX)))
    }
}

/// Whose log is meant.
enum Logged {
    /// The instance in a place of the pod's machine.
    Place(u32),
    /// One that the node has forgotten already, by its full id.
    Collected(String),
}

/// The collector of ended containers comes so often, at a moment of each node's own.
const COLLECTED_EVERY: i64 = 60_000_000;

/// Whether the collector of a node has come by between two instants.
fn collector_came(node: &str, from: Time, to: Time) -> bool {
    let phase = (fnv(&format!("{node}/collector")) % COLLECTED_EVERY as u64) as i64;
    let rounds = |at: Time| (at.0 - phase).div_euclid(COLLECTED_EVERY);
    rounds(to) > rounds(from)
}

fn waiting(reason: &str) -> &str {
    match reason {
        "ErrImagePull" => "image can't be pulled",
        "ImagePullBackOff" => "trying and failing to pull image",
        "" => "no logs yet",
        reason => reason,
    }
}

impl Follow {
    /// Lines as they are sent, within what may still be sent.
    fn text(&mut self, lines: &[&Line]) -> Vec<u8> {
        let mut out = Vec::new();
        for line in lines.iter().filter(|l| self.since.is_none_or(|s| l.at >= s)) {
            if self.timestamps {
                out.extend_from_slice(stamp(line.at).as_bytes());
                out.push(b' ');
            }
            out.extend_from_slice(&line.text);
        }
        if let Some(left) = &mut self.left {
            out.truncate(*left);
            *left -= out.len();
        }
        out
    }
}

/// `2026-11-21T02:29:02.123456000Z`: nanoseconds, as the runtime logs them.
fn stamp(at: Time) -> String {
    let text = at.rfc3339_micro();
    format!("{}000Z", text.trim_end_matches('Z'))
}

fn push(ctx: &mut Ctx<'_>, id: StreamId, text: Vec<u8>) {
    if let Some(stream) = ctx.world.streams.get_mut(&id).filter(|_| !text.is_empty()) {
        stream.output.push((false, text));
    }
}
