//! A later version of a catalog adds and retires.

use super::*;

fn next(text: &str) -> String {
    text.replace("version = \"1\"", "version = \"2\"")
}

fn follow(field: &str, more: &str) -> Result<(), Vec<CatalogFault>> {
    let newer = load(field, more).unwrap_or_else(|faults| panic!("{faults:#?}"));
    newer.follows(&catalog())
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
    let faults = catalog().follows(&catalog()).unwrap_err();
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
    follows("until = \"2024-06-30\"", "until = \"2024-12-31\"");
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
