//! Reading the manifest's bytes. They were verified before; they are still not trusted.

use serde::Deserialize;

use super::{KIND, Manifest, READER};
use crate::limits::{Limit, Limits, OverLimit};

/// Why signed bytes are not a manifest that this build reads.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ManifestError {
    #[error("the signed document is no bundle's manifest")]
    OtherKind,
    #[error("reader {needed} is needed, this is reader {READER}")]
    TooNew { needed: u32 },
    #[error("the manifest cannot be read")]
    Unreadable(#[source] serde_json::Error),
    #[error(transparent)]
    OverLimit(#[from] OverLimit),
}

/// The part that every version of the format has, read first, so that a newer bundle is refused
/// by its version and not by a field this build does not understand.
#[derive(Deserialize)]
struct Version {
    kind: String,
    min_reader: u32,
}

/// Checks kind and version, and that the bytes are fit to be parsed at all.
pub(crate) fn parse_version(bytes: &[u8], limits: &Limits) -> Result<(), ManifestError> {
    // A signed document that begins with a brace can never be the signed attributes of another
    // signature, which are DER.
    if bytes.first() != Some(&b'{') {
        return Err(ManifestError::OtherKind);
    }
    limits.check(Limit::ManifestDepth, depth_of(bytes))?;
    let version: Version = serde_json::from_slice(bytes).map_err(ManifestError::Unreadable)?;
    if version.kind != KIND {
        return Err(ManifestError::OtherKind);
    }
    if version.min_reader > READER {
        return Err(ManifestError::TooNew { needed: version.min_reader });
    }
    Ok(())
}

/// Reads the manifest whose version was accepted.
pub(crate) fn parse(bytes: &[u8]) -> Result<Manifest, ManifestError> {
    serde_json::from_slice(bytes).map_err(ManifestError::Unreadable)
}

/// How deep braces and brackets outside of texts are nested. The parser skips unknown fields
/// without a limit of its own.
fn depth_of(bytes: &[u8]) -> u64 {
    let (mut depth, mut deepest) = (0_u64, 0_u64);
    let (mut in_text, mut escaped) = (false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_outside_of_texts_only() {
        for (json, depth) in [
            (&br#"{}"#[..], 1),
            (br#"{"a":[[1],[2]]}"#, 3),
            (br#"{"a":"[[[{\"[["}"#, 1),
            (br#"{"a\\":[]}"#, 2),
            (b"]]]]{", 1),
        ] {
            assert_eq!(depth_of(json), depth, "{}", String::from_utf8_lossy(json));
        }
    }

    #[test]
    fn depth_is_refused_one_past_the_limit_even_in_unknown_fields() {
        let limits = Limits::default();
        let nested = |depth: usize| {
            let (open, close) = ("[".repeat(depth), "]".repeat(depth));
            format!(r#"{{"kind":"{KIND}","v":1,"min_reader":1,"x":{open}{close}}}"#)
        };
        let inner = usize::try_from(limits.manifest_depth_max).unwrap() - 1;
        assert!(parse_version(nested(inner).as_bytes(), &limits).is_ok());
        let deep = [inner + 1, 100_000];
        for depth in deep {
            match parse_version(nested(depth).as_bytes(), &limits) {
                Err(ManifestError::OverLimit(over)) => assert_eq!(over.limit, Limit::ManifestDepth),
                other => panic!("{depth}: {other:?}"),
            }
        }
    }

    #[test]
    fn kind_and_version_come_before_everything_else() {
        let limits = Limits::default();
        let newer = format!(r#"{{"kind":"{KIND}","v":7,"min_reader":3,"slices":"quite different"}}"#);
        let result = parse_version(newer.as_bytes(), &limits);
        assert!(matches!(result, Err(ManifestError::TooNew { needed: 3 })), "{result:?}");
        let other = r#"{"kind":"vn.so138.request","v":1,"min_reader":1}"#;
        let result = parse_version(other.as_bytes(), &limits);
        assert!(matches!(result, Err(ManifestError::OtherKind)), "{result:?}");
        for not_json in ["", " {}", "\u{feff}{}", "[]", "1\u{82}"] {
            let result = parse_version(not_json.as_bytes(), &limits);
            assert!(matches!(result, Err(ManifestError::OtherKind)), "{result:?}");
        }
    }
}
