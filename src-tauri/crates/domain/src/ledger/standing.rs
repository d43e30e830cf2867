//! Who may say what: whether an entry counts, decided from entries alone and in any order.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::body::{Body, Role};
use super::entry::ReadBody;
use super::header::{Head, Header};
use crate::ids::{OfficerId, StationId, UnitCode};
use crate::units::UnitTree;

/// What is known of a station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StationStanding {
    /// The unit it is enrolled for.
    pub unit: UnitCode,
    /// After a revocation, the last believed entry of each believed epoch.
    pub revoked: Option<Vec<Head>>,
}

/// What is known of an officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficerStanding {
    /// Public signing key, SEC1 in hexadecimal.
    pub key: String,
    /// What the officer may do.
    pub role: Role,
}

/// Everything the ledgers say about who is who.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Stations by id.
    pub stations: HashMap<StationId, StationStanding>,
    /// Officers by station and id.
    pub officers: HashMap<(StationId, OfficerId), OfficerStanding>,
    /// The tree of units in force.
    pub units: UnitTree,
}

/// Checks an officer's signature: public key, message, signature, all as in the ledger.
pub type Verify<'a> = &'a dyn Fn(&str, &[u8], &str) -> bool;

/// Why an entry is stored but does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Uncounted {
    /// Its kind is not known to this build.
    UnknownKind,
    /// Its body cannot be read.
    Unreadable,
    /// Its body was erased on purpose.
    Erased,
    /// Its body was withheld from this unit.
    Withheld,
    /// It stands on an undecided branch of a forked ledger.
    Fork,
    /// Its station is not admitted by anybody we believe.
    UnknownStation,
    /// Its station was revoked before it.
    Revoked,
    /// It speaks about a unit it has no right to.
    ForeignScope,
    /// It lacks a valid signature of an officer who may do this.
    Unsigned,
    /// Its record kind is not in the catalog.
    UnknownRecordKind,
    /// A value breaks a blocking rule of the catalog.
    RuleBroken,
    /// It names something that is not here (yet).
    Dangling,
}

impl Uncounted {
    /// The stable code, as stored and shown.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownKind => "unknown_kind",
            Self::Unreadable => "unreadable",
            Self::Erased => "erased",
            Self::Withheld => "withheld",
            Self::Fork => "fork",
            Self::UnknownStation => "unknown_station",
            Self::Revoked => "revoked",
            Self::ForeignScope => "foreign_scope",
            Self::Unsigned => "unsigned",
            Self::UnknownRecordKind => "unknown_record_kind",
            Self::RuleBroken => "rule_broken",
            Self::Dangling => "dangling",
        }
    }
}

/// Judges one entry on everything but the catalog's rules and forks.
///
/// # Errors
/// The reason it does not count.
pub fn judge(
    header: &Header,
    body: &ReadBody,
    standing: &Standing,
    verify: Verify<'_>,
) -> Result<(), Uncounted> {
    let Some(station) = standing.stations.get(&header.station) else {
        return Err(Uncounted::UnknownStation);
    };
    if let Some(believed) = &station.revoked {
        let good = |head: &Head| head.epoch == header.epoch && header.seq <= head.seq;
        if !believed.iter().any(good) {
            return Err(Uncounted::Revoked);
        }
    }
    let Some(is) = &body.body else { return Err(Uncounted::UnknownKind) };
    if !may_say(&station.unit, is, standing) {
        return Err(Uncounted::ForeignScope);
    }
    if is.needs_officer() && !is_signed(header, body, standing, verify) {
        return Err(Uncounted::Unsigned);
    }
    Ok(())
}

/// The one place that says which unit may write which kind of entry about which unit.
fn may_say(author: &UnitCode, body: &Body, standing: &Standing) -> bool {
    let units = &standing.units;
    let own = |unit: &UnitCode| unit == author;
    let above = |unit: &UnitCode| units.is_above(author, unit);
    match body {
        Body::RecordPut(is) => own(&is.unit),
        Body::RecordDeleted(is) => own(&is.unit),
        Body::PeriodClosed(is) => own(&is.unit),
        Body::CellsStated(is) => own(&is.unit),
        Body::FindingExplained(is) => own(&is.unit),
        Body::ReportPublished(is) => own(&is.unit),
        Body::EpochStarted(is) => own(&is.unit),
        Body::Note(is) => own(&is.unit),
        Body::SwitchesSet(is) => own(&is.unit),
        Body::PeriodAccepted(is) => above(&is.unit),
        Body::PeriodReturned(is) => above(&is.unit),
        Body::AuthorityCreated(is) => own(&is.unit) || above(&is.unit),
        Body::StationAdmitted(is) => own(&is.unit) || above(&is.unit),
        Body::StationRevoked(is) => own(&is.unit) || above(&is.unit),
        Body::ForkDecided(is) => own(&is.unit) || above(&is.unit),
        Body::UnitsPublished(_) | Body::CatalogPublished(_) => units.is_root(author),
        Body::BodyErased(is) => {
            let station = standing.stations.get(&is.entry.station);
            station.is_some_and(|station| own(&station.unit) || above(&station.unit))
        }
        Body::OfficerAdded(_) | Body::OfficerLeft(_) | Body::BundleReceived(_) => true,
    }
}

fn is_signed(header: &Header, body: &ReadBody, standing: &Standing, verify: Verify<'_>) -> bool {
    let officer = header.officer.and_then(|id| standing.officers.get(&(header.station, id)));
    let (Some(officer), Some(by)) = (officer, &body.signature) else { return false };
    !matches!(officer.role, Role::Clerk) && verify(&officer.key, &by.message, &by.signature)
}
