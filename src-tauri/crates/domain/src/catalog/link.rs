//! Names that reach through a reference: `field__field of the linked record`.

use super::bind::binds_alike;
use super::model::{FieldType, RecordKind};

/// What stands between the reference and the field of the linked record; no field's name may hold it.
pub(super) const THROUGH: &str = "__";

/// One name that reaches through a reference.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// As written in expressions.
    pub(crate) name: String,
    /// The field with the reference.
    pub(crate) via: String,
    /// The field of the linked record.
    pub(crate) field: String,
    /// How it binds.
    pub(super) is: FieldType,
    /// Whether all linked kinds that have the field bind it alike.
    pub(super) is_sound: bool,
}

/// Every name that expressions of this kind may reach through its references.
pub(super) fn links_of(kind: &RecordKind, kinds: &[RecordKind]) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for via in &kind.fields {
        let FieldType::Ref { kinds: targets } = &via.is else { continue };
        let targets = kinds.iter().filter(|kind| targets.contains(&kind.code));
        for field in targets.flat_map(|kind| &kind.fields) {
            let name = format!("{}{THROUGH}{}", via.name, field.name);
            match links.iter_mut().find(|link| link.name == name) {
                Some(link) => link.is_sound &= binds_alike(&link.is, &field.is),
                None => links.push(Link {
                    name,
                    via: via.name.clone(),
                    field: field.name.clone(),
                    is: field.is.clone(),
                    is_sound: true,
                }),
            }
        }
    }
    links
}
