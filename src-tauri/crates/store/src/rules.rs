//! What the store asks of the catalog and of the trust layer while it projects entries.

use chrono::NaiveDate;
use so138_domain::facts::Fact;
use so138_domain::ledger::Uncounted;
use so138_domain::value::Fields;

/// The catalog's and the trust layer's part of the projection.
///
/// Every answer depends on the arguments and the adopted catalog only, never on a clock: the same
/// ledgers must give the same projection on every laptop and on every day.
pub trait Rules: Send {
    /// Puts a published catalog document in force, or none; says whether it could be read. After
    /// a document that cannot be read the one before stays in force.
    fn adopt(&mut self, document: Option<&str>) -> bool;

    /// Why a version with these fields does not count, if it does not: an unknown record kind or
    /// a broken blocking rule. `as_of` is the day on which the version was written.
    fn blocked(&self, kind: &str, fields: &Fields, as_of: NaiveDate) -> Option<Uncounted>;

    /// The numbers a counted version says, in any order. `unit_kind` is the unit's type word.
    fn facts(&self, unit_kind: Option<&str>, kind: &str, fields: &Fields) -> Vec<Fact>;

    /// The day a record is listed under.
    fn date(&self, kind: &str, fields: &Fields) -> Option<NaiveDate>;

    /// The text a record is found by, already folded as queries are.
    fn search_text(&self, kind: &str, fields: &Fields) -> String;

    /// Whether the officer's key (SEC1, hexadecimal) made this signature (r‖s, hexadecimal).
    fn verify(&self, key: &str, message: &[u8], signature: &str) -> bool;
}
