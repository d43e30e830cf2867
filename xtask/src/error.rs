//! Why a task stopped.

use std::path::PathBuf;

use thiserror::Error;

use crate::units::UnitsError;

/// Why a task stopped; each message says what a developer can do about it.
#[derive(Debug, Error)]
pub enum TaskError {
    #[error("there is no task `{task}`; `cargo xtask` lists them")]
    UnknownTask { task: String },
    #[error("`{program}` cannot be started ({source}); is it installed?")]
    NotStarted { program: String, source: std::io::Error },
    #[error("step `{step}` failed ({status})")]
    StepFailed { step: String, status: std::process::ExitStatus },
    #[error("`{program}` wrote text that is not UTF-8")]
    NotText { program: String },
    #[error("cannot read or write `{}`: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("`{}` is not valid TOML: {source}", path.display())]
    Toml { path: PathBuf, source: toml::de::Error },
    #[error(
        "these Debian packages are missing and this user cannot install them; as root, run:\n  \
         apt-get update && apt-get install -y --no-install-recommends {}",
        packages.join(" ")
    )]
    PackagesMissing { packages: Vec<String> },
    #[error("the crates break the architecture:\n  {}", problems.join("\n  "))]
    Architecture { problems: Vec<String> },
    #[error("the built window would not run everywhere:\n  {}", problems.join("\n  "))]
    Dist { problems: Vec<String> },
    #[error("generated files are out of date, run `cargo xtask gen`: {}", paths.join(", "))]
    Drift { paths: Vec<String> },
    #[error("the unit lists were not made: {0}")]
    Units(#[from] UnitsError),
    #[error("there is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set)")]
    NoDisplay,
}

impl TaskError {
    /// Names the file an I/O error belongs to.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
