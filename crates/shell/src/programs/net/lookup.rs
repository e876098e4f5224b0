//! `nslookup`, `host`, `dig`

use super::{Outcome, Pending, nslookup};
use crate::kernel::Io;
use crate::program::{Poll, Program};
use crate::programs::Call;
use crate::system::{Flavour, Lookup, LookupKind, NetError, NetReply, NetRequest, System};

const TIMEOUT: i64 = 10_000_000;

/// Types of records that can be asked for.
const RECORDS: [&str; 10] = ["A", "AAAA", "ANY", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT"];

#[derive(Clone)]
struct Ask {
    program: String,
    args: Vec<String>,
    /// Who is asked, if that was said.
    server: Option<String>,
    /// Names still to be asked for, each with a type of records, the first one last; filled when it begins.
    todo: Option<Vec<(String, String)>>,
    name: String,
    /// The type of records that is asked for: `A`, `SRV`.
    records: String,
    /// Whether the type was said.
    typed: bool,
    /// Whether it is the one of busybox: the tools of bind come with dig, and with their own.
    busybox: bool,
    pending: Option<Pending>,
    head: bool,
    status: i32,
}

pub(in crate::programs) fn start(argv: &[String], sys: &mut dyn System) -> Box<dyn Program> {
    let program = crate::files::path::base_name(&argv[0]).to_string();
    let args: Vec<String> = argv[1..].iter().filter(|arg| !arg.starts_with(['-', '+', '@'])).cloned().collect();
    let mut args = args;
    let mut records = "A".to_string();
    let typed =
        argv.iter().find_map(|a| a.strip_prefix("-type=").or(a.strip_prefix("-q=")).or(a.strip_prefix("-query=")));
    let flagged = argv.windows(2).find(|w| w[0] == "-t").map(|w| w[1].as_str());
    let bare =
        args.iter().find(|a| program == "dig" && RECORDS.contains(&a.to_uppercase().as_str())).map(String::as_str);
    let word = typed.or(flagged).or(bare);
    let typed = word.is_some();
    if let Some(word) = word {
        records = word.to_uppercase();
        let word = word.to_string();
        args.retain(|a| *a != word);
    }
    if program == "nslookup" && !args.is_empty() && nslookup::is_old(&sys.busybox_release()) {
        return Box::new(nslookup::Old::new(&args, sys));
    }
    let at = argv.iter().find_map(|arg| arg.strip_prefix('@').filter(|_| program == "dig"));
    let server = at.map(String::from).or_else(|| args.get(1).filter(|_| program != "dig").cloned());
    Box::new(Ask {
        program,
        args,
        server,
        todo: None,
        name: String::new(),
        records,
        typed,
        busybox: sys.flavour() == Flavour::Busybox && !sys.files().exists("/usr/bin/dig"),
        pending: None,
        head: false,
        status: 0,
    })
}

pub(super) fn is_address(name: &str) -> bool {
    name.split('.').count() == 4 && name.split('.').all(|part| part.parse::<u8>().is_ok())
}

/// The name under which the name of an address is kept; any other name is itself.
fn arpa(name: &str) -> String {
    if !is_address(name) {
        return name.to_string();
    }
    let backwards: Vec<&str> = name.rsplit('.').collect();
    format!("{}.in-addr.arpa", backwards.join("."))
}

impl Ask {
    /// busybox asks for a name without dots in each search domain, and for any other as it is.
    fn names(&self, call: &mut Call<'_, '_>) -> Vec<String> {
        let Some(name) = self.args.first().cloned() else { return Vec::new() };
        if self.program != "nslookup" || !self.busybox || is_address(&name) {
            return vec![name];
        }
        let config = call.sys.files().read_text("/etc/resolv.conf").unwrap_or_default();
        let domains = config.lines().find_map(|line| line.strip_prefix("search ")).unwrap_or("");
        if name.contains('.') || domains.is_empty() {
            return vec![format!("{}.", name.trim_end_matches('.'))];
        }
        domains.split_whitespace().map(|domain| format!("{name}.{domain}.")).collect()
    }

    /// What is asked, in turn: busybox wants the addresses of both kinds of each name.
    fn questions(&self, call: &mut Call<'_, '_>) -> Vec<(String, String)> {
        let names = self.names(call);
        let both = self.program == "nslookup" && self.busybox && !self.typed && !names.iter().any(|n| is_address(n));
        let kinds: &[&str] = if both { &["A", "AAAA"] } else { &[&self.records] };
        kinds.iter().flat_map(|kind| names.iter().map(move |name| (name.clone(), kind.to_string()))).collect()
    }

    fn show(&mut self, call: &mut Call<'_, '_>, result: Result<Lookup, NetError>) {
        let name = self.name.trim_end_matches('.').to_string();
        let server = match &result {
            Ok(lookup) => lookup.server.clone(),
            Err(NetError::NoSuchName { server }) => server.clone(),
            Err(_) => String::new(),
        };
        if server.is_empty() {
            self.status = 1;
            // The questions are asked at once, and none is answered.
            self.todo = Some(Vec::new());
            if self.program == "nslookup" && self.busybox {
                return call.out(";; connection timed out; no servers could be reached\n\n");
            }
            let config = call.sys.files().read_text("/etc/resolv.conf").unwrap_or_default();
            let known = config.lines().find_map(|line| line.strip_prefix("nameserver ")).unwrap_or("127.0.0.1");
            let asked = self.server.as_deref().unwrap_or(known);
            let mut text = format!(";; communications error to {asked}#53: timed out\n").repeat(3);
            if self.program == "dig" {
                self.status = 9;
                text += &self.banner(call);
            }
            text += ";; no servers could be reached\n";
            return call.out(&(text + if self.program == "nslookup" { "\n" } else { "" }));
        }
        let reverse = is_address(&name);
        match self.program.as_str() {
            "host" => self.show_host(call, &name, reverse, result),
            "dig" => self.show_dig(call, &name, &server, result),
            _ => self.show_nslookup(call, &name, &server, reverse, result),
        }
    }

    fn show_nslookup(
        &mut self,
        call: &mut Call<'_, '_>,
        name: &str,
        server: &str,
        reverse: bool,
        result: Result<Lookup, NetError>,
    ) {
        let mut text = String::new();
        // Whoever is asked for the name of an address is not told of by bind.
        if !std::mem::replace(&mut self.head, true) && (self.busybox || !reverse) {
            let mark = if self.busybox { ":" } else { "#" };
            text.push_str(&format!("Server:\t\t{server}\nAddress:\t{server}{mark}53\n\n"));
        }
        match result {
            Ok(lookup) if reverse => {
                for answer in &lookup.answers {
                    let dot = if self.busybox { "" } else { "." };
                    text.push_str(&format!("{}\tname = {answer}{dot}\n", arpa(name)));
                }
                text.push('\n');
            }
            Ok(lookup) => {
                let dot = if self.busybox { "" } else { "." };
                if !lookup.authoritative {
                    text.push_str("Non-authoritative answer:\n");
                }
                for (alias, target) in &lookup.aliases {
                    text.push_str(&format!("{alias}\tcanonical name = {target}{dot}\n"));
                }
                for answer in &lookup.answers {
                    if self.records == "SRV" {
                        text.push_str(&format!("{}\tservice = {answer}{dot}\n", lookup.name));
                    } else {
                        text.push_str(&format!("Name:\t{}\nAddress: {answer}\n", lookup.name));
                    }
                }
                if lookup.answers.is_empty() && lookup.aliases.is_empty() && !self.busybox {
                    text.push_str(&format!("*** Can't find {name}: No answer\n"));
                }
                text.push('\n');
            }
            Err(_) => {
                self.status = 1;
                text.push_str(&format!("** server can't find {}: NXDOMAIN\n\n", arpa(name)));
            }
        }
        call.out(&text);
    }

    fn show_host(&mut self, call: &mut Call<'_, '_>, name: &str, reverse: bool, result: Result<Lookup, NetError>) {
        match result {
            Ok(lookup) => {
                for (alias, target) in &lookup.aliases {
                    call.out(&format!("{alias} is an alias for {target}.\n"));
                }
                for answer in &lookup.answers {
                    if reverse {
                        call.out(&format!("{} domain name pointer {answer}.\n", arpa(name)));
                    } else if self.records == "SRV" {
                        call.out(&format!("{} has SRV record {answer}.\n", lookup.name));
                    } else {
                        call.out(&format!("{} has address {answer}\n", lookup.name));
                    }
                }
            }
            Err(_) => {
                self.status = 1;
                call.out(&format!(
                    "Host {} not found: 3(NXDOMAIN)\n",
                    if reverse { arpa(name) + "." } else { name.into() }
                ));
            }
        }
    }

    /// What dig says of itself.
    fn banner(&self, call: &Call<'_, '_>) -> String {
        let found = if self.server.is_some() { "; (1 server found)\n" } else { "" };
        let words = call.io.argv()[1..].join(" ");
        format!("\n; <<>> DiG 9.18.28 <<>> {words}\n{found};; global options: +cmd\n")
    }

    fn show_dig(&mut self, call: &mut Call<'_, '_>, name: &str, server: &str, result: Result<Lookup, NetError>) {
        let argv = call.io.argv();
        let status = if result.is_ok() { "NOERROR" } else { "NXDOMAIN" };
        let local = name.ends_with(".cluster.local") || name.ends_with(".arpa");
        let Lookup { answers, aliases, name: found, authoritative, .. } =
            result.unwrap_or(Lookup { authoritative: local, ..Lookup::default() });
        let searched = argv.iter().any(|arg| arg == "+search") && !found.is_empty();
        let name = if searched { &found } else { name };
        let is_name = matches!(self.records.as_str(), "SRV" | "PTR");
        let dot = if is_name { "." } else { "" };
        if argv.iter().any(|arg| arg == "+short") {
            let targets = aliases.iter().map(|(_, target)| format!("{target}.\n"));
            let text: String = targets.chain(answers.iter().map(|answer| format!("{answer}{dot}\n"))).collect();
            return call.out(&text);
        }
        // A name of n characters takes two more in a message, and a record 10 besides its name and what it says.
        let record = |name: &str, kind: &str, told: &str| columns(&[&format!("{name}."), "30", "IN", kind, told]);
        let mut section = String::new();
        let mut size = 12 + name.len() + 2 + 4;
        for (alias, target) in &aliases {
            section += &record(alias, "CNAME", &format!("{target}."));
            size += alias.len() + 2 + 10 + target.len() + 2;
        }
        let owner = if aliases.is_empty() { name } else { &found };
        for answer in &answers {
            section += &record(owner, &self.records, &format!("{answer}{dot}"));
            let target = answer.rsplit(' ').next().unwrap_or("").len() + 2;
            size += owner.len()
                + 2
                + 10
                + if self.records == "SRV" {
                    6 + target
                } else if is_name {
                    target
                } else {
                    4
                };
        }
        if argv.iter().any(|arg| arg == "+noall") && argv.iter().any(|arg| arg == "+answer") {
            return call.out(&section);
        }
        let now = call.sys.now();
        let none = answers.is_empty() && aliases.is_empty();
        if none {
            // Where nothing is, the one in charge is told.
            let (zone, who) = match local {
                true => ("cluster.local.", "ns.dns.cluster.local. hostmaster.cluster.local."),
                false => (".", "a.root-servers.net. nstld.verisign-grs.com."),
            };
            let zone = if name.ends_with(".arpa") { "in-addr.arpa." } else { zone };
            section = columns(&[zone, "30", "IN", "SOA", &format!("{who} {} 7200 1800 86400 30", now / 1_000_000)]);
            size += zone.len() + 1 + 10 + who.len() + 1 + 20;
        }
        let mut text = self.banner(call) + ";; Got answer:\n";
        if name.ends_with(".local") {
            text += ";; WARNING: .local is reserved for Multicast DNS\n;; You are currently testing what happens when an mDNS \
                     query is leaked to DNS\n";
        }
        let (flags, warning) = match authoritative {
            true => ("qr aa rd", ";; WARNING: recursion requested but not available\n"),
            false => ("qr rd ra", ""),
        };
        let (id, cookie) = (call.sys.random() % 65536, call.sys.random());
        text += &format!(
            ";; ->>HEADER<<- opcode: QUERY, status: {status}, id: {id}\n;; flags: {flags}; QUERY: 1, ANSWER: {}, AUTHORITY: \
             {}, ADDITIONAL: 1\n{warning}\n;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n; COOKIE: \
             {cookie:016x} (echoed)\n;; QUESTION SECTION:\n;{}\n;; {} SECTION:\n{section}\n",
            answers.len() + aliases.len(),
            u8::from(none),
            columns(&[&format!("{name}."), "", "IN", &self.records]),
            if none { "AUTHORITY" } else { "ANSWER" },
        );
        text += &format!(
            ";; Query time: 0 msec\n;; SERVER: {server}#53({server}) (UDP)\n;; WHEN: {}\n;; MSG SIZE  rcvd: {}\n\n",
            crate::text::date(now, "%a %b %d %H:%M:%S UTC %Y"),
            size + 23,
        );
        call.out(&text);
    }
}

/// A line of dig: fields at their stops, as far as there is room.
fn columns(fields: &[&str]) -> String {
    let mut line = String::new();
    let mut at = 0;
    for (field, stop) in fields.iter().zip([0, 24, 32, 40, 48]) {
        if field.is_empty() {
            continue;
        }
        if at > 0 && at >= stop {
            line.push(' ');
            at += 1;
        }
        while at < stop {
            line.push('\t');
            at = (at / 8 + 1) * 8;
        }
        line += field;
        at += field.len();
    }
    line + "\n"
}

impl Program for Ask {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let program = self.program.clone();
        let mut call = Call { name: &program, args: &[], io, sys, failed: None };
        if self.todo.is_none() {
            if self.args.is_empty() {
                call.err(&format!("Usage: {program} HOST [DNS_SERVER]\n"));
                return Poll::Exit(1);
            }
            let mut questions = self.questions(&mut call);
            questions.reverse();
            self.todo = Some(questions);
        }
        loop {
            let Some(pending) = self.pending.clone() else {
                let Some((name, records)) = self.todo.as_mut().and_then(Vec::pop) else {
                    return Poll::Exit(self.status);
                };
                self.records = records;
                // dig does not complete names.
                let completes = call.io.argv().iter().any(|arg| arg == "+search");
                let asked = if program == "dig" && !completes {
                    format!("{}.", name.trim_end_matches('.'))
                } else {
                    name.clone()
                };
                let backwards = is_address(&name) && (program != "dig" || call.io.argv().iter().any(|arg| arg == "-x"));
                let kind = match self.records.as_str() {
                    _ if backwards => LookupKind::Reverse,
                    "SRV" => LookupKind::Service,
                    _ => LookupKind::Address,
                };
                self.name = if backwards && program == "dig" { arpa(&name) } else { name.clone() };
                if backwards && program == "dig" {
                    self.records = "PTR".into();
                }
                let asked = if kind == LookupKind::Reverse { name } else { asked };
                let request = NetRequest::Lookup { name: asked, kind, server: self.server.clone() };
                self.pending = Some(Pending::start(call.sys, request, Some(TIMEOUT)));
                continue;
            };
            let result = match pending.poll(call.io, call.sys) {
                Outcome::Waiting(poll) => return poll,
                Outcome::TimedOut => Err(NetError::TimedOut),
                Outcome::Done(Ok(NetReply::Lookup(mut lookup))) => {
                    // Names have addresses and services here, and no other records.
                    if !["A", "ANY", "SRV", "PTR"].contains(&self.records.as_str()) {
                        lookup.answers.clear();
                    }
                    Ok(lookup)
                }
                Outcome::Done(Ok(_)) => Err(NetError::TimedOut),
                Outcome::Done(Err(error)) => Err(error),
            };
            self.pending = None;
            self.show(&mut call, result);
        }
    }
}
