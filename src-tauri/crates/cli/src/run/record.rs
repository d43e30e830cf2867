//! Records.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde_json::Value;
use so138_app::usecase::erase::{EraseVersion, EraseVersionReq};
use so138_app::usecase::record::{
    DeleteRecord, DeleteRecordReq, ListRecords, ListRecordsReq, RecordsRes, SaveRecord, SaveRecordReq,
    SaveRecordRes, SearchRecords, SearchRecordsReq, ShowRecord, ShowRecordReq, VersionOut,
};
use so138_app::wire;
use so138_app::words::word;

use super::{findings, mark, table};
use crate::args::{Record, Typed};
use crate::failure::Failure;
use crate::host::{Done, Host, typed};
use crate::output::{Page, Side, Table, say, shown_day, shown_time};

/// The most bytes of one record as JSON.
const JSON_BYTES_MAX: u64 = 1024 * 1024;

/// Does what was typed.
pub fn run(host: &Host<'_>, command: &Record) -> Done {
    match command {
        Record::Add { kind, typed } => {
            let req = SaveRecordReq { kind: Some(kind.clone()), ..read_typed(host, typed)? };
            save(host, req)
        }
        Record::Import(args) => table::import(host, args),
        Record::Template { kind, out } => table::template(host, kind, out.as_deref()),
        Record::Export { kind, out } => table::export(host, kind, out),
        Record::Change { record, typed, seen } => {
            let typed = read_typed(host, typed)?;
            save(host, SaveRecordReq { record: Some(record.clone()), seen: seen.clone(), ..typed })
        }
        Record::Delete { record, reason, late } => {
            let req = DeleteRecordReq { record: record.clone(), reason: reason.clone(), late: *late };
            let done = host.ask::<DeleteRecord>(req)?;
            host.tell(&done, |page| page.say("cli.done.deleted", &[("record", record)]))
        }
        Record::List { kind, period, unit, limit, offset } => {
            let found = host.ask::<ListRecords>(ListRecordsReq {
                unit: unit.clone(),
                kind: kind.clone(),
                period: period.clone(),
                text: None,
                limit: *limit,
                offset: *offset,
            })?;
            host.tell(&found, |page| rows(page, &found))
        }
        Record::Search { text, limit } => {
            let req = SearchRecordsReq { text: text.clone(), limit: *limit };
            let found = host.ask::<SearchRecords>(req)?;
            host.tell(&found, |page| rows(page, &found))
        }
        Record::Show { record } => show(host, record),
        Record::Erase { record, version, reason } => {
            let done = host.ask::<EraseVersion>(EraseVersionReq {
                record: record.clone(),
                version: version.clone(),
                reason: reason.clone(),
            })?;
            host.tell(&done, |page| page.say("cli.done.erased", &[("version", version)]))
        }
    }
}

fn save(host: &Host<'_>, req: SaveRecordReq) -> Done {
    let saved = host.ask::<SaveRecord>(req)?;
    host.tell(&saved, |page| told_saved(page, &saved))
}

/// What was kept of a record or a sheet.
pub fn told_saved(page: &mut Page, saved: &SaveRecordRes) {
    page.facts([("cli.label.record", saved.record.clone()), ("cli.label.version", saved.version.clone())]);
    for period in &saved.amends {
        page.say("cli.note.amends", &[("period", period)]);
    }
    findings(page, &saved.findings);
}

/// What was typed as arguments and in a file, as a request without its record.
fn read_typed(host: &Host<'_>, args: &Typed) -> Result<SaveRecordReq, Failure> {
    let mut cells = typed(&args.fields)?;
    if let Some(file) = &args.json_file {
        // The passphrase is the first line when both come from standard input.
        host.unlock()?;
        for (name, text) in read_json(file)? {
            if cells.insert(name.clone(), text).is_some() {
                return Err(Failure::usage(say("cli.usage.twice", &[("name", &name)])));
            }
        }
    }
    Ok(SaveRecordReq {
        record: None,
        kind: None,
        typed: cells,
        reasons: typed(&args.reasons)?,
        late: args.late,
        seen: None,
        draft: None,
    })
}

fn read_json(file: &Path) -> Result<wire::Typed, Failure> {
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
    let failed = |error| Failure::file(&name, error);
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().lock().take(JSON_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(failed)?;
    } else {
        let file = File::open(file).map_err(failed)?;
        file.take(JSON_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(failed)?;
    }
    if bytes.len() as u64 > JSON_BYTES_MAX {
        return Err(Failure::usage(say("cli.usage.json_size", &[("file", &name)])));
    }
    let object: serde_json::Map<String, Value> = serde_json::from_slice(&bytes)
        .map_err(|_| Failure::usage(say("cli.usage.json", &[("file", &name)])))?;
    let text = |(field, value): (String, Value)| match value {
        Value::String(text) => Ok((field, text)),
        Value::Number(number) if number.is_i64() => Ok((field, number.to_string())),
        _ => Err(Failure::usage(say("cli.usage.json_field", &[("name", &field)]))),
    };
    object.into_iter().map(text).collect()
}

fn rows(page: &mut Page, found: &RecordsRes) {
    let mut table = Table::new([
        ("cli.column.day", Side::Left),
        ("cli.column.kind", Side::Left),
        ("cli.column.title_line", Side::Left),
        ("cli.column.record", Side::Left),
        ("cli.column.state", Side::Left),
    ]);
    for row in &found.records {
        table.row([
            row.day.as_deref().map(shown_day).unwrap_or_default(),
            row.kind.clone(),
            row.title.clone(),
            row.record.clone(),
            mark(row.conflict, "cli.mark.conflict"),
        ]);
    }
    page.table(&table);
    if found.more {
        page.say("cli.note.more", &[]);
    }
}

fn show(host: &Host<'_>, record: &str) -> Done {
    let found = host.ask::<ShowRecord>(ShowRecordReq { record: record.to_owned() })?;
    host.tell(&found, |page| {
        page.facts([
            ("cli.label.record", found.record.clone()),
            ("cli.label.unit", found.unit.clone()),
            ("cli.label.kind", found.kind.clone()),
        ]);
        for version in &found.versions {
            page.blank();
            show_version(page, version);
        }
    })
}

fn show_version(page: &mut Page, version: &VersionOut) {
    page.facts([
        ("cli.label.version", version.version.clone()),
        (
            "cli.label.written",
            format!("{} · {} · {}", shown_time(&version.at), version.station, version.number),
        ),
    ]);
    let reason = version.uncounted.as_ref().map(|code| word(&format!("uncounted.{code}")));
    let marks = [
        mark(version.shown, "cli.mark.counted"),
        mark(version.head && !version.shown, "cli.mark.waiting"),
        mark(version.deleted, "cli.mark.deleted"),
        reason.unwrap_or_default(),
    ];
    let marks: Vec<String> = marks.into_iter().filter(|mark| !mark.is_empty()).collect();
    if !marks.is_empty() {
        page.facts([("cli.label.state", marks.join(" · "))]);
    }
    let fields = serde_json::to_value(&version.fields).unwrap_or_default();
    for (name, value) in fields.as_object().into_iter().flatten() {
        page.line(&format!("  {name} = {}", shown_value(value)));
    }
}

/// A stored value on one line.
fn shown_value(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(shown_value).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}
