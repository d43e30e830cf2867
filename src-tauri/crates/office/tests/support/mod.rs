//! Models and places shared by the tests of this crate.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Cursor;

use chrono::NaiveDate;
use so138_office::{
    Cell, Column, ColumnFormat, FormulaExpr, Marks, Number, Parts, Properties, ReadLimits, ReadSheet, Row,
    RowKind, Sheet, Workbook, read_from, write_to_vec,
};

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

pub fn workbook(sheets: Vec<Sheet>) -> Workbook {
    Workbook {
        properties: Properties {
            title: "Số liệu phục vụ BCĐ 138".into(),
            author: "Công an tỉnh Quảng Ngãi".into(),
            created: day(2025, 11, 20),
        },
        marks: Marks::default(),
        sheets,
    }
}

/// A sheet with a title, an empty row and one header row above its data.
pub fn sheet(columns: Vec<Column>, rows: Vec<Row>) -> Sheet {
    Sheet {
        name: "01 Tổng hợp".into(), title: "Tổng hợp".into(), mark: None, lines: vec![], columns, rows
    }
}

/// Index of the first data row of [`sheet`].
pub const FIRST_ROW: usize = 3;

pub fn row(kind: RowKind, cells: Vec<Cell>) -> Row {
    Row { kind, cells }
}

pub fn formula(expr: FormulaExpr, cached: Number) -> Cell {
    Cell::Formula { expr, cached }
}

pub fn round_trip(workbook: &Workbook) -> Vec<ReadSheet> {
    read_bytes(write_to_vec(workbook).unwrap())
}

pub fn read_bytes(bytes: Vec<u8>) -> Vec<ReadSheet> {
    read_from(Cursor::new(bytes), &ReadLimits::STANDARD).unwrap()
}

/// One part of an archive as text.
pub fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
}

/// A sheet with groups, marks, a declared total, a negative remainder and every kind of formula.
pub fn full_sheet() -> Sheet {
    let integer = |header: &str| Column::new(header, 11, ColumnFormat::Integer);
    let columns = vec![
        Column::new("Đơn vị", 26, ColumnFormat::Text),
        integer("Đăng ký").in_group("Khu dân cư"),
        integer("Không đăng ký").in_group("Khu dân cư"),
        integer("Tổng số").in_group("Khu dân cư"),
        Column::new("Tỷ lệ đăng ký", 10, ColumnFormat::Percent(1)),
        Column::new("Thuốc nổ (kg)", 12, ColumnFormat::Decimal(3)),
        integer("Cùng kỳ").in_group("So sánh"),
        integer("±").in_group("So sánh"),
        Column::new("Ngày nhận", 12, ColumnFormat::Date),
        Column::new("Bình quân", 10, ColumnFormat::Decimal(2)),
        integer("Còn lại"),
    ];
    let rows = vec![
        unit_row(RowKind::Unit, "Xã Đắk Hà", 40, 30, 12_345, Some(60)),
        unit_row(RowKind::Unit, "Phường Kon Tum", 7, 1, 5, None),
        row(RowKind::Note, vec![Cell::from("Khối phòng thuộc Công an tỉnh")]),
        unit_row(RowKind::OtherReporter, "Phòng PV05", 0, 0, 0, Some(0)),
        remainder_row(),
        total_row(),
        row(
            RowKind::Declared,
            vec![Cell::from("Số đã công bố"), Cell::from(45), Cell::from(31), Cell::from(76)],
        ),
    ];
    Sheet {
        name: "07 An toàn về ANTT".into(),
        title: "Kết quả xây dựng khu dân cư “An toàn về ANTT”".into(),
        mark: Some("SỐ LIỆU TẠM".into()),
        lines: vec!["Kỳ: năm 2025".into(), "Người lập biểu: Nguyễn Văn Ấn".into()],
        columns,
        rows,
    }
}

fn unit_row(kind: RowKind, name: &str, a: i64, b: i64, grams: i64, before: Option<i64>) -> Row {
    let difference = before.map_or(Number::Undefined, |before| Number::Integer(a + b - before));
    row(
        kind,
        vec![
            Cell::from(name),
            Cell::from(a),
            Cell::from(b),
            formula(FormulaExpr::AddColumns([1, 2].into()), Number::Integer(a + b)),
            formula(FormulaExpr::Ratio { part: 1, whole: 3 }, Number::Ratio { part: a, whole: a + b }),
            Cell::Number(Number::Decimal { mantissa: grams, scale: 3 }),
            before.map_or(Cell::Missing, Cell::from),
            formula(FormulaExpr::SubtractColumns { from: 3, minus: 6 }, difference),
            Cell::Date(day(2025, 11, 15)),
            formula(FormulaExpr::Ratio { part: 3, whole: 2 }, Number::Quotient { part: a + b, whole: b }),
            formula(
                FormulaExpr::Balance { plus: [1, 3].into(), minus: [2].into() },
                Number::Integer(a + (a + b) - b),
            ),
        ],
    )
}

/// Declared 45 + 31, parts 47 + 31.
fn remainder_row() -> Row {
    let difference = |value| formula(FormulaExpr::Difference(Parts::Reporters), Number::Integer(value));
    row(RowKind::Remainder, vec![Cell::from("Chênh lệch"), difference(-2), difference(0), difference(-2)])
}

fn total_row() -> Row {
    let sum = |cached| formula(FormulaExpr::SumColumn(Parts::ReportersAndRemainder), cached);
    row(
        RowKind::Total,
        vec![
            Cell::from("Cộng"),
            sum(Number::Integer(45)),
            sum(Number::Integer(31)),
            sum(Number::Integer(76)),
            formula(FormulaExpr::Ratio { part: 1, whole: 3 }, Number::Ratio { part: 45, whole: 76 }),
            sum(Number::Decimal { mantissa: 12_350, scale: 3 }),
            sum(Number::Integer(60)),
            Cell::NotApplicable,
        ],
    )
}

/// Words that must come back as they went in, and never as anything else.
pub fn hostile_texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        "=1+1",
        "+1",
        "-1+A1",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "'quoted",
        "0123",
        "1.217",
        "01/02",
        "TRUE",
        "#DIV/0!",
        "👮🏽‍♀️ 😀",
        "Ấp Ia H’Drai, Đắk Glei, Nguyễn Thị Ngọc Ẩn",
        "two\nlines\tand a tab ",
        " spaces kept ",
        "<b>&amp;</b> \"x\" ]]>",
        "<r><t>not markup</t></r>",
        "<r>&</r>",
        "_x0041_",
        "bell \u{7} and \u{FFFF}",
    ]
    .map(String::from)
    .into();
    texts.push("ế".repeat(so138_office::limit::TEXT_UNITS_MAX));
    texts
}

/// One text in each row of a sheet.
pub fn text_sheet(texts: &[String]) -> Sheet {
    let rows = texts.iter().map(|text| row(RowKind::Unit, vec![Cell::from(text.as_str())]));
    sheet(vec![Column::new("Chữ", 60, ColumnFormat::Text)], rows.collect())
}
