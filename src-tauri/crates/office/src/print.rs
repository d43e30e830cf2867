//! How a sheet falls onto sheets of paper, side by side.

use crate::model::Column;

/// Margins left and right, in inches: paper goes into a binder at the left.
pub(crate) const MARGINS_INCHES: (f64, f64) = (0.5, 0.4);
/// Width of A4 on its side without those margins, in the pixels columns are measured in (96 to the inch).
const PAGE_WIDTH_PIXELS: u32 = 1_030;
/// The same where breaks are ours: some programs measure columns in parts of pixels and come out six per
/// cent wider, and the last column must not be pushed to a page of its own.
const SURE_WIDTH_PIXELS: u32 = 955;
/// Below this a figure of 11 points is too small for a committee table.
const SCALE_PERCENT_MIN: u32 = 70;

/// How wide a sheet prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Across {
    /// All columns on one page, made smaller as far as it takes.
    OnePage,
    /// Several pages side by side, each beginning with the first column.
    Pages {
        /// Size of print, in per cent.
        scale_percent: u16,
        /// The columns that begin a page, but for the first page; ascending.
        breaks: Vec<u16>,
    },
}

impl Across {
    /// Lays columns out so that figures stay readable and a group stays together where it fits.
    pub(crate) fn plan(columns: &[Column]) -> Self {
        let total = width_pixels(columns);
        let room = SURE_WIDTH_PIXELS * 100 / SCALE_PERCENT_MIN;
        let Some((first, others)) = columns.split_first() else { return Self::OnePage };
        let first = width_pixels(std::slice::from_ref(first));
        if total <= PAGE_WIDTH_PIXELS * 100 / SCALE_PERCENT_MIN || first >= room {
            return Self::OnePage;
        }
        let fewest = Pages::fill(others, room - first).breaks.len();
        // As many pages, filled alike, print larger.
        let mut even = (total - first) / (fewest as u32 + 1);
        let pages = loop {
            let pages = Pages::fill(others, even.min(room - first));
            if pages.breaks.len() <= fewest {
                break pages;
            }
            even += even / 32 + 1;
        };
        let scale_percent = (SURE_WIDTH_PIXELS * 100 / (first + pages.widest)).min(100) as u16;
        Self::Pages { scale_percent, breaks: pages.breaks }
    }

    /// The columns that begin a page, but for the first page.
    pub(crate) fn breaks(&self) -> &[u16] {
        match self {
            Self::OnePage => &[],
            Self::Pages { breaks, .. } => breaks,
        }
    }
}

/// Pages being filled with all columns but the first.
#[derive(Default)]
struct Pages {
    room: u32,
    used: u32,
    widest: u32,
    breaks: Vec<u16>,
}

impl Pages {
    fn fill(columns: &[Column], room: u32) -> Self {
        let mut pages = Self { room, ..Self::default() };
        let mut at = 1_u16;
        for run in columns.chunk_by(|a, b| a.group.is_some() && a.group == b.group) {
            pages.put(run, at);
            // The number of columns was checked when the sheet was planned.
            at += run.len() as u16;
        }
        pages
    }

    /// Puts neighbours that belong together; apart only where no page holds them.
    fn put(&mut self, run: &[Column], at: u16) {
        let width = width_pixels(run);
        if self.used > 0 && self.used + width > self.room {
            self.used = 0;
            self.breaks.push(at);
        }
        if width <= self.room || run.len() == 1 {
            self.used += width;
            self.widest = self.widest.max(self.used);
            return;
        }
        for (column, at) in run.chunks(1).zip(at..) {
            self.put(column, at);
        }
    }
}

/// Columns of the default font: seven pixels a character and five around them.
fn width_pixels(columns: &[Column]) -> u32 {
    columns.iter().map(|column| u32::from(column.width_chars) * 7 + 5).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ColumnFormat;

    fn columns(first: u16, groups: &[(Option<&str>, usize)]) -> Vec<Column> {
        let mut columns = vec![Column::new("Đơn vị", first, ColumnFormat::Text)];
        for (group, count) in groups {
            for _ in 0..*count {
                // 75 pixels each.
                let column = Column::new("Số", 10, ColumnFormat::Integer);
                columns.push(group.map_or(column.clone(), |group| column.in_group(group)));
            }
        }
        columns
    }

    #[test]
    fn columns_share_a_page_up_to_the_smallest_readable_print() {
        // 215 pixels for the first column; 1,471 are the most at 70 per cent.
        assert_eq!(Across::plan(&columns(30, &[(None, 16)])), Across::OnePage);
        let wide = Across::plan(&columns(30, &[(None, 17)]));
        assert_eq!(wide, Across::Pages { scale_percent: 100, breaks: vec![10] });
    }

    #[test]
    fn a_group_moves_to_the_next_page_whole() {
        let groups = [(Some("A"), 6), (Some("B"), 6), (Some("C"), 6), (Some("D"), 6)];
        let wide = Across::plan(&columns(30, &groups));
        assert_eq!(wide, Across::Pages { scale_percent: 85, breaks: vec![13] });
    }

    #[test]
    fn a_group_wider_than_a_page_is_split() {
        let wide = Across::plan(&columns(30, &[(None, 1), (Some("A"), 40)]));
        assert_eq!(wide.breaks(), [2, 16, 30]);
    }

    #[test]
    fn a_first_column_as_wide_as_the_page_is_made_smaller() {
        assert_eq!(Across::plan(&columns(255, &[(None, 3)])), Across::OnePage);
        assert_eq!(Across::plan(&[]), Across::OnePage);
    }
}
