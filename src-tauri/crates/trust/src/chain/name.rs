//! The names that certificates carry: one URI, nothing else.

use crate::id::is_valid_id;

/// What a certificate is for, as its only alternative name says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CertName {
    /// `so138:station:<station>:unit:<unit>`
    Station { station: String, unit: String },
    /// `so138:authority:<unit>`
    Authority { unit: String },
}

impl CertName {
    /// The name of a station, if both ids are usable.
    pub(crate) fn station(station: &str, unit: &str) -> Option<Self> {
        (is_valid_id(station) && is_valid_id(unit))
            .then(|| Self::Station { station: station.to_owned(), unit: unit.to_owned() })
    }

    /// The name of an authority, if the id is usable.
    pub(crate) fn authority(unit: &str) -> Option<Self> {
        is_valid_id(unit).then(|| Self::Authority { unit: unit.to_owned() })
    }

    pub(crate) fn to_uri(&self) -> String {
        match self {
            Self::Station { station, unit } => format!("so138:station:{station}:unit:{unit}"),
            Self::Authority { unit } => format!("so138:authority:{unit}"),
        }
    }

    pub(crate) fn parse(uri: &str) -> Option<Self> {
        let parts: Vec<&str> = uri.split(':').collect();
        match parts.as_slice() {
            ["so138", "station", station, "unit", unit] => Self::station(station, unit),
            ["so138", "authority", unit] => Self::authority(unit),
            _ => None,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn names_have_one_spelling() {
        for uri in ["so138:station:48012-1:unit:48012", "so138:authority:T48"] {
            assert_eq!(CertName::parse(uri).unwrap().to_uri(), uri);
        }
        for uri in [
            "",
            "so138:station:a",
            "so138:station:a:unit:",
            "so138:station::unit:b",
            "so138:station:a:unit:b:unit:c",
            "so138:authority:",
            "so138:authority:a:b",
            "SO138:authority:a",
            " so138:authority:a",
        ] {
            assert_eq!(CertName::parse(uri), None, "{uri}");
        }
        assert_eq!(CertName::station("a:unit:b", "c"), None);
    }
}
