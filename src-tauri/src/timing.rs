//! When the program began, when its window stood, and when the first screen was painted.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

/// Names a file to which the moments are added, for measuring how long a start takes.
const TIMING_VARIABLE: &str = "SO138_TIMING";

/// Where moments are written; nowhere, unless somebody measures.
pub struct Timing {
    file: Option<PathBuf>,
}

impl Timing {
    /// Writes down that the program began.
    pub fn begin() -> Self {
        let timing = Self { file: std::env::var_os(TIMING_VARIABLE).map(PathBuf::from) };
        timing.mark("start");
        timing
    }

    /// Adds the line `name microseconds-since-1970`. What cannot be written is no reason to stop.
    pub fn mark(&self, name: &str) {
        let Some(path) = &self.file else { return };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        if let Ok(mut file) = OpenOptions::new().create(true).append(true).open(path) {
            let _ = writeln!(file, "{name} {}", now.as_micros());
        }
    }
}
