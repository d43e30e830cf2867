//! Everything, as it is run before a change lands.

use std::process::Command;

use crate::error::TaskError;
use crate::{check, e2e, process, setup, workspace};

/// Sets up, checks, tests, builds the documentation, shows Chromium the window and drives the real one,
/// cheapest first.
pub fn test() -> Result<(), TaskError> {
    setup::everything()?;
    check::check()?;
    workspace::build()?;
    process::step("tests", &mut workspace::cargo("test", &[]))?;
    documentation()?;
    e2e::run(&[])?;
    window()
}

fn documentation() -> Result<(), TaskError> {
    let mut doc = workspace::cargo("doc", &["--no-deps"]);
    process::step("documentation", doc.env("RUSTDOCFLAGS", "-D warnings"))
}

/// Opens the real window on an invisible display and looks at it.
fn window() -> Result<(), TaskError> {
    let spec = workspace::cargo("test", &["--test", "desktop", "--", "--ignored"]);
    let display = ["-a", "-s", "-screen 0 1280x900x24"];
    let mut xvfb = process::command("xvfb-run", display);
    xvfb.arg(spec.get_program()).args(spec.get_args());
    process::step("real window", with_program(&mut xvfb))
}

fn with_program(command: &mut Command) -> &mut Command {
    command.env("SO138_DESKTOP_BIN", workspace::program("so138-desktop"))
}
