//! Tables of this installation alone: never derived, never rebuilt, never sent.

pub(crate) mod anchors;
pub(crate) mod bundles;
pub(crate) mod drafts;
pub(crate) mod seals;
pub(crate) mod settings;
pub(crate) mod vault;
