//! Lines and fields, variables and arrays.

use super::{Array, Halt, Machine, Run, builtins::split_text};
use crate::programs::awk::parse::Expr;
use crate::programs::awk::value::Value;

impl Machine {
    pub(super) fn set_line(&mut self, line: String) {
        self.line = line;
        self.split = false;
    }

    pub(super) fn split_line(&mut self) {
        if self.split {
            return;
        }
        self.split = true;
        let separator = self.text_of("FS");
        self.fields = split_text(&self.line, &separator);
        self.vars.insert("NF".into(), Value::Number(self.fields.len() as f64));
    }

    pub(super) fn line(&mut self) -> String {
        self.line.clone()
    }

    pub(super) fn join_fields(&mut self) {
        let separator = self.text_of("OFS");
        self.line = self.fields.join(&separator);
    }

    pub(super) fn field(&mut self, at: f64) -> Run<Value> {
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

    pub(super) fn set_field(&mut self, at: f64, text: String) -> Run<()> {
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

    pub(super) fn text_of(&self, name: &str) -> String {
        self.vars.get(name).map_or(String::new(), |value| value.text("%.6g"))
    }

    pub(super) fn variable(&mut self, name: &str) -> Value {
        if let Some(value) = self.calls.last().and_then(|frame| frame.vars.get(name)) {
            return value.clone();
        }
        if name == "NF" {
            self.split_line();
        }
        self.vars.get(name).cloned().unwrap_or(Value::Unset)
    }

    pub(super) fn set_variable(&mut self, name: &str, value: Value) {
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

    pub(super) fn array(&mut self, name: &str) -> &mut Array {
        let name = self.calls.last().and_then(|frame| frame.arrays.get(name)).map_or(name, String::as_str).to_string();
        self.arrays.entry(name).or_default()
    }

    pub(super) fn key(&mut self, index: &[Expr]) -> Run<String> {
        let format = self.text_of("CONVFMT");
        let mut parts = Vec::new();
        for expr in index {
            parts.push(self.eval(expr)?.text(&format));
        }
        Ok(parts.join("\x1c"))
    }

    pub(super) fn set(&mut self, target: &Expr, value: Value) -> Run<()> {
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
}
