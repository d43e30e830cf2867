//! Seals: exact bytes, the right station, nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{NOW, World, enrol};
use so138_trust::chain::ChainError;
use so138_trust::keys::{StationKeys, verify_officer};
use so138_trust::seal::{Seal, SealError, SealedHead};

const HEAD: [u8; 32] = [7; 32];

fn head() -> SealedHead<'static> {
    SealedHead { station: "48012-1", epoch: "e1", seq: 42, head: &HEAD }
}

#[test]
fn a_seal_is_a_signature_over_exactly_these_bytes() {
    let world = World::new();
    let seal = Seal::sign(head(), &world.keys, &world.chain).unwrap();
    let message = format!("so138-seal-v1\n48012-1\ne1\n42\n{}\n", "07".repeat(32));
    let public = world.keys.public_sec1();
    assert_eq!(verify_officer(&public, message.as_bytes(), &seal.signature), Ok(()));
    let identity = seal.verify(head(), &world.anchor()).unwrap();
    assert_eq!(identity.station_id, "48012-1");
}

#[test]
fn any_other_head_is_not_sealed() {
    let world = World::new();
    let seal = Seal::sign(head(), &world.keys, &world.chain).unwrap();
    let bad = Err(SealError::Chain(ChainError::BadSignature));
    let check = |head| seal.verify(head, &world.anchor()).map(|_| ());
    assert_eq!(check(SealedHead { seq: 43, ..head() }), bad);
    assert_eq!(check(SealedHead { epoch: "e2", ..head() }), bad);
    assert_eq!(check(SealedHead { head: &[8; 32], ..head() }), bad);
    assert_eq!(check(SealedHead { station: "48012-2", ..head() }), bad);
    assert_eq!(check(SealedHead { epoch: "e\n1", ..head() }), Err(SealError::Id));
}

#[test]
fn a_station_cannot_seal_for_another() {
    let world = World::new();
    let keys = StationKeys::generate().unwrap();
    let chain = enrol(&world.district, &keys, "48012-2", "48012", NOW);
    let seal = Seal::sign(head(), &keys, &chain).unwrap();
    assert_eq!(seal.verify(head(), &world.anchor()), Err(SealError::OtherStation));
}

#[test]
fn seals_travel_as_json() {
    let world = World::new();
    let seal = Seal::sign(head(), &world.keys, &world.chain).unwrap();
    let json = serde_json::to_string(&seal).unwrap();
    let again: Seal = serde_json::from_str(&json).unwrap();
    assert_eq!(again, seal);
    assert!(again.verify(head(), &world.anchor()).is_ok());
    let broken = json.replacen("\"certs\":[\"", "\"certs\":[\"!", 1);
    assert!(serde_json::from_str::<Seal>(&broken).is_err());
    for text in ["", "zz", &seal.signature.to_uppercase()] {
        let bad = Seal { signature: text.to_owned(), ..seal.clone() };
        assert_eq!(bad.verify(head(), &world.anchor()), Err(SealError::Malformed));
    }
    let nobody = Seal { certs: vec![], ..seal };
    let refused = nobody.verify(head(), &world.anchor());
    assert_eq!(refused, Err(SealError::Chain(ChainError::UnknownIssuer)));
}
