//! `test` and `[`

use super::Call;
use crate::files::{Kind, path};
use crate::system::System;

/// What a test may look at.
pub(crate) struct Facts<'a> {
    pub sys: &'a mut dyn System,
    pub cwd: &'a str,
    /// Whether descriptors 0, 1 and 2 are terminals.
    pub terminals: [bool; 3],
}

pub(crate) enum TestError {
    /// No number where one is needed.
    Number(String),
    /// The words that are left over, and the second of all.
    TooMany(String, String),
    /// What is no operator, and what stands behind it.
    Unary(String, String),
    /// The operator, and what stands before it.
    Binary(String, String),
    Missing(String),
}

impl TestError {
    pub fn gnu(&self) -> String {
        match self {
            TestError::Number(text) => format!("{text}: integer expression expected"),
            TestError::TooMany(..) => "too many arguments".into(),
            TestError::Unary(text, _) => format!("{text}: unary operator expected"),
            TestError::Binary(text, _) => format!("{text}: binary operator expected"),
            TestError::Missing(text) => format!("{text}: argument expected"),
        }
    }

    pub fn dash(&self) -> String {
        match self {
            TestError::Number(text) => format!("Illegal number: {text}"),
            TestError::Unary(_, text) if BINARY.contains(&text.as_str()) => format!("{text}: argument expected"),
            TestError::TooMany(text, _) | TestError::Unary(text, _) | TestError::Binary(_, text) => {
                format!("{text}: unexpected operator")
            }
            TestError::Missing(text) => format!("{text}: argument expected"),
        }
    }

    pub fn busybox(&self) -> String {
        match self {
            TestError::Number(text) => format!("{text}: bad number"),
            TestError::Unary(_, text) if BINARY.contains(&text.as_str()) => format!("{text}: argument expected"),
            TestError::TooMany(_, text) | TestError::Unary(_, text) | TestError::Binary(text, _) => {
                format!("{text}: unknown operand")
            }
            TestError::Missing(text) => format!("{text}: argument expected"),
        }
    }
}

pub(super) fn run(call: &mut Call<'_, '_>) -> i32 {
    let mut args = call.args;
    if call.name == "[" {
        match args.split_last() {
            Some((last, rest)) if last == "]" => args = rest,
            _ => {
                call.fail("missing ']'");
                return 2;
            }
        }
    }
    let terminals = [0, 1, 2].map(|fd| call.io.is_terminal(fd));
    let cwd = call.io.cwd();
    match evaluate(&mut Facts { sys: call.sys, cwd: &cwd, terminals }, args) {
        Ok(value) => i32::from(!value),
        Err(error) => {
            let text = if call.busybox() { error.busybox() } else { error.gnu() };
            call.fail(text);
            2
        }
    }
}

const BINARY: &[&str] = &["=", "==", "!=", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef", "<", ">"];
const UNARY: &[&str] = &[
    "-n", "-z", "-e", "-f", "-d", "-r", "-w", "-x", "-s", "-L", "-h", "-b", "-c", "-p", "-S", "-t", "-u", "-g", "-k",
    "-O", "-G", "-a",
];

/// Evaluates the arguments of `test` (without `]`).
pub(crate) fn evaluate(facts: &mut Facts<'_>, args: &[String]) -> Result<bool, TestError> {
    match args {
        [] => return Ok(false),
        [one] => return Ok(!one.is_empty()),
        [not, one] if not == "!" => return Ok(one.is_empty()),
        [operator, operand] => {
            return unary(facts, operator, operand).ok_or_else(|| TestError::Unary(operator.clone(), operand.clone()));
        }
        [left, operator, right] => {
            if let Some(result) = binary(facts, left, operator, right) {
                return result;
            }
            match (left.as_str(), operator.as_str(), right.as_str()) {
                ("!", operator, operand) => {
                    return unary(facts, operator, operand)
                        .map(|v| !v)
                        .ok_or_else(|| TestError::Unary(operator.into(), operand.into()));
                }
                ("(", inner, ")") => return Ok(!inner.is_empty()),
                (left, "-a", right) => return Ok(!left.is_empty() && !right.is_empty()),
                (left, "-o", right) => return Ok(!left.is_empty() || !right.is_empty()),
                _ => return Err(TestError::Binary(operator.clone(), left.clone())),
            }
        }
        _ => {}
    }
    let mut parser = TestParser { facts, args, at: 0, depth: 0 };
    let value = parser.or()?;
    if parser.at < args.len() { Err(parser.too_many()) } else { Ok(value) }
}

struct TestParser<'a, 'b> {
    facts: &'a mut Facts<'b>,
    args: &'a [String],
    at: usize,
    depth: u32,
}

impl TestParser<'_, '_> {
    fn too_many(&self) -> TestError {
        let word = |at: usize| self.args.get(at).cloned().unwrap_or_default();
        TestError::TooMany(word(0), word(1))
    }

    fn peek(&self, ahead: usize) -> Option<&str> {
        self.args.get(self.at + ahead).map(String::as_str)
    }

    fn or(&mut self) -> Result<bool, TestError> {
        let mut value = self.and()?;
        while self.peek(0) == Some("-o") {
            self.at += 1;
            value |= self.and()?;
        }
        Ok(value)
    }

    fn and(&mut self) -> Result<bool, TestError> {
        let mut value = self.primary()?;
        while self.peek(0) == Some("-a") {
            self.at += 1;
            value &= self.primary()?;
        }
        Ok(value)
    }

    fn primary(&mut self) -> Result<bool, TestError> {
        let Some(first) = self.peek(0).map(str::to_string) else {
            return Err(TestError::Missing(self.args.last().cloned().unwrap_or_default()));
        };
        self.depth += 1;
        if self.depth > 50 {
            return Err(self.too_many());
        }
        if let (Some(operator), Some(right)) = (self.peek(1), self.peek(2))
            && BINARY.contains(&operator)
        {
            let (operator, right) = (operator.to_string(), right.to_string());
            self.at += 3;
            return binary(self.facts, &first, &operator, &right).unwrap_or_else(|| Err(self.too_many()));
        }
        self.at += 1;
        if first == "!" {
            return self.primary().map(|value| !value);
        }
        if first == "(" {
            let value = self.or()?;
            if self.peek(0) != Some(")") {
                return Err(TestError::Missing(")".into()));
            }
            self.at += 1;
            return Ok(value);
        }
        if UNARY.contains(&first.as_str())
            && let Some(operand) = self.peek(0).map(str::to_string)
        {
            self.at += 1;
            return unary(self.facts, &first, &operand).ok_or(TestError::Unary(first, operand));
        }
        Ok(!first.is_empty())
    }
}

/// `-f x` and its like; `None` if there is no such operator.
pub(crate) fn unary(facts: &mut Facts<'_>, operator: &str, operand: &str) -> Option<bool> {
    match operator {
        "-n" => return Some(!operand.is_empty()),
        "-z" => return Some(operand.is_empty()),
        "-t" => {
            return Some(
                operand.parse::<usize>().ok().and_then(|fd| facts.terminals.get(fd).copied()).unwrap_or(false),
            );
        }
        _ if !UNARY.contains(&operator) => return None,
        _ => {}
    }
    if operand.is_empty() {
        return Some(false);
    }
    let file = path::join(facts.cwd, operand);
    if matches!(operator, "-L" | "-h") {
        return Some(facts.sys.files().lstat(&file).is_ok_and(|stat| stat.kind == Kind::Link));
    }
    let Ok(stat) = facts.sys.files().stat(&file) else { return Some(false) };
    Some(match operator {
        "-f" => stat.kind == Kind::File,
        "-d" => stat.is_directory(),
        "-c" => stat.device.is_some(),
        "-s" => stat.size > 0,
        "-r" => facts.sys.files().may(&file, 4),
        "-w" => facts.sys.files().may(&file, 2),
        "-x" => facts.sys.files().may(&file, 1),
        "-b" | "-p" | "-S" | "-u" | "-g" | "-k" => false,
        _ => true,
    })
}

/// `a = b` and its like; `None` if there is no such operator.
pub(crate) fn binary(
    facts: &mut Facts<'_>,
    left: &str,
    operator: &str,
    right: &str,
) -> Option<Result<bool, TestError>> {
    let number = |text: &str| text.trim().parse::<i64>().map_err(|_| TestError::Number(text.to_string()));
    let modified = |facts: &mut Facts<'_>, name: &str| {
        facts.sys.files().stat(&path::join(facts.cwd, name)).map(|stat| stat.modified).ok()
    };
    Some(Ok(match operator {
        "=" | "==" => left == right,
        "!=" => left != right,
        "<" => left < right,
        ">" => left > right,
        "-nt" => modified(facts, left) > modified(facts, right),
        "-ot" => modified(facts, left) < modified(facts, right),
        "-ef" => {
            let files = facts.sys.files();
            let real = |name: &str| files.canonical(&path::join(facts.cwd, name)).ok();
            real(left).is_some() && real(left) == real(right)
        }
        "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge" => {
            let (a, b) = match (number(left), number(right)) {
                (Ok(a), Ok(b)) => (a, b),
                (Err(error), _) | (_, Err(error)) => return Some(Err(error)),
            };
            match operator {
                "-eq" => a == b,
                "-ne" => a != b,
                "-lt" => a < b,
                "-le" => a <= b,
                "-gt" => a > b,
                _ => a >= b,
            }
        }
        _ => return None,
    }))
}
