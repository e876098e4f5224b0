//! The module `json`.

use sorted::InOrder;

use super::value::{Heap, Obj, Res, Val, float};
use crate::text::json_quote;

/// How texts are made: indentation, order, and whether other letters than ASCII's stay.
#[derive(Default)]
pub struct Style {
    pub indent: Option<usize>,
    pub sort: bool,
    pub unicode: bool,
}

/// Lists within lists.
const DEEPEST: usize = 200;

pub fn dump(heap: &mut Heap, v: &Val, style: &Style) -> Res<String> {
    let mut out = String::new();
    write(heap, v, style, 0, &mut out)?;
    Ok(out)
}

fn write(heap: &mut Heap, v: &Val, style: &Style, depth: usize, out: &mut String) -> Res<()> {
    if depth > DEEPEST {
        return Err(heap.error("ValueError", "Circular reference detected"));
    }
    match v {
        Val::None => out.push_str("null"),
        Val::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Val::Int(i) => out.push_str(&i.to_string()),
        Val::Float(f) => out.push_str(&float(*f)),
        Val::Str(s) => quote(s, style.unicode, out),
        v => match heap.get(v).cloned() {
            Some(Obj::List(items) | Obj::Tuple(items)) => {
                out.push('[');
                for (i, item) in items.iter().enumerate() {
                    gap(style, depth + 1, i, out);
                    write(heap, item, style, depth + 1, out)?;
                }
                close(style, depth, items.is_empty(), ']', out);
            }
            Some(Obj::Dict(mut pairs)) => {
                if style.sort {
                    pairs.order_by_key(|(k, _)| heap.str(k));
                }
                out.push('{');
                for (i, (key, value)) in pairs.iter().enumerate() {
                    gap(style, depth + 1, i, out);
                    let key = match key {
                        Val::Str(s) => s.to_string(),
                        Val::Bool(_) | Val::None | Val::Int(_) | Val::Float(_) => {
                            let mut text = String::new();
                            write(heap, key, style, depth, &mut text)?;
                            text
                        }
                        _ => {
                            let text =
                                format!("keys must be str, int, float, bool or None, not {}", heap.type_name(key));
                            return Err(heap.error("TypeError", text));
                        }
                    };
                    quote(&key, style.unicode, out);
                    out.push_str(": ");
                    write(heap, value, style, depth + 1, out)?;
                }
                close(style, depth, pairs.is_empty(), '}', out);
            }
            _ => {
                let text = format!("Object of type {} is not JSON serializable", heap.type_name(v));
                return Err(heap.error("TypeError", text));
            }
        },
    }
    Ok(())
}

fn gap(style: &Style, depth: usize, i: usize, out: &mut String) {
    match style.indent {
        Some(indent) => {
            out.push_str(if i > 0 { ",\n" } else { "\n" });
            out.push_str(&" ".repeat(indent * depth));
        }
        None if i > 0 => out.push_str(", "),
        None => {}
    }
}
fn close(style: &Style, depth: usize, empty: bool, bracket: char, out: &mut String) {
    if let Some(indent) = style.indent.filter(|_| !empty) {
        out.push('\n');
        out.push_str(&" ".repeat(indent * depth));
    }
    out.push(bracket);
}

fn quote(s: &str, unicode: bool, out: &mut String) {
    json_quote(s, &|c| !unicode && !(' '..='~').contains(&c), out);
}

/// Reads a text; the error is what `json.JSONDecodeError` says.
pub fn load(heap: &mut Heap, text: &str) -> Res<Val> {
    let mut reader = Reader { text: text.as_bytes(), at: 0 };
    let read = reader.value(heap, 0).and_then(|v| {
        reader.blank();
        if reader.at < reader.text.len() { Err(("Extra data", reader.at)) } else { Ok(v) }
    });
    read.map_err(|(what, at)| {
        let before = &text.as_bytes()[..at.min(text.len())];
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        let column = at - before.iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1) + 1;
        heap.error("json.decoder.JSONDecodeError", format!("{what}: line {line} column {column} (char {at})"))
    })
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}
type Read<T> = Result<T, (&'static str, usize)>;
const VALUE: &str = "Expecting value";

impl Reader<'_> {
    fn blank(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.text.get(self.at) {
            self.at += 1;
        }
    }
    fn take(&mut self, b: u8) -> bool {
        self.blank();
        let is = self.text.get(self.at) == Some(&b);
        self.at += usize::from(is);
        is
    }
    fn value(&mut self, heap: &mut Heap, depth: usize) -> Read<Val> {
        self.blank();
        let start = self.at;
        if depth > DEEPEST {
            return Err((VALUE, start));
        }
        for (word, v) in [("null", Val::None), ("true", Val::Bool(true)), ("false", Val::Bool(false))] {
            if self.text[start..].starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(v);
            }
        }
        match self.text.get(start) {
            Some(b'"') => Ok(Val::Str(self.string()?.into())),
            Some(b'[') => {
                self.at += 1;
                let mut items = Vec::new();
                if !self.take(b']') {
                    loop {
                        items.push(self.value(heap, depth + 1)?);
                        if self.take(b']') {
                            break;
                        }
                        if !self.take(b',') {
                            return Err(("Expecting ',' delimiter", self.at));
                        }
                    }
                }
                Ok(heap.list(items))
            }
            Some(b'{') => {
                self.at += 1;
                let dict = heap.add(Obj::Dict(Vec::new()));
                if self.take(b'}') {
                    return Ok(dict);
                }
                loop {
                    self.blank();
                    if self.text.get(self.at) != Some(&b'"') {
                        return Err(("Expecting property name enclosed in double quotes", self.at));
                    }
                    let key = self.string()?;
                    if !self.take(b':') {
                        return Err(("Expecting ':' delimiter", self.at));
                    }
                    let value = self.value(heap, depth + 1)?;
                    // A text can always be a key.
                    let _ = heap.set_item(&dict, Val::Str(key.into()), value);
                    if self.take(b'}') {
                        return Ok(dict);
                    }
                    if !self.take(b',') {
                        return Err(("Expecting ',' delimiter", self.at));
                    }
                }
            }
            Some(b'-' | b'0'..=b'9') => {
                while let Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9') = self.text.get(self.at) {
                    self.at += 1;
                }
                let text = String::from_utf8_lossy(&self.text[start..self.at]);
                let whole = text.parse().ok().map(Val::Int);
                whole.or_else(|| text.parse().ok().map(Val::Float)).ok_or((VALUE, start))
            }
            _ => Err((VALUE, start)),
        }
    }
    fn string(&mut self) -> Read<String> {
        let start = self.at;
        self.at += 1;
        let mut out: Vec<u16> = Vec::new();
        let mut plain = String::new();
        let flush = |out: &mut Vec<u16>, plain: &mut String| {
            plain.push_str(&String::from_utf16_lossy(out));
            out.clear();
        };
        loop {
            let rest = &self.text[self.at..];
            match rest {
                [] => return Err(("Unterminated string starting at", start)),
                [b'"', ..] => {
                    self.at += 1;
                    flush(&mut out, &mut plain);
                    return Ok(plain);
                }
                [b'\\', b'u', hex @ ..] if hex.len() >= 4 => {
                    let hex = std::str::from_utf8(&hex[..4]).ok().and_then(|h| u16::from_str_radix(h, 16).ok());
                    out.push(hex.ok_or(("Invalid \\uXXXX escape", self.at + 1))?);
                    self.at += 6;
                }
                [b'\\', c, ..] => {
                    flush(&mut out, &mut plain);
                    plain.push(match c {
                        b'n' => '\n',
                        b't' => '\t',
                        b'r' => '\r',
                        b'b' => '\u{8}',
                        b'f' => '\u{c}',
                        b'"' | b'\\' | b'/' => *c as char,
                        _ => return Err(("Invalid \\escape", self.at)),
                    });
                    self.at += 2;
                }
                [b'\n', ..] => return Err(("Invalid control character at", self.at)),
                bytes => {
                    flush(&mut out, &mut plain);
                    let n = bytes.iter().position(|b| matches!(b, b'"' | b'\\' | b'\n')).unwrap_or(bytes.len());
                    plain.push_str(&String::from_utf8_lossy(&bytes[..n]));
                    self.at += n;
                }
            }
        }
    }
}
