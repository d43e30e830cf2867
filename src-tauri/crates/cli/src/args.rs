//! What can be typed. Names are English verbs; every help text is Vietnamese.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// `so138`: the same use cases as the window, for scripts and for the receiver's batch work.
#[derive(Debug, Parser)]
#[command(
    name = "so138",
    version,
    about = "Sổ 138: sổ số liệu phong trào toàn dân bảo vệ an ninh Tổ quốc, làm việc không cần mạng",
    after_help = "Ví dụ:\n  so138 --store ./xa station create --unit 23284 --name «Máy 1» --login truong --officer «Trưởng Công an xã»\n  so138 --store ./xa record add hoat_dong ngay=5/3/2022 ten=«Họp dân» chu_de_chinh=ANTQ hinh_thuc=«họp dân» so_nguoi=120 dia_diem=«khu dân cư» chu_tri=«Công an xã»\n  so138 --store ./xa period close 2022\n  so138 --store ./xa export --out /media/usb\n\nMật khẩu: gõ khi được hỏi, hoặc --passphrase-file TỆP (- là đầu vào chuẩn). Không bao giờ đặt mật khẩu trên dòng lệnh.\nMã thoát: 0 xong; 1 bị từ chối; 2 gõ sai tham số; 3 ổ đĩa hoặc tệp hỏng; 4 lỗi của phần mềm.\nKhông nhập, không lưu bí mật nhà nước trong phần mềm này."
)]
pub struct Cli {
    /// Thư mục của sổ
    #[arg(long, global = true, env = "SO138_STORE", default_value = ".")]
    pub store: PathBuf,
    /// Tên đăng nhập của cán bộ (không cần khi sổ chỉ có một cán bộ)
    #[arg(long, global = true)]
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
    /// Việc cần làm
    #[command(subcommand)]
    pub command: Top,
}

/// The areas of work.
#[derive(Debug, Subcommand)]
pub enum Top {
    /// Trạng thái của sổ
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
        file: PathBuf,
    },
    /// Nhập gói: tệp hoặc thư mục
    Import(Import),
    /// Các gói đã gửi và đã nhận
    Bundles,
    /// Xuất biên nhận cho mọi đơn vị đã gửi gói
    Receipts {
        /// Thư mục đặt các gói biên nhận
        #[arg(long)]
        out: PathBuf,
    },
    /// Duyệt kỳ của đơn vị dưới
    Accept(Accept),
    /// Trả lại kỳ kèm ghi chú
    Return(Return),
    /// Bảng theo dõi các đơn vị
    Board {
        /// Kỳ, ví dụ 2022
        period: String,
    },
    /// Tổng hợp: cộng các đơn vị, phần còn lại, số công bố
    Totals(Totals),
    /// Ghi bảng tính cho BCĐ 138
    Workbook(Workbook),
    /// Công bố báo cáo: giữ nguyên số liệu mãi mãi
    Publish {
        /// Kỳ
        period: String,
    },
    /// So số đã công bố với số hiện tại
    Compare {
        /// Kỳ
        period: String,
    },
    /// Sao lưu sổ
    Backup {
        /// Thư mục đặt bản sao (mặc định: trong thư mục sổ)
        #[arg(long)]
        to: Option<PathBuf>,
    },
    /// Phục hồi sổ từ bản sao lưu
    Restore {
        /// Tệp sao lưu
        file: PathBuf,
    },
    /// Tự kiểm tra sổ
    Doctor,
    /// Quyết định giữ nhánh nào của một sổ bị rẽ nhánh
    Fork(Fork),
    /// Ghép hai mảnh khoá lưu ký để mở một gói khi không còn trạm nhận nào
    Escrow(Escrow),
}

/// Stations.
#[derive(Debug, Subcommand)]
pub enum Station {
    /// Tạo sổ mới cho một đơn vị
    #[command(after_help = "Ví dụ:\n  so138 --store ./tinh station create --unit 62 --name «Máy PV05» --login truong --officer «Nguyễn Văn A» --title «Trưởng phòng» --units units.tsv\n  so138 --store ./xa station create --unit 23284 --name «Máy 1» --login truong --officer «Trần Văn B»")]
    Create {
        /// Mã đơn vị của trạm
        #[arg(long)]
        unit: String,
        /// Tên máy
        #[arg(long)]
        name: String,
        /// Tên đăng nhập ngắn của cán bộ đầu tiên
        #[arg(long, default_value = "truong")]
        login: String,
        /// Họ tên in trên giấy tờ
        #[arg(long)]
        officer: String,
        /// Chức vụ in trên giấy tờ
        #[arg(long, default_value = "Trưởng Công an")]
        title: String,
        /// Sổ thử: dữ liệu minh hoạ, sổ thật không nhận
        #[arg(long)]
        sandbox: bool,
        /// Đơn vị gốc: tệp danh sách đơn vị (mã, tên, loại, mã đơn vị trên; cách nhau bằng tab)
        #[arg(long)]
        units: Option<PathBuf>,
    },
    /// Các trạm đã ghi danh
    List,
    /// Thu hồi một trạm
    Revoke {
        /// Mã trạm
        station: String,
        /// Lý do
        #[arg(long)]
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
        #[arg(long = "as")]
        new_login: String,
        /// Họ tên
        #[arg(long)]
        name: String,
        /// Chức vụ
        #[arg(long)]
        title: String,
        /// Quyền: clerk, chief hoặc admin
        #[arg(long, default_value = "clerk")]
        role: String,
        /// Tệp chứa mật khẩu của cán bộ mới
        #[arg(long, value_name = "TỆP")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Cho cán bộ thôi sử dụng
    Remove {
        /// Tên đăng nhập
        who: String,
    },
    /// Đổi mật khẩu của mình
    Passphrase {
        /// Tệp chứa mật khẩu mới
        #[arg(long, value_name = "TỆP")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// In mã khôi phục mới (mã cũ hết tác dụng)
    Recovery,
    /// Quên mật khẩu: đặt lại bằng mã khôi phục
    Recover {
        /// Tên đăng nhập
        who: String,
        /// Tệp chứa mã khôi phục
        #[arg(long, value_name = "TỆP")]
        code_file: Option<PathBuf>,
        /// Tệp chứa mật khẩu mới
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
        #[arg(long)]
        out: PathBuf,
        /// Đơn vị này cũng nhận báo cáo của đơn vị dưới
        #[arg(long)]
        receiver: bool,
    },
    /// Xem một tệp yêu cầu
    Inspect {
        /// Tệp yêu cầu
        file: PathBuf,
    },
    /// Cấp chứng thư và ghi tệp trả lời
    Issue {
        /// Tệp yêu cầu
        file: PathBuf,
        /// Thư mục đặt tệp trả lời
        #[arg(long)]
        out: PathBuf,
        /// Mã đơn vị theo danh sách của mình
        #[arg(long)]
        unit: String,
        /// Tên máy
        #[arg(long)]
        name: String,
        /// Nhóm số nghe qua điện thoại: SỐ_THỨ_TỰ=NHÓM, ít nhất hai nhóm
        #[arg(long = "group", required = true)]
        groups: Vec<String>,
    },
    /// Nhận tệp trả lời; gõ các nhóm số của gốc tin cậy
    Accept {
        /// Tệp trả lời
        file: PathBuf,
        /// Nhóm số của gốc tin cậy: SỐ_THỨ_TỰ=NHÓM, ít nhất hai nhóm
        #[arg(long = "group", required = true)]
        groups: Vec<String>,
    },
}

/// Units.
#[derive(Debug, Subcommand)]
pub enum Unit {
    /// Danh sách, tìm theo mã hoặc tên không dấu
    List {
        /// Chữ cần tìm
        text: Option<String>,
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
        kind: String,
    },
}

/// Indicators.
#[derive(Debug, Subcommand)]
pub enum Indicator {
    /// Các chỉ tiêu
    List,
}

/// Records.
#[derive(Debug, Subcommand)]
pub enum Record {
    /// Thêm bản ghi: Ô=GIÁ_TRỊ …; nhiều lựa chọn cách nhau bằng «;»
    Add {
        /// Mã loại, ví dụ hoat_dong
        kind: String,
        /// Các ô, ví dụ ngay=5/3/2022 so_nguoi=1.217
        #[arg(required = true, value_name = "Ô=GIÁ_TRỊ")]
        fields: Vec<String>,
        /// Lý do cho cảnh báo: MÃ=LÝ_DO
        #[arg(long = "reason", value_name = "MÃ=LÝ_DO")]
        reasons: Vec<String>,
        /// Ghi bổ sung vào kỳ đã chốt
        #[arg(long)]
        late: bool,
    },
    /// Sửa bản ghi: chỉ cần các ô thay đổi; Ô= để xoá giá trị
    Change {
        /// Mã bản ghi
        record: String,
        /// Các ô thay đổi
        #[arg(required = true, value_name = "Ô=GIÁ_TRỊ")]
        fields: Vec<String>,
        /// Lý do cho cảnh báo: MÃ=LÝ_DO
        #[arg(long = "reason", value_name = "MÃ=LÝ_DO")]
        reasons: Vec<String>,
        /// Ghi bổ sung vào kỳ đã chốt
        #[arg(long)]
        late: bool,
    },
    /// Xoá bản ghi (các phiên bản cũ vẫn còn trong sổ)
    Delete {
        /// Mã bản ghi
        record: String,
        /// Lý do
        #[arg(long)]
        reason: String,
        /// Xoá bản ghi của kỳ đã chốt
        #[arg(long)]
        late: bool,
    },
    /// Danh sách bản ghi, mới nhất trước
    List {
        /// Chỉ một loại
        #[arg(long)]
        kind: Option<String>,
        /// Chỉ một kỳ
        #[arg(long)]
        period: Option<String>,
        /// Chỉ một đơn vị (mặc định: đơn vị của trạm)
        #[arg(long)]
        unit: Option<String>,
        /// Nhiều nhất bao nhiêu dòng
        #[arg(long, default_value_t = 50)]
        limit: u32,
        /// Bỏ qua bao nhiêu dòng đầu
        #[arg(long, default_value_t = 0)]
        offset: u32,
    },
    /// Một bản ghi và mọi phiên bản của nó
    Show {
        /// Mã bản ghi
        record: String,
    },
    /// Tìm không cần dấu
    Search {
        /// Chữ cần tìm
        text: String,
        /// Nhiều nhất bao nhiêu dòng
        #[arg(long, default_value_t = 20)]
        limit: u32,
    },
    /// Xoá hẳn nội dung một phiên bản (lỡ nhập dữ liệu cá nhân)
    Erase {
        /// Mã bản ghi
        record: String,
        /// Mã phiên bản, xem bằng record show
        #[arg(long)]
        version: String,
        /// Lý do
        #[arg(long)]
        reason: String,
    },
}

/// Summary sheets.
#[derive(Debug, Subcommand)]
pub enum Sheet {
    /// Nhập phiếu tổng hợp thay một đơn vị: CHỈ_TIÊU=SỐ …
    Add {
        /// Mã đơn vị báo cáo, ví dụ 62-PV05
        #[arg(long)]
        reporter: String,
        /// Kỳ
        #[arg(long)]
        period: String,
        /// Các ô: TT_BUOI=13 TT_NGUOI=9.550; 0 là số 0 đã xác nhận, «-» là chưa có số liệu
        #[arg(required = true, value_name = "CHỈ_TIÊU=SỐ")]
        cells: Vec<String>,
    },
    /// Nhập số tổng đã công bố để so với tổng các phần
    Declare {
        /// Kỳ
        #[arg(long)]
        period: String,
        /// Các ô
        #[arg(required = true, value_name = "CHỈ_TIÊU=SỐ")]
        cells: Vec<String>,
    },
}

/// Periods.
#[derive(Debug, Subcommand)]
pub enum Period {
    /// Số liệu của kỳ: từng chỉ tiêu, trạng thái, lỗi và cảnh báo
    Show {
        /// Kỳ, ví dụ 2022, 2022-6T, 2022-03
        period: String,
        /// Đơn vị (mặc định: đơn vị của trạm)
        #[arg(long)]
        unit: Option<String>,
    },
    /// Con số này từ đâu ra
    Explain {
        /// Kỳ
        period: String,
        /// Mã chỉ tiêu
        indicator: String,
        /// Đơn vị (mặc định: đơn vị của trạm)
        #[arg(long)]
        unit: Option<String>,
    },
    /// Xác nhận trạng thái các ô còn trống: zero, missing hoặc na
    State {
        /// Kỳ
        period: String,
        /// zero, missing hoặc na
        state: String,
        /// Các chỉ tiêu; bỏ trống là mọi ô bắt buộc còn trống
        indicators: Vec<String>,
    },
    /// Ghi lý do cho một cảnh báo
    Reason {
        /// Kỳ
        period: String,
        /// Khoá của cảnh báo, xem bằng period show
        finding: String,
        /// Lý do
        reason: String,
    },
    /// Chốt kỳ
    Close {
        /// Kỳ
        period: String,
    },
    /// Chốt lại kỳ đã chốt
    Amend {
        /// Kỳ
        period: String,
        /// Lý do
        #[arg(long)]
        reason: String,
    },
}

/// Export.
#[derive(Debug, Args)]
pub struct Export {
    /// Mã đơn vị nhận (mặc định: đơn vị trên; đơn vị của mình để trao đổi giữa hai máy)
    #[arg(long)]
    pub to: Option<String>,
    /// Thư mục đặt gói
    #[arg(long)]
    pub out: PathBuf,
    /// Gửi lại toàn bộ từ đầu, không dựa vào biên nhận
    #[arg(long)]
    pub from_start: bool,
}

/// Import.
#[derive(Debug, Args)]
pub struct Import {
    /// Tệp .so138 hoặc thư mục
    #[arg(required = true)]
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
    pub period: String,
    /// Các đơn vị
    #[arg(required_unless_present = "all_clean")]
    pub units: Vec<String>,
    /// Mọi đơn vị đã chốt mà không có lỗi hay cảnh báo chưa giải trình
    #[arg(long)]
    pub all_clean: bool,
}

/// Return.
#[derive(Debug, Args)]
pub struct Return {
    /// Kỳ
    pub period: String,
    /// Đơn vị
    pub unit: String,
    /// Ghi chú: CHỈ_TIÊU=NỘI_DUNG (hoặc =NỘI_DUNG cho cả kỳ)
    #[arg(long = "note", required = true)]
    pub notes: Vec<String>,
}

/// Totals.
#[derive(Debug, Args)]
pub struct Totals {
    /// Kỳ
    pub period: String,
    /// Số liệu tạm: dùng lần chốt mới nhất, chưa cần duyệt
    #[arg(long)]
    pub provisional: bool,
}

/// Workbook.
#[derive(Debug, Args)]
pub struct Workbook {
    /// Kỳ
    pub period: String,
    /// Tệp .xlsx sẽ ghi
    #[arg(long)]
    pub out: PathBuf,
    /// Số liệu tạm
    #[arg(long)]
    pub provisional: bool,
}

/// Forks.
#[derive(Debug, Args)]
pub struct Fork {
    /// Mã trạm
    pub station: String,
    /// Mã mục đầu tiên của nhánh được giữ, xem bằng bundles
    #[arg(long)]
    pub keep: String,
    /// Lý do
    #[arg(long)]
    pub reason: String,
}

/// Escrow.
#[derive(Debug, Args)]
pub struct Escrow {
    /// Gói cần mở
    pub file: PathBuf,
    /// Tệp chứa mảnh thứ nhất
    #[arg(long, value_name = "TỆP")]
    pub first: PathBuf,
    /// Tệp chứa mảnh thứ hai
    #[arg(long, value_name = "TỆP")]
    pub second: PathBuf,
    /// Tệp .tar sẽ ghi (không mã hoá: giữ cẩn thận)
    #[arg(long)]
    pub out: PathBuf,
}
