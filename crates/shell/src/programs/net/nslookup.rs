//! `nslookup` of busybox before 1.29, which documentation prefers: it resolves a name like any program, search domains and
//! all, and numbers the addresses.

use super::{Outcome, Pending};
use crate::kernel::Io;
use crate::program::{Poll, Program};
use crate::system::{LookupKind, NetReply, NetRequest, System};

const TIMEOUT: i64 = 10_000_000;

#[derive(Clone)]
pub(super) struct Old {
    name: String,
    server: String,
    /// Addresses whose names are still asked for, the next one first; `None` until they are known.
    addresses: Option<Vec<String>>,
    asks: Ask,
    pending: Option<Pending>,
    shown: usize,
}

#[derive(Clone, PartialEq, Eq)]
enum Ask {
    Server,
    Name,
    Back,
}

/// Whether a release of busybox has this `nslookup`.
pub(super) fn is_old(release: &str) -> bool {
    let mut parts = release.split('.').map(|part| part.parse::<u32>().unwrap_or(u32::MAX));
    parts.next() == Some(1) && parts.next().is_some_and(|minor| minor < 29)
}

impl Old {
    pub(super) fn new(args: &[String], sys: &mut dyn System) -> Old {
        let config = sys.files().read_text("/etc/resolv.conf").unwrap_or_default();
        let known = config.lines().find_map(|line| line.strip_prefix("nameserver ")).unwrap_or("");
        let server = args.get(1).map_or(known, String::as_str).trim().to_string();
        let name = args.first().cloned().unwrap_or_default();
        Old { name, server, addresses: None, asks: Ask::Server, pending: None, shown: 0 }
    }

    fn start(&mut self, sys: &mut dyn System, name: &str) {
        let kind = if super::lookup::is_address(name) { LookupKind::Reverse } else { LookupKind::Address };
        let request = NetRequest::Lookup {
            name: name.to_string(),
            kind,
            server: Some(self.server.clone()).filter(|s| !s.is_empty()),
        };
        self.pending = Some(Pending::start(sys, request, Some(TIMEOUT)));
    }

    /// A numbered line: the address, and its name where it has one.
    fn show(&mut self, io: &mut Io<'_>, sys: &mut dyn System, address: &str, name: Option<&String>) {
        self.shown += 1;
        let name = name.map_or(String::new(), |name| format!(" {}", name.trim_end_matches('.')));
        io.out(sys, &format!("Address {}: {address}{name}\n", self.shown));
    }
}

impl Program for Old {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        loop {
            let Some(pending) = self.pending.clone() else {
                let next = match self.asks {
                    Ask::Server => self.server.clone(),
                    Ask::Name if super::lookup::is_address(&self.name) => {
                        self.addresses = Some(vec![self.name.clone()]);
                        self.asks = Ask::Back;
                        io.out(sys, &format!("Name:      {}\n", self.name));
                        continue;
                    }
                    Ask::Name => self.name.clone(),
                    Ask::Back => match self.addresses.as_ref().and_then(|all| all.first()) {
                        Some(address) => address.clone(),
                        None => return Poll::Exit(0),
                    },
                };
                self.start(sys, &next);
                continue;
            };
            let answers = match pending.poll(io, sys) {
                Outcome::Waiting(poll) => return poll,
                Outcome::Done(Ok(NetReply::Lookup(lookup))) => lookup.answers,
                _ => Vec::new(),
            };
            self.pending = None;
            match self.asks {
                Ask::Server => {
                    let server = self.server.clone();
                    io.out(sys, &format!("Server:    {server}\n"));
                    self.show(io, sys, &server, answers.first());
                    io.out(sys, "\n");
                    self.shown = 0;
                    self.asks = Ask::Name;
                }
                Ask::Name if answers.is_empty() => {
                    io.err(sys, &format!("nslookup: can't resolve '{}'\n", self.name));
                    return Poll::Exit(1);
                }
                Ask::Name => {
                    io.out(sys, &format!("Name:      {}\n", self.name));
                    self.addresses = Some(answers);
                    self.asks = Ask::Back;
                }
                Ask::Back => {
                    let all = self.addresses.as_mut();
                    let address = all.filter(|all| !all.is_empty()).map(|all| all.remove(0)).unwrap_or_default();
                    self.show(io, sys, &address, answers.first());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_old;

    #[test]
    fn the_release_decides() {
        assert!(is_old("1.28.4") && is_old("1.27") && !is_old("1.29.2") && !is_old("1.36.1") && !is_old("3.22.2"));
        assert!(!is_old(""));
    }
}
