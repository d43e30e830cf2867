//! `cargo xtask demo`: a province's published year played again, from the typed record to the workbook.

mod field;
mod figures;
mod play;
mod print;
mod share;
mod spread;
mod year;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

use figures::Published;

/// Chơi lại báo cáo đã công bố của Kon Tum năm 2022 trên 113 sổ thử.
#[derive(Debug, Parser)]
#[command(name = "demo")]
struct Args {
    /// Thư mục để lại sổ, gói và bảng tính; được làm trống trước khi chạy
    #[arg(default_value_os_t = default_folder())]
    folder: PathBuf,
}

fn default_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).join("target/demo")
}

fn main() -> ExitCode {
    let args = Args::parse();
    let played = Published::read(&figures::KON_TUM)
        .map_err(play::DemoError::from)
        .and_then(|published| play::play(&published, &args.folder, &mut std::io::stdout()));
    let problem = match played {
        Ok(outcome) if outcome.is_exact() => return ExitCode::SUCCESS,
        Ok(_) => "Có số liệu khác với số đã công bố: xem cột “Chênh”.".to_owned(),
        Err(error) => print::in_words(&error),
    };
    // Nobody is left to tell when even the error stream is closed.
    let _ = writeln!(std::io::stderr(), "{problem}");
    ExitCode::FAILURE
}
