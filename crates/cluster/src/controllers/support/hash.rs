//! The pod-template-hash: what tells the replica sets of one deployment apart.

use api::{Value, json};

const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";

/// The hash of a pod template, made readable; collisions are counted in.
pub fn compute_hash(template: &Value, collisions: Option<i64>) -> String {
    let mut hash = fnv32a(0x811c_9dc5, json::to_string(template).as_bytes());
    if let Some(n) = collisions {
        let mut bytes = [0u8; 8];
        bytes[..4].copy_from_slice(&(n as u32).to_le_bytes());
        hash = fnv32a(hash, &bytes);
    }
    hash.to_string().bytes().map(|digit| char::from(LETTERS[usize::from(digit) % LETTERS.len()])).collect()
}

fn fnv32a(start: u32, bytes: &[u8]) -> u32 {
    bytes.iter().fold(start, |hash, b| (hash ^ u32::from(*b)).wrapping_mul(0x0100_0193))
}
