//! memcached: values by name, as long as the server runs.

use shell::system::Incoming;

use super::server::{Behaviour, Server, Serving, flag, graceful, silent};
use super::{BARE, Base, Image, Variant};

pub(super) const IMAGE: Image = Image {
    names: &["docker.io/library/memcached"],
    versions: &["1.6.39", "1.6.38", "1.6.33", "1.6.21", "1.6", "1.5.22", "1.5", "1.4.39"],
    aliases: &[("latest", "1.6.39"), ("1", "1.6.39")],
    variants: &[
        Variant { name: "", base: Base::Debian, size: 330 },
        Variant { name: "alpine", base: Base::Alpine, size: 60 },
    ],
    cmd: &["memcached"],
    programs: &[("usr/local/bin/memcached", |argv, version| Server::boxed(&MEMCACHED, argv, version))],
    ..BARE
};

static MEMCACHED: Behaviour = Behaviour {
    begin: |b| {
        let port = flag(b.argv, &["-p", "--port"]).and_then(|port| port.parse().ok()).unwrap_or(11211);
        let started = b.now().0.to_string();
        b.data.insert(STARTED.into(), started);
        b.listen(port);
        Ok(())
    },
    answer,
    taken: |b, port| {
        b.error("bind(): Address already in use");
        b.error(format!("failed to listen on TCP port {port}: Address already in use"));
        71
    },
    signal: graceful,
    goodbye: silent,
    memory: 3 << 20,
};

/// Since when it runs; no key has a blank in it.
const STARTED: &str = " started";
/// What is counted.
const COUNTED: &[&str] =
    &["cmd_get", "cmd_set", "cmd_flush", "get_hits", "get_misses", "delete_misses", "delete_hits", "total_items"];

/// How often something has happened.
fn counted(s: &Serving<'_, '_>, name: &str) -> u64 {
    s.data.get(&format!(" {name}")).and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn count(s: &mut Serving<'_, '_>, name: &str) {
    let number = counted(s, name) + 1;
    s.data.insert(format!(" {name}"), number.to_string());
}

fn answer(s: &mut Serving<'_, '_>, incoming: &Incoming) -> Vec<u8> {
    let text = String::from_utf8_lossy(&incoming.data).into_owned();
    let mut rest = text.as_str();
    let mut out = String::new();
    while let Some((line, after)) = rest.split_once('\n') {
        rest = after;
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["quit"] => break,
            [verb @ ("set" | "add" | "replace" | "append" | "prepend"), key, flags, _, length, ..] => {
                let Ok(length) = length.parse::<usize>() else {
                    out += "CLIENT_ERROR bad command line format\r\n";
                    continue;
                };
                let end = rest.get(length..).map(|end| end.trim_start_matches('\r'));
                let Some(end) = end.filter(|end| end.is_empty() || end.starts_with('\n')) else {
                    out += "CLIENT_ERROR bad data chunk\r\n";
                    // What is left of the line is taken for a command.
                    rest = rest.get(length..).unwrap_or("");
                    continue;
                };
                let value = &rest[..length];
                rest = end.strip_prefix('\n').unwrap_or(end);
                out += store(s, verb, key, flags, value);
            }
            [verb @ ("get" | "gets"), _, ..] => {
                for key in &words[1..] {
                    count(s, "cmd_get");
                    let Some((flags, value)) = s.data.get(*key).and_then(|kept| kept.split_once('\n')) else {
                        count(s, "get_misses");
                        continue;
                    };
                    let unique = if verb == "gets" { " 1" } else { "" };
                    out += &format!("VALUE {key} {flags} {}{unique}\r\n{value}\r\n", value.len());
                    count(s, "get_hits");
                }
                out += "END\r\n";
            }
            ["delete", key, ..] => {
                let gone = s.data.remove(key).is_some();
                count(s, if gone { "delete_hits" } else { "delete_misses" });
                out += if gone { "DELETED\r\n" } else { "NOT_FOUND\r\n" };
            }
            [verb @ ("incr" | "decr"), key, by, ..] => out += &step(s, verb, key, by),
            ["flush_all", ..] => {
                s.data.retain(|key, _| key.starts_with(' '));
                count(s, "cmd_flush");
                out += "OK\r\n";
            }
            ["version"] => out += &format!("VERSION {}\r\n", s.version),
            ["verbosity", _, ..] => out += "OK\r\n",
            ["stats"] => out += &stats(s),
            ["stats" | "touch" | "gat" | "gats" | "cas" | "mg" | "ms" | "md" | "mn" | "me" | "lru" | "watch", ..] => {
                out += &(format!("SERVER_ERROR {} is not simulated", words.join(" ")) + "\r\n");
            }
            _ => out += "ERROR\r\n",
        }
    }
    out.into_bytes()
}

fn store(s: &mut Serving<'_, '_>, verb: &str, key: &str, flags: &str, value: &str) -> &'static str {
    count(s, "cmd_set");
    let old =
        s.data.get(key).and_then(|kept| kept.split_once('\n')).map(|(flags, value)| [flags, value].map(String::from));
    let kept = match (verb, old) {
        ("set" | "replace", Some(_)) | ("set" | "add", None) => format!("{flags}\n{value}"),
        ("append", Some([flags, old])) => format!("{flags}\n{old}{value}"),
        ("prepend", Some([flags, old])) => format!("{flags}\n{value}{old}"),
        _ => return "NOT_STORED\r\n",
    };
    s.data.insert(key.to_string(), kept);
    count(s, "total_items");
    "STORED\r\n"
}

fn step(s: &mut Serving<'_, '_>, verb: &str, key: &str, by: &str) -> String {
    let Some((flags, value)) = s.data.get(key).and_then(|kept| kept.split_once('\n')) else {
        return "NOT_FOUND\r\n".into();
    };
    let Ok(by) = by.parse::<u64>() else { return "CLIENT_ERROR invalid numeric delta argument\r\n".into() };
    let Ok(number) = value.trim().parse::<u64>() else {
        return "CLIENT_ERROR cannot increment or decrement non-numeric value\r\n".into();
    };
    let number = if verb == "incr" { number.wrapping_add(by) } else { number.saturating_sub(by) };
    // What has become shorter keeps its length.
    let kept = format!("{flags}\n{:<1$}", number, value.len());
    s.data.insert(key.to_string(), kept);
    format!("{number}\r\n")
}

/// The lines of `stats` that something here is known of.
fn stats(s: &Serving<'_, '_>) -> String {
    let now = s.now().0;
    let started = s.data.get(STARTED).and_then(|at| at.parse().ok()).unwrap_or(now);
    let items = s.data.keys().filter(|key| !key.starts_with(' ')).count();
    let mut lines = vec![
        ("pid", s.io.pid().to_string()),
        ("uptime", ((now - started) / 1_000_000).to_string()),
        ("time", (now / 1_000_000).to_string()),
        ("version", s.version.to_string()),
        ("pointer_size", "64".into()),
        ("max_connections", "1024".into()),
        ("curr_connections", "2".into()),
    ];
    lines.extend(COUNTED.iter().map(|name| (*name, counted(s, name).to_string())));
    lines.push(("limit_maxbytes", (64 << 20).to_string()));
    lines.push(("threads", "4".into()));
    lines.push(("curr_items", items.to_string()));
    lines.push(("evictions", "0".into()));
    lines.iter().map(|(name, value)| format!("STAT {name} {value}\r\n")).collect::<String>() + "END\r\n"
}
