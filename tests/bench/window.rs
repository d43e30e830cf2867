//! The window: how soon it is there, a cell kept in it, a long list moved through.
//!
//! `cargo xtask bench` builds what these parts run, beside this program: the window, the empty window,
//! and the test host with the window's twin.

use std::path::{Path, PathBuf};

use crate::{Outcome, repository};

mod browser;
mod display;
mod start;

pub use browser::{cell, scroll};
pub use start::run as start;

/// A program that was built beside this one.
fn beside(name: &str) -> Outcome<PathBuf> {
    let mine = std::env::current_exe()?;
    let path = mine.parent().unwrap_or(repository()).join(name);
    if !path.exists() {
        return Err(format!("{} is not there; cargo xtask bench builds it", path.display()).into());
    }
    Ok(path)
}

/// The folder of what drives Chromium.
fn driven() -> PathBuf {
    Path::new(repository()).join("tests/e2e")
}
