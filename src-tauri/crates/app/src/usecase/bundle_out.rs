//! Export: slices of ledgers since the addressee's last receipt, sealed, signed, encrypted.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use so138_bundle::{BundleDraft, Limits, Purpose, Sender, Total, WriteContext, Written};
use so138_domain::ids::{Sha256Hash, UnitCode};
use so138_domain::ledger::Head;
use so138_store::{BundleOutRow, Reader, SealRow};
use so138_trust::seal::{Seal, SealedHead};
use ts_rs::TS;

use super::leaving::Leaving;
use super::slice_plan::plan_slices;
use crate::App;
use crate::command::{Command, Progress, Right, Unwatched};
use crate::error::{AppError, AppResult, Code};
use crate::ledger;
use crate::session::{Enrolment, Session};

/// The command `export_bundle`.
#[derive(Debug)]
pub struct ExportBundle;

/// For whom, and where to.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ExportBundleReq {
    /// Code of the addressee; the unit above when absent.
    pub to: Option<String>,
    /// Folder for the file.
    pub out: String,
    /// Everything from the start, whatever receipts say.
    pub from_start: bool,
}

/// The file that was written and read back.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ExportBundleRes {
    /// Its name in the folder.
    pub file: String,
    /// The addressee.
    pub to: String,
    /// Its number for that addressee.
    pub number: String,
    /// Its size in bytes.
    pub size_bytes: String,
    /// SHA-256 of its manifest: what the receipt will name.
    pub manifest: String,
    /// How many entries it carries.
    pub entries: String,
    /// For how many stations it is encrypted, the escrow aside.
    pub stations: u32,
}

impl Command for ExportBundle {
    type Req = ExportBundleReq;
    type Res = ExportBundleRes;
    const NAME: &'static str = "export_bundle";
    const RIGHT: Right = Right::Chief;

    fn run(app: &App, req: ExportBundleReq, progress: &dyn Progress) -> AppResult<ExportBundleRes> {
        let session = app.session()?;
        let enrolment = session.enrolment()?.ok_or(Code::NotEnrolled)?;
        let to = match &req.to {
            Some(to) => session.known_unit(to)?,
            None => {
                let units = session.units();
                let above = units.parent(session.unit()).cloned();
                above.ok_or_else(|| AppError::new(Code::NoRecipient).with("unit", session.unit()))?
            }
        };
        let recipients = recipients(&session, &session.reader()?, &to)?;
        let plan = Plan { to, recipients, from_start: req.from_start };
        export(app, &session, &enrolment, plan, Path::new(&req.out), progress)
    }
}

/// The command `export_receipts`: a bundle down for every unit whose bundles were imported since.
#[derive(Debug)]
pub struct ExportReceipts;

/// Where to.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ExportReceiptsReq {
    /// Folder for the files.
    pub out: String,
}

/// What was written.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ExportReceiptsRes {
    /// One file for each unit.
    pub files: Vec<ExportBundleRes>,
}

impl Command for ExportReceipts {
    type Req = ExportReceiptsReq;
    type Res = ExportReceiptsRes;
    const NAME: &'static str = "export_receipts";
    const RIGHT: Right = Right::Chief;

    fn run(app: &App, req: ExportReceiptsReq, progress: &dyn Progress) -> AppResult<ExportReceiptsRes> {
        let session = app.session()?;
        let enrolment = session.enrolment()?.ok_or(Code::NotEnrolled)?;
        let arrived = session.reader()?.bundles_in(None, u32::MAX)?;
        let units: BTreeSet<UnitCode> = arrived.into_iter().map(|bundle| bundle.sender_unit).collect();
        let below: Vec<UnitCode> =
            units.into_iter().filter(|unit| session.units().is_above(session.unit(), unit)).collect();
        let total = below.len() as u64;
        let mut files = Vec::new();
        for (done, to) in below.into_iter().enumerate() {
            progress.step("receipts", done as u64, total);
            if progress.is_cancelled() {
                return Err(Code::Cancelled.into());
            }
            let recipients = recipients(&session, &session.reader()?, &to)?;
            let plan = Plan { to, recipients, from_start: false };
            files.push(export(app, &session, &enrolment, plan, Path::new(&req.out), progress)?);
        }
        progress.step("receipts", total, total);
        Ok(ExportReceiptsRes { files })
    }
}

/// Writes the bundle that goes inside an enrolment answer, from the start and for one station only.
pub(super) fn write_for_enrolment(
    app: &App,
    session: &Session,
    to: &UnitCode,
    recipient: &str,
    folder: &Path,
) -> AppResult<PathBuf> {
    let enrolment = session.enrolment()?.ok_or(Code::NotEnrolled)?;
    let plan = Plan { to: to.clone(), recipients: vec![recipient.to_owned()], from_start: true };
    Ok(folder.join(export(app, session, &enrolment, plan, folder, &Unwatched)?.file))
}

/// What is to be exported.
pub(super) struct Plan {
    /// The addressee.
    pub to: UnitCode,
    /// Its stations' recipients, its escrow last.
    pub recipients: Vec<String>,
    /// Everything from the start, whatever receipts say.
    pub from_start: bool,
}

/// Every active station of the addressee, and its escrow: its own authority's, or that of the
/// nearest unit above it that has one.
fn recipients(session: &Session, reader: &Reader, to: &UnitCode) -> AppResult<Vec<String>> {
    let stations = reader.stations(Some(to))?;
    let own = *session.station_id();
    let mut recipients: Vec<String> = stations
        .into_iter()
        .filter(|row| !row.is_revoked && row.station != own)
        .map(|row| row.recipient)
        .collect();
    if recipients.is_empty() {
        return Err(AppError::new(Code::NoRecipient).with("unit", to));
    }
    let units = session.units();
    let authorities = reader.authorities()?;
    let mut at = Some(to);
    while let Some(unit) = at {
        if let Some(row) = authorities.iter().rev().find(|row| row.unit == *unit) {
            recipients.push(row.escrow_recipient.clone());
            break;
        }
        at = units.parent(unit);
    }
    Ok(recipients)
}

fn export(
    app: &App,
    session: &Session,
    enrolment: &Enrolment,
    plan: Plan,
    folder: &Path,
    progress: &dyn Progress,
) -> AppResult<ExportBundleRes> {
    // The station keeps the writer while it seals, so that nothing is appended between head and seal.
    let own_head = session.write(app, |ledger| {
        let head = ledger.head().ok_or(Code::NotEnrolled)?;
        let seal = seal_own(session, enrolment, &head)?;
        ledger.tx().keep_seal(&SealRow { head, seal })?;
        Ok(head)
    })?;
    let reader = session.reader()?;
    let epoch = ledger::epoch(&reader)?;
    let slices = plan_slices(session, &reader, &plan, &own_head)?;
    let leaving = Leaving::of(session, &reader, &plan.to, &slices)?;
    leaving.refuse_personal_data(session, &reader, &slices)?;
    let sent = reader.bundles_out(Some(&plan.to), u32::MAX)?;
    let last = sent.iter().filter(|row| row.epoch == epoch).max_by_key(|row| row.number);
    let now = app.now().0;
    let draft = BundleDraft {
        app: env!("CARGO_PKG_VERSION").to_owned(),
        purpose: if leaving.is_down() { Purpose::Answer } else { Purpose::Report },
        sandbox: session.is_sandbox(),
        sender: Sender { station: *session.station_id(), unit: session.unit().clone(), epoch },
        to: plan.to.clone(),
        number: last.map_or(1, |row| row.number + 1),
        previous: last.map(|row| row.manifest),
        base: base(&reader, session, &plan)?,
        created: now.to_rfc3339_opts(chrono::SecondsFormat::Secs, false),
        catalog: session.catalog().version.clone(),
        slices,
        periods: reader.closed_periods(session.unit())?,
        totals: totals(&reader, session)?,
    };
    let spool = session.spool(app)?;
    let file = format!(
        "{}_{}_{}_{:04}.so138",
        session.unit(),
        &session.station_id().to_string()[24..],
        &epoch.to_string()[32..],
        draft.number
    );
    let limits = Limits::default();
    let context = WriteContext {
        keys: session.keys(),
        chain: &enrolment.chain,
        signed_at: now.timestamp(),
        recipients: &plan.recipients,
        limits: &limits,
        spool_dir: spool.path(),
    };
    std::fs::create_dir_all(folder).map_err(|error| crate::files::file_error(folder, error))?;
    let written =
        so138_bundle::write(&folder.join(&file), &draft, &context, |slice, sink| -> AppResult<()> {
            let mark = &slice.mark;
            for stored in reader.slice(mark.from, &mark.head)? {
                if progress.is_cancelled() {
                    return Err(Code::Cancelled.into());
                }
                let stored = stored?;
                let leaves = leaving.leaves(slice, &stored);
                sink.put(stored.header, stored.body.filter(|_| leaves))?;
            }
            Ok(())
        })?;
    drop(reader);
    journal(app, session, &plan, &draft, &written)?;
    Ok(ExportBundleRes {
        file,
        to: plan.to.to_string(),
        number: draft.number.to_string(),
        size_bytes: written.size_bytes.to_string(),
        manifest: written.manifest_sha256.to_string(),
        entries: written.manifest.entries.count.to_string(),
        stations: u32::try_from(plan.recipients.len().saturating_sub(1)).unwrap_or(u32::MAX),
    })
}

/// The journal row, and the high-water mark outside the database.
fn journal(
    app: &App,
    session: &Session,
    plan: &Plan,
    draft: &BundleDraft,
    written: &Written,
) -> AppResult<()> {
    let row = BundleOutRow {
        manifest: written.manifest_sha256,
        to: plan.to.clone(),
        epoch: draft.sender.epoch,
        number: draft.number,
        previous: draft.previous,
        created_at: app.now().0.to_rfc3339(),
        size_bytes: written.size_bytes,
        heads: draft.slices.iter().map(|slice| slice.mark.head).collect(),
    };
    let mut store = session.store();
    store.transaction(|tx| tx.journal_out(&row))?;
    Ok(store.keep_watermark(*session.station_id())?)
}

fn seal_own(session: &Session, enrolment: &Enrolment, head: &Head) -> AppResult<String> {
    let (station, epoch) = (head.station.to_string(), head.epoch.to_string());
    let sealed = SealedHead { station: &station, epoch: &epoch, seq: head.seq, head: head.id.as_bytes() };
    let seal = Seal::sign(sealed, session.keys(), &enrolment.chain).map_err(AppError::bug)?;
    serde_json::to_string(&seal).map_err(AppError::bug)
}

/// The manifest of the last bundle of ours that the addressee received.
fn base(reader: &Reader, session: &Session, plan: &Plan) -> AppResult<Option<Sha256Hash>> {
    if plan.from_start {
        return Ok(None);
    }
    let receipts = reader.receipts(*session.station_id(), u32::MAX)?;
    Ok(receipts.into_iter().find(|receipt| receipt.to == plan.to).map(|receipt| receipt.manifest))
}

/// The latest closed totals of our own unit, as the officer saw them.
fn totals(reader: &Reader, session: &Session) -> AppResult<Vec<Total>> {
    let unit = session.unit();
    let mut totals = Vec::new();
    for period in reader.closed_periods(unit)? {
        if let Some(closing) = reader.latest_closing(unit, &period)? {
            let cells = reader.closing_cells(&closing)?;
            totals.push(Total { unit: unit.clone(), period, closing: closing.id, cells });
        }
    }
    Ok(totals)
}
