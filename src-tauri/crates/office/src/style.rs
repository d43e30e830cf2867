//! The looks of cells, made once for a workbook.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

use crate::cell::Number;
use crate::limit::DECIMAL_PLACES_MAX;
use crate::model::{ColumnFormat, RowKind};

// The face of official documents, present wherever the workbook is likely to be opened.
const FONT: &str = "Times New Roman";
const FONT_SIZE_POINTS: u8 = 11;
const TITLE_SIZE_POINTS: u8 = 14;
const HEADER_FILL: u32 = 0x00DD_E6F0;
const TOTAL_FILL: u32 = 0x00F2_F2F2;
const MARK_COLOR: u32 = 0x00C0_0000;

/// Place of a note's formats in `Styles::rows`.
const NOTE: usize = 3;
const PLACES: usize = DECIMAL_PLACES_MAX as usize + 1;
const TEXT: usize = 0;
const MARK: usize = 1;
const DATE: usize = 2;
const INTEGER: usize = 3;
const DECIMAL: usize = 4;
const PERCENT: usize = DECIMAL + PLACES;
const LOOKS: usize = PERCENT + PLACES;
/// Decimals of a ratio in a column that does not say.
const RATIO_PLACES: u8 = 1;
/// Decimals of a quotient in a column that does not say.
const QUOTIENT_PLACES: u8 = 2;

/// All formats of a workbook.
pub(crate) struct Styles {
    pub(crate) title: Format,
    pub(crate) mark: Format,
    pub(crate) line: Format,
    pub(crate) header: Format,
    /// For each kind of row, the formats of its cells.
    rows: [Vec<Format>; 4],
}

/// The formats of one kind of row.
#[derive(Clone, Copy)]
pub(crate) struct RowStyle<'a>(&'a [Format]);

impl Styles {
    pub(crate) fn new() -> Self {
        let base = Format::new().set_font_name(FONT).set_font_size(FONT_SIZE_POINTS);
        // The prefix keeps words words even when somebody edits the cell and presses Enter.
        let words = base.clone().set_quote_prefix();
        let cell = base.clone().set_border(FormatBorder::Thin);
        let rows = [
            row_formats(&cell),
            row_formats(&cell.clone().set_italic()),
            row_formats(&cell.clone().set_bold().set_background_color(TOTAL_FILL)),
            row_formats(&base.clone().set_italic()),
        ];
        let line = words.clone().set_align(FormatAlign::Left).set_align(FormatAlign::Top).set_text_wrap();
        Self {
            title: line.clone().set_bold().set_font_size(TITLE_SIZE_POINTS),
            mark: line.clone().set_bold().set_font_color(MARK_COLOR),
            line,
            header: words
                .set_bold()
                .set_border(FormatBorder::Thin)
                .set_background_color(HEADER_FILL)
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap(),
            rows,
        }
    }

    pub(crate) fn row(&self, kind: RowKind) -> RowStyle<'_> {
        RowStyle(
            &self.rows[match kind {
                RowKind::Unit | RowKind::OtherReporter => 0,
                RowKind::Remainder | RowKind::Declared => 1,
                RowKind::Total => 2,
                RowKind::Note => NOTE,
            }],
        )
    }
}

impl<'a> RowStyle<'a> {
    pub(crate) fn text(self) -> &'a Format {
        &self.0[TEXT]
    }

    pub(crate) fn mark(self) -> &'a Format {
        &self.0[MARK]
    }

    pub(crate) fn date(self) -> &'a Format {
        &self.0[DATE]
    }

    /// The column's way of showing numbers where it suits the number, else the number's own.
    pub(crate) fn number(self, number: Number, column: ColumnFormat) -> &'a Format {
        let look = match (number, column) {
            (Number::Integer(_) | Number::Decimal { .. }, ColumnFormat::Decimal(places)) => {
                DECIMAL + limit_places(places)
            }
            (Number::Integer(_), _) => INTEGER,
            (Number::Decimal { scale, .. }, _) => DECIMAL + limit_places(scale),
            (Number::Quotient { .. }, ColumnFormat::Decimal(places)) => DECIMAL + limit_places(places),
            (Number::Quotient { .. }, _) => DECIMAL + limit_places(QUOTIENT_PLACES),
            (Number::Ratio { .. }, ColumnFormat::Percent(places)) => PERCENT + limit_places(places),
            (Number::Ratio { .. }, _) => PERCENT + limit_places(RATIO_PLACES),
            // A formula without a result now may have one when its operands are filled in.
            (Number::Undefined, ColumnFormat::Percent(places)) => PERCENT + limit_places(places),
            (Number::Undefined, ColumnFormat::Decimal(places)) => DECIMAL + limit_places(places),
            (Number::Undefined, _) => INTEGER,
        };
        &self.0[look]
    }
}

fn limit_places(places: u8) -> usize {
    usize::from(places.min(DECIMAL_PLACES_MAX))
}

fn row_formats(base: &Format) -> Vec<Format> {
    let base = base.clone().set_align(FormatAlign::VerticalCenter);
    let number = base.clone().set_align(FormatAlign::Right);
    let centered = base.clone().set_align(FormatAlign::Center);
    let places = |sign: &str, head: &str| -> Vec<Format> {
        (0..PLACES)
            .map(|places| {
                let point = if places == 0 { "" } else { "." };
                let digits = "0".repeat(places);
                number.clone().set_num_format(format!("{head}{point}{digits}{sign}"))
            })
            .collect()
    };
    let mut formats = Vec::with_capacity(LOOKS);
    formats.push(base.clone().set_align(FormatAlign::Left).set_text_wrap().set_quote_prefix());
    formats.push(centered.clone().set_quote_prefix());
    formats.push(centered.set_num_format("dd/mm/yyyy"));
    formats.push(number.clone().set_num_format("#,##0"));
    formats.extend(places("", "#,##0"));
    formats.extend(places("%", "0"));
    formats
}
