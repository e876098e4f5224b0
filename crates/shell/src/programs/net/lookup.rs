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
            let text = match (self.program.as_str(), self.busybox) {
                ("host" | "dig", _) | (_, false) => {
                    ";; communications error: timed out\n;; no servers could be reached\n"
                }
                _ => ";; connection timed out; no servers could be reached\n\n",
            };
            return call.out(text);
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
        if !std::mem::replace(&mut self.head, true) {
            let mark = if self.busybox { ":" } else { "#" };
            text.push_str(&format!("Server:\t\t{server}\nAddress:\t{server}{mark}53\n\n"));
        }
        match result {
            Ok(lookup) if reverse => {
                let backwards: Vec<&str> = name.rsplit('.').collect();
                for answer in &lookup.answers {
                    let dot = if self.busybox { "" } else { "." };
                    text.push_str(&format!("{}.in-addr.arpa\tname = {answer}{dot}\n", backwards.join(".")));
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
                text.push_str(&format!("** server can't find {name}: NXDOMAIN\n\n"));
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
                        let backwards: Vec<&str> = name.rsplit('.').collect();
                        call.out(&format!("{}.in-addr.arpa domain name pointer {answer}.\n", backwards.join(".")));
                    } else if self.records == "SRV" {
                        call.out(&format!("{} has SRV record {answer}.\n", lookup.name));
                    } else {
                        call.out(&format!("{} has address {answer}\n", lookup.name));
                    }
                }
            }
            Err(_) => {
                self.status = 1;
                call.out(&format!("Host {name} not found: 3(NXDOMAIN)\n"));
            }
        }
    }

    fn show_dig(&mut self, call: &mut Call<'_, '_>, name: &str, server: &str, result: Result<Lookup, NetError>) {
        let argv = call.io.argv();
        let Lookup { answers, aliases, name: found, .. } = result.clone().unwrap_or_default();
        if argv.iter().any(|arg| arg == "+short") {
            let targets = aliases.iter().map(|(_, target)| format!("{target}.\n"));
            let text: String = targets.chain(answers.iter().map(|answer| format!("{answer}\n"))).collect();
            return call.out(&text);
        }
        let status = if result.is_ok() { "NOERROR" } else { "NXDOMAIN" };
        let mut text = format!(
            "\n; <<>> DiG 9.18.28 <<>> {}\n;; global options: +cmd\n;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: {status}, id: {}\n;; flags: qr aa rd; QUERY: 1, ANSWER: {}, AUTHORITY: 0, ADDITIONAL: 0\n\n;; QUESTION SECTION:\n;{name}.\t\t\tIN\t{}\n\n",
            argv[1..].join(" "),
            call.sys.random() % 65536,
            answers.len() + aliases.len(),
            self.records,
        );
        let dot = if self.records == "SRV" { "." } else { "" };
        if !answers.is_empty() || !aliases.is_empty() {
            text.push_str(";; ANSWER SECTION:\n");
            for (alias, target) in &aliases {
                text.push_str(&format!("{alias}.\t\t30\tIN\tCNAME\t{target}.\n"));
            }
            let name = if aliases.is_empty() { name } else { &found };
            for answer in &answers {
                text.push_str(&format!("{name}.\t\t30\tIN\t{}\t{answer}{dot}\n", self.records));
            }
            text.push('\n');
        }
        text.push_str(&format!(";; Query time: 0 msec\n;; SERVER: {server}#53({server}) (UDP)\n\n"));
        call.out(&text);
    }
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
                let asked = if program == "dig" { format!("{}.", name.trim_end_matches('.')) } else { name.clone() };
                let kind = match self.records.as_str() {
                    _ if is_address(&name) => LookupKind::Reverse,
                    "SRV" => LookupKind::Service,
                    _ => LookupKind::Address,
                };
                self.name = name;
                let asked = if kind == LookupKind::Reverse { self.name.clone() } else { asked };
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
