//! Everything that is checked without running the product, cheapest first.

use crate::error::TaskError;
use crate::{architecture, dist, e2e, generated, old_engine, process, ui, workspace};

/// Runs every check and stops at the first that fails.
pub fn check() -> Result<(), TaskError> {
    process::timed("architecture", "which crate may depend on which", architecture::check)?;
    process::step("format", &mut process::cargo(["fmt", "--all", "--check"]))?;
    ui::check()?;
    ui::test()?;
    ui::build()?;
    process::timed("built window", "what it may contain", dist::check)?;
    old_engine::check()?;
    e2e::check()?;
    // Not `advisories`: their database is fetched over the network, and every check works without one.
    let deny = ["deny", "--locked", "check", "bans", "licenses", "sources"];
    process::step("dependencies", &mut process::cargo(deny))?;
    let clippy = ["--all-targets", "--", "-D", "warnings"];
    process::step("lints", &mut workspace::cargo("clippy", &clippy))?;
    process::timed("generated files", "compared with what is committed", generated::check)
}
