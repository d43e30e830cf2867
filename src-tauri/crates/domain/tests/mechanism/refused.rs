//! Every fault once, with its file, line and reason.

use super::*;

/// Breaks the field at `from` and expects the fault `lines` below where that begins.
fn refused_below(from: &str, to: &str, lines: usize, reason: &str) {
    let (text, line) = broken(FIELD, from, to);
    told(load(&text, MORE), "field.toml", line + lines, reason);
}

fn refused(from: &str, to: &str, reason: &str) {
    refused_below(from, to, 0, reason);
}

/// The same for the other file.
fn refused_more(from: &str, to: &str, reason: &str) {
    let (text, line) = broken(MORE, from, to);
    told(load(FIELD, &text), "more.toml", line, reason);
}

fn told(loaded: Result<Catalog, Vec<CatalogFault>>, file: &str, line: usize, reason: &str) {
    let found = loaded.err().unwrap_or_default();
    let is_told =
        |fault: &CatalogFault| fault.file == file && fault.line == line && fault.reason.contains(reason);
    assert!(found.iter().any(is_told), "expected {file}:{line}: {reason}\nfound {found:#?}");
}

/// Adds one more indicator of kind E at the end of the field; its code stands on the line given back.
fn with_indicator(kind: &str, rest: &str) -> (String, usize) {
    let head = "\n[[indicator]]\ncode = \"MOI\"\nlabel = \"M\"\nmeasure = \"m\"\ngroup = \"G\"\n";
    (format!("{FIELD}{head}kind = \"{kind}\"\n{rest}\n"), FIELD.matches('\n').count() + 3)
}

/// Expects a fault `lines` below the new indicator's code.
fn refused_indicator(kind: &str, rest: &str, lines: usize, reason: &str) {
    let (text, line) = with_indicator(kind, rest);
    told(load(&text, MORE), "field.toml", line + lines, reason);
}

#[test]
fn the_field_itself_is_sound() {
    catalog();
}

#[test]
fn rules_of_the_reporting_regime() {
    refused("code = \"phuong_nam\"", "code = \"xa_nam\"", "rule `xa_nam` stands twice");
    refused("units = [\"phuong\"]\nperiods", "units = [\"lang\"]\nperiods", "unknown kind of unit `lang`");
    refused(
        "code = \"phuong_nam\"\nunits = [\"phuong\"]",
        "code = \"phuong_nam\"\nunits = []",
        "needs `units`",
    );
    refused("owed = [\"phuong_nam\"]", "owed = [\"quan_nam\"]", "unknown rule `quan_nam`");
    // The result of a year cannot be had for half of it.
    refused("owed = [\"phuong_nam\"]", "owed = [\"xa_6t\"]", "owed for years alone");
    refused_indicator("D", "formula = { plus = [\"TT_BUOI\"] }\nowed = [\"xa_nam\"]", 0, "cannot be owed");
}

#[test]
fn options_that_are_gone() {
    let chosen = "{ code = \"CHUA_XET\", label = \"Chưa xét\" }";
    let default = "name = \"ket_qua\", label = \"Kết quả\", type = \"option\", list = \"ket_qua\", required = true, default = \"CHUA_XET\"";
    let (_, line) = broken(FIELD, default, "");
    for gone in ["refused = true", "until = \"2025-06-30\""] {
        let (text, _) =
            broken(FIELD, chosen, &format!("{{ code = \"CHUA_XET\", label = \"Chưa xét\", {gone} }}"));
        told(load(&text, MORE), "field.toml", line, "`CHUA_XET` cannot be the default");
    }
    refused(chosen, "{ code = \"CHUA_XET\", label = \"Chưa xét\", until = \"30/6/2025\" }", "is not a day");
}

#[test]
fn kinds_and_their_fields() {
    let tally = "name = \"so_tin\", label = \"Số tin\"";
    refused(tally, "name = \"so__tin\", label = \"Số tin\"", "`so__tin` holds `__`");
    refused(tally, "since = \"2025-13-01\", name = \"so_tin\", label = \"Số tin\"", "is not a day");
    refused(
        tally,
        "since = \"2025-07-01\", until = \"2025-06-30\", name = \"so_tin\", label = \"Số tin\"",
        "before `since`",
    );
    let date = "name = \"ngay_chot\", label = \"Ngày chốt\", type = \"date\"";
    refused_below("date = \"ngay_chot\"", "date = \"so_tv\"", 0, "wrong type for `date`");
    let (text, _) = broken(FIELD, date, &format!("until = \"2025-06-30\", {date}"));
    let (_, line) = broken(FIELD, "date = \"ngay_chot\"", "");
    told(load(&text, MORE), "field.toml", line, "cannot begin or end");
    refused("counted_by = \"don_vi_dem\"", "counted_by = \"ten\"", "wrong type for `counted_by`");
    refused("counted_by = \"don_vi_dem\"", "span_from = \"ten\"", "wrong type for `span_from`");
    refused(
        "ends_on = \"ngay_thanh_loai\"",
        "ends_on = \"ngay_thanh_loai\"\nvalid_to = \"ngay_thanh_loai\"",
        "not by both",
    );
    refused(
        "code = \"nhan_xet\"\nlabel = \"Nhận xét\"\nfamily = \"narrative\"\nperiod = \"ky\"",
        "code = \"nhan_xet\"\nlabel = \"Nhận xét\"\nfamily = \"narrative\"",
        "`period` is missing",
    );

    refused_below(
        "family = \"tally\"",
        "family = \"tally\"\ncounted_by = \"thang\"",
        1,
        "means nothing in this family",
    );
    refused(
        "key = [\"ten\", \"year(ngay_ra_mat)\"]",
        "key = [\"ten\", \"year(ten)\"]",
        "cannot be this part of a key",
    );
    refused(
        "key = [\"ten\", \"year(ngay_ra_mat)\"]",
        "key = [\"ten\", \"year(ngay)\"]",
        "unknown field `ngay`",
    );
    refused("type = \"refs\", kinds = [\"hoat_dong\"]", "type = \"refs\", kinds = []", "`kinds` is missing");
    refused(
        "type = \"refs\", kinds = [\"hoat_dong\"]",
        "type = \"refs\", kinds = [\"la\"]",
        "unknown record kind `la`",
    );
    refused_below("family = \"snapshot\"", "family = \"snapshot\"\nuntil = \"mai\"", 1, "is not a day");
    refused("name_ignores = [\"mô hình\",", "name_ignores = [\" \",", "is empty");
}

#[test]
fn sources_that_lead_to_no_number() {
    refused_indicator("E", "", 0, "an indicator needs a source");
    refused_indicator(
        "E",
        "sheet_only = \"vì\"\nfrom = [{ kind = \"hoi_thi\", value = \"1\" }]",
        0,
        "of sheets alone",
    );
    refused_indicator("E", "sheet_only = \" \"", 5, "says why");
    refused_indicator(
        "D",
        "sheet_only = \"vì\"\nformula = { plus = [\"TT_BUOI\"] }",
        0,
        "no sheet of its own",
    );
    refused_indicator("E", "from = [{ value = \"1\" }]", 0, "one of `kind`, `units` and `cells`");
    refused_indicator(
        "S",
        "from = [{ kind = \"mo_hinh\", units = [\"xa\"], value = \"1\" }]",
        0,
        "one of `kind`",
    );
    refused_indicator("E", "from = [{ kind = \"hoi_thi\" }]", 5, "one of `value` and `name`");
    refused_indicator(
        "N",
        "from = [{ kind = \"hoi_thi\", name = \"loai\", value = \"1\" }]",
        5,
        "one of `value` and `name`",
    );
    refused_indicator("N", "from = [{ kind = \"hoi_thi\", value = \"1\" }]", 5, "`name` instead of `value`");
    refused_indicator(
        "E",
        "from = [{ kind = \"hoi_thi\", name = \"loai\" }]",
        5,
        "`name` instead of `value`",
    );
    refused_indicator("N", "from = [{ kind = \"hoi_thi\", name = \"ngay\" }]", 5, "from a text or an option");
    refused_indicator("N", "from = [{ kind = \"hoi_thi\", name = \"la\" }]", 5, "unknown field `la`");
    refused_indicator(
        "N",
        "from = [{ kind = \"hoi_thi\", name = \"loai\", dims = [{ name = \"l\", field = \"loai\" }] }]",
        5,
        "has no `dims`",
    );
    refused_indicator(
        "E",
        "from = [{ kind = \"mo_hinh\", day = \"ten\", value = \"1\" }]",
        5,
        "wrong type for `day`",
    );
    refused_indicator(
        "E",
        "from = [{ kind = \"mo_hinh\", day = \"la\", value = \"1\" }]",
        5,
        "unknown field `la`",
    );
    refused_indicator("E", "from = [{ units = [\"xa\"] }]", 0, "only a stock (kind S)");
    refused_indicator("S", "from = [{ units = [\"la\"] }]", 5, "unknown kind of unit `la`");
    refused_indicator(
        "S",
        "from = [{ units = [\"xa\"], value = \"1\" }]",
        5,
        "`value` means nothing without `kind`",
    );
    refused_indicator(
        "S",
        "owed = [\"xa_nam\"]\nfrom = [{ cells = \"TT_BUOI > 0\" }]",
        0,
        "only a yes or no (kind B)",
    );
    refused_indicator("B", "from = [{ cells = \"TT_BUOI > 0\" }]", 0, "so it needs `owed`");
    refused_indicator("B", "owed = [\"xa_nam\"]\nfrom = [{ cells = \"true\" }]", 6, "names none");
    refused_indicator("B", "owed = [\"xa_nam\"]\nfrom = [{ cells = \"LA > 0\" }]", 6, "unknown name `LA`");
    refused_indicator(
        "B",
        "owed = [\"xa_nam\"]\nfrom = [{ cells = \"TT_BUOI > 0\" }, { cells = \"TT_BUOI > 1\" }]",
        6,
        "stands alone",
    );
    refused_indicator(
        "A",
        "from = [{ kind = \"danh_gia_at\", value = \"diem\" }]",
        5,
        "other decimals than `MOI`",
    );
    refused_indicator(
        "E",
        "since = \"2025-07-01\"\nuntil = \"2025-06-30\"\nfrom = [{ kind = \"hoi_thi\", value = \"1\" }]",
        6,
        "before `since`",
    );
    let (text, line) = with_indicator("E", "from = [{ kind = \"hoi_thi\", value = \"1\" }]");
    told(load(&text.replace("\"MOI\"", "\"MOI__X\""), MORE), "field.toml", line, "`MOI__X` holds `__`");
}

#[test]
fn every_kind_of_indicator_is_read_in_its_own_ways_alone() {
    // (kind of indicator, record kind, with a day) that fit; every other pairing is refused.
    let fits = [
        ("E", "hoi_thi", false),
        ("E", "mo_hinh", true),
        ("E", "danh_gia_at", true),
        ("T", "phieu_nguon_tin", false),
        ("S", "mo_hinh", false),
        ("S", "phieu_luc_luong", false),
        ("A", "danh_gia_at", false),
        ("B", "hoi_thi", false),
        ("B", "mo_hinh", false),
        ("B", "phieu_luc_luong", false),
        ("N", "hoi_thi", false),
        ("N", "mo_hinh", false),
    ];
    let kinds = [
        ("hoi_thi", "ngay", "loai"),
        ("mo_hinh", "ngay_ra_mat", "ten"),
        ("phieu_nguon_tin", "thang", "so_tin"),
        ("phieu_luc_luong", "ngay_chot", "so_tv"),
        ("danh_gia_at", "ngay_qd", "so_qd"),
        ("nhan_xet", "ky", "noi_dung"),
        ("phieu_tong_hop", "ky", "don_vi"),
    ];
    for kind in ["E", "T", "S", "A", "B", "N"] {
        for (of, day, name) in kinds {
            for has_day in [false, true] {
                let day = if has_day { format!(", day = \"{day}\"") } else { String::new() };
                let gives =
                    if kind == "N" { format!("name = \"{name}\"") } else { "value = \"1\"".to_owned() };
                let (text, line) =
                    with_indicator(kind, &format!("from = [{{ kind = \"{of}\", {gives}{day} }}]"));
                let loaded = load(&text, MORE);
                if fits.contains(&(kind, of, has_day)) {
                    assert!(loaded.is_ok(), "{kind} of {of} {day}: {:#?}", loaded.err());
                } else {
                    told(loaded, "field.toml", line + 5, "cannot yield an indicator of this kind");
                }
            }
        }
    }
}

#[test]
fn two_readings_of_one_indicator() {
    let two =
        "from = [\n{ kind = \"mo_hinh\", value = \"1\" },\n{ kind = \"phieu_luc_luong\", value = \"1\" },\n]";
    refused_indicator("S", two, 7, "the sources of `MOI` are read in two ways");
    refused_indicator(
        "S",
        "from = [\n{ kind = \"mo_hinh\", value = \"1\" },\n{ units = [\"xa\"] },\n]",
        7,
        "in two ways",
    );
    let two = "owed = [\"xa_nam\"]\nfrom = [\n{ kind = \"hoi_thi\", value = \"1\" },\n{ cells = \"TT_BUOI > 0\" },\n]";
    refused_indicator("B", two, 8, "in two ways");
}

#[test]
fn names_through_references() {
    let when =
        |name: &str| format!("from = [{{ kind = \"hoat_dong\", when = '{name} == \"\"', value = \"1\" }}]");
    refused_indicator("E", &when("khu_dan_cu_id__la"), 5, "unknown name `khu_dan_cu_id__la`");
    refused_indicator("E", &when("ten__loai"), 5, "unknown name `ten__loai`");
    // Several references reach nothing: which one would be meant?
    refused_indicator("E", &when("can_cu__ten"), 5, "unknown name");
    // Both linked kinds have the field, one as a number, one as a text.
    let so_to = "{ name = \"so_to\", label = \"Số tổ\", type = \"int\" }";
    let (text, _) = broken(
        FIELD,
        so_to,
        "{ name = \"loai\", label = \"Số tổ\", type = \"int\" }, { name = \"so_to\", label = \"Số tổ\", type = \"int\" }",
    );
    let (_, line) = broken(FIELD, "when = 'khu_dan_cu_id__loai == \"THON\"'", "");
    told(load(&text, MORE), "field.toml", line, "`khu_dan_cu_id__loai` differs between the linked kinds");
}

#[test]
fn formulas_that_cannot_be_worked_out() {
    let mean = "formula = { mean = \"PL_DIEM\", over = \"PL_SO\" }";
    refused(mean, "formula = { mean = \"PL_DIEM\", over = \"LA\" }", "unknown indicator `LA`");
    refused(mean, "formula = { mean = \"PL_SO\", over = \"PL_SO\" }", "`PL_SO` has other decimals");
    refused(mean, "formula = { mean = \"PL_DIEM\", over = \"PL_DIEM\" }", "`PL_DIEM` has other decimals");
    let (_, code) = broken(FIELD, "code = \"PL_TB\"", "");
    for half in [
        "{ mean = \"PL_DIEM\" }",
        "{ over = \"PL_SO\" }",
        "{ mean = \"PL_DIEM\", over = \"PL_SO\", to = \"PL_SO\" }",
        "{ }",
    ] {
        let (text, _) = broken(FIELD, mean, &format!("formula = {half}"));
        told(load(&text, MORE), "field.toml", code, "a formula is");
    }
    // A rule over cells and a formula over its answer turn in a circle.
    let (text, _) = broken(FIELD, "cells = \"AT_KDC_KDK == 0 && AT_KDC_TL >= 500\"", "cells = \"MOI == 0\"");
    let (text, line) =
        (with_end(&text, "D", "formula = { plus = [\"AT_DU\"] }"), text.matches('\n').count() + 3);
    told(load(&text, MORE), "field.toml", line, "`MOI` is derived from itself");
    let (_, rule) = broken(FIELD, "code = \"AT_DU\"", "");
    told(load(&text, MORE), "field.toml", rule, "`AT_DU` is derived from itself");
}

fn with_end(text: &str, kind: &str, rest: &str) -> String {
    let head = "\n[[indicator]]\ncode = \"MOI\"\nlabel = \"M\"\nmeasure = \"m\"\ngroup = \"G\"\n";
    format!("{text}{head}kind = \"{kind}\"\n{rest}\n")
}

#[test]
fn switches_that_switch_off_what_is_not_there() {
    refused_more("code = \"luc_luong\"\nlabel", "code = \"mo_hinh\"\nlabel", "switch `mo_hinh` stands twice");
    refused_more("kinds = [\"mo_hinh\"]", "kinds = [\"la\"]", "unknown record kind `la`");
    refused_more("kinds = [\"mo_hinh\"]", "kinds = [\"phieu_tong_hop\"]", "cannot be switched off");
    refused_more(
        "fields = [\"phieu_luc_luong.so_bvdp\"]",
        "fields = [\"phieu_luc_luong.la\"]",
        "unknown field",
    );
    refused_more("fields = [\"phieu_luc_luong.so_bvdp\"]", "fields = [\"so_bvdp\"]", "unknown field");
    refused_more(
        "fields = [\"phieu_luc_luong.so_bvdp\"]",
        "fields = [\"phieu_luc_luong.ngay_chot\"]",
        "the kind needs field `ngay_chot`",
    );
    refused_more(
        "fields = [\"phieu_luc_luong.so_bvdp\"]",
        "fields = [\"khu_dan_cu.ma\"]",
        "the kind needs field `ma`",
    );
    refused_more(
        "fields = [\"phieu_luc_luong.so_bvdp\"]",
        "fields = [\"hoat_dong.ten\", \"hoat_dong.chu_de_chinh\"]",
        "would have no title",
    );
    refused_more("indicators = [\"AT_KDC_DK\"]", "indicators = [\"LA\"]", "unknown indicator `LA`");
    refused_more(
        "code = \"dang_ky\"\nlabel = \"Đăng ký\"\nindicators = [\"AT_KDC_DK\"]",
        "code = \"dang_ky\"\nlabel = \"Đăng ký\"",
        "needs something",
    );
}
