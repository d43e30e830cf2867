//! A later version of a catalog adds and retires.

use chrono::NaiveDate;

use super::*;

/// The day the later version is published.
fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 6, 30).unwrap()
}

fn next(text: &str) -> String {
    text.replace("version = \"1\"", "version = \"2\"")
}

fn follow(field: &str, more: &str) -> Result<(), Vec<CatalogFault>> {
    let newer = load(field, more).unwrap_or_else(|faults| panic!("{faults:#?}"));
    newer.follows(&catalog(), today())
}

/// The later version with one part of the field replaced follows.
fn follows(from: &str, to: &str) {
    let (text, _) = broken(&next(FIELD), from, to);
    assert_eq!(follow(&text, MORE), Ok(()), "{to}");
}

/// It does not, and the fault stands on the line of `at`.
fn does_not(from: &str, to: &str, at: &str, reason: &str) {
    let (text, _) = broken(&next(FIELD), from, to);
    let line = text[..text.find(at).unwrap()].matches('\n').count() + 1;
    let faults = follow(&text, MORE).unwrap_err();
    let is_told = |fault: &CatalogFault| {
        fault.file == "field.toml" && fault.line == line && fault.reason.contains(reason)
    };
    assert!(faults.iter().any(is_told), "expected {line}: {reason}\nfound {faults:#?}");
}

#[test]
fn the_same_catalog_follows_under_a_later_version_alone() {
    assert_eq!(follow(&next(FIELD), MORE), Ok(()));
    let faults = catalog().follows(&catalog(), today()).unwrap_err();
    assert_eq!((faults.len(), faults[0].file.as_str(), faults[0].line), (1, "field.toml", 5));
    assert!(faults[0].reason.contains("version `1` does not come after `1`"));
    does_not("id = \"thu\"", "id = \"khac\"", "version =", "another catalog");
}

#[test]
fn what_is_added_is_welcome() {
    follows(
        "{ code = \"TDP\", label = \"Tổ dân phố\" }",
        "{ code = \"TDP\", label = \"Tổ dân phố\" }, { code = \"BUON\", label = \"Buôn\" }",
    );
    follows(
        "{ name = \"so_ho\",",
        "{ name = \"so_khau\", label = \"Nhân khẩu\", type = \"int\" },\n{ name = \"so_ho\",",
    );
    follows(
        "{ name = \"so_ho\",",
        "{ name = \"so_khau\", label = \"K\", type = \"int\", required = true, since = \"2026-01-01\" },\n{ name = \"so_ho\",",
    );
    follows("chars_max = 2000", "chars_max = 3000");
    follows(
        "type = \"int\", min = 1, required = true, default = \"1\"",
        "type = \"int\", min = 0, required = true, default = \"1\"",
    );
    follows(
        "type = \"ref\", kinds = [\"khu_dan_cu\"] }",
        "type = \"ref\", kinds = [\"khu_dan_cu\", \"mo_hinh\"] }",
    );
    follows("label = \"Tờ rơi\"", "label = \"Tờ rơi, tờ gấp\""); // words may change
    follows(
        "measure = \"tin\"\ngroup = \"G\"\nkind = \"T\"",
        "measure = \"tin\"\ngroup = \"G\"\nkind = \"T\"\nowed = [\"xa_nam\"]",
    );
    // A new kind of record that gives an old figure, a new figure, a new kind of unit that counts itself.
    let kind = "[[kind]]\ncode = \"dot\"\nlabel = \"Đợt\"\nfamily = \"event\"\ndate = \"ngay\"\ntitle = [\"ngay\"]\nfield = [{ name = \"ngay\", label = \"N\", type = \"date\", required = true }]\n";
    let indicator = "[[indicator]]\ncode = \"MOI\"\nlabel = \"M\"\nmeasure = \"m\"\ngroup = \"G\"\nkind = \"E\"\nfrom = [{ kind = \"dot\", value = \"1\" }]\n";
    let unit = "[[unit_kind]]\ncode = \"dac_khu\"\nlabel = \"Đặc khu\"\nlevel = \"commune\"\n";
    let vk = "kind = \"hoat_dong\"\nwhen = 'chu_de_chinh == \"VK_VLN_CCHT_PHAO\"";
    let (text, _) =
        broken(&next(FIELD), vk, &format!("kind = \"dot\"\nvalue = \"1\"\n[[indicator.from]]\n{vk}"));
    let text =
        text.replace("units = [\"xa\"]\n\n[[indicator]]", "units = [\"xa\", \"dac_khu\"]\n\n[[indicator]]");
    assert_eq!(follow(&format!("{text}{kind}{indicator}{unit}"), MORE), Ok(()));
    // One more breakdown beside those there are.
    follows(
        "kind = \"hoat_dong\"\nvalue = \"so_nguoi\"",
        "kind = \"hoat_dong\"\nvalue = \"so_nguoi\"\ndims = [{ name = \"chu_de\", field = \"chu_de_chinh\" }]",
    );
}

#[test]
fn what_is_retired_stays_known() {
    follows(
        "{ code = \"TDP\", label = \"Tổ dân phố\" }",
        "{ code = \"TDP\", label = \"Tổ dân phố\", until = \"2025-06-30\" }",
    );
    follows(
        "label = \"Hội thi\"\nfamily = \"event\"",
        "label = \"Hội thi\"\nuntil = \"2025-12-31\"\nfamily = \"event\"",
    );
    follows("{ name = \"so_ho\", label", "{ name = \"so_ho\", until = \"2025-12-31\", label");
    follows("measure = \"tin\"\ngroup", "measure = \"tin\"\nuntil = \"2025-12-31\"\ngroup");
    follows("until = \"2024-06-30\"", "until = \"2025-12-31\"");
}

#[test]
fn nothing_goes_out_of_use_before_today() {
    let past = "lies before today, 2025-06-30";
    does_not(
        "{ code = \"TDP\", label = \"Tổ dân phố\" }",
        "{ code = \"TDP\", label = \"Tổ dân phố\", until = \"2025-06-29\" }",
        "{ code = \"TDP\"",
        past,
    );
    let kind = "label = \"Hội thi\"\nfamily = \"event\"";
    let until = |day: &str| format!("label = \"Hội thi\"\nuntil = \"{day}\"\nfamily = \"event\"");
    follows(kind, &until("2025-06-30"));
    does_not(kind, &until("2025-06-29"), "code = \"hoi_thi\"", past);
    let field = "{ name = \"so_ho\", label";
    follows(field, "{ name = \"so_ho\", until = \"2025-06-30\", label");
    does_not(field, "{ name = \"so_ho\", until = \"2025-06-29\", label", "{ name = \"so_ho\"", past);
    let indicator = "measure = \"tin\"\ngroup";
    follows(indicator, "measure = \"tin\"\nuntil = \"2025-06-30\"\ngroup");
    does_not(indicator, "measure = \"tin\"\nuntil = \"2025-06-29\"\ngroup", "code = \"TB_TIN\"", past);
    // What is over already stays as it is: neither earlier nor, on a day that is over, later.
    let (text, _) = broken(FIELD, "until = \"2024-06-30\"", "until = \"2024-06-29\"");
    assert!(follow(&next(&text), MORE).unwrap_err()[0].reason.contains(past));
    let (text, _) = broken(FIELD, "until = \"2024-06-30\"", "until = \"2024-12-31\"");
    assert!(follow(&next(&text), MORE).unwrap_err()[0].reason.contains(past));
}

/// A check on records that the catalog before does not have.
fn check(on: &str, severity: &str, when: &str) -> String {
    format!(
        "[[check]]\ncode = \"C99.thu\"\non = \"{on}\"\nseverity = \"{severity}\"\n{when}rule = \"so_nguoi < 10\"\nplace = \"so_nguoi\"\nsays = \"{{so_nguoi}}\"\nnext = \"Sửa.\"\n"
    )
}

#[test]
fn a_check_that_blocks_records_there_are_must_name_the_day_they_were_written() {
    let with = |check: &str| follow(&format!("{}\n{check}", next(FIELD)), MORE);
    let refused = with(&check("hoat_dong", "block", "")).unwrap_err();
    let line = next(FIELD).matches('\n').count() + 3;
    assert_eq!((refused.len(), refused[0].file.as_str(), refused[0].line), (1, "field.toml", line));
    assert!(refused[0].reason.contains("would break records of `hoat_dong`"), "{refused:#?}");
    let undated = check("hoat_dong", "block", "when = 'so_buoi > 1'\n");
    assert!(with(&undated).is_err(), "a condition on the record alone binds old ones too");
    assert_eq!(with(&check("hoat_dong", "block", "when = 'as_of >= \"2025-07-01\"'\n")), Ok(()));
    assert_eq!(with(&check("hoat_dong", "warn", "")), Ok(()));
    // Nobody has records of a kind that is new.
    let kind = "[[kind]]\ncode = \"dot\"\nlabel = \"Đợt\"\nfamily = \"event\"\ndate = \"ngay\"\ntitle = [\"ngay\"]\nfield = [{ name = \"ngay\", label = \"N\", type = \"date\", required = true }, { name = \"so_nguoi\", label = \"S\", type = \"int\" }]\n";
    assert_eq!(with(&format!("{kind}{}", check("dot", "block", ""))), Ok(()));
}

#[test]
fn a_check_that_blocks_changes_its_words_alone() {
    let would = "would break records of";
    let rule = "rule = 'so_qd != \"\" && ngay_qd != \"\"'";
    does_not(rule, "rule = 'so_qd != \"\" && doi_tuong != \"\"'", "code = \"C03.so_qd\"", would);
    does_not("when = 'ket_qua == \"DAT\"'\nrule", "rule", "code = \"C03.so_qd\"", would);
    let people = "on = \"hoat_dong\"\nseverity = \"warn\"\nrule = \"so_nguoi";
    does_not(people, &people.replace("warn", "block"), "code = \"C15.nguoi_buoi\"", would);
    follows("Kết quả đạt phải có số và ngày quyết định.", "Đạt thì phải có quyết định.");
    follows(
        "on = \"danh_gia_at\"\nseverity = \"block\"\nwhen",
        "on = \"danh_gia_at\"\nseverity = \"warn\"\nwhen",
    );
}

#[test]
fn a_version_is_later_as_text_and_by_its_numbers() {
    let of = |version: &str| {
        let text = FIELD.replace("version = \"1\"", &format!("version = \"{version}\""));
        load(&text, MORE).unwrap_or_else(|faults| panic!("{faults:#?}"))
    };
    let is_later = |new: &str, old: &str| of(new).is_later(&of(old));
    assert!(is_later("2026.2", "2026.1") && is_later("2027.1", "2026.9") && is_later("2026.10", "2026.1"));
    assert!(!is_later("2026.2", "2026.10"), "later as text alone");
    assert!(!is_later("2026.10", "2026.9"), "later by its numbers alone");
    assert!(!is_later("2026.1", "2026.1"));
    let faults = of("2026.2").follows(&of("2026.10"), today()).unwrap_err();
    assert!(faults[0].reason.contains("does not come after `2026.10`"), "{faults:#?}");
}

#[test]
fn what_is_dropped_is_told() {
    does_not(
        ", { code = \"TDP\", label = \"Tổ dân phố\" }",
        "",
        "version =",
        "option `loai_kdc.TDP` is gone; retire it",
    );

    let dropped = |from: &str, to: &str, reason: &str| {
        let (text, _) = broken(&next(FIELD), from, to);
        let faults = follow(&text, MORE).unwrap_err();
        assert!(faults.iter().any(|fault| fault.line == 5 && fault.reason.contains(reason)), "{faults:#?}");
    };
    dropped("code = \"TT_TO_ROI\"", "code = \"TT_TO_GAP\"", "indicator `TT_TO_ROI` is gone; retire it");
    dropped("code = \"nhan_xet\"", "code = \"danh_gia\"", "record kind `nhan_xet` is gone");
    dropped("code = \"tinh\"", "code = \"tp\"", "kind of unit `tinh` is gone");
    dropped("id = \"duong-lich\"", "id = \"lich\"", "calendar `duong-lich` is gone");
    dropped("name = \"noi_dung\"", "name = \"loi\"", "field `nhan_xet.noi_dung` is gone");
    let (more, _) = broken(MORE, "code = \"chu_de\"", "code = \"chu_de_2\"");
    let faults = follow(&next(FIELD), &more).unwrap_err();
    assert!(faults[0].reason.contains("switch `chu_de` is gone"), "{faults:#?}");
}

#[test]
fn what_means_something_else_is_told() {
    does_not(
        "{ code = \"MATUY\", label",
        "{ code = \"MATUY\", refused = true, label",
        "{ code = \"MATUY\"",
        "retire it with `until`",
    );
    does_not(
        "code = \"phong\"\nlabel = \"Phòng\"\nlevel = \"reporter\"",
        "code = \"phong\"\nlabel = \"Phòng\"\nlevel = \"commune\"",
        "code = \"phong\"",
        "`level` cannot change",
    );
    does_not(
        "id = \"duong-lich\"\nlabel = \"Dương lịch\"\nstart_day = 1",
        "id = \"duong-lich\"\nlabel = \"Dương lịch\"\nstart_day = 2",
        "id = \"duong-lich\"",
        "its days cannot change",
    );
    does_not(
        "name_ignores = [\"mô hình\", ",
        "name_ignores = [",
        "version =",
        "`name_ignores` cannot change",
    );
    // kinds and fields
    does_not("key = [\"ma\"]", "key = [\"ten\"]", "code = \"khu_dan_cu\"", "its key cannot change");
    does_not("counted_by = \"don_vi_dem\"\n", "", "code = \"hoat_dong\"", "the fields it stands on");
    does_not(
        "name = \"so_nguoi\", label = \"Lượt người\", type = \"int\"",
        "name = \"so_nguoi\", label = \"Lượt người\", type = \"int\", max = 9",
        "name = \"so_nguoi\"",
        "its type cannot change",
    );
    does_not(
        "name = \"noi_dung\", label = \"Nội dung\", type = \"text\", chars_max = 2000",
        "name = \"noi_dung\", label = \"Nội dung\", type = \"text\", chars_max = 1999",
        "name = \"noi_dung\"",
        "its type cannot change",
    );
    does_not(
        "name = \"so_ho\", label = \"Số hộ\", type = \"int\"",
        "name = \"so_ho\", label = \"Số hộ\", type = \"int\", required = true",
        "name = \"so_ho\"",
        "`required` cannot change",
    );
    does_not(
        "name = \"so_ho\", label = \"Số hộ\"",
        "name = \"so_ho\", since = \"2024-01-01\", label = \"Số hộ\"",
        "name = \"so_ho\"",
        "`since` cannot change",
    );
    does_not(
        "{ name = \"so_ho\",",
        "{ name = \"khau\", label = \"K\", type = \"int\", required = true },\n{ name = \"so_ho\",",
        "{ name = \"khau\"",
        "it needs `since`",
    );
    does_not(
        "name = \"ngay_dang_ky\", label = \"Ngày đăng ký\", type = \"date\"",
        "name = \"ngay_dang_ky\", label = \"Ngày đăng ký\", type = \"month\"",
        "name = \"ngay_dang_ky\"",
        "its type cannot change",
    );
    // indicators
    let tin = "measure = \"tin\"\ngroup = \"G\"\nkind = \"T\"";
    does_not(
        tin,
        "measure = \"lượt\"\ngroup = \"G\"\nkind = \"T\"",
        "code = \"TB_TIN\"",
        "its measure cannot change",
    );
    does_not("value = \"so_tin\"", "value = \"2 * so_tin\"", "code = \"TB_TIN\"", "a source cannot change");
    does_not(
        "since = \"2024-07-01\"",
        "since = \"2024-08-01\"",
        "code = \"LL_TBV\"",
        "`since` cannot change",
    );
    does_not(
        "formula = { ratio = \"AT_KDC_D\", to = \"AT_KDC_TS\" }",
        "formula = { ratio = \"AT_KDC_D\", to = \"AT_KDC_DK\" }",
        "code = \"AT_KDC_TL\"",
        "its formula cannot change",
    );
    does_not(
        "cells = \"AT_KDC_KDK == 0",
        "cells = \"AT_KDC_KDK == 1",
        "code = \"AT_DU\"",
        "a source cannot change",
    );
    does_not(
        "units = [\"xa\"]\n\n[[indicator]]",
        "units = [\"xa\", \"phuong\"]\n\n[[indicator]]",
        "code = \"HC_XA\"",
        "a source cannot change",
    );
    does_not(
        "name = \"loai\"\n\n# Counted",
        "name = \"loai\"\nwhen = 'loai != \"ATGT\"'\n\n# Counted",
        "code = \"HT_LOAI\"",
        "a source cannot change",
    );
    does_not(
        "kind = \"E\"\n[[indicator.from]]\nkind = \"mo_hinh\"\nday = \"ngay_ra_mat\"",
        "kind = \"S\"\n[[indicator.from]]\nkind = \"mo_hinh\"",
        "code = \"MH_MOI\"",
        "its kind cannot change",
    );
    // Old records of a kind that is there would count anew.
    let more = "kind = \"hoat_dong\"\nvalue = \"so_nguoi\"";
    does_not(
        more,
        &format!("{more}\n[[indicator.from]]\nkind = \"hoi_thi\"\nvalue = \"1\""),
        "code = \"TT_NGUOI\"",
        "would count anew",
    );
    // A second breakdown of the same name would take values from the first.
    let kem = "fixed = { vai = \"kem\" } },\n";
    does_not(kem, "fixed = { vai = \"phu\" } },\n", "code = \"TT_BUOI\"", "a source cannot change");
    does_not(
        kem,
        &format!("{kem}    {{ name = \"chu_de\", field = \"chu_de_kem\" }},\n"),
        "code = \"TT_BUOI\"",
        "a source cannot change",
    );
    let (more, line) = broken(
        MORE,
        "fields = [\"hoat_dong.chu_de_kem\", \"khu_dan_cu.so_ho\"]",
        "fields = [\"khu_dan_cu.so_ho\"]",
    );
    let faults = follow(&next(FIELD), &more).unwrap_err();
    assert_eq!((faults[0].file.as_str(), faults[0].line), ("more.toml", line - 2));
    assert!(faults[0].reason.contains("what it switches off cannot change"));
}
