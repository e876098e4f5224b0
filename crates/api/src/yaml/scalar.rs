//! How one scalar may be written: plain, quoted or as a block, by libyaml's rules as Go's yaml.v2 has them.

use super::resolve::{Resolved, is_base60, resolve};

/// The style a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    Plain,
    Single,
    Double,
    Literal,
}

/// The style for a string, as a key or as a value.
pub(super) fn style(text: &str, simple_key: bool) -> Written {
    let a = analyze(text);
    let multiline = text.contains('\n');
    let mut style = if multiline {
        Written::Literal
    } else if resolve(text) == Resolved::Str && !is_base60(text) {
        Written::Plain
    } else {
        Written::Double
    };
    if simple_key && a.line_breaks {
        style = Written::Double;
    }
    if style == Written::Plain && (!a.plain_allowed || text.is_empty() && simple_key) {
        style = Written::Single;
    }
    if style == Written::Single && !a.single_allowed {
        style = Written::Double;
    }
    if style == Written::Literal && (!a.block_allowed || simple_key) {
        style = Written::Double;
    }
    style
}

struct Analysis {
    plain_allowed: bool,
    single_allowed: bool,
    block_allowed: bool,
    line_breaks: bool,
}

pub(super) fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Go's yaml counts nothing beyond the basic plane as printable, so an emoji is written as an escape.
pub(super) fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}') && c != '\u{feff}'
}

fn analyze(text: &str) -> Analysis {
    if text.is_empty() {
        return Analysis { plain_allowed: true, single_allowed: true, block_allowed: false, line_breaks: false };
    }
    let mut indicators = text.starts_with("---") || text.starts_with("...");
    let (mut line_breaks, mut special, mut space_break, mut break_space) = (false, false, false, false);
    let (mut after_blank, mut after_space, mut after_break) = (true, false, false);
    let mut chars = text.chars().peekable();
    let mut first = true;
    while let Some(c) = chars.next() {
        let before_blank = chars.peek().is_none_or(|n| matches!(n, ' ' | '\t'));
        indicators |= match c {
            '#' if first => true,
            ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' => first,
            '?' | '-' => first && before_blank,
            ':' => before_blank,
            '#' => after_blank,
            _ => false,
        };
        special |= !is_printable(c);
        line_breaks |= is_break(c);
        break_space |= c == ' ' && after_break;
        space_break |= is_break(c) && after_space;
        (after_space, after_break) = (c == ' ', is_break(c));
        after_blank = matches!(c, ' ' | '\t') || is_break(c);
        first = false;
    }
    let edge = |c: Option<char>| c.is_some_and(|c| c == ' ' || is_break(c));
    let edges = edge(text.chars().next()) || edge(text.chars().next_back());
    Analysis {
        plain_allowed: !(edges || indicators || line_breaks || special),
        single_allowed: !(break_space || space_break || special),
        block_allowed: !(text.ends_with(' ') || space_break || special),
        line_breaks,
    }
}

/// A number as Go's `strconv.FormatFloat(f, 'g', -1, 64)` writes it: with an exponent from 1e+06 on.
pub(super) fn float(f: f64) -> String {
    general(&format!("{f:e}"), format!("{f}"))
}

/// Likewise with the digits of a float32 (as keys of maps have it).
pub(super) fn float32(f: f32) -> String {
    general(&format!("{f:e}"), format!("{f}"))
}

fn general(scientific: &str, plain: String) -> String {
    match plain.as_str() {
        "NaN" => return ".nan".into(),
        "inf" => return ".inf".into(),
        "-inf" => return "-.inf".into(),
        _ => {}
    }
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..6).contains(&exponent) {
        return plain;
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}
