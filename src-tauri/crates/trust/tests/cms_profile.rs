//! The strict profile: one attack or fault for each rule.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use ::cms::cert::CertificateChoices;
use ::cms::content_info::{CmsVersion, ContentInfo};
use ::cms::revocation::RevocationInfoChoices;
use ::cms::signed_data::{CertificateSet, SignedData, SignerInfo, SignerInfos};
use common::{MANIFEST, NOW, World, enrol};
use const_oid::db::rfc5911::{ID_CONTENT_TYPE, ID_DATA, ID_MESSAGE_DIGEST, ID_SIGNING_TIME};
use const_oid::db::rfc5912::ID_SHA_384;
use der::asn1::{OctetString, SetOfVec};
use der::{Any, Decode, Encode};
use p256::ecdsa::Signature;
use proptest::prelude::*;
use so138_trust::chain::{CERTS_MAX, ChainError};
use so138_trust::cms::{self, AttributeKind, CmsError, P7S_BYTES_MAX, SignError};
use so138_trust::keys::StationKeys;
use x509_cert::Certificate;
use x509_cert::attr::{Attribute, Attributes};

fn signed(world: &World) -> Vec<u8> {
    cms::sign(MANIFEST, &world.keys, &world.chain, NOW).unwrap()
}

fn open(p7s: &[u8]) -> SignedData {
    let info = ContentInfo::from_der(p7s).unwrap();
    SignedData::from_der(&info.content.to_der().unwrap()).unwrap()
}

fn close(data: &SignedData) -> Vec<u8> {
    let content_type = const_oid::db::rfc5911::ID_SIGNED_DATA;
    ContentInfo { content_type, content: Any::encode_from(data).unwrap() }.to_der().unwrap()
}

fn signer(data: &SignedData) -> SignerInfo {
    data.signer_infos.0.get(0).unwrap().clone()
}

/// A valid signature changed by `change`, in proper DER again.
fn changed(world: &World, change: impl FnOnce(&mut SignedData)) -> Vec<u8> {
    let mut data = open(&signed(world));
    change(&mut data);
    close(&data)
}

fn change_signer(data: &mut SignedData, change: impl FnOnce(&mut SignerInfo)) {
    let mut one = signer(data);
    change(&mut one);
    data.signer_infos = SignerInfos::try_from(vec![one]).unwrap();
}

/// Other signed attributes, properly signed by the station itself.
fn resigned(world: &World, change: impl FnOnce(&mut Vec<Attribute>)) -> Vec<u8> {
    changed(world, |data| {
        change_signer(data, |one| {
            let mut attributes: Vec<Attribute> = one.signed_attrs.take().unwrap().into_vec();
            change(&mut attributes);
            let attributes = Attributes::try_from(attributes).unwrap();
            let secret = common::station_pem(&world.keys);
            let key: p256::SecretKey = p256::pkcs8::DecodePrivateKey::from_pkcs8_pem(&secret).unwrap();
            let key = p256::ecdsa::SigningKey::from(key);
            let signature: Signature =
                p256::ecdsa::signature::Signer::sign(&key, &attributes.to_der().unwrap());
            one.signed_attrs = Some(attributes);
            one.signature = OctetString::new(signature.to_der().as_bytes()).unwrap();
        });
    })
}

fn refusal(world: &World, p7s: &[u8]) -> CmsError {
    cms::verify(p7s, MANIFEST, &world.anchor()).unwrap_err()
}

#[test]
fn what_a_station_signs_is_accepted_and_says_who_and_when() {
    let world = World::new();
    let outcome = cms::verify(&signed(&world), MANIFEST, &world.anchor()).unwrap();
    assert_eq!(outcome.signed_at, NOW);
    assert_eq!(outcome.identity.station_id, "48012-1");
    assert_eq!(outcome.identity.issuer_units, ["H48-1", "T48"]);
    let after_2050 = cms::sign(MANIFEST, &world.keys, &world.chain, 2_600_000_000).unwrap();
    let outcome = cms::verify(&after_2050, MANIFEST, &world.anchor()).unwrap();
    assert_eq!(outcome.signed_at, 2_600_000_000, "a wrong clock is reported, not refused");
}

#[test]
fn no_single_bit_can_change() {
    let world = World::new();
    let good = signed(&world);
    let anchor = world.anchor();
    for at in 0..good.len() * 8 {
        let mut bad = good.clone();
        bad[at / 8] ^= 1 << (at % 8);
        assert!(cms::verify(&bad, MANIFEST, &anchor).is_err(), "bit {at} of {}", good.len() * 8);
    }
    for at in 0..MANIFEST.len() * 8 {
        let mut bad = MANIFEST.to_vec();
        bad[at / 8] ^= 1 << (at % 8);
        assert!(cms::verify(&good, &bad, &anchor).is_err(), "bit {at} of the manifest");
    }
}

#[test]
fn no_byte_can_be_missing_or_added() {
    let world = World::new();
    let good = signed(&world);
    for cut in 0..good.len() {
        assert_eq!(refusal(&world, &good[..cut]), CmsError::NotDer, "cut at {cut}");
    }
    for tail in [&[0u8][..], &[0x30, 0], b"\n"] {
        assert_eq!(refusal(&world, &[&good, tail].concat()), CmsError::NotDer);
    }
}

#[test]
fn size_is_limited_before_anything_is_read() {
    let world = World::new();
    assert_eq!(refusal(&world, &vec![0x30; P7S_BYTES_MAX]), CmsError::NotDer);
    let size = P7S_BYTES_MAX + 1;
    assert_eq!(refusal(&world, &vec![0x30; size]), CmsError::TooLarge { size });
}

#[test]
fn other_encodings_of_the_same_thing_are_refused() {
    let world = World::new();
    let good = signed(&world);
    assert_eq!(good[..2], [0x30, 0x82], "the test knows the outer header");
    let body = &good[4..];
    let indefinite = [&[0x30, 0x80][..], body, &[0, 0]].concat();
    assert_eq!(refusal(&world, &indefinite), CmsError::NotDer);
    let long = [&[0x30, 0x83, 0, good[2], good[3]][..], body].concat();
    assert_eq!(refusal(&world, &long), CmsError::NotDer);

    // Certificates in another order than DER's: same length, same meaning.
    let data = open(&good);
    let set = data.certificates.unwrap();
    let ders: Vec<Vec<u8>> = set.0.iter().map(|c| c.to_der().unwrap()).collect();
    let (straight, crossed) =
        ([ders[0].clone(), ders[1].clone()].concat(), [ders[1].clone(), ders[0].clone()].concat());
    let at = good.windows(straight.len()).position(|w| w == straight).unwrap();
    let mut unsorted = good.clone();
    unsorted[at..at + crossed.len()].copy_from_slice(&crossed);
    assert!(matches!(refusal(&world, &unsorted), CmsError::NotDer | CmsError::NotCanonical));
}

#[test]
fn signed_attributes_cannot_be_passed_off_as_content() {
    let world = World::new();
    let mut attributes = Vec::new();
    let forged = changed(&world, |data| {
        change_signer(data, |one| {
            attributes = one.signed_attrs.take().unwrap().to_der().unwrap();
        });
    });
    let outcome = cms::verify(&forged, &attributes, &world.anchor());
    assert_eq!(outcome, Err(CmsError::ContentNotJson));
    assert_eq!(refusal(&world, &forged), CmsError::NoSignedAttributes);
    assert_eq!(
        cms::sign(&attributes, &world.keys, &world.chain, NOW),
        Err(SignError::Content),
        "and the reverse direction is closed when signing"
    );
}

#[test]
fn structure_outside_the_profile_is_refused_by_name() {
    let world = World::new();
    let other = World::new();
    let refused = |change: &dyn Fn(&mut SignedData)| refusal(&world, &changed(&world, change));

    let embed = |data: &mut SignedData| {
        let content = OctetString::new(MANIFEST).unwrap();
        data.encap_content_info.econtent = Some(Any::encode_from(&content).unwrap());
    };
    assert_eq!(refused(&embed), CmsError::ContentEmbedded);
    let other_type = |data: &mut SignedData| data.encap_content_info.econtent_type = ID_CONTENT_TYPE;
    assert_eq!(refused(&other_type), CmsError::ContentType);
    let lists = |data: &mut SignedData| data.crls = Some(RevocationInfoChoices(SetOfVec::new()));
    assert_eq!(refused(&lists), CmsError::RevocationList);
    let nobody = |data: &mut SignedData| data.signer_infos = SignerInfos(SetOfVec::new());
    assert_eq!(refused(&nobody), CmsError::SignerCount { found: 0 });
    let two = |data: &mut SignedData| {
        let second = signer(&open(&signed(&other)));
        data.signer_infos = SignerInfos::try_from(vec![signer(data), second]).unwrap();
    };
    assert_eq!(refused(&two), CmsError::SignerCount { found: 2 });
    let unsigned = |data: &mut SignedData| {
        change_signer(data, |one| one.unsigned_attrs = one.signed_attrs.clone());
    };
    assert_eq!(refused(&unsigned), CmsError::UnsignedAttributes);
    for version in [CmsVersion::V0, CmsVersion::V1, CmsVersion::V2, CmsVersion::V4] {
        assert_eq!(refused(&|data| data.version = version), CmsError::Version);
        let inner = |data: &mut SignedData| change_signer(data, |one| one.version = version);
        assert_eq!(refused(&inner), CmsError::Version);
    }
    let not_signed_data = ContentInfo { content_type: ID_DATA, content: Any::null() };
    assert_eq!(refusal(&world, &not_signed_data.to_der().unwrap()), CmsError::NotSignedData);
}

#[test]
fn algorithms_off_the_list_are_refused() {
    let world = World::new();
    let refused = |change: &dyn Fn(&mut SignedData)| refusal(&world, &changed(&world, change));
    let sha384 = spki::AlgorithmIdentifierOwned { oid: ID_SHA_384, parameters: None };
    let with_null = |alg: &spki::AlgorithmIdentifierOwned| spki::AlgorithmIdentifierOwned {
        oid: alg.oid,
        parameters: Some(Any::null()),
    };
    let outer = |data: &mut SignedData| {
        data.digest_algorithms = SetOfVec::try_from(vec![sha384.clone()]).unwrap();
    };
    assert_eq!(refused(&outer), CmsError::DigestAlgorithm);
    let added = |data: &mut SignedData| data.digest_algorithms.insert(sha384.clone()).unwrap();
    assert_eq!(refused(&added), CmsError::DigestAlgorithm);
    let inner = |data: &mut SignedData| change_signer(data, |one| one.digest_alg = sha384.clone());
    assert_eq!(refused(&inner), CmsError::DigestAlgorithm);
    let parameters = |data: &mut SignedData| {
        change_signer(data, |one| one.digest_alg = with_null(&one.digest_alg));
    };
    assert_eq!(refused(&parameters), CmsError::DigestAlgorithm);
    let signature = |data: &mut SignedData| {
        change_signer(data, |one| one.signature_algorithm = with_null(&one.signature_algorithm));
    };
    assert_eq!(refused(&signature), CmsError::SignatureAlgorithm);
    for oid in ["1.2.840.10045.4.1", "1.2.840.10045.4.3.3", "1.2.840.113549.1.1.11"] {
        let oid = const_oid::ObjectIdentifier::new(oid).unwrap();
        let other = |data: &mut SignedData| {
            change_signer(data, |one| one.signature_algorithm.oid = oid);
        };
        assert_eq!(refused(&other), CmsError::SignatureAlgorithm);
    }
}

#[test]
fn signed_attributes_are_exactly_the_four() {
    let world = World::new();
    assert_eq!(refusal_after(&world, |_| ()), None, "signing again by itself is fine");
    let order = [
        (ID_CONTENT_TYPE, AttributeKind::ContentType),
        (ID_MESSAGE_DIGEST, AttributeKind::MessageDigest),
        (ID_SIGNING_TIME, AttributeKind::SigningTime),
        (const_oid::db::rfc5911::ID_AA_SIGNING_CERTIFICATE_V_2, AttributeKind::SigningCertificate),
    ];
    for (oid, kind) in order {
        let missing = refusal_after(&world, |all| all.retain(|a| a.oid != oid));
        assert_eq!(missing, Some(CmsError::AttributeMissing { kind }));
        let two_values = refusal_after(&world, |all| {
            let one = all.iter_mut().find(|a| a.oid == oid).unwrap();
            one.values.insert(Any::null()).unwrap();
        });
        assert_eq!(two_values, Some(CmsError::AttributeRepeated { kind }));
        let twice = refusal_after(&world, |all| {
            let mut again = all.iter().find(|a| a.oid == oid).unwrap().clone();
            again.values = SetOfVec::try_from(vec![Any::null()]).unwrap();
            all.push(again);
        });
        assert_eq!(twice, Some(CmsError::AttributeRepeated { kind }));
        let wrong = refusal_after(&world, |all| {
            let one = all.iter_mut().find(|a| a.oid == oid).unwrap();
            one.values = SetOfVec::try_from(vec![Any::null()]).unwrap();
        });
        assert_eq!(wrong, Some(CmsError::AttributeMalformed { kind }));
    }
    let fifth = refusal_after(&world, |all| {
        let oid = const_oid::ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.15");
        all.push(Attribute { oid, values: SetOfVec::try_from(vec![Any::null()]).unwrap() });
    });
    assert_eq!(fifth, Some(CmsError::AttributeUnexpected));
}

fn refusal_after(world: &World, change: impl FnOnce(&mut Vec<Attribute>)) -> Option<CmsError> {
    cms::verify(&resigned(world, change), MANIFEST, &world.anchor()).err()
}

#[test]
fn the_certificate_attribute_must_name_the_signers_certificate() {
    let world = World::new();
    // The same key with a second certificate: only the named one may stand in.
    let renewed = enrol(&world.district, &world.keys, "48012-1", "99999", NOW);
    let swapped = changed(&world, |data| {
        let choices = [&renewed[0], &world.chain[1]]
            .map(|der| CertificateChoices::Certificate(Certificate::from_der(der).unwrap()));
        data.certificates = Some(CertificateSet::try_from(choices.to_vec()).unwrap());
    });
    assert_eq!(refusal(&world, &swapped), CmsError::SigningCertificateMismatch);
}

#[test]
fn certificates_are_counted_and_all_of_them_needed() {
    let world = World::new();
    let with = |ders: Vec<Vec<u8>>| {
        changed(&world, |data| {
            let choices: Vec<_> = ders
                .iter()
                .map(|der| CertificateChoices::Certificate(Certificate::from_der(der).unwrap()))
                .collect();
            data.certificates = (!choices.is_empty()).then(|| CertificateSet::try_from(choices).unwrap());
        })
    };
    assert_eq!(refusal(&world, &with(vec![])), CmsError::NoCertificates);
    let only_district = with(vec![world.chain[1].clone()]);
    assert_eq!(refusal(&world, &only_district), CmsError::SignerNotFound);
    let mut many = world.chain.clone();
    while many.len() < CERTS_MAX {
        many.extend_from_slice(&World::new().chain[1..]);
    }
    assert_eq!(refusal(&world, &with(many.clone())), CmsError::Chain(ChainError::UnusedCertificate));
    many.extend_from_slice(&World::new().chain[1..]);
    let found = CERTS_MAX + 1;
    assert_eq!(refusal(&world, &with(many)), CmsError::TooManyCertificates { found });
}

#[test]
fn another_key_or_another_root_does_not_verify() {
    let world = World::new();
    let other = World::new();
    let foreign = cms::verify(&signed(&world), MANIFEST, &other.anchor());
    assert_eq!(foreign, Err(CmsError::Chain(ChainError::UnknownIssuer)), "same names, other keys");
    let forged = changed(&world, |data| {
        change_signer(data, |one| one.signature = signer(&open(&signed(&other))).signature);
    });
    assert_eq!(refusal(&world, &forged), CmsError::Chain(ChainError::BadSignature));
    let content = cms::verify(&signed(&world), br#"{"kind":"other"}"#, &world.anchor());
    assert_eq!(content, Err(CmsError::ContentChanged));
}

#[test]
fn the_mirrored_signature_is_the_same_signature() {
    // It cannot be refused without breaking other signers; so p7s bytes are no identity.
    let world = World::new();
    let mirrored = changed(&world, |data| {
        change_signer(data, |one| {
            let signature = Signature::from_der(one.signature.as_bytes()).unwrap();
            let mirrored = Signature::from_scalars(*signature.r(), -*signature.s()).unwrap();
            one.signature = OctetString::new(mirrored.to_der().as_bytes()).unwrap();
        });
    });
    let good = signed(&world);
    assert_ne!(mirrored, good);
    let a = cms::verify(&good, MANIFEST, &world.anchor()).unwrap();
    assert_eq!(cms::verify(&mirrored, MANIFEST, &world.anchor()).unwrap(), a);
}

#[test]
fn unusable_input_is_not_signed() {
    let world = World::new();
    let stranger = StationKeys::generate().unwrap();
    let sign =
        |content: &[u8], keys: &StationKeys, chain: &[Vec<u8>], at| cms::sign(content, keys, chain, at).err();
    assert_eq!(sign(b"", &world.keys, &world.chain, NOW), Some(SignError::Content));
    assert_eq!(sign(b"[]", &world.keys, &world.chain, NOW), Some(SignError::Content));
    assert_eq!(sign(MANIFEST, &stranger, &world.chain, NOW), Some(SignError::OtherKey));
    assert_eq!(sign(MANIFEST, &world.keys, &[], NOW), Some(SignError::Certificates));
    let rubbish = [vec![0x30, 0]];
    assert_eq!(sign(MANIFEST, &world.keys, &rubbish, NOW), Some(SignError::Certificates));
    assert_eq!(sign(MANIFEST, &world.keys, &world.chain, -1), Some(SignError::Time));
    assert_eq!(sign(MANIFEST, &world.keys, &world.chain, i64::MAX), Some(SignError::Time));
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        thread_local!(static WORLD: World = World::new());
        WORLD.with(|world| {
            assert!(cms::verify(&bytes, MANIFEST, &world.anchor()).is_err());
        });
    }
}
