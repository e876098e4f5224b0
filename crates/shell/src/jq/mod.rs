//! `jq`: programs that take JSON apart, as tutorials type them.
//!
//! What it is not: no modules, labels, streams or dates with zones; numbers are those of a double.

mod builtins;
mod eval;
mod lex;
mod operators;
mod parse;
mod texts;
mod value;
mod ways;

use std::rc::Rc;

use eval::{Env, Halt, Machine};
use value::{J, Style, read};

use crate::program::Program;
use crate::programs::reader::gather;
use crate::programs::{Call, Filter, Flow, Reader};
use crate::system::System;

#[derive(Clone, Default)]
struct Jq {
    program: String,
    style: Style,
    raw: bool,
    joined: bool,
    compact: bool,
    slurp: bool,
    null_input: bool,
    raw_input: bool,
    exit_status: bool,
    /// No program was given: it is `.` where something is piped.
    implied: bool,
    vars: Vec<(String, String, bool)>,
    positional: Vec<String>,
    data: Vec<u8>,
    /// The file that is read, as errors tell it.
    file: String,
}

/// Exit codes of jq: what was asked is wrong, the program is wrong, it failed while it ran.
const USAGE: i32 = 2;
const COMPILE: i32 = 3;
const FAILED: i32 = 5;

const USAGE_LINES: &str = "Usage:\tjq [OPTIONS] FILTER [FILES...]\n\tjq [OPTIONS] -n FILTER\n";
/// What `--help` says of the options that are simulated.
const HELP: &str = "Usage:\tjq [OPTIONS] FILTER [FILES...]\n\tjq [OPTIONS] -n FILTER\n\nOf the options these are simulated: -n -R -s -c -r -j -a -S -e --tab --indent N --arg A V --argjson A V --args -V -h";

pub fn start(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    match options(&argv[1..]) {
        Ok((jq, files)) => {
            // Without input there is nothing to wait for.
            let files = if jq.null_input && files.is_empty() && !jq.program.contains("input") {
                vec!["/dev/null".to_string()]
            } else {
                files
            };
            Box::new(Reader::new("jq", Box::new(jq), &files))
        }
        Err(text) => Box::new(crate::programs::Refusal { text: format!("{text}\n"), code: USAGE }),
    }
}

fn options(args: &[String]) -> Result<(Jq, Vec<String>), String> {
    let mut jq = Jq { style: Style { indent: "  ".into(), ..Style::default() }, ..Jq::default() };
    let (mut program, mut files, mut after) = (None, Vec::new(), None::<bool>);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let long = arg.strip_prefix("--").filter(|name| !name.is_empty());
        let short = arg.strip_prefix('-').filter(|letters| long.is_none() && !letters.is_empty() && *letters != "-");
        let letters: Vec<String> = match (long, short) {
            (Some(long), _) => vec![long.to_string()],
            (_, Some(letters)) => letters.chars().map(|c| c.to_string()).collect(),
            _ if program.is_none() => {
                program = Some(arg.clone());
                continue;
            }
            _ if after.is_some() => {
                jq.positional.push(arg.clone());
                continue;
            }
            _ => {
                files.push(arg.clone());
                continue;
            }
        };
        for letter in letters {
            let mut two = || Some((args.next()?.clone(), args.next()?.clone()));
            match letter.as_str() {
                "r" | "raw-output" => jq.raw = true,
                "j" | "join-output" => (jq.raw, jq.joined) = (true, true),
                "c" | "compact-output" => jq.compact = true,
                "s" | "slurp" => jq.slurp = true,
                "n" | "null-input" => jq.null_input = true,
                "R" | "raw-input" => jq.raw_input = true,
                "e" | "exit-status" => jq.exit_status = true,
                "S" | "sort-keys" => jq.style.sorted = true,
                "a" | "ascii-output" => jq.style.ascii = true,
                "M" | "C" | "monochrome-output" | "color-output" | "unbuffered" => {}
                "tab" => jq.style.indent = "\t".into(),
                "indent" => {
                    let width = args.next().and_then(|n| n.parse::<usize>().ok()).filter(|n| *n <= 7);
                    jq.style.indent = " ".repeat(width.ok_or("jq: Cannot indent more than 7 characters")?);
                }
                "arg" | "argjson" => {
                    let (name, value) = two().ok_or_else(|| {
                        format!("jq: --{letter} takes two parameters (e.g. --{letter} varname value)")
                    })?;
                    jq.vars.push((name, value, letter == "argjson"));
                }
                "args" => after = Some(false),
                "V" | "version" => {
                    (jq.raw, jq.null_input) = (true, true);
                    program = Some("\"jq-1.7.1\"".into());
                }
                "h" | "help" => {
                    (jq.raw, jq.null_input) = (true, true);
                    program = Some(format!("{:?}", HELP));
                }
                "f" | "from-file" | "slurpfile" | "rawfile" | "stream" | "seq" | "jsonargs" | "L" => {
                    return Err(format!("jq: option {arg} is not simulated here"));
                }
                _ => {
                    return Err(format!(
                        "jq: Unknown option: {arg}\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://stedolan.github.io/jq"
                    ));
                }
            }
        }
    }
    if jq.compact {
        jq.style.indent.clear();
    }
    jq.implied = program.is_none();
    jq.program = program.unwrap_or_else(|| ".".into());
    Ok((jq, files))
}

impl Filter for Jq {
    fn open(&mut self, name: &str, call: &mut Call<'_, '_>) -> Flow {
        if self.implied && call.io.is_terminal(0) && call.io.is_terminal(1) {
            call.err(USAGE_LINES);
            call.err("For listing the command options, use jq --help.\n");
            return Flow::Stop(USAGE);
        }
        self.file = if name == "-" { "<stdin>".into() } else { name.to_string() };
        Flow::Continue
    }

    fn chunk(&mut self, data: &[u8], call: &mut Call<'_, '_>) -> Flow {
        gather(&mut self.data, data, call)
    }

    fn end(&mut self, call: &mut Call<'_, '_>) -> i32 {
        match self.run(call) {
            Ok(code) => code,
            Err((code, text)) => {
                call.fail(text);
                code
            }
        }
    }
}

impl Jq {
    fn run(&self, call: &mut Call<'_, '_>) -> Result<i32, (i32, String)> {
        let program = parse::parse(&self.program).map_err(|why| {
            // What is missing at the end is shown by a gap.
            let gap = if why.contains("$end") {
                " ".repeat(self.program.chars().count().saturating_sub(1))
            } else {
                String::new()
            };
            (COMPILE, format!("error: {why} at <top-level>, line 1:\n{}{gap}\njq: 1 compile error", self.program))
        })?;
        let environment = call.io.environment();
        let pairs = environment.list().iter().map(|(name, value)| (Rc::from(&**name), J::str(value)));
        let machine = Machine::new(J::obj(pairs.collect()), call.sys.now() as f64 / 1e6);
        let mut env = Env::default();
        let mut named = J::obj(Vec::new());
        for (name, value, json) in &self.vars {
            let value = match json {
                false => J::str(value),
                true => match read(value) {
                    (mut all, None) if all.len() == 1 => all.remove(0),
                    _ => {
                        return Err((
                            USAGE,
                            "Invalid JSON text passed to --argjson\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://stedolan.github.io/jq".to_string(),
                        ));
                    }
                },
            };
            named = named.with(&name.as_str().into(), value.clone());
            env = env.var(name, value);
        }
        let positional = J::arr(self.positional.iter().map(J::str).collect());
        env = env.var("ARGS", J::obj(vec![("positional".into(), positional), ("named".into(), named)]));
        let (inputs, broken) = self.inputs();
        let lines = self.data.iter().filter(|b| **b == b'\n').count();
        let place = if self.null_input { "<unknown>".to_string() } else { format!("{}:{lines}", self.file) };
        let mut status = Status::default();
        let mut first = self.null_input.then_some(J::Null);
        machine.inputs.replace(inputs);
        loop {
            let next = || Some(machine.inputs.borrow_mut()).filter(|all| !all.is_empty()).map(|mut all| all.remove(0));
            let Some(input) = first.take().or_else(|| if self.null_input { None } else { next() }) else { break };
            let done = machine.run(&program, &env, &input, &None, &mut |value, _| {
                self.write(&value, call);
                status.last = Some(value.truth());
                Ok(())
            });
            call.io.spend(machine.cost() / crate::programs::reader::STEPS_A_FUEL);
            match done {
                Ok(()) | Err(Halt::Enough(_)) => {}
                Err(Halt::Error(why)) => {
                    let text = match &why {
                        J::Str(text) => format!("error (at {place}): {text}"),
                        other => format!("error (at {place}) (not a string): {}", other.text()),
                    };
                    call.fail(text);
                    status.failed = true;
                }
                Err(Halt::Exit(text)) => {
                    let compile = text.ends_with("not defined") || text.ends_with("a valid format");
                    let text = if compile {
                        format!("{text} at <top-level>, line 1:\n{}\njq: 1 compile error", self.program)
                    } else {
                        text
                    };
                    return Err((if compile { COMPILE } else { FAILED }, text));
                }
            }
        }
        if let Some(why) = broken {
            return Err((FAILED, format!("parse error: {why}")));
        }
        Ok(match status {
            Status { failed: true, .. } => FAILED,
            Status { last: None, .. } if self.exit_status => 4,
            Status { last: Some(false), .. } if self.exit_status => 1,
            _ => 0,
        })
    }

    /// What the program runs on, and why there is no more.
    fn inputs(&self) -> (Vec<J>, Option<String>) {
        let text = String::from_utf8_lossy(&self.data);
        let (all, broken) = match self.raw_input {
            true if self.slurp => return (vec![J::str(&text)], None),
            true => (text.lines().map(J::str).collect(), None),
            false => read(&text),
        };
        match (self.slurp, &broken) {
            (true, None) => (vec![J::arr(all)], None),
            (true, Some(_)) => (Vec::new(), broken),
            _ => (all, broken),
        }
    }

    fn write(&self, value: &J, call: &mut Call<'_, '_>) {
        let mut text = match value {
            J::Str(text) if self.raw => text.to_string(),
            value => {
                let mut text = String::new();
                value.write(&self.style, 0, &mut text);
                text
            }
        };
        if !self.joined {
            text.push('\n');
        }
        call.out(&text);
    }
}

#[derive(Default)]
struct Status {
    failed: bool,
    /// Whether the last result was true.
    last: Option<bool>,
}

#[cfg(test)]
mod tests;
