//! Stations, officers and enrolment.

use std::path::PathBuf;

use clap::Subcommand;

use super::pairs::Group;

/// Stations.
#[derive(Debug, Subcommand)]
pub enum Station {
    /// Tạo sổ mới cho một đơn vị
    Create {
        /// Mã đơn vị của trạm
        #[arg(long, value_name = "MÃ")]
        unit: String,
        /// Tên máy
        #[arg(long, value_name = "TÊN")]
        name: String,
        /// Họ tên in trên giấy tờ
        #[arg(long, value_name = "HỌ_TÊN")]
        officer: String,
        /// Chức vụ in trên giấy tờ (mặc định: Trưởng Công an)
        #[arg(long, value_name = "CHỨC_VỤ", default_value = "Trưởng Công an", hide_default_value = true)]
        title: String,
        /// Sổ thử: dữ liệu minh hoạ, sổ thật không nhận
        #[arg(long)]
        sandbox: bool,
        /// Chỉ ở đơn vị gốc: tệp TSV các đơn vị, đơn vị trên đứng trước; các cột code, name, type,
        /// parent, valid_from, valid_to
        #[arg(long, value_name = "TỆP")]
        units: Option<PathBuf>,
    },
    /// Lập sổ thử để tập: đơn vị và số liệu đều là minh hoạ; in ra mật khẩu của sổ
    Sandbox {
        /// Tập việc của ai: commune (xã ghi việc, chốt, gửi) hoặc receiver (nơi nhận, duyệt, tổng hợp)
        #[arg(long, value_name = "VAI", value_parser = ["commune", "receiver"], hide_possible_values = true)]
        role: String,
    },
    /// Các trạm đã ghi danh
    List,
    /// Thu hồi một trạm
    Revoke {
        /// Mã trạm
        #[arg(value_name = "TRẠM")]
        station: String,
        /// Lý do
        #[arg(long, value_name = "LÝ_DO")]
        reason: String,
    },
}

/// Officers.
#[derive(Debug, Subcommand)]
pub enum Officer {
    /// Danh sách cán bộ
    List,
    /// Thêm cán bộ (hỏi mật khẩu mới, hoặc --new-passphrase-file)
    Add {
        /// Tên đăng nhập
        #[arg(long = "as", value_name = "TÊN")]
        new_login: String,
        /// Họ tên
        #[arg(long, value_name = "HỌ_TÊN")]
        name: String,
        /// Chức vụ
        #[arg(long, value_name = "CHỨC_VỤ")]
        title: String,
        /// Quyền: clerk (nhập liệu), chief (chốt, duyệt, gửi) hoặc admin (quản trị); mặc định: clerk
        #[arg(long, value_name = "QUYỀN", default_value = "clerk", hide_default_value = true)]
        role: String,
        /// Tệp chứa mật khẩu của cán bộ mới; - là dòng kế tiếp của đầu vào chuẩn
        #[arg(long, value_name = "TỆP")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Cho cán bộ thôi sử dụng
    Remove {
        /// Tên đăng nhập
        #[arg(value_name = "TÊN")]
        who: String,
    },
    /// Đổi mật khẩu của mình
    Passphrase {
        /// Tệp chứa mật khẩu mới; - là dòng kế tiếp của đầu vào chuẩn
        #[arg(long, value_name = "TỆP")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// In mã khôi phục mới (mã cũ hết tác dụng)
    Recovery,
    /// Quên mật khẩu: đặt lại bằng mã khôi phục
    Recover {
        /// Tên đăng nhập
        #[arg(value_name = "TÊN")]
        who: String,
        /// Tệp chứa mã khôi phục; - là dòng kế tiếp của đầu vào chuẩn
        #[arg(long, value_name = "TỆP")]
        code_file: Option<PathBuf>,
        /// Tệp chứa mật khẩu mới; - là dòng kế tiếp của đầu vào chuẩn
        #[arg(long, value_name = "TỆP")]
        new_passphrase_file: Option<PathBuf>,
    },
}

/// Enrolment.
#[derive(Debug, Subcommand)]
pub enum Enrol {
    /// Tạo tệp yêu cầu; đọc 6 nhóm số qua điện thoại cho đơn vị nhận
    Request {
        /// Tệp yêu cầu sẽ ghi
        #[arg(long, value_name = "TỆP")]
        out: PathBuf,
        /// Đơn vị này cũng nhận báo cáo của đơn vị dưới
        #[arg(long)]
        receiver: bool,
    },
    /// Xem một tệp yêu cầu
    Inspect {
        /// Tệp yêu cầu
        #[arg(value_name = "TỆP")]
        file: PathBuf,
    },
    /// Cấp chứng thư và ghi tệp trả lời
    Issue {
        /// Tệp yêu cầu
        #[arg(value_name = "TỆP")]
        file: PathBuf,
        /// Thư mục đặt tệp trả lời
        #[arg(long, value_name = "THƯ_MỤC")]
        out: PathBuf,
        /// Mã đơn vị theo danh sách của mình
        #[arg(long, value_name = "MÃ")]
        unit: String,
        /// Tên máy
        #[arg(long, value_name = "TÊN")]
        name: String,
        /// Nhóm số nghe qua điện thoại, ít nhất hai nhóm
        #[arg(long = "group", required = true, value_name = "SỐ_THỨ_TỰ=NHÓM")]
        groups: Vec<Group>,
    },
    /// Nhận tệp trả lời; gõ các nhóm số của gốc tin cậy
    Accept {
        /// Tệp trả lời
        #[arg(value_name = "TỆP")]
        file: PathBuf,
        /// Nhóm số của gốc tin cậy, ít nhất hai nhóm
        #[arg(long = "group", required = true, value_name = "SỐ_THỨ_TỰ=NHÓM")]
        groups: Vec<Group>,
    },
}
