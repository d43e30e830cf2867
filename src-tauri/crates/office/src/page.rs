//! The sheet around its data: title, header, what stays in view, how it prints.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use crate::error::{CellProblem, WriteError};
use crate::limit::{COLUMN_WIDTH_CHARS_MAX, DECIMAL_PLACES_MAX, SHEET_COLUMNS_MAX, SHEET_ROWS_MAX};
use crate::model::{Column, ColumnFormat, Sheet};
use crate::print::{Across, MARGINS_INCHES};
use crate::style::Styles;
use crate::text::check_text;
use crate::writer::write_text;

const PAPER_A4: u8 = 9;
pub(crate) const LINE_HEIGHT_POINTS: u16 = 16;
const TITLE_HEIGHT_POINTS: u16 = 20;
/// The tallest row the format knows is 409 points.
const LINES_MAX: u16 = 25;

/// Where things go on a sheet; rows and columns are counted from 0.
pub(crate) struct Layout {
    header_first: u32,
    header_last: u32,
    across: Across,
    /// The first and last column that words above and below the table run over.
    words: (u16, u16),
    /// Width of those columns, in characters.
    words_chars: u16,
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
        let across = Across::plan(&sheet.columns);
        // Words stay on the first page, and out of the column that every page repeats.
        let words = match across.breaks().first() {
            Some(second_page) => (1, second_page - 1),
            None => (0, sheet.columns.len() as u16 - 1),
        };
        let columns = &sheet.columns[usize::from(words.0)..=usize::from(words.1)];
        let words_chars = columns.iter().map(|column| column.width_chars).fold(0, u16::saturating_add);
        let header_last = header_first + header_rows as u32 - 1;
        Ok(Self { header_first, header_last, across, words, words_chars })
    }

    /// Writes words over the width of the first page, on as many lines as they need.
    pub(crate) fn write_words(
        &self,
        worksheet: &mut Worksheet,
        row: u32,
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        let lines = count_lines(text, self.words_chars);
        if lines > 1 {
            // Programs do not fit the height of merged cells by themselves.
            worksheet.set_row_height(row, lines * LINE_HEIGHT_POINTS)?;
        }
        write_merged(worksheet, (row, self.words.0), (row, self.words.1), text, format)
    }

    /// The row of the first data row.
    pub(crate) fn data_first(&self) -> u32 {
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
    layout: &Layout,
    styles: &Styles,
) -> Result<(), WriteError> {
    write_title_lines(worksheet, sheet, layout, styles, |problem| WriteError::TitleLines {
        sheet: index,
        problem,
    })?;
    write_header(worksheet, &sheet.columns, layout, styles)?;
    worksheet.set_freeze_panes(layout.data_first(), 1)?;
    worksheet.set_repeat_rows(layout.header_first, layout.header_last)?;
    set_print(worksheet, &layout.across)?;
    Ok(())
}

/// Every page names its sheet and its place, however far from the title it is.
fn set_print(worksheet: &mut Worksheet, across: &Across) -> Result<(), XlsxError> {
    let (left, right) = MARGINS_INCHES;
    worksheet.set_paper_size(PAPER_A4).set_landscape();
    worksheet.set_margins(left, right, 0.6, 0.6, 0.3, 0.3);
    worksheet.set_header("&R&9&A").set_footer("&C&9&P/&N");
    match across {
        Across::OnePage => {
            worksheet.set_print_fit_to_pages(1, 0);
        }
        Across::Pages { scale_percent, breaks } => {
            let breaks: Vec<u32> = breaks.iter().map(|column| u32::from(*column)).collect();
            worksheet.set_print_scale(*scale_percent);
            worksheet.set_vertical_page_breaks(&breaks)?.set_repeat_columns(0, 0)?;
        }
    }
    Ok(())
}

fn write_title_lines(
    worksheet: &mut Worksheet,
    sheet: &Sheet,
    layout: &Layout,
    styles: &Styles,
    wrap: impl Fn(CellProblem) -> WriteError,
) -> Result<(), WriteError> {
    let title = std::iter::once((&sheet.title, &styles.title));
    let mark = sheet.mark.iter().map(|mark| (mark, &styles.mark));
    let lines = sheet.lines.iter().map(|line| (line, &styles.line));
    for (row, (text, format)) in (0..).zip(title.chain(mark).chain(lines)) {
        check_text(text).map_err(&wrap)?;
        layout.write_words(worksheet, row, text, format)?;
    }
    // The title is larger than what the lines were counted for.
    let lines = count_lines(&sheet.title, layout.words_chars / 4 * 3);
    worksheet.set_row_height(0, lines * TITLE_HEIGHT_POINTS)?;
    Ok(())
}

fn write_header(
    worksheet: &mut Worksheet,
    columns: &[Column],
    layout: &Layout,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let (top, bottom) = (layout.header_first, layout.header_last);
    let header = &styles.header;
    for (column, index) in columns.iter().zip(0_u16..) {
        worksheet.set_column_width(index, column.width_chars)?;
        if column.group.is_some() || top == bottom {
            write_text(worksheet, bottom, index, &column.header, header)?;
        } else {
            write_merged(worksheet, (top, index), (bottom, index), &column.header, header)?;
        }
    }
    if top < bottom {
        write_groups(worksheet, columns, top, layout.across.breaks(), styles)?;
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
    breaks: &[u16],
    styles: &Styles,
) -> Result<(), XlsxError> {
    let mut lines_max = 1;
    let mut numbered: Vec<(u16, &Column)> = (0_u16..).zip(columns).collect();
    numbered.retain(|(_, column)| column.group.is_some());
    // A group that goes on over the page has its name there again.
    let is_one_run = |a: &(u16, &Column), b: &(u16, &Column)| {
        a.0 + 1 == b.0 && a.1.group == b.1.group && !breaks.contains(&b.0)
    };
    for run in numbered.chunk_by(is_one_run) {
        let ((first, column), (last, _)) = (run[0], run[run.len() - 1]);
        let group = column.group.as_deref().unwrap_or_default();
        let width = run.iter().map(|(_, column)| column.width_chars).fold(0, u16::saturating_add);
        lines_max = lines_max.max(count_lines(group, width));
        write_merged(worksheet, (row, first), (row, last), group, &styles.header)?;
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
    format: &Format,
) -> Result<(), XlsxError> {
    if (top, left) != (bottom, right) {
        worksheet.merge_range(top, left, bottom, right, "", format)?;
    }
    write_text(worksheet, top, left, text, format)
}

/// Lines that wrapped words need, on the generous side: letters are not all as wide as digits.
pub(crate) fn count_lines(text: &str, width_chars: u16) -> u16 {
    // Bytes are never fewer than characters, so most cells are done here.
    if text.len() < usize::from(width_chars) && !text.contains('\n') {
        return 1;
    }
    let width = usize::from(width_chars.max(2)) - 1;
    let lines: usize = text.lines().map(|line| wrap(line, width)).sum();
    u16::try_from(lines).unwrap_or(LINES_MAX).clamp(1, LINES_MAX)
}

/// Lines of one paragraph; a word longer than a line is broken.
fn wrap(paragraph: &str, width: usize) -> usize {
    let (mut lines, mut used) = (1, 0);
    for word in paragraph.split(' ').map(|word| word.chars().count()) {
        if used > 0 && used + 1 + word > width {
            lines += 1;
            used = 0;
        }
        used += word + usize::from(used > 0);
        lines += used.saturating_sub(1) / width;
        used = used.saturating_sub(1) % width + usize::from(used > 0);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_grow_with_the_words_and_stay_below_the_tallest_row() {
        assert_eq!(count_lines("", 10), 1);
        assert_eq!(count_lines("Số buổi", 10), 1);
        assert_eq!(count_lines("Số lượt người nghe", 12), 2);
        assert_eq!(count_lines("Ngân sách trung ương", 8), 4, "words are not broken where they fit");
        assert_eq!(count_lines("abcdefghij", 6), 2);
        assert_eq!(count_lines("a\nb", 10), 2);
        assert_eq!(count_lines(&"a".repeat(40_000), 0), LINES_MAX);
        const { assert!(LINES_MAX * LINE_HEIGHT_POINTS <= 409) };
    }
}
