//! `md5sum`, `sha1sum`, `sha256sum`

use super::reader::gather;
use super::{Call, Filter, Flags, Flow, Reader};
use crate::program::Program;
use crate::system::System;

#[derive(Clone)]
struct Digest {
    run: fn(&[u8]) -> Vec<u8>,
    name: String,
    data: Vec<u8>,
    open: bool,
}

pub(super) fn start(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    let name = crate::files::path::base_name(&argv[0]);
    let run: fn(&[u8]) -> Vec<u8> = match name {
        "md5sum" => md5,
        "sha1sum" => sha1,
        _ => sha256,
    };
    match Flags::parse(&argv[1..], "bt", &[("binary", 'b'), ("text", 't')]) {
        Ok(flags) => {
            let digest = Digest { run, name: String::new(), data: Vec::new(), open: false };
            Box::new(Reader::new(name, Box::new(digest), &flags.rest))
        }
        Err(error) => super::refuse(name, error),
    }
}

impl Filter for Digest {
    fn open(&mut self, name: &str, _call: &mut Call<'_, '_>) -> Flow {
        self.name = name.to_string();
        self.data.clear();
        self.open = true;
        Flow::Continue
    }

    fn chunk(&mut self, data: &[u8], call: &mut Call<'_, '_>) -> Flow {
        gather(&mut self.data, data, call)
    }

    fn close(&mut self, call: &mut Call<'_, '_>) -> Flow {
        if std::mem::take(&mut self.open) {
            let hex: String = (self.run)(&self.data).iter().map(|byte| format!("{byte:02x}")).collect();
            call.out(&format!("{hex}  {}\n", self.name));
        }
        Flow::Continue
    }
}

/// The message with its padding, in blocks of 64 bytes.
fn padded(data: &[u8], big: bool) -> Vec<u8> {
    let mut message = data.to_vec();
    let bits = (data.len() as u64).wrapping_mul(8);
    message.push(0x80);
    while message.len() % 64 != 56 {
        message.push(0);
    }
    message.extend(if big { bits.to_be_bytes() } else { bits.to_le_bytes() });
    message
}

/// RFC 1321.
fn md5(data: &[u8]) -> Vec<u8> {
    const SHIFTS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
    let mut state: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for block in padded(data, false).chunks(64) {
        let words: Vec<u32> = block.chunks(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        let [mut a, mut b, mut c, mut d] = state;
        for i in 0..64usize {
            let (f, g) = match i / 16 {
                0 => ((b & c) | (!b & d), i),
                1 => ((d & b) | (!d & c), (5 * i + 1) % 16),
                2 => (b ^ c ^ d, (3 * i + 5) % 16),
                _ => (c ^ (b | !d), (7 * i) % 16),
            };
            let constant = (((i + 1) as f64).sin().abs() * 4_294_967_296.0) as u32;
            let sum = a.wrapping_add(f).wrapping_add(constant).wrapping_add(words[g]);
            (a, d, c) = (d, c, b);
            b = b.wrapping_add(sum.rotate_left(SHIFTS[i / 16][i % 4]));
        }
        for (old, new) in state.iter_mut().zip([a, b, c, d]) {
            *old = old.wrapping_add(new);
        }
    }
    state.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// FIPS 180-4.
fn sha1(data: &[u8]) -> Vec<u8> {
    let mut state: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    for block in padded(data, true).chunks(64) {
        let mut words: Vec<u32> = block.chunks(4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]])).collect();
        for i in 16..80 {
            words.push((words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16]).rotate_left(1));
        }
        let [mut a, mut b, mut c, mut d, mut e] = state;
        for (i, word) in words.iter().enumerate() {
            let (f, k) = match i / 20 {
                0 => ((b & c) | (!b & d), 0x5a82_7999_u32),
                1 => (b ^ c ^ d, 0x6ed9_eba1),
                2 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6),
            };
            let next = a.rotate_left(5).wrapping_add(f).wrapping_add(e).wrapping_add(k).wrapping_add(*word);
            (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
        }
        for (old, new) in state.iter_mut().zip([a, b, c, d, e]) {
            *old = old.wrapping_add(new);
        }
    }
    state.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// The first 32 bits of the fractional part of a root of a prime, which are SHA-256's constants.
fn constants(cube: bool, count: usize) -> Vec<u32> {
    let is_prime = |n: &u64| (2..*n).take_while(|d| d * d <= *n).all(|d| !n.is_multiple_of(d));
    (2u64..)
        .filter(is_prime)
        .take(count)
        .map(|prime| {
            // The root with 32 bits behind the point, by bisection in whole numbers.
            let (mut low, mut high) = (0u128, 1u128 << 40);
            while high - low > 1 {
                let middle = (low + high) / 2;
                let fits = if cube {
                    middle * middle * middle <= u128::from(prime) << 96
                } else {
                    middle * middle <= u128::from(prime) << 64
                };
                if fits { low = middle } else { high = middle }
            }
            low as u32
        })
        .collect()
}

/// FIPS 180-4.
fn sha256(data: &[u8]) -> Vec<u8> {
    let mut state = constants(false, 8);
    let k = constants(true, 64);
    for block in padded(data, true).chunks(64) {
        let mut words: Vec<u32> = block.chunks(4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]])).collect();
        for i in 16..64 {
            let (x, y) = (words[i - 15], words[i - 2]);
            let s0 = x.rotate_right(7) ^ x.rotate_right(18) ^ (x >> 3);
            let s1 = y.rotate_right(17) ^ y.rotate_right(19) ^ (y >> 10);
            words.push(words[i - 16].wrapping_add(s0).wrapping_add(words[i - 7]).wrapping_add(s1));
        }
        let mut v = state.clone();
        for i in 0..64 {
            let s1 = v[4].rotate_right(6) ^ v[4].rotate_right(11) ^ v[4].rotate_right(25);
            let choice = (v[4] & v[5]) ^ (!v[4] & v[6]);
            let t1 = v[7].wrapping_add(s1).wrapping_add(choice).wrapping_add(k[i]).wrapping_add(words[i]);
            let s0 = v[0].rotate_right(2) ^ v[0].rotate_right(13) ^ v[0].rotate_right(22);
            let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
            v.rotate_right(1);
            v[4] = v[4].wrapping_add(t1);
            v[0] = t1.wrapping_add(s0).wrapping_add(majority);
        }
        for (old, new) in state.iter_mut().zip(v) {
            *old = old.wrapping_add(new);
        }
    }
    state.iter().flat_map(|word| word.to_be_bytes()).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn digests_are_the_known_ones() {
        let hex = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert_eq!(hex(super::md5(b"abc")), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(hex(super::sha1(b"abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(hex(super::sha256(b"abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
