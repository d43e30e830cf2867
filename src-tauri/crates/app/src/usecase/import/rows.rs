//! Rows against the catalog, the store, and each other.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use so138_domain::catalog::{Catalog, Field, RecordKind};
use so138_domain::finding::Finding;
use so138_domain::record;
use so138_domain::value::Fields;
use so138_exchange::Row;

use super::super::record_write::{Desk, Wrong, defaults};
use super::super::same_key::{Key, duplicate, key_of};
use super::super::shown::Shower;
use super::{ImportRecordsRes, PREVIEW_ROWS, PROBLEMS_MAX, RowOut, RowProblemOut};
use crate::command::Progress;
use crate::error::{AppError, AppResult, Code};
use crate::fieldwork::show_finding;
use crate::wire::Typed;
use crate::words;

/// What rows are checked with.
pub struct Rows<'a> {
    pub desk: &'a Desk<'a>,
    pub shower: &'a Shower<'a>,
    pub catalog: &'a Catalog,
    pub kind: &'a RecordKind,
    pub late: bool,
    pub again: bool,
    pub progress: &'a dyn Progress,
}

/// A row that can be saved.
pub struct Ready {
    pub line: u32,
    pub fields: Fields,
}

/// All rows, checked.
pub struct Checked {
    /// Those that can be saved.
    pub rows: Vec<Ready>,
    count: u32,
    wrong_rows: u32,
    problems: Vec<RowProblemOut>,
    preview: Vec<RowOut>,
    amends: BTreeSet<String>,
}

impl Rows<'_> {
    /// Checks every row, so that one reading tells everything there is to mend.
    pub fn check(&self, columns: &[&Field], rows: &[Row]) -> AppResult<Checked> {
        let mut checked = Checked {
            rows: Vec::with_capacity(rows.len()),
            count: u32::try_from(rows.len()).unwrap_or(u32::MAX),
            wrong_rows: 0,
            problems: Vec::new(),
            preview: Vec::new(),
            amends: BTreeSet::new(),
        };
        let mut held = HashMap::new();
        let mut seen: HashMap<String, Vec<(u32, Key)>> = HashMap::new();
        let total = rows.len() as u64;
        for (done, row) in (0_u64..).zip(rows) {
            self.progress.step("check", done, total);
            if self.progress.is_cancelled() {
                return Err(Code::Cancelled.into());
            }
            let line = line(row);
            let mut fields = defaults(self.kind);
            let typed = typed(columns, row);
            let wrong = self.desk.type_into(self.kind, &mut fields, &typed)?;
            if checked.preview.len() < PREVIEW_ROWS {
                checked.preview.push(self.preview(line, typed, &fields, &wrong)?);
            }
            let problems = if wrong.is_empty() {
                let mut problems = self.look(line, &fields, &mut checked.amends)?;
                problems.extend(self.twin(line, &fields, &mut seen));
                if !self.again && self.is_held(&fields, &mut held)? {
                    problems.push(same(line));
                }
                problems
            } else {
                wrong.into_iter().map(|wrong| unreadable(line, wrong)).collect()
            };
            if problems.iter().any(|problem| problem.severity == "block") {
                checked.wrong_rows += 1;
            } else {
                checked.rows.push(Ready { line, fields });
            }
            checked.problems.extend(problems);
        }
        Ok(checked)
    }

    /// A row as it would be typed, and as it would be printed.
    fn preview(&self, line: u32, typed: Typed, fields: &Fields, wrong: &[Wrong]) -> AppResult<RowOut> {
        let mut shown = typed.clone();
        for (name, shown) in &mut shown {
            let is_wrong = wrong.iter().any(|wrong| wrong.field == *name);
            if let (false, Some(field), Some(value)) = (is_wrong, self.kind.field(name), fields.get(name)) {
                *shown = self.shower.value(field, value)?;
            }
        }
        Ok(RowOut { line, typed, shown })
    }

    /// What the checks say of one row, and whether its day may still be written to.
    fn look(
        &self,
        line: u32,
        fields: &Fields,
        amends: &mut BTreeSet<String>,
    ) -> AppResult<Vec<RowProblemOut>> {
        let findings = self.desk.findings(&self.kind.code, None, fields)?;
        let mut problems: Vec<RowProblemOut> =
            findings.iter().map(|finding| self.problem(line, finding)).collect();
        let day = record::record_date(self.catalog, &self.kind.code, fields);
        for period in self.desk.closed_on([day, None]) {
            if self.late {
                amends.insert(period);
            } else {
                problems.push(closed(line, &period));
            }
        }
        Ok(problems)
    }

    /// The finding when an earlier row is the same thing.
    fn twin(
        &self,
        line: u32,
        fields: &Fields,
        seen: &mut HashMap<String, Vec<(u32, Key)>>,
    ) -> Option<RowProblemOut> {
        let key = key_of(self.catalog, self.kind, fields)?;
        let before = seen.entry(key.text.clone()).or_default();
        let twin = before.iter().find(|(_, other)| other.overlaps(&key)).map(|(line, _)| *line);
        before.push((line, key));
        let twin = twin?.to_string();
        let mut problem = self.problem(line, &duplicate(self.kind, &twin));
        let params = BTreeMap::from([("line".to_owned(), twin)]);
        problem.says = words::say("import.twin", &params);
        Some(problem)
    }

    /// Whether a record of ours of the same day says the same in every field. `held` keeps what was read,
    /// day by day.
    fn is_held(
        &self,
        fields: &Fields,
        held: &mut HashMap<Option<NaiveDate>, Vec<Fields>>,
    ) -> AppResult<bool> {
        let day = record::record_date(self.catalog, &self.kind.code, fields);
        let of_day = match held.entry(day) {
            Entry::Occupied(read) => read.into_mut(),
            Entry::Vacant(new) => new.insert(self.desk.shown_on(&self.kind.code, day)?),
        };
        Ok(of_day.contains(fields))
    }

    fn problem(&self, line: u32, finding: &Finding) -> RowProblemOut {
        let shown = show_finding(self.catalog, finding, &BTreeMap::new());
        let field = finding.place.field.as_deref().and_then(|name| self.kind.field(name));
        RowProblemOut {
            line,
            field: finding.place.field.clone(),
            label: field.map(|field| field.label.clone()),
            check: shown.check,
            severity: shown.severity,
            says: shown.says,
        }
    }
}

impl Checked {
    /// The answer, before anything is saved.
    pub fn answer(&self, dry_run: bool) -> ImportRecordsRes {
        let outcome = match (self.wrong_rows, dry_run) {
            (1.., _) => "refused",
            (0, true) => "planned",
            (0, false) => "saved",
        };
        let mut problems = self.problems.clone();
        problems.sort_by_key(|problem| problem.severity != "block");
        let more = problems.len() > PROBLEMS_MAX;
        problems.truncate(PROBLEMS_MAX);
        ImportRecordsRes {
            outcome: outcome.to_owned(),
            rows: self.count,
            wrong_rows: self.wrong_rows,
            problems,
            more,
            preview: if dry_run { self.preview.clone() } else { Vec::new() },
            records: Vec::new(),
            amends: self.amends.iter().cloned().collect(),
        }
    }
}

fn line(row: &Row) -> u32 {
    u32::try_from(row.line).unwrap_or(u32::MAX)
}

/// What a row types; an empty cell types nothing, so that a default stays.
fn typed(columns: &[&Field], row: &Row) -> Typed {
    let cells = columns.iter().zip(&row.cells).filter(|(_, cell)| !cell.trim().is_empty());
    cells.map(|(field, cell)| (field.name.clone(), cell.clone())).collect()
}

fn unreadable(line: u32, wrong: Wrong) -> RowProblemOut {
    RowProblemOut {
        line,
        says: wrong.says(),
        field: Some(wrong.field),
        label: Some(wrong.label),
        check: wrong.code.text().to_owned(),
        severity: "block".to_owned(),
    }
}

fn same(line: u32) -> RowProblemOut {
    RowProblemOut {
        line,
        field: None,
        label: None,
        check: "same_record".to_owned(),
        severity: "block".to_owned(),
        says: words::word("import.same"),
    }
}

fn closed(line: u32, period: &str) -> RowProblemOut {
    let error = AppError::new(Code::PeriodIsClosed).with("period", period);
    RowProblemOut {
        line,
        field: None,
        label: None,
        check: error.code().text().to_owned(),
        severity: "block".to_owned(),
        says: words::says(&error.to_wire()),
    }
}
