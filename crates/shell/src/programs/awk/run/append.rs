//! `s = s text`, by which programs gather what they read: the text grows in its place. Copied for every line, it would take
//! time with the square of what is gathered.

use super::{BYTES_A_STEP, Halt, MAX_TEXT, Machine, Run};
use crate::programs::awk::parse::Expr;
use crate::programs::awk::value::Value;

impl Machine {
    /// Does an assignment that only puts something behind a text; false: it is another one, and nothing was done.
    pub(super) fn append(&mut self, expr: &Expr) -> Run<bool> {
        let Expr::Assign("", target, value) = expr else { return Ok(false) };
        if !matches!(&**target, Expr::Variable(name) if name != "NF") && !matches!(**target, Expr::Element(..)) {
            return Ok(false);
        }
        let (mut first, mut parts) = (&**value, Vec::new());
        while let Expr::Binary("", left, right) = first {
            parts.push(&**right);
            first = left;
        }
        if parts.is_empty() || !same(target, first) || !parts.iter().all(|part| only_reads(part)) {
            return Ok(false);
        }
        let format = self.text_of("CONVFMT");
        let mut more = String::new();
        for part in parts.into_iter().rev() {
            more.push_str(&self.eval(part)?.text(&format));
        }
        self.step()?;
        self.steps += (more.len() / BYTES_A_STEP) as u32;
        self.hold(more.len())?;
        let place = self.place(target)?;
        if let Value::Text(text) = place {
            text.push_str(&more);
        } else {
            *place = Value::Text(place.text(&format) + &more);
        }
        if place.bytes() > MAX_TEXT { Err(Halt::Error("out of memory".into())) } else { Ok(true) }
    }

    /// Where the value of a variable or element is, unset where there was none.
    fn place(&mut self, target: &Expr) -> Run<&mut Value> {
        match target {
            Expr::Element(name, index) => {
                let key = self.key(index)?;
                if !self.array(name).contains_key(&key) {
                    self.hold(key.len())?;
                }
                Ok(self.array(name).entry(key).or_insert(Value::Unset))
            }
            Expr::Variable(name) => {
                let local = self.calls.last().is_some_and(|frame| frame.vars.contains_key(name));
                let vars = match self.calls.last_mut() {
                    Some(frame) if local => &mut frame.vars,
                    _ => &mut self.vars,
                };
                Ok(vars.entry(name.clone()).or_insert(Value::Unset))
            }
            _ => Err(Halt::Error("assignment to something that is no variable".into())),
        }
    }
}

/// Whether evaluating changes no variable.
fn only_reads(expr: &Expr) -> bool {
    match expr {
        Expr::Number(_) | Expr::Text(_) | Expr::Variable(_) => true,
        Expr::Field(inner) | Expr::Group(inner) | Expr::Unary(_, inner) => only_reads(inner),
        Expr::Element(_, index) => index.iter().all(only_reads),
        Expr::Binary(_, a, b) => only_reads(a) && only_reads(b),
        Expr::Choose(condition, yes, no) => [condition, yes, no].into_iter().all(|part| only_reads(part)),
        _ => false,
    }
}

/// Whether both are surely one place.
fn same(a: &Expr, b: &Expr) -> bool {
    match (a, b) {
        (Expr::Number(a), Expr::Number(b)) => a == b,
        (Expr::Text(a), Expr::Text(b)) | (Expr::Variable(a), Expr::Variable(b)) => a == b,
        (Expr::Field(a), Expr::Field(b)) => same(a, b),
        (Expr::Element(a, i), Expr::Element(b, j)) => {
            a == b && i.len() == j.len() && i.iter().zip(j).all(|(a, b)| same(a, b))
        }
        _ => false,
    }
}
