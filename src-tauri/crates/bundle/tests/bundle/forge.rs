//! A bundle taken apart and put together again by hand, honestly signed or not.
//!
//! Nothing here uses the crate's own archive code: this is a second opinion on the format.

use std::io::Write;

use serde_json::{Value, json};
use so138_bundle::{Opened, ReadError};
use so138_domain::ids::Sha256Hash;
use so138_trust::{cms, envelope};

use crate::world::{NOW, Station, World, read_all};

/// The members of a bundle.
#[derive(Clone)]
pub struct Parts {
    pub manifest: Vec<u8>,
    pub signature: Vec<u8>,
    pub officer: Option<Vec<u8>>,
    pub entries: Vec<u8>,
}

/// One header and its padded content, as POSIX describes them.
pub fn member(name: &[u8], content: &[u8]) -> Vec<u8> {
    let mut block = vec![0_u8; 512];
    block[..name.len()].copy_from_slice(name);
    block[100..108].copy_from_slice(b"0000644\0");
    block[108..116].copy_from_slice(b"0000000\0");
    block[116..124].copy_from_slice(b"0000000\0");
    block[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
    block[136..148].copy_from_slice(b"00000000000\0");
    block[156] = b'0';
    block[257..265].copy_from_slice(b"ustar\x0000");
    block[329..337].copy_from_slice(b"0000000\0");
    block[337..345].copy_from_slice(b"0000000\0");
    sum(&mut block);
    block.extend_from_slice(content);
    block.resize(block.len().next_multiple_of(512), 0);
    block
}

/// Writes the checksum of a header anew.
pub fn sum(block: &mut [u8]) {
    block[148..156].fill(b' ');
    let sum: u32 = block[..512].iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

/// Compresses with the level of the format.
pub fn zstd(raw: &[u8]) -> Vec<u8> {
    zstd::encode_all(raw, 3).unwrap()
}

/// The two lines of each entry.
pub fn lines<'a>(entries: impl IntoIterator<Item = (&'a [u8], Option<&'a [u8]>)>) -> Vec<u8> {
    let mut raw = Vec::new();
    for (header, body) in entries {
        raw.extend_from_slice(&[header, b"\n", body.unwrap_or(b"null"), b"\n"].concat());
    }
    raw
}

impl Parts {
    /// Writes the commune's ledger and takes the file apart.
    pub fn of(world: &World) -> Self {
        world.write(&world.draft(), &[2]).unwrap();
        let tar = open_envelope(world, &std::fs::read(world.path()).unwrap());
        let mut rest = tar.as_slice();
        let mut take = |name: &str| {
            let size = std::str::from_utf8(&rest[124..135]).unwrap();
            let size = usize::from_str_radix(size, 8).unwrap();
            let content = rest[512..512 + size].to_vec();
            let padded = member(name.as_bytes(), &content);
            assert_eq!(rest[..padded.len()], padded, "{name} as POSIX describes it");
            rest = &rest[padded.len()..];
            content
        };
        let parts = Self {
            manifest: take("manifest.json"),
            signature: take("manifest.p7s"),
            officer: None,
            entries: take("entries.ndjson.zst"),
        };
        assert_eq!(rest, [0; 1024]);
        parts
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.manifest).unwrap()
    }

    /// Sets the manifest and signs it as `station`.
    pub fn sign_as(&mut self, station: &Station, manifest: &[u8]) {
        self.manifest = manifest.to_vec();
        self.signature = cms::sign(manifest, &station.keys, &station.chain, NOW).unwrap();
    }

    /// Changes the manifest and signs it again as the commune.
    pub fn change(&mut self, world: &World, change: impl FnOnce(&mut Value)) {
        let mut json = self.json();
        change(&mut json);
        self.sign_as(&world.commune, &serde_json::to_vec(&json).unwrap());
    }

    /// Puts other entries in, with sizes and hashes that fit, and signs again.
    pub fn put_entries(&mut self, world: &World, raw: &[u8]) {
        self.put_member(world, raw, &zstd(raw));
    }

    /// Puts another compressed member in that is said to give `raw`, and signs again.
    pub fn put_member(&mut self, world: &World, raw: &[u8], entries: &[u8]) {
        self.entries = entries.to_vec();
        self.change(world, |json| {
            let count = json["entries"]["count"].clone();
            json["entries"] = json!({
                "size_bytes": entries.len(),
                "sha256": Sha256Hash::of(entries),
                "raw_size_bytes": raw.len(),
                "raw_sha256": Sha256Hash::of(raw),
                "count": count,
            });
        });
    }

    /// The archive.
    pub fn tar(&self) -> Vec<u8> {
        let officer = self.officer.as_ref().map(|officer| member(b"officer.p7s", officer));
        [
            member(b"manifest.json", &self.manifest),
            member(b"manifest.p7s", &self.signature),
            officer.unwrap_or_default(),
            member(b"entries.ndjson.zst", &self.entries),
            vec![0; 1024],
        ]
        .concat()
    }

    /// Reads the bundle to its end.
    pub fn read(&self, world: &World) -> Result<Opened, ReadError> {
        read_tar(world, &self.tar())
    }
}

/// Encrypts an archive to the province, writes it and reads it to its end.
pub fn read_tar(world: &World, tar: &[u8]) -> Result<Opened, ReadError> {
    read_file(world, &make_envelope(world, tar))
}

/// Writes a file and reads it to its end.
pub fn read_file(world: &World, bytes: &[u8]) -> Result<Opened, ReadError> {
    let mut file = tempfile::NamedTempFile::new_in(world.folder.path()).unwrap();
    file.write_all(bytes).unwrap();
    let mut opened = world.open(file.path())?;
    read_all(&mut opened)?;
    Ok(opened)
}

pub fn make_envelope(world: &World, content: &[u8]) -> Vec<u8> {
    let mut out = envelope::encrypt(&[world.province.recipient()], Vec::new()).unwrap();
    out.write_all(content).unwrap();
    out.finish().unwrap()
}

pub fn open_envelope(world: &World, file: &[u8]) -> Vec<u8> {
    let mut content = Vec::new();
    envelope::decrypt(&[world.province.envelope_key()], file, &mut content, u64::MAX).unwrap();
    content
}
