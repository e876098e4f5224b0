//! Running an awk program.
//! long file: one language, whose pieces call each other; to be taken apart by statements and expressions.

use sorted::{InOrder, SortedMap};
use std::rc::Rc;

use regex_lite::Regex;

use super::parse::{BUILTINS, Expr, Pattern, Script, Statement};
use super::value::{Value, compare};
use crate::kernel::Env;
use crate::regex::{Style, Syntax, compile};

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
        let environ = env.iter().map(|(name, value)| (name.clone(), Value::Input(value.clone()))).collect();
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

    // Lines and fields.

    fn set_line(&mut self, line: String) {
        self.line = line;
        self.split = false;
    }

    fn split_line(&mut self) {
        if self.split {
            return;
        }
        self.split = true;
        let separator = self.text_of("FS");
        self.fields = split_text(&self.line, &separator);
        self.vars.insert("NF".into(), Value::Number(self.fields.len() as f64));
    }

    fn line(&mut self) -> String {
        self.line.clone()
    }

    fn join_fields(&mut self) {
        let separator = self.text_of("OFS");
        self.line = self.fields.join(&separator);
    }

    fn field(&mut self, at: f64) -> Run<Value> {
        if at < 0.0 {
            return Err(Halt::Error(format!("trying to access out of range field {at}")));
        }
        if at == 0.0 {
            let line = Value::Input(self.line());
            return self.made(line);
        }
        self.split_line();
        Ok(self.fields.get(at as usize - 1).map_or(Value::Unset, |text| Value::Input(text.clone())))
    }

    fn set_field(&mut self, at: f64, text: String) -> Run<()> {
        if !(0.0..=10_000.0).contains(&at) {
            return Err(Halt::Error(format!("trying to access out of range field {at}")));
        }
        if at == 0.0 {
            self.set_line(text);
            return Ok(());
        }
        self.split_line();
        let at = at as usize;
        if at > self.fields.len() {
            self.fields.resize(at, String::new());
            self.vars.insert("NF".into(), Value::Number(at as f64));
        }
        self.fields[at - 1] = text;
        self.join_fields();
        Ok(())
    }

    // Variables.

    fn text_of(&self, name: &str) -> String {
        self.vars.get(name).map_or(String::new(), |value| value.text("%.6g"))
    }

    fn variable(&mut self, name: &str) -> Value {
        if let Some(value) = self.calls.last().and_then(|frame| frame.vars.get(name)) {
            return value.clone();
        }
        if name == "NF" {
            self.split_line();
        }
        self.vars.get(name).cloned().unwrap_or(Value::Unset)
    }

    fn set_variable(&mut self, name: &str, value: Value) {
        if let Some(local) = self.calls.last_mut().and_then(|frame| frame.vars.get_mut(name)) {
            *local = value;
            return;
        }
        if name == "NF" {
            self.split_line();
            let count = value.number().clamp(0.0, 10_000.0) as usize;
            self.fields.resize(count, String::new());
            self.join_fields();
        }
        self.vars.insert(name.to_string(), value);
    }

    fn array(&mut self, name: &str) -> &mut Array {
        let name = self.calls.last().and_then(|frame| frame.arrays.get(name)).map_or(name, String::as_str).to_string();
        self.arrays.entry(name).or_default()
    }

    fn key(&mut self, index: &[Expr]) -> Run<String> {
        let format = self.text_of("CONVFMT");
        let mut parts = Vec::new();
        for expr in index {
            parts.push(self.eval(expr)?.text(&format));
        }
        Ok(parts.join("\x1c"))
    }

    fn set(&mut self, target: &Expr, value: Value) -> Run<()> {
        self.hold(value.bytes())?;
        match target {
            Expr::Variable(name) => self.set_variable(name, value),
            Expr::Field(at) => {
                let at = self.eval(at)?.number();
                let text = value.text(&self.text_of("CONVFMT"));
                self.set_field(at, text)?;
            }
            Expr::Element(name, index) => {
                let key = self.key(index)?;
                self.hold(key.len())?;
                self.array(name).insert(key, value);
            }
            Expr::Group(inner) => self.set(inner, value)?,
            _ => return Err(Halt::Error("assignment to something that is no variable".into())),
        }
        Ok(())
    }

    // Expressions.

    fn eval(&mut self, expr: &Expr) -> Run<Value> {
        self.step()?;
        let flag = |value: bool| Ok(Value::Number(f64::from(u8::from(value))));
        match expr {
            Expr::Number(number) => Ok(Value::Number(*number)),
            Expr::Text(text) => Ok(Value::Text(text.clone())),
            Expr::Regex(regex) => flag(regex.is_match(&self.line())),
            Expr::Variable(name) => {
                let value = self.variable(name);
                self.made(value)
            }
            Expr::Group(inner) => self.eval(inner),
            Expr::Field(at) => {
                let at = self.eval(at)?.number();
                self.field(at)
            }
            Expr::Element(name, index) => {
                let key = self.key(index)?;
                if !self.array(name).contains_key(&key) {
                    self.hold(key.len())?;
                }
                let value = self.array(name).entry(key).or_insert(Value::Unset).clone();
                self.made(value)
            }
            Expr::Unary(op, inner) => {
                let value = self.eval(inner)?;
                Ok(match op {
                    '!' => Value::Number(f64::from(u8::from(!value.truth()))),
                    '-' => Value::Number(-value.number()),
                    _ => Value::Number(value.number()),
                })
            }
            Expr::And(a, b) => flag(self.eval(a)?.truth() && self.eval(b)?.truth()),
            Expr::Or(a, b) => flag(self.eval(a)?.truth() || self.eval(b)?.truth()),
            Expr::Choose(condition, yes, no) => {
                if self.eval(condition)?.truth() {
                    self.eval(yes)
                } else {
                    self.eval(no)
                }
            }
            Expr::Binary(op, a, b) => {
                let (a, b) = (self.eval(a)?, self.eval(b)?);
                self.binary(op, a, &b)
            }
            Expr::Match(negated, text, pattern) => {
                let text = self.eval(text)?.text("%.6g");
                let regex = self.pattern(pattern)?;
                flag(regex.is_match(&text) != *negated)
            }
            Expr::In(index, array) => {
                let key = self.key(index)?;
                flag(self.array(array).contains_key(&key))
            }
            Expr::Assign(op, target, value) => {
                let mut value = self.eval(value)?;
                if !op.is_empty() {
                    let old = self.eval(target)?;
                    value = self.binary(op, old, &value)?;
                }
                self.set(target, value.clone())?;
                Ok(value)
            }
            Expr::Step(before, step, target) => {
                let old = self.eval(target)?.number();
                self.set(target, Value::Number(old + step))?;
                Ok(Value::Number(if *before { old + step } else { old }))
            }
            Expr::Call(name, args) => self.call(name, args),
        }
    }

    fn binary(&mut self, op: &str, a: Value, b: &Value) -> Run<Value> {
        let format = self.text_of("CONVFMT");
        if op.is_empty() {
            let text = match a {
                Value::Text(text) | Value::Input(text) => text,
                other => other.text(&format),
            };
            return self.made(Value::Text(text + &b.text(&format)));
        }
        let order = || compare(&a, b, &format);
        let (x, y) = (a.number(), b.number());
        let number = match op {
            "+" => x + y,
            "-" => x - y,
            "*" => x * y,
            "/" | "%" if y == 0.0 => {
                return Err(Halt::Error(format!("division by zero{}", if op == "%" { " in %" } else { "" })));
            }
            "/" => x / y,
            "%" => x % y,
            "^" => x.powf(y),
            "==" => f64::from(u8::from(order().is_eq())),
            "!=" => f64::from(u8::from(order().is_ne())),
            "<" => f64::from(u8::from(order().is_lt())),
            "<=" => f64::from(u8::from(order().is_le())),
            ">" => f64::from(u8::from(order().is_gt())),
            _ => f64::from(u8::from(order().is_ge())),
        };
        Ok(Value::Number(number))
    }

    fn pattern(&mut self, expr: &Expr) -> Run<Rc<Regex>> {
        if let Expr::Regex(regex) = expr {
            return Ok(regex.clone());
        }
        let text = self.eval(expr)?.text("%.6g");
        regex(&text).map(Rc::new)
    }

    fn call(&mut self, name: &str, args: &[Expr]) -> Run<Value> {
        if BUILTINS.contains(&name) {
            return self.builtin(name, args);
        }
        let script = self.script.clone();
        let Some(function) = script.functions.get(name) else {
            return Err(Halt::Error(format!("calling undefined function {name}")));
        };
        if self.calls.len() >= MAX_CALLS {
            return Err(Halt::Error("functions call each other too deeply for this simulation".into()));
        }
        let mut frame = Frame::default();
        let depth = self.calls.len();
        for (at, param) in function.params.iter().enumerate() {
            match args.get(at) {
                // The name of an array is handed over, anything else is a value.
                Some(Expr::Variable(array))
                    if !self.vars.contains_key(array)
                        && !self.calls.last().is_some_and(|f| f.vars.contains_key(array))
                        || matches!(args.get(at), Some(Expr::Variable(array)) if self.arrays.contains_key(array)) =>
                {
                    let Some(Expr::Variable(array)) = args.get(at) else { continue };
                    let real = self.calls.last().and_then(|frame| frame.arrays.get(array)).unwrap_or(array).clone();
                    frame.arrays.insert(param.clone(), real);
                    frame.vars.insert(param.clone(), Value::Unset);
                }
                Some(arg) => {
                    let value = self.eval(arg)?;
                    self.hold(value.bytes())?;
                    frame.vars.insert(param.clone(), value);
                }
                None => {
                    frame.vars.insert(param.clone(), Value::Unset);
                    frame.arrays.insert(param.clone(), format!("{name}\x1c{param}\x1c{depth}"));
                }
            }
        }
        let locals: Vec<String> = frame.arrays.values().filter(|array| array.contains('\x1c')).cloned().collect();
        self.calls.push(frame);
        let result = self.run(&function.body);
        self.calls.pop();
        for local in locals.iter().filter(|local| local.ends_with(&format!("\x1c{depth}"))) {
            self.arrays.remove(local);
        }
        match result {
            Ok(()) => Ok(Value::Unset),
            Err(Halt::Return(value)) => Ok(value),
            Err(halt) => Err(halt),
        }
    }

    fn builtin(&mut self, name: &str, args: &[Expr]) -> Run<Value> {
        if name == "length"
            && let [Expr::Variable(array)] = args
            && self.arrays.contains_key(array)
        {
            let count = self.array(array).len();
            return Ok(Value::Number(count as f64));
        }
        match name {
            "split" => return self.split_builtin(args),
            "sub" | "gsub" => return self.substitute(args, name == "gsub"),
            "sprintf" => {
                let text = self.sprintf(args)?;
                return self.made(Value::Text(text));
            }
            "match" => {
                let [text, pattern] = args else { return Err(Halt::Error("match needs two arguments".into())) };
                let text = self.eval(text)?.text("%.6g");
                let regex = self.pattern(pattern)?;
                let (start, length) = match regex.find(&text) {
                    Some(found) => {
                        (text[..found.start()].chars().count() as f64 + 1.0, found.as_str().chars().count() as f64)
                    }
                    None => (0.0, -1.0),
                };
                self.set_variable("RSTART", Value::Number(start));
                self.set_variable("RLENGTH", Value::Number(length));
                return Ok(Value::Number(start));
            }
            "system" => return Err(Halt::Error("system() is not simulated".into())),
            _ => {}
        }
        let mut values = Vec::new();
        for arg in args {
            values.push(self.eval(arg)?);
        }
        let text = |at: usize| values.get(at).map_or(String::new(), |value: &Value| value.text("%.6g"));
        let number = |at: usize| values.get(at).map_or(0.0, Value::number);
        Ok(match name {
            "length" if values.is_empty() => Value::Number(self.line().chars().count() as f64),
            "length" => Value::Number(text(0).chars().count() as f64),
            "toupper" => Value::Text(text(0).to_uppercase()),
            "tolower" => Value::Text(text(0).to_lowercase()),
            "index" => {
                let (all, part) = (text(0), text(1));
                Value::Number(all.find(&part).map_or(0.0, |at| all[..at].chars().count() as f64 + 1.0))
            }
            "substr" => {
                let from = number(1).round();
                let end = if values.len() > 2 { from + number(2).round() } else { f64::INFINITY };
                let all = text(0);
                let wanted = |(at, _): &(usize, char)| (*at as f64 + 1.0) >= from && (*at as f64 + 1.0) < end;
                Value::Text(all.chars().enumerate().filter(wanted).map(|(_, c)| c).collect())
            }
            "int" => Value::Number(number(0).trunc()),
            "sqrt" => Value::Number(number(0).sqrt()),
            "exp" => Value::Number(number(0).exp()),
            "log" => Value::Number(number(0).ln()),
            "sin" => Value::Number(number(0).sin()),
            "cos" => Value::Number(number(0).cos()),
            "atan2" => Value::Number(number(0).atan2(number(1))),
            "srand" => {
                let old = self.seed;
                self.seed = number(0) as u64;
                Value::Number(old as f64)
            }
            "rand" => {
                self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                Value::Number((self.seed >> 11) as f64 / (1u64 << 53) as f64)
            }
            "strftime" | "systime" => return Err(Halt::Error(format!("{name}() is not simulated"))),
            _ => Value::Number(0.0),
        })
    }

    fn split_builtin(&mut self, args: &[Expr]) -> Run<Value> {
        let (Some(text), Some(Expr::Variable(array))) = (args.first(), args.get(1)) else {
            return Err(Halt::Error("split needs a text and an array".into()));
        };
        let text = self.eval(text)?.text("%.6g");
        let parts = match args.get(2) {
            Some(Expr::Regex(regex)) if text.is_empty() => regex.split("").take(0).map(String::from).collect(),
            Some(Expr::Regex(regex)) => regex.split(&text).map(String::from).collect(),
            Some(other) => {
                let separator = self.eval(other)?.text("%.6g");
                split_text(&text, &separator)
            }
            None => split_text(&text, &self.text_of("FS")),
        };
        let count = parts.len();
        self.hold(parts.iter().map(|part| part.len() + 64).sum())?;
        let parts =
            parts.into_iter().enumerate().map(|(at, part)| ((at + 1).to_string(), Value::Input(part))).collect();
        *self.array(array) = parts;
        Ok(Value::Number(count as f64))
    }

    fn substitute(&mut self, args: &[Expr], global: bool) -> Run<Value> {
        let (Some(pattern), Some(with)) = (args.first(), args.get(1)) else {
            return Err(Halt::Error("sub needs a pattern and a text".into()));
        };
        let regex = self.pattern(pattern)?;
        let with = self.eval(with)?.text("%.6g");
        let line = Expr::Field(Box::new(Expr::Number(0.0)));
        let target = args.get(2).unwrap_or(&line);
        let text = self.eval(target)?.text("%.6g");
        let mut out = String::new();
        let mut end = 0;
        let mut count = 0;
        for found in regex.find_iter(&text).take(if global { usize::MAX } else { 1 }) {
            out.push_str(&text[end..found.start()]);
            let mut chars = with.chars();
            while let Some(next) = chars.next() {
                match next {
                    '\\' => match chars.next() {
                        Some('&') => out.push('&'),
                        Some('\\') => out.push('\\'),
                        Some(other) => out.extend(['\\', other]),
                        None => out.push('\\'),
                    },
                    '&' => out.push_str(found.as_str()),
                    next => out.push(next),
                }
            }
            end = found.end();
            count += 1;
            if out.len() > MAX_TEXT {
                return Err(Halt::Error("out of memory".into()));
            }
        }
        out.push_str(&text[end..]);
        if count > 0 {
            self.set(target, Value::Text(out))?;
        }
        Ok(Value::Number(f64::from(count)))
    }
}

fn regex(text: &str) -> Run<Regex> {
    compile(text, Syntax::Extended, Style::default()).map_err(|error| Halt::Error(format!("{error}: /{text}/")))
}

/// Fields of a text. A blank means runs of blanks, one character itself, anything else is a pattern.
fn split_text(text: &str, separator: &str) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    let mut chars = separator.chars();
    match (chars.next(), chars.next()) {
        (Some(' '), None) => text.split_whitespace().map(String::from).collect(),
        (Some(c), None) if c != '\\' => text.split(c).map(String::from).collect(),
        (None, _) => text.chars().map(String::from).collect(),
        _ => match regex(separator) {
            Ok(regex) => regex.split(text).map(String::from).collect(),
            Err(_) => vec![text.to_string()],
        },
    }
}

/// The shell's printf, once over the format, with awk's reading of numbers.
fn awk_printf(format: &str, values: &[Value], convert: &str) -> String {
    let mut words = vec![format.replace('\\', "\\\\")];
    let mut values = values.iter();
    let mut chars = format.chars();
    while let Some(next) = chars.next() {
        if next != '%' {
            continue;
        }
        for kind in chars.by_ref() {
            let value = || Value::Unset;
            match kind {
                '%' => break,
                '*' => words.push(format!("{}", values.next().unwrap_or(&value()).number() as i64)),
                kind if kind.is_ascii_alphabetic() => {
                    let unset = value();
                    let value = values.next().unwrap_or(&unset);
                    words.push(match (kind, value) {
                        ('d' | 'i' | 'o' | 'x' | 'X' | 'u', value) => format!("{}", value.number().trunc() as i64),
                        ('c', Value::Number(code)) => {
                            char::from_u32(*code as u32).map(String::from).unwrap_or_default()
                        }
                        ('c' | 's', value) => value.text(convert),
                        (_, value) => format!("{}", value.number()),
                    });
                    break;
                }
                _ => {}
            }
        }
    }
    crate::programs::printf::once_only(&words).text
}
