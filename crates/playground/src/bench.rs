//! What `kubenori bench` measures. The clock is the caller's: the engine has none.

use std::time::Duration;

use api::request::Request;
use api::{Verb, obj};
use cluster::{Cluster, Config, NodeConfig};

use protocol::Input;

use crate::scenario::{EPOCH, SCENARIOS};
use crate::{Session, kind};

/// A measured figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What was measured.
    pub name: &'static str,
    /// How much; no number where it could not be told.
    pub value: f64,
    /// Of what.
    pub unit: &'static str,
}

/// What to measure.
#[derive(Clone, Copy, Debug)]
pub struct Bench {
    /// Objects of the rate figures.
    pub objects: usize,
    /// Replicas of the deployment.
    pub replicas: i64,
    /// Worker nodes.
    pub workers: usize,
}

impl Default for Bench {
    fn default() -> Self {
        Bench { objects: 2_000, replicas: 1_000, workers: 10 }
    }
}

/// Watchers of the watch figures.
const WATCHERS: usize = 20;
/// Lists of the list figure.
const LISTS: usize = 20;
/// Everything is measured so often, each time from the start, and the quickest counts: others on the machine only slow it down.
const RUNS: u64 = 3;
/// A difference between two measurements counts where it is at least so much of the longer one: what is less is chance.
const TELLING: f64 = 0.05;

fn object(i: usize) -> api::Value {
    let name = format!("c{i}");
    obj!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": (name)}, "data": {"a": "1"}})
}

fn millis(d: Option<Duration>) -> f64 {
    d.unwrap_or_default().as_secs_f64() * 1000.0
}

/// Times a piece of work.
pub type Clock<'a> = &'a mut dyn FnMut(&mut dyn FnMut()) -> Duration;

/// A measurement: what it is called, and how it is taken.
type Measurement = (&'static str, fn(&Bench, Clock<'_>, &mut Vec<Figure>));

/// All there are.
pub const MEASUREMENTS: &[Measurement] = &[
    ("boot", Bench::boot),
    ("rates", Bench::rates),
    ("watch", Bench::watch),
    ("replicas", Bench::replicas),
    ("scrub", Bench::scrub),
];

impl Bench {
    fn cluster(&self) -> Cluster {
        let node = |i: usize| NodeConfig {
            name: if i == 0 { "master".into() } else { format!("worker{i:02}") },
            address: format!("192.168.10.{}", 10 + i),
            control_plane: i == 0,
        };
        Cluster::new(Config {
            seed: 1,
            epoch: EPOCH,
            nodes: (0..=self.workers).map(node).collect(),
            ..Config::default()
        })
    }

    /// Measures what is named, or everything, with the caller's clock.
    ///
    /// # Errors
    /// A name that is none of [`MEASUREMENTS`].
    pub fn run(&self, names: &[&str], clock: Clock<'_>, figures: &mut Vec<Figure>) -> Result<(), String> {
        if let Some(other) = names.iter().find(|name| MEASUREMENTS.iter().all(|(own, _)| own != *name)) {
            return Err(format!("{other}: no such measurement"));
        }
        for (name, measure) in MEASUREMENTS {
            if names.is_empty() || names.contains(name) {
                measure(self, clock, figures);
            }
        }
        Ok(())
    }

    /// How long the default scenario takes until it can be used.
    fn boot(&self, clock: Clock<'_>, figures: &mut Vec<Figure>) {
        let spent = (0..RUNS).map(|seed| clock(&mut || drop(Session::new(SCENARIOS[0].name, seed)))).min();
        figures.push(Figure { name: "boot of the default scenario", value: millis(spent), unit: "ms" });
    }

    /// How long moments of a half-hour session take to be shown: the slowest of many.
    fn scrub(&self, clock: Clock<'_>, figures: &mut Vec<Figure>) {
        let mut session = Session::new(SCENARIOS[0].name, 1);
        let line = |session: &mut Session, text: String| {
            session.receive(Input::Line { terminal: 0, text }, &mut || false);
        };
        line(&mut session, "kubectl create deployment web --image=nginx:1.27 --replicas=20".into());
        line(&mut session, "kubectl expose deployment web --port=80".into());
        line(&mut session, "kubectl run crash --image=busybox -- sh -c 'sleep 5; exit 1'".into());
        // Beside it somebody watches, as learners do.
        let text = "kubectl get pods -w".to_string();
        session.receive(Input::Line { terminal: 1, text }, &mut || false);
        for minute in 0..30 {
            line(&mut session, format!("kubectl scale deployment web --replicas={}", 10 + minute % 3 * 10));
            session.receive(Input::Tick { elapsed: 60_000.0 }, &mut || false);
        }
        let (start, end) = (EPOCH.0 / 1000, session.machine().now().0 / 1000);
        let mut slowest = None;
        for i in 0..60 {
            // A walk that jumps to and fro, as a hand on the slider does.
            let to = start + (end - start) * ((i * 37) % 60) / 60;
            slowest = slowest.max(Some(clock(&mut || {
                session.receive(Input::Scrub { to }, &mut || false);
            })));
        }
        figures.push(Figure { name: "scrub in a 30-minute session, slowest", value: millis(slowest), unit: "ms" });
    }

    fn rates(&self, clock: Clock<'_>, figures: &mut Vec<Figure>) {
        let config_maps = kind("", "ConfigMap");
        let n = self.objects;
        let call = |verb, name: &str| Request::new(verb, config_maps.gvr(), "default", api::Text::new(name));
        let mut best = [Duration::MAX; 3];
        for _ in 0..RUNS {
            let mut cluster = self.cluster();
            let created = clock(&mut || {
                for i in 0..n {
                    cluster.handle(call(Verb::Create, "").with_body(object(i)));
                }
            });
            let listed = clock(&mut || {
                for _ in 0..LISTS {
                    cluster.handle(call(Verb::List, ""));
                }
            });
            let patch = Verb::Patch(api::request::PatchType::Strategic);
            let patched = clock(&mut || {
                for i in 0..n {
                    cluster.handle(call(patch, &format!("c{i}")).with_body(obj!({"data": {"b": "2"}})));
                }
            });
            best = [best[0].min(created), best[1].min(listed), best[2].min(patched)];
        }
        let names = [("create", n), ("list", LISTS * n), ("apply (strategic patch)", n)];
        for ((name, n), spent) in names.into_iter().zip(best) {
            let value = n as f64 / spent.as_secs_f64().max(1e-9);
            figures.push(Figure { name, value, unit: "objects/s" });
        }
    }

    /// What it costs to bring events to a watcher: the same writes are made with and without watchers, who read after
    /// each write as clients do, as objects and as the tables that `get -w` asks for. Where the watchers' share drowns in
    /// chance, more of them are asked; where it still does, nothing is told.
    fn watch(&self, clock: Clock<'_>, figures: &mut Vec<Figure>) {
        let config_maps = kind("", "ConfigMap");
        for (name, as_table) in [("watch, as objects", false), ("watch, as tables", true)] {
            let mut spent = |watchers: usize| {
                let mut cluster = self.cluster();
                let ids: Vec<_> = (0..watchers)
                    .filter_map(|_| {
                        let mut request = Request::new(Verb::Watch, config_maps.gvr(), "default", "");
                        request.options.as_table = as_table;
                        match cluster.handle(request).body {
                            api::Body::Watch(id) => Some(id),
                            _ => None,
                        }
                    })
                    .collect();
                let mut seen = 0;
                let time = clock(&mut || {
                    for i in 0..self.objects {
                        let request = Request::new(Verb::Create, config_maps.gvr(), "default", "");
                        cluster.handle(request.with_body(object(i)));
                        for id in &ids {
                            // A reader takes each event into its hands.
                            seen += cluster.watch_events(*id).iter().filter(|e| !e.object.is_null()).count();
                        }
                    }
                });
                (seen, time)
            };
            let mut best = |watchers: usize| {
                let (seen, time) = (0..RUNS).map(|_| spent(watchers)).min_by_key(|(_, time)| *time).unwrap_or_default();
                (seen as f64, time.as_secs_f64())
            };
            let (_, alone) = best(0);
            let mut rate = f64::NAN;
            for watchers in [WATCHERS, 4 * WATCHERS, 16 * WATCHERS] {
                let (seen, watched) = best(watchers);
                if watched - alone > TELLING * watched {
                    rate = seen / (watched - alone);
                    break;
                }
            }
            figures.push(Figure { name, value: rate, unit: "events/s" });
        }
    }

    fn replicas(&self, clock: Clock<'_>, figures: &mut Vec<Figure>) {
        let deployment = obj!({
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"},
            "spec": {
                "replicas": (self.replicas), "selector": {"matchLabels": {"app": "web"}},
                "template": {
                    "metadata": {"labels": {"app": "web"}},
                    "spec": {"containers": [{"name": "nginx", "image": "nginx:1.27"}]}
                }
            }
        });
        let request = Request::new(Verb::Create, kind("apps", "Deployment").gvr(), "default", "").with_body(deployment);
        let running = |cluster: &Cluster| {
            let pods = cluster.api().read_all(kind("", "Pod"), "default");
            pods.filter(|p| p.at(&["status", "phase"]).as_str() == Some("Running")).count() as i64
        };
        let (mut done, mut virtual_time, mut booted, mut spent) = (0, 0.0, Duration::MAX, Duration::MAX);
        for _ in 0..RUNS {
            let mut fresh = None;
            booted = booted.min(clock(&mut || fresh = Some(self.cluster())));
            let Some(mut cluster) = fresh else { return };
            let start = cluster.now();
            spent = spent.min(clock(&mut || {
                cluster.handle(request.clone());
                for _ in 0..600 {
                    let next = cluster.now() + Duration::from_secs(1);
                    cluster.advance_to(next);
                    done = running(&cluster);
                    if done == self.replicas {
                        break;
                    }
                }
            }));
            virtual_time = cluster.now().since(start).as_secs_f64();
        }
        let ms = |d: Duration| millis(Some(d));
        figures.push(Figure { name: "boot of their cluster", value: ms(booted), unit: "ms" });
        figures.push(Figure { name: "replicas running", value: done as f64, unit: "pods" });
        figures.push(Figure { name: "create deployment to all Running, CPU", value: ms(spent), unit: "ms" });
        figures.push(Figure { name: "create deployment to all Running, virtual", value: virtual_time, unit: "s" });
    }
}
