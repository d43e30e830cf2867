//! Certificates of all seals, each once: stations of one authority share all but the first.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use so138_trust::seal::Seal;

/// The certificates that seals refer to by their place, from 0; base64 of DER on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateTable(Vec<Vec<u8>>);

/// A seal in a manifest: its certificates are in the [`CertificateTable`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SliceSeal {
    /// Places of its certificates: the station's first, then those between it and the root.
    pub chain: Vec<u32>,
    /// ECDSA P-256 with SHA-256 over the head: r and s as 128 lower-case hexadecimal digits.
    pub signature: String,
}

impl CertificateTable {
    /// How many certificates there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a certificate stands at this place.
    pub(super) fn has(&self, place: u32) -> bool {
        usize::try_from(place).is_ok_and(|place| place < self.0.len())
    }

    /// The seal of a slice with its certificates; none when one of them is missing.
    #[must_use]
    pub fn seal(&self, sealed: &SliceSeal) -> Option<Seal> {
        let certificate = |place: &u32| self.0.get(usize::try_from(*place).ok()?).cloned();
        let certs = sealed.chain.iter().map(certificate).collect::<Option<_>>()?;
        Some(Seal { certs, signature: sealed.signature.clone() })
    }
}

/// Collects the certificates of seals, each once, in the order in which they first come.
#[derive(Default)]
pub(crate) struct TableWriter {
    places: std::collections::HashMap<Vec<u8>, u32>,
    table: CertificateTable,
}

impl TableWriter {
    /// Takes in a seal's certificates and gives the seal as it stands in a manifest.
    pub(crate) fn put(&mut self, seal: &Seal) -> SliceSeal {
        let mut place = |der: &Vec<u8>| {
            *self.places.entry(der.clone()).or_insert_with(|| {
                self.table.0.push(der.clone());
                // The table's limit is far below: see `Limits::slices_max`.
                u32::try_from(self.table.0.len() - 1).unwrap_or(u32::MAX)
            })
        };
        let chain = seal.certs.iter().map(&mut place).collect();
        SliceSeal { chain, signature: seal.signature.clone() }
    }

    pub(crate) fn finish(self) -> CertificateTable {
        self.table
    }
}

impl Serialize for CertificateTable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|der| BASE64_STANDARD.encode(der)))
    }
}

impl<'de> Deserialize<'de> for CertificateTable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        let decoded = texts.iter().map(|text| BASE64_STANDARD.decode(text)).collect::<Result<_, _>>();
        decoded.map(Self).map_err(|_| serde::de::Error::custom("a certificate is not base64"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn seals_come_back_and_shared_certificates_stand_once() {
        let seal = |station: &[u8]| Seal {
            certs: vec![station.to_vec(), b"district".to_vec(), b"province".to_vec()],
            signature: hex::encode(station),
        };
        let seals = [seal(b"one"), seal(b"two"), seal(b"one")];
        let mut writer = TableWriter::default();
        let sealed: Vec<SliceSeal> = seals.iter().map(|seal| writer.put(seal)).collect();
        let json = serde_json::to_string(&writer.finish()).unwrap();
        let table: CertificateTable = serde_json::from_str(&json).unwrap();
        assert_eq!(table.len(), 4);
        for (sealed, seal) in sealed.iter().zip(seals) {
            assert_eq!(table.seal(sealed), Some(seal));
        }
        let dangling = SliceSeal { chain: vec![0, 4], signature: String::new() };
        assert_eq!(table.seal(&dangling), None);
    }
}
