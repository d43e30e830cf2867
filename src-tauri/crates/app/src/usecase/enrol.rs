//! Enrolment without a network: a request carried up, an answer carried down, groups by telephone.

use std::path::Path;

use serde::{Deserialize, Serialize};
use so138_domain::ids::{StationId, UnitCode};
use so138_domain::ledger::{AuthorityCreated, Body, StationAdmitted, StationRevoked};
use so138_domain::text;
use so138_trust::authority::{
    Authority, AuthorityKey, ENROL_BYTES_MAX, EnrolRequest, GROUPS_ASKED_MIN, fingerprint, groups_match,
};
use so138_trust::chain::{self, Anchor};
use so138_trust::escrow;
use so138_trust::seal::{Seal, SealedHead};
use ts_rs::TS;

use crate::App;
use crate::base64;
use crate::command::{Command, Progress, Right};
use crate::convert;
use crate::error::{AppError, AppResult, Code};
use crate::files::{file_error, replace_file};
use crate::session::{Enrolment, Session};
use crate::usecase::station::STATION_YEARS;
use crate::usecase::{bundle_out, slices};
use crate::wire::Nothing;

/// The most bytes an answer file may have.
pub const ANSWER_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// What an answer file says it is.
const ANSWER_FORMAT: &str = "vn.so138.answer/1";

/// The answer as carried down: what to trust, who we are now, and a bundle with the rest.
#[derive(Serialize, Deserialize)]
struct Answer {
    format: String,
    /// The root's certificate, base64 DER; believed only after the fingerprint groups match.
    root: String,
    /// The new station's certificate and those between it and the root, base64 DER.
    chain: Vec<String>,
    /// The certificates of the new unit's own authority, its own first and the root last.
    #[serde(default)]
    authority: Vec<String>,
    /// A bundle of ours, base64.
    bundle: String,
}

/// A fingerprint group as heard: its place from 1 and the five digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GroupIn {
    /// Place, 1 to 6.
    pub place: u32,
    /// The digits.
    pub digits: String,
}

fn check_groups(bytes: &[u8], typed: &[GroupIn]) -> AppResult<()> {
    let pairs: Vec<(usize, &str)> = typed
        .iter()
        .filter_map(|group| Some((usize::try_from(group.place).ok()?.checked_sub(1)?, group.digits.as_str())))
        .collect();
    if pairs.len() < GROUPS_ASKED_MIN || !groups_match(&fingerprint(bytes), &pairs) {
        return Err(Code::FingerprintMismatch.into());
    }
    Ok(())
}

fn read_request(path: &str) -> AppResult<(Vec<u8>, EnrolRequest)> {
    let path = Path::new(path);
    let size = std::fs::metadata(path).map_err(|error| file_error(path, error))?.len();
    if size > ENROL_BYTES_MAX as u64 {
        return Err(Code::BadEnrolRequest.into());
    }
    let bytes = std::fs::read(path).map_err(|error| file_error(path, error))?;
    let request =
        EnrolRequest::parse(&bytes).map_err(|error| AppError::new(Code::BadEnrolRequest).because(error))?;
    Ok((bytes, request))
}

/// The command `request_enrolment`: writes the request file.
#[derive(Debug)]
pub struct RequestEnrolment;

/// Where the request goes, and whether the unit receives reports itself.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RequestEnrolmentReq {
    /// The file to write.
    pub path: String,
    /// Ask for an authority of our own, for the units below.
    pub receiver: bool,
}

/// The fingerprint to read over the telephone.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct FingerprintRes {
    /// Six groups of five digits.
    pub groups: Vec<String>,
}

impl Command for RequestEnrolment {
    type Req = RequestEnrolmentReq;
    type Res = FingerprintRes;
    const NAME: &'static str = "request_enrolment";
    const RIGHT: Right = Right::Admin;

    fn run(app: &App, req: RequestEnrolmentReq, _progress: &dyn Progress) -> AppResult<FingerprintRes> {
        let session = app.session()?;
        if session.enrolment()?.is_some() {
            return Err(Code::AlreadyEnrolled.into());
        }
        let authority = if req.receiver { Some(session.authority_key()?) } else { None };
        let request = EnrolRequest::try_new(
            session.unit().as_str(),
            &session.station_id().to_string(),
            session.keys(),
            authority.as_ref(),
            env!("CARGO_PKG_VERSION"),
        )
        .map_err(AppError::bug)?;
        let bytes = request.to_bytes();
        replace_file(Path::new(&req.path), &bytes)?;
        Ok(FingerprintRes { groups: fingerprint(&bytes).groups().to_vec() })
    }
}

/// The command `inspect_request`: what a request file says.
#[derive(Debug)]
pub struct InspectRequest;

/// Which file.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PathReq {
    /// The file.
    pub path: String,
}

/// What a request says; nothing in it is believed but the key.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct InspectRequestRes {
    /// The unit it claims.
    pub unit: String,
    /// That unit's name in our own list, if we know it.
    pub unit_name: Option<String>,
    /// The station's id.
    pub station: String,
    /// Whether it asks for an authority of its own.
    pub receiver: bool,
    /// Version of the program that wrote it.
    pub app: String,
}

impl Command for InspectRequest {
    type Req = PathReq;
    type Res = InspectRequestRes;
    const NAME: &'static str = "inspect_request";
    const RIGHT: Right = Right::Admin;

    fn run(app: &App, req: PathReq, _progress: &dyn Progress) -> AppResult<InspectRequestRes> {
        let session = app.session()?;
        let (_, request) = read_request(&req.path)?;
        let unit: Option<UnitCode> = request.unit.parse().ok();
        let units = session.units();
        Ok(InspectRequestRes {
            unit_name: unit.and_then(|unit| units.get(&unit).map(|row| row.name.clone())),
            unit: request.unit,
            station: request.station,
            receiver: request.authority_csr_der.is_some(),
            app: request.app,
        })
    }
}

/// The command `issue_enrolment`: certificates from our own register, and the answer file.
#[derive(Debug)]
pub struct IssueEnrolment;

/// Which request to answer.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct IssueEnrolmentReq {
    /// The request file.
    pub path: String,
    /// Folder for the answer file.
    pub out: String,
    /// Code of the unit in our own register.
    pub unit: String,
    /// What the laptop is called.
    pub name: String,
    /// Groups of the request's fingerprint, as heard.
    pub groups: Vec<GroupIn>,
}

/// The answer file, and what to read back over the telephone.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct IssueEnrolmentRes {
    /// The answer file's name in the folder.
    pub file: String,
    /// The root's fingerprint, six groups.
    pub root_groups: Vec<String>,
}

impl Command for IssueEnrolment {
    type Req = IssueEnrolmentReq;
    type Res = IssueEnrolmentRes;
    const NAME: &'static str = "issue_enrolment";
    const RIGHT: Right = Right::Admin;

    fn run(app: &App, req: IssueEnrolmentReq, _progress: &dyn Progress) -> AppResult<IssueEnrolmentRes> {
        let session = app.session()?;
        let authority = session.authority()?.ok_or(Code::NoAuthority)?;
        let (bytes, request) = read_request(&req.path)?;
        check_groups(&bytes, &req.groups)?;
        let unit = session.known_unit(&req.unit)?;
        if !session.units().is_within(&unit, session.unit()) {
            return Err(AppError::new(Code::OutsideAuthority).with("unit", &req.unit));
        }
        let station: StationId =
            request.station.parse().map_err(|error| AppError::new(Code::BadEnrolRequest).because(error))?;
        let now = app.now().0.timestamp();
        let issue = |error| AppError::new(Code::BadEnrolRequest).because(error);
        let leaf = authority
            .issue_station(&request.csr_der, &request.station, unit.as_str(), now, STATION_YEARS)
            .map_err(issue)?;
        let sub = match &request.authority_csr_der {
            Some(csr) => Some(authority.issue_sub(csr, unit.as_str(), &req.name, now).map_err(issue)?),
            None => None,
        };
        session.write(app, |ledger| {
            ledger.append(Body::StationAdmitted(StationAdmitted {
                station,
                unit: unit.clone(),
                name: text::clean(&req.name),
                certificate: base64::encode(&leaf),
                recipient: request.recipient.clone(),
            }))?;
            Ok(())
        })?;
        let spool = session.spool(app)?;
        let sent = bundle_out::write_for_enrolment(app, &session, &unit, &request.recipient, spool.path())?;
        let bundle = std::fs::read(&sent).map_err(|error| file_error(&sent, error))?;
        let answer = Answer {
            format: ANSWER_FORMAT.to_owned(),
            root: base64::encode(authority.root_der()),
            chain: std::iter::once(&leaf).chain(authority.path()).map(base64::encode).collect(),
            authority: sub
                .iter()
                .chain(sub.iter().flat_map(|_| authority.chain()))
                .map(base64::encode)
                .collect(),
            bundle: base64::encode(&bundle),
        };
        // The head of an id is its time: laptops set up in one minute share it.
        let file = format!("{}_{}.traloi", unit, &station.to_string()[24..]);
        let path = Path::new(&req.out).join(&file);
        replace_file(&path, &serde_json::to_vec(&answer).map_err(AppError::bug)?)?;
        Ok(IssueEnrolmentRes { file, root_groups: fingerprint(authority.root_der()).groups().to_vec() })
    }
}

/// The command `accept_enrolment`: pins the root, takes the certificates, reads the bundle.
#[derive(Debug)]
pub struct AcceptEnrolment;

/// The answer file and the root's groups.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct AcceptEnrolmentReq {
    /// The answer file.
    pub path: String,
    /// Groups of the root's fingerprint, from paper or by telephone.
    pub groups: Vec<GroupIn>,
}

/// What the station is now.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct AcceptEnrolmentRes {
    /// The unit's name in the published list.
    pub unit_name: String,
    /// At a receiver: the two shares of its escrow key, shown once.
    pub escrow_shares: Option<Vec<String>>,
}

fn decode_all(texts: &[String]) -> AppResult<Vec<Vec<u8>>> {
    texts.iter().map(|text| base64::decode(text).ok_or_else(|| Code::AnswerNotForUs.into())).collect()
}

fn read_answer(path: &Path) -> AppResult<Answer> {
    let size = std::fs::metadata(path).map_err(|error| file_error(path, error))?.len();
    if size > ANSWER_BYTES_MAX {
        return Err(AppError::new(Code::BundleTooLarge).with("limit", ANSWER_BYTES_MAX));
    }
    let bytes = std::fs::read(path).map_err(|error| file_error(path, error))?;
    let answer: Answer =
        serde_json::from_slice(&bytes).map_err(|error| AppError::new(Code::AnswerNotForUs).because(error))?;
    if answer.format == ANSWER_FORMAT { Ok(answer) } else { Err(Code::AnswerNotForUs.into()) }
}

impl Command for AcceptEnrolment {
    type Req = AcceptEnrolmentReq;
    type Res = AcceptEnrolmentRes;
    const NAME: &'static str = "accept_enrolment";
    const RIGHT: Right = Right::Admin;

    fn run(app: &App, req: AcceptEnrolmentReq, _progress: &dyn Progress) -> AppResult<AcceptEnrolmentRes> {
        let session = app.session()?;
        if session.enrolment()?.is_some() {
            return Err(Code::AlreadyEnrolled.into());
        }
        let answer = read_answer(Path::new(&req.path))?;
        let root = base64::decode(&answer.root).ok_or(Code::AnswerNotForUs)?;
        check_groups(&root, &req.groups)?;
        let enrolment = Enrolment { root, chain: decode_all(&answer.chain)? };
        check_is_ours(app, &session, &enrolment)?;
        let authority = take_authority(&session, decode_all(&answer.authority)?)?;
        let spool = session.spool(app)?;
        let file = spool.path().join("traloi.so138");
        let bundle = base64::decode(&answer.bundle).ok_or(Code::AnswerNotForUs)?;
        replace_file(&file, &bundle)?;
        slices::import_answer(app, &session, &enrolment, &file)?;
        session.save_enrolment(&enrolment)?;
        let mut escrow_shares = None;
        if let Some(authority) = authority {
            let escrow = escrow::generate().map_err(AppError::bug)?;
            session.save_authority(&authority)?;
            let created = AuthorityCreated {
                unit: session.unit().clone(),
                certificate: base64::encode(&authority.chain()[0]),
                escrow_recipient: escrow.recipient.clone(),
            };
            session.write(app, |ledger| ledger.append(Body::AuthorityCreated(created)).map(|_| ()))?;
            escrow_shares = Some(vec![escrow.first_share.to_string(), escrow.second_share.to_string()]);
        }
        let units = session.units();
        let unit_name = units.get(session.unit()).map(|row| row.name.clone()).unwrap_or_default();
        Ok(AcceptEnrolmentRes { unit_name, escrow_shares })
    }
}

/// The certificate must name this station and unit, carry our own key, and lead to the pinned root.
fn check_is_ours(app: &App, session: &Session, enrolment: &Enrolment) -> AppResult<()> {
    let anchor = Anchor::new(&enrolment.root, app.now().0.timestamp());
    let identity = chain::verify(&enrolment.chain, &anchor).map_err(convert::chain)?;
    let is_ours = identity.station_id == session.station_id().to_string()
        && identity.unit == session.unit().as_str()
        && carries_our_key(session, enrolment, &anchor);
    if is_ours { Ok(()) } else { Err(Code::AnswerNotForUs.into()) }
}

/// Only our own key makes a seal that this certificate verifies.
fn carries_our_key(session: &Session, enrolment: &Enrolment, anchor: &Anchor<'_>) -> bool {
    let station = session.station_id().to_string();
    let head = || SealedHead { station: &station, epoch: &station, seq: 1, head: &[0; 32] };
    Seal::sign(head(), session.keys(), &enrolment.chain).is_ok_and(|seal| seal.verify(head(), anchor).is_ok())
}

fn take_authority(session: &Session, chain: Vec<Vec<u8>>) -> AppResult<Option<Authority>> {
    if chain.is_empty() {
        return Ok(None);
    }
    let key: AuthorityKey = session.authority_key()?;
    Authority::try_new(key, chain)
        .map(Some)
        .map_err(|error| AppError::new(Code::AnswerNotForUs).because(error))
}

/// The command `list_stations`: who is enrolled.
#[derive(Debug)]
pub struct ListStations;

/// One station.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct StationOut {
    /// Its id.
    pub station: String,
    /// Its unit.
    pub unit: String,
    /// That unit's name.
    pub unit_name: String,
    /// What the laptop is called.
    pub name: String,
    /// Whether it was revoked.
    pub revoked: bool,
}

impl Command for ListStations {
    type Req = Nothing;
    type Res = Vec<StationOut>;
    const NAME: &'static str = "list_stations";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, _req: Nothing, _progress: &dyn Progress) -> AppResult<Vec<StationOut>> {
        let session = app.session()?;
        let units = session.units();
        let stations = session.reader()?.stations(None)?;
        Ok(stations
            .into_iter()
            .map(|row| StationOut {
                station: row.station.to_string(),
                unit_name: units.get(&row.unit).map(|unit| unit.name.clone()).unwrap_or_default(),
                unit: row.unit.to_string(),
                name: row.name,
                revoked: row.is_revoked,
            })
            .collect())
    }
}

/// The command `revoke_station`: believed only up to what is held now.
#[derive(Debug)]
pub struct RevokeStation;

/// Which station, and why.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RevokeStationReq {
    /// Its id.
    pub station: String,
    /// Why.
    pub reason: String,
}

impl Command for RevokeStation {
    type Req = RevokeStationReq;
    type Res = Nothing;
    const NAME: &'static str = "revoke_station";
    const RIGHT: Right = Right::Admin;

    fn run(app: &App, req: RevokeStationReq, _progress: &dyn Progress) -> AppResult<Nothing> {
        let session = app.session()?;
        let unknown = || AppError::new(Code::UnknownStation).with("station", &req.station);
        let station: StationId = req.station.parse().map_err(|_| unknown())?;
        let reader = session.reader()?;
        let row = reader.stations(None)?.into_iter().find(|row| row.station == station);
        let unit = row.ok_or_else(unknown)?.unit;
        let held = reader.heads()?;
        let last_good = held.into_iter().map(|row| row.head).filter(|head| head.station == station).collect();
        session.write(app, |ledger| {
            let reason = text::clean(&req.reason);
            ledger.append(Body::StationRevoked(StationRevoked { station, unit, reason, last_good }))?;
            Ok(())
        })?;
        Ok(Nothing {})
    }
}
