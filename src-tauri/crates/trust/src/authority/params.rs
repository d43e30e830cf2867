//! What our certificates contain.

use std::time::Duration;

use rcgen::string::Ia5String;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyUsagePurpose, SanType, SerialNumber,
};

use crate::chain::{CertName, PURPOSE_OID};
use crate::random::{self, RandomError};

/// Longest name of an authority, in characters.
pub const NAME_CHARS_MAX: usize = 64;
/// Longest life of a station's certificate, in years.
pub const STATION_YEARS_MAX: u32 = 5;

pub(super) const ROOT_YEARS: u32 = 30;
pub(super) const SUB_YEARS: u32 = 10;

const YEAR_S: i64 = 365 * 86_400 + 86_400 / 4;
/// Certificates are valid from a day earlier: the receiver's clock may be slow.
const BACKDATED_S: i64 = 86_400;
/// Clocks outside 2020–2200 are not believed.
const NOW_UNIX: std::ops::Range<i64> = 1_577_836_800..7_258_118_400;

/// First and last second of a certificate, since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Validity {
    pub(super) from: i64,
    pub(super) to: i64,
}

/// From `now_unix` for `years`; `None` if the clock cannot be right.
pub(super) fn validity(now_unix: i64, years: u32) -> Option<Validity> {
    NOW_UNIX
        .contains(&now_unix)
        .then(|| Validity { from: now_unix - BACKDATED_S, to: now_unix + i64::from(years) * YEAR_S })
}

/// Which kind of certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Station,
    /// An authority with how many authorities below it; `None` for any number.
    Authority(Option<u8>),
}

/// Our parameters, complete; nothing of them comes from a request.
pub(super) fn build(
    name: &CertName,
    common_name: &str,
    role: Role,
    validity: Validity,
) -> Result<CertificateParams, RandomError> {
    let unit = match name {
        CertName::Station { unit, .. } | CertName::Authority { unit } => unit,
    };
    let mut subject = DistinguishedName::new();
    subject.push(DnType::OrganizationalUnitName, unit.as_str());
    subject.push(DnType::CommonName, common_name);

    let mut params = CertificateParams::default();
    params.distinguished_name = subject;
    params.serial_number = Some(serial()?);
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    let since = |unix| Duration::from_secs(u64::try_from(unix).unwrap_or(0));
    params.not_before = epoch + since(validity.from);
    params.not_after = epoch + since(validity.to);
    // Ids are ASCII by rule, so the conversion cannot fail.
    params.subject_alt_names = Ia5String::try_from(name.to_uri()).map(SanType::URI).into_iter().collect();
    // Our purpose for us; e-mail protection so that `openssl cms -verify` needs no flag.
    params.extended_key_usages =
        vec![ExtendedKeyUsagePurpose::Other(PURPOSE_OID.to_vec()), ExtendedKeyUsagePurpose::EmailProtection];
    params.use_authority_key_identifier_extension = true;
    match role {
        Role::Station => {
            // Not `NoCa`: that leaves out the subject key identifier.
            params.is_ca = IsCa::ExplicitNoCa;
            params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        }
        Role::Authority(depth) => {
            params.is_ca = IsCa::Ca(match depth {
                Some(depth) => BasicConstraints::Constrained(depth),
                None => BasicConstraints::Unconstrained,
            });
            params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        }
    }
    Ok(params)
}

/// 127 random bits; the first byte is never 0, so the length is the same everywhere.
fn serial() -> Result<SerialNumber, RandomError> {
    let mut bytes = [0; 16];
    random::fill(&mut bytes)?;
    bytes[0] = (bytes[0] & 0x7f) | 0x40;
    Ok(SerialNumber::from(bytes.to_vec()))
}
