//! Bytes to text: UTF-8 only, with or without the mark that spreadsheets put in front.

use crate::error::TextError;
use crate::limits::{Limit, Limits};

const BYTE_ORDER_MARK: char = '\u{feff}';

/// The text of a file, without a byte order mark.
///
/// # Errors
/// [`TextError`]: nothing there, too many bytes, UTF-16, or anything else that is not UTF-8.
pub fn decode<'b>(bytes: &'b [u8], limits: &Limits) -> Result<&'b str, TextError> {
    limits.check(Limit::Bytes, bytes.len()).map_err(|(limit, max)| TextError::OverLimit { limit, max })?;
    if is_utf16(bytes) {
        return Err(TextError::Utf16);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let breaks = before.iter().filter(|byte| **byte == b'\n').count();
        TextError::NotUtf8 { line: breaks as u64 + 1 }
    })?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    if text.trim().is_empty() { Err(TextError::Empty) } else { Ok(text) }
}

/// By its mark, or by a zero in every other of the first bytes: no text has zeros.
fn is_utf16(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(64)];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let marked = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    marked || (head.len() >= 4 && zeros(0).max(zeros(1)) * 4 >= head.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<&str, TextError> {
        decode(bytes, &Limits { bytes_max: 40, ..Limits::STANDARD })
    }

    #[test]
    fn utf_8_is_read_with_and_without_its_mark() {
        assert_eq!(read("Ngày;Tên".as_bytes()), Ok("Ngày;Tên"));
        assert_eq!(read("\u{feff}Ngày;Tên".as_bytes()), Ok("Ngày;Tên"));
    }

    #[test]
    fn nothing_is_told_apart_from_something() {
        for empty in ["", "\u{feff}", " \r\n\t\n"] {
            assert_eq!(read(empty.as_bytes()), Err(TextError::Empty), "{empty:?}");
        }
    }

    #[test]
    fn utf_16_is_named() {
        let low: Vec<u8> = "Ngày;Tên".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let high: Vec<u8> = "Ngày;Tên".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [low, high] {
            assert_eq!(read(&bytes), Err(TextError::Utf16));
        }
        let marked: Vec<u8> = "\u{feff}ạ".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&marked), Err(TextError::Utf16));
    }

    #[test]
    fn the_first_line_that_is_not_utf_8_is_named() {
        assert_eq!(read(b"a;b\nX\xb7;1\n"), Err(TextError::NotUtf8 { line: 2 }));
        assert_eq!(read(b"\xb7"), Err(TextError::NotUtf8 { line: 1 }));
    }

    #[test]
    fn bytes_are_counted_before_anything_is_read() {
        assert!(read(&[b'a'; 40]).is_ok());
        assert_eq!(read(&[0xb7; 41]), Err(TextError::OverLimit { limit: Limit::Bytes, max: 40 }));
    }
}
