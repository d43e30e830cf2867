//! The benchmark: `cargo xtask bench` measures the work the design sets bars for, beside the raw thing.
//!
//! It owns how things are measured and the page they are written to; it holds no product code and
//! asserts no time. Countries are made up from a seed, but every key, certificate, ledger and bundle
//! in them is real, and the work is done by the commands that ship.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod bare;
mod closing;
mod country;
mod draft;
mod events;
mod form;
mod import;
mod ledgers;
mod machine;
mod maker;
mod measure;
mod mix;
mod nation;
mod paging;
mod rawbook;
mod rawfile;
mod reads;
mod registers;
mod report;
mod rows;
mod seed;
mod sessions;
mod size;
mod steps;
mod tallies;
mod unlock;
mod window;
mod workbook;

use report::Section;

/// What a piece of the benchmark answers; it stops at the first thing that goes wrong.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// The seed of every made-up thing.
const SEED: u64 = 138;

/// Measures the work the design sets bars for.
#[derive(Parser)]
#[command(name = "bench")]
struct Arguments {
    /// Only this part, and nothing is written to the committed page.
    #[arg(long)]
    only: Vec<String>,
    /// Sizes times this, for a quick try.
    #[arg(long, default_value_t = 1.0)]
    scale: f64,
    /// Where to write the page.
    #[arg(long)]
    out: Option<PathBuf>,
    /// The day to put on the page; today when absent.
    #[arg(long)]
    day: Option<String>,
    #[command(subcommand)]
    step: Option<Work>,
}

#[derive(Subcommand)]
enum Work {
    /// One piece of work in a process of its own.
    #[command(hide = true)]
    Step(steps::Step),
}

/// How large this run is.
pub struct Plan {
    scale: f64,
    /// What everything is made up from.
    pub seed: u64,
}

impl Plan {
    /// A count at this run's scale, but not below the least that makes sense.
    pub fn scaled(&self, count: u32, least: u32) -> u32 {
        ((f64::from(count) * self.scale) as u32).max(least)
    }
}

/// A part of the benchmark: it gets a folder that is empty and removed afterwards.
type Part = fn(&Plan, &Path) -> Outcome<Section>;

const PARTS: [(&str, Part); 12] = [
    ("draft", draft::run),
    ("import", import::run),
    ("memory", import::memory),
    ("nation", nation::run),
    ("size", size::run),
    ("workbook", workbook::run),
    ("unlock", unlock::run),
    ("report", reads::run),
    ("paging", paging::run),
    ("window-start", window::start),
    ("window-cell", window::cell),
    ("window-scroll", window::scroll),
];

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.step {
        Some(Work::Step(step)) => steps::perform(step),
        None => measure_all(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            let mut source = error.source();
            while let Some(inner) = source {
                eprintln!("  because: {inner}");
                source = inner.source();
            }
            ExitCode::FAILURE
        }
    }
}

fn repository() -> &'static Path {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests)
}

fn measure_all(arguments: &Arguments) -> Outcome<()> {
    if let Some(unknown) = arguments.only.iter().find(|only| PARTS.iter().all(|(name, _)| name != only)) {
        return Err(format!("there is no part {unknown}").into());
    }
    let plan = Plan { scale: arguments.scale, seed: SEED };
    // On the disk of the sources: a folder for temporary files may be memory, where commits cost nothing.
    let parent = repository().join("target");
    std::fs::create_dir_all(&parent)?;
    let mut sections = Vec::new();
    for (name, part) in PARTS {
        if !arguments.only.is_empty() && !arguments.only.iter().any(|only| only == name) {
            continue;
        }
        eprintln!("bench: {name}");
        let folder = tempfile::Builder::new().prefix("bench-").tempdir_in(&parent)?;
        let section = part(&plan, folder.path())?;
        for line in &section.lines {
            eprintln!("  {}", line.to_row());
        }
        sections.push(section);
    }
    let day = match &arguments.day {
        Some(day) => day.clone(),
        None => chrono::Local::now().date_naive().to_string(),
    };
    let page = report::page(&sections, &day, arguments.scale);
    let is_whole = arguments.only.is_empty() && arguments.scale >= 1.0;
    match &arguments.out {
        Some(out) => std::fs::write(out, page)?,
        None if is_whole => std::fs::write(repository().join("assets/docs/benchmarks.md"), page)?,
        None => print!("{page}"),
    }
    Ok(())
}
