//! Every kind of record of the shipped catalog on its whole way: entered, closed, bundled, imported,
//! summed, and explained back to its records.

use std::collections::{BTreeMap, BTreeSet};

use so138_app::usecase::consolidate::{ShowTotals, ShowTotalsReq, TotalLineOut};
use so138_app::usecase::explain::{ExplainCell, ExplainCellReq, ExplainCellRes};
use so138_app::usecase::period::{
    ClosePeriod, ClosePeriodReq, ExplainFinding, ExplainFindingReq, PeriodReq, ShowPeriod, StateCells,
    StateCellsReq,
};
use so138_app::usecase::sheet::{SaveDeclared, SaveDeclaredReq, SaveSheet, SaveSheetReq};
use so138_app::usecase::switches::{SetSwitches, SetSwitchesReq};
use so138_app::usecase::verdict::{AcceptPeriods, AcceptPeriodsReq};
use so138_domain::catalog::{Catalog, Family, Reading};

use super::world::*;

/// 15/11/2024 to 14/11/2025.
const PERIOD: &str = "2025";
const PROVINCE: &str = "51";
const COMMUNE: &str = "21025";
const ROOM: &str = "51-PV05";

type Typed<'a> = BTreeMap<&'a str, String>;

/// A commune's year: at least one record of every kind, and one of each sort that counts apart.
struct Year<'s> {
    commune: &'s Station,
    /// Records by kind.
    saved: BTreeMap<String, Vec<String>>,
}

impl Year<'_> {
    fn save(&mut self, kind: &str, cells: &[(&str, &str)]) -> String {
        let typed: Typed<'_> = cells.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
        self.save_typed(kind, &typed)
    }

    fn save_typed(&mut self, kind: &str, typed: &Typed<'_>) -> String {
        let cells: Vec<(&str, &str)> = typed.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let saved =
            self.commune.save(kind, &cells).unwrap_or_else(|error| panic!("{kind}: {}", error.in_words()));
        self.saved.entry(kind.to_owned()).or_default().push(saved.record.clone());
        saved.record
    }

    /// One record for each choice of a field.
    fn each(&mut self, catalog: &Catalog, kind: &str, field: &str, cells: &[(&str, &str)]) {
        for code in choices(catalog, kind, field) {
            let mut typed: Typed<'_> = cells.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
            typed.insert(field, code);
            self.save_typed(kind, &typed);
        }
    }
}

/// The codes of an option field that records of the year may have.
fn choices(catalog: &Catalog, kind: &str, field: &str) -> Vec<String> {
    let field = catalog.kind(kind).unwrap().field(field).unwrap();
    let options = catalog.options_of(field).unwrap().options.iter();
    let taken = options
        .filter(|option| !option.refused && option.until.is_none_or(|until| until >= day("2025-03-10")));
    taken.map(|option| option.code.clone()).collect()
}

fn enter_activities(year: &mut Year<'_>, catalog: &Catalog) {
    let session = [
        ("ngay", "5/3/2025"),
        ("ten", "Họp dân"),
        ("hinh_thuc", "HOP_DAN"),
        ("so_buoi", "2"),
        ("so_nguoi", "150"),
        ("dia_diem", "KHU_DAN_CU"),
        ("chu_tri", "HOI_PN"),
        ("ngon_ngu", "SONG_NGU"),
        ("so_cam_ket", "30"),
        ("dip_ngay_hoi", "có"),
    ];
    year.each(catalog, "hoat_dong", "chu_de_chinh", &session);
    let paper = [("ngay", "6/3/2025"), ("so_luong", "50"), ("ngon_ngu", "SONG_NGU")];
    year.each(catalog, "tai_lieu", "loai", &paper);
    for (kind, channel) in [
        ("TIN", "FACEBOOK"),
        ("BAI", "ZALO"),
        ("PHONG_SU", "PTTH_TINH"),
        ("CHUYEN_MUC", "PTTH_TINH"),
        ("SO_PHAT", "LOA"),
        ("LUOT_PHAT", "LOA"),
    ] {
        let days = [("tu_ngay", "16/2/2025"), ("den_ngay", "28/2/2025"), ("so_luong", "7")];
        let cells: Vec<_> = days.into_iter().chain([("the_loai", kind), ("kenh", channel)]).collect();
        year.save("tin_bai", &cells);
    }
    let page = [("nen_tang", "FACEBOOK"), ("ngay_lap", "2/2/2025"), ("so_theo_doi", "900")];
    year.save("kenh_mxh", &page.into_iter().chain([("ten", "Công an xã")]).collect::<Vec<_>>());
    let stopped = page.into_iter().chain([("ten", "Trang cũ"), ("ngay_ngung", "3/3/2025")]);
    year.save("kenh_mxh", &stopped.collect::<Vec<_>>());
    let tally = [
        ("thang", "3/2025"),
        ("tiep_nhan", "9"),
        ("gia_tri", "7"),
        ("giai_quyet", "5"),
        ("vu_an", "3"),
        ("doi_tuong", "2"),
    ];
    year.each(catalog, "phieu_nguon_tin", "linh_vuc", &tally);
    let months = [("thang", "3/2025"), ("so_nguoi", "4"), ("so_luot", "6")];
    year.each(catalog, "phieu_van_dong_cb", "nhom", &months);
    let lessons = [
        ("thang", "3/2025"),
        ("goi_hoi", "3"),
        ("ho_so_gdx", "1"),
        ("dau_thu", "1"),
        ("cam_hoa", "2"),
        ("vay_von", "1"),
        ("vay_von_tien", "50.000.000"),
    ];
    year.save("phieu_ql_gd", &lessons);
    let arms = [
        ("tu_ngay", "16/2/2025"),
        ("den_ngay", "20/2/2025"),
        ("so_nguoi", "40"),
        ("sung", "1"),
        ("vk_tho_so", "2"),
        ("dan", "3"),
        ("vln_kg", "0,125"),
        ("kip", "4"),
        ("ccht", "5"),
        ("phao_kg", "1,5"),
        ("khac", "6"),
    ];
    year.save("thu_hoi_vk", &arms);
}

fn enter_safety(year: &mut Year<'_>) {
    let area = year.save(
        "khu_dan_cu",
        &[("ma", "T1"), ("ten", "Làng Đăk Mế"), ("loai", "LANG"), ("hieu_luc_tu", "1/1/2020")],
    );
    let body = |year: &mut Year<'_>, kind: &str, level: &str, more: &[(&str, &str)]| {
        let name = format!("Đơn vị {kind} {level}");
        let cells = [
            ("loai", kind),
            ("ten", name.as_str()),
            ("cap_quan_ly", level),
            ("so_bao_ve", "2"),
            ("hieu_luc_tu", "1/1/2020"),
        ];
        year.save("don_vi", &cells.iter().chain(more).copied().collect::<Vec<_>>())
    };
    let sorts: [(&str, &[(&str, &str)]); 3] =
        [("CQ", &[]), ("DN", &[("quy_mo", "VUA")]), ("CSGD", &[("bac_hoc", "THCS")])];
    let mut assessed = vec![("KDC", area.clone()), ("XPT", String::new())];
    let mut scored = vec![("KDC", area.clone()), ("XPT", String::new())];
    for (kind, more) in sorts {
        for level in ["XA", "TINH"] {
            assessed.push(("DON_VI", body(year, kind, level, more)));
        }
        scored.push((kind, assessed[assessed.len() - 1].1.clone()));
    }
    for (kind, object) in assessed {
        let cells = [
            ("nam", "2025"),
            ("loai_doi_tuong", kind),
            ("doi_tuong", object.as_str()),
            ("dang_ky", "có"),
            ("ngay_dang_ky", "1/2/2025"),
            ("ket_qua", "DAT"),
            ("so_qd", "12/QĐ-UBND"),
            ("ngay_qd", "1/3/2025"),
        ];
        year.save("danh_gia_at", &cells);
    }
    for ((kind, object), (points, class)) in
        scored.into_iter().zip([("95", "XS"), ("80,5", "KHA"), ("60", "TB"), ("40", "YEU"), ("91", "XS")])
    {
        let cells = [
            ("nam", "2025"),
            ("loai_doi_tuong", kind),
            ("doi_tuong", object.as_str()),
            ("diem_tu_cham", points),
            ("xep_loai", class),
            ("dien_hinh", "DAT"),
        ];
        year.save("phan_loai_pt", &cells);
    }
    year.save("tieu_chi_ntm", &[("nam", "2025"), ("ket_qua", "DAT"), ("ve_dich", "NTM")]);
    let model = [
        ("loai", "CAMERA"),
        ("linh_vuc", "CAMERA"),
        ("chu_the", "CONG_AN"),
        ("so_diem", "2"),
        ("so_to", "3"),
        ("so_tv", "20"),
        ("xep_loai_nam", "TOT"),
    ];
    let one = model.into_iter().chain([
        ("ten", "Camera với an ninh trật tự"),
        ("ngay_ra_mat", "2/2/2025"),
        ("trang_thai", "HIEU_QUA"),
    ]);
    let first = year.save("mo_hinh", &one.collect::<Vec<_>>());
    let again = model.into_iter().chain([
        ("ten", "Cổng trường an toàn giao thông"),
        ("ngay_ra_mat", "3/2/2025"),
        ("trang_thai", "HIEU_QUA"),
        ("nhan_rong_tu", first.as_str()),
    ]);
    year.save("mo_hinh", &again.collect::<Vec<_>>());
    let gone = model.into_iter().chain([
        ("ten", "Tiếng kẻng an ninh"),
        ("ngay_ra_mat", "1/1/2021"),
        ("trang_thai", "DA_TL"),
        ("ngay_thanh_loai", "4/3/2025"),
        ("ly_do_tl", "HOP_NHAT"),
    ]);
    year.save("mo_hinh", &gone.collect::<Vec<_>>());
}

fn enter_organisation(year: &mut Year<'_>, catalog: &Catalog) {
    let festival =
        [("ngay", "1/3/2025"), ("so_nguoi", "300"), ("diem_chi_dao", "có"), ("hoat_dong", "TANG_QUA")];
    year.each(catalog, "ngay_hoi", "cap", &festival);
    let forces = [
        ("ngay_chot", "1/3/2025"),
        ("caxcq_truong", "1"),
        ("caxcq_pho", "2"),
        ("caxcq_cb", "5"),
        ("tbv_to", "6"),
        ("tbv_totruong", "6"),
        ("tbv_topho", "6"),
        ("tbv_tovien", "7"),
        ("tbv_nu", "3"),
        ("tbv_dtts", "9"),
        ("anndan_to", "10"),
        ("anndan_tv", "40"),
        ("dan_phong_doi", "6"),
        ("dan_phong_tv", "60"),
        ("nut_uytin", "4"),
        ("nut_bithu", "6"),
        ("nut_truongthon", "6"),
        ("nong_cot_khac", "1"),
        ("mxh_tk", "12"),
    ];
    year.save("phieu_luc_luong", &forces);
    let document = |year: &mut Year<'_>, number: &str, kind: &str| {
        let cells = [
            ("so", number),
            ("ky_hieu", "NQ-ĐU"),
            ("ngay", "15/1/2025"),
            ("co_quan", "Đảng uỷ xã"),
            ("loai", kind),
            ("trich_yeu", "Bảo đảm an ninh, trật tự năm 2025"),
        ];
        year.save("van_ban", &cells)
    };
    let (resolution, plan) = (document(year, "01", "NGHI_QUYET"), document(year, "02", "KE_HOACH"));
    let leadership = [
        ("ngay_chot", "1/3/2025"),
        ("nq_cap_uy", "có"),
        ("nq_ngay", "15/1/2025"),
        ("nq_van_ban", resolution.as_str()),
        ("kh_ubnd", "có"),
        ("kh_ngay", "15/1/2025"),
        ("kh_van_ban", plan.as_str()),
        ("bcd_kien_toan", "có"),
        ("bcd_so_tv", "15"),
        ("chi_bo", "có"),
        ("tr_bch", "có"),
        ("tr_btv", "có"),
        ("cb_pt_ct", "1"),
        ("cb_pt_kn", "2"),
        ("doan_the", "6"),
        ("doan_the_tt", "5"),
    ];
    year.save("phieu_to_chuc", &leadership);
    for (at, code) in choices(catalog, "tru_so", "tinh_trang").iter().enumerate() {
        let since = format!("{}/1/2020", at + 1);
        let cells = [
            ("tinh_trang", code.as_str()),
            ("hieu_luc_tu", since.as_str()),
            ("dang_xay", "có"),
            ("nam_ban_giao", "2025"),
        ];
        year.save("tru_so", &cells);
    }
    let coordination = [("ten", "Phối hợp bảo đảm an ninh"), ("doi_tac", "MTTQ"), ("ngay_ky", "2/2/2025")];
    year.each(catalog, "phoi_hop", "loai", &coordination);
    let over = [
        ("ten", "Quy chế cũ"),
        ("loai", "QUY_CHE"),
        ("doi_tac", "BDBP"),
        ("ngay_ky", "1/1/2020"),
        ("het_hieu_luc", "3/3/2025"),
    ];
    year.save("phoi_hop", &over);
    for authority in choices(catalog, "khen_thuong", "tham_quyen") {
        for form in choices(catalog, "khen_thuong", "hinh_thuc") {
            for state in ["DA_KHEN", "DE_NGHI"] {
                let teams = if form == "KNC" { "0" } else { "2" };
                let people = if form == "CO" { "0" } else { "3" };
                let cells = [
                    ("ngay", "4/3/2025"),
                    ("tham_quyen", authority.as_str()),
                    ("hinh_thuc", form.as_str()),
                    ("dip", "NAM"),
                    ("tap_the", teams),
                    ("ca_nhan", people),
                    ("trang_thai", state),
                    ("so_qd", "9/QĐ"),
                ];
                year.save("khen_thuong", &cells);
            }
        }
    }
    let money = [("ngay", "5/3/2025"), ("nguon", "XHH"), ("so_tien", "11.644.000.000")];
    year.each(catalog, "kinh_phi", "noi_dung", &money);
    let aid = [
        ("ngay", "5/3/2025"),
        ("so_suat", "8"),
        ("tri_gia", "4.000.000"),
        ("nguon", "XHH"),
        ("nhom_nhan", "NGHEO"),
        ("dip_ngay_hoi", "có"),
    ];
    year.each(catalog, "ho_tro_as", "loai", &aid);
    let meeting = [("ngay", "6/3/2025"), ("so_luot_dv", "3"), ("so_nguoi", "45")];
    year.each(catalog, "kiem_tra_th", "loai", &meeting);
    let marked = [("dien", "TRONG_DIEM"), ("tu_ngay", "2/2/2025")];
    year.save("dia_ban", &marked);
    year.save("dia_ban", &[("dien", "TRONG_DIEM"), ("tu_ngay", "1/1/2021"), ("den_ngay", "1/3/2025")]);
    let remark = [("ky", PERIOD), ("noi_dung", "Làm tốt công tác tuyên truyền.")];
    year.each(catalog, "nhan_xet", "muc", &remark);
}

/// Answers every warning, says of the rest that there are no figures, and closes.
fn close_year(station: &Station) {
    let period = || PERIOD.to_owned();
    let rest =
        StateCellsReq { period: period(), state: "missing".to_owned(), indicators: vec![], groups: vec![] };
    station.run::<StateCells>(rest).unwrap();
    let shown = station.run::<ShowPeriod>(PeriodReq { period: period(), unit: None }).unwrap();
    for finding in shown.findings.iter().filter(|is| is.severity == "warn" && is.reason.is_none()) {
        let req = ExplainFindingReq {
            period: period(),
            finding: finding.key.clone(),
            reason: "đúng như vậy".to_owned(),
        };
        station.run::<ExplainFinding>(req).unwrap();
    }
    let closed = station.run::<ClosePeriod>(ClosePeriodReq { period: period() });
    closed.unwrap_or_else(|error| {
        panic!("{}: {}", error.in_words(), serde_json::to_string_pretty(&shown.findings).unwrap())
    });
}

fn explain(at: &Station, unit: &str, indicator: &str) -> ExplainCellRes {
    let at_unit = PeriodReq { period: PERIOD.to_owned(), unit: Some(unit.to_owned()) };
    at.run::<ExplainCell>(ExplainCellReq { at: at_unit, indicator: indicator.to_owned() }).unwrap()
}

/// A figure as whole thousandths, so that decimals compare exactly.
fn thousandths(number: &str) -> i64 {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    format!("{whole}{decimals:0<3}").parse().unwrap_or_else(|_| panic!("{number}"))
}

/// The same of a figure as people read it: `1.217`, `62,2`.
fn shown_thousandths(number: &str) -> i64 {
    thousandths(&number.replace('.', "").replace(',', "."))
}

#[test]
fn every_kind_is_entered_closed_bundled_imported_summed_and_explained() {
    let world = World::new();
    world.clock.set_day(day("2024-12-01"));
    let units = vec![
        unit(PROVINCE, "Tỉnh Quảng Ngãi", "tinh", None),
        unit(COMMUNE, "Xã Ba Tơ", "xa", Some(PROVINCE)),
        unit(ROOM, "Phòng PV05", "phong", Some(PROVINCE)),
    ];
    let folder = world.path("tinh");
    let new = NewStation { folder: &folder, unit: PROVINCE, units: Some(units), clock: world.clock.clone() };
    let province = Station::create(new).unwrap();
    // Everything is wanted, also what a province has switched off unless it says otherwise.
    province.run::<SetSwitches>(SetSwitchesReq { off: vec![] }).unwrap();
    let catalog = province.app.session().unwrap().catalog();
    let commune = world.enrolled("xa", COMMUNE, &province);

    world.clock.set_day(day("2025-03-10"));
    let mut year = Year { commune: &commune, saved: BTreeMap::new() };
    enter_activities(&mut year, &catalog);
    enter_safety(&mut year);
    enter_organisation(&mut year, &catalog);
    let saved = year.saved;
    let entered =
        catalog.kinds.iter().filter(|kind| !matches!(kind.family, Family::Sheet | Family::Declared));
    let without: Vec<&str> =
        entered.map(|kind| kind.code.as_str()).filter(|kind| !saved.contains_key(*kind)).collect();
    assert!(without.is_empty(), "no record of {without:?}");

    world.clock.set_day(day("2025-11-16"));
    close_year(&commune);
    world.bring(&commune, &province);
    let accept =
        AcceptPeriodsReq { period: PERIOD.to_owned(), units: vec![COMMUNE.to_owned()], all_clean: false };
    assert_eq!(province.run::<AcceptPeriods>(accept).unwrap().accepted, [COMMUNE]);

    let req = ShowTotalsReq { period: PERIOD.to_owned(), provisional: false };
    let totals = province.run::<ShowTotals>(req).unwrap();
    let mut explained: BTreeSet<String> = BTreeSet::new();
    let mut uncounted = Vec::new();
    for indicator in &catalog.indicators {
        let reading = indicator.reading();
        if matches!(reading, Reading::None | Reading::Unit | Reading::Cells) {
            continue;
        }
        let code = indicator.code.as_str();
        let at_commune = explain(&province, COMMUNE, code);
        if at_commune.records.is_empty() {
            uncounted.push(code);
            continue;
        }
        let figure = at_commune.cell.unwrap().value.unwrap();
        explained.extend(at_commune.records.iter().map(|behind| behind.record.clone()));
        let behind: i64 = at_commune.records.iter().map(|behind| shown_thousandths(&behind.value)).sum();
        match indicator.kind {
            so138_domain::catalog::IndicatorKind::B => assert_eq!(figure, "1", "{code}"),
            so138_domain::catalog::IndicatorKind::N => assert!(thousandths(&figure) <= behind, "{code}"),
            _ => assert_eq!(behind, thousandths(&figure), "{code}"),
        }
        let line = totals.lines.iter().find(|line| line.key == code).unwrap();
        assert_eq!(line.total.as_ref().unwrap().value.as_deref(), Some(figure.as_str()), "{code}");
        let shares = explain(&province, PROVINCE, code).shares;
        assert_eq!(shares[0].cell.as_ref().unwrap().value.as_deref(), Some(figure.as_str()), "{code}");
    }
    // What a commune of this kind cannot have in this year: other kinds of commune, forces of before.
    let cannot = ["AT_PHUONG_", "AT_TT_", "AT_DACKHU_", "LL_CAXBCT", "LL_BVDP", "KP_CAX", "KP_BVDP"];
    uncounted.retain(|code| !cannot.iter().any(|start| code.starts_with(start)));
    assert!(uncounted.is_empty(), "no record counts in {uncounted:?}");
    // Every record is behind some figure; remarks are words.
    let mut unexplained: Vec<&String> = saved.keys().collect();
    unexplained.retain(|kind| !saved[*kind].iter().any(|record| explained.contains(record)));
    assert_eq!(unexplained, ["nhan_xet"]);

    assert_sheets_count(&province);
}

/// The two kinds that hold figures from elsewhere: a room's paper adds to the total, a printed total stands
/// beside it.
fn assert_sheets_count(province: &Station) {
    let line = || {
        let req = ShowTotalsReq { period: PERIOD.to_owned(), provisional: false };
        let totals = province.run::<ShowTotals>(req).unwrap();
        totals.lines.into_iter().find(|line| line.key == "TT_BUOI").unwrap()
    };
    let number =
        |line: &TotalLineOut| thousandths(line.total.as_ref().unwrap().value.as_deref().unwrap()) / 1000;
    let before = number(&line());
    let cells = |count: i64| BTreeMap::from([("TT_BUOI".to_owned(), count.to_string())]);
    let (period, source) = (|| PERIOD.to_owned(), || Some("Công văn 12".to_owned()));
    let sheet =
        SaveSheetReq { reporter: ROOM.to_owned(), period: period(), cells: cells(13), source: source() };
    let sheet = province.run::<SaveSheet>(sheet).unwrap().record;
    let declared = SaveDeclaredReq { period: period(), cells: cells(before + 20), source: source() };
    province.run::<SaveDeclared>(declared).unwrap();
    let line = line();
    assert_eq!(number(&line), before + 13);
    assert_eq!(line.remainder.as_deref(), Some("7"));
    let shares = explain(province, PROVINCE, "TT_BUOI").shares;
    let room = shares.iter().find(|share| share.unit == ROOM).unwrap();
    assert_eq!((room.source.as_str(), room.from.as_deref()), ("sheet", Some(sheet.as_str())));
}
