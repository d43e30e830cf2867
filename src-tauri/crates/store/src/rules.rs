//! What the store asks of the catalog and of the trust layer while it projects entries.

use chrono::NaiveDate;
use so138_domain::facts::{Fact, Linked};
use so138_domain::finding::Finding;
use so138_domain::ids::{RecordId, UnitCode};
use so138_domain::ledger::Uncounted;
use so138_domain::value::Fields;

/// What the catalog says of one version of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// Why the version does not count, if it does not: an unknown record kind or a broken blocking
    /// rule.
    pub uncounted: Option<Uncounted>,
    /// What somebody has to look at although it counts: warnings, and rules that could not be
    /// tried. Findings of another severity are not kept.
    pub findings: Vec<Finding>,
}

/// The catalog's and the trust layer's part of the projection.
///
/// Every answer depends on the arguments and the adopted catalog only, never on a clock: the same
/// ledgers must give the same projection on every laptop and on every day. `unit_kind` is the type
/// word of the unit in the units in force, if it stands there.
pub trait Rules: Send {
    /// Puts a published catalog document in force, or none; says whether it could be read. After
    /// a document that cannot be read the one before stays in force.
    fn adopt(&mut self, document: Option<&str>) -> bool;

    /// What is wrong with a version of these fields. `as_of` is the day on which it was written.
    fn judge(&self, unit_kind: Option<&str>, kind: &str, fields: &Fields, as_of: NaiveDate) -> Judged;

    /// The numbers a counted version says, in any order. `linked` gives the records that [`links`]
    /// names, as they are shown, and nothing for any other.
    ///
    /// [`links`]: Self::links
    fn facts(
        &self,
        unit: &UnitCode,
        unit_kind: Option<&str>,
        kind: &str,
        fields: &Fields,
        linked: &dyn Fn(&RecordId) -> Option<Linked>,
    ) -> Vec<Fact>;

    /// The records of the same unit that the numbers of a version depend on; mostly none.
    fn links(&self, kind: &str, fields: &Fields) -> Vec<RecordId>;

    /// Whether the numbers of other records can depend on a record of this kind.
    fn is_link_target(&self, kind: &str) -> bool;

    /// What a record is known by within its kind and unit, if it is: two with one key are probably
    /// the same thing.
    fn key(&self, kind: &str, fields: &Fields) -> Option<String>;

    /// The day a record is listed under.
    fn date(&self, kind: &str, fields: &Fields) -> Option<NaiveDate>;

    /// The text a record is found by, already folded as queries are.
    fn search_text(&self, kind: &str, fields: &Fields) -> String;

    /// Whether the officer's key (SEC1, hexadecimal) made this signature (r‖s, hexadecimal).
    fn verify(&self, key: &str, message: &[u8], signature: &str) -> bool;
}
