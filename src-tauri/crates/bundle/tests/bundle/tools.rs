//! Anybody can take a bundle apart with tools of forty years' standing.

use std::path::Path;
use std::process::Command;

use crate::forge::{Parts, open_envelope};
use crate::world::World;

/// Runs a program in a folder and gives what it said.
fn run(folder: &Path, program: &str, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(program).args(arguments).current_dir(folder).output();
    let output = output.unwrap_or_else(|error| panic!("{program} is needed for this test: {error}"));
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// A certificate in the text form that openssl reads.
fn pem(der: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::prelude::BASE64_STANDARD.encode(der);
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

#[test]
fn tar_extracts_and_openssl_verifies() {
    let world = World::with_notes();
    let parts = Parts::of(&world);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("bundle.tar"), open_envelope(&world, &std::fs::read(world.path()).unwrap()))
        .unwrap();
    std::fs::write(folder.join("root.pem"), pem(world.root.root_der())).unwrap();

    let (listed, names) = run(folder, "tar", &["tf", "bundle.tar"]);
    assert!(listed, "{names}");
    assert_eq!(names, "manifest.json\nmanifest.p7s\nentries.ndjson.zst\n");
    let (extracted, said) = run(folder, "tar", &["xf", "bundle.tar"]);
    assert!(extracted && said.is_empty(), "{said}");
    assert_eq!(std::fs::read(folder.join("manifest.json")).unwrap(), parts.manifest);
    assert_eq!(std::fs::read(folder.join("manifest.p7s")).unwrap().len(), parts.signature.len());
    assert_eq!(std::fs::read(folder.join("entries.ndjson.zst")).unwrap(), parts.entries);

    let verify = "cms -verify -cades -binary -inform DER -in manifest.p7s -content manifest.json -CAfile root.pem -out content";
    let arguments: Vec<&str> = verify.split(' ').collect();
    let (verified, said) = run(folder, "openssl", &arguments);
    assert!(verified && said.contains("CAdES Verification successful"), "{said}");
    std::fs::write(folder.join("manifest.json"), [&parts.manifest[..], b" "].concat()).unwrap();
    let (verified, said) = run(folder, "openssl", &arguments);
    assert!(!verified, "{said}");
}
