//! Tables of records in, templates out; the official units, and a station made of them.

use serde_json::Value;
use so138_app::usecase::import::ImportRecordsRes;
use so138_app::usecase::place::{ListProvinceRes, PlaceOut};

use crate::support::{Laptop, run, text};

#[test]
fn a_template_is_filled_in_and_brought_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut laptop = Laptop::alone(dir.path());
    laptop.day = "6/3/2022";
    let printed = laptop.plain(&["record", "template", "khu_dan_cu"]);
    assert!(printed.out.starts_with('\u{feff}') && printed.out.ends_with("\r\n"), "{:?}", printed.out);
    let file = dir.path().join("kdc.csv");
    let told = laptop.plain(&["record", "template", "khu_dan_cu", "--out", text(&file)]);
    assert_eq!((told.exit, std::fs::read_to_string(&file).unwrap()), (0, printed.out.clone()));

    let columns: Vec<&str> = printed.out.trim_matches(['\u{feff}', '\r', '\n']).split(';').collect();
    let row = |code: &str, kind: &str| {
        let cell = |column: &&str| match *column {
            "Mã nội bộ" => code.to_owned(),
            "Tên" => format!("Thôn {code}"),
            "Loại" => kind.to_owned(),
            "Hiệu lực từ" => "1/1/2020".to_owned(),
            _ => String::new(),
        };
        columns.iter().map(cell).collect::<Vec<_>>().join(";")
    };
    let table = |rows: &[String]| std::fs::write(&file, format!("{}{}\r\n", printed.out, rows.join("\r\n")));
    let import = |more: &[&str]| {
        let mut args = vec!["record", "import", text(&file), "--kind", "khu_dan_cu"];
        args.extend(more);
        laptop.plain(&args)
    };
    table(&[row("T1", "thôn"), row("T2", "không có"), row("T1", "làng")]).unwrap();
    let refused = import(&[]);
    assert_eq!(refused.exit, 1, "{}", refused.out);
    assert!(refused.out.contains("2 trong 3 dòng") && refused.out.contains("dòng 2"), "{}", refused.out);
    table(&[row("T1", "thôn"), row("T2", "làng")]).unwrap();
    let dry = import(&["--dry-run"]);
    assert!(dry.exit == 0 && dry.out.contains("3: ") && dry.out.contains("ten=Thôn T2"), "{}", dry.out);
    let saved = laptop.json::<ImportRecordsRes>(&["record", "import", text(&file), "--kind", "khu_dan_cu"]);
    assert_eq!((saved.outcome.as_str(), saved.records.len()), ("saved", 2));
    assert_eq!(laptop.script(&["record", "import", text(&file), "--kind", "khu_dan_cu"], "").exit, 1);
    std::fs::write(&file, printed.out.replace(';', ",")).unwrap();
    assert_eq!(
        laptop.refused(&["record", "import", text(&file), "--kind", "khu_dan_cu"]),
        (1, "import_separator".to_owned())
    );
}

#[test]
fn the_units_of_the_country_need_no_store() {
    let nowhere = ["--store", "/khong/co/gi"];
    let ask = |args: &[&str]| run(&[&nowhere[..], args].concat());
    let found = ask(&["unit", "find", "dak", "ha", "quang", "ngai"]);
    assert_eq!((found.exit, found.err.as_str()), (0, ""));
    assert!(found.out.contains("23500") && found.out.contains("Tỉnh Quảng Ngãi"), "{}", found.out);
    let places: Vec<PlaceOut> = ask(&["--json", "unit", "find", "dak ha", "--limit", "2"]).answer();
    assert_eq!(places.len(), 2);
    let told = ask(&["unit", "place", "00004"]).out;
    for words in
        ["00004 · Phường Ba Đình", "00004 · Phường Trúc Bạch", "chia về nhiều nơi", "không so sánh được"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert_eq!(ask(&["--json", "unit", "place", "99999"]).refusal(), (1, "unknown_place".to_owned()));
    assert_eq!(ask(&["unit", "province", "51", "--from", "1/1/2025"]).exit, 2);
    let json: ListProvinceRes = ask(&["--json", "--today", "1/7/2025", "unit", "province", "51"]).answer();
    assert_eq!(json.units.len(), 97);
}

#[test]
fn a_province_is_printed_as_a_station_takes_it() {
    let dir = tempfile::tempdir().unwrap();
    for (name, days) in
        [("ngay", &["--on", "14/11/2022"][..]), ("nam", &["--from", "15/11/2024", "--to", "14/11/2025"][..])]
    {
        let folder = dir.path().join(name);
        std::fs::create_dir(&folder).unwrap();
        let units = folder.join("units.tsv");
        let printed = run(&[&["unit", "province", "51"], days].concat());
        std::fs::write(&units, &printed.out).unwrap();
        let (laptop, _) = Laptop::create(&folder, "51", Some(&units));
        let listed = laptop.json::<Value>(&["unit", "list"]);
        assert_eq!(listed.as_array().unwrap().len(), printed.out.lines().count() - 1, "{name}");
    }
}
