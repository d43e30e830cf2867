//! Programs of the `tests` crate that are run, not tested.

use crate::error::TaskError;
use crate::process;

/// Builds and runs one of them, optimised, with the arguments given.
pub fn run(name: &str, args: &[&str]) -> Result<(), TaskError> {
    let words = ["run", "--locked", "--release", "--package", "so138-tests", "--bin", name, "--"];
    process::step(name, &mut process::cargo(words.iter().chain(args)))
}
