//! The project's own tool: `cargo xtask <task>`.
//!
//! It owns the order in which things are installed, built and checked, so that a developer's machine
//! and the server that checks a change run exactly the same commands. It holds no product code.

use std::process::ExitCode;

use error::TaskError;

mod architecture;
mod bins;
mod check;
mod dist;
mod e2e;
mod error;
mod generated;
mod old_engine;
mod paths;
mod process;
mod run;
mod setup;
mod test;
mod ui;
mod units;
mod workspace;

const USAGE: &str = "\
usage: cargo xtask <task>

  run            open the window on a sandbox folder (SO138_STORE, default target/sandbox)
  test           everything: set-up, checks, tests, documentation, the real window
  check          everything but the tests: architecture, format, lints, licences, the window's code
  e2e [filter]   show Chromium the window over the test host; a filter names specs
  setup          install what the other tasks need (Debian packages, npm packages, cargo-deny)
  gen [--check]  write the generated files, or fail if one is out of date
  units          make assets/units anew from its source (needs the network and Python's pip)
  demo [args]    play a province's published year from entry to workbook
  bench [args]   measure the work the design sets bars for
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match perform(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn perform(args: &[String]) -> Result<(), TaskError> {
    let Some((task, rest)) = args.split_first() else {
        print!("{USAGE}");
        return Ok(());
    };
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    match (task.as_str(), rest.as_slice()) {
        ("run", []) => run::run(),
        ("test", []) => test::test(),
        ("check", []) => setup::everything().and_then(|()| check::check()),
        ("setup", []) => setup::everything(),
        ("e2e", filter) => setup::everything().and_then(|()| e2e::run_alone(filter)),
        ("gen", []) => generated::write(),
        ("gen", ["--check"]) => generated::check(),
        ("units", []) => Ok(units::run(paths::root())?),
        ("demo", args) => bins::run("demo", args),
        ("bench", args) => bins::bench(args),
        ("help" | "--help" | "-h", _) => {
            print!("{USAGE}");
            Ok(())
        }
        _ => Err(TaskError::UnknownTask { task: args.join(" ") }),
    }
}
