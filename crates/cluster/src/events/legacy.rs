//! The recorder of core/v1 events: counting, gathering, damping, as client-go's correlator does.

use sorted::{InOrder, SharedMap, SortedSet};

use api::request::PatchType;
use api::time::Time;
use api::{Text, Value, obj};

use super::{Source, event_name, event_namespace, object_key, timestamp};
use crate::component::Ctx;
use crate::kinds::EVENT;

/// As many different messages of one reason are told apart; more are gathered.
const MAX_DIFFERENT: usize = 10;
/// Gathering starts anew after so many seconds of silence.
const GATHER_SECONDS: i64 = 600;
/// So many events of one source about one object pass at once ...
const BURST: f64 = 25.0;
/// ... and one more in so many seconds.
const REFILL_SECONDS: f64 = 300.0;
/// So many keys are remembered.
const REMEMBERED: usize = 4096;

#[derive(Clone, Default, Debug)]
pub(super) struct Correlator {
    observed: SharedMap<Key, Observed>,
    gathered: SharedMap<Key, Gathered>,
    tokens: SharedMap<Key, Tokens>,
}

#[derive(Clone, Debug)]
struct Observed {
    count: i64,
    first: Value,
    name: Text,
    last: Time,
}

#[derive(Clone, Debug)]
struct Gathered {
    messages: SortedSet<Text>,
    last: Time,
}

#[derive(Clone, Copy, Debug)]
struct Tokens {
    left: f64,
    at: Time,
}

/// Keys are long and alike: what is compared is a number made of them, eight bytes at a time.
type Key = u64;

const NOTHING: Key = 0xcbf2_9ce4_8422_2325;

/// The key with more texts behind it.
fn key_of(before: Key, parts: &[&str]) -> Key {
    let mix = |h: Key, word: u64| {
        let h = (h ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        h ^ h >> 29
    };
    parts.iter().fold(before, |h, part| {
        let (words, rest) = part.as_bytes().as_chunks::<8>();
        let h = words.iter().fold(h, |h, word| mix(h, u64::from_le_bytes(*word)));
        // The length tells where a part ends.
        mix(rest.iter().fold(h, |h, byte| mix(h, u64::from(*byte))), part.len() as u64)
    })
}

pub(super) fn record(
    ctx: &mut Ctx<'_>,
    involved: &Value,
    kind: &'static str,
    reason: Text,
    message: String,
    source: &Source,
) {
    let now = ctx.now;
    let start = NOTHING ^ ctx.world.recorders.starts.get(&source.host).copied().unwrap_or(0);
    let subject = key_of(key_of(start, &[source.component, &source.host]), &object_key(involved));
    let alike = key_of(subject, &[kind, &reason]);
    let correlator = &mut ctx.world.recorders.legacy;
    let (key, message) = if correlator.too_many(alike, &message, now) {
        (alike, ["(combined from similar events): ", &message].concat())
    } else {
        (key_of(alike, &[involved.str("fieldPath"), &message]), message)
    };
    let before = correlator.observed.get(&key).cloned();
    let name = match &before {
        Some(o) => o.name.clone(),
        None => event_name(ctx, involved),
    };
    let last = timestamp(now);
    let first = before.as_ref().map_or(&last, |o| &o.first).clone();
    let count = before.as_ref().map_or(0, |o| o.count) + 1;
    let correlator = &mut ctx.world.recorders.legacy;
    correlator.remember(key, Observed { count, first: first.clone(), name: name.clone(), last: now });
    if !correlator.take_token(subject, now) {
        return;
    }
    let ns = event_namespace(involved);
    if before.is_some() {
        let patch = obj!({ "count": count, "lastTimestamp": (last.clone()), "message": (message.clone()) });
        match ctx.patch(EVENT, &ns, &name, "", (PatchType::Strategic, patch)) {
            Err(status) if status.code == 404 => {}
            _ => return,
        }
    }
    let mut from = Value::object();
    from.set("component", source.component);
    if !source.host.is_empty() {
        from.set("host", &source.host);
    }
    let event = obj!({
        "apiVersion": "v1",
        "count": count,
        "eventTime": (Value::Null),
        "firstTimestamp": first,
        "involvedObject": (involved.clone()),
        "kind": "Event",
        "lastTimestamp": last,
        "message": message,
        "metadata": {"name": name, "namespace": ns},
        "reason": reason,
        "reportingComponent": (source.component),
        "reportingInstance": (source.host.clone()),
        "source": from,
        "type": kind,
    });
    // A refusal (the namespace is going) is final for a recorder.
    let _ = ctx.create_of_kept_parts(EVENT, event);
}

impl Correlator {
    /// Notes a message of a kind; whether there are so many different ones that they are gathered.
    fn too_many(&mut self, key: Key, message: &str, now: Time) -> bool {
        let mut g = match self.gathered.get(&key) {
            Some(g) if now.since(g.last).as_secs() as i64 <= GATHER_SECONDS => g.clone(),
            _ => Gathered { messages: SortedSet::new(), last: now },
        };
        g.messages.insert(Text::new(message));
        g.last = now;
        let many = g.messages.len() >= MAX_DIFFERENT;
        if many {
            g.messages.pop_first();
        }
        forget_half(&mut self.gathered, |g| g.last);
        self.gathered.insert(key, g);
        many
    }
    fn remember(&mut self, key: Key, observed: Observed) {
        forget_half(&mut self.observed, |o| o.last);
        self.observed.insert(key, observed);
    }
    fn take_token(&mut self, key: Key, now: Time) -> bool {
        let mut t = self.tokens.get(&key).copied().unwrap_or(Tokens { left: BURST, at: now });
        t.left = (t.left + now.since(t.at).as_secs_f64() / REFILL_SECONDS).min(BURST);
        t.at = now;
        let passes = t.left >= 1.0;
        if passes {
            t.left -= 1.0;
        }
        forget_half(&mut self.tokens, |t| t.at);
        self.tokens.insert(key, t);
        passes
    }
}

/// Keeps a memory small: where it is full, the half that was used longest ago goes.
fn forget_half<V: Clone>(map: &mut SharedMap<Key, V>, last: impl Fn(&V) -> Time) {
    if map.len() < REMEMBERED {
        return;
    }
    let mut ages: Vec<(Time, Key)> = map.iter().map(|(k, v)| (last(v), *k)).collect();
    ages.order();
    for (_, key) in &ages[..REMEMBERED / 2] {
        map.remove(key);
    }
}
