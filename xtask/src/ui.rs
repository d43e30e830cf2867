//! The window's own steps: types, unit tests, build.

use crate::error::TaskError;
use crate::process;

/// Builds `ui/dist`, which the shell embeds.
pub fn build() -> Result<(), TaskError> {
    script("build")
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
    let args = ["--prefix", "ui", "run", "--silent", name];
    process::step(&format!("window {name}"), &mut process::command("npm", args))
}
