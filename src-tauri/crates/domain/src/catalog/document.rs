//! The catalog as one JSON text: the files themselves, so that comments and line numbers survive.

use serde::{Deserialize, Serialize};

use super::fault::CatalogFault;

/// The number of this envelope's format.
const FORMAT: u32 = 1;

/// What the envelope is called in faults.
const NAME: &str = "catalog.json";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    so138_catalog: u32,
    files: Vec<FileText>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    name: String,
    text: String,
}

pub(super) fn write(files: &[(String, String)]) -> String {
    let files = files.iter().map(|(name, text)| FileText { name: name.clone(), text: text.clone() });
    let document = Document { so138_catalog: FORMAT, files: files.collect() };
    // Two texts and a number always serialise.
    serde_json::to_string(&document).unwrap_or_default()
}

/// How many bytes the files have as one ledger entry holds them: the document as a JSON text.
pub(super) fn entry_bytes(document: &str) -> usize {
    // A text always serialises.
    serde_json::to_string(document).map_or(usize::MAX, |json| json.len())
}

pub(super) fn read(text: &str) -> Result<Vec<(String, String)>, CatalogFault> {
    let fault = |line, reason| CatalogFault { file: NAME.to_owned(), line, reason };
    let document: Document = serde_json::from_str(text)
        .map_err(|error| fault(error.line(), "not a catalog document".to_owned()))?;
    if document.so138_catalog != FORMAT {
        return Err(fault(1, format!("catalog format {} is not known", document.so138_catalog)));
    }
    Ok(document.files.into_iter().map(|file| (file.name, file.text)).collect())
}
