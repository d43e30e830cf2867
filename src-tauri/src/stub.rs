//! Stands where `so138_app` will: the same names, the same shapes, no store behind them.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

/// The stable codes of errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// No command has this name.
    UnknownCommand,
    /// The program is at fault.
    Bug,
}

/// What a use case answers when it could not be done.
#[derive(Debug)]
pub struct AppError(Code);

impl AppError {
    /// An error without parameters.
    pub const fn new(code: Code) -> Self {
        Self(code)
    }

    /// The form that crosses to the window.
    pub fn to_wire(&self) -> WireError {
        let code = match self.0 {
            Code::UnknownCommand => "unknown_command",
            Code::Bug => "bug",
        };
        WireError { code: code.to_owned(), params: BTreeMap::new() }
    }
}

/// The form in which an error crosses to the window.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct WireError {
    /// Names the problem; the words are in the locale file.
    pub code: String,
    /// Values for the words.
    pub params: BTreeMap<String, String>,
}

/// Work that nobody watches.
pub struct Unwatched;

/// One station's folder and the session in it.
pub struct App;

impl App {
    /// The program over a folder.
    pub fn new(_folder: &Path) -> Self {
        Self
    }
}

/// Runs a command by its name.
pub fn dispatch(_app: &App, name: &str, _payload: Value, _progress: &Unwatched) -> Result<Value, AppError> {
    match name {
        "app_version" => Ok(json!({ "version": env!("CARGO_PKG_VERSION"), "released_on": "" })),
        "store_state" => Ok(json!({ "state": "missing", "sandbox": false })),
        _ => Err(AppError::new(Code::UnknownCommand)),
    }
}
