//! The rows that a bundle comes to, as they are stored.

use so138_domain::ledger::PeriodClosed;

/// One entry.
pub struct EntryRow {
    /// Its row.
    pub entry: i64,
    /// Its number.
    pub seq: i64,
    /// Its id.
    pub id: [u8; 32],
    /// Its kind.
    pub kind: String,
    /// Its clock.
    pub hlc: i64,
    /// Its header.
    pub header: Vec<u8>,
    /// Its body.
    pub body: Option<Vec<u8>>,
}

/// One record version.
pub struct VersionRow {
    /// Its entry's row.
    pub entry: i64,
    /// Its record.
    pub record: [u8; 16],
    /// Its unit's word.
    pub unit: i64,
    /// Its kind's word.
    pub kind: i64,
    /// Its day.
    pub day: Option<i64>,
    /// Its clock.
    pub hlc: i64,
    /// What it is known by, cut to a length that suits an index.
    pub natural_key: Option<[u8; 16]>,
    /// Whether it has links.
    pub is_linking: bool,
    /// Whether it has findings.
    pub is_warned: bool,
    /// The first day of its facts.
    pub first_day: Option<i64>,
    /// The last day of its facts.
    pub last_day: Option<i64>,
}

/// One fact.
pub struct FactRow {
    /// Its unit's word.
    pub unit: i64,
    /// Its day.
    pub day: i64,
    /// Its indicator's word.
    pub indicator: i64,
    /// Its breakdown's word.
    pub dim: i64,
    /// Its entry's row.
    pub entry: i64,
    /// The number.
    pub value: i64,
}

/// One record that the facts of a version depend on.
pub struct LinkRow {
    /// Its unit's word.
    pub unit: i64,
    /// The record.
    pub target: [u8; 16],
    /// The version's row.
    pub entry: i64,
}

/// One finding in a version.
pub struct FindingRow {
    /// Its unit's word.
    pub unit: i64,
    /// The version's day.
    pub day: i64,
    /// The version's row.
    pub entry: i64,
    /// Its place among the findings of the version.
    pub number: i64,
    /// The check.
    pub check: String,
    /// How severe it is.
    pub severity: &'static str,
    /// The field.
    pub field: Option<String>,
    /// The indicator.
    pub indicator: Option<String>,
    /// What its words speak of.
    pub params: String,
    /// The reason given for it.
    pub reason: Option<String>,
}

/// One closing.
pub struct ClosingRow {
    /// Its entry's row.
    pub entry: i64,
    /// Its id.
    pub id: [u8; 32],
    /// Its clock.
    pub hlc: i64,
    /// What it says.
    pub is: PeriodClosed,
    /// Its cells: indicator, number, state.
    pub cells: Vec<(String, Option<i64>, Option<&'static str>)>,
}

/// Everything of one bundle.
pub struct Rows {
    /// The ledger's number.
    pub chain: i64,
    /// The station.
    pub station: [u8; 16],
    /// The epoch.
    pub epoch: [u8; 16],
    /// Its entries.
    pub entries: Vec<EntryRow>,
    /// Its record versions.
    pub versions: Vec<VersionRow>,
    /// Its facts, in key order for each version.
    pub facts: Vec<FactRow>,
    /// Its links.
    pub links: Vec<LinkRow>,
    /// Its findings.
    pub findings: Vec<FindingRow>,
    /// Its texts to search, by entry.
    pub search: Vec<(i64, String)>,
    /// Its closings.
    pub closings: Vec<ClosingRow>,
}
