//! `envsubst`: puts environment variables into a text; with an argument, only those that it names.

use super::{Call, Filter, Flow, Reader};
use crate::program::Program;
use crate::system::System;

#[derive(Clone)]
struct Substitute {
    only: Option<Vec<String>>,
    data: Vec<u8>,
}

pub(super) fn start(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    let only = argv.get(1).map(|text| {
        let mut names = Vec::new();
        replaced(text, &mut |name| {
            names.push(name.to_string());
            None
        });
        names
    });
    Box::new(Reader::new("envsubst", Box::new(Substitute { only, data: Vec::new() }), &[]))
}

/// A text in which some of the variables (`$NAME`, `${NAME}`) are replaced.
fn replaced(text: &str, value_of: &mut dyn FnMut(&str) -> Option<String>) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        let braced = behind.strip_prefix('{');
        let inner = braced.unwrap_or(behind);
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
        let name = &inner[..end];
        let closed = braced.is_none() || inner[end..].starts_with('}');
        let length = 1 + end + if braced.is_some() { 2 } else { 0 };
        let is_name = !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit()) && closed;
        match is_name.then(|| value_of(name)).flatten() {
            Some(value) => out.push_str(&value),
            None if is_name => out.push_str(&rest[at..at + length]),
            None => {
                out.push('$');
                rest = behind;
                continue;
            }
        }
        rest = &rest[at + length..];
    }
    out + rest
}

impl Filter for Substitute {
    fn chunk(&mut self, data: &[u8], _call: &mut Call<'_, '_>) -> Flow {
        self.data.extend_from_slice(data);
        Flow::Continue
    }

    fn end(&mut self, call: &mut Call<'_, '_>) -> i32 {
        let text = String::from_utf8_lossy(&self.data).into_owned();
        let made = replaced(&text, &mut |name| match &self.only {
            Some(only) if !only.iter().any(|n| n == name) => None,
            _ => Some(call.io.env(name).unwrap_or_default()),
        });
        call.out(&made);
        0
    }
}
