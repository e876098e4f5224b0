//! Archives as `tar` reads and writes them (ustar), as far as copying files needs it.

/// A file or directory in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// With `/` between the parts, and at the end of a directory.
    pub name: String,
    pub directory: bool,
    pub data: Vec<u8>,
}

const BLOCK: usize = 512;

/// The bytes of an archive.
pub(crate) fn write(entries: &[Entry], seconds: i64) -> Vec<u8> {
    let mut out = Vec::new();
    for entry in entries {
        let mut header = [0u8; BLOCK];
        let (prefix, name) = split(&entry.name);
        put(&mut header, 0, name.as_bytes());
        put(&mut header, 100, if entry.directory { b"0000755\0" } else { b"0000644\0" });
        put(&mut header, 108, b"0000000\0");
        put(&mut header, 116, b"0000000\0");
        put(&mut header, 124, format!("{:011o}\0", entry.data.len()).as_bytes());
        put(&mut header, 136, format!("{:011o}\0", seconds.max(0)).as_bytes());
        put(&mut header, 148, b"        ");
        header[156] = if entry.directory { b'5' } else { b'0' };
        put(&mut header, 257, b"ustar\x0000root");
        put(&mut header, 297, b"root");
        put(&mut header, 345, prefix.as_bytes());
        let sum: u32 = header.iter().map(|b| u32::from(*b)).sum();
        put(&mut header, 148, format!("{sum:06o}\0 ").as_bytes());
        out.extend(header);
        out.extend(&entry.data);
        out.resize(out.len().next_multiple_of(BLOCK), 0);
    }
    out.resize(out.len() + 2 * BLOCK, 0);
    out
}

fn put(header: &mut [u8; BLOCK], at: usize, bytes: &[u8]) {
    let end = (at + bytes.len()).min(BLOCK);
    header[at..end].copy_from_slice(&bytes[..end - at]);
}

/// A long name has its first part in a field of its own.
fn split(name: &str) -> (&str, &str) {
    if name.len() <= 100 {
        return ("", name);
    }
    let cut = name.char_indices().filter(|(i, c)| *c == '/' && name.len() - i <= 101).map(|(i, _)| i).next();
    cut.map_or(("", name), |i| (&name[..i], &name[i + 1..]))
}

/// The entries of an archive; what cannot be read ends it.
pub(crate) fn read(bytes: &[u8]) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    let mut long_name = None;
    while rest.len() >= BLOCK && rest[0] != 0 {
        let text = |from: usize, to: usize| {
            let field = &rest[from..to];
            let end = field.iter().position(|b| *b == 0).unwrap_or(field.len());
            String::from_utf8_lossy(&field[..end]).into_owned()
        };
        let Ok(size) = usize::from_str_radix(text(124, 136).trim(), 8) else { break };
        let (prefix, name, kind) = (text(345, 500), text(0, 100), rest[156]);
        let Some(data) = rest.get(BLOCK..BLOCK + size) else { break };
        let data = data.to_vec();
        rest = rest.get(BLOCK + size.next_multiple_of(BLOCK)..).unwrap_or(&[]);
        // GNU tar puts a name that is too long into an entry before the file's own.
        if kind == b'L' {
            long_name = Some(String::from_utf8_lossy(&data).trim_end_matches('\0').to_string());
            continue;
        }
        let full = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
        let name = long_name.take().unwrap_or(full);
        if matches!(kind, b'0' | b'5' | 0) {
            entries.push(Entry { directory: kind == b'5' || name.ends_with('/'), name, data });
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let long = format!("{}/file", "d".repeat(99));
        let entries = vec![
            Entry { name: "dir/".into(), directory: true, data: Vec::new() },
            Entry { name: "dir/a".into(), directory: false, data: b"hello".to_vec() },
            Entry { name: long, directory: false, data: vec![7; 600] },
        ];
        let bytes = write(&entries, 0);
        assert_eq!(bytes.len() % BLOCK, 0);
        assert_eq!(read(&bytes), entries);
    }
}
