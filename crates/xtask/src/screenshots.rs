//! Pictures of the built page, for eyes: `web/e2e/screenshots.mjs` has the list of scenes.

use crate::setup::{self, Purpose};
use crate::test::on_the_page;
use crate::{Outcome, build, process, repo};
use std::process::Command;

/// `cargo xtask screenshots [NAME]...`
pub fn run(args: &[String]) -> Outcome {
    setup::ensure(Purpose::Tests)?;
    build::ensure()?;
    process::openly(on_the_page(Command::new("node").arg("web/e2e/screenshots.mjs").args(args))?)?;
    println!("pictures are in {}", repo::shown(&repo::target().join("screenshots")));
    Ok(())
}
