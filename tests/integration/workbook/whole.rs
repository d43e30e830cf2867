//! All sheets of a small district: a commune with records, a commune and a reporter on paper, a declared
//! total, and figures of the year before.

use std::collections::BTreeMap;

use so138_app::usecase::consolidate::{ShowTotals, ShowTotalsReq, TotalLineOut};
use so138_app::usecase::record::{SaveRecord, SaveRecordReq};
use so138_app::usecase::sheet::{SaveDeclared, SaveDeclaredReq, SaveSheet, SaveSheetReq};
use so138_app::usecase::workbook::{WriteWorkbook, WriteWorkbookReq};
use so138_app::wire::Typed;
use so138_domain::calendar::Period;
use so138_domain::catalog::{Catalog, CellMatch, ColumnSource, Formula, IndicatorKind, Layout, Sheet, Shown};
use so138_office::{ReadSheet, ReadValue};
use so138_tests::libreoffice::{assert_recalculates_to_itself, recalculate};
use so138_tests::{Station, day, session_fields, text};

use super::{numbered, numbers, row, says};
use crate::world::{NHOONG, PLO, World, YEAR, accept, finish};

/// Figures of every indicator that is typed in a period, told apart by `factor`; rates stay below one.
fn paper(catalog: &Catalog, period: &Period, factor: i64) -> Typed {
    let mut typed = Typed::new();
    for (at, indicator) in (1..).zip(&catalog.indicators) {
        let number = match indicator.kind {
            IndicatorKind::D | IndicatorKind::N => continue,
            IndicatorKind::B => 1,
            _ => 10 + (at * factor) % 89,
        };
        if !indicator.means_at(period) {
            continue;
        }
        let text = match (indicator.measure.as_str(), indicator.decimals) {
            ("đồng", _) => format!("{number}.000.000.000"),
            (_, 0) => number.to_string(),
            (_, decimals) => format!("{number},{}", &"125000"[..usize::from(decimals)]),
        };
        typed.insert(indicator.code.clone(), text);
    }
    for (key, number) in [
        ("TT_BUOI|chu_de=ATGT;vai=chinh", factor),
        ("TT_BUOI|chu_de=ATGT;vai=kem", 2 * factor),
        ("TB_TIEPNHAN|linh_vuc=MA_TUY", factor),
        ("PL_XS|loai_doi_tuong=KDC", factor),
        ("KP_TONG|nguon=XHH", 1_000_000 * factor),
    ] {
        typed.insert(key.to_owned(), number.to_string());
    }
    typed
}

fn hand_in(district: &Station, reporter: &str, year: &str, factor: i64) {
    let catalog = district.app.session().unwrap().catalog();
    let period = catalog.default_calendar().period(year).unwrap();
    let (reporter, period_id) = (reporter.to_owned(), year.to_owned());
    let cells = paper(&catalog, &period, factor);
    let req = SaveSheetReq { reporter, period: period_id, cells, source: None };
    district.run::<SaveSheet>(req).unwrap();
}

/// What one commune records in a year.
fn work(commune: &Station) {
    let save = |kind: &str, typed: &[(&str, &str)]| commune.save(kind, typed).unwrap();
    save("hoat_dong", &session_fields(&[("chu_de_chinh", "ATGT"), ("so_nguoi", "150")]));
    save("hoat_dong", &session_fields(&[("chu_de_chinh", "MATUY"), ("chu_de_kem", "ATGT, PCCC_CNCH")]));
    let model = |name: &str, launched: &str, ended: &str| {
        let mut typed = vec![
            ("ten", name),
            ("loai", "TU_QUAN"),
            ("linh_vuc", "ANTT"),
            ("chu_the", "CONG_AN"),
            ("ngay_ra_mat", launched),
            ("so_diem", "2"),
        ];
        if !ended.is_empty() {
            typed.extend([("ngay_thanh_loai", ended), ("trang_thai", "DA_TL"), ("ly_do_tl", "KHAC")]);
        }
        save("mo_hinh", &typed);
    };
    model("Mô hình Tiếng kẻng an ninh", "1/3/2020", "");
    model("Cổng trường an toàn", "5/4/2022", "");
    model("Tự quản đường biên", "1/3/2019", "1/6/2022");
    for (number, day) in [("12", "10/2/2022"), ("1", "10/2/2020")] {
        let typed = document(number, day);
        let typed: Vec<_> = typed.iter().map(|(field, text)| (field.as_str(), text.as_str())).collect();
        save("van_ban", &typed);
    }
    let pact = [("ten", "Quy chế với xã bạn"), ("loai", "QUY_CHE"), ("doi_tac", "XA_GIAP_RANH")];
    save("phoi_hop", &[&pact[..], &[("ngay_ky", "1/1/2021")]].concat());
    let award = [("so_qd", "7/QĐ-UBND"), ("tham_quyen", "CTX"), ("hinh_thuc", "GK"), ("dip", "NGAY_HOI")];
    save("khen_thuong", &[&award[..], &[("ngay", "19/8/2022"), ("tap_the", "1"), ("ca_nhan", "4")]].concat());
    let money = [("noi_dung", "MOHINH"), ("nguon", "XHH"), ("so_tien", "11.644.000.000")];
    save("kinh_phi", &[&money[..], &[("ngay", "1/6/2022")]].concat());
}

fn document(number: &str, day: &str) -> Typed {
    let typed = [
        ("so", number),
        ("ky_hieu", "KH-UBND"),
        ("ngay", day),
        ("co_quan", "UBND xã Đắk Nhoong"),
        ("loai", "KE_HOACH"),
        ("trich_yeu", "Xây dựng phong trào toàn dân bảo vệ ANTQ"),
    ];
    typed.map(|(field, text)| (field.to_owned(), text.to_owned())).into()
}

/// A sheet as the workbook has it: without what means nothing in the period.
fn drawn(catalog: &Catalog, period: &Period, number: &str) -> Sheet {
    let means = |code: &str| catalog.indicator(code).unwrap().means_at(period);
    let keeps = |shown: Shown<'_>| match shown {
        Shown::Indicator(code) => means(code),
        Shown::Cell(cell) => means(&cell.indicator),
        Shown::Kind(_) | Shown::Field { .. } => true,
    };
    catalog.sheet(number).unwrap().keeping(&keeps).unwrap()
}

/// Everything a sheet says in one column, headers and notes aside.
fn listed(sheet: &ReadSheet, first: &str, column: usize) -> Vec<String> {
    let is_row = |cell: &ReadValue| matches!(cell, ReadValue::Text(text) if text == first);
    let rows = sheet.rows.iter().filter(|row| row.first().is_some_and(|cell| is_row(&cell.value)));
    rows.map(|row| match &row[column].value {
        ReadValue::Text(text) => text.clone(),
        other => panic!("{other:?}"),
    })
    .collect()
}

/// The column of a cell of a breakdown.
fn column_of(sheet: &Sheet, cell: &str) -> usize {
    let is_meant = |source: &ColumnSource| matches!(source, ColumnSource::Cell(is) if Some(is) == CellMatch::parse(cell).as_ref());
    sheet.columns.iter().position(|column| is_meant(&column.source)).unwrap()
}

/// What "Cộng" must say: the declared total where there is one, else the sum.
fn expected(line: &TotalLineOut) -> Option<f64> {
    let cell = line.declared.as_ref().or(line.total.as_ref())?;
    cell.value.as_ref().map(|value| value.parse().unwrap())
}

#[test]
fn all_sheets_are_there_and_their_totals_are_the_apps() {
    let world = World::new();
    let (district, commune) = world.pair();
    world.clock.set_day(day("2022-10-01"));
    work(&commune);
    world.clock.set_day(day("2022-11-16"));
    finish(&commune);
    world.bring(&commune, &district);
    accept(&district, NHOONG);
    // What came after the closing is no part of it, whatever its date.
    commune
        .run::<SaveRecord>(SaveRecordReq {
            kind: Some("van_ban".to_owned()),
            typed: document("99", "11/2/2022"),
            late: true,
            ..Default::default()
        })
        .unwrap();
    world.bring(&commune, &district);
    for (reporter, year, factor) in
        [(PLO, YEAR, 7), ("610-MT", YEAR, 5), (PLO, "2021", 3), (NHOONG, "2021", 11)]
    {
        hand_in(&district, reporter, year, factor);
    }
    let declared: Typed = [("TT_BUOI", "1.217"), ("AT_KDC_TS", "1"), ("KP_TONG|nguon=XHH", "0")]
        .map(|(key, text)| (key.to_owned(), text.to_owned()))
        .into();
    let req = SaveDeclaredReq { period: YEAR.to_owned(), cells: declared, source: None };
    district.run::<SaveDeclared>(req).unwrap();

    let path = world.path("book.xlsx");
    let write = WriteWorkbookReq { period: YEAR.to_owned(), path: text(&path), provisional: false };
    let names = district.run::<WriteWorkbook>(write).unwrap().sheets;
    let numbers: Vec<&str> = names.iter().map(|name| name.split(' ').next().unwrap()).collect();
    let all: Vec<String> = (0..18).map(|number| format!("{number:02}")).collect();
    let plain: Vec<&str> = numbers.iter().copied().filter(|number| number.len() == 2).collect();
    assert_eq!(plain, all, "the committee's sheets; lists stand after theirs");
    assert_eq!(numbers.len() - plain.len(), 3);

    let ours = so138_office::read(&path).unwrap();
    let theirs = recalculate(&path);
    let errors = |sheets: &[ReadSheet]| {
        let cells = sheets.iter().flat_map(|sheet| sheet.rows.iter().flatten());
        cells.filter(|cell| matches!(cell.value, ReadValue::Error(_))).count()
    };
    assert_eq!((errors(&ours), errors(&theirs)), (0, 0));
    let formulas = assert_recalculates_to_itself(&ours, &theirs);
    check_lists_and_parts(&district, &ours);
    assert!(formulas > 500, "{formulas} formulas");

    let catalog = district.app.session().unwrap().catalog();
    let period = catalog.default_calendar().period(YEAR).unwrap();
    let totals = district.run::<ShowTotals>(ShowTotalsReq { period: YEAR.to_owned(), provisional: false });
    let lines: BTreeMap<String, TotalLineOut> =
        totals.unwrap().lines.into_iter().map(|line| (line.key.clone(), line)).collect();
    let mut compared = 0;
    for sheet in catalog.sheets.iter().filter(|sheet| sheet.layout == Layout::Units) {
        let sheet = drawn(&catalog, &period, &sheet.number);
        let written = theirs.iter().find(|written| written.name == sheet.name).unwrap();
        let total = row(written, "Cộng");
        for (at, column) in sheet.columns.iter().enumerate() {
            let Some(code) = column.source.indicator() else { continue };
            let indicator = catalog.indicator(code).unwrap();
            // A rate or sum of what was declared is worked out from that; ShowTotals shows the sums.
            let made_of_declared = |code: &str| lines.get(code).is_some_and(|line| line.declared.is_some());
            let formula = indicator.formula.as_ref();
            if formula.is_some_and(|formula| formula.operands().any(made_of_declared)) {
                continue;
            }
            let (found, wanted) = (total[at], lines.get(code).and_then(expected));
            match (found, wanted, formula) {
                (ReadValue::Number(found), Some(wanted), Some(Formula::Ratio { .. })) => {
                    assert!((found * 100.0 - wanted).abs() <= 0.05 + 1e-9, "{code}: {found} for {wanted} %");
                }
                (ReadValue::Number(found), Some(wanted), Some(Formula::Mean { .. })) => {
                    assert!((found - wanted).abs() <= 0.05 + 1e-9, "{code}: {found} for {wanted}");
                }
                (ReadValue::Number(found), Some(wanted), _) => assert_eq!(*found, wanted, "{code}"),
                (ReadValue::Number(found), None, _) => panic!("{code}: {found} out of nothing"),
                (_, Some(wanted), _) => panic!("{code}: nothing for {wanted}"),
                (..) => continue,
            }
            compared += 1;
        }
    }
    assert!(compared > 150, "{compared} totals");
}

/// Lists hold what counts, parts stand beside totals, names are counted, years stand side by side.
fn check_lists_and_parts(district: &Station, book: &[ReadSheet]) {
    let catalog = district.app.session().unwrap().catalog();
    let period = catalog.default_calendar().period(YEAR).unwrap();
    let models = listed(numbered(book, "06a"), "Xã Đắk Nhoong", 1);
    assert_eq!(models, ["Mô hình Tiếng kẻng an ninh", "Cổng trường an toàn"], "not the one that ended");
    assert_eq!(listed(numbered(book, "14a"), "Xã Đắk Nhoong", 1), ["12"], "of this period, and closed");
    assert_eq!(listed(numbered(book, "14b"), "Xã Đắk Nhoong", 3), ["Xã giáp ranh"]);

    // By hand: one meeting of two has the topic first and one beside; 7 + 14 and 5 + 10 came on paper.
    let topics = drawn(&catalog, &period, "02");
    let total = row(numbered(book, "02"), "Cộng");
    let at = |cell: &str| total[column_of(&topics, cell)];
    assert_eq!(at("TT_BUOI|chu_de=ATGT;vai=chinh"), &ReadValue::Number(13.0));
    assert_eq!(at("TT_BUOI|chu_de=ATGT"), &ReadValue::Number(38.0));
    assert_eq!(
        total[topics.column_of("TT_BUOI").unwrap()],
        &ReadValue::Number(1_217.0),
        "topics never add to it"
    );

    let models = drawn(&catalog, &period, "06");
    let names = models.column_of("MH_LOAI").unwrap();
    let sheet = numbered(book, "06");
    let is_total = |cell: &ReadValue| matches!(cell, ReadValue::Text(text) if text == "Cộng");
    let cell =
        &sheet.rows.iter().find(|row| row.first().is_some_and(|cell| is_total(&cell.value))).unwrap()[names];
    assert_eq!((&cell.value, &cell.formula), (&ReadValue::Number(2.0), &None), "names are not added");
    assert!(says(sheet, "số tên khác nhau"));

    let last = district.run::<ShowTotals>(ShowTotalsReq { period: "2021".to_owned(), provisional: false });
    let last = last.unwrap().lines.into_iter().find(|line| line.key == "TT_BUOI").unwrap();
    let last = expected(&last).unwrap();
    let compared = row(numbered(book, "16"), "Buổi tuyên truyền, vận động quần chúng");
    let wanted = [1_217.0, last, 1_217.0 - last, (1_217.0 - last) / last];
    assert_eq!(numbers(&compared), wanted);
    // Names were not counted last year.
    let names = row(numbered(book, "16"), "Mô hình (số tên, loại mô hình)");
    assert_eq!(names[3..6], [&ReadValue::Text("–".into()); 3]);
}
