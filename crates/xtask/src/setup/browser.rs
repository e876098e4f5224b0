//! What the tests look at the page with: Chromium, its driver, and fonts that have Hangul.

use super::apt;
use crate::process;
use std::path::PathBuf;
use std::process::Command;

/// Chromium under one of its names; the variable CHROME goes first.
pub fn chromium() -> Option<PathBuf> {
    from_variable("CHROME").or_else(|| {
        ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].into_iter().find_map(process::find)
    })
}

/// The driver for wasm-bindgen's tests; the variable CHROMEDRIVER goes first.
pub fn driver() -> Option<PathBuf> {
    from_variable("CHROMEDRIVER").or_else(|| process::find("chromedriver"))
}

pub fn ensure_chromium() -> Result<String, String> {
    ensure(chromium, "chromium", "Chromium is missing: install it, or set CHROME to its path")
}

pub fn ensure_driver() -> Result<String, String> {
    ensure(
        driver,
        "chromium-driver",
        "chromedriver is missing: install the one of your Chromium, or set CHROMEDRIVER to its path",
    )
}

/// Without them Korean is boxes in pictures, and text is measured wrongly.
pub fn ensure_fonts() -> Result<String, String> {
    let have = || process::output(Command::new("fc-list").args([":lang=ko", "family"])).filter(|list| !list.is_empty());
    if have().is_none() && apt::exists() {
        println!("setup: installing Korean fonts (seconds)");
        apt::install(&["fonts-nanum", "fontconfig"])?;
    }
    match have() {
        Some(list) => Ok(list.lines().next().unwrap_or_default().to_owned()),
        // Other systems come with them, and may have no fc-list to ask.
        None if !apt::exists() => Ok("the system's".into()),
        None => Err("no font with Hangul: apt-get install fonts-nanum".into()),
    }
}

fn ensure(find: fn() -> Option<PathBuf>, package: &str, missing: &str) -> Result<String, String> {
    if find().is_none() && apt::exists() {
        println!("setup: installing {package} (under a minute)");
        apt::install(&[package])?;
    }
    find().map(|found| found.display().to_string()).ok_or_else(|| missing.into())
}

fn from_variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_file())
}
