//! Tables in and out: what is read, what is refused and where, every limit at its edge.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use so138_exchange::{
    Limit, Limits, ReadError, Row, Separator, Table, decode, looks_like_json, read_csv, read_json, write_csv,
};

const LIMITS: Limits = Limits { bytes_max: 1 << 20, rows_max: 3, columns_max: 4, cell_chars_max: 9 };

fn csv(text: &str) -> Result<Table, ReadError> {
    read_csv(text, &LIMITS)
}

fn json(text: &str) -> Result<Table, ReadError> {
    read_json(text, &LIMITS)
}

fn lines(table: &Table) -> Vec<u64> {
    table.rows.iter().map(|row| row.line).collect()
}

#[test]
fn rows_know_their_lines_past_breaks_in_cells_and_empty_lines() {
    let table = csv("\n\nNgày; Tên \r\n\r\n1;a\r\n ; \r\n2;\"b\nc\"\r\n\n\n3;d").unwrap();
    assert_eq!(table.header, ["Ngày", "Tên"]);
    assert_eq!(lines(&table), [5, 7, 11]);
    assert_eq!(table.rows[1].cells, ["2", "b\nc"]);
}

#[test]
fn quoted_cells_hold_separators_and_marks() {
    let table = csv("a;b\n\"x;y\";\"nói \"\"có\"\"\"\n").unwrap();
    assert_eq!(table.rows, [Row { line: 2, cells: vec!["x;y".into(), "nói \"có\"".into()] }]);
}

#[test]
fn another_separator_is_named_and_not_tried() {
    let comma = Err(ReadError::Separator { found: Separator::Comma });
    assert_eq!(csv("Ngày,Tên\n1,a\n"), comma);
    assert_eq!(csv("Ngày,Tên\n1;a\n"), comma);
    assert_eq!(csv("Ngày\tTên\n1\ta\n"), Err(ReadError::Separator { found: Separator::Tab }));
    assert_eq!(csv("Ngày\n1\n"), Err(ReadError::OneColumn));
    assert!(csv("Ngày, giờ;Tên\n1;a\n").is_ok(), "a comma within a column's name parts nothing");
}

#[test]
fn a_row_of_another_width_is_refused_with_its_line() {
    assert_eq!(csv("a;b\n1;2\n1\n"), Err(ReadError::Width { line: 3, found: 1, expected: 2 }));
    assert_eq!(csv("a;b\n1;2;3\n"), Err(ReadError::Width { line: 2, found: 3, expected: 2 }));
}

#[test]
fn a_mark_that_nothing_closes_does_not_swallow_rows() {
    for text in ["a;b\n1;\"2\n3;4\n", "a;b\n1;\"2\n3;4;5;6\n", "a;b\n\"1;2\n"] {
        assert_eq!(csv(text), Err(ReadError::OpenQuote { line: 2 }), "{text}");
    }
}

#[test]
fn a_table_without_anything_is_empty_and_one_without_rows_is_not() {
    for text in ["", "\n\n", ";;\n"] {
        assert_eq!(csv(text), Err(ReadError::Empty), "{text:?}");
    }
    assert_eq!(csv("a;b\n").unwrap().rows, []);
    for text in ["[]", "[{}]"] {
        assert_eq!(json(text), Err(ReadError::Empty), "{text}");
    }
}

#[test]
fn csv_limits_hold_at_the_limit_and_one_past() {
    let over = |limit, max, line| Err(ReadError::OverLimit { limit, max, line });
    assert_eq!(csv("a;b\n1;1\n2;2\n3;3\n;\n").unwrap().rows.len(), 3);
    assert_eq!(csv("a;b\n1;1\n2;2\n3;3\n4;4\n"), over(Limit::Rows, 3, 5));
    assert_eq!(csv("a;b;c;d\n").unwrap().header.len(), 4);
    assert_eq!(csv("a;b;c;d;e\n"), over(Limit::Columns, 4, 1));
    assert!(csv("a;b\n1;Xã Đắk Hà\n").is_ok());
    assert_eq!(csv("a;b\n1;Xã Đắk Hà.\n"), over(Limit::CellChars, 9, 2));
    assert_eq!(csv("a;bbbbbbbbbb\n"), over(Limit::CellChars, 9, 1));
}

#[test]
fn json_limits_hold_at_the_limit_and_one_past() {
    let over = |limit, max, line| Err(ReadError::OverLimit { limit, max, line });
    assert_eq!(json(r#"[{"a":1},{"a":1},{"a":1}]"#).unwrap().rows.len(), 3);
    assert_eq!(json(r#"[{"a":1},{"a":1},{"a":1},{"a":1}]"#), over(Limit::Rows, 3, 4));
    assert_eq!(json(r#"[{"a":1,"b":1},{"c":1,"d":1}]"#).unwrap().header.len(), 4);
    assert_eq!(json(r#"[{"a":1,"b":1},{"c":1,"d":1,"e":1}]"#), over(Limit::Columns, 4, 2));
    assert!(json(r#"[{"a":"Xã Đắk Hà"}]"#).is_ok());
    assert_eq!(json(r#"[{"a":"Xã Đắk Hà."}]"#), over(Limit::CellChars, 9, 1));
    assert_eq!(json(r#"[{"bbbbbbbbbb":1}]"#), over(Limit::CellChars, 9, 1));
}

#[test]
fn objects_become_rows_and_numbers_what_would_be_typed() {
    let text = r#" [{"ten": "Họp dân", "so": 1217}, {"so": -1, "ngay": "5/3"}]"#;
    assert!(looks_like_json(text) && !looks_like_json("ten;so"));
    let table = json(text).unwrap();
    assert_eq!(table.header, ["ten", "so", "ngay"]);
    assert_eq!(table.rows[0].cells, ["Họp dân", "1217", ""]);
    assert_eq!(table.rows[1], Row { line: 2, cells: vec![String::new(), "-1".into(), "5/3".into()] });
}

#[test]
fn anything_else_in_json_is_refused_with_its_place() {
    for bad in [
        r#"[{"a":1.5}]"#,
        r#"[{"a":true}]"#,
        r#"[{"a":null}]"#,
        r#"[{"a":[1]}]"#,
        r#"[{"a":{}}]"#,
        "[1]",
        "[{",
        "{}",
    ] {
        assert!(matches!(json(bad), Err(ReadError::NotObjects { line: 1, .. })), "{bad}");
    }
    assert!(matches!(json("[{\"a\":1,\n\"a\":2}]"), Err(ReadError::NotObjects { line: 2, .. })));
}

#[test]
fn what_is_written_opens_in_a_spreadsheet() {
    let table = Table { header: vec!["Ngày".into(), "Tên; tuổi".into()], rows: Vec::new() };
    assert_eq!(write_csv(&table), "\u{feff}Ngày;\"Tên; tuổi\"\r\n");
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        cells in proptest::collection::vec(proptest::array::uniform3("[a-đ \"';,\\r\\n\\tạ]{0,6}"), 1..6)
    ) {
        let header = ["một", "hai", "ba"].map(str::to_owned).to_vec();
        let rows = cells.into_iter().map(|row| Row { line: 0, cells: row.to_vec() });
        let table = Table { header, rows: rows.collect() };
        let text = write_csv(&table);
        let read = read_csv(decode(text.as_bytes(), &Limits::STANDARD).unwrap(), &Limits::STANDARD).unwrap();
        let full = |row: &&Row| row.cells.iter().any(|cell| !cell.trim().is_empty());
        let written: Vec<_> = table.rows.iter().filter(full).map(|row| &row.cells).collect();
        prop_assert_eq!(read.rows.iter().map(|row| &row.cells).collect::<Vec<_>>(), written);
    }

    #[test]
    fn nothing_makes_the_readers_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(text) = decode(&bytes, &LIMITS) {
            let _ = (csv(text), json(text));
        }
    }

    #[test]
    fn no_text_makes_the_readers_panic(text in "[a;,\"\\r\\n\\t\\[\\]{}:1ạ]{0,60}") {
        let _ = (csv(&text), json(&text));
    }
}
