//! What can be typed. Names are English verbs; every help text is Vietnamese.

mod catalog;
mod examples;
mod exchange;
mod help;
mod pairs;
mod people;
mod work;

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand};

pub use catalog::{Catalog, Indicator, Kind, Switch, Unit};
pub use examples::EXAMPLES;
pub use exchange::{Accept, Escrow, Export, Fork, Import, Return, Totals, Workbook};
pub use help::command;
pub use pairs::{Figure, Group, Pair};
pub use people::{Enrol, Officer, Station};
pub use work::{Period, Record, RecordTable, Sheet, Typed};

/// `so138`: the same use cases as the window, for scripts and for the receiver's batch work.
#[derive(Debug, Parser)]
#[command(
    name = "so138",
    version,
    about = "Sổ 138: sổ số liệu phong trào toàn dân bảo vệ an ninh Tổ quốc, làm việc không cần mạng",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true
)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub globals: Globals,
    /// Việc cần làm
    #[command(subcommand)]
    pub command: Top,
}

/// What holds for every command.
#[derive(Debug, Args)]
pub struct Globals {
    /// Thư mục của sổ (mặc định: biến môi trường SO138_STORE, rồi thư mục hiện tại)
    #[arg(long, global = true, value_name = "THƯ_MỤC")]
    pub store: Option<PathBuf>,
    /// Tên đăng nhập của cán bộ (không cần khi sổ chỉ có một cán bộ; khi tạo sổ, mặc định: truong)
    #[arg(long, global = true, value_name = "TÊN")]
    pub login: Option<String>,
    /// Tệp chứa mật khẩu ở dòng đầu; - là đầu vào chuẩn
    #[arg(long, global = true, value_name = "TỆP")]
    pub passphrase_file: Option<PathBuf>,
    /// Ngày hôm nay (DD/MM/YYYY) khi đồng hồ máy sai
    #[arg(long, global = true, value_name = "NGÀY")]
    pub today: Option<String>,
    /// In kết quả dạng JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// In hướng dẫn này
    #[arg(long, short, global = true, action = ArgAction::Help)]
    pub help: Option<bool>,
    /// In phiên bản
    #[arg(long, short = 'V', action = ArgAction::Version)]
    pub version: Option<bool>,
}

/// The areas of work.
#[derive(Debug, Subcommand)]
pub enum Top {
    /// Trạng thái của sổ; hỏi mật khẩu nếu có thể
    Status,
    /// Trạm: tạo, xem, thu hồi
    #[command(subcommand)]
    Station(Station),
    /// Cán bộ và mật khẩu
    #[command(subcommand)]
    Officer(Officer),
    /// Ghi danh trạm: yêu cầu, cấp, nhận
    #[command(subcommand)]
    Enrol(Enrol),
    /// Đơn vị trong danh sách
    #[command(subcommand)]
    Unit(Unit),
    /// Danh mục: kiểm tra, xem, công bố
    #[command(subcommand)]
    Catalog(Catalog),
    /// Công tắc: loại, ô và chỉ tiêu mà đơn vị nhận không dùng
    #[command(subcommand)]
    Switch(Switch),
    /// Loại bản ghi và các ô
    #[command(subcommand)]
    Kind(Kind),
    /// Chỉ tiêu
    #[command(subcommand)]
    Indicator(Indicator),
    /// Bản ghi: thêm, sửa, xoá, xem, tìm
    #[command(subcommand)]
    Record(Record),
    /// Phiếu tổng hợp nhập thay đơn vị khác, và số tổng đã công bố
    #[command(subcommand)]
    Sheet(Sheet),
    /// Kỳ số liệu: xem, giải thích, chốt, chốt lại
    #[command(subcommand)]
    Period(Period),
    /// Xuất gói cho đơn vị khác (mặc định: đơn vị trên)
    Export(Export),
    /// Kiểm tra một gói mà không nhập
    Verify {
        /// Tệp .so138
        #[arg(value_name = "TỆP")]
        file: PathBuf,
    },
    /// Nhập gói: tệp hoặc thư mục
    Import(Import),
    /// Các gói đã gửi và đã nhận
    Bundles,
    /// Xuất biên nhận cho mọi đơn vị đã gửi gói
    Receipts {
        /// Thư mục đặt các gói biên nhận
        #[arg(long, value_name = "THƯ_MỤC")]
        out: PathBuf,
    },
    /// Duyệt kỳ của đơn vị dưới
    Accept(Accept),
    /// Trả lại kỳ kèm ghi chú
    Return(Return),
    /// Bảng theo dõi các đơn vị
    Board {
        /// Kỳ, ví dụ 2022
        #[arg(value_name = "KỲ")]
        period: String,
    },
    /// Tổng hợp: cộng các đơn vị, phần còn lại, số công bố
    Totals(Totals),
    /// Đối chiếu: mọi kiểm tra không qua, kèm lý do
    Review(Totals),
    /// Ghi bảng tính cho BCĐ 138
    Workbook(Workbook),
    /// Công bố báo cáo: giữ nguyên số liệu mãi mãi
    Publish {
        /// Kỳ
        #[arg(value_name = "KỲ")]
        period: String,
    },
    /// So số đã công bố với số hiện tại
    Compare {
        /// Kỳ
        #[arg(value_name = "KỲ")]
        period: String,
    },
    /// Sao lưu sổ
    Backup {
        /// Thư mục đặt bản sao (mặc định: trong thư mục sổ)
        #[arg(long, value_name = "THƯ_MỤC")]
        to: Option<PathBuf>,
    },
    /// Phục hồi sổ từ bản sao lưu
    Restore {
        /// Tệp sao lưu
        #[arg(value_name = "TỆP")]
        file: PathBuf,
    },
    /// Tự kiểm tra sổ
    Doctor,
    /// Quyết định giữ nhánh nào của một sổ bị rẽ nhánh
    Fork(Fork),
    /// Ghép hai mảnh khoá lưu ký để mở một gói khi không còn trạm nhận nào
    Escrow(Escrow),
    /// In trang hướng dẫn dòng lệnh (Markdown)
    #[command(hide = true)]
    Docs,
    /// In các kiểu TypeScript của mọi lệnh
    #[command(hide = true)]
    Types,
    /// In cấu trúc cơ sở dữ liệu (Markdown)
    #[command(hide = true)]
    Schema,
}
