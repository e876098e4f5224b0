//! The seeded generator: the only source of chance. Same seed, same sequence, on every platform.

use api::Text;

/// Letters of generated name suffixes: no vowels and nothing that looks alike.
const SUFFIX: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// A deterministic generator.
#[derive(Clone, Debug)]
pub struct Rng(oorandom::Rand64);

impl Rng {
    /// Starts the sequence of `seed`.
    pub fn new(seed: u64) -> Rng {
        Rng(oorandom::Rand64::new(u128::from(seed)))
    }
    /// A number below `n` (0 where `n` is 0).
    pub fn below(&mut self, n: u64) -> u64 {
        if n == 0 { 0 } else { self.0.rand_range(0..n) }
    }
    /// A number from 0 to 1.
    pub fn fraction(&mut self) -> f64 {
        self.0.rand_float()
    }
    /// A version 4 uid.
    pub fn uid(&mut self) -> Text {
        let (a, b) = (self.0.rand_u64(), self.0.rand_u64());
        let (a, b) = ((a & !0xf000) | 0x4000, (b & !(0xc << 60)) | (0x8 << 60));
        let number = u128::from(a) << 64 | u128::from(b);
        let mut text = *b"00000000-0000-0000-0000-000000000000";
        for (at, digit) in text.iter_mut().filter(|c| **c != b'-').enumerate() {
            *digit = DIGITS[(number >> (124 - 4 * at)) as usize & 15];
        }
        Text::new(std::str::from_utf8(&text).unwrap_or_default())
    }
    /// Five letters as in `web-59db5c9764-x2k9z`.
    pub fn suffix(&mut self) -> String {
        (0..5).map(|_| char::from(SUFFIX[self.below(SUFFIX.len() as u64) as usize])).collect()
    }
    /// `n` hexadecimal digits (container ids, digests).
    pub fn hex(&mut self, n: usize) -> String {
        (0..n).map(|_| char::from(DIGITS[self.below(16) as usize])).collect()
    }
}
