//! Yes or no, and choices from a list, by code or by label without marks.

use super::{InputError, tidy};
use crate::catalog::OptionList;
use crate::ids::RecordId;
use crate::text::fold;

/// Reads yes or no: có, c, x, 1, or không, k, 0.
///
/// # Errors
/// [`InputError::NotBool`] for anything else.
pub fn parse_bool(typed: &str) -> Result<bool, InputError> {
    match fold(&tidy(typed)?).as_str() {
        "co" | "c" | "x" | "1" => Ok(true),
        "khong" | "k" | "0" => Ok(false),
        _ => Err(InputError::NotBool),
    }
}

/// Reads one choice; gives its code.
///
/// # Errors
/// [`InputError::UnknownOption`] when neither a code nor a label reads like it.
pub fn parse_option(list: &OptionList, typed: &str) -> Result<String, InputError> {
    let found = list.find(&tidy(typed)?);
    found.map(|option| option.code.clone()).ok_or(InputError::UnknownOption)
}

/// Reads several choices parted by `;`, or by `,` where no label is meant; gives their codes, each once,
/// in the order typed.
///
/// # Errors
/// [`InputError::UnknownOption`] when one of them is not on the list.
pub fn parse_options(list: &OptionList, typed: &str) -> Result<Vec<String>, InputError> {
    let typed = tidy(typed)?;
    // Labels may hold commas, so a comma parts choices only when the whole is not a label.
    let separator = if typed.contains(';') { Some(';') } else { typed.contains(',').then_some(',') };
    let whole = list.find(&typed);
    let parts: Vec<&str> = match (whole, separator) {
        (None, Some(separator)) => typed.split(separator).collect(),
        _ => vec![&typed],
    };
    let mut codes: Vec<String> = Vec::new();
    for part in parts.into_iter().filter(|part| !part.trim().is_empty()) {
        let code = parse_option(list, part)?;
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    Ok(codes)
}

/// Reads several records' ids parted by `;` or `,`; each once, in the order typed.
///
/// # Errors
/// [`InputError::NotRecord`] when one of them is no record's id.
pub fn parse_refs(typed: &str) -> Result<Vec<String>, InputError> {
    let typed = tidy(typed)?;
    let mut ids: Vec<String> = Vec::new();
    for part in typed.split([';', ',']).map(str::trim).filter(|part| !part.is_empty()) {
        let id = part.parse::<RecordId>().map_err(|_| InputError::NotRecord)?.to_string();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::catalog::OptionRow;

    fn list() -> OptionList {
        let row = |code: &str, label: &str| OptionRow {
            code: code.to_owned(),
            label: label.to_owned(),
            refused: false,
            until: None,
        };
        OptionList {
            code: "doi_tuong".to_owned(),
            options: vec![
                row("NHAN_DAN", "Nhân dân"),
                row("HSSV", "Học sinh, sinh viên"),
                row("KHAC", "Khác"),
            ],
        }
    }

    #[test]
    fn several_records_by_their_ids() {
        let [a, b] = [1, 2].map(|n| format!("0190a5c0-0000-7000-8000-00000000000{n}"));
        assert_eq!(parse_refs(&format!(" {a} ; {b},{a};")), Ok(vec![a.clone(), b]));
        assert_eq!(parse_refs(&format!("{a}; thôn 1")), Err(InputError::NotRecord));
        assert_eq!(parse_refs(";"), Ok(vec![]));
    }

    #[test]
    fn yes_and_no() {
        for typed in ["có", "Có", "co", "c", "x", "X", "1"] {
            assert_eq!(parse_bool(typed), Ok(true), "{typed}");
        }
        for typed in ["không", "Khong", "k", "0"] {
            assert_eq!(parse_bool(typed), Ok(false), "{typed}");
        }
        for typed in ["", "yes", "có không", "2"] {
            assert_eq!(parse_bool(typed), Err(InputError::NotBool), "{typed}");
        }
    }

    #[test]
    fn choices_by_code_or_label() {
        for typed in ["NHAN_DAN", "nhan_dan", "Nhân dân", "nhan dan", "NHÂN  DÂN"] {
            assert_eq!(parse_option(&list(), typed), Ok("NHAN_DAN".into()), "{typed}");
        }
        assert_eq!(parse_option(&list(), "nhan"), Err(InputError::UnknownOption));
        for typed in ["HSSV;KHAC", "hssv, khac", "học sinh, sinh viên; khác; HSSV"] {
            assert_eq!(parse_options(&list(), typed), Ok(vec!["HSSV".into(), "KHAC".into()]), "{typed}");
        }
        assert_eq!(parse_options(&list(), "Học sinh, sinh viên"), Ok(vec!["HSSV".into()]));
        assert_eq!(parse_options(&list(), "KHAC, không rõ"), Err(InputError::UnknownOption));
        assert_eq!(parse_options(&list(), ""), Ok(vec![]));
    }
}
