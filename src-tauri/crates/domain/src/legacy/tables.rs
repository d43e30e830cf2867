//! What stands where in the old code pages.

use std::sync::LazyLock;

/// Characters 0xA1 to 0xFF of TCVN 5712; a blank where it has no letter of its own.
const TCVN3: &str =
    "ĂÂÊÔƠƯĐăâêôơưđẰ     àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ";

/// Characters 0x80 to 0xFF of VISCII.
const VISCII: &str = "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ";

/// The six capitals that VISCII put among the control characters.
const VISCII_CONTROLS: [(char, char); 6] =
    [('\u{2}', 'Ẳ'), ('\u{5}', 'Ẵ'), ('\u{6}', 'Ẫ'), ('\u{14}', 'Ỷ'), ('\u{19}', 'Ỹ'), ('\u{1E}', 'Ỵ')];

/// What Windows shows for the bytes 0x80 to 0x9F; the five it has nothing for stay control characters.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// The second character of a VNI pair, small, and the marks it puts on the first.
const VNI_MARKS: [(char, &str); 17] = [
    ('ù', "\u{301}"),
    ('ø', "\u{300}"),
    ('û', "\u{309}"),
    ('õ', "\u{303}"),
    ('ï', "\u{323}"),
    ('â', "\u{302}"),
    ('á', "\u{302}\u{301}"),
    ('à', "\u{302}\u{300}"),
    ('å', "\u{302}\u{309}"),
    ('ã', "\u{302}\u{303}"),
    ('ä', "\u{323}\u{302}"),
    ('ê', "\u{306}"),
    ('é', "\u{306}\u{301}"),
    ('è', "\u{306}\u{300}"),
    ('ú', "\u{306}\u{309}"),
    ('ü', "\u{306}\u{303}"),
    ('ë', "\u{323}\u{306}"),
];

/// VNI letters that are one character, small.
const VNI_SINGLES: [(char, char); 9] = [
    ('í', 'í'),
    ('ì', 'ì'),
    ('æ', 'ỉ'),
    ('ó', 'ĩ'),
    ('ò', 'ị'),
    ('î', 'ỵ'),
    ('ñ', 'đ'),
    ('ô', 'ơ'),
    ('ö', 'ư'),
];

/// The byte a character was, read as an old font saw it.
pub fn byte(c: char) -> Option<u8> {
    let windows = || WINDOWS.iter().position(|shown| *shown == c).and_then(|at| u8::try_from(at).ok());
    u8::try_from(c).ok().or_else(|| windows().map(|at| 0x80 + at))
}

/// A character of TCVN3 as a letter. Signs below 0xA0 were drawn as everywhere else.
pub fn tcvn3(c: char) -> Option<char> {
    static LETTERS: LazyLock<Vec<char>> = LazyLock::new(|| TCVN3.chars().collect());
    let at = byte(c)?.checked_sub(0xA1)?;
    LETTERS.get(usize::from(at)).copied().filter(|letter| *letter != ' ')
}

/// A character of VISCII as a letter.
pub fn viscii(c: char) -> Option<char> {
    static LETTERS: LazyLock<Vec<char>> = LazyLock::new(|| VISCII.chars().collect());
    let control = VISCII_CONTROLS.iter().find(|(code, _)| *code == c).map(|(_, letter)| *letter);
    control.or_else(|| LETTERS.get(usize::from(byte(c)?.checked_sub(0x80)?)).copied())
}

/// A text in VNI, its marks not yet joined with their letters.
pub fn from_vni(text: &str) -> String {
    let mut converted = String::with_capacity(text.len() + text.len() / 4);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let letter = single(c).unwrap_or(c);
        converted.push(letter);
        if let Some(marks) = rest.peek().and_then(|mark| marks_on(letter, *mark)) {
            rest.next();
            converted.push_str(marks);
        }
    }
    converted
}

fn single(c: char) -> Option<char> {
    let small = lower(c);
    let letter = VNI_SINGLES.iter().find(|(code, _)| *code == small).map(|(_, letter)| *letter)?;
    if small == c { Some(letter) } else { letter.to_uppercase().next() }
}

fn marks_on(letter: char, mark: char) -> Option<&'static str> {
    let (at, (_, marks)) = VNI_MARKS.iter().enumerate().find(|(_, (code, _))| *code == lower(mark))?;
    // Five tones, then six with a circumflex, then six with a breve.
    let takes = match at {
        0..5 => "aeouyơư",
        5..11 => "aeo",
        _ => "a",
    };
    takes.contains(lower(letter)).then_some(*marks)
}

/// The small letter, of letters that have one small letter of one character.
fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}
