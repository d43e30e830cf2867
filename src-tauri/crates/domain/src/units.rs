//! Administrative units and other reporters as a dated tree of any number of levels.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::UnitCode;

/// One unit or other reporter as published by the root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRow {
    /// National code, or a code of its own for another reporter.
    pub code: UnitCode,
    /// Full name with its type word.
    pub name: String,
    /// Type: `tinh`, `huyen`, `xa`, `phuong`, `thi_tran`, `phong`, …; labels are catalog data.
    pub kind: String,
    /// The unit above; absent for the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<UnitCode>,
    /// First day of its existence, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Last day of its existence, when ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// The units that came after it; several when it was divided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub into: Vec<UnitCode>,
}

/// Why a list of units is not a tree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnitsError {
    /// A code stands twice.
    #[error("unit {0} stands twice")]
    Twice(UnitCode),
    /// A parent is not in the list before its child.
    #[error("unit {0} stands before its parent or without it")]
    NoParent(UnitCode),
    /// A unit that is said to come after another is not in the list.
    #[error("what came after unit {0} is not in the list")]
    NoSuccessor(UnitCode),
    /// A unit comes after itself, at whatever remove.
    #[error("unit {0} comes after itself")]
    Circle(UnitCode),
    /// There is not exactly one root.
    #[error("the list has {0} roots")]
    Roots(usize),
}

/// The tree of units in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitTree {
    rows: Vec<UnitRow>,
    index: HashMap<UnitCode, usize>,
}

impl UnitTree {
    /// Builds the tree from rows that list parents before children.
    ///
    /// # Errors
    /// [`UnitsError`] for a code given twice, a missing parent, not exactly one root, or a successor that
    /// is not in the list or leads back.
    pub fn build(rows: Vec<UnitRow>) -> Result<Self, UnitsError> {
        let mut index = HashMap::with_capacity(rows.len());
        for (at, row) in rows.iter().enumerate() {
            if row.parent.as_ref().is_some_and(|parent| !index.contains_key(parent)) {
                return Err(UnitsError::NoParent(row.code.clone()));
            }
            if index.insert(row.code.clone(), at).is_some() {
                return Err(UnitsError::Twice(row.code.clone()));
            }
        }
        check_successors(&rows, &index)?;
        let roots = rows.iter().filter(|row| row.parent.is_none()).count();
        if roots == 1 { Ok(Self { rows, index }) } else { Err(UnitsError::Roots(roots)) }
    }

    /// All rows, parents before children, in the order they were published.
    #[must_use]
    pub fn rows(&self) -> &[UnitRow] {
        &self.rows
    }

    /// The row of a unit.
    #[must_use]
    pub fn get(&self, code: &UnitCode) -> Option<&UnitRow> {
        self.index.get(code).and_then(|at| self.rows.get(*at))
    }

    /// The unit above.
    #[must_use]
    pub fn parent(&self, code: &UnitCode) -> Option<&UnitCode> {
        self.get(code)?.parent.as_ref()
    }

    /// The unit at the top; absent only for an empty tree.
    #[must_use]
    pub fn root(&self) -> Option<&UnitCode> {
        self.rows.first().map(|row| &row.code)
    }

    /// Whether this is the unit at the top.
    #[must_use]
    pub fn is_root(&self, code: &UnitCode) -> bool {
        self.root() == Some(code)
    }

    /// The units right below, in published order.
    pub fn children<'a>(&'a self, code: &'a UnitCode) -> impl Iterator<Item = &'a UnitRow> + 'a {
        self.rows.iter().filter(move |row| row.parent.as_ref() == Some(code))
    }

    /// Whether `upper` lies strictly above `lower`.
    #[must_use]
    pub fn is_above(&self, upper: &UnitCode, lower: &UnitCode) -> bool {
        std::iter::successors(self.parent(lower), |at| self.parent(at)).any(|at| at == upper)
    }

    /// Whether `lower` is `upper` or lies below it.
    #[must_use]
    pub fn is_within(&self, lower: &UnitCode, upper: &UnitCode) -> bool {
        lower == upper || self.is_above(upper, lower)
    }
}

/// Those after a unit are in the list, and none of them leads back to it.
fn check_successors(rows: &[UnitRow], index: &HashMap<UnitCode, usize>) -> Result<(), UnitsError> {
    for row in rows {
        let mut open: Vec<&UnitCode> = row.into.iter().collect();
        let mut seen: HashSet<&UnitCode> = HashSet::new();
        while let Some(unit) = open.pop() {
            let Some(at) = index.get(unit) else { return Err(UnitsError::NoSuccessor(row.code.clone())) };
            if *unit == row.code {
                return Err(UnitsError::Circle(row.code.clone()));
            }
            if seen.insert(unit) {
                open.extend(&rows[*at].into);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn row(code: &str, parent: Option<&str>) -> UnitRow {
        UnitRow {
            code: code.parse().unwrap(),
            name: code.to_owned(),
            kind: "xa".to_owned(),
            parent: parent.map(|parent| parent.parse().unwrap()),
            from: None,
            to: None,
            into: vec![],
        }
    }

    #[test]
    fn scope_follows_the_tree() {
        let rows =
            vec![row("62", None), row("608", Some("62")), row("610", Some("62")), row("1", Some("608"))];
        let tree = UnitTree::build(rows).unwrap();
        let code = |text: &str| text.parse::<UnitCode>().unwrap();
        assert!(tree.is_above(&code("62"), &code("1")));
        assert!(tree.is_above(&code("608"), &code("1")));
        assert!(!tree.is_above(&code("610"), &code("1")));
        assert!(!tree.is_above(&code("1"), &code("1")));
        assert!(tree.is_within(&code("1"), &code("1")));
        assert_eq!(tree.children(&code("62")).count(), 2);
    }

    #[test]
    fn a_list_that_is_no_tree_is_refused() {
        assert_eq!(UnitTree::build(vec![]), Err(UnitsError::Roots(0)));
        assert_eq!(UnitTree::build(vec![row("1", None), row("2", None)]), Err(UnitsError::Roots(2)));
        let orphan = vec![row("1", None), row("2", Some("3"))];
        assert_eq!(UnitTree::build(orphan), Err(UnitsError::NoParent("2".parse().unwrap())));
        let twice = vec![row("1", None), row("1", Some("1"))];
        assert_eq!(UnitTree::build(twice), Err(UnitsError::Twice("1".parse().unwrap())));
    }

    #[test]
    fn successors_are_in_the_list_and_lead_on() {
        let merged = |two: &[&str], three: &[&str]| {
            let after = |code: &str, into: &[&str]| {
                let into = into.iter().map(|code| code.parse().unwrap()).collect();
                UnitRow { into, ..row(code, Some("1")) }
            };
            UnitTree::build(vec![row("1", None), after("2", two), after("3", three), row("4", Some("1"))])
                .map(drop)
        };
        let two: UnitCode = "2".parse().unwrap();
        assert_eq!(merged(&["3", "4"], &["4"]), Ok(()));
        assert_eq!(merged(&["5"], &[]), Err(UnitsError::NoSuccessor(two.clone())));
        assert_eq!(merged(&["2"], &[]), Err(UnitsError::Circle(two.clone())));
        assert_eq!(merged(&["4", "3"], &["2"]), Err(UnitsError::Circle(two)));
    }
}
