//! What a visitor downloads, measured with brotli, against the budget.

use crate::{process, repo};
use std::fmt;
use std::path::Path;
use std::process::Command;

/// A group of files and what they may weigh together, in units of 1,000 bytes after brotli.
struct Budget {
    name: &'static str,
    kilobytes: u64,
    counts: fn(&str) -> bool,
}

const BUDGETS: &[Budget] = &[
    Budget { name: "until the first picture", kilobytes: 650, counts: |file| !lazy(file) },
    Budget { name: "engine", kilobytes: 450, counts: |file| file == "engine_bg.wasm" },
    Budget { name: "page", kilobytes: 150, counts: |file| file == "page_bg.wasm" },
    Budget { name: "editor", kilobytes: 130, counts: |file| file == "editor.js" },
    Budget { name: "field descriptions", kilobytes: 100, counts: |file| file == "descriptions.txt" },
];

/// Files that load behind the first picture. What a reader does before the other halves are there waits for them.
const LAZY: &[&str] = &[
    "engine_rest.wasm",
    "page_rest.wasm",
    "editor.js",
    "builder.js",
    "debug.js",
    "canvas.js",
    "qr.js",
    "embed.js",
    "sw.js",
    "descriptions.txt",
    "notes.json",
    "kubenori.html",
    "manifest.webmanifest",
];
const LAZY_FOLDERS: &[&str] = &["lessons/", "docs/", "icons/"];

/// Whether a file is loaded only when it is needed.
fn lazy(file: &str) -> bool {
    LAZY.contains(&file) || LAZY_FOLDERS.iter().any(|folder| file.starts_with(folder))
}

/// Node is there anyway, and its brotli is the one that servers use.
const MEASURE: &str = "for (const file of process.argv.slice(1)) {
    const bytes = require('fs').readFileSync(file);
    console.log(bytes.length, require('zlib').brotliCompressSync(bytes).length);
}";

pub struct Report {
    files: Vec<(String, u64, u64)>,
}

pub fn measure() -> Result<Report, String> {
    let dist = repo::dist();
    let files = repo::files(&dist);
    let numbers = process::output(Command::new("node").args(["-e", MEASURE]).args(&files))
        .ok_or("node could not measure the files of dist/")?;
    let pairs = numbers.lines().filter_map(|line| line.split_once(' '));
    let sizes = pairs.filter_map(|(raw, brotli)| Some((raw.parse().ok()?, brotli.parse().ok()?)));
    let names = files.iter().map(|file| file.strip_prefix(&dist).unwrap_or(file).to_string_lossy().replace('\\', "/"));
    Ok(Report { files: names.zip(sizes).map(|(name, (raw, brotli))| (name, raw, brotli)).collect() })
}

/// What one file weighs after brotli.
pub fn brotli(file: &Path) -> Result<u64, String> {
    let numbers = process::output(Command::new("node").args(["-e", MEASURE]).arg(file));
    let brotli = numbers.as_deref().and_then(|numbers| numbers.split_once(' ')?.1.parse().ok());
    brotli.ok_or_else(|| format!("node could not measure {}", file.display()))
}

impl Report {
    /// How many budgets are kept and how many are broken.
    pub fn kept_and_broken(&self) -> (u32, u32) {
        let broken = BUDGETS.iter().filter(|budget| self.breaks(budget)).count() as u32;
        (BUDGETS.len() as u32 - broken, broken)
    }

    fn breaks(&self, budget: &Budget) -> bool {
        self.weight(budget) > budget.kilobytes * 1000
    }

    fn weight(&self, budget: &Budget) -> u64 {
        self.files.iter().filter(|(name, ..)| (budget.counts)(name)).map(|(.., brotli)| brotli).sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<30} {:>12} {:>12}", "file", "bytes", "brotli")?;
        for (name, raw, brotli) in &self.files {
            writeln!(f, "{name:<30} {raw:>12} {brotli:>12}")?;
        }
        for budget in BUDGETS {
            let weight = self.weight(budget);
            let verdict = if self.breaks(budget) { "BROKEN" } else { "ok" };
            let tenths = weight / 100;
            write!(
                f,
                "\n{:<30} {:>8}.{} KB of {} KB: {verdict}",
                budget.name,
                tenths / 10,
                tenths % 10,
                budget.kilobytes
            )?;
        }
        Ok(())
    }
}
