//! JSON text to and from [`Value`], written as Go's encoder writes it (`<`, `>` and `&` escaped, keys sorted).

use crate::value::{MAX_DEPTH, Map, Text, Value};

/// Compact JSON.
pub fn to_string(value: &Value) -> String {
    let mut out = String::new();
    write(value, None, 0, &mut out);
    out
}

/// JSON with four blanks a level, as `kubectl -o json` prints it (no final newline).
pub fn to_string_pretty(value: &Value) -> String {
    let mut out = String::new();
    write(value, Some(4), 0, &mut out);
    out
}

fn newline(indent: Option<usize>, depth: usize, out: &mut String) {
    if let Some(n) = indent {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', n * depth));
    }
}

/// `indent` is how many blanks a level is; none for a value in one line.
pub(crate) fn write(value: &Value, indent: Option<usize>, depth: usize, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Int(i) => out.push_str(&i.to_string()),
        Value::Float(f) => out.push_str(&float(*f)),
        Value::Str(s) => quote(s, out),
        Value::List(l) if l.is_empty() => out.push_str("[]"),
        Value::List(l) => {
            out.push('[');
            for (i, v) in l.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                newline(indent, depth + 1, out);
                write(v, indent, depth + 1, out);
            }
            newline(indent, depth, out);
            out.push(']');
        }
        Value::Map(m) if m.is_empty() => out.push_str("{}"),
        Value::Map(m) => {
            out.push('{');
            for (i, (k, v)) in m.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                newline(indent, depth + 1, out);
                quote(k, out);
                out.push_str(if indent.is_some() { ": " } else { ":" });
                write(v, indent, depth + 1, out);
            }
            newline(indent, depth, out);
            out.push('}');
        }
    }
}

/// A number as Go's encoding/json writes a float64.
pub fn float(f: f64) -> String {
    let abs = f.abs();
    if abs != 0.0 && !(1e-6..1e21).contains(&abs) {
        let s = format!("{f:e}");
        let (mantissa, exp) = s.split_once('e').unwrap_or((&s, "0"));
        let (sign, digits) = exp.strip_prefix('-').map_or(('+', exp), |d| ('-', d));
        return if sign == '-' { format!("{mantissa}e-{digits:0>2}") } else { format!("{mantissa}e+{digits:0>2}") };
    }
    format!("{f}")
}

/// A JSON string with its quotes.
pub fn quote(s: &str, out: &mut String) {
    out.push('"');
    // The two separators of lines begin with the same byte as many letters do.
    let special = |b: u8| b < b' ' || matches!(b, b'"' | b'\\' | b'<' | b'>' | b'&' | 0xe2);
    let mut rest = s;
    while let Some(at) = rest.bytes().position(special) {
        let c = rest[at..].chars().next().unwrap_or_default();
        out.push_str(&rest[..at]);
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' || matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}') => {
                out.push_str(&format!("\\u{:04x}", c as u32));
            }
            c => out.push(c),
        }
        rest = &rest[at + c.len_utf8()..];
    }
    out.push_str(rest);
    out.push('"');
}

/// Why a text is no JSON: what is wrong and the byte where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    /// In the words of Go's decoder.
    pub message: String,
    /// Offset in bytes.
    pub offset: usize,
}

/// Reads one JSON value that fills the whole text.
pub fn parse(text: &str) -> Result<Value, JsonError> {
    let mut p = Parser { text: text.as_bytes(), src: text, at: 0 };
    p.blank();
    let v = p.value(0)?;
    p.blank();
    if p.at < p.text.len() {
        return Err(p.unexpected("after top-level value"));
    }
    Ok(v)
}

/// Reads the JSON value at the beginning of a text, and says how many bytes it takes.
pub fn parse_prefix(text: &str) -> Result<(Value, usize), JsonError> {
    let mut p = Parser { text: text.as_bytes(), src: text, at: 0 };
    p.blank();
    let v = p.value(0)?;
    Ok((v, p.at))
}

/// Fields that an object names more than once, as `spec.ports[0].name`, in a text that is JSON.
pub fn duplicates(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let _ = Parser { text: text.as_bytes(), src: text, at: 0 }.named_twice(&mut String::new(), &mut found);
    found
}

/// A byte as Go's decoder quotes it, which takes each one for a character: of a “ it shows the first, `'â'`.
fn character(byte: u8) -> String {
    match byte {
        0x07 => "'\\a'".to_string(),
        0x08 => "'\\b'".to_string(),
        0x0b => "'\\v'".to_string(),
        0x0c => "'\\f'".to_string(),
        0x00..=0x1f | 0x7f if !byte.is_ascii_whitespace() => format!("'\\x{byte:02x}'"),
        0x80..=0xa0 | 0xad => format!("'\\u{byte:04x}'"),
        _ => format!("{:?}", char::from(byte)),
    }
}

struct Parser<'a> {
    text: &'a [u8],
    src: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn blank(&mut self) {
        while matches!(self.text.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }
    fn unexpected(&self, place: &str) -> JsonError {
        let message = match self.text.get(self.at) {
            None => "unexpected end of JSON input".to_string(),
            Some(byte) => format!("invalid character {} {place}", character(*byte)),
        };
        JsonError { message, offset: self.at }
    }
    fn value(&mut self, depth: usize) -> Result<Value, JsonError> {
        if depth > MAX_DEPTH {
            return Err(JsonError { message: "exceeded max depth".into(), offset: self.at });
        }
        match self.text.get(self.at) {
            Some(b'{') => {
                self.at += 1;
                let mut m = Map::new();
                self.blank();
                if self.text.get(self.at) == Some(&b'}') {
                    self.at += 1;
                    return Ok(m.into());
                }
                loop {
                    self.blank();
                    if self.text.get(self.at) != Some(&b'"') {
                        return Err(self.unexpected("looking for beginning of object key string"));
                    }
                    let k = self.string()?;
                    self.blank();
                    if self.text.get(self.at) != Some(&b':') {
                        return Err(self.unexpected("after object key"));
                    }
                    self.at += 1;
                    self.blank();
                    let v = self.value(depth + 1)?;
                    m.insert(Text::new(&k), v);
                    self.blank();
                    match self.text.get(self.at) {
                        Some(b',') => self.at += 1,
                        Some(b'}') => {
                            self.at += 1;
                            return Ok(m.into());
                        }
                        _ => return Err(self.unexpected("after object key:value pair")),
                    }
                }
            }
            Some(b'[') => {
                self.at += 1;
                let mut l = Vec::new();
                self.blank();
                if self.text.get(self.at) == Some(&b']') {
                    self.at += 1;
                    return Ok(l.into());
                }
                loop {
                    self.blank();
                    l.push(self.value(depth + 1)?);
                    self.blank();
                    match self.text.get(self.at) {
                        Some(b',') => self.at += 1,
                        Some(b']') => {
                            self.at += 1;
                            return Ok(l.into());
                        }
                        _ => return Err(self.unexpected("after array element")),
                    }
                }
            }
            Some(b'"') => Ok(Value::Str(self.string()?.into())),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(self.unexpected("looking for beginning of value")),
        }
    }
    fn named_twice(&mut self, place: &mut String, found: &mut Vec<String>) -> Result<(), JsonError> {
        self.blank();
        let end = match self.text.get(self.at) {
            Some(b'{') => b'}',
            Some(b'[') => b']',
            _ => return self.value(0).map(|_| ()),
        };
        let (outside, mut names) = (place.len(), Vec::new());
        for i in 0.. {
            // The bracket or the comma.
            self.at += 1;
            self.blank();
            if self.text.get(self.at) == Some(&end) {
                break;
            }
            if end == b']' {
                *place += &format!("[{i}]");
            } else {
                let name = self.string()?;
                place.extend((outside > 0).then_some('.'));
                *place += &name;
                if names.contains(&name) && !found.contains(place) {
                    found.push(place.clone());
                }
                names.push(name);
                self.blank();
                self.at += 1;
            }
            self.named_twice(place, found)?;
            place.truncate(outside);
            self.blank();
            if self.text.get(self.at) == Some(&end) {
                break;
            }
        }
        self.at += 1;
        Ok(())
    }
    fn word(&mut self, word: &str, v: Value) -> Result<Value, JsonError> {
        for b in word.bytes() {
            if self.text.get(self.at) != Some(&b) {
                return Err(self.unexpected(&format!("in literal {word} (expecting {:?})", b as char)));
            }
            self.at += 1;
        }
        Ok(v)
    }
    fn number(&mut self) -> Result<Value, JsonError> {
        let start = self.at;
        self.skip(b"-");
        if !self.skip(b"0") {
            self.digits("in numeric literal")?;
        }
        if self.skip(b".") {
            self.digits("after decimal point in numeric literal")?;
        }
        if self.skip(b"eE") {
            self.skip(b"+-");
            self.digits("in exponent of numeric literal")?;
        }
        let s = &self.src[start..self.at];
        if let Ok(i) = s.parse::<i64>() {
            return Ok(Value::Int(i));
        }
        s.parse::<f64>().map(Value::Float).map_err(|_| self.unexpected("in numeric literal"))
    }
    /// Whether one of these bytes was next.
    fn skip(&mut self, bytes: &[u8]) -> bool {
        let is_next = self.text.get(self.at).is_some_and(|b| bytes.contains(b));
        self.at += usize::from(is_next);
        is_next
    }
    fn digits(&mut self, place: &str) -> Result<(), JsonError> {
        if !self.text.get(self.at).is_some_and(u8::is_ascii_digit) {
            return Err(self.unexpected(place));
        }
        while self.skip(b"0123456789") {}
        Ok(())
    }
    fn string(&mut self) -> Result<String, JsonError> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let start = self.at;
            while !matches!(self.text.get(self.at), None | Some(b'"' | b'\\' | 0..=0x1f)) {
                self.at += 1;
            }
            out.push_str(&self.src[start..self.at]);
            match self.text.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    self.at += 1;
                    let c = self.text.get(self.at).copied();
                    self.at += 1;
                    match c {
                        Some(b'"') => out.push('"'),
                        Some(b'\\') => out.push('\\'),
                        Some(b'/') => out.push('/'),
                        Some(b'b') => out.push('\u{8}'),
                        Some(b'f') => out.push('\u{c}'),
                        Some(b'n') => out.push('\n'),
                        Some(b'r') => out.push('\r'),
                        Some(b't') => out.push('\t'),
                        Some(b'u') => {
                            let mut n = self.hex4()?;
                            if (0xd800..0xdc00).contains(&n) && self.text[self.at..].starts_with(b"\\u") {
                                self.at += 2;
                                let low = self.hex4()?;
                                n = 0x10000 + ((n - 0xd800) << 10) + (low.wrapping_sub(0xdc00) & 0x3ff);
                            }
                            out.push(char::from_u32(n).unwrap_or('\u{fffd}'));
                        }
                        _ => {
                            self.at -= 1;
                            return Err(self.unexpected("in string escape code"));
                        }
                    }
                }
                _ => return Err(self.unexpected("in string literal")),
            }
        }
    }
    fn hex4(&mut self) -> Result<u32, JsonError> {
        let n = self.src.get(self.at..self.at + 4).and_then(|h| u32::from_str_radix(h, 16).ok());
        let n = n.ok_or_else(|| self.unexpected("in \\u hexadecimal character escape"))?;
        self.at += 4;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip() {
        let text = r#"{"a":[1,-2.5,true,null,"x\n\u003c世"],"b":{}}"#;
        assert_eq!(to_string(&parse(text).unwrap()), text);
    }

    #[test]
    fn names_given_twice() {
        let text = r#" {"a": 1, "b": {"c": [ {}, {"d": "}", "d": 2, "d": 3}, [] ], "c": []}, "a": {"x\"": 1, "e": 1} , "f": {}}"#;
        assert_eq!(duplicates(text), ["b.c[1].d", "b.c", "a"]);
        assert_eq!(duplicates(r#"[{"op": 1, "op": 2}]"#), ["[0].op"]);
        assert_eq!(duplicates(r#"{"a": [1, 2], "b": "a"}"#), [""; 0]);
    }

    #[test]
    fn errors_are_gos() {
        assert_eq!(
            parse("{\"a\":1,}").unwrap_err().message,
            "invalid character '}' looking for beginning of object key string"
        );
        assert_eq!(parse("{").unwrap_err().message, "unexpected end of JSON input");
        for (text, shown) in
            [("“", "'â'"), ("한", "'í'"), ("\u{a0}", "'Â'"), ("\u{1}", r"'\x01'"), ("'", r"'\''"), ("\u{7}", r"'\a'")]
        {
            let message = format!("invalid character {shown} looking for beginning of value");
            assert_eq!(parse(text).unwrap_err().message, message);
        }
        for (text, why) in [
            ("[01]", "invalid character '1' after array element"),
            ("[-a]", "invalid character 'a' in numeric literal"),
            ("[1.]", "invalid character ']' after decimal point in numeric literal"),
            ("[1e+]", "invalid character ']' in exponent of numeric literal"),
            ("[1.2.3]", "invalid character '.' after array element"),
            ("-", "unexpected end of JSON input"),
        ] {
            assert_eq!(parse(text).unwrap_err().message, why);
        }
        assert_eq!(to_string(&parse("[0,-0.5,10,1e3]").unwrap()), "[0,-0.5,10,1000]");
    }
}
