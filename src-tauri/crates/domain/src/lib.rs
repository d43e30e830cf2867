//! The field as pure values and functions: nothing here reads a file, a clock or a database.
//!
//! This crate owns the ledger's entries and the plan of merging them ([`ledger`]), units, cells and
//! values, and the field as data: the [`catalog`] of record kinds, indicators, rules and sheets, the
//! [`calendar`] of periods, what people type ([`input`], [`text`]), and what follows from records:
//! [`facts`], findings ([`record`], [`checks`], [`guard`], [`finding`]) and [`totals`]; Vietnamese order
//! ([`collate`]) and text from before Unicode ([`legacy`]); and the official units ([`gazetteer`]).
//!
//! It must not read or write anything, embed a catalog, look at a clock, draw random numbers or make
//! ids, know cryptography beyond a hash, or hold words shown to people: those are in the catalog and
//! in the locale files.
//!
//! ```
//! use so138_domain::calendar::{Calendar, DueRule, PeriodKind};
//! use so138_domain::input::parse_count;
//!
//! let due = PeriodKind::ALL.map(|period| DueRule { period, due_days: 15, grace_days: 0 });
//! let calendar = Calendar::try_new("15-11", "15/11 – 14/11", 15, 12, due.to_vec())?;
//! assert_eq!(calendar.period("2022-6T")?.to.to_string(), "2022-05-14");
//! assert_eq!(parse_count("1.217")?, 1217);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod calendar;
pub mod catalog;
pub mod cells;
pub mod checks;
pub mod clock;
pub mod collate;
pub mod facts;
pub mod finding;
pub mod gazetteer;
pub mod guard;
pub mod ids;
pub mod input;
pub mod ledger;
pub mod legacy;
pub mod record;
pub mod text;
pub mod totals;
pub mod units;
pub mod value;
