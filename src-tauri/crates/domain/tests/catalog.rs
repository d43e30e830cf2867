//! The shipped catalog loads, travels, and every kind of fault is refused with its file and line.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod catalog_files;

use std::collections::BTreeSet;

use catalog_files::shipped;
use so138_domain::catalog::{
    CATALOG_BYTES_MAX, Catalog, CatalogFault, ColumnSource, Family, Formula, IndicatorKind, NAME_CHARS_MAX,
    NumberFormat, Operand, Rule, Sheet, Source, Special, TEXT_CHARS_MAX,
};
use so138_domain::value::Value;

#[test]
fn the_shipped_catalog_is_whole() {
    let catalog = shipped();
    // The two kinds that code knows by name.
    assert_eq!(catalog.kind("phieu_tong_hop").unwrap().family, Family::Sheet);
    assert_eq!(catalog.kind("tong_cong_bo").unwrap().family, Family::Declared);
    assert_eq!(catalog.default_calendar().id(), "nam-15-11");
    assert_eq!(catalog.indicator("AT_KDC_TL").unwrap().kind, IndicatorKind::D);
    let so_buoi = catalog.kind("hoat_dong").unwrap().field("so_buoi").unwrap();
    assert_eq!(so_buoi.default, Some(Value::Int(1)));
    let sheet = catalog.sheet("07").unwrap();
    let rate = &sheet.columns[sheet.column_of("AT_KDC_TL").unwrap()];
    assert_eq!(rate.format, NumberFormat::Percent(1));
    let ratio = Formula::Ratio { of: "AT_KDC_D".into(), to: "AT_KDC_TS".into() };
    assert_eq!(rate.source, ColumnSource::Formula { indicator: "AT_KDC_TL".into(), formula: ratio });
    assert_eq!(catalog.sheet("00").unwrap().columns[0].source, ColumnSource::Special(Special::Unit));
}

#[test]
fn a_catalog_travels_as_one_document_without_change() {
    let catalog = shipped();
    let document = catalog.to_document();
    let back = Catalog::from_document(&document).unwrap();
    assert_eq!(back.to_document(), document);
    assert_eq!(back.version, catalog.version);
    assert_eq!(format!("{:?}", back.indicators.len()), format!("{:?}", catalog.indicators.len()));
    for bad in ["", "{}", r#"{"so138_catalog":2,"files":[]}"#, r#"{"so138_catalog":1,"files":[],"more":1}"#] {
        let faults = Catalog::from_document(bad).unwrap_err();
        assert_eq!((faults.len(), faults[0].file.as_str()), (1, "catalog.json"), "{bad}");
    }
    assert!(Catalog::from_document(r#"{"so138_catalog":1,"files":[]}"#).is_err());
}

/// A small catalog to break, one line per thing so that lines can be told apart.
const SMALL: &str = r#"[catalog]
id = "x"
version = "1"
label = "X"
calendar = "c"
legal_basis = []
[[unit_kind]]
code = "xa"
label = "Xã"
level = "commune"
[[calendar]]
id = "c"
label = "C"
start_day = 1
first_month = 1
due = [{ period = "month", days = 1 }, { period = "quarter", days = 1 }, { period = "half", days = 1 }, { period = "nine_months", days = 1 }, { period = "year", days = 1 }]
[[options]]
code = "o"
values = [
{ code = "A", label = "Một" },
{ code = "B", label = "Hai" },
]
[[kind]]
code = "k"
label = "K"
family = "event"
date = "ngay"
title = ["ngay"]
field = [
{ name = "ngay", label = "Ngày", type = "date", required = true },
{ name = "so", label = "Số", type = "int", default = "1" },
{ name = "loai", label = "Loại", type = "option", list = "o" },
]
[[owed]]
code = "xa_nam"
units = ["xa"]
periods = ["year"]
[[group]]
code = "G"
label = "G"
[[indicator]]
code = "I"
label = "I"
measure = "cái"
group = "G"
kind = "E"
owed = ["xa_nam"]
from = [
{ kind = "k", when = 'loai == "A"', value = "so", dims = [{ name = "loai", field = "loai" }] },
]
[[indicator]]
code = "R"
label = "R"
measure = "%"
group = "G"
kind = "D"
formula = { ratio = "I", to = "I" }
[[check]]
code = "C01"
on = "k"
severity = "block"
rule = "so > 0"
place = "so"
says = "Số {so}."
next = "Sửa."
[[sheet]]
number = "01"
name = "Một"
title = "T"
measure = "M"
column = [
{ header = "U", special = "unit" },
{ header = "I", indicator = "I" },
{ header = "R", indicator = "R" },
]
"#;

fn faults(text: &str) -> Vec<CatalogFault> {
    Catalog::load(&[("small.toml", text)]).err().unwrap_or_default()
}

/// Breaks the small catalog and expects the fault at the line that was broken.
fn refused(from: &str, to: &str, reason: &str) {
    assert_eq!(SMALL.matches(from).count(), 1, "`{from}` must stand once");
    let line = SMALL[..SMALL.find(from).unwrap()].matches('\n').count() + 1;
    refused_at(&SMALL.replace(from, to), line, reason);
}

fn refused_at(text: &str, line: usize, reason: &str) {
    let found = faults(text);
    let is_told = |fault: &CatalogFault| {
        fault.file == "small.toml" && fault.line == line && fault.reason.contains(reason)
    };
    assert!(found.iter().any(is_told), "expected line {line}: {reason}\nfound {found:#?}");
}

#[test]
fn the_small_catalog_is_sound() {
    assert_eq!(faults(SMALL), []);
}

#[test]
fn unknown_keys_and_bad_values_are_refused() {
    refused("start_day = 1", "start_dey = 1", "unknown field");
    refused("family = \"event\"", "family = \"happening\"", "unknown variant");
    refused("legal_basis = []", "legal_basis = 5", "invalid type");
    refused("legal_basis = []", "legal_basis = @", "");
    refused("type = \"int\"", "type = \"float\"", "unknown type `float`");
    refused("calendar = \"c\"", "calendar = \"d\"", "unknown calendar `d`");
    refused(
        "id = \"c\"\nlabel = \"C\"\nstart_day = 1",
        "id = \"c\"\nlabel = \"C\"\nstart_day = 29",
        "day 29",
    );
    refused(
        "id = \"c\"\nlabel = \"C\"\nstart_day = 1\nfirst_month = 1\ndue = [{ period = \"month\", days = 1 }, ",
        "id = \"c\"\nlabel = \"C\"\nstart_day = 1\nfirst_month = 1\ndue = [",
        "exactly one due rule",
    );
    refused("default = \"1\"", "default = \"1,5\"", "cannot be the default");
    refused("{ code = \"B\", label = \"Hai\" }", "{ code = \"B\", label = \"mốt\" }", "reads like `A`");
}

#[test]
fn duplicate_codes_are_refused() {
    refused("code = \"B\", label", "code = \"A\", label", "option `A` stands twice");
    refused("name = \"so\", label", "name = \"ngay\", label", "field `ngay` stands twice");
    refused("code = \"R\"", "code = \"I\"", "indicator `I` stands twice");
    let last = SMALL.matches('\n').count();
    refused_at(
        &format!("{SMALL}[[group]]\ncode = \"G\"\nlabel = \"G\"\n"),
        last + 2,
        "group `G` stands twice",
    );
    refused_at(
        &format!("{SMALL}[[options]]\ncode = \"o\"\nvalues = []\n"),
        last + 2,
        "option list `o` stands twice",
    );
    let again = "[[unit_kind]]\ncode = \"xa\"\nlabel = \"Xã\"\nlevel = \"commune\"\n";
    refused_at(&format!("{SMALL}{again}"), last + 2, "kind of unit `xa` stands twice");
    let kind =
        "[[kind]]\ncode = \"k\"\nlabel = \"\"\nfamily = \"event\"\ndate = \"n\"\ntitle = []\nfield = []\n";
    refused_at(&format!("{SMALL}{kind}"), last + 2, "record kind `k` stands twice");
    let check = &SMALL[SMALL.find("[[check]]").unwrap()..SMALL.find("[[sheet]]").unwrap()];
    refused_at(&format!("{SMALL}{check}"), last + 2, "check `C01` stands twice");
    let sheet = &SMALL[SMALL.find("[[sheet]]").unwrap()..];
    refused_at(&format!("{SMALL}{sheet}"), last + 2, "sheet `01` stands twice");
    refused_at(&format!("{SMALL}{sheet}"), last + 3, "a tab needs a name of its own");
    let faults = Catalog::load(&[
        ("a", SMALL),
        ("b", "\n[catalog]\nid=''\nversion=''\nlabel=''\ncalendar=''\nlegal_basis=[]"),
    ]);
    let faults = faults.unwrap_err();
    assert_eq!((faults[0].file.as_str(), faults[0].line), ("b", 2));
}

#[test]
fn names_that_lead_nowhere_are_refused() {
    refused("list = \"o\"", "list = \"p\"", "unknown option list `p`");
    refused("title = [\"ngay\"]", "title = [\"ngày\"]", "unknown field");
    refused("date = \"ngay\"", "date = \"hom\"", "unknown field `hom`");
    refused("date = \"ngay\"", "date = \"so\"", "wrong type");
    refused("{ kind = \"k\"", "{ kind = \"l\"", "unknown record kind `l`");
    refused("value = \"so\"", "value = \"soo\"", "unknown name `soo`");
    refused("'loai == \"A\"'", "'loai_x == \"A\"'", "unknown name `loai_x`");
    refused("field = \"loai\"", "field = \"ma\"", "unknown field `ma`");
    refused("field = \"loai\"", "field = \"so\"", "a field with options");
    refused("units = [\"xa\"]", "units = [\"lang\"]", "unknown kind of unit `lang`");
    refused("ratio = \"I\"", "ratio = \"J\"", "unknown indicator `J`");
    refused("on = \"k\"", "on = \"l\"", "unknown record kind `l`");
    refused("place = \"so\"", "place = \"s\"", "unknown place `s`");
    refused("rule = \"so > 0\"", "rule = \"s > 0\"", "unknown name `s`");
    refused("says = \"Số {so}.\"", "says = \"Số {x}.\"", "unknown name `x` in the words");
    refused("indicator = \"R\"", "indicator = \"Q\"", "unknown indicator `Q`");
    refused("group = \"G\"\nkind = \"E\"", "group = \"H\"\nkind = \"E\"", "unknown group `H`");
}

#[test]
fn expressions_that_cannot_work_are_refused() {
    refused("rule = \"so > 0\"", "rule = \"so + 0\"", "does not give yes or no");
    refused("rule = \"so > 0\"", "rule = \"so >\"", "cannot be read");
    refused("rule = \"so > 0\"", "rule = \"[so].all(x, x > 0)\"", "`all` is not allowed");
    refused("value = \"so\"", "value = \"loai\"", "does not give a whole number");
    let long = format!("rule = \"so > {}\"", "0".repeat(600));
    refused("rule = \"so > 0\"", &long, "over 600");
}

#[test]
fn indicators_without_a_way_to_a_number_are_refused() {
    let from = "from = [\n{ kind = \"k\", when = 'loai == \"A\"', value = \"so\", dims = [{ name = \"loai\", field = \"loai\" }] },\n]\n";
    let line = SMALL[..SMALL.find("code = \"I\"").unwrap()].matches('\n').count() + 1;
    assert_eq!(SMALL.matches(from).count(), 1);
    refused_at(&SMALL.replace(from, ""), line, "an indicator needs a source");
    let derived = SMALL[..SMALL.find("code = \"R\"").unwrap()].matches('\n').count() + 1;
    refused_at(&SMALL.replace("formula = { ratio = \"I\", to = \"I\" }", ""), derived, "needs a formula");
    refused_at(&SMALL.replace("to = \"I\" }", "to = \"I\", plus = [\"I\"] }"), derived, "a formula is");
    refused_at(&SMALL.replace("ratio = \"I\", to = \"I\"", "plus = [\"R\"]"), derived, "derived from itself");
    let circle = SMALL.replace("ratio = \"I\", to = \"I\"", "plus = [\"S\"]")
        + "[[indicator]]\ncode = \"S\"\nlabel = \"S\"\nmeasure = \"%\"\ngroup = \"G\"\nkind = \"D\"\nformula = { plus = [\"R\"] }\n";
    refused_at(&circle, derived, "`R` is derived from itself");
    refused_at(&circle, SMALL.matches('\n').count() + 2, "`S` is derived from itself");
    let stock = SMALL.replace("kind = \"E\"", "kind = \"S\"");
    let source = SMALL[..SMALL.find("{ kind = \"k\"").unwrap()].matches('\n').count() + 1;
    refused_at(&stock, source, "cannot yield an indicator of this kind");
}

#[test]
fn sheets_that_cannot_be_drawn_are_refused() {
    let column = SMALL[..SMALL.find("{ header = \"R\"").unwrap()].matches('\n').count();
    refused_at(&SMALL.replace("{ header = \"I\", indicator = \"I\" },\n", ""), column, "no column of `I`");
    refused("{ header = \"I\", indicator = \"I\" }", "{ header = \"I\" }", "a column shows");
    refused("number = \"01\"", "number = \"1\"", "two digits");
    let name = |chars: usize| SMALL.replace("name = \"Một\"", &format!("name = \"{}\"", "đ".repeat(chars)));
    assert_eq!(faults(&name(Sheet::NAME_CHARS_MAX)), []);
    assert!(!faults(&name(Sheet::NAME_CHARS_MAX + 1)).is_empty());
    refused("name = \"Một\"", "name = \"Một/Hai\"", "a tab needs a name");
}

#[test]
fn limits_hold_at_the_limit_and_one_past() {
    let padded =
        |bytes: usize| format!("{SMALL}#{}", "x".repeat(bytes - SMALL.len() - 1 - "small.toml".len()));
    assert_eq!(faults(&padded(CATALOG_BYTES_MAX)), []);
    assert!(faults(&padded(CATALOG_BYTES_MAX + 1))[0].reason.contains("bytes"));
    let code = |chars: usize| SMALL.replace("code = \"C01\"", &format!("code = \"{}\"", "C".repeat(chars)));
    assert_eq!(faults(&code(NAME_CHARS_MAX)), []);
    assert!(faults(&code(NAME_CHARS_MAX + 1))[0].reason.contains("cannot be a code"));
    let text = |chars: usize| {
        SMALL.replace("type = \"int\", default = \"1\"", &format!("type = \"text\", chars_max = {chars}"))
    };
    let reasons = |text: &str| faults(text).iter().any(|fault| fault.reason.contains("chars_max"));
    assert!(!reasons(&text(TEXT_CHARS_MAX)) && reasons(&text(TEXT_CHARS_MAX + 1)) && reasons(&text(0)));
}

#[test]
fn files_may_be_split_anywhere() {
    let at = SMALL.find("[[indicator]]").unwrap();
    assert!(Catalog::load(&[("b.toml", &SMALL[at..]), ("a.toml", &SMALL[..at])]).is_ok());
}

#[test]
fn whatever_is_switched_off_nothing_that_is_left_names_it() {
    let whole = shipped();
    let all: BTreeSet<String> = whole.switches.iter().map(|switch| switch.code.clone()).collect();
    let each = all.iter().map(|code| BTreeSet::from([code.clone()]));
    for off in each.chain([all.clone(), whole.default_off()]) {
        let left = whole.narrowed(&off);
        let has = |code: &str| left.indicator(code).is_some();
        for switch in whole.switches.iter().filter(|switch| off.contains(&switch.code)) {
            assert!(!switch.indicators.iter().any(|code| has(code)), "{off:?}");
            assert!(!switch.kinds.iter().any(|code| left.kind(code).is_some()), "{off:?}");
        }
        for indicator in &left.indicators {
            let mut operands = indicator.formula.iter().flat_map(Formula::operands);
            assert!(operands.all(has), "{off:?}: {}", indicator.code);
            for source in indicator.from.iter().filter_map(Source::records) {
                assert!(left.kind(&source.kind).is_some(), "{off:?}: {}", indicator.code);
            }
        }
        for column in left.sheets.iter().flat_map(|sheet| &sheet.columns) {
            assert!(column.source.indicator().is_none_or(has), "{off:?}: {}", column.header);
        }
        for check in &left.checks {
            let Rule::Cells { test, .. } = &check.rule else { continue };
            assert!(test.names().all(|name| has(Operand::split(name).0)), "{off:?}: {}", check.code);
        }
    }
}
