//! The sheet around its data: title, header, what stays in view, how it prints.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::error::{CellProblem, WriteError};
use crate::limit::{COLUMN_WIDTH_CHARS_MAX, DECIMAL_PLACES_MAX, SHEET_COLUMNS_MAX, SHEET_ROWS_MAX};
use crate::model::{Column, ColumnFormat, Sheet};
use crate::style::Styles;
use crate::text::check_text;
use crate::writer::write_text;

const PAPER_A4: u8 = 9;
const LINE_HEIGHT_POINTS: u16 = 16;
/// The tallest row the format knows is 409 points.
const HEADER_LINES_MAX: u16 = 20;

/// Rows of a sheet, counted from 0.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    header_first: u32,
    header_last: u32,
}

impl Layout {
    /// Checks that the sheet fits the format and says what goes where.
    pub(crate) fn plan(sheet: &Sheet, index: usize) -> Result<Self, WriteError> {
        check_columns(&sheet.columns, index)?;
        // The title, and an empty row above the header.
        let above = 2 + usize::from(sheet.mark.is_some()) + sheet.lines.len();
        let header_rows = 1 + usize::from(sheet.columns.iter().any(|c| c.group.is_some()));
        let found = above + header_rows + sheet.rows.len();
        if found > SHEET_ROWS_MAX {
            return Err(WriteError::TooManyRows { sheet: index, found, max: SHEET_ROWS_MAX });
        }
        // Both fit: they are below the limit just checked.
        let header_first = above as u32;
        Ok(Self { header_first, header_last: header_first + header_rows as u32 - 1 })
    }

    /// The row of the first data row, counted from 0.
    pub(crate) fn data_first(self) -> u32 {
        self.header_last + 1
    }
}

fn check_columns(columns: &[Column], sheet: usize) -> Result<(), WriteError> {
    if columns.is_empty() {
        return Err(WriteError::NoColumns { sheet });
    }
    let found = columns.len();
    if found > SHEET_COLUMNS_MAX {
        return Err(WriteError::TooManyColumns { sheet, found, max: SHEET_COLUMNS_MAX });
    }
    for (column, Column { header, group, width_chars, format }) in columns.iter().enumerate() {
        if *width_chars > COLUMN_WIDTH_CHARS_MAX {
            return Err(WriteError::ColumnTooWide {
                sheet,
                column,
                found_chars: *width_chars,
                max_chars: COLUMN_WIDTH_CHARS_MAX,
            });
        }
        if let ColumnFormat::Decimal(found) | ColumnFormat::Percent(found) = *format
            && found > DECIMAL_PLACES_MAX
        {
            let max = DECIMAL_PLACES_MAX;
            return Err(WriteError::TooManyPlaces { sheet, column, found, max });
        }
        let wrap = |problem| WriteError::Header { sheet, column, problem };
        check_text(header).map_err(wrap)?;
        check_text(group.as_deref().unwrap_or_default()).map_err(wrap)?;
    }
    Ok(())
}

/// Writes everything of the sheet that is not data.
pub(crate) fn write_page(
    worksheet: &mut Worksheet,
    sheet: &Sheet,
    index: usize,
    layout: Layout,
    styles: &Styles,
) -> Result<(), WriteError> {
    write_title_lines(worksheet, sheet, styles, |problem| WriteError::TitleLines { sheet: index, problem })?;
    write_header(worksheet, &sheet.columns, layout, styles)?;
    worksheet.set_freeze_panes(layout.data_first(), 1)?;
    worksheet.set_repeat_rows(layout.header_first, layout.header_last)?;
    worksheet.set_paper_size(PAPER_A4).set_landscape().set_print_fit_to_pages(1, 0).set_footer("&C&P/&N");
    Ok(())
}

fn write_title_lines(
    worksheet: &mut Worksheet,
    sheet: &Sheet,
    styles: &Styles,
    wrap: impl Fn(CellProblem) -> WriteError,
) -> Result<(), WriteError> {
    let title = std::iter::once((&sheet.title, &styles.title));
    let mark = sheet.mark.iter().map(|mark| (mark, &styles.mark));
    let lines = sheet.lines.iter().map(|line| (line, &styles.line));
    for (row, (text, format)) in (0..).zip(title.chain(mark).chain(lines)) {
        check_text(text).map_err(&wrap)?;
        write_text(worksheet, row, 0, text, format)?;
    }
    Ok(())
}

fn write_header(
    worksheet: &mut Worksheet,
    columns: &[Column],
    layout: Layout,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let Layout { header_first: top, header_last: bottom } = layout;
    let header = &styles.header;
    for (column, index) in columns.iter().zip(0_u16..) {
        worksheet.set_column_width(index, column.width_chars)?;
        if column.group.is_some() || top == bottom {
            write_text(worksheet, bottom, index, &column.header, header)?;
        } else {
            write_merged(worksheet, (top, index), (bottom, index), &column.header, styles)?;
        }
    }
    if top < bottom {
        write_groups(worksheet, columns, top, styles)?;
    }
    // Programs do not fit the height of merged cells by themselves.
    let lines = columns.iter().map(|c| count_lines(&c.header, c.width_chars)).max().unwrap_or(1);
    worksheet.set_row_height(bottom, lines * LINE_HEIGHT_POINTS)?;
    Ok(())
}

fn write_groups(
    worksheet: &mut Worksheet,
    columns: &[Column],
    row: u32,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let mut first = 0_u16;
    let mut lines_max = 1;
    for run in columns.chunk_by(|a, b| a.group == b.group) {
        let last = first + (run.len() - 1) as u16;
        if let Some(group) = &run[0].group {
            let width = run.iter().map(|c| c.width_chars).fold(0, u16::saturating_add);
            lines_max = lines_max.max(count_lines(group, width));
            write_merged(worksheet, (row, first), (row, last), group, styles)?;
        }
        first = last + 1;
    }
    worksheet.set_row_height(row, lines_max * LINE_HEIGHT_POINTS)?;
    Ok(())
}

/// Writes words over a rectangle of cells, given by its corners.
fn write_merged(
    worksheet: &mut Worksheet,
    (top, left): (u32, u16),
    (bottom, right): (u32, u16),
    text: &str,
    styles: &Styles,
) -> Result<(), XlsxError> {
    if (top, left) != (bottom, right) {
        worksheet.merge_range(top, left, bottom, right, "", &styles.header)?;
    }
    write_text(worksheet, top, left, text, &styles.header)
}

/// Lines that wrapped words need, on the generous side: words do not fill a line to its end.
fn count_lines(text: &str, width_chars: u16) -> u16 {
    let width = usize::from(width_chars.max(2)) - 1;
    let lines: usize = text.lines().map(|line| line.chars().count().div_ceil(width).max(1)).sum();
    u16::try_from(lines).unwrap_or(HEADER_LINES_MAX).clamp(1, HEADER_LINES_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_lines_grow_with_the_words_and_stay_below_the_tallest_row() {
        assert_eq!(count_lines("", 10), 1);
        assert_eq!(count_lines("Số buổi", 10), 1);
        assert_eq!(count_lines("Số lượt người nghe", 10), 2);
        assert_eq!(count_lines("a\nb", 10), 2);
        assert_eq!(count_lines(&"a".repeat(40_000), 0), HEADER_LINES_MAX);
        const { assert!(HEADER_LINES_MAX * LINE_HEIGHT_POINTS <= 409) };
    }
}
