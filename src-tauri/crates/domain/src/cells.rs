//! A cell's value: a number, a confirmed zero, no figures, or not applicable.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// One figure of one indicator for one unit and period.
///
/// On the wire a number is a JSON integer and the other states are the texts `zero`, `missing`
/// and `na`. Numbers are scaled by the indicator's number of decimals (kg with three, percent
/// with one), so that sums stay exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A number, scaled by the indicator's decimals.
    Number(i64),
    /// Zero, and somebody said so.
    Zero,
    /// No figures ("chưa có số liệu").
    Missing,
    /// Not applicable to this unit ("không áp dụng").
    NotApplicable,
}

impl Cell {
    /// The number to add up: a confirmed zero is 0, the other states have none.
    #[must_use]
    pub const fn number(self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Zero => Some(0),
            Self::Missing | Self::NotApplicable => None,
        }
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => s.serialize_i64(*number),
            Self::Zero => s.serialize_str("zero"),
            Self::Missing => s.serialize_str("missing"),
            Self::NotApplicable => s.serialize_str("na"),
        }
    }
}

struct CellVisitor;

impl de::Visitor<'_> for CellVisitor {
    type Value = Cell;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a whole number, \"zero\", \"missing\" or \"na\"")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Cell, E> {
        Ok(Cell::Number(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Cell, E> {
        i64::try_from(number).map(Cell::Number).map_err(|_| E::custom("a number over 63 bits"))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Cell, E> {
        match text {
            "zero" => Ok(Cell::Zero),
            "missing" => Ok(Cell::Missing),
            "na" => Ok(Cell::NotApplicable),
            _ => Err(E::custom("an unknown cell state")),
        }
    }
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(CellVisitor)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_state_survives_the_wire() {
        for cell in [Cell::Number(-5), Cell::Number(i64::MAX), Cell::Zero, Cell::Missing, Cell::NotApplicable]
        {
            let json = serde_json::to_string(&cell).unwrap();
            assert_eq!(serde_json::from_str::<Cell>(&json).unwrap(), cell, "{json}");
        }
        assert!(serde_json::from_str::<Cell>("1.0").is_err());
        assert!(serde_json::from_str::<Cell>("\"so\"").is_err());
    }
}
