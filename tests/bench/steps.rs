//! Work that is done in a process of its own, and what it answers.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use so138_app::App;
use so138_app::command::{Unwatched, call};
use so138_app::usecase::bundle_in::{ImportBundles, ImportBundlesReq, ImportBundlesRes};
use so138_tests::{day, text};

use crate::bare::Bare;
use crate::country::{self, Commune, Size};
use crate::maker::Maker;
use crate::measure::{Moment, Took, peak_mib};
use crate::{Outcome, ledgers, nation};

/// One piece of work for a child process.
#[derive(Args, Clone, Debug)]
pub struct Step {
    /// What to do.
    pub name: String,
    /// The folder of the country.
    #[arg(long)]
    pub dir: PathBuf,
    /// How many communes.
    #[arg(long)]
    pub communes: u32,
    /// How many records in all.
    #[arg(long)]
    pub records: u32,
    /// What everything is made up from.
    #[arg(long)]
    pub seed: u64,
}

impl Step {
    /// How large the country is.
    pub fn size(&self) -> Size {
        Size { communes: self.communes, records: self.records, seed: self.seed }
    }
}

/// A country on the disk: the root's folder and the bundles for it.
#[derive(Debug, Deserialize, Serialize)]
pub struct Made {
    /// How many bundles.
    pub bundles: u64,
    /// Their sizes together, in bytes.
    pub bytes: u64,
    /// How many entries they carry.
    pub entries: u64,
    /// How long it took to make them, in seconds.
    pub seconds: f64,
}

/// An import and its replay.
#[derive(Debug, Deserialize, Serialize)]
pub struct Imported {
    /// How long the import took.
    pub took: Took,
    /// How long importing the same files again took.
    pub replay: Took,
    /// How many entries were new.
    pub entries: u64,
    /// Most memory before the import, in MiB.
    pub peak_before_mib: Option<f64>,
    /// Most memory after it, in MiB.
    pub peak_mib: Option<f64>,
}

/// Bare upserts.
#[derive(Debug, Default, Deserialize, Serialize)]
pub struct Upserted {
    /// How long they took.
    pub took: Took,
    /// How many rows of facts there were.
    pub facts: u64,
    /// How many rows of links.
    pub links: u64,
    /// How many rows of findings.
    pub findings: u64,
    /// How many rows of cells of closings.
    pub cells: u64,
}

/// Does a step and prints its answer.
pub fn perform(step: &Step) -> Outcome<()> {
    let answer = match step.name.as_str() {
        "make" => serde_json::to_string(&make(&step.dir, step.size())?)?,
        "import" => serde_json::to_string(&import(&step.dir)?)?,
        "bare" => serde_json::to_string(&bare(&step.dir, step.size())?)?,
        "nation" => serde_json::to_string(&nation::year(&step.dir, step.size())?)?,
        other => return Err(format!("unknown step {other}").into()),
    };
    println!("{answer}");
    Ok(())
}

/// Has a step done by a process of its own.
pub fn ask<T: DeserializeOwned>(name: &str, dir: &Path, size: Size) -> Outcome<T> {
    let output = Command::new(std::env::current_exe()?)
        .args(["step", name, "--dir", &text(dir)])
        .args(["--communes", &size.communes.to_string(), "--records", &size.records.to_string()])
        .args(["--seed", &size.seed.to_string()])
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("the step {name} failed").into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The root's folder.
pub fn root_of(dir: &Path) -> PathBuf {
    dir.join("root")
}

/// The folder of the bundles.
pub fn bundles_of(dir: &Path) -> PathBuf {
    dir.join("bundles")
}

/// Makes a country: the root with everybody admitted, and a bundle of each commune.
pub fn make(dir: &Path, size: Size) -> Outcome<Made> {
    let started = std::time::Instant::now();
    let (bundles, spool) = (bundles_of(dir), dir.join("spool"));
    std::fs::create_dir_all(&bundles)?;
    std::fs::create_dir_all(&spool)?;
    let root = country::found(&root_of(dir), size)?;
    let enrolled = country::enrol_all(&root, size)?;
    let addressee = country::addressee(&root)?;
    let catalog = root.app.session()?.catalog();
    let mut made = Made { bundles: 0, bytes: 0, entries: 0, seconds: 0.0 };
    for one in &enrolled {
        let ledger = ledgers::closed(&catalog, &one.commune, size)?;
        let path = bundles.join(format!("{}_1.so138", one.commune.unit));
        made.bytes += one.pack(&ledger, &addressee, &path, &spool)?.size_bytes;
        made.entries += ledger.len() as u64;
        made.bundles += 1;
    }
    made.seconds = started.elapsed().as_secs_f64();
    Ok(made)
}

/// Imports all bundles with the command that ships; every one must be taken, and every entry count.
pub fn import_all(app: &App, bundles: &Path) -> Outcome<ImportBundlesRes> {
    let req = ImportBundlesReq { paths: vec![text(bundles)], dry_run: false, handed_in: None };
    let res = call::<ImportBundles>(app, req, &Unwatched)?;
    for file in &res.files {
        let is_taken = matches!(file.outcome.as_str(), "imported" | "known");
        if !is_taken || !file.uncounted.is_empty() || !file.totals_differ.is_empty() {
            return Err(format!("a bundle was not imported whole: {file:?}").into());
        }
    }
    Ok(res)
}

/// How many entries of an import were new.
pub fn new_entries(res: &ImportBundlesRes) -> Outcome<u64> {
    res.files.iter().map(|file| Ok(file.new.parse::<u64>()?)).sum()
}

fn import(dir: &Path) -> Outcome<Imported> {
    let app = country::unlock(&root_of(dir), day(country::RECEIVED))?;
    let peak_before_mib = peak_mib();
    let start = Moment::now();
    let res = import_all(&app, &bundles_of(dir))?;
    let took = start.took();
    let peak_mib = peak_mib();
    let entries = new_entries(&res)?;
    let start = Moment::now();
    let replayed = import_all(&app, &bundles_of(dir))?;
    let replay = start.took();
    if replayed.files.iter().any(|file| file.outcome != "known") {
        return Err("a replay was not known".into());
    }
    Ok(Imported { took, replay, entries, peak_before_mib, peak_mib })
}

/// Puts the same rows into a raw database; only the statements and commits are timed.
fn bare(dir: &Path, size: Size) -> Outcome<Upserted> {
    let catalog = country::unlock(&root_of(dir), day(country::RECEIVED))?.session()?.catalog();
    let folder = tempfile::tempdir_in(dir)?;
    let mut bare = Bare::create(&folder.path().join("bare.db"))?;
    let mut maker = Maker::default();
    let mut answer = Upserted::default();
    for index in 0..size.communes {
        let ledger = ledgers::closed(&catalog, &Commune::new(size, index)?, size)?;
        let rows = maker.rows(&catalog, country::unit_kind(index), ledger)?;
        let start = Moment::now();
        bare.upsert(&rows)?;
        answer.took += start.took();
        answer.facts += rows.facts.len() as u64;
        answer.links += rows.links.len() as u64;
        answer.findings += rows.findings.len() as u64;
        answer.cells += rows.closings.iter().map(|closing| closing.cells.len() as u64).sum::<u64>();
    }
    let start = Moment::now();
    bare.checkpoint()?;
    answer.took += start.took();
    Ok(answer)
}

/// Copies the root as it was made, so that each run begins with it.
pub fn copy_root(from: &Path, to: &Path) -> Outcome<()> {
    std::fs::create_dir_all(root_of(to))?;
    for entry in std::fs::read_dir(root_of(from))? {
        let path = entry?.path();
        if path.is_file() {
            let name = path.file_name().ok_or("a file without a name")?;
            std::fs::copy(&path, root_of(to).join(name))?;
        }
    }
    Ok(())
}
