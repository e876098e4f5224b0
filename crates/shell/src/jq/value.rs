//! JSON as jq has it: objects keep the order in which their keys came.

use std::cmp::Ordering;
use std::rc::Rc;

use sorted::InOrder;

use crate::text::json_quote;

#[derive(Clone, Debug)]
pub enum J {
    Null,
    Bool(bool),
    Num(f64),
    Str(Rc<str>),
    Arr(Rc<Vec<J>>),
    Obj(Rc<Vec<(Rc<str>, J)>>),
}

/// Lists within lists.
const DEEPEST: usize = 200;

impl J {
    pub fn str(text: impl AsRef<str>) -> J {
        J::Str(text.as_ref().into())
    }
    pub fn arr(items: Vec<J>) -> J {
        J::Arr(Rc::new(items))
    }
    pub fn obj(pairs: Vec<(Rc<str>, J)>) -> J {
        J::Obj(Rc::new(pairs))
    }
    pub fn truth(&self) -> bool {
        !matches!(self, J::Null | J::Bool(false))
    }
    pub fn kind(&self) -> &'static str {
        match self {
            J::Null => "null",
            J::Bool(_) => "boolean",
            J::Num(_) => "number",
            J::Str(_) => "string",
            J::Arr(_) => "array",
            J::Obj(_) => "object",
        }
    }
    pub fn get(&self, key: &str) -> Option<&J> {
        let J::Obj(pairs) = self else { return None };
        pairs.iter().find(|(k, _)| **k == *key).map(|(_, v)| v)
    }
    pub fn with(&self, key: &Rc<str>, value: J) -> J {
        let mut pairs = match self {
            J::Obj(pairs) => pairs.to_vec(),
            _ => Vec::new(),
        };
        match pairs.iter_mut().find(|(k, _)| k == key) {
            Some((_, old)) => *old = value,
            None => pairs.push((key.clone(), value)),
        }
        J::obj(pairs)
    }
    /// The keys in order.
    pub fn keys(&self) -> Vec<Rc<str>> {
        let mut keys: Vec<Rc<str>> = match self {
            J::Obj(pairs) => pairs.iter().map(|(k, _)| k.clone()).collect(),
            _ => Vec::new(),
        };
        keys.order();
        keys
    }

    fn rank(&self) -> u8 {
        match self {
            J::Null => 0,
            J::Bool(false) => 1,
            J::Bool(true) => 2,
            J::Num(_) => 3,
            J::Str(_) => 4,
            J::Arr(_) => 5,
            J::Obj(_) => 6,
        }
    }
    /// jq's order of all values.
    pub fn order(&self, other: &J) -> Ordering {
        match (self, other) {
            (J::Num(a), J::Num(b)) => a.partial_cmp(b).unwrap_or(Ordering::Less),
            (J::Str(a), J::Str(b)) => a.cmp(b),
            (J::Arr(a), J::Arr(b)) => {
                let differ = a.iter().zip(b.iter()).map(|(a, b)| a.order(b)).find(|o| o.is_ne());
                differ.unwrap_or(a.len().cmp(&b.len()))
            }
            (J::Obj(_), J::Obj(_)) => {
                let (a, b) = (self.keys(), other.keys());
                let values = || a.iter().map(|k| order_of(self.get(k), other.get(k))).find(|o| o.is_ne());
                a.cmp(&b).then_with(|| values().unwrap_or(Ordering::Equal))
            }
            (a, b) => a.rank().cmp(&b.rank()),
        }
    }

    pub fn text(&self) -> String {
        let mut out = String::new();
        self.write(&Style::default(), 0, &mut out);
        out
    }

    pub fn write(&self, style: &Style, depth: usize, out: &mut String) {
        let gap = |depth: usize, out: &mut String| {
            if !style.indent.is_empty() {
                out.push('\n');
                (0..depth).for_each(|_| out.push_str(&style.indent));
            }
        };
        match self {
            J::Null => out.push_str("null"),
            J::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
            J::Num(n) => out.push_str(&number(*n)),
            J::Str(s) => quote(s, style.ascii, out),
            J::Arr(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at > 0 { "," } else { "" });
                    gap(depth + 1, out);
                    item.write(style, depth + 1, out);
                }
                if !items.is_empty() {
                    gap(depth, out);
                }
                out.push(']');
            }
            J::Obj(pairs) => {
                let sorted;
                let pairs = if style.sorted {
                    sorted = self.keys().into_iter().map(|k| (k.clone(), self.get(&k).cloned().unwrap_or(J::Null)));
                    &sorted.collect::<Vec<_>>()
                } else {
                    &**pairs
                };
                out.push('{');
                for (at, (key, value)) in pairs.iter().enumerate() {
                    out.push_str(if at > 0 { "," } else { "" });
                    gap(depth + 1, out);
                    quote(key, style.ascii, out);
                    out.push_str(if style.indent.is_empty() { ":" } else { ": " });
                    value.write(style, depth + 1, out);
                }
                if !pairs.is_empty() {
                    gap(depth, out);
                }
                out.push('}');
            }
        }
    }
}

fn order_of(a: Option<&J>, b: Option<&J>) -> Ordering {
    a.unwrap_or(&J::Null).order(b.unwrap_or(&J::Null))
}

impl PartialEq for J {
    fn eq(&self, other: &J) -> bool {
        self.order(other).is_eq()
    }
}

/// How values are written.
#[derive(Clone, Default)]
pub struct Style {
    pub indent: String,
    pub sorted: bool,
    pub ascii: bool,
}

fn number(n: f64) -> String {
    match n {
        n if n.is_nan() => "null".into(),
        n if n.is_infinite() => if n > 0.0 { "1.7976931348623157e+308" } else { "-1.7976931348623157e+308" }.into(),
        n if n == n.trunc() && n.abs() < 1e17 => format!("{n:.0}"),
        n if n.abs() >= 1e17 || n.abs() < 1e-5 => {
            let text = format!("{n:e}");
            let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
            let power: i32 = power.parse().unwrap_or(0);
            format!("{digits}e{}{:02}", if power < 0 { '-' } else { '+' }, power.abs())
        }
        n => n.to_string(),
    }
}

fn quote(text: &str, ascii: bool, out: &mut String) {
    json_quote(text, &|c| c == '\u{7f}' || ascii && !c.is_ascii(), out);
}

/// All values of a text, one after the other; and what is wrong where it breaks off.
pub fn read(text: &str) -> (Vec<J>, Option<String>) {
    let mut reader = Reader { text, at: 0 };
    let mut all = Vec::new();
    loop {
        reader.blank();
        if reader.at == text.len() {
            return (all, None);
        }
        match reader.value(0) {
            Ok(value) => all.push(value),
            Err(mut why) => {
                if why.starts_with("Unfinished") {
                    why += " at EOF";
                } else if text[reader.at..].trim().is_empty() && !why.starts_with("Invalid") {
                    (why, reader.at) = ("Unfinished JSON term at EOF".into(), text.len());
                }
                let before = &text[..reader.at.min(text.len())];
                let line = before.matches('\n').count() + 1;
                let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
                return (all, Some(format!("{why} at line {line}, column {column}")));
            }
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }
    fn blank(&mut self) {
        self.at = self.text.len() - self.rest().trim_start_matches([' ', '\t', '\n', '\r']).len();
    }
    fn take(&mut self, c: char) -> bool {
        self.blank();
        let found = self.rest().starts_with(c);
        self.at += usize::from(found);
        found
    }
    fn value(&mut self, depth: usize) -> Result<J, String> {
        self.blank();
        if depth > DEEPEST {
            return Err("Exceeds depth limit for parsing".into());
        }
        for (word, value) in [("null", J::Null), ("true", J::Bool(true)), ("false", J::Bool(false))] {
            if self.rest().starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        match self.rest().chars().next() {
            Some('"') => Ok(J::Str(self.string()?.into())),
            Some('[') => {
                self.at += 1;
                let mut items = Vec::new();
                if self.take(']') {
                    return Ok(J::arr(items));
                }
                loop {
                    items.push(self.value(depth + 1)?);
                    if self.take(']') {
                        return Ok(J::arr(items));
                    }
                    if !self.take(',') {
                        return Err("Expected separator between values".into());
                    }
                }
            }
            Some('{') => {
                self.at += 1;
                let mut object = J::obj(Vec::new());
                if self.take('}') {
                    return Ok(object);
                }
                loop {
                    self.blank();
                    if !self.rest().starts_with('"') {
                        // A word that is none is told as such.
                        self.value(depth + 1)?;
                        return Err("Object keys must be strings".into());
                    }
                    let key: Rc<str> = self.string()?.into();
                    if !self.take(':') {
                        return Err("Objects must consist of key:value pairs".into());
                    }
                    let value = self.value(depth + 1)?;
                    match &mut object {
                        J::Obj(pairs) if !pairs.iter().any(|(k, _)| *k == key) => {
                            Rc::make_mut(pairs).push((key, value));
                        }
                        object => *object = object.with(&key, value),
                    }
                    if self.take('}') {
                        return Ok(object);
                    }
                    if !self.take(',') {
                        return Err("Expected separator between values".into());
                    }
                }
            }
            Some(c) if c == '-' || c.is_ascii_digit() => {
                let end = self.rest().find(|c: char| !c.is_ascii_digit() && !"+-.eE".contains(c));
                let digits = &self.rest()[..end.unwrap_or(self.rest().len())];
                let number = digits.parse().map_err(|_| "Invalid numeric literal".to_string())?;
                self.at += digits.len();
                Ok(J::Num(number))
            }
            None => Err("Unfinished JSON term".into()),
            Some(c) => {
                // A word ends with what comes behind it.
                let end = self.rest().find([' ', '\n', '\t', '\r', ',', ':', '[', ']', '{', '}', '"']);
                let behind = end.map_or(self.text.len(), |end| self.at + end + 1);
                self.at = (behind..).find(|at| self.text.is_char_boundary(*at)).unwrap_or(behind).min(self.text.len());
                Err(if "tfn".contains(c) { "Invalid literal" } else { "Invalid numeric literal" }.into())
            }
        }
    }
    fn string(&mut self) -> Result<String, String> {
        let mut out = String::new();
        let mut units: Vec<u16> = Vec::new();
        let mut letters = self.text[self.at + 1..].char_indices();
        let base = self.at + 1;
        while let Some((at, c)) = letters.next() {
            let escape = (c == '\\').then(|| letters.next().map(|(_, c)| c)).flatten();
            if let Some('u') = escape {
                let hex: String = (0..4).filter_map(|_| letters.next().map(|(_, c)| c)).collect();
                units.push(u16::from_str_radix(&hex, 16).map_err(|_| "Invalid escape".to_string())?);
                continue;
            }
            out.push_str(&String::from_utf16_lossy(&std::mem::take(&mut units)));
            match (c, escape) {
                ('"', _) => {
                    self.at = base + at + 1;
                    return Ok(out);
                }
                (_, Some('n')) => out.push('\n'),
                (_, Some('t')) => out.push('\t'),
                (_, Some('r')) => out.push('\r'),
                (_, Some('b')) => out.push('\u{8}'),
                (_, Some('f')) => out.push('\u{c}'),
                (_, Some(c @ ('"' | '\\' | '/'))) => out.push(c),
                ('\\', _) => return Err("Invalid escape".into()),
                (c, _) => out.push(c),
            }
        }
        self.at = self.text.len();
        Err("Unfinished string".into())
    }
}
