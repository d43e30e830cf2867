//! Use cases, the command list, and the errors people see: what the window, the command line and
//! the test host share.
//!
//! A host holds an [`App`] over one station's folder and asks it by command, either by type
//! ([`command::call`]) or by name with JSON ([`dispatch`]). Rights are checked here and nowhere
//! else. This crate knows no window, no SQL, no archive format and no cryptography of its own: it
//! joins the crates that do.
//!
//! ```
//! use so138_app::{App, command::{Unwatched, call}, usecase::station::StoreState, wire::Nothing};
//!
//! # fn main() -> Result<(), so138_app::AppError> {
//! let folder = std::env::temp_dir().join("so138-nothing-here");
//! let app = App::new(&folder);
//! let state = call::<StoreState>(&app, Nothing {}, &Unwatched)?;
//! assert_eq!(state.state, "missing");
//! # Ok(())
//! # }
//! ```

mod app;
mod base64;
pub mod clock;
pub mod command;
mod commands;
mod convert;
pub mod docs;
pub mod door;
mod error;
mod faults;
mod fieldwork;
mod files;
pub mod idle;
mod ledger;
mod session;
mod spool;
pub mod tasks;
pub mod usecase;
pub mod wire;
pub mod words;

pub use app::App;
pub use commands::{Listed, dispatch, list};
pub use error::{AppError, AppResult, Class, Code, WireError};
pub use files::DoorplateOfficer;
pub use session::Whoami;
