//! Anybody with openssl can check our signatures, and we read what openssl writes.
//! These tests need the `openssl` program (3.x).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{SystemTime, UNIX_EPOCH};

use common::{MANIFEST, World, cert_pem, station_pem};
use so138_trust::cms::{self, CmsError};
use tempfile::TempDir;

/// openssl looks at the real clock, so these certificates are of today.
fn world_of_today() -> (World, i64) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let now = i64::try_from(now).unwrap();
    (World::at(now), now)
}

fn folder(world: &World) -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("m.json", MANIFEST);
    write("root.pem", cert_pem(world.province.root_der()).as_bytes());
    write("district.pem", cert_pem(&world.chain[1]).as_bytes());
    write("station.pem", cert_pem(&world.chain[0]).as_bytes());
    write("station.key", station_pem(&world.keys).as_bytes());
    folder
}

fn openssl(folder: &Path, arguments: &str) -> Output {
    Command::new("openssl")
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .output()
        .expect("openssl is installed")
}

#[test]
fn openssl_verifies_what_we_sign_without_special_flags() {
    let (world, now) = world_of_today();
    let folder = folder(&world);
    let p7s = cms::sign(MANIFEST, &world.keys, &world.chain, now).unwrap();
    fs::write(folder.path().join("m.p7s"), p7s).unwrap();
    for cades in ["", "-cades"] {
        let verify = |content: &str| {
            let command = "cms -verify -binary -inform DER -in m.p7s -CAfile root.pem -out out";
            openssl(folder.path(), &format!("{command} -content {content} {cades}"))
        };
        let outcome = verify("m.json");
        let said = String::from_utf8_lossy(&outcome.stderr);
        assert!(outcome.status.success(), "{said}");
        assert!(said.contains("erification successful"), "{said}");
        assert_eq!(fs::read(folder.path().join("out")).unwrap(), MANIFEST);
        assert!(!verify("root.pem").status.success(), "other content");
    }
}

fn openssl_signs(world: &World, flags: &str) -> Vec<u8> {
    let folder = folder(world);
    let command = "cms -sign -binary -md sha256 -in m.json -outform DER -out m.p7s \
                   -signer station.pem -inkey station.key -certfile district.pem";
    let outcome = openssl(folder.path(), &format!("{command} {flags}"));
    assert!(outcome.status.success(), "{}", String::from_utf8_lossy(&outcome.stderr));
    fs::read(folder.path().join("m.p7s")).unwrap()
}

#[test]
fn we_verify_what_openssl_signs_in_the_profile() {
    let (world, now) = world_of_today();
    let anchor = world.anchor_at(now);
    for flags in ["-cades -nosmimecap", "-cades -nosmimecap -keyid"] {
        let p7s = openssl_signs(&world, flags);
        let signed = cms::verify(&p7s, MANIFEST, &anchor).unwrap();
        assert_eq!(signed.identity.station_id, "48012-1");
        assert!((signed.signed_at - now).abs() < 3600);
        for at in 0..p7s.len() * 8 {
            let mut bad = p7s.clone();
            bad[at / 8] ^= 1 << (at % 8);
            assert!(cms::verify(&bad, MANIFEST, &anchor).is_err(), "bit {at}, {flags}");
        }
    }
}

#[test]
fn we_refuse_what_openssl_signs_outside_the_profile() {
    let (world, now) = world_of_today();
    let refused = |flags: &str| {
        cms::verify(&openssl_signs(&world, flags), MANIFEST, &world.anchor_at(now)).unwrap_err()
    };
    use cms::AttributeKind::SigningCertificate;
    assert_eq!(refused("-cades"), CmsError::AttributeUnexpected, "S/MIME capabilities");
    assert_eq!(refused("-nosmimecap"), CmsError::AttributeMissing { kind: SigningCertificate });
    assert_eq!(refused("-noattr"), CmsError::NoSignedAttributes);
    assert_eq!(refused("-cades -nosmimecap -nodetach"), CmsError::ContentEmbedded);
    assert_eq!(refused("-cades -nosmimecap -nocerts"), CmsError::SignerNotFound);
    assert_eq!(refused("-cades -nosmimecap -stream -indef"), CmsError::NotDer);
    assert_eq!(refused("-cades -nosmimecap -md sha1"), CmsError::DigestAlgorithm);
    assert_eq!(refused("-cades -nosmimecap -md sha384"), CmsError::DigestAlgorithm);
}
