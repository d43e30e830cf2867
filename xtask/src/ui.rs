//! The window's own steps: types, unit tests, build.

use crate::error::TaskError;
use crate::{paths, process};

/// Builds `ui/dist`, which the shell embeds.
pub fn build() -> Result<(), TaskError> {
    script("build")
}

/// Builds `ui/dist-twin`, the same window over the test host.
pub fn build_twin() -> Result<(), TaskError> {
    script("build:twin")
}

/// Checks the types of every component and module.
pub fn check() -> Result<(), TaskError> {
    script("check")
}

/// Runs the unit tests.
pub fn test() -> Result<(), TaskError> {
    script("test")
}

fn script(name: &str) -> Result<(), TaskError> {
    let mut npm = process::npm(&paths::ui(), &["run", "--silent", name]);
    process::step(&format!("window {name}"), &mut npm)
}
