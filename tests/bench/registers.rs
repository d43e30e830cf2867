//! Made-up registers of a commune, and the year's assessments of what stands in them.

use chrono::NaiveDate;
use so138_domain::ids::RecordId;
use so138_domain::value::Fields;

use crate::country::YEAR;
use crate::form::Form;
use crate::seed::Seed;
use crate::sessions::place_name;

/// Kinds of model: their names, so different that nobody takes one for another.
const MODELS: [(&str, &str, &str); 12] = [
    ("CAMERA", "CAMERA", "Camera an ninh"),
    ("TIENG_KENG", "ANTT", "Tiếng kẻng vùng biên"),
    ("LIEN_GIA", "ANTT", "Cụm liên gia tự quản"),
    ("CONG_TRUONG", "ATGT", "Cổng trường bình yên"),
    ("PCCC_LIEN_GIA", "PCCC", "Điểm chữa cháy công cộng"),
    ("NHA_TRO", "ANTT", "Nhà trọ văn minh"),
    ("DONG_HO", "ANTT", "Dòng tộc không vi phạm pháp luật"),
    ("CO_SO_TON_GIAO", "TON_GIAO", "Xứ đạo yên vui"),
    ("DUONG_BIEN", "BIEN_GIOI", "Giữ gìn cột mốc quốc gia"),
    ("KET_NOI_MANG", "MANG_XA_HOI", "Zalo kết nối với Nhân dân"),
    ("TAI_HOA_NHAP", "TAI_HOA_NHAP", "Thắp sáng niềm tin hoàn lương"),
    ("MOI_TRUONG", "MOI_TRUONG", "Ngày thứ bảy xanh"),
];

/// A register's rows are of some year before.
fn since(seed: &mut Seed) -> String {
    format!("20{:02}-{:02}-{:02}", 12 + seed.below(12), 1 + seed.below(12), 1 + seed.below(28))
}

/// A residential area, by its number within the commune.
pub fn area(seed: &mut Seed, number: usize) -> Fields {
    let special = seed.pick(&["BIEN_GIOI", "VUNG_DTTS", "VUNG_TON_GIAO", "DB_KHO_KHAN"]);
    let households = 60 + seed.below(300);
    Form::new()
        .text("ma", format!("KDC{number:03}"))
        .text("ten", place_name(seed))
        .text("loai", seed.pick(&["THON", "LANG", "BAN", "AP", "BUON", "TO_DAN_PHO"]))
        .int("so_ho", households)
        .int("so_nhan_khau", households * 4)
        .when(seed.chance(40), |form| form.options("dac_diem", &[special]))
        .text("hieu_luc_tu", since(seed))
        .done()
}

/// An organisation, and whether the act on safe organisations covers it.
pub fn organisation(seed: &mut Seed, number: usize) -> (Fields, Option<&'static str>) {
    let sort = seed.pick(&["CQ", "DN", "CSGD"]);
    let (size, school) = (seed.pick(&["NHO", "VUA", "LON"]), seed.pick(&["TIEU_HOC", "THCS", "THPT"]));
    let name = match sort {
        "CQ" => "Trung tâm dịch vụ",
        "DN" => "Công ty cổ phần",
        _ => "Trường học",
    };
    let fields = Form::new()
        .text("loai", sort)
        .text("ten", format!("{name} {} số {number}", place_name(seed)))
        .text("cap_quan_ly", if seed.chance(85) { "XA" } else { "TINH" })
        .when(sort == "DN", |form| form.text("quy_mo", size))
        .when(sort == "CSGD", |form| form.text("bac_hoc", school))
        .int("so_bao_ve", seed.below(6))
        .text("hieu_luc_tu", since(seed))
        .done();
    let is_covered = match sort {
        "DN" => size != "NHO",
        "CSGD" => school != "TIEU_HOC",
        _ => true,
    };
    (fields, is_covered.then_some(sort))
}

/// A model, and the day it was written down on: some are launched in the year, some wound up.
pub fn model(seed: &mut Seed, from: NaiveDate, to: NaiveDate) -> (Fields, NaiveDate) {
    let (sort, field, name) = MODELS[seed.below(MODELS.len())];
    let launched = from + chrono::Days::new(seed.below(20) as u64);
    let ended = to - chrono::Days::new(seed.below(200) as u64);
    let started = if seed.chance(20) { launched.to_string() } else { since(seed) };
    let is_over = seed.chance(8);
    let groups = 1 + seed.below(4);
    let fields = Form::new()
        .text("ten", name)
        .text("loai", sort)
        .text("linh_vuc", field)
        .text("chu_the", seed.pick(&["CONG_AN", "MTTQ", "HOI_PN", "DOAN_TN", "KDC"]))
        .text("dia_ban", "KHU_DAN_CU")
        .text("ngay_ra_mat", started)
        .int("so_diem", 1 + seed.below(3))
        .int("so_to", groups)
        .int("so_tv", groups * (3 + seed.below(10)))
        .text("trang_thai", if is_over { "DA_TL" } else { seed.pick(&["HIEU_QUA", "HIEU_QUA", "CAM_CHUNG"]) })
        .when(is_over, |form| form.text("ngay_thanh_loai", ended).text("ly_do_tl", "HET_NHIEM_VU"))
        .text("xep_loai_nam", seed.pick(&["TOT", "KHA", "TB"]))
        .done();
    (fields, if is_over { ended } else { launched })
}

/// A public page of the unit.
pub fn page(seed: &mut Seed, unit: &str, number: usize) -> Fields {
    let on = seed.pick(&["FACEBOOK", "ZALO_OA", "ZALO_NHOM", "TIKTOK"]);
    Form::new()
        .text("nen_tang", on)
        .text("loai", if on == "ZALO_NHOM" { "NHOM" } else { "TRANG" })
        .text("ten", format!("Công an {unit} – trang {number}"))
        .text("ngay_lap", since(seed))
        .int("so_theo_doi", 100 + seed.below(9_000))
        .done()
}

/// An agreement on working together.
pub fn agreement(seed: &mut Seed, number: usize) -> Fields {
    let sort = seed.pick(&["QUY_CHE", "CHUONG_TRINH", "KE_HOACH", "CAM_KET", "CUM_GIAP_RANH"]);
    Form::new()
        .text("ten", format!("Phối hợp giữ gìn an ninh, trật tự địa bàn {} lần {number}", place_name(seed)))
        .text("loai", sort)
        .options("doi_tac", &[seed.pick(&["MTTQ", "HOI_PN", "DOAN_TN", "TRUONG_HOC", "XA_GIAP_RANH"])])
        .int("so_ban", if sort == "CAM_KET" { 1 + seed.below(50) } else { 1 })
        .text("ngay_ky", since(seed))
        .done()
}

/// The office.
pub fn office(seed: &mut Seed) -> Fields {
    let state = seed.pick(&["DOC_LAP", "DOC_LAP", "UBND", "MUON", "TS_HUYEN_CU"]);
    Form::new()
        .text("tinh_trang", state)
        .when(state == "MUON", |form| form.text("noi_muon", "NHA_VAN_HOA"))
        .text("hieu_luc_tu", since(seed))
        .done()
}

/// A mark on the commune itself.
pub fn mark(seed: &mut Seed) -> Fields {
    Form::new().text("dien", seed.pick(&["TRONG_DIEM", "DIEM"])).text("tu_ngay", since(seed)).done()
}

/// What is assessed.
pub enum Object {
    /// A residential area.
    Area(RecordId),
    /// An organisation, by its sort.
    Organisation(RecordId, &'static str),
    /// The commune itself.
    Itself,
}

/// Whether something is safe: registered in January, decided on the day it is written.
pub fn safety(seed: &mut Seed, day: NaiveDate, object: &Object) -> Fields {
    let (sort, record) = match object {
        Object::Area(record) => ("KDC", Some(record)),
        Object::Organisation(record, _) => ("DON_VI", Some(record)),
        Object::Itself => ("XPT", None),
    };
    let form = Form::new().int("nam", YEAR).text("loai_doi_tuong", sort).text("can_cu", "TT48_2025");
    let form = match record {
        Some(record) => form.text("doi_tuong", record),
        None => form,
    };
    if seed.chance(10) {
        return form.bool("dang_ky", false).text("ket_qua", "CHUA_XET").done();
    }
    let form =
        form.bool("dang_ky", true).text("ngay_dang_ky", format!("{YEAR}-01-{:02}", 5 + seed.below(20)));
    if seed.chance(12) {
        return form.text("ket_qua", "KHONG_DAT").options("ly_do", &["VU_VIEC"]).done();
    }
    let decision = format!("{}/QĐ-UBND", 1 + seed.below(900));
    form.text("ket_qua", "DAT").text("so_qd", decision).text("ngay_qd", day).done()
}

/// A class by points.
pub fn class(seed: &mut Seed, object: &Object) -> Fields {
    let (sort, record) = match object {
        Object::Area(record) => ("KDC", Some(record)),
        Object::Organisation(record, sort) => (*sort, Some(record)),
        Object::Itself => ("XPT", None),
    };
    let points = 480 + seed.below(500);
    let class = match points {
        900.. => "XS",
        700.. => "KHA",
        500.. => "TB",
        _ => "YEU",
    };
    let form = Form::new()
        .int("nam", YEAR)
        .text("loai_doi_tuong", sort)
        .decimal("diem_tu_cham", points, 1)
        .text("xep_loai", class)
        .text("dien_hinh", if class == "XS" { "DANG_KY" } else { "KHONG" });
    match record {
        Some(record) => form.text("doi_tuong", record).done(),
        None => form.done(),
    }
}

/// Criterion 19.2 of the new countryside, which is for communes alone.
pub fn countryside(seed: &mut Seed, unit_kind: &str) -> Fields {
    let result = match unit_kind {
        "xa" => seed.pick(&["DAT", "DAT", "KHONG_DAT"]),
        _ => "KHONG_AP_DUNG",
    };
    Form::new().int("nam", YEAR).text("ket_qua", result).text("ve_dich", "CHUA").done()
}
