//! Made-up records of what a commune does beside its sessions.

use chrono::{Datelike, NaiveDate};
use so138_domain::ids::RecordId;
use so138_domain::value::Fields;

use crate::form::Form;
use crate::seed::Seed;
use crate::sessions::place_name;

const TOPICS: [&str; 8] =
    ["ANTQ", "TOIPHAM", "MATUY", "ATGT", "PCCC_CNCH", "VK_VLN_CCHT_PHAO", "CUTRU_CANCUOC", "LUADAO_MANG"];
const SOURCES: [&str; 4] = ["NS_XA", "NS_TINH", "NS_TW", "XHH"];
const NOTES: [&str; 4] = [
    "Phối hợp Mặt trận và các đoàn thể xã cùng thực hiện.",
    "Theo kế hoạch tháng cao điểm của Công an tỉnh.",
    "Số liệu lấy từ sổ theo dõi của Công an xã.",
    "Có ảnh, biên bản lưu tại hồ sơ phong trào.",
];

fn noted(form: Form, seed: &mut Seed) -> Fields {
    let note = seed.pick(&NOTES);
    form.when(seed.chance(15), |form| form.text("ghi_chu", note)).done()
}

/// Leaflets and posters.
pub fn printed(seed: &mut Seed, day: NaiveDate) -> Fields {
    const SORTS: [&str; 8] =
        ["TO_ROI", "TO_GAP", "PANO", "AP_PHICH", "BANG_RON", "SO_TAY", "AM_THANH", "VIDEO"];
    let (language, topic) = (seed.pick(&["VIET", "SONG_NGU", "DAN_TOC"]), seed.pick(&TOPICS));
    let form = Form::new()
        .text("ngay", day)
        .text("loai", seed.pick(&SORTS))
        .int("so_luong", 1 + seed.below(600))
        .when(seed.chance(50), |form| form.text("ngon_ngu", language))
        .when(seed.chance(70), |form| form.text("chu_de", topic));
    noted(form, seed)
}

/// News of some days of one month of figures, which begins on the 15th.
pub fn news(seed: &mut Seed, day: NaiveDate) -> Fields {
    const CHANNELS: [&str; 8] = ["LOA", "TRANG_TTDT", "FACEBOOK", "ZALO", "BLOG", "BAO", "PTTH_TINH", "ANTV"];
    let into_month = if day.day() >= 15 { day.day() - 15 } else { day.day() - 1 };
    let back = seed.below(7).min(into_month as usize);
    let first = day - chrono::Days::new(back as u64);
    let channel = seed.pick(&CHANNELS);
    let sort = match channel {
        "LOA" => "LUOT_PHAT",
        "PTTH_TINH" | "ANTV" => seed.pick(&["PHONG_SU", "CHUYEN_MUC", "SO_PHAT", "TIN"]),
        _ => seed.pick(&["TIN", "BAI", "TIN", "CHIA_SE", "PHONG_SU"]),
    };
    let form = Form::new()
        .text("tu_ngay", first)
        .text("den_ngay", day)
        .text("kenh", channel)
        .text("the_loai", sort)
        .int("so_luong", 1 + seed.below(20));
    noted(form, seed)
}

/// A document, numbered through the year.
pub fn document(seed: &mut Seed, day: NaiveDate, number: usize) -> Fields {
    const SORTS: [(&str, &str, &str); 6] = [
        ("KE_HOACH", "KH-CAX", "Kế hoạch thực hiện công tác xây dựng phong trào"),
        ("BAO_CAO", "BC-CAX", "Báo cáo kết quả phong trào toàn dân bảo vệ an ninh Tổ quốc"),
        ("CONG_VAN", "CV-CAX", "Công văn đôn đốc xây dựng mô hình tự quản"),
        ("THONG_BAO", "TB-BCĐ", "Thông báo phân công thành viên Ban Chỉ đạo"),
        ("TO_TRINH", "TTr-CAX", "Tờ trình đề nghị hỗ trợ kinh phí Ngày hội"),
        ("CHUONG_TRINH", "CTr-UBND", "Chương trình phối hợp giữ gìn an ninh, trật tự"),
    ];
    let (sort, sign, about) = SORTS[seed.below(SORTS.len())];
    let topic = seed.pick(&TOPICS);
    let form = Form::new()
        .text("so", number)
        .text("ky_hieu", sign)
        .text("ngay", day)
        .text("co_quan", "Công an xã")
        .text("cap", "CONG_AN")
        .text("loai", sort)
        .when(seed.chance(60), |form| form.text("linh_vuc", topic))
        .text("trich_yeu", format!("{about} tại thôn {}", place_name(seed)))
        .text("chieu", seed.pick(&["BAN_HANH", "BAN_HANH", "THAM_MUU", "TRIEN_KHAI"]))
        .text("do_mat", "THUONG");
    noted(form, seed)
}

/// An award by decision: a form and who gives it, fitting each other.
pub fn award(seed: &mut Seed, day: NaiveDate) -> Fields {
    const AWARDS: [(&str, &str); 8] = [
        ("CTX", "GK"),
        ("CTX", "GK"),
        ("GDCA", "GK"),
        ("CTT", "BK"),
        ("BCA", "BK"),
        ("BCA", "KNC"),
        ("CTT", "CO"),
        ("MTTQ_DT", "GK"),
    ];
    let (by, award) = AWARDS[seed.below(AWARDS.len())];
    let groups = if award == "KNC" { 0 } else { 1 + seed.below(3) };
    let people = if award == "CO" { 0 } else { 1 + seed.below(5) };
    let form = Form::new()
        .text("ngay", day)
        .text("so_qd", format!("{}/QĐ-{by}", 1 + seed.below(4_000)))
        .text("tham_quyen", by)
        .text("hinh_thuc", award)
        .text("dip", seed.pick(&["NAM", "NGAY_HOI", "CHUYEN_DE", "DOT_XUAT", "KY_NIEM"]))
        .int("tap_the", groups)
        .int("ca_nhan", people)
        .text("trang_thai", if seed.chance(85) { "DA_KHEN" } else { "DE_NGHI" });
    noted(form, seed)
}

/// Money spent, in whole đồng.
pub fn spending(seed: &mut Seed, day: NaiveDate) -> Fields {
    const PURPOSES: [&str; 8] =
        ["TUYENTRUYEN", "MOHINH", "NGAYHOI", "TRANGPHUC", "CCHT", "PHUCAP", "KHENTHUONG", "KHAC"];
    let form = Form::new()
        .text("ngay", day)
        .text("noi_dung", seed.pick(&PURPOSES))
        .text("nguon", seed.pick(&SOURCES))
        .int("so_tien", (1 + seed.below(400)) * 50_000);
    noted(form, seed)
}

/// Presents to groups of people.
pub fn support(seed: &mut Seed, day: NaiveDate) -> Fields {
    let (count, each, source) = (1 + seed.below(40), 200_000 + seed.below(10) * 50_000, seed.pick(&SOURCES));
    let form = Form::new()
        .text("ngay", day)
        .text("loai", seed.pick(&["QUA", "TIEN_MAT", "HOC_BONG", "CON_GIONG"]))
        .int("so_suat", count)
        .int("tri_gia", count * each)
        .when(seed.chance(60), |form| form.text("nguon", source))
        .text("nhom_nhan", seed.pick(&["CHINH_SACH", "NGHEO", "DTTS", "HOC_SINH", "UY_TIN"]))
        .when(seed.chance(25), |form| form.bool("dip_ngay_hoi", true));
    noted(form, seed)
}

/// Checks, courses and conferences.
pub fn conference(seed: &mut Seed, day: NaiveDate) -> Fields {
    let sort = seed.pick(&["KIEM_TRA", "TAP_HUAN", "GIAO_BAN", "SO_KET", "TONG_KET", "CHUYEN_DE"]);
    let (units, people) = (1 + seed.below(6), 15 + seed.below(80));
    let form = Form::new()
        .text("ngay", day)
        .text("loai", sort)
        .int("so_cuoc", 1)
        .when(sort == "KIEM_TRA", |form| form.text("hinh_thuc", "DINH_KY").int("so_luot_dv", units))
        .when(sort == "TAP_HUAN", |form| form.options("doi_tuong_du", &["TO_BVANTT", "DOAN_THE"]))
        .when(sort != "KIEM_TRA", |form| form.int("so_nguoi", people));
    noted(form, seed)
}

/// Arms handed in, half of them at a session that is linked.
pub fn arms(seed: &mut Seed, day: NaiveDate, session: Option<RecordId>) -> Fields {
    let form = Form::new().text("tu_ngay", day).text("den_ngay", day).int("so_dot", 1);
    let form = match session {
        Some(session) => form.text("hoat_dong_id", session),
        None => form.int("so_nguoi", 20 + seed.below(200)),
    };
    let form = form
        .int("sung", seed.below(4))
        .int("vk_tho_so", seed.below(12))
        .int("dan", seed.below(30))
        .decimal("vln_kg", seed.below(9_000), 3)
        .decimal("phao_kg", seed.below(15_000), 3);
    noted(form, seed)
}

/// A festival of the season, by some residential areas together.
pub fn festival(seed: &mut Seed, day: NaiveDate, areas: &[RecordId]) -> Fields {
    let together = areas.len().min(1 + seed.below(3));
    let first = seed.below(areas.len() - together + 1);
    let form = Form::new()
        .text("ngay", day)
        .text("cap", if together > 1 { "LIEN_KDC" } else { "KDC" })
        .text("dia_ban", "KHU_DAN_CU")
        .when(together > 0, |form| {
            form.records("don_vi_tham_gia", areas[first..first + together].iter().copied())
        })
        .int("so_nguoi", 80 + seed.below(900))
        .options("hoat_dong", &["BIEU_DUONG", "GIAO_UOC", "VAN_THE"]);
    noted(form, seed)
}
