//! This period beside the same period a year before.

use so138_domain::calendar::Period;
use so138_domain::catalog::{ColumnSource, Formula, Indicator, Sheet, Special};
use so138_domain::cells::Cell;
use so138_domain::ids::UnitCode;
use so138_domain::units::UnitRow;
use so138_office::{Cell as OutCell, FormulaExpr, Number, Row, RowKind};

use super::figures::scaled;
use super::grand::Grand;
use super::{Book, note};
use crate::error::AppResult;
use crate::usecase::consolidate::{Totals, add_up};
use crate::words::{say, word};

/// One row for each indicator, under the headings of their groups.
pub(super) fn rows(book: &Book<'_>, sheet: &Sheet, indicators: &[String]) -> AppResult<Vec<Row>> {
    let last = last_year(book)?;
    let strange = last.as_ref().map(|(period, _)| strange_units(book, period)).unwrap_or_default();
    let compare = Compare {
        sheet,
        now: Grand { catalog: &book.catalog, period: book.period, totals: &book.totals },
        last: last.as_ref().map(|(period, totals)| Grand { catalog: &book.catalog, period, totals }),
        is_comparable: strange.is_empty(),
    };
    let mut rows = Vec::with_capacity(indicators.len());
    let mut group = "";
    for indicator in indicators.iter().filter_map(|code| book.catalog.indicator(code)) {
        if indicator.group != group {
            group = &indicator.group;
            let label = book.catalog.groups.iter().find(|is| is.code == group).map(|is| is.label.clone());
            rows.extend(label.map(note));
        }
        rows.push(compare.row(indicator));
    }
    if last.is_none() {
        rows.push(note(word("workbook.no_last_year")));
    }
    if !strange.is_empty() {
        let params = [("units".to_owned(), strange.join("; "))].into();
        rows.push(note(say("workbook.not_comparable", &params)));
    }
    Ok(rows)
}

/// The same period of last year, added up; none when nobody reported then.
fn last_year(book: &Book<'_>) -> AppResult<Option<(Period, Totals)>> {
    let Ok(period) = book.catalog.default_calendar().same_period_last_year(book.period) else {
        return Ok(None);
    };
    let totals = add_up(book.session, book.reader, &period, book.provisional)?;
    let has_figures = totals.total.cells.values().any(|cell| cell.number().is_some());
    Ok(has_figures.then_some((period, totals)))
}

/// Names of units that ended since and took figures over the border of what is added up here, or
/// brought them in: both years do not count the same places.
fn strange_units(book: &Book<'_>, last: &Period) -> Vec<String> {
    let here = |unit: &UnitCode| book.units.is_within(unit, book.session.unit());
    let ended_since = |row: &&UnitRow| row.to.is_some_and(|to| to >= last.from && to < book.period.to);
    let crosses = |row: &&UnitRow| row.into.iter().any(|into| here(into) != here(&row.code));
    let rows = book.units.rows().iter().filter(ended_since).filter(crosses);
    rows.map(|row| row.name.clone()).collect()
}

/// A figure that can be set beside another one.
#[derive(Clone, Copy)]
enum Figure {
    /// A number with its decimals.
    Plain(i64, u8),
    /// Per cent with decimals: 62,2 % is 622 with one.
    Percent(i64, u8),
}

impl Figure {
    const fn number(self) -> Number {
        match self {
            Self::Plain(number, decimals) => scaled(number, decimals),
            Self::Percent(number, decimals) => {
                Number::Ratio { part: number, whole: 100 * 10_i64.pow(decimals as u32) }
            }
        }
    }

    const fn less(self, other: Self) -> Self {
        match (self, other) {
            (Self::Plain(a, decimals), Self::Plain(b, _) | Self::Percent(b, _)) => {
                Self::Plain(a.saturating_sub(b), decimals)
            }
            (Self::Percent(a, decimals), Self::Plain(b, _) | Self::Percent(b, _)) => {
                Self::Percent(a.saturating_sub(b), decimals)
            }
        }
    }
}

struct Compare<'a> {
    sheet: &'a Sheet,
    now: Grand<'a>,
    last: Option<Grand<'a>>,
    is_comparable: bool,
}

impl Compare<'_> {
    fn row(&self, indicator: &Indicator) -> Row {
        let now = figure(&self.now, indicator);
        let last = self.last.as_ref().and_then(|last| figure(last, indicator));
        let cell = |source: &ColumnSource| match source {
            ColumnSource::Special(Special::Indicator) => OutCell::from(indicator.label.as_str()),
            ColumnSource::Special(Special::Measure) => OutCell::from(indicator.measure.as_str()),
            ColumnSource::Special(Special::ThisPeriod) => match (now, self.now.state(&indicator.code)) {
                (Some(figure), _) => OutCell::Number(figure.number()),
                (None, Some(Cell::Missing)) => OutCell::Missing,
                (None, _) => OutCell::Number(Number::Undefined),
            },
            ColumnSource::Special(Special::LastYear) => {
                OutCell::Number(last.map_or(Number::Undefined, Figure::number))
            }
            ColumnSource::Special(Special::Change) => self.change(now, last),
            ColumnSource::Special(Special::ChangeRate) => self.rate(now, last),
            ColumnSource::Special(Special::Note) if !self.is_comparable && last.is_some() => {
                OutCell::from(word("workbook.incomparable"))
            }
            _ => OutCell::Empty,
        };
        Row {
            kind: RowKind::Unit,
            cells: self.sheet.columns.iter().map(|column| cell(&column.source)).collect(),
        }
    }

    fn change(&self, now: Option<Figure>, last: Option<Figure>) -> OutCell {
        let columns = self.column(Special::ThisPeriod).zip(self.column(Special::LastYear));
        let Some((from, minus)) = columns.filter(|_| self.is_comparable) else {
            return OutCell::Number(Number::Undefined);
        };
        let change = now.zip(last).map(|(now, last)| now.less(last));
        OutCell::Formula {
            expr: FormulaExpr::SubtractColumns { from, minus },
            cached: change.map_or(Number::Undefined, Figure::number),
        }
    }

    /// The change as a share of last year's figure. A share of a percentage would only confuse.
    fn rate(&self, now: Option<Figure>, last: Option<Figure>) -> OutCell {
        let columns = self.column(Special::Change).zip(self.column(Special::LastYear));
        let is_share = matches!(now.or(last), Some(Figure::Percent(..)));
        let Some((part, whole)) = columns.filter(|_| self.is_comparable && !is_share) else {
            return OutCell::Number(Number::Undefined);
        };
        let cached = match (now, last) {
            (Some(Figure::Plain(now, _)), Some(Figure::Plain(last, _))) => {
                Number::Ratio { part: now.saturating_sub(last), whole: last }
            }
            _ => Number::Undefined,
        };
        OutCell::Formula { expr: FormulaExpr::Ratio { part, whole }, cached }
    }

    fn column(&self, special: Special) -> Option<u16> {
        self.sheet.column_saying(special).and_then(|at| u16::try_from(at).ok())
    }
}

/// The printed figure of an indicator: rates and means rounded as everywhere else.
fn figure(grand: &Grand<'_>, indicator: &Indicator) -> Option<Figure> {
    if !indicator.means_at(grand.period) {
        return None;
    }
    match &indicator.formula {
        Some(Formula::Ratio { .. }) => {
            let (part, whole) = grand.operands(indicator)?;
            let scale = 100 * 10_i128.pow(u32::from(indicator.decimals));
            Some(Figure::Percent(half_up(i128::from(part) * scale, whole.into())?, indicator.decimals))
        }
        Some(Formula::Mean { .. }) => {
            let (part, whole) = grand.operands(indicator)?;
            Some(Figure::Plain(half_up(part.into(), whole.into())?, indicator.decimals))
        }
        _ => Some(Figure::Plain(grand.number(&indicator.code)?, indicator.decimals)),
    }
}

/// `a / b` to the nearest whole, halves away from zero; none when `b` is 0.
fn half_up(a: i128, b: i128) -> Option<i64> {
    if b == 0 {
        return None;
    }
    let (size, by) = (a.unsigned_abs(), b.unsigned_abs());
    let rounded = i64::try_from((2 * size + by) / (2 * by)).ok()?;
    Some(if (a < 0) == (b < 0) { rounded } else { -rounded })
}
