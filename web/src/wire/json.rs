//! JSON as `JSON.stringify` writes it, without a blank: read into a tree, and written from Rust.

use std::borrow::Cow;

/// A value of JSON. Texts without escapes stay where they are.
#[derive(Debug, Default, PartialEq)]
pub enum Value<'a> {
    #[default]
    Null,
    Bool(bool),
    Number(f64),
    Text(Cow<'a, str>),
    List(Vec<Value<'a>>),
    Object(Vec<(Cow<'a, str>, Value<'a>)>),
}

impl<'a> Value<'a> {
    /// The tree of a text. What is no JSON ends it early: the text comes from the page's own scripts.
    pub fn of(text: &'a str) -> Value<'a> {
        Reader { text, at: 0 }.value()
    }

    /// Takes a member out of an object. It is asked for by its name in Rust: `is_ready` is `isReady` there.
    pub fn member(&mut self, name: &str) -> Value<'a> {
        let Value::Object(members) = self else { return Value::Null };
        let found = members.iter_mut().find(|(key, _)| is_named(key, name));
        found.map(|(_, value)| std::mem::take(value)).unwrap_or_default()
    }

    /// The name of a choice and what it holds: serde's form of an enum, `{"line":{...}}`, or its name alone.
    pub fn choice(self) -> (Cow<'a, str>, Value<'a>) {
        match self {
            Value::Text(name) => (name, Value::Null),
            Value::Object(mut members) if members.len() == 1 => members.swap_remove(0),
            _ => (Cow::Borrowed(""), Value::Null),
        }
    }
}

/// Whether a key is a name in Rust: in camel case (`is_ready` and `IsReady` are both `isReady`), or as it is, which is how
/// serde writes the fields of an enum's variants.
pub fn is_named(key: &str, name: &str) -> bool {
    if key == name {
        return true;
    }
    let mut letters = key.bytes();
    let mut upper = false;
    for (i, letter) in name.bytes().enumerate() {
        if letter == b'_' {
            upper = true;
            continue;
        }
        let wanted = match (i, upper) {
            (0, _) => letter.to_ascii_lowercase(),
            (_, true) => letter.to_ascii_uppercase(),
            _ => letter,
        };
        upper = false;
        if letters.next() != Some(wanted) {
            return false;
        }
    }
    letters.next().is_none()
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    /// The byte ahead; 0 at the end.
    fn ahead(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn value(&mut self) -> Value<'a> {
        let skip = match self.ahead() {
            b'"' => return Value::Text(self.string()),
            b'[' => {
                let mut list = Vec::new();
                while self.more(b']') {
                    list.push(self.value());
                }
                return Value::List(list);
            }
            b'{' => {
                let mut members = Vec::new();
                while self.more(b'}') {
                    let key = self.string();
                    self.at += 1;
                    members.push((key, self.value()));
                }
                return Value::Object(members);
            }
            b't' => 4,
            b'f' => 5,
            b'n' => 4,
            _ => return Value::Number(self.number()),
        };
        self.at += skip;
        match self.text.as_bytes().get(self.at - skip) {
            Some(b't') => Value::Bool(true),
            Some(b'f') => Value::Bool(false),
            _ => Value::Null,
        }
    }

    /// Goes past an opening bracket or a comma; whether another item follows before `end`.
    fn more(&mut self, end: u8) -> bool {
        if self.ahead() != end {
            self.at += 1;
            if self.ahead() != end {
                return self.at < self.text.len();
            }
        }
        self.at += 1;
        false
    }

    fn string(&mut self) -> Cow<'a, str> {
        self.at += 1;
        let from = self.at;
        let mut owned = String::new();
        // What is taken as it stands begins here.
        let mut plain = from;
        loop {
            match self.ahead() {
                b'"' | 0 => break,
                b'\\' => {
                    owned.push_str(self.text.get(plain..self.at).unwrap_or_default());
                    self.at += 1;
                    let letter = match self.ahead() {
                        b'n' => '\n',
                        b't' => '\t',
                        b'r' => '\r',
                        b'b' => '\u{8}',
                        b'f' => '\u{c}',
                        b'u' => {
                            let digits = self.text.get(self.at + 1..self.at + 5).unwrap_or_default();
                            self.at += 4;
                            // Half of a pair is all that is ever escaped above the control codes.
                            u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).unwrap_or('\u{fffd}')
                        }
                        other => char::from(other),
                    };
                    owned.push(letter);
                    self.at += 1;
                    plain = self.at;
                }
                _ => self.at += 1,
            }
        }
        let rest = self.text.get(plain..self.at).unwrap_or_default();
        self.at += 1;
        if plain == from {
            return Cow::Borrowed(rest);
        }
        owned.push_str(rest);
        Cow::Owned(owned)
    }

    fn number(&mut self) -> f64 {
        let (mut digits, mut scale, mut exponent) = (0_u64, 0_i32, 0_i32);
        let (mut negative, mut fraction, mut shrinks, mut power) = (false, false, false, false);
        loop {
            match self.ahead() {
                b'-' if power => shrinks = true,
                b'-' => negative = true,
                b'+' => {}
                b'.' => fraction = true,
                b'e' | b'E' => power = true,
                digit @ b'0'..=b'9' => {
                    let digit = digit - b'0';
                    if power {
                        exponent = exponent.saturating_mul(10).saturating_add(i32::from(digit));
                    } else if digits < u64::MAX / 100 {
                        digits = digits * 10 + u64::from(digit);
                        scale -= i32::from(fraction);
                    } else {
                        // More digits than a number of JavaScript can tell apart.
                        scale += i32::from(!fraction);
                    }
                }
                _ => break,
            }
            self.at += 1;
        }
        scale = scale.saturating_add(if shrinks { -exponent } else { exponent }).clamp(-400, 400);
        let mut tens = 1.0_f64;
        for _ in 0..scale.abs() {
            tens *= 10.0;
        }
        let size = if scale < 0 { digits as f64 / tens } else { digits as f64 * tens };
        if negative { -size } else { size }
    }
}

/// Writes a text in its quotes.
pub fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            ' '.. => out.push(letter),
            _ => {
                let code = letter as u32;
                out.push_str("\\u00");
                out.extend([code >> 4, code & 15].map(|n| char::from_digit(n, 16).unwrap_or('0')));
            }
        }
    }
    out.push('"');
}

/// Writes a number with at most three places behind the point: enough for shares and speeds, and far less code than the
/// shortest digits that give the same number again.
pub fn write_number(out: &mut String, number: f64) {
    let thousandths = (number.abs() * 1000.0).round() as u64;
    out.push_str(if number < 0.0 && thousandths > 0 { "-" } else { "" });
    out.push_str(&(thousandths / 1000).to_string());
    let (mut rest, mut place) = (thousandths % 1000, 100);
    out.push_str(if rest > 0 { "." } else { "" });
    while rest > 0 {
        out.push(char::from(b'0' + (rest / place) as u8));
        (rest, place) = (rest % place, place / 10);
    }
}

/// Writes a name in Rust as a key in camel case.
pub fn write_key(out: &mut String, name: &str) {
    out.push('"');
    let mut upper = false;
    for (i, letter) in name.bytes().enumerate() {
        match (i, upper) {
            _ if letter == b'_' => {}
            (0, _) => out.push(char::from(letter.to_ascii_lowercase())),
            (_, true) => out.push(char::from(letter.to_ascii_uppercase())),
            _ => out.push(char::from(letter)),
        }
        upper = letter == b'_';
    }
    out.push('"');
}
