//! A small country: a province (the root), a district, two communes and their stations.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod disk;
mod rules;

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use so138_domain::cells::Cell;
use so138_domain::clock::Hlc;
use so138_domain::ids::{EntryId, EpochId, OfficerId, RecordId, Sha256Hash, StationId, UnitCode};
use so138_domain::ledger::*;
use so138_domain::units::UnitRow;
use so138_domain::value::{Fields, Value};
use so138_store::{Anchor, Rules, SliceAdded, Store, WriteError};

pub const KEY: [u8; 32] = [0x5a; 32];
pub const ROOT: &str = "62";
pub const DISTRICT: &str = "608";
pub const A: &str = "23293";
pub const B: &str = "23296";

pub fn rules() -> Box<dyn Rules> {
    Box::<rules::Counting>::default()
}

pub fn unit(code: &str) -> UnitCode {
    code.parse().unwrap()
}

pub fn record(number: u8) -> RecordId {
    RecordId::from_bytes([number; 16])
}

pub fn officer(number: u8) -> OfficerId {
    OfficerId::from_bytes([number; 16])
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// One station and everything it ever wrote.
#[derive(Clone)]
pub struct Writer {
    pub station: StationId,
    pub epoch: EpochId,
    pub unit: UnitCode,
    pub entries: Vec<Entry>,
    pub ms: u64,
    salt: u8,
}

impl Writer {
    pub fn new(number: u8, code: &str) -> Self {
        let mut writer = Self {
            station: StationId::from_bytes([number; 16]),
            epoch: EpochId::from_bytes([number; 16]),
            unit: unit(code),
            entries: Vec::new(),
            ms: 1_000_000,
            salt: 0,
        };
        writer.write(Body::EpochStarted(EpochStarted { unit: unit(code), continues: None }));
        writer.write(Body::OfficerAdded(OfficerAdded {
            officer: officer(number),
            name: "Nguyễn Văn A".to_owned(),
            title: "Trưởng Công an xã".to_owned(),
            role: Role::Chief,
            key: "key".to_owned(),
        }));
        writer
    }

    /// A second laptop with the same disk: it goes on alone from here.
    pub fn cloned(&self, salt: u8) -> Self {
        Self { salt, ..self.clone() }
    }

    /// The same station after a restore.
    pub fn restored(&self, epoch: u8) -> Self {
        let mut writer = self.clone();
        writer.epoch = EpochId::from_bytes([epoch; 16]);
        writer.entries = Vec::new();
        writer
    }

    pub fn write(&mut self, body: Body) -> EntryId {
        self.ms += 1_000;
        let clock = Hlc::at_ms(self.ms);
        self.write_at(body, clock)
    }

    pub fn write_at(&mut self, body: Body, hlc: Hlc) -> EntryId {
        let by = officer(self.station.as_bytes()[0]);
        self.write_by(body, hlc, by, "key")
    }

    pub fn write_by(&mut self, body: Body, hlc: Hlc, by: OfficerId, key: &str) -> EntryId {
        let seq = self.entries.len() as u64 + 1;
        let draft = Draft {
            station: self.station,
            epoch: self.epoch,
            seq,
            prev: self.entries.last().map(|entry| entry.id),
            hlc,
            wall: "2026-03-31T08:00:00+07:00".to_owned(),
            wall_typed: false,
            officer: Some(by),
            catalog: "2026.1".to_owned(),
            salt: [self.salt; 16],
        };
        let signer = |message: &[u8]| rules::sign(key, message);
        let is_signed = body.needs_officer();
        let entry = Entry::make(draft, &body, is_signed.then_some(&signer as Sign<'_>)).unwrap();
        self.entries.push(entry);
        self.entries.last().unwrap().id
    }

    pub fn put(&mut self, of: u8, what: &str, people: i64, replaces: &[EntryId]) -> EntryId {
        let body = put_body(self.unit.as_str(), of, what, people, replaces);
        self.write(body)
    }

    /// A version with any fields, on the same day as [`put_body`] gives the record.
    pub fn put_as<const N: usize>(
        &mut self,
        kind: &str,
        of: u8,
        fields: [(&str, Value); N],
        replaces: &[EntryId],
    ) -> EntryId {
        self.put_fields(kind, of, Fields::from(fields), replaces)
    }

    pub fn put_fields(&mut self, kind: &str, of: u8, mut fields: Fields, replaces: &[EntryId]) -> EntryId {
        fields.0.entry("day".to_owned()).or_insert_with(|| text(&day_text(of)));
        self.write(Body::RecordPut(RecordPut {
            record: record(of),
            unit: self.unit.clone(),
            kind: kind.to_owned(),
            replaces: replaces.to_vec(),
            fields,
            reasons: BTreeMap::new(),
        }))
    }

    pub fn delete(&mut self, of: u8, replaces: &[EntryId]) -> EntryId {
        let body = Body::RecordDeleted(RecordDeleted {
            record: record(of),
            unit: self.unit.clone(),
            kind: "event".to_owned(),
            replaces: replaces.to_vec(),
            reason: "nhập trùng".to_owned(),
        });
        self.write(body)
    }

    pub fn close(&mut self, period: &str, cells: &[(&str, Cell)]) -> EntryId {
        let body = Body::PeriodClosed(PeriodClosed {
            unit: self.unit.clone(),
            period: period.to_owned(),
            calendar: "nam".to_owned(),
            from: day("2026-01-01"),
            to: day("2026-12-31"),
            heads: vec![self.head()],
            records: 1,
            records_sha256: Sha256Hash::of(b""),
            cells: cells.iter().map(|(code, cell)| ((*code).to_owned(), *cell)).collect(),
            parts: BTreeMap::new(),
            reasons: BTreeMap::new(),
            amends: None,
            amend_reason: None,
        });
        self.write(body)
    }

    pub fn admit(&mut self, other: &Writer) -> EntryId {
        self.write(Body::StationAdmitted(StationAdmitted {
            station: other.station,
            unit: other.unit.clone(),
            name: "máy 1".to_owned(),
            certificate: "MIIB".to_owned(),
            recipient: "age1".to_owned(),
        }))
    }

    pub fn revoke(&mut self, other: &Writer, last_good: Vec<Head>) -> EntryId {
        self.write(Body::StationRevoked(StationRevoked {
            station: other.station,
            unit: other.unit.clone(),
            reason: "mất máy".to_owned(),
            last_good,
        }))
    }

    pub fn erase(&mut self, entry: Head) -> EntryId {
        self.write(Body::BodyErased(BodyErased { entry, reason: "dữ liệu cá nhân".to_owned() }))
    }

    pub fn decide(&mut self, of: &UnitCode, keep: Head) -> EntryId {
        self.write(Body::ForkDecided(ForkDecided {
            unit: of.clone(),
            keep,
            reason: "máy nhân bản".to_owned(),
        }))
    }

    pub fn catalog(&mut self, version: &str, document: &str) -> EntryId {
        self.write(Body::CatalogPublished(CatalogPublished {
            version: version.to_owned(),
            document: document.to_owned(),
        }))
    }

    pub fn switch_off(&mut self, of_unit: &str, off: &[&str]) -> EntryId {
        let off = off.iter().map(|code| (*code).to_owned()).collect();
        self.write(Body::SwitchesSet(SwitchesSet { unit: unit(of_unit), off }))
    }

    pub fn units(&mut self, version: u32) -> EntryId {
        self.write(Body::UnitsPublished(UnitsPublished { version, units: country() }))
    }

    pub fn at(&self, seq: u64) -> Head {
        let entry = &self.entries[usize::try_from(seq).unwrap() - 1];
        entry.header.position().head(entry.id)
    }

    pub fn last(&self) -> u64 {
        self.entries.len() as u64
    }

    pub fn head(&self) -> Head {
        self.at(self.last())
    }

    pub fn mark(&self, from: u64, to: u64) -> SliceMark {
        let before = (from > 1).then(|| self.at(from - 1).id);
        SliceMark { station: self.station, epoch: self.epoch, from, before, head: self.at(to) }
    }

    pub fn range(&self, from: u64, to: u64) -> Vec<Entry> {
        self.entries[usize::try_from(from).unwrap() - 1..usize::try_from(to).unwrap()].to_vec()
    }
}

pub fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A link to a record, as a field's value.
pub fn link(of: u8) -> Value {
    Value::Text(record(of).to_string())
}

fn day_text(of: u8) -> String {
    format!("2026-03-{:02}", of % 28 + 1)
}

pub fn put_body(of_unit: &str, of: u8, what: &str, people: i64, replaces: &[EntryId]) -> Body {
    let fields = Fields::from([
        ("day", text(&day_text(of))),
        ("what", text(what)),
        ("sort", text("trom")),
        ("people", Value::Int(people)),
    ]);
    Body::RecordPut(RecordPut {
        record: record(of),
        unit: unit(of_unit),
        kind: "event".to_owned(),
        replaces: replaces.to_vec(),
        fields,
        reasons: BTreeMap::new(),
    })
}

pub fn country() -> Vec<UnitRow> {
    let row = |code: &str, kind: &str, parent: Option<&str>| UnitRow {
        code: unit(code),
        name: code.to_owned(),
        kind: kind.to_owned(),
        parent: parent.map(unit),
        from: None,
        to: None,
        into: Vec::new(),
    };
    vec![
        row(ROOT, "tinh", None),
        row(DISTRICT, "huyen", Some(ROOT)),
        row(A, "xa", Some(DISTRICT)),
        row(B, "xa", Some(DISTRICT)),
    ]
}

pub const CATALOG: &str = r#"{"kinds":["event","place","visit","count"],"factor":1}"#;

/// The stations of the country, everybody admitted by the one above.
pub struct Country {
    pub root: Writer,
    pub district: Writer,
    pub a1: Writer,
    pub a2: Writer,
    pub b1: Writer,
}

impl Country {
    pub fn founded() -> Self {
        let mut root = Writer::new(1, ROOT);
        let mut district = Writer::new(2, DISTRICT);
        let (a1, a2, b1) = (Writer::new(3, A), Writer::new(4, A), Writer::new(5, B));
        root.units(1);
        root.catalog("2026.1", CATALOG);
        root.admit(&root.clone());
        root.admit(&district);
        for commune in [&a1, &a2, &b1] {
            district.admit(commune);
        }
        Self { root, district, a1, a2, b1 }
    }

    /// A new store that believes the root and holds what everybody has written so far.
    pub fn store(&self, dir: &Path) -> Store {
        let mut store = empty_store(dir, self);
        for writer in [&self.root, &self.district, &self.a1, &self.a2, &self.b1] {
            give_all(&mut store, writer);
        }
        store
    }
}

pub fn empty_store(dir: &Path, country: &Country) -> Store {
    let mut store = Store::create(dir, &KEY, rules()).unwrap();
    let anchor = Anchor { station: country.root.station, unit: country.root.unit.clone() };
    store.transaction::<_, WriteError>(|tx| tx.set_anchors(&[anchor])).unwrap();
    store
}

pub fn give(store: &mut Store, writer: &Writer, from: u64, to: u64) -> Result<SliceAdded, WriteError> {
    store.transaction(|tx| tx.add_slice(&writer.mark(from, to), writer.range(from, to).into_iter().map(Ok)))
}

pub fn give_all(store: &mut Store, writer: &Writer) -> SliceAdded {
    give(store, writer, 1, writer.last()).unwrap()
}

/// Gives what a writer wrote since a number.
pub fn give_since(store: &mut Store, writer: &Writer, seq: u64) -> SliceAdded {
    give(store, writer, seq + 1, writer.last()).unwrap()
}

/// A rebuild must change nothing.
pub fn assert_rebuilt_equal(store: &mut Store) {
    let live = store.logical_dump(true).unwrap();
    store.rebuild().unwrap();
    assert_same(&live, &store.logical_dump(true).unwrap());
}

/// Compares two dumps and names only the lines that differ.
pub fn assert_same(one: &[String], other: &[String]) {
    let only = |of: &[String], not: &[String]| {
        let lines = of.iter().filter(|line| !not.contains(line));
        lines.map(|line| line.chars().take(260).collect::<String>()).collect::<Vec<_>>()
    };
    if one != other {
        panic!("only in one: {:#?}\nonly in the other: {:#?}", only(one, other), only(other, one));
    }
}
