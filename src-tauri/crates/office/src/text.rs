//! Rules for words: cell texts, sheet names, document properties.

use crate::error::{CellProblem, SheetNameProblem, WriteError};
use crate::limit::{PROPERTY_UNITS_MAX, SHEET_NAME_UNITS_MAX, TEXT_UNITS_MAX};
use crate::model::Sheet;

fn count_units(text: &str) -> usize {
    text.encode_utf16().count()
}

pub(crate) fn check_text(text: &str) -> Result<(), CellProblem> {
    // No text has more UTF-16 units than bytes, so short ones need no counting.
    if text.len() <= TEXT_UNITS_MAX {
        return Ok(());
    }
    let found_units = count_units(text);
    if found_units > TEXT_UNITS_MAX {
        return Err(CellProblem::TextTooLong { found_units, max_units: TEXT_UNITS_MAX });
    }
    Ok(())
}

pub(crate) fn check_property(text: &str) -> Result<(), WriteError> {
    let found_units = count_units(text);
    if found_units > PROPERTY_UNITS_MAX {
        return Err(WriteError::PropertyTooLong { found_units, max_units: PROPERTY_UNITS_MAX });
    }
    Ok(())
}

pub(crate) fn check_sheet_names(sheets: &[Sheet]) -> Result<(), WriteError> {
    let mut seen: Vec<String> = Vec::with_capacity(sheets.len());
    for (sheet, Sheet { name, .. }) in sheets.iter().enumerate() {
        let wrap = |problem| WriteError::SheetName { sheet, problem };
        check_sheet_name(name).map_err(wrap)?;
        let folded = name.to_lowercase();
        if let Some(earlier) = seen.iter().position(|other| *other == folded) {
            return Err(wrap(SheetNameProblem::Repeated { earlier }));
        }
        seen.push(folded);
    }
    Ok(())
}

fn check_sheet_name(name: &str) -> Result<(), SheetNameProblem> {
    if name.trim().is_empty() {
        return Err(SheetNameProblem::Blank);
    }
    let found_units = count_units(name);
    if found_units > SHEET_NAME_UNITS_MAX {
        return Err(SheetNameProblem::TooLong { found_units, max_units: SHEET_NAME_UNITS_MAX });
    }
    let is_forbidden = |c: &char| {
        matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\u{FFFE}' | '\u{FFFF}') || c.is_control()
    };
    if let Some(found) = name.chars().find(is_forbidden) {
        return Err(SheetNameProblem::Forbidden(found));
    }
    if name.starts_with('\'') || name.ends_with('\'') {
        return Err(SheetNameProblem::ApostropheAtEnd);
    }
    if name.eq_ignore_ascii_case("history") {
        return Err(SheetNameProblem::Reserved);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_measured_in_utf16_units_at_the_limit_and_one_past() {
        assert_eq!(check_text(&"ế".repeat(TEXT_UNITS_MAX)), Ok(()));
        let too_long =
            CellProblem::TextTooLong { found_units: TEXT_UNITS_MAX + 1, max_units: TEXT_UNITS_MAX };
        assert_eq!(check_text(&"ế".repeat(TEXT_UNITS_MAX + 1)), Err(too_long));
        // An emoji is two units: 16,383 of them and one letter are the limit.
        let emoji = "😀".repeat(TEXT_UNITS_MAX / 2);
        assert_eq!(check_text(&format!("{emoji}a")), Ok(()));
        assert_eq!(check_text(&format!("{emoji}ab")), Err(too_long));
    }

    #[test]
    fn a_property_is_refused_one_past_its_limit() {
        assert!(check_property(&"ă".repeat(PROPERTY_UNITS_MAX)).is_ok());
        assert!(matches!(
            check_property(&"ă".repeat(PROPERTY_UNITS_MAX + 1)),
            Err(WriteError::PropertyTooLong { found_units: 256, max_units: 255 })
        ));
    }

    #[test]
    fn a_sheet_name_follows_the_rules_of_the_format() {
        assert_eq!(check_sheet_name("00 Tình trạng"), Ok(()));
        assert_eq!(check_sheet_name("O'Đắk"), Ok(()));
        assert_eq!(check_sheet_name(&"ệ".repeat(31)), Ok(()));
        let long = SheetNameProblem::TooLong { found_units: 32, max_units: 31 };
        assert_eq!(check_sheet_name(&"ệ".repeat(32)), Err(long));
        assert_eq!(check_sheet_name(&"😀".repeat(16)), Err(long));
        assert_eq!(check_sheet_name(" \u{a0}"), Err(SheetNameProblem::Blank));
        for c in ['[', ']', ':', '*', '?', '/', '\\', '\n', '\u{FFFF}'] {
            let name = format!("a{c}b");
            assert_eq!(check_sheet_name(&name), Err(SheetNameProblem::Forbidden(c)));
        }
        for name in ["'a", "a'"] {
            assert_eq!(check_sheet_name(name), Err(SheetNameProblem::ApostropheAtEnd));
        }
        assert_eq!(check_sheet_name("hISTORY"), Err(SheetNameProblem::Reserved));
    }
}
