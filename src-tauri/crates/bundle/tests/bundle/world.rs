//! A province with its district and two communes, their keys, certificates and ledgers.

use std::path::Path;

use so138_bundle::{
    BundleDraft, Limits, Opened, Purpose, ReadContext, ReadError, Sender, SliceDraft, WriteContext,
    WriteError, Written,
};
use so138_domain::clock::Hlc;
use so138_domain::ids::{EpochId, StationId, UnitCode};
use so138_domain::ledger::{Body, Draft, Entry, Head, Note, SliceMark};
use so138_trust::authority::{Authority, AuthorityKey, EnrolRequest};
use so138_trust::chain::Anchor;
use so138_trust::keys::StationKeys;
use so138_trust::seal::{Seal, SealedHead};

/// When everything in the tests happens, in seconds since 1970.
pub const NOW: i64 = 1_780_000_000;
/// Same as wall clock.
pub const WALL: &str = "2026-05-28T20:26:40Z";

/// One enrolled station and its ledger.
pub struct Station {
    pub id: StationId,
    pub epoch: EpochId,
    pub unit: UnitCode,
    pub keys: StationKeys,
    pub chain: Vec<Vec<u8>>,
    pub ledger: Vec<Entry>,
}

/// Everybody there is.
pub struct World {
    pub root: Authority,
    pub commune: Station,
    pub other: Station,
    pub district: Station,
    pub province: StationKeys,
    pub limits: Limits,
    pub folder: tempfile::TempDir,
}

impl World {
    pub fn new() -> Self {
        let root = Authority::create_root("T48", "Tỉnh 48", NOW).unwrap();
        let key = AuthorityKey::generate().unwrap();
        let own = root.issue_sub(&key.request().unwrap(), "480", "Huyện 480", NOW).unwrap();
        let district = Authority::try_new(key, vec![own, root.root_der().to_vec()]).unwrap();
        Self {
            commune: Station::enrol(&district, 1, "48012"),
            other: Station::enrol(&district, 2, "48013"),
            district: Station::enrol(&district, 3, "480"),
            province: StationKeys::generate().unwrap(),
            limits: Limits::default(),
            folder: tempfile::tempdir().unwrap(),
            root,
        }
    }

    /// A commune with a ledger of three notes, the second withheld when it is sent.
    pub fn with_notes() -> Self {
        let mut world = Self::new();
        for text in ["một", "hai", "ba"] {
            world.commune.note(text);
        }
        world
    }

    pub fn anchor(&self) -> Anchor<'_> {
        Anchor::new(self.root.root_der(), NOW)
    }

    pub fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("xa.so138")
    }

    /// A bundle of the commune's whole ledger for the province.
    pub fn draft(&self) -> BundleDraft {
        self.draft_of(&self.commune, vec![self.commune.slice(1, self.commune.ledger.len())])
    }

    pub fn draft_of(&self, sender: &Station, slices: Vec<SliceDraft>) -> BundleDraft {
        BundleDraft {
            app: "0.1.0".into(),
            purpose: Purpose::Report,
            sandbox: false,
            sender: Sender { station: sender.id, unit: sender.unit.clone(), epoch: sender.epoch },
            to: "T48".parse().unwrap(),
            number: 1,
            previous: None,
            base: None,
            created: WALL.into(),
            catalog: "2026.05".into(),
            slices,
            periods: vec!["2026-05".into()],
            totals: vec![],
        }
    }

    /// Writes a draft of `sender`; entries without a body are those in `withheld`, by number.
    pub fn write_as(
        &self,
        sender: &Station,
        path: &Path,
        draft: &BundleDraft,
        withheld: &[u64],
    ) -> Result<Written, WriteError> {
        let recipients = [self.province.recipient(), StationKeys::generate().unwrap().recipient()];
        let context = WriteContext {
            keys: &sender.keys,
            chain: &sender.chain,
            signed_at: NOW,
            recipients: &recipients,
            limits: &self.limits,
            spool_dir: self.folder.path(),
        };
        so138_bundle::write(path, draft, &context, |slice, sink| {
            for entry in self.entries(&slice.mark) {
                let body =
                    (!withheld.contains(&entry.header.seq)).then(|| entry.body_bytes.clone()).flatten();
                sink.put(entry.header_bytes.clone(), body)?;
            }
            Ok(())
        })
    }

    pub fn write(&self, draft: &BundleDraft, withheld: &[u64]) -> Result<Written, WriteError> {
        self.write_as(&self.commune, &self.path(), draft, withheld)
    }

    /// The entries of a slice, wherever they are kept.
    pub fn entries(&self, mark: &SliceMark) -> Vec<&Entry> {
        let ledgers = [&self.commune, &self.other, &self.district];
        let ledger = &ledgers.iter().find(|station| station.id == mark.station).unwrap().ledger;
        let within = |entry: &&Entry| (mark.from..=mark.head.seq).contains(&entry.header.seq);
        ledger.iter().filter(within).collect()
    }

    pub fn open(&self, path: &Path) -> Result<Opened, ReadError> {
        self.open_with(path, &self.anchor(), &self.limits)
    }

    pub fn open_with(&self, path: &Path, anchor: &Anchor<'_>, limits: &Limits) -> Result<Opened, ReadError> {
        let keys = [self.province.envelope_key()];
        let context = ReadContext { keys: &keys, anchor: *anchor, limits, spool_dir: self.folder.path() };
        so138_bundle::open(path, &context)
    }

    /// Opens the file and reads all its entries.
    pub fn read(&self, path: &Path) -> Result<Vec<Vec<Entry>>, ReadError> {
        read_all(&mut self.open(path)?)
    }
}

/// All entries, by slice.
pub fn read_all(opened: &mut Opened) -> Result<Vec<Vec<Entry>>, ReadError> {
    let mut slices = Vec::new();
    opened.for_each_slice(|_, entries| {
        slices.push(entries.collect());
        Ok::<(), ReadError>(())
    })?;
    Ok(slices)
}

impl Station {
    pub fn enrol(authority: &Authority, number: u8, unit: &str) -> Self {
        let id = StationId::from_bytes([number; 16]);
        let keys = StationKeys::generate().unwrap();
        let mut chain = vec![Self::certificate(authority, &keys, id, unit, NOW, 3)];
        chain.extend_from_slice(authority.path());
        let epoch = EpochId::from_bytes([number + 100; 16]);
        Self { id, epoch, unit: unit.parse().unwrap(), keys, chain, ledger: vec![] }
    }

    pub fn certificate(
        authority: &Authority,
        keys: &StationKeys,
        id: StationId,
        unit: &str,
        now: i64,
        years: u32,
    ) -> Vec<u8> {
        let request = EnrolRequest::try_new(unit, &id.to_string(), keys, None, "0.1.0").unwrap();
        authority.issue_station(&request.csr_der, &id.to_string(), unit, now, years).unwrap()
    }

    /// Appends a note to the ledger.
    pub fn note(&mut self, text: &str) {
        let seq = self.ledger.len() as u64 + 1;
        let draft = Draft {
            station: self.id,
            epoch: self.epoch,
            seq,
            prev: self.ledger.last().map(|entry| entry.id),
            hlc: Hlc::at_ms(1_000 + seq),
            wall: WALL.into(),
            wall_typed: false,
            officer: None,
            catalog: "2026.05".into(),
            salt: [seq as u8; 16],
        };
        let note = Body::Note(Note { unit: self.unit.clone(), text: text.into() });
        self.ledger.push(Entry::make(draft, &note, None).unwrap());
    }

    /// A sealed slice of the ledger, both ends included.
    pub fn slice(&self, from: usize, to: usize) -> SliceDraft {
        let last = &self.ledger[to - 1];
        let before = (from > 1).then(|| self.ledger[from - 2].id);
        let head = Head { station: self.id, epoch: self.epoch, seq: to as u64, id: last.id };
        let mark = SliceMark { station: self.id, epoch: self.epoch, from: from as u64, before, head };
        SliceDraft { unit: self.unit.clone(), mark, seal: self.seal(&head) }
    }

    pub fn seal(&self, head: &Head) -> Seal {
        let (station, epoch) = (head.station.to_string(), head.epoch.to_string());
        let sealed = SealedHead { station: &station, epoch: &epoch, seq: head.seq, head: head.id.as_bytes() };
        Seal::sign(sealed, &self.keys, &self.chain).unwrap()
    }
}
