//! The catalog and what is looked up in it; units and switches.

use std::path::PathBuf;

use clap::Subcommand;

/// Units.
#[derive(Debug, Subcommand)]
pub enum Unit {
    /// Danh sách, tìm theo mã hoặc tên không dấu
    List {
        /// Chữ cần tìm
        #[arg(value_name = "CHỮ")]
        text: Option<String>,
    },
    /// Tìm trong danh mục hành chính cả nước, cũ và mới, không cần sổ
    Find {
        /// Mã, hoặc các chữ trong tên: có dấu hay không, thứ tự nào cũng được; thêm tên tỉnh để hẹp lại
        #[arg(required = true, value_name = "CHỮ")]
        text: Vec<String>,
        /// Nhiều nhất bao nhiêu dòng (mặc định: 20)
        #[arg(long, value_name = "SỐ", default_value_t = 20, hide_default_value = true)]
        limit: u32,
    },
    /// Một mã hành chính: từng là đơn vị nào, từ đâu ra, về đâu
    Place {
        /// Mã hành chính, ví dụ 23284
        #[arg(value_name = "MÃ")]
        code: String,
    },
    /// In danh sách đơn vị của một tỉnh, dùng được cho station create --units
    Province {
        /// Mã tỉnh, ví dụ 51
        #[arg(value_name = "MÃ")]
        code: String,
        /// Theo ngày này (mặc định: hôm nay)
        #[arg(long, value_name = "NGÀY")]
        on: Option<String>,
        /// Mọi đơn vị có từ ngày này; đơn vị đã hết ghi kèm nơi đã về
        #[arg(long, value_name = "NGÀY", requires = "to", conflicts_with = "on")]
        from: Option<String>,
        /// Đến ngày này
        #[arg(long, value_name = "NGÀY", requires = "from")]
        to: Option<String>,
    },
    /// Công bố danh sách đơn vị mới (chỉ đơn vị gốc); đơn vị đã hết vẫn giữ trong tệp với ngày cuối
    Publish {
        /// Tệp .tsv gồm mọi đơn vị, đơn vị trên đứng trước
        #[arg(value_name = "TỆP")]
        file: PathBuf,
    },
}

/// The catalog.
#[derive(Debug, Subcommand)]
pub enum Catalog {
    /// Kiểm tra các tệp danh mục, không cần sổ
    Check {
        /// Thư mục có các tệp .toml, hoặc một tệp
        #[arg(value_name = "THƯ_MỤC")]
        folder: PathBuf,
        /// So thêm với danh mục đang dùng trong sổ: bản mới chỉ được thêm và cho nghỉ
        #[arg(long)]
        against_store: bool,
    },
    /// Danh mục đang dùng, hoặc mọi điều về một mã
    Show {
        /// Mã loại, chỉ tiêu, nhóm chỉ tiêu, quy tắc, trang tính, công tắc, chế độ báo cáo hoặc danh sách chọn
        #[arg(value_name = "MÃ")]
        code: Option<String>,
    },
    /// Ghi các tệp của danh mục đang dùng ra một thư mục trống, để viết phiên bản sau
    Export {
        /// Thư mục trống hoặc chưa có
        #[arg(value_name = "THƯ_MỤC")]
        folder: PathBuf,
    },
    /// Công bố danh mục mới cho mọi đơn vị dưới (chỉ đơn vị gốc)
    Publish {
        /// Thư mục có các tệp .toml, hoặc một tệp
        #[arg(value_name = "THƯ_MỤC")]
        folder: PathBuf,
    },
}

/// Switches.
#[derive(Debug, Subcommand)]
pub enum Switch {
    /// Các công tắc và ai đã tắt
    List,
    /// Đặt danh sách tắt của đơn vị mình; đơn vị dưới chỉ tắt thêm được
    Set {
        /// Mã các công tắc cần tắt; mã không nêu thì đơn vị mình không tắt
        #[arg(required_unless_present = "none", value_name = "CÔNG_TẮC")]
        off: Vec<String>,
        /// Đơn vị mình không tắt gì
        #[arg(long, conflicts_with = "off")]
        none: bool,
    },
}

/// Record kinds.
#[derive(Debug, Subcommand)]
pub enum Kind {
    /// Các loại bản ghi
    List,
    /// Các ô của một loại
    Show {
        /// Mã loại, ví dụ hoat_dong
        #[arg(value_name = "LOẠI")]
        kind: String,
    },
}

/// Indicators.
#[derive(Debug, Subcommand)]
pub enum Indicator {
    /// Các chỉ tiêu
    List,
}
