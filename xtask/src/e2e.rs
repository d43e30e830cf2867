//! The window in Chromium, over the test host.

use std::process::Command;

use crate::error::TaskError;
use crate::{paths, process, ui, workspace};

/// Checks the types of the specs and of what they are written with.
pub fn check() -> Result<(), TaskError> {
    process::step("types of the specs", &mut npm("check"))
}

/// Builds what the specs need and runs those that a filter names, or all.
pub fn run_alone(filter: &[&str]) -> Result<(), TaskError> {
    workspace::build()?;
    run(filter)
}

/// Runs the specs that a filter names, or all; every program is built already.
pub fn run(filter: &[&str]) -> Result<(), TaskError> {
    ui::build_twin()?;
    let debug_dir = paths::debug_dir();
    let mut specs = npm("test");
    if !filter.is_empty() {
        specs.arg("--").args(filter);
    }
    specs.env("SO138_HOST_BIN", workspace::program("host"));
    specs.env("SO138_TARGET", debug_dir.parent().unwrap_or(&debug_dir));
    process::step("window in Chromium", &mut specs)
}

fn npm(script: &str) -> Command {
    process::npm(&paths::e2e(), &["run", "--silent", script])
}
