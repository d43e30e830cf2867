//! Records, summary sheets and periods.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::pairs::{Figure, Pair};

/// What is typed into a record.
#[derive(Debug, Args)]
pub struct Typed {
    /// Các ô, ví dụ ngay=5/3/2022 so_nguoi=1.217; nhiều lựa chọn cách nhau bằng «;»
    #[arg(required_unless_present = "json_file", value_name = "Ô=GIÁ_TRỊ")]
    pub fields: Vec<Pair>,
    /// Tệp JSON một đối tượng {"ô": "như gõ tay" hoặc số nguyên}; - là đầu vào chuẩn
    #[arg(long, value_name = "TỆP")]
    pub json_file: Option<PathBuf>,
    /// Lý do cho cảnh báo
    #[arg(long = "reason", value_name = "MÃ=LÝ_DO")]
    pub reasons: Vec<Pair>,
    /// Ghi bổ sung vào kỳ đã chốt
    #[arg(long)]
    pub late: bool,
}

/// A table of records.
#[derive(Debug, Args)]
pub struct RecordTable {
    /// Tệp CSV có dòng đầu là tên hoặc nhãn các ô, hoặc tệp JSON là mảng các đối tượng
    #[arg(value_name = "TỆP")]
    pub file: PathBuf,
    /// Mã loại, ví dụ hoat_dong
    #[arg(long, value_name = "LOẠI")]
    pub kind: String,
    /// Chỉ xem sẽ nhập được gì, không lưu
    #[arg(long)]
    pub dry_run: bool,
    /// Ghi bổ sung vào kỳ đã chốt
    #[arg(long)]
    pub late: bool,
    /// Nhập cả những dòng giống hệt bản ghi đã có (cùng một việc diễn ra lần nữa)
    #[arg(long)]
    pub again: bool,
    /// Lý do cho cảnh báo, dùng cho mọi dòng
    #[arg(long = "reason", value_name = "MÃ=LÝ_DO")]
    pub reasons: Vec<Pair>,
    /// Chuyển từ bảng mã cũ: tcvn3, vni hoặc viscii; nên xem thử bằng --dry-run trước
    #[arg(long, value_name = "BẢNG_MÃ")]
    pub from: Option<String>,
}

/// Records.
#[derive(Debug, Subcommand)]
pub enum Record {
    /// Thêm bản ghi
    Add {
        /// Mã loại, ví dụ hoat_dong
        #[arg(value_name = "LOẠI")]
        kind: String,
        /// What was typed.
        #[command(flatten)]
        typed: Typed,
    },
    /// Nhập nhiều bản ghi từ bảng CSV (dấu «;») hoặc JSON: tất cả hoặc không dòng nào
    Import(RecordTable),
    /// In bảng mẫu của một loại, mở được bằng Excel
    Template {
        /// Mã loại, ví dụ hoat_dong
        #[arg(value_name = "LOẠI")]
        kind: String,
        /// Tệp .csv sẽ ghi (mặc định: in ra)
        #[arg(long, value_name = "TỆP")]
        out: Option<PathBuf>,
    },
    /// Ghi mọi bản ghi của một loại ra bảng CSV mà record import đọc lại được
    Export {
        /// Mã loại, ví dụ hoat_dong
        #[arg(value_name = "LOẠI")]
        kind: String,
        /// Tệp .csv sẽ ghi
        #[arg(long, value_name = "TỆP")]
        out: PathBuf,
    },
    /// Sửa bản ghi: chỉ cần các ô thay đổi; Ô= để xoá giá trị
    Change {
        /// Mã bản ghi
        #[arg(value_name = "BẢN_GHI")]
        record: String,
        /// What was typed.
        #[command(flatten)]
        typed: Typed,
        /// Mã phiên bản đã xem; có phiên bản mới hơn thì không lưu
        #[arg(long, value_name = "PHIÊN_BẢN")]
        seen: Option<String>,
    },
    /// Xoá bản ghi (các phiên bản cũ vẫn còn trong sổ)
    Delete {
        /// Mã bản ghi
        #[arg(value_name = "BẢN_GHI")]
        record: String,
        /// Lý do
        #[arg(long, value_name = "LÝ_DO")]
        reason: String,
        /// Xoá bản ghi của kỳ đã chốt
        #[arg(long)]
        late: bool,
    },
    /// Danh sách bản ghi, mới nhất trước
    List {
        /// Chỉ một loại
        #[arg(long, value_name = "LOẠI")]
        kind: Option<String>,
        /// Chỉ một kỳ
        #[arg(long, value_name = "KỲ")]
        period: Option<String>,
        /// Chỉ một đơn vị (mặc định: đơn vị của trạm)
        #[arg(long, value_name = "MÃ")]
        unit: Option<String>,
        /// Nhiều nhất bao nhiêu dòng (mặc định: 50)
        #[arg(long, value_name = "SỐ", default_value_t = 50, hide_default_value = true)]
        limit: u32,
        /// Bỏ qua bao nhiêu dòng đầu (mặc định: 0)
        #[arg(long, value_name = "SỐ", default_value_t = 0, hide_default_value = true)]
        offset: u32,
    },
    /// Một bản ghi và mọi phiên bản của nó
    Show {
        /// Mã bản ghi
        #[arg(value_name = "BẢN_GHI")]
        record: String,
    },
    /// Tìm không cần dấu
    Search {
        /// Chữ cần tìm
        #[arg(value_name = "CHỮ")]
        text: String,
        /// Nhiều nhất bao nhiêu dòng (mặc định: 20)
        #[arg(long, value_name = "SỐ", default_value_t = 20, hide_default_value = true)]
        limit: u32,
    },
    /// Xoá hẳn nội dung một phiên bản (lỡ nhập dữ liệu cá nhân)
    Erase {
        /// Mã bản ghi; bỏ trống với mục khác của sổ có lý do, ghi chú chứa dữ liệu cá nhân
        #[arg(value_name = "BẢN_GHI")]
        record: Option<String>,
        /// Mã phiên bản, xem bằng record show
        #[arg(long, value_name = "PHIÊN_BẢN")]
        version: String,
        /// Lý do
        #[arg(long, value_name = "LÝ_DO")]
        reason: String,
    },
}

/// Summary sheets.
#[derive(Debug, Subcommand)]
pub enum Sheet {
    /// Nhập phiếu tổng hợp thay một đơn vị; 0 là số 0 đã xác nhận, «-» là chưa có số liệu
    Add {
        /// Mã đơn vị báo cáo, ví dụ 62-PV05
        #[arg(long, value_name = "MÃ")]
        reporter: String,
        /// Kỳ
        #[arg(long, value_name = "KỲ")]
        period: String,
        /// Các ô, ví dụ TT_BUOI=13 TT_NGUOI=9.550; phân tổ viết «TT_BUOI|chu_de=ATGT;vai=chinh=4»
        #[arg(required = true, value_name = "CHỈ_TIÊU=SỐ")]
        cells: Vec<Figure>,
        /// Nguồn: số, ngày văn bản
        #[arg(long, value_name = "NGUỒN")]
        source: Option<String>,
    },
    /// Nhập số tổng đã công bố để so với tổng các phần
    Declare {
        /// Kỳ
        #[arg(long, value_name = "KỲ")]
        period: String,
        /// Các ô
        #[arg(required = true, value_name = "CHỈ_TIÊU=SỐ")]
        cells: Vec<Figure>,
        /// Nguồn: số, ngày văn bản
        #[arg(long, value_name = "NGUỒN")]
        source: Option<String>,
    },
}

/// Periods.
#[derive(Debug, Subcommand)]
pub enum Period {
    /// Số liệu của kỳ: từng chỉ tiêu, trạng thái, lỗi và cảnh báo
    Show {
        /// Kỳ, ví dụ 2022, 2022-6T, 2022-03
        #[arg(value_name = "KỲ")]
        period: String,
        /// Đơn vị (mặc định: đơn vị của trạm)
        #[arg(long, value_name = "MÃ")]
        unit: Option<String>,
    },
    /// Con số này từ đâu ra
    Explain {
        /// Kỳ
        #[arg(value_name = "KỲ")]
        period: String,
        /// Mã chỉ tiêu
        #[arg(value_name = "CHỈ_TIÊU")]
        indicator: String,
        /// Đơn vị (mặc định: đơn vị của trạm)
        #[arg(long, value_name = "MÃ")]
        unit: Option<String>,
    },
    /// Xác nhận trạng thái các ô còn trống
    State {
        /// Kỳ
        #[arg(value_name = "KỲ")]
        period: String,
        /// zero (bằng 0), missing (chưa có số liệu) hoặc na (không áp dụng)
        #[arg(value_name = "TRẠNG_THÁI")]
        state: String,
        /// Các chỉ tiêu; bỏ trống là mọi ô bắt buộc còn trống
        #[arg(value_name = "CHỈ_TIÊU")]
        indicators: Vec<String>,
        /// Mọi ô bắt buộc còn trống của một nhóm chỉ tiêu; gõ lại được cho nhiều nhóm
        #[arg(long = "group", value_name = "NHÓM")]
        groups: Vec<String>,
    },
    /// Ghi lý do cho một cảnh báo
    Reason {
        /// Kỳ
        #[arg(value_name = "KỲ")]
        period: String,
        /// Khoá của cảnh báo, xem bằng period show
        #[arg(value_name = "CẢNH_BÁO")]
        finding: String,
        /// Lý do
        #[arg(value_name = "LÝ_DO")]
        reason: String,
    },
    /// Chốt kỳ
    Close {
        /// Kỳ
        #[arg(value_name = "KỲ")]
        period: String,
    },
    /// Chốt lại kỳ đã chốt
    Amend {
        /// Kỳ
        #[arg(value_name = "KỲ")]
        period: String,
        /// Lý do
        #[arg(long, value_name = "LÝ_DO")]
        reason: String,
    },
}
