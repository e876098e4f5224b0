//! A tag right before a comma, as in `[!!str, a]`, is more than the scanner can take: it would stop the whole program.
//! Such tags get a blank behind them, which means the same.

use libyaml_safer::{Encoding, Error, EventData, MappingStyle, Mark, Parser, ScalarStyle, SequenceStyle};
use std::borrow::Cow;

/// The text, with a blank between every tag of a flow collection and the comma that follows it.
pub(super) fn apart(text: &str) -> Cow<'_, str> {
    let mut out = Cow::Borrowed(text);
    let mut from = 0;
    while let Some(start) = out[from..].find('!').map(|i| i + from) {
        from = start + 1;
        let Some(comma) = comma_after(&out, start) else { continue };
        if may_start(&out[..start]) && starts_token(&out[..start]) {
            out.to_mut().insert(comma, ' ');
        }
    }
    out
}

/// Where the comma is that follows right after what would be a tag.
fn comma_after(text: &str, start: usize) -> Option<usize> {
    let tag = &text[start..];
    let len = if tag.starts_with("!<") {
        tag.find('>')? + 1
    } else {
        let in_tag = |c: char| c.is_ascii_alphanumeric() || "-_;/?:@&=+$.%!~*'()".contains(c);
        tag.find(|c| !in_tag(c))?
    };
    tag[len..].starts_with(',').then_some(start + len)
}

/// Spares most texts that merely cry out the closer look.
fn may_start(before: &str) -> bool {
    before.chars().next_back().is_none_or(|c| c.is_whitespace() || "[]{},:\"'".contains(c))
}

/// Whether a token inside of a flow collection would start behind this text: then a word put there comes out whole.
fn starts_token(before: &str) -> bool {
    const WORD: &str = "\u{e000}";
    let text = format!("{before}{WORD}\n");
    let end = text.len() as u64 - 1;
    let mut bytes = text.as_bytes();
    let mut parser = Parser::new();
    parser.set_encoding(Encoding::Utf8);
    parser.set_input_string(&mut bytes);
    let mut open: Vec<bool> = Vec::new();
    loop {
        let event = match parser.parse() {
            Ok(event) => event,
            Err(e) => return comes_to_it(&e, before),
        };
        match event.data {
            EventData::SequenceStart { style, .. } => open.push(style == SequenceStyle::Flow),
            EventData::MappingStart { style, .. } => open.push(style == MappingStyle::Flow),
            EventData::SequenceEnd | EventData::MappingEnd => drop(open.pop()),
            EventData::Scalar { value, style: ScalarStyle::Plain, .. } if value == WORD => {
                return open.last() == Some(&true) && event.end_mark.index == end;
            }
            EventData::StreamEnd => return false,
            _ => {}
        }
    }
}

/// Whether the scanner may come to the tag although the text before it is no good by itself: because of a mistake, in
/// which case nobody misses what is there, or because a collection is a key that has no end yet.
fn comes_to_it(e: &Error, before: &str) -> bool {
    let inside = |m: Option<Mark>| m.map(|m| m.index as usize).filter(|i| *i <= before.len());
    let opens = |i: usize| matches!(before.as_bytes().get(i), Some(b'[' | b'{' | b'&' | b'!'));
    inside(e.problem_mark()).is_some() || inside(e.context_mark()).is_some_and(opens) && e.problem().ends_with("':'")
}
