//! The functions of the language.

use regex_lite::Regex;

use super::{Halt, MAX_TEXT, Machine, Run};
use crate::programs::awk::parse::Expr;
use crate::programs::awk::value::Value;
use crate::regex::{Style, Syntax, compile};

impl Machine {
    pub(super) fn builtin(&mut self, name: &str, args: &[Expr]) -> Run<Value> {
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

    pub(super) fn split_builtin(&mut self, args: &[Expr]) -> Run<Value> {
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

    pub(super) fn substitute(&mut self, args: &[Expr], global: bool) -> Run<Value> {
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

pub(super) fn regex(text: &str) -> Run<Regex> {
    compile(text, Syntax::Extended, Style::default()).map_err(|error| Halt::Error(format!("{error}: /{text}/")))
}

/// Fields of a text. A blank means runs of blanks, one character itself, anything else is a pattern.
pub(super) fn split_text(text: &str, separator: &str) -> Vec<String> {
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
pub(super) fn awk_printf(format: &str, values: &[Value], convert: &str) -> String {
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
