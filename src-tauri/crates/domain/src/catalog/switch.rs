//! Switches: what a receiving unit may leave out of its catalog.

/// A set of sensitive kinds, fields and indicators that are switched off together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// Its code, as the ledger names it.
    pub code: String,
    /// What people see.
    pub label: String,
    /// Whether it is off unless the root says otherwise.
    pub off: bool,
    /// Codes of record kinds.
    pub kinds: Vec<String>,
    /// Fields, each as the code of its kind and its name.
    pub fields: Vec<(String, String)>,
    /// Codes of indicators.
    pub indicators: Vec<String>,
}
