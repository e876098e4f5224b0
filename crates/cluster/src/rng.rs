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
        let mut text = *b"00000000-0000-0000-0000-000000000000";
        // Where the digits of each byte are.
        const AT: [usize; 16] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
        for (byte, at) in a.to_be_bytes().into_iter().chain(b.to_be_bytes()).zip(AT) {
            text[at] = DIGITS[usize::from(byte >> 4)];
            text[at + 1] = DIGITS[usize::from(byte & 15)];
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
