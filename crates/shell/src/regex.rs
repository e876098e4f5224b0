//! POSIX regular expressions (grep, sed, awk, expr), translated for regex-lite.
//! Where several matches begin at the same place the first alternative wins, not the longest: the one known difference.

use regex_lite::{Regex, RegexBuilder};

/// Basic or extended syntax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    Basic,
    Extended,
    /// Plain text.
    Fixed,
    /// Perl's, which the engine below speaks but for looking around.
    Perl,
}

/// The group with what counts as the match, where a pattern looks at what is before and behind it.
pub const KEPT: &str = "kept";

/// How a pattern is matched.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    pub ignore_case: bool,
    /// Whole words only.
    pub word: bool,
    /// The whole line only.
    pub line: bool,
}

/// Compiles a pattern; the message if it is wrong.
pub fn compile(pattern: &str, syntax: Syntax, style: Style) -> Result<Regex, String> {
    let body = translate(pattern, syntax)?;
    let text = match style {
        Style { line: true, .. } => format!("^(?:{body})$"),
        Style { word: true, .. } => format!(r"\b(?:{body})\b"),
        _ => body,
    };
    let built = RegexBuilder::new(&text).case_insensitive(style.ignore_case).size_limit(2 << 20).build();
    let looks = syntax == Syntax::Perl && ["(?=", "(?!", "(?<"].iter().any(|mark| pattern.contains(mark));
    let why =
        if looks { "looking around in the middle of a pattern is not simulated" } else { "Invalid regular expression" };
    built.map_err(|_| why.to_string())
}

/// What a pattern looks at before (`(?<=...)` at its beginning, or all up to `\K`) and behind (`(?=...)` at its end) is
/// matched with it, and is not of what it keeps.
fn perl(pattern: &str) -> String {
    let behind = pattern.strip_prefix("(?<=").and_then(|rest| {
        let end = rest.match_indices(')').find(|(at, _)| !rest[..*at].ends_with('\\'))?.0;
        Some((&rest[..end], &rest[end + 1..]))
    });
    let (before, rest) = behind.or_else(|| pattern.split_once("\\K")).unwrap_or(("", pattern));
    let ahead = rest.rfind("(?=").filter(|_| rest.ends_with(')'));
    let (kept, after) = ahead.map_or((rest, ""), |at| (&rest[..at], &rest[at + 3..rest.len() - 1]));
    if rest == pattern && after.is_empty() {
        return pattern.to_string();
    }
    format!("(?:{before})(?P<{KEPT}>{kept})(?:{after})")
}

pub fn translate(pattern: &str, syntax: Syntax) -> Result<String, String> {
    if syntax == Syntax::Fixed {
        return Ok(pattern.chars().flat_map(literal).collect());
    }
    if syntax == Syntax::Perl {
        return Ok(perl(pattern));
    }
    let basic = syntax == Syntax::Basic;
    let chars: Vec<char> = pattern.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    // Nothing to repeat yet: a star is plain.
    let mut fresh = true;
    let mut depth = 0;
    while at < chars.len() {
        let c = chars[at];
        at += 1;
        let was_fresh = std::mem::replace(&mut fresh, false);
        match c {
            '\\' => {
                let Some(next) = chars.get(at).copied() else { return Err("Trailing backslash".into()) };
                at += 1;
                match next {
                    '(' | '{' | '|' if basic => {
                        fresh = next != '{';
                        depth += i32::from(next == '(');
                        out.push(next);
                    }
                    ')' | '}' if basic => {
                        if next == ')' {
                            depth -= 1;
                            if depth < 0 {
                                return Err("Unmatched ) or \\)".into());
                            }
                        }
                        out.push(next);
                    }
                    '+' | '?' if basic => out.push(next),
                    '<' | '>' | 'b' => out.push_str(r"\b"),
                    'w' | 'W' | 's' | 'S' | 'B' | 'd' | 'D' => out.extend(['\\', next]),
                    'n' => out.push('\n'),
                    't' => out.push('\t'),
                    'r' => out.push('\r'),
                    '`' => out.push_str(r"\A"),
                    '\'' => out.push_str(r"\z"),
                    '1'..='9' => return Err("backreferences in patterns are not simulated".into()),
                    other => out.extend(literal(other)),
                }
            }
            '[' => at = bracket(&chars, at, &mut out)?,
            '*' if was_fresh && basic => {
                out.push_str("\\*");
            }
            '^' if basic && !was_fresh && at > 1 => out.push_str("\\^"),
            '^' => {
                fresh = true;
                out.push('^');
            }
            '$' if basic
                && at < chars.len()
                && !(chars[at] == '\\' && matches!(chars.get(at + 1), Some(')' | '|'))) =>
            {
                out.push_str("\\$");
            }
            '(' | ')' | '{' | '}' | '|' | '+' | '?' if basic => out.extend(['\\', c]),
            '(' => {
                depth += 1;
                fresh = true;
                out.push('(');
            }
            ')' if depth == 0 => out.push_str("\\)"),
            ')' => {
                depth -= 1;
                out.push(')');
            }
            '|' => {
                fresh = true;
                out.push('|');
            }
            '{' if !is_bound(&chars[at..]) => out.push_str("\\{"),
            '}' if !out.contains('{') => out.push_str("\\}"),
            '*' | '+' | '?' if was_fresh => out.extend(['\\', c]),
            // A second repetition of the same thing would mean "lazy" to the engine below.
            '*' | '+' | '?'
                if out.ends_with(['*', '+', '?'])
                    && !out.ends_with("\\*")
                    && !out.ends_with("\\+")
                    && !out.ends_with("\\?") => {}
            c => out.push(c),
        }
    }
    if depth > 0 {
        return Err("Unmatched ( or \\(".into());
    }
    Ok(out)
}

fn is_bound(rest: &[char]) -> bool {
    let end = rest.iter().position(|c| *c == '}');
    end.is_some_and(|end| {
        end > 0
            && rest[0].is_ascii_digit() | (rest[0] == ',')
            && rest[..end].iter().all(|c| c.is_ascii_digit() || *c == ',')
    })
}

fn literal(c: char) -> impl Iterator<Item = char> {
    let escape = c.is_ascii_punctuation()
        && !matches!(c, '_' | '"' | '\'' | ',' | ':' | ';' | '<' | '>' | '=' | '!' | '@' | '%' | '`' | '/');
    escape.then_some('\\').into_iter().chain(std::iter::once(c))
}

/// A bracket expression, in which a backslash is plain; returns the position behind it.
fn bracket(chars: &[char], mut at: usize, out: &mut String) -> Result<usize, String> {
    let unmatched = || "Invalid regular expression".to_string();
    out.push('[');
    if chars.get(at) == Some(&'^') {
        out.push('^');
        at += 1;
    }
    let first = at;
    loop {
        let c = *chars.get(at).ok_or_else(unmatched)?;
        at += 1;
        match c {
            ']' if at - 1 > first => {
                out.push(']');
                return Ok(at);
            }
            '[' if chars.get(at) == Some(&':') => {
                let end = chars[at..].iter().position(|c| *c == ']').ok_or_else(unmatched)? + at;
                let name: String = chars[at..end].iter().collect();
                out.push('[');
                out.push_str(&name);
                out.push(']');
                at = end + 1;
            }
            // GNU tools read these escapes in brackets too.
            '\\' if matches!(chars.get(at), Some('n' | 't' | '\\' | ']')) && chars.get(at + 1).is_some() => {
                out.extend(['\\', chars[at]]);
                at += 1;
            }
            '-' if at - 1 > first && chars.get(at).is_some_and(|next| *next != ']') => out.push('-'),
            // Of the others an escape means something else.
            '[' | ']' | '\\' | '^' | '-' | '&' | '~' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posix_becomes_regex_lite() {
        for (pattern, syntax, text, fits) in [
            ("a*b", Syntax::Basic, "aab", true),
            ("*a", Syntax::Basic, "*a", true),
            ("^[<*>]x", Syntax::Basic, "<x", true),
            ("[a&&b~]", Syntax::Basic, "&", true),
            ("a+", Syntax::Basic, "a+", true),
            (r"\(ab\)\{2\}", Syntax::Basic, "abab", true),
            ("^a|b$", Syntax::Extended, "xb", true),
            ("[]x]", Syntax::Basic, "]", true),
            (r"[^[:space:]]\+$", Syntax::Basic, "a b", true),
            ("replicas: 3", Syntax::Basic, "  replicas: 3", true),
            (r"\* \* \* \* \*/5", Syntax::Basic, "\"* * * * */5\"", true),
            ("a{2}", Syntax::Extended, "aa", true),
            ("a.c", Syntax::Fixed, "abc", false),
            (r"values: \[z\]", Syntax::Basic, "values: [z]", true),
        ] {
            let regex = compile(pattern, syntax, Style::default()).unwrap();
            assert_eq!(regex.is_match(text), fits, "{pattern}");
        }
    }
}
