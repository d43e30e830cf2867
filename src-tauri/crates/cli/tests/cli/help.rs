//! The help, the page of the documentation, and the other texts that are generated.

use crate::support::run;

/// The path of every command, as the page has them.
fn paths() -> Vec<String> {
    let page = run(&["docs"]).out;
    let headings = page.lines().filter_map(|line| line.strip_prefix("## so138"));
    headings.map(|path| path.trim().to_owned()).collect()
}

#[test]
fn every_command_helps_in_vietnamese_with_an_example() {
    let paths = paths();
    assert!(paths.len() >= 60, "{paths:?}");
    for path in paths {
        let mut args: Vec<&str> = path.split_whitespace().collect();
        args.push("--help");
        let help = run(&args);
        assert_eq!((help.exit, help.err.as_str()), (0, ""), "{path}");
        assert!(help.out.contains("Ví dụ:\n  so138 "), "{path}: {}", help.out);
        assert!(help.out.contains("Cách dùng: so138"), "{path}: {}", help.out);
        for english in [
            "Usage",
            "Options:",
            "Commands:",
            "Arguments:",
            "Print ",
            "OPTIONS",
            "COMMAND",
            "[default",
            "[env",
            "[possible",
        ] {
            assert!(!help.out.contains(english), "{path}: {english}: {}", help.out);
        }
        for line in help.out.lines() {
            assert!(
                !line.trim_start().starts_with('-') || line.trim().contains("  "),
                "{path}: {line} says nothing"
            );
        }
    }
}

#[test]
fn the_page_names_exit_codes_and_every_option_of_a_command() {
    let page = run(&["docs"]).out;
    for needed in
        ["| 4 |", "SO138_STORE", "ui/src/gen/commands.ts", "--handed-in <NGÀY>", "## so138 officer recover\n"]
    {
        assert!(page.contains(needed), "{needed}");
    }
    assert!(!page.contains("## so138 docs"), "hidden commands stay hidden");
    assert_eq!(page, run(&["docs"]).out);
}

#[test]
fn the_types_are_one_module_without_wide_integers() {
    let module = run(&["types"]).out;
    assert!(module.contains("  save_record: { req: SaveRecordReq; res: SaveRecordRes };"), "{module}");
    assert!(module.contains("export type SaveRecordReq = "));
    assert!(!module.contains("bigint") && !module.contains("import "));
}

#[test]
fn the_schema_is_a_page() {
    assert!(run(&["schema"]).out.starts_with("# Database\n"));
}

#[test]
fn the_version_is_told() {
    let told = run(&["--version"]);
    assert_eq!((told.exit, told.out), (0, format!("so138 {}\n", env!("CARGO_PKG_VERSION"))));
}
