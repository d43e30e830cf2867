//! Entries as two lines each: the header's bytes, then the body's bytes or `null`.
//!
//! A header ends with the hash of its body. Where the body stands right below, that hash is left out
//! on the way and put back by the reader: sixty-four digits that do not compress are a fifth of a
//! small entry. Nothing is trusted for it: a changed body gives another header, another id, and the
//! chain no longer ends at the sealed head.

use std::io::{self, BufRead, Read, Write};

use so138_domain::ids::Sha256Hash;
use so138_domain::ledger::{BODY_BYTES_MAX, HEADER_BYTES_MAX};

/// The second line of an entry without a body. No body is this text: bodies are objects.
const NO_BODY: &[u8] = b"null";

/// How a header ends whose body's hash is left out; no header ends so, because a hash is never empty.
const HASH_LEFT_OUT: &[u8] = br#""body":""}"#;
/// What follows the hash in a header.
const AFTER_HASH: &[u8] = br#""}"#;

/// Why the next line is not one.
#[derive(Debug)]
pub(crate) enum LineError {
    /// The stream cannot be read.
    Io(io::Error),
    /// The stream ends where a line should be, or the line does not end within its limit.
    Unended,
}

/// The two lines of an entry, without their ends.
pub(crate) type Lines = (Vec<u8>, Option<Vec<u8>>);

/// Reads the two lines of the next entry.
pub(crate) fn read_entry(from: &mut impl BufRead) -> Result<Lines, LineError> {
    let mut header = read_line(from, HEADER_BYTES_MAX)?;
    let body = read_line(from, BODY_BYTES_MAX)?;
    if body == NO_BODY {
        return Ok((header, None));
    }
    if header.ends_with(HASH_LEFT_OUT) {
        header.truncate(header.len() - AFTER_HASH.len());
        header.extend_from_slice(Sha256Hash::of(&body).to_string().as_bytes());
        header.extend_from_slice(AFTER_HASH);
    }
    Ok((header, Some(body)))
}

/// The header as it travels above its body: without the body's hash, if it ends with it.
fn without_hash<'h>(header: &'h [u8], body: &[u8]) -> (&'h [u8], &'static [u8]) {
    let hash = Sha256Hash::of(body).to_string();
    let before = header
        .strip_suffix(AFTER_HASH)
        .and_then(|header| header.strip_suffix(hash.as_bytes()))
        .filter(|header| header.ends_with(br#""body":""#));
    before.map_or((header, &[]), |before| (before, AFTER_HASH))
}

fn read_line(from: &mut impl BufRead, bytes_max: usize) -> Result<Vec<u8>, LineError> {
    let mut line = Vec::new();
    let with_end = bytes_max as u64 + 1;
    from.take(with_end).read_until(b'\n', &mut line).map_err(LineError::Io)?;
    if line.pop() == Some(b'\n') { Ok(line) } else { Err(LineError::Unended) }
}

/// Whether these bytes can stand on a body's line and come back as themselves.
pub(crate) fn is_body(bytes: &[u8]) -> bool {
    bytes != NO_BODY && !bytes.contains(&b'\n')
}

/// Writes the two lines of an entry; neither may contain a line end.
pub(crate) fn write_entry(out: &mut impl Write, header: &[u8], body: Option<&[u8]>) -> io::Result<()> {
    let (header, end) = body.map_or((header, [].as_slice()), |body| without_hash(header, body));
    for part in [header, end, b"\n", body.unwrap_or(NO_BODY), b"\n"] {
        out.write_all(part)?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_back_and_an_absent_body_stays_absent() {
        let mut bytes = Vec::new();
        write_entry(&mut bytes, b"{\"v\":1}", Some(b"{}")).unwrap();
        write_entry(&mut bytes, b"{\"v\":2}", None).unwrap();
        assert_eq!(bytes, b"{\"v\":1}\n{}\n{\"v\":2}\nnull\n");
        let mut from = bytes.as_slice();
        assert_eq!(read_entry(&mut from).unwrap(), (b"{\"v\":1}".to_vec(), Some(b"{}".to_vec())));
        assert_eq!(read_entry(&mut from).unwrap(), (b"{\"v\":2}".to_vec(), None));
        assert!(matches!(read_entry(&mut from), Err(LineError::Unended)));
    }

    #[test]
    fn a_hash_that_the_body_gives_is_left_out_and_put_back() {
        let body = br#"{"salt":"00"}"#.as_slice();
        let header = format!(r#"{{"v":1,"body":"{}"}}"#, Sha256Hash::of(body));
        let other = format!(r#"{{"v":1,"body":"{}"}}"#, Sha256Hash::of(b"other"));
        for (header, body, travels) in [
            (header.as_str(), Some(body), r#"{"v":1,"body":""}"#),
            (header.as_str(), None, header.as_str()), // withheld: nothing below gives the hash
            (other.as_str(), Some(body), other.as_str()), // not its body: carried as it is
        ] {
            let mut bytes = Vec::new();
            write_entry(&mut bytes, header.as_bytes(), body).unwrap();
            assert_eq!(bytes.split(|byte| *byte == b'\n').next(), Some(travels.as_bytes()));
            let (read, came) = read_entry(&mut bytes.as_slice()).unwrap();
            assert_eq!((read.as_slice(), came.as_deref()), (header.as_bytes(), body));
        }
    }

    #[test]
    fn a_line_ends_at_its_limit_or_not_at_all() {
        for (header, body, fits) in [
            (HEADER_BYTES_MAX, BODY_BYTES_MAX, true),
            (HEADER_BYTES_MAX + 1, 2, false),
            (2, BODY_BYTES_MAX + 1, false),
        ] {
            let mut bytes = Vec::new();
            write_entry(&mut bytes, &vec![b'h'; header], Some(&vec![b'b'; body])).unwrap();
            assert_eq!(read_entry(&mut bytes.as_slice()).is_ok(), fits, "{header} {body}");
        }
        for cut in 0..b"{}\n{}\n".len() {
            assert!(read_entry(&mut &b"{}\n{}\n"[..cut]).is_err(), "cut at {cut}");
        }
    }
}
