//! Where one spec plays: the store's folder, files beside it, and answers for the system's dialogs.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// Folders of one spec's own, gone with it.
pub struct Place {
    folder: TempDir,
}

impl Place {
    /// An empty one.
    pub fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    /// The store's folder; windows opened one after the other in the same place find it again.
    pub fn store(&self) -> PathBuf {
        self.path("store")
    }

    /// A file or folder beside the store.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Answers the next dialog that nothing answers yet with these paths; none is a person who changes
    /// their mind.
    pub fn pick<P: AsRef<Path>>(&self, paths: impl IntoIterator<Item = P>) {
        let paths = paths.into_iter().map(|path| path.as_ref().to_str().unwrap().to_owned());
        let line = paths.collect::<Vec<_>>().join("\t");
        let script = OpenOptions::new().create(true).append(true).open(self.path("picks"));
        writeln!(script.unwrap(), "{line}").unwrap();
    }

    /// What the shell measured of its starts: name and microseconds since 1970.
    pub fn timings(&self) -> Vec<(String, u128)> {
        let text = std::fs::read_to_string(self.path("timing")).unwrap_or_default();
        let lines = text.lines().filter_map(|line| line.split_once(' '));
        lines.map(|(name, at)| (name.to_owned(), at.parse().unwrap())).collect()
    }

    /// What the program is told of this place.
    pub fn variables(&self) -> [(&'static str, PathBuf); 4] {
        [
            ("SO138_STORE", self.store()),
            ("SO138_PICKS", self.path("picks")),
            ("SO138_TIMING", self.path("timing")),
            // Where the window stood last is nobody's business but this spec's.
            ("XDG_CONFIG_HOME", self.path("config")),
        ]
    }
}
