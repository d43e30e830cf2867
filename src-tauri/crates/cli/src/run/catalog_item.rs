//! The catalog: checked before it is published, looked into, published.

use so138_app::usecase::catalog_check::{CatalogCounts, CheckCatalog, CheckCatalogReq, CheckCatalogRes};
use so138_app::usecase::catalog_item::{
    NamedOut, ShowCatalog, ShowCatalogItem, ShowCatalogItemReq, ShowCatalogItemRes, ShowCatalogRes,
};
use so138_app::usecase::catalog_parts::{CheckOut, OptionListOut, SheetOut, SourceOut};
use so138_app::usecase::export_catalog::{ExportCatalog, ExportCatalogReq};
use so138_app::usecase::indicator::{IndicatorOut, OwedOut};
use so138_app::usecase::publish_catalog::{PublishCatalog, PublishCatalogReq};
use so138_app::wire::Nothing;
use so138_app::words::word;

use super::catalog::{by_family, fields, shown_family};
use super::{mark, shown_severity, switch};
use crate::args::Catalog;
use crate::exit::Exit;
use crate::host::{Done, Host, path_text};
use crate::output::{Page, Side, Table, shown_day};

/// The catalog: checked, shown, published.
pub fn run(host: &Host<'_>, command: &Catalog) -> Done {
    match command {
        Catalog::Check { folder, against_store } => {
            if *against_store {
                host.unlock()?;
            }
            let req = CheckCatalogReq { paths: vec![path_text(folder)?], against_store: *against_store };
            let found = host.ask::<CheckCatalog>(req)?;
            let done = host.tell(&found, |page| checked(page, &found))?;
            Ok(if found.count == 0 { done } else { Exit::Refused })
        }
        Catalog::Show { code: None } => {
            let found = host.ask::<ShowCatalog>(Nothing {})?;
            host.tell(&found, |page| overview(page, &found))
        }
        Catalog::Show { code: Some(code) } => {
            let found = host.ask::<ShowCatalogItem>(ShowCatalogItemReq { code: code.clone() })?;
            host.tell(&found, |page| item(page, &found))
        }
        Catalog::Export { folder } => {
            if host.state()?.state != "missing" {
                host.unlock()?; // the store's catalog may be a later one
            }
            let done = host.ask::<ExportCatalog>(ExportCatalogReq { folder: path_text(folder)? })?;
            let count = done.files.len().to_string();
            let params = [("version", done.version.as_str()), ("count", &count)];
            host.tell(&done, |page| page.say("cli.done.catalog_files", &params))
        }
        Catalog::Publish { folder } => {
            let req = PublishCatalogReq { paths: vec![path_text(folder)?] };
            let done = host.ask::<PublishCatalog>(req)?;
            let params = [("version", done.version.as_str()), ("before", &done.before)];
            host.tell(&done, |page| {
                page.say("cli.done.catalog", &params);
                counts(page, &done.counts);
            })
        }
    }
}

fn checked(page: &mut Page, found: &CheckCatalogRes) {
    for fault in &found.faults {
        page.line(&format!("{}:{}: {}", fault.file, fault.line, fault.reason));
    }
    let count = found.count.to_string();
    if found.count > 0 {
        return page.say("cli.catalog.faults", &[("count", &count)]);
    }
    page.say("cli.catalog.fine", &[("version", found.version.as_deref().unwrap_or_default())]);
    if let Some(against) = &found.against {
        page.say("cli.catalog.follows", &[("version", against)]);
    }
    if let Some(of) = &found.counts {
        counts(page, of);
    }
}

fn counts(page: &mut Page, of: &CatalogCounts) {
    page.facts([
        ("cli.label.kinds", of.kinds.to_string()),
        ("cli.label.fields", of.fields.to_string()),
        ("cli.label.lists", of.lists.to_string()),
        ("cli.label.indicators", of.indicators.to_string()),
        ("cli.label.checks", of.checks.to_string()),
        ("cli.label.catalog_sheets", of.sheets.to_string()),
        ("cli.label.switches", of.switches.to_string()),
        ("cli.label.calendars", of.calendars.to_string()),
    ]);
}

fn overview(page: &mut Page, found: &ShowCatalogRes) {
    page.line(&found.label);
    page.facts([
        ("cli.label.version", found.version.clone()),
        ("cli.label.legal_basis", found.legal_basis.join("; ")),
    ]);
    counts(page, &found.counts);
    page.blank();
    by_family(page, &found.kinds);
    for (heading, rows) in [
        ("cli.label.groups", &found.groups),
        ("cli.label.indicators", &found.indicators),
        ("cli.label.checks", &found.checks),
        ("cli.label.catalog_sheets", &found.sheets),
    ] {
        page.blank();
        page.line(&word(heading));
        named(page, rows);
    }
    page.blank();
    page.line(&word("cli.label.switches"));
    switch::table(page, &found.switches);
    page.blank();
    page.line(&word("cli.label.regimes"));
    regimes(page, &found.regimes);
}

fn named(page: &mut Page, rows: &[NamedOut]) {
    let mut table = Table::new([("cli.column.code", Side::Left), ("cli.column.name", Side::Left)]);
    for row in rows {
        table.row([row.code.clone(), row.label.clone()]);
    }
    page.table(&table);
}

fn regimes(page: &mut Page, rules: &[OwedOut]) {
    let mut table = Table::new([
        ("cli.column.code", Side::Left),
        ("cli.column.units", Side::Left),
        ("cli.column.periods", Side::Left),
    ]);
    for rule in rules {
        table.row([rule.code.clone(), rule.unit_labels.join(", "), rule.periods.join(", ")]);
    }
    page.table(&table);
}

fn item(page: &mut Page, found: &ShowCatalogItemRes) {
    page.facts([
        ("cli.label.catalog", found.version.clone()),
        ("cli.label.off_by", found.off_by.clone().unwrap_or_default()),
        ("cli.label.legal_basis", found.legal_basis.join("; ")),
    ]);
    if let Some(kind) = &found.kind {
        page.blank();
        page.line(&format!("{} · {}", kind.kind.code, kind.kind.label));
        page.facts([
            ("cli.label.family", shown_family(&kind.kind.family)),
            ("cli.label.until", kind.kind.until.as_deref().map(shown_day).unwrap_or_default()),
            ("cli.label.key", kind.key.join(", ")),
        ]);
        fields(page, &kind.fields);
    }
    if let Some(indicator) = &found.indicator {
        page.blank();
        one_indicator(page, indicator);
        regimes(page, &indicator.owed);
    }
    if let Some(group) = &found.group {
        page.blank();
        page.line(&format!("{} · {}", group.code, group.label));
    }
    section(page, "cli.label.indicators", &found.grouped, named);
    section(page, "cli.label.sources", &found.sources, sources);
    section(page, "cli.label.derived_from_it", &found.derived, named);
    section(page, "cli.label.checks", &found.checks, checks);
    section(page, "cli.label.built_in", &found.findings, named);
    section(page, "cli.label.catalog_sheets", &found.sheets, sheets);
    section(page, "cli.label.switches", &found.switches, switch::table);
    if let Some(regime) = &found.regime {
        page.blank();
        regimes(page, std::slice::from_ref(regime));
        named(page, &found.owed);
    }
    if let Some(list) = &found.list {
        page.blank();
        one_list(page, list);
    }
}

fn section<T>(page: &mut Page, heading: &str, rows: &[T], table: impl FnOnce(&mut Page, &[T])) {
    if !rows.is_empty() {
        page.blank();
        page.line(&word(heading));
        table(page, rows);
    }
}

fn one_indicator(page: &mut Page, indicator: &IndicatorOut) {
    page.line(&format!("{} · {}", indicator.code, indicator.label));
    page.facts([
        ("cli.label.group", format!("{} · {}", indicator.group, indicator.group_label)),
        ("cli.label.measure", indicator.measure.clone()),
        ("cli.label.kind", format!("{} · {}", indicator.kind, indicator.reading)),
        ("cli.label.decimals", indicator.decimals.to_string()),
        ("cli.label.since", indicator.since.as_deref().map(shown_day).unwrap_or_default()),
        ("cli.label.until", indicator.until.as_deref().map(shown_day).unwrap_or_default()),
        ("cli.label.formula", indicator.formula.clone().unwrap_or_default()),
        ("cli.label.sheet_only", indicator.sheet_only.clone().unwrap_or_default()),
    ]);
}

fn sources(page: &mut Page, sources: &[SourceOut]) {
    let mut table = Table::new([
        ("cli.column.indicator", Side::Left),
        ("cli.column.kind", Side::Left),
        ("cli.column.when", Side::Left),
        ("cli.column.value", Side::Left),
        ("cli.column.dims", Side::Left),
    ]);
    for source in sources {
        let kind = source.kind.clone().unwrap_or_else(|| source.units.join(", "));
        let value = [&source.value, &source.name, &source.cells].into_iter().flatten().next();
        let day = source.day.as_ref().map(|day| format!(" @ {day}")).unwrap_or_default();
        table.row([
            source.indicator.clone(),
            kind,
            source.when.clone().unwrap_or_default(),
            format!("{}{day}", value.map(String::as_str).unwrap_or("1")),
            source.dims.join("; "),
        ]);
    }
    page.table(&table);
}

fn checks(page: &mut Page, checks: &[CheckOut]) {
    let mut table = Table::new([
        ("cli.column.code", Side::Left),
        ("cli.column.severity", Side::Left),
        ("cli.column.when", Side::Left),
        ("cli.column.rule", Side::Left),
        ("cli.column.finding", Side::Left),
    ]);
    for check in checks {
        let rule = format!("{} {} {}", check.is, check.must, check.periods.join(", "));
        let says = format!("{} {}", check.says, check.next);
        let when = check.when.clone().unwrap_or_default();
        table.row([check.code.clone(), shown_severity(&check.severity), when, rule, says]);
    }
    page.table(&table);
}

fn sheets(page: &mut Page, sheets: &[SheetOut]) {
    for sheet in sheets {
        page.line(&format!("{} · {} · {}", sheet.name, sheet.title, sheet.layout));
        let mut table = Table::new([
            ("cli.column.header", Side::Left),
            ("cli.column.group", Side::Left),
            ("cli.column.source", Side::Left),
        ]);
        for column in &sheet.columns {
            let group = column.group.clone().unwrap_or_default();
            table.row([column.header.clone(), group, column.shows.clone()]);
        }
        page.table(&table);
    }
}

fn one_list(page: &mut Page, list: &OptionListOut) {
    page.line(&format!("{} · {}", list.code, list.fields.join(", ")));
    let mut table = Table::new([
        ("cli.column.code", Side::Left),
        ("cli.column.name", Side::Left),
        ("cli.column.state", Side::Left),
        ("cli.column.until", Side::Left),
    ]);
    for choice in &list.choices {
        let until = choice.until.as_deref().map(shown_day).unwrap_or_default();
        let state = mark(choice.refused, "cli.mark.refused");
        table.row([choice.code.clone(), choice.label.clone(), state, until]);
    }
    page.table(&table);
}
