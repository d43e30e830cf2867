//! Marks of state secrecy: MẬT, TỐI MẬT, TUYỆT MẬT.
//!
//! In small letters the words are everyday ones (`mật độ`, `bảo mật`); in capitals they are a mark unless
//! a neighbour makes another word of them (`BÍ MẬT NHÀ NƯỚC`, `MẬT ONG`). After `độ mật` they are one
//! however they are written.

/// Words that make another word with `mật` behind them.
const BEFORE: &[&str] = &[
    "bí",
    "bảo",
    "cơ",
    "thân",
    "túi",
    "sỏi",
    "ống",
    "ong",
    "lấy",
    "rỉ",
    "gỉ",
    "độ",
    "lộ",
    "lọt",
    "giữ",
    "hoa",
    "đường",
];

/// Words that make another word with `mật` before them.
const AFTER: &[&str] = &[
    "độ", "khẩu", "mã", "ong", "mía", "gấu", "hoa", "ngọt", "vụ", "thám", "thiết", "thư", "nghị", "báo",
    "lệnh", "hiệu", "tích", "danh",
];

const MARK: &str = "mật";

pub(super) fn is_in(chars: &[char]) -> bool {
    let words: Vec<String> = chars
        .split(|c| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(|word| word.iter().collect())
        .collect();
    let small: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    (0..words.len()).any(|place| is_mark(&words, &small, place))
}

fn is_mark(words: &[String], small: &[String], place: usize) -> bool {
    let small_at = |place: Option<usize>| place.and_then(|at| small.get(at)).map_or("", String::as_str);
    if small_at(Some(place)) != MARK {
        return false;
    }
    let back = |steps: usize| place.checked_sub(steps);
    let is_grade = matches!(small_at(back(1)), "tối" | "tuyệt");
    let label_end = if is_grade { back(2) } else { back(1) };
    let is_labelled =
        small_at(label_end) == MARK && small_at(label_end.and_then(|end| end.checked_sub(1))) == "độ";
    let is_compound = AFTER.contains(&small_at(Some(place + 1)));
    if is_labelled {
        return is_grade || !is_compound;
    }
    let is_capital = |place: Option<usize>| {
        place.and_then(|at| words.get(at)).is_some_and(|word| !word.chars().any(char::is_lowercase))
    };
    if is_grade && is_capital(back(1)) {
        return is_capital(Some(place));
    }
    is_capital(Some(place)) && !is_compound && !BEFORE.contains(&small_at(back(1)))
}
