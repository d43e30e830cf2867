//! A made-up country: a receiving root and the communes right below it, with real keys and papers.

use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chrono::NaiveDate;
use so138_app::App;
use so138_app::command::{Unwatched, call};
use so138_app::usecase::station::{UnitIn, Unlock, UnlockReq};
use so138_bundle::{
    BundleDraft, Limits, Purpose, Sender, SliceDraft, Total, WriteContext, WriteError, Written,
};
use so138_domain::ids::{EpochId, OfficerId, StationId, UnitCode};
use so138_domain::ledger::{Body, Entry, PeriodClosed, SliceMark, StationAdmitted};
use so138_tests::{NewStation, PASSPHRASE, SharedClock, Station, day, unit};
use so138_trust::authority::{Authority, EnrolRequest};
use so138_trust::keys::{OfficerKey, StationKeys};
use so138_trust::seal::{Seal, SealedHead};

use crate::Outcome;
use crate::seed::Seed;
use crate::sessions::place_name;

/// Code of the root unit.
pub const ROOT: &str = "VN";
/// The period everything is reported for.
pub const PERIOD: &str = "2026";
/// Its year.
pub const YEAR: usize = 2026;
/// The day the stations are made.
pub const FOUNDED: &str = "2025-11-01";
/// The day the bundles are made.
pub const HANDED_IN: &str = "2026-11-19";
/// The day the root reads them.
pub const RECEIVED: &str = "2026-11-20";

/// How large the country is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// How many communes.
    pub communes: u32,
    /// How many records all of them have.
    pub records: u32,
    /// What everything is made up from.
    pub seed: u64,
}

impl Size {
    /// How many records a commune has, so that they come out even.
    pub fn records_of(&self, index: u32) -> u32 {
        self.records / self.communes + u32::from(index < self.records % self.communes)
    }
}

/// One commune's station.
pub struct Commune {
    /// Its place in the country, from 0.
    pub index: u32,
    /// Its unit's code.
    pub unit: UnitCode,
    /// Its id.
    pub station: StationId,
    /// Its epoch.
    pub epoch: EpochId,
    /// Its officer.
    pub officer: OfficerId,
    /// Its officer's key.
    pub officer_key: OfficerKey,
}

/// A commune's station with what only it and the root's authority can make.
pub struct Enrolled {
    /// Who.
    pub commune: Commune,
    keys: StationKeys,
    certificate: Vec<u8>,
}

/// Where a bundle goes.
pub struct Addressee {
    /// The unit.
    pub unit: UnitCode,
    /// Its stations and its escrow.
    pub recipients: Vec<String>,
}

impl Commune {
    /// The commune at a place; all but its officer's key comes out of the seed.
    pub fn new(size: Size, index: u32) -> Outcome<Self> {
        let mut seed = Seed::of(size.seed, 1_000_000 + u64::from(index));
        let ms = u64::try_from(day(FOUNDED).and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis())?;
        let ms = ms + u64::from(index) * 1_000;
        Ok(Self {
            index,
            unit: code(index).parse()?,
            station: StationId::new(seed.uuid(ms)),
            epoch: EpochId::new(seed.uuid(ms + 1)),
            officer: OfficerId::new(seed.uuid(ms + 2)),
            officer_key: OfficerKey::generate()?,
        })
    }

    /// Makes the station's keys and has them certified, as `issue_enrolment` does.
    pub fn enrol(self, authority: &Authority, now: i64) -> Outcome<Enrolled> {
        let keys = StationKeys::generate()?;
        let (unit, station) = (self.unit.as_str(), self.station.to_string());
        let request = EnrolRequest::try_new(unit, &station, &keys, None, "bench")?;
        let certificate = authority.issue_station(&request.csr_der, &station, unit, now, 3)?;
        Ok(Enrolled { commune: self, keys, certificate })
    }
}

impl Enrolled {
    /// What the root writes into its ledger about it.
    fn admission(&self) -> Body {
        Body::StationAdmitted(StationAdmitted {
            station: self.commune.station,
            unit: self.commune.unit.clone(),
            name: format!("Máy xã {}", self.commune.unit),
            certificate: BASE64_STANDARD.encode(&self.certificate),
            recipient: self.keys.recipient(),
        })
    }

    /// Writes the ledger as the commune's first bundle.
    pub fn pack(&self, ledger: &[Entry], to: &Addressee, path: &Path, spool: &Path) -> Outcome<Written> {
        let Commune { station, epoch, unit, .. } = &self.commune;
        let last = ledger.last().ok_or("an empty ledger")?;
        let head = last.header.position().head(last.id);
        let (station_text, epoch_text) = (station.to_string(), epoch.to_string());
        let sealed = SealedHead {
            station: &station_text,
            epoch: &epoch_text,
            seq: head.seq,
            head: head.id.as_bytes(),
        };
        let chain = [self.certificate.clone()];
        let seal = Seal::sign(sealed, &self.keys, &chain)?;
        let mark = SliceMark { station: *station, epoch: *epoch, from: 1, before: None, head };
        let totals = closing(last)?.map(|closed| Total {
            unit: unit.clone(),
            period: closed.period,
            closing: last.id,
            cells: closed.cells,
        });
        let draft = BundleDraft {
            app: env!("CARGO_PKG_VERSION").to_owned(),
            purpose: Purpose::Report,
            sandbox: true,
            sender: Sender { station: *station, unit: unit.clone(), epoch: *epoch },
            to: to.unit.clone(),
            number: 1,
            previous: None,
            base: None,
            created: format!("{HANDED_IN}T08:00:00+07:00"),
            catalog: last.header.catalog.clone(),
            slices: vec![SliceDraft { unit: unit.clone(), mark, seal }],
            periods: vec![PERIOD.to_owned()],
            totals: totals.into_iter().collect(),
        };
        let limits = Limits::default();
        let signed_at = day(HANDED_IN).and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
        let (keys, recipients) = (&self.keys, to.recipients.as_slice());
        let context =
            WriteContext { keys, chain: &chain, signed_at, recipients, limits: &limits, spool_dir: spool };
        let written = so138_bundle::write(path, &draft, &context, |_, sink| -> Result<(), WriteError> {
            ledger.iter().try_for_each(|entry| sink.put(entry.header_bytes.clone(), entry.body_bytes.clone()))
        })?;
        Ok(written)
    }
}

/// What a closing says, if the entry is one.
fn closing(entry: &Entry) -> Outcome<Option<PeriodClosed>> {
    Ok(match entry.body()?.and_then(|read| read.body) {
        Some(Body::PeriodClosed(closed)) => Some(closed),
        _ => None,
    })
}

/// The code of a commune's unit.
pub fn code(index: u32) -> String {
    format!("{:05}", index + 1)
}

/// The kind of a commune's unit: four in five are communes, the rest wards and a few special zones, as in
/// the country.
pub const fn unit_kind(index: u32) -> &'static str {
    match index {
        _ if index % 256 == 255 => "dac_khu",
        _ if index % 5 == 4 => "phuong",
        _ => "xa",
    }
}

/// The root and its communes as the root publishes them.
fn units(size: Size) -> Vec<UnitIn> {
    let mut seed = Seed::of(size.seed, 0);
    let mut units = vec![unit(ROOT, "Cả nước", "tinh", None)];
    for index in 0..size.communes {
        let kind = unit_kind(index);
        let word = match kind {
            "phuong" => "Phường",
            "dac_khu" => "Đặc khu",
            _ => "Xã",
        };
        let name = format!("{word} {} {}", place_name(&mut seed), index + 1);
        units.push(unit(&code(index), &name, kind, Some(ROOT)));
    }
    units
}

/// Makes the root station: a practice station, so that no memory goes into its passphrase.
pub fn found(folder: &Path, size: Size) -> Outcome<Station> {
    let clock = SharedClock::at(day(FOUNDED));
    Ok(Station::create(NewStation { folder, unit: ROOT, units: Some(units(size)), clock })?)
}

/// Certifies and admits every commune.
///
/// The command `issue_enrolment` also writes an answer file with the root's whole ledger for each
/// station, which for thousands of them is quadratic work that a year spreads over many days and that
/// is not measured here. So the entries are appended by the same writer, in one transaction.
pub fn enrol_all(root: &Station, size: Size) -> Outcome<Vec<Enrolled>> {
    let session = root.app.session()?;
    let authority = session.authority()?.ok_or("the root has no authority")?;
    let now = root.app.now().0.timestamp();
    let enrolled: Vec<Enrolled> = (0..size.communes)
        .map(|index| Commune::new(size, index)?.enrol(&authority, now))
        .collect::<Outcome<_>>()?;
    session.write(&root.app, |ledger| {
        enrolled.iter().try_for_each(|one| ledger.append(one.admission()).map(|_| ()))
    })?;
    Ok(enrolled)
}

/// Where the communes' bundles go.
pub fn addressee(root: &Station) -> Outcome<Addressee> {
    let session = root.app.session()?;
    let mut recipients = vec![session.keys().recipient()];
    recipients.extend(session.reader()?.authorities()?.into_iter().map(|row| row.escrow_recipient));
    Ok(Addressee { unit: ROOT.parse()?, recipients })
}

/// Unlocks a root that was made before, on a day.
pub fn unlock(folder: &Path, on: NaiveDate) -> Outcome<App> {
    let app = App::with_clock(folder, Box::new(SharedClock::at(on)));
    call::<Unlock>(&app, UnlockReq { login: None, passphrase: PASSPHRASE.to_owned() }, &Unwatched)?;
    Ok(app)
}
