//! Whether a pattern is a regular expression, in the words of Go's library. Only its grammar is looked at here; what
//! matches is another's business.

/// Why a pattern is none.
pub(super) fn check(pattern: &str) -> Result<(), String> {
    let mut p = Parser { whole: pattern, rest: pattern, open: 0, names: Vec::new(), can_repeat: false, last: "" };
    p.run().map_err(|(what, part)| format!("error parsing regexp: {what}: `{part}`"))
}

type Wrong<'a> = (&'static str, &'a str);

const BAD_RANGE: &str = "invalid character class range";
const BAD_NAME: &str = "invalid named capture";

struct Parser<'a> {
    whole: &'a str,
    rest: &'a str,
    /// Parentheses that wait for their ends.
    open: usize,
    names: Vec<&'a str>,
    /// Whether there is something that an operator could repeat.
    can_repeat: bool,
    /// Where the last token began, if it was such an operator.
    last: &'a str,
}

impl<'a> Parser<'a> {
    fn run(&mut self) -> Result<(), Wrong<'a>> {
        while let Some(c) = self.rest.chars().next() {
            let here = self.rest;
            let mut repeated = "";
            match c {
                '(' => self.group()?,
                '|' => self.step(1, false),
                ')' => {
                    self.open = self.open.checked_sub(1).ok_or(("unexpected )", self.whole))?;
                    self.step(1, true);
                }
                '[' => self.class()?,
                '*' | '+' | '?' => {
                    self.repeat(1)?;
                    repeated = here;
                }
                '{' => match counts(here) {
                    Some((length, size)) => {
                        if !size {
                            return Err(("invalid repeat count", &here[..length]));
                        }
                        self.repeat(length)?;
                        repeated = here;
                    }
                    None => self.step(1, true),
                },
                '\\' => self.escape()?,
                _ => self.step(c.len_utf8(), true),
            }
            self.last = repeated;
        }
        if self.open > 0 { Err(("missing closing )", self.whole)) } else { Ok(()) }
    }
    fn step(&mut self, length: usize, can_repeat: bool) {
        self.rest = &self.rest[length..];
        self.can_repeat = can_repeat;
    }
    fn repeat(&mut self, length: usize) -> Result<(), Wrong<'a>> {
        let before = self.rest;
        let mut after = &before[length..];
        after = after.strip_prefix('?').unwrap_or(after);
        if !self.last.is_empty() {
            return Err(("invalid nested repetition operator", &self.last[..self.last.len() - after.len()]));
        }
        if !self.can_repeat {
            let part = &before[..before.len() - after.len()];
            return Err(("missing argument to repetition operator", part));
        }
        self.rest = after;
        Ok(())
    }
    /// What begins with a parenthesis: a group, one with a name, or flags.
    fn group(&mut self) -> Result<(), Wrong<'a>> {
        let here = self.rest;
        let Some(inside) = here.strip_prefix("(?") else {
            self.open += 1;
            self.step(1, false);
            return Ok(());
        };
        if let Some(named) = inside.strip_prefix("P<").or(inside.strip_prefix('<')) {
            let end = named.find('>').ok_or((BAD_NAME, here))?;
            let (name, length) = (&named[..end], here.len() - named.len() + end + 1);
            if name.is_empty() || !name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric()) {
                return Err((BAD_NAME, &here[..length]));
            }
            if self.names.contains(&name) {
                return Err(("duplicate capture group name", name));
            }
            self.names.push(name);
            self.open += 1;
            self.step(length, false);
            return Ok(());
        }
        let (mut negative, mut flags) = (false, false);
        for (at, c) in inside.char_indices() {
            let length = here.len() - inside.len() + at + c.len_utf8();
            match c {
                'i' | 'm' | 's' | 'U' => flags = true,
                '-' if !negative => (negative, flags) = (true, false),
                ':' | ')' if !negative || flags => {
                    self.open += usize::from(c == ':');
                    self.step(length, false);
                    return Ok(());
                }
                _ => return Err(("invalid or unsupported Perl syntax", &here[..length])),
            }
        }
        Err(("invalid or unsupported Perl syntax", here))
    }
    fn class(&mut self) -> Result<(), Wrong<'a>> {
        let here = self.rest;
        let unclosed = ("missing closing ]", here);
        self.rest = self.rest[1..].strip_prefix('^').unwrap_or(&self.rest[1..]);
        let mut first = true;
        while first || !self.rest.starts_with(']') {
            first = false;
            if self.rest.starts_with("[:")
                && let Some(end) = self.rest[2..].find(":]")
            {
                let name = &self.rest[..end + 4];
                if !POSIX.contains(&name[2..name.len() - 2].trim_start_matches('^')) {
                    return Err((BAD_RANGE, name));
                }
                self.rest = &self.rest[name.len()..];
                continue;
            }
            if self.named_class()? {
                continue;
            }
            let range = self.rest;
            let low = self.member().map_err(|wrong| wrong.unwrap_or(unclosed))?;
            if self.rest.starts_with('-') && self.rest.len() > 1 && !self.rest.starts_with("-]") {
                self.rest = &self.rest[1..];
                let high = self.member().map_err(|wrong| wrong.unwrap_or(unclosed))?;
                if high < low {
                    return Err((BAD_RANGE, &range[..range.len() - self.rest.len()]));
                }
            }
        }
        self.step(1, true);
        Ok(())
    }
    /// One character of a class; nothing where the pattern ends.
    fn member(&mut self) -> Result<char, Option<Wrong<'a>>> {
        let c = self.rest.chars().next().ok_or(None)?;
        if c == '\\' {
            return self.character().map_err(Some);
        }
        self.rest = &self.rest[c.len_utf8()..];
        Ok(c)
    }
    /// `\d`, `\pL`.
    fn named_class(&mut self) -> Result<bool, Wrong<'a>> {
        let Some(c) = self.rest.strip_prefix('\\').and_then(|r| r.chars().next()) else { return Ok(false) };
        let length = match c {
            'd' | 'D' | 's' | 'S' | 'w' | 'W' => 2,
            'p' | 'P' => match self.rest[2..].chars().next() {
                Some('{') => 3 + self.rest[2..].find('}').ok_or((BAD_RANGE, self.rest))?,
                Some(name) => 2 + name.len_utf8(),
                None => return Err((BAD_RANGE, self.rest)),
            },
            _ => return Ok(false),
        };
        self.rest = &self.rest[length..];
        Ok(true)
    }
    fn escape(&mut self) -> Result<(), Wrong<'a>> {
        match self.rest[1..].chars().next() {
            Some('A' | 'b' | 'B' | 'z') => self.step(2, true),
            Some('Q') => {
                let text = &self.rest[2..];
                let length = text.find("\\E").map_or(text.len(), |end| end + 2);
                self.step(2 + length, length > 0);
            }
            _ if self.named_class()? => self.can_repeat = true,
            _ => {
                self.character()?;
                self.can_repeat = true;
            }
        }
        Ok(())
    }
    /// A character that is written with a backslash.
    fn character(&mut self) -> Result<char, Wrong<'a>> {
        let here = self.rest;
        let Some(c) = here[1..].chars().next() else { return Err(("trailing backslash at end of expression", "")) };
        let after = &here[1 + c.len_utf8()..];
        let bad = |length: usize| ("invalid escape sequence", &here[..here.len() - after.len() + length]);
        let digits = |radix: u32| after.chars().take_while(|d| d.is_digit(radix)).count();
        let (value, length) = match c {
            '1'..='7' if digits(8) == 0 => return Err(bad(0)),
            '0'..='7' => {
                let more = digits(8).min(2);
                let text = &here[1..2 + more];
                (u32::from_str_radix(text, 8).unwrap_or(0), more)
            }
            'x' if after.starts_with('{') => {
                let end = after.find('}').ok_or(bad(after.len()))?;
                let code = u32::from_str_radix(&after[1..end], 16).map_err(|_| bad(end + 1))?;
                (code, end + 1)
            }
            'x' if digits(16) >= 2 => (u32::from_str_radix(&after[..2], 16).unwrap_or(0), 2),
            'x' => return Err(bad(after.chars().next().map_or(0, char::len_utf8))),
            'a' => (7, 0),
            'f' => (12, 0),
            'n' => (10, 0),
            'r' => (13, 0),
            't' => (9, 0),
            'v' => (11, 0),
            c if c.is_ascii() && !c.is_ascii_alphanumeric() => (u32::from(c), 0),
            _ => return Err(bad(0)),
        };
        self.rest = &after[length..];
        char::from_u32(value).ok_or(bad(length))
    }
}

const POSIX: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "word",
    "xdigit",
];

/// The length of a `{2,3}`, and whether its counts are possible; nothing where it is plain text.
fn counts(text: &str) -> Option<(usize, bool)> {
    let inside = &text[1..text.find('}')?];
    let (low, high) = inside.split_once(',').map_or((inside, inside), |(low, high)| (low, high));
    let number = |s: &str| {
        let plain = !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit()) && (s == "0" || !s.starts_with('0'));
        plain.then(|| s.parse::<u32>().unwrap_or(u32::MAX))
    };
    let low = number(low)?;
    let most = if high.is_empty() { low } else { number(high)? };
    Some((inside.len() + 2, low <= 1000 && most <= 1000 && low <= most))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn patterns_are_judged_as_go_does() {
        for good in [
            "^[a-z]([-a-z0-9]*[a-z0-9])?$",
            r"^\d{1,3}(\.\d{1,3}){3}$",
            "a{,2}",
            "(?i)abc|(?:d)*?",
            r"[\w.-]+@[[:alpha:]]{2,}",
            "(?P<year>\\d+)",
            r"\x41\p{Greek}\Q(((\E",
            "",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for (bad, why) in [
            ("(", "missing closing ): `(`"),
            ("ab)", "unexpected ): `ab)`"),
            ("+", "missing argument to repetition operator: `+`"),
            ("a|*", "missing argument to repetition operator: `*`"),
            ("a**", "invalid nested repetition operator: `**`"),
            ("x[a-", "missing closing ]: `[a-`"),
            ("[z-a]", "invalid character class range: `z-a`"),
            ("[[:foo:]]", "invalid character class range: `[:foo:]`"),
            ("^(?!abc)", "invalid or unsupported Perl syntax: `(?!`"),
            ("(?<=a)b", "invalid named capture: `(?<=a)b`"),
            (r"(a)\1", r"invalid escape sequence: `\1`"),
            (r"\y", r"invalid escape sequence: `\y`"),
            ("a\\", "trailing backslash at end of expression: ``"),
            ("a{2,1}", "invalid repeat count: `{2,1}`"),
            ("a{1001}", "invalid repeat count: `{1001}`"),
        ] {
            assert_eq!(check(bad), Err(format!("error parsing regexp: {why}")), "{bad}");
        }
    }
}
