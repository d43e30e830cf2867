//! What of the ledgers leaves in a bundle, and what stays without its body.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use so138_bundle::SliceDraft;
use so138_domain::ids::UnitCode;
use so138_domain::ledger::{Body, Entry};
use so138_domain::units::UnitTree;
use so138_store::{Reader, StoredEntry};

use super::guarded::Guard;
use super::record_write::unit_and_kind;
use super::switches::in_effect;
use crate::error::AppResult;
use crate::session::Session;

/// Whether a ledger of `owner` goes into a bundle from `own` to `to`: everything below us upwards,
/// what stands above the addressee downwards, everything between stations of one unit.
pub(super) fn travels(units: &UnitTree, owner: &UnitCode, own: &UnitCode, to: &UnitCode) -> bool {
    if to == own {
        return true;
    }
    if units.is_above(to, own) {
        return units.is_within(owner, own);
    }
    owner == own || units.is_above(owner, own)
}

/// What of the planned slices leaves with its body.
pub(super) struct Leaving {
    units: Arc<UnitTree>,
    own: UnitCode,
    to: UnitCode,
    is_down: bool,
    /// Upwards, what is switched off for the owner of a slice: it stays at home.
    off: BTreeMap<UnitCode, Off>,
}

/// What switches leave out.
#[derive(Default)]
struct Off {
    kinds: BTreeSet<String>,
    /// Kind and field.
    fields: BTreeSet<(String, String)>,
}

impl Off {
    fn is_empty(&self) -> bool {
        self.kinds.is_empty() && self.fields.is_empty()
    }

    /// Whether an entry is of a kind that is off, or holds a value in a field that is.
    fn holds(&self, body: &Body) -> bool {
        if unit_and_kind(body).is_some_and(|(_, kind)| self.kinds.contains(kind)) {
            return true;
        }
        let Body::RecordPut(put) = body else { return false };
        self.fields.iter().any(|(kind, field)| *kind == put.kind && put.fields.get(field).is_some())
    }
}

impl Leaving {
    /// What leaves for an addressee.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn of(session: &Session, reader: &Reader, to: &UnitCode, slices: &[SliceDraft]) -> AppResult<Self> {
        let (units, own) = (session.units(), session.unit().clone());
        let is_up = units.is_above(to, &own);
        let mut leaves_out = BTreeMap::new();
        if is_up {
            let (whole, lists) = (session.whole_catalog(), reader.switches()?);
            for slice in slices {
                let off = in_effect(&whole, &units, &lists, &slice.unit);
                let mut of_owner = Off::default();
                for switch in off.keys().filter_map(|code| whole.switch(code)) {
                    of_owner.kinds.extend(switch.kinds.iter().cloned());
                    of_owner.fields.extend(switch.fields.iter().cloned());
                }
                leaves_out.insert(slice.unit.clone(), of_owner);
            }
        }
        let is_down = *to != own && !is_up;
        Ok(Self { units, own, to: to.clone(), is_down, off: leaves_out })
    }

    /// Whether it goes to a unit below.
    pub const fn is_down(&self) -> bool {
        self.is_down
    }

    /// Whether an entry of a slice leaves with its body.
    pub fn leaves(&self, slice: &SliceDraft, stored: &StoredEntry) -> bool {
        self.takes_all(slice) || self.takes(slice, read(stored).as_ref())
    }

    /// Whether every entry of a slice leaves whole, so that none has to be read.
    fn takes_all(&self, slice: &SliceDraft) -> bool {
        if self.is_down {
            return slice.unit == self.to;
        }
        self.off.get(&slice.unit).is_none_or(Off::is_empty)
    }

    fn takes(&self, slice: &SliceDraft, body: Option<&Body>) -> bool {
        if self.takes_all(slice) {
            return true;
        }
        if self.is_down {
            return body.is_some_and(|body| is_relevant(&self.units, &self.to, body));
        }
        !self.off.get(&slice.unit).zip(body).is_some_and(|(off, body)| off.holds(body))
    }

    /// Refuses when words of our own unit that are to leave hold personal data; nothing was written then.
    ///
    /// # Errors
    /// `personal_data` with how much there is and where the first of it stands.
    pub fn refuse_personal_data(
        &self,
        session: &Session,
        reader: &Reader,
        slices: &[SliceDraft],
    ) -> AppResult<()> {
        let whole = session.whole_catalog();
        let mut guard = Guard::new(&whole, reader);
        for slice in slices.iter().filter(|slice| slice.unit == self.own) {
            for stored in reader.slice(slice.mark.from, &slice.mark.head)? {
                let stored = stored?;
                if let Some(body) = read(&stored).filter(|body| self.takes(slice, Some(body))) {
                    guard.look(stored.id, &body)?;
                }
            }
        }
        guard.end()
    }
}

/// What an entry says, if it has a body that this program can read.
fn read(stored: &StoredEntry) -> Option<Body> {
    let entry = Entry::read(stored.header.clone(), stored.body.clone()).ok()?;
    entry.body().ok()??.body
}

/// Whether the addressee of a bundle down has business with what an entry says. Everything else
/// goes without its body, so that one commune does not read what another one was told.
fn is_relevant(units: &UnitTree, to: &UnitCode, body: &Body) -> bool {
    let below = |unit: &UnitCode| units.is_within(unit, to);
    let related = |unit: &UnitCode| below(unit) || units.is_above(unit, to);
    match body {
        Body::UnitsPublished(_)
        | Body::CatalogPublished(_)
        | Body::OfficerAdded(_)
        | Body::OfficerLeft(_)
        | Body::BodyErased(_)
        | Body::EpochStarted(_) => true,
        Body::AuthorityCreated(is) => related(&is.unit),
        Body::StationAdmitted(is) => related(&is.unit),
        Body::StationRevoked(is) => related(&is.unit),
        Body::ForkDecided(is) => related(&is.unit),
        Body::SwitchesSet(is) => related(&is.unit),
        Body::PeriodAccepted(is) => below(&is.unit),
        Body::PeriodReturned(is) => below(&is.unit),
        Body::BundleReceived(is) => below(&is.sender_unit),
        _ => false,
    }
}
