//! Nothing that was typed can be read by somebody who finds the laptop, a stick or a copy.

use so138_app::usecase::backup::{BackUp, BackUpReq};
use so138_app::usecase::draft::{SaveDraft, SaveDraftReq};
use so138_app::usecase::record::{SaveRecord, SaveRecordReq};
use so138_app::usecase::station::Lock;
use so138_app::wire::Nothing;

use crate::files::{all_files, holds, plain_copy};
use crate::world::{Station, World, day, finish, imported, records, session_fields};

/// Texts that look like what must not be there; each stands alone in some field.
const CANARIES: &[&str] = &["NguyenVanCanary", "CCCD062099001234", "0905123456", "TranThiHoangYen"];

/// Types the canaries into records, a changed version, a draft and a note.
fn type_canaries(station: &Station) {
    let typed = session_fields(&[("ten", CANARIES[0]), ("ghi_chu", CANARIES[1])]);
    let saved = save(station, None, &typed);
    save(station, Some(saved), &[("ghi_chu", CANARIES[2])]);
    let draft = SaveDraftReq {
        record: "0190a5c0-0000-7000-8000-000000000001".to_owned(),
        kind: "hoat_dong".to_owned(),
        field: "ghi_chu".to_owned(),
        text: CANARIES[3].to_owned(),
    };
    station.run::<SaveDraft>(draft).unwrap();
}

/// Saves a record whose texts are attested: without that the guard would let none of it leave.
fn save(station: &Station, record: Option<String>, typed: &[(&str, &str)]) -> String {
    let req = SaveRecordReq {
        kind: record.is_none().then(|| "hoat_dong".to_owned()),
        record,
        typed: typed.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect(),
        reasons: [("C20".to_owned(), "thử".to_owned())].into_iter().collect(),
        ..SaveRecordReq::default()
    };
    station.run::<SaveRecord>(req).unwrap().record
}

/// Searches for a text as it is, in lower case, and in the usual codings of bytes as text.
fn is_readable(bytes: &[u8], canary: &str) -> bool {
    let hexed = hex::encode(canary);
    let utf16: Vec<u8> = canary.encode_utf16().flat_map(u16::to_le_bytes).collect();
    holds(bytes, canary)
        || holds(bytes, &canary.to_lowercase())
        || holds(bytes, &hexed)
        || bytes.windows(utf16.len()).any(|window| window == utf16)
}

fn assert_unreadable(folder: &std::path::Path, files_min: usize) {
    let files = all_files(folder);
    assert!(files.len() >= files_min, "only {} files", files.len());
    for (path, bytes) in files {
        for canary in CANARIES {
            assert!(!is_readable(&bytes, canary), "{canary} in {}", path.display());
        }
    }
}

#[test]
fn no_file_of_a_station_and_no_bundle_can_be_read() {
    let world = World::new();
    let (district, commune) = world.pair();
    type_canaries(&commune);
    assert_eq!(records(&commune).len(), 1);
    let plain = plain_copy(&commune);
    for canary in CANARIES {
        assert!(is_readable(&plain, canary), "the search finds {canary} where it is in clear");
    }
    // While the store is open: database, its log, key slots, doorplate, watermark, lock.
    assert_unreadable(commune.folder(), 5);
    commune.run::<BackUp>(BackUpReq { to: None }).unwrap();
    world.clock.set_day(day("2022-11-16"));
    finish(&commune);
    let bundle = world.carry(&commune, None);
    assert_unreadable(bundle.parent().unwrap(), 1);
    imported(&district, &bundle);
    for station in [&commune, &district] {
        station.run::<Lock>(Nothing {}).unwrap();
        assert_unreadable(station.folder(), 4);
    }
    assert!(all_files(&commune.folder().join("backups")).len() >= 3, "the backup was among them");
    let spool = commune.folder().join("tam");
    assert!(!spool.exists() || all_files(&spool).is_empty(), "nothing is left of the export");
}
