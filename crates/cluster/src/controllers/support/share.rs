//! Numbers that may be given as a share: `25%`.

use api::Value;
use api::views::IntOrString;

/// How a share of replicas is made whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// To the next whole pod.
    Up,
    /// To the last whole pod.
    Down,
}

/// A number, or a percentage of `total`; 0 where it is neither.
pub fn scaled(value: &Value, total: i64, round: Round) -> i64 {
    match IntOrString::of(value) {
        Some(IntOrString::Int(n)) => n,
        Some(IntOrString::Str(s)) => {
            let percent: i64 = s.strip_suffix('%').and_then(|p| p.parse().ok()).unwrap_or(0);
            let extra = if round == Round::Up { 99 } else { 0 };
            (percent * total + extra) / 100
        }
        None => 0,
    }
}
