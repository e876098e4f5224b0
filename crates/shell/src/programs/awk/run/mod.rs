//! Running an awk program.
//! Records and statements are here; what a program computes with is beside.

mod append;
mod builtins;
mod eval;
mod values;

use sorted::{InOrder, SortedMap};
use std::rc::Rc;

use super::parse::{Expr, Pattern, Script, Statement};
use super::value::Value;
use crate::kernel::Env;
use builtins::awk_printf;

/// Steps for one record; more is an endless loop.
const MAX_STEPS: u32 = 2_000_000;
const MAX_CALLS: usize = 60;
const MAX_OUTPUT: usize = 8 << 20;
/// Bytes of one text, and of all variables together.
const MAX_TEXT: usize = 4 << 20;
const MAX_HELD: usize = 8 << 20;
/// So many bytes of text cost a step.
const BYTES_A_STEP: usize = 64;

type Array = SortedMap<String, Value>;

#[derive(Clone)]
pub(super) struct Machine {
    script: Rc<Script>,
    vars: SortedMap<String, Value>,
    arrays: SortedMap<String, Array>,
    /// Variables of running functions.
    calls: Vec<Frame>,
    line: String,
    fields: Vec<String>,
    split: bool,
    /// For each rule with a range: whether it is on.
    ranges: Vec<bool>,
    steps: u32,
    /// Bytes printed for this record.
    printed: usize,
    /// At least the bytes of all variables, as far as they were counted.
    held: usize,
    seed: u64,
    pub out: String,
    pub err: String,
    pub written: Vec<(String, Written)>,
    /// Files that were begun: more is appended.
    begun: Vec<String>,
    pub failed: bool,
}

#[derive(Clone, Default)]
struct Frame {
    vars: SortedMap<String, Value>,
    /// Array parameters: the name of the caller's array.
    arrays: SortedMap<String, String>,
}

#[derive(Clone)]
pub(super) enum Written {
    New(String),
    More(String),
}

/// Why a statement does not go on.
#[derive(Clone, Debug)]
pub(super) enum Halt {
    Next,
    NextFile,
    Break,
    Continue,
    Exit(i32),
    Return(Value),
    Error(String),
}

type Run<T> = Result<T, Halt>;

impl Machine {
    pub fn new(script: Script, env: Env) -> Machine {
        let mut vars = SortedMap::new();
        for (name, value) in [
            ("FS", " "),
            ("OFS", " "),
            ("ORS", "\n"),
            ("RS", "\n"),
            ("SUBSEP", "\x1c"),
            ("CONVFMT", "%.6g"),
            ("OFMT", "%.6g"),
        ] {
            vars.insert(name.to_string(), Value::Text(value.to_string()));
        }
        for name in ["NR", "FNR", "NF", "RSTART"] {
            vars.insert(name.to_string(), Value::Number(0.0));
        }
        vars.insert("RLENGTH".into(), Value::Number(-1.0));
        let environ = env.list().iter().map(|(name, value)| (name.clone(), Value::Input(value.clone()))).collect();
        let ranges = vec![false; script.rules.len()];
        Machine {
            script: Rc::new(script),
            vars,
            arrays: SortedMap::from([("ENVIRON".to_string(), environ)]),
            calls: Vec::new(),
            line: String::new(),
            fields: Vec::new(),
            split: true,
            ranges,
            steps: 0,
            printed: 0,
            held: 0,
            seed: 1,
            out: String::new(),
            err: String::new(),
            written: Vec::new(),
            begun: Vec::new(),
            failed: false,
        }
    }

    /// Steps of the record that came last.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    pub fn assign(&mut self, name: &str, text: &str) {
        self.vars.insert(name.to_string(), Value::Input(text.to_string()));
    }

    pub fn reads_input(&self) -> bool {
        self.script.rules.iter().any(|rule| !matches!(rule.pattern, Pattern::Begin))
    }

    pub fn record_separator(&self) -> String {
        self.vars.get("RS").map_or("\n".into(), |value| value.text("%.6g"))
    }

    pub fn file(&mut self, name: &str) {
        self.vars.insert("FILENAME".into(), Value::Text(name.to_string()));
        self.vars.insert("FNR".into(), Value::Number(0.0));
    }

    pub fn begin(&mut self) -> Run<()> {
        self.rules(|pattern| matches!(pattern, Pattern::Begin))
    }

    pub fn end(&mut self) -> Run<()> {
        match self.rules(|pattern| matches!(pattern, Pattern::End)) {
            Err(Halt::Exit(code)) => Err(Halt::Exit(code)),
            other => other,
        }
    }

    fn rules(&mut self, wanted: fn(&Pattern) -> bool) -> Run<()> {
        self.steps = 0;
        self.printed = 0;
        let script = self.script.clone();
        for rule in script.rules.iter().filter(|rule| wanted(&rule.pattern)) {
            let result = self.body(rule.body.as_deref());
            self.caught(result)?;
        }
        Ok(())
    }

    fn caught(&mut self, result: Run<()>) -> Run<()> {
        if matches!(result, Err(Halt::Error(_))) {
            self.failed = true;
        }
        result
    }

    /// One line of input.
    pub fn record(&mut self, line: String) -> Run<()> {
        self.steps = 0;
        self.printed = 0;
        self.set_line(line);
        for name in ["NR", "FNR"] {
            let count = self.vars.get(name).map_or(0.0, Value::number) + 1.0;
            self.vars.insert(name.to_string(), Value::Number(count));
        }
        let script = self.script.clone();
        for (at, rule) in script.rules.iter().enumerate() {
            let result = self
                .chosen(at, &rule.pattern)
                .and_then(|chosen| if chosen { self.body(rule.body.as_deref()) } else { Ok(()) });
            match result {
                Err(Halt::Next) => return Ok(()),
                other => self.caught(other)?,
            }
        }
        Ok(())
    }

    fn chosen(&mut self, at: usize, pattern: &Pattern) -> Run<bool> {
        Ok(match pattern {
            Pattern::Begin | Pattern::End => false,
            Pattern::Always => true,
            Pattern::When(test) => self.eval(test)?.truth(),
            Pattern::Range(from, to) => {
                if !self.ranges[at] && !self.eval(from)?.truth() {
                    return Ok(false);
                }
                self.ranges[at] = !self.eval(to)?.truth();
                true
            }
        })
    }

    fn body(&mut self, body: Option<&[Statement]>) -> Run<()> {
        match body {
            Some(statements) => self.run(statements),
            None => {
                let separator = self.text_of("ORS");
                let line = self.line();
                self.count_output(line.len() + separator.len())?;
                self.out.push_str(&line);
                self.out.push_str(&separator);
                Ok(())
            }
        }
    }

    fn count_output(&mut self, bytes: usize) -> Run<()> {
        self.printed += bytes;
        match self.printed > MAX_OUTPUT {
            true => Err(Halt::Error("the output for one record is too long for this simulation".into())),
            false => Ok(()),
        }
    }

    /// Pays for a text that was made or copied.
    fn made(&mut self, value: Value) -> Run<Value> {
        let bytes = value.bytes();
        self.steps += (bytes / BYTES_A_STEP) as u32;
        if bytes > MAX_TEXT { Err(Halt::Error("out of memory".into())) } else { Ok(value) }
    }

    /// Counts what variables are given; what they have lost meanwhile is seen when there seems to be no more room.
    fn hold(&mut self, bytes: usize) -> Run<()> {
        const SLOT: usize = 64;
        self.held += bytes + SLOT;
        if self.held > MAX_HELD {
            let arrays = self.arrays.values().flat_map(|array| array.iter());
            let values = arrays.map(|(key, value)| key.len() + value.bytes() + SLOT).sum::<usize>();
            let locals = self.calls.iter().flat_map(|frame| frame.vars.values()).chain(self.vars.values());
            self.held = values + locals.map(|value| value.bytes() + SLOT).sum::<usize>();
            if self.held > MAX_HELD / 2 {
                return Err(Halt::Error("out of memory".into()));
            }
        }
        Ok(())
    }

    fn step(&mut self) -> Run<()> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return Err(Halt::Error("the program loops without end".into()));
        }
        Ok(())
    }

    // Statements.

    fn run(&mut self, statements: &[Statement]) -> Run<()> {
        for statement in statements {
            self.statement(statement)?;
        }
        Ok(())
    }

    /// A loop's body; false: the loop is left.
    fn turn(&mut self, body: &[Statement]) -> Run<bool> {
        self.step()?;
        match self.run(body) {
            Ok(()) | Err(Halt::Continue) => Ok(true),
            Err(Halt::Break) => Ok(false),
            Err(halt) => Err(halt),
        }
    }

    fn statement(&mut self, statement: &Statement) -> Run<()> {
        self.step()?;
        match statement {
            Statement::Expr(expr) if self.append(expr)? => Ok(()),
            Statement::Expr(expr) => self.eval(expr).map(|_| ()),
            Statement::Print { args, format, to } => self.print_statement(args, *format, to.as_ref()),
            Statement::If(condition, yes, no) => {
                let chosen = if self.eval(condition)?.truth() { yes } else { no };
                self.run(chosen)
            }
            Statement::While(condition, body) => {
                while self.eval(condition)?.truth() && self.turn(body)? {}
                Ok(())
            }
            Statement::Do(body, condition) => {
                while self.turn(body)? && self.eval(condition)?.truth() {}
                Ok(())
            }
            Statement::For(start, test, step, body) => {
                if let Some(start) = start {
                    self.statement(start)?;
                }
                loop {
                    let go_on = match test {
                        Some(test) => self.eval(test)?.truth(),
                        None => true,
                    };
                    if !go_on || !self.turn(body)? {
                        return Ok(());
                    }
                    if let Some(step) = step {
                        self.statement(step)?;
                    }
                }
            }
            Statement::ForIn(name, array, body) => {
                let mut keys: Vec<String> = self.array(array).keys().cloned().collect();
                // Numbers in their order: what people see from awk for small arrays.
                keys.order_by(|a, b| match (a.parse::<f64>(), b.parse::<f64>()) {
                    (Ok(a), Ok(b)) => a.total_cmp(&b),
                    _ => a.cmp(b),
                });
                for key in keys {
                    self.set_variable(name, Value::Input(key));
                    if !self.turn(body)? {
                        break;
                    }
                }
                Ok(())
            }
            Statement::Delete(name, index) => {
                if index.is_empty() {
                    self.array(name).clear();
                } else {
                    let key = self.key(index)?;
                    self.array(name).remove(&key);
                }
                Ok(())
            }
            Statement::Next => Err(Halt::Next),
            Statement::NextFile => Err(Halt::NextFile),
            Statement::Break => Err(Halt::Break),
            Statement::Continue => Err(Halt::Continue),
            Statement::Exit(code) => {
                let code = match code {
                    Some(expr) => self.eval(expr)?.number() as i32,
                    None => 0,
                };
                Err(Halt::Exit(code))
            }
            Statement::Return(value) => {
                let value = match value {
                    Some(expr) => self.eval(expr)?,
                    None => Value::Unset,
                };
                Err(Halt::Return(value))
            }
        }
    }

    fn print_statement(&mut self, args: &[Expr], format: bool, to: Option<&(bool, Expr)>) -> Run<()> {
        let (text, end) = if format {
            (self.sprintf(args)?, String::new())
        } else if args.is_empty() {
            (self.line(), self.text_of("ORS"))
        } else {
            let ofmt = self.text_of("OFMT");
            let mut cells = Vec::new();
            for arg in args {
                cells.push(self.eval(arg)?.text(&ofmt));
            }
            (cells.join(&self.text_of("OFS")), self.text_of("ORS"))
        };
        let text = text + &end;
        self.count_output(text.len())?;
        let Some((append, name)) = to else {
            self.out.push_str(&text);
            return Ok(());
        };
        let name = self.eval(name)?.text("%.6g");
        match name.as_str() {
            "/dev/stdout" => self.out.push_str(&text),
            "/dev/stderr" => self.err.push_str(&text),
            _ => {
                let fresh = !append && !self.begun.contains(&name);
                self.begun.push(name.clone());
                self.written.push((name, if fresh { Written::New(text) } else { Written::More(text) }));
            }
        }
        Ok(())
    }

    fn sprintf(&mut self, args: &[Expr]) -> Run<String> {
        let convert = self.text_of("CONVFMT");
        let mut values = Vec::new();
        for arg in args {
            values.push(self.eval(arg)?);
        }
        let Some((format, values)) = values.split_first() else { return Ok(String::new()) };
        Ok(awk_printf(&format.text(&convert), values, &convert))
    }
}
