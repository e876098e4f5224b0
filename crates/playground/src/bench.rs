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
    /// How much.
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
        let spent = (0..5).map(|seed| clock(&mut || drop(Session::new(SCENARIOS[0].name, seed)))).min();
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
        let mut cluster = self.cluster();
        let config_maps = kind("", "ConfigMap");
        let per_second = |n: usize, d: Duration| n as f64 / d.as_secs_f64().max(1e-9);
        let n = self.objects;
        let created = clock(&mut || {
            for i in 0..n {
                cluster.handle(Request::new(Verb::Create, config_maps.gvr(), "default", "").with_body(object(i)));
            }
        });
        figures.push(Figure { name: "create", value: per_second(n, created), unit: "objects/s" });
        let listed = clock(&mut || {
            for _ in 0..20 {
                cluster.handle(Request::new(Verb::List, config_maps.gvr(), "default", ""));
            }
        });
        figures.push(Figure { name: "list", value: per_second(20 * n, listed), unit: "objects/s" });
        let patched = clock(&mut || {
            for i in 0..n {
                let request = Request::new(
                    Verb::Patch(api::request::PatchType::Strategic),
                    config_maps.gvr(),
                    "default",
                    api::Text::from(format!("c{i}")),
                );
                cluster.handle(request.with_body(obj!({"data": {"b": "2"}})));
            }
        });
        figures.push(Figure { name: "apply (strategic patch)", value: per_second(n, patched), unit: "objects/s" });
    }

    /// What it costs to bring events to a watcher: the same writes are made with and without watchers, who read after
    /// each write as clients do, as objects and as the tables that `get -w` asks for.
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
            let (_, alone) = spent(0);
            let (seen, watched) = spent(WATCHERS);
            let time = watched.saturating_sub(alone).as_secs_f64().max(1e-9);
            figures.push(Figure { name, value: seen as f64 / time, unit: "events/s" });
        }
    }

    fn replicas(&self, clock: Clock<'_>, figures: &mut Vec<Figure>) {
        let mut cluster = self.cluster();
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
        let start = cluster.now();
        let running = |cluster: &Cluster| {
            let pods = cluster.api().read_all(kind("", "Pod"), "default");
            pods.filter(|p| p.at(&["status", "phase"]).as_str() == Some("Running")).count() as i64
        };
        let mut done = 0;
        let spent = clock(&mut || {
            cluster.handle(request.clone());
            for _ in 0..600 {
                let next = cluster.now() + Duration::from_secs(1);
                cluster.advance_to(next);
                done = running(&cluster);
                if done == self.replicas {
                    break;
                }
            }
        });
        figures.push(Figure { name: "replicas running", value: done as f64, unit: "pods" });
        figures.push(Figure {
            name: "create deployment to all Running, CPU",
            value: spent.as_secs_f64() * 1000.0,
            unit: "ms",
        });
        figures.push(Figure {
            name: "create deployment to all Running, virtual",
            value: cluster.now().since(start).as_secs_f64(),
            unit: "s",
        });
    }
}
