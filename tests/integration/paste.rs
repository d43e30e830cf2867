//! Rows pasted from a spreadsheet.

use so138_app::AppResult;
use so138_app::usecase::import::{
    PASTE_LIMITS, PROBLEMS_MAX, PasteRecords, PasteRecordsReq, PasteRecordsRes,
};

use crate::world::{NHOONG, Station, World, day, finish, people, records, refused, unchanged};

const COLUMNS: [&str; 6] = ["ngay", "ten", "chu_de_chinh", "hinh_thuc", "so_nguoi", "dia_diem"];

fn ask(text: &str) -> PasteRecordsReq {
    PasteRecordsReq {
        kind: "hoat_dong".to_owned(),
        columns: COLUMNS.map(str::to_owned).to_vec(),
        text: text.to_owned(),
        ..PasteRecordsReq::default()
    }
}

fn paste(station: &Station, req: PasteRecordsReq) -> AppResult<PasteRecordsRes> {
    station.run::<PasteRecords>(req)
}

/// A meeting of a day with so many people.
fn row(day: &str, name: &str, people: &str) -> String {
    format!("{day}\t{name}\tANTQ\thọp dân\t{people}\tkhu dân cư\r\n")
}

#[test]
fn rows_of_a_spreadsheet_are_saved_whole() {
    let world = World::new();
    let station = world.district();
    let heading = "Ngày tổ chức\tten\tchu_de_chinh\tHình thức\tlượt người tham gia\tĐịa điểm\r\n";
    let text = format!(
        "{heading}{}\r\n{}",
        row("5/3/2022", "\"Họp\tdân \"\"Đắk Ga\"\"\"", "20"),
        row("6/3/2022", "ống 5\" nước", "30")
    );
    let answer = paste(&station, ask(&text)).unwrap();
    assert_eq!((answer.table.outcome.as_str(), answer.table.rows), ("saved", 2));
    assert_eq!(answer.table.records.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(people(&station), "50");
    let names: Vec<String> = records(&station).iter().map(|row| row.shown["ten"].clone()).collect();
    assert_eq!(names, ["Họp dân \"Đắk Ga\"", "ống 5\" nước"]);
}

#[test]
fn a_dry_run_shows_values_as_printed_and_saves_nothing() {
    let world = World::new();
    let station = world.district();
    let text = row("5/3", "Họp", "1217") + &row("6/3", "Họp", "nhiều");
    let answer = unchanged(&station, || paste(&station, PasteRecordsReq { dry_run: true, ..ask(&text) }));
    let table = answer.unwrap().table;
    assert_eq!((table.outcome.as_str(), table.wrong_rows), ("refused", 1));
    let shown = |at: usize, name: &str| table.preview[at].shown[name].as_str();
    assert_eq!((shown(0, "ngay"), shown(0, "so_nguoi")), ("05/03/2022", "1.217"));
    assert_eq!((shown(1, "ngay"), shown(1, "so_nguoi")), ("06/03/2022", "nhiều"));
    assert_eq!(table.preview[0].typed["so_nguoi"], "1217");
    let problem = &table.problems[0];
    assert_eq!((problem.line, problem.check.as_str()), (2, "bad_value"));
    assert!(problem.says.contains("“nhiều”"), "{}", problem.says);
}

#[test]
fn a_number_of_two_meanings_is_asked_about_first() {
    let world = World::new();
    let station = world.district();
    let text = row("5/3/2022", "Họp", "1,217") + &row("6/3/2022", "Họp", "30");
    let answer = unchanged(&station, || paste(&station, ask(&text)).unwrap());
    assert_eq!((answer.table.outcome.as_str(), answer.table.rows), ("ask", 2));
    let [number] = answer.ambiguous.as_slice() else { panic!("{:?}", answer.ambiguous) };
    assert_eq!((number.line, number.field.as_str(), number.text.as_str()), (1, "so_nguoi", "1,217"));
    assert_eq!((number.vi.as_str(), number.en.as_str()), ("không phải số", "1.217"));
    let say = |numbers: &str| PasteRecordsReq { numbers: Some(numbers.to_owned()), ..ask(&text) };
    let vi = unchanged(&station, || paste(&station, say("vi")).unwrap());
    assert_eq!((vi.table.outcome.as_str(), vi.table.problems[0].line), ("refused", 1));
    assert_eq!(paste(&station, say("en")).unwrap().table.outcome, "saved");
    assert_eq!(people(&station), "1.247");
    assert_eq!(refused(paste(&station, say("fr"))), "bad_argument");
}

#[test]
fn weights_are_asked_about_too() {
    let world = World::new();
    let station = world.district();
    let req = |numbers: Option<&str>| PasteRecordsReq {
        kind: "thu_hoi_vk".to_owned(),
        columns: ["tu_ngay", "den_ngay", "vln_kg", "phao_kg"].map(str::to_owned).to_vec(),
        text: "1/3/2022\t2/3/2022\t1.217\t0,5\n".to_owned(),
        numbers: numbers.map(str::to_owned),
        ..PasteRecordsReq::default()
    };
    let asked = paste(&station, req(None)).unwrap();
    let found: Vec<(&str, &str, &str)> =
        asked.ambiguous.iter().map(|is| (is.field.as_str(), is.vi.as_str(), is.en.as_str())).collect();
    assert_eq!(found, [("vln_kg", "1.217,000", "1,217")]);
    paste(&station, req(Some("vi"))).unwrap();
    assert_eq!(records(&station)[0].shown["vln_kg"], "1.217,000");
}

#[test]
fn a_wrong_column_or_a_row_too_wide_is_refused() {
    let world = World::new();
    let station = world.district();
    let text = row("5/3/2022", "Họp", "20");
    let mut twice = ask(&text);
    twice.columns[1] = "ngay".to_owned();
    assert_eq!(refused(paste(&station, twice)), "header_repeated");
    let mut unknown = ask(&text);
    unknown.columns[1] = "khong_co".to_owned();
    assert_eq!(refused(paste(&station, unknown)), "unknown_field");
    let sheet = PasteRecordsReq { kind: "phieu_tong_hop".to_owned(), ..ask(&text) };
    assert_eq!(refused(paste(&station, sheet)), "kind_not_imported");
    let wide = format!("{}\tthừa\n", text.trim_end());
    assert_eq!(refused(paste(&station, ask(&wide))), "import_row_width");
    let blank = format!("{}\t\t \n", text.trim_end());
    assert_eq!(paste(&station, ask(&blank)).unwrap().table.outcome, "saved", "blanks past the last column");
    let narrow = paste(&station, ask("6/3/2022\tHọp\n")).unwrap().table;
    assert_eq!((narrow.outcome.as_str(), narrow.wrong_rows), ("refused", 1), "what is required is missing");
    let open = text.clone() + "7/3/2022\t\"Họp\tANTQ\n" + &row("8/3/2022", "Họp", "3");
    assert_eq!(refused(paste(&station, ask(&open))), "import_open_quote");
    for empty in ["", " \t\n", "ngay\tten\n"] {
        assert_eq!(refused(paste(&station, ask(empty))), "import_empty");
    }
}

#[test]
fn a_closed_period_and_the_same_again_are_meant_or_refused() {
    let world = World::new();
    world.clock.set_day(day("2022-12-01"));
    let (_, commune) = world.pair();
    let text = row("5/3/2022", "Họp", "20");
    assert_eq!(paste(&commune, ask(&text)).unwrap().table.outcome, "saved");
    let again = paste(&commune, ask(&text)).unwrap().table;
    assert_eq!((again.outcome.as_str(), again.problems[0].check.as_str()), ("refused", "same_record"));
    let meant = PasteRecordsReq { again: true, ..ask(&text) };
    assert_eq!(paste(&commune, meant.clone()).unwrap().table.outcome, "saved");
    finish(&commune);
    let closed = paste(&commune, meant.clone()).unwrap().table;
    assert_eq!((closed.outcome.as_str(), closed.problems[0].check.as_str()), ("refused", "period_is_closed"));
    let late = paste(&commune, PasteRecordsReq { late: true, ..meant }).unwrap().table;
    assert_eq!((late.outcome.as_str(), late.amends), ("saved", vec!["2022".to_owned()]));
    assert_eq!(records(&commune).len(), 3);
    assert_eq!(commune.unit, NHOONG);
}

#[test]
fn limits_hold_at_the_limit_and_one_past() {
    let world = World::new();
    let station = world.district();
    let rows = |count: usize| "x\n".repeat(count);
    let at = PasteRecordsReq { dry_run: true, ..ask(&rows(PASTE_LIMITS.rows_max)) };
    let answer = paste(&station, at).unwrap().table;
    assert_eq!((answer.outcome.as_str(), answer.rows), ("refused", 10_000));
    assert!(answer.more && answer.problems.len() == PROBLEMS_MAX);
    assert_eq!(refused(paste(&station, ask(&rows(PASTE_LIMITS.rows_max + 1)))), "import_too_large");
    let bytes = "x".repeat(PASTE_LIMITS.bytes_max + 1);
    assert_eq!(refused(paste(&station, ask(&bytes))), "import_too_large");
    let cell = "x".repeat(PASTE_LIMITS.cell_chars_max + 1);
    assert_eq!(refused(paste(&station, ask(&cell))), "import_too_large");
}
