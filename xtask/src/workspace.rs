//! The one selection of crates and features that every cargo step uses.
//!
//! Cargo unifies features over what is selected. Steps that select differently rebuild each other's
//! dependencies, which costs minutes; so all of them say the same thing.

use std::path::PathBuf;
use std::process::Command;

use crate::error::TaskError;
use crate::{paths, process, ui};

/// What follows the subcommand in every step.
const SELECTION: [&str; 3] = ["--workspace", "--features", "so138-desktop/custom-protocol"];

/// A cargo subcommand over the whole workspace.
pub fn cargo(subcommand: &str, args: &[&str]) -> Command {
    let words = [subcommand, "--locked"].into_iter().chain(SELECTION);
    process::cargo(words.chain(args.iter().copied()))
}

/// Builds every program and every test, so that later steps only run them.
///
/// The shell embeds the window's files; they are built first if they are not there at all.
pub fn build() -> Result<(), TaskError> {
    if !paths::ui_dist().exists() {
        ui::build()?;
    }
    process::step("build", &mut cargo("build", &["--all-targets"]))
}

/// The path of a program that [`build`] made.
pub fn program(name: &str) -> PathBuf {
    paths::debug_dir().join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
