//! Sheets of the workbook: what the loader lets through, and what of a sheet stays when things go.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use so138_domain::catalog::{
    Catalog, CatalogFault, CellMatch, ColumnSource, Formula, Layout, NumberFormat, Sheet, Shown, Special,
};

/// A small catalog with a sheet of every layout, one line per thing so that lines can be told apart.
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
values = [{ code = "A", label = "Một" }, { code = "B", label = "Hai" }]
[[kind]]
code = "k"
label = "K"
family = "event"
date = "ngay"
title = ["ngay"]
field = [
{ name = "ngay", label = "Ngày", type = "date", required = true },
{ name = "so", label = "Số", type = "int" },
{ name = "kg", label = "Kg", type = "decimal", scale = 3 },
{ name = "loai", label = "Loại", type = "option", list = "o" },
{ name = "goc", label = "Gốc", type = "ref", kinds = ["k"] },
]
[[kind]]
code = "p"
label = "P"
family = "tally"
date = "thang"
title = ["thang"]
field = [{ name = "thang", label = "Tháng", type = "month", required = true }]
[[group]]
code = "G"
label = "G"
[[indicator]]
code = "I"
label = "I"
measure = "cái"
group = "G"
kind = "E"
from = [{ kind = "k", value = "so", dims = [{ name = "loai", field = "loai", fixed = { vai = "chinh" } }] }]
[[indicator]]
code = "J"
label = "J"
measure = "cái"
group = "G"
kind = "E"
from = [{ kind = "k", value = "2 * so" }]
[[indicator]]
code = "R"
label = "R"
measure = "%"
group = "G"
kind = "D"
formula = { ratio = "I", to = "J" }
[[indicator]]
code = "T"
label = "T"
measure = "%"
group = "G"
kind = "D"
formula = { plus = ["R"] }
[[indicator]]
code = "S"
label = "S"
measure = "cái"
group = "G"
kind = "D"
formula = { plus = ["I", "J"] }
[[sheet]]
number = "00"
name = "Không"
title = "T"
layout = "status"
column = [
{ header = "Đơn vị 0", special = "unit" },
{ header = "Người ký", special = "signer" },
]
[[sheet]]
number = "01"
name = "Một"
title = "T"
measure = "M"
column = [
{ header = "Đơn vị 1", special = "unit" },
{ header = "I", indicator = "I" },
{ header = "Một", cell = "I|loai=A;vai=chinh" },
{ header = "J", indicator = "J" },
{ header = "R", indicator = "R" },
{ header = "T", indicator = "T" },
{ header = "S", indicator = "S" },
]
[[sheet]]
number = "02"
name = "Hai"
title = "T"
layout = "records"
kind = "k"
column = [
{ header = "Đơn vị 2", special = "unit" },
{ header = "Ngày", field = "ngay" },
{ header = "Kg", field = "kg" },
]
[[sheet]]
number = "03"
name = "Ba"
title = "T"
layout = "compare"
indicators = ["I", "J"]
column = [
{ header = "Chỉ tiêu", special = "indicator" },
{ header = "Kỳ này", special = "this_period" },
{ header = "Năm trước", special = "last_year" },
{ header = "±", special = "change" },
{ header = "±%", special = "change_rate" },
]
[[sheet]]
number = "04"
name = "Bốn"
title = "T"
layout = "findings"
column = [
{ header = "Đơn vị 4", special = "unit" },
{ header = "Kiểm tra", special = "check" },
]
"#;

fn load() -> Catalog {
    Catalog::load(&[("small.toml", SMALL)]).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// Breaks the small catalog and expects the fault at the line that was broken.
fn refused(from: &str, to: &str, reason: &str) {
    assert_eq!(SMALL.matches(from).count(), 1, "`{from}` must stand once");
    refused_at(from, to, from, reason);
}

/// Breaks the small catalog and expects the fault where `near` stands.
fn refused_at(from: &str, to: &str, near: &str, reason: &str) {
    let text = SMALL.replacen(from, to, 1);
    let line = SMALL[..SMALL.find(near).unwrap()].matches('\n').count() + 1;
    let found = Catalog::load(&[("small.toml", &text)]).err().unwrap_or_default();
    let is_told = |fault: &CatalogFault| {
        fault.file == "small.toml" && fault.line == line && fault.reason.contains(reason)
    };
    assert!(found.iter().any(is_told), "expected line {line}: {reason}\nfound {found:#?}");
}

#[test]
fn every_layout_is_read_with_its_columns() {
    let catalog = load();
    let sheet = |number: &str| catalog.sheet(number).unwrap();
    let formats = |number: &str| sheet(number).columns.iter().map(|column| column.format).collect::<Vec<_>>();
    assert_eq!(sheet("00").layout, Layout::Status);
    assert_eq!(sheet("01").layout, Layout::Units);
    assert_eq!(sheet("02").layout, Layout::Records { kind: "k".into() });
    assert_eq!(sheet("03").layout, Layout::Compare { indicators: vec!["I".into(), "J".into()] });
    assert_eq!(sheet("04").layout, Layout::Findings);
    use NumberFormat::{Date, Decimal, Integer, Percent, Text};
    assert_eq!(formats("01"), [Text, Integer, Integer, Integer, Percent(0), Integer, Integer]);
    assert_eq!(formats("02"), [Text, Date, Decimal(3)]);
    assert_eq!(formats("03"), [Text, Integer, Integer, Integer, Percent(1)]);
    let parts = vec![("loai".to_owned(), "A".to_owned()), ("vai".to_owned(), "chinh".to_owned())];
    let cell = CellMatch { indicator: "I".into(), parts };
    assert_eq!(sheet("01").columns[2].source, ColumnSource::Cell(cell));
    assert_eq!(sheet("01").column_of("I"), Some(1), "the breakdown is not the indicator's column");
    assert_eq!(sheet("03").column_saying(Special::Change), Some(3));
}

#[test]
fn a_layout_without_its_rows_or_with_those_of_another_is_refused() {
    refused("layout = \"records\"", "layout = \"rows\"", "unknown variant");
    let reason = "a sheet of records has a `kind`";
    refused_at("kind = \"k\"\ncolumn", "column", "number = \"02\"", reason);
    refused_at("indicators = [\"I\", \"J\"]", "", "number = \"03\"", reason);
    refused_at("layout = \"findings\"", "layout = \"findings\"\nkind = \"k\"", "number = \"04\"", reason);
    refused_at("layout = \"records\"", "", "number = \"02\"", reason);
    refused("kind = \"k\"\ncolumn", "kind = \"l\"\ncolumn", "unknown record kind `l`");
    refused("kind = \"k\"\ncolumn", "kind = \"p\"\ncolumn", "a list shows events");
    refused("indicators = [\"I\", \"J\"]", "indicators = [\"I\", \"Q\"]", "unknown indicator `Q`");
    refused("indicators = [\"I\", \"J\"]", "indicators = [\"I\", \"I\"]", "`I` stands twice");
}

#[test]
fn a_column_its_layout_does_not_know_is_refused() {
    let reason = "one that this layout knows";
    refused("special = \"signer\"", "indicator = \"I\"", reason);
    refused("special = \"check\"", "special = \"signer\"", reason);
    refused("field = \"ngay\" }", "indicator = \"I\" }", reason);
    refused("special = \"this_period\"", "cell = \"I|loai=A\"", reason);
    refused("header = \"J\", indicator = \"J\"", "header = \"J\", field = \"so\"", reason);
    refused("header = \"J\", indicator = \"J\"", "header = \"J\", indicator = \"J\", field = \"so\"", reason);
    refused("field = \"ngay\" }", "field = \"hom\" }", "unknown field `hom`");
    refused("field = \"ngay\" }", "field = \"goc\" }", "cannot hold other records");
    refused(
        "header = \"J\", indicator = \"J\"",
        "header = \"J\", indicator = \"Q\"",
        "unknown indicator `Q`",
    );
    refused("special = \"check\"", "special = \"czech\"", "unknown variant");
}

#[test]
fn a_cell_no_record_can_yield_is_refused() {
    refused("\"I|loai=A;vai=chinh\"", "\"I\"", "a cell is written");
    refused("\"I|loai=A;vai=chinh\"", "\"Q|loai=A\"", "unknown indicator `Q`");
    refused("\"I|loai=A;vai=chinh\"", "\"J|loai=A\"", "`J` has no such breakdown");
    refused("\"I|loai=A;vai=chinh\"", "\"I|mau=A\"", "`I` has no such breakdown");
    refused("\"I|loai=A;vai=chinh\"", "\"I|loai=C\"", "`I` has no such breakdown");
    refused("\"I|loai=A;vai=chinh\"", "\"I|loai=A;vai=kem\"", "`I` has no such breakdown");
}

#[test]
fn a_column_that_stands_twice_or_lacks_what_it_is_worked_out_from_is_refused() {
    refused(
        "{ header = \"J\", indicator = \"J\" }",
        "{ header = \"J\", indicator = \"I\" }",
        "`J` shows what",
    );
    let twice = "{ header = \"J\", cell = \"I|loai=A;vai=chinh\" }";
    refused("{ header = \"J\", indicator = \"J\" }", twice, "`J` shows what");
    refused(
        "{ header = \"Kg\", field = \"kg\" }",
        "{ header = \"Kg\", field = \"ngay\" }",
        "`Kg` shows what",
    );
    let reason = "lacks a column that this one is worked out from";
    refused_at("{ header = \"Năm trước\", special = \"last_year\" },", "", "{ header = \"±\"", reason);
    refused_at("{ header = \"±\", special = \"change\" },", "", "{ header = \"±%\"", reason);
    refused_at("{ header = \"J\", indicator = \"J\" },", "", "{ header = \"R\"", "no column of `J`");
    refused_at("{ header = \"R\", indicator = \"R\" },", "", "{ header = \"T\"", "no column of `R`");
}

#[test]
fn a_sheet_is_numbered_with_two_digits_and_perhaps_a_letter() {
    let numbered = |number: &str| {
        Catalog::load(&[("small.toml", &SMALL.replace("number = \"02\"", &format!("number = \"{number}\"")))])
    };
    assert_eq!(numbered("01a").unwrap().sheets[2].number, "01a", "after the sheet it goes with");
    for bad in ["2", "002", "0a", "02A", "02ab"] {
        refused("number = \"02\"", &format!("number = \"{bad}\""), "two digits");
    }
}

#[test]
fn rows_without_a_name_are_refused() {
    let reason = "the first column names the row";
    refused_at("{ header = \"Đơn vị 1\", special = \"unit\" },", "", "name = \"Một\"", reason);
    refused_at("{ header = \"Chỉ tiêu\", special = \"indicator\" },", "", "name = \"Ba\"", reason);
    refused_at("{ header = \"Đơn vị 4\", special = \"unit\" },", "", "name = \"Bốn\"", reason);
}

fn headers(sheet: &Sheet) -> Vec<&str> {
    sheet.columns.iter().map(|column| column.header.as_str()).collect()
}

#[test]
fn what_goes_takes_its_columns_with_it() {
    let catalog = load();
    let sheet = |number: &str| catalog.sheet(number).unwrap();
    let without = |number: &str, gone: &'static [&'static str]| {
        sheet(number).keeping(&|shown| match shown {
            Shown::Kind(code) | Shown::Indicator(code) => !gone.contains(&code),
            Shown::Field { field, .. } => !gone.contains(&field),
            Shown::Cell(cell) => !cell.parts.iter().any(|(name, _)| gone.contains(&name.as_str())),
        })
    };
    assert_eq!(without("01", &[]).as_ref(), Some(sheet("01")));
    // The rate goes with its operand, and what is worked out from the rate with the rate; the sum stays.
    let no_j = without("01", &["J"]).unwrap();
    assert_eq!(headers(&no_j), ["Đơn vị 1", "I", "Một", "S"]);
    let rest = Formula::Sum { plus: vec!["I".into()], minus: vec![] };
    assert_eq!(no_j.columns[3].source, ColumnSource::Formula { indicator: "S".into(), formula: rest });
    assert_eq!(headers(&without("01", &["I"]).unwrap()), ["Đơn vị 1", "J", "S"]);
    assert_eq!(headers(&without("01", &["loai"]).unwrap()), ["Đơn vị 1", "I", "J", "R", "T", "S"]);
    assert_eq!(without("01", &["I", "J"]), None, "a sheet without a figure is no sheet");
    assert_eq!(headers(&without("02", &["kg"]).unwrap()), ["Đơn vị 2", "Ngày"]);
    assert_eq!(without("02", &["kg", "ngay"]), None);
    assert_eq!(without("02", &["k"]), None);
    assert_eq!(without("03", &["I"]).unwrap().layout, Layout::Compare { indicators: vec!["J".into()] });
    assert_eq!(without("03", &["I", "J"]), None);
    for always in ["00", "04"] {
        assert_eq!(without(always, &["I", "J", "k"]).as_ref(), Some(sheet(always)));
    }
}
