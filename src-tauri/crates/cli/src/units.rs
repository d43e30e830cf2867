//! The list of units from a file: refused with the number of the line, never guessed at.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use so138_app::usecase::station::UnitIn;
use so138_app::{AppError, Code};
use so138_domain::ids::UnitCode;
use so138_domain::input;

use crate::failure::Failure;
use crate::output::say;

/// The first line of the file.
const HEADER: &str = "code\tname\ttype\tparent\tvalid_from\tvalid_to";
/// The same with a last column, which may be left out: the codes an ended unit became, between `;`.
const HEADER_INTO: &str = "code\tname\ttype\tparent\tvalid_from\tvalid_to\tinto";
/// The most bytes a list may have: ten times all units of the country.
const LIST_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// Reads a list of units, parents before children.
///
/// # Errors
/// `bad_units` with the line and what is wrong there; `file_failed`.
pub fn read(path: &Path) -> Result<Vec<UnitIn>, Failure> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| Failure::file(&name, error))?;
    file.take(LIST_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(|error| Failure::file(&name, error))?;
    let text = String::from_utf8(bytes).map_err(|_| refused(say("cli.units.not_text", &[])))?;
    if text.len() as u64 > LIST_BYTES_MAX {
        return Err(refused(say("cli.units.too_large", &[])));
    }
    parse(&text).map_err(refused)
}

/// A list as [`read`] takes it; successors have their column only when a unit has some.
#[must_use]
pub fn write(units: &[UnitIn]) -> String {
    let has_into = units.iter().any(|unit| !unit.into.is_empty());
    let mut text = if has_into { HEADER_INTO } else { HEADER }.to_owned();
    text.push('\n');
    for unit in units {
        let given = |value: &Option<String>| value.clone().unwrap_or_default();
        let (code, name, kind) = (unit.code.clone(), unit.name.clone(), unit.kind.clone());
        let mut columns = vec![code, name, kind, given(&unit.parent), given(&unit.from), given(&unit.to)];
        columns.extend(has_into.then(|| unit.into.join(";")));
        text.push_str(&columns.join("\t"));
        text.push('\n');
    }
    text
}

fn refused(reason: String) -> Failure {
    AppError::new(Code::BadUnits).with("reason", reason).into()
}

fn parse(text: &str) -> Result<Vec<UnitIn>, String> {
    let mut lines = (1_usize..).zip(text.trim_start_matches('\u{feff}').lines());
    let header = lines.next().map(|(_, line)| line);
    if header != Some(HEADER) && header != Some(HEADER_INTO) {
        return Err(say("cli.units.header", &[("header", &HEADER.replace('\t', ", "))]));
    }
    let columns = header.unwrap_or_default().split('\t').count();
    let mut units = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let at = |key: &str, params: &[(&str, &str)]| {
            say("cli.units.line", &[("line", &number.to_string()), ("problem", &say(key, params))])
        };
        let unit = parse_line(line, columns).map_err(|(key, value)| at(key, &[("value", &value)]))?;
        if let Some(parent) = unit.parent.as_deref().filter(|parent| !places.contains_key(*parent)) {
            return Err(at("cli.units.parent", &[("value", parent)]));
        }
        if unit.parent.is_none() && !units.is_empty() {
            return Err(at("cli.units.root", &[("value", &unit.code)]));
        }
        if let Some(before) = places.insert(unit.code.clone(), number) {
            return Err(at("cli.units.twice", &[("value", &unit.code), ("before", &before.to_string())]));
        }
        units.push(unit);
    }
    Ok(units)
}

/// One unit; otherwise the key of what is wrong, and the value meant.
fn parse_line(line: &str, columns: usize) -> Result<UnitIn, (&'static str, String)> {
    let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
    let (&[code, name, kind, parent, from, to], into) = match cells.split_first_chunk() {
        Some(split) if cells.len() == columns => split,
        _ => return Err(("cli.units.columns", cells.len().to_string())),
    };
    let into: Vec<&str> = into
        .iter()
        .flat_map(|codes| codes.split(';'))
        .map(str::trim)
        .filter(|code| !code.is_empty())
        .collect();
    if let Some(odd) = into.iter().find(|code| code.parse::<UnitCode>().is_err()) {
        return Err(("cli.units.code", (*odd).to_owned()));
    }
    if code.parse::<UnitCode>().is_err() {
        return Err(("cli.units.code", code.to_owned()));
    }
    if name.is_empty() || kind.is_empty() {
        return Err(("cli.units.empty", code.to_owned()));
    }
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    for day in [from, to].into_iter().filter(|day| !day.is_empty()) {
        if !is_iso_day(day) {
            return Err(("cli.units.day", day.to_owned()));
        }
    }
    Ok(UnitIn {
        code: code.to_owned(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        parent: some(parent),
        from: some(from),
        to: some(to),
        into: into.into_iter().map(str::to_owned).collect(),
    })
}

/// `2025-06-30` and no other spelling.
fn is_iso_day(day: &str) -> bool {
    let parsed = input::parse_date(day, Default::default());
    parsed.is_ok_and(|parsed| parsed.to_string() == day)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn list(lines: &[&str]) -> String {
        let lines: Vec<String> = lines.iter().map(|line| line.replace(' ', "\t").replace('_', " ")).collect();
        format!("{HEADER}\n{}\n", lines.join("\n"))
    }

    #[test]
    fn a_list_is_read_whole() {
        let text = list(&["62 Tỉnh_Kon_Tum tinh   2025-06-30", "", "610 Huyện huyen 62 2020-01-01 "]);
        let units = parse(&format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
        assert_eq!(units.len(), 2);
        assert_eq!(units[0].name, "Tỉnh Kon Tum");
        assert_eq!((units[0].parent.as_deref(), units[0].to.as_deref()), (None, Some("2025-06-30")));
        assert_eq!((units[1].parent.as_deref(), units[1].from.as_deref()), (Some("62"), Some("2020-01-01")));
    }

    #[test]
    fn an_ended_unit_may_name_what_it_became() {
        let text = list(&[
            "62 Tỉnh_Kon_Tum tinh   2025-06-30 51",
            "610 Huyện huyen 62   A1;A2",
            "611 Huyện huyen 62   ",
        ]);
        let units = parse(&text.replace(HEADER, HEADER_INTO)).unwrap();
        let into: Vec<&[String]> = units.iter().map(|unit| unit.into.as_slice()).collect();
        assert_eq!(into, [&["51".to_owned()][..], &["A1".to_owned(), "A2".to_owned()], &[]]);
        let odd = list(&["62 Tỉnh tinh    Đ1"]).replace(HEADER, HEADER_INTO);
        assert!(parse(&odd).unwrap_err().contains("Đ1"));
    }

    #[test]
    fn a_list_that_is_written_is_read_back() {
        for text in [
            list(&["62 Tỉnh_Kon_Tum tinh   2025-06-30", "610 Huyện huyen 62 2020-01-01 "]),
            format!("{HEADER_INTO}\n51\tTỉnh\ttinh\t\t\t\t\n610\tXã\txa\t51\t\t2025-06-30\t1;2\n"),
        ] {
            assert_eq!(write(&parse(&text).unwrap()), text);
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let root = "62 Tỉnh tinh   ";
        for (line, expected) in [
            ("610 Huyện huyen 62 ", say("cli.units.columns", &[("value", "5")])),
            ("Đăk Huyện huyen 62  ", say("cli.units.code", &[("value", "Đăk")])),
            ("610  huyen 62  ", say("cli.units.empty", &[("value", "610")])),
            ("610 Huyện huyen 61  ", say("cli.units.parent", &[("value", "61")])),
            ("63 Tỉnh tinh   ", say("cli.units.root", &[("value", "63")])),
            ("610 Huyện huyen 62 30/06/2025 ", say("cli.units.day", &[("value", "30/06/2025")])),
            ("610 Huyện huyen 62 2025-02-30 ", say("cli.units.day", &[("value", "2025-02-30")])),
        ] {
            let expected = say("cli.units.line", &[("line", "3"), ("problem", &expected)]);
            assert_eq!(parse(&list(&[root, line])), Err(expected), "{line}");
        }
        let twice = parse(&list(&[root, "610 Huyện huyen 62  ", "610 Huyện huyen 62  "])).unwrap_err();
        assert!(twice.contains('4') && twice.contains('3'), "{twice}");
        assert!(parse("ma\tten\n").unwrap_err().contains("valid_from"));
        assert!(parse("").is_err());
    }
}
