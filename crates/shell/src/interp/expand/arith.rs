//! `$((...))`: integers of 64 bits, the operators of C, variables by name.

use super::{Expanded, Expander, Stop};
use crate::interp::vars::Value;
use crate::syntax::{Dialect, is_name};

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArithError {
    Syntax,
    /// What follows belongs to no expression.
    Rest,
    DivisionByZero,
    TooDeep,
    /// `08`
    Base(String),
}

const MAX_DEPTH: u32 = 40;

/// Binary operators: text, binding power.
const BINARY: &[(&str, u8)] = &[
    ("||", 3),
    ("&&", 4),
    ("|", 5),
    ("^", 6),
    ("&", 7),
    ("==", 8),
    ("!=", 8),
    ("<=", 9),
    (">=", 9),
    ("<<", 10),
    (">>", 10),
    ("<", 9),
    (">", 9),
    ("+", 11),
    ("-", 11),
    ("**", 13),
    ("*", 12),
    ("/", 12),
    ("%", 12),
];
const ASSIGN: &[&str] = &["<<=", ">>=", "**=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "="];

struct Arith<'a, 'b> {
    chars: Vec<char>,
    pos: usize,
    cx: &'a mut Expander<'b>,
    depth: u32,
}

impl Expander<'_> {
    pub(crate) fn arith_text(&mut self, text: &str) -> Expanded<i64> {
        self.arith_depth(text, 0).map_err(|error| {
            let bash = self.shell.options.dialect == Dialect::Bash;
            let text = if bash { text.trim_start() } else { text };
            let message = match (error, self.shell.options.dialect) {
                (ArithError::DivisionByZero, Dialect::Bash) => {
                    let token = text.rsplit(['/', '%']).next().unwrap_or("").trim();
                    format!("{text}: division by 0 (error token is \"{token}\")")
                }
                (ArithError::DivisionByZero, Dialect::Dash) => {
                    format!("arithmetic expression: division by zero: \"{text}\"")
                }
                (ArithError::DivisionByZero, Dialect::Ash) => "divide by zero".into(),
                (ArithError::Base(digits), Dialect::Bash) => {
                    format!("{text}: value too great for base (error token is \"{digits}\")")
                }
                (_, Dialect::Bash) => {
                    format!("{text}: syntax error: operand expected (error token is \"{}\")", error_token(text))
                }
                (ArithError::Rest | ArithError::Base(_), Dialect::Dash) => {
                    format!("arithmetic expression: expecting EOF: \"{text}\"")
                }
                (_, Dialect::Dash) => format!("arithmetic expression: expecting primary: \"{text}\""),
                (_, Dialect::Ash) => "arithmetic syntax error".into(),
            };
            Stop::Error(message)
        })
    }

    fn arith_depth(&mut self, text: &str, depth: u32) -> Result<i64, ArithError> {
        if depth > MAX_DEPTH {
            return Err(ArithError::TooDeep);
        }
        if text.trim().is_empty() {
            return Ok(0);
        }
        let mut arith = Arith { chars: text.chars().collect(), pos: 0, cx: self, depth };
        let mut value = arith.expression(0, true)?;
        while arith.eat(",") {
            value = arith.expression(0, true)?;
        }
        arith.blanks();
        if arith.pos < arith.chars.len() { Err(ArithError::Rest) } else { Ok(value) }
    }
}

/// The piece of text that bash names: from the last operator on.
fn error_token(text: &str) -> &str {
    let at = text.rfind(['+', '-', '*', '/', '%', '(', '<', '>', '=', '&', '|']).unwrap_or(0);
    &text[at..]
}

impl Arith<'_, '_> {
    fn blanks(&mut self) {
        while self.chars.get(self.pos).is_some_and(|c| c.is_whitespace()) {
            self.pos += 1;
        }
    }

    fn at(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(at, c)| self.chars.get(self.pos + at) == Some(&c))
    }

    fn eat(&mut self, text: &str) -> bool {
        self.blanks();
        let found = self.at(text);
        if found {
            self.pos += text.chars().count();
        }
        found
    }

    /// Evaluates; without `live`, only reads past (the side not taken of `&&`, `||`, `?:`).
    fn expression(&mut self, power: u8, live: bool) -> Result<i64, ArithError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(ArithError::TooDeep);
        }
        let result = self.climb(power, live);
        self.depth -= 1;
        result
    }

    fn climb(&mut self, power: u8, live: bool) -> Result<i64, ArithError> {
        let mut left = self.unary(live)?;
        loop {
            self.blanks();
            if power <= 2 && self.at("?") {
                self.pos += 1;
                let yes = self.expression(0, live && left != 0)?;
                if !self.eat(":") {
                    return Err(ArithError::Syntax);
                }
                let no = self.expression(2, live && left == 0)?;
                left = if left != 0 { yes } else { no };
                continue;
            }
            let dash = self.cx.dialect == Dialect::Dash;
            let known = |(text, _): &&(&str, u8)| self.at(text) && !(dash && *text == "**");
            let Some((operator, binding)) = BINARY.iter().find(known) else { return Ok(left) };
            if *binding < power.max(3)
                || self.chars.get(self.pos + operator.len()) == Some(&'=')
                    && !matches!(*operator, "==" | "!=" | "<=" | ">=")
            {
                return Ok(left);
            }
            self.pos += operator.len();
            let right_live = live
                && match *operator {
                    "&&" => left != 0,
                    "||" => left == 0,
                    _ => true,
                };
            // `**` binds to the right, all others to the left.
            let right = self.expression(if *operator == "**" { *binding } else { binding + 1 }, right_live)?;
            left = binary(operator, left, right, right_live)?;
        }
    }

    fn unary(&mut self, live: bool) -> Result<i64, ArithError> {
        self.blanks();
        for (text, step) in [("++", 1), ("--", -1)] {
            if self.at(text) {
                let before = self.pos;
                self.pos += 2;
                self.blanks();
                if let Some(place) = self.place() {
                    let value = self.variable(&place)?.wrapping_add(step);
                    self.assign(&place, value, live)?;
                    return Ok(value);
                }
                self.pos = before;
            }
        }
        for operator in ["-", "+", "!", "~"] {
            if self.eat(operator) {
                let value = self.expression(14, live)?;
                return Ok(match operator {
                    "-" => value.wrapping_neg(),
                    "!" => i64::from(value == 0),
                    "~" => !value,
                    _ => value,
                });
            }
        }
        self.primary(live)
    }

    fn primary(&mut self, live: bool) -> Result<i64, ArithError> {
        self.blanks();
        if self.eat("(") {
            let mut value = self.expression(0, live)?;
            while self.eat(",") {
                value = self.expression(0, live)?;
            }
            return if self.eat(")") { Ok(value) } else { Err(ArithError::Syntax) };
        }
        if self.chars.get(self.pos).is_some_and(char::is_ascii_digit) {
            return self.number();
        }
        let place = self.place().ok_or(ArithError::Syntax)?;
        self.blanks();
        for operator in ASSIGN {
            if self.at(operator) && !(*operator == "=" && self.at("==")) {
                self.pos += operator.len();
                let right = self.expression(1, live)?;
                let value = match operator.strip_suffix('=') {
                    Some("") | None => right,
                    Some(operator) => binary(operator, self.variable(&place)?, right, live)?,
                };
                self.assign(&place, value, live)?;
                return Ok(value);
            }
        }
        let value = self.variable(&place)?;
        for (text, step) in [("++", 1), ("--", -1)] {
            if self.at(text) {
                self.pos += 2;
                self.assign(&place, value.wrapping_add(step), live)?;
            }
        }
        Ok(value)
    }

    fn name(&mut self) -> Option<String> {
        let rest = &self.chars[self.pos..];
        let length = rest.iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '_').count();
        let name: String = rest[..length].iter().collect();
        is_name(&name).then(|| {
            self.pos += length;
            name
        })
    }

    /// A variable, or with `[index]` one of its values.
    fn place(&mut self) -> Option<Place> {
        let name = self.name()?;
        if self.cx.shell.options.dialect != Dialect::Bash || !self.at("[") {
            return Some(Place { name, index: None });
        }
        let (mut end, mut open) = (self.pos, 0);
        loop {
            match self.chars.get(end)? {
                '[' => open += 1,
                ']' => open -= 1,
                _ => {}
            }
            end += 1;
            if open == 0 {
                let index = self.chars[self.pos + 1..end - 1].iter().collect();
                self.pos = end;
                return Some(Place { name, index: Some(index) });
            }
        }
    }

    fn number(&mut self) -> Result<i64, ArithError> {
        let rest = &self.chars[self.pos..];
        let dash = self.cx.dialect == Dialect::Dash;
        let part = |c: &&char| c.is_ascii_alphanumeric() || matches!(**c, '#' | '_') && !dash;
        let length = rest.iter().take_while(part).count();
        let text: String = rest[..length].iter().collect();
        self.pos += length;
        parse_number(&text).ok_or(match text.chars().all(|c| c.is_ascii_digit()) {
            true => ArithError::Base(text),
            false => ArithError::Syntax,
        })
    }

    fn variable(&mut self, place: &Place) -> Result<i64, ArithError> {
        let text = match (&place.index, self.cx.value_of(&place.name)) {
            (None, _) => self.cx.text_of(&place.name),
            (Some(key), Some(Value::Map(map))) => map.get(bare(key)).cloned(),
            (Some(index), value) => {
                let at = self.cx.arith_depth(index, self.depth + 1)?;
                usize::try_from(at).ok().and_then(|at| value?.items().get(at).cloned())
            }
        };
        let text = text.unwrap_or_default();
        let text = text.trim();
        match parse_number(text) {
            Some(value) => Ok(value),
            None if !text.is_empty() && text.chars().all(|c| c.is_ascii_digit()) => Err(ArithError::Base(text.into())),
            None => self.cx.arith_depth(text, self.depth + 1),
        }
    }

    fn assign(&mut self, place: &Place, value: i64, live: bool) -> Result<(), ArithError> {
        if !live {
            return Ok(());
        }
        let text = value.to_string();
        let value = match (&place.index, self.cx.value_of(&place.name)) {
            (None, _) => Value::Text(text),
            (Some(key), Some(Value::Map(mut map))) => {
                map.set(bare(key), text);
                Value::Map(map)
            }
            (Some(index), value) => {
                let at = self.cx.arith_depth(index, self.depth + 1)?;
                let mut items = value.map_or(Vec::new(), |value| value.items());
                let at = usize::try_from(at).ok().filter(|at| *at < 1 << 16).ok_or(ArithError::Syntax)?;
                if at >= items.len() {
                    items.resize(at + 1, String::new());
                }
                items[at] = text;
                Value::Array(items)
            }
        };
        self.cx.assigned.push((place.name.clone(), value));
        Ok(())
    }
}

/// What an expression reads and sets.
struct Place {
    name: String,
    index: Option<String>,
}

/// A key without quotes around it.
fn bare(key: &str) -> &str {
    key.trim_matches(['"', '\''])
}

fn parse_number(text: &str) -> Option<i64> {
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return i64::from_str_radix(hex, 16).ok();
    }
    if let Some((base, digits)) = text.split_once('#') {
        let base: u32 = base.parse().ok().filter(|base| (2..=36).contains(base))?;
        return i64::from_str_radix(digits, base).ok();
    }
    if text.len() > 1 && text.starts_with('0') {
        return i64::from_str_radix(text, 8).ok();
    }
    text.parse().ok()
}

fn binary(operator: &str, a: i64, b: i64, live: bool) -> Result<i64, ArithError> {
    let flag = |value: bool| Ok(i64::from(value));
    match operator {
        "||" => flag(a != 0 || b != 0),
        "&&" => flag(a != 0 && b != 0),
        "|" => Ok(a | b),
        "^" => Ok(a ^ b),
        "&" => Ok(a & b),
        "==" => flag(a == b),
        "!=" => flag(a != b),
        "<=" => flag(a <= b),
        ">=" => flag(a >= b),
        "<" => flag(a < b),
        ">" => flag(a > b),
        "<<" => Ok(a.wrapping_shl(b as u32)),
        ">>" => Ok(a.wrapping_shr(b as u32)),
        "+" => Ok(a.wrapping_add(b)),
        "-" => Ok(a.wrapping_sub(b)),
        "*" => Ok(a.wrapping_mul(b)),
        "**" => Ok(a.wrapping_pow(u32::try_from(b).map_err(|_| ArithError::Syntax)?)),
        "/" | "%" if b == 0 && live => Err(ArithError::DivisionByZero),
        "/" => Ok(a.checked_div(b).unwrap_or(0)),
        _ => Ok(a.checked_rem(b).unwrap_or(0)),
    }
}
