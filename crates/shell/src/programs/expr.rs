//! `expr`

use super::Call;
use crate::regex::{Style, Syntax, compile};

struct Parser<'a> {
    args: &'a [String],
    at: usize,
    depth: u32,
}

/// Operators from the weakest to the strongest.
const LEVELS: &[&[&str]] =
    &[&["|"], &["&"], &["<", "<=", "=", "==", "!=", ">=", ">"], &["+", "-"], &["*", "/", "%"], &[":"]];

pub(super) fn run(call: &mut Call<'_, '_>) -> i32 {
    if call.args.is_empty() {
        call.missing_operand();
        return 2;
    }
    let mut parser = Parser { args: call.args, at: 0, depth: 0 };
    let value = parser.level(0).and_then(|value| match call.args.get(parser.at) {
        None => Ok(value),
        Some(extra) => Err(format!("syntax error: unexpected argument ‘{extra}’")),
    });
    match value {
        Ok(value) => {
            call.out(&format!("{value}\n"));
            i32::from(value.is_empty() || value == "0")
        }
        Err(text) => {
            call.fail(text);
            2
        }
    }
}

impl Parser<'_> {
    fn level(&mut self, level: usize) -> Result<String, String> {
        self.depth += 1;
        if self.depth > 400 {
            return Err("the expression is nested too deeply for this simulation".into());
        }
        let result = self.climb(level);
        self.depth -= 1;
        result
    }

    fn climb(&mut self, level: usize) -> Result<String, String> {
        if level == LEVELS.len() {
            return self.primary();
        }
        let mut left = self.level(level + 1)?;
        while let Some(operator) = self.args.get(self.at).filter(|arg| LEVELS[level].contains(&arg.as_str())) {
            self.at += 1;
            let right = self.level(level + 1)?;
            left = apply(operator, left, right)?;
        }
        Ok(left)
    }

    fn primary(&mut self) -> Result<String, String> {
        let Some(arg) = self.args.get(self.at).cloned() else {
            let last = self.args.last().cloned().unwrap_or_default();
            return Err(format!("syntax error: missing argument after ‘{last}’"));
        };
        self.at += 1;
        match arg.as_str() {
            "(" => {
                let value = self.level(0)?;
                if self.args.get(self.at).is_none_or(|arg| arg != ")") {
                    return Err("syntax error: expecting ')' instead".into());
                }
                self.at += 1;
                Ok(value)
            }
            "length" if self.at < self.args.len() => Ok(self.primary()?.chars().count().to_string()),
            "substr" if self.at + 2 < self.args.len() => {
                let (text, from, count) = (self.primary()?, self.primary()?, self.primary()?);
                let (from, count) = (from.parse::<usize>().unwrap_or(0), count.parse::<usize>().unwrap_or(0));
                if from == 0 {
                    return Ok(String::new());
                }
                Ok(text.chars().skip(from - 1).take(count).collect())
            }
            "index" if self.at + 1 < self.args.len() => {
                let (text, marks) = (self.primary()?, self.primary()?);
                Ok(text.chars().position(|c| marks.contains(c)).map_or(0, |at| at + 1).to_string())
            }
            "match" if self.at + 1 < self.args.len() => {
                let (text, pattern) = (self.primary()?, self.primary()?);
                apply(":", text, pattern)
            }
            _ => Ok(arg),
        }
    }
}

fn apply(operator: &str, left: String, right: String) -> Result<String, String> {
    let truth = |text: &str| !text.is_empty() && text != "0";
    let numbers = left.parse::<i64>().ok().zip(right.parse::<i64>().ok());
    let flag = |value: bool| Ok(i32::from(value).to_string());
    match operator {
        "|" => {
            return Ok(if truth(&left) {
                left
            } else if truth(&right) {
                right
            } else {
                "0".into()
            });
        }
        "&" => return Ok(if truth(&left) && truth(&right) { left } else { "0".into() }),
        ":" => {
            let regex = compile(&format!("^{}", right.trim_start_matches('^')), Syntax::Basic, Style::default())?;
            let captures = regex.captures(&left);
            return Ok(match captures {
                Some(found) if regex.captures_len() > 1 => {
                    found.get(1).map_or(String::new(), |group| group.as_str().into())
                }
                Some(found) => found[0].chars().count().to_string(),
                None if regex.captures_len() > 1 => String::new(),
                None => "0".into(),
            });
        }
        "<" | "<=" | "=" | "==" | "!=" | ">=" | ">" => {
            let order = match numbers {
                Some((a, b)) => a.cmp(&b),
                None => left.cmp(&right),
            };
            return flag(match operator {
                "<" => order.is_lt(),
                "<=" => order.is_le(),
                "!=" => order.is_ne(),
                ">=" => order.is_ge(),
                ">" => order.is_gt(),
                _ => order.is_eq(),
            });
        }
        _ => {}
    }
    let Some((a, b)) = numbers else { return Err("non-integer argument".into()) };
    if b == 0 && matches!(operator, "/" | "%") {
        return Err("division by zero".into());
    }
    Ok(match operator {
        "+" => a.wrapping_add(b),
        "-" => a.wrapping_sub(b),
        "*" => a.wrapping_mul(b),
        "/" => a.wrapping_div(b),
        _ => a.wrapping_rem(b),
    }
    .to_string())
}
