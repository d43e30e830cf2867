//! What stands beside a form while it is filled in: the same figures of the period before and of last year.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, Family, Field, FieldType, RecordKind};
use so138_domain::input::{parse_date, parse_decimal, parse_month};
use so138_domain::text::{format_count, format_scaled};
use so138_domain::value::{Fields, Value};
use so138_store::{Reader, RecordFilter};
use ts_rs::TS;

use super::affected::period_on;
use super::period_list::label;
use super::shown::Shower;
use super::switches::offered_kind;
use crate::App;
use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult, Code};
use crate::session::Session;
use crate::words;

/// The command `list_neighbours`.
#[derive(Debug)]
pub struct ListNeighbours;

/// Of which form.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ListNeighboursReq {
    /// The kind of the record.
    pub kind: String,
    /// Its day, month or period as typed; today when absent or empty.
    pub day: Option<String>,
    /// Of a sheet, the reporter.
    pub reporter: Option<String>,
}

/// One figure beside a field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NeighbourOut {
    /// In the period before, as printed; absent when nothing was entered.
    pub before: Option<String>,
    /// In the same period a year before.
    pub year_before: Option<String>,
}

/// The figures beside a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ListNeighboursRes {
    /// The period before in words; absent where there is none.
    pub before_label: Option<String>,
    /// The same period a year before in words.
    pub year_before_label: Option<String>,
    /// By field name, of fields that hold numbers: the sum over our own records of the kind. Of figures as
    /// they stand on a day, the last ones. Of a sheet or a declared total, by cell key.
    pub fields: BTreeMap<String, NeighbourOut>,
}

impl Command for ListNeighbours {
    type Req = ListNeighboursReq;
    type Res = ListNeighboursRes;
    const NAME: &'static str = "list_neighbours";
    const RIGHT: Right = Right::Read;

    fn run(app: &App, req: ListNeighboursReq, _progress: &dyn Progress) -> AppResult<ListNeighboursRes> {
        let session = app.session()?;
        let catalog = session.catalog();
        let kind = offered_kind(&session, &catalog, &req.kind)?;
        let typed = req.day.as_deref().unwrap_or_default().trim();
        let period = read_period(&session, &catalog, kind, typed, app.today())?;
        let calendar = catalog.default_calendar();
        // Before half a year or nine months there is no other one that ended the day before.
        let before = period.from.pred_opt().and_then(|day| calendar.period_of(day, period.kind));
        let year_before = calendar.same_period_last_year(&period).ok();
        let reader = session.reader()?;
        let past = Past { session: &session, catalog: &catalog, reader: &reader, kind };
        let reporter = req.reporter.as_deref();
        let mut fields: BTreeMap<String, NeighbourOut> = BTreeMap::new();
        for (name, shown) in past.figures(before.as_ref(), reporter)? {
            fields.entry(name).or_default().before = Some(shown);
        }
        for (name, shown) in past.figures(year_before.as_ref(), reporter)? {
            fields.entry(name).or_default().year_before = Some(shown);
        }
        Ok(ListNeighboursRes {
            before_label: before.as_ref().map(label),
            year_before_label: year_before.as_ref().map(label),
            fields,
        })
    }
}

/// The period of a day, month or period as typed.
fn read_period(
    session: &Session,
    catalog: &Catalog,
    kind: &RecordKind,
    typed: &str,
    today: NaiveDate,
) -> AppResult<Period> {
    let calendar = catalog.default_calendar();
    if let Ok(period) = calendar.period(&typed.to_uppercase()) {
        return Ok(period);
    }
    let month = || parse_month(typed).ok().and_then(|month| calendar.period(&month).ok());
    let on = |day| period_on(session, catalog, kind, day);
    let period = match typed {
        "" => on(today),
        _ => parse_date(typed, today).ok().and_then(on).or_else(month),
    };
    period.ok_or_else(|| {
        let reason = words::word("input.not_date.says");
        AppError::new(Code::BadArgument).with("field", "ngày").with("reason", reason)
    })
}

/// Our own records of one kind.
struct Past<'s> {
    session: &'s Session,
    catalog: &'s Catalog,
    reader: &'s Reader,
    kind: &'s RecordKind,
}

impl Past<'_> {
    /// The figures of a period as printed.
    fn figures(&self, period: Option<&Period>, reporter: Option<&str>) -> AppResult<Vec<(String, String)>> {
        let Some(period) = period else { return Ok(Vec::new()) };
        if self.kind.cells.is_some() {
            return self.cells(period, reporter);
        }
        let is_snapshot = self.kind.family == Family::Snapshot;
        let filter = RecordFilter {
            unit: self.session.unit().clone(),
            kind: Some(self.kind.code.clone()),
            from: (!is_snapshot).then_some(period.from),
            to: Some(period.to),
            limit: if is_snapshot { 1 } else { u32::MAX },
            offset: 0,
        };
        let records: Vec<Fields> =
            self.reader.records(&filter)?.into_iter().map(|row| row.put.fields).collect();
        let sum = |field: &Field| {
            let (scale, mut numbers) = match field.is {
                FieldType::Int { .. } | FieldType::Money => (0, Vec::new()),
                FieldType::Decimal { scale } => (scale, Vec::new()),
                _ => return None,
            };
            numbers.extend(records.iter().filter_map(|fields| number(fields.get(&field.name)?, scale)));
            let sum: i64 = numbers.iter().try_fold(0_i64, |sum, number| sum.checked_add(*number))?;
            let shown = if scale == 0 { format_count(sum) } else { format_scaled(sum, scale) };
            (!numbers.is_empty()).then(|| (field.name.clone(), shown))
        };
        Ok(self.kind.fields.iter().filter_map(sum).collect())
    }

    /// The cells of the sheet of a period, of one reporter where sheets have one.
    fn cells(&self, period: &Period, reporter: Option<&str>) -> AppResult<Vec<(String, String)>> {
        let of = |fields: &Fields, name: &Option<String>| {
            name.as_deref().and_then(|name| fields.text(name)).map(str::to_owned)
        };
        let (unit, kind) = (self.session.unit().clone(), Some(self.kind.code.clone()));
        let filter = RecordFilter { unit, kind, from: None, to: None, limit: u32::MAX, offset: 0 };
        let rows = self.reader.records(&filter)?;
        let sheet = rows.into_iter().map(|row| row.put.fields).find(|fields| {
            let is_theirs = self.kind.unit.is_none() || of(fields, &self.kind.unit).as_deref() == reporter;
            is_theirs && of(fields, &self.kind.period).as_deref() == Some(period.id.as_str())
        });
        let Some(sheet) = sheet else { return Ok(Vec::new()) };
        let shower = Shower::new(self.session, self.catalog, self.reader);
        let shown = shower.shown(&self.kind.code, &sheet)?;
        Ok(shown.into_iter().filter(|(name, _)| self.kind.field(name).is_none()).collect())
    }
}

/// A stored number, scaled.
fn number(value: &Value, scale: u8) -> Option<i64> {
    match value {
        Value::Int(number) => Some(*number),
        // Stored with a point, typed with a comma.
        Value::Text(text) => parse_decimal(&text.replace('.', ","), scale).ok(),
        _ => None,
    }
}
