//! What the code of the two modules is made of: bytes by crate, by function family (all instances of one generic
//! function together), before wasm-opt and brotli. For whoever has to bring a module back into its budget.

use crate::module::{self, Reader};
use crate::{Outcome, build};
use std::collections::BTreeMap;

/// How many families are shown.
const SHOWN: usize = 40;

/// `cargo xtask weigh [engine|page]`
pub fn run(args: &[String]) -> Outcome {
    let module = match args {
        [] => "engine",
        [name] if matches!(name.as_str(), "engine" | "page") => name,
        _ => return Err("usage: cargo xtask weigh [engine|page]".into()),
    };
    build::ensure()?;
    let file = build::linked(module);
    let bytes = std::fs::read(&file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    let functions = functions(&bytes).ok_or("the module is not as expected")?;
    let total: usize = functions.iter().map(|(_, size)| size).sum();
    println!("{module}: {total} bytes of code in {} functions\n", functions.len());
    table("crate", 20, functions.iter().map(|(path, size)| (crate_of(path), *size)));
    table("family", SHOWN, functions.iter().map(|(path, size)| (path.join("::"), *size)));
    Ok(())
}

/// The crate of a path; that of the type for a method of a trait (`_$LT$cluster::Cluster$u20$as$u20$...`).
fn crate_of(path: &[String]) -> String {
    let first = path.first().map_or("", String::as_str);
    if first.starts_with("_R") {
        return "std, as it comes".into();
    }
    let name = first.trim_start_matches("_$LT$").trim_start_matches("$RF$").trim_start_matches("mut$u20$");
    name.split([':', '$', '<']).next().unwrap_or_default().to_owned()
}

fn table(title: &str, shown: usize, rows: impl Iterator<Item = (String, usize)>) {
    let mut sums: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (name, size) in rows {
        let sum = sums.entry(name).or_default();
        *sum = (sum.0 + size, sum.1 + 1);
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by_key(|(_, (size, _))| std::cmp::Reverse(*size));
    println!("{:>9} {:>6}  {title}", "bytes", "times");
    for (name, (size, times)) in sums.into_iter().take(shown) {
        println!("{size:>9} {times:>6}  {name}");
    }
    println!();
}

/// The functions of a module with their paths. They come from the sections for imports, code and names.
fn functions(module: &[u8]) -> Option<Vec<(Vec<String>, usize)>> {
    let (mut imported, mut sizes, mut names) = (0, Vec::new(), BTreeMap::new());
    for part in module::sections(module)? {
        let mut section = Reader(part.body);
        match part.id {
            2 => imported = imported_functions(&mut section)?,
            10 => {
                for _ in 0..section.number()? {
                    let size = section.number()?;
                    section.take(size)?;
                    sizes.push(size);
                }
            }
            0 if section.text()? == "name" => names = function_names(&mut section)?,
            _ => {}
        }
    }
    let path = |index: usize| names.get(&(index + imported)).map_or(Vec::new(), |name: &String| demangled(name));
    Some(sizes.into_iter().enumerate().map(|(index, size)| (path(index), size)).collect())
}

fn imported_functions(section: &mut Reader) -> Option<usize> {
    let mut functions = 0;
    for _ in 0..section.number()? {
        section.text()?;
        section.text()?;
        match section.byte()? {
            0 => {
                section.number()?;
                functions += 1;
            }
            // rustc imports nothing but functions.
            _ => return None,
        }
    }
    Some(functions)
}

fn function_names(section: &mut Reader) -> Option<BTreeMap<usize, String>> {
    let mut names = BTreeMap::new();
    while !section.0.is_empty() {
        let kind = section.byte()?;
        let length = section.number()?;
        let mut part = Reader(section.take(length)?);
        if kind == 1 {
            for _ in 0..part.number()? {
                names.insert(part.number()?, part.text()?.to_owned());
            }
        }
    }
    Some(names)
}

/// The path in rustc's older mangling, `_ZN4core5slice4sort17h...E`, without the hash. A name that is not mangled
/// stands for itself.
fn demangled(name: &str) -> Vec<String> {
    let Some(mut rest) = name.strip_prefix("_ZN") else { return vec![name.to_owned()] };
    let mut path = Vec::new();
    while let Some(digits) = rest.find(|c: char| !c.is_ascii_digit()).filter(|digits| *digits > 0) {
        let length: usize = rest[..digits].parse().unwrap_or_default();
        let Some(part) = rest.get(digits..digits + length) else { break };
        path.push(part.replace("..", "::"));
        rest = &rest[digits + length..];
    }
    path.pop();
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lose_their_hashes() {
        assert_eq!(demangled("_ZN4core5slice4sort17h0123456789abcdefE"), ["core", "slice", "sort"]);
        assert_eq!(demangled("memcpy"), ["memcpy"]);
    }

    #[test]
    fn a_module_is_taken_apart() {
        let header = b"\0asm\x01\0\0\0";
        let import = b"\x02\x07\x01\x01a\x01b\0\0";
        let code = b"\x0a\x05\x01\x03\0\x01\x0b";
        let names = b"\0\x0e\x04name\x01\x07\x01\x01\x04main";
        let module = [header.as_slice(), import, code, names].concat();
        assert_eq!(functions(&module), Some(vec![(vec!["main".to_owned()], 3)]));
    }
}
