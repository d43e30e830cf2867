//! What a catalog may not say about its checks: each fault once, with its line and reason.

use super::*;

/// Breaks the field where `from` stands within the section that holds `near`, and expects the fault at
/// the line of `at` (or of the break itself).
#[track_caller]
fn refused(near: &str, from: &str, to: &str, at: Option<&str>, reason: &str) {
    let start = FIELD.find(near).unwrap_or_else(|| panic!("no `{near}`"));
    let start = FIELD[..start].rfind("\n\n").unwrap();
    let place = start + FIELD[start..].find(from).unwrap_or_else(|| panic!("no `{from}` near `{near}`"));
    let text = format!("{}{to}{}", &FIELD[..place], &FIELD[place + from.len()..]);
    let told = at.map_or(place, |at| start + FIELD[start..].find(at).unwrap());
    let line = FIELD[..told].matches('\n').count() + 1;
    let found = Catalog::load(&[("field.toml", &text)]).err().unwrap_or_default();
    let is_told =
        found.iter().any(|is| is.file == "field.toml" && is.line == line && is.reason.contains(reason));
    assert!(is_told, "expected line {line}: {reason}\nfound {found:#?}");
}

const EXPRESSION: &str = "\"C07.giai_quyet\"";
const PLAUSIBLE: &str = "\"C15.cung_ky\"";
const MEDIAN: &str = "\"C15.trung_vi\"";
const PAIRS: &str = "\"C16.cap_so\"";
const PARTS: &str = "\"C18.dip\"";
const SIMILAR: &str = "\"C19.ten\"";

#[test]
fn codes_are_of_one_sort_and_none_is_built_in() {
    for near in [EXPRESSION, PLAUSIBLE, PAIRS, PARTS, SIMILAR] {
        refused(near, near, "\"C11.kem\"", None, "check `C11.kem` stands twice");
        refused(near, near, "\"C20\"", None, "check `C20` is built in");
        refused(near, near, "\"C 1\"", None, "cannot be a code");
        let severity = if near == PARTS { "\"block\"" } else { "\"warn\"" };
        refused(near, severity, "\"unchecked\"", Some(near), "blocks, warns or informs");
        refused(near, severity, "\"grave\"", None, "unknown variant");
        refused(near, "next = ", "nxt = ", None, "unknown field");
        refused(near, "{", "{LA} {", None, "unknown name `LA` in the words");
    }
}

#[test]
fn rules_over_cells_name_indicators_of_the_three_periods() {
    refused(EXPRESSION, "<= TB_GIATRI", "<= TB_LA", None, "unknown name `TB_LA`");
    refused(EXPRESSION, "<= TB_GIATRI", "<= TB_GIATRI__next", None, "unknown name `TB_GIATRI__next`");
    refused(EXPRESSION, "place = \"TB_GIAIQUYET\"", "place = \"TB_LA\"", None, "unknown place `TB_LA`");
    let place = "place = \"TB_GIAIQUYET__last_year\"";
    refused(EXPRESSION, "place = \"TB_GIAIQUYET\"", place, None, "unknown place");
    refused(EXPRESSION, "[\"year\"]", "[]", Some("on = "), "needs `periods`");
    refused(EXPRESSION, "on = \"cells\"", "on = \"cell\"", None, "unknown record kind `cell`");
    refused("\"C11.trang\"", "unit_kind ==", "unit ==", None, "unknown name `unit`");
    let with_periods = "on = \"van_ban\"\nperiods = [\"year\"]";
    refused("\"C11.trang\"", "on = \"van_ban\"", with_periods, None, "means nothing for a check on records");
}

#[test]
fn plausible_rules_are_whole() {
    refused(PLAUSIBLE, "against = \"last_year\"", "against = \"plan\"", None, "unknown variant");
    let measure = "against `last_year` a rule has `percent`";
    refused(PLAUSIBLE, "percent = 50\n", "", Some(PLAUSIBLE), measure);
    refused(PLAUSIBLE, "percent = 50", "percent = 0", Some(PLAUSIBLE), measure);
    refused(PLAUSIBLE, "percent = 50", "times = 10", Some(PLAUSIBLE), measure);
    refused(MEDIAN, "times = 10", "percent = 50", Some(MEDIAN), measure);
    refused(MEDIAN, "times = 10", "times = 10\npercent = 50", Some(MEDIAN), measure);
    refused(PLAUSIBLE, "least = 20", "least = -1", Some(PLAUSIBLE), "`least` is below zero");
    refused(PLAUSIBLE, "\"VLN_KG\"", "\"VLN_LA\"", None, "unknown indicator `VLN_LA`");
    refused(PLAUSIBLE, "\"VLN_KG\"", "\"TT_NGUOI\"", None, "`TT_NGUOI` stands twice");
    let list = "[\"TT_NGUOI\", \"VLN_KG\", \"TB_GIATRI\"]";
    refused(PLAUSIBLE, list, "[]", Some(PLAUSIBLE), "needs some");
    refused(PLAUSIBLE, "[\"year\", \"month\"]", "[]", Some(PLAUSIBLE), "needs `periods`");
}

#[test]
fn pairs_are_pairs_and_stand_once() {
    refused(PAIRS, "[\"TT_BUOI\", \"TT_NGUOI\"]", "[\"TT_BUOI\"]", None, "invalid length");
    refused(PAIRS, "\"VD_ATGT_LUOT\"", "\"VD_LA\"", None, "unknown indicator `VD_LA`");
    refused(PAIRS, "\"VD_ATGT_LUOT\"", "\"TT_BUOI\"", None, "`TT_BUOI` stands twice");
    let others = ", [\"VD_ATGT_LUOT\", \"VD_ATGT_NGUOI\"], [\"VD_PCCC_LUOT\", \"VD_PCCC_NGUOI\"]";
    refused(PAIRS, others, "", Some(PAIRS), "needs two of them");
    refused(PAIRS, "least = 5", "least = -5", Some(PAIRS), "`least` is below zero");
    refused(PAIRS, "[\"half\"]", "[]", Some(PAIRS), "needs `periods`");
}

#[test]
fn parts_are_of_a_breakdown_that_records_give() {
    refused(PARTS, "[\"KT_TT\"]", "[\"KT_LA\"]", None, "unknown indicator `KT_LA`");
    refused(PARTS, "[\"KT_TT\"]", "[\"TT_BUOI\"]", None, "`TT_BUOI` is not broken down by `dip` alone");
    refused(PARTS, "dim = \"dip\"", "dim = \"cap\"", Some("\"KT_TT\"]"), "not broken down by `cap`");
    refused(PARTS, "[\"KT_TT\"]", "[]", Some(PARTS), "needs some");
    let fixed = FIELD.replace("field = \"dip\" }", "field = \"dip\", fixed = { vai = \"chinh\" } }");
    let found = Catalog::load(&[("field.toml", &fixed)]).err().unwrap();
    assert!(found[0].reason.contains("`KT_TT` is not broken down by `dip` alone"), "{found:?}");
}

#[test]
fn names_are_texts_of_a_kind_compared_once() {
    refused(SIMILAR, "kind = \"mo_hinh\"", "kind = \"la\"", None, "unknown record kind `la`");
    refused(SIMILAR, "field = \"ten\"", "field = \"la\"", None, "unknown field `la`");
    refused(SIMILAR, "field = \"ten\"", "field = \"ngay_ra_mat\"", None, "a name is a text");
    let section = &FIELD[FIELD.find("[[similar]]").unwrap()..];
    let twice = format!("{FIELD}\n{}", section.replace("C19.ten", "C19.lai"));
    let found = Catalog::load(&[("field.toml", &twice)]).err().unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].line, FIELD.matches('\n').count() + 4);
    assert_eq!(found[0].reason, "names of `mo_hinh` are compared already");
}
