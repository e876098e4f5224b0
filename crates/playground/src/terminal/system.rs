//! The world of the terminal's shell: the master node, with kubectl among its programs.

use api::time::Time;
use cluster::Cluster;
use kubectl::{Kubectl, Progress};
use shell::files::Files;
use shell::kernel::{Child, DEFAULT_PATH, Group, Io, find_program};
use shell::program::{Poll, Program, Reaction, Signal, Wait};
use shell::system::{Handle, Interface, NetError, NetReply, NetRequest, System};
use shell::{Pid, Remote};

use super::Local;
use super::host::KubectlHost;
use crate::desk::Desk;
use crate::openssl::Openssl;

/// Editors that are processes have numbers from here on; those of the page are below.
const PROCESS_EDITOR: u64 = 1 << 32;

/// A program that lives outside the shell's kernel.
#[derive(Clone)]
pub(super) struct HostProgram {
    pub pid: Option<Pid>,
    /// Until when it waits for nothing but the server, or for itself to start.
    pub request: Option<Time>,
    what: What,
}

enum What {
    Kubectl {
        kubectl: Box<Kubectl>,
        /// When it has been started.
        begins: Time,
    },
    /// `node-stop NAME`, `node-start NAME`: the switch of a machine. `component-stop NAME`, `component-start NAME`: of
    /// a process of the control plane.
    Power { program: String, name: String },
    /// A kubectl in the background that has answered already, and lives for as long as one takes.
    Ending { until: Time, code: i32 },
}

impl HostProgram {
    pub fn can_be_copied(&self) -> bool {
        match &self.what {
            What::Kubectl { kubectl, .. } => kubectl.can_be_copied(),
            What::Power { .. } | What::Ending { .. } => true,
        }
    }
}

impl Clone for What {
    fn clone(&self) -> What {
        match self {
            What::Kubectl { kubectl, begins } => What::Kubectl { kubectl: Box::new(kubectl.copy()), begins: *begins },
            What::Power { program, name } => What::Power { program: program.clone(), name: name.clone() },
            What::Ending { until, code } => What::Ending { until: *until, code: *code },
        }
    }
}

/// What the shell of a terminal sees.
pub(super) struct TerminalSystem<'a> {
    pub cluster: &'a mut Cluster,
    pub desk: &'a mut Desk,
    pub local: &'a mut Local,
}

impl TerminalSystem<'_> {
    fn poll_kubectl(&mut self, kubectl: &mut Kubectl, request: &mut Option<Time>, io: &mut Io<'_>) -> Poll {
        match kubectl.poll(&mut KubectlHost { system: self, io }) {
            Progress::Exit(code) => {
                if !io.in_background() {
                    self.local.kubectl_ended = Some(self.cluster.now());
                }
                Poll::Exit(code)
            }
            Progress::Waiting(wait) => {
                *request = wait.until.filter(|_| wait.request);
                Poll::Wait(Wait {
                    until: wait.until.map(|t| t.0),
                    readable: wait.stdin.then_some(0),
                    event: wait.events,
                    child: wait.events,
                    ..Wait::default()
                })
            }
        }
    }

    /// To start kubectl takes time: of two in one line, the second sees what the first has set going. One alone answers
    /// at once. In the background, where nobody waits for a prompt, it takes its time.
    fn kubectl_begins(&self) -> Time {
        let now = self.cluster.now();
        if self.local.kubectl_ended == Some(now) { now + self.local.kubectl_takes() } else { now }
    }

    /// Runs the words of `$EDITOR` as a shell would; the number leads to [`TerminalSystem::editor_exit`].
    pub fn run_editor(&mut self, io: &mut Io<'_>, command: &str, path: &str) -> Result<u64, String> {
        // Plain words are started as they are, without a shell.
        let words: Vec<String> = command.split(' ').map(str::to_string).collect();
        if !command.contains(['"', '\'', '\\']) && find_program(self, &io.cwd(), DEFAULT_PATH, &words).is_err() {
            return Err(String::new());
        }
        let argv = ["/bin/bash".to_string(), "-c".to_string(), format!("{command} '{path}'")];
        self.run_program(io, &argv)
    }

    /// Runs a program as kubectl's child; the number leads to [`TerminalSystem::editor_exit`].
    pub fn run_program(&mut self, io: &mut Io<'_>, argv: &[String]) -> Result<u64, String> {
        let found = find_program(self, &io.cwd(), DEFAULT_PATH, argv).map_err(|e| format!("{e:?}"))?;
        let (env, group) = (io.environment(), Group::Inherit);
        let child = Child { argv: found.argv, program: found.program, env, fds: Vec::new(), group };
        Ok(PROCESS_EDITOR + u64::from(io.spawn(self, child)))
    }

    /// The exit code of an editor that has been closed.
    pub fn editor_exit(&mut self, io: &mut Io<'_>, editor: u64) -> Option<i32> {
        match editor.checked_sub(PROCESS_EDITOR) {
            Some(pid) => io.reap(pid as Pid).map(|exit| exit.code),
            None => self.desk.edit_closed(editor).then_some(0),
        }
    }

    fn power(&mut self, io: &mut Io<'_>, program: &str, name: &str) -> Poll {
        let stop = program.ends_with("-stop");
        let (known, what) = if program.starts_with("node") {
            (self.cluster.api().read(crate::kind("", "Node"), "", name).is_some(), "node")
        } else {
            (crate::view::COMPONENTS.contains(&name), "component")
        };
        if !known {
            io.err(self, &format!("{program}: no {what} {name:?}\n"));
            return Poll::Exit(1);
        }
        self.cluster.by_hand(self.local.cause, |world| match what {
            "node" => world.freeze(name, stop),
            _ => world.stop(name, stop),
        });
        let subject = if what == "node" { format!("node {name}: kubelet") } else { name.to_string() };
        io.out(
            self,
            &format!(
                "{subject} {}
",
                if stop { "stopped" } else { "started" }
            ),
        );
        Poll::Exit(0)
    }
}

impl System for TerminalSystem<'_> {
    fn now(&self) -> i64 {
        self.cluster.now().0
    }
    fn begins(&self, io: &Io<'_>) -> i64 {
        if io.in_background() { self.now() } else { self.kubectl_begins().0 }
    }
    fn files(&mut self) -> Files<'_> {
        let now = self.cluster.now().0;
        self.desk.view(now)
    }
    fn hostname(&self) -> String {
        self.desk.hostname.clone()
    }
    fn random(&mut self) -> u64 {
        self.cluster.random()
    }
    fn boot_time(&self) -> i64 {
        crate::scenario::EPOCH.0 - 600_000_000
    }

    fn host_programs(&self) -> &'static [(&'static str, &'static str)] {
        crate::desk::HOST_PROGRAMS
    }

    fn spawn_host(&mut self, argv: &[String]) -> Option<Box<dyn Program>> {
        let name = argv.first()?.rsplit('/').next()?;
        let what = match name {
            "openssl" => return Some(Box::new(Openssl::new(argv))),
            "kubectl" => What::Kubectl { kubectl: Box::new(Kubectl::new(argv)), begins: self.kubectl_begins() },
            "node-stop" | "node-start" | "component-stop" | "component-start" => {
                What::Power { program: name.to_string(), name: argv.get(1).cloned().unwrap_or_default() }
            }
            _ => return None,
        };
        self.local.next_program += 1;
        let handle = self.local.next_program;
        self.local.programs.insert(handle, HostProgram { pid: None, request: None, what });
        Some(Box::new(Remote::new(handle)))
    }
    fn poll_host(&mut self, handle: Handle, io: &mut Io<'_>) -> Poll {
        let Some(mut program) = self.local.programs.remove(&handle) else { return Poll::Exit(127) };
        program.pid = Some(io.pid());
        program.request = None;
        let poll = match &mut program.what {
            What::Kubectl { begins, .. } if self.cluster.now() < *begins => {
                program.request = Some(*begins);
                Wait::until(begins.0)
            }
            What::Kubectl { kubectl, .. } => match self.poll_kubectl(kubectl, &mut program.request, io) {
                // It ends by the signal, as the real one does, so that a loop around it ends too.
                Poll::Exit(code) if code == 128 + Signal::Int.number() => Poll::Killed(Signal::Int),
                Poll::Exit(code) if io.in_background() => {
                    let until = self.cluster.now() + self.local.kubectl_takes();
                    program.what = What::Ending { until, code };
                    Wait::until(until.0)
                }
                poll => poll,
            },
            What::Power { program, name } => self.power(io, program, name),
            What::Ending { until, code } if self.cluster.now() >= *until => Poll::Exit(*code),
            What::Ending { until, .. } => Wait::until(until.0),
        };
        if matches!(poll, Poll::Wait(_)) {
            self.local.programs.insert(handle, program);
        } else {
            self.local.raw = false;
        }
        poll
    }
    fn signal_host(&mut self, handle: Handle, signal: Signal) -> Reaction {
        match self.local.programs.get_mut(&handle) {
            Some(HostProgram { what: What::Kubectl { kubectl, begins }, .. })
                if matches!(signal, Signal::Int | Signal::Term) =>
            {
                *begins = Time::default();
                kubectl.interrupt();
                Reaction::Handled
            }
            _ => Reaction::Default,
        }
    }

    fn net_start(&mut self, request: NetRequest) -> Handle {
        self.call(request)
    }
    fn net_poll(&mut self, handle: Handle) -> Option<Result<NetReply, NetError>> {
        self.reply(handle)
    }
    fn net_address(&mut self, handle: Handle) -> Option<String> {
        self.aimed_at(handle)
    }
    fn net_cancel(&mut self, handle: Handle) {
        self.local.forwarded.remove(&handle);
        self.cluster.world().net.cancel(handle);
    }

    fn interfaces(&self) -> Vec<Interface> {
        let interface = |name: &str, address: &str, prefix, mac: &str, mtu| Interface {
            name: name.into(),
            address: address.into(),
            prefix,
            mac: mac.into(),
            mtu,
        };
        vec![
            interface("lo", "127.0.0.1", 8, "00:00:00:00:00:00", 65536),
            interface("eth0", &self.desk.address, 24, "52:54:00:0a:0a:0a", 1500),
        ]
    }
    fn gateway(&self) -> Option<String> {
        self.desk.address.rsplit_once('.').map(|(net, _)| format!("{net}.1"))
    }

    fn edit(&mut self, path: &str) -> Option<Handle> {
        Some(self.desk.edit(path))
    }
    fn edit_closed(&mut self, handle: Handle) -> bool {
        self.desk.edit_closed(handle)
    }
    fn clear_screen(&mut self) -> bool {
        self.local.cleared = true;
        true
    }
    fn history(&self) -> Vec<String> {
        self.local.history.clone()
    }
}
