//! A province, a district below it and a station of a commune, with real keys.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use p256::pkcs8::{EncodePrivateKey, LineEnding};
use rcgen::{CertificateParams, Issuer, KeyPair};
use rustls_pki_types::CertificateDer;
use so138_trust::authority::{Authority, AuthorityKey, EnrolRequest};
use so138_trust::chain::Anchor;
use so138_trust::keys::StationKeys;

/// An ordinary day in 2026.
pub const NOW: i64 = 1_780_000_000;
pub const DAY: i64 = 86_400;
pub const MANIFEST: &[u8] = br#"{"kind":"vn.so138.bundle/report","v":1,"seq":17}"#;

pub struct World {
    pub province: Authority,
    pub district: Authority,
    pub keys: StationKeys,
    /// The station's certificate and the district's.
    pub chain: Vec<Vec<u8>>,
}

impl World {
    pub fn new() -> Self {
        Self::at(NOW)
    }

    pub fn at(now: i64) -> Self {
        let province = Authority::create_root("T48", "Tỉnh", now).unwrap();
        let district = district_of(&province, "H48-1", now);
        let keys = StationKeys::generate().unwrap();
        let chain = enrol(&district, &keys, "48012-1", "48012", now);
        Self { province, district, keys, chain }
    }

    pub fn anchor(&self) -> Anchor<'_> {
        Anchor::new(self.province.root_der(), NOW)
    }

    pub fn anchor_at(&self, now: i64) -> Anchor<'_> {
        Anchor::new(self.province.root_der(), now)
    }
}

pub fn district_of(above: &Authority, unit: &str, now: i64) -> Authority {
    let key = AuthorityKey::generate().unwrap();
    let own = above.issue_sub(&key.request().unwrap(), unit, "Huyện", now).unwrap();
    let mut chain = vec![own];
    chain.extend_from_slice(above.chain());
    Authority::try_new(key, chain).unwrap()
}

pub fn csr(keys: &StationKeys) -> Vec<u8> {
    EnrolRequest::try_new("u", "s", keys, None, "0.1.0").unwrap().csr_der
}

pub fn enrol(by: &Authority, keys: &StationKeys, id: &str, unit: &str, now: i64) -> Vec<Vec<u8>> {
    let mut chain = vec![by.issue_station(&csr(keys), id, unit, now, 3).unwrap()];
    chain.extend_from_slice(by.path());
    chain
}

/// The station's signing key for other programs.
pub fn station_pem(keys: &StationKeys) -> String {
    let secret = String::from_utf8(keys.to_secret_bytes().to_vec()).unwrap();
    let bytes = hex::decode(secret.lines().nth(1).unwrap()).unwrap();
    let key = p256::SecretKey::from_slice(&bytes).unwrap();
    key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string()
}

/// A certificate with parameters that no authority of ours would write, but
/// signed with a real authority's key.
pub fn issue_raw(by: &Authority, params: &CertificateParams, subject: &KeyPair) -> Vec<u8> {
    let secret = String::from_utf8(by.to_secret_bytes().to_vec()).unwrap();
    let bytes = hex::decode(secret.lines().last().unwrap()).unwrap();
    let key = p256::SecretKey::from_slice(&bytes).unwrap();
    let key = KeyPair::try_from(key.to_pkcs8_der().unwrap().as_bytes()).unwrap();
    let own = CertificateDer::from(by.chain()[0].as_slice());
    let issuer = Issuer::from_ca_cert_der(&own, key).unwrap();
    params.signed_by(subject, &issuer).unwrap().der().to_vec()
}

/// The station's key in the form the certificate writer wants it.
pub fn station_key_pair(keys: &StationKeys) -> KeyPair {
    KeyPair::from_pem(&station_pem(keys)).unwrap()
}

pub fn cert_pem(der: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(der);
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}
