//! Made-up tallies of months, figures as they stand on a day, and remarks.

use chrono::NaiveDate;
use so138_domain::value::Fields;

use crate::country::PERIOD;
use crate::form::Form;
use crate::seed::Seed;
use crate::sessions::place_name;

const FIELDS: [&str; 7] = ["KHONG_PHAN", "AN_NINH", "HINH_SU", "KINH_TE_MT", "MA_TUY", "ATGT", "KHAC"];
const GROUPS: [&str; 6] = ["UY_TIN", "GIA_LANG", "CHUC_SAC", "CHUC_VIEC", "COT_CAN", "KHAC"];

/// Sources of information of a month: the number says which sheet of the month it is. Now and then a
/// figure is not known.
pub fn information(seed: &mut Seed, month: &str, number: usize) -> Fields {
    let received = 4 + seed.below(30);
    let valued = seed.below(received + 1);
    let solved = seed.below(valued + 1);
    let cases = if solved > 0 { seed.below(3) } else { 0 };
    let form = Form::new()
        .text("thang", month)
        .text("linh_vuc", FIELDS[number % FIELDS.len()])
        .int("tiep_nhan", received)
        .int("gia_tri", valued)
        .int("giai_quyet", solved)
        .int("vu_an", cases);
    let suspects = if cases > 0 { seed.below(4) } else { 0 };
    form.when(!seed.chance(5), |form| form.int("doi_tuong", suspects)).done()
}

/// How many sheets of that sort a month can have.
pub const INFORMATION_MAX: usize = FIELDS.len();

/// People of influence who were visited in a month.
pub fn visits(seed: &mut Seed, month: &str, number: usize) -> Fields {
    let people = 1 + seed.below(12);
    Form::new()
        .text("thang", month)
        .text("nhom", GROUPS[number % GROUPS.len()])
        .int("so_nguoi", people)
        .int("so_luot", people + seed.below(10))
        .done()
}

/// How many sheets of that sort a month can have.
pub const VISITS_MAX: usize = GROUPS.len();

/// Care for those who have served a sentence, in a month.
pub fn care(seed: &mut Seed, month: &str) -> Fields {
    let loans = seed.below(2);
    Form::new()
        .text("thang", month)
        .int("goi_hoi", seed.below(20))
        .int("ho_so_gdx", seed.below(4))
        .int("dau_thu", seed.below(2))
        .int("cam_hoa", seed.below(6))
        .int("vay_von", loans)
        .int("vay_von_tien", loans * 50_000_000)
        .done()
}

/// The forces as they stand on a day.
pub fn forces(seed: &mut Seed, day: NaiveDate) -> Fields {
    let groups = 4 + seed.below(12);
    Form::new()
        .text("ngay_chot", day)
        .int("caxcq_truong", 1)
        .int("caxcq_pho", 1 + seed.below(2))
        .int("caxcq_cb", 2 + seed.below(6))
        .int("tbv_to", groups)
        .int("tbv_totruong", groups)
        .int("tbv_topho", groups)
        .int("tbv_tovien", groups + seed.below(10))
        .int("tbv_nu", seed.below(groups))
        .int("tbv_dtts", seed.below(groups))
        .int("anndan_to", groups)
        .int("anndan_tv", groups * 4)
        .int("dan_phong_doi", 1 + seed.below(3))
        .int("dan_phong_tv", 10 + seed.below(10))
        .int("nut_uytin", seed.below(10))
        .int("nut_bithu", seed.below(10))
        .int("nut_truongthon", seed.below(10))
        .int("nong_cot_khac", seed.below(10))
        .done()
}

/// Leadership as it stands on a day; half of the communes keep the decision in their register.
pub fn leadership(seed: &mut Seed, day: NaiveDate) -> Fields {
    let has_resolution = seed.chance(85);
    let bodies = 5 + seed.below(3);
    Form::new()
        .text("ngay_chot", day)
        .bool("nq_cap_uy", has_resolution)
        .when(has_resolution, |form| form.text("nq_ngay", format!("{PERIOD}-01-20")))
        .bool("kh_ubnd", true)
        .text("kh_ngay", format!("{PERIOD}-02-10"))
        .bool("bcd_kien_toan", seed.chance(95))
        .int("bcd_so_tv", 15 + seed.below(10))
        .bool("chi_bo", true)
        .bool("tr_bch", true)
        .bool("tr_btv", seed.chance(70))
        .int("cb_pt_ct", seed.below(2))
        .int("cb_pt_kn", 1 + seed.below(2))
        .int("doan_the", bodies)
        .int("doan_the_tt", seed.below(bodies + 1))
        .done()
}

/// A remark on the year, of a few sentences.
pub fn remark(seed: &mut Seed, number: usize) -> Fields {
    const PARTS: [&str; 7] =
        ["UU_DIEM", "HAN_CHE", "NGUYEN_NHAN", "CACH_LAM_HAY", "BAI_HOC", "KIEN_NGHI", "PHUONG_HUONG"];
    const SENTENCES: [&str; 6] = [
        "Cấp uỷ, chính quyền quan tâm lãnh đạo, chỉ đạo phong trào sát với tình hình địa bàn.",
        "Công tác phối hợp giữa Công an xã với Mặt trận và các đoàn thể từng lúc chưa thường xuyên.",
        "Một số mô hình hoạt động còn hình thức, chưa được sơ kết, rút kinh nghiệm kịp thời.",
        "Nhân dân tích cực cung cấp nguồn tin, tham gia tuần tra, hoà giải ở khu dân cư.",
        "Kinh phí dành cho phong trào còn hạn chế, trang thiết bị của tổ bảo vệ chưa đầy đủ.",
        "Đề nghị cấp trên tập huấn nghiệp vụ và hỗ trợ thêm tài liệu song ngữ.",
    ];
    let first = seed.below(SENTENCES.len());
    let count = 2 + seed.below(4);
    let said: Vec<&str> = (first..first + count).map(|at| SENTENCES[at % SENTENCES.len()]).collect();
    Form::new()
        .text("ky", PERIOD)
        .text("muc", PARTS[number % PARTS.len()])
        .text("noi_dung", format!("{} Điển hình: thôn {}.", said.join(" "), place_name(seed)))
        .done()
}

/// How many remarks a period can have.
pub const REMARKS_MAX: usize = 7;
