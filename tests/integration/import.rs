//! Records from tables, references by name, and records that are the same thing.

use std::collections::BTreeMap;

use so138_app::AppResult;
use so138_app::usecase::import::{
    CsvTemplate, CsvTemplateReq, ImportRecords, ImportRecordsReq, ImportRecordsRes, PREVIEW_ROWS,
};
use so138_app::usecase::record::{SaveRecord, SaveRecordReq, SaveRecordRes};

use crate::world::{NHOONG, Station, World, entries, finish, people, records, refused, text, unchanged};

const MEETING: &str = "hoat_dong";
const VILLAGE: &str = "khu_dan_cu";
const HEADER: &str = "ngay;ten;chu_de_chinh;hinh_thuc;so_nguoi;dia_diem\n";

/// A station of its own: the district, with the communes below it.
fn station(world: &World) -> Station {
    world.district()
}

fn ask(kind: &str, content: impl AsRef<[u8]>) -> ImportRecordsReq {
    use base64::Engine;
    let content = base64::prelude::BASE64_STANDARD.encode(content);
    ImportRecordsReq { kind: kind.to_owned(), content: Some(content), ..ImportRecordsReq::default() }
}

fn import(station: &Station, kind: &str, content: impl AsRef<[u8]>) -> AppResult<ImportRecordsRes> {
    station.run::<ImportRecords>(ask(kind, content))
}

/// A table of meetings, one line each.
fn meetings(lines: &[&str]) -> String {
    format!("{HEADER}{}\n", lines.join("\n"))
}

/// Line, field and check of every problem; the words for each must be there and filled.
fn told(answer: &ImportRecordsRes) -> Vec<(u32, &str, &str)> {
    for row in &answer.problems {
        let is_filled = !row.says.contains('{') && !row.says.starts_with("finding.");
        assert!(!row.says.is_empty() && is_filled, "{row:?}");
    }
    let rows = answer.problems.iter();
    rows.map(|row| (row.line, row.field.as_deref().unwrap_or_default(), row.check.as_str())).collect()
}

fn village(station: &Station, over: &[(&str, &str)]) -> AppResult<SaveRecordRes> {
    let mut fields: BTreeMap<&str, &str> =
        BTreeMap::from([("ma", "T1"), ("ten", "Thôn Đắk Ga"), ("loai", "thôn"), ("hieu_luc_tu", "1/1/2020")]);
    fields.extend(over.iter().copied());
    station.save(VILLAGE, &fields.into_iter().collect::<Vec<_>>())
}

#[test]
fn a_table_is_saved_whole_and_counts() {
    let world = World::new();
    let station = station(&world);
    let table = "\u{feff}Lượt người tham gia;NGÀY TỔ CHỨC;noi dung, ten hoat dong;chu_de_chinh;Hình thức;Địa điểm;ghi_chu\r\n\
        1.217;5/3/2022;\"Họp dân; thôn \"\"Đắk Ga\"\"\";an toàn giao thông;họp dân;khu dân cư;\r\n\r\n\
        83;06/03/2022;Nói chuyện;PCCC_CNCH;CHUYEN_DE;trường học;có quay phim\r\n";
    let answer = import(&station, MEETING, table).unwrap();
    assert_eq!((answer.outcome.as_str(), answer.rows, answer.wrong_rows), ("saved", 2, 0));
    assert_eq!(answer.records.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
    assert_eq!((answer.problems, answer.preview, answer.more), (vec![], vec![], false));
    assert_eq!(people(&station), "1.300");
    let held = records(&station);
    let first = held.iter().find(|row| row.record == answer.records[0].record).unwrap();
    assert_eq!(first.version, answer.records[0].version);
    assert_eq!(first.fields.text("ten"), Some("Họp dân; thôn \"Đắk Ga\""));
    assert_eq!((first.fields.text("chu_de_chinh"), first.fields.int("so_buoi")), (Some("ATGT"), Some(1)));
}

#[test]
fn a_file_is_read_as_its_bytes_are_and_json_as_csv() {
    let world = World::new();
    let station = station(&world);
    let path = world.path("buoi.csv");
    std::fs::write(&path, meetings(&["5/3/2022;Họp dân;ANTQ;họp dân;10;khu dân cư"])).unwrap();
    let by_path = ImportRecordsReq { content: None, path: Some(text(&path)), ..ask(MEETING, "") };
    assert_eq!(station.run::<ImportRecords>(by_path.clone()).unwrap().outcome, "saved");
    let json = r#"[{"ngay":"6/3/2022","ten":"Họp dân","chu_de_chinh":"ANTQ","hinh_thuc":"họp dân","so_nguoi":1217,
        "dia_diem":"khu dân cư"}]"#;
    assert_eq!(import(&station, MEETING, json).unwrap().records[0].line, 1);
    assert_eq!(people(&station), "1.227");
    unchanged(&station, || {
        let both = ImportRecordsReq { content: Some(String::new()), ..by_path.clone() };
        assert_eq!(refused(station.run::<ImportRecords>(both)), "bad_argument");
        let none = ImportRecordsReq { content: None, ..ask(MEETING, "") };
        assert_eq!(refused(station.run::<ImportRecords>(none)), "bad_argument");
        let gone = ImportRecordsReq { path: Some(text(&world.path("khong-co.csv"))), ..by_path };
        assert_eq!(refused(station.run::<ImportRecords>(gone)), "file_failed");
        let garbled = ImportRecordsReq { content: Some("không".to_owned()), ..ask(MEETING, "") };
        assert_eq!(refused(station.run::<ImportRecords>(garbled)), "bad_argument");
    });
}

#[test]
fn one_wrong_row_saves_none_and_every_line_is_told() {
    let world = World::new();
    let station = station(&world);
    let table = meetings(&[
        "5/3/2022;Họp dân;ANTQ;họp dân;10;khu dân cư",
        "31/2/2022;Họp dân;KHONG_CO;họp dân;1,5;khu dân cư",
        "5/3/2022;;ANTQ;họp dân;10;khu dân cư",
        "5/3/2022;Họp dân;ANTQ;họp dân;99.999;khu dân cư",
        "5/4/2022;Họp dân;ANTQ;họp dân;10;khu dân cư",
    ]);
    let answer = unchanged(&station, || import(&station, MEETING, &table).unwrap());
    assert_eq!((answer.outcome.as_str(), answer.rows, answer.wrong_rows), ("refused", 5, 3));
    let found = told(&answer);
    for expected in [
        (3, "ngay", "bad_value"),
        (3, "chu_de_chinh", "bad_value"),
        (3, "so_nguoi", "bad_value"),
        (4, "ten", "required"),
        (6, "ngay", "C13.ngay"),
    ] {
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
    assert!(found.iter().all(|(line, ..)| *line != 2), "{found:?}");
    let warned = answer.problems.iter().find(|row| row.line == 5).unwrap();
    assert_eq!(warned.severity, "warn", "{warned:?}");
    let order: Vec<bool> = answer.problems.iter().map(|row| row.severity == "block").collect();
    assert!(order.is_sorted_by(|a, b| a >= b), "those that refuse come first");
    let label = answer.problems.iter().find(|row| row.check == "required").unwrap().label.clone();
    assert_eq!(label.as_deref(), Some("Nội dung, tên hoạt động"));
}

#[test]
fn a_dry_run_shows_and_saves_nothing() {
    let world = World::new();
    let station = station(&world);
    let lines: Vec<String> = (0..PREVIEW_ROWS + 5)
        .map(|people| format!("5/3/2022;Họp dân;ANTQ;họp dân;{people};khu dân cư"))
        .collect();
    let table = meetings(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let req = ImportRecordsReq { dry_run: true, ..ask(MEETING, &table) };
    let answer = unchanged(&station, || station.run::<ImportRecords>(req).unwrap());
    assert_eq!((answer.outcome.as_str(), answer.records.len()), ("planned", 0));
    assert_eq!(answer.preview.len(), PREVIEW_ROWS);
    assert_eq!((answer.preview[1].line, answer.preview[1].typed["so_nguoi"].as_str()), (3, "1"));
}

#[test]
fn what_parts_columns_is_named_and_nothing_is_guessed() {
    let world = World::new();
    let station = station(&world);
    let good = meetings(&["5/3/2022;Họp dân;ANTQ;họp dân;10;khu dân cư"]);
    unchanged(&station, || {
        let refuse = |content: &str| refused(import(&station, MEETING, content));
        for (other, name) in [(",", "phẩy"), ("\t", "tab")] {
            let error = import(&station, MEETING, good.replace(';', other)).unwrap_err();
            assert_eq!(error.code().text(), "import_separator");
            assert!(error.in_words().contains(name), "{}", error.in_words());
        }
        assert_eq!(refuse("ngay\n5/3/2022\n"), "import_one_column");
        assert_eq!(refuse(""), "import_empty");
        assert_eq!(refuse("\u{feff}\r\n \r\n"), "import_empty");
        assert_eq!(refuse(HEADER), "import_empty");
        assert_eq!(refuse("[]"), "import_empty");
        assert_eq!(refuse(r#"[{"ngay":1.5}]"#), "import_not_objects");
        assert_eq!(refuse(r#"[{"ngay":"5/3","ngay":"6/3"}]"#), "import_not_objects");
        assert_eq!(refuse(&format!("{good}5/3/2022;thiếu ô\n")), "import_row_width");
        assert_eq!(refuse(&good.replace("Họp dân;ANTQ", "\"Họp dân;ANTQ")), "import_open_quote");
        let width = import(&station, MEETING, format!("{good}5/3/2022;thiếu ô\n")).unwrap_err();
        let params: Vec<&str> =
            ["line", "found", "expected"].iter().map(|name| &*width.params()[*name]).collect();
        assert_eq!(params, ["3", "2", "6"]);
    });
}

#[test]
fn every_column_is_a_field_and_every_needed_field_a_column() {
    let world = World::new();
    let station = station(&world);
    let row = "5/3/2022;Họp dân;ANTQ;họp dân;10;khu dân cư";
    let with = |header: &str| format!("{header}\n{row}\n");
    unchanged(&station, || {
        let refuse = |header: &str| import(&station, MEETING, with(header)).unwrap_err();
        let unknown = refuse("ngay;ten;chu_de_chinh;hinh_thuc;so_nguoi;Nơi tổ chức");
        assert_eq!(
            (unknown.code().text(), &*unknown.params()["column"]),
            ("header_unknown", "«Nơi tổ chức»")
        );
        assert_eq!(refuse("ngay;ten;chu_de_chinh;hinh_thuc;so_nguoi;").code().text(), "header_unknown");
        let twice = refuse("ngay;ten;chu_de_chinh;hinh_thuc;so_nguoi;Lượt người tham gia");
        assert_eq!(
            (twice.code().text(), &*twice.params()["label"]),
            ("header_repeated", "Lượt người tham gia")
        );
        let missing = refuse("ngay;ten;chu_de_chinh;hinh_thuc;so_nguoi;doi_tuong");
        assert_eq!((missing.code().text(), &*missing.params()["field"]), ("header_missing", "dia_diem"));
        assert_eq!(refused(import(&station, "khong_co", with(HEADER.trim()))), "unknown_kind");
        for kind in ["phieu_tong_hop", "tong_cong_bo"] {
            assert_eq!(refused(import(&station, kind, "ky;nguon\n2022;x\n")), "kind_not_imported");
        }
    });
}

#[test]
fn a_row_of_totals_is_no_record() {
    let world = World::new();
    let station = station(&world);
    let table = |first: &str| meetings(&["5/3/2022;Họp dân;ANTQ;họp dân;10;khu dân cư", first]);
    unchanged(&station, || {
        for first in
            [";Cộng;;;10;", "Tổng cộng;;;;10;", ";;;TỔNG SỐ:;10;", "Cô\u{323}ng;;;;10;", "tong cong;;;;10;"]
        {
            let error = import(&station, MEETING, table(first)).unwrap_err();
            assert_eq!((error.code().text(), &*error.params()["line"]), ("import_total_row", "3"), "{first}");
        }
    });
    let names = table("6/3/2022;Cộng đồng tự quản;ANTQ;họp dân;10;khu dân cư");
    assert_eq!(import(&station, MEETING, names).unwrap().outcome, "saved", "only the first cell tells");
}

/// A text as an old program kept it: each character one byte.
fn bytes(shown: &str) -> Vec<u8> {
    shown.chars().map(|c| u8::try_from(c).unwrap()).collect()
}

#[test]
fn an_old_encoding_is_named_and_converted_only_when_asked() {
    let world = World::new();
    let station = station(&world);
    let meant = "Họp dân thôn Đắk Ga, phổ biến pháp luật";
    for (page, name, form, place) in [
        ("tcvn3", "Häp d©n th«n §¾k Ga, phæ biÕn ph¸p luËt", "häp d©n", "khu d©n c\u{ad}"),
        ("vni", "Hoïp daân thoân Ñaék Ga, phoå bieán phaùp luaät", "hoïp daân", "khu daân cö"),
        ("viscii", "H÷p dân thôn Ð¡k Ga, ph± biªn pháp lu§t", "h÷p dân", "khu dân cß"),
    ] {
        let table = meetings(&[&format!("5/3/2022;{name};ANTQ;{form};10;{place}")]);
        // As it lay on a disk, and as somebody saved it since.
        for content in [bytes(&table), table.into_bytes()] {
            let ask = ImportRecordsReq { again: true, ..ask(MEETING, content) };
            unchanged(&station, || {
                let error = station.run::<ImportRecords>(ask.clone()).unwrap_err();
                assert_eq!((error.code().text(), &*error.params()["from"]), ("import_old_text", page));
                let dry =
                    ImportRecordsReq { dry_run: true, from_encoding: Some(page.to_owned()), ..ask.clone() };
                let answer = station.run::<ImportRecords>(dry).unwrap();
                assert_eq!((answer.outcome.as_str(), &*answer.preview[0].typed["ten"]), ("planned", meant));
            });
            let real = ImportRecordsReq { from_encoding: Some(page.to_uppercase()), ..ask };
            let saved = station.run::<ImportRecords>(real).unwrap();
            let held = records(&station);
            let row = held.iter().find(|row| row.record == saved.records[0].record).unwrap();
            assert_eq!(row.fields.text("ten"), Some(meant), "{page}");
        }
    }
    unchanged(&station, || {
        let odd = ImportRecordsReq { from_encoding: Some("utf-7".to_owned()), ..ask(MEETING, HEADER) };
        assert_eq!(refused(station.run::<ImportRecords>(odd)), "bad_argument");
        let wide: Vec<u8> = HEADER.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(refused(import(&station, MEETING, wide)), "import_utf16");
        assert_eq!(refused(import(&station, MEETING, b"ngay;ten\n\xff\xd8\xff\xe0;1\n")), "import_not_utf8");
    });
    let one_cell = meetings(&[
        "5/3/2022;Công an xã họp dân tại hội trường;ANTQ;họp dân;10;khu dân cư",
        "5/3/2022;Häp d©n th«n §¾k Ga;ANTQ;họp dân;10;khu dân cư",
    ]);
    assert_eq!(refused(import(&station, MEETING, &one_cell)), "import_old_text");
    let mended =
        ImportRecordsReq { from_encoding: Some("tcvn3".to_owned()), dry_run: true, ..ask(MEETING, one_cell) };
    let preview = station.run::<ImportRecords>(mended).unwrap().preview;
    assert_eq!(preview[0].typed["ten"], "Công an xã họp dân tại hội trường");
    assert_eq!(preview[1].typed["ten"], "Họp dân thôn Đắk Ga");
}

#[test]
fn what_is_unicode_already_is_not_converted_once_more() {
    let world = World::new();
    let station = station(&world);
    let ask = |name: &str, page: &str| {
        let table = meetings(&[&format!("5/3/2022;{name};ANTQ;HOP_DAN;10;KHU_DAN_CU")]);
        let from_encoding = Some(page.to_owned());
        station.run::<ImportRecords>(ImportRecordsReq { from_encoding, dry_run: true, ..ask(MEETING, table) })
    };
    for page in ["tcvn3", "vni", "viscii"] {
        unchanged(&station, || {
            assert_eq!(refused(ask("Họp dân thôn Đắk Ga", page)), "import_unicode");
            // Every letter of these is one that an old font was drawn over.
            assert_eq!(refused(ask("Công an và toàn dân", page)), "import_unicode");
        });
    }
    // Too little to say what it is: the person who asked knows.
    assert_eq!(ask("x·", "tcvn3").unwrap().preview[0].typed["ten"], "xã");
}

#[test]
fn limits_hold_at_the_limit_and_one_past() {
    let world = World::new();
    let station = station(&world);
    let over = |content: String, what: &str| {
        let error = import(&station, MEETING, content).unwrap_err();
        assert_eq!(error.code().text(), "import_too_large");
        assert!(error.in_words().contains(what), "{}", error.in_words());
    };
    // What is right but for its header has passed every limit.
    let passes = |content: String, code: &str| assert_eq!(refused(import(&station, MEETING, content)), code);
    unchanged(&station, || {
        let rows = |count: usize| format!("ngay;ten\n{}", "5/3/2022;x\n".repeat(count));
        passes(rows(10_000), "header_missing");
        over(rows(10_001), "số dòng");
        let columns = |count: usize| format!("ngay{0}\n1{0}\n", ";x".repeat(count - 1));
        passes(columns(64), "header_unknown");
        over(columns(65), "số cột");
        let cell = |count: usize| format!("ngay;ten\n1;{}\n", "đ".repeat(count));
        passes(cell(8_000), "header_missing");
        over(cell(8_001), "số ký tự");
        let whole = |count: usize| {
            let table = "ngay;ten\n1;2";
            format!("{table}{}", "\n".repeat(count - table.len()))
        };
        passes(whole(8 * 1024 * 1024), "header_missing");
        over(whole(8 * 1024 * 1024 + 1), "số byte");
        let path = world.path("to.csv");
        std::fs::write(&path, whole(8 * 1024 * 1024 + 1)).unwrap();
        let req = ImportRecordsReq { content: None, path: Some(text(&path)), ..ask(MEETING, "") };
        assert_eq!(refused(station.run::<ImportRecords>(req)), "import_too_large");
    });
}

#[test]
fn a_closed_period_takes_rows_only_when_they_are_meant() {
    let world = World::new();
    let (_district, commune) = world.pair();
    finish(&commune);
    let table = meetings(&["5/3/2022;Họp dân;ANTQ;họp dân;10;khu dân cư"]);
    let answer = unchanged(&commune, || import(&commune, MEETING, &table).unwrap());
    assert_eq!((answer.outcome.as_str(), told(&answer)), ("refused", vec![(2, "", "period_is_closed")]));
    let late = ImportRecordsReq { late: true, ..ask(MEETING, &table) };
    let answer = commune.run::<ImportRecords>(late).unwrap();
    assert_eq!((answer.outcome.as_str(), answer.amends), ("saved", vec!["2022".to_owned()]));
}

#[test]
fn reasons_go_with_every_row_and_hold_no_personal_data() {
    let world = World::new();
    let station = station(&world);
    let table = meetings(&["5/3/2022;Họp dân;ANTQ;họp dân;99.999;khu dân cư"]);
    let with = |reason: &str| ImportRecordsReq {
        reasons: BTreeMap::from([("C15.nguoi_buoi".to_owned(), reason.to_owned())]),
        ..ask(MEETING, &table)
    };
    assert_eq!(refused(station.run::<ImportRecords>(with("gọi 0912345678"))), "personal_data_typed");
    assert_eq!(refused(station.run::<ImportRecords>(with("  "))), "bad_argument");
    assert_eq!(station.run::<ImportRecords>(with("Ngày hội toàn huyện")).unwrap().outcome, "saved");
}

/// Stops the work when the last row is about to be written.
struct Impatient;

impl so138_app::command::Progress for Impatient {
    fn step(&self, stage: &str, done: u64, total: u64) {
        LAST.with(|last| last.set(stage == "rows" && done + 1 == total));
    }

    fn is_cancelled(&self) -> bool {
        LAST.with(std::cell::Cell::get)
    }
}

thread_local! {
    static LAST: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

#[test]
fn work_that_is_stopped_leaves_nothing() {
    let world = World::new();
    let station = station(&world);
    let row = "5/3/2022;Họp dân;ANTQ;họp dân;10;khu dân cư";
    let req = ask(MEETING, meetings(&[row; 3]));
    let stopped = || so138_app::command::call::<ImportRecords>(&station.app, req.clone(), &Impatient);
    assert_eq!(refused(unchanged(&station, stopped)), "cancelled");
    let before = entries(&station);
    station.run::<ImportRecords>(req.clone()).unwrap();
    assert_eq!(entries(&station), before + 3);
}

#[test]
fn every_template_is_a_table_that_is_taken() {
    use so138_app::usecase::catalog::ListKinds;
    let world = World::new();
    let station = station(&world);
    let kinds = station.run::<ListKinds>(so138_app::wire::Nothing {}).unwrap();
    for kind in kinds.iter().filter(|kind| !["sheet", "declared"].contains(&kind.family.as_str())) {
        let made =
            station.run::<CsvTemplate>(CsvTemplateReq { kind: kind.code.clone(), path: None }).unwrap();
        assert!(made.csv.starts_with('\u{feff}') && made.csv.ends_with("\r\n"), "{}", made.csv);
        assert_eq!(made.csv.matches(';').count() + 1, made.header.len(), "{}", made.csv);
        let row = format!("{}x{}\r\n", made.csv, ";".repeat(made.header.len() - 1));
        assert_eq!(import(&station, &kind.code, row).unwrap().outcome, "refused", "{}", kind.code);
    }
    let path = world.path("mau.csv");
    let req = CsvTemplateReq { kind: VILLAGE.to_owned(), path: Some(text(&path)) };
    let made = station.run::<CsvTemplate>(req).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), made.csv);
    assert!(made.header.contains(&"Hiệu lực từ".to_owned()), "{:?}", made.header);
    let sheet = CsvTemplateReq { kind: "phieu_tong_hop".to_owned(), path: None };
    assert_eq!(refused(station.run::<CsvTemplate>(sheet)), "kind_not_imported");
}

#[test]
fn one_thing_is_written_down_once() {
    let world = World::new();
    let station = station(&world);
    let first = village(&station, &[]).unwrap();
    unchanged(&station, || {
        let twice = village(&station, &[("ma", "t1"), ("ten", "Thôn khác")]);
        assert_eq!(refused(twice), "record_blocked", "the code differs by its case only");
    });
    village(&station, &[("ma", "T2")]).unwrap();
    // A change of the record itself is no second one.
    let over = BTreeMap::from([("hieu_luc_den".to_owned(), "31/12/2021".to_owned())]);
    let change =
        |typed| SaveRecordReq { record: Some(first.record.clone()), typed, ..SaveRecordReq::default() };
    station.run::<SaveRecord>(change(over)).unwrap();
    // The code of an ended one may be given again, from the day after.
    assert_eq!(refused(village(&station, &[("hieu_luc_tu", "31/12/2021")])), "record_blocked");
    village(&station, &[("hieu_luc_tu", "1/1/2022")]).unwrap();
    let longer = BTreeMap::from([("hieu_luc_den".to_owned(), "1/1/2022".to_owned())]);
    assert_eq!(refused(station.run::<SaveRecord>(change(longer))), "record_blocked");
}

#[test]
fn rows_that_are_one_thing_are_told_with_both_lines() {
    let world = World::new();
    let station = station(&world);
    village(&station, &[]).unwrap();
    let table = "ma;ten;loai;hieu_luc_tu;hieu_luc_den\nT9;Thôn 9;thôn;1/1/2020;31/12/2020\n\
        t9;Thôn chín;thôn;1/1/2021;\nT1;Thôn 1;thôn;1/1/2021;\nT9;Thôn 9;thôn;31/12/2020;1/1/2021\n";
    let answer = unchanged(&station, || import(&station, VILLAGE, table).unwrap());
    assert_eq!(told(&answer), [(4, "ma", "duplicate"), (5, "ma", "duplicate")]);
    assert!(answer.problems[1].says.contains("dòng 2"), "{:?}", answer.problems[1]);
    let good: String = table.lines().take(3).map(|line| format!("{line}\n")).collect();
    assert_eq!(import(&station, VILLAGE, good).unwrap().outcome, "saved");
}

#[test]
fn another_record_is_named_by_its_id_code_or_name() {
    let world = World::new();
    let station = station(&world);
    let ga = village(&station, &[]).unwrap().record;
    village(&station, &[("ma", "T2"), ("ten", "Thôn Chung")]).unwrap();
    village(&station, &[("ma", "T3"), ("ten", "thon chung")]).unwrap();
    let save = |typed: &str| station.save(MEETING, &so138_tests::session_fields(&[("khu_dan_cu_id", typed)]));
    for typed in [&*ga, "t1", "THÔN ĐẮK GA", " thon dak ga ", "Thôn · Thôn Đắk Ga · T1"] {
        let saved = save(typed).unwrap();
        assert_eq!(saved.findings, [], "{typed}");
        let row = records(&station).into_iter().find(|row| row.record == saved.record).unwrap();
        assert_eq!(row.fields.text("khu_dan_cu_id"), Some(&*ga), "{typed}");
    }
    let many = save("thôn chung").unwrap_err();
    assert_eq!(many.code().text(), "bad_value");
    assert!(many.params()["problem"].contains('2'), "{many}");
    assert_eq!(refused(save("thôn không có")), "bad_value");
    // An id may come before its record does, from another laptop.
    let loose = save("0198c2a0-1f6e-7d3a-9b51-2c4d5e6f7a8b").unwrap();
    let found: Vec<_> =
        loose.findings.iter().map(|row| (row.check.as_str(), row.severity.as_str())).collect();
    assert_eq!(found, [("unknown_link", "warn")]);
    let meeting = records(&station).into_iter().find(|row| row.kind == MEETING).unwrap().record;
    assert_eq!(save(&meeting).unwrap().findings[0].check, "unknown_link", "a meeting is no village");
    let table = format!(
        "{}5/3/2022;Họp dân;ANTQ;họp dân;10;khu dân cư;Thôn Đắk Ga\n",
        HEADER.replace('\n', ";Khu dân cư\n")
    );
    let answer = import(&station, MEETING, table).unwrap();
    assert_eq!((answer.outcome.as_str(), answer.problems), ("saved", vec![]));
}

#[test]
fn several_records_are_named_between_semicolons_or_commas() {
    let world = World::new();
    let station = station(&world);
    let ids = [("T1", "Thôn Một"), ("T2", "Thôn Hai, Ba")]
        .map(|(code, name)| village(&station, &[("ma", code), ("ten", name)]).unwrap().record);
    let save = |typed: &str| {
        let fields = [("ngay", "5/3/2022"), ("cap", "xã"), ("so_nguoi", "90"), ("don_vi_tham_gia", typed)];
        station.save("ngay_hoi", &fields)
    };
    let held = |record: &str| {
        let row = records(&station).into_iter().find(|row| row.record == record).unwrap();
        serde_json::to_value(&row.fields).unwrap()["don_vi_tham_gia"].clone()
    };
    let is_loose = |saved: &SaveRecordRes| saved.findings.iter().any(|row| row.check == "unknown_link");
    let both = serde_json::json!([ids[0], ids[1]]);
    for (typed, expected) in [
        ("T1;T2", &both),
        ("thôn một ; thôn hai, ba;t1", &both),
        ("T1, T2", &both),
        (&*format!("{},{}", ids[0], ids[1]), &both),
        ("Thôn Hai, Ba", &serde_json::json!([ids[1]])),
    ] {
        let saved = save(typed).unwrap();
        assert_eq!((&held(&saved.record), is_loose(&saved)), (expected, false), "{typed}");
    }
    assert_eq!(refused(save("T1;T3")), "bad_value");
    let loose = save(&format!("T1;{}", so138_domain::ids::RecordId::from_bytes([7; 16]))).unwrap();
    assert!(is_loose(&loose), "{:?}", loose.findings);
}

#[test]
fn a_unit_is_named_by_its_code_or_name() {
    let world = World::new();
    let station = station(&world);
    for (code, typed) in [("A", NHOONG), ("B", "Xã Đắk Nhoong"), ("C", "dak nhoong"), ("D", "XA DAK NHOONG")]
    {
        let saved = village(&station, &[("ma", code), ("xa_cu", typed)]).unwrap();
        let row = records(&station).into_iter().find(|row| row.record == saved.record).unwrap();
        assert_eq!(row.fields.text("xa_cu"), Some(NHOONG), "{typed}");
    }
    let old = village(&station, &[("ma", "E"), ("xa_cu", "23350")]).unwrap();
    let row = records(&station).into_iter().find(|row| row.record == old.record).unwrap();
    assert_eq!(row.fields.text("xa_cu"), Some("23350"), "a unit of old need not be in the list");
    assert_eq!(refused(village(&station, &[("ma", "F"), ("xa_cu", "xã không có")])), "bad_value");
}

#[test]
fn a_first_line_of_data_is_not_told() {
    let world = World::new();
    let station = station(&world);
    let told = |table: &str| {
        let error = import(&station, MEETING, table).unwrap_err();
        assert_eq!(error.code().text(), "header_unknown");
        error.in_words()
    };
    let data = told("5/3/2022;Nguyễn Văn A;ANTQ\n6/3/2022;Trần Thị B;ANTQ\n");
    assert!(!data.contains("5/3/2022") && !data.contains("Nguyễn") && data.contains("cột 1"), "{data}");
    assert!(told("ngay;Nơi tổ chức\n5/3/2022;x\n").contains("«Nơi tổ chức»"));
}

#[test]
fn the_same_table_again_is_refused_line_by_line_unless_it_is_meant() {
    let world = World::new();
    let station = station(&world);
    let line = "5/3/2022;Họp dân;ANTQ;họp dân;10;khu dân cư";
    let table = meetings(&[line, "6/3/2022;Họp dân;ANTQ;họp dân;10;khu dân cư"]);
    assert_eq!(import(&station, MEETING, &table).unwrap().outcome, "saved");
    let again = unchanged(&station, || import(&station, MEETING, &table).unwrap());
    assert_eq!((again.outcome.as_str(), again.wrong_rows), ("refused", 2));
    assert_eq!(told(&again), [(2, "", "same_record"), (3, "", "same_record")]);
    assert!(again.problems[0].says.contains("iống hệt bản ghi đã có"), "{again:?}");

    let other = meetings(&[line, "6/3/2022;Họp dân;ANTQ;họp dân;11;khu dân cư"]);
    assert_eq!(told(&import(&station, MEETING, &other).unwrap()), [(2, "", "same_record")]);
    let meant = ImportRecordsReq { again: true, ..ask(MEETING, &table) };
    assert_eq!(station.run::<ImportRecords>(meant).unwrap().outcome, "saved");
    assert_eq!(people(&station), "40");
}

#[test]
fn a_unit_that_never_was_is_refused() {
    let world = World::new();
    let station = station(&world);
    assert_eq!(refused(village(&station, &[("ma", "G"), ("xa_cu", "99999")])), "unknown_unit");
    let table = "ngay;ten;chu_de_chinh;hinh_thuc;so_nguoi;dia_diem;don_vi_dem\n\
        5/3/2022;Họp dân;ANTQ;họp dân;10;khu dân cư;99999\n\
        5/3/2022;Họp dân;ANTQ;họp dân;11;khu dân cư;23344\n";
    let answer = unchanged(&station, || import(&station, MEETING, table).unwrap());
    assert_eq!(told(&answer), [(2, "don_vi_dem", "unknown_unit")]);
}
