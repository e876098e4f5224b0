//! Files with several documents, and files that may be JSON: how kubectl takes its input apart.

use super::{YamlError, parse};
use crate::json;
use crate::value::Value;

/// One document of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Its text.
    pub text: String,
    /// The line of the file it begins on, counted from 0.
    pub line: usize,
}

/// Takes a file apart at its `---` lines, as kubectl's reader does: errors then count lines from the separator on. A
/// separator with text behind it is an error, which ends the list.
pub fn split(text: &str) -> Vec<Result<Chunk, YamlError>> {
    let mut chunks = Vec::new();
    let mut current = Chunk { text: String::new(), line: 0 };
    for (number, line) in text.split_terminator('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if let Some(after) = line.strip_prefix("---") {
            let after = after.trim();
            if !after.is_empty() && !after.starts_with('#') {
                chunks.push(Err(YamlError::new(format!("invalid Yaml document separator: {after}"))));
                return chunks;
            }
            if !current.text.is_empty() {
                let next = Chunk { text: String::new(), line: number + 1 };
                chunks.push(Ok(std::mem::replace(&mut current, next)));
                continue;
            }
        }
        current.text.push_str(line);
        current.text.push('\n');
    }
    if !current.text.is_empty() {
        chunks.push(Ok(current));
    }
    chunks
}

/// Whether the first character that is no blank opens a JSON object.
pub fn looks_like_json(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// All objects of a file, as `kubectl -f` reads it: JSON objects one after the other while that works, YAML documents
/// from where it does not. Empty documents are left out; an error ends the list, and where both readers fail it is
/// that of the one that was tried first.
pub fn decode_stream(text: &str) -> Vec<Result<Value, YamlError>> {
    decode(text, parse)
}

/// The same with [`super::parse_words`].
pub fn decode_words(text: &str) -> Vec<Result<Value, YamlError>> {
    decode(text, super::parse_words)
}

fn decode(text: &str, parse: fn(&str) -> Result<Value, YamlError>) -> Vec<Result<Value, YamlError>> {
    let mut out = Vec::new();
    let mut rest = text;
    let mut first_error = None;
    if looks_like_json(text) {
        loop {
            let blank = rest.len() - rest.trim_start().len();
            if blank == rest.len() {
                return out;
            }
            match json::parse_prefix(&rest[blank..]) {
                Ok((v, used)) => {
                    out.push(Ok(v));
                    rest = &rest[blank + used..];
                }
                Err(e) => {
                    first_error = Some(json_error(&e, text.len() - rest.len() + blank));
                    rest = skip_line_end(rest);
                    break;
                }
            }
        }
    }
    for chunk in split(rest) {
        match chunk.and_then(|c| parse(&c.text)) {
            Ok(Value::Null) => {}
            Ok(v) => out.push(Ok(v)),
            Err(e) => {
                out.push(Err(first_error.take().unwrap_or(e)));
                return out;
            }
        }
        first_error = None;
    }
    out
}

fn json_error(e: &json::JsonError, before: usize) -> YamlError {
    if e.message == "unexpected end of JSON input" {
        return YamlError::new("unexpected EOF");
    }
    YamlError::new(format!("json: offset {}: {}", before + e.offset + 1, e.message))
}

/// Behind a JSON object the blanks up to the end of its line do not belong to the YAML that follows.
fn skip_line_end(text: &str) -> &str {
    let trimmed = text.trim_start_matches([' ', '\t', '\r']);
    trimmed.strip_prefix('\n').unwrap_or(trimmed)
}
