//! Running other programs: each step says what it runs and how long it took.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::error::TaskError;
use crate::paths;

/// A command line that starts in the repository's top folder.
pub fn command<S: AsRef<OsStr>>(program: &str, args: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(paths::root());
    command
}

/// The cargo that runs this program, so that a `+toolchain` given once holds for every step.
pub fn cargo<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Command {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    command(&cargo, args)
}

/// npm in a folder that has a `package.json`.
pub fn npm(folder: &Path, args: &[&str]) -> Command {
    let mut npm = command("npm", ["--prefix"]);
    npm.arg(folder.strip_prefix(paths::root()).unwrap_or(folder)).args(args);
    npm
}

/// Runs a step to its end, its output going straight to the terminal.
pub fn step(name: &str, command: &mut Command) -> Result<(), TaskError> {
    timed(name, &shown(command), || {
        let status = command.status().map_err(|source| not_started(command, source))?;
        if status.success() { Ok(()) } else { Err(TaskError::StepFailed { step: name.to_owned(), status }) }
    })
}

/// Runs work done inside this program as a step like any other.
pub fn timed<T>(name: &str, what: &str, work: impl FnOnce() -> Result<T, TaskError>) -> Result<T, TaskError> {
    println!("\n== {name}: {what}");
    let started = Instant::now();
    let result = work();
    let verdict = if result.is_ok() { "done" } else { "FAILED" };
    println!("== {name}: {verdict} in {:.1} s", started.elapsed().as_secs_f64());
    result
}

/// What a program wrote on its standard output, or `None` if it is missing or failed.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).stdin(Stdio::null()).output().ok()?;
    if !output.status.success() {
        return None;
    }
    String::from_utf8(output.stdout).ok()
}

/// What a program wrote on its standard output; its failure is the step's failure.
pub fn output(name: &str, command: &mut Command) -> Result<String, TaskError> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|source| not_started(command, source))?;
    if !output.status.success() {
        return Err(TaskError::StepFailed { step: name.to_owned(), status: output.status });
    }
    String::from_utf8(output.stdout).map_err(|_| TaskError::NotText { program: program(command) })
}

fn not_started(command: &Command, source: std::io::Error) -> TaskError {
    TaskError::NotStarted { program: program(command), source }
}

fn program(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn shown(command: &Command) -> String {
    let program = command.get_program();
    let name = std::path::Path::new(program).file_name().unwrap_or(program);
    std::iter::once(name).chain(command.get_args()).map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
