//! Yes or no, and choices from a list, by code or by label without marks.

use super::{InputError, tidy};
use crate::catalog::{FieldType, OptionList, OptionRow};
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
    let mut codes: Vec<String> = Vec::new();
    for part in parts(list, &typed) {
        let code = parse_option(list, part)?;
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    Ok(codes)
}

fn parts<'t>(list: &OptionList, typed: &'t str) -> Vec<&'t str> {
    // Labels may hold commas, so a comma parts choices only when the whole is not a label.
    let separator = if typed.contains(';') { Some(';') } else { typed.contains(',').then_some(',') };
    let parts: Vec<&str> = match (list.find(typed), separator) {
        (None, Some(separator)) => typed.split(separator).collect(),
        _ => vec![typed],
    };
    parts.into_iter().filter(|part| !part.trim().is_empty()).collect()
}

/// The first choice typed into a field of options that is not on its list, and the offered one most like
/// it, if any is like it at all; none when all of them are on the list.
#[must_use]
pub fn unknown_option<'l>(
    list: &'l OptionList,
    is: &FieldType,
    typed: &str,
) -> Option<(String, Option<&'l OptionRow>)> {
    let typed = tidy(typed).ok()?;
    let parts = match is {
        FieldType::Options { .. } => parts(list, &typed),
        _ => vec![typed.as_str()],
    };
    let part = parts.into_iter().map(str::trim).find(|part| list.find(part).is_none())?;
    Some((part.to_owned(), nearest(list, part)))
}

/// The offered option whose code or label is most like what was typed: the shortest that begins with it or
/// holds it, else the one fewest slips away, at most one in three letters.
fn nearest<'l>(list: &'l OptionList, typed: &str) -> Option<&'l OptionRow> {
    let typed = fold(typed);
    let length = typed.chars().count();
    let likeness = |option: &OptionRow| {
        let names = [fold(&option.code), fold(&option.label)];
        let holds = |name: &String| {
            let is_held = length >= 2 && (name.starts_with(&typed) || name.contains(&format!(" {typed}")));
            is_held.then(|| (0, name.chars().count()))
        };
        let slips = |name: &String| {
            let slips = strsim::damerau_levenshtein(name, &typed);
            (slips * 3 <= length.max(3)).then_some((1, slips))
        };
        names.iter().filter_map(|name| holds(name).or_else(|| slips(name))).min()
    };
    let offered = list.options.iter().filter(|option| !option.refused && option.until.is_none());
    let like = offered.filter_map(|option| Some((likeness(option)?, option)));
    like.min_by_key(|(likeness, _)| *likeness).map(|(_, option)| option)
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
    use chrono::NaiveDate;

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
    fn a_choice_that_is_not_there_is_named_with_the_one_most_like_it() {
        let (one, several) = (
            FieldType::Option { list: "doi_tuong".to_owned() },
            FieldType::Options { list: "doi_tuong".to_owned() },
        );
        let list = list();
        let near = |is: &FieldType, typed: &str| {
            let (part, near) = unknown_option(&list, is, typed).unwrap();
            (part, near.map(|option| option.code.clone()))
        };
        let some = |code: &str| Some(code.to_owned());
        assert_eq!(near(&one, " nhan"), ("nhan".to_owned(), some("NHAN_DAN")));
        assert_eq!(near(&one, "Nhân dâm"), ("Nhân dâm".to_owned(), some("NHAN_DAN")));
        assert_eq!(near(&one, "sinh viên"), ("sinh viên".to_owned(), some("HSSV")));
        assert_eq!(near(&one, "HSVS"), ("HSVS".to_owned(), some("HSSV")));
        assert_eq!(near(&one, "xe máy"), ("xe máy".to_owned(), None));
        assert_eq!(near(&one, "KHAC, HSSV"), ("KHAC, HSSV".to_owned(), None), "one choice is not parted");
        assert_eq!(near(&several, "KHAC, nhân dan 1"), ("nhân dan 1".to_owned(), some("NHAN_DAN")));
        assert_eq!(unknown_option(&list, &several, "KHAC, HSSV"), None);
    }

    #[test]
    fn a_refused_or_retired_choice_is_never_proposed() {
        let mut list = list();
        list.options[0].refused = true;
        list.options[2].until = NaiveDate::from_ymd_opt(2020, 1, 1);
        let is = FieldType::Option { list: "doi_tuong".to_owned() };
        for typed in ["nhan da", "khacc"] {
            assert_eq!(unknown_option(&list, &is, typed), Some((typed.to_owned(), None)));
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
