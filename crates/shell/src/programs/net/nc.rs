//! `nc` and `telnet`: connect, send what comes on standard input, print what comes back; or listen.

use super::{Outcome, Pending};
use crate::kernel::{Input, Io};
use crate::program::{Poll, Program, Wait};
use crate::programs::{Call, Flags};
use crate::system::{NetError, NetReply, NetRequest, System};
use crate::text::duration;

#[derive(Clone)]
struct Nc {
    name: String,
    args: Vec<String>,
    flags: Option<Flags>,
    host: String,
    ports: Vec<u16>,
    data: Vec<u8>,
    ended: bool,
    pending: Option<(u16, Pending)>,
    /// The address of the host, once it is known.
    aimed: String,
    listening: Option<u16>,
    status: i32,
}

pub(in crate::programs) fn start(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    let name = crate::files::path::base_name(&argv[0]).to_string();
    Box::new(Nc {
        name,
        args: argv[1..].to_vec(),
        flags: None,
        host: String::new(),
        ports: Vec::new(),
        data: Vec::new(),
        ended: false,
        pending: None,
        aimed: String::new(),
        listening: None,
        status: 0,
    })
}

impl Nc {
    fn begin(&mut self, call: &mut Call<'_, '_>) -> Result<(), i32> {
        let flags = Flags::parse(&self.args, "zvw:lp:nkuq:N46e:s:i:", &[]).map_err(|error| call.usage(&error))?;
        if flags.has('e') || flags.has('u') {
            call.fail("running a program on a connection, and UDP, are not simulated here");
            return Err(1);
        }
        let mut rest = flags.rest.clone();
        if flags.has('l') {
            let port = flags.value('p').map(String::from).or_else(|| rest.pop()).and_then(|port| port.parse().ok());
            let Some(port) = port else {
                call.err("usage: nc -l -p PORT\n");
                return Err(1);
            };
            if let Err(error) = call.io.listen(call.sys, port) {
                let text = match error {
                    NetError::InUse if call.busybox() => "bind: Address already in use".to_string(),
                    NetError::InUse => "Address already in use".to_string(),
                    NetError::Denied if call.busybox() => "bind: Permission denied".to_string(),
                    NetError::Denied => "Permission denied".to_string(),
                    _ => "opening ports is not simulated here".to_string(),
                };
                return Err(call.fail(text));
            }
            self.listening = Some(port);
            if flags.has('v') {
                call.err(&format!("Listening on 0.0.0.0 {port}\n"));
            }
            self.flags = Some(flags);
            return Ok(());
        }
        let default = if self.name == "telnet" { Some("23".to_string()) } else { None };
        let (Some(host), Some(ports)) = (rest.first().cloned(), rest.get(1).cloned().or(default)) else {
            call.err(if self.name == "telnet" {
                "Usage: telnet HOST [PORT]\n"
            } else {
                "usage: nc [-zv] [-w SECONDS] HOST PORT\n"
            });
            return Err(1);
        };
        self.host = host;
        self.ports = match ports.split_once('-') {
            Some((from, to)) => match (from.parse::<u16>(), to.parse::<u16>()) {
                (Ok(from), Ok(to)) => (from..=to).rev().take(1024).collect(),
                _ => Vec::new(),
            },
            None => ports.parse().into_iter().collect(),
        };
        if self.ports.is_empty() {
            return Err(call.fail(format!("port number invalid: {ports}")));
        }
        self.flags = Some(flags);
        Ok(())
    }

    /// Reads all of standard input; `Some` while it is still coming.
    fn read(&mut self, call: &mut Call<'_, '_>) -> Option<Poll> {
        while !self.ended {
            match call.io.read(call.sys, 0, 65536) {
                Ok(Input::Wait) => return Some(Wait::readable(0)),
                Ok(Input::Data(data)) => {
                    self.data.extend(data);
                    // An empty line ends a request that somebody types.
                    if self.data.ends_with(b"\n\n") || self.data.ends_with(b"\r\n\r\n") {
                        self.ended = true;
                    }
                    if self.data.len() > 1 << 20 {
                        self.ended = true;
                    }
                }
                _ => self.ended = true,
            }
        }
        None
    }

    fn listen(&mut self, call: &mut Call<'_, '_>, flags: &Flags, port: u16) -> Poll {
        if let Some(poll) = self.read(call) {
            // A listener does not wait for a keyboard before it answers.
            if !call.io.is_terminal(0) {
                return poll;
            }
        }
        match call.sys.accept(port) {
            None => Wait::event(),
            Some(incoming) => {
                if flags.has('v') {
                    call.err(&format!("Connection received on {}\n", incoming.from));
                }
                call.out_bytes(&incoming.data);
                let answer = self.data.clone();
                call.sys.respond(incoming.handle, answer);
                if flags.has('k') { Wait::again() } else { Poll::Exit(0) }
            }
        }
    }

    fn told(&mut self, call: &mut Call<'_, '_>, flags: &Flags, port: u16, result: Result<NetReply, NetError>) {
        let host = self.host.clone();
        let scan = flags.has('z');
        match result {
            Ok(NetReply::Tcp { address, data }) => {
                self.status = 0;
                if self.name == "telnet" {
                    call.out(&format!("Trying {address}...\nConnected to {host}.\nEscape character is '^]'.\n"));
                } else if flags.has('v') {
                    let text = if call.busybox() {
                        format!("{host} ({address}:{port}) open\n")
                    } else {
                        format!("Connection to {host} ({address}) {port} port [tcp/*] succeeded!\n")
                    };
                    call.err(&text);
                }
                if !scan {
                    call.out_bytes(&data);
                }
                if self.name == "telnet" {
                    call.err("Connection closed by foreign host.\n");
                }
            }
            Ok(_) => self.status = 1,
            Err(error) => {
                self.status = 1;
                let busybox = call.busybox();
                let why = match &error {
                    NetError::Refused | NetError::InUse | NetError::Denied => "Connection refused",
                    NetError::NoRoute => "No route to host",
                    NetError::Unreachable => "Network is unreachable",
                    NetError::TimedOut => {
                        if busybox {
                            "Connection timed out"
                        } else {
                            "Operation timed out"
                        }
                    }
                    _ => "Connection reset by peer",
                };
                let aimed = if self.aimed.is_empty() { &host } else { &self.aimed };
                let unknown = matches!(error, NetError::NoSuchName { .. } | NetError::NoNameServer);
                let text = match (self.name.as_str(), busybox) {
                    ("telnet", true) if unknown => format!("bad address '{host}'"),
                    ("telnet", true) => format!("can't connect to remote host ({aimed}): {why}"),
                    ("telnet", false) if unknown => {
                        format!("could not resolve {host}/{port}: Name or service not known")
                    }
                    ("telnet", false) => format!("Unable to connect to remote host: {why}"),
                    (_, true) if unknown => format!("bad address '{host}'"),
                    (_, true) => format!("{host} ({aimed}:{port}): {why}"),
                    (_, false) if unknown => {
                        format!("getaddrinfo for host \"{host}\" port {port}: Name or service not known")
                    }
                    (_, false) => format!("connect to {host} port {port} (tcp) failed: {why}"),
                };
                // Scanning without -v is silent.
                if !scan || flags.has('v') || unknown {
                    call.fail(text);
                }
            }
        }
    }
}

impl Program for Nc {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let name = self.name.clone();
        let mut call = Call { name: &name, args: &[], io, sys, failed: None };
        if self.flags.is_none()
            && let Err(code) = self.begin(&mut call)
        {
            return Poll::Exit(code);
        }
        let flags = self.flags.clone().unwrap_or_default();
        if let Some(port) = self.listening {
            return self.listen(&mut call, &flags, port);
        }
        loop {
            if !call.io.spend(20) {
                return Wait::again();
            }
            if let Some((port, pending)) = self.pending.clone() {
                pending.note_address(call.sys, &mut self.aimed);
                let result = match pending.poll(call.io, call.sys) {
                    Outcome::Waiting(poll) => return poll,
                    Outcome::TimedOut => Err(NetError::TimedOut),
                    Outcome::Done(result) => result,
                };
                self.pending = None;
                self.told(&mut call, &flags, port, result);
                continue;
            }
            let Some(port) = self.ports.pop() else { return Poll::Exit(self.status) };
            if !flags.has('z')
                && name != "telnet"
                && let Some(poll) = self.read(&mut call)
            {
                self.ports.push(port);
                return poll;
            }
            let timeout = flags.value('w').and_then(duration).unwrap_or(127_000_000);
            let request = NetRequest::Tcp { host: self.host.clone(), port, data: self.data.clone() };
            self.pending = Some((port, Pending::start(call.sys, request, Some(timeout))));
        }
    }
}
