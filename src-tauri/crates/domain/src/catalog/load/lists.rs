//! Unit kinds, option lists, groups and calendars.

use super::super::file::{CalendarRow, CodeRow, Name, OptionValueRow, OptionsRow, UnitKindRow};
use super::super::indicator::Group;
use super::super::model::{OptionList, OptionRow, UnitKind};
use super::{Codes, Faults, Row};
use crate::calendar::{Calendar, DueRule};
use crate::text::fold;

pub(super) fn unit_kinds(rows: Vec<Row<UnitKindRow>>, faults: &mut Faults<'_>) -> Vec<UnitKind> {
    let mut codes = Codes::new("kind of unit");
    let kind = |(file, row): Row<UnitKindRow>| UnitKind {
        code: codes.take(file, &row.code, faults),
        label: row.label,
        level: row.level,
    };
    rows.into_iter().map(kind).collect()
}

pub(super) fn groups(rows: Vec<Row<CodeRow>>, faults: &mut Faults<'_>) -> Vec<Group> {
    let mut codes = Codes::new("group");
    let group =
        |(file, row): Row<CodeRow>| Group { code: codes.take(file, &row.code, faults), label: row.label };
    rows.into_iter().map(group).collect()
}

pub(super) fn option_lists(rows: Vec<Row<OptionsRow>>, faults: &mut Faults<'_>) -> Vec<OptionList> {
    let mut codes = Codes::new("option list");
    let mut lists = Vec::with_capacity(rows.len());
    for (file, row) in rows {
        let code = codes.take(file, &row.code, faults);
        if row.values.is_empty() {
            faults.at(file, &row.code, "an option list needs options");
        }
        lists.push(OptionList { code, options: options(file, row.values, faults) });
    }
    lists
}

fn options(file: usize, rows: Vec<OptionValueRow>, faults: &mut Faults<'_>) -> Vec<OptionRow> {
    let mut codes = Codes::new("option");
    let mut options: Vec<OptionRow> = Vec::with_capacity(rows.len());
    for row in rows {
        let code = codes.take(file, &row.code, faults);
        // People type either without marks, so no two may look alike then.
        let same = |other: &OptionRow| {
            let theirs = [fold(&other.code), fold(&other.label)];
            theirs.contains(&fold(&code)) || theirs.contains(&fold(&row.label))
        };
        if let Some(other) = options.iter().find(|other| other.code != code && same(other)) {
            faults.at(file, &row.code, format!("typed without marks, `{code}` reads like `{}`", other.code));
        }
        let until = faults.day(file, row.until.as_ref());
        options.push(OptionRow { code, label: row.label, refused: row.refused, until });
    }
    options
}

/// The words that names do not differ by.
pub(super) fn name_ignores(file: usize, rows: Vec<Name>, faults: &mut Faults<'_>) -> Vec<String> {
    for word in rows.iter().filter(|word| fold(word.get_ref()).is_empty()) {
        faults.at(file, word, "a word to leave out is empty");
    }
    rows.into_iter().map(Name::into_inner).collect()
}

pub(super) fn calendars(rows: Vec<Row<CalendarRow>>, faults: &mut Faults<'_>) -> Vec<Calendar> {
    let mut codes = Codes::new("calendar");
    let mut calendars = Vec::with_capacity(rows.len());
    for (file, row) in rows {
        let id = codes.take(file, &row.id, faults);
        let rule = |due: &super::super::file::DueRow| DueRule {
            period: due.period,
            due_days: due.days,
            grace_days: due.grace,
        };
        let due = row.due.iter().map(rule).collect();
        match Calendar::try_new(&id, &row.label, row.start_day, row.first_month, due) {
            Ok(calendar) => calendars.push(calendar),
            Err(error) => faults.at(file, &row.id, error.to_string()),
        }
    }
    calendars
}
