//! Bundles and entries that no honest program would write.

use std::path::Path;

use so138_app::App;
use so138_bundle::{BundleDraft, Limits, Purpose, Sender, SliceDraft, WriteContext, WriteError};
use so138_domain::clock::Hlc;
use so138_domain::ids::{EntryId, Sha256Hash};
use so138_domain::ledger::{Body, Head, Header, SliceMark};
use so138_trust::seal::{Seal, SealedHead};

use crate::world::Station;

/// The head of the station's own latest epoch.
pub fn own_head(station: &Station) -> Head {
    head_of(&station.app)
}

fn head_of(app: &App) -> Head {
    let session = app.session().unwrap();
    let heads = session.reader().unwrap().heads().unwrap();
    let own = heads.into_iter().filter(|row| row.head.station == *session.station_id());
    own.max_by_key(|row| row.hlc).unwrap().head
}

/// Appends an entry with any body to a station's own ledger, rights and catalog notwithstanding.
pub fn append(station: &Station, body: Body) -> EntryId {
    let session = station.app.session().unwrap();
    session.write(&station.app, |ledger| ledger.append(body)).unwrap()
}

/// Appends an entry of which only the bytes are given: the kind and what stands in the body.
pub fn append_raw(station: &Station, kind: &str, is: &str) -> EntryId {
    let session = station.app.session().unwrap();
    let head = own_head(station);
    let before = session.reader().unwrap().entry(&head).unwrap().unwrap().header;
    let body = format!(r#"{{"salt":"{}","is":{is}}}"#, "00".repeat(16)).into_bytes();
    let header = Header {
        seq: head.seq + 1,
        prev: Some(head.id),
        hlc: Hlc::at_ms(before.hlc.ms() + 1),
        kind: kind.to_owned(),
        body: Sha256Hash::of(&body),
        ..before
    };
    let bytes = serde_json::to_vec(&header).unwrap();
    let entry = so138_domain::ledger::Entry::read(bytes, Some(body)).unwrap();
    session.store().transaction(|tx| tx.append(&entry)).unwrap();
    entry.id
}

/// A bundle of the station's own ledger alone, for the receiver's key, with anything changed in it.
pub fn bundle(from: &Station, to: &Station, path: &Path, change: impl FnOnce(&mut BundleDraft)) {
    let recipient = to.app.session().unwrap().keys().recipient();
    bundle_by(&from.app, &to.unit, recipient, path, change);
}

/// The same, by a program and for a key that are given.
pub fn bundle_by(
    from: &App,
    to: &str,
    recipient: String,
    path: &Path,
    change: impl FnOnce(&mut BundleDraft),
) {
    let session = from.session().unwrap();
    let enrolment = session.enrolment().unwrap().unwrap();
    let reader = session.reader().unwrap();
    let head = head_of(from);
    let (station, epoch) = (head.station.to_string(), head.epoch.to_string());
    let sealed = SealedHead { station: &station, epoch: &epoch, seq: head.seq, head: head.id.as_bytes() };
    let seal = Seal::sign(sealed, session.keys(), &enrolment.chain).unwrap();
    let mark = SliceMark { station: head.station, epoch: head.epoch, from: 1, before: None, head };
    let now = from.now().0;
    let mut draft = BundleDraft {
        app: "0.1.0".to_owned(),
        purpose: Purpose::Report,
        sandbox: session.is_sandbox(),
        sender: Sender { station: head.station, unit: session.unit().clone(), epoch: head.epoch },
        to: to.parse().unwrap(),
        number: 1,
        previous: None,
        base: None,
        created: now.to_rfc3339(),
        catalog: "2026.1".to_owned(),
        slices: vec![SliceDraft { unit: session.unit().clone(), mark, seal }],
        periods: vec![],
        totals: vec![],
    };
    change(&mut draft);
    let recipients = [recipient];
    let (limits, spool) = (Limits::default(), tempfile::tempdir().unwrap());
    let context = WriteContext {
        keys: session.keys(),
        chain: &enrolment.chain,
        signed_at: now.timestamp(),
        recipients: &recipients,
        limits: &limits,
        spool_dir: spool.path(),
    };
    so138_bundle::write(path, &draft, &context, |slice, sink| -> Result<(), WriteError> {
        for stored in reader.slice(slice.mark.from, &slice.mark.head).unwrap() {
            let stored = stored.unwrap();
            sink.put(stored.header, stored.body)?;
        }
        Ok(())
    })
    .unwrap();
}
