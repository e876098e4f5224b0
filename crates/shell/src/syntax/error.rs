//! What is wrong with a piece of shell text, and how each shell says so.

/// Whose language and whose messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Bash,
    /// Debian's `sh`.
    Dash,
    /// busybox `sh`: knows some of bash's extensions.
    Ash,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyntaxError {
    /// A token that does not fit here. `operator`: it is no plain word. `expecting`: the only token that would.
    Unexpected { token: String, operator: bool, expecting: Option<&'static str>, line: u32 },
    /// The text ends inside a construct. A terminal asks for more. `start` is the line where it began.
    End { expecting: Option<&'static str>, line: u32 },
    /// The text ends inside a quote. A terminal asks for more.
    Quote { open: char, line: u32, start: u32 },
    /// The text ends inside a here-document. A terminal asks for more.
    HereDoc { delimiter: String, line: u32 },
    /// `for 1x in`
    BadName { name: String, line: u32 },
    /// Too deep for this shell.
    Nested { line: u32 },
}

impl SyntaxError {
    /// Whether more input could mend it.
    pub fn is_incomplete(&self) -> bool {
        matches!(self, SyntaxError::End { .. } | SyntaxError::Quote { .. } | SyntaxError::HereDoc { .. })
    }

    /// The message without the shell's name, and the line it is about.
    pub fn message(&self, dialect: Dialect) -> (String, u32) {
        let bash = dialect == Dialect::Bash;
        let head = if dialect == Dialect::Ash { "syntax error" } else { "Syntax error" };
        match self {
            SyntaxError::Unexpected { token, line, .. } if bash => (
                format!("syntax error near unexpected token `{}'", if token == "\n" { "newline" } else { token }),
                *line,
            ),
            SyntaxError::Unexpected { token, operator, expecting, line } => {
                let shown = match (token.as_str(), operator) {
                    ("\n", _) => "newline".to_string(),
                    (token, true) if token.starts_with(['<', '>']) => "redirection".to_string(),
                    (token, true) => format!("\"{token}\""),
                    _ => "word".to_string(),
                };
                let expecting = expecting.map(|want| format!(" (expecting \"{want}\")")).unwrap_or_default();
                let text = if dialect == Dialect::Ash {
                    format!("{head}: unexpected {shown}{expecting}")
                } else {
                    format!("{head}: {shown} unexpected{expecting}")
                };
                (text, *line)
            }
            SyntaxError::End { line, .. } if bash => ("syntax error: unexpected end of file".into(), *line + 1),
            SyntaxError::End { expecting, line } => {
                let expecting = expecting.map(|want| format!(" (expecting \"{want}\")")).unwrap_or_default();
                let text = if dialect == Dialect::Ash {
                    format!("{head}: unexpected end of file{expecting}")
                } else {
                    format!("{head}: end of file unexpected{expecting}")
                };
                (text, *line)
            }
            SyntaxError::Quote { open, start, .. } if bash => {
                (format!("unexpected EOF while looking for matching `{open}'"), *start)
            }
            SyntaxError::Quote { open, line, .. } => {
                let what = match open {
                    '`' => "EOF in backquote substitution",
                    '}' => "Missing '}'",
                    ')' => "Missing '))'",
                    _ => "Unterminated quoted string",
                };
                let text = if dialect == Dialect::Ash { lower_first(what) } else { what.to_string() };
                (format!("{head}: {text}"), *line)
            }
            SyntaxError::HereDoc { delimiter, line } => (
                format!("warning: here-document at line {line} delimited by end-of-file (wanted `{delimiter}')"),
                *line,
            ),
            SyntaxError::BadName { name, line } if bash => (format!("`{name}': not a valid identifier"), *line),
            SyntaxError::BadName { line, .. } => {
                let text = if dialect == Dialect::Ash { "bad for loop variable" } else { "Bad for loop variable" };
                (format!("{head}: {text}"), *line)
            }
            SyntaxError::Nested { line } => ("commands are nested too deeply for this shell".into(), *line),
        }
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(chars).collect()
}
