//! A program that is killed in the middle of its work, to see what is left.
//!
//! `victim save <folder> <day>` saves records for ever and prints each id once it is acknowledged;
//! `victim import <folder> <day> <file>` imports one bundle and prints `done`.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use so138_app::command::{Unwatched, call};
use so138_app::usecase::bundle_in::{ImportBundles, ImportBundlesReq};
use so138_app::usecase::record::{SaveRecord, SaveRecordReq};
use so138_app::usecase::station::{Unlock, UnlockReq};
use so138_app::{App, AppResult};
use so138_tests::{PASSPHRASE, SharedClock, day, session_fields};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [_, "save", folder, today] => unlock(folder, today).and_then(|app| save_for_ever(&app)),
        [_, "import", folder, today, file] => unlock(folder, today).and_then(|app| import(&app, file)),
        _ => return ExitCode::from(2),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn unlock(folder: &str, today: &str) -> AppResult<App> {
    let app = App::with_clock(Path::new(folder), Box::new(SharedClock::at(day(today))));
    call::<Unlock>(&app, UnlockReq { login: None, passphrase: PASSPHRASE.to_owned() }, &Unwatched)?;
    say("open");
    Ok(app)
}

fn say(line: &str) {
    let mut out = std::io::stdout();
    // Nobody reads any more: the reader is about to kill us.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn save_for_ever(app: &App) -> AppResult<()> {
    loop {
        let typed = session_fields(&[("so_nguoi", "1")]);
        let req = SaveRecordReq {
            kind: Some("hoat_dong".to_owned()),
            typed: typed.into_iter().map(|(field, text)| (field.to_owned(), text.to_owned())).collect(),
            ..SaveRecordReq::default()
        };
        say(&call::<SaveRecord>(app, req, &Unwatched)?.record);
    }
}

fn import(app: &App, file: &str) -> AppResult<()> {
    let req = ImportBundlesReq { paths: vec![file.to_owned()], dry_run: false, handed_in: None };
    let answer = call::<ImportBundles>(app, req, &Unwatched)?;
    say(&answer.files[0].outcome);
    say("done");
    Ok(())
}
