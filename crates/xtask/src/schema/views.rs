//! Renders `crates/api/src/views`: one module a package, one `view!` a type, one row a field.

use std::fmt::Write;

use crate::model::{Field, PACKAGES, SCALARS, Ty, Type};

const HEAD: &str = "//! Written by `cargo xtask schema`; do not edit.\n\nuse super::*;\n";

/// File names and texts.
pub fn render(types: &[Type]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (package, (prefix, module, _, _)) in PACKAGES.iter().enumerate() {
        let mut text = format!("//! Views of `{prefix}`.\n{HEAD}");
        for t in types.iter().filter(|t| t.package == package) {
            if t.fields.is_empty() {
                writeln!(text, "\nview!({} {{}});", t.name).unwrap();
                continue;
            }
            writeln!(text, "\nview!({} {{", t.name).unwrap();
            for f in &t.fields {
                writeln!(text, "    {} {:?} {};", rust_name(&f.name), f.name, access(f, types)).unwrap();
            }
            text.push_str("});\n");
        }
        out.push((format!("{module}.rs"), text));
    }
    out
}

fn access(f: &Field, types: &[Type]) -> String {
    let view = |i: usize| format!("{} {}", PACKAGES[types[i].package].1, types[i].name);
    match &f.ty {
        Ty::Object(i) if f.pointer => format!("opt [{}]", view(*i)),
        Ty::Object(i) => format!("view [{}]", view(*i)),
        Ty::List(inner) => match **inner {
            Ty::Object(i) => format!("list [{}]", view(i)),
            Ty::Scalar(i) => scalar_items(SCALARS[i]).to_string(),
            _ => "any".to_string(),
        },
        Ty::Map(_) => "map".to_string(),
        Ty::Scalar(i) => scalar(SCALARS[*i], f.pointer).to_string(),
    }
}

fn scalar_items(name: &str) -> &'static str {
    match name {
        "string" => "strs",
        "int32" | "int64" => "ints",
        _ => "anys",
    }
}

fn scalar(name: &str, pointer: bool) -> &'static str {
    match (name, pointer) {
        ("string" | "bytes" | "Quantity", false) => "str",
        ("string" | "bytes" | "Quantity", true) => "opt_str",
        ("boolean", false) => "bool",
        ("boolean", true) => "opt_bool",
        ("int32" | "int64", false) => "int",
        ("int32" | "int64", true) => "opt_int",
        ("Time" | "MicroTime", _) => "time",
        ("IntOrString", _) => "int_or_string",
        _ => "any",
    }
}

/// `podIPs` is `pod_ips`, `clusterIP` is `cluster_ip`, `fsGroup` is `fs_group`; keywords get an underscore.
fn rust_name(name: &str) -> String {
    let chars: Vec<char> = name.chars().filter(|c| *c != '$').map(|c| if c == '-' { '_' } else { c }).collect();
    let mut out = String::new();
    for (i, c) in chars.iter().enumerate() {
        let next_lower = chars.get(i + 1).is_some_and(char::is_ascii_lowercase);
        let plural = chars.get(i + 1) == Some(&'s') && chars.get(i + 2).is_none_or(|c| !c.is_ascii_lowercase());
        let after_lower = i > 0 && !chars[i - 1].is_ascii_uppercase();
        if c.is_ascii_uppercase() && i > 0 && !out.ends_with('_') && (after_lower || next_lower && !plural) {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    match out.as_str() {
        "type" | "continue" | "match" | "ref" | "as" | "enum" | "in" | "use" | "default" | "not" => format!("{out}_"),
        _ => out,
    }
}
