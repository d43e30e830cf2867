//! Envelopes: whole, for us, within the limit, or not at all.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{self, Read, Write};

use proptest::prelude::*;
use so138_trust::envelope::{
    EncryptError, HEADER_BYTES_MAX, OpenError, RECIPIENTS_MAX, decrypt, encrypt, is_recipient,
};
use so138_trust::keys::EnvelopeKey;

const CHUNK: usize = 64 * 1024;

fn seal(keys: &[&EnvelopeKey], content: &[u8]) -> Vec<u8> {
    let recipients: Vec<String> = keys.iter().map(|key| key.recipient()).collect();
    let mut writer = encrypt(&recipients, Vec::new()).unwrap();
    writer.write_all(content).unwrap();
    writer.finish().unwrap()
}

fn open(key: &EnvelopeKey, envelope: &[u8]) -> Result<Vec<u8>, OpenError> {
    let mut content = Vec::new();
    let size = decrypt(&[key], envelope, &mut content, u64::MAX)?;
    assert_eq!(size, content.len() as u64);
    Ok(content)
}

#[test]
fn every_recipient_opens_it_and_nobody_else() {
    let (first, second, stranger) =
        (EnvelopeKey::generate(), EnvelopeKey::generate(), EnvelopeKey::generate());
    let envelope = seal(&[&first, &second], b"noi dung");
    assert_eq!(open(&first, &envelope).unwrap(), b"noi dung");
    assert_eq!(open(&second, &envelope).unwrap(), b"noi dung");
    assert!(matches!(open(&stranger, &envelope), Err(OpenError::NotAddressedToUs)));
    let mut content = Vec::new();
    assert!(decrypt(&[&stranger, &second], envelope.as_slice(), &mut content, 100).is_ok());
    assert!(matches!(decrypt(&[], envelope.as_slice(), &mut content, 100), Err(OpenError::NotAddressedToUs)));
    assert!(!envelope.windows(8).any(|window| window == b"noi dung"));
}

#[test]
fn sizes_around_the_chunk_come_back_whole() {
    let key = EnvelopeKey::generate();
    for size in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7] {
        let content = vec![0x5a; size];
        assert_eq!(open(&key, &seal(&[&key], &content)).unwrap(), content, "{size} bytes");
    }
}

#[test]
fn no_truncation_and_no_tail_is_accepted() {
    let key = EnvelopeKey::generate();
    let short = seal(&[&key], b"so lieu thang");
    for cut in 0..short.len() {
        let refused = open(&key, &short[..cut]);
        assert!(
            matches!(refused, Err(OpenError::NotAnEnvelope | OpenError::Damaged)),
            "cut at {cut}: {refused:?}"
        );
    }
    for size in [CHUNK, 2 * CHUNK, CHUNK + 5] {
        let long = seal(&[&key], &vec![1; size]);
        // Also exactly between two chunks, where what is left looks complete.
        let header = long.len() - size - 16 * size.div_ceil(CHUNK);
        for cut in [header, header + CHUNK + 16, long.len() - 1, long.len() - 16, long.len() - 17] {
            if cut < long.len() {
                assert!(matches!(open(&key, &long[..cut]), Err(OpenError::Damaged)), "{cut}");
            }
        }
        for tail in [1, 16, 17, CHUNK + 16] {
            let longer = [long.as_slice(), &vec![0; tail]].concat();
            assert!(matches!(open(&key, &longer), Err(OpenError::Damaged)), "{size} + {tail}");
        }
    }
}

#[test]
fn no_changed_bit_is_accepted() {
    let key = EnvelopeKey::generate();
    let good = seal(&[&key], b"x");
    for at in 0..good.len() * 8 {
        let mut bad = good.clone();
        bad[at / 8] ^= 1 << (at % 8);
        assert!(open(&key, &bad).is_err(), "bit {at}");
    }
}

#[test]
fn the_content_limit_holds_to_the_byte() {
    let key = EnvelopeKey::generate();
    for max in [0u64, 1, CHUNK as u64, CHUNK as u64 + 1] {
        let limited = |size: u64| {
            let envelope = seal(&[&key], &vec![3; usize::try_from(size).unwrap()]);
            let mut content = Vec::new();
            let outcome = decrypt(&[&key], envelope.as_slice(), &mut content, max);
            assert!(content.len() as u64 <= max, "nothing beyond the limit is written");
            outcome
        };
        assert_eq!(limited(max).unwrap(), max);
        assert!(matches!(limited(max + 1), Err(OpenError::TooLarge { max_bytes }) if max_bytes == max));
    }
}

#[test]
fn recipients_are_counted_and_named_when_wrong() {
    let keys: Vec<EnvelopeKey> = (0..=RECIPIENTS_MAX).map(|_| EnvelopeKey::generate()).collect();
    let all: Vec<String> = keys.iter().map(EnvelopeKey::recipient).collect();
    let refused = |recipients: &[String]| encrypt(recipients, Vec::new()).err();
    assert!(matches!(refused(&[]), Some(EncryptError::Count { found: 0 })));
    assert!(matches!(refused(&all), Some(EncryptError::Count { found }) if found == all.len()));
    // Also the largest envelope's header fits the reader's limit.
    let references: Vec<&EnvelopeKey> = keys[..RECIPIENTS_MAX].iter().collect();
    let envelope = seal(&references, b"a");
    assert_eq!(open(references[RECIPIENTS_MAX - 1], &envelope).unwrap(), b"a");
    let mut spoiled = all[..3].to_vec();
    spoiled[1] = spoiled[1].to_uppercase();
    assert!(matches!(refused(&spoiled), Some(EncryptError::Recipient { index: 1 })));
    for bad in ["", "age1", "ssh-ed25519 AAAA", keys[0].to_secret_text().as_str(), "age1yubikey1q"] {
        assert!(!is_recipient(bad), "{bad}");
    }
    assert!(is_recipient(&all[0]));
}

#[test]
fn a_hostile_header_is_not_read_to_its_end() {
    struct Endless {
        given: u64,
    }
    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let line = b"-> X25519 AAAA\n";
            for slot in buffer.iter_mut() {
                let head = b"age-encryption.org/v1\n";
                let at = usize::try_from(self.given).unwrap();
                *slot = head.get(at).copied().unwrap_or_else(|| line[(at - head.len()) % line.len()]);
                self.given += 1;
            }
            Ok(buffer.len())
        }
    }
    let key = EnvelopeKey::generate();
    let mut source = Endless { given: 0 };
    let outcome = decrypt(&[&key], &mut source, &mut Vec::new(), 10);
    assert!(matches!(outcome, Err(OpenError::NotAnEnvelope)));
    assert!(source.given <= HEADER_BYTES_MAX);
}

#[test]
fn a_failing_medium_is_not_called_damage() {
    struct Failing<'a>(&'a [u8]);
    impl Read for Failing<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() {
                return Err(io::Error::new(io::ErrorKind::BrokenPipe, "pulled out"));
            }
            self.0.read(buffer)
        }
    }
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let key = EnvelopeKey::generate();
    let envelope = seal(&[&key], &vec![1; 3 * CHUNK]);
    for cut in [0, 50, CHUNK, 2 * CHUNK] {
        let outcome = decrypt(&[&key], Failing(&envelope[..cut]), &mut Vec::new(), u64::MAX);
        assert!(
            matches!(&outcome, Err(OpenError::Read(e)) if e.kind() == io::ErrorKind::BrokenPipe),
            "{cut}: {outcome:?}"
        );
    }
    let outcome = decrypt(&[&key], envelope.as_slice(), &mut Full, u64::MAX);
    assert!(matches!(outcome, Err(OpenError::Write(e)) if e.kind() == io::ErrorKind::StorageFull));
}

#[test]
fn other_files_are_not_envelopes() {
    let key = EnvelopeKey::generate();
    for file in [&b""[..], b"\xff\xd8\xff\xe0 JFIF", b"age-encryption.org/v2\n-> x\n", b"PK\x03\x04"] {
        assert!(matches!(open(&key, file), Err(OpenError::NotAnEnvelope)));
    }
}

proptest! {
    #[test]
    fn any_content_comes_back(content in prop::collection::vec(any::<u8>(), 0..5_000)) {
        let key = EnvelopeKey::generate();
        prop_assert_eq!(open(&key, &seal(&[&key], &content)).unwrap(), content);
    }

    #[test]
    fn arbitrary_bytes_never_panic(tail in prop::collection::vec(any::<u8>(), 0..400)) {
        let key = EnvelopeKey::generate();
        prop_assert!(open(&key, &tail).is_err());
        let file = [b"age-encryption.org/v1\n".as_slice(), &tail].concat();
        prop_assert!(open(&key, &file).is_err());
    }
}
