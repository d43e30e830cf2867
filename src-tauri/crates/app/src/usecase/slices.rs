//! What an opened bundle brings into a transaction: slices, seals, anchors of belief, and the checks
//! that need the tree of units.

use std::cell::RefCell;
use std::path::Path;

use so138_bundle::{Limits, Manifest, Opened, Purpose, ReadContext, open};
use so138_domain::ids::{StationId, UnitCode};
use so138_domain::ledger::Uncounted;
use so138_domain::units::UnitTree;
use so138_store::{Anchor, Reader, SealRow, Tx};
use so138_trust::chain::Anchor as RootAnchor;

use crate::App;
use crate::command::{Progress, Unwatched};
use crate::error::{AppError, AppResult, Code};
use crate::session::{Enrolment, Session};

/// Opens a bundle with our own keys and the pinned root.
pub(super) fn open_bundle(
    app: &App,
    session: &Session,
    enrolment: &Enrolment,
    path: &Path,
    spool: &Path,
) -> AppResult<Opened> {
    let limits = Limits::default();
    let context = ReadContext {
        keys: &[session.keys().envelope_key()],
        anchor: RootAnchor::new(&enrolment.root, app.now().0.timestamp()),
        limits: &limits,
        spool_dir: spool,
    };
    Ok(open(path, &context)?)
}

/// What slices brought.
#[derive(Default)]
pub(super) struct Added {
    pub new: u64,
    pub known: u64,
    pub forks: Vec<StationId>,
    pub uncounted: Vec<(Uncounted, u64)>,
    pub totals_differ: Vec<String>,
}

/// Adds every slice and keeps its seal; stations of the root unit become anchors of belief. Work that
/// is cancelled stops between two entries, and the transaction with it.
pub(super) fn add_slices(
    tx: &mut Tx<'_>,
    reader: &Reader,
    enrolment: &Enrolment,
    opened: &mut Opened,
    progress: &dyn Progress,
) -> AppResult<Added> {
    let manifest = opened.manifest().clone();
    let root_unit = root_unit(enrolment)?;
    let before = reader.anchors()?;
    // A station believes itself until it is enrolled; from then on belief starts at the root alone.
    let mut anchors: Vec<Anchor> =
        before.iter().filter(|anchor| anchor.unit.as_str() == root_unit).cloned().collect();
    for slice in manifest.slices.iter().filter(|slice| slice.unit.as_str() == root_unit) {
        if !anchors.iter().any(|anchor| anchor.station == slice.station) {
            anchors.push(Anchor { station: slice.station, unit: slice.unit.clone() });
        }
    }
    if !anchors.is_empty() && anchors != before {
        tx.set_anchors(&anchors)?;
    }
    let added = RefCell::new(Added::default());
    opened.for_each_slice(|slice, entries| -> AppResult<()> {
        let mark = slice.mark();
        let wanted = entries.map(|entry| if progress.is_cancelled() { Err(cancelled()) } else { Ok(entry) });
        let brought = tx.add_slice(&mark, wanted).map_err(|error| name_station(error, slice.station))?;
        let mut added = added.borrow_mut();
        added.new += brought.new;
        added.known += brought.known;
        if brought.fork_at.is_some() {
            added.forks.push(slice.station);
        }
        if let Some(seal) = manifest.certificates.seal(&slice.seal) {
            let seal = serde_json::to_string(&seal).map_err(AppError::bug)?;
            tx.keep_seal(&SealRow { head: mark.head, seal })?;
        }
        Ok(())
    })?;
    Ok(added.into_inner())
}

/// Each certificate of a seal must come from an authority that stands for the station's unit or one
/// above it: a district's authority must not vouch for a station of another district.
///
/// Signatures and path were verified when the bundle was opened; this is about scope only. The tree
/// may be newer in the bundle itself, so an unknown unit is looked up again in what was just added.
pub(super) fn check_issuers(tx: &mut Tx<'_>, units: &UnitTree, manifest: &Manifest) -> AppResult<()> {
    let mut newer: Option<UnitTree> = None;
    for slice in &manifest.slices {
        if units.get(&slice.unit).is_none() && newer.is_none() {
            newer = Some(tx.settled()?.units()?.map(|(_, tree)| tree).unwrap_or_default());
        }
        let units = newer.as_ref().unwrap_or(units);
        let certs = manifest.certificates.seal(&slice.seal).map(|seal| seal.certs).unwrap_or_default();
        for issuer in certs.iter().skip(1) {
            let unit = so138_trust::chain::authority_unit(issuer).and_then(|unit| unit.parse().ok());
            if !unit.is_some_and(|unit: UnitCode| units.is_within(&slice.unit, &unit)) {
                let detail = "nơi cấp chứng thư không có thẩm quyền với đơn vị gửi";
                return Err(AppError::new(Code::SignatureInvalid).with("detail", detail));
            }
        }
    }
    Ok(())
}

fn cancelled() -> AppError {
    Code::Cancelled.into()
}

fn name_station(error: AppError, station: StationId) -> AppError {
    match error.code() {
        Code::BundleGap | Code::BundleUnanchored => error.with("station", station),
        _ => error,
    }
}

/// The unit the pinned root stands for.
fn root_unit(enrolment: &Enrolment) -> AppResult<String> {
    so138_trust::chain::authority_unit(&enrolment.root).ok_or_else(|| Code::StoreDamaged.into())
}

/// Closed totals that the sender saw and that differ from the closing it carries.
pub(super) fn differing_totals(reader: &Reader, manifest: &Manifest) -> AppResult<Vec<String>> {
    let mut differing = Vec::new();
    for total in &manifest.totals {
        let closings = reader.closings(&total.unit, &total.period)?;
        let Some(closing) = closings.into_iter().find(|closing| closing.id == total.closing) else {
            continue;
        };
        if reader.closing_cells(&closing)? != total.cells {
            differing.push(format!("{} {}", total.unit, total.period));
        }
    }
    Ok(differing)
}

/// Reads the bundle inside an enrolment answer. No receipt: the station cannot sign one before it
/// keeps what the answer gives.
pub(super) fn import_answer(
    app: &App,
    session: &Session,
    enrolment: &Enrolment,
    path: &Path,
) -> AppResult<()> {
    let spool = session.spool(app)?;
    let mut opened = open_bundle(app, session, enrolment, path, spool.path())?;
    let manifest = opened.manifest();
    if manifest.to.unit != *session.unit() || manifest.purpose != Purpose::Answer {
        return Err(Code::AnswerNotForUs.into());
    }
    if manifest.sandbox != session.is_sandbox() {
        return Err(Code::BundleSandbox.into());
    }
    let reader = session.reader()?;
    let mut store = session.store();
    store.transaction(|tx| -> AppResult<()> {
        add_slices(tx, &reader, enrolment, &mut opened, &Unwatched)?;
        check_issuers(tx, &session.units(), opened.manifest())
    })?;
    drop(store);
    session.refresh()
}
