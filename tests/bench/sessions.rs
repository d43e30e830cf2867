//! Made-up records of sessions, worded as communes word them.

use chrono::NaiveDate;
use so138_domain::value::{Fields, Value};

use crate::seed::Seed;

/// The code of the kind of record.
pub const KIND: &str = "hoat_dong";

const ACTS: [&str; 10] = [
    "Tuyên truyền, phổ biến",
    "Họp dân tuyên truyền",
    "Nói chuyện chuyên đề",
    "Phát động phong trào thi đua",
    "Tổ chức ký cam kết chấp hành",
    "Tuyên truyền lưu động",
    "Sinh hoạt dưới cờ về",
    "Lồng ghép tuyên truyền",
    "Diễn đàn lắng nghe ý kiến Nhân dân về",
    "Hội nghị quán triệt",
];

/// A topic's code and how it is spoken of.
const TOPICS: [(&str, &[&str]); 10] = [
    (
        "ANTQ",
        &["phong trào toàn dân bảo vệ an ninh Tổ quốc", "xây dựng khu dân cư an toàn về an ninh trật tự"],
    ),
    ("TOIPHAM", &["phòng, chống tội phạm trộm cắp tài sản", "tố giác tội phạm, cảm hoá người lầm lỗi"]),
    ("MATUY", &["Luật Phòng, chống ma tuý năm 2021", "tác hại của ma tuý tổng hợp trong thanh thiếu niên"]),
    ("ATGT", &["Luật Giao thông đường bộ", "đội mũ bảo hiểm, không uống rượu bia khi lái xe"]),
    ("PCCC_CNCH", &["phòng cháy, chữa cháy tại hộ gia đình", "kỹ năng thoát nạn khi có cháy ở chợ, nhà trọ"]),
    (
        "VK_VLN_CCHT_PHAO",
        &["giao nộp vũ khí, vật liệu nổ, công cụ hỗ trợ", "không đốt pháo nổ dịp Tết Nguyên đán"],
    ),
    ("CUTRU_CANCUOC", &["Luật Cư trú và định danh điện tử mức 2", "cấp thẻ căn cước công dân gắn chíp"]),
    (
        "LUADAO_MANG",
        &["thủ đoạn giả danh cơ quan công an qua điện thoại", "lừa đảo chiếm đoạt tài sản trên mạng"],
    ),
    ("BAOLUC_HOCDUONG", &["phòng ngừa bạo lực học đường", "văn hoá ứng xử của học sinh trên mạng xã hội"]),
    ("TINDUNG_DEN", &["nhận diện tín dụng đen, cho vay lãi nặng", "vay vốn qua ứng dụng trên điện thoại"]),
];

const LISTENERS: [(&str, &str); 6] = [
    ("NHAN_DAN", "cho nhân dân"),
    ("HSSV", "cho học sinh Trường THCS"),
    ("DOAN_VIEN", "cho đoàn viên, hội viên"),
    ("DTTS", "cho đồng bào dân tộc thiểu số"),
    ("TIN_DO", "cho chức sắc, tín đồ tôn giáo"),
    ("CONG_NHAN", "cho công nhân cụm công nghiệp"),
];

const SETTLEMENTS: [&str; 6] = ["thôn", "làng", "bản", "ấp", "tổ dân phố", "khu phố"];
const FIRST: [&str; 12] =
    ["Đắk", "Kon", "Plei", "Tân", "Hoà", "Phú", "Mỹ", "Thạnh", "Ia", "Nậm", "Vĩnh", "Đông"];
const SECOND: [&str; 14] = [
    "Mút", "Rơ Wang", "Sơn", "Bình", "Lộc", "Hưng", "Kroong", "Thuận", "Pa", "Khê", "Trung", "Xuân", "Thành",
    "Tờ Re",
];
const FORMS: [&str; 6] = ["HOP_DAN", "PHAT_DONG", "CHUYEN_DE", "LUU_DONG", "LANG_NGHE", "CAM_KET"];
const PLACES: [&str; 6] = ["KHU_DAN_CU", "TRUONG_HOC", "CO_QUAN", "DOANH_NGHIEP", "TON_GIAO", "CHO"];
const PARTNERS: [&str; 8] =
    ["MTTQ", "HOI_PN", "DOAN_TN", "HOI_CCB", "HOI_ND", "HOI_NCT", "NHA_TRUONG", "QUAN_SU"];
const NOTES: [&str; 5] = [
    "Phát 200 tờ rơi song ngữ Kinh – Ba Na.",
    "Phối hợp nhân dịp Ngày hội Đại đoàn kết toàn dân tộc.",
    "Ký cam kết 45 hộ gia đình, có danh sách lưu tại xã.",
    "Kết hợp chiếu phóng sự, đọc trên loa truyền thanh 2 buổi.",
    "Theo kế hoạch tháng cao điểm của Công an huyện.",
];

/// The name of a settlement or commune.
pub fn place_name(seed: &mut Seed) -> String {
    format!("{} {}", seed.pick(&FIRST), seed.pick(&SECOND))
}

/// The fields of one session on a day, as they are stored.
pub fn fields(seed: &mut Seed, day: NaiveDate) -> Fields {
    let (topic, wordings) = TOPICS[seed.below(TOPICS.len())];
    let (listeners, for_whom) = LISTENERS[seed.below(LISTENERS.len())];
    let settlement = seed.pick(&SETTLEMENTS);
    let title =
        format!("{} {} {for_whom} {settlement} {}", seed.pick(&ACTS), seed.pick(wordings), place_name(seed));
    let sessions = 1 + seed.below(3);
    let people = sessions * (25 + seed.below(180));
    let mut fields = Fields::from([
        ("ngay", text(&day.to_string())),
        ("ten", text(&title)),
        ("chu_de_chinh", text(topic)),
        ("hinh_thuc", text(seed.pick(&FORMS))),
        ("so_buoi", Value::Int(sessions as i64)),
        ("so_nguoi", Value::Int(people as i64)),
        ("dia_diem", text(seed.pick(&PLACES))),
        ("chu_tri", text("CA_XA")),
    ]);
    let mut add = |name: &str, value: Value| _ = fields.0.insert(name.to_owned(), value);
    if seed.chance(60) {
        add("doi_tuong", text(listeners));
    }
    if seed.chance(25) {
        let (second, _) = TOPICS[seed.below(TOPICS.len())];
        if second != topic {
            add("chu_de_kem", Value::List(vec![text(second)]));
        }
    }
    if seed.chance(40) {
        add("phoi_hop", Value::List(vec![text(seed.pick(&PARTNERS))]));
    }
    if seed.chance(20) {
        add("ghi_chu", text(seed.pick(&NOTES)));
    }
    fields
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Something a person would look for: one to three words out of titles, the last unfinished at times.
pub fn query(seed: &mut Seed) -> String {
    let (_, wordings) = TOPICS[seed.below(TOPICS.len())];
    let words: Vec<&str> = seed.pick(wordings).split(' ').collect();
    let first = seed.below(words.len().saturating_sub(1));
    let mut query = words[first..words.len().min(first + 2)].join(" ");
    if seed.chance(60) {
        query = format!("{query} {}", seed.pick(&SECOND));
    }
    if seed.chance(30) && query.chars().count() > 5 {
        query.pop();
    }
    query
}
