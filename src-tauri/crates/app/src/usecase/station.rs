//! A station's life: made, unlocked, locked, recovered.

use serde::{Deserialize, Serialize};
use so138_domain::ids::{EpochId, OfficerId, StationId, UnitCode};
use so138_domain::ledger::{
    AuthorityCreated, Body, CatalogPublished, EpochStarted, OfficerAdded, Role, StationAdmitted,
    UnitsPublished,
};
use so138_domain::text;
use so138_domain::units::{UnitRow, UnitTree};
use so138_store::{Store, Watermark};
use so138_trust::authority::{Authority, EnrolRequest, fingerprint};
use so138_trust::escrow;
use so138_trust::slots::{Slots, Unlocked};
use ts_rs::TS;
use uuid::Uuid;

use super::backup::begin_new_epoch;
use super::officer::{by_login, load_slots};
use super::place::gazetteer;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::fieldwork::{FieldRules, shipped};
use crate::files::{Doorplate, DoorplateOfficer};
use crate::session::{Enrolment, NewSession, Session, Whoami};
use crate::wire::Nothing;
use crate::{App, base64, convert};

/// Years a station's certificate is valid.
pub(super) const STATION_YEARS: u32 = 3;

/// The command `app_version`.
#[derive(Debug)]
pub struct AppVersion;

/// The program's version and formats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AppVersionRes {
    /// Version of the program.
    pub version: String,
    /// Day of release, ISO.
    pub released_on: String,
}

impl Command for AppVersion {
    type Req = Nothing;
    type Res = AppVersionRes;
    const NAME: &'static str = "app_version";
    const RIGHT: Right = Right::Anyone;

    fn run(_app: &App, _req: Nothing, _progress: &dyn Progress) -> AppResult<AppVersionRes> {
        Ok(AppVersionRes {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            released_on: crate::clock::RELEASED_ON.to_owned(),
        })
    }
}

/// The command `store_state`: what the unlock screen and the first window show.
#[derive(Debug)]
pub struct StoreState;

/// What is known of the store without unlocking it, and who has it unlocked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StoreStateRes {
    /// `missing`, `locked`, `open` or `damaged`. A newer or damaged database shows itself at unlocking.
    pub state: String,
    /// Whether it holds practice data.
    pub sandbox: bool,
    /// Who can unlock it.
    pub officers: Vec<DoorplateOfficer>,
    /// Who has it unlocked.
    pub whoami: Option<Whoami>,
}

impl Command for StoreState {
    type Req = Nothing;
    type Res = StoreStateRes;
    const NAME: &'static str = "store_state";
    const RIGHT: Right = Right::Anyone;

    fn run(app: &App, _req: Nothing, _progress: &dyn Progress) -> AppResult<StoreStateRes> {
        if !app.folder().key_slots().exists() {
            let state = "missing".to_owned();
            return Ok(StoreStateRes { state, sandbox: false, officers: Vec::new(), whoami: None });
        }
        let Ok(plate) = Doorplate::load(app.folder()) else {
            let state = "damaged".to_owned();
            return Ok(StoreStateRes { state, sandbox: false, officers: Vec::new(), whoami: None });
        };
        let whoami = match app.session() {
            Ok(session) => Some(session.whoami()?),
            Err(_) => None,
        };
        let state = if whoami.is_some() { "open" } else { "locked" };
        Ok(StoreStateRes {
            state: state.to_owned(),
            sandbox: plate.sandbox,
            officers: plate.officers,
            whoami,
        })
    }
}

/// The command `create_station`: a new store for one unit with its first officer.
#[derive(Debug)]
pub struct CreateStation;

/// What a new station needs to know.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct CreateStationReq {
    /// Code of the unit it is for.
    pub unit: String,
    /// What the laptop is called.
    pub name: String,
    /// The first officer: short login, name and title as printed.
    pub officer: OfficerIn,
    /// Passphrase of the first officer.
    pub passphrase: String,
    /// Practice data: weak keys, refused by real stations.
    pub sandbox: bool,
    /// At the root of the tree: the units and reporters, parents first. Absent elsewhere: they
    /// come with the answer to the enrolment request.
    pub units: Option<Vec<UnitIn>>,
}

/// A person as printed on papers.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct OfficerIn {
    /// Short name to pick at the unlock screen, e.g. `truong`.
    pub login: String,
    /// Name as printed.
    pub name: String,
    /// Position as printed.
    pub title: String,
}

/// A unit as typed or read from a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnitIn {
    /// National code or a code of its own.
    pub code: String,
    /// Full name with its type word.
    pub name: String,
    /// Type, e.g. `xa`.
    pub kind: String,
    /// Code of the unit above; absent for the root.
    pub parent: Option<String>,
    /// First day, ISO.
    pub from: Option<String>,
    /// Last day, ISO.
    pub to: Option<String>,
    /// Codes of the units it became, of an ended one.
    #[serde(default)]
    pub into: Vec<String>,
}

/// What is shown once and never again, and what is printed around it on the recovery sheet.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct CreateStationRes {
    /// The new station's id.
    pub station: String,
    /// What the laptop is called.
    pub name: String,
    /// The unit's code.
    pub unit: String,
    /// The unit's name in the list given, or in the official lists; absent when neither has it.
    pub unit_name: Option<String>,
    /// Login of the first officer, as it will be offered at the unlock screen.
    pub login: String,
    /// The day it was made, ISO.
    pub day: String,
    /// The recovery code, to print and lock away.
    pub recovery_code: String,
    /// At the root: the two shares of the escrow key, to print and give to two persons.
    pub escrow_shares: Option<Vec<String>>,
    /// At the root: the fingerprint new stations are told over the telephone.
    pub root_fingerprint: Option<Vec<String>>,
}

/// Reads the typed units into a tree.
///
/// # Errors
/// `bad_units` with the first reason.
pub fn read_units(units: &[UnitIn]) -> AppResult<Vec<UnitRow>> {
    let bad = |reason: &dyn std::fmt::Display| AppError::new(Code::BadUnits).with("reason", reason);
    let day = |text: &Option<String>| -> AppResult<Option<chrono::NaiveDate>> {
        text.as_deref().map(str::parse).transpose().map_err(|error| bad(&error))
    };
    let mut rows = Vec::with_capacity(units.len());
    for unit in units {
        rows.push(UnitRow {
            code: unit.code.parse().map_err(|error| bad(&format!("{}: {error}", unit.code)))?,
            name: text::clean(&unit.name),
            kind: unit.kind.clone(),
            parent: unit.parent.as_deref().map(str::parse).transpose().map_err(|error| bad(&error))?,
            from: day(&unit.from)?,
            to: day(&unit.to)?,
            into: unit
                .into
                .iter()
                .map(|code| code.parse().map_err(|error| bad(&format!("{code}: {error}"))))
                .collect::<AppResult<_>>()?,
        });
    }
    UnitTree::build(rows.clone()).map_err(|error| bad(&error))?;
    Ok(rows)
}

impl Command for CreateStation {
    type Req = CreateStationReq;
    type Res = CreateStationRes;
    const NAME: &'static str = "create_station";
    const RIGHT: Right = Right::Anyone;

    fn run(app: &App, req: CreateStationReq, _progress: &dyn Progress) -> AppResult<CreateStationRes> {
        let unit: UnitCode = req
            .unit
            .parse()
            .map_err(|error| AppError::new(Code::UnknownUnit).with("unit", &req.unit).because(error))?;
        let units = req.units.as_deref().map(read_units).transpose()?;
        if units.as_ref().is_some_and(|rows| rows.first().map(|row| &row.code) != Some(&unit)) {
            return Err(AppError::new(Code::BadUnits).with("reason", "đơn vị gốc không phải đơn vị của trạm"));
        }
        let login = text::fold(&req.officer.login);
        if login.is_empty() {
            return Err(AppError::new(Code::BadArgument)
                .with("field", "login")
                .with("reason", "không được trống"));
        }
        let folder = app.folder();
        if folder.key_slots().exists() {
            return Err(Code::StoreExists.into());
        }
        app.now_unanchored()?;
        clear_unfinished(app)?;
        let station = StationId::new(app.new_id());
        let officer = OfficerId::new(app.new_id());
        let epoch = EpochId::new(app.new_id());
        let cost = app.kdf_cost(req.sandbox);
        let passphrase = text::nfc(&req.passphrase);
        let (mut slots, unlocked) =
            Slots::create(&station.to_string(), &officer.to_string(), &passphrase, cost)
                .map_err(convert::slot)?;
        let code = slots.set_recovery(&unlocked.master, cost).map_err(convert::slot)?;
        let rules = Box::new(FieldRules::new()?);
        let store = Store::create(folder.path(), unlocked.master.as_bytes(), rules).map_err(convert::open)?;
        let sandbox = req.sandbox;
        let key = hex::encode(unlocked.officer_key.public_sec1());
        let new = NewSession { store, station, unit: unit.clone(), epoch, officer, unlocked, sandbox };
        let session = Session::begin(new)?;
        let first = OfficerAdded {
            officer,
            name: text::clean(&req.officer.name),
            title: text::clean(&req.officer.title),
            role: Role::Admin,
            key,
        };
        let listed = units.iter().flatten().find(|row| row.code == unit);
        let unit_name = listed.map_or_else(|| official_name(&unit), |row| Some(row.name.clone()));
        let root = match units {
            Some(rows) => Some((make_root(app, &session, &req.name)?, rows)),
            None => None,
        };
        let mut answer = CreateStationRes {
            station: station.to_string(),
            name: text::clean(&req.name),
            unit: unit.to_string(),
            unit_name,
            login: login.clone(),
            day: app.today().to_string(),
            recovery_code: code.to_print().to_string(),
            escrow_shares: None,
            root_fingerprint: None,
        };
        session.write(app, |ledger| {
            ledger.append(Body::EpochStarted(EpochStarted { unit: unit.clone(), continues: None }))?;
            ledger.append(Body::OfficerAdded(first))?;
            let Some((root, rows)) = root else { return Ok(()) };
            answer.escrow_shares = Some(root.shares);
            answer.root_fingerprint = Some(root.groups);
            let catalog = shipped()?;
            let (version, document) = (catalog.version.clone(), catalog.to_document());
            ledger.append(Body::UnitsPublished(UnitsPublished { version: 1, units: rows }))?;
            ledger.append(Body::CatalogPublished(CatalogPublished { version, document }))?;
            ledger.append(Body::AuthorityCreated(root.created))?;
            ledger.append(Body::StationAdmitted(root.admitted)).map(|_| ())
        })?;
        session.store().keep_watermark(station)?;
        let officers = vec![DoorplateOfficer { officer: officer.to_string(), login }];
        Doorplate { format: 1, sandbox, officers }.save(folder)?;
        // The slots come last: until they are there, the folder is no store and is made again.
        slots.save_atomic(&folder.key_slots()).map_err(convert::save_slots)?;
        app.set_session(session);
        Ok(answer)
    }
}

/// Puts aside what lies here without key slots: a creation that was cut off, or a store whose slots file was
/// lost and which the slots of a backup would still open. Nothing is deleted.
pub(super) fn clear_unfinished(app: &App) -> AppResult<()> {
    let dir = app.folder().path();
    std::fs::create_dir_all(dir).map_err(|error| crate::files::file_error(dir, error))?;
    let names = ["so138.db", "so138.db-wal", "so138.db-shm", "watermark.json", "station.json"];
    let aside = |name: &str, number: u32| dir.join(format!("{name}.unfinished-{number}"));
    let is_free = |number: &u32| names.iter().all(|name| !aside(name, *number).exists());
    let number = (1..).find(is_free).unwrap_or(u32::MAX);
    for name in names {
        let path = dir.join(name);
        if path.exists() {
            let kept = aside(name, number);
            std::fs::rename(&path, kept).map_err(|error| crate::files::file_error(&path, error))?;
        }
    }
    Ok(())
}

/// A unit's name in the official lists; none when they do not have the code.
fn official_name(unit: &UnitCode) -> Option<String> {
    let gazetteer = gazetteer().ok()?;
    gazetteer.of_code(unit).next_back().map(|place| place.name.clone())
}

struct Root {
    created: AuthorityCreated,
    admitted: StationAdmitted,
    shares: Vec<String>,
    groups: Vec<String>,
}

/// Makes the root's authority and escrow, and enrols its own first station.
fn make_root(app: &App, session: &Session, name: &str) -> AppResult<Root> {
    let now = app.now().0.timestamp();
    let unit = session.unit();
    let name = text::clean(name);
    let bad_name = |error| {
        AppError::new(Code::BadArgument)
            .with("field", "name")
            .with("reason", "tên máy không dùng được")
            .because(error)
    };
    let authority = Authority::create_root(unit.as_str(), &name, now).map_err(bad_name)?;
    let station = session.station_id().to_string();
    let app_version = env!("CARGO_PKG_VERSION");
    let request = EnrolRequest::try_new(unit.as_str(), &station, session.keys(), None, app_version)
        .map_err(AppError::bug)?;
    let leaf = authority
        .issue_station(&request.csr_der, &station, unit.as_str(), now, STATION_YEARS)
        .map_err(AppError::bug)?;
    let escrow = escrow::generate().map_err(AppError::bug)?;
    session.save_authority(&authority)?;
    let root = authority.root_der().to_vec();
    session.save_enrolment(&Enrolment { root: root.clone(), chain: vec![leaf.clone()] })?;
    Ok(Root {
        created: AuthorityCreated {
            unit: unit.clone(),
            certificate: base64::encode(&root),
            escrow_recipient: escrow.recipient.clone(),
        },
        admitted: StationAdmitted {
            station: *session.station_id(),
            unit: unit.clone(),
            name,
            certificate: base64::encode(&leaf),
            recipient: session.keys().recipient(),
        },
        shares: vec![escrow.first_share.to_string(), escrow.second_share.to_string()],
        groups: fingerprint(&root).groups().to_vec(),
    })
}

/// The command `unlock`.
#[derive(Debug)]
pub struct Unlock;

/// Who, and the passphrase.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct UnlockReq {
    /// Login on the unlock screen; may be absent when the store has one officer.
    pub login: Option<String>,
    /// The passphrase.
    pub passphrase: String,
}

/// An unlocked store.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct UnlockRes {
    /// Who works now.
    pub whoami: Whoami,
    /// The database was an older copy of itself: a new epoch was started, and what the copy lacks
    /// comes back from the receiver.
    pub old_copy: bool,
}

impl Command for Unlock {
    type Req = UnlockReq;
    type Res = UnlockRes;
    const NAME: &'static str = "unlock";
    const RIGHT: Right = Right::Anyone;

    fn run(app: &App, req: UnlockReq, _progress: &dyn Progress) -> AppResult<UnlockRes> {
        if !app.folder().key_slots().exists() {
            return Err(Code::StoreMissing.into());
        }
        app.lock();
        let (officer, unlocked) = unlock_slots(app, req.login.as_deref(), &req.passphrase)?;
        let rules = Box::new(FieldRules::new()?);
        let store =
            Store::open(app.folder().path(), unlocked.master.as_bytes(), rules).map_err(convert::open)?;
        let session = Session::resume(store, OfficerId::new(officer), unlocked)?;
        let mark = session.store().check_watermark(*session.station_id())?;
        let old_copy = matches!(mark, Watermark::DatabaseBehind { .. });
        if old_copy {
            begin_new_epoch(app, &session)?;
        }
        let whoami = session.whoami()?;
        app.set_session(session);
        Ok(UnlockRes { whoami, old_copy })
    }
}

/// Opens an officer's slot. Every try is written down before its answer is told, so that wrong
/// ones slow down across restarts.
pub(super) fn unlock_slots(app: &App, login: Option<&str>, passphrase: &str) -> AppResult<(Uuid, Unlocked)> {
    let plate = Doorplate::load(app.folder())?;
    let officer = match (login, plate.officers.as_slice()) {
        (Some(login), _) => by_login(&plate, login)?,
        (None, [only]) => by_login(&plate, &only.login)?,
        (None, _) => return Err(AppError::new(Code::UnknownOfficer).with("officer", "")),
    };
    let mut slots = load_slots(app, plate.sandbox)?;
    let unlocked = slots.unlock_officer(&officer.to_string(), &text::nfc(passphrase), app.clock_ms());
    slots.save_atomic(&app.folder().key_slots()).map_err(convert::save_slots)?;
    Ok((Uuid::from_bytes(*officer.as_bytes()), unlocked.map_err(convert::unlock)?))
}

/// The command `lock`.
#[derive(Debug)]
pub struct Lock;

impl Command for Lock {
    type Req = Nothing;
    type Res = Nothing;
    const NAME: &'static str = "lock";
    const RIGHT: Right = Right::Anyone;

    fn run(app: &App, _req: Nothing, _progress: &dyn Progress) -> AppResult<Nothing> {
        if let Ok(session) = app.session() {
            session.store().keep_watermark(*session.station_id())?;
        }
        app.lock();
        Ok(Nothing {})
    }
}

/// The command `recover_officer`: a forgotten passphrase, by the printed recovery code.
#[derive(Debug)]
pub struct RecoverOfficer;

/// Who, the code, and the new passphrase.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RecoverOfficerReq {
    /// Login on the unlock screen.
    pub login: String,
    /// The printed code, as typed.
    pub code: String,
    /// The new passphrase.
    pub passphrase: String,
}

impl Command for RecoverOfficer {
    type Req = RecoverOfficerReq;
    type Res = Nothing;
    const NAME: &'static str = "recover_officer";
    const RIGHT: Right = Right::Anyone;

    fn run(app: &App, req: RecoverOfficerReq, _progress: &dyn Progress) -> AppResult<Nothing> {
        let plate = Doorplate::load(app.folder())?;
        let officer = by_login(&plate, &req.login)?;
        let mut slots = load_slots(app, plate.sandbox)?;
        let opened = slots.unlock_recovery(&req.code, app.clock_ms());
        slots.save_atomic(&app.folder().key_slots()).map_err(convert::save_slots)?;
        let master = opened.map_err(convert::recovery)?;
        let cost = app.kdf_cost(plate.sandbox);
        let id = officer.to_string();
        let key =
            slots.reset_officer(&master, &id, &text::nfc(&req.passphrase), cost).map_err(convert::slot)?;
        let rules = Box::new(FieldRules::new()?);
        app.lock();
        let store = Store::open(app.folder().path(), master.as_bytes(), rules).map_err(convert::open)?;
        // The old signing key was readable by the lost passphrase only: the ledger learns the new one.
        let unlocked = Unlocked { master, officer_key: key };
        let session = Session::resume(store, officer, unlocked)?;
        let rows = session.reader()?.officers(Some(*session.station_id()))?;
        let row = rows.into_iter().find(|row| row.officer == officer);
        let row = row.ok_or_else(|| AppError::new(Code::UnknownOfficer).with("officer", &req.login))?;
        let key = hex::encode(session.officer_key().public_sec1());
        let again = OfficerAdded { officer, name: row.name, title: row.title, role: row.role, key };
        session.write(app, |ledger| ledger.append(Body::OfficerAdded(again)).map(|_| ()))?;
        slots.save_atomic(&app.folder().key_slots()).map_err(convert::save_slots)?;
        Ok(Nothing {})
    }
}
