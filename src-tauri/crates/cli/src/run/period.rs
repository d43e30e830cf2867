//! A unit's period.

use so138_app::usecase::explain::{ExplainCell, ExplainCellReq, ExplainCellRes, SheetShareOut};
use so138_app::usecase::period::{
    AmendPeriod, AmendPeriodReq, ClosePeriod, ClosePeriodReq, ClosePeriodRes, ExplainFinding,
    ExplainFindingReq, PeriodReq, PeriodRes, ShowPeriod, StateCells, StateCellsReq,
};
use so138_app::words::word;

use super::{findings, mark, shown_cell, shown_state};
use crate::args::Period;
use crate::host::{Done, Host};
use crate::output::{Page, Side, Table, shown_count, shown_day};

/// Does what was typed.
pub fn run(host: &Host<'_>, command: &Period) -> Done {
    match command {
        Period::Show { period, unit } => {
            let found = host.ask::<ShowPeriod>(PeriodReq { period: period.clone(), unit: unit.clone() })?;
            host.tell(&found, |page| show(page, &found))
        }
        Period::Explain { period, indicator, unit } => {
            let at = PeriodReq { period: period.clone(), unit: unit.clone() };
            let found = host.ask::<ExplainCell>(ExplainCellReq { at, indicator: indicator.clone() })?;
            host.tell(&found, |page| explain(page, &found))
        }
        Period::State { period, state, indicators, groups } => {
            let done = host.ask::<StateCells>(StateCellsReq {
                period: period.clone(),
                state: state.clone(),
                indicators: indicators.clone(),
                groups: groups.clone(),
            })?;
            host.tell(&done, |page| {
                page.say("cli.done.stated", &[("count", &done.indicators.len().to_string())]);
                page.line(&done.indicators.join(" "));
            })
        }
        Period::Reason { period, finding, reason } => {
            let done = host.ask::<ExplainFinding>(ExplainFindingReq {
                period: period.clone(),
                finding: finding.clone(),
                reason: reason.clone(),
            })?;
            host.tell(&done, |page| page.say("cli.done.reason", &[("finding", finding)]))
        }
        Period::Close { period } => {
            let done = host.ask::<ClosePeriod>(ClosePeriodReq { period: period.clone() })?;
            host.tell(&done, |page| closed(page, period, &done))
        }
        Period::Amend { period, reason } => {
            let req = AmendPeriodReq { period: period.clone(), reason: reason.clone() };
            let done = host.ask::<AmendPeriod>(req)?;
            host.tell(&done, |page| closed(page, period, &done))
        }
    }
}

fn closed(page: &mut Page, period: &str, done: &ClosePeriodRes) {
    page.say("cli.done.closed", &[("period", period)]);
    page.facts([
        ("cli.label.closing", done.closing.clone()),
        ("cli.label.records", shown_count(&done.records)),
        ("cli.label.cells", done.cells.to_string()),
    ]);
    if let Some(to) = &done.open_until {
        page.say("cli.note.not_over", &[("to", &shown_day(to))]);
    }
}

fn show(page: &mut Page, found: &PeriodRes) {
    let version = found.version.map(|version| version.to_string()).unwrap_or_default();
    page.facts([
        ("cli.label.unit", found.unit.clone()),
        (
            "cli.label.period",
            format!("{} ({} – {})", found.period, shown_day(&found.from), shown_day(&found.to)),
        ),
        ("cli.label.due", shown_day(&found.due)),
        ("cli.label.state", shown_state(&found.state)),
        ("cli.label.revision", version),
    ]);
    if found.changed {
        page.say("cli.note.changed", &[]);
    }
    if found.provisional {
        page.say("cli.note.provisional", &[]);
    }
    for note in &found.notes {
        let place = note.indicator.as_ref().or(note.record.as_ref());
        let text = place.map_or_else(|| note.text.clone(), |place| format!("{place}: {}", note.text));
        page.facts([("cli.label.note", text)]);
    }
    let mut table = Table::new([
        ("cli.column.code", Side::Left),
        ("cli.column.indicator", Side::Left),
        ("cli.column.measure", Side::Left),
        ("cli.column.figure", Side::Right),
    ]);
    for line in &found.lines {
        let unsaid = mark(line.cell.is_none() && line.mandatory, "cli.mark.unsaid");
        let figure = format!("{}{unsaid}", shown_cell(line.cell.as_ref()));
        table.row([line.key.clone(), line.label.clone(), line.measure.clone(), figure]);
    }
    page.blank();
    page.table(&table);
    findings(page, &found.findings);
}

fn explain(page: &mut Page, found: &ExplainCellRes) {
    page.line(&format!("{} · {}", found.indicator, found.label));
    page.facts([
        ("cli.label.unit", found.unit.clone()),
        ("cli.label.period", found.period.clone()),
        ("cli.label.figure", shown_cell(found.cell.as_ref())),
        ("cli.label.closing", found.closing.clone().unwrap_or_default()),
        ("cli.label.signer", found.signer.clone().unwrap_or_default()),
        ("cli.label.reading", word(&format!("reading.{}", found.reading))),
    ]);
    if found.provisional {
        page.say("cli.note.provisional", &[]);
    }
    if !found.operands.is_empty() {
        page.blank();
        page.table(&operands(found));
    }
    if !found.shares.is_empty() {
        page.blank();
        page.table(&shares(found));
    }
    if !found.names.is_empty() {
        page.blank();
        page.table(&names(found));
    }
    if !found.sheets.is_empty() {
        page.blank();
        page.table(&sheets(&found.sheets));
    }
    if !found.records.is_empty() {
        page.blank();
        page.table(&records(found));
    }
}

fn operands(found: &ExplainCellRes) -> Table {
    let mut table = Table::new([
        ("cli.column.code", Side::Left),
        ("cli.column.indicator", Side::Left),
        ("cli.column.figure", Side::Right),
    ]);
    for operand in &found.operands {
        let figure = shown_cell(operand.cell.as_ref());
        table.row([operand.indicator.clone(), operand.label.clone(), figure]);
    }
    table
}

fn names(found: &ExplainCellRes) -> Table {
    let mut table = Table::new([("cli.column.name", Side::Left), ("cli.column.units_having", Side::Left)]);
    for name in &found.names {
        table.row([name.name.clone(), name.units.join(" ")]);
    }
    table
}

fn sheets(sheets: &[SheetShareOut]) -> Table {
    let mut table = Table::new([
        ("cli.column.periods", Side::Left),
        ("cli.column.figure", Side::Right),
        ("cli.column.state", Side::Left),
        ("cli.column.paper", Side::Left),
        ("cli.column.record", Side::Left),
    ]);
    for SheetShareOut { sheet, cell, counted } in sheets {
        let paper = sheet.source.clone().unwrap_or_default();
        let state = word(if *counted { "cli.mark.counted" } else { "cli.mark.displaced" });
        table.row([sheet.period.clone(), cell.shown.clone(), state, paper, sheet.record.clone()]);
    }
    table
}

fn shares(found: &ExplainCellRes) -> Table {
    let mut table = Table::new([
        ("cli.column.unit", Side::Left),
        ("cli.column.unit_name", Side::Left),
        ("cli.column.figure", Side::Right),
        ("cli.column.source", Side::Left),
        ("cli.column.sheets", Side::Left),
    ]);
    for share in &found.shares {
        let figure = shown_cell(share.cell.as_ref());
        let counted = share.sheets.iter().filter(|share| share.counted);
        let periods: Vec<&str> = counted.map(|share| share.sheet.period.as_str()).collect();
        let source = shown_source(&share.source);
        table.row([share.unit.clone(), share.name.clone(), figure, source, periods.join(" ")]);
    }
    table
}

fn records(found: &ExplainCellRes) -> Table {
    let mut table = Table::new([
        ("cli.column.day", Side::Left),
        ("cli.column.title_line", Side::Left),
        ("cli.column.figure", Side::Right),
        ("cli.column.person", Side::Left),
        ("cli.column.record", Side::Left),
    ]);
    for row in &found.records {
        table.row([
            shown_day(&row.day),
            row.title.clone(),
            row.value.clone(),
            row.officer.clone().unwrap_or_default(),
            row.record.clone(),
        ]);
    }
    table
}

/// Where a reporter's figures come from, in words.
pub fn shown_source(source: &str) -> String {
    word(match source {
        "closing" => "cli.source.closing",
        "sheet" => "cli.source.sheet",
        _ => "cli.source.nothing",
    })
}
