//! Reading a bundle, in the order in which it may be believed.

mod entries;
mod error;
mod open;

pub use entries::SliceEntries;
pub use error::{EntriesFault, ReadError};
pub use open::{Inspection, Opened, ReadContext, inspect, open};
