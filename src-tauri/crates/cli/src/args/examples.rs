//! An example for every command, as it can be typed in a shell; a test parses each of them.

/// Path of the command and what to type. The empty path is the whole program.
pub const EXAMPLES: &[(&str, &str)] = &[
    (
        "",
        r#"so138 --store ./xa station create --unit 23284 --name "Máy 1" --login truong --officer "Trần Văn B""#,
    ),
    (
        "",
        r#"so138 --store ./xa record add hoat_dong ngay=5/3/2022 ten="Họp dân" chu_de_chinh=ANTQ hinh_thuc="họp dân" so_nguoi=120 dia_diem="khu dân cư""#,
    ),
    ("", "so138 --store ./xa period close 2022"),
    ("", "so138 --store ./xa export --out /media/usb"),
    ("status", "so138 --store ./xa status"),
    (
        "station create",
        r#"so138 --store ./tinh station create --unit 62 --name "Máy PV05" --login truong --officer "Nguyễn Văn A" --title "Trưởng phòng" --units units.tsv"#,
    ),
    (
        "station create",
        r#"so138 --store ./xa station create --unit 23284 --name "Máy 1" --officer "Trần Văn B""#,
    ),
    ("station sandbox", "so138 --store ./tap station sandbox --role commune"),
    ("station list", "so138 --store ./tinh station list"),
    (
        "station revoke",
        r#"so138 --store ./tinh station revoke 0198c2a0-1f6e-7d3a-9b51-2c4d5e6f7a8b --reason "Mất máy""#,
    ),
    ("officer list", "so138 --store ./xa officer list"),
    (
        "officer add",
        r#"so138 --store ./xa officer add --as nhap --name "Lê Thị C" --title "Cán bộ tổng hợp" --role clerk"#,
    ),
    ("officer remove", "so138 --store ./xa officer remove nhap"),
    ("officer passphrase", "so138 --store ./xa --login nhap officer passphrase"),
    ("officer recovery", "so138 --store ./xa officer recovery"),
    ("officer recover", "so138 --store ./xa officer recover truong"),
    ("enrol request", "so138 --store ./huyen enrol request --out /media/usb/huyen.yeucau --receiver"),
    ("enrol inspect", "so138 --store ./tinh enrol inspect /media/usb/huyen.yeucau"),
    (
        "enrol issue",
        r#"so138 --store ./tinh enrol issue /media/usb/huyen.yeucau --out /media/usb --unit 610 --name "Máy huyện" --group 1=48201 --group 4=77310"#,
    ),
    (
        "enrol accept",
        "so138 --store ./huyen enrol accept /media/usb/610_0198c2a0.traloi --group 2=19044 --group 6=30128",
    ),
    ("unit list", r#"so138 --store ./tinh unit list "dak ha""#),
    ("unit find", "so138 unit find dak ha quang ngai"),
    ("unit place", "so138 unit place 23284"),
    ("unit province", "so138 unit province 51"),
    ("unit province", "so138 unit province 62 --on 14/11/2022"),
    ("unit province", "so138 unit province 51 --from 15/11/2024 --to 14/11/2025"),
    ("unit publish", "so138 --store ./tinh unit publish units-2025.tsv"),
    ("catalog check", "so138 catalog check ./danh-muc"),
    ("catalog check", "so138 --store ./tinh catalog check ./danh-muc --against-store"),
    ("catalog show", "so138 --store ./xa catalog show"),
    ("catalog show", "so138 --store ./xa catalog show TT_BUOI"),
    ("catalog export", "so138 catalog export ./danh-muc"),
    ("catalog publish", "so138 --store ./tinh catalog publish ./danh-muc"),
    ("switch list", "so138 --store ./xa switch list"),
    ("switch set", "so138 --store ./tinh switch set quan_so_chinh_quy"),
    ("switch set", "so138 --store ./tinh switch set --none"),
    ("kind list", "so138 --store ./xa kind list"),
    ("kind show", "so138 --store ./xa kind show hoat_dong"),
    ("indicator list", "so138 --store ./xa indicator list"),
    (
        "record add",
        r#"so138 --store ./xa record add hoat_dong ngay=5/3/2022 ten="Họp dân" chu_de_chinh=ANTQ chu_de_kem="ATGT; MATUY" hinh_thuc="họp dân" so_nguoi=1.217 dia_diem="khu dân cư""#,
    ),
    ("record add", "so138 --store ./xa record add hoat_dong --json-file hoat-dong.json"),
    ("record import", "so138 --store ./xa record import hoat-dong.csv --kind hoat_dong --dry-run"),
    ("record import", r#"so138 --store ./xa record import cu.csv --kind hoat_dong --from tcvn3 --dry-run"#),
    ("record template", "so138 --store ./xa record template hoat_dong --out mau.csv"),
    ("record export", "so138 --store ./tap record export hoat_dong --out hoat-dong.csv"),
    (
        "record change",
        "so138 --store ./xa record change 0198c2a0-1f6e-7d3a-9b51-2c4d5e6f7a8b so_nguoi=130 ghi_chu=",
    ),
    (
        "record delete",
        r#"so138 --store ./xa record delete 0198c2a0-1f6e-7d3a-9b51-2c4d5e6f7a8b --reason "Nhập trùng""#,
    ),
    ("record list", "so138 --store ./xa record list --kind hoat_dong --period 2022 --limit 20"),
    ("record show", "so138 --store ./xa record show 0198c2a0-1f6e-7d3a-9b51-2c4d5e6f7a8b"),
    ("record search", r#"so138 --store ./xa record search "hop dan""#),
    (
        "record erase",
        r#"so138 --store ./xa record erase 0198c2a0-1f6e-7d3a-9b51-2c4d5e6f7a8b --version 9f2c…e1 --reason "Có tên người""#,
    ),
    (
        "sheet add",
        "so138 --store ./tinh sheet add --reporter 62-PV05 --period 2022 TT_BUOI=13 TT_NGUOI=9.550",
    ),
    ("sheet declare", "so138 --store ./tinh sheet declare --period 2022 TT_BUOI=1.217 TT_NGUOI=152.490"),
    ("period show", "so138 --store ./xa period show 2022-6T"),
    ("period explain", "so138 --store ./tinh period explain 2022 TT_NGUOI --unit 610"),
    ("period state", "so138 --store ./xa period state 2022 zero TT_BUOI TT_NGUOI"),
    ("period state", "so138 --store ./xa period state 2022 missing"),
    ("period reason", r#"so138 --store ./xa period reason 2022 C15 "Đã đối chiếu với sổ gốc""#),
    ("period close", "so138 --store ./xa period close 2022"),
    ("period amend", r#"so138 --store ./xa period amend 2022 --reason "Bổ sung hai buổi họp dân""#),
    ("export", "so138 --store ./xa export --out /media/usb"),
    ("export", "so138 --store ./xa export --to 23284 --out /media/usb"),
    ("verify", "so138 --store ./huyen verify /media/usb/23284_2c4d5e6f7a8b_9b51_0001.so138"),
    ("import", "so138 --store ./huyen import --dry-run /media/usb"),
    ("import", "so138 --store ./huyen import /media/usb --handed-in 20/11/2022"),
    ("bundles", "so138 --store ./huyen bundles"),
    ("receipts", "so138 --store ./huyen receipts --out /media/usb/bien-nhan"),
    ("accept", "so138 --store ./huyen accept 2022 --all-clean"),
    ("accept", "so138 --store ./huyen accept 2022 23284 23287"),
    (
        "return",
        r#"so138 --store ./huyen return 2022 23284 --note TT_NGUOI="Cao gấp mười lần năm trước" --note ="Gửi lại trước 20/11""#,
    ),
    ("board", "so138 --store ./huyen board 2022"),
    ("totals", "so138 --store ./tinh totals 2022 --provisional"),
    ("review", "so138 --store ./tinh review 2022"),
    ("workbook", "so138 --store ./tinh workbook 2022 --out bcd138-2022.xlsx"),
    ("publish", "so138 --store ./tinh publish 2022"),
    ("compare", "so138 --store ./tinh compare 2022"),
    ("backup", "so138 --store ./xa backup --to /media/usb/sao-luu"),
    ("restore", "so138 --store ./xa restore /media/usb/sao-luu/so138-20221120-081500.db"),
    ("doctor", "so138 --store ./xa doctor"),
    (
        "fork",
        r#"so138 --store ./huyen fork 0198c2a0-1f6e-7d3a-9b51-2c4d5e6f7a8b --keep 9f2c…e1 --reason "Máy phục hồi từ bản cũ""#,
    ),
    ("escrow", "so138 escrow /media/usb/23284_2c4d5e6f7a8b_9b51_0001.so138 --out goi.tar"),
];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;

    use clap::Command;

    use super::*;
    use crate::args::command;

    /// Splits as a shell does; these examples need double quotes only.
    fn words(line: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        let mut is_quoted = false;
        for c in line.chars() {
            match c {
                '"' => is_quoted = !is_quoted,
                ' ' if !is_quoted => words.push(String::new()),
                c => words.last_mut().unwrap().push(c),
            }
        }
        words
    }

    fn leaves(command: &Command, path: &str, found: &mut BTreeSet<String>) {
        for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            let path = format!("{path} {}", sub.get_name()).trim().to_owned();
            if sub.has_subcommands() { leaves(sub, &path, found) } else { assert!(found.insert(path)) }
        }
    }

    #[test]
    fn every_command_has_an_example_and_every_example_a_command() {
        let mut commands = BTreeSet::new();
        leaves(&command(), "", &mut commands);
        let shown: BTreeSet<String> =
            EXAMPLES.iter().map(|(path, _)| (*path).to_owned()).filter(|path| !path.is_empty()).collect();
        assert_eq!(shown, commands);
    }

    #[test]
    fn every_example_can_be_typed() {
        for (path, example) in EXAMPLES {
            let words = words(example);
            let parsed = command().try_get_matches_from(&words);
            assert!(parsed.is_ok(), "{example}: {}", parsed.unwrap_err());
            let plain = words.join(" ");
            assert!(path.is_empty() || plain.contains(path), "{example} is no example of {path}");
        }
    }
}
