//! `so138`: the use cases of Sổ 138 on the command line, for scripts and for batch work.

mod args;
mod docs;
mod exit;
mod failure;
mod host;
mod output;
mod progress;
mod run;
mod secrets;
mod units;
mod usage;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::FromArgMatches;
use clap::error::ErrorKind;

use crate::args::Cli;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::host::Host;

fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    // Known before anything is parsed, because a script wants its errors as JSON too.
    let as_json = args.iter().any(|arg| arg == "--json");
    let exit = exit::guarded(|| start(args, as_json)).unwrap_or_else(|failure| {
        output::warn(&if as_json { failure.in_json() } else { failure.in_words() });
        failure.exit()
    });
    exit.into()
}

fn start(args: Vec<OsString>, as_json: bool) -> Result<Exit, Failure> {
    let mut command = args::command();
    let parsed = command.try_get_matches_from_mut(args).and_then(|found| Cli::from_arg_matches(&found));
    let cli = match parsed {
        Ok(cli) => cli,
        // Help and version were asked for.
        Err(error) if !error.use_stderr() => return output::print(&error.to_string()).map(|()| Exit::Done),
        Err(error) => {
            if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand && !as_json {
                output::warn(&error.to_string());
            }
            return Err(usage::in_words(&error));
        }
    };
    let host = Host::new(&cli.globals)?;
    let done = run::run(&host, &cli.command);
    // What went wrong first is what is told.
    let left = host.leave();
    let done = done?;
    left.map(|()| done)
}
