//! A host for tests: a file system, a clock that moves when asked, no network unless a test adds answers.

use sorted::SortedMap;

use crate::files::{Files, Mounts, Volumes};
use crate::kernel::{Environment, Kernel, Progress, SinkId, Spawn};
use crate::program::Program;
use crate::system::{Flavour, Handle, Interface, NetError, NetReply, NetRequest, System};

/// 2026-11-21T02:30:40Z, the hour of the recorded transcripts.
pub const EPOCH: i64 = 1_795_228_240_000_000;

type Answer = Result<NetReply, NetError>;

pub struct TestSystem {
    pub now: i64,
    pub volumes: Volumes,
    pub mounts: Mounts,
    pub flavour: Flavour,
    pub overcommits: bool,
    /// Answers by request, as text: `http GET web /`, `tcp web:80`, `lookup web`, `ping web`.
    pub network: SortedMap<String, Answer>,
    pub interfaces: Vec<Interface>,
    /// Requests made so far.
    pub asked: Vec<NetRequest>,
    pub host_programs: Vec<(String, Box<dyn Program>)>,
    random: u64,
}

impl Default for TestSystem {
    fn default() -> Self {
        TestSystem::new()
    }
}

impl TestSystem {
    /// A GNU system: a terminal.
    pub fn new() -> TestSystem {
        TestSystem::with_flavour(Flavour::Gnu)
    }

    pub fn with_flavour(flavour: Flavour) -> TestSystem {
        let mut volumes = Volumes::new();
        volumes.insert(0, crate::programs::root_tree(flavour, EPOCH));
        TestSystem {
            now: EPOCH,
            volumes,
            mounts: Mounts::root(0),
            flavour,
            overcommits: false,
            network: SortedMap::new(),
            interfaces: Vec::new(),
            asked: Vec::new(),
            host_programs: Vec::new(),
            random: 1,
        }
    }

    /// Runs a kernel and moves the clock to each deadline, at most `seconds` on.
    pub fn run_for(&mut self, kernel: &mut Kernel, seconds: i64) -> Progress {
        let end = self.now + seconds * 1_000_000;
        for _ in 0..100_000 {
            let progress = kernel.run(self);
            let next = if progress.again { Some(self.now + 10_000) } else { progress.next };
            match next {
                Some(next) if next <= end => self.now = next.max(self.now),
                _ => {
                    self.now = end;
                    return progress;
                }
            }
        }
        panic!("the kernel never comes to rest");
    }

    /// Runs a command line to its end and returns output and exit code.
    pub fn command(&mut self, argv: &[&str]) -> (String, i32) {
        let mut kernel = Kernel::with_first_pid(100);
        let sink: SinkId = kernel.open_sink(false);
        let spawn = Spawn::new(argv.iter().copied()).cwd("/root").output(sink).env(self.environment());
        let pid = match kernel.spawn(self, spawn) {
            Ok(pid) => pid,
            Err(error) => return (format!("{error:?}"), 127),
        };
        let mut text = String::new();
        for _ in 0..4_000 {
            self.run_for(&mut kernel, 1);
            text.push_str(&kernel.take_text(sink));
            if let Some(exit) = kernel.exited(pid) {
                return (text, exit.code);
            }
        }
        panic!("still running: {argv:?}\n{text}");
    }

    pub fn environment(&self) -> Environment {
        let pairs = [("HOME", "/root"), ("PATH", crate::kernel::DEFAULT_PATH), ("USER", "root")];
        pairs.into_iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
    }
}

fn key(request: &NetRequest) -> String {
    match request {
        NetRequest::Lookup { name, .. } => format!("lookup {name}"),
        NetRequest::Tcp { host, port, .. } => format!("tcp {host}:{port}"),
        NetRequest::Http(http) => format!("http {} {}:{}{}", http.method, http.host, http.port, http.path),
        NetRequest::Ping { host } => format!("ping {host}"),
    }
}

impl System for TestSystem {
    fn now(&self) -> i64 {
        self.now
    }

    fn files(&mut self) -> Files<'_> {
        Files::new(&self.mounts, &mut self.volumes, self.now)
    }

    fn flavour(&self) -> Flavour {
        self.flavour
    }

    fn overcommits(&self) -> bool {
        self.overcommits
    }

    fn hostname(&self) -> String {
        "master".into()
    }

    fn random(&mut self) -> u64 {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.random >> 16
    }

    fn spawn_host(&mut self, argv: &[String]) -> Option<Box<dyn Program>> {
        self.host_programs.iter().find(|(name, _)| argv.first() == Some(name)).map(|(_, program)| program.clone())
    }

    fn net_start(&mut self, request: NetRequest) -> Handle {
        self.asked.push(request);
        self.asked.len() as Handle - 1
    }

    fn net_address(&mut self, handle: Handle) -> Option<String> {
        // Of `slow` the address is known; of `lost` no name server says it.
        matches!(self.asked.get(handle as usize)?, NetRequest::Http(http) if http.host == "slow")
            .then(|| "10.96.0.9".into())
    }

    fn net_poll(&mut self, handle: Handle) -> Option<Answer> {
        let request = self.asked.get(handle as usize)?;
        let missing = match request {
            NetRequest::Http(http) if http.host == "lost" && self.now < EPOCH + 10_000_000 => return None,
            NetRequest::Http(http) if http.host == "lost" => NetError::NoNameServer,
            NetRequest::Http(http) if http.host == "slow" => return None,
            NetRequest::Http(http) if http.host == "localhost" => NetError::Refused,
            NetRequest::Tcp { host, .. } if host == "localhost" => NetError::Refused,
            _ => NetError::NoSuchName { server: "10.96.0.10".into() },
        };
        Some(self.network.get(&key(request)).cloned().unwrap_or(Err(missing)))
    }

    fn interfaces(&self) -> Vec<Interface> {
        self.interfaces.clone()
    }
}
