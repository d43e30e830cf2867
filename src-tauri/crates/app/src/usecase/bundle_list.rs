//! Bundles looked at: one without importing it, and all that came and went.

use std::path::Path;

use serde::{Deserialize, Serialize};
use so138_bundle::{Limits, ReadContext};
use so138_domain::ids::Sha256Hash;
use so138_trust::chain::Anchor as RootAnchor;
use ts_rs::TS;

use super::fork::{ForkOut, forks};
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppResult, Code};
use crate::wire::Nothing;

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
