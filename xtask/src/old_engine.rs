//! The built window held against Mozilla's data on what Chromium 109 lacks.
//!
//! The bundler translates syntax down to that engine, and lets newer objects, methods, attributes and
//! style features through untouched.

use crate::error::TaskError;
use crate::{paths, process};

/// Tests the check itself on planted features, then reads `ui/dist`.
pub fn check() -> Result<(), TaskError> {
    let planted = ["run", "--silent", "test:old-engine"];
    process::step("old engines, planted", &mut process::npm(&paths::e2e(), &planted))?;
    let dist = paths::ui_dist();
    let mut read = process::npm(&paths::e2e(), &["run", "--silent", "old-engine", "--"]);
    process::step("old engines", read.arg(dist))
}
