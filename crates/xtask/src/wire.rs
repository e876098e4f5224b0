//! `cargo xtask wire`: writes the numbers that protobuf gives the fields of API objects, for `kubenori serve`.
//!
//! They are read out of the sources of k8s-pb, which is never compiled: it is a dependency for its sake only, so that
//! cargo fetches it. A row is a message, `PACKAGE.NAME`, and its fields, `NUMBER:NAME` or `NUMBER:NAME:MESSAGE`, all in
//! small letters and without underscores, since the names of JSON and those of Rust are not spelled alike.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::{Outcome, process, repo};

const SOURCE: &str = "k8s-pb";

pub fn run(_: &[String]) -> Outcome {
    let source = source()?;
    // Only what the schema table knows is of use.
    let table = repo::root().join("crates/api/src/schema/table.rs");
    let table = std::fs::read_to_string(&table).map_err(|e| format!("{}: {e}", table.display()))?;
    let mut rows = BTreeSet::new();
    for (prefix, folder) in [
        ("io.k8s.api", "api"),
        ("io.k8s.apimachinery.pkg.apis", "apimachinery/pkg/apis"),
        ("io.k8s.apiextensions-apiserver.pkg.apis", "apiextensions_apiserver/pkg/apis"),
    ] {
        for group in folders(&source.join(folder))? {
            for version in folders(&group)? {
                let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let package = format!("{prefix}.{}.{}", name(&group), name(&version));
                if table.contains(&format!("\"{package}\"")) {
                    let file = version.join("mod.rs");
                    let text = std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
                    rows.extend(messages(&package, &text));
                }
            }
        }
    }
    let text: Vec<String> = rows.into_iter().collect();
    let to = repo::root().join("crates/cli/src/serve/protobuf/numbers.tsv");
    std::fs::write(&to, text.join("\n") + "\n").map_err(|e| format!("{}: {e}", to.display()))
}

/// Where cargo keeps the package.
fn source() -> Result<PathBuf, String> {
    let mut cargo = process::cargo();
    cargo.args(["metadata", "--format-version", "1", "--features", "kubenori-xtask/wire"]).current_dir(repo::root());
    let out = cargo.output().map_err(|e| format!("cargo metadata: {e}"))?;
    let metadata: serde_json::Value =
        serde_json::from_slice(&out.stdout).map_err(|e| format!("cargo metadata: {e}"))?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let manifest = packages.filter(|p| p["name"] == SOURCE).find_map(|p| p["manifest_path"].as_str());
    let folder =
        manifest.and_then(|path| Path::new(path).parent()).ok_or(format!("cargo knows no package {SOURCE}"))?;
    Ok(folder.join("src"))
}

fn folders(of: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(of).map_err(|e| format!("{}: {e}", of.display()))?;
    Ok(entries.flatten().map(|e| e.path()).filter(|path| path.is_dir()).collect())
}

/// The messages of a module: structs, and before each field an attribute that ends in `tag = "N")]`.
fn messages(package: &str, text: &str) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    let mut number = "";
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("pub struct ").and_then(|rest| rest.split([' ', '{']).next()) {
            rows.push(format!("{package}.{}", plain(name)));
        } else if let Some((_, after)) = line.split_once("tag = \"") {
            number = after.split('"').next().unwrap_or("");
        } else if let (Some(row), Some((name, ty))) =
            (rows.last_mut(), line.strip_prefix("pub ").and_then(|field| field.split_once(':')))
        {
            *row += &format!("\t{number}:{}", plain(name));
            if let Some(message) = message(ty.trim()) {
                *row += &format!(":{}", plain(message));
            }
        }
    }
    rows
}

/// The message of the same package that a field holds one of.
fn message(ty: &str) -> Option<&str> {
    let name = ty.strip_prefix("::core::option::Option<")?.trim_end_matches([',', '>']);
    name.starts_with(char::is_uppercase).then_some(name)
}

fn plain(name: &str) -> String {
    name.trim_start_matches("r#").replace('_', "").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::messages;

    #[test]
    fn numbers_are_read_out_of_structs() {
        let text = r#"
            pub struct ServiceSpec {
                /// Which ports.
                #[prost(message, repeated, tag = "1")]
                pub ports: ::prost::alloc::vec::Vec<ServicePort>,
                #[prost(
                    btree_map = "string, string",
                    tag = "2"
                )]
                pub selector:
                    ::prost::alloc::collections::BTreeMap<String, String>,
                #[prost(string, repeated, tag = "5")]
                pub external_i_ps: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
                #[prost(message, optional, tag = "14")]
                pub r#type: ::core::option::Option<SessionAffinityConfig>,
            }
            pub struct Empty {}"#;
        assert_eq!(
            messages("p", text),
            ["p.servicespec\t1:ports\t2:selector\t5:externalips\t14:type:sessionaffinityconfig", "p.empty"]
        );
    }
}
