//! Encryption to stations and escrows: age files, X25519 recipients only.
//!
//! Age does not say who sent a file; the signature inside does.

use std::cell::Cell;
use std::io::{self, BufReader, Read, Write};
use std::rc::Rc;

use age::stream::StreamWriter;
use age::x25519::Recipient;
use age::{DecryptError, Decryptor, Encryptor};

use crate::keys::EnvelopeKey;

/// Most recipients of one envelope.
pub const RECIPIENTS_MAX: usize = 64;
/// Most bytes read before an envelope's header must have ended; enough for
/// [`RECIPIENTS_MAX`] recipients.
pub const HEADER_BYTES_MAX: u64 = 16 * 1024;

const COPY_BYTES: usize = 64 * 1024;

/// Why nothing was encrypted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncryptError {
    /// No recipient, or more than [`RECIPIENTS_MAX`].
    #[error("{found} recipients")]
    Count {
        /// Recipients given.
        found: usize,
    },
    /// A recipient that is not an `age1…` X25519 address.
    #[error("recipient {index} is not usable")]
    Recipient {
        /// Its place in the list, from 0.
        index: usize,
    },
    /// The envelope could not be written.
    #[error("envelope could not be written")]
    Write(#[source] io::Error),
}

/// Why an envelope was not opened. What was written to the output is void then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Not an age file, or one with a header of more than [`HEADER_BYTES_MAX`].
    #[error("not an envelope")]
    NotAnEnvelope,
    /// An intact envelope for others.
    #[error("envelope is not addressed to us")]
    NotAddressedToUs,
    /// Cut off, altered or with bytes after the end.
    #[error("envelope is damaged")]
    Damaged,
    /// More than the allowed plaintext.
    #[error("envelope holds more than {max_bytes} bytes")]
    TooLarge {
        /// The limit given, in bytes.
        max_bytes: u64,
    },
    /// The input could not be read.
    #[error("envelope could not be read")]
    Read(#[source] io::Error),
    /// The output could not be written.
    #[error("content could not be written")]
    Write(#[source] io::Error),
}

/// Takes plaintext and writes the envelope; only [`Self::finish`] makes it whole.
pub struct EnvelopeWriter<W: Write>(StreamWriter<W>);

impl<W: Write> EnvelopeWriter<W> {
    /// Writes the end of the envelope and gives the output back.
    ///
    /// # Errors
    /// Whatever the output reports.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

impl<W: Write> Write for EnvelopeWriter<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.0.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Whether `text` is an address that envelopes can be encrypted to.
#[must_use]
pub fn is_recipient(text: &str) -> bool {
    parse_recipient(text).is_some()
}

/// Upper case would be a second spelling of the same address.
fn parse_recipient(text: &str) -> Option<Recipient> {
    let recipient: Recipient = text.parse().ok()?;
    (recipient.to_string() == text).then_some(recipient)
}

/// Starts an envelope to all `recipients`.
///
/// # Errors
/// [`EncryptError`] if a recipient is unusable or the header could not be written.
pub fn encrypt<W: Write>(recipients: &[String], output: W) -> Result<EnvelopeWriter<W>, EncryptError> {
    if recipients.is_empty() || recipients.len() > RECIPIENTS_MAX {
        return Err(EncryptError::Count { found: recipients.len() });
    }
    let mut parsed = Vec::with_capacity(recipients.len());
    for (index, text) in recipients.iter().enumerate() {
        parsed.push(parse_recipient(text).ok_or(EncryptError::Recipient { index })?);
    }
    let encryptor = Encryptor::with_recipients(parsed.iter().map(|r| r as _))
        .map_err(|_| EncryptError::Count { found: recipients.len() })?;
    encryptor.wrap_output(output).map(EnvelopeWriter).map_err(EncryptError::Write)
}

/// Opens an envelope with any of `keys`, writes its content to `output` and
/// returns the content's size in bytes.
///
/// # Errors
/// [`OpenError`] unless the envelope ended whole and within `max_bytes`; content
/// written before the failure must be thrown away.
pub fn decrypt(
    keys: &[&EnvelopeKey],
    input: impl Read,
    output: &mut impl Write,
    max_bytes: u64,
) -> Result<u64, OpenError> {
    let watch = Rc::new(Watch { allowed: Cell::new(HEADER_BYTES_MAX), failed: Cell::new(None) });
    // Small reads: what is read ahead of the header counts against its limit.
    let input = BufReader::with_capacity(512, Watched { input, watch: Rc::clone(&watch) });
    let decryptor = Decryptor::new_buffered(input).map_err(|error| match watch.failed.take() {
        Some(failure) => OpenError::Read(failure),
        None => header_error(&error),
    })?;
    let mut content = decryptor
        .decrypt(keys.iter().map(|key| key.identity() as _))
        .map_err(|error| header_error(&error))?;
    watch.allowed.set(u64::MAX);

    let mut buffer = zeroize::Zeroizing::new(vec![0; COPY_BYTES]);
    let mut size = 0u64;
    loop {
        let read = content.read(&mut buffer).map_err(|_| match watch.failed.take() {
            Some(failure) => OpenError::Read(failure),
            None => OpenError::Damaged,
        })?;
        if read == 0 {
            return Ok(size);
        }
        size = size.saturating_add(read as u64);
        if size > max_bytes {
            return Err(OpenError::TooLarge { max_bytes });
        }
        output.write_all(&buffer[..read]).map_err(OpenError::Write)?;
    }
}

fn header_error(error: &DecryptError) -> OpenError {
    match error {
        DecryptError::NoMatchingKeys => OpenError::NotAddressedToUs,
        DecryptError::InvalidMac | DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
            OpenError::Damaged
        }
        _ => OpenError::NotAnEnvelope,
    }
}

/// What the reader below learns: how much it may still read, and a real failure
/// of the input, which age reports like damage.
struct Watch {
    allowed: Cell<u64>,
    failed: Cell<Option<io::Error>>,
}

struct Watched<R> {
    input: R,
    watch: Rc<Watch>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let allowed = self.watch.allowed.get();
        let room = usize::try_from(allowed).unwrap_or(usize::MAX).min(buffer.len());
        match self.input.read(&mut buffer[..room]) {
            Ok(read) => {
                self.watch.allowed.set(allowed - read as u64);
                Ok(read)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                let kind = error.kind();
                self.watch.failed.set(Some(error));
                Err(kind.into())
            }
        }
    }
}
