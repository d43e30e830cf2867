//! What is a hit and what is not, spelling by spelling.

use super::Sensitive::{IdentityNumber, NumberPlate, PhoneNumber, SecrecyMark};
use super::*;
use proptest::prelude::*;

fn all_give(expected: &[Sensitive], texts: &[&str]) {
    for text in texts {
        assert_eq!(scan(text), expected, "{text}");
        assert_eq!(scan(&format!("Ghi chú: {text}.")), expected, "inside a sentence: {text}");
    }
}

#[test]
fn identity_numbers_in_their_spellings() {
    let texts = [
        "062095001234",
        "CCCD 062095001234",
        "CCCD062095001234",
        "số 062 095 001 234 cấp",
        "0620 9500 1234",
        "062.095.001.234",
        "062-095-001-234",
        "062 0 95 001234",
        "0620 95 001234",
        "0 6 2 0 9 5 0 0 1 2 3 4",
        "０６２０９５００１２３４",
        "062095\u{200B}001234",
        "CMND 231234567",
        "231 234 567",
        "231.234.567",
        "150000000 đồng", // nine digits: a question, answered with a reason
        "150.000.000 đồng",
        "500.000.000.000 đồng",
        "(062095001234)",
        "xã Đắk Hà,062095001234",
        "tổ 3, 231234567, 2 người",
    ];
    all_give(&[IdentityNumber], &texts);
}

#[test]
fn phone_numbers_in_their_spellings() {
    let texts = [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "091.2345.678",
        "0912-345-678",
        "09 1234 5678",
        "09 12 34 56 78",
        "0 9 1 2 3 4 5 6 7 8",
        "SĐT0912345678",
        "ĐT:0387 654 321",
        "+84912345678",
        "+84 912 345 678",
        "(+84) 912 345 678",
        "+84.912.345.678",
        "+84 (0) 912 345 678",
        "84912345678",
        "84 912 345 678",
        "84.912.345.678",
        "0084 912 345 678",
        "0260 3862 123",
        "0260.3862123",
        "(0260) 3862 123",
        "(0260)3862123",
        "024 3822 1234",
        "02438221234",
        "+84 260 3862 123",
        "060 3862 123",  // as it was until 2017
        "0168 234 5678", // as it was until 2018
        "0912345678/0987654321",
        "gọi 0912 345 678 trước 17 giờ",
    ];
    all_give(&[PhoneNumber], &texts);
    assert_eq!(scan("0912 345 678 062 095 001 234"), [IdentityNumber, PhoneNumber]);
    assert_eq!(scan("062095001234 - 0912345678"), [IdentityNumber, PhoneNumber]);
}

#[test]
fn number_plates_in_their_spellings() {
    let texts = [
        "82A-123.45",
        "82A 123.45",
        "82A123.45",
        "82A-12345",
        "82A 12345",
        "82A12345",
        "82a-123.45",
        "82a12345",
        "82A-123 45",
        "82H-1234",
        "82H 1234",
        "82A1234",
        "82B1-123.45",
        "82B1 123.45",
        "82-B1 123.45",
        "82 B1 123.45",
        "82 - B1 - 123.45",
        "82B1-12345",
        "82B112345",
        "82b1 12345",
        "82B1-1234",
        "82-B1 1234",
        "29-Y5 123.45",
        "82AA-123.45",
        "82LD-001.23",
        "29MĐ1-123.45",
        "80-NG-123-45",
        "xe 82A-123.45, xe",
        "BKS:82B1-123.45/đỏ",
    ];
    all_give(&[NumberPlate], &texts);
}

#[test]
fn secrecy_marks_and_what_only_looks_like_them() {
    let texts = [
        "MẬT",
        "TỐI MẬT",
        "TUYỆT MẬT",
        "TÀI LIỆU MẬT",
        "đóng dấu “MẬT”",
        "Kế hoạch (TUYỆT MẬT) năm 2026",
        "TỐI  MẬT",
        "MA\u{323}\u{302}T",
        "độ mật: mật",
        "Độ mật: Tối mật",
        "độ mật tuyệt mật",
        "ĐỘ MẬT: MẬT",
    ];
    all_give(&[SecrecyMark], &texts);
    let texts = [
        "mật độ dân cư",
        "MẬT ĐỘ DÂN CƯ",
        "bảo mật",
        "Bảo mật thông tin",
        "BẢO MẬT THÔNG TIN",
        "bảo vệ bí mật nhà nước",
        "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "Tuyệt mật",
        "tài liệu mật",
        "độ mật: thường",
        "ĐỘ MẬT: KHÔNG",
        "độ mật, mật khẩu",
        "MẬT KHẨU",
        "MÔ HÌNH NUÔI ONG LẤY MẬT",
        "ĐỐI MẶT, MẤT MÁT",
        "TỐI MẮT",
    ];
    all_give(&[], &texts);
}

#[test]
fn what_is_certain_not_to_be_personal_is_passed_over() {
    let texts = [
        "",
        "1.500.000 đồng",
        "11.644.000.000 đồng",
        "84.500.000.000 đồng",
        "1 500 000 000 đồng",
        "1 500 000 000 000 đồng",
        "từ 100.000-150.000 đồng",
        "12.345.678,5 kg",
        "Năm 2022",
        "giai đoạn 2016-2020",
        "các năm 2020 2021 2022",
        "2016-2020-2025",
        "năm 2022 25000 tờ rơi",
        "124/2021/TT-BCA",
        "Thông tư 124/2021/TT-BCA ngày 28/12/2021",
        "510/QĐ-BCA-V05",
        "Nghị quyết 30a/2008/NQ-CP",
        "Luật 91/2025/QH15",
        "Số: 12345/KH-UBND",
        "ngày 05/03/2026",
        "ngày 05.03.2026 15 người",
        "05-03-2026 - 10 xã",
        "từ 2026-03-05 đến 2026-03-10",
        "113, 114, 115",
        "tổng đài 1900 1234",
        "TT_BUOI 1.217, TT_NGUOI 120.042",
        "thôn 1, 2, 3, 4, 5, 6, 7, 8, 9",
        "136 buổi 5.848 người",
        "14h 1500 người",
        "14H 1500 người",
        "10h30-11h30",
        "60m2 12345 đồng",
        "50m 10000 đồng",
        "20k-15000",
        "lớp 12A 2022",
        "lớp 12A1 2022-2023",
        "Quốc lộ QL14C-12345",
        "20 xe 12345",
        "Tổ 12 TP 1500",
        "15A/KH-UBND",
        "82A-123",
        "82A-123456",
        "10A-123.45", // no province has 10
        "Mô hình 138",
        "06209500123",   // eleven digits
        "0620950012345", // thirteen
        "23123456",
    ];
    all_give(&[], &texts);
}

#[test]
fn each_sort_is_told_once_and_no_more() {
    let text = "TỐI MẬT 062095001234, 231234567; 0912345678, 0260 3862 123; 82A-123.45 và 82B1-123.45";
    assert_eq!(scan(text), [IdentityNumber, PhoneNumber, NumberPlate, SecrecyMark]);
}

#[test]
fn the_longest_text_of_figures_is_looked_through() {
    // The longest a text may be, in the shapes that leave most to try.
    for piece in ["12 ", "1 ", "000 ", "123.", "09 ", "84 ", "12A ", "MẬT ĐỘ "] {
        let text: String = piece.chars().cycle().take(crate::catalog::TEXT_CHARS_MAX - 11).collect();
        let text = format!("{text}; 0912345678");
        assert!(scan(&text).contains(&PhoneNumber), "{piece}");
    }
}

proptest! {
    #[test]
    fn no_text_stops_the_scan(text in "\\PC{0,60}|[0-9 .()+/-]{0,60}|([0-9]{1,3}[A-Za-zĐđ .-]{0,3}){0,8}") {
        let _ = scan(&text);
    }

    #[test]
    fn twelve_digits_are_found_however_they_are_parted(
        digits in "0[1-8][0-9][0-3][0-9]{8}",
        parts in prop_oneof![Just(vec![3, 3, 3, 3]), Just(vec![4, 4, 4]), Just(vec![6, 6]), Just(vec![12])],
        sign in prop_oneof![Just(" "), Just("."), Just("-")],
        before in "[a-zđ ,:(]{0,6}",
    ) {
        let mut at = 0;
        let mut pieces = Vec::new();
        for count in parts {
            pieces.push(&digits[at..at + count]);
            at += count;
        }
        let text = format!("{before}{} có", pieces.join(sign));
        prop_assert!(scan(&text).contains(&IdentityNumber), "{}", text);
    }

    #[test]
    fn mobiles_are_found_however_they_are_parted(
        rest in "[35789][0-9]{8}",
        country in prop_oneof![Just("0"), Just("+84"), Just("+84 "), Just("0084 ")],
        sign in prop_oneof![Just(""), Just(" "), Just("."), Just("-")],
    ) {
        let text = format!("gọi {country}{}{sign}{}{sign}{}", &rest[..3], &rest[3..6], &rest[6..]);
        prop_assert!(scan(&text).contains(&PhoneNumber), "{}", text);
    }
}
