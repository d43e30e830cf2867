//! Paper: summary sheets a unit keyed in for its reporters, put together for a period, and totals
//! declared elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, Indicator, IndicatorKind, Reading};
use so138_domain::cells::Cell;
use so138_domain::facts::key_indicator;
use so138_domain::finding::{Finding, Severity};
use so138_domain::ids::{RecordId, UnitCode};
use so138_domain::record::read_cells;
use so138_domain::totals::{self, Cells, Part};
use so138_domain::units::UnitRow;
use so138_domain::value::Fields;
use so138_store::{Reader, RecordFilter};

use crate::error::AppResult;

/// Code of the record kind of summary sheets.
pub const SHEET_KIND: &str = "phieu_tong_hop";
/// Code of the record kind of declared totals.
pub const DECLARED_KIND: &str = "tong_cong_bo";
/// The field of both kinds that says where the figures come from.
pub(super) const SOURCE_FIELD: &str = "nguon";

/// One summary sheet.
#[derive(Clone, Debug)]
pub struct PaperSheet {
    /// Its record.
    pub record: RecordId,
    /// Whose figures.
    pub reporter: UnitCode,
    /// Of which period.
    pub period: Period,
    /// Where they come from.
    pub source: Option<String>,
    /// The figures.
    pub cells: Cells,
}

/// The summary sheets of one unit.
#[derive(Clone, Debug, Default)]
pub(super) struct Paper(Vec<PaperSheet>);

/// A reporter's sheets put together for a period.
#[derive(Clone, Debug, Default)]
pub struct Assembled {
    /// Every cell, those worked out from others included.
    pub cells: Cells,
    /// The sheets of the period and of shorter ones inside it, in order of their days.
    pub sheets: Vec<PaperSheet>,
    /// Which of the sheets each indicator comes from.
    pub behind: BTreeMap<String, Vec<RecordId>>,
    /// Sheets that overlap, and figures that do not cover the whole period.
    pub findings: Vec<Finding>,
}

impl Assembled {
    /// Whether a cell was typed, not worked out from others.
    pub fn says(&self, key: &str) -> bool {
        self.behind.contains_key(key_indicator(key))
    }
}

impl Paper {
    /// The sheets a unit keyed in, as they are now.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn of(catalog: &Catalog, reader: &Reader, unit: &UnitCode) -> AppResult<Self> {
        let records = of_kind(reader, unit, SHEET_KIND)?;
        Ok(Self::read(catalog, records.iter().map(|(record, fields)| (*record, fields))))
    }

    /// The sheets among these records; of two for the same reporter and period the later record counts,
    /// which is a duplicate that stops closing.
    pub fn read<'f>(catalog: &Catalog, records: impl Iterator<Item = (RecordId, &'f Fields)>) -> Self {
        let names = catalog
            .kind(SHEET_KIND)
            .and_then(|kind| Some((kind.unit.as_ref()?, kind.period.as_ref()?, kind.cells.as_ref()?)));
        let Some((unit, period, cells)) = names else { return Self::default() };
        let sheet = |(record, fields): (RecordId, &Fields)| {
            Some(PaperSheet {
                record,
                reporter: fields.text(unit)?.parse().ok()?,
                period: catalog.default_calendar().period(fields.text(period)?).ok()?,
                source: fields.text(SOURCE_FIELD).map(str::to_owned),
                cells: read_cells(fields, cells),
            })
        };
        let mut sheets: Vec<PaperSheet> = records.filter_map(sheet).collect();
        sheets.sort_by_key(|sheet| std::cmp::Reverse(sheet.record));
        let mut seen: BTreeSet<(UnitCode, String)> = BTreeSet::new();
        sheets.retain(|sheet| seen.insert((sheet.reporter.clone(), sheet.period.id.clone())));
        sheets.sort_by_key(|sheet| (sheet.period.from, sheet.period.to));
        Self(sheets)
    }

    /// A reporter's figures of a period: the period's own sheet; for an indicator it does not have,
    /// sheets of shorter periods inside. None without any sheet.
    pub fn assemble(&self, catalog: &Catalog, reporter: &UnitRow, period: &Period) -> Option<Assembled> {
        let is_inside = |inner: &Period| inner.from >= period.from && inner.to <= period.to;
        let sheets: Vec<&PaperSheet> = self
            .0
            .iter()
            .filter(|sheet| sheet.reporter == reporter.code && is_inside(&sheet.period))
            .collect();
        if sheets.is_empty() {
            return None;
        }
        let mut desk =
            Desk { catalog, reporter, period, partial: BTreeSet::new(), assembled: Assembled::default() };
        let codes: BTreeSet<&str> =
            sheets.iter().flat_map(|sheet| sheet.cells.keys()).map(|key| key_indicator(key)).collect();
        for indicator in codes.into_iter().filter_map(|code| catalog.indicator(code)) {
            let has =
                |sheet: &&&PaperSheet| sheet.cells.keys().any(|key| key_indicator(key) == indicator.code);
            let holders: Vec<&PaperSheet> = sheets.iter().filter(has).copied().collect();
            desk.take(indicator, &holders);
        }
        Some(desk.finish(sheets))
    }
}

/// One reporter's figures while they are put together.
struct Desk<'d> {
    catalog: &'d Catalog,
    reporter: &'d UnitRow,
    period: &'d Period,
    /// The periods of what does not cover the whole.
    partial: BTreeSet<String>,
    assembled: Assembled,
}

impl Desk<'_> {
    /// Takes the figures of one indicator from the sheets that have it, in order of their days.
    fn take(&mut self, indicator: &Indicator, holders: &[&PaperSheet]) {
        if indicator.kind == IndicatorKind::A && self.period.assessment_day().is_none() {
            return; // a yearly result
        }
        if let Some(own) = holders.iter().find(|sheet| sheet.period.id == self.period.id) {
            self.count(indicator, &[own]);
        } else if indicator.is_stock() || indicator.kind == IndicatorKind::B {
            self.take_last(indicator, holders);
        } else if indicator.kind != IndicatorKind::A {
            self.take_all(indicator, holders);
        }
    }

    /// How things stand: the last sheet says it.
    fn take_last(&mut self, indicator: &Indicator, holders: &[&PaperSheet]) {
        let Some(last) = holders.iter().map(|sheet| sheet.period.to).max() else { return };
        let ending: Vec<&PaperSheet> =
            holders.iter().filter(|sheet| sheet.period.to == last).copied().collect();
        let Some((first, others)) = ending.split_first() else { return };
        let figures = |sheet: &PaperSheet| of_indicator(&sheet.cells, &indicator.code);
        if others.iter().any(|other| figures(other) != figures(first)) {
            self.overlap(indicator);
        }
        self.count(indicator, &[first]);
    }

    /// What happened: sheets beside each other are added; of two that overlap only the first counts.
    fn take_all(&mut self, indicator: &Indicator, holders: &[&PaperSheet]) {
        let mut counted: Vec<&PaperSheet> = Vec::new();
        for sheet in holders {
            // In order of first days, so that only the last one taken can reach into the next.
            match counted.last() {
                Some(before) if before.period.to >= sheet.period.from => self.overlap(indicator),
                _ => counted.push(sheet),
            }
        }
        let days = |from: chrono::NaiveDate, to: chrono::NaiveDate| (to - from).num_days() + 1;
        let covered: i64 = counted.iter().map(|sheet| days(sheet.period.from, sheet.period.to)).sum();
        if covered < days(self.period.from, self.period.to) {
            self.partial.extend(counted.iter().map(|sheet| sheet.period.id.clone()));
        }
        self.count(indicator, &counted);
    }

    /// Adds the figures of the sheets that count, as parts of one whole.
    fn count(&mut self, indicator: &Indicator, counted: &[&PaperSheet]) {
        let part = |sheet: &&PaperSheet| part_of(self.reporter, of_indicator(&sheet.cells, &indicator.code));
        match counted {
            [one] => self.assembled.cells.extend(of_indicator(&one.cells, &indicator.code)),
            several => {
                let parts: Vec<Part> = several.iter().map(part).collect();
                let sum = totals::consolidate(self.catalog, self.period, &parts, &Cells::new());
                self.assembled.cells.extend(of_indicator(&sum.cells, &indicator.code));
                self.assembled.findings.extend(sum.findings);
            }
        }
        let records = counted.iter().map(|sheet| sheet.record).collect();
        self.assembled.behind.insert(indicator.code.clone(), records);
    }

    fn overlap(&mut self, indicator: &Indicator) {
        let finding = Finding::new("sheets_overlap", Severity::Block).at_unit(self.reporter.code.clone());
        let finding = finding.at_indicator(&indicator.code).with("indicator", &indicator.label);
        if !self.assembled.findings.contains(&finding) {
            self.assembled.findings.push(finding);
        }
    }

    fn finish(mut self, sheets: Vec<&PaperSheet>) -> Assembled {
        if !self.partial.is_empty() {
            let periods = self.partial.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            let finding = Finding::new("sheets_partial", Severity::Info).at_unit(self.reporter.code.clone());
            self.assembled.findings.push(finding.with("periods", periods));
        }
        complete(self.catalog, self.reporter, self.period, &mut self.assembled.cells);
        self.assembled.sheets = sheets.into_iter().cloned().collect();
        self.assembled
    }
}

/// The cells of one indicator, breakdowns included.
fn of_indicator(cells: &Cells, code: &str) -> Cells {
    let is_meant = |key: &&String| key_indicator(key) == code;
    cells.iter().filter(|(key, _)| is_meant(key)).map(|(key, cell)| (key.clone(), *cell)).collect()
}

/// Cells as something to add up that owes nothing.
fn part_of(row: &UnitRow, cells: Cells) -> Part {
    Part { unit: row.code.clone(), unit_kind: String::new(), cells, ended: false, into: Vec::new() }
}

/// Works out again what follows from a reporter's cells: the unit itself, rules over cells, formulas.
/// What was typed stays.
pub(super) fn complete(catalog: &Catalog, row: &UnitRow, period: &Period, cells: &mut Cells) {
    let number = |(key, cell): (&String, &Cell)| match cell {
        Cell::Number(number) => Some((key.clone(), *number)),
        _ => None,
    };
    let numbers: BTreeMap<String, i64> = cells.iter().filter_map(number).collect();
    let (closed, _) = totals::close_cells(catalog, &row.kind, period, &numbers, cells);
    let follows = |key: &String| {
        let reading = catalog.indicator(key).map(Indicator::reading);
        matches!(reading, Some(Reading::Unit | Reading::Cells))
    };
    for (key, cell) in closed.into_iter().filter(|(key, _)| follows(key)) {
        cells.entry(key).or_insert(cell);
    }
    let is_derived = |key: &String| catalog.indicator(key).is_some_and(|is| is.formula.is_some());
    cells.retain(|key, _| !is_derived(key));
    // A unit between gives sums, which a closing would take for the figures of one place.
    let part = part_of(row, cells.clone());
    let worked_out = totals::consolidate(catalog, period, &[part], &Cells::new());
    cells.extend(worked_out.cells.into_iter().filter(|(key, _)| is_derived(key)));
}

/// The total declared elsewhere that a unit keeps for a period; the later record of two.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn declared(
    catalog: &Catalog,
    reader: &Reader,
    unit: &UnitCode,
    period: &str,
) -> AppResult<Cells> {
    let kind = catalog.kind(DECLARED_KIND);
    let names = kind.and_then(|kind| Some((kind.period.as_ref()?, kind.cells.as_ref()?)));
    let Some((of, cells)) = names else { return Ok(Cells::new()) };
    let records = of_kind(reader, unit, DECLARED_KIND)?;
    let meant = records.iter().filter(|(_, fields)| fields.text(of) == Some(period));
    let latest = meant.max_by_key(|(record, _)| *record);
    Ok(latest.map(|(_, fields)| read_cells(fields, cells)).unwrap_or_default())
}

fn of_kind(reader: &Reader, unit: &UnitCode, kind: &str) -> AppResult<Vec<(RecordId, Fields)>> {
    let (unit, kind) = (unit.clone(), Some(kind.to_owned()));
    let filter = RecordFilter { unit, kind, from: None, to: None, limit: u32::MAX, offset: 0 };
    Ok(reader.records(&filter)?.into_iter().map(|row| (row.put.record, row.put.fields)).collect())
}
