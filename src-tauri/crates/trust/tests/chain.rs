//! Chains that hold, and every way they do not.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{DAY, NOW, World, district_of, enrol, issue_raw, station_key_pair};
use rcgen::string::Ia5String;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
    SanType,
};
use sha2::{Digest, Sha256};
use so138_trust::authority::Authority;
use so138_trust::chain::{Anchor, CERT_BYTES_MAX, CERTS_MAX, ChainError, GRACE_DAYS, PURPOSE_OID, verify};
use so138_trust::keys::StationKeys;

/// Parameters as ours, to be spoiled by a test.
fn station_params(uri: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    params.not_after = rcgen::date_time_ymd(2028, 1, 1);
    params.distinguished_name.push(DnType::CommonName, "spoiled");
    params.subject_alt_names = vec![SanType::URI(Ia5String::try_from(uri).unwrap())];
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages =
        vec![ExtendedKeyUsagePurpose::Other(PURPOSE_OID.to_vec()), ExtendedKeyUsagePurpose::EmailProtection];
    params
}

fn authority_params(uri: &str) -> CertificateParams {
    let mut params = station_params(uri);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
}

#[test]
fn the_identity_is_what_the_chain_says() {
    let world = World::new();
    let identity = verify(&world.chain, &world.anchor()).unwrap();
    assert_eq!(identity.station_id, "48012-1");
    assert_eq!(identity.unit, "48012");
    assert_eq!(identity.issuer_units, ["H48-1", "T48"]);
    assert_eq!(identity.cert_sha256[..], Sha256::digest(&world.chain[0])[..]);
    assert_eq!(identity.serial_hex.len(), 32);
    assert!(!identity.is_in_grace);

    let direct = enrol(&world.province, &world.keys, "T48-1", "T48", NOW);
    assert_eq!(direct.len(), 1);
    assert_eq!(verify(&direct, &world.anchor()).unwrap().issuer_units, ["T48"]);

    let lowest = district_of(&world.district, "X1", NOW);
    let deep = enrol(&lowest, &world.keys, "X1-1", "X1", NOW);
    let identity = verify(&deep, &world.anchor()).unwrap();
    assert_eq!(identity.issuer_units, ["X1", "H48-1", "T48"]);
}

#[test]
fn another_root_is_an_unknown_issuer_even_with_the_same_name() {
    let world = World::new();
    let twin = Authority::create_root("T48", "Tỉnh", NOW).unwrap();
    let anchor = Anchor::new(twin.root_der(), NOW);
    assert_eq!(verify(&world.chain, &anchor), Err(ChainError::UnknownIssuer));
    let other = Authority::create_root("T49", "Tỉnh khác", NOW).unwrap();
    let anchor = Anchor::new(other.root_der(), NOW);
    assert_eq!(verify(&world.chain, &anchor), Err(ChainError::UnknownIssuer));
    let alone = &world.chain[..1];
    assert_eq!(verify(alone, &world.anchor()), Err(ChainError::UnknownIssuer));
    assert_eq!(verify(&[], &world.anchor()), Err(ChainError::UnknownIssuer));
    let no_root = Anchor::new(b"nothing", NOW);
    assert_eq!(verify(&world.chain, &no_root), Err(ChainError::Root));
}

#[test]
fn time_is_judged_to_the_second_with_a_grace() {
    let world = World::new();
    let end = verify(&world.chain, &world.anchor()).unwrap().not_after;
    let at = |now| verify(&world.chain, &world.anchor_at(now));
    assert!(!at(end).unwrap().is_in_grace);
    assert!(at(end + 1).unwrap().is_in_grace);
    let grace = i64::from(GRACE_DAYS) * DAY;
    assert!(at(end + grace).unwrap().is_in_grace);
    assert_eq!(at(end + grace + 1), Err(ChainError::Expired { not_after: end }));
    let strict = Anchor { grace_days: 0, ..world.anchor_at(end + 1) };
    assert_eq!(verify(&world.chain, &strict), Err(ChainError::Expired { not_after: end }));
    let ten_years = at(NOW + 10 * 365 * DAY);
    assert_eq!(ten_years, Err(ChainError::Expired { not_after: end }));

    let start = NOW - DAY;
    assert!(at(start).is_ok(), "a receiver's clock may be a day behind");
    let early = Err(ChainError::NotYetValid { not_before: start });
    assert_eq!(at(start - 1), early);
    assert_eq!(at(-1), early);
}

#[test]
fn a_station_is_no_authority_and_an_authority_no_station() {
    let world = World::new();
    let victim = KeyPair::generate().unwrap();
    let station_key = station_key_pair(&world.keys);
    let own = rustls_pki_types::CertificateDer::from(world.chain[0].as_slice());
    let issuer = rcgen::Issuer::from_ca_cert_der(&own, station_key).unwrap();
    let rogue = station_params("so138:station:x:unit:48012").signed_by(&victim, &issuer).unwrap();
    let mut chain = vec![rogue.der().to_vec()];
    chain.extend_from_slice(&world.chain);
    assert_eq!(verify(&chain, &world.anchor()), Err(ChainError::StationAsAuthority));

    let authority = world.district.path().to_vec();
    assert_eq!(verify(&authority, &world.anchor()), Err(ChainError::AuthorityAsStation));
}

#[test]
fn purposes_usages_and_names_are_checked_on_every_certificate() {
    let world = World::new();
    let key = KeyPair::generate().unwrap();
    let good_uri = "so138:station:x:unit:48012";
    let leaf = |change: &dyn Fn(&mut CertificateParams)| {
        let mut params = station_params(good_uri);
        change(&mut params);
        let mut chain = vec![issue_raw(&world.district, &params, &key)];
        chain.extend_from_slice(world.district.path());
        verify(&chain, &world.anchor()).map(|identity| identity.station_id)
    };
    let uri = |text: &str| SanType::URI(Ia5String::try_from(text).unwrap());
    assert_eq!(leaf(&|_| ()), Ok("x".to_owned()), "the unspoiled one is accepted");
    let purpose = Err(ChainError::WrongPurpose);
    assert_eq!(leaf(&|p| p.extended_key_usages.clear()), purpose);
    assert_eq!(leaf(&|p| p.extended_key_usages = vec![ExtendedKeyUsagePurpose::Any]), purpose);
    assert_eq!(leaf(&|p| p.key_usages = vec![KeyUsagePurpose::KeyAgreement]), purpose);
    assert_eq!(leaf(&|p| p.key_usages.push(KeyUsagePurpose::KeyCertSign)), purpose);
    let malformed = Err(ChainError::Malformed);
    assert_eq!(leaf(&|p| p.key_usages.clear()), malformed);
    assert_eq!(leaf(&|p| p.subject_alt_names.clear()), malformed);
    assert_eq!(leaf(&|p| p.subject_alt_names.push(uri("so138:station:y:unit:1"))), malformed);
    assert_eq!(leaf(&|p| p.subject_alt_names = vec![uri("https://example.org")]), malformed);
    assert_eq!(leaf(&|p| p.subject_alt_names = vec![uri("so138:authority:H48-1")]), malformed);

    let middle = |change: &dyn Fn(&mut CertificateParams)| {
        let key = KeyPair::generate().unwrap();
        let mut params = authority_params("so138:authority:H9");
        change(&mut params);
        let own = issue_raw(&world.province, &params, &key);
        let issuer = rcgen::Issuer::new(params, key);
        let leaf_key = KeyPair::generate().unwrap();
        let leaf = station_params(good_uri).signed_by(&leaf_key, &issuer).unwrap();
        verify(&[leaf.der().to_vec(), own], &world.anchor()).map(|identity| identity.issuer_units)
    };
    assert_eq!(middle(&|_| ()), Ok(vec!["H9".to_owned(), "T48".to_owned()]));
    assert_eq!(middle(&|p| p.extended_key_usages.clear()), Err(ChainError::WrongPurpose));
    let no_issuing = middle(&|p| p.key_usages = vec![KeyUsagePurpose::DigitalSignature]);
    assert_eq!(no_issuing, Err(ChainError::WrongPurpose));
    let station_name = middle(&|p| p.subject_alt_names = vec![uri(good_uri)]);
    assert_eq!(station_name, Err(ChainError::Malformed));
}

#[test]
fn a_forbidden_third_level_does_not_verify() {
    let world = World::new();
    let lowest = district_of(&world.district, "X1", NOW);
    let key = KeyPair::generate().unwrap();
    let params = authority_params("so138:authority:X2");
    let own = issue_raw(&lowest, &params, &key);
    let issuer = rcgen::Issuer::new(params, key);
    let leaf_key = KeyPair::generate().unwrap();
    let leaf = station_params("so138:station:x:unit:X2").signed_by(&leaf_key, &issuer).unwrap();
    let mut chain = vec![leaf.der().to_vec(), own];
    chain.extend_from_slice(lowest.path());
    assert_eq!(verify(&chain, &world.anchor()), Err(ChainError::PathTooLong));
}

#[test]
fn only_p256_counts() {
    let world = World::new();
    let key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
    let params = authority_params("so138:authority:H9");
    let own = issue_raw(&world.province, &params, &key);
    let issuer = rcgen::Issuer::new(params, key);
    let leaf_key = KeyPair::generate().unwrap();
    let leaf = station_params("so138:station:x:unit:1").signed_by(&leaf_key, &issuer).unwrap();
    let refused = verify(&[leaf.der().to_vec(), own], &world.anchor());
    assert_eq!(refused, Err(ChainError::Algorithm));
}

#[test]
fn certificates_beside_the_path_and_beyond_the_limits_are_refused() {
    let world = World::new();
    let other = World::new();
    let mut chain = world.chain.clone();
    chain.push(other.chain[1].clone());
    assert_eq!(verify(&chain, &world.anchor()), Err(ChainError::UnusedCertificate));
    let mut with_root = world.chain.clone();
    with_root.push(world.province.root_der().to_vec());
    assert_eq!(verify(&with_root, &world.anchor()), Err(ChainError::UnusedCertificate));

    let mut many = world.chain.clone();
    many.resize(CERTS_MAX, other.chain[1].clone());
    assert_eq!(verify(&many, &world.anchor()), Err(ChainError::UnusedCertificate));
    many.push(other.chain[1].clone());
    let found = CERTS_MAX + 1;
    assert_eq!(verify(&many, &world.anchor()), Err(ChainError::TooManyCertificates { found }));

    let large = |size: usize| verify(&[vec![0; size]], &world.anchor());
    assert_eq!(large(CERT_BYTES_MAX), Err(ChainError::Malformed));
    let size = CERT_BYTES_MAX + 1;
    assert_eq!(large(size), Err(ChainError::CertificateTooLarge { size }));
}

#[test]
fn the_same_station_name_from_another_district_shows_its_district() {
    let world = World::new();
    let other = district_of(&world.province, "H48-2", NOW);
    let keys = StationKeys::generate().unwrap();
    let chain = enrol(&other, &keys, "48012-1", "48012", NOW);
    let identity = verify(&chain, &world.anchor()).unwrap();
    assert_eq!(identity.issuer_units, ["H48-2", "T48"], "the scope check needs this");
}
