//! The units of one province as a list ready to be published.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Gazetteer, Place};
use crate::catalog::Level;
use crate::ids::UnitCode;
use crate::units::UnitRow;

/// A unit in the list: its rows joined where only name or type changed.
struct Member<'g> {
    /// As it was called last in the days asked for.
    place: &'g Place,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    code: UnitCode,
}

impl Gazetteer {
    /// The units of a province that were valid on some day from `from` to `to`, parents before children;
    /// for one day, give it twice. None when no province had the code in those days.
    ///
    /// Days before and days after 01/7/2025 give one tree: the provinces of old stand below the one of
    /// today, and communes and islands that ended name their successors (`into`); districts had none. A
    /// code that two units of the list had is kept by the later; the earlier one's gets its last day
    /// behind it: `23284-20250630`.
    #[must_use]
    pub fn province(&self, code: &UnitCode, from: NaiveDate, to: NaiveDate) -> Option<Vec<UnitRow>> {
        let is_root = |place: &&Place| place.level() == Level::Province && place.is_between(from, to);
        let root = self.of_code(code).rfind(is_root).filter(|_| from <= to)?;
        let mut members = self.members(root, from, to);
        let later: BTreeSet<UnitCode> =
            members.iter().filter(|is| !is.place.is_ended()).map(|is| is.code.clone()).collect();
        for member in members.iter_mut().filter(|is| is.place.is_ended() && later.contains(&is.code)) {
            member.code = aside(member);
        }
        let order = |is: &Member<'_>| (is.place != root, is.place.code.as_str().len());
        members.sort_by(|a, b| (order(a), &a.code).cmp(&(order(b), &b.code)));
        Some(members.iter().map(|member| self.row(member, root, &members, &later)).collect())
    }

    fn members(&self, root: &Place, from: NaiveDate, to: NaiveDate) -> Vec<Member<'_>> {
        let mut old = BTreeSet::new();
        if root.is_ended() {
            old.insert(&root.code);
        } else {
            old.extend(self.predecessors(root).into_iter().map(|origin| &origin.place.code));
        }
        let mut members: Vec<Member<'_>> = Vec::new();
        for place in self.places.iter().filter(|place| place.is_between(from, to)) {
            let province = self.province_of(place).map_or(&place.code, |province| &province.code);
            let is_in = if place.is_ended() {
                old.contains(province)
            } else {
                !root.is_ended() && *province == root.code
            };
            if !is_in {
                continue;
            }
            match members.last_mut() {
                // Rows of one code follow each other, the oldest first.
                Some(last) if last.code == place.code && !last.place.is_ended() => last.place = place,
                _ => members.push(self.member(place)),
            }
        }
        members
    }

    fn member<'g>(&'g self, place: &'g Place) -> Member<'g> {
        let whole = || self.of_code(&place.code).filter(|other| other.is_ended() == place.is_ended());
        Member {
            place,
            from: whole().next().and_then(|first| first.from),
            to: whole().next_back().and_then(|last| last.to),
            code: place.code.clone(),
        }
    }

    fn row(
        &self,
        member: &Member<'_>,
        root: &Place,
        members: &[Member<'_>],
        later: &BTreeSet<UnitCode>,
    ) -> UnitRow {
        let place = member.place;
        let listed = |code: &UnitCode| {
            let same = |is: &&Member<'_>| is.place.code == *code && is.place.is_ended() == place.is_ended();
            members.iter().find(same).map(|is| is.code.clone())
        };
        let parent = match &place.parent {
            Some(parent) => listed(parent),
            None => (place != root).then(|| root.code.clone()),
        };
        let after = self.successors(place);
        let after = after.into_iter().flat_map(|after| after.places).map(|place| &place.code);
        UnitRow {
            code: member.code.clone(),
            name: place.name.clone(),
            kind: place.kind.clone(),
            parent,
            from: member.from,
            to: member.to,
            // A code of today in a list of old would name another unit, and what became of a province of old
            // is the unit it stands below: its figures are in there already.
            into: after.filter(|code| later.contains(code) && **code != root.code).cloned().collect(),
        }
    }
}

/// The code of a unit whose code went to another.
fn aside(member: &Member<'_>) -> UnitCode {
    let day = member.to.map(|day| day.format("%Y%m%d").to_string()).unwrap_or_default();
    // Five digits, a hyphen and eight digits are always a code.
    format!("{}-{day}", member.code).parse().unwrap_or_else(|_| member.code.clone())
}
