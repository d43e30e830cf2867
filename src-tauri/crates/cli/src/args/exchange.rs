//! Bundles, the receiver's work, and escrow.

use std::path::PathBuf;

use clap::Args;

use super::pairs::Note;

/// Export.
#[derive(Debug, Args)]
pub struct Export {
    /// Mã đơn vị nhận (mặc định: đơn vị trên; đơn vị của mình để trao đổi giữa hai máy)
    #[arg(long, value_name = "MÃ")]
    pub to: Option<String>,
    /// Thư mục đặt gói
    #[arg(long, value_name = "THƯ_MỤC")]
    pub out: PathBuf,
    /// Gửi lại toàn bộ từ đầu, không dựa vào biên nhận
    #[arg(long)]
    pub from_start: bool,
}

/// Import.
#[derive(Debug, Args)]
pub struct Import {
    /// Tệp .so138 hoặc thư mục
    #[arg(required = true, value_name = "TỆP")]
    pub paths: Vec<PathBuf>,
    /// Chỉ xem sẽ có gì thay đổi, không nhập
    #[arg(long)]
    pub dry_run: bool,
    /// Ngày nộp tệp (DD/MM/YYYY) nếu khác ngày nhập
    #[arg(long, value_name = "NGÀY")]
    pub handed_in: Option<String>,
}

/// Acceptance.
#[derive(Debug, Args)]
pub struct Accept {
    /// Kỳ
    #[arg(value_name = "KỲ")]
    pub period: String,
    /// Các đơn vị
    #[arg(required_unless_present = "all_clean", value_name = "MÃ")]
    pub units: Vec<String>,
    /// Mọi đơn vị đã chốt mà không có lỗi hay cảnh báo chưa giải trình
    #[arg(long)]
    pub all_clean: bool,
}

/// Return.
#[derive(Debug, Args)]
pub struct Return {
    /// Kỳ
    #[arg(value_name = "KỲ")]
    pub period: String,
    /// Đơn vị
    #[arg(value_name = "MÃ")]
    pub unit: String,
    /// Ghi chú cho một chỉ tiêu; =NỘI_DUNG là cho cả kỳ
    #[arg(long = "note", required = true, value_name = "CHỈ_TIÊU=NỘI_DUNG")]
    pub notes: Vec<Note>,
}

/// Totals.
#[derive(Debug, Args)]
pub struct Totals {
    /// Kỳ
    #[arg(value_name = "KỲ")]
    pub period: String,
    /// Số liệu tạm: dùng lần chốt mới nhất, chưa cần duyệt
    #[arg(long)]
    pub provisional: bool,
}

/// Workbook.
#[derive(Debug, Args)]
pub struct Workbook {
    /// Kỳ
    #[arg(value_name = "KỲ")]
    pub period: String,
    /// Tệp .xlsx sẽ ghi
    #[arg(long, value_name = "TỆP")]
    pub out: PathBuf,
    /// Số liệu tạm
    #[arg(long)]
    pub provisional: bool,
}

/// Forks.
#[derive(Debug, Args)]
pub struct Fork {
    /// Mã trạm
    #[arg(value_name = "TRẠM")]
    pub station: String,
    /// Mã mục đầu tiên của nhánh được giữ, xem bằng bundles
    #[arg(long, value_name = "MỤC")]
    pub keep: String,
    /// Lý do
    #[arg(long, value_name = "LÝ_DO")]
    pub reason: String,
}

/// Escrow.
#[derive(Debug, Args)]
pub struct Escrow {
    /// Gói cần mở
    #[arg(value_name = "TỆP")]
    pub file: PathBuf,
    /// Tệp chứa mảnh thứ nhất (không có thì hỏi); - là dòng kế tiếp của đầu vào chuẩn
    #[arg(long, value_name = "TỆP")]
    pub first: Option<PathBuf>,
    /// Tệp chứa mảnh thứ hai (không có thì hỏi); - là dòng kế tiếp của đầu vào chuẩn
    #[arg(long, value_name = "TỆP")]
    pub second: Option<PathBuf>,
    /// Tệp .tar sẽ ghi (không mã hoá: giữ cẩn thận)
    #[arg(long, value_name = "TỆP")]
    pub out: PathBuf,
}
