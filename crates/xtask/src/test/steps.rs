//! The table of suites, in the order in which they run: what fails quickly goes first.

use super::Step;
use super::count::{Count, Tally};
use crate::setup::{self, Purpose, browser, sites, wasm_target};
use crate::{build, process, repo, schema_command, serve};
use std::process::Command;

pub const STEPS: &[Step] = &[
    Step { name: "fmt", about: "rustfmt finds nothing to change", needs: None, run: fmt },
    Step { name: "clippy", about: "clippy finds nothing to warn of, in any crate", needs: None, run: clippy },
    Step {
        name: "native",
        about: "cargo test of the whole workspace, with the recordings of a real cluster",
        needs: None,
        run: native,
    },
    Step { name: "schema", about: "the generated table is what its generator writes", needs: None, run: schema },
    Step {
        name: "build",
        about: "the page builds and keeps its budget of bytes",
        needs: Some(Purpose::Build),
        run: sizes,
    },
    Step { name: "wasm", about: "wasm-bindgen tests in headless Chromium", needs: Some(Purpose::Tests), run: wasm },
    Step { name: "e2e", about: "Playwright on the built page", needs: Some(Purpose::Tests), run: e2e },
];

/// The suite that the page is built beside: most of the build keeps one core busy, and this one takes as long.
pub const BESIDE_BUILD: &str = "native";

fn fmt() -> Result<Count, String> {
    verdict(process::cargo().args(["fmt", "--all", "--check"]))
}

fn clippy() -> Result<Count, String> {
    verdict(process::cargo().args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

fn native() -> Result<Count, String> {
    counted(process::cargo().args(["test", "--workspace", "--no-fail-fast"]))
}

fn schema() -> Result<Count, String> {
    verdict(schema_command::generator().arg("--check"))
}

fn sizes() -> Result<Count, String> {
    build::ensure()?;
    let report = build::sizes::measure()?;
    println!("{report}");
    let (passed, failed) = report.kept_and_broken();
    Ok(Count { passed, failed })
}

fn wasm() -> Result<Count, String> {
    let runner = setup::wasm_bindgen()?.join("wasm-bindgen-test-runner");
    let driver = browser::driver().ok_or("chromedriver is missing")?;
    let mut cargo = Command::new("cargo");
    wasm_target::prepare(&mut cargo)?;
    cargo.args([
        "test",
        "--target",
        "wasm32-unknown-unknown",
        "--no-fail-fast",
        "-p",
        "kubenori-web",
        "-p",
        "kubenori-wasm",
        "--tests",
    ]);
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner).env("CARGO_TARGET_DIR", repo::wasm_target());
    cargo.env("CHROMEDRIVER", driver).env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", webdriver_settings()?);
    cargo.env("WASM_BINDGEN_TEST_ONLY_WEB", "1");
    counted(&mut cargo)
}

fn e2e() -> Result<Count, String> {
    let single = build::single::ensure()?;
    let package = build::package::ensure()?;
    // The files are named one by one, as versions of Node differ in what they make of a folder.
    let tests =
        repo::files(&repo::root().join("web/e2e")).into_iter().filter(|file| repo::shown(file).ends_with(".test.mjs"));
    let mut node = Command::new("node");
    node.args(["--test", "--test-reporter=tap", &format!("--test-concurrency={}", at_once())]).args(tests);
    node.env("KUBENORI_SINGLE", single).env("KUBENORI_NPM", package).env("KUBENORI_MKDOCS", sites::mkdocs());
    node.env("KUBENORI_SITES", repo::artifacts().join("sites"));
    counted(on_the_page(&mut node)?)
}

/// How many files of tests run at the same time. Most of each goes by in waiting for a cluster's seconds, so that even
/// two cores have room for two more.
fn at_once() -> usize {
    std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2))
}

/// Starts a server for the built page and tells `command` where it is and which browser to use.
pub fn on_the_page(command: &mut Command) -> Result<&mut Command, String> {
    let address = serve::in_background(repo::dist())?;
    let chromium = browser::chromium().ok_or("Chromium is missing")?;
    let flags = CHROMIUM_FLAGS.join(" ");
    Ok(command
        .current_dir(repo::root())
        .env("KUBENORI_URL", address)
        .env("CHROME", chromium)
        .env("CHROME_FLAGS", flags)
        .env("KUBENORI_PICTURES", repo::target().join("screenshots")))
}

/// A browser for tests: as root, in a container, without talk to its maker.
const CHROMIUM_FLAGS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

fn webdriver_settings() -> Result<std::path::PathBuf, String> {
    let chromium = browser::chromium().ok_or("Chromium is missing")?;
    let settings = serde_json::json!({ "goog:chromeOptions": { "args": CHROMIUM_FLAGS, "binary": chromium } });
    let file = repo::artifacts().join("webdriver.json");
    repo::write(&file, settings.to_string())?;
    Ok(file)
}

/// A program that is one test: it ends well or not.
fn verdict(command: &mut Command) -> Result<Count, String> {
    let passed = process::openly(command.current_dir(repo::root())).map_err(|why| println!("{why}")).is_ok();
    Ok(Count { passed: passed.into(), failed: (!passed).into() })
}

/// A program that runs many tests and prints summaries of them.
fn counted(command: &mut Command) -> Result<Count, String> {
    let mut tally = Tally::default();
    let ended_well = process::watched(command.current_dir(repo::root()), |line| tally.see(line))?;
    Ok(tally.finish(ended_well))
}
