//! Opening the window for a person to look at.

use crate::error::TaskError;
use crate::{paths, process, setup, ui, workspace};

/// Builds the window and opens it on a folder that holds no real data.
pub fn run() -> Result<(), TaskError> {
    if ["DISPLAY", "WAYLAND_DISPLAY"].iter().all(|name| std::env::var_os(name).is_none()) {
        return Err(TaskError::NoDisplay);
    }
    setup::for_running()?;
    ui::build()?;
    workspace::build()?;
    let data_dir = std::env::var_os("SO138_STORE")
        .unwrap_or_else(|| paths::root().join("target/sandbox").into_os_string());
    let program = workspace::program("so138-desktop");
    let mut window = process::command(&program.to_string_lossy(), [""; 0]);
    process::step("window", window.env("SO138_STORE", data_dir))
}
