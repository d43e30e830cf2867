//! Arguments of the form `NAME=VALUE`.

use std::convert::Infallible;
use std::str::FromStr;

use so138_app::words::word;

/// `NAME=VALUE`; the value may be empty and may hold further equals signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// What stands before the first equals sign; never empty.
    pub name: String,
    /// What stands after it.
    pub value: String,
}

impl FromStr for Pair {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        match typed.split_once('=') {
            Some((name, value)) if !name.trim().is_empty() => {
                Ok(Self { name: name.trim().to_owned(), value: value.to_owned() })
            }
            _ => Err(word("cli.usage.pair")),
        }
    }
}

/// `KEY=FIGURE`: a figure typed for a cell. The key of a breakdown holds equals signs, a figure never does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure(pub Pair);

impl FromStr for Figure {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        match typed.rsplit_once('=') {
            Some((name, value)) if !name.trim().is_empty() => {
                Ok(Self(Pair { name: name.trim().to_owned(), value: value.to_owned() }))
            }
            _ => Err(word("cli.usage.pair")),
        }
    }
}

/// `PLACE=DIGITS`: a group of a fingerprint as heard, its place counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its place among the six groups.
    pub place: u32,
    /// What was heard.
    pub digits: String,
}

impl FromStr for Group {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let parts =
            typed.split_once('=').and_then(|(place, digits)| Some((place.trim().parse().ok()?, digits)));
        let (place, digits) = parts.ok_or_else(|| word("cli.usage.group"))?;
        Ok(Self { place, digits: digits.trim().to_owned() })
    }
}

/// `INDICATOR=TEXT`, or a text for the whole period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The indicator meant; none for the whole period.
    pub indicator: Option<String>,
    /// What is asked.
    pub text: String,
}

impl FromStr for Note {
    type Err = Infallible;

    fn from_str(typed: &str) -> Result<Self, Infallible> {
        let (indicator, text) = typed.split_once('=').unwrap_or(("", typed));
        let indicator = Some(indicator.trim()).filter(|code| !code.is_empty());
        Ok(Self { indicator: indicator.map(str::to_owned), text: text.to_owned() })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_needs_a_name_and_may_have_any_value() {
        let pair = |name: &str, value: &str| Ok(Pair { name: name.to_owned(), value: value.to_owned() });
        assert_eq!("ten=a=b".parse(), pair("ten", "a=b"));
        assert_eq!("ten=".parse(), pair("ten", ""));
        for wrong in ["ten", "=x", "  =x", ""] {
            assert_eq!(wrong.parse::<Pair>(), Err(word("cli.usage.pair")), "{wrong:?}");
        }
    }

    #[test]
    fn a_figure_of_a_breakdown_keeps_its_key_whole() {
        let figure = |typed: &str| typed.parse::<Figure>().map(|Figure(Pair { name, value })| (name, value));
        let split = |name: &str, value: &str| Ok((name.to_owned(), value.to_owned()));
        assert_eq!(figure("TT_BUOI=1.217"), split("TT_BUOI", "1.217"));
        assert_eq!(figure("TT_BUOI|chu_de=ATGT;vai=kem=4"), split("TT_BUOI|chu_de=ATGT;vai=kem", "4"));
        assert_eq!(figure("=4"), Err(word("cli.usage.pair")));
    }

    #[test]
    fn a_group_has_a_place() {
        assert_eq!("2=01234".parse(), Ok(Group { place: 2, digits: "01234".to_owned() }));
        for wrong in ["01234", "x=01234", "-1=01234"] {
            assert_eq!(wrong.parse::<Group>(), Err(word("cli.usage.group")), "{wrong:?}");
        }
    }

    #[test]
    fn a_note_without_an_indicator_is_for_the_whole_period() {
        let note = |typed: &str| typed.parse::<Note>().unwrap();
        assert_eq!(note("TT_NGUOI=xem lại").indicator.as_deref(), Some("TT_NGUOI"));
        assert_eq!(note("=xem lại"), note("xem lại"));
        assert_eq!(note("=xem lại").indicator, None);
    }
}
