//! `tr`

use super::{Call, Filter, Flags, Flow, Reader, Refusal};
use crate::pattern::in_class;
use crate::program::Program;
use crate::system::System;
use crate::text::unescape;

#[derive(Clone)]
struct Tr {
    /// For each byte: what it becomes, or nothing if it is deleted.
    map: Vec<Option<u8>>,
    squeeze: Vec<bool>,
    last: Option<u8>,
}

/// The bytes that a set stands for.
fn set(text: &str) -> Vec<u8> {
    let mut bytes: Vec<u8> = Vec::new();
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        if chars[at] == '['
            && chars.get(at + 1) == Some(&':')
            && let Some(end) = chars[at + 2..].iter().position(|c| *c == ':').map(|end| at + 2 + end)
            && chars.get(end + 1) == Some(&']')
        {
            let name: String = chars[at + 2..end].iter().collect();
            bytes.extend((0..128u8).filter(|byte| in_class(&name, char::from(*byte))));
            at = end + 2;
            continue;
        }
        let mut next = || {
            let start = at;
            at += 1;
            if chars[start] == '\\' && at < chars.len() {
                while at < chars.len() && at < start + 4 && chars[start + 1].is_digit(8) && chars[at].is_digit(8) {
                    at += 1;
                }
                at = at.max(start + 2);
                let escape: String = chars[start..at].iter().collect();
                // `\0` and `\012` are octal here.
                let text = unescape(&escape).text;
                return text
                    .chars()
                    .next()
                    .filter(|_| !text.starts_with('\\') || escape == "\\\\")
                    .unwrap_or(chars[start + 1]);
            }
            chars[start]
        };
        let low = next();
        if chars.get(at) == Some(&'-') && at + 1 < chars.len() {
            at += 1;
            let high = chars[at];
            at += 1;
            bytes.extend((low as u32..=high as u32).filter_map(|value| u8::try_from(value).ok()));
        } else {
            bytes.extend(low.encode_utf8(&mut [0; 4]).bytes());
        }
    }
    bytes
}

pub(super) fn start(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    let long = [("delete", 'd'), ("squeeze-repeats", 's'), ("complement", 'c'), ("truncate-set1", 't')];
    let flags = match Flags::parse_prefix(&argv[1..], "dscCt", &long) {
        Ok(flags) => flags,
        Err(error) => return super::refuse("tr", error),
    };
    let refuse = |text: &str| -> Box<dyn Program> {
        let text = format!("tr: {text}\nTry 'tr --help' for more information.\n");
        Box::new(Refusal { text, code: 1 })
    };
    let delete = flags.has('d');
    let squeezing = flags.has('s');
    let (first, second) = match flags.rest.as_slice() {
        [] => return refuse("missing operand"),
        [first] if delete || squeezing => (set(first), None),
        [first] => {
            return refuse(&format!("missing operand after ‘{first}’\nTwo strings must be given when translating."));
        }
        [first, second] => (set(first), Some(set(second))),
        [_, _, extra, ..] => return refuse(&format!("extra operand ‘{extra}’")),
    };
    let complement = flags.has('c') || flags.has('C');
    let wanted = |byte: u8| first.contains(&byte) != complement;
    let mut map: Vec<Option<u8>> = (0..=255).map(Some).collect();
    let mut squeeze = vec![false; 256];
    if delete {
        (0..=255u8).filter(|byte| wanted(*byte)).for_each(|byte| map[usize::from(byte)] = None);
    } else if let Some(second) = second.as_ref().filter(|second| !second.is_empty()) {
        let last = second[second.len() - 1];
        if complement {
            (0..=255u8).filter(|byte| wanted(*byte)).for_each(|byte| map[usize::from(byte)] = Some(last));
        } else {
            for (at, byte) in first.iter().enumerate() {
                map[usize::from(*byte)] = Some(second.get(at).copied().unwrap_or(last));
            }
        }
    }
    if squeezing {
        for byte in 0..=255u8 {
            squeeze[usize::from(byte)] = match &second {
                Some(second) => second.contains(&byte),
                None => wanted(byte),
            };
        }
    }
    Box::new(Reader::new("tr", Box::new(Tr { map, squeeze, last: None }), &[]))
}

impl Filter for Tr {
    fn chunk(&mut self, data: &[u8], call: &mut Call<'_, '_>) -> Flow {
        let mut out = Vec::with_capacity(data.len());
        for byte in data.iter().filter_map(|byte| self.map[usize::from(*byte)]) {
            if !(self.squeeze[usize::from(byte)] && self.last == Some(byte)) {
                out.push(byte);
            }
            self.last = Some(byte);
        }
        call.out_bytes(&out);
        Flow::Continue
    }
}
