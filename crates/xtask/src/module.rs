//! WebAssembly modules as bytes: their sections, and the numbers and texts in them.

/// A section of a module.
pub struct Section<'a> {
    pub id: u8,
    /// What it holds; a custom section (0) begins with its name.
    pub body: &'a [u8],
    /// All of it, as it stands in the module.
    whole: &'a [u8],
}

/// The sections of a module in their order; none where it is broken.
pub fn sections(module: &[u8]) -> Option<Vec<Section<'_>>> {
    let mut rest = Reader(module.get(8..)?);
    let mut sections = Vec::new();
    while !rest.0.is_empty() {
        let all = rest.0;
        let id = rest.byte()?;
        let length = rest.number()?;
        let body = rest.take(length)?;
        sections.push(Section { id, body, whole: &all[..all.len() - rest.0.len()] });
    }
    Some(sections)
}

/// The module without the notes of the linker (`--emit-relocs`), which no longer hold once its code has been changed.
pub fn without_linking(module: &[u8]) -> Option<Vec<u8>> {
    let mut kept = module.get(..8)?.to_vec();
    for section in sections(module)? {
        let name = if section.id == 0 { Reader(section.body).text()? } else { "" };
        if name != "linking" && !name.starts_with("reloc.") {
            kept.extend_from_slice(section.whole);
        }
    }
    Some(kept)
}

/// Reads a module's bytes; each answer is none where they end too soon.
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// A number in LEB128.
    pub fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    pub fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    pub fn text(&mut self) -> Option<&'a str> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_linker_notes_goes() {
        let header = b"\0asm\x01\0\0\0";
        let types = b"\x01\x04\x01\x60\0\0";
        let linking = b"\0\x09\x07linking\x02";
        let relocations = b"\0\x0c\x0areloc.CODE\0";
        let module = [header.as_slice(), linking, types, relocations].concat();
        assert_eq!(without_linking(&module), Some([header.as_slice(), types].concat()));
        assert_eq!(without_linking(&module[..module.len() - 1]), None);
    }
}
