//! What stands in a written workbook, cell by cell and look by look, so that the writer library alone can
//! write the very same.
//!
//! It reads what that library writes, which is regular, and nothing else.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use zip::ZipArchive;

use crate::Outcome;

/// How a cell looks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// Name of the font.
    pub font: String,
    /// Its size in points.
    pub size_points: f64,
    /// Whether it is bold.
    pub is_bold: bool,
    /// Whether it is slanted.
    pub is_italic: bool,
    /// Its colour, red, green and blue, if it has one of its own.
    pub color: Option<u32>,
    /// The background.
    pub fill: Option<u32>,
    /// Whether there is a thin line around it.
    pub has_border: bool,
    /// How numbers are shown.
    pub numbers: Option<String>,
    /// Where words stand from left to right.
    pub across: Option<String>,
    /// Where they stand from top to bottom.
    pub down: Option<String>,
    /// Whether long words go on below.
    pub is_wrapped: bool,
    /// Whether words stay words.
    pub is_quoted: bool,
}

/// What is in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Raw {
    /// Nothing but its look.
    Blank,
    /// Words.
    Text(String),
    /// A number.
    Number(f64),
    /// A formula and its result.
    Formula(String, String),
}

/// A cell in its place, rows and columns counted from 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// Its row.
    pub row: u32,
    /// Its column.
    pub column: u16,
    /// What is in it.
    pub cell: Raw,
    /// Place of its look.
    pub look: usize,
}

/// Corners of a rectangle: top, left, bottom, right.
pub type Corners = (u32, u16, u32, u16);

/// One sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawSheet {
    /// Its name.
    pub name: String,
    /// Widths of columns in the file's own measure, by first and last column.
    pub widths: Vec<(u16, u16, String)>,
    /// Heights of rows in points.
    pub heights: Vec<(u32, f64)>,
    /// Its cells, row by row.
    pub cells: Vec<Placed>,
    /// Cells that are one.
    pub merged: Vec<Corners>,
    /// How many rows and columns stay in view.
    pub frozen: (u32, u16),
    /// First and last row repeated on every page.
    pub repeated: (u32, u32),
    /// Attributes of margins, paper and sums of pages.
    pub page: BTreeMap<String, String>,
    /// Words above and below every page.
    pub edges: (String, String),
    /// The columns that begin a page.
    pub breaks: Vec<u32>,
}

/// A workbook as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct RawFile {
    /// All looks.
    pub looks: Vec<Look>,
    /// All sheets.
    pub sheets: Vec<RawSheet>,
}

/// A tag with the words after it.
struct Tag<'x> {
    name: &'x str,
    attributes: &'x str,
    text: &'x str,
}

fn tags(xml: &str) -> impl Iterator<Item = Tag<'_>> {
    xml.split('<').skip(1).filter_map(|piece| {
        let (head, text) = piece.split_once('>')?;
        let head = head.trim_end_matches('/');
        let (name, attributes) = head.split_once(' ').unwrap_or((head, ""));
        Some(Tag { name, attributes, text })
    })
}

impl<'x> Tag<'x> {
    fn get(&self, name: &str) -> Option<&'x str> {
        let (_, after) = self.attributes.split_once(&format!("{name}=\""))?;
        Some(after.split_once('"')?.0)
    }

    fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.parse().ok()
    }

    fn all(&self) -> impl Iterator<Item = (String, String)> + use<'x> {
        self.attributes.split("\" ").filter_map(|pair| {
            let (name, value) = pair.split_once("=\"")?;
            Some((name.to_owned(), value.trim_end_matches('"').to_owned()))
        })
    }
}

fn plain(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&apos;", "'").replace("&amp;", "&")
}

/// `B7` as row and column from 0.
fn place(reference: &str) -> Outcome<(u32, u16)> {
    let digits = reference.find(|c: char| c.is_ascii_digit()).ok_or("a cell without a row")?;
    let (letters, row) = reference.split_at(digits);
    let column = letters.bytes().fold(0_u16, |column, letter| column * 26 + u16::from(letter - b'A') + 1);
    Ok((row.parse::<u32>()? - 1, column - 1))
}

impl RawFile {
    /// Reads a written file.
    pub fn read(path: &Path) -> Outcome<Self> {
        let mut archive = ZipArchive::new(File::open(path)?)?;
        let mut part = |name: &str| -> Outcome<String> {
            let mut text = String::new();
            archive.by_name(name)?.read_to_string(&mut text)?;
            Ok(text)
        };
        let looks = looks(&part("xl/styles.xml")?);
        let texts: Vec<String> = part("xl/sharedStrings.xml")?
            .split("<si>")
            .skip(1)
            .map(|item| tags(item).filter(|tag| tag.name == "t").map(|tag| plain(tag.text)).collect())
            .collect();
        let book = part("xl/workbook.xml")?;
        let mut sheets = Vec::new();
        for (number, tag) in tags(&book).filter(|tag| tag.name == "sheet").enumerate() {
            let mut sheet = sheet(&part(&format!("xl/worksheets/sheet{}.xml", number + 1))?, &texts)?;
            sheet.name = plain(tag.get("name").unwrap_or_default());
            sheet.repeated = repeated(&book, number);
            sheets.push(sheet);
        }
        Ok(Self { looks, sheets })
    }
}

/// The rows that a sheet prints on every page.
fn repeated(book: &str, number: usize) -> (u32, u32) {
    let number = number.to_string();
    let is_title = |tag: &Tag<'_>| {
        tag.name == "definedName"
            && tag.get("name") == Some("_xlnm.Print_Titles")
            && tag.get("localSheetId") == Some(&number)
    };
    let titles = tags(book).find(is_title).map(|tag| tag.text).unwrap_or_default();
    let rows: Vec<u32> = titles.rsplit('!').next().unwrap_or_default().split(':').filter_map(row).collect();
    (rows.first().copied().unwrap_or_default(), rows.last().copied().unwrap_or_default())
}

/// `$7` as a row from 0.
fn row(text: &str) -> Option<u32> {
    text.trim_matches(['$', '\'']).parse::<u32>().ok()?.checked_sub(1)
}

fn sheet(xml: &str, texts: &[String]) -> Outcome<RawSheet> {
    let mut sheet = RawSheet::default();
    let mut kind = "";
    for tag in tags(xml) {
        match tag.name {
            "pane" => {
                let (rows, columns) = (tag.number("ySplit"), tag.number("xSplit"));
                sheet.frozen = (rows.unwrap_or_default(), columns.unwrap_or_default());
            }
            "col" => {
                let columns = tag.number::<u16>("min").zip(tag.number::<u16>("max"));
                let (first, last) = columns.ok_or("columns without a place")?;
                sheet.widths.push((first - 1, last - 1, tag.get("width").unwrap_or_default().to_owned()));
            }
            "row" => {
                let row: u32 = tag.number("r").ok_or("a row without a place")?;
                sheet.heights.extend(tag.number("ht").map(|height| (row - 1, height)));
            }
            "c" => {
                let (row, column) = place(tag.get("r").ok_or("a cell without a place")?)?;
                let look = tag.number("s").unwrap_or_default();
                kind = tag.get("t").unwrap_or_default();
                sheet.cells.push(Placed { row, column, cell: Raw::Blank, look });
            }
            "f" | "v" => {
                let placed = sheet.cells.last_mut().ok_or("a value without a cell")?;
                fill(placed, &tag, kind, texts)?;
            }
            "mergeCell" => {
                let (from, to) =
                    tag.get("ref").and_then(|is| is.split_once(':')).ok_or("merged from nowhere")?;
                let ((top, left), (bottom, right)) = (place(from)?, place(to)?);
                sheet.merged.push((top, left, bottom, right));
            }
            "pageMargins" | "pageSetup" => sheet.page.extend(tag.all()),
            "oddHeader" => sheet.edges.0 = plain(tag.text),
            "oddFooter" => sheet.edges.1 = plain(tag.text),
            "brk" => sheet.breaks.extend(tag.number::<u32>("id")),
            _ => {}
        }
    }
    // Which cells were made one first says nothing.
    sheet.merged.sort_unstable();
    Ok(sheet)
}

fn fill(placed: &mut Placed, tag: &Tag<'_>, kind: &str, texts: &[String]) -> Outcome<()> {
    let value = plain(tag.text);
    placed.cell = match (tag.name, &placed.cell) {
        ("f", _) => Raw::Formula(value, String::new()),
        (_, Raw::Formula(formula, _)) => Raw::Formula(formula.clone(), value),
        _ if kind == "s" => Raw::Text(texts.get(value.parse::<usize>()?).ok_or("words are missing")?.clone()),
        _ => Raw::Number(value.parse()?),
    };
    Ok(())
}

/// The looks of cells, in the file's order.
fn looks(styles: &str) -> Vec<Look> {
    let (mut fonts, mut fills, mut borders): (Vec<Look>, Vec<Option<u32>>, Vec<bool>) = Default::default();
    let mut numbers: HashMap<usize, String> = HashMap::new();
    let mut looks: Vec<Look> = Vec::new();
    let mut is_cell = false;
    let color = |tag: &Tag<'_>| Some(u32::from_str_radix(tag.get("rgb")?, 16).ok()? & 0x00FF_FFFF);
    for tag in tags(styles) {
        match tag.name {
            "numFmt" => {
                let id = tag.number("numFmtId").unwrap_or_default();
                numbers.insert(id, plain(tag.get("formatCode").unwrap_or_default()));
            }
            "font" => fonts.push(Look::default()),
            "fill" => fills.push(None),
            "border" => borders.push(false),
            "fgColor" => fills.last_mut().into_iter().for_each(|fill| *fill = color(&tag)),
            "left" => {
                borders.last_mut().into_iter().for_each(|is| *is = tag.get("style") == Some("thin"));
            }
            "cellXfs" => is_cell = true,
            "/cellXfs" => is_cell = false,
            "xf" if is_cell => {
                let id = |name: &str| tag.number::<usize>(name).unwrap_or_default();
                let mut look = fonts.get(id("fontId")).cloned().unwrap_or_default();
                look.fill = fills.get(id("fillId")).copied().flatten();
                look.has_border = borders.get(id("borderId")).copied().unwrap_or_default();
                look.numbers = numbers.get(&id("numFmtId")).cloned();
                look.is_quoted = tag.get("quotePrefix") == Some("1");
                looks.push(look);
            }
            "alignment" => looks.last_mut().into_iter().for_each(|look| {
                look.across = tag.get("horizontal").map(str::to_owned);
                look.down = tag.get("vertical").map(str::to_owned);
                look.is_wrapped = tag.get("wrapText") == Some("1");
            }),
            _ if borders.is_empty() => {
                fonts.last_mut().into_iter().for_each(|font| dress(font, &tag, color(&tag)))
            }
            _ => {}
        }
    }
    looks
}

fn dress(font: &mut Look, tag: &Tag<'_>, color: Option<u32>) {
    match tag.name {
        "b" => font.is_bold = true,
        "i" => font.is_italic = true,
        "sz" => font.size_points = tag.number("val").unwrap_or_default(),
        "color" => font.color = color,
        "name" => font.font = plain(tag.get("val").unwrap_or_default()),
        _ => {}
    }
}
