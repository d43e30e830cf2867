//! What an entry says. On the wire a body is `{"salt":…,"is":{…},"by":…}`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::header::Head;
use crate::cells::Cell;
use crate::ids::{EntryId, EpochId, OfficerId, RecordId, Sha256Hash, StationId, UnitCode};
use crate::units::UnitRow;
use crate::value::{Fields, unique_map};

/// A new version of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordPut {
    /// Which record.
    pub record: RecordId,
    /// The unit it belongs to.
    pub unit: UnitCode,
    /// Code of its record kind in the catalog.
    pub kind: String,
    /// The versions it knows and replaces; none for a new record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<EntryId>,
    /// Its values.
    pub fields: Fields,
    /// Reasons given for warnings, by check code.
    #[serde(default, deserialize_with = "unique_map", skip_serializing_if = "BTreeMap::is_empty")]
    pub reasons: BTreeMap<String, String>,
}

/// The end of a record. The versions before it stay in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordDeleted {
    /// Which record.
    pub record: RecordId,
    /// The unit it belongs to.
    pub unit: UnitCode,
    /// Code of its record kind in the catalog.
    pub kind: String,
    /// The versions it knows and ends.
    pub replaces: Vec<EntryId>,
    /// Why.
    pub reason: String,
}

/// A unit's period frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodClosed {
    /// Whose period.
    pub unit: UnitCode,
    /// Which period, e.g. `2022`, `2022-6T`, `2022-03`.
    pub period: String,
    /// The calendar that gave the dates.
    pub calendar: String,
    /// First day, ISO.
    pub from: chrono::NaiveDate,
    /// Last day, ISO.
    pub to: chrono::NaiveDate,
    /// The head of each ledger of the unit that is included.
    pub heads: Vec<Head>,
    /// How many record versions count in it.
    pub records: u64,
    /// SHA-256 over the ids of those versions, sorted, as hexadecimal lines.
    pub records_sha256: Sha256Hash,
    /// Every cell, by indicator code.
    #[serde(deserialize_with = "unique_map")]
    pub cells: BTreeMap<String, Cell>,
    /// The closings of lower units it adds up, by unit; none for a unit without parts.
    #[serde(default, deserialize_with = "unique_map", skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<UnitCode, EntryId>,
    /// Reasons given for warnings: check code and place, then the reason.
    #[serde(default, deserialize_with = "unique_map", skip_serializing_if = "BTreeMap::is_empty")]
    pub reasons: BTreeMap<String, String>,
    /// The closing it amends, when the period was closed before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amends: Option<EntryId>,
    /// Why it was amended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amend_reason: Option<String>,
}

/// A receiving unit's yes to one closing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodAccepted {
    /// Whose period.
    pub unit: UnitCode,
    /// Which period.
    pub period: String,
    /// The closing that is accepted.
    pub closing: EntryId,
}

/// A note of a receiver on one cell or record of a returned closing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnNote {
    /// The cell meant, by indicator code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indicator: Option<String>,
    /// The record meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordId>,
    /// What is asked.
    pub text: String,
}

/// A receiving unit's no to one closing, with what to mend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodReturned {
    /// Whose period.
    pub unit: UnitCode,
    /// Which period.
    pub period: String,
    /// The closing that is returned.
    pub closing: EntryId,
    /// What to mend.
    pub notes: Vec<ReturnNote>,
}

/// A report given out; the same cells for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportPublished {
    /// The unit that publishes.
    pub unit: UnitCode,
    /// Which period.
    pub period: String,
    /// The closing of each part it pins, by unit.
    #[serde(deserialize_with = "unique_map")]
    pub closings: BTreeMap<UnitCode, EntryId>,
    /// The total cells as published.
    #[serde(deserialize_with = "unique_map")]
    pub cells: BTreeMap<String, Cell>,
    /// The totals declared elsewhere that stood beside them; what is left over is printed with them.
    #[serde(default, deserialize_with = "unique_map", skip_serializing_if = "BTreeMap::is_empty")]
    pub declared: BTreeMap<String, Cell>,
    /// By cell, the units whose figure the total lacked.
    #[serde(default, deserialize_with = "unique_map", skip_serializing_if = "BTreeMap::is_empty")]
    pub lacking: BTreeMap<String, Vec<UnitCode>>,
}

/// States given to cells that no record fills: confirmed zeros, no figures, not applicable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellsStated {
    /// Whose period.
    pub unit: UnitCode,
    /// Which period.
    pub period: String,
    /// The state by indicator code; never a number.
    #[serde(deserialize_with = "unique_map")]
    pub cells: BTreeMap<String, Cell>,
}

/// A reason given for a warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingExplained {
    /// Whose period.
    pub unit: UnitCode,
    /// Which period.
    pub period: String,
    /// The finding's key: check code and place.
    pub finding: String,
    /// The reason, kept and shown to the receiver.
    pub reason: String,
}

/// An entry's body wiped on purpose: a slip of personal data typed by mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyErased {
    /// The entry whose body goes, in a ledger of the same unit.
    pub entry: Head,
    /// Why.
    pub reason: String,
}

/// Units and other reporters as the root unit lists them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitsPublished {
    /// Counts up; the highest is in force.
    pub version: u32,
    /// All of them, parents before children.
    pub units: Vec<UnitRow>,
}

/// A catalog as the root unit publishes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogPublished {
    /// Catalog version, compared as text.
    pub version: String,
    /// The catalog document (JSON text), see [`crate::catalog`].
    pub document: String,
}

/// What a receiving unit switches off for itself and everything below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchesSet {
    /// The unit.
    pub unit: UnitCode,
    /// Codes of the catalog's switches that are off, all of them; the unit's latest list is in force, and
    /// the root's list stands instead of the catalog's defaults.
    pub off: Vec<String>,
}

/// The authority of a receiving unit declared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorityCreated {
    /// Whose authority.
    pub unit: UnitCode,
    /// Its certificate, DER in base64.
    pub certificate: String,
    /// Where bundles are encrypted besides the unit's stations.
    pub escrow_recipient: String,
}

/// A station enrolled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationAdmitted {
    /// Which station.
    pub station: StationId,
    /// For which unit.
    pub unit: UnitCode,
    /// What the laptop is called.
    pub name: String,
    /// Its certificate, DER in base64.
    pub certificate: String,
    /// Its encryption recipient (`age1…`).
    pub recipient: String,
}

/// A station no longer believed after a certain entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationRevoked {
    /// Which station.
    pub station: StationId,
    /// Its unit.
    pub unit: UnitCode,
    /// Why.
    pub reason: String,
    /// The last entry still believed of each epoch; an epoch that is not listed is not believed.
    pub last_good: Vec<Head>,
}

/// An officer of the station.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficerAdded {
    /// Which officer.
    pub officer: OfficerId,
    /// Name as printed on papers.
    pub name: String,
    /// Position as printed on papers.
    pub title: String,
    /// What the officer may do.
    pub role: Role,
    /// Public signing key, SEC1 in hexadecimal.
    pub key: String,
}

/// An officer who no longer works on the station.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficerLeft {
    /// Which officer.
    pub officer: OfficerId,
}

/// What an officer may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Enters records.
    Clerk,
    /// Enters records, closes, accepts, returns, publishes.
    Chief,
    /// All of that, and enrols stations and officers, backs up and restores.
    Admin,
}

/// An operator's decision between two branches of a forked ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForkDecided {
    /// The unit whose station forked.
    pub unit: UnitCode,
    /// The first entry of the branch that counts from now on.
    pub keep: Head,
    /// Why.
    pub reason: String,
}

/// What arrived in one bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleReceived {
    /// Who sent it.
    pub sender: StationId,
    /// For which unit the sender is enrolled.
    pub sender_unit: UnitCode,
    /// The sender's epoch.
    pub epoch: EpochId,
    /// The unit it was addressed to.
    pub to: UnitCode,
    /// Its number for that addressee.
    pub number: u64,
    /// SHA-256 of its manifest.
    pub manifest: Sha256Hash,
    /// How far the receiver now holds each ledger that was in it.
    pub heads: Vec<Head>,
    /// The day the file was handed in, when typed beside the import time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_in: Option<chrono::NaiveDate>,
}

/// The first entry of every epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EpochStarted {
    /// The station's unit.
    pub unit: UnitCode,
    /// The last entry of the store this one continues, after a restore.
    pub continues: Option<Head>,
}

/// A free remark of the unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The unit.
    pub unit: UnitCode,
    /// The remark.
    pub text: String,
}

macro_rules! bodies {
    ($($(#[$doc:meta])* $variant:ident => $wire:literal),+ $(,)?) => {
        /// The body of an entry, by kind.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Body {
            $($(#[$doc])* $variant($variant),)+
        }

        impl Body {
            /// The names of all kinds this build knows, as they stand in a header.
            pub const KINDS: &'static [&'static str] = &[$($wire),+];

            /// The kind's name in the header.
            #[must_use]
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $wire,)+ }
            }

            pub(super) fn parse_is(kind: &str, json: &str) -> Option<serde_json::Result<Self>> {
                match kind {
                    $($wire => Some(serde_json::from_str(json).map(Self::$variant)),)+
                    _ => None,
                }
            }

            pub(super) fn to_is_json(&self) -> serde_json::Result<String> {
                match self { $(Self::$variant(is) => serde_json::to_string(is),)+ }
            }
        }
    };
}

bodies! {
    /// See [`RecordPut`].
    RecordPut => "record.put",
    /// See [`RecordDeleted`].
    RecordDeleted => "record.deleted",
    /// See [`PeriodClosed`].
    PeriodClosed => "period.closed",
    /// See [`PeriodAccepted`].
    PeriodAccepted => "period.accepted",
    /// See [`PeriodReturned`].
    PeriodReturned => "period.returned",
    /// See [`ReportPublished`].
    ReportPublished => "report.published",
    /// See [`CellsStated`].
    CellsStated => "cells.stated",
    /// See [`FindingExplained`].
    FindingExplained => "finding.explained",
    /// See [`BodyErased`].
    BodyErased => "body.erased",
    /// See [`UnitsPublished`].
    UnitsPublished => "units.published",
    /// See [`CatalogPublished`].
    CatalogPublished => "catalog.published",
    /// See [`SwitchesSet`].
    SwitchesSet => "switches.set",
    /// See [`AuthorityCreated`].
    AuthorityCreated => "authority.created",
    /// See [`StationAdmitted`].
    StationAdmitted => "station.admitted",
    /// See [`StationRevoked`].
    StationRevoked => "station.revoked",
    /// See [`OfficerAdded`].
    OfficerAdded => "officer.added",
    /// See [`OfficerLeft`].
    OfficerLeft => "officer.left",
    /// See [`ForkDecided`].
    ForkDecided => "fork.decided",
    /// See [`BundleReceived`].
    BundleReceived => "bundle.received",
    /// See [`EpochStarted`].
    EpochStarted => "epoch.started",
    /// See [`Note`].
    Note => "note",
}

impl Body {
    /// Whether an officer answers for it with a signature of his own.
    #[must_use]
    pub const fn needs_officer(&self) -> bool {
        matches!(
            self,
            Self::PeriodClosed(_)
                | Self::PeriodAccepted(_)
                | Self::PeriodReturned(_)
                | Self::ReportPublished(_)
        )
    }
}
