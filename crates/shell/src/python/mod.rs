//! `python3`: a small part of the language, for the lines that people type and the scripts that containers run. What it
//! has not says so: expressions, texts, lists and dictionaries, functions, exceptions, files, and a little of `json`,
//! `sys`, `os`, `time`, `math` and `random`; no classes, no bytes, no generators, no packages.

mod builtins;
mod collections;
mod compile;
mod files;
mod format;
mod json;
mod lex;
mod methods;
mod modules;
mod operators;
mod parse;
mod run;
mod strings;
#[cfg(test)]
mod tests;
mod value;

use crate::kernel::{Input, Io};
use crate::program::{Poll, Program, Wait};
use crate::programs::reader::{STEPS_A_FUEL, STEPS_AT_ONCE};
use crate::system::System;
use run::{Machine, World};
use value::{Halt, Obj};

/// What is said of everything that is left out.
fn not_simulated(what: &str) -> String {
    format!("{what}: this part of Python is not simulated")
}

/// The version in the terminal.
const VERSION: &str = "3.12.3";
/// What Python prints waits for so many bytes where nobody reads along.
const BUFFER: usize = 8192;

pub(crate) fn start(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    program(argv, VERSION)
}

/// The interpreter of a version, with these arguments.
pub fn program(argv: &[String], version: &str) -> Box<dyn Program> {
    Box::new(Python { argv: argv.to_vec(), version: version.to_string(), ..Python::default() })
}

#[derive(Clone, Default)]
struct Python {
    argv: Vec<String>,
    version: String,
    /// Output is written at once.
    unbuffered: bool,
    /// The program text as far as it was read from standard input.
    source: Option<Vec<u8>>,
    /// What messages call the program, and its lines.
    name: String,
    lines: Vec<String>,
    machine: Option<Machine>,
    /// Standard output that waits.
    pending: String,
    /// Sleeps until then.
    until: Option<i64>,
    /// Waits for a line, or for all of standard input.
    line: bool,
    all: bool,
    /// Ends like this when the output is written.
    over: Option<(i32, String)>,
}

/// `python3 -m json.tool`.
const JSON_TOOL: &str = "import sys, json
try: data = json.load(open(sys.argv[1]) if len(sys.argv) > 1 else sys.stdin)
except json.JSONDecodeError as e: sys.exit(str(e))
print(json.dumps(data, indent=4))
";

impl Program for Python {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        loop {
            if io.full(1) {
                return Wait::writable(1);
            }
            if let Some((code, text)) = &self.over {
                io.out(sys, &std::mem::take(&mut self.pending));
                io.err(sys, text);
                return Poll::Exit(*code);
            }
            if let Some(source) = &mut self.source {
                match io.read(sys, 0, 16384) {
                    Ok(Input::Wait) => return Wait::readable(0),
                    Ok(Input::Data(data)) => source.extend(data),
                    Ok(Input::End) | Err(_) => {
                        let text = String::from_utf8_lossy(source).into_owned();
                        self.source = None;
                        self.load("<stdin>", &text, vec!["-".into()], io, sys);
                    }
                }
                continue;
            }
            let Some(machine) = &mut self.machine else {
                self.begin(io, sys);
                continue;
            };
            if let Some(until) = self.until {
                if sys.now() < until {
                    return Wait::until(until);
                }
                self.until = None;
            }
            if self.all && !machine.world.ended
                || self.line && !machine.world.ended && !machine.world.input.contains('\n')
            {
                match io.read(sys, 0, 16384) {
                    Ok(Input::Wait) => return Wait::readable(0),
                    Ok(Input::Data(data)) => machine.world.input.push_str(&String::from_utf8_lossy(&data)),
                    Ok(Input::End) | Err(_) => machine.world.ended = true,
                }
                continue;
            }
            (self.all, self.line) = (false, false);
            machine.world.now = sys.now();
            let ran = machine.run(STEPS_AT_ONCE, &mut Disk { io, sys });
            io.spend(STEPS_AT_ONCE / STEPS_A_FUEL);
            self.after(ran.err(), io, sys);
            if self.over.is_none() && self.until.is_none() && !self.all && !self.line {
                return Wait::again();
            }
        }
    }
}

impl Python {
    /// Reads the command line.
    fn begin(&mut self, io: &mut Io<'_>, sys: &mut dyn System) {
        self.unbuffered = io.is_terminal(1) || io.env("PYTHONUNBUFFERED").is_some_and(|v| !v.is_empty());
        let argv = self.argv.clone();
        let mut args = argv.iter().skip(1);
        let refuse = |what: &str| Some((1, format!("python3: {}\n", not_simulated(what))));
        while let Some(arg) = args.next() {
            let rest = |first: &str| -> Vec<String> {
                std::iter::once(first.to_string()).chain(args.clone().cloned()).collect()
            };
            match arg.as_str() {
                "-u" => self.unbuffered = true,
                "-B" | "-E" | "-I" | "-O" | "-q" | "-s" | "-S" => {}
                "-V" | "--version" => {
                    self.pending = format!("Python {}\n", self.version);
                    self.over = Some((0, String::new()));
                    return;
                }
                "-c" => {
                    let Some(code) = args.next() else {
                        self.over = Some((2, "Argument expected for the -c option\n".into()));
                        return;
                    };
                    let argv = std::iter::once("-c".to_string()).chain(args.cloned()).collect();
                    return self.load("<string>", code, argv, io, sys);
                }
                "-m" => {
                    let module = args.next().map_or("", String::as_str);
                    let argv: Vec<String> = std::iter::once(module.to_string()).chain(args.cloned()).collect();
                    if module == "json.tool" && !argv.iter().any(|a| a.starts_with("--")) {
                        return self.load("json.tool", JSON_TOOL, argv, io, sys);
                    }
                    self.over = refuse(&format!("the module {module}"));
                    return;
                }
                "-" => {
                    self.source = Some(Vec::new());
                    return;
                }
                flag if flag.starts_with('-') => {
                    self.over = refuse(&format!("the option {flag}"));
                    return;
                }
                file => {
                    let path = io.path(file);
                    match sys.files().read_text(&path) {
                        Ok(text) => {
                            let argv = rest(file);
                            self.load(&path, &text, argv, io, sys);
                        }
                        Err(error) => {
                            let number = if sys.files().is_directory(&path) { 21 } else { 2 };
                            let text = format!("python3: can't open file '{path}': [Errno {number}] {error}\n");
                            self.over = Some((2, text));
                        }
                    }
                    return;
                }
            }
        }
        if io.is_terminal(0) {
            self.over = refuse("the interactive prompt");
        } else {
            self.source = Some(Vec::new());
        }
    }

    fn load(&mut self, name: &str, source: &str, argv: Vec<String>, io: &mut Io<'_>, sys: &mut dyn System) {
        self.name = name.to_string();
        // Only the lines of a file can be shown.
        self.lines =
            if name.starts_with('<') { Vec::new() } else { source.lines().map(|l| l.trim().to_string()).collect() };
        match parse::program(source).and_then(|program| compile::compile(&program)) {
            Ok(codes) => {
                let world = World {
                    argv,
                    env: io.environment().list().to_vec(),
                    hostname: sys.hostname(),
                    cwd: io.cwd(),
                    version: self.version.clone(),
                    pid: i64::from(io.pid()),
                    boot: sys.boot_time(),
                    random: sys.random(),
                    ..World::default()
                };
                self.machine = Some(Machine::new(codes, world));
            }
            Err((line, error)) if error.contains("not simulated") => {
                self.over = Some((1, format!("python3: line {line}: {error}\n")));
            }
            Err((line, error)) => {
                let text = source.lines().nth(line.max(1) as usize - 1).unwrap_or("").trim();
                let kind = if error.contains("indent") { "IndentationError" } else { "SyntaxError" };
                self.over = Some((1, format!("  File \"{name}\", line {line}\n    {text}\n{kind}: {error}\n")));
            }
        }
    }

    /// Writes what was printed, and looks why the program stopped.
    fn after(&mut self, halt: Option<Halt>, io: &mut Io<'_>, sys: &mut dyn System) {
        let Some(machine) = &mut self.machine else { return };
        let over = machine.is_over() || !matches!(halt, None | Some(Halt::Sleep(_) | Halt::Line | Halt::All));
        if over {
            files::close_all(machine, &mut Disk { io: &mut *io, sys: &mut *sys });
        }
        for (is_error, text) in std::mem::take(&mut machine.world.output) {
            if is_error {
                io.err(sys, &text);
            } else {
                self.pending.push_str(&text);
            }
        }
        if self.unbuffered || std::mem::take(&mut machine.world.flush) || self.pending.len() >= BUFFER {
            io.out(sys, &std::mem::take(&mut self.pending));
        }
        self.over = match halt {
            None if machine.is_over() => Some((0, String::new())),
            None => None,
            Some(Halt::Sleep(micros)) => {
                self.until = Some(sys.now() + micros);
                None
            }
            Some(Halt::Line) => {
                self.line = true;
                None
            }
            Some(Halt::All) => {
                self.all = true;
                None
            }
            Some(Halt::Exit(code, text)) => Some((code & 0xff, text)),
            Some(Halt::Plain(text)) => {
                let line = machine.trace().last().map_or(1, |(_, line)| *line);
                Some((1, format!("python3: line {line}: {text}\n")))
            }
            Some(Halt::Raise(exception)) => match machine.heap.get(&exception).cloned() {
                Some(Obj::Exc { kind, args }) if &*kind == "SystemExit" => match builtins::leave(machine, &args) {
                    Halt::Exit(code, text) => Some((code & 0xff, text)),
                    _ => None,
                },
                _ => Some((1, traceback(machine, &exception, &self.name, &self.lines))),
            },
        };
    }
}

fn traceback(machine: &Machine, exception: &value::Val, name: &str, lines: &[String]) -> String {
    let mut text = "Traceback (most recent call last):\n".to_string();
    let trace = machine.trace();
    for (i, (function, line)) in trace.iter().enumerate() {
        // Many alike are counted.
        if i > 3 && trace.len() - i > 3 && trace.len() > 20 {
            if i == 4 {
                text += &format!("  [Previous line repeated {} more times]\n", trace.len() - 7);
            }
            continue;
        }
        text += &format!("  File \"{name}\", line {line}, in {function}\n");
        if let Some(source) = lines.get(*line as usize - 1) {
            text += &format!("    {source}\n");
        }
    }
    let what = machine.heap.str(exception);
    let kind = machine.heap.type_name(exception);
    text + &if what.is_empty() { format!("{kind}\n") } else { format!("{kind}: {what}\n") }
}

/// The files of the process.
struct Disk<'a, 'b> {
    io: &'a mut Io<'b>,
    sys: &'a mut dyn System,
}

impl run::Files for Disk<'_, '_> {
    fn read(&mut self, path: &str) -> Result<String, String> {
        let path = self.io.path(path);
        self.sys.files().read_text(&path).map_err(|e| e.to_string())
    }
    fn write(&mut self, path: &str, text: &str, append: bool) -> Result<(), String> {
        let path = self.io.path(path);
        let mut files = self.sys.files();
        let done = if append { files.append(&path, text.as_bytes()) } else { files.write(&path, text) };
        done.map_err(|e| e.to_string())
    }
    fn exists(&mut self, path: &str) -> bool {
        let path = self.io.path(path);
        self.sys.files().exists(&path)
    }
    fn is_directory(&mut self, path: &str) -> bool {
        let path = self.io.path(path);
        self.sys.files().is_directory(&path)
    }
    fn list(&mut self, path: &str) -> Result<Vec<String>, String> {
        let path = self.io.path(path);
        let found = self.sys.files().list(&path).map_err(|e| e.to_string())?;
        Ok(found.into_iter().map(|(name, _)| name).collect())
    }
    fn change(&mut self, what: &str, path: &str) -> Result<(), String> {
        let path = self.io.path(path);
        let mut files = self.sys.files();
        let done = match what {
            "os.mkdir" => files.make_directory(&path),
            "os.makedirs" => files.make_directories(&path),
            "os.rmdir" => files.remove_directory(&path),
            _ => files.remove_file(&path),
        };
        done.map_err(|e| e.to_string())
    }
}
