//! Records from tables, and tables to fill in.

use std::path::Path;

use so138_app::usecase::export_records::{ExportRecords, ExportRecordsReq};
use so138_app::usecase::import::{
    CsvTemplate, CsvTemplateReq, ImportRecords, ImportRecordsReq, ImportRecordsRes, RowOut,
};

use super::shown_severity;
use crate::args::RecordTable;
use crate::exit::Exit;
use crate::host::{Done, Host, path_text, typed};
use crate::output::{Page, Side, Table};

/// Reads a table; ends with a refusal when a row was refused, because a batch must notice.
pub fn import(host: &Host<'_>, args: &RecordTable) -> Done {
    let answer = host.ask::<ImportRecords>(ImportRecordsReq {
        kind: args.kind.clone(),
        path: Some(path_text(&args.file)?),
        content: None,
        reasons: typed(&args.reasons)?,
        late: args.late,
        again: args.again,
        dry_run: args.dry_run,
        from_encoding: args.from.clone(),
    })?;
    host.tell(&answer, |page| told(page, &answer))?;
    Ok(if answer.outcome == "refused" { Exit::Refused } else { Exit::Done })
}

fn told(page: &mut Page, answer: &ImportRecordsRes) {
    let (count, wrong) = (answer.rows.to_string(), answer.wrong_rows.to_string());
    let params = [("count", count.as_str()), ("wrong", wrong.as_str())];
    match answer.outcome.as_str() {
        "saved" => page.say("cli.rows.saved", &params),
        "planned" => page.say("cli.rows.planned", &params),
        _ => page.say("cli.rows.refused", &params),
    }
    for period in &answer.amends {
        page.say("cli.rows.amends", &[("period", period)]);
    }
    if !answer.problems.is_empty() {
        page.blank();
        page.table(&problems(answer));
    }
    if answer.more {
        page.say("cli.rows.more", &[]);
    }
    if !answer.preview.is_empty() {
        page.blank();
        page.say("cli.heading.preview", &[]);
        answer.preview.iter().for_each(|row| preview(page, row));
    }
}

fn problems(answer: &ImportRecordsRes) -> Table {
    let mut table = Table::new([
        ("cli.column.line", Side::Right),
        ("cli.column.severity", Side::Left),
        ("cli.column.field", Side::Left),
        ("cli.column.finding", Side::Left),
    ]);
    for problem in &answer.problems {
        table.row([
            problem.line.to_string(),
            shown_severity(&problem.severity),
            problem.field.clone().unwrap_or_default(),
            problem.says.clone(),
        ]);
    }
    table
}

fn preview(page: &mut Page, row: &RowOut) {
    let cells: Vec<String> = row.shown.iter().map(|(field, text)| format!("{field}={text}")).collect();
    page.line(&format!("{}: {}", row.line, cells.join(" · ")));
}

/// An empty table of a kind, printed or written.
pub fn template(host: &Host<'_>, kind: &str, out: Option<&Path>) -> Done {
    let path = out.map(path_text).transpose()?;
    let made = host.ask::<CsvTemplate>(CsvTemplateReq { kind: kind.to_owned(), path: path.clone() })?;
    match &path {
        Some(file) => {
            let count = made.header.len().to_string();
            host.tell(&made, |page| page.say("cli.rows.template", &[("count", &count), ("file", file)]))
        }
        None => host.tell_text(&made, || made.csv.clone()),
    }
}

/// Every record of a kind, written as a table.
pub fn export(host: &Host<'_>, kind: &str, out: &Path) -> Done {
    let path = path_text(out)?;
    let made = host.ask::<ExportRecords>(ExportRecordsReq { kind: kind.to_owned(), path: path.clone() })?;
    let count = made.rows.to_string();
    host.tell(&made, |page| page.say("cli.rows.exported", &[("count", &count), ("file", &path)]))
}
