//! The year 2024 of two districts. Commune 22 ended on 30 June and became commune 23.

use so138_domain::totals::{Consolidated, Part, close_cells, consolidate};

use super::*;

/// A record: its kind and its values.
type Record = (&'static str, Fields);

/// The communes with their closings.
pub struct Year {
    /// By code.
    pub communes: BTreeMap<String, Part>,
}

fn commune(unit: &'static str, unit_kind: &'static str, records: &[Record]) -> Part {
    let period = period("2024");
    let facts: Vec<Fact> = records
        .iter()
        .flat_map(|(kind, fields)| {
            let hamlet = with(area("T1", "2020-01-01", None), &[("so_ho", Value::Int(120))]);
            let linked =
                |_: &RecordId| Some(Linked { kind: "khu_dan_cu".to_owned(), fields: hamlet.clone() });
            so138_domain::facts::derive(catalog(), Owner { unit, unit_kind }, kind, fields, &linked)
        })
        .collect();
    let (cells, _) = close_cells(catalog(), unit_kind, &period, &sums(&facts, &period), &Cells::new());
    Part { unit: unit.parse().unwrap(), unit_kind: unit_kind.to_owned(), cells, ended: false, into: vec![] }
}

fn tally(month: &str, reports: i64) -> Record {
    ("phieu_nguon_tin", Fields::from([("thang", text(month)), ("so_tin", Value::Int(reports))]))
}

fn forces(on: &str, name: &str, number: i64) -> Record {
    ("phieu_luc_luong", Fields::from([("ngay_chot", text(on)), (name, Value::Int(number))]))
}

fn judged(of: &str, registered: bool, result: &str, points: &str, decided: &str) -> Record {
    let mut fields =
        with(assessment(of, registered, result), &[("nam", Value::Int(2024)), ("diem", text(points))]);
    if result == "DAT" {
        fields.0.insert("ngay_qd".to_owned(), text(decided));
    }
    ("danh_gia_at", fields)
}

fn held(on: &str, main: &str, sessions: i64, people: i64) -> Record {
    ("hoat_dong", session(on, main, &[], sessions, people))
}

fn lived(code: &str, from: &str, to: Option<&str>) -> Record {
    ("khu_dan_cu", area(code, from, to))
}

fn launched(name: &str, on: &str, ends_on: Option<&str>) -> Record {
    ("mo_hinh", model(name, on, ends_on))
}

fn contest(on: &str, of: &str) -> Record {
    ("hoi_thi", Fields::from([("ngay", text(on)), ("loai", text(of))]))
}

fn counted_by(unit: &str, (kind, fields): Record) -> Record {
    (kind, with(fields, &[("don_vi_dem", text(unit))]))
}

fn at_home((kind, fields): Record) -> Record {
    (kind, with(fields, &[("khu_dan_cu_id", text(AREA_ID))]))
}

/// Commune 11 held an event jointly with 12; one of its models ended in the year.
fn records_11() -> Vec<Record> {
    vec![
        at_home(held("2024-02-10", "ATGT", 2, 100)),
        held("2024-09-01", "VK_VLN_CCHT_PHAO", 1, 50),
        held("2025-01-01", "ATGT", 9, 900), // after the year
        lived("K1", "2020-01-01", None),
        lived("K2", "2020-01-01", Some("2024-05-31")),
        lived("K3", "2024-06-01", None),
        lived("K4", "2024-02-01", Some("2024-03-31")), // began and ended inside the year
        launched("Mô hình Camera an ninh", "2024-03-01", None),
        launched("Cổng an ninh", "2023-01-01", Some("2024-08-01")),
        tally("2023-12", 9), // before the year
        tally("2024-01", 5),
        tally("2024-12", 7),
        forces("2024-03-31", "so_bvdp", 6),
        forces("2024-10-01", "so_tv", 10),
        judged("KDC", true, "DAT", "90.5", "2024-11-20"),
        judged("KDC", true, "DAT", "80", "2024-11-20"),
        judged("XPT", true, "DAT", "85", "2025-01-05"),
        contest("2024-05-01", "ATGT"),
    ]
}

/// Commune 12 keeps the joint event too, but 11 counts it; one model is the same as in 11.
fn records_12() -> Vec<Record> {
    vec![
        counted_by("11", held("2024-04-04", "ATGT", 3, 300)), // the other commune's
        counted_by("12", held("2024-04-05", "ATGT", 1, 30)),
        lived("K1", "2020-01-01", None),
        launched("Camera An ninh", "2022-01-01", None), // the same model as in 11
        launched("Tiếng kẻng", "2024-05-05", None),
        forces("2024-12-31", "so_tv", 8),
        judged("KDC", true, "KHONG_DAT", "40", ""),
        contest("2024-06-01", "ATGT"),
    ]
}

/// Ward 13 has few figures of its own kind.
fn records_13() -> Vec<Record> {
    vec![
        held("2024-12-31", "MATUY", 1, 10),
        lived("K1", "2020-01-01", None),
        judged("XPT", true, "DAT", "70", "2024-11-25"),
    ]
}

/// Commune 21 says in a form that it has none.
fn records_21() -> Vec<Record> {
    vec![
        held("2024-01-01", "PCCC_CNCH", 1, 10),
        lived("K1", "2020-01-01", None),
        lived("K2", "2020-01-01", None),
        lived("K3", "2020-01-01", None),
        launched("Cổng an ninh", "2024-02-02", None),
        tally("2024-06", 4),
        forces("2024-07-31", "so_tv", 0),
    ]
}

/// Commune 22 ended on 30 June.
fn records_22() -> Vec<Record> {
    vec![
        held("2024-05-05", "ATGT", 4, 40),
        lived("K1", "2020-01-01", None),
        lived("K2", "2020-01-01", None),
        launched("Tổ liên gia", "2023-01-01", None),
        tally("2024-02", 3),
        forces("2024-05-01", "so_tv", 5),
    ]
}

impl Year {
    /// `heir` are the records of commune 23.
    pub fn new(heir: &[Record]) -> Self {
        let mut ended = commune("22", "xa", &records_22());
        ended.ended = true;
        ended.into = vec!["23".parse().unwrap()];
        let parts = [
            commune("11", "xa", &records_11()),
            commune("12", "xa", &records_12()),
            commune("13", "phuong", &records_13()),
            commune("21", "xa", &records_21()),
            ended,
            commune("23", "xa", heir),
        ];
        Self { communes: parts.map(|part| (part.unit.to_string(), part)).into() }
    }

    pub fn parts(&self, units: &[&str]) -> Vec<Part> {
        units.iter().map(|unit| self.communes[*unit].clone()).collect()
    }

    fn district(&self, unit: &str, communes: &[&str]) -> (Part, Consolidated) {
        let total = consolidate(catalog(), &period("2024"), &self.parts(communes), &Cells::new());
        (above(unit, "huyen", total.cells.clone()), total)
    }

    /// The districts and the province.
    pub fn levels(&self) -> (Consolidated, Consolidated, Consolidated) {
        let (first, a) = self.district("1", &["11", "12", "13"]);
        let (second, b) = self.district("2", &["21", "22", "23"]);
        (a, b, consolidate(catalog(), &period("2024"), &[first, second], &Cells::new()))
    }
}

pub fn above(unit: &str, unit_kind: &str, cells: Cells) -> Part {
    Part { unit: unit.parse().unwrap(), unit_kind: unit_kind.to_owned(), cells, ended: false, into: vec![] }
}

/// What commune 23 reports when it does.
pub fn heir_reports() -> Vec<Record> {
    vec![
        held("2024-08-08", "ATGT", 1, 20),
        lived("K1", "2024-07-01", None),
        lived("K2", "2024-07-01", None),
        lived("K3", "2024-07-01", None),
        launched("Liên gia tự quản", "2024-07-01", None),
        forces("2024-08-01", "so_tv", 7),
    ]
}
