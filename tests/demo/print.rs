//! What a person at the terminal reads.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use so138_app::usecase::review::ReviewRow;
use so138_app::words;
use so138_domain::text::{format_count, format_date};
use so138_tests::PASSPHRASE;

use super::figures::Published;
use super::play::{Compared, DemoError, Outcome};

/// Width of the names in the table, in characters.
const NAME_CHARS: usize = 22;
/// Width of indicator codes, in characters.
const CODE_CHARS: usize = 14;

/// Tells how far the demo is, and how long each stage took.
pub struct Log<'o> {
    out: &'o mut dyn Write,
    started: Instant,
    stage: Option<(String, Instant)>,
    stages: Vec<(String, Duration)>,
}

impl<'o> Log<'o> {
    /// A log with nothing in it.
    pub fn new(out: &'o mut dyn Write) -> Self {
        Self { out, started: Instant::now(), stage: None, stages: Vec::new() }
    }

    /// Says what is about to be played.
    pub fn heading(&mut self, published: &Published) -> io::Result<()> {
        let Published { root, year, .. } = published;
        writeln!(
            self.out,
            "{} {year}: mọi số liệu trong báo cáo đã công bố, chơi lại trên sổ thử.",
            root.name
        )?;
        writeln!(
            self.out,
            "Số của từng đơn vị là số đã công bố; phân bổ xuống xã và từng bản ghi là minh hoạ."
        )
    }

    /// Ends the stage before, and begins one.
    pub fn begin(&mut self, stage: &str) -> io::Result<()> {
        self.end()?;
        writeln!(self.out, "\n{stage} …")?;
        self.out.flush()?;
        self.stage = Some((stage.to_owned(), Instant::now()));
        Ok(())
    }

    /// Says what of a stage is done.
    pub fn step(&mut self, words: &str) -> io::Result<()> {
        writeln!(self.out, "  {words}")?;
        self.out.flush()
    }

    /// Ends the stage.
    pub fn end(&mut self) -> io::Result<()> {
        let Some((stage, since)) = self.stage.take() else { return Ok(()) };
        let took = since.elapsed();
        writeln!(self.out, "  xong sau {}", seconds(took))?;
        self.stages.push((stage, took));
        Ok(())
    }

    /// Prints words as they are.
    pub fn tell(&mut self, words: &str) -> io::Result<()> {
        writeln!(self.out, "\n{words}")
    }

    /// Prints the outcome, and how long everything took.
    pub fn outcome(&mut self, published: &Published, outcome: &Outcome) -> io::Result<()> {
        let mut section = "";
        for line in &outcome.lines {
            if line.section != section {
                section = &line.section;
                let heads = ["Công bố", "Phần mềm", "Chênh"].map(|head| format!("{head:>9}")).join("  ");
                writeln!(self.out, "\n{:NAME_CHARS$} {:CODE_CHARS$} {heads}", place(section), "Chỉ tiêu")?;
            }
            writeln!(self.out, "{}", table_line(published, line))?;
        }
        writeln!(self.out, "\nKhông có trong chú thích, để “chưa có số liệu”:")?;
        for gap in &outcome.gaps {
            let told = if gap.is_told { "" } else { "  PHẦN MỀM KHÔNG NÓI" };
            writeln!(self.out, "{:NAME_CHARS$} {}{told}", published.name(&gap.unit), gap.indicator)?;
        }
        self.findings(published, outcome)?;
        let verdict = if outcome.is_exact() { "Khớp từng số." } else { "CÓ CHÊNH LỆCH." };
        writeln!(self.out, "\n{verdict}\n\nThời gian:")?;
        for (stage, took) in &self.stages {
            writeln!(self.out, "  {:>8}  {stage}", seconds(*took))?;
        }
        writeln!(self.out, "  {:>8}  tất cả", seconds(self.started.elapsed()))?;
        writeln!(self.out, "\nBảng tính: {}", outcome.book.display())
    }

    /// Prints what the province's checks say of what was printed: what is wrong, then what cannot be told.
    fn findings(&mut self, published: &Published, outcome: &Outcome) -> io::Result<()> {
        writeln!(self.out, "\nĐối chiếu ở tỉnh:")?;
        let is_printed = |row: &&ReviewRow| {
            let indicator = row.finding.indicator.as_deref();
            row.scope != "record" && indicator.is_none_or(|indicator| published.prints(indicator))
        };
        let mut unchecked: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for row in outcome.review.rows.iter().filter(is_printed) {
            let (finding, name) = (&row.finding, row.unit_name.as_str());
            if finding.severity == "unchecked" {
                unchecked.entry(&finding.check).or_default().push(name);
            } else {
                let name = if row.scope == "declared" { "Số đã công bố" } else { name };
                writeln!(self.out, "! {name:NAME_CHARS$} {:16} {}", finding.check, finding.says)?;
            }
        }
        writeln!(self.out, "\nChưa kiểm tra được vì thiếu số:")?;
        for (check, names) in unchecked {
            writeln!(self.out, "? {check:16} {}", names.join(", "))?;
        }
        Ok(())
    }
}

/// A place in the report, in words.
fn place(section: &str) -> String {
    section.strip_prefix("fn").map_or_else(|| format!("Mục {section}"), |note| format!("Chú thích {note}"))
}

fn table_line(published: &Published, line: &Compared) -> String {
    let figures = [line.published, line.engine, line.difference()];
    let figures = figures.map(|number| format!("{:>9}", format_count(number))).join("  ");
    let rest = match line.remainder {
        0 => "",
        _ => "  = phần không đơn vị nào nêu",
    };
    format!("{:NAME_CHARS$} {:CODE_CHARS$} {figures}{rest}", published.name(&line.unit), line.indicator)
}

/// `3,2 s`.
fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64()).replace('.', ",")
}

/// What is left in the folder, and how to go on by hand.
pub fn note(published: &Published, folder: &Path, today: NaiveDate) -> String {
    let root = &published.root;
    let store = folder.join("so").join(&root.code);
    format!(
        "Sổ thử của {name}, kỳ {year}. Không phải số liệu thật của xã: phân bổ xuống xã là minh hoạ.\n\
         Nguồn: mục II.1, chú thích 11–17 và 30, báo cáo phong trào toàn dân bảo vệ an ninh Tổ quốc {year} của {name}.\n\
         Thư mục: {folder}\n\
         \x20 so/MÃ-ĐƠN-VỊ    sổ của từng đơn vị\n\
         \x20 goi/MÃ-ĐƠN-VỊ   gói gửi cho đơn vị\n\
         \x20 ghi-danh        yêu cầu và trả lời ghi danh\n\
         Mật khẩu mọi sổ thử: {PASSPHRASE} (đăng nhập: truong)\n\
         Làm tiếp bằng tay: so138 --store {store} --today {today} status",
        name = root.name,
        year = published.year,
        folder = folder.display(),
        store = store.display(),
        today = format_date(today),
    )
}

/// An error as one line.
pub fn in_words(error: &DemoError) -> String {
    match error {
        DemoError::Command { at, source } => format!("Đơn vị {at}: {}", source.in_words()),
        DemoError::NotTaken { at, file } => {
            let why = file.error.as_ref().map(words::says).unwrap_or_default();
            format!("Đơn vị {at} không nhập trọn gói {} ({}). {why}", file.file, file.outcome)
        }
        DemoError::NotAccepted { at, accepted, senders } => {
            format!("Đơn vị {at} chỉ duyệt được {accepted} trên {senders} đơn vị gửi.")
        }
        DemoError::NoFigure { at, indicator } => format!("Bảng tổng hợp thiếu {indicator} của {at}."),
        DemoError::NoUnit => "Phân bổ cho một xã không có trong danh sách.".to_owned(),
        DemoError::NoDay { text } => format!("“{text}” không phải ngày."),
        DemoError::Spread(error) => format!(
            "Không phân bổ được {} buổi, {} người cho {} xã.",
            format_count(error.count.sessions),
            format_count(error.count.people),
            error.communes
        ),
        DemoError::Figures(error) => format!("Không đọc được số liệu mẫu: {error}."),
        DemoError::NotOurs { folder } => {
            format!("Thư mục {} có thứ khác, không phải của bản mẫu; chọn thư mục khác.", folder.display())
        }
        DemoError::Folder { path, source } => format!("Không đọc, ghi được {}: {source}.", path.display()),
        DemoError::Output(error) => format!("Không in được: {error}."),
    }
}
