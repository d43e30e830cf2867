//! The lists of administrative units under `assets/units`, made anew from their source.
//!
//! A maintenance step, wanted when a resolution changes units: it needs the network, Python 3 and
//! pip, so no check runs it. What it wrote is committed, and a test holds it against the official
//! counts. `xtask/units.py` does the transformation, because the source is a SQLite file and JSON
//! inside a Python wheel, which Python reads with nothing but its standard library.

use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus};

use thiserror::Error;

/// The wheel the lists come from; `units.py` also checks its SHA-256.
const WHEEL: &str = "vietnamadminunits-1.0.4-py3-none-any.whl";
const REQUIREMENT: &str = "vietnamadminunits==1.0.4";

/// Why the lists could not be made.
#[derive(Debug, Error)]
pub enum UnitsError {
    #[error("cannot make the folder for the download: {0}")]
    Folder(#[source] io::Error),
    #[error("`python3` cannot be started ({0}); is it installed?")]
    NotStarted(#[source] io::Error),
    #[error("{step} failed ({status})")]
    StepFailed { step: &'static str, status: ExitStatus },
}

/// Downloads the pinned wheel into `target/units` and writes `assets/units/units.tsv` and
/// `mapping.tsv` below `root`, the repository's top folder.
pub fn run(root: &Path) -> Result<(), UnitsError> {
    let downloads = root.join("target/units");
    std::fs::create_dir_all(&downloads).map_err(UnitsError::Folder)?;
    // No dependencies: they are wanted for geocoding, and only the data files are read here.
    let mut download = python(root);
    download
        .args(["-m", "pip", "download", "--no-deps", "--only-binary", ":all:"])
        .arg("--dest")
        .arg(&downloads)
        .arg(REQUIREMENT);
    step("downloading the unit lists", &mut download)?;
    let assets = root.join("assets/units");
    let mut transform = python(root);
    transform
        .arg(root.join("xtask/units.py"))
        .arg(downloads.join(WHEEL))
        .arg(assets.join("patch.tsv"))
        .arg(&assets);
    step("making the unit lists", &mut transform)
}

fn python(root: &Path) -> Command {
    let mut command = Command::new("python3");
    command.current_dir(root);
    command
}

fn step(name: &'static str, command: &mut Command) -> Result<(), UnitsError> {
    let status = command.status().map_err(UnitsError::NotStarted)?;
    if status.success() { Ok(()) } else { Err(UnitsError::StepFailed { step: name, status }) }
}
