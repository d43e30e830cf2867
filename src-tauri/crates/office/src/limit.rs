//! Limits of the XLSX format, as the programs that open it enforce them.

/// Rows of one sheet, title and header rows included.
pub const SHEET_ROWS_MAX: usize = 1_048_576;
/// Columns of one sheet.
pub const SHEET_COLUMNS_MAX: usize = 16_384;
/// Length of one text cell, in UTF-16 units (an emoji is two).
pub const TEXT_UNITS_MAX: usize = 32_767;
/// Length of a sheet's name, in UTF-16 units.
pub const SHEET_NAME_UNITS_MAX: usize = 31;
/// Length of a document property (title, author), in UTF-16 units.
pub const PROPERTY_UNITS_MAX: usize = 255;
/// Length of a formula's text, in characters.
pub const FORMULA_CHARS_MAX: usize = 8_192;
/// Arguments of one function call.
pub const FUNCTION_ARGUMENTS_MAX: usize = 255;
/// Width of a column, in characters of the default font.
pub const COLUMN_WIDTH_CHARS_MAX: u16 = 255;
/// Largest magnitude of a whole number: 2^53. Numbers of a workbook are doubles, which skip whole
/// numbers beyond it; such a number is refused, because a rounded total is a wrong total.
pub const INTEGER_MAGNITUDE_MAX: i64 = 1 << 53;
/// Largest scale of a decimal: 10^15 is still exact in a double, so mantissa ÷ power is the
/// nearest double there is.
pub const DECIMAL_SCALE_MAX: u8 = 15;
/// Most decimals a column shows.
pub const DECIMAL_PLACES_MAX: u8 = 6;
/// First year of a date cell; before 1 March 1900 spreadsheet programs disagree on the day.
pub const DATE_YEAR_MIN: i32 = 1901;
/// Last year of a date cell.
pub const DATE_YEAR_MAX: i32 = 9999;
