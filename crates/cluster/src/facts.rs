//! Facts for the eye: what happened, when, and because of what. The page draws them; the engine knows no animation.

use sorted::SortedMap;

use api::Text;
use api::time::Time;

/// Number of a fact; grows.
pub type FactId = u64;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Its number.
    pub id: FactId,
    /// When.
    pub at: Time,
    /// The fact that led to it.
    pub cause: Option<FactId>,
    /// What.
    pub what: What,
}

/// The kinds of facts.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A command was typed.
    Command {
        /// Where.
        terminal: u32,
        /// The line.
        text: Text,
    },
    /// The API server answered a call that changes something, or one by a user.
    Request {
        /// `create`, `get`, ...
        verb: &'static str,
        /// `pods`, `deployments.apps`, with `/status` and so on behind.
        resource: Text,
        /// Namespace; empty for cluster-scoped.
        namespace: Text,
        /// Object name; may be empty.
        name: Text,
        /// Who asked.
        user: Text,
        /// HTTP status code.
        code: u16,
        /// Why it was refused, in the server's words; empty where it was not.
        refusal: Text,
        /// The label selector of a list; empty for all.
        selector: Text,
    },
    /// A kubelet began to serve a log, a command in a container or a forwarded port. The server has answered the call
    /// before the kubelet knows whether it can.
    Stream {
        /// `pods/log`, `pods/exec`, ...
        resource: Text,
        /// Namespace of the pod.
        namespace: Text,
        /// Name of the pod.
        name: Text,
        /// Container; empty for a port.
        container: Text,
        /// A log of the container before the last restart.
        previous: bool,
        /// Who asked.
        user: Text,
    },
    /// The store took a change.
    Stored {
        /// `Pod`.
        kind: Text,
        /// Namespace.
        namespace: Text,
        /// Name.
        name: Text,
        /// uid.
        uid: Text,
        /// `ADDED`, `MODIFIED`, `DELETED`.
        change: &'static str,
        /// New resourceVersion.
        resource_version: u64,
    },
    /// A component looked at a key and acted (made at least one call).
    Reconciled {
        /// `deployment-controller`.
        component: &'static str,
        /// Its key.
        key: Text,
    },
    /// The scheduler decided on a pod: see `scheduler` for the shape of the decision.
    Scheduled {
        /// Namespace of the pod.
        namespace: Text,
        /// Name of the pod.
        name: Text,
        /// uid of the pod.
        uid: Text,
        /// Where it goes; empty if nowhere.
        node: Text,
        /// The filters that were asked, in their order.
        filters: Vec<&'static str>,
        /// What was found of each node.
        nodes: Vec<Verdict>,
        /// Message of the FailedScheduling event; empty if scheduled.
        message: Text,
    },
    /// An image is being pulled.
    ImagePull {
        /// Node.
        node: Text,
        /// Pod uid.
        pod: Text,
        /// Container.
        container: Text,
        /// Image.
        image: Text,
        /// When it will be there (or fail).
        until: Time,
        /// Whether it will fail.
        fails: bool,
    },
    /// A container changed its state.
    Container {
        /// Node.
        node: Text,
        /// Pod uid.
        pod: Text,
        /// Container.
        container: Text,
        /// `Waiting`, `Running`, `Terminated`.
        state: &'static str,
        /// Reason, as in the status.
        reason: Text,
        /// Exit code, where terminated.
        exit_code: Option<i64>,
        /// When it will be tried again, where it waits for a back-off.
        until: Option<Time>,
    },
    /// A probe looked at a container.
    Probe {
        /// Pod uid.
        pod: Text,
        /// Container.
        container: Text,
        /// `liveness`, `readiness`, `startup`.
        probe: &'static str,
        /// Whether it succeeded.
        ok: bool,
    },
    /// A request travelled the network.
    Packet {
        /// Pod uid, node name or `client`.
        from: Text,
        /// The service it was sent to; empty for none.
        service: Text,
        /// Pod uid or node name; empty where nothing was reached.
        to: Text,
        /// Port at the target.
        port: u16,
        /// Whether it was answered.
        ok: bool,
        /// Why not.
        reason: Text,
    },
    /// A node changed its readiness.
    Node {
        /// Node.
        node: Text,
        /// `Ready`, `NotReady`.
        state: Text,
    },
    /// Somebody broke or mended something by hand.
    Switch {
        /// As it is poked: `node/worker01`, `process/kube-scheduler`, `kill/NAMESPACE/POD/CONTAINER`, `image/nginx`.
        what: Text,
        /// `stopped`, `cut`, `killed`, ...; `started` where it is well again.
        state: &'static str,
    },
}

/// What the scheduler found of a node.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Node.
    pub node: Text,
    /// The filter that did not let the pod pass, and why; those before it did.
    pub rejected: Option<(&'static str, Text)>,
    /// Plugin, score, weight.
    pub scores: Vec<(&'static str, i64, i64)>,
    /// The weighted sum.
    pub total: i64,
}

/// Pod uid and container.
type Place = (Text, Text);

/// A wait whose end is known: a pull, a back-off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// When it began.
    pub since: Time,
    /// When it ends.
    pub until: Time,
}

/// Facts since they were last taken.
#[derive(Clone, Default, Debug)]
pub struct Facts {
    next: FactId,
    /// What led to what is happening now.
    pub cause: Option<FactId>,
    /// What has begun and has led to nothing yet: it becomes a fact with the first one that follows from it.
    pending: Option<(Time, What)>,
    recent: Vec<Fact>,
    waits: SortedMap<Place, Wait>,
    learned: u64,
    /// Failures in a row, by pod uid, container and probe.
    failures: SortedMap<(Text, Text, &'static str), u32>,
    /// The last switch of each thing that was switched by hand.
    switches: SortedMap<Text, FactId>,
}

/// How many facts wait to be taken, at most; the oldest half goes when nobody takes them.
const LIMIT: usize = 20_000;

impl Facts {
    /// Notes a fact, caused by what is happening now.
    pub fn note(&mut self, at: Time, what: What) -> FactId {
        if let Some((at, what)) = self.pending.take() {
            self.cause = Some(self.push(at, what));
        }
        self.push(at, what)
    }
    fn push(&mut self, at: Time, what: What) -> FactId {
        self.next += 1;
        self.learn(at, &what);
        if self.recent.len() >= LIMIT {
            self.recent.drain(..LIMIT / 2);
        }
        self.recent.push(Fact { id: self.next, at, cause: self.cause, what });
        self.next
    }
    /// Opens a fact that leads to all that is noted until [`Facts::answered`]; returns it with the cause before it.
    pub(crate) fn begin(&mut self, at: Time, what: What) -> (FactId, Option<FactId>) {
        let before = self.cause;
        let id = self.note(at, what);
        self.cause = Some(id);
        (id, before)
    }
    /// Closes a request that `begin` opened, with the answer's code and, where it is a refusal, its message.
    pub(crate) fn answered(&mut self, (id, before): (FactId, Option<FactId>), answer: u16, why: &str) {
        self.cause = before;
        let asked = self.recent.iter_mut().rev().take_while(|f| f.id >= id).last();
        if let Some(Fact { what: What::Request { code, refusal, .. }, .. }) = asked {
            *code = answer;
            if answer >= 400 {
                *refusal = Text::new(why);
            }
        }
    }
    /// Opens what leads to all that is noted until [`Facts::close`]; where nothing is, it is no fact, and what is put
    /// off for later goes on from `cause`. Returns the cause before it.
    pub(crate) fn open(&mut self, at: Time, what: What, cause: Option<FactId>) -> Option<FactId> {
        let before = std::mem::replace(&mut self.cause, cause);
        self.pending = Some((at, what));
        before
    }
    /// Closes what `open` opened.
    pub(crate) fn close(&mut self, before: Option<FactId>) {
        self.pending = None;
        self.cause = before;
    }
    /// What is noted now comes of the last switch of a thing, where there was one: a node's silence is noticed long after.
    pub(crate) fn because_of_switch(&mut self, what: &str) {
        self.cause = self.switches.get(what).copied().or(self.cause);
    }
    /// The number of the newest fact.
    pub fn newest(&self) -> FactId {
        self.next
    }
    /// How long a container still waits, as far as that is known.
    pub fn wait(&self, pod: &str, container: &str) -> Option<Wait> {
        self.waits.get(&(Text::new(pod), Text::new(container))).copied()
    }
    /// How often a probe has failed in a row.
    pub fn failures(&self, pod: &str, container: &str, probe: &'static str) -> u32 {
        self.failures.get(&(Text::new(pod), Text::new(container), probe)).copied().unwrap_or(0)
    }
    /// Grows when a wait or a count of failures changes, so that a picture knows when to look again.
    pub fn learned(&self) -> u64 {
        self.learned
    }
    /// Keeps in mind what a picture of this moment needs to know of the moments before it.
    fn learn(&mut self, at: Time, what: &What) {
        match what {
            What::ImagePull { pod, container, until, .. } => self.wait_for(at, pod, container, Some(*until)),
            What::Container { pod, container, until, .. } => {
                self.failures.retain(|(p, c, _), _| p != pod || c != container);
                self.learned += 1;
                self.wait_for(at, pod, container, *until);
            }
            What::Probe { pod, container, probe, ok } => {
                let key = (pod.clone(), container.clone(), *probe);
                if !*ok {
                    *self.failures.entry(key).or_default() += 1;
                } else if self.failures.remove(&key).is_none() {
                    return;
                }
                self.learned += 1;
            }
            What::Switch { what, .. } => {
                self.switches.insert(what.clone(), self.next);
            }
            What::Stored { kind, change: "DELETED", uid, .. } if *kind == "Pod" => {
                self.waits.retain(|(pod, _), _| pod != uid);
                self.failures.retain(|(pod, ..), _| pod != uid);
            }
            _ => {}
        }
    }
    fn wait_for(&mut self, since: Time, pod: &Text, container: &Text, until: Option<Time>) {
        let place = (pod.clone(), container.clone());
        // A wait that is told of again goes on from where it began.
        if until.is_some_and(|until| self.waits.get(&place).is_some_and(|w| w.until == until)) {
            return;
        }
        self.learned += 1;
        match until {
            Some(until) => self.waits.insert(place, Wait { since, until }),
            None => self.waits.remove(&place),
        };
    }
    /// The facts since the last call.
    pub fn take(&mut self) -> Vec<Fact> {
        std::mem::take(&mut self.recent)
    }
}
