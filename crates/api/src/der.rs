//! The few parts of DER and PEM that requests for certificates and certificates are made of.

use crate::base64;

/// The elements of a DER sequence one after the other: tag and content.
#[derive(Clone, Debug)]
pub struct Der<'a>(pub &'a [u8]);

impl<'a> Der<'a> {
    /// The content of the first element.
    pub fn inner(mut self) -> Option<Der<'a>> {
        self.next().map(|(_, content)| Der(content))
    }
}

impl<'a> Iterator for Der<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let long = usize::from(first & 0x7f);
        let (length, rest) = match first {
            0..0x80 => (long, rest),
            _ if long <= 4 => {
                let digits = rest.get(..long)?;
                (digits.iter().fold(0, |n, d| n << 8 | usize::from(*d)), rest.get(long..)?)
            }
            _ => return None,
        };
        let content = rest.get(..length)?;
        self.0 = &rest[length..];
        Some((tag, content))
    }
}

/// An element of some tag: its length, then the parts of its content.
pub fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = content.len() as u32;
    let digits = &length.to_be_bytes()[length.leading_zeros().min(24) as usize / 8..];
    let mut out = vec![tag];
    if length >= 0x80 {
        out.push(0x80 | digits.len() as u8);
    }
    out.extend_from_slice(digits);
    out.extend(content);
    out
}

/// What the first block of a PEM text holds.
pub fn from_pem(text: &str) -> Option<Vec<u8>> {
    let body = text.lines().map(str::trim).skip_while(|l| !l.starts_with("-----BEGIN ")).skip(1);
    base64::decode(&body.take_while(|l| !l.starts_with("-----")).collect::<String>())
}

/// A PEM block.
pub fn to_pem(kind: &str, der: &[u8]) -> String {
    let mut out = format!("-----BEGIN {kind}-----\n");
    for (i, c) in base64::encode(der).chars().enumerate() {
        if i > 0 && i % 64 == 0 {
            out.push('\n');
        }
        out.push(c);
    }
    out + &format!("\n-----END {kind}-----\n")
}

/// The attributes of a name by the last byte of their object identifier (2.5.4.n): 3 is the common name, 10 an organization.
pub fn attributes(name: Der<'_>) -> Vec<(u8, String)> {
    let mut found = Vec::new();
    for (_, pair) in name.flat_map(|(_, set)| Der(set)) {
        let mut pair = Der(pair);
        if let (Some((_, [0x55, 4, id])), Some((_, text))) = (pair.next(), pair.next()) {
            found.push((*id, String::from_utf8_lossy(text).into_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        for length in [0, 1, 127, 128, 255, 256, 70_000] {
            let content = vec![7; length];
            let all = [element(4, &[&content]), element(0x30, &[&[1], &[2]])].concat();
            let mut read = Der(&all);
            assert_eq!(read.next(), Some((4, &content[..])), "{length}");
            assert_eq!(read.next(), Some((0x30, &[1, 2][..])));
            assert_eq!(read.next(), None);
            assert_eq!(from_pem(&to_pem("X", &all)).as_deref(), Some(&all[..]));
        }
        assert_eq!(from_pem("no block"), Some(Vec::new()));
    }
}
