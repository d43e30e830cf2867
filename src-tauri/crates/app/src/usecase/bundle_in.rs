//! Import: verified first, planned second, applied in one transaction with its receipt.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use so138_bundle::{Limits, Manifest, Opened, Purpose, ReadContext, open};
use so138_domain::ids::{Sha256Hash, StationId, UnitCode};
use so138_domain::ledger::{Body, BundleReceived, ForkDecided, Head};
use so138_domain::units::UnitTree;
use so138_store::{Anchor, BundleInRow, BundleStatus, Reader, SealRow, Tx};
use so138_trust::chain::Anchor as RootAnchor;
use ts_rs::TS;

use super::record::parse_reason;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code, WireError};
use crate::ledger::LedgerWriter;
use crate::session::{Enrolment, Session};
use crate::wire::Nothing;
use crate::{App, words};

/// The most files one import takes.
pub const FILES_MAX: usize = 20_000;
/// How far a bundle's day may lie after ours, in seconds: clocks differ by hours, not by days.
const AHEAD_SECONDS_MAX: i64 = 36 * 60 * 60;

/// The command `import_bundles`.
#[derive(Debug)]
pub struct ImportBundles;

/// Which files.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ImportBundlesReq {
    /// Files or folders.
    pub paths: Vec<String>,
    /// Only show what would change.
    pub dry_run: bool,
    /// The day the files were handed in, as typed, if it is not today.
    pub handed_in: Option<String>,
}

/// What became of one file.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ImportedOut {
    /// The file's name.
    pub file: String,
    /// `imported`, `planned`, `known` or `refused`.
    pub outcome: String,
    /// Who sent it.
    pub sender_unit: Option<String>,
    /// Its number for us.
    pub number: Option<String>,
    /// Entries that are new.
    pub new: String,
    /// Entries that were here already.
    pub known: String,
    /// Entries that are kept but do not count, by reason, with their number.
    pub uncounted: Vec<UncountedOut>,
    /// Stations whose ledger forked.
    pub forks: Vec<String>,
    /// For a replay: when it was imported first.
    pub imported_at: Option<String>,
    /// Totals the sender saw that are not those of the closing it carries.
    pub totals_differ: Vec<String>,
    /// Why it was refused.
    pub error: Option<WireError>,
}

/// Entries that do not count, by reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UncountedOut {
    /// The reason's code.
    pub reason: String,
    /// The reason in words.
    pub says: String,
    /// How many entries.
    pub count: u32,
}

/// What became of all files.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ImportBundlesRes {
    /// One row for each file.
    pub files: Vec<ImportedOut>,
}

impl Command for ImportBundles {
    type Req = ImportBundlesReq;
    type Res = ImportBundlesRes;
    const NAME: &'static str = "import_bundles";
    const RIGHT: Right = Right::Chief;

    fn run(app: &App, req: ImportBundlesReq, progress: &dyn Progress) -> AppResult<ImportBundlesRes> {
        let session = app.session()?;
        let enrolment = session.enrolment()?.ok_or(Code::NotEnrolled)?;
        let handed_in = match &req.handed_in {
            Some(typed) => Some(read_day(typed, app)?),
            None => None,
        };
        let paths = find_files(&req.paths)?;
        let total = paths.len() as u64;
        let mut files = Vec::with_capacity(paths.len());
        for (done, path) in paths.iter().enumerate() {
            progress.step("import", done as u64, total);
            if progress.is_cancelled() {
                return Err(Code::Cancelled.into());
            }
            let work =
                Import { app, session: &session, enrolment: &enrolment, dry_run: req.dry_run, handed_in };
            files.push(work.file(path));
        }
        progress.step("import", total, total);
        if !req.dry_run {
            session.refresh()?;
            let store = session.store();
            store.checkpoint()?;
            store.keep_watermark(*session.station_id())?;
        }
        Ok(ImportBundlesRes { files })
    }
}

fn read_day(typed: &str, app: &App) -> AppResult<chrono::NaiveDate> {
    so138_domain::input::parse_date(typed, app.today()).map_err(|error| {
        let problem = words::say(&format!("input.{}.says", error.code()), &error.params());
        AppError::new(Code::BadArgument).with("field", "ngày nộp").with("reason", problem)
    })
}

/// The bundles meant by files and folders, in name order.
fn find_files(paths: &[String]) -> AppResult<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths.iter().map(PathBuf::from) {
        if !path.is_dir() {
            files.push(path);
            continue;
        }
        let entries = std::fs::read_dir(&path).map_err(|error| crate::files::file_error(&path, error))?;
        for entry in entries {
            let found = entry.map_err(|error| crate::files::file_error(&path, error))?.path();
            if found.extension().is_some_and(|extension| extension == "so138") && found.is_file() {
                files.push(found);
            }
        }
    }
    files.sort();
    if files.is_empty() || files.len() > FILES_MAX {
        return Err(Code::NothingToImport.into());
    }
    Ok(files)
}

struct Import<'a> {
    app: &'a App,
    session: &'a Session,
    enrolment: &'a Enrolment,
    dry_run: bool,
    handed_in: Option<chrono::NaiveDate>,
}

impl Import<'_> {
    /// Takes one file; a refusal of one file never stops the others.
    fn file(&self, path: &Path) -> ImportedOut {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match self.take(path) {
            Ok(mut out) => {
                out.file = name;
                out
            }
            Err(error) => refused(name, &error),
        }
    }

    fn take(&self, path: &Path) -> AppResult<ImportedOut> {
        let spool = self.session.spool(self.app)?;
        let mut opened = open_bundle(self.app, self.session, self.enrolment, path, spool.path())?;
        self.check_manifest(opened.manifest())?;
        let reader = self.session.reader()?;
        if let Some(before) = reader.bundle_in(opened.manifest_sha256())? {
            return Ok(replay(opened.manifest(), &before));
        }
        check_sender(&reader, opened.manifest())?;
        let mut store = self.session.store();
        let uncounted_before = reader.uncounted_by_reason()?;
        let work = |tx: &mut Tx<'_>| -> AppResult<Added> {
            let mut added = add_slices(tx, &reader, self.enrolment, &mut opened)?;
            check_issuers(tx, &self.session.units(), opened.manifest())?;
            {
                let now = tx.settled()?;
                for (reason, count) in now.uncounted_by_reason()? {
                    let before = uncounted_before.get(&reason).copied().unwrap_or_default();
                    if count > before {
                        added.uncounted.push((reason, count - before));
                    }
                }
                added.totals_differ = differing_totals(now, opened.manifest())?;
            }
            if !self.dry_run {
                self.journal(tx, &reader, &opened, &added)?;
            }
            Ok(added)
        };
        let added = if self.dry_run { store.rehearse(work) } else { store.transaction(work) }?;
        drop(store);
        Ok(self.outcome(opened.manifest(), added))
    }

    fn check_manifest(&self, manifest: &Manifest) -> AppResult<()> {
        if manifest.to.unit != *self.session.unit() {
            return Err(Code::BundleNotForUs.into());
        }
        if manifest.sandbox != self.session.is_sandbox() {
            return Err(Code::BundleSandbox.into());
        }
        let created = chrono::DateTime::parse_from_rfc3339(&manifest.created);
        let ahead = created.map(|created| created.timestamp() - self.app.now().0.timestamp());
        if !ahead.is_ok_and(|seconds| seconds <= AHEAD_SECONDS_MAX) {
            return Err(AppError::new(Code::BundleFromFuture).with("created", &manifest.created));
        }
        Ok(())
    }

    /// The journal row and the receipt, in the same transaction as the entries.
    fn journal(&self, tx: &mut Tx<'_>, reader: &Reader, opened: &Opened, added: &Added) -> AppResult<()> {
        let manifest = opened.manifest();
        let status = match (added.forks.is_empty(), added.uncounted.is_empty()) {
            (false, _) => BundleStatus::Fork,
            (true, false) => BundleStatus::Findings,
            (true, true) => BundleStatus::Whole,
        };
        tx.journal_in(&BundleInRow {
            manifest: opened.manifest_sha256(),
            sender: manifest.sender.station,
            sender_unit: manifest.sender.unit.clone(),
            epoch: manifest.sender.epoch,
            to: manifest.to.unit.clone(),
            number: manifest.number,
            imported_at: self.app.now().0.to_rfc3339_opts(chrono::SecondsFormat::Secs, false),
            handed_in: self.handed_in,
            new_count: added.new,
            known_count: added.known,
            uncounted_count: added.uncounted.iter().map(|(_, count)| count).sum(),
            status,
        })?;
        let mut writer = LedgerWriter::begin(self.app, self.session, reader, tx)?;
        writer.append(Body::BundleReceived(BundleReceived {
            sender: manifest.sender.station,
            sender_unit: manifest.sender.unit.clone(),
            epoch: manifest.sender.epoch,
            to: manifest.to.unit.clone(),
            number: manifest.number,
            manifest: opened.manifest_sha256(),
            heads: manifest.slices.iter().map(|slice| slice.mark().head).collect(),
            handed_in: self.handed_in,
        }))?;
        writer.end().map(|_| ())
    }

    fn outcome(&self, manifest: &Manifest, added: Added) -> ImportedOut {
        let outcome = if self.dry_run { "planned" } else { "imported" };
        let uncounted = added
            .uncounted
            .into_iter()
            .map(|(reason, count)| UncountedOut {
                reason: reason.code().to_owned(),
                says: words::word(&format!("uncounted.{}", reason.code())),
                count: u32::try_from(count).unwrap_or(u32::MAX),
            })
            .collect();
        ImportedOut {
            file: String::new(),
            outcome: outcome.to_owned(),
            sender_unit: Some(manifest.sender.unit.to_string()),
            number: Some(manifest.number.to_string()),
            new: added.new.to_string(),
            known: added.known.to_string(),
            uncounted,
            forks: added.forks.iter().map(ToString::to_string).collect(),
            imported_at: None,
            totals_differ: added.totals_differ,
            error: None,
        }
    }
}

fn open_bundle(
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

/// A revoked station may not bring anything: what it wrote while it was good is here already, or
/// comes with its unit's other stations.
fn check_sender(reader: &Reader, manifest: &Manifest) -> AppResult<()> {
    let sender = manifest.sender.station;
    let rows = reader.stations(Some(&manifest.sender.unit))?;
    if rows.iter().any(|row| row.station == sender && row.is_revoked) {
        return Err(AppError::new(Code::SenderRevoked).with("station", sender));
    }
    Ok(())
}

fn replay(manifest: &Manifest, before: &BundleInRow) -> ImportedOut {
    ImportedOut {
        file: String::new(),
        outcome: "known".to_owned(),
        sender_unit: Some(manifest.sender.unit.to_string()),
        number: Some(manifest.number.to_string()),
        new: "0".to_owned(),
        known: manifest.entries.count.to_string(),
        uncounted: Vec::new(),
        forks: Vec::new(),
        imported_at: Some(before.imported_at.clone()),
        totals_differ: Vec::new(),
        error: None,
    }
}

fn refused(file: String, error: &AppError) -> ImportedOut {
    ImportedOut {
        file,
        outcome: "refused".to_owned(),
        sender_unit: None,
        number: None,
        new: "0".to_owned(),
        known: "0".to_owned(),
        uncounted: Vec::new(),
        forks: Vec::new(),
        imported_at: None,
        totals_differ: Vec::new(),
        error: Some(error.to_wire()),
    }
}

#[derive(Default)]
struct Added {
    new: u64,
    known: u64,
    forks: Vec<StationId>,
    uncounted: Vec<(so138_domain::ledger::Uncounted, u64)>,
    totals_differ: Vec<String>,
}

/// Adds every slice and keeps its seal; stations of the root unit become anchors of belief.
fn add_slices(
    tx: &mut Tx<'_>,
    reader: &Reader,
    enrolment: &Enrolment,
    opened: &mut Opened,
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
        let brought = tx
            .add_slice(&mark, entries.map(Ok::<_, AppError>))
            .map_err(|error| name_station(error, slice.station))?;
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
fn check_issuers(tx: &mut Tx<'_>, units: &UnitTree, manifest: &Manifest) -> AppResult<()> {
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
fn differing_totals(reader: &Reader, manifest: &Manifest) -> AppResult<Vec<String>> {
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
        add_slices(tx, &reader, enrolment, &mut opened)?;
        check_issuers(tx, &session.units(), opened.manifest())
    })?;
    drop(store);
    session.refresh()
}

/// The command `verify_bundle`: everything that can be said of a bundle without importing it.
#[derive(Debug)]
pub struct VerifyBundle;

/// What a bundle is.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct VerifyBundleRes {
    /// Who sent it.
    pub sender_unit: String,
    /// The sending station.
    pub sender: String,
    /// For whom it is.
    pub to: String,
    /// Its number for the addressee.
    pub number: String,
    /// When it was made, by the sender's clock.
    pub created: String,
    /// Whether it is practice data.
    pub sandbox: bool,
    /// How many entries it carries.
    pub entries: String,
    /// How many ledgers.
    pub slices: u32,
    /// Periods it is about.
    pub periods: Vec<String>,
    /// SHA-256 of its manifest.
    pub manifest: String,
    /// Whether the sender's certificate ran out and is in its grace time.
    pub in_grace: bool,
    /// When it was imported here, if it was.
    pub imported_at: Option<String>,
}

impl Command for VerifyBundle {
    type Req = super::enrol::PathReq;
    type Res = VerifyBundleRes;
    const NAME: &'static str = "verify_bundle";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: super::enrol::PathReq, _progress: &dyn Progress) -> AppResult<VerifyBundleRes> {
        let session = app.session()?;
        let enrolment = session.enrolment()?.ok_or(Code::NotEnrolled)?;
        let spool = session.spool(app)?;
        let limits = Limits::default();
        let context = ReadContext {
            keys: &[session.keys().envelope_key()],
            anchor: RootAnchor::new(&enrolment.root, app.now().0.timestamp()),
            limits: &limits,
            spool_dir: spool.path(),
        };
        let inspection = so138_bundle::inspect(Path::new(&req.path), &context)?;
        let manifest = inspection.manifest;
        let before = session.reader()?.bundle_in(inspection.manifest_sha256)?;
        Ok(VerifyBundleRes {
            sender_unit: manifest.sender.unit.to_string(),
            sender: manifest.sender.station.to_string(),
            to: manifest.to.unit.to_string(),
            number: manifest.number.to_string(),
            created: manifest.created,
            sandbox: manifest.sandbox,
            entries: manifest.entries.count.to_string(),
            slices: u32::try_from(manifest.slices.len()).unwrap_or(u32::MAX),
            periods: manifest.periods,
            manifest: inspection.manifest_sha256.to_string(),
            in_grace: inspection.signed.identity.is_in_grace,
            imported_at: before.map(|row| row.imported_at),
        })
    }
}

/// The command `list_bundles`: everything that came and went.
#[derive(Debug)]
pub struct ListBundles;

/// One bundle that came.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct BundleInOut {
    /// Who sent it.
    pub sender_unit: String,
    /// Its number for us.
    pub number: String,
    /// When it was imported.
    pub imported_at: String,
    /// `whole`, `findings` or `fork`.
    pub status: String,
    /// SHA-256 of its manifest.
    pub manifest: String,
}

/// One bundle that went.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct BundleOutOut {
    /// For whom.
    pub to: String,
    /// Its number for the addressee.
    pub number: String,
    /// When it was written.
    pub created_at: String,
    /// Its size in bytes.
    pub size_bytes: String,
    /// SHA-256 of its manifest.
    pub manifest: String,
    /// Whether the addressee said it arrived.
    pub received: bool,
}

/// A ledger that forked and waits for a decision.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ForkOut {
    /// The station.
    pub station: String,
    /// The first entries of its branches, to choose from.
    pub branches: Vec<String>,
}

/// Bundles in and out.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ListBundlesRes {
    /// What came, the latest first.
    pub came: Vec<BundleInOut>,
    /// What went, the latest first.
    pub went: Vec<BundleOutOut>,
    /// Ledgers that forked.
    pub forks: Vec<ForkOut>,
}

/// The most rows of each direction.
const BUNDLES_MAX: u32 = 10_000;

impl Command for ListBundles {
    type Req = Nothing;
    type Res = ListBundlesRes;
    const NAME: &'static str = "list_bundles";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, _req: Nothing, _progress: &dyn Progress) -> AppResult<ListBundlesRes> {
        let session = app.session()?;
        let reader = session.reader()?;
        let receipts = reader.receipts(*session.station_id(), BUNDLES_MAX)?;
        let received = |manifest: Sha256Hash| receipts.iter().any(|receipt| receipt.manifest == manifest);
        let came = reader.bundles_in(None, BUNDLES_MAX)?;
        let went = reader.bundles_out(None, BUNDLES_MAX)?;
        Ok(ListBundlesRes {
            came: came
                .into_iter()
                .map(|row| BundleInOut {
                    sender_unit: row.sender_unit.to_string(),
                    number: row.number.to_string(),
                    imported_at: row.imported_at,
                    status: row.status.code().to_owned(),
                    manifest: row.manifest.to_string(),
                })
                .collect(),
            went: went
                .into_iter()
                .map(|row| BundleOutOut {
                    to: row.to.to_string(),
                    number: row.number.to_string(),
                    created_at: row.created_at,
                    size_bytes: row.size_bytes.to_string(),
                    manifest: row.manifest.to_string(),
                    received: received(row.manifest),
                })
                .collect(),
            forks: forks(&reader)?,
        })
    }
}

fn forks(reader: &Reader) -> AppResult<Vec<ForkOut>> {
    let mut forks: Vec<ForkOut> = Vec::new();
    let rows = reader.heads()?;
    for row in rows.iter().filter(|row| row.branch != 0) {
        let station = row.head.station.to_string();
        let mut branches = Vec::new();
        for rival in rows.iter().filter(|rival| {
            rival.head.station == row.head.station
                && rival.head.epoch == row.head.epoch
                && rival.head.seq >= row.from
        }) {
            if let Some(first) = reader.slice(row.from, &rival.head)?.next().transpose()? {
                branches.push(first.id.to_string());
            }
        }
        branches.dedup();
        forks.push(ForkOut { station, branches });
    }
    Ok(forks)
}

/// The command `decide_fork`: which branch of a forked ledger counts from now on.
#[derive(Debug)]
pub struct DecideFork;

/// The decision.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DecideForkReq {
    /// The station whose ledger forked.
    pub station: String,
    /// Id of the first entry of the branch that is kept.
    pub keep: String,
    /// Why.
    pub reason: String,
}

impl Command for DecideFork {
    type Req = DecideForkReq;
    type Res = Nothing;
    const NAME: &'static str = "decide_fork";
    const RIGHT: Right = Right::Chief;

    fn run(app: &App, req: DecideForkReq, _progress: &dyn Progress) -> AppResult<Nothing> {
        let session = app.session()?;
        let unknown = || AppError::new(Code::UnknownStation).with("station", &req.station);
        let station: StationId = req.station.parse().map_err(|_| unknown())?;
        let reason = parse_reason(&req.reason)?;
        let reader = session.reader()?;
        let rows = reader.heads()?;
        let unit = rows.iter().find(|row| row.head.station == station).and_then(|row| row.unit.clone());
        let unit = unit.ok_or_else(unknown)?;
        let mut keep: Option<Head> = None;
        for fork in rows.iter().filter(|row| row.head.station == station && row.branch != 0) {
            for rival in rows.iter().filter(|rival| {
                rival.head.station == station
                    && rival.head.epoch == fork.head.epoch
                    && rival.head.seq >= fork.from
            }) {
                let first = reader.slice(fork.from, &rival.head)?.next().transpose()?;
                if let Some(first) = first.filter(|first| first.id.to_string() == req.keep) {
                    keep = Some(Head { station, epoch: fork.head.epoch, seq: first.seq, id: first.id });
                }
            }
        }
        let keep = keep.ok_or_else(|| AppError::new(Code::UnknownRecord).with("record", &req.keep))?;
        session.write(app, |ledger| {
            ledger.append(Body::ForkDecided(ForkDecided { unit, keep, reason })).map(|_| ())
        })?;
        Ok(Nothing {})
    }
}
