//! The page of limits against the sources: every program that only says that it is not here, and every message that
//! says that something is not simulated, stands in `web/docs/limits.md`, and the programs in `README.md`.
//! `UPDATE_EXPECT=1` writes the lists anew.

use crate::repo;
use std::collections::BTreeMap;
use std::fmt::Write;

const BEGIN: &str = "<!-- The list below is written by a test: UPDATE_EXPECT=1 cargo test -p kubenori-xtask limits -->";
const END: &str = "<!-- Here the list ends. -->";
const PHRASE: &str = "not simulated";

#[test]
fn the_page_of_limits_is_what_the_sources_say() {
    hold("web/docs/limits.md", &list());
    let names: Vec<String> = stubs().into_iter().map(|(name, _)| format!("`{name}`")).collect();
    hold("README.md", &format!("{}\n", names.join(" ")));
}

/// Holds the list of a page to what it should be.
fn hold(page: &str, list: &str) {
    let file = repo::root().join(page);
    let text = repo::read(&file).expect("the page is there");
    let (before, rest) = text.split_once(BEGIN).expect("the list has a beginning");
    let (_, after) = rest.split_once(END).expect("the list has an end");
    let wanted = format!("{before}{BEGIN}\n\n{list}\n{END}{after}");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        repo::write(&file, wanted).expect("the page can be written");
        return;
    }
    assert!(text == wanted, "{page} is not what the sources say; UPDATE_EXPECT=1 writes it");
}

/// The programs that are not simulated, and what each says instead.
fn stubs() -> Vec<(String, String)> {
    let table = repo::read(&repo::root().join("crates/shell/src/programs/stubs.rs")).expect("the table of stubs");
    let rows: Vec<_> = table.lines().filter_map(row).collect();
    assert!(rows.len() > 10, "the table of stubs has another form now");
    rows
}

/// Two tables: programs, and messages by the part of the engine that says them.
fn list() -> String {
    let mut out = String::from("| program | message |\n|---|---|\n");
    let mut by_message: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, message) in stubs() {
        by_message.entry(message).or_default().push(format!("`{name}`"));
    }
    for (message, names) in by_message {
        let _ = writeln!(out, "| {} | {message} |", names.join(" "));
    }
    for krate in ["kubectl", "cluster", "shell"] {
        let _ = write!(out, "\n`{krate}`:\n\n");
        let mut messages: Vec<String> = Vec::new();
        for file in repo::files(&repo::root().join("crates").join(krate).join("src")) {
            let test = file.ends_with("tests.rs") || file.components().any(|part| part.as_os_str() == "tests");
            if test || file.ends_with("stubs.rs") || file.extension().is_none_or(|end| end != "rs") {
                continue;
            }
            let source = repo::read(&file).expect("sources are UTF-8");
            let product = source.split("#[cfg(test)]").next().unwrap_or_default();
            messages.extend(product.lines().filter(|line| !line.trim_start().starts_with("//")).filter_map(message));
        }
        messages.sort();
        messages.dedup();
        for message in messages {
            let _ = writeln!(out, "- {message}");
        }
    }
    out
}

/// `("tar", "archives are not simulated"),`
fn row(line: &str) -> Option<(String, String)> {
    let inner = line.trim().strip_prefix("(\"")?.strip_suffix("\"),")?;
    let (name, message) = inner.split_once("\", \"")?;
    Some((name.into(), message.into()))
}

/// The text in a line's quotes that says that something is not simulated; what is filled in is a dots.
fn message(line: &str) -> Option<String> {
    let literal = line.split('"').find(|part| part.contains(PHRASE))?;
    let (mut out, mut depth) = (String::new(), 0);
    for c in literal.replace("\\n", "").chars() {
        match c {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                out.push('…');
            }
            // Quotes and pipes would end what they stand in.
            '`' | '|' if depth == 0 => out.push('\''),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    Some(out.trim().to_string())
}

#[test]
fn messages_are_found_in_lines() {
    assert_eq!(
        message("call.fail(format!(\"{name}: {x:?} is not simulated\\n\"))"),
        Some("…: … is not simulated".into())
    );
    assert_eq!(message("call.fail(\"no such file\")"), None);
    assert_eq!(
        row("    (\"tar\", \"archives are not simulated\"),"),
        Some(("tar".into(), "archives are not simulated".into()))
    );
}
