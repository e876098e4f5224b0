//! Expressions, and the functions of the program.

use std::rc::Rc;

use regex_lite::Regex;

use super::builtins::regex;
use super::{Frame, Halt, MAX_CALLS, Machine, Run};
use crate::programs::awk::parse::{BUILTINS, Expr};
use crate::programs::awk::value::{Value, compare};

impl Machine {
    pub(super) fn eval(&mut self, expr: &Expr) -> Run<Value> {
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

    pub(super) fn binary(&mut self, op: &str, a: Value, b: &Value) -> Run<Value> {
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

    pub(super) fn pattern(&mut self, expr: &Expr) -> Run<Rc<Regex>> {
        if let Expr::Regex(regex) = expr {
            return Ok(regex.clone());
        }
        let text = self.eval(expr)?.text("%.6g");
        regex(&text).map(Rc::new)
    }

    pub(super) fn call(&mut self, name: &str, args: &[Expr]) -> Run<Value> {
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
}
