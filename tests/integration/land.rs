//! A province with a district and communes in it, and what tests of figures ask of them in one line.

use std::collections::BTreeMap;

use so138_app::AppResult;
use so138_app::usecase::board::{ShowBoard, ShowBoardReq, ShowBoardRes};
use so138_app::usecase::consolidate::{ShowTotals, ShowTotalsReq, ShowTotalsRes, TotalLineOut};
use so138_app::usecase::explain::{ExplainCell, ExplainCellReq, ExplainCellRes};
use so138_app::usecase::period::{
    ClosePeriod, ClosePeriodReq, ExplainFinding, ExplainFindingReq, PeriodReq, PeriodRes, ShowPeriod,
    StateCells, StateCellsReq,
};
use so138_app::usecase::review::{ReviewPeriod, ReviewPeriodReq, ReviewRow};
use so138_app::usecase::sheet::{SaveDeclared, SaveDeclaredReq, SaveSheet, SaveSheetReq};
use so138_app::usecase::station::UnitIn;
use so138_app::usecase::verdict::{AcceptPeriods, AcceptPeriodsReq};

use crate::world::{DISTRICT, NHOONG, NewStation, PLO, Station, World, YEAR, unit};

/// The province, which is the root here.
pub const PROVINCE: &str = "62";
/// A room of the province's police, which hands in paper.
pub const ROOM: &str = "62-PV05";

/// Stations of three levels.
pub struct Land {
    pub province: Station,
    pub district: Station,
    pub nhoong: Station,
    pub plo: Station,
}

/// The units of a small province.
pub fn units() -> Vec<UnitIn> {
    vec![
        unit(PROVINCE, "Tỉnh Kon Tum", "tinh", None),
        unit(DISTRICT, "Huyện Đăk Glei", "huyen", Some(PROVINCE)),
        unit(ROOM, "Phòng PV05", "phong", Some(PROVINCE)),
        unit(NHOONG, "Xã Đắk Nhoong", "xa", Some(DISTRICT)),
        unit(PLO, "Xã Đắk Plô", "xa", Some(DISTRICT)),
    ]
}

/// The station of a root unit over these units.
pub fn root(world: &World, code: &str, units: Vec<UnitIn>) -> Station {
    let folder = world.path(&format!("goc-{code}"));
    let new = NewStation { folder: &folder, unit: code, units: Some(units), clock: world.clock.clone() };
    Station::create(new).unwrap()
}

impl Land {
    /// Everybody enrolled, on 10 March 2022.
    pub fn new(world: &World) -> Self {
        let province = root(world, PROVINCE, units());
        let district = world.laptop("huyen", DISTRICT);
        district.enrol_at(&province, &world.post(), true).unwrap();
        let nhoong = world.enrolled("nhoong", NHOONG, &district);
        let plo = world.enrolled("plo", PLO, &district);
        Self { province, district, nhoong, plo }
    }
}

/// Typed cells.
pub fn cells(typed: &[(&str, &str)]) -> BTreeMap<String, String> {
    typed.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
}

/// Keys a sheet in.
pub fn sheet(at: &Station, reporter: &str, period: &str, typed: &[(&str, &str)]) -> AppResult<()> {
    let (reporter, period) = (reporter.to_owned(), period.to_owned());
    let req = SaveSheetReq { reporter, period, cells: cells(typed), source: None };
    at.run::<SaveSheet>(req).map(|_| ())
}

/// Keys a declared total in.
pub fn declare(at: &Station, period: &str, typed: &[(&str, &str)]) -> AppResult<()> {
    let req = SaveDeclaredReq { period: period.to_owned(), cells: cells(typed), source: None };
    at.run::<SaveDeclared>(req).map(|_| ())
}

/// A unit's period.
pub fn period_of(at: &Station, period: &str, unit: Option<&str>) -> AppResult<PeriodRes> {
    let req = PeriodReq { period: period.to_owned(), unit: unit.map(str::to_owned) };
    at.run::<ShowPeriod>(req)
}

/// A figure of the station's own period, as printed; empty when nobody has said anything.
pub fn own(at: &Station, period: &str, key: &str) -> String {
    let lines = period_of(at, period, None).unwrap().lines;
    let line = lines.into_iter().find(|line| line.key == key);
    line.and_then(|line| line.cell).map(|cell| cell.shown).unwrap_or_default()
}

/// The findings of the station's own period by one check: severity and key.
pub fn found(at: &Station, period: &str, check: &str) -> Vec<(String, String)> {
    let findings = period_of(at, period, None).unwrap().findings;
    let meant = findings.into_iter().filter(|finding| finding.check == check);
    meant.map(|finding| (finding.severity, finding.key)).collect()
}

/// Says of every owed cell nobody has spoken about that there are no figures.
pub fn state_rest(at: &Station, period: &str) {
    at.run::<StateCells>(StateCellsReq {
        period: period.to_owned(),
        state: "missing".to_owned(),
        indicators: vec![],
        groups: vec![],
    })
    .unwrap();
}

/// Answers every warning.
pub fn answer_warnings(at: &Station, period: &str) {
    for finding in period_of(at, period, None).unwrap().findings {
        if finding.severity == "warn" && finding.reason.is_none() {
            at.run::<ExplainFinding>(ExplainFindingReq {
                period: period.to_owned(),
                finding: finding.key,
                reason: "đã đối chiếu sổ".to_owned(),
            })
            .unwrap();
        }
    }
}

/// Says what is missing, answers what is asked and closes the period.
pub fn close(at: &Station, period: &str) {
    state_rest(at, period);
    answer_warnings(at, period);
    let req = ClosePeriodReq { period: period.to_owned() };
    at.run::<ClosePeriod>(req).unwrap_or_else(|error| panic!("{}: {}", at.unit, error.in_words()));
}

/// Closes, sends up and has it accepted.
pub fn hand_in(world: &World, from: &Station, to: &Station, period: &str) {
    close(from, period);
    world.bring(from, to);
    accept(to, &from.unit, period);
}

/// Accepts a unit's period.
pub fn accept(at: &Station, unit: &str, period: &str) {
    let (period, units) = (period.to_owned(), vec![unit.to_owned()]);
    at.run::<AcceptPeriods>(AcceptPeriodsReq { period, units, all_clean: false }).unwrap();
}

/// The totals of a period, from accepted closings or from the latest ones.
pub fn totals(at: &Station, period: &str, provisional: bool) -> ShowTotalsRes {
    at.run::<ShowTotals>(ShowTotalsReq { period: period.to_owned(), provisional }).unwrap()
}

/// One line of the accepted totals.
pub fn line(at: &Station, period: &str, key: &str) -> TotalLineOut {
    let lines = totals(at, period, false).lines;
    lines.into_iter().find(|line| line.key == key).unwrap_or_else(|| panic!("no line {key}"))
}

/// A total as printed; empty when there is none.
pub fn total(at: &Station, period: &str, key: &str) -> String {
    let lines = totals(at, period, false).lines;
    let line = lines.into_iter().find(|line| line.key == key);
    line.and_then(|line| line.total).map(|cell| cell.shown).unwrap_or_default()
}

/// Where a figure of a unit comes from.
pub fn explain(at: &Station, period: &str, unit: &str, key: &str) -> ExplainCellRes {
    let at_unit = PeriodReq { period: period.to_owned(), unit: Some(unit.to_owned()) };
    at.run::<ExplainCell>(ExplainCellReq { at: at_unit, indicator: key.to_owned() }).unwrap()
}

/// What did not pass.
pub fn review(at: &Station, period: &str) -> Vec<ReviewRow> {
    let req = ReviewPeriodReq { period: period.to_owned(), provisional: false };
    at.run::<ReviewPeriod>(req).unwrap().rows
}

/// The rows of a review by unit, scope and check.
pub fn rows<'r>(review: &'r [ReviewRow], unit: &str, scope: &str, check: &str) -> Vec<&'r ReviewRow> {
    let is_meant = |row: &&ReviewRow| row.unit == unit && row.scope == scope && row.finding.check == check;
    review.iter().filter(is_meant).collect()
}

/// The board of a period.
pub fn board(at: &Station, period: &str) -> ShowBoardRes {
    at.run::<ShowBoard>(ShowBoardReq { period: period.to_owned() }).unwrap()
}

/// Closes, sends up and accepts the year.
pub fn hand_in_year(world: &World, from: &Station, to: &Station) {
    hand_in(world, from, to, YEAR);
}
