//! Catalogs made from the shipped one: a later version with something more, something retired, something
//! wrong.

use std::path::{Path, PathBuf};

use so138_app::usecase::publish_catalog::{PublishCatalog, PublishCatalogReq, PublishCatalogRes};

use crate::world::{Station, World, text};
use so138_app::AppResult;

/// The version of the later catalog: later than any shipped one, as text.
pub const LATER: &str = "2999.1";
/// A kind that only the later catalog knows.
pub const NEW_KIND: &str = "viec_thu";
/// An indicator that only the later catalog knows.
pub const NEW_INDICATOR: &str = "VIEC_THU";
/// An indicator whose last day is the end of 2022 in the later catalog.
pub const RETIRED: &str = "VD_ATGT_LUOT";
/// The switch of the later catalog.
pub const SWITCH: &str = "thu";

/// What the later catalog adds.
const ADDED: &str = r#"
[[group]]
code = "THU"
label = "Thử"

[[kind]]
code = "viec_thu"
label = "Việc thử"
family = "event"
date = "ngay"
title = ["ten"]
search = ["ten"]
field = [
    { name = "ngay", label = "Ngày", type = "date", required = true },
    { name = "ten", label = "Tên", type = "text", chars_max = 100, required = true },
    { name = "so_nguoi", label = "Số người", type = "int", required = true, min = 1, max = 500 },
    { name = "ghi_them", label = "Ghi thêm", type = "text", chars_max = 40 },
    { name = "muc", label = "Mức", type = "option", list = "muc_thu", default = "CAO" },
]

[[options]]
code = "muc_thu"
values = [
    { code = "CAO", label = "Cao" },
    { code = "CU", label = "Cũ", until = "2021-12-31" },
    { code = "MAT", label = "Mật", refused = true },
]

[[indicator]]
code = "VIEC_THU"
label = "Người ở việc thử"
measure = "người"
group = "THU"
kind = "E"

[[indicator.from]]
kind = "viec_thu"
value = "so_nguoi"

[[switch]]
code = "thu"
label = "Việc thử"
kinds = ["viec_thu"]
indicators = ["VIEC_THU"]

[[switch]]
code = "thu_o"
label = "Ô ghi thêm"
fields = ["viec_thu.ghi_them"]

[[switch]]
code = "thu_san"
label = "Tắt sẵn"
off = true
fields = ["viec_thu.muc"]
"#;

/// The folder of the shipped catalog.
pub fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/catalog")
}

/// The version of the shipped catalog.
pub fn shipped_version() -> String {
    let head = std::fs::read_to_string(shipped().join("catalog.toml")).unwrap();
    version_line(&head).split('"').nth(1).unwrap().to_owned()
}

fn version_line(head: &str) -> String {
    head.lines().find(|line| line.starts_with("version = ")).unwrap().to_owned()
}

/// A copy of the shipped catalog with another version, each file edited.
pub fn copy(world: &World, version: &str, edit: impl Fn(&str, String) -> String) -> PathBuf {
    let folder = world.fresh("danh-muc");
    for path in std::fs::read_dir(shipped()).unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let mut content = std::fs::read_to_string(&path).unwrap();
        if name == "catalog.toml" {
            content = content.replace(&version_line(&content), &format!("version = \"{version}\""));
        }
        std::fs::write(folder.join(&name), edit(&name, content)).unwrap();
    }
    folder
}

/// The later catalog: one kind and its indicator more, one indicator retired, three switches.
pub fn later(world: &World) -> PathBuf {
    let code = format!("code = \"{RETIRED}\"\n");
    let folder = copy(world, LATER, |_, content| {
        content.replace(
            &format!("[[indicator]]\n{code}"),
            &format!("[[indicator]]\n{code}until = \"2022-11-14\"\n"),
        )
    });
    let is_retired = std::fs::read_dir(&folder).unwrap().any(|entry| {
        std::fs::read_to_string(entry.unwrap().path()).unwrap().contains("until = \"2022-11-14\"")
    });
    assert!(is_retired, "{RETIRED} is not where it is looked for");
    std::fs::write(folder.join("zz-them.toml"), ADDED).unwrap();
    folder
}

/// Publishes a folder.
pub fn publish(station: &Station, folder: &Path) -> AppResult<PublishCatalogRes> {
    station.run::<PublishCatalog>(PublishCatalogReq { paths: vec![text(folder)] })
}
