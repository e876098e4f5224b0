//! `ping`

use super::{Outcome, Pending};
use crate::kernel::Io;
use crate::program::{Poll, Program, Reaction, Signal, Wait};
use crate::programs::{Call, Flags};
use crate::system::{NET_RAW, NetError, NetReply, NetRequest, System};
use crate::text::duration;

#[derive(Clone)]
struct Ping {
    args: Vec<String>,
    flags: Option<Flags>,
    host: String,
    address: String,
    sent: u64,
    times: Vec<i64>,
    began: i64,
    next: i64,
    pending: Option<Pending>,
    /// The address of the host, once it is known.
    aimed: String,
    stop: bool,
    /// It may not open the socket that it needs.
    denied: bool,
}

pub(in crate::programs) fn start(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    Box::new(Ping {
        args: argv[1..].to_vec(),
        flags: None,
        host: String::new(),
        address: String::new(),
        sent: 0,
        times: Vec::new(),
        began: 0,
        next: 0,
        pending: None,
        aimed: String::new(),
        stop: false,
        denied: false,
    })
}

impl Ping {
    fn begin(&mut self, call: &mut Call<'_, '_>) -> Result<(), i32> {
        let flags = Flags::parse(&self.args, "c:i:W:w:q46ns:t:", &[]).map_err(|error| call.usage(&error) + 1)?;
        let Some(host) = flags.rest.first() else {
            call.err("ping: usage error: Destination address required\n");
            return Err(2);
        };
        let user = call.sys.user();
        // GNU's has the right from its file, whoever runs it, unless nobody in the container may have it.
        self.denied = !user.can(NET_RAW) && (user.uid == 0 || call.busybox());
        if self.denied && !call.busybox() {
            call.err("ping: socktype: SOCK_RAW\nping: socket: Operation not permitted\n");
            call.err("ping: => missing cap_net_raw+p capability or setuid?\n");
            return Err(2);
        }
        self.host = host.clone();
        self.flags = Some(flags);
        self.began = call.sys.now();
        self.next = self.began;
        Ok(())
    }

    fn reply(&mut self, call: &mut Call<'_, '_>, address: String, micros: i64, ttl: u8) {
        let busybox = call.busybox();
        if self.times.is_empty() && self.address.is_empty() {
            let shown = if busybox { "56 data bytes" } else { "56(84) bytes of data." };
            call.out(&format!("PING {} ({address}){} {shown}\n", self.host, if busybox { ":" } else { "" }));
        }
        self.address = address.clone();
        self.times.push(micros);
        if self.flags.as_ref().is_some_and(|flags| flags.has('q')) {
            return;
        }
        let millis = micros as f64 / 1000.0;
        if busybox {
            call.out(&format!("64 bytes from {address}: seq={} ttl={ttl} time={millis:.3} ms\n", self.sent - 1));
        } else {
            let from = if self.host == address { address } else { format!("{} ({address})", self.host) };
            call.out(&format!("64 bytes from {from}: icmp_seq={} ttl={ttl} time={millis:.3} ms\n", self.sent));
        }
    }

    fn summary(&self, call: &mut Call<'_, '_>) -> i32 {
        let (sent, got) = (self.sent, self.times.len() as u64);
        let lost = ((sent - got) * 100).checked_div(sent).unwrap_or(0);
        let busybox = call.busybox();
        let mut text = format!("\n--- {} ping statistics ---\n", self.host);
        let spent = (call.sys.now() - self.began) / 1000;
        if busybox {
            text.push_str(&format!("{sent} packets transmitted, {got} packets received, {lost}% packet loss\n"));
        } else {
            text.push_str(&format!(
                "{sent} packets transmitted, {got} received, {lost}% packet loss, time {spent}ms\n"
            ));
        }
        if let (Some(low), Some(high)) = (self.times.iter().min(), self.times.iter().max()) {
            let mean = self.times.iter().sum::<i64>() as f64 / got as f64 / 1000.0;
            let (low, high) = (*low as f64 / 1000.0, *high as f64 / 1000.0);
            if busybox {
                text.push_str(&format!("round-trip min/avg/max = {low:.3}/{mean:.3}/{high:.3} ms\n"));
            } else {
                text.push_str(&format!(
                    "rtt min/avg/max/mdev = {low:.3}/{mean:.3}/{high:.3}/{:.3} ms\n",
                    (high - low) / 4.0
                ));
            }
        }
        call.out(&text);
        i32::from(got == 0)
    }

    fn failed(&mut self, call: &mut Call<'_, '_>, error: &NetError) -> Option<i32> {
        match error {
            NetError::NoSuchName { .. } | NetError::NoNameServer => {
                call.fail_as(
                    format_args!("bad address '{}'", self.host),
                    format_args!("{}: Name or service not known", self.host),
                );
                Some(if call.busybox() { 1 } else { 2 })
            }
            NetError::Unreachable => {
                call.fail_as(
                    format_args!("sendto: Network is unreachable"),
                    format_args!("connect: Network is unreachable"),
                );
                Some(2)
            }
            _ => {
                if self.address.is_empty() && self.sent == 1 {
                    self.address = self.host.clone();
                    let shown = if call.busybox() { ": 56 data bytes" } else { " 56(84) bytes of data." };
                    let aimed = if self.aimed.is_empty() { &self.host } else { &self.aimed };
                    call.out(&format!("PING {} ({aimed}){shown}\n", self.host));
                }
                None
            }
        }
    }
}

impl Program for Ping {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let mut call = Call { name: "ping", args: &[], io, sys, failed: None };
        if self.flags.is_none()
            && let Err(code) = self.begin(&mut call)
        {
            return Poll::Exit(code);
        }
        let flags = self.flags.clone().unwrap_or_default();
        let count = flags.value('c').and_then(|value| value.parse::<u64>().ok());
        let interval = flags.value('i').and_then(duration).unwrap_or(1_000_000).max(10_000);
        let patience = flags.value('W').and_then(duration).unwrap_or(10_000_000);
        let limit = flags.value('w').and_then(duration).map(|limit| self.began.saturating_add(limit));
        loop {
            if self.stop || limit.is_some_and(|limit| call.sys.now() >= limit) {
                return Poll::Exit(self.summary(&mut call));
            }
            if let Some(pending) = self.pending.clone() {
                pending.note_address(call.sys, &mut self.aimed);
                if self.denied && !self.aimed.is_empty() {
                    call.out(&format!("PING {} ({}): 56 data bytes\n", self.host, self.aimed));
                    return Poll::Exit(call.fail("permission denied (are you root?)"));
                }
                let failed = match pending.poll(call.io, call.sys) {
                    Outcome::Waiting(poll) => return poll,
                    Outcome::Done(Ok(NetReply::Ping { address, micros, hops })) => {
                        self.reply(&mut call, address, micros, 64 - hops);
                        None
                    }
                    Outcome::Done(Ok(_)) | Outcome::TimedOut => self.failed(&mut call, &NetError::TimedOut),
                    Outcome::Done(Err(error)) => self.failed(&mut call, &error),
                };
                self.pending = None;
                if let Some(code) = failed {
                    return Poll::Exit(code);
                }
            }
            if count.is_some_and(|count| self.sent >= count) {
                return Poll::Exit(self.summary(&mut call));
            }
            if call.sys.now() < self.next {
                return Poll::Wait(Wait { until: Some(self.next), ..Wait::default() });
            }
            self.sent += 1;
            self.next = call.sys.now() + interval;
            let request = NetRequest::Ping { host: self.host.clone() };
            self.pending = Some(Pending::start(call.sys, request, Some(patience.min(interval))));
        }
    }

    fn signal(&mut self, signal: Signal) -> Reaction {
        if signal != Signal::Int || self.flags.is_none() {
            return Reaction::Default;
        }
        self.stop = true;
        Reaction::Handled
    }
}
