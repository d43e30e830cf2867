//! Entries as two lines each: the header's bytes, then the body's bytes or `null`.

use std::io::{self, BufRead, Read, Write};

use so138_domain::ledger::{BODY_BYTES_MAX, HEADER_BYTES_MAX};

/// The second line of an entry without a body. No body is this text: bodies are objects.
const NO_BODY: &[u8] = b"null";

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
    let header = read_line(from, HEADER_BYTES_MAX)?;
    let body = read_line(from, BODY_BYTES_MAX)?;
    Ok((header, (body != NO_BODY).then_some(body)))
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
    for line in [header, body.unwrap_or(NO_BODY)] {
        out.write_all(line)?;
        out.write_all(b"\n")?;
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
