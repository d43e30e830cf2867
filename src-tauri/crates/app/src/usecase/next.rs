//! The one thing to do next.

use serde::{Deserialize, Serialize};
use so138_domain::calendar::PeriodKind;
use ts_rs::TS;

use super::board::state_of;
use super::today::{CollectingOut, Desk, ShowTodayRes};
use crate::error::AppResult;

/// After how many days without a copy one is asked for.
pub const BACKUP_DAYS_MAX: u32 = 7;

/// The one thing to do next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NextOut {
    /// `enrol`, `fix_return`, `resolve_conflict`, `close`, `export`, `enter`, `import`, `review`, `publish`
    /// or `back_up`.
    pub action: String,
    /// The period meant, if any.
    pub period: Option<String>,
}

impl NextOut {
    fn of(action: &str, period: Option<&str>) -> Self {
        Self { action: action.to_owned(), period: period.map(str::to_owned) }
    }
}

/// Chooses what to do next: what stops others first, then what is due, then care, then daily work.
pub(super) struct Next<'a> {
    /// What today is worked out with.
    pub desk: &'a Desk<'a>,
    /// What waits.
    pub today: &'a ShowTodayRes,
    /// How many of our own records are in conflict.
    pub own_conflicts: usize,
}

impl Next<'_> {
    /// The next thing; none for a receiving unit that has done everything.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn choose(&self) -> AppResult<Option<NextOut>> {
        let session = self.desk.session;
        if !session.whoami()?.enrolled {
            return Ok(Some(NextOut::of("enrol", None)));
        }
        if let Some(returned) = self.today.returned.first() {
            return Ok(Some(NextOut::of("fix_return", Some(&returned.period))));
        }
        if self.own_conflicts > 0 {
            return Ok(Some(NextOut::of("resolve_conflict", None)));
        }
        if let Some(next) = self.of_due() {
            return Ok(Some(next));
        }
        let of_receiver = self.today.receiver.as_ref().map(|period| self.of_receiver(period)).transpose()?;
        if let Some(next) = of_receiver.flatten() {
            return Ok(Some(next));
        }
        if self.lacks_backup()? {
            return Ok(Some(NextOut::of("back_up", None)));
        }
        if self.today.receiver.is_some() {
            return Ok(None);
        }
        let calendar = self.desk.catalog.default_calendar();
        let month = calendar.period_of(self.desk.today, PeriodKind::Month);
        Ok(Some(NextOut::of("enter", month.as_ref().map(|month| month.id.as_str()))))
    }

    /// The first period that is over and waits for us.
    fn of_due(&self) -> Option<NextOut> {
        let today = self.today.today.as_str();
        let action = |state: &str, is_over: bool| match state {
            "open" if is_over => Some("close"),
            "closed" => Some("export"),
            _ => None,
        };
        self.today.due.iter().find_map(|due| {
            // Days of one spelling stand in order as text.
            Some(NextOut::of(action(&due.state, due.to.as_str() < today)?, Some(&due.period)))
        })
    }

    fn of_receiver(&self, collecting: &CollectingOut) -> AppResult<Option<NextOut>> {
        let period = Some(collecting.period.as_str());
        if collecting.waiting > 0 {
            return Ok(Some(NextOut::of("review", period)));
        }
        if collecting.missing > 0 {
            return Ok(Some(NextOut::of("import", period)));
        }
        if collecting.returned > 0 || collecting.came == 0 {
            return Ok(None);
        }
        let (session, reader) = (self.desk.session, self.desk.reader);
        let unit = session.unit();
        if session.units().parent(unit).is_none() {
            let is_published = !reader.publications(unit, &collecting.period)?.is_empty();
            return Ok((!is_published).then(|| NextOut::of("publish", period)));
        }
        let Ok(read) = self.desk.catalog.default_calendar().period(&collecting.period) else {
            return Ok(None);
        };
        Ok(match state_of(session, reader, unit, &read)?.code {
            "open" => Some(NextOut::of("close", period)),
            "closed" => Some(NextOut::of("export", period)),
            _ => None,
        })
    }

    fn lacks_backup(&self) -> AppResult<bool> {
        if let Some(last) = &self.today.last_backup {
            return Ok(last.days > BACKUP_DAYS_MAX);
        }
        let began = self.desk.began()?;
        let days = began.map_or(0, |began| (self.desk.today - began).num_days());
        Ok(days > i64::from(BACKUP_DAYS_MAX))
    }
}
