//! `find`

use super::Call;
use crate::files::{Kind, Stat, path};
use crate::pattern;

#[derive(Clone, Debug)]
enum Test {
    Name(String),
    InsensitiveName(String),
    Path(String),
    Type(char),
    Empty,
    /// Bytes, compared by sign.
    Size(char, u64, u64),
    /// Minutes since the last change, compared by sign.
    Age(char, i64),
    Newer(i64),
    Mode(u16),
    Print,
    Print0,
    Delete,
    Prune,
    True,
    Not(Box<Test>),
    And(Box<Test>, Box<Test>),
    Or(Box<Test>, Box<Test>),
}

struct Parser<'a> {
    args: &'a [String],
    at: usize,
    acts: bool,
    depth: u32,
}

pub(super) fn run(call: &mut Call<'_, '_>) -> i32 {
    let start = call.args.iter().position(|arg| arg.starts_with(['-', '(', '!'])).unwrap_or(call.args.len());
    let mut roots = call.args[..start].to_vec();
    if roots.is_empty() {
        roots.push(".".into());
    }
    let mut rest = call.args[start..].to_vec();
    let mut limit = |name: &str| -> Result<Option<usize>, String> {
        let Some(at) = rest.iter().position(|arg| arg == name) else { return Ok(None) };
        let value = rest.get(at + 1).cloned().ok_or_else(|| format!("missing argument to `{name}'"))?;
        rest.drain(at..at + 2);
        value
            .parse()
            .map(Some)
            .map_err(|_| format!("Expected a positive decimal integer argument to {name}, but got ‘{value}’"))
    };
    let limits = limit("-maxdepth").and_then(|max| Ok((max, limit("-mindepth")?)));
    let (max, min) = match limits {
        Ok((max, min)) => (max.unwrap_or(usize::MAX), min.unwrap_or(0)),
        Err(text) => return call.fail(text),
    };
    let mut parser = Parser { args: &rest, at: 0, acts: false, depth: 0 };
    let test = if rest.is_empty() { Ok(Test::True) } else { parser.or(call) };
    let test = match test {
        Ok(test) if parser.at == rest.len() => test,
        Ok(_) => return call.fail(format!("paths must precede expression: `{}'", rest[parser.at])),
        Err(text) => return call.fail(text),
    };
    let test = if parser.acts { test } else { Test::And(Box::new(test), Box::new(Test::Print)) };
    let mut code = 0;
    for root in roots {
        // Children are pushed in reverse, so that they come out in order.
        let mut todo = vec![(root.clone(), 0)];
        while let Some((name, depth)) = todo.pop() {
            let full = call.path(&name);
            let stat = match call.sys.files().lstat(&full) {
                Ok(stat) => stat,
                Err(error) => {
                    let text =
                        if call.busybox() { format!("{name}: {error}") } else { format!("‘{name}’: {error}") };
                    code = call.fail(text);
                    continue;
                }
            };
            let mut pruned = false;
            let directory = stat.is_directory();
            let entries =
                if directory && depth < max { call.sys.files().list(&full).unwrap_or_default() } else { Vec::new() };
            if depth >= min {
                check(call, &test, &name, &full, &stat, entries.is_empty(), &mut pruned);
            }
            if !pruned {
                todo.extend(entries.into_iter().rev().map(|(entry, _)| (path::join(&name, &entry), depth + 1)));
            }
        }
    }
    code
}

fn check(
    call: &mut Call<'_, '_>,
    test: &Test,
    name: &str,
    full: &str,
    stat: &Stat,
    empty: bool,
    pruned: &mut bool,
) -> bool {
    let base = path::base_name(name);
    match test {
        Test::Name(pattern) => pattern::matches(pattern, base),
        Test::InsensitiveName(pattern) => pattern::matches(&pattern.to_lowercase(), &base.to_lowercase()),
        Test::Path(pattern) => pattern::matches(pattern, name),
        Test::Type(letter) => matches!(
            (letter, stat.kind),
            ('f', Kind::File) | ('d', Kind::Directory) | ('l', Kind::Link) | ('c', Kind::Device)
        ),
        Test::Empty => {
            if stat.is_directory() {
                empty
            } else {
                stat.size == 0
            }
        }
        Test::Size(sign, number, unit) => {
            let size = stat.size.div_ceil(*unit);
            match sign {
                '+' => size > *number,
                '-' => size < *number,
                _ => size == *number,
            }
        }
        Test::Age(sign, minutes) => {
            let age = (call.sys.now() - stat.modified) / 60_000_000;
            match sign {
                '+' => age > *minutes,
                '-' => age < *minutes,
                _ => age == *minutes,
            }
        }
        Test::Newer(time) => stat.modified > *time,
        Test::Mode(mode) => stat.mode & 0o777 == *mode,
        Test::Print => {
            call.out(&format!("{name}\n"));
            true
        }
        Test::Print0 => {
            call.out(&format!("{name}\0"));
            true
        }
        Test::Delete => {
            let removed = call.sys.files().remove_all(full);
            if let Err(error) = removed {
                call.fail(format!("cannot delete ‘{name}’: {error}"));
            }
            *pruned = true;
            true
        }
        Test::Prune => {
            *pruned = true;
            true
        }
        Test::True => true,
        Test::Not(inner) => !check(call, inner, name, full, stat, empty, pruned),
        Test::And(a, b) => {
            check(call, a, name, full, stat, empty, pruned) && check(call, b, name, full, stat, empty, pruned)
        }
        Test::Or(a, b) => {
            check(call, a, name, full, stat, empty, pruned) || check(call, b, name, full, stat, empty, pruned)
        }
    }
}

impl Parser<'_> {
    fn peek(&self) -> Option<&str> {
        self.args.get(self.at).map(String::as_str)
    }

    fn or(&mut self, call: &mut Call<'_, '_>) -> Result<Test, String> {
        let mut left = self.and(call)?;
        while matches!(self.peek(), Some("-o" | "-or")) {
            self.at += 1;
            left = Test::Or(Box::new(left), Box::new(self.and(call)?));
        }
        Ok(left)
    }

    fn and(&mut self, call: &mut Call<'_, '_>) -> Result<Test, String> {
        let mut left = self.primary(call)?;
        loop {
            match self.peek() {
                None | Some("-o" | "-or" | ")") => return Ok(left),
                Some("-a" | "-and") => self.at += 1,
                Some(_) => {}
            }
            left = Test::And(Box::new(left), Box::new(self.primary(call)?));
        }
    }

    fn argument(&mut self, name: &str) -> Result<String, String> {
        let argument = self.peek().map(String::from).ok_or_else(|| format!("missing argument to `{name}'"))?;
        self.at += 1;
        Ok(argument)
    }

    fn primary(&mut self, call: &mut Call<'_, '_>) -> Result<Test, String> {
        self.depth += 1;
        if self.depth > 200 {
            return Err("the expression is too long for this simulation".into());
        }
        let Some(name) = self.peek().map(String::from) else { return Err("expected an expression".into()) };
        self.at += 1;
        Ok(match name.as_str() {
            "!" | "-not" => Test::Not(Box::new(self.primary(call)?)),
            "(" => {
                let inner = self.or(call)?;
                if self.peek() != Some(")") {
                    return Err(
                        "invalid expression; I was expecting to find a ')' somewhere but did not see one.".into()
                    );
                }
                self.at += 1;
                inner
            }
            "-name" => Test::Name(self.argument(&name)?),
            "-iname" => Test::InsensitiveName(self.argument(&name)?),
            "-path" | "-wholename" => Test::Path(self.argument(&name)?),
            "-type" => {
                let letter = self.argument(&name)?;
                match letter.chars().next().filter(|c| "fdlcbps".contains(*c)) {
                    Some(letter) => Test::Type(letter),
                    None => return Err(format!("Unknown argument to -type: {letter}")),
                }
            }
            "-empty" => Test::Empty,
            "-size" => {
                let text = self.argument(&name)?;
                let (sign, digits) = sign(&text);
                let (digits, unit) = match digits.char_indices().last() {
                    Some((at, 'c')) => (&digits[..at], 1),
                    Some((at, 'k')) => (&digits[..at], 1024),
                    Some((at, 'M')) => (&digits[..at], 1 << 20),
                    Some((at, 'G')) => (&digits[..at], 1 << 30),
                    _ => (digits, 512),
                };
                Test::Size(sign, digits.parse().map_err(|_| format!("invalid argument `{text}' to `-size'"))?, unit)
            }
            "-mmin" | "-mtime" => {
                let text = self.argument(&name)?;
                let (sign, digits) = sign(&text);
                let number: i64 = digits.parse().map_err(|_| format!("invalid argument `{text}' to `{name}'"))?;
                Test::Age(sign, if name == "-mtime" { number * 1440 } else { number })
            }
            "-newer" => {
                let file = self.argument(&name)?;
                let full = call.path(&file);
                let stat = call.sys.files().stat(&full).map_err(|error| format!("‘{file}’: {error}"))?;
                Test::Newer(stat.modified)
            }
            "-perm" => {
                let mode = self.argument(&name)?;
                Test::Mode(u16::from_str_radix(&mode, 8).map_err(|_| format!("invalid mode ‘{mode}’"))?)
            }
            "-print" | "-print0" | "-delete" => {
                self.acts = true;
                match name.as_str() {
                    "-print" => Test::Print,
                    "-print0" => Test::Print0,
                    _ => Test::Delete,
                }
            }
            "-prune" => Test::Prune,
            "-true" | "-follow" | "-xdev" | "-mount" | "-depth" => Test::True,
            "-exec" | "-execdir" | "-ok" => {
                return Err(format!("`{name}' is not simulated here; pipe the names into xargs"));
            }
            other if other.starts_with('-') => return Err(format!("unknown predicate `{other}'")),
            other => return Err(format!("paths must precede expression: `{other}'")),
        })
    }
}

fn sign(text: &str) -> (char, &str) {
    match text.chars().next() {
        Some(sign @ ('+' | '-')) => (sign, &text[1..]),
        _ => ('=', text),
    }
}
