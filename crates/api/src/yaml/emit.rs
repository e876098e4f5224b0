//! Writing YAML as kubectl prints it: keys sorted, two blanks a level, lists at the level of their key, text folded
//! behind column 80, as Go's yaml.v2 has it.

use super::scalar::{Written, float, is_break, is_printable, style};
use crate::json;
use crate::value::{Map, Value};

const BEST_WIDTH: usize = 80;
const INDENT: i32 = 2;

/// The document with its final newline.
pub fn to_string(value: &Value) -> String {
    let mut e = Emitter { out: String::new(), column: 0, indent: -1, whitespace: true, indention: true };
    e.node(value, Place::Root);
    e.write_indent();
    e.out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    /// Behind a key.
    Field,
    Item,
}

struct Emitter {
    out: String,
    column: usize,
    indent: i32,
    /// The last character was a blank (or nothing was written yet).
    whitespace: bool,
    /// The line so far holds blanks and indicators only.
    indention: bool,
}

impl Emitter {
    fn node(&mut self, value: &Value, place: Place) {
        match value {
            Value::Map(m) if m.is_empty() => self.word("{}"),
            Value::List(l) if l.is_empty() => self.word("[]"),
            Value::Map(m) => self.map(m),
            Value::List(l) => self.list(l, place),
            Value::Str(s) => self.string(s, false),
            Value::Null => self.word("null"),
            Value::Bool(b) => self.word(if *b { "true" } else { "false" }),
            Value::Int(i) => self.word(&i.to_string()),
            Value::Float(f) => {
                // A number that JSON writes without a point or exponent is read back as a whole number.
                let text = json::float(*f);
                let whole = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
                self.word(&if whole { text } else { float(*f) });
            }
        }
    }

    fn map(&mut self, m: &Map) {
        let before = self.deeper(false);
        for (key, value) in m.iter() {
            self.write_indent();
            if key.len() <= 128 && !key.chars().any(is_break) {
                self.string(key, true);
                self.indicator(":", false, false);
            } else {
                self.indicator("?", true, true);
                self.string(key, false);
                self.write_indent();
                self.indicator(":", true, true);
            }
            self.node(value, Place::Field);
        }
        self.indent = before;
    }

    fn list(&mut self, items: &[Value], place: Place) {
        let before = self.deeper(place == Place::Field && !self.indention);
        for item in items {
            self.write_indent();
            self.indicator("-", true, true);
            self.node(item, Place::Item);
        }
        self.indent = before;
    }

    /// Goes one level in, and says what the level was before.
    fn deeper(&mut self, same_level: bool) -> i32 {
        let before = self.indent;
        if self.indent < 0 {
            self.indent = 0;
        } else if !same_level {
            self.indent += INDENT;
        }
        before
    }

    fn string(&mut self, text: &str, key: bool) {
        // A scalar's further lines stand one level deeper than what it belongs to.
        let before = self.indent;
        self.indent = if before < 0 { INDENT } else { before + INDENT };
        match style(text, key) {
            Written::Plain => self.plain(text, !key),
            Written::Single => self.single(text, !key),
            Written::Double => self.double(text, !key),
            Written::Literal => self.literal(text),
        }
        self.indent = before;
    }

    fn plain(&mut self, text: &str, fold: bool) {
        if !self.whitespace && !text.is_empty() {
            self.put(' ');
        }
        let mut after_space = false;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let folds = fold && !after_space && self.column > BEST_WIDTH && chars.peek() != Some(&' ');
            self.space_or_char(c, folds);
            after_space = c == ' ';
        }
        (self.whitespace, self.indention) = (false, false);
    }

    fn single(&mut self, text: &str, fold: bool) {
        self.indicator("'", true, false);
        let mut after_space = false;
        let mut first = true;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let inside = !first && chars.peek().is_some_and(|n| *n != ' ');
            if c == '\'' {
                self.put('\'');
            }
            self.space_or_char(c, fold && !after_space && inside && self.column > BEST_WIDTH);
            after_space = c == ' ';
            first = false;
        }
        self.indicator("'", false, false);
        (self.whitespace, self.indention) = (false, false);
    }

    fn space_or_char(&mut self, c: char, folds: bool) {
        if c == ' ' && folds {
            self.write_indent();
        } else {
            self.put(c);
            if c != ' ' {
                self.indention = false;
            }
        }
    }

    fn double(&mut self, text: &str, fold: bool) {
        self.indicator("\"", true, false);
        let mut after_space = false;
        let mut first = true;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let next = chars.peek().copied();
            if !is_printable(c) || is_break(c) || c == '"' || c == '\\' {
                self.escape(c);
                after_space = false;
            } else if c == ' ' {
                if fold && !after_space && self.column > BEST_WIDTH && !first && next.is_some() {
                    self.write_indent();
                    if next == Some(' ') {
                        self.put('\\');
                    }
                } else {
                    self.put(c);
                }
                after_space = true;
            } else {
                self.put(c);
                after_space = false;
            }
            first = false;
        }
        self.indicator("\"", false, false);
        (self.whitespace, self.indention) = (false, false);
    }

    fn escape(&mut self, c: char) {
        self.put('\\');
        let short = match c {
            '\0' => '0',
            '\x07' => 'a',
            '\x08' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\x0b' => 'v',
            '\x0c' => 'f',
            '\r' => 'r',
            '\x1b' => 'e',
            '"' => '"',
            '\\' => '\\',
            '\u{85}' => 'N',
            '\u{a0}' => '_',
            '\u{2028}' => 'L',
            '\u{2029}' => 'P',
            _ => {
                let code = match c as u32 {
                    n @ 0..=0xff => format!("x{n:02X}"),
                    n @ 0x100..=0xffff => format!("u{n:04X}"),
                    n => format!("U{n:08X}"),
                };
                code.chars().for_each(|c| self.put(c));
                return;
            }
        };
        self.put(short);
    }

    fn literal(&mut self, text: &str) {
        self.indicator("|", true, false);
        if text.starts_with([' ', '\n']) {
            self.indicator("2", false, false);
        }
        let mut back = text.chars().rev();
        match (back.next(), back.next()) {
            (Some('\n'), None | Some('\n')) => self.indicator("+", false, false),
            (Some('\n'), _) => {}
            _ => self.indicator("-", false, false),
        }
        self.line_break();
        (self.indention, self.whitespace) = (true, true);
        let mut after_break = true;
        for c in text.chars() {
            if c == '\n' {
                self.line_break();
                self.indention = true;
            } else {
                if after_break {
                    self.write_indent();
                }
                self.put(c);
                self.indention = false;
            }
            after_break = c == '\n';
        }
    }

    /// A scalar of letters and digits.
    fn word(&mut self, text: &str) {
        self.indicator(text, true, false);
        self.indention = false;
    }

    fn indicator(&mut self, text: &str, needs_blank: bool, is_indention: bool) {
        if needs_blank && !self.whitespace {
            self.put(' ');
        }
        text.chars().for_each(|c| self.put(c));
        self.whitespace = false;
        self.indention &= is_indention;
    }

    fn write_indent(&mut self) {
        let indent = self.indent.max(0) as usize;
        if !self.indention || self.column > indent || self.column == indent && !self.whitespace {
            self.line_break();
        }
        while self.column < indent {
            self.put(' ');
        }
        (self.whitespace, self.indention) = (true, true);
    }

    fn put(&mut self, c: char) {
        self.out.push(c);
        self.column += 1;
    }

    fn line_break(&mut self) {
        self.out.push('\n');
        self.column = 0;
    }
}
