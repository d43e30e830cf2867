//! How large a catalog may be, and that what is loaded can be published.

use so138_domain::catalog::{CATALOG_BYTES_MAX, CATALOG_ENTRY_BYTES_MAX};
use so138_domain::clock::Hlc;
use so138_domain::ids::{EpochId, Sha256Hash, StationId};
use so138_domain::ledger::{BODY_BYTES_MAX, Body, CatalogPublished, Draft, Entry};

use super::*;

fn bytes() -> usize {
    FIELD.len() + MORE.len() + "field.toml".len() + "more.toml".len()
}

fn entry_bytes(document: &str) -> usize {
    serde_json::to_string(document).unwrap().len()
}

#[test]
fn plain_files_are_bounded_by_their_bytes() {
    let padded =
        |bytes_wanted: usize| load(FIELD, &format!("{MORE}#{}", "x".repeat(bytes_wanted - bytes() - 1)));
    assert!(padded(CATALOG_BYTES_MAX).is_ok());
    let faults = padded(CATALOG_BYTES_MAX + 1).unwrap_err();
    assert_eq!((faults.len(), faults[0].line), (1, 1));
    let over = CATALOG_BYTES_MAX + 1;
    assert!(faults[0].reason.contains(&format!("the files have {over} bytes, over {CATALOG_BYTES_MAX}")));
}

#[test]
fn files_full_of_quotes_are_bounded_by_the_entry_they_become() {
    let before = entry_bytes(&catalog().to_document());
    let wanted = CATALOG_ENTRY_BYTES_MAX - before - 1; // one for the sign that begins the remark
    let (quotes, plain) = (wanted / 4, wanted % 4);
    let more = |plain: usize| format!("{MORE}#{}{}", "\"".repeat(quotes), "x".repeat(plain));
    assert!(bytes() + quotes + plain + 1 < CATALOG_BYTES_MAX, "the other bound must not come first");
    let largest = load(FIELD, &more(plain)).unwrap();
    assert_eq!(entry_bytes(&largest.to_document()), CATALOG_ENTRY_BYTES_MAX);
    let faults = load(FIELD, &more(plain + 1)).unwrap_err();
    let over = CATALOG_ENTRY_BYTES_MAX + 1;
    assert!(faults[0].reason.contains(&format!("as one entry the files have {over} bytes")), "{faults:#?}");

    // The largest one becomes an entry, with the longest version and a signature beside it.
    let body =
        Body::CatalogPublished(CatalogPublished { version: "v".repeat(40), document: largest.to_document() });
    let draft = Draft {
        station: StationId::from_bytes([1; 16]),
        epoch: EpochId::from_bytes([2; 16]),
        seq: u64::MAX,
        prev: Some(Sha256Hash::of(b"before")),
        hlc: Hlc::at_ms(1_000),
        wall: "2022-03-05T08:00:00+07:00".to_owned(),
        wall_typed: false,
        officer: None,
        catalog: "1".to_owned(),
        salt: [3; 16],
    };
    let entry = Entry::make(draft, &body, Some(&|_| "f".repeat(128))).unwrap();
    assert!(entry.body_bytes.unwrap().len() <= BODY_BYTES_MAX);
}
