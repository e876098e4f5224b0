//! The journal: every input that changes something, with the moment at which it came. Scenario, seed and journal are
//! the whole session; everything else is a replay of them.

use std::fmt::Write;

use api::time::Time;
use protocol::{Chaos, Input};

/// An input with its moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// When it came, in virtual time.
    pub at: Time,
    /// What it was.
    pub input: Input,
}

/// A whole session as text.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Journal {
    /// Scenario's name.
    pub scenario: String,
    /// Seed.
    pub seed: u64,
    /// Inputs in order.
    pub entries: Vec<Entry>,
    /// How far virtual time had gone.
    pub end: Time,
    /// Other ways that the session has gone.
    pub branches: Vec<Branch>,
}

/// Another way that the session has gone: all of its inputs, and how far its time went.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Branch {
    /// Inputs in order.
    pub entries: Vec<Entry>,
    /// How far virtual time had gone.
    pub end: Time,
}

const HEAD: &str = "kubenori 1";

fn escape(s: &str) -> String {
    s.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t").replace('\r', "\\r")
}

fn unescape(s: &str) -> String {
    let mut out = String::new();
    let mut chars = s.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('r') => out.push('\r'),
                Some(other) => out.push(other),
                None => {}
            },
            (c, false) => out.push(c),
        }
    }
    out
}

fn words(input: &Input) -> Option<Vec<String>> {
    let w = |parts: &[&str]| Some(parts.iter().map(|p| escape(p)).collect());
    let t = |n: &u32| n.to_string();
    let flag = |b: &bool| if *b { "1" } else { "0" };
    match input {
        Input::Line { terminal, text } => w(&["l", &t(terminal), text]),
        Input::Keys { terminal, text } => w(&["k", &t(terminal), text]),
        Input::Interrupt { terminal } => w(&["c", &t(terminal)]),
        Input::EndOfInput { terminal } => w(&["d", &t(terminal)]),
        Input::WriteFile { path, text } => w(&["w", path, text]),
        Input::RemoveFile { path } => w(&["r", path]),
        Input::EditorClosed { path, text: Some(text) } => w(&["e", path, text]),
        Input::EditorClosed { path, text: None } => w(&["e", path]),
        Input::Chaos { what } => match what {
            Chaos::StopNode { node } => w(&["x", "stop", node]),
            Chaos::StartNode { node } => w(&["x", "start", node]),
            Chaos::CutNetwork { node, cut } => w(&["x", "cut", node, flag(cut)]),
            Chaos::KillContainer { namespace, pod, container } => w(&["x", "kill", namespace, pod, container]),
            Chaos::FillMemory { namespace, pod, container } => w(&["x", "fill", namespace, pod, container]),
            Chaos::FailImage { image, fail } => w(&["x", "image", image, flag(fail)]),
            Chaos::Kubelet { node, stop } => w(&["x", "kubelet", node, flag(stop)]),
            Chaos::Component { name, stop } => w(&["x", "component", name, flag(stop)]),
        },
        _ => None,
    }
}

fn input(words: &[String]) -> Option<Input> {
    let text = |i: usize| words.get(i).cloned();
    let terminal = words.get(1).and_then(|n| n.parse().ok());
    Some(match words.first()?.as_str() {
        "l" => Input::Line { terminal: terminal?, text: text(2)? },
        "k" => Input::Keys { terminal: terminal?, text: text(2)? },
        "c" => Input::Interrupt { terminal: terminal? },
        "d" => Input::EndOfInput { terminal: terminal? },
        "w" => Input::WriteFile { path: text(1)?, text: text(2)? },
        "r" => Input::RemoveFile { path: text(1)? },
        "e" => Input::EditorClosed { path: text(1)?, text: text(2) },
        "x" => Input::Chaos { what: chaos(&words[1..])? },
        _ => return None,
    })
}

fn chaos(words: &[String]) -> Option<Chaos> {
    let text = |i: usize| words.get(i).cloned();
    let flag = |i: usize| words.get(i).map(|f| f == "1");
    Some(match words.first()?.as_str() {
        "stop" => Chaos::StopNode { node: text(1)? },
        "start" => Chaos::StartNode { node: text(1)? },
        "cut" => Chaos::CutNetwork { node: text(1)?, cut: flag(2)? },
        "kill" => Chaos::KillContainer { namespace: text(1)?, pod: text(2)?, container: text(3)? },
        "fill" => Chaos::FillMemory { namespace: text(1)?, pod: text(2)?, container: text(3)? },
        "image" => Chaos::FailImage { image: text(1)?, fail: flag(2)? },
        "kubelet" => Chaos::Kubelet { node: text(1)?, stop: flag(2)? },
        "component" => Chaos::Component { name: text(1)?, stop: flag(2)? },
        _ => return None,
    })
}

impl Journal {
    /// As text: a head, then a line an input (microseconds since the one before, its words), then the end.
    pub fn write(&self, epoch: Time) -> String {
        let mut out = format!("{HEAD}\t{}\t{}\n", escape(&self.scenario), self.seed);
        write_way(&mut out, &self.entries, self.end, epoch);
        for branch in &self.branches {
            let common = common(&self.entries, &branch.entries);
            let from = common.checked_sub(1).map_or(epoch, |i| self.entries[i].at);
            let _ = writeln!(out, "0\tb\t{common}");
            write_way(&mut out, &branch.entries[common..], branch.end, from);
        }
        out
    }

    /// Reads what `write` wrote.
    ///
    /// # Errors
    /// The number of the line that makes no sense, from 1.
    pub fn read(text: &str, epoch: Time) -> Result<Journal, usize> {
        let mut lines = text.lines().enumerate();
        let head: Vec<&str> = lines.next().ok_or(1usize)?.1.split('\t').collect();
        let [HEAD, scenario, seed] = head[..] else { return Err(1) };
        let mut journal = Journal {
            scenario: unescape(scenario),
            seed: seed.parse().map_err(|_| 1usize)?,
            entries: Vec::new(),
            end: epoch,
            branches: Vec::new(),
        };
        // The way that is being read: the main one first, then each branch from where it parts.
        let mut way = Branch { entries: Vec::new(), end: epoch };
        let mut ways = Vec::new();
        for (i, line) in lines {
            let (delta, rest) = line.split_once('\t').ok_or(i + 1)?;
            let delta: i64 = delta.parse().ok().filter(|d| (0..=YEAR).contains(d)).ok_or(i + 1)?;
            way.end = Time(way.end.0 + delta);
            if rest == "." {
                ways.push(std::mem::take(&mut way));
            } else if let Some(common) = rest.strip_prefix("b\t") {
                let main: &Branch = ways.first().ok_or(i + 1)?;
                let common: usize = common.parse().ok().filter(|n| *n <= main.entries.len()).ok_or(i + 1)?;
                way.entries = main.entries[..common].to_vec();
                way.end = way.entries.last().map_or(epoch, |e| e.at);
            } else {
                let words: Vec<String> = rest.split('\t').map(unescape).collect();
                way.entries.push(Entry { at: way.end, input: input(&words).ok_or(i + 1)? });
            }
        }
        // A text that was cut off ends with its last whole line.
        if ways.is_empty() || !way.entries.is_empty() {
            ways.push(way);
        }
        let mut ways = ways.into_iter();
        if let Some(main) = ways.next() {
            (journal.entries, journal.end) = (main.entries, main.end);
        }
        journal.branches = ways.collect();
        Ok(journal)
    }
}

/// How many inputs two ways have in common.
pub fn common(a: &[Entry], b: &[Entry]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

fn write_way(out: &mut String, entries: &[Entry], end: Time, from: Time) {
    let mut last = from;
    for entry in entries {
        if let Some(words) = words(&entry.input) {
            let _ = writeln!(out, "{}\t{}", entry.at.0 - last.0, words.join("\t"));
            last = entry.at;
        }
    }
    let _ = writeln!(out, "{}\t.", (end.0 - last.0).max(0));
}

/// No session waits longer than this between two inputs; a link that says so is broken.
const YEAR: i64 = 366 * 86_400 * 1_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_survives_its_text() {
        let epoch = Time::from_seconds(1000);
        let at = |s: i64| Time::from_seconds(1000 + s);
        let journal = Journal {
            scenario: "four-nodes".into(),
            seed: 7,
            entries: vec![
                Entry {
                    at: at(1),
                    input: Input::Line { terminal: 0, text: "kubectl run a\\b --image=\"x\ty\"".into() },
                },
                Entry { at: at(1), input: Input::WriteFile { path: "/a.yaml".into(), text: "a: 1\n한글\n".into() } },
                Entry {
                    at: at(9),
                    input: Input::Chaos { what: Chaos::CutNetwork { node: "worker01".into(), cut: true } },
                },
                Entry { at: at(9), input: Input::EditorClosed { path: "/x".into(), text: None } },
            ],
            end: at(12),
            branches: vec![
                Branch { entries: vec![Entry { at: at(4), input: Input::Interrupt { terminal: 0 } }], end: at(7) },
                Branch { entries: Vec::new(), end: at(2) },
            ],
        };
        assert_eq!(Journal::read(&journal.write(epoch), epoch), Ok(journal));
    }

    #[test]
    fn broken_text_names_its_line() {
        assert_eq!(Journal::read("hello", Time(0)), Err(1));
        assert_eq!(Journal::read("kubenori 1\tfour-nodes\t1\n5\tl\tx\ty", Time(0)), Err(2));
        assert_eq!(Journal::read("kubenori 1\tfour-nodes\t1\n99999999999999999\t.", Time(0)), Err(2));
    }
}
