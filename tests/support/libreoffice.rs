//! A second program that opens our workbooks and calculates every formula anew.

use std::path::Path;
use std::process::Command;

use so138_office::{ReadSheet, ReadValue, read};

/// Makes LibreOffice calculate at loading instead of trusting the results stored beside formulas.
const ALWAYS_RECALCULATE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"#;

/// Opens a workbook in LibreOffice, recalculates, saves it elsewhere and reads that.
///
/// # Panics
/// When LibreOffice is missing or refuses the file.
#[must_use]
#[expect(clippy::expect_used, clippy::panic, reason = "test support")]
pub fn recalculate(path: &Path) -> Vec<ReadSheet> {
    let folder = tempfile::tempdir().expect("a folder");
    let profile = folder.path().join("profile");
    std::fs::create_dir_all(profile.join("user")).expect("a profile");
    std::fs::write(profile.join("user/registrymodifications.xcu"), ALWAYS_RECALCULATE).expect("a setting");
    let saved = folder.path().join("saved");
    let output = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--headless", "--norestore", "--convert-to", "xlsx", "--outdir"])
        .args([&saved, path])
        .output()
        .expect("LibreOffice (soffice) must be installed for this test");
    assert!(output.status.success(), "{output:?}");
    let name = path.file_name().unwrap_or_else(|| panic!("a file name"));
    read(&saved.join(name)).expect("LibreOffice's own workbook")
}

/// Checks that every formula is still one and every value is the same; says how many formulas.
///
/// # Panics
/// At the first difference.
pub fn assert_recalculates_to_itself(ours: &[ReadSheet], theirs: &[ReadSheet]) -> usize {
    let mut formulas = 0;
    assert_eq!(ours.len(), theirs.len());
    for (ours, theirs) in ours.iter().zip(theirs) {
        for (row, line) in ours.rows.iter().enumerate() {
            for (column, cell) in line.iter().enumerate() {
                let place = format!("{} row {} column {}", ours.name, row + 1, column + 1);
                let other = theirs.rows.get(row).and_then(|row| row.get(column)).cloned().unwrap_or_default();
                assert_eq!(cell.formula.is_some(), other.formula.is_some(), "{place}");
                formulas += usize::from(cell.formula.is_some());
                match (&cell.value, &other.value) {
                    (ReadValue::Number(a), ReadValue::Number(b)) => {
                        assert!((a - b).abs() <= 1e-12 * a.abs().max(1.0), "{place}: {a} became {b}");
                    }
                    (a, b) => assert_eq!(a, b, "{place}"),
                }
            }
        }
    }
    formulas
}
