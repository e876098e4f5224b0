//! The one outside world of a shell and its programs. A host implements what it has; the defaults answer honestly that there is
//! no such thing.

use crate::files::Files;
use crate::kernel::Io;
use crate::program::{Poll, Program, Reaction, Signal};

/// Whose programs these are: the words of messages and the layout of some outputs differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// GNU coreutils, bash and dash: the terminal, and images built on Debian.
    Gnu,
    /// busybox: its applets and ash. Images `busybox` and `alpine`.
    Busybox,
}

/// A number that the host gives to something under way, and which a program keeps.
pub type Handle = u64;

/// The world outside of the programs.
pub trait System {
    /// Now, in microseconds since 1970-01-01T00:00:00Z.
    fn now(&self) -> i64;

    /// When a process that is started now really begins: later than now, where what ran before it answered ahead of its
    /// time.
    fn begins(&self, _io: &Io<'_>) -> i64 {
        self.now()
    }

    /// The file system as the current process sees it (see [`System::enter`]).
    fn files(&mut self) -> Files<'_>;

    /// Called before a process is polled, with the `place` given in its [`crate::Spawn`]. Containers which share their processes
    /// have one kernel, but each has its own files and network; the host switches to the container here.
    fn enter(&mut self, _place: u32) {}

    fn flavour(&self) -> Flavour {
        Flavour::Gnu
    }

    /// The release of busybox, where the system is nothing else: `1.28.4`.
    fn busybox_release(&self) -> String {
        String::new()
    }

    fn hostname(&self) -> String {
        "localhost".into()
    }

    /// Name, uid and gid of the user.
    fn user(&self) -> User {
        User::root()
    }

    fn uname(&self) -> Uname {
        Uname::default()
    }

    /// A number from the host's seeded generator (`$RANDOM`, `mktemp`, `shuf`, /dev/urandom).
    fn random(&mut self) -> u64;

    /// Width of the terminal in characters.
    fn columns(&self) -> u32 {
        80
    }

    /// Memory of the machine in bytes: total and available.
    fn memory(&self) -> (u64, u64) {
        (8 << 30, 6 << 30)
    }

    /// Whether memory is given without end, and whoever takes too much of it is ended from outside, as Linux does with
    /// containers. Else a program that asks for too much is told so.
    fn overcommits(&self) -> bool {
        false
    }

    /// When the machine was started, for `uptime`.
    fn boot_time(&self) -> i64 {
        self.now()
    }

    /// Number of CPUs, for `nproc`.
    fn cpus(&self) -> u32 {
        4
    }

    // Programs of the host.

    /// Programs that only the host knows, and what each does in a line: for `help`.
    fn host_programs(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// A program which only the host knows: `kubectl` in a terminal, `nginx` in a container of that image. Asked before the
    /// shell's own table of programs; `argv[0]` is the bare name. The file must exist in the file system
    /// (see [`crate::Tree::add_program`]).
    fn spawn_host(&mut self, _argv: &[String]) -> Option<Box<dyn Program>> {
        None
    }

    /// Polls a program that the host keeps itself, because it needs what only the host has (the cluster). [`crate::Remote`] is
    /// the program that calls this.
    fn poll_host(&mut self, _handle: Handle, _io: &mut Io<'_>) -> Poll {
        Poll::Exit(127)
    }

    /// A signal for a program that the host keeps itself.
    fn signal_host(&mut self, _handle: Handle, _signal: Signal) -> Reaction {
        Reaction::Default
    }

    // Network.

    /// Begins a network operation.
    fn net_start(&mut self, _request: NetRequest) -> Handle {
        0
    }

    /// The answer, once it is there. Until then the program waits for an event.
    fn net_poll(&mut self, _handle: Handle) -> Option<Result<NetReply, NetError>> {
        Some(Err(NetError::Unreachable))
    }

    /// The address at which an operation is aimed, once its name was resolved and until its answer is taken.
    fn net_address(&mut self, _handle: Handle) -> Option<String> {
        None
    }

    /// The program has lost interest (time-out, Ctrl-C).
    fn net_cancel(&mut self, _handle: Handle) {}

    /// Opens a port for `nc -l` and `httpd`. The kernel closes it when the process ends.
    fn listen(&mut self, _port: u16) -> Result<(), NetError> {
        Err(NetError::Refused)
    }

    fn unlisten(&mut self, _port: u16) {}

    /// The next request that has come to an open port. The program waits for an event in between.
    fn accept(&mut self, _port: u16) -> Option<Incoming> {
        None
    }

    /// Answers an accepted request and closes the connection.
    fn respond(&mut self, _handle: Handle, _data: Vec<u8>) {}

    /// The ports that are open here, lowest first.
    fn open_ports(&self) -> Vec<u16> {
        Vec::new()
    }

    /// The network interfaces, loopback first.
    fn interfaces(&self) -> Vec<Interface> {
        Vec::new()
    }

    /// The default gateway, if there is a network.
    fn gateway(&self) -> Option<String> {
        None
    }

    // The terminal.

    /// Opens an editor on a file. `None`: there is no screen to edit on.
    fn edit(&mut self, _path: &str) -> Option<Handle> {
        None
    }

    /// Whether the editor has been closed. The file has then been written, or not.
    fn edit_closed(&mut self, _handle: Handle) -> bool {
        true
    }

    /// `clear`: returns false when there is no screen, and the program then writes the escape sequence.
    fn clear_screen(&mut self) -> bool {
        false
    }

    /// The commands typed so far, oldest first.
    fn history(&self) -> Vec<String> {
        Vec::new()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub name: String,
    pub uid: u32,
    pub gid: u32,
    /// Groups besides the first one.
    pub groups: Vec<u32>,
    /// What it may do beyond what its files let it do: bits by the kernel's numbers.
    pub capabilities: u64,
}

/// May give files away.
pub const CHOWN: u32 = 0;
/// May read and write any file.
pub const DAC_OVERRIDE: u32 = 1;
/// May do with any file what its owner may.
pub const FOWNER: u32 = 3;
/// May open ports below 1024.
pub const NET_BIND_SERVICE: u32 = 10;
/// May send packets of its own making, as `ping` does.
pub const NET_RAW: u32 = 13;
/// May mount, and much else.
pub const SYS_ADMIN: u32 = 21;

impl User {
    /// Who may do everything.
    pub fn root() -> User {
        User { name: "root".into(), uid: 0, gid: 0, groups: Vec::new(), capabilities: u64::MAX }
    }

    /// Whether it has a capability.
    pub fn can(&self, capability: u32) -> bool {
        self.capabilities >> capability & 1 == 1
    }
}

/// What `uname` prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uname {
    pub sysname: String,
    pub release: String,
    pub version: String,
    pub machine: String,
}

impl Default for Uname {
    fn default() -> Self {
        Uname {
            sysname: "Linux".into(),
            release: "6.1.0-28-amd64".into(),
            version: "#1 SMP PREEMPT_DYNAMIC Debian 6.1.119-1 (2024-11-22)".into(),
            machine: "x86_64".into(),
        }
    }
}

/// One interface, as `ip addr` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    pub name: String,
    /// Dotted IPv4 address.
    pub address: String,
    pub prefix: u8,
    /// Hardware address, `00:00:00:00:00:00` for the loopback.
    pub mac: String,
    pub mtu: u32,
}

/// What a program asks of the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetRequest {
    /// The addresses of a name, asked of this name server, or of the usual one.
    Lookup { name: String, kind: LookupKind, server: Option<String> },
    /// Opens a TCP connection to `host` (name or address) and sends `data`; the answer is all that comes back.
    Tcp { host: String, port: u16, data: Vec<u8> },
    /// One HTTP exchange. `path` begins with `/` and holds the query.
    Http(HttpRequest),
    /// One ICMP echo.
    Ping { host: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookupKind {
    Address,
    /// Address to name.
    Reverse,
    /// SRV records: `_http._tcp.web.default.svc.cluster.local`.
    Service,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    pub https: bool,
    /// Whether any certificate will do, or one of the cluster's own authority.
    pub trusts: bool,
    /// Name or address, without the port.
    pub host: String,
    pub port: u16,
    pub method: String,
    pub path: String,
    /// Headers in order, among them Host and User-Agent.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// The answers, one for each kind of request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetReply {
    Lookup(Lookup),
    /// Connected to this address; the bytes that came back.
    Tcp {
        address: String,
        data: Vec<u8>,
    },
    /// Connected to this address; the answer.
    Http {
        address: String,
        response: HttpResponse,
    },
    /// Echo reply from this address after so many microseconds, passed on by so many routers.
    Ping {
        address: String,
        micros: i64,
        hops: u8,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Lookup {
    /// Address of the name server that answered.
    pub server: String,
    /// The full name that was found.
    pub name: String,
    /// Addresses, names or SRV targets, by kind.
    pub answers: Vec<String>,
    /// Names on the way to that one, each with the one that it stands for.
    pub aliases: Vec<(String, String)>,
    /// Whether the name server itself is in charge of the name, and has not asked another one.
    pub authoritative: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpResponse {
    /// `HTTP/1.1`
    pub version: String,
    pub status: u16,
    pub reason: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// Why a network operation failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetError {
    /// The name server says that there is no such name. Holds the server's address.
    NoSuchName { server: String },
    /// No name server answers.
    NoNameServer,
    /// Connection refused: nobody listens.
    Refused,
    /// No route to host.
    NoRoute,
    /// There is no network.
    Unreachable,
    /// Nobody answers, ever. The host keeps the operation pending; this ends it when the host itself gives up.
    TimedOut,
    /// The other side closed the connection without an answer.
    Reset,
    /// Empty reply from server.
    Empty,
    /// The port is already open.
    InUse,
    /// Only root may open the port.
    Denied,
    /// TLS was spoken to somebody who does not speak it.
    NotTls,
    /// The certificate of the other side is not trusted.
    Certificate,
}

/// A request that came to an open port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    pub handle: Handle,
    /// Address of the other side.
    pub from: String,
    pub data: Vec<u8>,
}
