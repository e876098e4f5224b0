//! Renders `crates/api/src/schema/table.rs`: every type and field as a few small numbers over one string of names.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::model::{Facts, PACKAGES, Ty, Type};

const OBJECT: u16 = 32;
const LIST: u16 = 0x2000;
const MAP: u16 = 0x4000;

const HEAD: &str = "\
//! Written by `cargo xtask schema`; do not edit.
//!
//! A row of [`TYPES`] is name offset, name length + 256 * package (+ 32768 if atomic), first field.
//! A row of [`FIELDS`] is name offset, name length + 256 * flags, type code, row of [`FACTS`].

use super::ListType::{Atomic, Granular, Map, None, Set};
use super::raw::{Facts, f};
";

/// The file's text.
pub fn render(types: &[Type]) -> String {
    let names = Names::new(types);
    let mut facts: Vec<&Facts> = types.iter().flat_map(|t| &t.fields).map(|f| &f.facts).collect();
    facts.sort();
    facts.dedup();
    let mut out = String::from(HEAD);
    out.push_str("\n/// Prefix of the schema names, API group and version.\n#[rustfmt::skip]\n");
    out.push_str("pub(super) static PACKAGES: &[(&str, &str, &str)] = &[\n");
    for (prefix, _, group, version) in PACKAGES {
        writeln!(out, "    ({prefix:?}, {group:?}, {version:?}),").unwrap();
    }
    out.push_str("];\n\n/// All names, run together.\n#[rustfmt::skip]\npub(super) static NAMES: &str = \"\\\n");
    for line in names.text.as_bytes().chunks(110) {
        writeln!(out, "{}\\", String::from_utf8_lossy(line)).unwrap();
    }
    out.push_str("\";\n\n#[rustfmt::skip]\npub(super) static TYPES: &[[u16; 3]] = &[\n");
    let mut first = 0;
    for t in types {
        let atomic = if t.atomic { 0x8000 } else { 0 };
        let package = (t.package << 8) | t.name.len() | atomic;
        writeln!(out, "    [{}, {package}, {first}], // {}", names.offset(&t.name), t.name).unwrap();
        first += t.fields.len();
    }
    writeln!(out, "    [0, 0, {first}],").unwrap();
    out.push_str("];\n\n#[rustfmt::skip]\npub(super) static FIELDS: &[[u16; 4]] = &[\n");
    for t in types {
        writeln!(out, "    // {}", t.name).unwrap();
        for f in &t.fields {
            let flags = usize::from(f.required) | usize::from(f.pointer) << 1 | usize::from(f.keep) << 2;
            let facts = facts.binary_search(&&f.facts).unwrap();
            let length = f.name.len() | flags << 8;
            let (name, ty) = (names.offset(&f.name), code(&f.ty));
            writeln!(out, "    [{name}, {length}, {ty}, {facts}], // {}", f.name).unwrap();
        }
    }
    out.push_str("];\n\n#[rustfmt::skip]\npub(super) static FACTS: &[Facts] = &[\n");
    for x in facts {
        let list = list_type(&x.list);
        writeln!(
            out,
            "    f({:?}, &{:?}, {list}, &{:?}, {:?}, {:?}, {:?}, {:?}),",
            x.go, x.values, x.map_keys, x.merge_key, x.patch, x.default, x.within
        )
        .unwrap();
    }
    out.push_str("];\n");
    out
}

fn code(ty: &Ty) -> u16 {
    match ty {
        Ty::Scalar(i) => *i as u16,
        Ty::Object(i) => OBJECT + *i as u16,
        Ty::List(inner) => {
            assert!(code(inner) < LIST, "a list of lists or maps has no code");
            LIST | code(inner)
        }
        Ty::Map(inner) => {
            assert!(code(inner) < MAP, "a map of maps has no code");
            MAP | code(inner)
        }
    }
}

/// One string that holds every name; a name that is part of another costs nothing.
struct Names {
    text: String,
    at: BTreeMap<String, usize>,
}

impl Names {
    fn new(types: &[Type]) -> Names {
        let mut all: Vec<&str> = types.iter().map(|t| t.name.as_str()).collect();
        all.extend(types.iter().flat_map(|t| &t.fields).map(|f| f.name.as_str()));
        all.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        all.dedup();
        let mut text = String::new();
        for name in &all {
            if !text.contains(name) {
                text.push_str(name);
            }
        }
        let at = all.iter().map(|n| (n.to_string(), text.find(n).unwrap())).collect();
        Names { text, at }
    }
    fn offset(&self, name: &str) -> usize {
        self.at[name]
    }
}

fn list_type(word: &str) -> &'static str {
    match word {
        "" => "None",
        "atomic" => "Atomic",
        "set" => "Set",
        "map" => "Map",
        "granular" => "Granular",
        other => panic!("no list type {other}"),
    }
}
