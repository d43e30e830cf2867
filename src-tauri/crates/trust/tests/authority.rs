//! What the authority issues, refuses and takes from a request.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{DAY, NOW, World, csr, district_of};
use der::{Decode, Encode};
use p256::pkcs8::EncodePublicKey;
use rcgen::{
    BasicConstraints as RcBasic, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};
use so138_trust::authority::{
    Authority, AuthorityError, AuthorityKey, CSR_BYTES_MAX, CsrError, ENROL_BYTES_MAX, EnrolError,
    EnrolRequest, IssueError, NAME_CHARS_MAX, STATION_YEARS_MAX,
};
use so138_trust::keys::StationKeys;
use x509_cert::Certificate;
use x509_cert::ext::pkix::{
    BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAltName, SubjectKeyIdentifier,
};

const YEAR: i64 = 31_557_600;

fn read(der: &[u8]) -> Certificate {
    Certificate::from_der(der).unwrap()
}

fn not_after(der: &[u8]) -> i64 {
    let validity = *read(der).tbs_certificate().validity();
    validity.not_after.to_unix_duration().as_secs().try_into().unwrap()
}

fn uri(certificate: &Certificate) -> String {
    let (_, names) = certificate.tbs_certificate().get_extension::<SubjectAltName>().unwrap().unwrap();
    assert_eq!(names.0.len(), 1);
    match &names.0[0] {
        x509_cert::ext::pkix::name::GeneralName::UniformResourceIdentifier(uri) => uri.to_string(),
        other => panic!("unexpected name {other:?}"),
    }
}

#[test]
fn a_certificate_takes_nothing_from_the_request_but_its_key() {
    let world = World::new();
    let key = KeyPair::generate().unwrap();
    let mut wanted = CertificateParams::new(vec!["so138.example".to_owned()]).unwrap();
    wanted.distinguished_name.push(DnType::CommonName, "Giám đốc");
    wanted.is_ca = IsCa::Ca(RcBasic::Unconstrained);
    wanted.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    wanted.extended_key_usages = vec![ExtendedKeyUsagePurpose::Any, ExtendedKeyUsagePurpose::CodeSigning];
    let request = wanted.serialize_request(&key).unwrap();

    let der = world.district.issue_station(request.der(), "48012-2", "48012", NOW, 3).unwrap();
    let issued = read(&der);
    let tbs = issued.tbs_certificate();
    assert_eq!(tbs.subject().to_string(), "CN=48012-2,OU=48012");
    assert_eq!(uri(&issued), "so138:station:48012-2:unit:48012");
    let (critical, basic) = tbs.get_extension::<BasicConstraints>().unwrap().unwrap();
    assert!(critical && !basic.ca);
    let (_, usage) = tbs.get_extension::<KeyUsage>().unwrap().unwrap();
    assert!(usage.digital_signature() && !usage.key_cert_sign() && !usage.crl_sign());
    let (_, purposes) = tbs.get_extension::<ExtendedKeyUsage>().unwrap().unwrap();
    let purposes: Vec<String> = purposes.0.iter().map(ToString::to_string).collect();
    assert_eq!(purposes, ["1.3.6.1.4.1.32473.138.1", "1.3.6.1.5.5.7.3.4"]);
    assert!(tbs.get_extension::<SubjectKeyIdentifier>().unwrap().is_some());
    assert_eq!(tbs.serial_number().as_bytes().len(), 16);
    assert_eq!(tbs.extensions().unwrap().len(), 6, "nothing else was added");
    let own_key = tbs.subject_public_key_info().to_der().unwrap();
    let asked = p256::PublicKey::from_sec1_bytes(key.public_key_raw()).unwrap();
    assert_eq!(own_key, asked.to_public_key_der().unwrap().as_bytes());
    assert_eq!(not_after(&der), NOW + 3 * YEAR);
}

#[test]
fn serial_numbers_differ() {
    let world = World::new();
    let request = csr(&world.keys);
    let issue = || world.district.issue_station(&request, "s", "u", NOW, 1).unwrap();
    let serial = |der: &[u8]| read(der).tbs_certificate().serial_number().clone();
    assert_ne!(serial(&issue()), serial(&issue()));
}

#[test]
fn requests_that_prove_nothing_are_refused() {
    let world = World::new();
    let refused = |request: &[u8]| match world.district.issue_station(request, "s", "u", NOW, 1) {
        Err(IssueError::Request(error)) => error,
        other => panic!("expected a refused request, got {other:?}"),
    };
    let good = csr(&world.keys);
    // The first byte of the key's point is inside; the last byte belongs to the signature.
    let mut forged = good.clone();
    *forged.last_mut().unwrap() ^= 1;
    assert_eq!(refused(&forged), CsrError::Signature);
    for cut in 0..good.len() {
        assert_eq!(refused(&good[..cut]), CsrError::Malformed, "cut at {cut}");
    }
    assert_eq!(refused(&[good.as_slice(), &[0]].concat()), CsrError::Malformed);
    assert_eq!(refused(&vec![0; CSR_BYTES_MAX]), CsrError::Malformed);
    let size = CSR_BYTES_MAX + 1;
    assert_eq!(refused(&vec![0; size]), CsrError::TooLarge { size });
    for other in [&rcgen::PKCS_ECDSA_P384_SHA384, &rcgen::PKCS_ED25519] {
        let key = KeyPair::generate_for(other).unwrap();
        let request = CertificateParams::default().serialize_request(&key).unwrap();
        assert_eq!(refused(request.der()), CsrError::Key);
    }
}

#[test]
fn no_single_changed_bit_of_a_request_gets_a_certificate() {
    let world = World::new();
    let good = csr(&world.keys);
    for at in 0..good.len() * 8 {
        let mut bad = good.clone();
        bad[at / 8] ^= 1 << (at % 8);
        let issued = world.district.issue_station(&bad, "s", "u", NOW, 1);
        assert!(issued.is_err(), "bit {at}");
    }
}

#[test]
fn ids_names_years_and_clocks_have_limits() {
    let world = World::new();
    let request = csr(&world.keys);
    let issue =
        |id: &str, unit: &str, now, years| world.district.issue_station(&request, id, unit, now, years);
    for (id, unit) in [("a:unit:b", "u"), ("s", "u:x"), ("", "u"), ("s", "")] {
        assert_eq!(issue(id, unit, NOW, 1), Err(IssueError::Id));
    }
    assert!(issue("s", "u", NOW, STATION_YEARS_MAX).is_ok());
    for years in [0, STATION_YEARS_MAX + 1] {
        assert_eq!(issue("s", "u", NOW, years), Err(IssueError::Years { years }));
    }
    for clock in [0, -1, i64::MIN, i64::MAX, 1_577_836_799] {
        assert_eq!(issue("s", "u", clock, 1), Err(IssueError::Clock));
    }
    let root = |name: &str| Authority::create_root("T48", name, NOW).map(|_| ());
    assert_eq!(root(&"ỉ".repeat(NAME_CHARS_MAX)), Ok(()));
    for name in ["", " ", "a\nb", &"ỉ".repeat(NAME_CHARS_MAX + 1)] {
        assert_eq!(root(name), Err(IssueError::Name));
    }
}

#[test]
fn nothing_outlives_its_issuer() {
    let world = World::new();
    let request = csr(&world.keys);
    let end = world.district.not_after();
    assert_eq!(end, NOW + 10 * YEAR);
    let late = world.district.issue_station(&request, "s", "u", end - DAY, 3).unwrap();
    assert_eq!(not_after(&late), end);
    assert!(world.district.issue_station(&request, "s", "u", end, 1).is_ok());
    for now in [end + 1, NOW - 2 * DAY] {
        let refused = world.district.issue_station(&request, "s", "u", now, 1);
        assert_eq!(refused, Err(IssueError::NotValidNow));
    }
}

#[test]
fn authorities_nest_two_deep_and_no_further() {
    let world = World::new();
    let below = district_of(&world.district, "X1", NOW);
    assert_eq!(below.unit(), "X1");
    assert_eq!(below.path().len(), 2);
    let key = AuthorityKey::generate().unwrap();
    let refused = below.issue_sub(&key.request().unwrap(), "X2", "Tổ", NOW);
    assert_eq!(refused, Err(IssueError::Depth));
}

#[test]
fn an_authority_comes_back_from_its_secret_bytes() {
    let world = World::new();
    for authority in [&world.province, &world.district] {
        let bytes = authority.to_secret_bytes();
        let again = Authority::from_secret_bytes(&bytes).unwrap();
        assert_eq!(again.chain(), authority.chain());
        assert_eq!(again.unit(), authority.unit());
        let issued = again.issue_station(&csr(&world.keys), "s", "u", NOW, 1);
        assert!(issued.is_ok());
        for cut in (0..bytes.len()).step_by(7) {
            assert!(Authority::from_secret_bytes(&bytes[..cut]).is_err(), "cut at {cut}");
        }
    }
    assert!(world.province.path().is_empty());
    assert_eq!(world.district.root_der(), world.province.root_der());
}

#[test]
fn key_and_certificates_must_belong_together() {
    let world = World::new();
    let other = World::new();
    let make = |chain: Vec<Vec<u8>>| Authority::try_new(AuthorityKey::generate().unwrap(), chain).map(|_| ());
    assert_eq!(make(world.district.chain().to_vec()), Err(AuthorityError::OtherKey));
    assert_eq!(make(vec![]), Err(AuthorityError::Chain));
    let no_root = world.district.path().to_vec();
    assert_eq!(make(no_root), Err(AuthorityError::Chain));
    let strange_root = vec![world.district.chain()[0].clone(), other.province.root_der().to_vec()];
    assert_eq!(make(strange_root), Err(AuthorityError::Chain));
    let mut with_station = vec![world.chain[0].clone()];
    with_station.extend_from_slice(world.district.chain());
    assert_eq!(make(with_station), Err(AuthorityError::Chain));
}

#[test]
fn an_enrolment_request_comes_back_as_it_was() {
    let keys = StationKeys::generate().unwrap();
    let authority = AuthorityKey::generate().unwrap();
    for authority in [None, Some(&authority)] {
        let request = EnrolRequest::try_new("48012", "48012-1", &keys, authority, "1.4.2").unwrap();
        let bytes = request.to_bytes();
        let again = EnrolRequest::parse(&bytes).unwrap();
        assert_eq!(again, request);
        assert_eq!(again.to_bytes(), bytes, "the fingerprint is over these bytes");
        assert_eq!(again.authority_csr_der.is_some(), authority.is_some());
    }
    let again = EnrolRequest::try_new("48012", "48012-1", &keys, None, "1.4.2").unwrap();
    let once = EnrolRequest::try_new("48012", "48012-1", &keys, None, "1.4.2").unwrap();
    assert_ne!(again, once, "a nonce tells two requests apart");
}

#[test]
fn bad_enrolment_requests_are_refused_by_name() {
    let keys = StationKeys::generate().unwrap();
    let good = EnrolRequest::try_new("48012", "48012-1", &keys, None, "1.4.2").unwrap();
    let text = String::from_utf8(good.to_bytes()).unwrap();
    let parse = |text: String| EnrolRequest::parse(text.as_bytes()).err();

    let padded = |size: usize| format!("{text}{}", " ".repeat(size - text.len()));
    assert_eq!(parse(padded(ENROL_BYTES_MAX)), None);
    let size = ENROL_BYTES_MAX + 1;
    assert_eq!(parse(padded(size)), Some(EnrolError::TooLarge { size }));
    let change = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        parse(text.replacen(from, to, 1))
    };
    assert_eq!(change("\"version\": 1", "\"version\": 2"), Some(EnrolError::NewerVersion { found: 2 }));
    assert_eq!(change("\"version\": 1", "\"version\": 0"), Some(EnrolError::Malformed));
    assert_eq!(change("so138-enrol", "so138-other"), Some(EnrolError::Malformed));
    assert_eq!(change("48012-1", "48012:1"), Some(EnrolError::Id));
    assert_eq!(change("age1", "age2"), Some(EnrolError::Recipient));
    assert_eq!(change("1.4.2", ""), Some(EnrolError::App));
    assert_eq!(change("1.4.2", &"1".repeat(33)), Some(EnrolError::App));
    let cut = text.len() / 2;
    assert_eq!(parse(text[..cut].to_owned()), Some(EnrolError::Malformed));
    let doubled = change("\"app\"", "\"unit\": \"x\", \"app\"");
    assert_eq!(doubled, Some(EnrolError::Malformed), "duplicate keys");
    let mut forged = good.clone();
    *forged.csr_der.last_mut().unwrap() ^= 1;
    let forged = EnrolRequest::parse(&forged.to_bytes()).err();
    assert_eq!(forged, Some(EnrolError::Request(CsrError::Signature)));
    let id = EnrolRequest::try_new("a b", "s", &keys, None, "1").err();
    assert_eq!(id, Some(EnrolError::Id));
}
