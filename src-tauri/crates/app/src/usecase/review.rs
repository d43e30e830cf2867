//! What did not pass: every check of a period, with the reason given.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, Indicator, Rule, Yield};
use so138_domain::checks::{Around, check_cells, check_remainders, similar_names};
use so138_domain::facts::{NAME_DIM, cell_key};
use so138_domain::finding::{Finding, Severity};
use so138_domain::ids::UnitCode;
use so138_domain::ledger::Body;
use so138_domain::units::UnitTree;
use so138_store::Reader;
use ts_rs::TS;

use super::around::Past;
use super::breakdown;
use super::closing::closing_body;
use super::consolidate::{Reporter, Source, Totals, add_up};
use super::examine::{Examiner, Reasons};
use super::paper::Paper;
use super::period::read_period;
use super::record_check::record_checks;
use super::standing::checked;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::AppResult;
use crate::fieldwork::show_finding;
use crate::session::Session;
use crate::wire::FindingOut;

/// The command `review_period`.
#[derive(Debug)]
pub struct ReviewPeriod;

/// Which period.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ReviewPeriodReq {
    /// The period.
    pub period: String,
    /// The latest closings, accepted or not ("số liệu tạm").
    pub provisional: bool,
}

/// One check that did not pass.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ReviewRow {
    /// Code of the unit meant.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// `unit` for its figures, `record` for one of its records, `total` for the sums, `declared` for
    /// totals printed elsewhere.
    pub scope: &'static str,
    /// What was found, with the reason given.
    pub finding: FindingOut,
}

/// Everything that did not pass.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ReviewPeriodRes {
    /// The period.
    pub period: String,
    /// Whether closings that nobody accepted are in it.
    pub provisional: bool,
    /// What was found.
    pub rows: Vec<ReviewRow>,
}

impl Command for ReviewPeriod {
    type Req = ReviewPeriodReq;
    type Res = ReviewPeriodRes;
    const NAME: &'static str = "review_period";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: ReviewPeriodReq, _progress: &dyn Progress) -> AppResult<ReviewPeriodRes> {
        let session = app.session()?;
        let period = read_period(&session.catalog(), &req.period)?;
        let reader = session.reader()?;
        let totals = add_up(&session, &reader, &period, req.provisional)?;
        let rows = findings(&session, &reader, &period, req.provisional, &totals)?;
        Ok(ReviewPeriodRes { period: period.id, provisional: req.provisional, rows })
    }
}

/// Every check of a period that did not pass: of each reporter's figures and records, then of the sums.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn findings(
    session: &Session,
    reader: &Reader,
    period: &Period,
    provisional: bool,
    totals: &Totals,
) -> AppResult<Vec<ReviewRow>> {
    let catalog = session.catalog();
    let paper = Paper::of(&catalog, reader, session.unit())?;
    let peers = totals.reporters.iter().filter(|reporter| !matches!(reporter.source, Source::Nothing));
    let peers = peers.map(|reporter| (&reporter.part.unit, &reporter.part.cells));
    let examiner = Examiner::new(session, reader, period, &paper, peers)?;
    let mut review = Review {
        reader,
        period,
        totals,
        examiner,
        ours: session.unit().clone(),
        units: session.units(),
        catalog,
        rows: Vec::new(),
    };
    for reporter in &totals.reporters {
        review.reporter(reporter)?;
    }
    let (around, strange) = Past::new(session, reader, &paper).around_total(period, provisional)?;
    let mut of_total = checked(&review.catalog, &totals.total.cells, period, &around, strange);
    of_total.extend(totals.total.findings.iter().cloned());
    let left_over = check_remainders(&review.catalog, &totals.remainders, &totals.declared);
    of_total.extend(left_over.into_iter().map(|finding| {
        let label = finding.place.indicator.as_ref().map(|key| breakdown::label(&review.catalog, key));
        finding.with("indicator", label.unwrap_or_default())
    }));
    of_total.extend(review.similar_between_units()?);
    of_total.extend(review.lacking());
    let of_declared = review.declared();
    let ours = reader.explanations(session.unit(), &period.id)?;
    let scoped = of_total.into_iter().map(|finding| ("total", finding));
    for (scope, finding) in scoped.chain(of_declared.into_iter().map(|finding| ("declared", finding))) {
        let shown = show_finding(&review.catalog, &finding, &ours);
        review.push(session.unit(), scope, shown);
    }
    Ok(review.rows)
}

/// A period's review while it is written.
struct Review<'a> {
    reader: &'a Reader,
    period: &'a Period,
    totals: &'a Totals,
    examiner: Examiner<'a>,
    ours: UnitCode,
    units: Arc<UnitTree>,
    catalog: Arc<Catalog>,
    rows: Vec<ReviewRow>,
}

impl Review<'_> {
    fn push(&mut self, unit: &UnitCode, scope: &'static str, finding: FindingOut) {
        let unit_name = self.name(unit);
        self.rows.push(ReviewRow { unit: unit.to_string(), unit_name, scope, finding });
    }

    /// What one reporter brought: its figures, the sheets keyed in for it, its own records.
    fn reporter(&mut self, reporter: &Reporter) -> AppResult<()> {
        let unit = &reporter.part.unit;
        let given = match &reporter.source {
            Source::Closing(closing) => closing_body(self.reader, closing)?.reasons,
            Source::Sheet => Reasons::new(),
            Source::Nothing => {
                if self.examiner.is_expected(unit) {
                    let silent = Finding::new("C17.no_report", Severity::Warn);
                    let shown = self.examiner.show(unit, silent, &Reasons::new());
                    self.push(unit, "unit", shown);
                }
                return Ok(());
            }
        };
        let mut of_unit = self.examiner.findings(unit, &reporter.part.cells)?;
        of_unit.extend(reporter.paper.iter().flat_map(|paper| paper.findings.iter().cloned()));
        for finding in of_unit {
            let shown = self.examiner.show(unit, finding, &given);
            self.push(unit, "unit", shown);
        }
        for found in record_checks(&self.catalog, self.reader, unit, self.period)? {
            let mut shown = self.examiner.show(unit, found.finding, &given);
            shown.reason = found.reason.or(shown.reason);
            self.push(unit, "record", shown);
        }
        Ok(())
    }

    /// Totals that lack the figure of some units; who brought nothing at all is told once.
    fn lacking(&self) -> Vec<Finding> {
        let reporters = self.totals.reporters.iter();
        let silent = reporters.filter(|reporter| matches!(reporter.source, Source::Nothing));
        let silent: BTreeSet<&UnitCode> = silent.map(|reporter| &reporter.part.unit).collect();
        let mut findings = Vec::new();
        for indicator in &self.catalog.indicators {
            let lacking = self.totals.total.lacking.get(&indicator.code).into_iter().flatten();
            let names: Vec<String> =
                lacking.filter(|unit| !silent.contains(unit)).map(|unit| self.name(unit)).collect();
            if !names.is_empty() {
                let finding = Finding::new("C17.lacking", Severity::Warn).at_indicator(&indicator.code);
                let finding = finding.with("indicator", &indicator.label).with("count", names.len());
                findings.push(finding.with("units", names.join(", ")));
            }
        }
        findings
    }

    /// What the rules say of the totals printed elsewhere, taken by themselves.
    fn declared(&self) -> Vec<Finding> {
        let mut findings = check_cells(&self.catalog, &self.totals.declared, self.period, &Around::default());
        // They are compared with our sums, not with a year before.
        let is_of_years = |finding: &Finding| {
            finding.check == "no_last_year"
                || self
                    .catalog
                    .check(&finding.check)
                    .is_some_and(|check| matches!(check.rule, Rule::Plausible(_)))
        };
        findings.retain(|finding| !is_of_years(finding));
        findings
    }

    fn name(&self, unit: &UnitCode) -> String {
        self.units.get(unit).map_or_else(|| unit.to_string(), |row| row.name.clone())
    }

    /// Names of a distinct count that are nearly the same in different units: they may count twice.
    fn similar_between_units(&self) -> AppResult<Vec<Finding>> {
        let mut findings = Vec::new();
        for check in &self.catalog.checks {
            let Rule::Similar { kind, field } = &check.rule else { continue };
            let counts = |indicator: &&Indicator| {
                let mut sources = indicator.from.iter().filter_map(|source| source.records());
                sources.any(|source| {
                    source.kind == *kind && matches!(&source.yields, Yield::Name(name) if name == field)
                })
            };
            let Some(indicator) = self.catalog.indicators.iter().find(counts) else { continue };
            let by_name = self.names(indicator);
            let names: Vec<String> = by_name.keys().map(|name| (*name).to_owned()).collect();
            for (one, two) in similar_names(&self.catalog, &names) {
                let (Some(one), Some(two)) = (names.get(one), names.get(two)) else { continue };
                let (Some(here), Some(there)) = (by_name.get(one.as_str()), by_name.get(two.as_str())) else {
                    continue;
                };
                if here == there && here.len() == 1 {
                    continue; // told among the unit's own records
                }
                let key = cell_key(&indicator.code, &format!("{NAME_DIM}={one}"));
                let finding = Finding::new(&check.code, check.severity).at_indicator(&key);
                let finding = finding.with("name", self.called(indicator, field, one, here)?);
                findings.push(finding.with("other", self.called(indicator, field, two, there)?));
            }
        }
        Ok(findings)
    }

    /// The names of a distinct count, each with the reporters that have it.
    fn names(&self, indicator: &Indicator) -> BTreeMap<&str, BTreeSet<&UnitCode>> {
        let prefix = format!("{}|{NAME_DIM}=", indicator.code);
        let mut names: BTreeMap<&str, BTreeSet<&UnitCode>> = BTreeMap::new();
        let brought =
            self.totals.reporters.iter().map(|reporter| (&reporter.part.unit, &reporter.part.cells));
        for (unit, cells) in brought.chain([(&self.ours, &self.totals.own)]) {
            for (key, cell) in cells.range(prefix.clone()..) {
                let Some(name) = key.strip_prefix(&prefix) else { break };
                if cell.number().is_some_and(|number| number > 0) {
                    names.entry(name).or_default().insert(unit);
                }
            }
        }
        names
    }

    /// A name as it was written in one of the units, with those units.
    fn called(
        &self,
        indicator: &Indicator,
        field: &str,
        name: &str,
        units: &BTreeSet<&UnitCode>,
    ) -> AppResult<String> {
        let dim = format!("{NAME_DIM}={name}");
        let mut written = None;
        for unit in units {
            let facts = self.reader.facts(unit, &indicator.code, None, self.period.to, u32::MAX)?;
            let Some(fact) = facts.into_iter().find(|fact| fact.dim == dim) else { continue };
            let version = self.reader.history(fact.record)?.into_iter().find(|row| row.entry.id == fact.id);
            if let Some(Body::RecordPut(put)) = version.and_then(|version| version.body) {
                written = put.fields.text(field).map(str::to_owned);
                break;
            }
        }
        let units = units.iter().map(|unit| self.name(unit)).collect::<Vec<_>>().join(", ");
        Ok(format!("{} ({units})", written.unwrap_or_else(|| name.to_owned())))
    }
}
