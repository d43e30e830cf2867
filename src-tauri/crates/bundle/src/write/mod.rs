//! Writing a bundle, so that a file under its final name is always a whole one.

mod bundle;
mod error;
mod sink;
mod target;

pub use bundle::{BundleDraft, SliceDraft, WriteContext, Written, write};
pub use error::WriteError;
pub use sink::EntrySink;
