//! A commune's year as a ledger: its first day, its officer, its records, its closing.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, FixedOffset, NaiveDate};
use so138_domain::calendar::Period;
use so138_domain::catalog::Catalog;
use so138_domain::clock::Hlc;
use so138_domain::ids::{EntryId, Sha256Hash};
use so138_domain::ledger::{
    Body, Draft, Entry, EpochStarted, OfficerAdded, PeriodClosed, RecordPut, Role, Sign,
};
use so138_tests::day;

use crate::country::{Commune, FOUNDED, PERIOD, Size};
use crate::mix::{self, Record};
use crate::seed::Seed;
use crate::{Outcome, closing};

/// The day the period is closed.
const CLOSED: &str = "2026-11-18";
/// Vietnam's offset from UTC in seconds.
const OFFSET_SECONDS: i32 = 7 * 60 * 60;

/// A moment of a day, in Vietnam.
pub fn at(day: NaiveDate, seconds: i64) -> Outcome<DateTime<FixedOffset>> {
    let offset = FixedOffset::east_opt(OFFSET_SECONDS).ok_or("the offset")?;
    let local = day.and_time(chrono::NaiveTime::MIN) + Duration::seconds(seconds);
    local.and_local_timezone(offset).single().ok_or_else(|| "the moment".into())
}

/// The same moment in milliseconds since 1970.
pub fn ms_of(moment: DateTime<FixedOffset>) -> u64 {
    u64::try_from(moment.timestamp_millis()).unwrap_or_default()
}

/// Appends entry after entry.
struct Pen<'c> {
    commune: &'c Commune,
    catalog: &'c Catalog,
    seed: Seed,
    hlc: Hlc,
    entries: Vec<Entry>,
}

impl Pen<'_> {
    fn write(&mut self, moment: DateTime<FixedOffset>, body: &Body) -> Outcome<EntryId> {
        self.hlc = self.hlc.tick(ms_of(moment));
        let draft = Draft {
            station: self.commune.station,
            epoch: self.commune.epoch,
            seq: self.entries.len() as u64 + 1,
            prev: self.entries.last().map(|entry| entry.id),
            hlc: self.hlc,
            wall: moment.to_rfc3339_opts(chrono::SecondsFormat::Secs, false),
            wall_typed: false,
            officer: Some(self.commune.officer),
            catalog: self.catalog.version.clone(),
            salt: self.seed.bytes(),
        };
        let sign = |message: &[u8]| self.commune.officer_key.sign(message);
        let sign: Option<Sign<'_>> = body.needs_officer().then_some(&sign);
        let entry = Entry::make(draft, body, sign)?;
        let id = entry.id;
        self.entries.push(entry);
        Ok(id)
    }
}

/// The ledger of a commune up to its last record.
fn open(catalog: &Catalog, commune: &Commune, size: Size, records: Vec<Record>) -> Outcome<Vec<Entry>> {
    let mut pen = Pen {
        commune,
        catalog,
        seed: Seed::of(size.seed, 2_000_000 + u64::from(commune.index)),
        hlc: Hlc::default(),
        entries: Vec::with_capacity(records.len() + 3),
    };
    let first = at(day(FOUNDED), 9 * 3600)?;
    pen.write(first, &Body::EpochStarted(EpochStarted { unit: commune.unit.clone(), continues: None }))?;
    let officer = OfficerAdded {
        officer: commune.officer,
        name: format!("Cán bộ {}", commune.unit),
        title: "Trưởng Công an xã".to_owned(),
        role: Role::Admin,
        key: hex::encode(commune.officer_key.public_sec1()),
    };
    pen.write(first, &Body::OfficerAdded(officer))?;
    for record in records {
        let body = RecordPut {
            record: record.id,
            unit: commune.unit.clone(),
            kind: record.kind.to_owned(),
            replaces: Vec::new(),
            fields: record.fields,
            reasons: record.reasons,
        };
        pen.write(at(record.day, record.seconds)?, &Body::RecordPut(body))?;
    }
    Ok(pen.entries)
}

/// How the records of a commune are made up.
pub type Maker = fn(&Catalog, Size, u32, &Period) -> Outcome<Vec<Record>>;

/// The ledger of a commune up to its last record, which is what a bundle in the middle of a year has.
pub fn unclosed(catalog: &Catalog, commune: &Commune, size: Size, make: Maker) -> Outcome<Vec<Entry>> {
    let period = catalog.default_calendar().period(PERIOD)?;
    open(catalog, commune, size, make(catalog, size, commune.index, &period)?)
}

/// The ledger of a commune with the year closed.
pub fn closed(catalog: &Catalog, commune: &Commune, size: Size) -> Outcome<Vec<Entry>> {
    let period = catalog.default_calendar().period(PERIOD)?;
    let records = mix::records(catalog, size, commune.index, &period)?;
    let (cells, reasons) = closing::close(catalog, commune.index, &period, &records)?;
    let entries = open(catalog, commune, size, records)?;
    let puts = entries.iter().filter(|entry| entry.header.kind == "record.put");
    let mut ids: Vec<EntryId> = puts.map(|entry| entry.id).collect();
    ids.sort_unstable();
    let lines: String = ids.iter().map(|id| format!("{id}\n")).collect();
    let body = PeriodClosed {
        unit: commune.unit.clone(),
        period: period.id.clone(),
        calendar: catalog.default_calendar().id().to_owned(),
        from: period.from,
        to: period.to,
        heads: entries.last().map(|last| last.header.position().head(last.id)).into_iter().collect(),
        records: ids.len() as u64,
        records_sha256: Sha256Hash::of(lines.as_bytes()),
        cells,
        parts: BTreeMap::new(),
        reasons,
        amends: None,
        amend_reason: None,
    };
    let seed = Seed::of(size.seed, 3_000_000 + u64::from(commune.index));
    let hlc = entries.last().map(|entry| entry.header.hlc).unwrap_or_default();
    let mut pen = Pen { commune, catalog, seed, hlc, entries };
    pen.write(at(day(CLOSED), 10 * 3600)?, &Body::PeriodClosed(body))?;
    Ok(pen.entries)
}
