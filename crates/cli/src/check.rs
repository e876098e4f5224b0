//! `kubenori check`: compares transcripts with what the cluster prints, and says where and why they differ.

use std::path::{Path, PathBuf};

use playground::check::{Descriptions, Report, check as check_text};
use playground::transcript::compare::{Comparer, Nearness};
use playground::transcript::mask::Masks;

/// The texts of API fields for `explain`, where set-up has generated them beside the program or in `target`.
pub fn descriptions() -> Descriptions {
    let beside = std::env::current_exe().ok().and_then(|p| p.parent().map(|d| d.join("descriptions.txt")));
    let target = beside.as_deref().and_then(Path::parent).and_then(Path::parent).map(|d| d.join("descriptions.txt"));
    let up = beside.as_deref().and_then(Path::parent).and_then(Path::parent).map(|d| d.join("target/descriptions.txt"));
    let text = [beside, target, up].into_iter().flatten().find_map(|p| std::fs::read_to_string(p).ok());
    Descriptions::new(&text.unwrap_or_default())
}

fn files(path: &Path, out: &mut Vec<PathBuf>) -> Result<(), String> {
    if !path.is_dir() {
        out.push(path.to_path_buf());
        return Ok(());
    }
    let entries = std::fs::read_dir(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut found: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    found.sort();
    for p in found {
        let console = |p: &Path| std::fs::read_to_string(p).is_ok_and(|t| t.contains("```console"));
        if p.is_dir() {
            files(&p, out)?;
        } else if p.extension().is_some_and(|e| e == "md") && console(&p) {
            out.push(p);
        }
    }
    Ok(())
}

/// Checks files and folders; true if every command is equal.
pub fn check(paths: &[&str], json: bool) -> Result<bool, String> {
    if paths.is_empty() {
        return Err("check: which files?".into());
    }
    let mut all = Vec::new();
    for path in paths {
        files(Path::new(path), &mut all)?;
    }
    let (comparer, texts) = (Comparer::new(), descriptions());
    let (mut passed, mut failed, mut exact) = (0, 0, 0);
    let mut rows = Vec::new();
    for path in &all {
        let report = check_text(&crate::read(path)?, &comparer, 1, &texts);
        (passed, failed, exact) = (passed + report.passed(), failed + report.failed(), exact + report.exact());
        if json {
            rows.push(row(path, &report));
        } else {
            print(path, &report);
        }
    }
    if json {
        println!("[{}]", rows.join(",\n"));
        return Ok(failed == 0);
    }
    if failed > 0 {
        println!("masked before comparing: {}", Masks::names().join(", "));
    }
    println!("{exact} to the byte");
    println!("{passed} passed, {failed} failed");
    Ok(failed == 0)
}

fn print(path: &Path, report: &Report) {
    println!("{}: {}/{} equal", path.display(), report.passed(), report.outcomes.len());
    for o in report.outcomes.iter().filter(|o| o.nearness == Nearness::Different) {
        println!("  {}:{}: $ {}", path.display(), o.line, o.command.lines().next().unwrap_or(""));
        for line in &o.diff {
            println!("    {line}");
        }
    }
}

fn row(path: &Path, report: &Report) -> String {
    let mut text = String::new();
    api_quote(&path.display().to_string(), &mut text);
    let mut differ = Vec::new();
    for o in report.outcomes.iter().filter(|o| o.nearness == Nearness::Different) {
        let (mut command, mut diff) = (String::new(), String::new());
        api_quote(&o.command, &mut command);
        api_quote(&o.diff.join("\n"), &mut diff);
        differ.push(format!("{{\"line\":{},\"command\":{command},\"diff\":{diff}}}", o.line));
    }
    let (passed, exact, n) = (report.passed(), report.exact(), report.outcomes.len());
    format!(
        "{{\"file\":{text},\"commands\":{n},\"equal\":{passed},\"exact\":{exact},\"different\":[{}]}}",
        differ.join(",")
    )
}

fn api_quote(s: &str, out: &mut String) {
    playground::quote_json(s, out);
}
