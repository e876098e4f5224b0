//! Standard base64 with padding: what secrets and binary config hold.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The text of some bytes.
pub fn encode(bytes: &[u8]) -> String {
    let mut out = digits(bytes, ALPHABET);
    while !out.len().is_multiple_of(4) {
        out.push('=');
    }
    out
}

/// The text of some bytes in the alphabet for addresses, without padding: what tokens are made of.
pub fn encode_url(bytes: &[u8]) -> String {
    let mut alphabet = *ALPHABET;
    alphabet[62..].copy_from_slice(b"-_");
    digits(bytes, &alphabet)
}

fn digits(bytes: &[u8], alphabet: &[u8; 64]) -> String {
    let four = |n: u32| [18, 12, 6, 0].map(|shift| alphabet[(n >> shift & 63) as usize]);
    let (threes, rest) = bytes.as_chunks::<3>();
    let mut out = Vec::with_capacity(bytes.len().div_ceil(3));
    out.extend(threes.iter().map(|[a, b, c]| four(u32::from_be_bytes([0, *a, *b, *c]))));
    let mut out = out.into_flattened();
    if !rest.is_empty() {
        let n = rest.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - rest.len()));
        out.extend_from_slice(&four(n)[..=rest.len()]);
    }
    String::from_utf8(out).unwrap_or_default()
}

/// The bytes of a text; none where it is no base64. Line breaks are skipped, as Go's decoder does.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    decode_or_offset(text).ok()
}

/// The bytes of a text, or the offset of the first byte that cannot stand there (Go: `illegal base64 data at input
/// byte N`).
pub fn decode_or_offset(text: &str) -> Result<Vec<u8>, usize> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut n, mut digits) = (0u32, 0usize);
    let mut padding = Vec::new();
    for (at, b) in text.bytes().enumerate() {
        if matches!(b, b'\n' | b'\r') {
            continue;
        }
        if b == b'=' {
            if digits < 2 || digits + padding.len() >= 4 {
                return Err(at);
            }
            padding.push(at);
            continue;
        }
        // A digit where the second `=` belongs makes the first one wrong.
        let wrong = if digits == 2 && padding.len() == 1 { padding[0] } else { at };
        let digit = ALPHABET.iter().position(|a| *a == b).filter(|_| padding.is_empty()).ok_or(wrong)?;
        n = n << 6 | digit as u32;
        digits += 1;
        if digits == 4 {
            out.extend_from_slice(&n.to_be_bytes()[1..]);
            (n, digits) = (0, 0);
        }
    }
    match (digits, padding.len()) {
        (0, 0) => {}
        (2, 2) => out.push((n >> 4) as u8),
        (3, 1) => out.extend_from_slice(&[(n >> 10) as u8, (n >> 2) as u8]),
        // A group that is not whole is told of by its begin.
        (_, 0) => return Err(text.len() - digits),
        _ => return Err(text.len()),
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for (plain, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("한글\n", "7ZWc6riACg==")] {
            assert_eq!(encode(plain.as_bytes()), text);
            assert_eq!(decode(text).unwrap(), plain.as_bytes());
        }
        assert_eq!(decode_or_offset("YWJj!"), Err(4));
        // The offsets of Go's decoder.
        for (text, at) in [("YWJ", 0), ("YWJjZA", 4), ("YWJjZ", 4), ("YW=j", 2), ("Y===", 1), ("YWJj=", 4), ("YW=", 3)]
        {
            assert_eq!(decode_or_offset(text), Err(at), "{text}");
        }
        assert_eq!(decode_or_offset("YQ==YQ=="), Err(4));
    }
}
