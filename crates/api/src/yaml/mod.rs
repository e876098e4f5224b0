//! YAML as kubectl reads and writes it: the YAML 1.1 of Go's library (`yes` is a boolean, `0644` is 420, the last of
//! two equal keys wins), turned into the JSON that the API server gets.
//!
//! It is no general YAML library: comments and styles are lost, only the editor's [`parse_with_positions`] keeps
//! where each node stands. The scanner is libyaml-safer's; what a scalar means and how text is written is decided here.
//!
//! ```
//! let pod = api::yaml::parse("metadata: {name: web}\nmode: 0644\non: yes\n").unwrap();
//! assert_eq!(api::json::to_string(&pod), r#"{"metadata":{"name":"web"},"mode":420,"true":true}"#);
//! assert_eq!(api::yaml::to_string(&pod), "metadata:\n  name: web\nmode: 420\n\"true\": true\n");
//! ```

mod compose;
mod emit;
mod events;
mod positions;
mod resolve;
mod scalar;
mod stream;
mod tags;

pub use emit::to_string;
pub use positions::{Document, Node, NodeKind, Span, Style, parse_with_positions};
pub use stream::{Chunk, decode_stream, decode_words, looks_like_json, split};

use crate::value::Value;
use std::fmt;

/// Why a text is not YAML, in the words of kubectl (which puts `error parsing FILE: ` before it).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// The whole message: `error converting YAML to JSON: yaml: line 3: ...`.
    pub message: String,
    /// Where it is, counted from 0; the message's line is Go's, which is often one less.
    pub line: Option<usize>,
    /// Likewise.
    pub column: Option<usize>,
}

impl YamlError {
    fn new(message: impl Into<String>) -> YamlError {
        YamlError { message: message.into(), line: None, column: None }
    }
    /// A complaint of the YAML library.
    fn yaml(what: &str) -> YamlError {
        YamlError::new(format!("error converting YAML to JSON: yaml: {what}"))
    }
    /// A complaint of the conversion to JSON.
    fn json(what: &str) -> YamlError {
        YamlError::new(format!("error converting YAML to JSON: {what}"))
    }
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Reads the first document as newer libraries do: `yes`, `off` and their like are words.
pub fn parse_words(text: &str) -> Result<Value, YamlError> {
    const WORDS: [&str; 8] = ["y", "n", "yes", "no", "on", "off", "YES", "NO"];
    let mut tree = events::load(text)?;
    for node in &mut tree.nodes {
        if let events::Data::Scalar { text, implicit, .. } = &mut node.data
            && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
        {
            *implicit = false;
        }
    }
    compose::value(&tree)
}

/// Reads the first document of a text; null where there is none.
pub fn parse(text: &str) -> Result<Value, YamlError> {
    let tree = events::load(text)?;
    compose::value(&tree)
}

#[cfg(test)]
mod tests;
