//! What a person at the terminal reads.

use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use so138_app::words;
use so138_domain::text::{format_count, format_date};
use so138_tests::PASSPHRASE;

use super::figures::{Count, Published};
use super::play::{Compared, DemoError, Outcome};

/// Width of the names in the table, in characters.
const NAME_CHARS: usize = 20;

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
            "{} {year}: chú thích 11 của báo cáo đã công bố, chơi lại trên sổ thử.",
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
    pub fn outcome(&mut self, outcome: &Outcome) -> io::Result<()> {
        writeln!(self.out, "\n{:NAME_CHARS$} │ {:^31} │ {:^31}", "", "Buổi tuyên truyền", "Người tham gia")?;
        let heads = ["Công bố", "Phần mềm", "Chênh"].map(|head| format!("{head:>9}")).join("  ");
        writeln!(self.out, "{:NAME_CHARS$} │ {heads} │ {heads}", "Đơn vị")?;
        let rule = || "─".repeat(33);
        writeln!(self.out, "{}┼{}┼{}", "─".repeat(NAME_CHARS + 1), rule(), rule())?;
        for line in outcome.lines() {
            writeln!(self.out, "{}", table_line(line))?;
        }
        let verdict = if outcome.is_exact() { "Khớp từng số." } else { "CÓ CHÊNH LỆCH." };
        writeln!(self.out, "{verdict}\n\nThời gian:")?;
        for (stage, took) in &self.stages {
            writeln!(self.out, "  {:>8}  {stage}", seconds(*took))?;
        }
        writeln!(self.out, "  {:>8}  tất cả", seconds(self.started.elapsed()))?;
        writeln!(self.out, "\nBảng tính: {}", outcome.book.display())
    }
}

fn table_line(line: &Compared) -> String {
    let Count { sessions, people } = line.engine.minus(line.published);
    let figures = |published: i64, engine: i64, difference: i64| {
        [published, engine, difference].map(|number| format!("{:>9}", format_count(number))).join("  ")
    };
    format!(
        "{:NAME_CHARS$} │ {} │ {}",
        line.name,
        figures(line.published.sessions, line.engine.sessions, sessions),
        figures(line.published.people, line.engine.people, people)
    )
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
         Nguồn: chú thích 11 và mục II.1, báo cáo phong trào toàn dân bảo vệ an ninh Tổ quốc {year} của {name}.\n\
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
