//! `awk`: `parse.rs` makes a tree, `run.rs` walks it for each line.

mod parse;
mod run;
mod value;

use std::collections::VecDeque;

use super::reader::{STEPS_A_FUEL, STEPS_AT_ONCE};
use super::{Call, Filter, Flags, Flow, Lines, Reader};
use crate::kernel::Io;
use crate::program::{Poll, Program};
use crate::system::System;
use run::{Halt, Machine};

/// The filter: lines in, text out.
#[derive(Clone)]
struct Awk {
    machine: Machine,
    lines: Lines,
    /// Lines that have come and whose turn it is not yet.
    ready: VecDeque<String>,
    begun: bool,
    /// Records are parted by something else than newlines.
    text: Option<String>,
}

pub(super) fn start(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    match Flags::parse_prefix(&argv[1..], "F:v:f:", &[("field-separator", 'F'), ("assign", 'v'), ("file", 'f')]) {
        Ok(flags) => Box::new(Loader { flags }),
        Err(error) => super::refuse("awk", error),
    }
}

/// Reads the program text, which may be in a file, then becomes the filter.
#[derive(Clone)]
struct Loader {
    flags: Flags,
}

impl Program for Loader {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let argv = io.argv();
        let mut call = Call { name: "awk", args: &[], io, sys, failed: None };
        let mut files = self.flags.rest.clone();
        let mut text = String::new();
        for file in self.flags.values('f') {
            let path = call.path(file);
            let read = call.sys.files().read_text(&path);
            match read {
                Ok(script) => text.push_str(&script),
                Err(error) => return Poll::Exit(call.fail(format!("cannot open {file} ({error})")) + 1),
            }
            text.push('\n');
        }
        if self.flags.value('f').is_none() {
            if files.is_empty() {
                call.err("usage: awk [-F fs][-v var=value][prog | -f progfile][file ...]\n");
                return Poll::Exit(2);
            }
            text = files.remove(0);
        }
        let program = match parse::parse(&text) {
            Ok(program) => program,
            Err(error) => {
                call.fail(error);
                return Poll::Exit(2);
            }
        };
        let mut machine = Machine::new(program, call.io.environment());
        if let Some(separator) = self.flags.value('F') {
            let separator = if separator == "t" { "\t".to_string() } else { crate::text::unescape(separator).text };
            machine.assign("FS", &separator);
        }
        for assign in self.flags.values('v') {
            if let Some((name, value)) = assign.split_once('=') {
                machine.assign(name, &crate::text::unescape(value).text);
            }
        }
        if !files.is_empty() && files.iter().all(|file| assignment(file).is_some()) {
            files.push("-".into());
        }
        // Only BEGIN: the input is not read.
        if !machine.reads_input() {
            files = vec!["/dev/null".into()];
        }
        let awk = Awk { machine, lines: Lines::default(), ready: VecDeque::new(), begun: false, text: None };
        Poll::Become { argv, program: Box::new(Reader::new("awk", Box::new(awk), &files)) }
    }
}

/// `name=value` among the files.
fn assignment(text: &str) -> Option<(&str, &str)> {
    text.split_once('=').filter(|(name, _)| crate::syntax::is_name(name))
}

impl Awk {
    /// Writes what the program has printed and looks at how it stopped.
    fn after(&mut self, result: Result<(), Halt>, call: &mut Call<'_, '_>) -> Flow {
        let out = std::mem::take(&mut self.machine.out);
        call.out(&out);
        let err = std::mem::take(&mut self.machine.err);
        call.err(&err);
        let files = std::mem::take(&mut self.machine.written);
        for (name, data) in files {
            let path = call.path(&name);
            let written = {
                let mut files = call.sys.files();
                match data {
                    run::Written::New(text) => files.write(&path, text),
                    run::Written::More(text) => files.append(&path, text.as_bytes()),
                }
            };
            if let Err(error) = written {
                call.fail(format!("cannot open \"{name}\" for output ({error})"));
                return Flow::Stop(2);
            }
        }
        match result {
            Ok(()) => Flow::Continue,
            Err(Halt::NextFile) => Flow::NextFile,
            Err(Halt::Exit(code)) => Flow::Stop(code),
            Err(Halt::Error(text)) => {
                call.fail(text);
                Flow::Stop(2)
            }
            Err(_) => Flow::Continue,
        }
    }

    fn record(&mut self, line: String, call: &mut Call<'_, '_>) -> Flow {
        let result = self.machine.record(line);
        let flow = self.after(result, call);
        self.finish_on_exit(flow, call)
    }

    /// `exit` still runs END.
    fn finish_on_exit(&mut self, flow: Flow, call: &mut Call<'_, '_>) -> Flow {
        match flow {
            Flow::Stop(code) if !self.machine.failed => {
                let result = self.machine.end();
                match self.after(result, call) {
                    Flow::Stop(other) => Flow::Stop(other),
                    _ => Flow::Stop(code),
                }
            }
            flow => flow,
        }
    }
}

impl Filter for Awk {
    fn open(&mut self, name: &str, call: &mut Call<'_, '_>) -> Flow {
        self.machine.file(if name == "-" { "" } else { name });
        if std::mem::replace(&mut self.begun, true) {
            return Flow::Continue;
        }
        let result = self.machine.begin();
        let flow = self.after(result, call);
        if self.machine.record_separator() != "\n" {
            self.text = Some(String::new());
        }
        self.finish_on_exit(flow, call)
    }

    fn operand(&mut self, text: &str) -> bool {
        let Some((name, value)) = assignment(text) else { return false };
        self.machine.assign(name, &crate::text::unescape(value).text);
        true
    }

    fn chunk(&mut self, data: &[u8], call: &mut Call<'_, '_>) -> Flow {
        if let Some(text) = &mut self.text {
            text.push_str(&String::from_utf8_lossy(data));
            if text.len() > crate::files::MAX_FILE {
                return Flow::Stop(call.fail("out of memory"));
            }
            return Flow::Continue;
        }
        self.ready.extend(self.lines.push(data));
        let mut steps = 0;
        while let Some(line) = self.ready.pop_front() {
            let flow = self.record(line, call);
            if flow != Flow::Continue {
                self.ready.clear();
                return flow;
            }
            steps += self.machine.steps();
            if steps > STEPS_AT_ONCE {
                break;
            }
        }
        call.io.spend(steps / STEPS_A_FUEL);
        if self.ready.is_empty() { Flow::Continue } else { Flow::Busy }
    }

    fn close(&mut self, call: &mut Call<'_, '_>) -> Flow {
        let separator = self.machine.record_separator();
        let mut records: Vec<String> = self.lines.last().into_iter().collect();
        if let Some(text) = &mut self.text {
            let text = std::mem::take(text);
            records = match separator.as_str() {
                "" => text
                    .trim_matches('\n')
                    .split("\n\n")
                    .map(|part| part.trim_matches('\n').to_string())
                    .filter(|part| !part.is_empty())
                    .collect(),
                separator => text.strip_suffix(separator).unwrap_or(&text).split(separator).map(String::from).collect(),
            };
            if records.last().is_some_and(|last| last == "\n" || last.is_empty()) {
                records.pop();
            }
        }
        for record in records {
            let flow = self.record(record, call);
            if flow != Flow::Continue {
                return flow;
            }
        }
        Flow::Continue
    }

    fn end(&mut self, call: &mut Call<'_, '_>) -> i32 {
        if !self.begun {
            let result = self.machine.begin();
            if let Flow::Stop(code) = self.after(result, call) {
                return code;
            }
        }
        let result = self.machine.end();
        match self.after(result, call) {
            Flow::Stop(code) => code,
            _ => 0,
        }
    }
}
