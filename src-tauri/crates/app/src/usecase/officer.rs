//! Officers of a station: each with a passphrase and a signing key of his own.

use serde::{Deserialize, Serialize};
use so138_domain::ids::OfficerId;
use so138_domain::ledger::{Body, OfficerAdded, OfficerLeft, Role};
use so138_domain::text;
use so138_trust::slots::{SandboxPolicy, Slots};
use ts_rs::TS;

use super::station::OfficerIn;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::files::{Doorplate, DoorplateOfficer};
use crate::session::Session;
use crate::wire::Nothing;
use crate::{App, convert};

/// Reads the key slots of the session's own station.
pub(super) fn load_slots(app: &App, sandbox: bool) -> AppResult<Slots> {
    let policy = if sandbox { SandboxPolicy::Allow } else { SandboxPolicy::Refuse };
    Slots::load(&app.folder().key_slots(), policy).map_err(convert::load_slots)
}

fn save_slots(app: &App, slots: &Slots) -> AppResult<()> {
    slots.save_atomic(&app.folder().key_slots()).map_err(convert::save_slots)
}

/// The id behind a login on the unlock screen.
pub(super) fn by_login(plate: &Doorplate, login: &str) -> AppResult<OfficerId> {
    let wanted = text::fold(login);
    let found = plate.officers.iter().find(|officer| officer.login == wanted || officer.officer == login);
    found
        .and_then(|officer| officer.officer.parse().ok())
        .ok_or_else(|| AppError::new(Code::UnknownOfficer).with("officer", login))
}

/// The command `list_officers`.
#[derive(Debug)]
pub struct ListOfficers;

/// One officer.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct OfficerOut {
    /// Login on the unlock screen.
    pub login: String,
    /// Name as printed.
    pub name: String,
    /// Position as printed.
    pub title: String,
    /// `clerk`, `chief` or `admin`.
    pub role: String,
    /// Whether the officer left.
    pub left: bool,
}

const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Clerk => "clerk",
        Role::Chief => "chief",
        Role::Admin => "admin",
    }
}

impl Command for ListOfficers {
    type Req = Nothing;
    type Res = Vec<OfficerOut>;
    const NAME: &'static str = "list_officers";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, _req: Nothing, _progress: &dyn Progress) -> AppResult<Vec<OfficerOut>> {
        let session = app.session()?;
        let plate = Doorplate::load(app.folder())?;
        let rows = session.reader()?.officers(Some(*session.station_id()))?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let id = row.officer.to_string();
                let login = plate.officers.iter().find(|officer| officer.officer == id);
                OfficerOut {
                    login: login.map(|officer| officer.login.clone()).unwrap_or_default(),
                    name: row.name,
                    title: row.title,
                    role: role_name(row.role).to_owned(),
                    left: row.is_left,
                }
            })
            .collect())
    }
}

/// The command `add_officer`.
#[derive(Debug)]
pub struct AddOfficer;

/// A new officer.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct AddOfficerReq {
    /// Who.
    pub officer: OfficerIn,
    /// `clerk`, `chief` or `admin`.
    pub role: String,
    /// The new officer's passphrase.
    pub passphrase: String,
}

impl Command for AddOfficer {
    type Req = AddOfficerReq;
    type Res = Nothing;
    const NAME: &'static str = "add_officer";
    const RIGHT: Right = Right::Admin;

    fn run(app: &App, req: AddOfficerReq, _progress: &dyn Progress) -> AppResult<Nothing> {
        let session = app.session()?;
        let role = match req.role.as_str() {
            "clerk" => Role::Clerk,
            "chief" => Role::Chief,
            "admin" => Role::Admin,
            _ => {
                let reason = "cần clerk, chief hoặc admin";
                return Err(AppError::new(Code::BadArgument).with("field", "role").with("reason", reason));
            }
        };
        let mut plate = Doorplate::load(app.folder())?;
        let login = text::fold(&req.officer.login);
        if login.is_empty() || plate.officers.iter().any(|officer| officer.login == login) {
            let reason = "tên đăng nhập trống hoặc đã có";
            return Err(AppError::new(Code::BadArgument).with("field", "login").with("reason", reason));
        }
        let officer = OfficerId::new(app.new_id());
        let mut slots = load_slots(app, session.is_sandbox())?;
        let cost = app.kdf_cost(session.is_sandbox());
        let key = slots
            .add_officer(session.master(), &officer.to_string(), &text::nfc(&req.passphrase), cost)
            .map_err(convert::slot)?;
        let added = OfficerAdded {
            officer,
            name: text::clean(&req.officer.name),
            title: text::clean(&req.officer.title),
            role,
            key: hex::encode(key.public_sec1()),
        };
        // The entry first: an officer in the ledger without a slot can be added again, a slot
        // without an entry could sign nothing that counts.
        session.write(app, |ledger| ledger.append(Body::OfficerAdded(added)).map(|_| ()))?;
        save_slots(app, &slots)?;
        plate.officers.push(DoorplateOfficer { officer: officer.to_string(), login });
        plate.save(app.folder())?;
        Ok(Nothing {})
    }
}

/// The command `remove_officer`.
#[derive(Debug)]
pub struct RemoveOfficer;

/// Who leaves.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct LoginReq {
    /// Login on the unlock screen.
    pub login: String,
}

impl Command for RemoveOfficer {
    type Req = LoginReq;
    type Res = Nothing;
    const NAME: &'static str = "remove_officer";
    const RIGHT: Right = Right::Admin;

    fn run(app: &App, req: LoginReq, _progress: &dyn Progress) -> AppResult<Nothing> {
        let session = app.session()?;
        let mut plate = Doorplate::load(app.folder())?;
        let officer = by_login(&plate, &req.login)?;
        refuse_last_admin(&session, officer)?;
        let mut slots = load_slots(app, session.is_sandbox())?;
        slots.remove_officer(&officer.to_string()).map_err(convert::slot)?;
        save_slots(app, &slots)?;
        session.write(app, |ledger| ledger.append(Body::OfficerLeft(OfficerLeft { officer })).map(|_| ()))?;
        plate.officers.retain(|row| row.officer != officer.to_string());
        plate.save(app.folder())?;
        Ok(Nothing {})
    }
}

fn refuse_last_admin(session: &Session, leaving: OfficerId) -> AppResult<()> {
    let rows = session.reader()?.officers(Some(*session.station_id()))?;
    let stays = rows.iter().any(|row| row.role == Role::Admin && !row.is_left && row.officer != leaving);
    if stays { Ok(()) } else { Err(Code::LastOfficer.into()) }
}

/// The command `change_passphrase`: one's own.
#[derive(Debug)]
pub struct ChangePassphrase;

/// Old and new.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ChangePassphraseReq {
    /// As it is.
    pub old: String,
    /// As it will be.
    pub new: String,
}

impl Command for ChangePassphrase {
    type Req = ChangePassphraseReq;
    type Res = Nothing;
    const NAME: &'static str = "change_passphrase";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: ChangePassphraseReq, _progress: &dyn Progress) -> AppResult<Nothing> {
        let session = app.session()?;
        let mut slots = load_slots(app, session.is_sandbox())?;
        let cost = app.kdf_cost(session.is_sandbox());
        let officer = session.officer().to_string();
        let (old, new) = (text::nfc(&req.old), text::nfc(&req.new));
        let changed = slots.change_passphrase(&officer, &old, &new, cost, app.clock_ms());
        // A wrong old passphrase counts as a try, so the file is saved either way.
        save_slots(app, &slots)?;
        changed.map(|_| Nothing {}).map_err(convert::slot)
    }
}

/// The command `renew_recovery`.
#[derive(Debug)]
pub struct RenewRecovery;

/// The new code, shown once.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RenewRecoveryRes {
    /// The code to print; the one before no longer works.
    pub recovery_code: String,
}

impl Command for RenewRecovery {
    type Req = Nothing;
    type Res = RenewRecoveryRes;
    const NAME: &'static str = "renew_recovery";
    const RIGHT: Right = Right::Admin;

    fn run(app: &App, _req: Nothing, _progress: &dyn Progress) -> AppResult<RenewRecoveryRes> {
        let session = app.session()?;
        let mut slots = load_slots(app, session.is_sandbox())?;
        let cost = app.kdf_cost(session.is_sandbox());
        let code = slots.set_recovery(session.master(), cost).map_err(convert::slot)?;
        save_slots(app, &slots)?;
        Ok(RenewRecoveryRes { recovery_code: code.to_print().to_string() })
    }
}
