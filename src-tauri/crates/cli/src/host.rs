//! One run of the program: a folder, an officer who is asked at most once, and a way to answer.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use serde::Serialize;
use so138_app::command::{Command, Right, Unwatched, call};
use so138_app::usecase::station::{Lock, StoreState, StoreStateRes, Unlock, UnlockReq};
use so138_app::wire::{Nothing, Typed};
use so138_app::words::{self, word};
use so138_app::{App, AppError, Code};

use crate::args::{Globals, Pair};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Page, print, say, warn};
use crate::progress::Bar;
use crate::secrets;

/// Names the folder of the store when `--store` does not.
pub const STORE_VARIABLE: &str = "SO138_STORE";

/// What a command of the command line ends with.
pub type Done = Result<Exit, Failure>;

/// One run of the program.
pub struct Host<'a> {
    app: App,
    globals: &'a Globals,
    passphrase: OnceCell<String>,
}

impl<'a> Host<'a> {
    /// The program over the folder that was named.
    ///
    /// # Errors
    /// When the day of `--today` is none.
    pub fn new(globals: &'a Globals) -> Result<Self, Failure> {
        let named = globals.store.clone().or_else(|| std::env::var_os(STORE_VARIABLE).map(PathBuf::from));
        let app = App::new(&named.unwrap_or_else(|| PathBuf::from(".")));
        if let Some(typed) = &globals.today {
            let day = so138_domain::input::parse_date(typed, app.today()).map_err(|error| {
                let problem = words::say(&format!("input.{}.says", error.code()), &error.params());
                Failure::usage(say(
                    "cli.usage.value",
                    &[("name", "--today"), ("value", typed), ("problem", &problem)],
                ))
            })?;
            app.set_today(day);
        }
        Ok(Self { app, globals, passphrase: OnceCell::new() })
    }

    /// The login that was named.
    #[must_use]
    pub fn login(&self) -> Option<&str> {
        self.globals.login.as_deref()
    }

    /// The file that holds the passphrase, if one was named.
    #[must_use]
    pub fn passphrase_file(&self) -> Option<&Path> {
        self.globals.passphrase_file.as_deref()
    }

    /// The passphrase of the officer who works; asked for once.
    ///
    /// # Errors
    /// When it cannot be had.
    pub fn passphrase(&self) -> Result<String, Failure> {
        if let Some(known) = self.passphrase.get() {
            return Ok(known.clone());
        }
        let secret = secrets::read("cli.ask.passphrase", self.passphrase_file())?;
        Ok(self.passphrase.get_or_init(|| secret).clone())
    }

    /// What is known of the store at this moment.
    ///
    /// # Errors
    /// What the command answers.
    pub fn state(&self) -> Result<StoreStateRes, Failure> {
        Ok(call::<StoreState>(&self.app, Nothing {}, &Unwatched)?)
    }

    /// Unlocks the store unless it is unlocked.
    ///
    /// # Errors
    /// A store that is not there, an officer who is not named, a passphrase that is wrong.
    pub fn unlock(&self) -> Result<(), Failure> {
        if self.app.session().is_ok() {
            return Ok(());
        }
        let state = self.state()?;
        if state.state == "missing" {
            return Err(AppError::from(Code::StoreMissing).into());
        }
        if self.login().is_none() && state.officers.len() > 1 {
            let logins: Vec<&str> = state.officers.iter().map(|officer| officer.login.as_str()).collect();
            return Err(Failure::usage(say("cli.usage.login", &[("logins", &logins.join(", "))])));
        }
        let req = UnlockReq { login: self.globals.login.clone(), passphrase: self.passphrase()? };
        if call::<Unlock>(&self.app, req, &Unwatched)?.old_copy {
            warn(&word("cli.warn.old_copy"));
        }
        Ok(())
    }

    /// Asks the product, with the store unlocked if the command needs that.
    ///
    /// # Errors
    /// What unlocking or the command answers.
    pub fn ask<C: Command>(&self, req: C::Req) -> Result<C::Res, Failure> {
        if C::RIGHT != Right::Anyone {
            self.unlock()?;
        }
        Ok(call::<C>(&self.app, req, &Bar::new(self.globals.json))?)
    }

    /// Prints an answer: as it crossed the wire for scripts, in words for people.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn tell<R: Serialize>(&self, answer: &R, words: impl FnOnce(&mut Page)) -> Done {
        if self.globals.json {
            let json = serde_json::to_string(answer).map_err(AppError::bug)?;
            print(&format!("{json}\n"))?;
        } else {
            let mut page = Page::default();
            words(&mut page);
            print(page.text())?;
        }
        Ok(Exit::Done)
    }

    /// Prints an answer that is a file of its own for people, every character as it is.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn tell_text<R: Serialize>(&self, answer: &R, text: impl FnOnce() -> String) -> Done {
        if self.globals.json {
            return self.tell(answer, |_| {});
        }
        print(&text())?;
        Ok(Exit::Done)
    }

    /// Leaves the store in order: the mark by which an old copy is known is written.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn leave(&self) -> Result<(), Failure> {
        if self.app.session().is_ok() {
            call::<Lock>(&self.app, Nothing {}, &Unwatched)?;
        }
        Ok(())
    }
}

/// A path as the product takes it.
///
/// # Errors
/// When it is no Unicode text.
pub fn path_text(path: &Path) -> Result<String, Failure> {
    path.to_str().map(str::to_owned).ok_or_else(|| Failure::usage(word("cli.usage.path")))
}

/// Pairs as the product takes them.
///
/// # Errors
/// When a name stands twice: which one was meant is not guessed.
pub fn typed<'p>(pairs: impl IntoIterator<Item = &'p Pair>) -> Result<Typed, Failure> {
    let mut typed = Typed::new();
    for Pair { name, value } in pairs {
        if typed.insert(name.clone(), value.clone()).is_some() {
            return Err(Failure::usage(say("cli.usage.twice", &[("name", name)])));
        }
    }
    Ok(typed)
}
