//! The same workbook by the writer library alone, from cells and looks that are finished before the clock
//! runs.

use std::collections::HashMap;
use std::path::Path;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Formula, Workbook as Book, Worksheet};
use so138_office::Workbook;

use crate::Outcome;
use crate::rawfile::{Corners, Look, Placed, Raw, RawFile, RawSheet};

/// A workbook as finished cells.
pub struct RawBook {
    file: RawFile,
    pages: Vec<Finished>,
}

/// What is worked out of a sheet before the clock runs.
struct Finished {
    widths: Vec<u16>,
    /// Places among the cells of those that are one with others, with the corners.
    merged: HashMap<usize, Corners>,
    /// Cells that the library writes by itself when it merges.
    covered: Vec<bool>,
}

impl RawBook {
    /// Finishes every cell of a file that ours wrote, and makes sure that the library alone writes the
    /// very same.
    pub fn prepare(model: &Workbook, written: &Path, try_at: &Path) -> Outcome<Self> {
        let file = RawFile::read(written)?;
        let sheets = file.sheets.iter().zip(&model.sheets);
        let pages = sheets
            .map(|(sheet, model)| Finished {
                widths: model.columns.iter().map(|column| column.width_chars).collect(),
                merged: sheet
                    .merged
                    .iter()
                    .filter_map(|corners| Some((first(sheet, *corners)?, *corners)))
                    .collect(),
                covered: covered(sheet),
            })
            .collect();
        let book = Self { file, pages };
        book.write(try_at)?;
        let ours = &book.file;
        let theirs = RawFile::read(try_at)?;
        // The library numbers looks in the order in which it meets them.
        let is_same_cell = |a: &Placed, b: &Placed| {
            (a.row, a.column, &a.cell) == (b.row, b.column, &b.cell)
                && ours.looks[a.look] == theirs.looks[b.look]
        };
        for (a, b) in ours.sheets.iter().zip(&theirs.sheets) {
            let bare = |sheet: &RawSheet| RawSheet { cells: Vec::new(), ..sheet.clone() };
            let other = a.cells.iter().zip(&b.cells).find(|(a, b)| !is_same_cell(a, b));
            if other.is_some() || a.cells.len() != b.cells.len() || bare(a) != bare(b) {
                return Err(format!("the raw twin of the sheet {} differs: {other:?}", a.name).into());
            }
        }
        if ours.sheets.len() != theirs.sheets.len() {
            return Err("the raw twin lacks sheets".into());
        }
        Ok(book)
    }

    /// How many cells there are.
    pub fn cells(&self) -> usize {
        self.file.sheets.iter().map(|sheet| sheet.cells.len()).sum()
    }

    /// Writes the file.
    pub fn write(&self, path: &Path) -> Outcome<()> {
        let formats: Vec<Format> = self.file.looks.iter().map(format_of).collect();
        let mut book = Book::new();
        for (sheet, finished) in self.file.sheets.iter().zip(&self.pages) {
            write_sheet(book.add_worksheet(), sheet, finished, &formats)?;
        }
        Ok(book.save(path)?)
    }
}

/// The place among the cells of the upper left corner.
fn first(sheet: &RawSheet, (top, left, ..): Corners) -> Option<usize> {
    sheet.cells.iter().position(|placed| (placed.row, placed.column) == (top, left))
}

fn covered(sheet: &RawSheet) -> Vec<bool> {
    let is_in = |placed: &Placed, (top, left, bottom, right): &Corners| {
        (*top..=*bottom).contains(&placed.row)
            && (*left..=*right).contains(&placed.column)
            && (placed.row, placed.column) != (*top, *left)
    };
    sheet.cells.iter().map(|placed| sheet.merged.iter().any(|corners| is_in(placed, corners))).collect()
}

fn format_of(look: &Look) -> Format {
    let mut format = Format::new().set_font_name(&look.font).set_font_size(look.size_points);
    if look.is_bold {
        format = format.set_bold();
    }
    if look.is_italic {
        format = format.set_italic();
    }
    if let Some(color) = look.color {
        format = format.set_font_color(color);
    }
    if let Some(fill) = look.fill {
        format = format.set_background_color(fill);
    }
    if look.has_border {
        format = format.set_border(FormatBorder::Thin);
    }
    if let Some(numbers) = &look.numbers {
        format = format.set_num_format(numbers);
    }
    format = match look.across.as_deref() {
        Some("left") => format.set_align(FormatAlign::Left),
        Some("center") => format.set_align(FormatAlign::Center),
        Some("right") => format.set_align(FormatAlign::Right),
        _ => format,
    };
    format = match look.down.as_deref() {
        Some("top") => format.set_align(FormatAlign::Top),
        Some("center") => format.set_align(FormatAlign::VerticalCenter),
        _ => format,
    };
    if look.is_wrapped {
        format = format.set_text_wrap();
    }
    if look.is_quoted { format.set_quote_prefix() } else { format }
}

fn write_sheet(
    page: &mut Worksheet,
    sheet: &RawSheet,
    finished: &Finished,
    formats: &[Format],
) -> Outcome<()> {
    page.set_name(&sheet.name)?;
    for (column, width) in (0_u16..).zip(&finished.widths) {
        page.set_column_width(column, *width)?;
    }
    for (row, height) in &sheet.heights {
        page.set_row_height(*row, *height)?;
    }
    set_page(page, sheet)?;
    for (at, placed) in sheet.cells.iter().enumerate() {
        if finished.covered[at] {
            continue;
        }
        let (row, column, format) = (placed.row, placed.column, &formats[placed.look]);
        match (&placed.cell, finished.merged.get(&at)) {
            (Raw::Text(text), Some((top, left, bottom, right))) => {
                page.merge_range(*top, *left, *bottom, *right, text, format)?
            }
            (Raw::Blank, _) => page.write_blank(row, column, format)?,
            (Raw::Text(text), None) => page.write_string_with_format(row, column, text, format)?,
            (Raw::Number(number), _) => page.write_number_with_format(row, column, *number, format)?,
            (Raw::Formula(formula, result), _) => {
                page.write_formula_with_format(row, column, Formula::new(formula).set_result(result), format)?
            }
        };
    }
    Ok(())
}

/// What stays in view, and how it prints.
fn set_page(page: &mut Worksheet, sheet: &RawSheet) -> Outcome<()> {
    let of = |name: &str| sheet.page.get(name).map(|text| text.parse::<f64>()).transpose();
    let margin = |name: &str| of(name).map(Option::unwrap_or_default);
    page.set_freeze_panes(sheet.frozen.0, sheet.frozen.1)?;
    page.set_repeat_rows(sheet.repeated.0, sheet.repeated.1)?;
    page.set_paper_size(of("paperSize")?.unwrap_or_default() as u8).set_landscape();
    page.set_margins(
        margin("left")?,
        margin("right")?,
        margin("top")?,
        margin("bottom")?,
        margin("header")?,
        margin("footer")?,
    );
    page.set_header(&sheet.edges.0).set_footer(&sheet.edges.1);
    if sheet.breaks.is_empty() {
        page.set_print_fit_to_pages(1, 0);
    } else {
        page.set_print_scale(of("scale")?.unwrap_or(100.0) as u16);
        page.set_vertical_page_breaks(&sheet.breaks)?.set_repeat_columns(0, 0)?;
    }
    Ok(())
}
