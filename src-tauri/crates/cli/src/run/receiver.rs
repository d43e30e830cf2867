//! The receiving unit: verdicts, the board, totals, the workbook, publications.

use so138_app::usecase::board::{BoardRowOut, ShowBoard, ShowBoardReq};
use so138_app::usecase::consolidate::{ShowTotals, ShowTotalsReq, ShowTotalsRes};
use so138_app::usecase::publish::{ComparePublished, PublishReport, PublishReportReq};
use so138_app::usecase::verdict::{AcceptPeriods, AcceptPeriodsReq, NoteIn, ReturnPeriod, ReturnPeriodReq};
use so138_app::usecase::workbook::{WriteWorkbook, WriteWorkbookReq};
use so138_app::words::word;

use super::period::shown_source;
use super::{shown_cell, shown_state};
use crate::args::{Accept, Return, Totals, Workbook};
use crate::host::{Done, Host, path_text};
use crate::output::{Side, Table, say, shown_day, shown_time};

/// Accepts periods of units below.
pub fn accept(host: &Host<'_>, args: &Accept) -> Done {
    let Accept { period, units, all_clean } = args;
    let req = AcceptPeriodsReq { period: period.clone(), units: units.clone(), all_clean: *all_clean };
    let done = host.ask::<AcceptPeriods>(req)?;
    host.tell(&done, |page| {
        if done.accepted.is_empty() {
            page.say("cli.note.none_clean", &[]);
        }
        page.facts([
            ("cli.label.accepted", done.accepted.join(", ")),
            ("cli.label.left", done.left.join(", ")),
        ]);
    })
}

/// Returns a period with notes.
pub fn give_back(host: &Host<'_>, args: &Return) -> Done {
    let Return { period, unit, notes } = args;
    let notes = notes
        .iter()
        .map(|note| NoteIn { indicator: note.indicator.clone(), text: note.text.clone() })
        .collect();
    let req = ReturnPeriodReq { period: period.clone(), unit: unit.clone(), notes };
    let done = host.ask::<ReturnPeriod>(req)?;
    host.tell(&done, |page| page.say("cli.done.returned", &[("unit", unit), ("period", period)]))
}

/// The units right below and how far they are.
pub fn board(host: &Host<'_>, period: &str) -> Done {
    let found = host.ask::<ShowBoard>(ShowBoardReq { period: period.to_owned() })?;
    host.tell(&found, |page| {
        let (counts, units) = (&found.counts, found.counts.units);
        let of_all = |count: u32| format!("{count}/{units}");
        page.facts([
            ("cli.label.period", found.period.clone()),
            ("cli.label.due", shown_day(&found.due)),
            ("cli.label.came", of_all(counts.came)),
            ("cli.label.on_time", of_all(counts.on_time)),
            ("cli.label.late", of_all(counts.late)),
            ("cli.label.accepted", of_all(counts.accepted)),
            ("cli.label.returned", of_all(counts.returned)),
            ("cli.label.missing", of_all(counts.missing)),
        ]);
        page.blank();
        page.table(&board_table(&found.rows));
    })
}

fn board_table(rows: &[BoardRowOut]) -> Table {
    let mut table = Table::new([
        ("cli.column.unit", Side::Left),
        ("cli.column.unit_name", Side::Left),
        ("cli.column.state", Side::Left),
        ("cli.column.revision", Side::Right),
        ("cli.column.missing", Side::Right),
        ("cli.column.warnings", Side::Right),
        ("cli.column.conflicts", Side::Right),
        ("cli.column.arrived", Side::Left),
        ("cli.column.imported", Side::Left),
        ("cli.column.signer", Side::Left),
    ]);
    for row in rows {
        let days = row.days_late.to_string();
        let late = if row.late { say("cli.note.days_late", &[("days", &days)]) } else { String::new() };
        let state = shown_state(&row.state);
        table.row([
            row.unit.clone(),
            row.name.clone(),
            if late.is_empty() { state } else { format!("{state} · {late}") },
            row.version.to_string(),
            row.missing.to_string(),
            row.warnings.to_string(),
            row.conflicts.to_string(),
            row.arrived.as_deref().map(shown_day).unwrap_or_default(),
            row.imported_at.as_deref().map(shown_time).unwrap_or_default(),
            row.signer.clone().unwrap_or_default(),
        ]);
    }
    table
}

/// The sums over all reporters.
pub fn totals(host: &Host<'_>, args: &Totals) -> Done {
    let req = ShowTotalsReq { period: args.period.clone(), provisional: args.provisional };
    let found = host.ask::<ShowTotals>(req)?;
    host.tell(&found, |page| {
        page.facts([("cli.label.period", found.period.clone())]);
        if found.provisional {
            page.say("cli.note.provisional", &[]);
        }
        page.blank();
        page.table(&lines(&found));
        page.blank();
        page.table(&reporters(&found));
    })
}

fn lines(found: &ShowTotalsRes) -> Table {
    let mut table = Table::new([
        ("cli.column.code", Side::Left),
        ("cli.column.indicator", Side::Left),
        ("cli.column.measure", Side::Left),
        ("cli.column.total", Side::Right),
        ("cli.column.declared", Side::Right),
        ("cli.column.remainder", Side::Right),
        ("cli.column.lacking", Side::Right),
    ]);
    for line in &found.lines {
        let lacking = line.lacking.len();
        table.row([
            line.key.clone(),
            line.label.clone(),
            line.measure.clone(),
            shown_cell(line.total.as_ref()),
            shown_cell(line.declared.as_ref()),
            line.remainder.clone().unwrap_or_default(),
            if lacking == 0 { String::new() } else { format!("{lacking}/{}", found.reporters.len()) },
        ]);
    }
    table
}

fn reporters(found: &ShowTotalsRes) -> Table {
    let mut table = Table::new([
        ("cli.column.unit", Side::Left),
        ("cli.column.unit_name", Side::Left),
        ("cli.column.source", Side::Left),
        ("cli.column.sheets", Side::Left),
        ("cli.column.displaced", Side::Left),
        ("cli.column.until", Side::Left),
    ]);
    for row in &found.reporters {
        let is_tentative = row.source == "closing" && !row.accepted;
        let source = match is_tentative {
            true => format!("{} · {}", shown_source(&row.source), word("cli.mark.provisional")),
            false => shown_source(&row.source),
        };
        let periods: Vec<&str> = row.sheets.iter().map(|sheet| sheet.period.as_str()).collect();
        table.row([
            row.unit.clone(),
            row.name.clone(),
            source,
            periods.join(" "),
            row.displaced.join(" "),
            row.ended.as_deref().map(shown_day).unwrap_or_default(),
        ]);
    }
    table
}

/// Writes the workbook.
pub fn workbook(host: &Host<'_>, args: &Workbook) -> Done {
    let Workbook { period, out, provisional } = args;
    let req = WriteWorkbookReq { period: period.clone(), path: path_text(out)?, provisional: *provisional };
    let written = host.ask::<WriteWorkbook>(req)?;
    host.tell(&written, |page| {
        page.facts([
            ("cli.label.file", out.to_string_lossy().into_owned()),
            ("cli.label.sheets", written.sheets.join(", ")),
        ]);
    })
}

/// Publishes a report.
pub fn publish(host: &Host<'_>, period: &str) -> Done {
    let done = host.ask::<PublishReport>(PublishReportReq { period: period.to_owned() })?;
    host.tell(&done, |page| {
        page.facts([
            ("cli.label.report", done.report.clone()),
            ("cli.label.closings", done.closings.to_string()),
        ]);
    })
}

/// What changed since the last publication.
pub fn compare(host: &Host<'_>, period: &str) -> Done {
    let found = host.ask::<ComparePublished>(PublishReportReq { period: period.to_owned() })?;
    host.tell(&found, |page| {
        page.facts([
            ("cli.label.report", found.report.clone()),
            ("cli.label.published", shown_time(&found.published_at)),
            ("cli.label.units_changed", found.units.join(", ")),
        ]);
        let mut table = Table::new([
            ("cli.column.code", Side::Left),
            ("cli.column.indicator", Side::Left),
            ("cli.column.published", Side::Right),
            ("cli.column.now", Side::Right),
            ("cli.column.remainder_published", Side::Right),
            ("cli.column.remainder_now", Side::Right),
            ("cli.column.lacking_published", Side::Left),
            ("cli.column.lacking_now", Side::Left),
        ]);
        for row in &found.differences {
            table.row([
                row.key.clone(),
                row.label.clone(),
                shown_cell(row.published.as_ref()),
                shown_cell(row.now.as_ref()),
                row.remainder_published.clone().unwrap_or_default(),
                row.remainder_now.clone().unwrap_or_default(),
                row.lacking_published.join(" "),
                row.lacking_now.join(" "),
            ]);
        }
        page.blank();
        page.table(&table);
    })
}
