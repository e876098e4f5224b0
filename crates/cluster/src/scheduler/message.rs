//! What the scheduler says when no node will do: `0/4 nodes are available: 1 node(s) had ..., 3 Insufficient cpu.`

use sorted::{InOrder, SortedMap};

use api::Text;

use super::cycle::Diagnosis;

/// The longest note that an event can hold.
const MAX_NOTE: usize = 1024;

/// The message for a diagnosis of so many nodes, with what was tried afterwards.
pub fn unschedulable(nodes: usize, diagnosis: &Diagnosis, post_filter: &str) -> String {
    if nodes == 0 {
        return "no nodes available to schedule pods".into();
    }
    let mut message = format!("0/{nodes} nodes are available:");
    if diagnosis.pre_filter.is_empty() {
        let mut reasons: SortedMap<&Text, usize> = SortedMap::new();
        for (_, rejection) in diagnosis.rejected.values() {
            rejection.reasons.iter().for_each(|r| *reasons.entry(r).or_default() += 1);
        }
        if let Some(absent) = diagnosis.absent.as_ref().filter(|_| diagnosis.rejected.len() < nodes) {
            absent.reasons.iter().for_each(|r| *reasons.entry(r).or_default() += nodes - diagnosis.rejected.len());
        }
        message.push_str(&histogram(reasons.iter().map(|(r, n)| (r.as_str(), *n))));
    } else {
        message.push_str(&format!(" {}.", diagnosis.pre_filter));
    }
    if !post_filter.is_empty() {
        message.push(' ');
        message.push_str(post_filter);
    }
    message
}

/// The same for what preemption found.
pub fn preemption<'a>(nodes: usize, reasons: impl Iterator<Item = (&'a str, usize)>) -> String {
    format!("0/{nodes} nodes are available:{}", histogram(reasons))
}

/// ` 1 this, 3 that.`, sorted as texts.
fn histogram<'a>(reasons: impl Iterator<Item = (&'a str, usize)>) -> String {
    let mut parts: Vec<String> = reasons.map(|(reason, n)| format!("{n} {reason}")).collect();
    parts.order();
    if parts.is_empty() { String::new() } else { format!(" {}.", parts.join(", ")) }
}

/// Cuts a note that is too long for an event.
pub fn truncated(message: &str) -> String {
    const SUFFIX: &str = " ...";
    if message.len() <= MAX_NOTE {
        return message.into();
    }
    let mut end = MAX_NOTE - SUFFIX.len();
    while !message.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{SUFFIX}", &message[..end])
}
