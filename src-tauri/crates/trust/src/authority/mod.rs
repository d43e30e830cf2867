//! The receiving unit's small offline certificate authority, and enrolment.
//!
//! Content of a certificate comes only from the issuer's own register. From a
//! request nothing is taken but its public key.

mod ca;
mod csr;
mod enrol;
mod fingerprint;
mod key;
mod params;

pub use ca::{Authority, AuthorityError, IssueError};
pub use csr::{CSR_BYTES_MAX, CsrError};
pub use enrol::{APP_CHARS_MAX, ENROL_BYTES_MAX, EnrolError, EnrolRequest};
pub use fingerprint::{Fingerprint, GROUPS_ASKED_MIN, fingerprint, groups_match};
pub use key::AuthorityKey;
pub use params::{NAME_CHARS_MAX, STATION_YEARS_MAX};
