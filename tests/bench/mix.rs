//! What a commune writes down in a year: how many records of each kind, when, and what they refer to.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use so138_domain::calendar::{Calendar, Period, PeriodKind};
use so138_domain::catalog::Catalog;
use so138_domain::finding::Severity;
use so138_domain::ids::RecordId;
use so138_domain::record::check_record;
use so138_domain::value::Fields;

use crate::Outcome;
use crate::country::{Size, unit_kind};
use crate::ledgers::{at, ms_of};
use crate::registers::Object;
use crate::seed::Seed;
use crate::{events, registers, sessions, tallies};

/// One record of a commune.
pub struct Record {
    /// Its id.
    pub id: RecordId,
    /// Its kind.
    pub kind: &'static str,
    /// The day it was written on.
    pub day: NaiveDate,
    /// Seconds of that day.
    pub seconds: i64,
    /// Its values.
    pub fields: Fields,
    /// Reasons given for the warnings in it.
    pub reasons: BTreeMap<String, String>,
}

/// How many records of a kind there are in a thousand, and the most a commune has in a year.
///
/// What is left over is more sessions, so that sessions, printed matter, news and tallies are two thirds.
const SHARES: [(&str, u32, u32); 23] = [
    (sessions::KIND, 250, u32::MAX),
    ("khu_dan_cu", 27, 60),
    ("don_vi", 20, 60),
    ("kenh_mxh", 7, 8),
    ("mo_hinh", 17, 40),
    ("phoi_hop", 10, 20),
    ("tru_so", 4, 1),
    ("dia_ban", 4, 1),
    ("tai_lieu", 75, u32::MAX),
    ("tin_bai", 130, u32::MAX),
    ("van_ban", 50, 200),
    ("khen_thuong", 20, 60),
    ("kinh_phi", 27, 200),
    ("ho_tro_as", 14, 60),
    ("kiem_tra_th", 14, 60),
    ("ngay_hoi", 10, 40),
    ("thu_hoi_vk", 7, 24),
    ("phieu_nguon_tin", 60, 12 * tallies::INFORMATION_MAX as u32),
    ("phieu_van_dong_cb", 40, 12 * tallies::VISITS_MAX as u32),
    ("phieu_ql_gd", 40, 12),
    ("phieu_luc_luong", 7, 2),
    ("phieu_to_chuc", 4, 1),
    ("nhan_xet", 10, tallies::REMARKS_MAX as u32),
];

/// A commune that is writing.
struct Desk<'c> {
    catalog: &'c Catalog,
    unit_kind: &'static str,
    index: u32,
    period: &'c Period,
    months: Vec<Period>,
    seed: Seed,
    records: Vec<Record>,
    areas: Vec<RecordId>,
    objects: Vec<Object>,
    sessions: Vec<RecordId>,
}

/// The records of a commune's year, in order of writing.
pub fn records(catalog: &Catalog, size: Size, index: u32, period: &Period) -> Outcome<Vec<Record>> {
    let count = size.records_of(index);
    let mut desk = Desk::new(catalog, size, index, period)?;
    for (kind, share, most) in SHARES {
        for number in 0..(count * share / 1_000).min(most) as usize {
            desk.write(kind, number)?;
        }
    }
    desk.assess(count as usize)?;
    desk.finish(count)
}

/// As many sessions and nothing else.
pub fn sessions(catalog: &Catalog, size: Size, index: u32, period: &Period) -> Outcome<Vec<Record>> {
    Desk::new(catalog, size, index, period)?.finish(size.records_of(index))
}

/// The months of figures of a year.
fn months(calendar: &Calendar, year: &Period) -> Outcome<Vec<Period>> {
    let mut months = Vec::new();
    let mut day = year.from;
    while day <= year.to {
        let month = calendar.period_of(day, PeriodKind::Month).ok_or("a day without a month")?;
        day = month.to + Days::new(1);
        months.push(month);
    }
    Ok(months)
}

impl<'c> Desk<'c> {
    fn new(catalog: &'c Catalog, size: Size, index: u32, period: &'c Period) -> Outcome<Self> {
        Ok(Self {
            catalog,
            unit_kind: unit_kind(index),
            index,
            period,
            months: months(catalog.default_calendar(), period)?,
            seed: Seed::of(size.seed, u64::from(index) + 1),
            records: Vec::with_capacity(size.records_of(index) as usize),
            areas: Vec::new(),
            objects: Vec::new(),
            sessions: Vec::new(),
        })
    }

    /// Fills up with sessions.
    fn finish(mut self, count: u32) -> Outcome<Vec<Record>> {
        while self.records.len() < count as usize {
            self.write(sessions::KIND, 0)?;
        }
        self.records.sort_by_key(|record| (record.day, record.seconds));
        Ok(self.records)
    }

    fn day_of_year(&mut self) -> NaiveDate {
        let days = (self.period.to - self.period.from).num_days() as usize + 1;
        self.period.from + Days::new(self.seed.below(days) as u64)
    }

    /// Writes the record with a number among those of its kind.
    fn write(&mut self, kind: &'static str, number: usize) -> Outcome<()> {
        let (first, last) = (self.period.from + Days::new(number as u64 % 5), self.period.to);
        let day = self.day_of_year();
        // Festivals have their season, from June to September.
        let summer = last - Days::new(46 + self.seed.below(118) as u64);
        let month = &self.months[number % self.months.len()];
        let (within, sheet) = (month.to, number / self.months.len());
        let unit = crate::country::code(self.index);
        let session = self.sessions.get(number * 2).copied().filter(|_| number.is_multiple_of(2));
        let seed = &mut self.seed;
        let (day, fields) = match kind {
            "khu_dan_cu" => (first, registers::area(seed, number)),
            "don_vi" => return self.register_organisation(first, number),
            "kenh_mxh" => (first, registers::page(seed, &unit, number)),
            "mo_hinh" => {
                let (fields, day) = registers::model(seed, self.period.from, last);
                (day, fields)
            }
            "phoi_hop" => (first, registers::agreement(seed, number)),
            "tru_so" => (first, registers::office(seed)),
            "dia_ban" => (first, registers::mark(seed)),
            "tai_lieu" => (day, events::printed(seed, day)),
            "tin_bai" => (day, events::news(seed, day)),
            "van_ban" => (day, events::document(seed, day, number + 1)),
            "khen_thuong" => (day, events::award(seed, day)),
            "kinh_phi" => (day, events::spending(seed, day)),
            "ho_tro_as" => (day, events::support(seed, day)),
            "kiem_tra_th" => (day, events::conference(seed, day)),
            "ngay_hoi" => (summer, events::festival(seed, summer, &self.areas)),
            "thu_hoi_vk" => (day, events::arms(seed, day, session)),
            "phieu_nguon_tin" => (within, tallies::information(seed, &month.id, sheet)),
            "phieu_van_dong_cb" => (within, tallies::visits(seed, &month.id, sheet)),
            "phieu_ql_gd" => (within, tallies::care(seed, &month.id)),
            "phieu_luc_luong" => {
                let day = last - Days::new(2 + 183 * number as u64);
                (day, tallies::forces(seed, day))
            }
            "phieu_to_chuc" => (last - Days::new(2), tallies::leadership(seed, last - Days::new(2))),
            "nhan_xet" => (last, tallies::remark(seed, number)),
            _ => (day, sessions::fields(seed, day)),
        };
        let id = self.put(kind, day, fields)?;
        match kind {
            "khu_dan_cu" => {
                self.areas.push(id);
                self.objects.push(Object::Area(id));
            }
            sessions::KIND => self.sessions.push(id),
            _ => {}
        }
        Ok(())
    }

    fn register_organisation(&mut self, day: NaiveDate, number: usize) -> Outcome<()> {
        let (fields, covered) = registers::organisation(&mut self.seed, number);
        let id = self.put("don_vi", day, fields)?;
        self.objects.extend(covered.map(|sort| Object::Organisation(id, sort)));
        Ok(())
    }

    /// Assesses the commune and everything that stands in its registers, in the last week of the year,
    /// as long as there is room.
    fn assess(&mut self, count: usize) -> Outcome<()> {
        let day = self.period.to - Days::new(5);
        let objects = std::mem::take(&mut self.objects);
        if objects.is_empty() {
            return Ok(());
        }
        for object in objects.iter().chain([&Object::Itself]).take(count - self.records.len()) {
            let fields = registers::safety(&mut self.seed, day, object);
            self.put("danh_gia_at", day, fields)?;
        }
        let classed = objects.iter().filter(|object| matches!(object, Object::Area(_)));
        for object in classed.chain([&Object::Itself]).take(count - self.records.len()) {
            let fields = registers::class(&mut self.seed, object);
            self.put("phan_loai_pt", day, fields)?;
        }
        if self.records.len() < count {
            let fields = registers::countryside(&mut self.seed, self.unit_kind);
            self.put("tieu_chi_ntm", day, fields)?;
        }
        Ok(())
    }

    /// Adds a record, its warnings answered; one that would not count is a mistake in here.
    fn put(&mut self, kind: &'static str, day: NaiveDate, fields: Fields) -> Outcome<RecordId> {
        let ordinal = self.records.len() as i64;
        // Up to a thousand communes write in any second; within one, a minute apart.
        let seconds = 8 * 3600 + ordinal % 500 * 60 + i64::from(self.index % 60);
        let id = RecordId::new(self.seed.uuid(ms_of(at(day, seconds)?)));
        let mut reasons = BTreeMap::new();
        for finding in check_record(self.catalog, self.unit_kind, kind, &fields, day) {
            match finding.severity {
                Severity::Block => {
                    return Err(format!("a made-up {kind} breaks {finding:?}: {fields:?}").into());
                }
                Severity::Warn => {
                    reasons.insert(finding.check, "Đã kiểm tra lại với sổ, số liệu đúng.".to_owned());
                }
                Severity::Unchecked | Severity::Info => {}
            }
        }
        self.records.push(Record { id, kind, day, seconds, fields, reasons });
        Ok(id)
    }
}
